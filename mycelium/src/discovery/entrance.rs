//! Where a link's messages enter: one door per link and actor, which decodes, waits for room, and sends answers
//! back.
//!
//! An entrance is typed inside and plain outside, so that nothing is boxed per message: the decoded message waits
//! in the entrance itself.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};

use parking_lot::Mutex;

use super::handshake::{Announcement, system_frame};
use crate::actor::{ActorRef, Answer, Envelope, LocalDoor, SendErrorKind};
use crate::domain_enum::DomainEnum;
use crate::line::Ticket;
use crate::mailbox::{DropReason, NoAnswer, ReplySlot, SendsBack, Slot};
use crate::transport::{Outlet, PushError};
use crate::wire::{Address, REPLY, Tlv, WireError, decode_foreign, put_tlv_with};

/// How many asks of one link may wait for their answers; then the link is not read until some have come.
const ASKS_MAX: usize = 1_024;

/// See the module.
pub(super) trait Entrance: Send {
    /// Decodes a message; it then waits here.
    fn begin(&mut self, message: Tlv<'_>, ask: Option<u64>) -> Result<(), WireError>;
    /// Delivers what waits here.
    fn poll_deliver(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), SendErrorKind>>;
}

/// An actor of this process as links see it.
pub(super) trait Exported: Send + Sync {
    /// What a link is told of it.
    fn announced(&self, handle: u32) -> Announcement;
    /// A way in for one link, whose answers go back over `road`.
    fn entrance(self: Arc<Self>, road: &Arc<ReturnRoad>) -> Box<dyn Entrance>;
}

/// The way back to the asking end of a link.
pub(super) struct ReturnRoad {
    outlet: Arc<Outlet>,
    /// Asks that are not answered yet.
    under_way: AtomicUsize,
    /// The link's reader, while it waits for that number to fall.
    reader: Mutex<Option<Waker>>,
}

struct LocalEntrance<M: DomainEnum> {
    to: ActorRef<M>,
    envelope: Option<Envelope<M>>,
    ticket: Option<Ticket>,
    road: Arc<ReturnRoad>,
    /// Slots of asks; one that nobody holds any more is used again.
    slots: VecDeque<Arc<Slot<M>>>,
}

// === impl ReturnRoad ===

impl ReturnRoad {
    pub(super) fn new(outlet: Arc<Outlet>) -> Arc<Self> {
        Arc::new(Self { outlet, under_way: AtomicUsize::new(0), reader: Mutex::default() })
    }

    /// Waits while too many asks of this link wait for their answers, or too many answers for being read.
    pub(super) async fn ready(&self) {
        if self.under_way.load(Ordering::Acquire) >= ASKS_MAX {
            poll_fn(|cx| {
                let before = self.reader.lock().replace(cx.waker().clone());
                drop(before);
                if self.under_way.load(Ordering::Acquire) < ASKS_MAX { Poll::Ready(()) } else { Poll::Pending }
            })
            .await;
        }
        self.outlet.relieved().await;
    }

    /// Says why there is no answer to an ask that never reached its actor.
    pub(super) fn refuse(&self, ask: u64, why: NoAnswer) {
        // The asker is gone with its link if this cannot be sent.
        drop(self.send(ask, status(why), |_| Ok(())));
    }

    fn send(
        &self,
        ask: u64,
        status: u8,
        put_reply: impl FnOnce(&mut Vec<u8>) -> Result<(), WireError>,
    ) -> Result<(), PushError<WireError>> {
        self.outlet.push_beyond_limit(|sequence, out| {
            system_frame(sequence, out, |tlvs| {
                Address::Reply { ask, status }.put(tlvs);
                put_reply(tlvs)
            })
        })
    }
}

impl<M: DomainEnum> SendsBack<M> for ReturnRoad {
    fn send_back(&self, ask: u64, reply: Result<M::Reply, NoAnswer>) {
        let mut done = Done { road: self, ask, answered: false };
        match reply {
            Err(why) => self.refuse(ask, why),
            Ok(reply) => {
                let sent =
                    self.send(ask, ANSWERED, |tlvs| put_tlv_with(tlvs, REPLY, |out| M::encode_reply(&reply, out)));
                match sent {
                    Err(PushError::Encode(WireError::TooLarge { .. })) => {
                        self.refuse(ask, NoAnswer::ReplyTooLarge);
                    }
                    Err(PushError::Encode(_)) => self.refuse(ask, NoAnswer::Unreadable),
                    // Sent, or the asker is gone with its link.
                    _ => {}
                }
            }
        }
        done.answered = true;
    }
}

/// Counts an ask as done when it is dropped; also when the encoding of its reply panicked, which the asker is told.
struct Done<'a> {
    road: &'a ReturnRoad,
    ask: u64,
    answered: bool,
}

