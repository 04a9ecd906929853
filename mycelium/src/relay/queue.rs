//! What waits for one listener: shared chunks of frames, bounded in bytes; when it is full, [`OnFull`] says what happens.
//!
//! A chunk is what one read of a sender brought, cut into whole frames; all listeners share its bytes. While a
//! listener's writer sleeps, whoever has a chunk writes it to the socket on the spot, without blocking: a frame crosses
//! the relay with one wake-up. A listener that does not read loses the oldest chunks and slows nobody down, or is let go,
//! or makes senders wait for it, in the order in which they came.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::io::{self, IoSlice};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use parking_lot::{Mutex, MutexGuard};
use tokio::net::UnixStream;
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::Notify;

use super::counts::Counters;
use super::options::{OnFull, RelayOptions};
use crate::discovery::{First, first};
use crate::line::{Line, Ticket};

/// What a chunk takes beside its bytes, about: without it many small ones would take several times what is allowed.
const CHUNK_OVERHEAD: usize = 64;
/// How many chunks one write takes at most.
const SLICES_MAX: usize = 64;

/// Frames that came together.
#[derive(Debug, Clone)]
pub(super) struct Chunk {
    pub(super) bytes: Arc<[u8]>,
    pub(super) frames: u64,
}

/// See the module.
#[derive(Debug)]
pub(super) struct Queue {
    socket: Arc<OwnedReadHalf>,
    limit: usize,
    on_full: OnFull,
    /// Tells the writer, while it waits for room in the socket, that nothing will be written any more.
    let_go: Notify,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// The writing side: dropping it tells the other end that nothing more comes.
    writing: Option<OwnedWriteHalf>,
    /// Senders that wait for room.
    line: Line,
    /// Whether a sender has waited in vain: nobody waits again before the listener has caught up.
    is_behind: bool,
    waiting: VecDeque<Chunk>,
    /// What waits takes so many bytes of memory; the first chunk counts whole until all of it is written.
    bytes: usize,
    /// How many bytes of the first chunk are written already.
    written: usize,
    /// The writer, while it sleeps because nothing waits.
    writer: Option<Waker>,
    /// Whether the relay stops: what waits is still written, nothing more is taken in.
    is_closed: bool,
    /// Whether the other end listens no more; it may still send.
    is_gone: bool,
}

/// What the writer has done, or has to do next.
enum Step {
    Wrote,
    WaitForRoom,
    Done,
}

// === impl Chunk ===

impl Chunk {
    fn cost(&self) -> usize {
        self.bytes.len() + CHUNK_OVERHEAD
    }
}

// === impl Queue ===

impl Queue {
    pub(super) fn new(socket: Arc<OwnedReadHalf>, writing: OwnedWriteHalf, options: &RelayOptions) -> Self {
        let state = State { writing: Some(writing), ..State::default() };
        let RelayOptions { queue_bytes: limit, on_full, .. } = *options;
        Self { socket, limit, on_full, let_go: Notify::new(), state: Mutex::new(state) }
    }

    fn socket(&self) -> &UnixStream {
        (*self.socket).as_ref()
    }

    /// Hands a chunk to the listener: at once if nothing waits, else behind what waits. `false` if its sender has to
    /// wait for room, with [`push_in_turn`](Self::push_in_turn).
    pub(super) fn push(&self, chunk: &Chunk, counters: &Counters) -> bool {
        let mut state = self.state.lock();
        if self.on_full == OnFull::Disconnect && state.is_full(chunk, self.limit) {
            state.waiting.push_back(chunk.clone());
            self.dismiss(state, counters);
            counters.listeners_let_go.add_shared(1);
            return true;
        }
        if matches!(self.on_full, OnFull::Block(_)) && (!state.line.is_empty() || state.is_awaited(chunk, self.limit)) {
            return false;
        }
        self.put(state, chunk, counters);
        true
    }

