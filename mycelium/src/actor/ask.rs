//! The future of an ask, and the rule that decides between asking and sending.
//!
//! A deadline is set late. An ask that has to wait asks its executor for one more turn first, in which the actor answers
//! most often; the wake-up of that turn stands for the one that the answer would have caused. Only who has to wait a
//! second time sets a timer.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use super::send::refused;
use super::{ActorRef, ActorTransport, Answer, AskError, Delivery, Envelope, SendErrorKind, Sending};
use crate::domain_enum::{Carried, DomainEnum, Handles};
use crate::mailbox::{Alarm, AskSlot, NoAnswer, ReplyPool, ReplySlot};
use crate::message::{Ask, CallKind, Message, Tell};

/// An ask under way; see [`ActorRef::ask`]. Does nothing until it is polled.
///
/// `C` is the message as the actor's enum carries it, `R` its reply.
///
/// # Cancel safety
///
/// Dropped before it is ready, the message may have been accepted, and is then handled all the same; its
/// answer is dropped, and counted in [`TransportMetrics::answers_late`](crate::metrics::TransportMetrics::answers_late).
/// Dropped while it waits for room, it was not sent.
///
/// # Panics
///
/// If it is polled after it had been ready; and if it has a limit and has to wait outside of a tokio runtime with its
/// time driver enabled.
#[must_use = "an ask does nothing until it is awaited"]
pub struct Asking<'a, M: DomainEnum, C, R> {
    delivery: Delivery<'a, M>,
    /// Where the reply will be; `None` on a road without a way back, and in the end.
    slot: Option<AskSlot<'a, M>>,
    accepted: bool,
    wait: Wait,
    unwrap: fn(M) -> Option<C>,
    answered: fn(M::Reply) -> Option<R>,
}

/// How an ask waits.
#[derive(Debug)]
enum Wait {
    /// It has not had to; with a limit of its own, or with that of the actor's asks.
    Not(Option<Duration>),
    /// For one turn, after which there is a limit.
    ForATurn(Duration),
    Until(Alarm, Duration),
    /// As long as it takes.
    AsLongAsItTakes,
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

// === impl ActorRef ===

impl<M: DomainEnum> ActorRef<M> {
    /// Forgets an ask whose asker gave up; `true` if a link had it, and nobody will answer.
    pub(super) fn abandon(&self, slot: &AskSlot<'_, M>) -> bool {
        match &self.transport {
            ActorTransport::Local(_) => false,
            ActorTransport::Remote(door) => door.abandon(slot),
            ActorTransport::Switched(switch) => switch.abandon(slot),
        }
    }

    /// Where the replies to its asks wait.
    #[inline]
    fn replies(&self) -> &ReplyPool<M> {
        match &self.transport {
            ActorTransport::Local(door) => &door.replies,
            ActorTransport::Remote(door) => &door.replies,
            ActorTransport::Switched(switch) => &switch.replies,
        }
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
            ActorTransport::Remote(door) if !door.answers() => (None, ReplySlot::none()),
            _ => {
                let (slot, reply) = to.replies().take();
                (Some(slot), reply)
            }
        };
        let delivery = Delivery::new(to, Envelope { message, reply: Answer(reply) });
        let (unwrap, answered) = (<M as Handles<T>>::unwrap, <M as Handles<T>>::answered);
        Self { delivery, slot, accepted: false, wait: Wait::Not(None), unwrap, answered }
    }

    /// Sets a limit of its own.
    #[inline]
    pub(super) fn within(mut self, limit: Duration) -> Self {
        self.wait = Wait::Not(Some(limit));
        self
    }

    /// What the slot had, as the asker gets it.
    #[inline]
    fn outcome(&self, reply: Result<M::Reply, NoAnswer>) -> Result<R, AskError<C>> {
        match reply.map(self.answered) {
            Ok(Some(reply)) => Ok(reply),
            Ok(None) => Err(AskError::NoAnswer(NoAnswer::Discarded)),
            Err(why) => Err(AskError::NoAnswer(why)),
        }
    }

    #[cold]
    fn not_sent(&self, envelope: Envelope<M>, kind: SendErrorKind) -> Result<R, AskError<C>> {
        Err(AskError::NotSent(refused(envelope, kind, self.unwrap)))
    }

