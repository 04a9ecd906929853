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

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use tokio::sync::watch;

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

/// State and number of restarts.
#[derive(Debug, Clone)]
pub(crate) struct Status {
    pub(crate) state: ActorState,
    /// How often the actor has come to `Restarting`.
    pub(crate) restarts: u64,
}

/// An actor's requests and state.
#[derive(Debug)]
pub(crate) struct Controls {
    requested: AtomicU8,
    status: watch::Sender<Status>,
}

// === impl Controls ===

impl Controls {
    pub(crate) fn new() -> Self {
        let status = Status { state: ActorState::Starting, restarts: 0 };
        Self { requested: AtomicU8::new(0), status: watch::Sender::new(status) }
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
        self.status.borrow().state.clone()
    }

    pub(crate) fn status(&self) -> watch::Receiver<Status> {
        self.status.subscribe()
    }

    pub(crate) fn set_state(&self, state: ActorState) {
        self.status.send_modify(|status| {
            if state == ActorState::Restarting {
                status.restarts += 1;
            }
            status.state = state;
        });
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
