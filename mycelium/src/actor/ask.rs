//! The future of an ask, and the rule that decides between asking and sending.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use super::send::refused;
use super::{ActorRef, ActorTransport, Answer, AskError, Delivery, Envelope, SendError, SendErrorKind, Sending};
use crate::domain_enum::{Carried, DomainEnum, Handles};
use crate::mailbox::{NoAnswer, ReplySlot, Slot};
use crate::message::{Ask, CallKind, Message, Tell};

/// An ask under way; see [`ActorRef::ask`]. Does nothing until it is polled.
///
/// `C` is the message as the actor's enum carries it, `R` its reply.
///
/// Dropped before it is ready, the message may have been accepted, and is then handled all the same; its
/// answer is dropped.
///
/// # Panics
///
/// If it is polled after it had been ready.
#[must_use = "an ask does nothing until it is awaited"]
pub struct Asking<'a, M: DomainEnum, C, R> {
    to: &'a ActorRef<M>,
    delivery: Delivery<'a, M>,
    /// Where the reply will be; `None` on a road without a way back.
    slot: Option<Arc<Slot<M>>>,
    accepted: bool,
    unwrap: fn(M) -> Option<C>,
    answered: fn(M::Reply) -> Option<R>,
}

/// What a typed handle's method does with a message: [`Tell`] sends it, [`Ask`] asks it.
///
/// The message decides (`Message::Call`), so `#[actor]` need not see its declaration.
pub trait Call<T: Message>: CallKind {
    /// The future of the call.
    type Future<'a, M: Handles<T>>: Future + Send
    where
        M: 'a;

    /// Calls.
    fn call<M: Handles<T>>(to: &ActorRef<M>, carried: Carried<M, T>) -> Self::Future<'_, M>;
}

impl<T: Message<Reply = ()>> Call<T> for Tell {
    type Future<'a, M: Handles<T>>
        = Sending<'a, M, Carried<M, T>>
    where
        M: 'a;

    #[inline]
    fn call<M: Handles<T>>(to: &ActorRef<M>, carried: Carried<M, T>) -> Sending<'_, M, Carried<M, T>> {
        Sending::new::<T>(to, carried)
    }
}

impl<T: Message> Call<T> for Ask {
    type Future<'a, M: Handles<T>>
        = Asking<'a, M, Carried<M, T>, T::Reply>
    where
        M: 'a;

    #[inline]
    fn call<M: Handles<T>>(to: &ActorRef<M>, carried: Carried<M, T>) -> Asking<'_, M, Carried<M, T>, T::Reply> {
        Asking::new::<T>(to, carried)
    }
}

// === impl Asking ===

impl<'a, M: DomainEnum, C, R> Asking<'a, M, C, R> {
    #[inline]
    pub(super) fn new<T: Message<Reply = R>>(to: &'a ActorRef<M>, carried: C) -> Self
    where
        M: Handles<T, Carried = C>,
    {
        let message = M::wrap(carried);
        let (slot, reply) = match &to.transport {
            ActorTransport::Local(door) => {
                let (slot, reply) = door.replies.take();
                (Some(slot), Answer(reply))
            }
            ActorTransport::Remote(door) if door.answers() => {
                let (slot, reply) = door.replies.take();
                (Some(slot), Answer(reply))
            }
            ActorTransport::Remote(_) => (None, Answer(ReplySlot::none())),
            ActorTransport::Switched(switch) => {
                let (slot, reply) = switch.replies.take();
                (Some(slot), Answer(reply))
            }
        };
        let delivery = Delivery::new(to, Envelope { message, reply });
        let (unwrap, answered) = (<M as Handles<T>>::unwrap, <M as Handles<T>>::answered);
        Self { to, delivery, slot, accepted: false, unwrap, answered }
    }

    /// Gives up; the message comes back if it was not accepted.
    pub(super) fn take_back(&mut self, kind: SendErrorKind) -> Option<SendError<C>> {
        self.delivery.take_back().map(|envelope| refused(envelope, kind, self.unwrap))
    }
}

impl<M: DomainEnum, C, R> Future for Asking<'_, M, C, R> {
    type Output = Result<R, AskError<C>>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        let Some(slot) = &this.slot else {
            return Poll::Ready(Err(match this.take_back(SendErrorKind::OneWay) {
                Some(error) => AskError::NotSent(error),
                None => AskError::NoAnswer(NoAnswer::Discarded),
            }));
        };
        if !this.accepted {
            if let Err((envelope, kind)) = ready!(Pin::new(&mut this.delivery).poll(cx)) {
                return Poll::Ready(Err(AskError::NotSent(refused(envelope, kind, this.unwrap))));
            }
            this.accepted = true;
        }
        let reply = ready!(slot.poll_reply(cx));
        match (this.slot.take(), &this.to.transport) {
            (Some(slot), ActorTransport::Local(door)) => door.replies.give_back(slot),
            (Some(slot), ActorTransport::Remote(door)) => door.replies.give_back(slot),
            (Some(slot), ActorTransport::Switched(switch)) => switch.replies.give_back(slot),
            (None, _) => {}
        }
        Poll::Ready(match reply.map(this.answered) {
            Ok(Some(reply)) => Ok(reply),
            Ok(None) => Err(AskError::NoAnswer(NoAnswer::Discarded)),
            Err(why) => Err(AskError::NoAnswer(why)),
        })
    }
}

impl<M: DomainEnum, C, R> Drop for Asking<'_, M, C, R> {
    fn drop(&mut self) {
        if let (Some(slot), true) = (&self.slot, self.accepted) {
            self.to.abandon(slot);
        }
    }
}

impl<M: DomainEnum, C, R> fmt::Debug for Asking<'_, M, C, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Asking({})", self.to.id())
    }
}
