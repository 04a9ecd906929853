//! A line of tasks that wait for room, first come, first served.
//!
//! Plain data: whoever is to be woken, and every waker that is not needed any more, is handed out, so that the
//! caller wakes and drops after it has unlocked what the line stands in. Tickets rise along the line, so a
//! place is found by halving.

use std::collections::VecDeque;
use std::task::Waker;

/// A place in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ticket {
    number: u64,
    /// For those who stand in several lines, one after another: which one this is. The line itself does not look.
    pub(crate) turn: u64,
}

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Line {
    waiting: VecDeque<Waiting>,
    next: u64,
}

/// A task in the line. Its waker is taken when it is called up.
#[derive(Debug)]
struct Waiting {
    ticket: Ticket,
    waker: Option<Waker>,
}

// === impl Line ===

impl Line {
    /// A line whose tickets begin at `first`, so that they are told from those of another line.
    pub(crate) fn starting(first: u64) -> Self {
        Self { waiting: VecDeque::new(), next: first }
    }

    pub(crate) fn len(&self) -> usize {
        self.waiting.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Joins at the end.
    pub(crate) fn join(&mut self, waker: Waker) -> Ticket {
        let ticket = Ticket { number: self.next, turn: 0 };
        self.next += 1;
        self.waiting.push_back(Waiting { ticket, waker: Some(waker) });
        ticket
    }

    /// How many stand before the ticket; `None` if it is not in the line.
    pub(crate) fn place(&self, ticket: Ticket) -> Option<usize> {
        self.waiting.binary_search_by_key(&ticket.number, |waiting| waiting.ticket.number).ok()
    }

    /// Remembers the waker for a place; hands out the one before it.
    #[must_use = "a waker is dropped after unlocking"]
    pub(crate) fn wait_on(&mut self, place: usize, waker: &Waker) -> Option<Waker> {
        let known = &mut self.waiting.get_mut(place)?.waker;
        match known {
            Some(known) if known.will_wake(waker) => None,
            _ => known.replace(waker.clone()),
        }
    }

    /// Takes a place out of the line; hands out its waker.
    #[must_use = "a waker is dropped after unlocking"]
    pub(crate) fn leave(&mut self, place: usize) -> Option<Waker> {
        self.waiting.remove(place)?.waker
    }

    /// Hands out everybody, who all keep their places.
    pub(crate) fn rouse(&mut self, wake: &mut Vec<Waker>) {
        self.call_up(usize::MAX, wake);
    }

    /// Hands out the first `room` in the line that were not called up before.
    pub(crate) fn call_up(&mut self, room: usize, wake: &mut Vec<Waker>) {
        wake.extend(self.waiting.iter_mut().take(room).filter_map(|waiting| waiting.waker.take()));
    }

    /// Sends everybody away; hands them out.
    pub(crate) fn dismiss(&mut self, wake: &mut Vec<Waker>) {
        wake.extend(self.waiting.drain(..).filter_map(|waiting| waiting.waker));
    }
}
