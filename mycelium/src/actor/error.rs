//! Why a send or an ask did not succeed. Whatever was not accepted is handed back.

use std::fmt;
use std::time::Duration;

use super::SchemaMismatch;
use crate::mailbox::{AskStage, NoAnswer, Refused};
use crate::wire::WireError;

/// A message that was not accepted, and why.
///
/// `C` is the message as the actor's enum carries it: `T`, `Arc<T>` or `Box<T>`.
pub struct SendError<C> {
    /// Why.
    pub kind: SendErrorKind,
    /// The message, unchanged.
    pub message: C,
}

/// Why a message was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SendErrorKind {
    /// The mailbox, or the link's outbound buffer, has no room. `try_send` says so; `send` waits, unless the actor's
    /// policy is [`Overflow::Reject`](crate::Overflow::Reject).
    #[error("the receiver has no room; wait with `send`, or drop the message")]
    Full,
    /// The actor has stopped, or is about to.
    #[error("the actor has stopped")]
    Stopped,
    /// There is no link to the actor's process now: it was lost, or never came up. It is being tried again, so a
    /// later send may succeed.
    #[error("there is no link to the actor's process")]
    Disconnected,
    /// The actor's process is there, and has no actor of this name.
    #[error("the process at the other end of the link has no such actor; do both use the same configuration?")]
    Absent,
    /// The other end of the link would not understand this message.
    #[error(transparent)]
    Schema(Box<SchemaMismatch>),
    /// There was no room within the time given.
    #[error("there was no room within {0:?}")]
    Timeout(Duration),
    /// The road to the actor carries no answers: a relay's.
    #[error("the road to the actor carries no answers; use `send`, or give the edge another road")]
    OneWay,
    /// The actor is in another process, and the message could not be encoded. Boxed, so that the result of a send is small.
    #[error("the message cannot cross to the actor's process: {0}")]
    Wire(#[source] Box<WireError>),
}

/// An ask that was not answered, and how far it came.
///
/// `C` is the message as the actor's enum carries it.
#[non_exhaustive]
pub enum AskError<C> {
    /// The message was not accepted; here it is.
    NotSent(SendError<C>),
    /// The message was accepted, and no answer will come.
    NoAnswer(NoAnswer),
    /// The message was accepted, and no answer came within the time given. It may still be handled; a late
    /// answer is dropped, and counted in `answers_late`.
    Timeout {
        /// The time given.
        limit: Duration,
        /// How far the message was when the time ran out: `Queued`, `Running`, or `Unknown` where it left the process.
        stage: AskStage,
    },
}

impl From<WireError> for SendErrorKind {
    fn from(error: WireError) -> Self {
        Self::Wire(Box::new(error))
    }
}

impl From<Refused> for SendErrorKind {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Full => Self::Full,
            Refused::Closed => Self::Stopped,
        }
    }
}

// === impl SendError ===

impl<C> fmt::Display for SendError<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "message not sent: {}", self.kind)
    }
}

impl<C> fmt::Debug for SendError<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SendError").field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl<C> std::error::Error for SendError<C> {}

// === impl AskError ===

impl<C> AskError<C> {
    /// How far the message came: never accepted, queued, running, or not known.
    #[must_use]
    pub fn stage(&self) -> AskStage {
        match self {
            Self::NotSent(_) => AskStage::NotSent,
            Self::NoAnswer(why) => why.stage(),
            Self::Timeout { stage, .. } => *stage,
        }
    }

    /// The message, if it came back.
    #[must_use]
    pub fn into_message(self) -> Option<C> {
        match self {
            Self::NotSent(error) => Some(error.message),
            Self::NoAnswer(_) | Self::Timeout { .. } => None,
        }
    }
}

impl<C> From<SendError<C>> for AskError<C> {
    fn from(error: SendError<C>) -> Self {
        Self::NotSent(error)
    }
}

impl<C> fmt::Display for AskError<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSent(error) => error.fmt(f),
            Self::NoAnswer(why) => write!(f, "no answer: {why}"),
            Self::Timeout { limit, stage } => write!(f, "no answer within {limit:?}: {stage}"),
        }
    }
}

impl<C> fmt::Debug for AskError<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSent(error) => f.debug_tuple("NotSent").field(error).finish(),
            Self::NoAnswer(why) => f.debug_tuple("NoAnswer").field(why).finish(),
            Self::Timeout { limit, stage } => {
                f.debug_struct("Timeout").field("limit", limit).field("stage", stage).finish()
            }
        }
    }
}

impl<C> std::error::Error for AskError<C> {}
