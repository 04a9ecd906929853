//! What a running system says of itself, as plain data: what `mycelium health` reads and `mycelium dashboard` shows.

use serde::{Deserialize, Serialize};

use super::{ActorSystem, ComparisonReport};
use crate::bundle::Road;
use crate::mailbox::DropReason;
use crate::metrics::TransportMetrics;

/// The version of [`SystemStatus`]. Fields may be added under one version; what is there keeps its meaning.
pub const STATUS_VERSION: u32 = 1;

/// What a system says of itself, at one moment. All counts are since the start.
///
/// Counts are read one after another while actors run, so two of them may differ by what happened in between.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SystemStatus {
    /// [`STATUS_VERSION`] of whoever wrote it.
    pub version: u32,
    /// The process.
    pub pid: u32,
    /// When the system was made, in milliseconds since 1970.
    pub started_unix_ms: u64,
    /// For how many milliseconds it has been there.
    pub uptime_ms: u64,
    /// The nodes that run in this system; none without a topology.
    pub nodes: Vec<String>,
    /// Its actors: those of the topology in its order, stopped ones included, then others by name.
    pub actors: Vec<ActorStatus>,
    /// How many more actors there are: 1,024 at most are listed.
    pub actors_left_out: u64,
    /// The sums over all actors and roads.
    pub transport: TransportMetrics,
    /// How many messages the process has encoded, of all its systems.
    pub encodes: u64,
    /// The edges that begin here: one for each receiver.
    pub edges: Vec<EdgeStatus>,
    /// What actors of this system get from relays: one for each edge that ends here.
    pub subscriptions: Vec<SubscriptionStatus>,
    /// What edges with two roads side by side, which end here, have brought.
    pub comparisons: Vec<ComparisonReport>,
}

/// One actor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ActorStatus {
    /// The node that it runs in. What the program itself has spawned counts to the system's first node; empty without a
    /// topology.
    pub node: String,
    /// Its name.
    pub name: String,
    /// `starting`, `running`, `restarting` or `stopped`.
    pub state: String,
    /// Why it stopped; 256 bytes at most.
    pub stopped_because: Option<String>,
    /// Messages that were accepted and not handled yet: those in the mailbox, and those that the actor has taken out in one
    /// batch, 64 at most. It is how far the actor lags behind.
    pub depth: u64,
    /// How many messages may wait in the mailbox.
    pub capacity: u64,
    /// Messages that the mailbox accepted.
    pub accepted: u64,
    /// Messages whose handler ran, to its end or to a panic.
    pub handled: u64,
    /// Of these, messages whose handler returned an error.
    pub failed: u64,
    /// Of these, messages whose handler panicked.
    pub panicked: u64,
    /// Messages that were accepted and not handled.
    pub dropped: u64,
    /// Of what message, and why.
    #[serde(default)]
    pub drops: Vec<DropStatus>,
    /// How often it was restarted.
    pub restarted: u64,
}

/// Messages of one kind that an actor dropped for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DropStatus {
    /// The message's name.
    pub message: String,
    /// `newest` or `oldest` (the mailbox was full), `rejected` (it was full, and the message came over a link),
    /// `conflated` (a newer one of its key took its place), or `stopped` (the actor did, before it came to it).
    pub reason: String,
    /// How many.
    pub count: u64,
}

/// One edge, towards one of its receivers.
///
/// Also a road that no edge declares, out of the process, over which something was sent: `from` is then the node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct EdgeStatus {
    /// The node that it begins in.
    pub node: String,
    /// Who sends.
    pub from: String,
    /// Who receives.
    pub to: String,
    /// The road.
    pub road: Road,
    /// The road beside it, if there are two.
    pub beside: Option<Road>,
    /// Messages that the edge accepted, over all roads that it has had; one for several receivers counts once.
    pub sent: Option<u64>,
    /// What waits: over `bundle` messages that the receiver has not handled, else bytes in the outbound buffer, which may be
    /// shared by several edges. `None` if the receiver is gone.
    pub depth: Option<u64>,
    /// How much may wait, in the unit of `depth`.
    pub capacity: Option<u64>,
    /// Messages that were accepted and did not leave: frames that a lost link or relay connection had not written, also of
    /// other edges that share it, and what an actor between sender and receivers could not hand on.
    pub dropped: Option<u64>,
    /// The sequence number of the last frame that went to a relay. What the receiver has of it stands in its
    /// [`SubscriptionStatus`].
    pub sequence: Option<u64>,
    /// Frames that went to a relay and have not come to their receiver, if that is in this system.
    pub lag: Option<u64>,
}

/// What one actor gets from its relay because of one edge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SubscriptionStatus {
    /// The node that the actor runs in.
    pub node: String,
    /// Who sends.
    pub from: String,
    /// The actor.
    pub to: String,
    /// Whether the relay is connected.
    pub is_connected: bool,
    /// Frames that came.
    pub received: u64,
    /// Frames that never came: gaps in the sender's sequence.
    pub lost: u64,
    /// The sequence number of the last frame that was delivered, or refused; 0 before the first.
    pub sequence: u64,
}

// === impl ActorStatus ===

impl ActorStatus {
    /// Messages that were dropped and that no newer ones replaced: [`dropped`](Self::dropped) without those that were
    /// conflated, as their actor wants it.
    #[must_use]
    pub fn lost(&self) -> u64 {
        let conflated = self.drops.iter().filter(|drops| drops.reason == DropReason::Conflated.as_str());
        self.dropped.saturating_sub(conflated.map(|drops| drops.count).sum())
    }
}

// === impl ActorSystem ===

impl ActorSystem {
    /// What can be said of this system now. Takes a few locks for a moment each; waits for nothing.
    #[must_use]
    pub fn status(&self) -> SystemStatus {
        self.inner.board.status()
    }
}