    /// There is nothing yet, neither room nor an answer.
    #[inline]
    fn poll_wait(&mut self, cx: &mut Context<'_>) -> Poll<Result<R, AskError<C>>> {
        match self.wait {
            Wait::AsLongAsItTakes => Poll::Pending,
            Wait::Not(own) => {
                self.wait = match own.or_else(|| self.delivery.to.ask_limit()) {
                    None => Wait::AsLongAsItTakes,
                    Some(limit) => {
                        cx.waker().wake_by_ref();
                        Wait::ForATurn(limit)
                    }
                };
                Poll::Pending
            }
            Wait::ForATurn(limit) => self.set_alarm(cx, limit),
            Wait::Until(..) => self.poll_alarm(cx),
        }
    }

    #[cold]
    fn set_alarm(&mut self, cx: &mut Context<'_>, limit: Duration) -> Poll<Result<R, AskError<C>>> {
        let kept = self.slot.as_ref().and_then(AskSlot::take_alarm);
        self.wait = Alarm::set(kept, limit).map_or(Wait::AsLongAsItTakes, |alarm| Wait::Until(alarm, limit));
        self.poll_alarm(cx)
    }

    #[cold]
    fn poll_alarm(&mut self, cx: &mut Context<'_>) -> Poll<Result<R, AskError<C>>> {
        let Wait::Until(alarm, limit) = &mut self.wait else { return Poll::Pending };
        let limit = *limit;
        if alarm.poll(cx).is_pending() {
            return Poll::Pending;
        }
        Poll::Ready(match self.delivery.take_back() {
            Some(envelope) => self.not_sent(envelope, SendErrorKind::Timeout(limit)),
            None => {
                let slot = self.take_slot();
                let left = slot.map(|slot| {
                    let is_forgotten = self.is_forgotten(&slot);
                    slot.give_up(is_forgotten)
                });
                match left {
                    // It came just now.
                    Some(Ok(reply)) => self.outcome(reply),
                    Some(Err(stage)) => Err(AskError::Timeout { limit, stage }),
                    None => Err(AskError::NoAnswer(NoAnswer::Discarded)),
                }
            }
        })
    }

    /// Lets others have the slot, whose reply was read.
    #[inline]
    fn release(&mut self) {
        if let (Some(slot), false) = (&self.slot, matches!(self.wait, Wait::Until(..)))
            && slot.is_freed()
        {
            self.slot = None;
        } else {
            self.release_slowly();
        }
    }

    #[cold]
    fn release_slowly(&mut self) {
        if let Some(slot) = self.take_slot() {
            slot.finish();
        }
    }

    /// Takes the slot, with its timer in it again.
    fn take_slot(&mut self) -> Option<AskSlot<'a, M>> {
        let slot = self.slot.take()?;
        if matches!(self.wait, Wait::Until(..))
            && let Wait::Until(alarm, _) = std::mem::replace(&mut self.wait, Wait::AsLongAsItTakes)
        {
            slot.keep_alarm(alarm);
        }
        Some(slot)
    }

    #[cold]
    fn abandon(&mut self) {
        if let Some(slot) = self.take_slot() {
            let is_forgotten = self.is_forgotten(&slot);
            slot.abandon(is_forgotten);
        }
    }

    /// Makes a link forget the ask; whether one did, and nobody will answer.
    fn is_forgotten(&self, slot: &AskSlot<'a, M>) -> bool {
        slot.is_beyond() && self.delivery.to.abandon(slot)
    }
}

impl<M: DomainEnum, C, R> Future for Asking<'_, M, C, R> {
    type Output = Result<R, AskError<C>>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        let Some(slot) = &this.slot else {
            return Poll::Ready(match this.delivery.take_back() {
                Some(envelope) => this.not_sent(envelope, SendErrorKind::OneWay),
                None => Err(AskError::NoAnswer(NoAnswer::Discarded)),
            });
        };
        if !this.accepted {
            match Pin::new(&mut this.delivery).poll(cx) {
                Poll::Ready(Ok(())) => this.accepted = true,
                Poll::Ready(Err((envelope, kind))) => return Poll::Ready(this.not_sent(envelope, kind)),
                Poll::Pending => return this.poll_wait(cx),
            }
        }
        let Poll::Ready(reply) = slot.poll_reply(cx) else { return this.poll_wait(cx) };
        this.release();
        Poll::Ready(this.outcome(reply))
    }
}

impl<M: DomainEnum, C, R> Drop for Asking<'_, M, C, R> {
    #[inline]
    fn drop(&mut self) {
        if self.slot.is_some() {
            self.abandon();
        }
    }
}

impl<M: DomainEnum, C, R> fmt::Debug for Asking<'_, M, C, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Asking({})", self.delivery.to.id())
    }
}
