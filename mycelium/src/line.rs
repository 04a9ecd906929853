//! A line of tasks that wait for room, first come, first served.
//!
//! Plain data: whoever is to be woken, and every waker that is not needed any more, is handed out, so that the
//! caller wakes and drops after it has unlocked what the line stands in. Tickets rise along the line, so a
//! place is found by halving.
//!
//! Every mailbox and every actor has a line, and most are never stood in: it is one pointer until somebody joins. What was
//! needed once stays.

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
pub(crate) struct Line(Option<Box<Standing>>);

/// Who stands in a line.
#[derive(Debug, Default)]
struct Standing {
    waiting: VecDeque<Waiting>,
    next: u64,
    /// How many of them were not called up.
    uncalled: usize,
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
        Self((first > 0).then(|| Box::new(Standing { next: first, ..Standing::default() })))
    }

    pub(crate) fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |standing| standing.waiting.len())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether everybody was called up.
    #[inline]
    pub(crate) fn is_called_up(&self) -> bool {
        self.0.as_ref().is_none_or(|standing| standing.uncalled == 0)
    }

    /// Joins at the end.
    pub(crate) fn join(&mut self, waker: Waker) -> Ticket {
        let standing = self.0.get_or_insert_default();
        let ticket = Ticket { number: standing.next, turn: 0 };
        standing.next += 1;
        standing.uncalled += 1;
        standing.waiting.push_back(Waiting { ticket, waker: Some(waker) });
        ticket
    }

    /// How many stand before the ticket; `None` if it is not in the line.
    pub(crate) fn place(&self, ticket: Ticket) -> Option<usize> {
        let waiting = &self.0.as_ref()?.waiting;
        waiting.binary_search_by_key(&ticket.number, |waiting| waiting.ticket.number).ok()
    }

    /// Remembers the waker for a place; hands out the one before it.
    #[must_use = "a waker is dropped after unlocking"]
    pub(crate) fn wait_on(&mut self, place: usize, waker: &Waker) -> Option<Waker> {
        let standing = self.0.as_mut()?;
        let known = &mut standing.waiting.get_mut(place)?.waker;
        match known {
            Some(known) if known.will_wake(waker) => None,
            _ => {
                standing.uncalled += usize::from(known.is_none());
                known.replace(waker.clone())
            }
        }
    }

    /// Takes a place out of the line; hands out its waker.
    #[must_use = "a waker is dropped after unlocking"]
    pub(crate) fn leave(&mut self, place: usize) -> Option<Waker> {
        let standing = self.0.as_mut()?;
        let waker = standing.waiting.remove(place)?.waker;
        standing.uncalled -= usize::from(waker.is_some());
        waker
    }

    /// Hands out everybody, who all keep their places.
    pub(crate) fn rouse(&mut self, wake: &mut Vec<Waker>) {
        self.call_up(usize::MAX, wake);
    }

    /// Hands out the first `room` in the line that were not called up before.
    pub(crate) fn call_up(&mut self, room: usize, wake: &mut Vec<Waker>) {
        let Some(standing) = &mut self.0 else { return };
        let called = wake.len();
        wake.extend(standing.waiting.iter_mut().take(room).filter_map(|waiting| waiting.waker.take()));
        standing.uncalled -= wake.len() - called;
    }

    /// Hands out the first of the first `room` in the line that was not called up before. Needs no room of its own.
    #[must_use = "a task that was called up is woken after unlocking"]
    pub(crate) fn call_next(&mut self, room: usize) -> Option<Waker> {
        let standing = self.0.as_mut()?;
        let next = standing.waiting.iter_mut().take(room).find_map(|waiting| waiting.waker.take());
        standing.uncalled -= usize::from(next.is_some());
        next
    }

    /// Sends everybody away; hands them out.
    pub(crate) fn dismiss(&mut self, wake: &mut Vec<Waker>) {
        if let Some(standing) = &mut self.0 {
            wake.extend(standing.waiting.drain(..).filter_map(|waiting| waiting.waker));
            standing.uncalled = 0;
        }
    }
}
