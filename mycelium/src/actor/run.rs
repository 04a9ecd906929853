//! The loop that runs one actor: batches out of the mailbox, one message at a time into the handler.
//!
//! The loop owns the actor's value; with inline dispatch it lends it to senders while it sleeps. It never spawns, never
//! encodes, and allocates nothing per message. A panic is caught here and goes no further. Requests (stop, drain,
//! restart) are looked for before every message. After a turn of some 100 µs without a pause (see `turn`) the loop lets other
//! tasks of its thread run.
//!
//! A batch is handled in `serve`.

use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{self, Poll};
use std::time::Instant;

use super::inline::Lent;
use super::serve::{Progress, Served, serve, serve_now};
use super::turn::Turn;
use super::{Actor, ActorState, Cell, Command, Envelope, Instance, LocalDoor, StopReason, Trouble};
use crate::error::Error;
use crate::mailbox::{DropReason, Receiver};

/// Makes a new instance for a restart.
pub(crate) type Constructor<A> = Box<dyn FnMut() -> Result<A, Error> + Send>;

/// What an actor can be made anew with. Boxed in the runner: most actors have none.
pub(crate) struct Remake<A> {
    pub(crate) constructor: Constructor<A>,
    /// Without one, a panic stops the actor.
    pub(crate) supervisor: Option<Supervisor>,
}

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

/// All that one actor's loop needs.
pub(crate) struct Runner<A: Actor> {
    pub(crate) door: Arc<LocalDoor<A::Message>>,
    pub(crate) receiver: Receiver,
    /// The actor; not here between two lives, nor while it is in the cell.
    pub(crate) home: Option<Box<Instance<A>>>,
    /// Where the instance is while the loop sleeps; without one, senders cannot run handlers.
    pub(crate) cell: Option<Arc<Cell<A>>>,
    pub(crate) remake: Option<Box<Remake<A>>>,
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
    /// The next message's handler waits.
    Serve,
    /// A handler did not end well.
    Trouble(Trouble),
    /// Other tasks have waited long enough.
    Yield,
    Restart,
    /// It was asked to stop, or has drained its mailbox.
    Stop,
}

// === impl Runner ===

