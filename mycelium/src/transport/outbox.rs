//! A link's outbound buffer: many senders encode into it, one writer takes all that waits at once.
//!
//! Bounded in bytes. A frame goes in if the buffer stays within its limit, or is empty (so that a frame longer
//! than the limit can pass at all). Frames stay whole and in the order in which they were put in. Senders that
//! wait for room stand in a line: whoever is first goes first, and calls up the next; a newcomer is refused while
//! anybody waits.
//!
//! ```text
//!  Opening ──open──▶ Open ──down──▶ Down ──open──▶ Open …          close, from anywhere ──▶ Closed
//!  senders wait      frames go in   senders fail                   what is inside is still taken
//! ```
//!
//! **The shortcut.** While the writer sleeps, whoever puts a frame in writes it to the socket on the spot, without
//! blocking: waking the writer's thread first would cost the receiver that much time. When frames come faster
//! than one per [`SHORTCUT_PAUSE`] the writer is woken instead, and takes many with each write.

use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use tokio::net::UnixStream;

use crate::line::{Line, Ticket};

/// Between two shortcuts at least this much time passes; about what one write costs.
const SHORTCUT_PAUSE: Duration = Duration::from_micros(10);

/// See the module.
#[derive(Debug)]
pub(super) struct Outbox {
    limit: usize,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    stage: Stage,
    bytes: Vec<u8>,
    /// How many frames `bytes` holds.
    frames: u64,
    /// How many frames the writer has taken out and not written to their end yet.
    writing: u64,
    /// How many frames were thrown away when the buffer went down.
    unsent: u64,
    sequence: u64,
    /// The writer, while it sleeps.
    writer: Option<Waker>,
    /// Whoever waits until there is no more inside than the limit allows.
    relief: Option<Waker>,
    line: Line,
    shortcut: Option<Shortcut>,
}

/// Whether frames are taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Not yet; senders wait.
    Opening,
    Open,
    /// Not now.
    Down,
    /// Never again.
    Closed,
}

/// The way past the writer.
#[derive(Debug)]
struct Shortcut {
    socket: Arc<UnixStream>,
    last: Option<Instant>,
}

/// How a buffer stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OutletLoad {
    /// How many bytes wait for the writer.
    pub(crate) bytes: usize,
    /// How many may wait.
    pub(crate) limit: usize,
    /// How many frames were thrown away since the start.
    pub(crate) frames_unsent: u64,
}

/// Why a frame was not put in.
#[derive(Debug)]
pub(crate) enum PushError<E> {
    /// No room right now.
    Full,
    /// The other end is gone, or was never there.
    Closed,
    /// The frame could not be encoded.
    Encode(E),
}

/// Cuts what was half written when the encoder fails or panics.
struct Rollback<'a> {
    bytes: &'a mut Vec<u8>,
    len: usize,
}

// === impl Outbox ===

impl Outbox {
    /// A buffer that takes frames in from the start, for an end that is there already.
    pub(super) fn open_from_the_start(limit: usize) -> Self {
        Self::new(limit, Stage::Open)
    }

    /// A buffer whose senders wait until it is opened.
    pub(super) fn opening(limit: usize) -> Self {
        Self::new(limit, Stage::Opening)
    }

    fn new(limit: usize, stage: Stage) -> Self {
        let state = State {
            stage,
            bytes: Vec::new(),
            frames: 0,
            writing: 0,
            unsent: 0,
            sequence: 0,
            writer: None,
            relief: None,
            line: Line::default(),
            shortcut: None,
        };
        Self { limit, state: Mutex::new(state) }
    }

    /// Lets `encode` append a frame of `len` bytes; it gets the frame's sequence number, counted from 1.
    pub(super) fn try_push<E>(
        &self,
        len: usize,
        encode: impl FnOnce(u64, &mut Vec<u8>) -> Result<(), E>,
    ) -> Result<(), PushError<E>> {
        let mut state = self.state.lock();
        if state.stage != Stage::Open {
            return Err(PushError::Closed);
        }
        if !state.line.is_empty() || !state.has_room(len, self.limit) {
            return Err(PushError::Full);
        }
        let writer = state.push(encode).map_err(PushError::Encode)?;
        drop(state);
        writer.into_iter().for_each(Waker::wake);
        Ok(())
    }

