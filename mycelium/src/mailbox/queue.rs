//! The state behind a mailbox's lock: values, senders that wait for room, and the parked receiver.
//!
//! Plain data and plain functions: nothing here wakes, drops a value or calls user code, so the lock is held
//! for a few moves only. Whoever must be woken is handed out, and is woken by the caller after unlocking.
//!
//! A sender that finds no room joins the line with a ticket. The first `room` tickets of the line may push, and
//! are called up (woken) when room appears. Their room is theirs: a newcomer is refused unless there is more
//! room than senders in the line.

use std::collections::VecDeque;
use std::task::Waker;

/// A place in the line of waiting senders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ticket(u64);

/// Why a value was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    /// No room beyond what those in the line will fill.
    Full,
    /// The receiver takes no more.
    Closed,
}

/// A sender in the line. Its waker is taken when it was called up.
#[derive(Debug)]
struct Waiting {
    ticket: Ticket,
    waker: Option<Waker>,
}

/// See the module.
#[derive(Debug)]
pub(super) struct Queue<T> {
    capacity: usize,
    values: VecDeque<T>,
    line: VecDeque<Waiting>,
    next_ticket: u64,
    parked: Option<Waker>,
    closed: bool,
    accepted: u64,
}

// === impl Queue ===

impl<T> Queue<T> {
    pub(super) fn new(capacity: usize) -> Self {
        Self {
            capacity,
            values: VecDeque::new(),
            line: VecDeque::new(),
            next_ticket: 0,
            parked: None,
            closed: false,
            accepted: 0,
        }
    }

    fn room(&self) -> usize {
        self.capacity - self.values.len()
    }

    fn accept(&mut self, value: T) -> Option<Waker> {
        self.values.push_back(value);
        self.accepted += 1;
        self.parked.take()
    }

    /// Takes `value` if there is room beyond what those in the line will fill; returns the receiver to wake, if it sleeps.
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
        let ticket = Ticket(self.next_ticket);
        self.next_ticket += 1;
        self.line.push_back(Waiting { ticket, waker: Some(waker) });
        ticket
    }

    /// Takes `value` if `ticket` stands among the first for whom there is room, and ends its wait; otherwise
    /// remembers `waker` for it.
    pub(super) fn push_waiting(
        &mut self,
        value: T,
        ticket: Ticket,
        waker: &Waker,
    ) -> Result<Option<Waker>, (T, Refused)> {
        if self.closed {
            return Err((value, Refused::Closed));
        }
        let room = self.room();
        if let Some(place) = self.line.iter().take(room).position(|waiting| waiting.ticket == ticket) {
            self.line.remove(place);
            return Ok(self.accept(value));
        }
        if let Some(waiting) = self.line.iter_mut().find(|waiting| waiting.ticket == ticket) {
            match &waiting.waker {
                Some(known) if known.will_wake(waker) => {}
                _ => waiting.waker = Some(waker.clone()),
            }
        }
        Err((value, Refused::Full))
    }

    /// Leaves the line. Whoever moved up into the room is handed out through `wake`.
    pub(super) fn leave(&mut self, ticket: Ticket, wake: &mut Vec<Waker>) {
        self.line.retain(|waiting| waiting.ticket != ticket);
        self.call_up(wake);
    }

    /// Hands out the senders for whom there is room and who were not called up yet.
    fn call_up(&mut self, wake: &mut Vec<Waker>) {
        let room = self.room();
        wake.extend(self.line.iter_mut().take(room).filter_map(|waiting| waiting.waker.take()));
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
            self.call_up(wake);
        }
        batch.len()
    }

    /// Notes that the receiver sleeps until something comes.
    pub(super) fn park(&mut self, waker: &Waker) {
        self.parked = Some(waker.clone());
    }

    /// The receiver, if it sleeps.
    pub(super) fn unpark(&mut self) -> Option<Waker> {
        self.parked.take()
    }

    /// Refuses everything from now on; hands out all who wait, so that they learn of it.
    pub(super) fn close(&mut self, wake: &mut Vec<Waker>) {
        self.closed = true;
        wake.extend(self.line.drain(..).filter_map(|waiting| waiting.waker));
    }

    pub(super) fn is_closed(&self) -> bool {
        self.closed
    }

    /// How many values were ever taken.
    pub(super) fn accepted(&self) -> u64 {
        self.accepted
    }

    /// How many values wait now.
    pub(super) fn len(&self) -> usize {
        self.values.len()
    }
}
