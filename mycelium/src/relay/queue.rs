//! What waits for one listener: shared chunks of frames, bounded in bytes, the oldest dropped first.
//!
//! A chunk is what one read of a sender brought, cut into whole frames; all listeners share its bytes. While a
//! listener's writer sleeps, whoever has a chunk writes it to the socket on the spot, without blocking: a frame crosses
//! the relay with one wake-up. A listener that does not read loses the oldest chunks, and slows nobody down.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::io::{self, IoSlice};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use tokio::net::UnixStream;

use super::counts::Counters;
use crate::sync::lock;

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
    socket: Arc<UnixStream>,
    limit: usize,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
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
    pub(super) fn new(socket: Arc<UnixStream>, limit: usize) -> Self {
        Self { socket, limit, state: Mutex::default() }
    }

    /// Hands a chunk to the listener: at once if nothing waits, else behind what waits.
    pub(super) fn push(&self, chunk: &Chunk, counters: &Counters) {
        let mut state = lock(&self.state);
        if state.is_gone {
            return;
        }
        if state.is_closed {
            counters.frames_dropped.add_shared(chunk.frames);
            return;
        }
        if state.writer.is_some() {
            match self.socket.try_write(&chunk.bytes) {
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
                    if self.socket.writable().await.is_err() {
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
        let mut state = lock(&self.state);
        if state.waiting.is_empty() {
            if state.is_closed {
                return Poll::Ready(Step::Done);
            }
            let before = state.writer.replace(cx.waker().clone());
            drop(state);
            drop(before);
            return Poll::Pending;
        }
        let written = state.write(&self.socket);
        drop(state);
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
        let mut state = lock(&self.state);
        state.is_closed = true;
        let writer = state.writer.take();
        drop(state);
        writer.into_iter().for_each(Waker::wake);
    }

    /// The other end listens no more: what waits is dropped, and what comes is not for it.
    pub(super) fn abandon(&self, counters: &Counters) {
        let mut state = lock(&self.state);
        state.is_gone = true;
        state.bytes = 0;
        state.written = 0;
        let waiting = std::mem::take(&mut state.waiting);
        drop(state);
        counters.frames_dropped.add_shared(waiting.iter().map(|chunk| chunk.frames).sum());
    }
}

// === impl State ===

impl State {
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
