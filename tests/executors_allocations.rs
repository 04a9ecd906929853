//! Sends and asks to a thread of its own allocate nothing once they are warm, whether it sleeps or spins; counted by the
//! allocator itself.
//!
//! One test in a binary of its own: the counter sees every thread of the process.
#![allow(unsafe_code, reason = "a global allocator can only be written with it")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use mycelium::prelude::*;
use mycelium::{Executor, Wait};

struct Counting;

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);

// SAFETY: every call is passed on to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Relaxed);
        // SAFETY: the caller's promises are the callee's demands.
        unsafe { System.alloc(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Relaxed);
        // SAFETY: the caller's promises are the callee's demands.
        unsafe { System.realloc(pointer, layout, new_size) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promises are the callee's demands.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[message(local)]
struct Tick {
    n: u64,
}

#[message(local, reply = u64)]
struct Sum;

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
            rounds(&counter).await;
            let before = ALLOCATIONS.load(Relaxed);
            rounds(&counter).await;
            let allocations = ALLOCATIONS.load(Relaxed) - before;
            assert_eq!(allocations, 0, "{wait}: {allocations} allocations in {ROUNDS} rounds");
            system.stop().await;
            executor.ended().await;
        });
    }
}
