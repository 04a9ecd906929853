//! References to actors: the sending line that is the same wherever an actor lives.

use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use super::door::Controlled;
use super::remote::Counted;
use super::{
    ActorId, ActorState, Answer, Asking, Command, Delivery, Envelope, LocalDoor, Recipient, RemoteDoor, RestartError,
    SendError, SendErrorKind, Sending, StopReason, Switch,
};
use crate::domain_enum::{CarriedBy, DomainEnum, Handles};
use crate::line::Ticket;
use crate::mailbox::{Dropped, Drops, ReplySlot};
use crate::message::{Carry, Message, Sendable};
use crate::metrics::TransportMetrics;

/// A reference to an actor that takes the messages of enum `M`. Cheap to clone, usable from any thread.
///
/// **Order**: what one sender sends to one actor, waiting for each send, is handled in that order.
/// **Delivery**: at most once. A send that returned `Ok` was accepted, not yet handled; what was accepted is
/// handled, or counted as dropped when the actor stops first.
/// A reference does not keep its actor alive, and survives the actor's restarts.
pub struct ActorRef<M: DomainEnum> {
    pub(super) transport: ActorTransport<M>,
}

/// The road to an actor, selected when the reference is made; only that of an edge can be moved later.
pub enum ActorTransport<M: DomainEnum> {
    /// In this process: values through a mailbox; nothing is encoded.
    Local(Arc<LocalDoor<M>>),
    /// Behind a link: Protocol V2 frames.
    Remote(Arc<RemoteDoor<M>>),
    /// Over an edge of a topology, which can be moved while its system runs: one of the above, for now.
    Switched(Arc<Switch<M>>),
}

// === impl ActorRef ===

impl<M: DomainEnum> ActorRef<M> {
    pub(crate) fn local(door: Arc<LocalDoor<M>>) -> Self {
        Self { transport: ActorTransport::Local(door) }
    }

    pub(crate) fn remote(door: Arc<RemoteDoor<M>>) -> Self {
        Self { transport: ActorTransport::Remote(door) }
    }

    /// Sends a message (or its `Arc`, its `Box`, or the whole enum), waiting while there is no room, unless the actor
    /// has another [`Overflow`](crate::Overflow) policy.
    ///
    /// The answer of a message that declares a reply is dropped, and counted.
    ///
    /// # Errors
    ///
    /// [`SendError`] hands the message back when the actor has stopped, or its link is closed, or the message
    /// cannot leave the process; with [`SendErrorKind::Full`] when there is no room and the actor's policy is to reject.
    ///
    /// # Cancel safety
    ///
    /// Dropped before it is ready, nothing was sent; the message is dropped with the future. A send that waits
    /// for room holds its place in the line: drop it or poll it on, rather than keeping it beside another
    /// send to the same actor.
    #[inline]
    pub fn send<Q>(&self, message: Q) -> Sending<'_, M, CarriedBy<M, Q>>
    where
        Q: Sendable + Carry<CarriedBy<M, Q>>,
        M: Handles<Q::Message>,
    {
        Sending::new::<Q::Message>(self, message.carry())
    }

    /// Sends a message if there is room right now. Plain code: needs no runtime, never waits.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send), and [`SendErrorKind::Full`] when there is no room beyond what waiting senders will fill, or
    /// some of these were not woken yet: that is done for many at a time.
    #[inline]
    pub fn try_send<Q>(&self, message: Q) -> Result<(), SendError<CarriedBy<M, Q>>>
    where
        Q: Sendable + Carry<CarriedBy<M, Q>>,
        M: Handles<Q::Message>,
    {
        match self.try_deliver(Envelope::tell(M::wrap(message.carry()))) {
            Ok(()) => Ok(()),
            Err((envelope, kind)) => Err(super::send::refused(envelope, kind, <M as Handles<Q::Message>>::unwrap)),
        }
    }

    /// Sends a message, waiting for room no longer than `limit`.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send), and [`SendErrorKind::Timeout`] when the time ran out first.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime with its time driver enabled.
    pub async fn send_timeout<Q>(&self, message: Q, limit: Duration) -> Result<(), SendError<CarriedBy<M, Q>>>
    where
        Q: Sendable + Carry<CarriedBy<M, Q>>,
        M: Handles<Q::Message>,
    {
        let mut sending = self.send(message);
        if let Ok(sent) = tokio::time::timeout(limit, &mut sending).await {
            return sent;
        }
        sending.take_back(SendErrorKind::Timeout(limit)).map_or(Ok(()), Err)
    }

