//! The door to an actor of this process: its mailbox and what is known of its life.
//!
//! A reference is made with this door or with a remote one (`remote`), and keeps it; nothing on the way of a
//! message asks where an actor lives.

use std::fmt;
use std::time::Duration;

use super::{ActorId, Command, Controls, Envelope};
use crate::domain_enum::DomainEnum;
use crate::mailbox::{ReplyPool, Sender};
use crate::metrics::{ActorCounters, TransportMetrics};

/// The door to an actor of this process: its mailbox, its pooled reply slots, its state and its counters.
pub struct LocalDoor<M: DomainEnum> {
    pub(crate) id: ActorId,
    pub(crate) mailbox: Sender<Envelope<M>>,
    pub(super) replies: ReplyPool<M>,
    /// How long its asks wait, unless they say so themselves.
    pub(super) ask_limit: Option<Duration>,
    pub(crate) controls: Controls,
    pub(crate) counters: ActorCounters,
    /// Whether there is a constructor to restart it with.
    pub(crate) restartable: bool,
}

/// What can be done to an actor of this process without knowing its messages.
pub(crate) trait Controlled: Send + Sync {
    /// Asks the run loop for something.
    fn request(&self, command: Command);
    fn metrics(&self) -> TransportMetrics;
    /// How many messages its mailbox holds, at most.
    fn capacity(&self) -> usize;
    fn controls(&self) -> &Controls;
}

// === impl LocalDoor ===

impl<M: DomainEnum> LocalDoor<M> {
    pub(crate) fn new(
        id: ActorId,
        mailbox: Sender<Envelope<M>>,
        ask_limit: Option<Duration>,
        restartable: bool,
    ) -> Self {
        Self {
            id,
            mailbox,
            replies: ReplyPool::new(),
            ask_limit,
            controls: Controls::new(),
            counters: ActorCounters::default(),
            restartable,
        }
    }
}

impl<M: DomainEnum> Controlled for LocalDoor<M> {
    fn request(&self, command: Command) {
        self.controls.request(command);
        self.mailbox.nudge();
    }

    fn metrics(&self) -> TransportMetrics {
        let metrics = self.counters.snapshot(|| self.mailbox.accepted());
        TransportMetrics { answers_late: self.replies.late(), ..metrics }
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