    /// As [`try_push`](Self::try_push), but waits in the line for room, and for the opening. `ticket` must start as
    /// `None` and be given to [`cancel`](Self::cancel) when the wait is given up.
    pub(super) fn poll_push<E>(
        &self,
        cx: &mut Context<'_>,
        ticket: &mut Option<Ticket>,
        len: usize,
        encode: impl FnOnce(u64, &mut Vec<u8>) -> Result<(), E>,
    ) -> Poll<Result<(), PushError<E>>> {
        let mut state = self.state.lock();
        let place = ticket.and_then(|ticket| state.line.place(ticket));
        let is_first = place.map_or(state.line.is_empty(), |place| place == 0);
        let pushed = match state.stage {
            Stage::Down | Stage::Closed => Err(PushError::Closed),
            Stage::Open if is_first && state.has_room(len, self.limit) => state.push(encode).map_err(PushError::Encode),
            Stage::Open | Stage::Opening => Err(PushError::Full),
        };
        let (mut next, mut writer, mut drop_later) = (None, None, None);
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
                next = state.line.call_next(1);
                Poll::Ready(pushed.map(|asleep| writer = asleep))
            }
        };
        drop(state);
        drop(drop_later);
        next.into_iter().chain(writer).for_each(Waker::wake);
        answer
    }

    /// Gives up a wait; whoever is first then is called up.
    pub(super) fn cancel(&self, ticket: Ticket) {
        let mut state = self.state.lock();
        let left = state.line.place(ticket).and_then(|place| state.line.leave(place));
        let next = state.line.call_next(1);
        drop(state);
        drop(left);
        next.into_iter().for_each(Waker::wake);
    }

    /// Lets `encode` append a frame whatever room there is, and also while the buffer is opening; for frames that
    /// others bound. Returns whether it was taken in.
    pub(super) fn push_beyond_limit<E>(
        &self,
        encode: impl FnOnce(u64, &mut Vec<u8>) -> Result<(), E>,
    ) -> Result<(), PushError<E>> {
        let mut state = self.state.lock();
        if matches!(state.stage, Stage::Down | Stage::Closed) {
            return Err(PushError::Closed);
        }
        let writer = state.push(encode).map_err(PushError::Encode)?;
        drop(state);
        writer.into_iter().for_each(Waker::wake);
        Ok(())
    }

    /// Ready when there is no more inside than the limit allows. For one waiter at a time.
    pub(super) fn poll_relief(&self, cx: &mut Context<'_>) -> Poll<()> {
        let mut state = self.state.lock();
        if state.bytes.len() <= self.limit || state.stage != Stage::Open {
            return Poll::Ready(());
        }
        let before = state.relief.replace(cx.waker().clone());
        drop(state);
        drop(before);
        Poll::Pending
    }

    /// Whether there is more inside than the limit allows.
    pub(super) fn is_over_limit(&self) -> bool {
        self.state.lock().bytes.len() > self.limit
    }

    /// Moves all that waits into `chunk`, which is cleared first. Ready with `false` when the buffer is down, or
    /// closed and empty.
    pub(super) fn poll_take(&self, cx: &mut Context<'_>, chunk: &mut Vec<u8>) -> Poll<bool> {
        chunk.clear();
        let mut state = self.state.lock();
        state.writing = 0;
        if state.bytes.is_empty() {
            if matches!(state.stage, Stage::Down | Stage::Closed) {
                return Poll::Ready(false);
            }
            let before = state.writer.replace(cx.waker().clone());
            drop(state);
            drop(before);
            return Poll::Pending;
        }
        std::mem::swap(&mut state.bytes, chunk);
        state.writing = std::mem::take(&mut state.frames);
        // The writer is awake: nobody passes it until it sleeps again.
        let awake = state.writer.take();
        let (next, relieved) = (state.line.call_next(1), state.relief.take());
        drop(state);
        drop(awake);
        next.into_iter().chain(relieved).for_each(Waker::wake);
        Poll::Ready(true)
    }

    /// Takes frames in from now on, and may write them to `shortcut` past the writer.
    pub(super) fn open(&self, shortcut: Option<Arc<UnixStream>>) {
        let mut state = self.state.lock();
        if state.stage == Stage::Closed {
            return;
        }
        state.stage = Stage::Open;
        state.shortcut = shortcut.map(|socket| Shortcut { socket, last: None });
        let next = state.line.call_next(1);
        drop(state);
        next.into_iter().for_each(Waker::wake);
    }

    /// The writer has done with one of the frames it took.
    pub(super) fn one_written(&self) {
        let mut state = self.state.lock();
        state.writing = state.writing.saturating_sub(1);
    }

    /// Refuses frames until it is opened again. What is inside is thrown away; returns how many frames that were, with those
    /// that the writer had not written to their end.
    pub(super) fn down(&self) -> u64 {
        let mut state = self.state.lock();
        if state.stage != Stage::Closed {
            state.stage = Stage::Down;
        }
        state.bytes.clear();
        let unsent = std::mem::take(&mut state.frames) + std::mem::take(&mut state.writing);
        state.unsent += unsent;
        let wake = state.dismiss();
        drop(state);
        wake.into_iter().for_each(Waker::wake);
        unsent
    }

    /// Refuses frames from now on; those inside can still be taken.
    pub(super) fn close(&self) {
        let mut state = self.state.lock();
        state.stage = Stage::Closed;
        let wake = state.dismiss();
        drop(state);
        wake.into_iter().for_each(Waker::wake);
    }

    /// Makes all who wait for room poll once more; they keep their places.
    pub(super) fn rouse(&self) {
        let mut wake = Vec::new();
        self.state.lock().line.rouse(&mut wake);
        wake.into_iter().for_each(Waker::wake);
    }

    /// The sequence number of the last frame that was taken in, and how many frames are not written yet.
    pub(super) fn progress(&self) -> (u64, u64) {
        let state = self.state.lock();
        (state.sequence, state.frames + state.writing)
    }

    /// How it stands.
    pub(super) fn load(&self) -> OutletLoad {
        let state = self.state.lock();
        OutletLoad { bytes: state.bytes.len(), limit: self.limit, frames_unsent: state.unsent }
    }

    /// Whether there is a connection.
    pub(super) fn is_open(&self) -> bool {
        self.state.lock().stage == Stage::Open
    }

    /// Whether frames are refused for good.
    pub(super) fn is_closed(&self) -> bool {
        self.state.lock().stage == Stage::Closed
    }
}

