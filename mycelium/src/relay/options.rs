//! What a relay is told, and how it judges a frame by it.

use std::path::PathBuf;
use std::time::Duration;

use super::checksum_rule;
use crate::wire::{ChecksumRule, Domain, Frame, FrameRules, MAX_FRAME_LEN};

/// What a relay is told.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RelayOptions {
    /// Frames of which domain it forwards.
    pub domain: Domain,
    /// Where it listens.
    pub socket: PathBuf,
    /// How many bytes wait for one listener, with what it takes to keep them, before [`on_full`](Self::on_full) says what
    /// happens; 16 MiB by default.
    pub queue_bytes: usize,
    /// The longest frame in bytes, header included; 1 MiB by default.
    pub max_frame_len: usize,
    /// How many connections stand at a time; 1,024 by default.
    pub max_connections: usize,
    /// Which checksums are good; by default as [`checksum_rule`] says. Frames without a payload may always have 0: they
    /// are not forwarded.
    pub checksum: ChecksumRule,
    /// Whether a sender hears its own frames, as with the relays of old peers; `false` by default.
    pub echo: bool,
    /// Whether frames with the old number of the relay's domain are its own, too: numbers were counted from 0 once, so
    /// it is the one below. They are forwarded as they came. `false` by default.
    pub legacy_domains: bool,
    /// What happens when a listener's queue is full; the oldest frames are dropped by default.
    pub on_full: OnFull,
}

/// What happens when a frame comes and a listener's queue is full.
///
/// A sender that never reads is a listener, too: what others send fills its queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum OnFull {
    /// The oldest frames are dropped, and counted. Nobody waits.
    #[default]
    DropOldest,
    /// The listener is let go: what waits for it is dropped and counted, and behind what its socket holds it finds the end
    /// of the stream. What it sends is still forwarded, until it closes the connection. Nobody waits.
    Disconnect,
    /// The sender waits: no more is read from it until the slowest listener has room, for the given time at most. Then the
    /// oldest are dropped and counted, and nobody waits for this listener again before it has caught up: half of its queue
    /// is free.
    ///
    /// So two peers that both send and do not read hold each other up once, for that time, and not for ever.
    Block(Duration),
}

/// What a relay does with a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Forward {
        legacy: bool,
        unsummed: bool,
    },
    Foreign,
    /// There is nothing in it; and perhaps it says nothing but that an old sender is there.
    Empty {
        identification: bool,
    },
}

// === impl RelayOptions ===

impl RelayOptions {
    /// A relay of `domain` at `socket`, with the defaults.
    pub fn new(domain: Domain, socket: impl Into<PathBuf>) -> Self {
        Self {
            domain,
            socket: socket.into(),
            queue_bytes: 16 * 1_048_576,
            max_frame_len: MAX_FRAME_LEN,
            max_connections: 1_024,
            checksum: checksum_rule(domain),
            echo: false,
            legacy_domains: false,
            on_full: OnFull::default(),
        }
    }

    /// How its streams are read.
    pub(super) fn rules(&self) -> FrameRules {
        let checksum = match self.checksum {
            ChecksumRule::Require => ChecksumRule::RequireUnlessEmpty,
            other => other,
        };
        FrameRules { checksum, max_len: self.max_frame_len, ..FrameRules::default() }
    }

    pub(super) fn judge(&self, frame: &Frame<'_>) -> Verdict {
        let header = frame.header();
        if header.payload_size == 0 {
            let is_blank = header.flags == 0 && header.sequence == 0 && header.timestamp_ns == 0;
            return Verdict::Empty { identification: is_blank && header.checksum == 0 };
        }
        let legacy = self.legacy_domains && header.domain.get().checked_add(1) == Some(self.domain.get());
        if legacy || header.domain == self.domain {
            Verdict::Forward { legacy, unsummed: header.checksum == 0 }
        } else {
            Verdict::Foreign
        }
    }
}
