//! Edges, the roads that messages take, and why.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::error::Span;

/// How messages get from one actor to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Road {
    /// As values, inside one process.
    Bundle,
    /// As frames, over a unix socket.
    Unix,
    /// As frames, through the relay of the message's domain. Carries no asks.
    Relay,
}

/// What serves at a relay's socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RelayKind {
    /// Our own relay, which cuts frames wherever writes end.
    #[default]
    Mycelium,
    /// Torq's relay, which takes each read for one message. Frames are written one by one, and no more of them at a
    /// time than it reads at once: its echo says when.
    Existing,
}

/// A word that is no road.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected `bundle`, `unix` or `relay`")]
pub struct UnknownRoad;

/// One `[[edges]]` of the file.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Edge {
    /// Who sends: an actor, or a `shared_memory` bundle for what its process sends outside of its actors.
    pub from: String,
    /// The actors that receive; several are a fan-out: each gets every message.
    pub to: Vec<String>,
    /// The road that the edge names. Without one, each receiver is reached as if there were no edge.
    pub road: Option<Road>,
    /// Side by side: a second road, which every message takes too; what arrives over both is compared, and the receiver
    /// gets the messages of the first.
    pub beside: Option<Road>,
    /// The source byte of the sender's frames, for when it sends to a relay: given, or by default.
    pub source: Option<u8>,
    pub(super) span: Span,
    pub(super) from_span: Span,
    pub(super) road_span: Option<Span>,
    pub(super) source_span: Option<Span>,
}

/// Where a message goes that one sends to another.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Route {
    /// Who receives, in the order of the file: one, or all of a fan-out.
    pub consumers: Vec<Consumer>,
    /// The second road, where an edge has two side by side.
    pub beside: Option<Road>,
    /// The source byte of the frames that go to a relay.
    pub source: Option<u8>,
    /// The edge that says so, as an index into [`edges`](super::TopologyConfig::edges).
    pub edge: Option<usize>,
}

/// One receiver, and the road to it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Consumer {
    /// The actor.
    pub actor: String,
    /// The node that it runs in.
    pub node: String,
    /// The road to it.
    pub road: Road,
}

/// Which road messages take, and why: one line per receiver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    pub(super) route: Route,
    pub(super) lines: Vec<String>,
}

// === impl Road ===

impl Road {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Bundle, Self::Unix, Self::Relay];

    /// The word that the file writes.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bundle => "bundle",
            Self::Unix => "unix",
            Self::Relay => "relay",
        }
    }
}

impl fmt::Display for Road {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Road {
    type Err = UnknownRoad;

    fn from_str(word: &str) -> Result<Self, UnknownRoad> {
        Self::ALL.into_iter().find(|road| road.as_str() == word).ok_or(UnknownRoad)
    }
}

// === impl Edge ===

impl Edge {
    /// Whether messages take this road, alone or side by side with another.
    pub(super) fn uses(&self, road: Road) -> bool {
        self.road == Some(road) || self.beside == Some(road)
    }
}

// === impl Route ===

impl Route {
    /// Whether a message goes to several receivers.
    #[must_use]
    pub fn is_fan_out(&self) -> bool {
        self.consumers.len() > 1
    }

    /// The road to one of the receivers.
    #[must_use]
    pub fn road_to(&self, actor: &str) -> Option<Road> {
        self.consumers.iter().find(|consumer| consumer.actor == actor).map(|consumer| consumer.road)
    }
}

// === impl Explanation ===

impl Explanation {
    /// The route that is explained.
    #[must_use]
    pub fn route(&self) -> &Route {
        &self.route
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.lines.join("\n"))
    }
}
