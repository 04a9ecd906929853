//! One connection to an existing relay: one frame per write, and echoes read on the way.

use std::io;
use std::time::{Duration, Instant};

use socket2::SockRef;
use tokio::io::Interest;
use tokio::net::UnixStream;
use tokio::time::timeout_at;

use super::pipe::{Pipe, WRITE_BYTES_MAX};
use super::window::{EchoWindow, WINDOW_BYTES};
use crate::discovery::{First, first};
use crate::transport::read_some;
use crate::wire::{ChecksumRule, Frame, FrameReader, FrameRules, WireError};

/// The longest frame that passes an existing relay: what it reads at once.
pub(crate) const FRAME_BYTES_MAX: usize = WINDOW_BYTES;
/// The longest frame that nothing cuts when an existing relay returns no echo: 60,000 bytes, header included; before
/// Linux 6.5 it is 21,000.
pub const FALLBACK_FRAME_BYTES: usize = 60_000;
/// The longest frame that is simply written while there is no echo.
const FALLBACK_WRITE_MAX: usize = 21_000;
/// The send buffer for it; the kernel doubles it. A write begins when less than the doubled size waits, and moves in one
/// piece what has half of it at most. So `2 * 21_800 + 21_000 <= 65_536` bytes wait, of whole frames.
const FALLBACK_BUFFER_BYTES: usize = 21_800;
/// The pause before a longer one, where there is no pipe for it.
const FALLBACK_PAUSE: Duration = Duration::from_millis(1);

/// What takes in what a connection brings.
pub(super) trait Arrivals {
    fn window(&mut self) -> &mut EchoWindow;
    fn arrived(&mut self, frame: Result<Frame<'_>, WireError>);
}

/// See the module.
#[derive(Debug)]
pub(super) struct EchoLink {
    socket: UnixStream,
    frames: FrameReader,
    chunk: Vec<u8>,
    /// The frame that is being written, and how much of it is.
    frame: Vec<u8>,
    written: usize,
    /// Holds what is left of the frame, if that is a long one.
    pipe: Option<Pipe>,
    is_piped: bool,
    /// The send buffer as it was in the beginning, and as it is; the kernel doubles both.
    usual_buffer: usize,
    buffer: usize,
}

/// What is insisted on when reading from an existing relay, which forwards no frame that is longer.
pub(super) fn rules(checksum: ChecksumRule) -> FrameRules {
    FrameRules { checksum, max_len: FRAME_BYTES_MAX, ..FrameRules::default() }
}

// === impl EchoLink ===

impl EchoLink {
    pub(super) fn new(socket: UnixStream, checksum: ChecksumRule) -> io::Result<Self> {
        // What is read is twice what is to be set.
        let usual_buffer = SockRef::from(&socket).send_buffer_size()? / 2;
        Ok(Self {
            socket,
            frames: FrameReader::new(rules(checksum)),
            chunk: Vec::new(),
            frame: Vec::new(),
            written: 0,
            pipe: None,
            is_piped: false,
            usual_buffer,
            buffer: usual_buffer,
        })
    }

    /// Waits until a frame of `len` bytes may begin, and reads echoes meanwhile. Without any for `echo_timeout` it
    /// falls back. Cancel safe.
    pub(super) async fn room(&mut self, len: usize, to: &mut impl Arrivals, echo_timeout: Duration) -> io::Result<()> {
        self.finish(to).await?;
        self.read_now(to)?;
        while !to.window().has_room(len) {
            let now = Instant::now();
            let until = to.window().stalled_since(now) + echo_timeout;
            // Echoes may stand behind what others sent, but they do not stand there forever.
            if now >= until && (now >= until + echo_timeout || !self.read_now(to)?) {
                to.window().fall_back();
                break;
            }
            // When the time is over is decided above: an echo may have come together with the timeout.
            if let Ok(read) = timeout_at(until.into(), self.read(to)).await {
                read?;
            }
        }
        self.prepare(len, to.window().is_blind()).await?;
        // However much room there is, other tasks have their turn.
        tokio::task::coop::consume_budget().await;
        Ok(())
    }

