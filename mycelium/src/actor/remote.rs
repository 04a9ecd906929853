//! The door to an actor behind a link: its messages become Protocol V2 frames.
//!
//! Of one link there are as many doors as actors that were looked up; each knows what its actor is called over
//! there ([`Target`]), refuses what the other end would not understand, and leaves out fields that are newer than it. A road without addresses (a relay, a
//! memory link) has no targets and carries no asks.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{
    AtomicBool, AtomicU32,
    Ordering::{Acquire, Relaxed, Release},
};
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use parking_lot::Mutex;

use super::asks::{Asked, Awaits};
use super::schema::{Agreement, MessageThere, agreement};
use super::{ActorId, Asks, Envelope, SchemaMismatch, SendErrorKind};
use crate::domain_enum::{DomainEnum, Variant};
use crate::line::Ticket;
use crate::mailbox::{AskSlot, ReplyPool};
use crate::metrics::{Counter, TransportMetrics};
use crate::transport::{Outlet, PushError};
use crate::wire::{Address, Domain, FrameHead, HEADER_LEN, MAX_PAYLOAD, WireError, encode_frame, tlv_len};

/// The door to an actor behind a link: messages become Protocol V2 frames, one message each.
pub struct RemoteDoor<M: DomainEnum> {
    pub(super) id: ActorId,
    outlet: Arc<Outlet>,
    way: Way,
    pub(super) replies: ReplyPool<M>,
    /// How long asks wait, unless they say so themselves.
    pub(super) ask_limit: Option<Duration>,
    counters: FrameCounters,
}

/// What a frame needs besides its message.
#[derive(Debug)]
pub(crate) enum Way {
    /// A direct link, with an address in front of each message, and answers coming back.
    Direct { target: Arc<Target>, asks: Arc<Asks> },
    /// A road on which a message comes first and alone. `source` stands in its header.
    Unaddressed { source: u8 },
}

/// What an actor is called at the other end of a link, and what it takes.
#[derive(Debug)]
pub(crate) struct Target {
    name: ActorId,
    /// What is sent to it from here.
    variants: &'static [Variant],
    /// Its number there; 0 while there is none.
    handle: AtomicU32,
    /// Whether it was there and has stopped.
    stopped: AtomicBool,
    /// Whether there is anything in `apart`, so that nobody looks there for nothing.
    is_any_apart: AtomicBool,
    apart: Mutex<Apart>,
}

/// Messages of which the two ends of a link have different versions.
#[derive(Debug, Default)]
struct Apart {
    /// Numbers of messages, and why the other end would not understand them.
    refused: Vec<(u64, SchemaMismatch)>,
    /// Numbers of messages, and how many of their versions the other end knows.
    older: Vec<(u64, usize)>,
}

/// Frames of one door.
#[derive(Debug, Default)]
struct FrameCounters {
    frames: Counter,
    bytes: Counter,
}

// === impl RemoteDoor ===

impl<M: DomainEnum> RemoteDoor<M> {
    pub(crate) fn new(id: ActorId, outlet: Arc<Outlet>, way: Way, ask_limit: Option<Duration>) -> Self {
        Self { id, outlet, way, replies: ReplyPool::new(), ask_limit, counters: FrameCounters::default() }
    }

    /// Whether answers come back over this road.
    pub(super) fn answers(&self) -> bool {
        matches!(self.way, Way::Direct { .. })
    }

    /// Encodes the message straight into the link's outbound buffer, or hands it back at once. Not inlined: a send within the
    /// process needs no room on its stack for this.
    #[inline(never)]
    pub(super) fn try_deliver(&self, envelope: Envelope<M>) -> Result<(), (Envelope<M>, SendErrorKind)> {
        if envelope.reply.is_awaited() && !self.answers() {
            return Err((envelope, SendErrorKind::OneWay));
        }
        match self.try_push(&envelope) {
            Ok(()) => {
                envelope.reply.hand_over();
                Ok(())
            }
            Err(kind) => Err((envelope, kind)),
        }
    }

