//! The one way this crate locks: a poisoned lock is taken all the same.
//!
//! Little of the user's runs under a lock of this crate: the encoding of a message or a reply into a link's buffer, which a
//! panic leaves as it was; the comparison of two conflation keys, before anything is changed; and, with inline dispatch, a
//! handler under its actor's cell, whose panics are caught. So a poisoned lock still guards consistent data.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks, whether or not a thread panicked while it held the lock.
#[inline]
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
