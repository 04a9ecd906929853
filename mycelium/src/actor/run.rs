//! The loop that runs one actor: batches out of the mailbox, one message at a time into the handler.
//!
//! The loop owns the actor's value. It never spawns, never encodes, and allocates nothing per message. A
//! panic is caught here and goes no further. Requests (stop, drain, restart) are looked for before every
//! message. After [`YIELD_AFTER`] messages without a pause the loop lets other tasks of its thread run.
//!
//! Counting: a message is `handled` when its handler returned or panicked, and `dropped` when the loop ended
//! without handling it.

use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Instant;

use super::{Actor, ActorState, Command, Context, Envelope, LocalDoor, StopReason};
use crate::domain_enum::DomainEnum;
use crate::mailbox::{NoAnswer, Receiver};
use crate::message::Message;

/// Makes a new instance for a restart.
pub(crate) type Constructor<A> = Box<dyn FnMut() -> A + Send>;

/// Decides what follows a panic that is caught at this moment.
pub(crate) type Supervisor = Box<dyn FnMut(Instant) -> AfterPanic + Send>;

/// What follows a panic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AfterPanic {
    /// The actor is made anew.
    Restart,
    /// The actor stops.
    Stop,
}

/// How many messages are handled before other tasks get a turn.
const YIELD_AFTER: u32 = 512;

/// All that one actor's loop needs.
pub(crate) struct Runner<A: Actor> {
    pub(crate) door: Arc<LocalDoor<A::Message>>,
    pub(crate) receiver: Receiver<Envelope<A::Message>>,
    pub(crate) ctx: Context<A>,
    pub(crate) constructor: Option<Constructor<A>>,
    /// Without one, a panic stops the actor.
    pub(crate) supervisor: Option<Supervisor>,
    /// Messages that left the mailbox and were not handled yet.
    pub(crate) batch: VecDeque<Envelope<A::Message>>,
    pub(crate) progress: Progress,
}

/// How one instance's life ended.
enum End {
    Stop(StopReason),
    Restart,
    Panicked(Arc<str>),
}

/// How far the loop has come, known outside of the handlers because they may panic.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    /// Messages since other tasks had a turn.
    since_yield: u32,
    /// Whether a message was taken and its handler has not returned.
    in_handler: bool,
}

/// What the loop does next.
enum Next {
    Serve,
    Restart,
    /// It was asked to stop, or has drained its mailbox.
    Stop,
}

// === impl Runner ===

impl<A: Actor> Runner<A> {
    /// Runs the actor until it stops. The actor's value is dropped before this is ready; what was not handled
    /// is dropped, counted and refused when the runner is.
    pub(crate) async fn run(&mut self, first: A) -> StopReason {
        let mut instance = first;
        loop {
            let end = self.live(&mut instance).await;
            let end = self.let_go(instance, end);
            let panic = match end {
                End::Stop(reason) => break reason,
                End::Restart => None,
                End::Panicked(panic) => Some(panic),
            };
            if let Some(panic) = panic
                && !self.is_restarted_after(&panic)
            {
                break StopReason::Panicked(panic);
            }
            // Between two lives: other tasks have their turn, and a stop is not put off.
            tokio::task::yield_now().await;
            if self.door.controls.is_stop_requested() {
                break StopReason::Requested;
            }
            match self.construct() {
                Ok(made) => instance = made,
                Err(panic) => break StopReason::Panicked(panic),
            }
        }
    }

    /// Drops an instance. A panic in that ends the actor as any other does.
    fn let_go(&self, instance: A, end: End) -> End {
        match catch_unwind(AssertUnwindSafe(|| drop(instance))) {
            Ok(()) => end,
            Err(panic) => {
                let panic = panic_text(&*panic);
                tracing::error!(actor = %self.door.id, "dropping the actor panicked: {panic}");
                match end {
                    End::Stop(_) => End::Stop(StopReason::Panicked(panic)),
                    other => other,
                }
            }
        }
    }

    /// Whether the actor lives on after a panic.
    fn is_restarted_after(&mut self, panic: &str) -> bool {
        let after = self.supervisor.as_mut().map_or(AfterPanic::Stop, |decide| decide(Instant::now()));
        match after {
            AfterPanic::Restart => {
                tracing::warn!(actor = %self.door.id, "the actor panicked and is restarted: {panic}")
            }
            AfterPanic::Stop => tracing::error!(actor = %self.door.id, "the actor panicked and stops: {panic}"),
        }
        after == AfterPanic::Restart
    }

    /// A new instance; the panic's text if the constructor panics or there is none.
    fn construct(&mut self) -> Result<A, Arc<str>> {
        self.door.controls.set_state(ActorState::Restarting);
        let Some(constructor) = &mut self.constructor else { return Err("there is no constructor".into()) };
        let instance = catch_unwind(AssertUnwindSafe(constructor)).map_err(|panic| panic_text(&*panic))?;
        self.door.counters.restarted.add(1);
        Ok(instance)
    }

