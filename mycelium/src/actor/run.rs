//! The loop that runs one actor: batches out of the mailbox, one message at a time into the handler.
//!
//! The loop owns the actor's value; with inline dispatch it lends it to senders while it sleeps. It never spawns, never
//! encodes, and allocates nothing per message. A panic is caught here and goes no further. Requests (stop, drain,
//! restart) are looked for before every message. After [`YIELD_AFTER`] messages without a pause the loop lets other
//! tasks of its thread run.
//!
//! A batch is handled in `serve`.

use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Instant;

use super::serve::{Progress, serve};
use super::{Actor, ActorState, Cell, Command, Context, Envelope, Instance, LocalDoor, StopReason, Trouble};
use crate::mailbox::{DropReason, Receiver};

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
    /// Where the instance is while the loop sleeps; without one, senders cannot run handlers.
    pub(crate) cell: Option<Arc<Cell<A>>>,
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

/// What the loop does next.
enum Next {
    Serve,
    /// A handler that a sender ran did not end well.
    Trouble(Trouble),
    Restart,
    /// It was asked to stop, or has drained its mailbox.
    Stop,
}

// === impl Runner ===

impl<A: Actor> Runner<A> {
    /// Runs the actor until it stops. The actor's value is dropped before this is ready; what was not handled
    /// is dropped, counted and refused when the runner is.
    pub(crate) async fn run(&mut self, first: A, ctx: Context<A>) -> StopReason {
        let mut instance = Some(Box::new(Instance { actor: first, ctx, trouble: None }));
        loop {
            let end = self.live(&mut instance).await;
            let Some(ended) = instance.take() else { break StopReason::RuntimeEnded };
            let Instance { actor, ctx, .. } = *ended;
            let end = self.let_go(actor, end);
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
                Ok(actor) => instance = Some(Box::new(Instance { actor, ctx, trouble: None })),
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

    /// One instance, from `on_start` to its end. It is always there when this is ready.
    async fn live(&mut self, home: &mut Option<Box<Instance<A>>>) -> End {
        let Some(Instance { actor, ctx, .. }) = home.as_deref_mut() else { return End::Restart };
        match caught(async { actor.on_start(ctx).await }).await {
            Ok(Ok(())) => self.door.controls.set_state(ActorState::Running),
            Ok(Err(error)) => {
                tracing::error!(actor = %self.door.id, "the actor could not start: {error}");
                return End::Stop(StopReason::StartFailed(error.to_string().into()));
            }
            Err(panic) => return End::Panicked(panic),
        }
        let end = loop {
            let next = self.next(home).await;
            let Some(instance) = home.as_deref_mut() else { continue };
            let served = match next {
                Next::Serve => {
                    let Self { door, receiver, batch, progress, .. } = self;
                    caught(serve(instance, door, receiver, batch, progress)).await
                }
                Next::Trouble(Trouble::Failed(error)) => {
                    let Instance { actor, ctx, .. } = instance;
                    caught(async { actor.on_error(error, ctx).await }).await
                }
                Next::Trouble(Trouble::Panicked(panic)) => Err(panic),
                Next::Restart => break End::Restart,
                Next::Stop => break End::Stop(StopReason::Requested),
            };
            if let Err(panic) = served {
                // A panic of `on_error` is none of a handler, and one of a handler that a sender ran is counted.
                let in_handler = u64::from(std::mem::take(&mut self.progress.in_handler));
                self.door.counters.handled.add(in_handler);
                self.door.counters.panicked.add(in_handler);
                return End::Panicked(panic);
            }
            if self.progress.since_yield >= YIELD_AFTER {
                self.progress.since_yield = 0;
                tokio::task::yield_now().await;
            }
        };
        let Some(Instance { actor, ctx, .. }) = home.as_deref_mut() else { return end };
        self.end_life(actor, ctx, end).await
    }

    async fn end_life(&mut self, actor: &mut A, ctx: &mut Context<A>, end: End) -> End {
        if matches!(end, End::Stop(_)) {
            self.receiver.close();
        }
        match caught(async { actor.on_stop(ctx).await }).await {
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

    /// Waits for messages or a request, whichever is first; requests go before messages. The instance is at home again
    /// when this is ready.
    async fn next(&mut self, home: &mut Option<Box<Instance<A>>>) -> Next {
        let Self { door, receiver, batch, cell, .. } = self;
        poll_fn(|cx| {
            if let (None, Some(cell)) = (&home, &cell) {
                *home = cell.take();
                if home.is_none() {
                    // A sender runs a handler at this moment. The loop has its turn soon after, and others before it.
                    cx.waker().wake_by_ref();
                    return Poll::Pending;
                }
            }
            if let Some(trouble) = home.as_deref_mut().and_then(|instance| instance.trouble.take()) {
                return Poll::Ready(Next::Trouble(trouble));
            }
            loop {
                match door.controls.take() {
                    Some(Command::Stop) => return Poll::Ready(Next::Stop),
                    Some(Command::Restart) => return Poll::Ready(Next::Restart),
                    // From here on the mailbox only empties, and never makes this wait.
                    Some(Command::Drain) => receiver.close(),
                    None => {}
                }
                if !batch.is_empty() {
                    if A::MAILBOX.has_high_lane() {
                        receiver.take_high(batch);
                    }
                    return Poll::Ready(Next::Serve);
                }
                match receiver.poll_batch(cx, batch) {
                    Poll::Ready(true) => return Poll::Ready(Next::Serve),
                    Poll::Ready(false) => return Poll::Ready(Next::Stop),
                    // A request may have come between the look above and the parking just now.
                    Poll::Pending if door.controls.is_requested() => {}
                    Poll::Pending => {
                        if let Some(cell) = &cell {
                            cell.leave(home.take());
                        }
                        return Poll::Pending;
                    }
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
        drop(self.cell.as_ref().and_then(|cell| cell.abandon()));
        self.batch.extend(self.receiver.close_and_take());
        let dropped = self.batch.len() + usize::from(self.progress.in_handler);
        self.door.counters.dropped.add(dropped as u64);
        if dropped > 0 {
            tracing::warn!(actor = %self.door.id, dropped, "the actor stopped before it handled all messages");
        }
        if self.progress.in_handler {
            self.door.mailbox.count_cut_off();
        }
        self.batch.drain(..).for_each(|envelope| self.door.mailbox.let_go(envelope, DropReason::Stopped));
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
pub(super) fn panic_text(panic: &(dyn std::any::Any + Send)) -> Arc<str> {
    match (panic.downcast_ref::<&str>(), panic.downcast_ref::<String>()) {
        (Some(text), _) => Arc::from(*text),
        (_, Some(text)) => Arc::from(text.as_str()),
        _ => Arc::from("a panic without a message"),
    }
}
