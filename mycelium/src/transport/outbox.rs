//! A link's outbound buffer: many senders encode into it, one reader takes all that waits at once.
//!
//! Bounded in bytes. A frame goes in if the buffer stays within its limit, or is empty (so that a frame longer
//! than the limit can pass at all). Frames stay whole and in the order in which they were put in. Senders that
//! wait for room stand in a line: whoever is first goes first, and calls up the next; a newcomer is refused while
//! anybody waits.

use std::sync::Mutex;
use std::task::{Context, Poll, Waker};

use crate::line::{Line, Ticket};
use crate::sync::lock;
use crate::wire::WireError;

/// See the module.
#[derive(Debug)]
pub(super) struct Outbox {
    limit: usize,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    bytes: Vec<u8>,
    sequence: u64,
    closed: bool,
    reader: Option<Waker>,
    line: Line,
}

/// Why a frame was not put in.
#[derive(Debug)]
pub(crate) enum PushError {
    /// No room right now.
    Full,
    /// The other end is gone.
    Closed,
    /// The frame could not be encoded.
    Wire(WireError),
}

/// Cuts what was half written when the encoder panics.
struct Rollback<'a> {
    bytes: &'a mut Vec<u8>,
    len: usize,
}

// === impl Outbox ===

impl Outbox {
    pub(super) fn new(limit: usize) -> Self {
        Self { limit, state: Mutex::default() }
    }

    /// Lets `encode` append a frame of `len` bytes; it gets the frame's sequence number, counted from 1.
    pub(super) fn try_push(
        &self,
        len: usize,
        encode: impl FnOnce(u64, &mut Vec<u8>) -> Result<(), WireError>,
    ) -> Result<(), PushError> {
        let mut state = lock(&self.state);
        if !state.line.is_empty() && !state.closed {
            return Err(PushError::Full);
        }
        let reader = self.push(&mut state, len, encode)?;
        drop(state);
        reader.into_iter().for_each(Waker::wake);
        Ok(())
    }

    /// As [`try_push`](Self::try_push), but waits in the line for room. `ticket` must start as `None` and be given
    /// to [`cancel`](Self::cancel) when the wait is given up.
    pub(super) fn poll_push(
        &self,
        cx: &mut Context<'_>,
        ticket: &mut Option<Ticket>,
        len: usize,
        encode: impl FnOnce(u64, &mut Vec<u8>) -> Result<(), WireError>,
    ) -> Poll<Result<(), PushError>> {
        let mut state = lock(&self.state);
        let place = ticket.and_then(|ticket| state.line.place(ticket));
        let is_first = place.map_or(state.line.is_empty(), |place| place == 0);
        let pushed = if is_first || state.closed { self.push(&mut state, len, encode) } else { Err(PushError::Full) };
        let (mut wake, mut drop_later) = (Vec::new(), None);
        let answer = match (pushed, place) {
            (Err(PushError::Full), Some(place)) => {
                drop_later = state.line.wait_on(place, cx.waker());
                Poll::Pending
            }
            (Err(PushError::Full), None) => {
                *ticket = Some(state.line.join(cx.waker().clone()));
                Poll::Pending
            }
            (pushed, place) => {
                *ticket = None;
                drop_later = place.and_then(|place| state.line.leave(place));
                state.line.call_up(1, &mut wake);
                Poll::Ready(pushed.map(|reader| wake.extend(reader)))
            }
        };
        drop(state);
        drop(drop_later);
        wake.into_iter().for_each(Waker::wake);
        answer
    }

    /// Gives up a wait; whoever is first then is called up.
    pub(super) fn cancel(&self, ticket: Ticket) {
        let mut wake = Vec::new();
        let mut state = lock(&self.state);
        let left = state.line.place(ticket).and_then(|place| state.line.leave(place));
        state.line.call_up(1, &mut wake);
        drop(state);
        drop(left);
        wake.into_iter().for_each(Waker::wake);
    }

    fn push(
        &self,
        state: &mut State,
        len: usize,
        encode: impl FnOnce(u64, &mut Vec<u8>) -> Result<(), WireError>,
    ) -> Result<Option<Waker>, PushError> {
        if state.closed {
            return Err(PushError::Closed);
        }
        if !state.bytes.is_empty() && state.bytes.len() + len > self.limit {
            return Err(PushError::Full);
        }
        let rollback = Rollback { len: state.bytes.len(), bytes: &mut state.bytes };
        encode(state.sequence + 1, &mut *rollback.bytes).map_err(PushError::Wire)?;
        std::mem::forget(rollback);
        state.sequence += 1;
        Ok(state.reader.take())
    }

    /// Moves all that waits into `chunk`, which is cleared first. Ready with `false` when the buffer is closed
    /// and empty.
    pub(super) fn poll_take(&self, cx: &mut Context<'_>, chunk: &mut Vec<u8>) -> Poll<bool> {
        chunk.clear();
        let mut state = lock(&self.state);
        if state.bytes.is_empty() {
            if state.closed {
                return Poll::Ready(false);
            }
            let before = state.reader.replace(cx.waker().clone());
            drop(state);
            drop(before);
            return Poll::Pending;
        }
        std::mem::swap(&mut state.bytes, chunk);
        let mut wake = Vec::new();
        state.line.call_up(1, &mut wake);
        drop(state);
        wake.into_iter().for_each(Waker::wake);
        Poll::Ready(true)
    }

    /// Refuses frames from now on; those inside can still be taken.
    pub(super) fn close(&self) {
        let mut wake = Vec::new();
        let mut state = lock(&self.state);
        state.closed = true;
        state.line.dismiss(&mut wake);
        wake.extend(state.reader.take());
        drop(state);
        wake.into_iter().for_each(Waker::wake);
    }

    /// Whether frames are refused.
    pub(super) fn is_closed(&self) -> bool {
        lock(&self.state).closed
    }
}

// === impl Rollback ===

impl Drop for Rollback<'_> {
    fn drop(&mut self) {
        self.bytes.truncate(self.len);
    }
}
