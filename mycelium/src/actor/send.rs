//! The future of a send: it tries at once, and waits in the receiver's line when there is no room.
//!
//! Plain `poll` functions, no async state machines: this is the hottest code of a sender.

use std::cell::Cell;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use super::{ActorRef, ActorTransport, Envelope, SendError, SendErrorKind};
use crate::domain_enum::{DomainEnum, Handles};
use crate::line::Ticket;
use crate::message::Message;

/// A send under way; see [`ActorRef::send`]. Does nothing until it is polled.
///
/// `C` is the message as the actor's enum carries it. It is not the message's own type: so a message that the
/// actor does not handle is one error of the compiler, at the message.
///
/// **Cancel safe** in this sense: dropped before it is ready, the message was not sent, and it is dropped too.
///
/// # Panics
///
/// If it is polled after it had been ready.
#[must_use = "a send does nothing until it is awaited"]
pub struct Sending<'a, M: DomainEnum, C> {
    pub(super) delivery: Delivery<'a, M>,
    unwrap: fn(M) -> Option<C>,
}

/// A send of an envelope, without the message's own type.
pub(crate) struct Delivery<'a, M: DomainEnum> {
    pub(super) to: &'a ActorRef<M>,
    envelope: Option<Envelope<M>>,
    ticket: Option<Ticket>,
}

/// So many sends of a thread cost its tasks one unit of tokio's budget, which is 128 units a turn. A turn that ends early
/// costs some 40 µs where another worker is woken for it, as much as a thousand sends.
const SENDS_PER_UNIT: u8 = 64;

thread_local! {
    static SENDS: Cell<u8> = const { Cell::new(0) };
}

/// A task that only sends, and never has to wait, lets others run from time to time all the same.
#[inline]
pub(super) fn spend_budget(cx: &mut Context<'_>) -> Poll<()> {
    let sends = SENDS.get().wrapping_add(1);
    SENDS.set(sends);
    if sends.is_multiple_of(SENDS_PER_UNIT) {
        ready!(tokio::task::coop::poll_proceed(cx)).made_progress();
    }
    Poll::Ready(())
}

// === impl Sending ===

impl<'a, M: DomainEnum, C> Sending<'a, M, C> {
    #[inline]
    pub(super) fn new<T: Message>(to: &'a ActorRef<M>, carried: C) -> Self
    where
        M: Handles<T, Carried = C>,
    {
        let delivery = Delivery::new(to, Envelope::tell(M::wrap(carried)));
        Self { delivery, unwrap: <M as Handles<T>>::unwrap }
    }

    /// Gives up; the message comes back if it was not accepted.
    pub(super) fn take_back(&mut self, kind: SendErrorKind) -> Option<SendError<C>> {
        self.delivery.take_back().map(|envelope| refused(envelope, kind, self.unwrap))
    }
}

impl<M: DomainEnum, C> Future for Sending<'_, M, C> {
    type Output = Result<(), SendError<C>>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Poll::Ready(match ready!(Pin::new(&mut self.delivery).poll(cx)) {
            Ok(()) => Ok(()),
            Err((envelope, kind)) => Err(refused(envelope, kind, self.unwrap)),
        })
    }
}

impl<M: DomainEnum, C> fmt::Debug for Sending<'_, M, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sending(to {})", self.delivery.to.id())
    }
}

/// The error that hands the message back.
///
/// # Panics
///
/// If a hand-written [`Handles`] does not give back what it wrapped.
#[cold]
pub(super) fn refused<M: DomainEnum, C>(
    envelope: Envelope<M>,
    kind: SendErrorKind,
    unwrap: fn(M) -> Option<C>,
) -> SendError<C> {
    let message = unwrap(envelope.message).expect("`Handles::unwrap` gives back what `Handles::wrap` took");
    SendError { kind, message }
}

// === impl Delivery ===

impl<'a, M: DomainEnum> Delivery<'a, M> {
    #[inline]
    pub(crate) fn new(to: &'a ActorRef<M>, envelope: Envelope<M>) -> Self {
        Self { to, envelope: Some(envelope), ticket: None }
    }

    /// Gives up; returns the envelope if it was not accepted.
    pub(super) fn take_back(&mut self) -> Option<Envelope<M>> {
        self.leave_line();
        self.envelope.take()
    }

    fn leave_line(&mut self) {
        if let Some(ticket) = self.ticket.take() {
            self.to.cancel(ticket);
        }
    }
}

impl<M: DomainEnum> Future for Delivery<'_, M> {
    type Output = Result<(), (Envelope<M>, SendErrorKind)>;

    /// What goes straight to an actor of this process is tried at once, in plain code; only what has to wait, or takes
    /// another road, goes on to [`Delivery::poll_on`].
    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        assert!(this.envelope.is_some(), "a send was polled after it had been ready");
        ready!(spend_budget(cx));
        if let (ActorTransport::Local(door), None) = (&this.to.transport, this.ticket)
            && door.try_deliver(&mut this.envelope).is_ok()
        {
            return Poll::Ready(Ok(()));
        }
        this.poll_on(cx)
    }
}

impl<M: DomainEnum> Delivery<'_, M> {
    #[inline(never)]
    fn poll_on(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), (Envelope<M>, SendErrorKind)>> {
        let sent = ready!(self.to.poll_deliver(cx, &mut self.envelope, &mut self.ticket));
        Poll::Ready(match (sent, self.envelope.take()) {
            (Err(kind), Some(envelope)) => Err((envelope, kind)),
            _ => Ok(()),
        })
    }
}

/// Nothing is pinned: the envelope is moved out when it is accepted.
impl<M: DomainEnum> Unpin for Delivery<'_, M> {}

impl<M: DomainEnum> Drop for Delivery<'_, M> {
    fn drop(&mut self) {
        self.leave_line();
    }
}
