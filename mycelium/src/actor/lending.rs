//! How the loop of an actor with inline dispatch lends its instance to senders while it sleeps: the protocol, without actors.
//!
//! The owner [leaves](Lending::leave) a value, and sleeps. A borrower that finds it, and nobody else at it, works with it under
//! the lock, which is only tried. The owner [takes](Lending::take_or_await) it out again when it wakes. If a borrower is at it
//! right then, the owner raises a flag, and tries once more; a borrower looks at the flags when it has unlocked:
//!
//! ```text
//!  owner: raise the flag │ fence │ try the lock
//!  borrower:     unlock  │ fence │ look at the flags
//! ```
//!
//! So the owner finds the lock free, or the borrower the flag set, or both; never neither. `models` tries it under loom.

#[cfg(all(test, mycelium_loom))]
mod models;

use std::sync::atomic::{Ordering, compiler_fence};

use crate::mailbox::{Mailbox, Waits};
use crate::sync::{AtomicU8, IS_UNLOCKING_A_FENCE, TriedGuard, TriedMutex, fence};

/// See the module.
pub(super) struct Lending<T> {
    lent: TriedMutex<Option<T>>,
    /// Of [`flag`]: what whoever has borrowed has to see to afterwards.
    flags: AtomicU8,
}

/// What the owner asks of whoever has the lock.
mod flag {
    /// The owner is gone, and what it left is to be dropped.
    pub(super) const ABANDONED: u8 = 1;
    /// The owner waits for what it left, and is to be woken.
    pub(super) const AWAITED: u8 = 2;
}

// === impl Lending ===

impl<T> Lending<T> {
    pub(super) fn new() -> Self {
        Self { lent: TriedMutex::new(None), flags: AtomicU8::new(0) }
    }

    // --- the owner ---

    /// Leaves it here, for borrowers. Only while nothing is here, so that nobody holds the lock for long.
    #[inline]
    pub(super) fn leave(&self, value: Option<T>) {
        *self.lent.lock() = value;
    }

    /// Takes it out. If somebody is at it right now, the owner's usual waker is woken afterwards.
    #[inline]
    pub(super) fn take_or_await(&self) -> Option<T> {
        self.take().or_else(|| {
            self.raise(flag::AWAITED);
            self.take()
        })
    }

    /// Tells whoever has the lock, or finds that nobody has it any more; see [`is_asked`](Self::is_asked).
    fn raise(&self, flag: u8) {
        self.flags.fetch_or(flag, Ordering::SeqCst);
        fence(Ordering::SeqCst);
    }

    /// Takes it out, unless somebody is at it right now.
    fn take(&self) -> Option<T> {
        self.lent.try_lock()?.take()
    }

    /// Takes out what the owner will not come back for. Whoever is at it right now gets it instead, when it hands over.
    pub(super) fn abandon(&self) -> Option<T> {
        self.raise(flag::ABANDONED);
        self.take()
    }

    // --- borrowers ---

    /// What is left here, if anything is, and nobody is at it. After unlocking the borrower [looks](Self::is_asked).
    #[inline]
    pub(super) fn borrow(&self) -> Option<TriedGuard<'_, Option<T>>> {
        self.lent.try_lock()
    }

    /// Whether the owner asks for something; then the borrower [hands over](Self::hand_over).
    #[inline]
    pub(super) fn is_asked(&self) -> bool {
        // Between the unlocking and the look, as in `raise`; where no instruction is needed, the compiler keeps the order.
        if IS_UNLOCKING_A_FENCE {
            compiler_fence(Ordering::SeqCst)
        } else {
            fence(Ordering::SeqCst)
        }
        self.flags.load(Ordering::SeqCst) != 0
    }

    /// Wakes the owner, which sleeps in the mailbox or waits here. Without an owner, hands out what it left, to be dropped.
    #[cold]
    pub(super) fn hand_over<W: Waits>(&self, mailbox: &Mailbox<W>) -> Option<T> {
        let flags = self.flags.fetch_and(!flag::AWAITED, Ordering::SeqCst);
        if flags & flag::ABANDONED != 0 {
            return self.lent.lock().take();
        }
        mailbox.nudge();
        // It may wait for its value, not in the mailbox.
        if flags & flag::AWAITED != 0 {
            mailbox.wake();
        }
        None
    }
}
