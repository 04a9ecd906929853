//! What stands between threads where it is model-checked: locks, atomics and the fence.
//!
//! They are `short`'s, parking_lot's and std's. In the library's own tests with `--cfg mycelium_loom` they are loom's, with the
//! same methods, and work only inside of a model: see `mailbox::models` and `actor::lending::models`. Layer L0, below all others.

#[cfg(all(test, mycelium_loom))]
mod modelled;

#[cfg(all(test, mycelium_loom))]
pub(crate) use modelled::{
    AtomicBool, AtomicU8, IS_UNLOCKING_A_FENCE, Mutex, MutexGuard, Task, TriedGuard, TriedMutex, explore, fence,
};
#[cfg(not(all(test, mycelium_loom)))]
pub(crate) use real::*;

#[cfg(not(all(test, mycelium_loom)))]
mod short;

#[cfg(not(all(test, mycelium_loom)))]
mod real {
    pub(crate) use super::short::{Mutex, MutexGuard};
    pub(crate) use parking_lot::{Mutex as TriedMutex, MutexGuard as TriedGuard};
    pub(crate) use std::sync::atomic::{AtomicBool, AtomicU8, fence};

    /// Whether what stands behind an unlocking is done after it, for other threads too, without a fence. On x86 a read-modify-write
    /// is one, and parking_lot unlocks with one: of the lock itself, or, where somebody waits, of the list of those who do.
    pub(crate) const IS_UNLOCKING_A_FENCE: bool = cfg!(any(target_arch = "x86", target_arch = "x86_64"));
}