    /// Sends a message and waits for its answer: what the message declares with `reply = ..`, or `()` once it
    /// was handled.
    ///
    /// It waits as long as [`ask_limit`](Self::ask_limit) says: as long as it takes, unless a limit was set. An actor that
    /// asks itself, or that is asked by one it is asking, waits forever then: give such asks a limit.
    ///
    /// # Errors
    ///
    /// [`AskError`](crate::AskError) says how far the message came, and hands it back when it was not accepted.
    ///
    /// # Panics
    ///
    /// If there is a limit, and it has to wait outside of a tokio runtime with its time driver enabled.
    ///
    /// # Cancel safety
    ///
    /// Dropped before it is ready, the message may have been accepted, and is then handled all the same; its answer is
    /// dropped, and counted in `answers_late`. Dropped while it waited for room, it was not sent.
    #[inline]
    pub fn ask<Q>(&self, message: Q) -> Asking<'_, M, CarriedBy<M, Q>, <Q::Message as Message>::Reply>
    where
        Q: Sendable + Carry<CarriedBy<M, Q>>,
        M: Handles<Q::Message>,
    {
        Asking::new::<Q::Message>(self, message.carry())
    }

    /// Asks, and waits for room and answer no longer than `limit` together, whatever limit the actor's asks have else.
    ///
    /// One that is answered at once, or in the executor's next turn, sets no timer. The time counts from the turn after
    /// that: where the asker's executor is busy, the answer `Timeout` comes so much later.
    ///
    /// # Errors
    ///
    /// As [`ask`](Self::ask); when the time ran out, [`AskError::NotSent`](crate::AskError::NotSent) with the message if it was still
    /// waiting for room, else [`AskError::Timeout`](crate::AskError::Timeout).
    ///
    /// # Panics
    ///
    /// If it has to wait outside of a tokio runtime with its time driver enabled.
    ///
    /// # Cancel safety
    ///
    /// As [`ask`](Self::ask).
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use mycelium::AskStage;
    /// use mycelium::prelude::*;
    ///
    /// #[message(local, reply = u64)]
    /// pub struct Slow;
    ///
    /// struct Oracle;
    ///
    /// #[actor]
    /// impl Oracle {
    ///     #[handler]
    ///     async fn slow(&mut self, _question: Slow) -> u64 {
    ///         tokio::time::sleep(Duration::from_secs(60)).await;
    ///         42
    ///     }
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let system = ActorSystem::new();
    /// let oracle = system.spawn(Oracle);
    /// let limit = Duration::from_millis(20);
    /// match oracle.ask_timeout(Slow, limit).await {
    ///     Ok(answer) => println!("{answer}"),
    ///     Err(AskError::NotSent(refused)) => println!("never delivered; here it is again: {}", refused.kind),
    ///     Err(error) => assert_eq!(error.stage(), AskStage::Running, "{error}"),
    /// }
    /// # }
    /// ```
    #[inline]
    pub fn ask_timeout<Q>(
        &self,
        message: Q,
        limit: Duration,
    ) -> Asking<'_, M, CarriedBy<M, Q>, <Q::Message as Message>::Reply>
    where
        Q: Sendable + Carry<CarriedBy<M, Q>>,
        M: Handles<Q::Message>,
    {
        Asking::new::<Q::Message>(self, message.carry()).within(limit)
    }

    /// How long an ask of this actor waits for room and answer together; `None` if as long as it takes.
    ///
    /// It is what [`Spawner::ask_timeout`](crate::Spawner::ask_timeout),
    /// [`ActorSystem::with_ask_timeout`](crate::ActorSystem::with_ask_timeout) or the file's `ask_timeout_ms` say.
    #[must_use]
    pub fn ask_limit(&self) -> Option<Duration> {
        match &self.transport {
            ActorTransport::Local(door) => door.ask_limit(),
            ActorTransport::Remote(door) => door.ask_limit,
            ActorTransport::Switched(switch) => switch.ask_limit,
        }
    }

    /// A reference that knows one message only, whoever handles it: `recipient::<PoolSwapEvent>()`, or
    /// `recipient::<Arc<PoolSwapEvent>>()` to hand one event to several actors.
    #[must_use]
    pub fn recipient<Q>(&self) -> Recipient<Q>
    where
        Q: Sendable + Carry<CarriedBy<M, Q>>,
        CarriedBy<M, Q>: Carry<Q>,
        M: Handles<Q::Message>,
    {
        Recipient::new(Arc::new(self.clone()))
    }

