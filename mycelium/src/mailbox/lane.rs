//! One lane of a mailbox: values in order, the senders that wait for room among them, and the key table.

use std::collections::VecDeque;
use std::task::Waker;

use super::Waits;
use super::keys::Keys;
use super::options::Key;
use super::values::Values;
use crate::line::{Line, Ticket};

/// When senders that wait for room are called up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CallUp {
    /// With each batch that is taken out, which they refill while it is handled.
    WithEachBatch,
    /// Once the receiver waits: where it sleeps they find it so, and need not queue.
    WhenItWaits,
}

/// What is to be done after unlocking when a sender has left its line.
#[derive(Debug, Default)]
#[must_use = "a waker is woken or dropped after unlocking"]
pub(super) struct Left {
    pub(super) drop: Option<Waker>,
    pub(super) wake: Option<Waker>,
}

/// See the module.
#[derive(Debug)]
pub(super) struct Lane<T> {
    capacity: usize,
    values: Values<T>,
    pub(super) line: Line,
    /// Only where messages are conflated.
    keys: Option<Box<Keys>>,
}

// === impl Left ===

impl Left {
    pub(super) fn settle(self) {
        drop(self.drop);
        self.wake.into_iter().for_each(Waker::wake);
    }
}

// === impl Lane ===

impl<T> Lane<T> {
    /// A lane whose tickets are told from another lane's by beginning elsewhere.
    pub(super) fn new(capacity: usize, has_keys: bool, first_ticket: u64) -> Self {
        let keys = has_keys.then(Box::default);
        Self { capacity, values: Values::new(), line: Line::starting(first_ticket), keys }
    }

    pub(super) fn len(&self) -> usize {
        self.values.len()
    }

    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    pub(super) fn capacity(&self) -> usize {
        self.capacity
    }

    #[inline]
    pub(super) fn room(&self) -> usize {
        self.capacity - self.values.len()
    }

    /// Whether there is room beyond what those in the line will fill, and nobody there still waits to be called up.
    #[inline]
    pub(super) fn is_open(&self) -> bool {
        self.room() > self.line.len() && self.line.is_called_up()
    }

    /// Calls up those in the line for whom there is room, if it is time.
    #[inline]
    fn call_up(&mut self, when: CallUp, wake: &mut Vec<Waker>) {
        if when == CallUp::WithEachBatch && !self.line.is_called_up() {
            self.line.call_up(self.room(), wake);
        }
    }

    /// Takes the value, if there is one, to the end of a lane without keys; there is room.
    #[inline]
    pub(super) fn push_plain(&mut self, value: &mut Option<T>) {
        debug_assert!(self.keys.is_none());
        self.values.push(value);
    }

    /// Puts a value at the end, with the hash of its key if it has one; there is room.
    #[inline]
    pub(super) fn push(&mut self, value: T, hash: Option<u64>) {
        self.values.push(&mut Some(value));
        if let Some(keys) = &mut self.keys {
            keys.joined(hash);
        }
    }

    /// Where a value waits that one of this key replaces. Compares keys, which is the user's code.
    pub(super) fn find(&self, message: &T::Message, key: &Key<T::Message>) -> Option<usize>
    where
        T: Waits,
    {
        let at = self.keys.as_ref()?.find(key.hash)?;
        (key.is_same)(self.values.get(at)?.message(), message).then_some(at)
    }

    /// Puts a value in the place of another, which is returned; without one the value comes back as an error.
    pub(super) fn replace(&mut self, at: Option<usize>, value: T) -> Result<T, T> {
        match at.and_then(|at| self.values.get_mut(at)) {
            Some(waiting) => Ok(std::mem::replace(waiting, value)),
            None => Err(value),
        }
    }

    /// Takes the value out that has waited longest.
    pub(super) fn pop_oldest(&mut self) -> Option<T> {
        let oldest = self.values.pop()?;
        if let Some(keys) = &mut self.keys {
            keys.left(1);
        }
        Some(oldest)
    }

    /// Moves up to `limit` values behind those in `batch`, or, if `first` is `None`, the very first into that; returns how many.
    /// The senders that may push now go into `wake`.
    #[inline]
    pub(super) fn pop(
        &mut self,
        first: &mut Option<T>,
        batch: &mut VecDeque<T>,
        limit: usize,
        when: CallUp,
        wake: &mut Vec<Waker>,
    ) -> usize {
        let count = self.values.pop_behind(first, batch, limit);
        if let Some(keys) = &mut self.keys {
            keys.left(count);
        }
        self.call_up(when, wake);
        count
    }

    /// Moves up to `limit` values before those in `batch`, the oldest first; returns how many.
    pub(super) fn pop_before(
        &mut self,
        batch: &mut VecDeque<T>,
        limit: usize,
        when: CallUp,
        wake: &mut Vec<Waker>,
    ) -> usize {
        let count = self.values.pop_before(batch, limit);
        if let Some(keys) = &mut self.keys {
            keys.left(count);
        }
        self.call_up(when, wake);
        count
    }

    /// Leaves the line. One sender at most moves up into the room by that, and is called up.
    pub(super) fn leave(&mut self, ticket: Ticket) -> Left {
        let left = self.line.place(ticket).and_then(|place| self.line.leave(place));
        Left { drop: left, wake: self.line.call_next(self.room()) }
    }
}
