//! The state behind a mailbox's lock: its lanes, what happens when one is full, and the parked receiver.
//!
//! Plain data and plain functions: nothing here wakes, or drops a value or a waker, so the lock is held for a few
//! moves only. Whoever is to be woken, and what is to be dropped, is handed out to the caller. The only code of a
//! user's that runs in here is the comparison of two keys, in [`Queue::find`], which changes nothing.
//!
//! A sender that finds no room joins the line of its lane, if the policy is to wait. The first `room` of the line may
//! push, and are called up (woken) when it is [time](CallUp), and in any case before the receiver waits for anything: it
//! may wait for one of them. Their room is theirs: a newcomer is refused unless there is more room than senders in the
//! line, and all of these were called up.

use std::collections::VecDeque;
use std::task::Waker;

use super::lane::{CallUp, Lane, Left};
use super::options::{Key, MailboxOptions, Mark};
use super::overflow::{DropReason, Overflow};
use super::{BATCH, HIGH_TURN, Waits};
use crate::line::Ticket;
use crate::metrics::Accepted;

/// Tickets of the high lane begin here: nobody waits so often in the normal one.
const FIRST_HIGH_TICKET: u64 = 1 << 63;

/// Why a value was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    /// No room beyond what those in the line will fill.
    Full,
    /// The receiver takes no more.
    Closed,
}

/// What became of a value.
pub(super) enum Push<T> {
    /// It waits; the receiver may have to be woken.
    Taken(Wake),
    /// It was accepted, and this value, it or another, is not handled.
    Displaced(T, DropReason),
    /// It was not accepted.
    Refused(T, Refused),
}

/// Who is to be woken.
#[derive(Debug)]
pub(super) enum Wake {
    Nobody,
    /// The receiver, by the waker that it always has.
    Usual,
    /// The receiver, by another one.
    Other(Waker),
}

/// See the module.
#[derive(Debug)]
pub(super) struct Queue<T> {
    normal: Lane<T>,
    /// What most mailboxes never need.
    rare: Option<Box<Rare<T>>>,
    /// How many values were ever taken.
    accepted: u64,
    overflow: Overflow,
    call_up: CallUp,
    is_parked: bool,
    closed: bool,
}

/// What few mailboxes need.
#[derive(Debug)]
struct Rare<T> {
    /// Only where messages have priorities.
    high: Option<Lane<T>>,
    /// What wakes the parked receiver, if that is not its usual waker.
    other: Option<Waker>,
    /// Of the values that were taken, how many the mailbox dropped itself, since it was full.
    overflowed: u64,
    /// Of these, how many it dropped for newer ones of their keys.
    conflated: u64,
}

// === impl Rare ===

impl<T> Default for Rare<T> {
    fn default() -> Self {
        Self { high: None, other: None, overflowed: 0, conflated: 0 }
    }
}

// === impl Queue ===

impl<T: Waits> Queue<T> {
    pub(super) fn new<M>(options: &MailboxOptions<M>, call_up: CallUp) -> Self {
        let (capacity, has_keys) = (options.room(), options.has_keys());
        let high = options.has_high_lane().then(|| Lane::new(capacity, has_keys, FIRST_HIGH_TICKET));
        Self {
            normal: Lane::new(capacity, has_keys, 0),
            rare: high.map(|high| Box::new(Rare { high: Some(high), ..Rare::default() })),
            accepted: 0,
            overflow: options.policy(),
            call_up,
            is_parked: false,
            closed: false,
        }
    }

    #[inline]
    fn high(&self) -> Option<&Lane<T>> {
        self.rare.as_ref()?.high.as_ref()
    }

    #[inline]
    fn high_mut(&mut self) -> Option<&mut Lane<T>> {
        self.rare.as_mut()?.high.as_mut()
    }

    fn lanes_mut(&mut self) -> impl Iterator<Item = &mut Lane<T>> {
        let Self { normal, rare, .. } = self;
        let high = rare.as_mut().and_then(|rare| rare.high.as_mut());
        std::iter::once(normal).chain(high)
    }

    fn lane(&mut self, is_high: bool) -> &mut Lane<T> {
        match &mut self.rare {
            Some(rare) if is_high => rare.high.as_mut().unwrap_or(&mut self.normal),
            _ => &mut self.normal,
        }
    }

    fn rare(&mut self) -> &mut Rare<T> {
        self.rare.get_or_insert_default()
    }

    // --- into it ---

    /// Whether a value that is like all others is taken at once.
    #[inline]
    pub(super) fn is_open(&self) -> bool {
        !self.closed && self.normal.is_open()
    }

