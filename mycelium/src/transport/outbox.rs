//! A link's outbound buffer: many senders encode into it, one reader takes all that waits at once.
//!
//! Bounded in bytes. A frame goes in if the buffer stays within its limit, or is empty (so that a frame longer
//! than the limit can pass at all). Frames stay whole and in the order in which they were put in. Senders that
//! wait for room are all woken when the reader took what was there; each sender's own order is kept by the
//! sender, who waits for one send before it starts the next.

use std::sync::Mutex;
use std::task::{Context, Poll, Waker};

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
    waiting: Vec<Waker>,
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
        Self::wake_reader(self.push(&mut lock(&self.state), len, encode)?);
        Ok(())
    }

    /// As [`try_push`](Self::try_push), but waits for room.
    pub(super) fn poll_push(
        &self,
        cx: &mut Context<'_>,
        len: usize,
        encode: impl FnOnce(u64, &mut Vec<u8>) -> Result<(), WireError>,
    ) -> Poll<Result<(), PushError>> {
        let mut state = lock(&self.state);
        match self.push(&mut state, len, encode) {
            Ok(reader) => {
                drop(state);
                Self::wake_reader(reader);
                Poll::Ready(Ok(()))
            }
            Err(PushError::Full) => {
                if !state.waiting.iter().any(|waiting| waiting.will_wake(cx.waker())) {
                    state.waiting.push(cx.waker().clone());
                }
                Poll::Pending
            }
            Err(error) => Poll::Ready(Err(error)),
        }
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

    fn wake_reader(reader: Option<Waker>) {
        if let Some(reader) = reader {
            reader.wake();
        }
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
            state.reader = Some(cx.waker().clone());
            return Poll::Pending;
        }
        std::mem::swap(&mut state.bytes, chunk);
        let waiting = std::mem::take(&mut state.waiting);
        drop(state);
        waiting.into_iter().for_each(Waker::wake);
        Poll::Ready(true)
    }

    /// Refuses frames from now on; those inside can still be taken.
    pub(super) fn close(&self) {
        let mut state = lock(&self.state);
        state.closed = true;
        let waiting = std::mem::take(&mut state.waiting);
        let reader = state.reader.take();
        drop(state);
        waiting.into_iter().chain(reader).for_each(Waker::wake);
    }
}

// === impl Rollback ===

impl Drop for Rollback<'_> {
    fn drop(&mut self) {
        self.bytes.truncate(self.len);
    }
}
