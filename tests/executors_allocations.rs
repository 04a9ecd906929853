//! Sends and asks to a thread of its own allocate nothing once they are warm, whether it sleeps or spins; counted by the
//! allocator itself.
//!
//! One test in a binary of its own: the counter sees every thread of the process.

mod counting;

use mycelium::prelude::*;
use mycelium::{Executor, Wait};

use counting::{allocations, warm_up_locks};

#[message(local)]
struct Tick {
    n: u64,
}

#[message(local, reply = u64)]
struct Sum;

#[message(local, reply = ())]
struct WarmUp;

#[derive(Default)]
struct Counter {
    sum: u64,
}

#[actor]
impl Counter {
    #[handler]
    fn tick(&mut self, tick: Tick) {
        self.sum += tick.n;
    }

    #[handler]
    fn warm_up(&mut self, _thread: WarmUp) {
        warm_up_locks();
    }

    #[handler]
    fn sum(&self, _question: Sum) -> u64 {
        self.sum
    }
}

const ROUNDS: u64 = 3_000;

async fn rounds(counter: &CounterRef) {
    let before = counter.sum(Sum).await.expect("the actor answers");
    for _ in 0..ROUNDS {
        counter.tick(Tick { n: 1 }).await.expect("the actor runs");
        counter.try_send(Tick { n: 1 }).expect("there is room");
        counter.sum(Sum).await.expect("the actor answers");
    }
    assert_eq!(counter.sum(Sum).await.expect("the actor answers") - before, ROUNDS * 2);
}

// One test: a second one, on another thread, would be counted too.
#[test]
fn sends_and_asks_to_a_thread_of_its_own_allocate_nothing_when_warm() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    for wait in [Wait::Park, Wait::Spin] {
        runtime.block_on(async {
            let executor = Executor::dedicated("own").wait(wait).start().expect("it starts");
            let system = ActorSystem::new();
            let counter = system.named("counter").executor(&executor).spawn(Counter::default()).expect("it is free");
            counter.warm_up(WarmUp).await.expect("the actor answers");
            rounds(&counter).await;
            let before = allocations();
            rounds(&counter).await;
            let allocations = allocations() - before;
            assert_eq!(allocations, 0, "{wait}: {allocations} allocations in {ROUNDS} rounds");
            system.stop().await;
            executor.ended().await;
        });
    }
}
