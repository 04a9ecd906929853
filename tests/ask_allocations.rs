//! Asks with a deadline allocate nothing once they are warm, also those that wait long enough to need a timer; counted by
//! the allocator itself.
//!
//! One test in a binary of its own: the counter sees every thread of the process.

mod counting;

use std::time::Duration;

use mycelium::prelude::*;

use counting::{allocations, warm_up_locks};

#[message(local, reply = u64)]
struct Quick {
    n: u64,
}

#[message(local, reply = u64)]
struct Slow {
    n: u64,
}

struct Oracle;

#[actor]
impl Oracle {
    #[handler]
    fn quick(&mut self, question: Quick) -> u64 {
        question.n + 1
    }

    /// Lets its asker wait for some turns, so that it sets a timer.
    #[handler]
    async fn slow(&mut self, question: Slow) -> u64 {
        for _ in 0..5 {
            tokio::task::yield_now().await;
        }
        question.n + 1
    }
}

const ROUNDS: u64 = 5_000;

async fn rounds(oracle: &OracleRef) {
    for n in 0..ROUNDS {
        assert_eq!(oracle.quick(Quick { n }).await.expect("in time"), n + 1);
        assert_eq!(oracle.slow(Slow { n }).await.expect("in time"), n + 1);
        let limit = Duration::from_secs(500);
        assert_eq!(oracle.ask_timeout(Slow { n }, limit).await.expect("in time"), n + 1);
    }
}

fn check(name: &str, mut builder: tokio::runtime::Builder) {
    let runtime = builder.enable_time().build().expect("a runtime");
    runtime.block_on(async {
        let system = ActorSystem::new().with_ask_timeout(Duration::from_secs(500));
        let oracle = system.spawn(Oracle);
        rounds(&oracle).await;
        let before = allocations();
        rounds(&oracle).await;
        let allocations = allocations() - before;
        assert_eq!(allocations, 0, "{name}: {allocations} allocations in {ROUNDS} rounds");
    });
}

// One test: a second one, on another thread, would be counted too.
#[test]
fn asks_with_a_deadline_allocate_nothing_when_warm() {
    let mut two_workers = tokio::runtime::Builder::new_multi_thread();
    two_workers.worker_threads(2).on_thread_start(warm_up_locks);
    check("current thread", tokio::runtime::Builder::new_current_thread());
    check("two workers", two_workers);
}