    fn try_push(&self, envelope: &Envelope<M>) -> Result<(), SendErrorKind> {
        let len = self.frame_len(envelope)?;
        Ok(self.outlet.try_push(len, |sequence, out| self.encode(envelope, sequence, out))?)
    }

    /// As [`try_deliver`](Self::try_deliver), but waits while the buffer has no room.
    pub(super) fn poll_push(
        &self,
        cx: &mut Context<'_>,
        ticket: &mut Option<Ticket>,
        envelope: &Envelope<M>,
    ) -> Poll<Result<(), SendErrorKind>> {
        let len = self.frame_len(envelope)?;
        let pushed = self.outlet.poll_push(cx, ticket, len, |sequence, out| self.encode(envelope, sequence, out));
        pushed.map_err(SendErrorKind::from)
    }

    /// Gives up a wait for room.
    pub(super) fn cancel(&self, ticket: Ticket) {
        self.outlet.cancel(ticket);
    }

    /// Makes all who wait for room poll once more.
    pub(super) fn rouse(&self) {
        self.outlet.rouse();
    }

    /// Forgets an ask whose asker gave up; whether it was under way.
    pub(super) fn abandon(&self, slot: &AskSlot<'_, M>) -> bool {
        match &self.way {
            Way::Direct { asks, .. } => asks.forget(slot.ask_id(), slot.address()),
            Way::Unaddressed { .. } => false,
        }
    }

    /// The frame's length; an error for a message that can never be sent, whatever room there is.
    fn frame_len(&self, envelope: &Envelope<M>) -> Result<usize, WireError> {
        const LIMIT: usize = tlv_len(MAX_PAYLOAD);
        let address = match &self.way {
            Way::Direct { .. } => Address::message_tlv_len(envelope.reply.is_awaited()),
            Way::Unaddressed { .. } => 0,
        };
        match envelope.message.tlv_len() {
            0 => Err(WireError::LocalOnly { message: envelope.message.variant().message }),
            found if found > LIMIT => Err(WireError::TooLarge { what: "a TLV", found, limit: LIMIT }),
            len => match (HEADER_LEN + address + len, self.outlet.frame_bytes_max()) {
                (found, limit) if found > limit => {
                    Err(WireError::TooLarge { what: "a frame on this road", found, limit })
                }
                (found, _) => Ok(found),
            },
        }
    }

    /// Runs under the buffer's lock.
    fn encode(&self, envelope: &Envelope<M>, sequence: u64, out: &mut Vec<u8>) -> Result<(), SendErrorKind> {
        let variant = envelope.message.variant();
        let mut head = FrameHead {
            domain: variant.domain.unwrap_or(Domain::SYSTEM),
            source: 0,
            flags: 0,
            sequence,
            timestamp_ns: unix_time_ns(),
        };
        let len = match &self.way {
            Way::Unaddressed { source } => {
                head.source = *source;
                encode_frame(&head, out, |tlvs| envelope.message.encode_tlv(tlvs))?
            }
            Way::Direct { target, asks } => {
                let (handle, older) = target.handle_for(variant)?;
                let asker = envelope.reply.0.awaited();
                let ask = asker.map(|_| asks.next_id());
                let address = match ask {
                    Some(ask) => Address::Ask { target: handle, ask },
                    None => Address::Tell { target: handle },
                };
                let len = encode_frame(&head, out, |tlvs| {
                    address.put(tlvs);
                    match older {
                        None => envelope.message.encode_tlv(tlvs),
                        Some(versions) => envelope.message.encode_tlv_as(versions, tlvs),
                    }
                })?;
                if let (Some(asker), Some(ask)) = (asker, ask) {
                    asker.set_ask_id(ask);
                    let asker = Arc::clone(asker) as Arc<dyn Awaits>;
                    asks.add(ask, Asked { number: variant.number, asker });
                }
                len
            }
        };
        self.counters.frames.add_shared(1);
        self.counters.bytes.add_shared(len as u64);
        Ok(())
    }
}

/// What can be said of a road without knowing its messages.
pub(crate) trait Counted: Send + Sync {
    fn metrics(&self) -> TransportMetrics;
    /// Whether nothing can be sent over it any more, ever.
    fn is_closed(&self) -> bool;
}

