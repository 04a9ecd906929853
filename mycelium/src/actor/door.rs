//! The two doors of an actor: into a mailbox of this process, or out through a link.
//!
//! A reference is made with one of them and keeps it; nothing on the way of a message asks where an actor
//! lives. A remote door that fails never falls back to a local one.

use std::fmt;
use std::task::{Context, Poll};
use std::time::{SystemTime, UNIX_EPOCH};

use super::{ActorId, Command, Controls, Envelope, SendErrorKind};
use crate::domain_enum::DomainEnum;
use crate::line::Ticket;
use crate::mailbox::{ReplyPool, Sender};
use crate::metrics::{ActorCounters, Counter, TransportMetrics};
use crate::transport::{Outlet, PushError};
use crate::wire::{Domain, FrameHead, HEADER_LEN, MAX_PAYLOAD, WireError, encode_frame, tlv_len};

/// The door to an actor of this process: its mailbox, its pooled reply slots, its state and its counters.
pub struct LocalDoor<M: DomainEnum> {
    pub(crate) id: ActorId,
    pub(crate) mailbox: Sender<Envelope<M>>,
    pub(super) replies: ReplyPool<M>,
    pub(crate) controls: Controls,
    pub(crate) counters: ActorCounters,
    /// Whether there is a constructor to restart it with.
    pub(crate) restartable: bool,
}

/// The door to an actor behind a link: messages become Protocol V2 frames, one TLV each.
///
/// The road is one way: asks are refused with [`SendErrorKind::OneWay`].
#[derive(Debug)]
pub struct RemoteDoor {
    pub(super) id: ActorId,
    outlet: Outlet,
    frames: Counter,
    frame_bytes: Counter,
}

/// What can be done to an actor of this process without knowing its messages.
pub(crate) trait Controlled: Send + Sync {
    /// Asks the run loop for something.
    fn request(&self, command: Command);
    fn metrics(&self) -> TransportMetrics;
    fn controls(&self) -> &Controls;
}

// === impl LocalDoor ===

impl<M: DomainEnum> LocalDoor<M> {
    pub(crate) fn new(id: ActorId, mailbox: Sender<Envelope<M>>, restartable: bool) -> Self {
        Self {
            id,
            mailbox,
            replies: ReplyPool::new(),
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
        self.counters.snapshot(|| self.mailbox.accepted())
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

// === impl RemoteDoor ===

impl RemoteDoor {
    pub(crate) fn new(id: ActorId, outlet: Outlet) -> Self {
        Self { id, outlet, frames: Counter::default(), frame_bytes: Counter::default() }
    }

    /// Encodes the message straight into the link's outbound buffer.
    pub(super) fn try_push<M: DomainEnum>(&self, message: &M) -> Result<(), SendErrorKind> {
        let len = self.frame_len(message)?;
        self.outlet.try_push(len, |sequence, out| self.encode(message, sequence, out)).map_err(SendErrorKind::from)
    }

    /// As [`try_push`](Self::try_push), but waits while the buffer has no room.
    pub(super) fn poll_push<M: DomainEnum>(
        &self,
        cx: &mut Context<'_>,
        ticket: &mut Option<Ticket>,
        message: &M,
    ) -> Poll<Result<(), SendErrorKind>> {
        let len = self.frame_len(message)?;
        let pushed = self.outlet.poll_push(cx, ticket, len, |sequence, out| self.encode(message, sequence, out));
        pushed.map_err(SendErrorKind::from)
    }

    /// Gives up a wait for room.
    pub(super) fn cancel(&self, ticket: Ticket) {
        self.outlet.cancel(ticket);
    }

    /// Whether nothing can be sent through it any more.
    pub(crate) fn is_closed(&self) -> bool {
        self.outlet.is_closed()
    }

    /// The frame's length; an error for a message that can never be sent, whatever room there is.
    fn frame_len<M: DomainEnum>(&self, message: &M) -> Result<usize, WireError> {
        const LIMIT: usize = tlv_len(MAX_PAYLOAD);
        match message.tlv_len() {
            0 => Err(WireError::LocalOnly { message: message.variant().message }),
            found if found > LIMIT => Err(WireError::TooLarge { what: "a TLV", found, limit: LIMIT }),
            len => Ok(HEADER_LEN + len),
        }
    }

    fn encode<M: DomainEnum>(&self, message: &M, sequence: u64, out: &mut Vec<u8>) -> Result<(), WireError> {
        let head = FrameHead {
            domain: message.variant().domain.unwrap_or(Domain::SYSTEM),
            source: 0,
            flags: 0,
            sequence,
            timestamp_ns: unix_time_ns(),
        };
        let len = encode_frame(&head, out, |tlvs| message.encode_tlv(tlvs))?;
        self.frames.add_shared(1);
        self.frame_bytes.add_shared(len as u64);
        Ok(())
    }

    pub(crate) fn metrics(&self) -> TransportMetrics {
        TransportMetrics {
            frames_sent: self.frames.get(),
            frame_bytes_sent: self.frame_bytes.get(),
            ..TransportMetrics::default()
        }
    }
}

impl From<PushError> for SendErrorKind {
    fn from(error: PushError) -> Self {
        match error {
            PushError::Full => Self::Full,
            PushError::Closed => Self::Disconnected,
            PushError::Wire(error) => Self::Wire(error),
        }
    }
}

/// Nanoseconds since the Unix epoch, as the header wants them (Protocol V2 §1); 0 before it.
fn unix_time_ns() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
}
