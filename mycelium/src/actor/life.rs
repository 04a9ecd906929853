//! An actor's instances, one after another: `on_start`, messages, `on_stop`, and whether another one follows.
//!
//! What lies between the two hooks is the loop (`run`). A panic, in a hook or a handler, ends an instance and goes no further.

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{self, Poll};
use std::time::Instant;

use super::run::{Next, panic_said, panic_text};
use super::serve::serve;
use super::turn::Turn;
use super::{Actor, ActorState, Instance, Runner, StopReason, Trouble};
use crate::error::Error;

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

/// An actor as its task holds it. The runner goes first: its mailbox is closed and its rest is counted before `end` is
/// dropped.
pub(crate) struct Life<A: Actor, E> {
    pub(crate) runner: Runner<A>,
    pub(crate) end: E,
}

/// Learns why an actor has stopped.
pub(crate) trait Ends {
    fn because(&mut self, reason: StopReason);
}

/// How one instance's life ended.
enum End {
    Stop(StopReason),
    Restart,
    Panicked(Arc<str>),
}

// === impl Life ===

impl<A: Actor, E: Ends + Send> Life<A, E> {
    /// Runs the actor until it stops. The actor's value is dropped before `end` learns of it; what was not handled is dropped,
    /// counted and refused when the runner is.
    pub(crate) fn run(self) -> impl Future<Output = ()> + Send {
        // No `async fn`, and by reference: as its parameter or its variable, a life would be in the task twice.
        let mut life = self;
        async move {
            let life = &mut life;
            let reason = loop {
                let ended = match life.runner.begin().await {
                    Some(ended) => ended,
                    None => loop {
                        // Where an idle actor waits. Each async function on the way here would be a line of the cache per message.
                        let next = poll_fn(|cx| life.runner.poll_next(cx)).await;
                        if let Some(ended) = life.runner.go_on(next).await {
                            break ended;
                        }
                    },
                };
                if let Some(reason) = life.runner.begin_anew(ended).await {
                    break reason;
                }
            };
            life.end.because(reason);
        }
    }
}

// === impl Runner ===

impl<A: Actor> Runner<A> {
    /// The first of an instance's life: `on_start`. Returns how it ended, if it did.
    async fn begin(&mut self) -> Option<End> {
        self.receiver.let_in(&self.door.mailbox);
        let Some(Instance { actor, ctx, .. }) = self.home.as_deref_mut() else { return Some(End::Restart) };
        match caught(pin!(async { actor.on_start(ctx).await })).await {
            Ok(Ok(())) => {
                self.door.controls.set_state(ActorState::Running);
                None
            }
            Ok(Err(error)) => {
                tracing::error!(actor = %self.door.id(), "the actor could not start: {error}");
                Some(End::Stop(StopReason::StartFailed(error.to_string().into())))
            }
            Err(panic) => Some(End::Panicked(panic)),
        }
    }

    /// What is next in an instance's life. Returns how it ended, if it did.
    async fn go_on(&mut self, next: Next) -> Option<End> {
        let served = match next {
            Next::Serve => {
                let served = caught(pin!(serve(self))).await;
                match served {
                    Ok(Ok(())) => Ok(()),
                    Ok(Err(error)) => self.see_to(Trouble::Failed(error)).await,
                    Err(panic) => Err(panic),
                }
            }
            Next::Trouble(trouble) => self.see_to(*trouble).await,
            Next::Yield => Ok(()),
            Next::Restart => return Some(self.end_life(End::Restart).await),
            Next::Stop => return Some(self.end_life(End::Stop(StopReason::Requested)).await),
        };
        if let Err(panic) = served {
            // A panic of `on_error` is none of a handler, and one of a handler that a sender ran is counted.
            self.note_panic();
            return Some(End::Panicked(panic));
        }
        if self.progress.turn.is_over() {
            self.progress.turn = Turn::default();
            tokio::task::yield_now().await;
        }
        None
    }

    /// Between two instances' lives: drops the one, and makes the other. Returns why the actor stops, if it does.
    async fn begin_anew(&mut self, end: End) -> Option<StopReason> {
        let Some(ended) = self.home.take() else { return Some(StopReason::RuntimeEnded) };
        let Instance { actor, ctx, .. } = *ended;
        let panic = match self.let_go(actor, end) {
            End::Stop(reason) => return Some(reason),
            End::Restart => None,
            End::Panicked(panic) => Some(panic),
        };
        if let Some(panic) = panic
            && !self.is_restarted_after(&panic)
        {
            return Some(StopReason::Panicked(panic));
        }
        // Other tasks have their turn, and a stop is not put off.
        tokio::task::yield_now().await;
        if self.door.controls.is_stop_requested() {
            return Some(StopReason::Requested);
        }
        match self.construct() {
            Ok(actor) => self.home = Some(Instance::new(actor, ctx)),
            Err(reason) => return Some(reason),
        }
        None
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
