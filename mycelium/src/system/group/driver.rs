//! The tasks of tokio's that run actors.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use tokio::task::coop::has_budget_remaining;
use tokio::task::yield_now;

use super::Core;
use super::members::contain;
use super::ready::{AT, CALLED, GUARDED, MOVED, NEXT, Stop, WAKES};

/// How long a driver goes on before tokio's other tasks have their turn.
const TURN: Duration = Duration::from_micros(100);
/// After how many actors it looks at the clock, at most.
const LOOK_MAX: u32 = 4;
/// In so many turns after one in which actors woke others there is a guard.
const GUARDS: u8 = 16;

/// One of the tasks of tokio's that run actors.
pub(super) struct Driver {
    core: Arc<Core>,
    /// Whether it is one that comes, or sleeps.
    is_away: bool,
    /// In how many turns there is a guard, if no actor wakes another in them.
    guards: u8,
}

/// While a driver runs on this thread. It keeps what is of another one that a handler interrupted by a runtime of its own.
struct Here {
    at: usize,
    wakes: bool,
    called: bool,
    moved: bool,
}

// === impl Driver ===

impl Future for Driver {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if late::lets_others_go_first() {
            // It comes again, and any thread finds it meanwhile.
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        if self.guards > 0 {
            self.guards -= 1;
            self.guard();
        }
        let here = Here::begin(&self.core);
        let stop = self.run(cx.waker());
        drop(here);
        self.is_away = true;
        match stop {
            Stop::End => return Poll::Ready(()),
            Stop::Sleep => late::rest(),
            Stop::Turn => cx.waker().wake_by_ref(),
        }
        Poll::Pending
    }
}

impl Driver {
    /// One that comes.
    pub(super) fn new(core: Arc<Core>) -> Self {
        Self { core, is_away: true, guards: 0 }
    }

    /// Runs what is ready.
    fn run(&mut self, waker: &Waker) -> Stop {
        let (mut done, mut look_at, mut begun) = (0_u32, 1, None::<Instant>);
        loop {
            let next = match NEXT.take() {
                Some(next) => next,
                None => match self.core.next(std::mem::take(&mut self.is_away), waker) {
                    Ok(next) => next,
                    Err(stop) => return stop,
                },
            };
            if done == look_at {
                // Most have one actor to run: they do not look at the clock.
                let past = begun.get_or_insert_with(Instant::now).elapsed();
                if past >= TURN {
                    late::count();
                    self.core.put_back(next);
                    return Stop::Turn;
                }
                look_at += if past < TURN / 4 { done.min(LOOK_MAX) } else { 1 };
            }
            if done > 0 && (MOVED.get() || !has_budget_remaining()) {
                self.core.put_back(next);
                return Stop::Turn;
            }
            contain(|| next.run());
            done += 1;
            if WAKES.get() {
                self.guards = GUARDS;
            }
        }
    }

    /// Lets the core know when this thread is idle, or about to block. At once where there is no such thread.
    fn guard(&self) {
        let here = self.core.address();
        if GUARDED.replace(here) != here {
            let waker = Waker::from(Arc::clone(&self.core));
            let _: Poll<()> = pin!(yield_now()).poll(&mut Context::from_waker(&waker));
        }
    }
}

// === impl Here ===

impl Here {
    fn begin(core: &Arc<Core>) -> Self {
        let at = AT.replace(core.address());
        Self { at, wakes: WAKES.replace(false), called: CALLED.replace(false), moved: MOVED.replace(false) }
    }
}

impl Drop for Here {
    fn drop(&mut self) {
        AT.set(self.at);
        WAKES.set(self.wakes);
        CALLED.set(self.called);
        MOVED.set(self.moved);
    }
}

/// Turns that took their whole time, on this thread. tokio looks at its sockets and timers after so and so many polls of tasks,
/// and whole turns are long ones: so after some of them a driver lets the others go first for a few polls.
mod late {
    use std::cell::Cell;
    use std::time::{Duration, Instant};

    /// After so many whole turns
    const WHOLE_MAX: u8 = 4;
    /// so many empty ones follow,
    const EMPTY_MAX: u8 = 16;
    /// or fewer, where others take so long meanwhile.
    const EMPTY_TIME: Duration = Duration::from_micros(50);

    thread_local! {
        static WHOLE: Cell<u8> = const { Cell::new(0) };
        /// How many empty ones there were, since when.
        static EMPTY: Cell<Option<(u8, Instant)>> = const { Cell::new(None) };
    }

    pub(super) fn count() {
        WHOLE.set(WHOLE.get() + 1);
    }

    /// There is nothing to do.
    #[inline]
    pub(super) fn rest() {
        WHOLE.set(0);
    }

    #[inline]
    pub(super) fn lets_others_go_first() -> bool {
        WHOLE.get() >= WHOLE_MAX && is_empty()
    }

    #[cold]
    fn is_empty() -> bool {
        let (count, since) = EMPTY.get().unwrap_or_else(|| (0, Instant::now()));
        let is_over = count == EMPTY_MAX || count > 0 && since.elapsed() >= EMPTY_TIME;
        EMPTY.set((!is_over).then_some((count + 1, since)));
        if is_over {
            WHOLE.set(0);
        }
        !is_over
    }
}