    /// Takes the value, if there is one; it is like all others: the queue [is open](Self::is_open), and its mailbox looks for nothing.
    /// Returns whether the receiver sleeps, and must be [unparked](Self::unpark).
    #[inline]
    pub(super) fn accept(&mut self, value: &mut Option<T>) -> bool {
        let is_there = value.is_some();
        self.accepted += u64::from(is_there);
        self.normal.push_plain(value);
        is_there && self.is_parked
    }

    /// Takes `value` if there is room beyond what those in the line will fill; else does what the policy says.
    pub(super) fn push(&mut self, value: T) -> Push<T> {
        if self.closed {
            return Push::Refused(value, Refused::Closed);
        }
        if !self.normal.is_open() {
            return self.overflow(value, false, None);
        }
        self.normal.push(value, None);
        self.taken()
    }

    fn taken(&mut self) -> Push<T> {
        self.accepted += 1;
        Push::Taken(self.unpark())
    }

    /// Takes a value whose mark was looked for, and `found` is what [`find`](Self::find) said.
    pub(super) fn push_marked(&mut self, value: T, mark: &Mark<T::Message>, found: Option<usize>) -> Push<T> {
        if self.closed {
            return Push::Refused(value, Refused::Closed);
        }
        let lane = self.lane(mark.is_high);
        let hash = mark.key.as_ref().map(|key| key.hash);
        let value = match lane.replace(found, value) {
            Ok(replaced) => {
                self.accepted += 1;
                self.rare().conflated += 1;
                return Push::Displaced(replaced, DropReason::Conflated);
            }
            Err(value) => value,
        };
        if !lane.is_open() {
            return self.overflow(value, mark.is_high, hash);
        }
        lane.push(value, hash);
        self.taken()
    }

    /// Where a message waits whose place this one takes. Compares keys, which is the user's code.
    pub(super) fn find(&mut self, message: &T::Message, mark: &Mark<T::Message>) -> Option<usize> {
        let key: &Key<T::Message> = mark.key.as_ref()?;
        self.lane(mark.is_high).find(message, key)
    }

    /// What the policy says of a value without room.
    #[cold]
    fn overflow(&mut self, value: T, is_high: bool, hash: Option<u64>) -> Push<T> {
        let dropped = match self.overflow {
            Overflow::Reject if value.has_no_way_back() => Push::Displaced(value, DropReason::Rejected),
            Overflow::Block | Overflow::Reject => return Push::Refused(value, Refused::Full),
            Overflow::DropNewest => Push::Displaced(value, DropReason::Newest),
            Overflow::DropOldest => {
                let lane = self.lane(is_high);
                match lane.pop_oldest() {
                    Some(oldest) => {
                        lane.push(value, hash);
                        Push::Displaced(oldest, DropReason::Oldest)
                    }
                    None => Push::Displaced(value, DropReason::Newest),
                }
            }
        };
        self.accepted += 1;
        self.rare().overflowed += 1;
        dropped
    }

    /// Whether a sender without room waits.
    pub(super) fn makes_wait(&self) -> bool {
        self.overflow == Overflow::Block
    }

    /// Joins the line.
    pub(super) fn wait(&mut self, is_high: bool, waker: Waker) -> Ticket {
        self.lane(is_high).line.join(waker)
    }

    /// Takes `value` if `ticket` stands among the first for whom there is room, and ends its wait; otherwise
    /// remembers `waker` for it. The waker that is not needed any more goes into `left`.
    pub(super) fn push_waiting(
        &mut self,
        value: T,
        (is_high, hash): (bool, Option<u64>),
        ticket: Ticket,
        waker: &Waker,
        left: &mut Left,
    ) -> Push<T> {
        if self.closed {
            return Push::Refused(value, Refused::Closed);
        }
        let lane = self.lane(is_high);
        match lane.line.place(ticket) {
            Some(place) if place < lane.room() => {
                left.drop = lane.line.leave(place);
                lane.push(value, hash);
                self.taken()
            }
            Some(place) => {
                left.drop = lane.line.wait_on(place, waker);
                Push::Refused(value, Refused::Full)
            }
            None => Push::Refused(value, Refused::Full),
        }
    }

    /// Leaves the line.
    pub(super) fn leave(&mut self, ticket: Ticket) -> Left {
        match self.high_mut() {
            Some(high) if high.line.place(ticket).is_some() => high.leave(ticket),
            _ => self.normal.leave(ticket),
        }
    }

    /// Hands out all who wait; they keep their places.
    pub(super) fn rouse(&mut self, wake: &mut Vec<Waker>) {
        self.lanes_mut().for_each(|lane| lane.line.rouse(wake));
    }

    // --- out of it ---

