//! What a relay counts.

use std::fmt;

use crate::metrics::Counter;

/// What a relay has done since its start. All are counts since then, but `connections`, which is the number now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct RelayCounts {
    /// Connections that stand now.
    pub connections: u64,
    /// Connections that were taken.
    pub connections_taken: u64,
    /// Connections that were let go at once, because there were too many.
    pub connections_refused: u64,
    /// Frames of the relay's domain that came whole.
    pub frames_in: u64,
    /// Their bytes, headers included.
    pub bytes_in: u64,
    /// Frames that were handed to a listener's socket, once for each listener.
    pub frames_out: u64,
    /// Frames that a listener did not get, once for each listener: its queue was full, or it went away.
    pub frames_dropped: u64,
    /// Frames of another domain, which are not forwarded.
    pub frames_foreign: u64,
    /// Frames without a payload, such as the identification of old senders; not forwarded.
    pub frames_empty: u64,
    /// Bytes that are no frame, or a damaged one, once for each place in a stream.
    pub frames_refused: u64,
}

/// The counters behind [`RelayCounts`]; several tasks write.
#[derive(Debug, Default)]
pub(super) struct Counters {
    pub(super) connections: Counter,
    pub(super) connections_ended: Counter,
    pub(super) connections_refused: Counter,
    pub(super) frames_in: Counter,
    pub(super) bytes_in: Counter,
    pub(super) frames_out: Counter,
    pub(super) frames_dropped: Counter,
    pub(super) frames_foreign: Counter,
    pub(super) frames_empty: Counter,
    pub(super) frames_refused: Counter,
}

// === impl Counters ===

impl Counters {
    pub(super) fn snapshot(&self) -> RelayCounts {
        // Parts before wholes: none is ever seen larger than what it is part of.
        let ended = self.connections_ended.get();
        let (frames_out, frames_dropped) = (self.frames_out.get(), self.frames_dropped.get());
        let taken = self.connections.get();
        RelayCounts {
            connections: taken.saturating_sub(ended),
            connections_taken: taken,
            connections_refused: self.connections_refused.get(),
            frames_in: self.frames_in.get(),
            bytes_in: self.bytes_in.get(),
            frames_out,
            frames_dropped,
            frames_foreign: self.frames_foreign.get(),
            frames_empty: self.frames_empty.get(),
            frames_refused: self.frames_refused.get(),
        }
    }
}

impl fmt::Display for RelayCounts {
    /// One line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} frames in ({} bytes), {} out, {} dropped, {} of other domains, {} empty, {} refused; \
             {} connections taken, {} refused",
            self.frames_in,
            self.bytes_in,
            self.frames_out,
            self.frames_dropped,
            self.frames_foreign,
            self.frames_empty,
            self.frames_refused,
            self.connections_taken,
            self.connections_refused
        )
    }
}
