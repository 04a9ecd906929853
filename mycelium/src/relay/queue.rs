//! What waits for one listener: shared chunks of frames, bounded in bytes, the oldest dropped first.
//!
//! A chunk is what one read of a sender brought, cut into whole frames; all listeners share its bytes. While a
//! listener's writer sleeps, whoever has a chunk writes it to the socket on the spot, without blocking: a frame crosses
//! the relay with one wake-up. A listener that does not read loses the oldest chunks, and slows nobody down.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::io::{self, IoSlice};
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};

use tokio::net::UnixStream;

use super::counts::Counters;
use crate::sync::lock;

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
    /// Bytes that wait here, and that the writer has taken and not written.
    bytes: usize,
    /// How many bytes of the first chunk are written already.
    written: usize,
    /// The writer, while it sleeps; nothing waits then.
    writer: Option<Waker>,
    is_closed: bool,
}

// === impl Queue ===

impl Queue {
    pub(super) fn new(socket: Arc<UnixStream>, limit: usize) -> Self {
        Self { socket, limit, state: Mutex::default() }
    }

    /// Hands a chunk to the listener: at once if nothing waits, else behind what waits.
    pub(super) fn push(&self, chunk: &Chunk, counters: &Counters) {
        let mut state = lock(&self.state);
        if state.is_closed {
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
        state.bytes += chunk.bytes.len();
        state.waiting.push_back(chunk.clone());
        // A chunk of which a part is written cannot be taken back, and the newest one is let in whatever its size.
        let oldest = usize::from(state.written > 0);
        let mut dropped = 0;
        while state.bytes > self.limit && state.waiting.len() > oldest + 1 {
            let Some(chunk) = state.waiting.remove(oldest) else { break };
            state.bytes -= chunk.bytes.len();
            dropped += chunk.frames;
        }
        counters.frames_dropped.add_shared(dropped);
        let writer = state.writer.take();
        drop(state);
        writer.into_iter().for_each(Waker::wake);
    }

    /// Writes what waits until the queue is closed and empty.
    pub(super) async fn write(&self, counters: &Counters) -> io::Result<()> {
        let mut batch: VecDeque<Chunk> = VecDeque::new();
        loop {
            let mut written = 0;
            let open = poll_fn(|cx| {
                let mut state = lock(&self.state);
                if state.waiting.is_empty() {
                    if state.is_closed {
                        return Poll::Ready(false);
                    }
                    let before = state.writer.replace(cx.waker().clone());
                    drop(state);
                    drop(before);
                    return Poll::Pending;
                }
                std::mem::swap(&mut state.waiting, &mut batch);
                written = std::mem::take(&mut state.written);
                let before = state.writer.take();
                drop(state);
                drop(before);
                Poll::Ready(true)
            })
            .await;
            if !open {
                return Ok(());
            }
            while !batch.is_empty() {
                let mut slices = [IoSlice::new(&[]); SLICES_MAX];
                let mut len = 0;
                for (slice, chunk) in slices.iter_mut().zip(&batch) {
                    *slice = IoSlice::new(if len == 0 { &chunk.bytes[written..] } else { &chunk.bytes });
                    len += 1;
                }
                match self.socket.try_write_vectored(&slices[..len]) {
                    Ok(0) => return Err(self.fail(&batch, counters, io::ErrorKind::WriteZero.into())),
                    Ok(taken) => {
                        written += taken;
                        self.settle(&mut batch, &mut written, counters);
                    }
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                        if let Err(error) = self.socket.writable().await {
                            return Err(self.fail(&batch, counters, error));
                        }
                    }
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) => return Err(self.fail(&batch, counters, error)),
                }
            }
            // However much there is to write, other tasks have their turn.
            tokio::task::coop::consume_budget().await;
        }
    }

    /// Counts the chunks of which all is written.
    fn settle(&self, batch: &mut VecDeque<Chunk>, written: &mut usize, counters: &Counters) {
        let (mut bytes, mut frames) = (0, 0);
        while let Some(chunk) = batch.front().filter(|chunk| chunk.bytes.len() <= *written) {
            *written -= chunk.bytes.len();
            bytes += chunk.bytes.len();
            frames += chunk.frames;
            batch.pop_front();
        }
        counters.frames_out.add_shared(frames);
        lock(&self.state).bytes -= bytes;
    }

    /// The listener is gone: what it does not get any more is dropped.
    fn fail(&self, batch: &VecDeque<Chunk>, counters: &Counters, error: io::Error) -> io::Error {
        counters.frames_dropped.add_shared(batch.iter().map(|chunk| chunk.frames).sum());
        self.abandon(counters);
        error
    }

    /// Takes nothing in any more; what waits is still written.
    pub(super) fn close(&self) {
        let mut state = lock(&self.state);
        state.is_closed = true;
        let writer = state.writer.take();
        drop(state);
        writer.into_iter().for_each(Waker::wake);
    }

    /// Takes nothing in any more, and drops what waits.
    pub(super) fn abandon(&self, counters: &Counters) {
        let mut state = lock(&self.state);
        state.is_closed = true;
        let waiting = std::mem::take(&mut state.waiting);
        drop(state);
        counters.frames_dropped.add_shared(waiting.iter().map(|chunk| chunk.frames).sum());
    }
}
