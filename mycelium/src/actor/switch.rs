//! The road of an edge that can be moved while its system runs.
//!
//! A sender that looked a name up before a move keeps its reference; behind it stands a switch with the present road.
//! To move an edge, its switch is shut: sends wait, and none is half way through, for each goes under the switch's lock.
//! What the old road holds is waited for, then the switch is set to the new road, and all who waited go on. So what one
//! sender sends stays in order.
//!
//! A send over a switch costs its lock, taken for reading, and a count. What is the user's may run under that lock, and
//! reach over the same switch: the receiver's handler with inline dispatch, and the end of a message that gives way to
//! another. So readers go past those who wait to move the switch, or they would wait for each other.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use parking_lot::Mutex;
use parking_lot::{RwLock, RwLockReadGuard};

use super::remote::Counted;
use super::{ActorId, ActorRef, ActorTransport, Envelope, Found, LocalDoor, SendErrorKind};
use crate::domain_enum::DomainEnum;
use crate::line::{Line, Ticket};
use crate::mailbox::{AskSlot, ReplyPool};
use crate::metrics::{Counter, TransportMetrics};

/// So many earlier roads are remembered.
const BEFORE_MAX: usize = 64;

/// The road of an edge that can be moved while its system runs: what stands between a sender and the road's present end.
pub struct Switch<M: DomainEnum> {
    pub(super) id: ActorId,
    pub(super) replies: ReplyPool<M>,
    /// How long asks wait, unless they say so themselves.
    pub(super) ask_limit: Option<Duration>,
    position: RwLock<Position<M>>,
    /// Senders that wait while the switch is shut.
    gate: Mutex<Line>,
    sent: Counter,
}

/// How a switch is set.
struct Position<M: DomainEnum> {
    to: ActorRef<M>,
    /// Whether no answers come back, whatever stands between.
    is_one_way: bool,
    is_shut: bool,
    /// Counts shutting and setting; tickets of earlier turns are for other lines.
    turn: u64,
    /// Where tickets of earlier turns were drawn, the oldest first.
    before: VecDeque<(u64, ActorRef<M>)>,
}

/// A switch whose messages are erased, as those see it who move edges.
pub(crate) trait Switching: Counted {
    /// Makes all sends wait. When this returns, every earlier send has been accepted by the road, or has not begun: a
    /// handler that runs inline is waited for, so it blocks.
    fn shut(&self);
    /// Leads to `to` from now on, and lets those go on who wait. One that takes other messages opens the old road.
    fn set(&self, to: &Found, is_one_way: bool);
    /// How many messages were accepted, whatever the road.
    fn sent(&self) -> u64;
}

// === impl Switch ===

impl<M: DomainEnum> Switch<M> {
    /// A switch that leads to `to`, for senders that know the receiver as `id`.
    pub(crate) fn leading(
        id: ActorId,
        to: ActorRef<M>,
        is_one_way: bool,
        ask_limit: Option<Duration>,
    ) -> (ActorRef<M>, Arc<Self>) {
        let position = Position { to, is_one_way, is_shut: false, turn: 0, before: VecDeque::new() };
        let switch = Arc::new(Self {
            id,
            replies: ReplyPool::new(),
            ask_limit,
            position: RwLock::new(position),
            gate: Mutex::default(),
            sent: Counter::default(),
        });
        (ActorRef { transport: ActorTransport::Switched(Arc::clone(&switch)) }, switch)
    }

