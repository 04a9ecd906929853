//! A reference that knows one message type, whoever handles it.
//!
//! Several actors with different enums fit into one list of recipients; a `Recipient<Arc<T>>` hands the same
//! `Arc` to each of them: a fan-out costs one reference count per receiver.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use super::send::spend_budget;
use super::{ActorId, ActorRef, Envelope, SendError, SendErrorKind};
use crate::domain_enum::{CarriedBy, Handles};
use crate::line::Ticket;
use crate::message::{Carry, Message, Sendable};

/// A reference to whoever handles the message in `Q`, a message or its `Arc`; made by
/// [`ActorRef::recipient`]. Cheap to clone, with the guarantees of the [`ActorRef`] it was made from.
pub struct Recipient<Q: Sendable> {
    pub(super) to: Arc<dyn Deliver<Q>>,
}

/// A send to a [`Recipient`] under way. Does nothing until it is polled.
///
/// **Cancel safe** in this sense: dropped before it is ready, the message was not sent, and it is dropped too.
#[must_use = "a send does nothing until it is awaited"]
pub struct SendingTo<'a, Q: Sendable> {
    to: &'a dyn Deliver<Q>,
    message: Option<Q>,
    ticket: Option<Ticket>,
}

/// An actor with its enum erased.
pub(super) trait Deliver<Q: Sendable>: Send + Sync {
    fn id(&self) -> &ActorId;
    fn try_deliver(&self, message: Q) -> Result<(), (Q, SendErrorKind)>;
    /// Takes the message out of `message` when it was accepted, and leaves it there otherwise.
    fn poll_deliver(
        &self,
        cx: &mut Context<'_>,
        message: &mut Option<Q>,
        ticket: &mut Option<Ticket>,
    ) -> Poll<Result<(), SendErrorKind>>;
    fn cancel(&self, ticket: Ticket);
}

// === impl Recipient ===

impl<Q: Sendable> Recipient<Q> {
    pub(super) fn new(to: Arc<dyn Deliver<Q>>) -> Self {
        Self { to }
    }

    /// Sends the message, waiting while there is no room.
    ///
    /// # Errors
    ///
    /// As [`ActorRef::send`]; the message comes back.
    pub fn send(&self, message: Q) -> SendingTo<'_, Q> {
        SendingTo { to: &*self.to, message: Some(message), ticket: None }
    }

    /// Sends the message if there is room right now.
    ///
    /// # Errors
    ///
    /// As [`ActorRef::try_send`]; the message comes back.
    pub fn try_send(&self, message: Q) -> Result<(), SendError<Q>> {
        self.to.try_deliver(message).map_err(|(message, kind)| SendError { kind, message })
    }

    /// The identity of the actor behind.
    #[must_use]
    pub fn id(&self) -> &ActorId {
        self.to.id()
    }
}

impl<Q: Sendable> Clone for Recipient<Q> {
    fn clone(&self) -> Self {
        Self { to: Arc::clone(&self.to) }
    }
}

impl<Q: Sendable> fmt::Debug for Recipient<Q> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Recipient<{}>({})", Q::Message::NAME, self.id())
    }
}

// === impl SendingTo ===

impl<Q: Sendable> Future for SendingTo<'_, Q> {
    type Output = Result<(), SendError<Q>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        ready!(spend_budget(cx));
        let sent = ready!(this.to.poll_deliver(cx, &mut this.message, &mut this.ticket));
        Poll::Ready(match (sent, this.message.take()) {
            (Err(kind), Some(message)) => Err(SendError { kind, message }),
            _ => Ok(()),
        })
    }
}

/// Nothing is pinned: the message is moved out when it is accepted.
impl<Q: Sendable> Unpin for SendingTo<'_, Q> {}

impl<Q: Sendable> Drop for SendingTo<'_, Q> {
    fn drop(&mut self) {
        if let Some(ticket) = self.ticket.take() {
            self.to.cancel(ticket);
        }
    }
}

impl<Q: Sendable> fmt::Debug for SendingTo<'_, Q> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SendingTo({} to {})", Q::Message::NAME, self.to.id())
    }
}

// === impl Deliver for ActorRef ===

impl<M, Q> Deliver<Q> for ActorRef<M>
where
    Q: Sendable + Carry<CarriedBy<M, Q>>,
    CarriedBy<M, Q>: Carry<Q>,
    M: Handles<Q::Message>,
{
    fn id(&self) -> &ActorId {
        self.id()
    }

    fn try_deliver(&self, message: Q) -> Result<(), (Q, SendErrorKind)> {
        let delivered = self.try_deliver(Envelope::tell(M::wrap(message.carry())));
        delivered.map_err(|(envelope, kind)| (hand_back(envelope), kind))
    }

    fn poll_deliver(
        &self,
        cx: &mut Context<'_>,
        message: &mut Option<Q>,
        ticket: &mut Option<Ticket>,
    ) -> Poll<Result<(), SendErrorKind>> {
        let taken = message.take();
        let mut envelope = taken.map(|taken| Envelope::tell(M::wrap(taken.carry())));
        let sent = self.poll_deliver(cx, &mut envelope, ticket);
        *message = envelope.map(hand_back);
        sent
    }

    fn cancel(&self, ticket: Ticket) {
        self.cancel(ticket);
    }
}

/// The message as it was handed in.
///
/// # Panics
///
/// If a hand-written [`Handles`] does not give back what it wrapped.
fn hand_back<M, Q>(envelope: Envelope<M>) -> Q
where
    Q: Sendable,
    CarriedBy<M, Q>: Carry<Q>,
    M: Handles<Q::Message>,
{
    <M as Handles<Q::Message>>::unwrap(envelope.message)
        .expect("`Handles::unwrap` gives back what `Handles::wrap` took")
        .carry()
}
