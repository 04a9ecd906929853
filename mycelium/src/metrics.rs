//! Counters of what actors did, and the snapshots that a user reads.
//!
//! Counters are exact, not sampled. Where only one writes at a time (an actor's own counters: its loop, or whoever runs its
//! handler inline under the cell's lock) an update is a plain load and store; where several may (links), it is an atomic
//! addition. Layer L0: no tokio, no sockets.
//!
//! At every moment, for each actor, `sent >= handled + dropped`; when nothing is in flight they are equal.

use std::ops::AddAssign;
use std::sync::OnceLock;
use std::sync::atomic::{
    AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
};

use parking_lot::Mutex;
use serde::{Deserialize, Serialize};

use crate::log_limit::LogLimit;

/// A count that one at a time writes and anybody reads.
#[derive(Debug, Default)]
pub(crate) struct Counter(AtomicU64);

// === impl Counter ===

impl Counter {
    /// Adds, as the only writer at the moment, ordered behind the one before.
    #[inline]
    pub(crate) fn add(&self, n: u64) {
        self.0.store(self.0.load(Relaxed).wrapping_add(n), Release);
    }

    /// Adds, as one of several writers.
    #[inline]
    pub(crate) fn add_shared(&self, n: u64) {
        self.0.fetch_add(n, Relaxed);
    }

    /// Who sees this count sees, too, what its writer wrote before.
    #[inline]
    pub(crate) fn get(&self) -> u64 {
        self.0.load(Acquire)
    }
}

/// What a mailbox counts, all of it under its lock.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Accepted {
    /// Messages that it accepted.
    pub(crate) messages: u64,
    /// Of these, messages that it dropped because it was full.
    pub(crate) overflowed: u64,
    /// Of these, messages that newer ones of their keys replaced.
    pub(crate) conflated: u64,
}

/// What an actor counts while it runs.
#[derive(Debug, Default)]
pub(crate) struct ActorCounters {
    /// Messages that their senders handled, past the mailbox.
    pub(crate) inline: Counter,
    /// Messages that the loop handled.
    pub(crate) handled: Counter,
    pub(crate) avoided_bytes: Counter,
    /// Made with the first of them: most actors never count one.
    rare: OnceLock<Box<RareCounters>>,
}

/// What an actor counts when something is not as usual.
#[derive(Debug, Default)]
pub(crate) struct RareCounters {
    pub(crate) failed: Counter,
    pub(crate) panicked: Counter,
    pub(crate) restarted: Counter,
    /// Messages that its end dropped.
    pub(crate) dropped: Counter,
    pub(crate) answers_dropped: Counter,
    /// How often the actor's errors are logged.
    pub(crate) log: Mutex<LogLimit>,
}

/// What happened to the messages of one actor, or of all actors of a system, since the start.
///
/// Of local roads it holds the first group, of remote ones the second; all counts are of messages unless
/// they say bytes or frames.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct TransportMetrics {
    /// Messages that a mailbox accepted, or that their senders handled by inline dispatch. A refused send counts nowhere: its message went back.
    pub sent: u64,
    /// Messages whose handler ran, to its end or to a panic. Told before the actor waits for anything, and at the end of each
    /// batch that it took out, so whoever was just answered may still see up to 64 less.
    pub handled: u64,
    /// Of these, messages whose handler returned an error.
    pub failed: u64,
    /// Of these, messages whose handler panicked.
    pub panicked: u64,
    /// Messages that were accepted and not handled: the actor stopped first, its mailbox was full and dropped by its
    /// policy, or newer ones of their keys took their places. By message and reason: `ActorRef::dropped`.
    pub dropped: u64,
    /// Of these, messages that a full mailbox dropped.
    pub overflowed: u64,
    /// Of these, messages that newer ones of their keys replaced.
    pub conflated: u64,
    /// Messages with a declared reply that were sent, not asked: their answers went nowhere.
    pub answers_dropped: u64,
    /// Answers that came after their asker had given up: its time was out, or its future was dropped.
    pub answers_late: u64,
    /// How often an actor was restarted.
    pub restarted: u64,
    /// Bytes of TLVs that bundled messages would have taken on a wire and that nobody encoded: the sum of the
    /// handled messages' real encoded lengths, headers included, without those that came over a link.
    pub serialization_avoided_bytes: u64,

    /// Frames that were encoded for a link.
    pub frames_sent: u64,
    /// Their bytes, headers included.
    pub frame_bytes_sent: u64,
    /// Frames that came over a link, were decoded, and were delivered to their actor.
    pub frames_received: u64,
    /// Frames and messages that came over a link and could not be read, or whose actor had stopped.
    pub frames_refused: u64,
    /// Frames that were accepted for a link and had not been written when it was lost; of those that were just being
    /// written, some may have arrived.
    pub frames_unsent: u64,
    /// Frames that were written to an existing relay, which returns what it forwards, and have not come back: either
    /// later ones did, or the relay was lost first. Some may have arrived.
    pub frames_unconfirmed: u64,
    /// Links and roads to relays that were lost; each may have held frames that were written and did not arrive.
    pub links_lost: u64,
    /// Frames that never came: gaps in the sequences that relays forward.
    pub frames_lost: u64,
}

// === impl TransportMetrics ===

impl AddAssign for TransportMetrics {
    fn add_assign(&mut self, other: Self) {
        self.sent += other.sent;
        self.handled += other.handled;
        self.failed += other.failed;
        self.panicked += other.panicked;
        self.dropped += other.dropped;
        self.overflowed += other.overflowed;
        self.conflated += other.conflated;
        self.answers_dropped += other.answers_dropped;
        self.answers_late += other.answers_late;
        self.restarted += other.restarted;
        self.serialization_avoided_bytes += other.serialization_avoided_bytes;
        self.frames_sent += other.frames_sent;
        self.frame_bytes_sent += other.frame_bytes_sent;
        self.frames_received += other.frames_received;
        self.frames_refused += other.frames_refused;
        self.frames_unsent += other.frames_unsent;
        self.frames_unconfirmed += other.frames_unconfirmed;
        self.frames_lost += other.frames_lost;
        self.links_lost += other.links_lost;
    }
}

// === impl ActorCounters ===

impl ActorCounters {
    /// To count something rare.
    #[cold]
    pub(crate) fn rare(&self) -> &RareCounters {
        self.rare.get_or_init(Box::default)
    }

    /// The counters as they stand. `accepted` is asked for last, so that it is never the smaller one; what the mailbox
    /// dropped is counted with it, at one moment.
    pub(crate) fn snapshot(&self, accepted: impl FnOnce() -> Accepted) -> TransportMetrics {
        // Parts before wholes: none is ever seen larger than what it is part of.
        let rare = |counter: fn(&RareCounters) -> &Counter| self.rare.get().map_or(0, |rare| counter(rare).get());
        let (failed, panicked) = (rare(|rare| &rare.failed), rare(|rare| &rare.panicked));
        let metrics = TransportMetrics {
            handled: self.handled.get() + self.inline.get(),
            failed,
            panicked,
            dropped: rare(|rare| &rare.dropped),
            answers_dropped: rare(|rare| &rare.answers_dropped),
            restarted: rare(|rare| &rare.restarted),
            serialization_avoided_bytes: self.avoided_bytes.get(),
            ..TransportMetrics::default()
        };
        let Accepted { messages, overflowed, conflated } = accepted();
        let (sent, dropped) = (messages + self.inline.get(), metrics.dropped + overflowed + conflated);
        TransportMetrics { sent, dropped, overflowed, conflated, ..metrics }
    }
}