// === impl State ===

impl State {
    fn has_room(&self, len: usize, limit: usize) -> bool {
        self.bytes.is_empty() || self.bytes.len() + len <= limit
    }

    /// Appends a frame, and writes it if that is to be done here; returns the writer if it is to be woken.
    fn push<E>(&mut self, encode: impl FnOnce(u64, &mut Vec<u8>) -> Result<(), E>) -> Result<Option<Waker>, E> {
        let rollback = Rollback { len: self.bytes.len(), bytes: &mut self.bytes };
        encode(self.sequence + 1, &mut *rollback.bytes)?;
        std::mem::forget(rollback);
        self.sequence += 1;
        self.frames += 1;
        if self.writer.is_some() && self.wrote_past_the_writer() {
            return Ok(None);
        }
        Ok(self.writer.take())
    }

    /// Tries the shortcut; only while the writer sleeps, so that nothing is overtaken. Whether all is written.
    fn wrote_past_the_writer(&mut self) -> bool {
        let (Stage::Open, Some(shortcut)) = (self.stage, &mut self.shortcut) else { return false };
        let now = Instant::now();
        if shortcut.last.replace(now).is_some_and(|last| now - last < SHORTCUT_PAUSE) {
            return false;
        }
        match shortcut.socket.try_write(&self.bytes) {
            Ok(written) if written == self.bytes.len() => {
                self.bytes.clear();
                self.frames = 0;
                true
            }
            Ok(written) => {
                self.bytes.drain(..written);
                false
            }
            // No room in the socket, or no socket any more: the writer will see.
            Err(_) => false,
        }
    }

    /// Ends all waits; hands out who waited.
    fn dismiss(&mut self) -> Vec<Waker> {
        let mut wake = Vec::new();
        self.shortcut = None;
        self.line.dismiss(&mut wake);
        wake.extend(self.writer.take());
        wake.extend(self.relief.take());
        wake
    }
}

// === impl Rollback ===

impl Drop for Rollback<'_> {
    fn drop(&mut self) {
        self.bytes.truncate(self.len);
    }
}