    /// Moves up to a batch of values into `first`, which must be `None`, and `batch`, which must be empty, and hands out the
    /// senders that may push now.
    /// Values of the high lane come first, [`HIGH_TURN`] at most, and no more than `high_limit` if others wait. Returns
    /// how many of them came.
    #[inline]
    pub(super) fn pop(
        &mut self,
        first: &mut Option<T>,
        batch: &mut VecDeque<T>,
        high_limit: usize,
        wake: &mut Vec<Waker>,
    ) -> usize {
        let Some(high) = self.rare.as_mut().and_then(|rare| rare.high.as_mut()) else {
            self.normal.pop(first, batch, BATCH, self.call_up, wake);
            return 0;
        };
        let limit = if self.normal.is_empty() { HIGH_TURN } else { high_limit };
        let high_count = high.pop(first, batch, limit, self.call_up, wake);
        self.normal.pop(first, batch, BATCH - high_count, self.call_up, wake);
        high_count
    }

    /// Moves up to `limit` values of the high lane before those in `batch`, and hands out the senders that may push now.
    /// Returns how many came.
    pub(super) fn pop_high(&mut self, batch: &mut VecDeque<T>, limit: usize, wake: &mut Vec<Waker>) -> usize {
        let call_up = self.call_up;
        self.high_mut().map_or(0, |high| high.pop_before(batch, limit, call_up, wake))
    }

    /// Whether senders wait that were not called up. Only these may have to be, until values are taken out again: who
    /// joins the line later does so because there is no room, or they are before it.
    #[inline]
    pub(super) fn keeps_waiting(&self) -> bool {
        !self.normal.line.is_called_up() || self.high().is_some_and(|high| !high.line.is_called_up())
    }

    /// Hands out the senders for whom there is room.
    #[cold]
    pub(super) fn call_up(&mut self, wake: &mut Vec<Waker>) {
        self.lanes_mut().for_each(|lane| lane.line.call_up(lane.room(), wake));
    }

    /// Whether nothing waits.
    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.normal.is_empty() && !self.is_high_waiting()
    }

    /// Whether something waits in the high lane.
    pub(super) fn is_high_waiting(&self) -> bool {
        self.high().is_some_and(|high| !high.is_empty())
    }

    /// Notes that the receiver sleeps until something comes, with its usual waker or with `other`; hands out the
    /// waker before that.
    #[must_use = "a waker is dropped after unlocking"]
    #[inline]
    pub(super) fn park(&mut self, other: Option<Waker>) -> Option<Waker> {
        self.is_parked = true;
        match &mut self.rare {
            Some(rare) => std::mem::replace(&mut rare.other, other),
            None if other.is_some() => std::mem::replace(&mut self.rare().other, other),
            None => None,
        }
    }

    /// Whether the receiver sleeps, and nobody stands in a line: so nobody's message comes before a new one.
    pub(super) fn is_idle(&self) -> bool {
        self.is_parked && self.normal.line.is_empty() && self.high().is_none_or(|high| high.line.is_empty())
    }

    /// Whether the receiver sleeps, and nobody stands in the ticket's line before it.
    pub(super) fn is_next(&self, ticket: Ticket) -> bool {
        let mut lines = std::iter::once(&self.normal).chain(self.high()).map(|lane| &lane.line);
        self.is_parked && lines.any(|line| line.place(ticket) == Some(0))
    }

    /// The receiver, if it sleeps.
    #[inline]
    pub(super) fn unpark(&mut self) -> Wake {
        if !std::mem::take(&mut self.is_parked) {
            return Wake::Nobody;
        }
        let other = self.rare.as_mut().and_then(|rare| rare.other.take());
        other.map_or(Wake::Usual, Wake::Other)
    }

    // --- about it ---

    /// Refuses everything from now on; hands out all who wait, so that they learn of it.
    pub(super) fn close(&mut self, wake: &mut Vec<Waker>) {
        self.closed = true;
        self.lanes_mut().for_each(|lane| lane.line.dismiss(wake));
    }

    pub(super) fn is_closed(&self) -> bool {
        self.closed
    }

    /// How many values were ever taken, and how many of them were dropped since.
    pub(super) fn accepted(&self) -> Accepted {
        let (overflowed, conflated) = self.rare.as_ref().map_or((0, 0), |rare| (rare.overflowed, rare.conflated));
        Accepted { messages: self.accepted, overflowed, conflated }
    }

    pub(super) fn capacity(&self) -> usize {
        self.normal.capacity()
    }

    /// How many values wait now.
    pub(super) fn len(&self) -> usize {
        self.normal.len() + self.high().map_or(0, Lane::len)
    }
}
