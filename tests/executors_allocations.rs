//! Sends and asks to a thread of its own, whether it sleeps or spins, and between actors of a group allocate nothing once they
//! are warm; counted by the allocator itself.
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

/// Hands on what it gets.
struct Hub {
    next: Vec<HubRef>,
    counter: CounterRef,
}

#[actor]
impl Hub {
    #[handler]
    async fn tick(&mut self, tick: Tick) -> Result<()> {
        for next in &self.next {
            next.tick(Tick { n: tick.n }).await?;
        }
        if self.next.is_empty() {
            self.counter.tick(tick).await?;
            self.counter.sum(Sum).await?;
        }
        Ok(())
    }
}

fn in_a_group() {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    let executor = Executor::grouped("group", runtime.handle());
    let system = ActorSystem::on(runtime.handle().clone());
    let counter = system.unnamed().executor(&executor).spawn(Counter::default()).expect("it is free");
    let hub = |next| system.unnamed().executor(&executor).spawn(Hub { next, counter: counter.clone() });
    // 1, 2, 8, 8: hand over hand, to several, and back by the answers.
    let ends = |_| hub(Vec::new()).expect("it is free");
    let middle = |_| hub((0..4).map(ends).collect()).expect("it is free");
    let first = hub((0..2).map(middle).collect()).expect("it is free");
    let rounds = || {
        runtime.block_on(async {
            let before = counter.sum(Sum).await.expect("the actor answers");
            for round in 1..=ROUNDS {
                first.tick(Tick { n: 1 }).await.expect("the actor runs");
                while counter.sum(Sum).await.expect("the actor answers") - before < 8 * round {
                    tokio::task::yield_now().await;
                }
            }
        });
    };
    // On all threads.
    for _ in 0..2 {
        runtime.block_on(async { counter.warm_up(WarmUp).await.expect("the actor answers") });
        rounds();
    }
    let before = allocations();
    rounds();
    let allocations = allocations() - before;
    assert_eq!(allocations, 0, "in a group: {allocations} allocations in {ROUNDS} rounds");
}

// One test: a second one, on another thread, would be counted too.
#[test]
fn sends_and_asks_to_a_thread_of_its_own_or_a_group_allocate_nothing_when_warm() {
    in_a_group();
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
