//! The tasks of tokio's that run actors.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use tokio::task::coop::has_budget_remaining;
use tokio::task::yield_now;

use super::ready::{AT, CALLED, GUARDED, MOVED, NEXT, Rest, WAKES};
use super::{Core, contain};

/// How long a driver goes on before tokio's other tasks have their turn.
const TURN: Duration = Duration::from_micros(100);
/// After how many actors it looks at the clock, at most.
const LOOK_MAX: u32 = 8;

/// One of the tasks of tokio's that run actors.
pub(super) struct Driver {
    core: Arc<Core>,
    /// Whether it is one that comes, or sleeps.
    is_away: bool,
    /// Whether actors woke others when it ran some last; they will again.
    guards: bool,
}

/// While a driver runs on this thread.
struct Here {
    /// Where another one stood that a handler on this thread interrupted by a runtime of its own; 0 if there is none.
    before: usize,
}

/// Why a driver stops for now.
enum Stop {
    /// Nothing is ready.
    Rest(Rest),
    /// Others have their turn.
    Turn,
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
        if self.guards {
            self.guard();
        }
        let here = Here::begin(&self.core);
        let stop = self.run(cx.waker());
        drop(here);
        self.is_away = true;
        match stop {
            Stop::Rest(Rest::End) => return Poll::Ready(()),
            Stop::Rest(Rest::Sleep) => {}
            Stop::Turn => cx.waker().wake_by_ref(),
        }
        Poll::Pending
    }
}

impl Driver {
    /// One that comes.
    pub(super) fn new(core: Arc<Core>) -> Self {
        Self { core, is_away: true, guards: false }
    }

    /// Runs what is ready.
    fn run(&mut self, waker: &Waker) -> Stop {
        let (mut done, mut look_at, mut begun) = (0_u32, 1, None::<Instant>);
        loop {
            let next = match NEXT.take() {
                Some(next) => next,
                None => match self.core.next(std::mem::take(&mut self.is_away), waker) {
                    Ok(next) => next,
                    Err(rest) => return Stop::Rest(rest),
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
            self.guards = WAKES.get();
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
        WAKES.set(false);
        CALLED.set(false);
        MOVED.set(false);
        Self { before: AT.replace(core.address()) }
    }
}

impl Drop for Here {
    fn drop(&mut self) {
        AT.set(self.before);
    }
}

/// Turns that took their whole time, on this thread. tokio looks at its sockets and timers after so and so many polls of tasks:
/// whole turns are long ones, so empty ones come between them.
mod late {
    use std::cell::Cell;

    /// So many whole turns are followed
    const WHOLE: u8 = 4;
    /// by so many empty ones.
    const EMPTY: u8 = 16;

    thread_local! {
        static LATE: Cell<u8> = const { Cell::new(0) };
    }

    pub(super) fn count() {
        LATE.set(LATE.get() + 1);
    }

    #[inline]
    pub(super) fn lets_others_go_first() -> bool {
        let late = LATE.get();
        if late < WHOLE {
            return false;
        }
        LATE.set(if late < WHOLE + EMPTY { late + 1 } else { 0 });
        late < WHOLE + EMPTY
    }
}