    /// Begins a frame for which there is [`room`](Self::room); from now on it counts as sent.
    pub(super) fn begin(&mut self, frame: &[u8], source: u8, sequence: u64, to: &mut impl Arrivals) {
        self.frame.clear();
        self.frame.extend_from_slice(frame);
        self.written = 0;
        if self.is_piped && self.pipe.as_mut().is_none_or(|pipe| pipe.fill(frame).is_err()) {
            // Of no use for the next frame either.
            (self.is_piped, self.pipe) = (false, None);
        }
        to.window().sent(source, sequence, frame.len());
    }

    /// Writes what is left of the frame that was begun. Cancel safe: the next call goes on.
    pub(super) async fn finish(&mut self, to: &mut impl Arrivals) -> io::Result<()> {
        while self.is_unfinished() {
            let rest = &self.frame[self.written..];
            let written = match &self.pipe {
                Some(pipe) if self.is_piped => pipe.try_move(&self.socket, rest.len()),
                _ => self.socket.try_write(rest),
            };
            match written {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(written) => self.written += written,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    let ready = self.socket.ready(Interest::READABLE | Interest::WRITABLE).await?;
                    if ready.is_readable() {
                        self.read_now(to)?;
                    }
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Whether a frame was begun and not written to its end.
    pub(super) fn is_unfinished(&self) -> bool {
        self.written < self.frame.len()
    }

    /// Waits for bytes, and hands on what they complete. Cancel safe.
    pub(super) async fn read(&mut self, to: &mut impl Arrivals) -> io::Result<()> {
        let is_open = read_some(&self.socket, &mut self.chunk).await?;
        self.hand_on(is_open, to)
    }

    /// As [`read`](Self::read), for as long as another future takes.
    pub(super) async fn read_during<F: Future>(&mut self, other: F, to: &mut impl Arrivals) -> io::Result<F::Output> {
        let mut other = std::pin::pin!(other);
        loop {
            match first(other.as_mut(), self.read(to)).await {
                First::Left(done) => return Ok(done),
                First::Right(read) => read?,
            }
            tokio::task::coop::consume_budget().await;
        }
    }

    /// Reads what is there already; whether there was anything.
    fn read_now(&mut self, to: &mut impl Arrivals) -> io::Result<bool> {
        self.chunk.clear();
        self.chunk.reserve_exact(WINDOW_BYTES);
        match self.socket.try_read_buf(&mut self.chunk) {
            Ok(read) => self.hand_on(read > 0, to).map(|()| true),
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted) => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn hand_on(&mut self, is_open: bool, to: &mut impl Arrivals) -> io::Result<()> {
        if !is_open {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "it closed the connection"));
        }
        self.frames.push(&self.chunk);
        while let Some(frame) = self.frames.next_frame() {
            to.arrived(frame);
        }
        Ok(())
    }

    /// Chooses how a frame of `len` bytes goes out. Without echoes, the send buffer lets it begin only when the relay has
    /// read so much that it cuts nothing.
    async fn prepare(&mut self, len: usize, is_blind: bool) -> io::Result<()> {
        let write_max = if is_blind { FALLBACK_WRITE_MAX } else { WRITE_BYTES_MAX };
        if len > write_max && self.pipe.is_none() {
            self.pipe = Pipe::new();
        }
        self.is_piped = len > write_max && self.pipe.is_some();
        let buffer = match is_blind {
            true if self.is_piped => WINDOW_BYTES.saturating_sub(len) / 2,
            true if len <= write_max => FALLBACK_BUFFER_BYTES,
            _ => self.usual_buffer,
        };
        if self.buffer != buffer {
            SockRef::from(&self.socket).set_send_buffer_size(buffer)?;
            self.buffer = buffer;
        }
        if is_blind && len > write_max && !self.is_piped {
            tokio::time::sleep(FALLBACK_PAUSE).await;
        }
        Ok(())
    }
}
