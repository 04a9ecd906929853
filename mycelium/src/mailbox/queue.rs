//! The state behind a mailbox's lock: values, senders that wait for room, and the parked receiver.
//!
//! Plain data and plain functions: nothing here wakes, or drops a value or a waker, so the lock is held for a few
//! moves only. Whoever is to be woken, and what is to be dropped, is handed out to the caller.
//!
//! A sender that finds no room joins the line. The first `room` of the line may push, and are called up (woken)
//! when room appears. Their room is theirs: a newcomer is refused unless there is more room than senders in
//! the line.

use std::collections::VecDeque;
use std::task::Waker;

use crate::line::{Line, Ticket};

/// Why a value was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    /// No room beyond what those in the line will fill.
    Full,
    /// The receiver takes no more.
    Closed,
}

/// See the module.
#[derive(Debug)]
pub(super) struct Queue<T> {
    capacity: usize,
    values: VecDeque<T>,
    line: Line,
    parked: Option<Waker>,
    closed: bool,
    accepted: u64,
}

// === impl Queue ===

impl<T> Queue<T> {
    pub(super) fn new(capacity: usize) -> Self {
        Self { capacity, values: VecDeque::new(), line: Line::default(), parked: None, closed: false, accepted: 0 }
    }

    fn room(&self) -> usize {
        self.capacity - self.values.len()
    }

    fn accept(&mut self, value: T) -> Option<Waker> {
        self.values.push_back(value);
        self.accepted += 1;
        self.parked.take()
    }

    /// Takes `value` if there is room beyond what those in the line will fill; returns the receiver to wake,
    /// if it sleeps.
    #[inline]
    pub(super) fn push(&mut self, value: T) -> Result<Option<Waker>, (T, Refused)> {
        if self.closed {
            return Err((value, Refused::Closed));
        }
        if self.room() <= self.line.len() {
            return Err((value, Refused::Full));
        }
        Ok(self.accept(value))
    }

    /// Joins the line.
    pub(super) fn wait(&mut self, waker: Waker) -> Ticket {
        self.line.join(waker)
    }

    /// Takes `value` if `ticket` stands among the first for whom there is room, and ends its wait; otherwise
    /// remembers `waker` for it. What is not needed any more goes into `drop_later`.
    pub(super) fn push_waiting(
        &mut self,
        value: T,
        ticket: Ticket,
        waker: &Waker,
        drop_later: &mut Option<Waker>,
    ) -> Result<Option<Waker>, (T, Refused)> {
        if self.closed {
            return Err((value, Refused::Closed));
        }
        match self.line.place(ticket) {
            Some(place) if place < self.room() => {
                *drop_later = self.line.leave(place);
                Ok(self.accept(value))
            }
            Some(place) => {
                *drop_later = self.line.wait_on(place, waker);
                Err((value, Refused::Full))
            }
            None => Err((value, Refused::Full)),
        }
    }

    /// Leaves the line. Whoever moved up into the room is handed out through `wake`, the leaver's waker is
    /// returned.
    #[must_use = "a waker is dropped after unlocking"]
    pub(super) fn leave(&mut self, ticket: Ticket, wake: &mut Vec<Waker>) -> Option<Waker> {
        let left = self.line.place(ticket).and_then(|place| self.line.leave(place));
        self.line.call_up(self.room(), wake);
        left
    }

    /// Hands out all who wait; they keep their places.
    pub(super) fn rouse(&mut self, wake: &mut Vec<Waker>) {
        self.line.rouse(wake);
    }

    /// Moves up to `limit` values into `batch`, which must be empty, and hands out the senders that may push
    /// now. Returns how many values came.
    #[inline]
    pub(super) fn pop(&mut self, batch: &mut VecDeque<T>, limit: usize, wake: &mut Vec<Waker>) -> usize {
        let limit = limit.min(self.capacity);
        if self.values.len() <= limit {
            std::mem::swap(&mut self.values, batch);
        } else {
            batch.extend(self.values.drain(..limit));
        }
        if !self.line.is_empty() {
            self.line.call_up(self.room(), wake);
        }
        batch.len()
    }

    /// Notes that the receiver sleeps until something comes; hands out the waker before this one.
    #[must_use = "a waker is dropped after unlocking"]
    pub(super) fn park(&mut self, waker: &Waker) -> Option<Waker> {
        self.parked.replace(waker.clone())
    }

    /// The receiver, if it sleeps.
    pub(super) fn unpark(&mut self) -> Option<Waker> {
        self.parked.take()
    }

    /// Refuses everything from now on; hands out all who wait, so that they learn of it.
    pub(super) fn close(&mut self, wake: &mut Vec<Waker>) {
        self.closed = true;
        self.line.dismiss(wake);
    }

    pub(super) fn is_closed(&self) -> bool {
        self.closed
    }

    /// How many values were ever taken.
    pub(super) fn accepted(&self) -> u64 {
        self.accepted
    }

    pub(super) fn capacity(&self) -> usize {
        self.capacity
    }

    /// How many values wait now.
    pub(super) fn len(&self) -> usize {
        self.values.len()
    }
}
