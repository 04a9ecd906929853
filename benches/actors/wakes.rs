//! No peer, but the floor of a chain: tasks that wake each other, and hand nothing on but a flag.
//!
//! Whoever gives an actor a task of tokio's, and lets the runtime poll it for each message, pays this for each message, and for
//! the mailbox besides. Handlers that run on the sender's thread do not.

use std::future::{Future, poll_fn};
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, Waker};
use std::time::Instant;

use crate::drivers::{CHAIN, per};
use crate::peer::{Workers, run_on_tokio};

pub(crate) const NAME: &str = "wake-ups alone";

/// Where a task waits until it is its turn.
#[derive(Debug, Default)]
#[repr(align(128))]
struct Turn {
    is_here: AtomicBool,
    waker: OnceLock<Waker>,
}

// === impl Turn ===

impl Turn {
    fn begin(&self) {
        // A read-modify-write, as in `poll`: whoever comes second sees the other.
        self.is_here.swap(true, SeqCst);
        self.waker.get().into_iter().for_each(Waker::wake_by_ref);
    }

    fn poll(&self, cx: &Context<'_>) -> Poll<()> {
        self.waker.get_or_init(|| cx.waker().clone());
        if self.is_here.swap(false, SeqCst) { Poll::Ready(()) } else { Poll::Pending }
    }

    fn comes(&self) -> impl Future<Output = ()> {
        poll_fn(|cx| self.poll(cx))
    }
}

/// The time of one wake-up in a chain of tasks, from the wake of one until it wakes the next.
pub(crate) fn chain(workers: Workers, count: usize) -> f64 {
    run_on_tokio(
        workers,
        || (),
        move |()| async move {
            let turns: Arc<Vec<Turn>> = Arc::new((0..=CHAIN).map(|_| Turn::default()).collect());
            for at in 0..CHAIN {
                let turns = Arc::clone(&turns);
                tokio::task::spawn(async move {
                    loop {
                        turns[at].comes().await;
                        turns[at + 1].begin();
                    }
                });
            }
            let job = async move {
                let start = Instant::now();
                for _ in 0..count {
                    turns[0].begin();
                    turns[CHAIN].comes().await;
                }
                start.elapsed()
            };
            let elapsed = tokio::task::spawn(job).await.expect("it ends");
            per(elapsed, count * CHAIN)
        },
    )
}