    /// One instance, from `on_start` to its end.
    async fn live(&mut self, actor: &mut A) -> End {
        match caught(async { actor.on_start(&mut self.ctx).await }).await {
            Ok(Ok(())) => self.door.controls.set_state(ActorState::Running),
            Ok(Err(error)) => {
                tracing::error!(actor = %self.door.id, "the actor could not start: {error}");
                return End::Stop(StopReason::StartFailed(error.to_string().into()));
            }
            Err(panic) => return End::Panicked(panic),
        }
        let end = loop {
            match self.next().await {
                Next::Serve => {
                    let Self { door, ctx, batch, progress, .. } = self;
                    if let Err(panic) = caught(serve(actor, ctx, door, batch, progress)).await {
                        // A panic of `on_error` is none of a handler.
                        let in_handler = u64::from(std::mem::take(&mut progress.in_handler));
                        door.counters.handled.add(in_handler);
                        door.counters.panicked.add(in_handler);
                        return End::Panicked(panic);
                    }
                    if progress.since_yield >= YIELD_AFTER {
                        progress.since_yield = 0;
                        tokio::task::yield_now().await;
                    }
                }
                Next::Restart => break End::Restart,
                Next::Stop => break End::Stop(StopReason::Requested),
            }
        };
        self.end_life(actor, end).await
    }

    async fn end_life(&mut self, actor: &mut A, end: End) -> End {
        if matches!(end, End::Stop(_)) {
            self.receiver.close();
        }
        match caught(async { actor.on_stop(&mut self.ctx).await }).await {
            Ok(Ok(())) => end,
            Ok(Err(error)) => {
                tracing::error!(actor = %self.door.id, "`on_stop` failed: {error}");
                end
            }
            Err(panic) => match end {
                End::Stop(_) => End::Stop(StopReason::Panicked(panic)),
                _ => End::Panicked(panic),
            },
        }
    }

    /// Waits for messages or a request, whichever is first; requests go before messages.
    async fn next(&mut self) -> Next {
        let Self { door, receiver, batch, .. } = self;
        poll_fn(|cx| {
            loop {
                match door.controls.take() {
                    Some(Command::Stop) => return Poll::Ready(Next::Stop),
                    Some(Command::Restart) => return Poll::Ready(Next::Restart),
                    // From here on the mailbox only empties, and never makes this wait.
                    Some(Command::Drain) => receiver.close(),
                    None => {}
                }
                if !batch.is_empty() {
                    return Poll::Ready(Next::Serve);
                }
                match receiver.poll_batch(cx, batch) {
                    Poll::Ready(true) => return Poll::Ready(Next::Serve),
                    Poll::Ready(false) => return Poll::Ready(Next::Stop),
                    // A request may have come between the look above and the parking just now.
                    Poll::Pending if door.controls.is_requested() => {}
                    Poll::Pending => return Poll::Pending,
                }
            }
        })
        .await
    }
}

/// However the runner ends, its runtime's shutdown included: the mailbox is closed, and what was accepted and
/// not handled is dropped and counted, and its askers are told.
impl<A: Actor> Drop for Runner<A> {
    fn drop(&mut self) {
        self.batch.extend(self.receiver.close_and_take());
        let dropped = self.batch.len() + usize::from(self.progress.in_handler);
        self.door.counters.dropped.add(dropped as u64);
        if dropped > 0 {
            tracing::warn!(actor = %self.door.id, dropped, "the actor stopped before it handled all messages");
        }
        for Envelope { message, reply } in self.batch.drain(..) {
            reply.refuse(NoAnswer::Stopped);
            // A message is the user's, and dropping it may panic.
            if catch_unwind(AssertUnwindSafe(|| drop(message))).is_err() {
                tracing::error!(actor = %self.door.id, "dropping a message panicked");
            }
        }
    }
}

/// Handles the batch, until it is empty or something is requested.
async fn serve<A: Actor>(
    actor: &mut A,
    ctx: &mut Context<A>,
    door: &LocalDoor<A::Message>,
    batch: &mut VecDeque<Envelope<A::Message>>,
    progress: &mut Progress,
) {
    let counters = &door.counters;
    while let Some(envelope) = batch.pop_front() {
        progress.since_yield += 1;
        progress.in_handler = true;
        envelope.reply.begin();
        if !envelope.reply.is_from_link() {
            counters.avoided_bytes.add(envelope.message.tlv_len() as u64);
        }
        if !envelope.reply.is_awaited() && envelope.message.variant().asks {
            counters.answers_dropped.add(1);
        }
        let outcome = actor.receive(envelope, ctx).await;
        counters.handled.add(1);
        progress.in_handler = false;
        if let Err(error) = outcome {
            counters.failed.add(1);
            actor.on_error(error, ctx).await;
        }
        if door.controls.is_requested() {
            return;
        }
    }
}

/// Runs a future; a panic in it becomes the panic's text.
async fn caught<F: Future>(future: F) -> Result<F::Output, Arc<str>> {
    let mut future = pin!(future);
    poll_fn(|cx| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx))) {
        Ok(poll) => poll.map(Ok),
        Err(panic) => Poll::Ready(Err(panic_text(&*panic))),
    })
    .await
}

/// What a panic said.
fn panic_text(panic: &(dyn std::any::Any + Send)) -> Arc<str> {
    match (panic.downcast_ref::<&str>(), panic.downcast_ref::<String>()) {
        (Some(text), _) => Arc::from(*text),
        (_, Some(text)) => Arc::from(text.as_str()),
        _ => Arc::from("a panic without a message"),
    }
}