impl Drop for Done<'_> {
    fn drop(&mut self) {
        if !self.answered {
            self.road.refuse(self.ask, NoAnswer::Panicked);
        }
        if self.road.under_way.fetch_sub(1, Ordering::AcqRel) == ASKS_MAX {
            let reader = self.road.reader.lock().take();
            reader.into_iter().for_each(Waker::wake);
        }
    }
}

// === statuses ===

/// The status of a reply; all others say why there is none.
const ANSWERED: u8 = 0;

const STATUSES: [(u8, NoAnswer); 11] = [
    (1, NoAnswer::Failed),
    (2, NoAnswer::Panicked),
    (3, NoAnswer::Stopped),
    (4, NoAnswer::Discarded),
    (5, NoAnswer::ReplyTooLarge),
    (6, NoAnswer::Unreadable),
    (7, NoAnswer::PeerLost),
    (8, NoAnswer::Dropped { reason: DropReason::Newest }),
    (9, NoAnswer::Dropped { reason: DropReason::Oldest }),
    (10, NoAnswer::Dropped { reason: DropReason::Rejected }),
    (11, NoAnswer::Dropped { reason: DropReason::Conflated }),
];

fn status(why: NoAnswer) -> u8 {
    let known = STATUSES.iter().find(|(_, known)| *known == why);
    known.map_or(u8::MAX, |(status, _)| *status)
}

/// Why there is no answer; `None` if there is one.
pub(super) fn no_answer(status: u8) -> Option<NoAnswer> {
    if status == ANSWERED {
        return None;
    }
    let known = STATUSES.iter().find(|(known, _)| *known == status);
    // A status of a later version: that much is sure.
    Some(known.map_or(NoAnswer::Discarded, |(_, why)| *why))
}

// === impl Exported for LocalDoor ===

impl<M: DomainEnum> Exported for LocalDoor<M> {
    fn announced(&self, handle: u32) -> Announcement {
        Announcement::new(handle, self.id().to_string(), M::NAME, <M as DomainEnum>::VARIANTS)
    }

    fn entrance(self: Arc<Self>, road: &Arc<ReturnRoad>) -> Box<dyn Entrance> {
        Box::new(LocalEntrance {
            to: ActorRef::local(self),
            envelope: None,
            ticket: None,
            road: Arc::clone(road),
            slots: VecDeque::new(),
        })
    }
}

// === impl LocalEntrance ===

impl<M: DomainEnum> LocalEntrance<M> {
    /// A slot for an ask; the oldest one again, if its answer has gone.
    fn slot(&mut self, ask: u64) -> ReplySlot<M> {
        // One whose ask waits for long goes to the end, so that it does not hide those behind it.
        if self.slots.front_mut().is_some_and(|slot| Arc::get_mut(slot).is_none()) {
            self.slots.rotate_left(1);
        }
        let is_free = self.slots.front_mut().is_some_and(|slot| Arc::get_mut(slot).is_some());
        let again = if is_free { self.slots.pop_front() } else { None };
        let slot = again.unwrap_or_else(|| Slot::returning(Arc::clone(&self.road) as Arc<dyn SendsBack<M>>));
        slot.set_ask_id(ask);
        let reply = ReplySlot::of(&slot);
        self.slots.push_back(slot);
        self.slots.truncate(ASKS_MAX);
        self.road.under_way.fetch_add(1, Ordering::AcqRel);
        reply
    }
}

impl<M: DomainEnum> Entrance for LocalEntrance<M> {
    fn begin(&mut self, message: Tlv<'_>, ask: Option<u64>) -> Result<(), WireError> {
        let message = decode_foreign(M::NAME, || M::decode_tlv(message))?;
        let reply = match ask {
            Some(ask) => Answer::to(self.slot(ask)),
            None => self.to.link_mark(),
        };
        self.envelope = Some(Envelope { message, reply });
        Ok(())
    }

    fn poll_deliver(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), SendErrorKind>> {
        if self.envelope.is_none() {
            return Poll::Ready(Ok(()));
        }
        let delivered = self.to.poll_deliver(cx, &mut self.envelope, &mut self.ticket);
        if matches!(delivered, Poll::Ready(Err(_)))
            && let Some(envelope) = self.envelope.take()
        {
            envelope.reply.refuse(NoAnswer::Stopped);
        }
        delivered
    }
}

impl<M: DomainEnum> Drop for LocalEntrance<M> {
    fn drop(&mut self) {
        if let Some(ticket) = self.ticket.take() {
            self.to.cancel(ticket);
        }
    }
}