    /// Waits for room, in turn with others, and hands the chunk over. Dropped before it is ready, it did not.
    pub(super) async fn push_in_turn(&self, chunk: &Chunk, counters: &Counters) {
        let mut turn = Turn { queue: self, ticket: None };
        poll_fn(|cx| self.poll_push(cx, &mut turn.ticket, chunk, counters)).await;
    }

    fn poll_push(&self, cx: &Context<'_>, ticket: &mut Option<Ticket>, chunk: &Chunk, counters: &Counters) -> Poll<()> {
        let mut state = self.state.lock();
        let place = ticket.and_then(|ticket| state.line.place(ticket));
        // Who was sent away, because nobody is waited for any more, has no place.
        let is_next = place.map_or(ticket.is_some() || state.line.is_empty(), |place| place == 0);
        if !is_next || state.is_awaited(chunk, self.limit) {
            let before = match place {
                Some(place) => state.line.wait_on(place, cx.waker()),
                None => {
                    *ticket = Some(state.line.join(cx.waker().clone()));
                    None
                }
            };
            drop(state);
            drop(before);
            return Poll::Pending;
        }
        self.put(state, chunk, counters);
        // Leaving the line calls up the next one, for whom there may be room, too.
        Poll::Ready(())
    }

    /// Hands over a chunk whose sender has waited long enough: the oldest are dropped, from now on without a wait.
    pub(super) fn push_late(&self, chunk: &Chunk, counters: &Counters) {
        let mut state = self.state.lock();
        let mut wake = Vec::new();
        if state.is_awaited(chunk, self.limit) {
            state.is_behind = true;
            counters.pauses_expired.add_shared(1);
            state.line.dismiss(&mut wake);
        }
        self.put(state, chunk, counters);
        wake.into_iter().for_each(Waker::wake);
    }

    fn leave(&self, ticket: Ticket) {
        let mut state = self.state.lock();
        let place = state.line.place(ticket);
        let own = place.and_then(|place| state.line.leave(place));
        let next = state.line.call_next(1);
        drop(state);
        drop(own);
        next.into_iter().for_each(Waker::wake);
    }

    /// Takes a chunk in, whether or not there is room.
    fn put(&self, mut state: MutexGuard<'_, State>, chunk: &Chunk, counters: &Counters) {
        if state.is_gone {
            return;
        }
        if state.is_closed {
            counters.frames_dropped.add_shared(chunk.frames);
            return;
        }
        if state.writer.is_some() {
            match self.socket().try_write(&chunk.bytes) {
                Ok(written) if written == chunk.bytes.len() => {
                    counters.frames_out.add_shared(chunk.frames);
                    return;
                }
                Ok(written) => state.written = written,
                // No room in the socket, or no socket any more: the writer will see.
                Err(_) => {}
            }
        }
        state.bytes += chunk.cost();
        state.waiting.push_back(chunk.clone());
        counters.frames_dropped.add_shared(state.drop_oldest(self.limit));
        let writer = state.writer.take();
        drop(state);
        writer.into_iter().for_each(Waker::wake);
    }

    /// Writes what waits until the queue is closed and empty, also when the other end listens no more.
    ///
    /// A chunk leaves the queue when all of it is written: whenever the writer is dropped, all frames are accounted for.
    pub(super) async fn write(&self, counters: &Counters) {
        loop {
            match poll_fn(|cx| self.poll_write(cx, counters)).await {
                Step::Wrote => {}
                Step::WaitForRoom => {
                    if let First::Right(Err(_)) = first(self.let_go.notified(), self.socket().writable()).await {
                        self.abandon(counters);
                    }
                }
                Step::Done => return,
            }
            // However much there is to write, other tasks have their turn.
            tokio::task::coop::consume_budget().await;
        }
    }

