//! A long frame into a socket in one piece.
//!
//! The kernel moves a write in pieces of 36,544 bytes, and a relay that reads between two of them takes them for two
//! messages: of frames of 60 kB several in a hundred are torn so. What comes out of a pipe moves in one piece, up to 16
//! pages of it, since Linux 6.5; before, it moves page by page, and plain writes are better.

use std::io::{self, PipeReader, PipeWriter, Write};

use rustix::pipe::{SpliceFlags, fcntl_getpipe_size, splice};
use tokio::io::Interest;
use tokio::net::UnixStream;

use super::link::FRAME_BYTES_MAX;

/// The longest frame that a plain write moves in one piece, with something to spare.
pub(super) const WRITE_BYTES_MAX: usize = 36_000;
/// The first kernel that moves a pipe's pages in one piece.
const KERNEL: (u32, u32) = (6, 5);

/// A pipe that holds one frame.
#[derive(Debug)]
pub(super) struct Pipe {
    source: PipeReader,
    sink: PipeWriter,
}

// === impl Pipe ===

impl Pipe {
    /// A pipe for frames of up to [`FRAME_BYTES_MAX`]; `None` where it would not help, or cannot be had.
    pub(super) fn new() -> Option<Self> {
        let is_new = kernel(&rustix::system::uname().release().to_string_lossy()).is_some_and(|found| found >= KERNEL);
        let (source, sink) = is_new.then(io::pipe)?.ok()?;
        // A user with many pipes gets small ones, in which a frame would not find room.
        (fcntl_getpipe_size(&sink).ok()? >= FRAME_BYTES_MAX).then_some(Self { source, sink })
    }

    /// Puts a frame in; the pipe must be empty.
    pub(super) fn fill(&mut self, frame: &[u8]) -> io::Result<()> {
        self.sink.write_all(frame)
    }

    /// Moves up to `len` bytes on, without waiting; returns how many.
    pub(super) fn try_move(&self, socket: &UnixStream, len: usize) -> io::Result<usize> {
        let moved = || splice(&self.source, None, socket, None, len, SpliceFlags::NONBLOCK).map_err(io::Error::from);
        socket.try_io(Interest::WRITABLE, moved)
    }
}

/// The first two numbers of a kernel's release.
fn kernel(release: &str) -> Option<(u32, u32)> {
    let mut numbers = release.split(|c: char| !c.is_ascii_digit()).map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_begins_with_two_numbers() {
        let check = |release, expected| assert_eq!(kernel(release), expected);
        check("6.18.44-fc-v669", Some((6, 18)));
        check("5.4.0-1.el7", Some((5, 4)));
        check("6.5-rc1", Some((6, 5)));
        check("6", None);
        check("linux", None);
    }
}
