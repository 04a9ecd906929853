//! What an actor is: [`Actor`], as `#[actor]` implements it, and [`ActorBehavior`], to implement by hand.

use std::future::Future;

use super::{ActorRef, Context, Envelope};
use crate::domain_enum::DomainEnum;
use crate::error::{Error, Result};
use crate::mailbox::{MailboxOptions, NoAnswer};

/// The simplest actor by hand: one async function that gets every message.
///
/// It cannot answer: an ask ends in [`NoAnswer::Discarded`](crate::NoAnswer::Discarded) once it was handled, in
/// [`NoAnswer::Failed`](crate::NoAnswer::Failed) when `handle` returned an error. Whoever needs the
/// [`Context`] or answers asks implements [`Actor`], or lets `#[actor]` do it.
///
/// Write the functions as plain `async fn`; no `#[async_trait]`.
///
/// # Examples
///
/// ```
/// use mycelium::prelude::*;
///
/// #[message(tlv = 0xC8)]
/// pub struct Tick { pub n: u64 }
///
/// #[message]
/// pub enum ClockMessage { Tick(Tick) }
///
/// struct Clock { sum: u64 }
///
/// impl ActorBehavior for Clock {
///     type Message = ClockMessage;
///
///     async fn handle(&mut self, message: ClockMessage) -> Result<()> {
///         match message {
///             ClockMessage::Tick(tick) => self.sum += tick.n,
///         }
///         Ok(())
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<()> {
/// let system = ActorSystem::new();
/// let clock = system.spawn(Clock { sum: 0 });
/// clock.send(Tick { n: 1 }).await?;
/// clock.drain().await;
/// # Ok(())
/// # }
/// ```
pub trait ActorBehavior: Sized + Send + 'static {
    /// The messages that it takes.
    type Message: DomainEnum;

    /// Handles one message. The next one is taken when the future is ready.
    ///
    /// # Errors
    ///
    /// An error is counted and logged, and the actor goes on.
    fn handle(&mut self, message: Self::Message) -> impl Future<Output = Result<()>> + Send;

    /// Runs before the first message.
    ///
    /// # Errors
    ///
    /// An error stops the actor with [`StopReason::StartFailed`](crate::StopReason::StartFailed).
    fn on_start(&mut self) -> impl Future<Output = Result<()>> + Send {
        async { Ok(()) }
    }

    /// Runs after the last message, unless the actor panicked.
    ///
    /// # Errors
    ///
    /// An error is logged.
    fn on_stop(&mut self) -> impl Future<Output = Result<()>> + Send {
        async { Ok(()) }
    }
}

/// An actor: what `#[actor]` writes, and what every [`ActorBehavior`] is.
///
/// By hand, take the [`Envelope`] apart, handle the message, and answer with
/// [`Answer::answer`](crate::Answer::answer) or [`Answer::later`](crate::Answer::later).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an actor",
    label = "not an actor",
    note = "put `#[actor]` on an impl block of `{Self}`, or implement `ActorBehavior`"
)]
pub trait Actor: Sized + Send + 'static {
    /// The messages that it takes.
    type Message: DomainEnum;
    /// What [`ActorSystem::spawn`](crate::ActorSystem::spawn) returns for it.
    type Handle: Handle<Message = Self::Message>;

    /// The name of the type, for ids and logs. Empty means the Rust type's own name.
    const NAME: &'static str = "";

    /// How its messages wait: for how many there is room, what happens without, which go first, and which take the
    /// place of others.
    const MAILBOX: MailboxOptions<Self::Message> = MailboxOptions::new();

    /// Handles one message. The next one is taken when the future is ready.
    ///
    /// # Errors
    ///
    /// An error goes to [`on_error`](Self::on_error), and the actor goes on.
    fn receive(
        &mut self,
        envelope: Envelope<Self::Message>,
        ctx: &mut Context<Self>,
    ) -> impl Future<Output = Result<()>> + Send;

    /// Whether [`receive_now`](Self::receive_now) may take this message; where not, it is not asked, and the message need not
    /// be moved for it. `#[actor]` says so of async handlers; by default it is always asked.
    #[inline]
    fn may_receive_now(message: &Self::Message) -> bool {
        let _ = message;
        true
    }

    /// Takes the message and handles it, if its handler need not wait; else leaves it where it is and returns `None`:
    /// then it goes to [`receive`](Self::receive). `#[actor]` writes it for sync handlers; by default nothing is taken.
    ///
    /// Of an actor spawned with [`Dispatch::Inline`](crate::Dispatch::Inline) this may run on the sender's thread.
    ///
    /// # Errors
    ///
    /// An error goes to [`on_error`](Self::on_error), and the actor goes on.
    #[inline]
    fn receive_now(
        &mut self,
        envelope: &mut Option<Envelope<Self::Message>>,
        ctx: &mut Context<Self>,
    ) -> Option<Result<()>> {
        let _ = (envelope, ctx);
        None
    }

    /// Runs before the first message, and again after each restart.
    ///
    /// # Errors
    ///
    /// An error stops the actor with [`StopReason::StartFailed`](crate::StopReason::StartFailed).
    fn on_start(&mut self, ctx: &mut Context<Self>) -> impl Future<Output = Result<()>> + Send {
        let _ = ctx;
        async { Ok(()) }
    }

    /// Runs after the last message, and before a restart that was asked for; not after a panic.
    ///
    /// # Errors
    ///
    /// An error is logged.
    fn on_stop(&mut self, ctx: &mut Context<Self>) -> impl Future<Output = Result<()>> + Send {
        let _ = ctx;
        async { Ok(()) }
    }

    /// Gets the error of a handler. The default logs it with `tracing`, at most once a second per actor,
    /// saying how many were left out.
    fn on_error(&mut self, error: Error, ctx: &mut Context<Self>) -> impl Future<Output = ()> + Send {
        ctx.log_error(&error);
        async {}
    }
}

impl<B: ActorBehavior> Actor for B {
    type Message = B::Message;
    type Handle = ActorRef<B::Message>;

    fn may_receive_now(_message: &B::Message) -> bool {
        false
    }

    async fn receive(&mut self, envelope: Envelope<B::Message>, _ctx: &mut Context<Self>) -> Result<()> {
        let Envelope { message, reply } = envelope;
        let outcome = self.handle(message).await;
        if outcome.is_err() {
            reply.refuse(NoAnswer::Failed);
        }
        outcome
    }

    async fn on_start(&mut self, _ctx: &mut Context<Self>) -> Result<()> {
        ActorBehavior::on_start(self).await
    }

    async fn on_stop(&mut self, _ctx: &mut Context<Self>) -> Result<()> {
        ActorBehavior::on_stop(self).await
    }
}

/// A typed handle: what a reference to an actor is wrapped in.
///
/// `#[actor]` writes one with a method per handler; an [`ActorRef`] is its own.
pub trait Handle: From<ActorRef<Self::Message>> + Clone {
    /// The messages that the actor takes.
    type Message: DomainEnum;

    /// Wraps a reference.
    #[must_use]
    fn from_ref(actor: ActorRef<Self::Message>) -> Self {
        Self::from(actor)
    }
}

impl<M: DomainEnum> Handle for ActorRef<M> {
    type Message = M;
}