    fn poll_write(&self, cx: &Context<'_>, counters: &Counters) -> Poll<Step> {
        let mut state = self.state.lock();
        if state.waiting.is_empty() {
            if state.is_closed {
                return Poll::Ready(Step::Done);
            }
            let before = state.writer.replace(cx.waker().clone());
            drop(state);
            drop(before);
            return Poll::Pending;
        }
        let written = state.write(self.socket());
        state.is_behind &= state.bytes > self.limit / 2;
        let next = state.line.call_next(1);
        drop(state);
        next.into_iter().for_each(Waker::wake);
        Poll::Ready(match written {
            Ok(frames) => {
                counters.frames_out.add_shared(frames);
                Step::Wrote
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Step::WaitForRoom,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Step::Wrote,
            Err(_) => {
                self.abandon(counters);
                Step::Wrote
            }
        })
    }

    /// Takes nothing in any more; what waits is still written.
    pub(super) fn close(&self) {
        let mut state = self.state.lock();
        state.is_closed = true;
        let mut wake = Vec::from_iter(state.writer.take());
        state.line.dismiss(&mut wake);
        drop(state);
        wake.into_iter().for_each(Waker::wake);
    }

    /// The other end listens no more: what waits is dropped, and what comes is not for it.
    pub(super) fn abandon(&self, counters: &Counters) {
        self.dismiss(self.state.lock(), counters);
    }

    fn dismiss(&self, mut state: MutexGuard<'_, State>, counters: &Counters) {
        state.is_gone = true;
        state.bytes = 0;
        state.written = 0;
        let waiting = std::mem::take(&mut state.waiting);
        let writing = state.writing.take();
        let mut wake = Vec::new();
        state.line.dismiss(&mut wake);
        drop(state);
        drop(writing);
        self.let_go.notify_one();
        counters.frames_dropped.add_shared(waiting.iter().map(|chunk| chunk.frames).sum());
        wake.into_iter().for_each(Waker::wake);
    }
}

/// A sender's place in the line, which it leaves however its wait ends.
struct Turn<'a> {
    queue: &'a Queue,
    ticket: Option<Ticket>,
}

// === impl Turn ===

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if let Some(ticket) = self.ticket {
            self.queue.leave(ticket);
        }
    }
}

// === impl State ===

impl State {
    /// Whether there is no room for the chunk behind what waits.
    fn is_full(&self, chunk: &Chunk, limit: usize) -> bool {
        !self.is_gone && !self.is_closed && !self.waiting.is_empty() && self.bytes + chunk.cost() > limit
    }

    /// Whether a sender waits for room for the chunk.
    fn is_awaited(&self, chunk: &Chunk, limit: usize) -> bool {
        !self.is_behind && self.is_full(chunk, limit)
    }

    /// Drops the oldest chunks beyond `limit`; returns how many frames those are. One of which a part is written cannot
    /// be taken back, and the newest one is let in whatever its size.
    fn drop_oldest(&mut self, limit: usize) -> u64 {
        let oldest = usize::from(self.written > 0);
        let mut dropped = 0;
        while self.bytes > limit && self.waiting.len() > oldest + 1 {
            let Some(chunk) = self.waiting.remove(oldest) else { break };
            self.bytes -= chunk.cost();
            dropped += chunk.frames;
        }
        dropped
    }

    /// Writes as much as the socket has room for; returns how many frames left the queue.
    fn write(&mut self, socket: &UnixStream) -> io::Result<u64> {
        let mut slices = [IoSlice::new(&[]); SLICES_MAX];
        let mut skipped = self.written;
        for (slice, chunk) in slices.iter_mut().zip(&self.waiting) {
            *slice = IoSlice::new(&chunk.bytes[std::mem::take(&mut skipped)..]);
        }
        let len = self.waiting.len().min(SLICES_MAX);
        self.written += socket.try_write_vectored(&slices[..len])?;
        let mut frames = 0;
        while let Some(chunk) = self.waiting.pop_front_if(|chunk| chunk.bytes.len() <= self.written) {
            self.written -= chunk.bytes.len();
            self.bytes -= chunk.cost();
            frames += chunk.frames;
        }
        Ok(frames)
    }
}