    /// The actor's identity.
    #[must_use]
    pub fn id(&self) -> &ActorId {
        match &self.transport {
            ActorTransport::Local(door) => door.id(),
            ActorTransport::Remote(door) => &door.id,
            ActorTransport::Switched(switch) => &switch.id,
        }
    }

    /// The road to the actor.
    #[must_use]
    pub fn transport(&self) -> &ActorTransport<M> {
        &self.transport
    }

    /// Whether what is sent now goes to an actor of this process, as a value.
    #[must_use]
    pub fn is_local(&self) -> bool {
        match &self.transport {
            ActorTransport::Local(_) => true,
            ActorTransport::Remote(_) => false,
            ActorTransport::Switched(switch) => switch.road().is_local(),
        }
    }

    /// The actor's own door, if it is reached straight in this process.
    fn local_door(&self) -> Option<Arc<LocalDoor<M>>> {
        match &self.transport {
            ActorTransport::Local(door) => Some(Arc::clone(door)),
            ActorTransport::Remote(_) => None,
            ActorTransport::Switched(switch) => switch.local(),
        }
    }

    /// Makes all who wait for room poll once more; they keep their places.
    pub(super) fn rouse(&self) {
        match &self.transport {
            ActorTransport::Local(door) => door.mailbox.rouse(),
            ActorTransport::Remote(door) => door.rouse(),
            ActorTransport::Switched(_) => {}
        }
    }

    /// Stops the actor: it finishes the message at hand; those that wait are dropped and counted, their asks
    /// fail. Ready when `on_stop` has run and the name is free. The request is made when the future is first
    /// polled; a remote actor is not stopped from here. An actor that waits here for its own end waits forever:
    /// it calls [`Context::stop`](crate::Context::stop) instead.
    pub async fn stop(&self) {
        self.end(Command::Stop).await;
    }

    /// Stops the actor after it handled all that was accepted. New sends are refused from when its task sees the
    /// request: the next time that it runs, or when it is done with the message at hand. Ready as with
    /// [`stop`](Self::stop).
    pub async fn drain(&self) {
        self.end(Command::Drain).await;
    }

    async fn end(&self, command: Command) {
        if let Some(door) = self.local_door() {
            door.request(command);
            self.stopped().await;
        }
    }

    /// Waits until the actor has stopped, and says why. Never ready for a remote actor.
    pub async fn stopped(&self) -> StopReason {
        let Some(door) = self.local_door() else { return std::future::pending().await };
        door.controls.stopped().await
    }

    /// Ends the actor's instance (`on_stop` runs) and makes another one with its constructor. The messages
    /// that wait are kept. Ready when the new instance runs; an actor that waits here for its own restart waits
    /// forever.
    ///
    /// # Errors
    ///
    /// [`RestartError`] when there is no constructor, or the actor stopped instead.
    pub async fn restart(&self) -> Result<(), RestartError> {
        let Some(door) = self.local_door() else {
            return Err(RestartError::Remote(self.id().clone()));
        };
        if !door.controls.restartable {
            return Err(RestartError::NoConstructor(self.id().clone()));
        }
        let restarts = door.controls.restarts();
        door.request(Command::Restart);
        let again = door.controls.until(|now| match &now.state() {
            ActorState::Running if now.restarts > restarts => Some(Ok(())),
            ActorState::Stopped(reason) => Some(Err(RestartError::Stopped(reason.clone()))),
            _ => None,
        });
        again.await
    }

    /// Where the actor stands in its life; `None` for a remote one.
    #[must_use]
    pub fn state(&self) -> Option<ActorState> {
        self.local_door().map(|door| door.controls.state())
    }

    /// What this actor, or this road to a remote one, has counted so far.
    #[must_use]
    pub fn metrics(&self) -> TransportMetrics {
        match &self.transport {
            ActorTransport::Local(door) => door.metrics(),
            ActorTransport::Remote(door) => door.metrics(),
            ActorTransport::Switched(switch) => {
                let mut metrics = switch.road().metrics();
                metrics += switch.metrics();
                metrics
            }
        }
    }

    /// What this actor has dropped so far, by message and reason; nothing for a remote one.
    #[must_use]
    pub fn dropped(&self) -> Vec<Dropped> {
        self.local_door().map_or_else(Vec::new, |door| door.dropped())
    }

    /// Subscribes to what this actor drops from now on; `None` for a remote one.
    #[must_use]
    pub fn drops(&self) -> Option<Drops> {
        self.local_door().map(|door| door.mailbox.subscribe())
    }