impl<A: Actor> Runner<A> {
    /// Runs the actor until it stops. The actor's value is dropped before this is ready; what was not handled
    /// is dropped, counted and refused when the runner is.
    pub(crate) async fn run(&mut self) -> StopReason {
        loop {
            let end = self.live().await;
            let Some(ended) = self.home.take() else { break StopReason::RuntimeEnded };
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
                Ok(actor) => self.home = Some(Instance::new(actor, ctx)),
                Err(reason) => break reason,
            }
        }
    }

    /// Drops an instance. A panic in that ends the actor as any other does.
    fn let_go(&self, instance: A, end: End) -> End {
        match catch_unwind(AssertUnwindSafe(|| drop(instance))) {
            Ok(()) => end,
            Err(panic) => {
                let panic = panic_text(&*panic);
                tracing::error!(actor = %self.door.id(), "dropping the actor panicked: {panic}");
                match end {
                    End::Stop(_) => End::Stop(StopReason::Panicked(panic)),
                    other => other,
                }
            }
        }
    }

    /// Whether the actor lives on after a panic.
    fn is_restarted_after(&mut self, panic: &str) -> bool {
        let supervisor = self.remake.as_mut().and_then(|remake| remake.supervisor.as_mut());
        let after = supervisor.map_or(AfterPanic::Stop, |decide| decide(Instant::now()));
        match after {
            AfterPanic::Restart => {
                tracing::warn!(actor = %self.door.id(), "the actor panicked and is restarted: {panic}")
            }
            AfterPanic::Stop => tracing::error!(actor = %self.door.id(), "the actor panicked and stops: {panic}"),
        }
        after == AfterPanic::Restart
    }

    /// A new instance; why the actor stops if its constructor panics or fails, or there is none.
    fn construct(&mut self) -> Result<A, StopReason> {
        self.door.controls.set_state(ActorState::Restarting);
        let Some(remake) = &mut self.remake else {
            return Err(StopReason::Panicked("there is no constructor".into()));
        };
        let made = catch_unwind(AssertUnwindSafe(&mut remake.constructor));
        let made = made.map_err(|panic| StopReason::Panicked(panic_said(panic)))?;
        let instance = made.map_err(|error| {
            tracing::error!(actor = %self.door.id(), "the actor could not start again: {error}");
            StopReason::StartFailed(error.to_string().into())
        })?;
        self.door.counters.rare().restarted.add(1);
        Ok(instance)
    }

    /// One instance, from `on_start` to its end. It is at home when this is ready.
    async fn live(&mut self) -> End {
        self.receiver.let_in(&self.door.mailbox);
        let Some(Instance { actor, ctx, .. }) = self.home.as_deref_mut() else { return End::Restart };
        match caught(pin!(async { actor.on_start(ctx).await })).await {
            Ok(Ok(())) => self.door.controls.set_state(ActorState::Running),
            Ok(Err(error)) => {
                tracing::error!(actor = %self.door.id(), "the actor could not start: {error}");
                return End::Stop(StopReason::StartFailed(error.to_string().into()));
            }
            Err(panic) => return End::Panicked(panic),
        }
        let end = loop {
            let served = match self.next().await {
                Next::Serve => caught(pin!(serve(self))).await,
                Next::Trouble(trouble) => self.see_to(trouble).await,
                Next::Yield => Ok(()),
                Next::Restart => break End::Restart,
                Next::Stop => break End::Stop(StopReason::Requested),
            };
            if let Err(panic) = served {
                // A panic of `on_error` is none of a handler, and one of a handler that a sender ran is counted.
                self.note_panic();
                return End::Panicked(panic);
            }
            if self.progress.turn.is_over() {
                self.progress.turn = Turn::default();
                tokio::task::yield_now().await;
            }
        };
        self.end_life(end).await
    }

    /// Does what follows a handler that did not end well.
    async fn see_to(&mut self, trouble: Trouble) -> Result<(), Arc<str>> {
        self.receiver.let_in(&self.door.mailbox);
        match (trouble, self.home.as_deref_mut()) {
            (Trouble::Failed(error), Some(Instance { actor, ctx, .. })) => {
                caught(pin!(async { actor.on_error(error, ctx).await })).await
            }
            (Trouble::Panicked(panic), _) => Err(panic),
            (Trouble::Failed(_), None) => Ok(()),
        }
    }

    async fn end_life(&mut self, end: End) -> End {
        match end {
            End::Stop(_) => self.receiver.close(&self.door.mailbox),
            End::Restart | End::Panicked(_) => self.receiver.let_in(&self.door.mailbox),
        }
        let Some(Instance { actor, ctx, .. }) = self.home.as_deref_mut() else { return end };
        match caught(pin!(async { actor.on_stop(ctx).await })).await {
            Ok(Ok(())) => end,
            Ok(Err(error)) => {
                tracing::error!(actor = %self.door.id(), "`on_stop` failed: {error}");
                end
            }
            Err(panic) => match end {
                End::Stop(_) => End::Stop(StopReason::Panicked(panic)),
                _ => End::Panicked(panic),
            },
        }
    }

    /// Handles messages and waits for more, until something is to be awaited or requested. The instance is at home again
    /// when this is ready.
    async fn next(&mut self) -> Next {
        poll_fn(|cx| self.poll_next(cx)).await
    }

    fn poll_next(&mut self, cx: &mut task::Context<'_>) -> Poll<Next> {
        if let (None, Some(cell)) = (&self.home, &self.cell) {
            let Some(Lent { instance, trouble }) = cell.take_or_await() else {
                // A sender runs a handler at this moment. The loop has its turn afterwards, and others before it.
                if !self.door.mailbox.is_usual(cx.waker()) {
                    cx.waker().wake_by_ref();
                }
                return Poll::Pending;
            };
            self.home = Some(instance);
            if let Some(trouble) = trouble {
                return Poll::Ready(Next::Trouble(*trouble));
            }
        }
        loop {
            // Requests go before messages.
            match self.door.controls.take() {
                Some(Command::Stop) => return Poll::Ready(Next::Stop),
                Some(Command::Restart) => return Poll::Ready(Next::Restart),
                // From here on the mailbox only empties, and never makes this wait.
                Some(Command::Drain) => self.receiver.close(&self.door.mailbox),
                None => {}
            }
            if !self.batch.is_empty() {
                if A::MAILBOX.has_high_lane() {
                    self.receiver.take_high(&self.door.mailbox, &mut self.batch);
                }
            } else {
                match self.receiver.poll_batch(&self.door.mailbox, cx, &mut self.batch) {
                    Poll::Ready(true) => {}
                    Poll::Ready(false) => return Poll::Ready(Next::Stop),
                    // A request may have come between the look above and the parking just now.
                    Poll::Pending if self.door.controls.is_requested() => {
                        self.receiver.let_in(&self.door.mailbox);
                        continue;
                    }
                    Poll::Pending => {
                        if let Some(cell) = &self.cell {
                            cell.leave(self.home.take());
                            self.receiver.let_in(&self.door.mailbox);
                        }
                        self.progress.turn = Turn::default();
                        return Poll::Pending;
                    }
                }
            }
            let served = catch_unwind(AssertUnwindSafe(|| serve_now(self)));
            self.progress.tell(&self.door.counters);
            match served {
                Ok(Served::All) if self.progress.turn.is_over() => return Poll::Ready(Next::Yield),
                Ok(Served::All) => {}
                Ok(Served::UpToOneThatWaits) => return Poll::Ready(Next::Serve),
                Ok(Served::Failed(error)) => return Poll::Ready(Next::Trouble(Trouble::Failed(error))),
                Err(panic) => return Poll::Ready(Next::Trouble(Trouble::Panicked(panic_said(panic)))),
            }
        }
    }
}

