//! Where an actor stands in its life, and the requests that change it.
//!
//! ```text
//! Starting ──▶ Running ──▶ Stopped(reason)
//!                │ ▲
//!                ▼ │
//!             Restarting
//! ```
//!
//! Requests do not wait behind messages: the run loop looks for them before every message. Of several
//! requests, stop beats restart, and restart beats drain.
//!
//! Each actor has one of these, so it is small: 56 bytes while nobody waits for a state.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll, Waker};

use parking_lot::Mutex;

use crate::line::{Line, Ticket};

/// Where an actor stands in its life.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ActorState {
    /// `on_start` has not ended yet. Messages wait.
    Starting,
    /// Messages are handled.
    Running,
    /// The old instance is gone, the new one is not there yet. Messages wait.
    Restarting,
    /// It is over: the actor's value is dropped, its name is free, sends are refused.
    Stopped(StopReason),
}

/// Why an actor stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum StopReason {
    /// It was asked to, or its system was dropped.
    Requested,
    /// It panicked, and its restart policy gave no further life. Holds the panic's message.
    Panicked(Arc<str>),
    /// `on_start` returned an error. Holds its text.
    StartFailed(Arc<str>),
    /// Its runtime was shut down.
    RuntimeEnded,
}

/// Why an actor was not restarted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RestartError {
    /// The actor was spawned by value, so there is nothing to make a new one with.
    #[error("actor `{0}` was spawned by value; spawn it with `spawn_with(|| ..)` to be able to restart it")]
    NoConstructor(super::ActorId),
    /// The actor stopped instead.
    #[error("the actor stopped: {0}")]
    Stopped(StopReason),
    /// The actor lives in another process.
    #[error("actor `{0}` lives in another process and can only be restarted there")]
    Remote(super::ActorId),
}

/// A request to the run loop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Command {
    /// Handle what was accepted, then stop.
    Drain = 1,
    /// End this instance and make another.
    Restart = 2,
    /// Finish the message at hand, drop the rest, stop.
    Stop = 4,
}

/// State and number of restarts; small, for every actor has one.
#[derive(Debug)]
pub(crate) struct Status {
    stage: Stage,
    /// Once it has stopped.
    reason: Option<Box<StopReason>>,
    /// How often the actor has come to `Restarting`.
    pub(crate) restarts: u32,
}

/// An [`ActorState`] without what it holds.
#[derive(Debug, Clone, Copy)]
enum Stage {
    Starting,
    Running,
    Restarting,
    Stopped,
}

/// An actor's requests and state.
// In this order: the loop looks at the requests before each message.
#[derive(Debug)]
#[repr(C)]
pub(crate) struct Controls {
    requested: AtomicU8,
    /// Whether there is a constructor to restart it with.
    pub(crate) restartable: bool,
    life: Mutex<Life>,
}

/// What stands behind the lock.
#[derive(Debug)]
struct Life {
    status: Status,
    /// Those who wait for another state.
    waiting: Line,
}

/// A wait for a status; see [`Controls::until`].
#[must_use = "a wait does nothing until it is awaited"]
pub(crate) struct Until<'a, F> {
    controls: &'a Controls,
    look: F,
    ticket: Option<Ticket>,
}

// === impl Controls ===

impl Controls {
    pub(crate) fn new(restartable: bool) -> Self {
        let status = Status { stage: Stage::Starting, reason: None, restarts: 0 };
        let life = Mutex::new(Life { status, waiting: Line::default() });
        Self { requested: AtomicU8::new(0), restartable, life }
    }

    /// Notes a request. The run loop must be nudged afterwards.
    pub(crate) fn request(&self, command: Command) {
        self.requested.fetch_or(command as u8, Ordering::AcqRel);
    }

    /// Whether there is any request.
    #[inline]
    pub(crate) fn is_requested(&self) -> bool {
        self.requested.load(Ordering::Acquire) != 0
    }

    /// Whether a stop is requested.
    pub(crate) fn is_stop_requested(&self) -> bool {
        self.requested.load(Ordering::Acquire) & Command::Stop as u8 != 0
    }

