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
    /// Frames without a payload, whatever their domain; not forwarded.
    pub frames_empty: u64,
    /// Of these, headers of nothing but zeros behind domain, version and source: how old senders introduce themselves.
    pub identifications: u64,
    /// Bytes that are no frame, or a damaged one, once for each place in a stream.
    pub frames_refused: u64,
    /// Of the frames that came whole, those with the old number of the domain.
    pub frames_legacy: u64,
    /// Of the frames that came whole, those with a checksum of 0, whose senders work none out.
    pub frames_unsummed: u64,
    /// Listeners that were let go because their queue was full.
    pub listeners_let_go: u64,
    /// How often a sender was not read from because a listener's queue was full.
    pub pauses: u64,
    /// How often a listener had no room before such a pause had to end: from then on it loses the oldest.
    pub pauses_expired: u64,
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
    pub(super) identifications: Counter,
    pub(super) frames_legacy: Counter,
    pub(super) frames_unsummed: Counter,
    pub(super) listeners_let_go: Counter,
    pub(super) pauses: Counter,
    pub(super) pauses_expired: Counter,
}

// === impl Counters ===

impl Counters {
    pub(super) fn snapshot(&self) -> RelayCounts {
        // Parts before wholes: none is ever seen larger than what it is part of.
        let ended = self.connections_ended.get();
        let (frames_out, frames_dropped) = (self.frames_out.get(), self.frames_dropped.get());
        let taken = self.connections.get();
        let (identifications, pauses_expired) = (self.identifications.get(), self.pauses_expired.get());
        let (frames_legacy, frames_unsummed) = (self.frames_legacy.get(), self.frames_unsummed.get());
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
            identifications,
            frames_legacy,
            frames_unsummed,
            listeners_let_go: self.listeners_let_go.get(),
            pauses: self.pauses.get(),
            pauses_expired,
        }
    }
}

impl fmt::Display for RelayCounts {
    /// One line. What happens with old peers and full queues only is named when it has happened.
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
        )?;
        let rarely = [
            (self.identifications, "identifications"),
            (self.frames_legacy, "with the old domain number"),
            (self.frames_unsummed, "without a checksum"),
            (self.listeners_let_go, "listeners let go"),
            (self.pauses, "pauses of senders"),
            (self.pauses_expired, "pauses ended by their limit"),
        ];
        rarely.iter().filter(|(count, _)| *count > 0).try_for_each(|(count, what)| write!(f, "; {count} {what}"))
    }
}