/// However the runner ends, its runtime's shutdown included: the mailbox is closed, and what was accepted and
/// not handled is dropped and counted, and its askers are told.
impl<A: Actor> Drop for Runner<A> {
    fn drop(&mut self) {
        let left = self.cell.as_ref().and_then(|cell| cell.abandon());
        if catch_unwind(AssertUnwindSafe(|| drop(left))).is_err() {
            tracing::error!(actor = %self.door.id(), "dropping the actor panicked");
        }
        self.progress.tell(&self.door.counters);
        self.batch.extend(self.receiver.close_and_take(&self.door.mailbox));
        let dropped = self.batch.len() + usize::from(self.progress.in_handler);
        if dropped > 0 {
            self.door.counters.rare().dropped.add(dropped as u64);
            tracing::warn!(actor = %self.door.id(), dropped, "the actor stopped before it handled all messages");
        }
        if self.progress.in_handler {
            self.door.mailbox.count_cut_off();
        }
        self.batch.drain(..).for_each(|envelope| self.door.mailbox.let_go(envelope, DropReason::Stopped));
    }
}

/// Runs a future; a panic in it becomes the panic's text. Pinned by the caller, and no `async fn`: each would be in a task
/// one time more.
struct Caught<'a, F>(Pin<&'a mut F>);

fn caught<F: Future>(future: Pin<&mut F>) -> Caught<'_, F> {
    Caught(future)
}

impl<F: Future> Future for Caught<'_, F> {
    type Output = Result<F::Output, Arc<str>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut task::Context<'_>) -> Poll<Self::Output> {
        match catch_unwind(AssertUnwindSafe(|| self.0.as_mut().poll(cx))) {
            Ok(poll) => poll.map(Ok),
            Err(panic) => Poll::Ready(Err(panic_said(panic))),
        }
    }
}

/// What a panic said; it is dropped, which may panic again.
pub(super) fn panic_said(panic: Box<dyn std::any::Any + Send>) -> Arc<str> {
    let text = panic_text(&*panic);
    if let Err(again) = catch_unwind(AssertUnwindSafe(|| drop(panic))) {
        std::mem::forget(again);
    }
    text
}

/// What a panic said.
pub(super) fn panic_text(panic: &(dyn std::any::Any + Send)) -> Arc<str> {
    match (panic.downcast_ref::<&str>(), panic.downcast_ref::<String>()) {
        (Some(text), _) => Arc::from(*text),
        (_, Some(text)) => Arc::from(text.as_str()),
        _ => Arc::from("a panic without a message"),
    }
}
