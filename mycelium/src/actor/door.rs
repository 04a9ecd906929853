//! The door to an actor of this process: its mailbox and what is known of its life.
//!
//! A reference is made with this door or with a remote one (`remote`), and keeps it; nothing on the way of a
//! message asks where an actor lives.

use std::any::Any;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::{ActorId, Command, Controls, Envelope, RunsInline, SendErrorKind};
use crate::domain_enum::DomainEnum;
use crate::mailbox::{Dropped, ReplyPool, Sender};
use crate::metrics::{ActorCounters, TransportMetrics};

/// The door to an actor of this process: its mailbox, its pooled reply slots, its state and its counters.
pub struct LocalDoor<M: DomainEnum> {
    pub(crate) id: ActorId,
    pub(crate) mailbox: Sender<Envelope<M>>,
    pub(super) replies: ReplyPool<M>,
    /// How long its asks wait, unless they say so themselves.
    ask_limit: Limit,
    pub(crate) controls: Controls,
    pub(crate) counters: ActorCounters,
    /// Where a sender may run a handler by itself.
    inline: Option<Box<Inline<M>>>,
}

/// Boxed, since most actors are not dispatched inline.
struct Inline<M: DomainEnum>(Arc<dyn RunsInline<M>>);

/// A duration in nanoseconds, or none; what is longer than 584 years is none.
#[derive(Clone, Copy)]
struct Limit(u64);

/// What can be done to an actor of this process without knowing its messages. A [`Found`](super::Found) can be made of it.
pub(crate) trait Controlled: Any + Send + Sync {
    fn id(&self) -> &ActorId;
    /// The name of the domain enum that it takes.
    fn message(&self) -> &'static str;
    /// Asks the run loop for something.
    fn request(&self, command: Command);
    fn metrics(&self) -> TransportMetrics;
    /// What it dropped so far, by message and reason.
    fn dropped(&self) -> Vec<Dropped>;
    /// How many messages its mailbox holds, at most.
    fn capacity(&self) -> usize;
    fn controls(&self) -> &Controls;
}

// === impl Limit ===

impl Limit {
    const NONE: u64 = u64::MAX;

    fn new(limit: Option<Duration>) -> Self {
        Self(limit.map_or(Self::NONE, |limit| u64::try_from(limit.as_nanos()).unwrap_or(Self::NONE)))
    }

    fn get(self) -> Option<Duration> {
        (self.0 != Self::NONE).then(|| Duration::from_nanos(self.0))
    }
}

// === impl LocalDoor ===

impl<M: DomainEnum> LocalDoor<M> {
    pub(crate) fn new(
        id: ActorId,
        mailbox: Sender<Envelope<M>>,
        ask_limit: Option<Duration>,
        restartable: bool,
        inline: Option<Arc<dyn RunsInline<M>>>,
    ) -> Self {
        Self {
            id,
            mailbox,
            replies: ReplyPool::new(),
            ask_limit: Limit::new(ask_limit),
            controls: Controls::new(restartable),
            counters: ActorCounters::default(),
            inline: inline.map(|cell| Box::new(Inline(cell))),
        }
    }

    /// How long its asks wait, unless they say so themselves.
    pub(super) fn ask_limit(&self) -> Option<Duration> {
        self.ask_limit.get()
    }

    /// Handles the message here and now, or puts it into the mailbox, or leaves it where it is.
    ///
    /// It is passed on in its place, not moved: it was just written there, field by field.
    #[inline]
    pub(super) fn try_deliver(&self, envelope: &mut Option<Envelope<M>>) -> Result<(), SendErrorKind> {
        if self.offer(envelope) {
            return Ok(());
        }
        let Some(taken) = envelope.take() else { return Ok(()) };
        self.mailbox.try_send(taken).map_err(|(refused, why)| {
            *envelope = Some(refused);
            why.into()
        })
    }

    /// Handles the message here and now where that may be; returns whether it was.
    #[inline]
    pub(super) fn offer(&self, envelope: &mut Option<Envelope<M>>) -> bool {
        self.inline.as_ref().is_some_and(|cell| cell.0.offer(self, envelope))
    }

    /// How many bytes this message is spared to be encoded into, and whether it has an answer that nobody waits for.
    #[inline]
    pub(super) fn account_of(&self, envelope: &Envelope<M>) -> (u64, bool) {
        let avoided_bytes = if envelope.reply.is_from_link() { 0 } else { envelope.message.tlv_len() as u64 };
        (avoided_bytes, !envelope.reply.is_awaited() && envelope.message.variant().asks)
    }
}

impl<M: DomainEnum> Controlled for LocalDoor<M> {
    fn id(&self) -> &ActorId {
        &self.id
    }

    fn message(&self) -> &'static str {
        M::NAME
    }

    fn request(&self, command: Command) {
        self.controls.request(command);
        self.mailbox.nudge();
    }

    fn metrics(&self) -> TransportMetrics {
        let metrics = self.counters.snapshot(|| self.mailbox.accepted());
        TransportMetrics { answers_late: self.replies.late(), ..metrics }
    }

    fn dropped(&self) -> Vec<Dropped> {
        self.mailbox.dropped()
    }

    fn capacity(&self) -> usize {
        self.mailbox.capacity()
    }

    fn controls(&self) -> &Controls {
        &self.controls
    }
}

impl<M: DomainEnum> fmt::Debug for LocalDoor<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalDoor")
            .field("id", &self.id)
            .field("state", &self.controls.state())
            .field("waiting", &self.mailbox.len())
            .finish_non_exhaustive()
    }
}
