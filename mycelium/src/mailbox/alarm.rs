//! The timer of an ask with a deadline that has to wait; kept with its slot, so that the next ask allocates none.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::runtime::{Handle as Runtime, Id};
use tokio::time::{Instant, Sleep, sleep_until};

/// See the module.
#[derive(Debug)]
pub(crate) struct Alarm {
    /// A timer is driven by the runtime that it was made in, and by no other.
    runtime: Id,
    sleep: Pin<Box<Sleep>>,
}

// === impl Alarm ===

impl Alarm {
    /// Goes off after `limit`; `None` if that is never. Uses `kept` again if it can.
    ///
    /// A kept timer still runs, for its last asker: to put it off is one atomic operation, where to take it out and to
    /// register it again are two locks. Should it go off in between, it wakes that asker's task for nothing.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime with its time driver.
    pub(crate) fn set(kept: Option<Self>, limit: Duration) -> Option<Self> {
        let deadline = Instant::now().checked_add(limit)?;
        let runtime = Runtime::current().id();
        Some(match kept {
            Some(mut alarm) if alarm.runtime == runtime => {
                alarm.sleep.as_mut().reset(deadline);
                alarm
            }
            _ => Self { runtime, sleep: Box::pin(sleep_until(deadline)) },
        })
    }

    /// Ready when it has gone off.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.sleep.as_mut().poll(cx)
    }
}