impl<M: DomainEnum> Counted for RemoteDoor<M> {
    fn metrics(&self) -> TransportMetrics {
        TransportMetrics {
            frames_sent: self.counters.frames.get(),
            frame_bytes_sent: self.counters.bytes.get(),
            answers_late: self.replies.late(),
            ..TransportMetrics::default()
        }
    }

    fn is_closed(&self) -> bool {
        self.outlet.is_closed()
    }
}

impl<M: DomainEnum> fmt::Debug for RemoteDoor<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RemoteDoor").field("id", &self.id).field("way", &self.way).finish_non_exhaustive()
    }
}

// === impl Target ===

impl Target {
    /// An actor that takes `M`, not announced yet.
    pub(crate) fn new<M: DomainEnum>(name: ActorId) -> Self {
        Self {
            name,
            variants: <M as DomainEnum>::VARIANTS,
            handle: AtomicU32::new(0),
            stopped: AtomicBool::new(false),
            is_any_apart: AtomicBool::new(false),
            apart: Mutex::default(),
        }
    }

    pub(crate) fn name(&self) -> &ActorId {
        &self.name
    }

    /// The other end says that the actor is there: its number, and what it says of the messages that it takes. Returns
    /// those that it would not understand.
    pub(crate) fn announced<'a>(
        &self,
        handle: u32,
        there: impl Fn(u64) -> Option<MessageThere<'a>>,
    ) -> Vec<SchemaMismatch> {
        let mut apart = Apart::default();
        for variant in self.variants.iter().filter(|variant| variant.number <= u64::from(u8::MAX)) {
            match agreement(variant, there(variant.number)) {
                Agreement::Whole => {}
                Agreement::Older(versions) => apart.older.push((variant.number, versions)),
                Agreement::None(mismatch) => apart.refused.push((variant.number, mismatch)),
            }
        }
        let refused: Vec<_> = apart.refused.iter().map(|(_, mismatch)| mismatch.clone()).collect();
        self.is_any_apart.store(!refused.is_empty() || !apart.older.is_empty(), Relaxed);
        *self.apart.lock() = apart;
        self.stopped.store(false, Relaxed);
        // Whoever sees the handle sees what is refused.
        self.handle.store(handle, Release);
        refused
    }

    /// The other end says that the actor has stopped.
    pub(crate) fn withdrawn(&self, handle: u32) {
        if self.handle.load(Relaxed) == handle {
            self.stopped.store(true, Relaxed);
            self.handle.store(0, Release);
        }
    }

    /// There is no other end any more.
    pub(crate) fn forgotten(&self) {
        self.handle.store(0, Relaxed);
        self.stopped.store(false, Relaxed);
    }

    /// The actor's number, for a message that it takes; and how many versions of it are known there, if that is not all.
    fn handle_for(&self, variant: Variant) -> Result<(u32, Option<usize>), SendErrorKind> {
        let handle = match self.handle.load(Acquire) {
            0 if self.stopped.load(Relaxed) => return Err(SendErrorKind::Stopped),
            0 => return Err(SendErrorKind::Absent),
            handle => handle,
        };
        if !self.is_any_apart.load(Relaxed) {
            return Ok((handle, None));
        }
        let apart = self.apart.lock();
        if let Some((_, mismatch)) = apart.refused.iter().find(|(number, _)| *number == variant.number) {
            return Err(SendErrorKind::Schema(Box::new(mismatch.clone())));
        }
        let older = apart.older.iter().find(|(number, _)| *number == variant.number);
        Ok((handle, older.map(|(_, versions)| *versions)))
    }
}

// === impl PushError ===

impl From<PushError<SendErrorKind>> for SendErrorKind {
    fn from(error: PushError<SendErrorKind>) -> Self {
        match error {
            PushError::Full => Self::Full,
            PushError::Closed => Self::Disconnected,
            PushError::Encode(kind) => kind,
        }
    }
}

/// Nanoseconds since the Unix epoch, as the header wants them (Protocol V2 §1); 0 before it.
pub(crate) fn unix_time_ns() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
}