    /// Begins to deliver a message that came over a link and that nobody waits for.
    pub(crate) fn deliver_from_link(&self, message: M) -> Delivery<'_, M> {
        Delivery::new(self, Envelope { message, reply: self.link_mark() })
    }

    /// Begins to deliver a message that nobody waits for.
    pub(crate) fn deliver(&self, message: M) -> Delivery<'_, M> {
        Delivery::new(self, Envelope::tell(message))
    }

    /// What marks a message that came over a link and that nobody waits for.
    pub(crate) fn link_mark(&self) -> Answer<M> {
        Answer(match &self.transport {
            ActorTransport::Local(door) => door.replies.link_mark(),
            ActorTransport::Remote(_) | ActorTransport::Switched(_) => ReplySlot::none(),
        })
    }

    /// Puts an envelope through the door, or waits in the line before it.
    ///
    /// `envelope` is taken when it was accepted, and is still there otherwise. `ticket` starts as `None` and is
    /// given to [`cancel`](Self::cancel) when the wait is given up.
    ///
    /// # Panics
    ///
    /// If there is no envelope: the future was polled after it had been ready.
    #[inline]
    pub(crate) fn poll_deliver(
        &self,
        cx: &mut Context<'_>,
        envelope: &mut Option<Envelope<M>>,
        ticket: &mut Option<Ticket>,
    ) -> Poll<Result<(), SendErrorKind>> {
        assert!(envelope.is_some(), "a send was polled after it had been ready");
        match (&self.transport, &envelope) {
            (ActorTransport::Switched(switch), _) => switch.poll_deliver(cx, envelope, ticket),
            (ActorTransport::Local(door), _) => {
                let is_handled = match ticket {
                    None => door.offer(envelope),
                    Some(_) => door.offer_waiting(envelope, ticket),
                };
                if is_handled {
                    return Poll::Ready(Ok(()));
                }
                door.mailbox.poll_send(cx, envelope, ticket).map_err(SendErrorKind::from)
            }
            (ActorTransport::Remote(door), Some(waiting)) if waiting.reply.is_awaited() && !door.answers() => {
                Poll::Ready(Err(SendErrorKind::OneWay))
            }
            (ActorTransport::Remote(door), Some(waiting)) => {
                let sent = door.poll_push(cx, ticket, waiting);
                if matches!(sent, Poll::Ready(Ok(()))) {
                    envelope.take().into_iter().for_each(|sent| sent.reply.hand_over());
                }
                sent
            }
            (ActorTransport::Remote(_), None) => Poll::Pending,
        }
    }

    /// Gives up a place in the line.
    pub(crate) fn cancel(&self, ticket: Ticket) {
        match &self.transport {
            ActorTransport::Local(door) => door.mailbox.cancel(ticket),
            ActorTransport::Remote(door) => door.cancel(ticket),
            ActorTransport::Switched(switch) => switch.cancel(ticket),
        }
    }

    /// Puts an envelope through the door, or hands it back at once.
    #[inline]
    pub(super) fn try_deliver(&self, envelope: Envelope<M>) -> Result<(), (Envelope<M>, SendErrorKind)> {
        match &self.transport {
            ActorTransport::Local(door) => {
                let mut envelope = Some(envelope);
                let Err(kind) = door.try_deliver(&mut envelope) else { return Ok(()) };
                envelope.map_or(Ok(()), |envelope| Err((envelope, kind)))
            }
            ActorTransport::Remote(door) => door.try_deliver(envelope),
            ActorTransport::Switched(switch) => switch.try_deliver(envelope),
        }
    }
}

impl<M: DomainEnum> Clone for ActorRef<M> {
    fn clone(&self) -> Self {
        Self { transport: self.transport.clone() }
    }
}

impl<M: DomainEnum> fmt::Debug for ActorRef<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ActorRef<{}>({})", M::NAME, self.id())
    }
}

// === impl ActorTransport ===

impl<M: DomainEnum> Clone for ActorTransport<M> {
    fn clone(&self) -> Self {
        match self {
            Self::Local(door) => Self::Local(Arc::clone(door)),
            Self::Remote(door) => Self::Remote(Arc::clone(door)),
            Self::Switched(switch) => Self::Switched(Arc::clone(switch)),
        }
    }
}

impl<M: DomainEnum> fmt::Debug for ActorTransport<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Local(door) => f.debug_tuple("Local").field(door).finish(),
            Self::Remote(door) => f.debug_tuple("Remote").field(door).finish(),
            Self::Switched(switch) => f.debug_tuple("Switched").field(switch).finish(),
        }
    }
}