    /// The strongest request. A restart is taken by this; drain and stop stay.
    pub(crate) fn take(&self) -> Option<Command> {
        if !self.is_requested() {
            return None;
        }
        let restart = Command::Restart as u8;
        let requested = self.requested.fetch_and(!restart, Ordering::AcqRel);
        [Command::Stop, Command::Restart, Command::Drain].into_iter().find(|command| requested & (*command as u8) != 0)
    }

    pub(crate) fn state(&self) -> ActorState {
        self.life.lock().status.state()
    }

    /// How often the actor has come to `Restarting`.
    pub(crate) fn restarts(&self) -> u32 {
        self.life.lock().status.restarts
    }

    /// Waits until `look` finds something in the status. It looks at once, and after every change that is not followed by
    /// another one before the waiting task runs. It runs under the lock. Any number of tasks may wait; one that gives up
    /// leaves the line.
    pub(crate) fn until<T, F: FnMut(&Status) -> Option<T>>(&self, look: F) -> Until<'_, F> {
        Until { controls: self, look, ticket: None }
    }

    /// Waits until the actor has stopped, and says why.
    pub(crate) async fn stopped(&self) -> StopReason {
        self.until(|status| match status.state() {
            ActorState::Stopped(reason) => Some(reason),
            _ => None,
        })
        .await
    }

    pub(crate) fn set_state(&self, state: ActorState) {
        let mut wake = Vec::new();
        let mut life = self.life.lock();
        life.status.set(state);
        life.waiting.rouse(&mut wake);
        drop(life);
        wake.into_iter().for_each(Waker::wake);
    }
}

// === impl Status ===

impl Status {
    pub(crate) fn state(&self) -> ActorState {
        match (self.stage, &self.reason) {
            (Stage::Starting, _) => ActorState::Starting,
            (Stage::Running, _) => ActorState::Running,
            (Stage::Restarting, _) => ActorState::Restarting,
            (Stage::Stopped, Some(reason)) => ActorState::Stopped(StopReason::clone(reason)),
            (Stage::Stopped, None) => ActorState::Stopped(StopReason::Requested),
        }
    }

    fn set(&mut self, state: ActorState) {
        self.stage = match state {
            ActorState::Starting => Stage::Starting,
            ActorState::Running => Stage::Running,
            ActorState::Restarting => {
                self.restarts = self.restarts.wrapping_add(1);
                Stage::Restarting
            }
            ActorState::Stopped(reason) => {
                self.reason = Some(Box::new(reason));
                Stage::Stopped
            }
        };
    }
}

// === impl Life ===

impl Life {
    /// Takes a place out of the line; hands out its waker.
    #[must_use = "a waker is dropped after unlocking"]
    fn leave(&mut self, ticket: Ticket) -> Option<Waker> {
        self.waiting.place(ticket).and_then(|place| self.waiting.leave(place))
    }
}

// === impl Until ===

impl<T, F: FnMut(&Status) -> Option<T> + Unpin> Future for Until<'_, F> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        let this = &mut *self;
        let mut life = this.controls.life.lock();
        if let Some(found) = (this.look)(&life.status) {
            let left = this.ticket.take().map(|ticket| life.leave(ticket));
            drop(life);
            drop(left);
            return Poll::Ready(found);
        }
        let before = match this.ticket.and_then(|ticket| life.waiting.place(ticket)) {
            Some(place) => life.waiting.wait_on(place, cx.waker()),
            None => {
                this.ticket = Some(life.waiting.join(cx.waker().clone()));
                None
            }
        };
        drop(life);
        drop(before);
        Poll::Pending
    }
}

impl<F> Drop for Until<'_, F> {
    fn drop(&mut self) {
        if let Some(ticket) = self.ticket.take() {
            let left = self.controls.life.lock().leave(ticket);
            drop(left);
        }
    }
}

// === impl StopReason ===

impl fmt::Display for StopReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Requested => f.write_str("it was asked to"),
            Self::Panicked(text) => write!(f, "it panicked: {text}"),
            Self::StartFailed(text) => write!(f, "it could not start: {text}"),
            Self::RuntimeEnded => f.write_str("its runtime was shut down"),
        }
    }
}