    #[inline]
    fn read(&self) -> RwLockReadGuard<'_, Position<M>> {
        self.position.read_recursive()
    }

    /// The present road.
    pub(super) fn road(&self) -> ActorRef<M> {
        self.read().to.clone()
    }

    /// The receiver's own door, where the present road leads straight to it.
    pub(super) fn local(&self) -> Option<Arc<LocalDoor<M>>> {
        match &self.read().to.transport {
            ActorTransport::Local(door) if *door.id() == self.id => Some(Arc::clone(door)),
            _ => None,
        }
    }

    /// Not inlined: a send that is not switched needs no room on its stack for this.
    #[inline(never)]
    pub(super) fn try_deliver(&self, envelope: Envelope<M>) -> Result<(), (Envelope<M>, SendErrorKind)> {
        let now = self.read();
        if now.is_shut {
            return Err((envelope, SendErrorKind::Full));
        }
        if now.is_one_way && envelope.reply.is_awaited() {
            return Err((envelope, SendErrorKind::OneWay));
        }
        now.to.try_deliver(envelope)?;
        self.sent.add_shared(1);
        Ok(())
    }

    #[inline]
    pub(super) fn poll_deliver(
        &self,
        cx: &mut Context<'_>,
        envelope: &mut Option<Envelope<M>>,
        ticket: &mut Option<Ticket>,
    ) -> Poll<Result<(), SendErrorKind>> {
        let now = self.read();
        if let Some(old) = ticket.take_if(|ticket| ticket.turn != now.turn) {
            self.leave(&now, old);
        }
        if now.is_shut {
            self.wait(now.turn, cx.waker(), ticket);
            return Poll::Pending;
        }
        if now.is_one_way && envelope.as_ref().is_some_and(|envelope| envelope.reply.is_awaited()) {
            return Poll::Ready(Err(SendErrorKind::OneWay));
        }
        let sent = now.to.poll_deliver(cx, envelope, ticket);
        ticket.iter_mut().for_each(|ticket| ticket.turn = now.turn);
        if matches!(sent, Poll::Ready(Ok(()))) {
            self.sent.add_shared(1);
        }
        sent
    }

    /// Waits at the gate.
    fn wait(&self, turn: u64, waker: &Waker, ticket: &mut Option<Ticket>) {
        let mut gate = self.gate.lock();
        let before = match ticket.and_then(|ticket| gate.place(ticket)) {
            Some(place) => gate.wait_on(place, waker),
            None => {
                let mut joined = gate.join(waker.clone());
                joined.turn = turn;
                *ticket = Some(joined);
                None
            }
        };
        drop(gate);
        drop(before);
    }

    pub(super) fn cancel(&self, ticket: Ticket) {
        self.leave(&self.read(), ticket);
    }

    /// Gives up a place in whichever line it is.
    fn leave(&self, now: &Position<M>, ticket: Ticket) {
        if ticket.turn == now.turn && !now.is_shut {
            return now.to.cancel(ticket);
        }
        if let Some((_, road)) = now.before.iter().find(|(turn, _)| *turn == ticket.turn) {
            return road.cancel(ticket);
        }
        let mut gate = self.gate.lock();
        let left = gate.place(ticket).and_then(|place| gate.leave(place));
        drop(gate);
        drop(left);
    }

    /// Forgets an ask whose asker gave up, on whichever link it went; whether it was under way there.
    pub(super) fn abandon(&self, slot: &AskSlot<'_, M>) -> bool {
        let now = self.read();
        now.before.iter().map(|(_, road)| road).chain([&now.to]).any(|road| road.abandon(slot))
    }
}

impl<M: DomainEnum> Switching for Switch<M> {
    fn shut(&self) {
        let mut now = self.position.write();
        if now.is_shut {
            return;
        }
        let road = (now.turn, now.to.clone());
        now.before.push_back(road);
        if now.before.len() > BEFORE_MAX {
            // Everybody was woken at each of so many moves: nobody waits there any more.
            now.before.pop_front();
        }
        now.turn += 1;
        now.is_shut = true;
        let road = now.to.clone();
        drop(now);
        // Those who wait for room there come to wait here.
        road.rouse();
    }

    fn set(&self, to: &Found, is_one_way: bool) {
        let to = to.actor::<M>();
        let mut now = self.position.write();
        if to.is_some() {
            now.is_one_way = is_one_way;
        }
        now.turn += 1;
        now.is_shut = false;
        let before = to.map(|to| std::mem::replace(&mut now.to, to));
        drop(now);
        drop(before);
        let mut wake = Vec::new();
        self.gate.lock().dismiss(&mut wake);
        wake.into_iter().for_each(Waker::wake);
    }

    fn sent(&self) -> u64 {
        self.sent.get()
    }
}

/// Askers wait at the switch, whatever road their messages take.
impl<M: DomainEnum> Counted for Switch<M> {
    fn metrics(&self) -> TransportMetrics {
        TransportMetrics { answers_late: self.replies.late(), ..TransportMetrics::default() }
    }

    fn is_closed(&self) -> bool {
        false
    }
}

impl<M: DomainEnum> fmt::Debug for Switch<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Switch").field("id", &self.id).field("to", &self.read().to).finish_non_exhaustive()
    }
}
