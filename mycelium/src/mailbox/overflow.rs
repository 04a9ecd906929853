//! What happens to a message that finds no room, and why a message was dropped. The words of both.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What happens to a message that finds the actor's mailbox full.
///
/// An actor has one: [`Spawner::overflow`](crate::Spawner::overflow) or `overflow = ".."` in the TOML says it, else
/// `#[actor(overflow = ..)]`, else it is [`Block`](Self::Block). Whoever sends cannot choose.
///
/// Requests (stop, drain, restart) and the message that is being handled are never dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Overflow {
    /// `send` waits for room, first come, first served; `try_send` says [`Full`](crate::SendErrorKind::Full).
    #[default]
    Block,
    /// The message goes back at once with [`Full`](crate::SendErrorKind::Full), also from `send`. One that came over
    /// a link cannot go back: it is dropped and counted as [`DropReason::Rejected`].
    Reject,
    /// The send succeeds, and its message is dropped and counted.
    DropNewest,
    /// The send succeeds, and the message that has waited longest in the mailbox is dropped and counted. What the
    /// actor has taken out already (up to 64 messages) is handled.
    DropOldest,
}

/// Why a message was accepted and not handled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DropReason {
    /// The mailbox was full, and [`Overflow::DropNewest`] its policy: the message itself was dropped.
    Newest,
    /// The mailbox was full, and [`Overflow::DropOldest`] its policy: the message had waited longest.
    Oldest,
    /// The mailbox was full, [`Overflow::Reject`] its policy, and the message had come over a link.
    Rejected,
    /// A newer message of the same key took its place: `#[handler(conflate = ..)]`.
    Conflated,
    /// The actor stopped before it came to the message.
    Stopped,
}

// === impl Overflow ===

impl Overflow {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Block, Self::Reject, Self::DropNewest, Self::DropOldest];

    /// The word that the attribute and the TOML write.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Block => "block",
            Self::Reject => "reject",
            Self::DropNewest => "drop_newest",
            Self::DropOldest => "drop_oldest",
        }
    }
}

impl fmt::Display for Overflow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

// === impl DropReason ===

impl DropReason {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Newest, Self::Oldest, Self::Rejected, Self::Conflated, Self::Stopped];

    /// The word by which a status tells it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Newest => "newest",
            Self::Oldest => "oldest",
            Self::Rejected => "rejected",
            Self::Conflated => "conflated",
            Self::Stopped => "stopped",
        }
    }

    /// Its place in [`ALL`](Self::ALL).
    pub(super) const fn index(self) -> usize {
        self as usize
    }
}

impl fmt::Display for DropReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Newest => "the mailbox was full, and its policy is `drop_newest`",
            Self::Oldest => "the mailbox was full, and its policy is `drop_oldest`",
            Self::Rejected => "the mailbox was full, and its policy is `reject`",
            Self::Conflated => "a newer message of its key took its place",
            Self::Stopped => "the actor stopped before it handled the message",
        })
    }
}
