//! The door to an actor of this process: its mailbox and what is known of its life.
//!
//! A reference is made with this door or with a remote one (`remote`), and keeps it; nothing on the way of a
//! message asks where an actor lives.

use std::any::Any;
use std::fmt;
use std::num::NonZeroU64;
use std::sync::Arc;
use std::time::Duration;

use super::{ActorId, Command, Controls, Envelope, RunsInline, SendErrorKind};
use crate::domain_enum::DomainEnum;
use crate::line::Ticket;
use crate::mailbox::{Dropped, Mailbox, ReplyPool};
use crate::metrics::{ActorCounters, TransportMetrics};

/// The door to an actor of this process: its mailbox, its pooled reply slots, its state and its counters.
// In this order: what few look at, then all that a message meets on its way, close together.
#[repr(C)]
pub struct LocalDoor<M: DomainEnum> {
    pub(super) replies: ReplyPool<M>,
    /// How many nanoseconds its asks wait, unless they say so themselves. Every actor has this: half of a `Duration`.
    ask_limit: Option<NonZeroU64>,
    pub(crate) mailbox: Mailbox<Envelope<M>>,
    /// Where a sender may run a handler by itself.
    inline: Option<Arc<dyn RunsInline<M>>>,
    pub(crate) counters: ActorCounters,
    pub(crate) controls: Controls,
}

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

/// At least one, and 584 years at most.
fn nanoseconds(limit: Duration) -> NonZeroU64 {
    let nanoseconds = u64::try_from(limit.as_nanos()).unwrap_or(u64::MAX);
    NonZeroU64::new(nanoseconds).unwrap_or(NonZeroU64::MIN)
}

// === impl LocalDoor ===

impl<M: DomainEnum> LocalDoor<M> {
    pub(crate) fn new(
        mailbox: Mailbox<Envelope<M>>,
        ask_limit: Option<Duration>,
        restartable: bool,
        inline: Option<Arc<dyn RunsInline<M>>>,
    ) -> Self {
        Self {
            mailbox,
            replies: ReplyPool::new(),
            controls: Controls::new(restartable),
            counters: ActorCounters::default(),
            inline,
            ask_limit: ask_limit.map(nanoseconds),
        }
    }

    /// The actor's identity.
    #[inline]
    pub(crate) fn id(&self) -> &ActorId {
        self.mailbox.actor()
    }

    /// How long its asks wait, unless they say so themselves.
    pub(super) fn ask_limit(&self) -> Option<Duration> {
        self.ask_limit.map(|limit| Duration::from_nanos(limit.get()))
    }

    /// Handles the message here and now, or puts it into the mailbox, or leaves it where it is.
    ///
    /// It is passed on in its place, not moved: it was just written there, field by field.
    #[inline]
    pub(super) fn try_deliver(&self, envelope: &mut Option<Envelope<M>>) -> Result<(), SendErrorKind> {
        if self.offer(envelope) { Ok(()) } else { self.enqueue(envelope) }
    }

    /// Not inlined: a handler that runs below its sender needs no room on the stack for this.
    #[inline(never)]
    fn enqueue(&self, envelope: &mut Option<Envelope<M>>) -> Result<(), SendErrorKind> {
        self.mailbox.try_send(envelope).map_err(SendErrorKind::from)
    }

    /// Handles the message here and now where that may be and nobody's comes first: neither one that waits, nor one that waits
    /// for room. Returns whether it was.
    #[inline]
    pub(super) fn offer(&self, envelope: &mut Option<Envelope<M>>) -> bool {
        self.inline.as_ref().is_some_and(|cell| self.mailbox.is_idle() && cell.offer(self, envelope))
    }

    /// As [`offer`](Self::offer), for a message that waits for room with this ticket; the wait is over if it was handled.
    #[cold]
    pub(super) fn offer_waiting(&self, envelope: &mut Option<Envelope<M>>, ticket: &mut Option<Ticket>) -> bool {
        let (Some(cell), Some(waiting)) = (&self.inline, *ticket) else { return false };
        let is_handled = self.mailbox.is_next(waiting) && cell.offer(self, envelope);
        if is_handled {
            *ticket = None;
            self.mailbox.cancel(waiting);
        }
        is_handled
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
        self.mailbox.actor()
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
            .field("id", self.id())
            .field("state", &self.controls.state())
            .field("waiting", &self.mailbox.len())
            .finish_non_exhaustive()
    }
}
