//! What is counted of actors: bundled sends and asks, on one thread.
//!
//! The actor is a task, and so is who asks it; who sends is the future that the runtime blocks on. Nothing here depends on time
//! or chance: one thread, no drivers, no map on a message's way. What the runtime does for a message is counted with it.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use mycelium::Dispatch;
use mycelium::prelude::*;
use tokio::runtime::{Builder, Runtime};

use crate::pool::{Add, Event, events};
use crate::rounds::{Case, ROUNDS, counted, rounds};

/// Messages in a round, as many as an actor takes out of its mailbox at a time.
const BURST: usize = 64;

pub(crate) const CASES: [Case; 8] = [
    Case { name: "send and handle, queued", per_round: BURST as u64, run: || send(queued) },
    Case { name: "try_send, queued", per_round: BURST as u64, run: || try_send(queued) },
    Case { name: "ask, queued", per_round: BURST as u64, run: || ask(queued) },
    Case { name: "to a recipient, queued", per_round: BURST as u64, run: || send_to_recipient(queued) },
    Case { name: "send and handle, inline", per_round: BURST as u64, run: || send(inline) },
    Case { name: "try_send, inline", per_round: BURST as u64, run: || try_send(inline) },
    Case { name: "ask, inline", per_round: BURST as u64, run: || ask(inline) },
    Case { name: "to a recipient, inline", per_round: BURST as u64, run: || send_to_recipient(inline) },
];

/// How the actor is spawned: by its dispatch.
type Start = fn(&ActorSystem, Counter) -> CounterRef;

fn queued(system: &ActorSystem, counter: Counter) -> CounterRef {
    system.spawn(counter)
}

fn inline(system: &ActorSystem, counter: Counter) -> CounterRef {
    system.named("counter").dispatch(Dispatch::Inline).spawn(counter).expect("no other actor has this name")
}

struct Counter {
    handled: Arc<AtomicU64>,
}

#[actor]
impl Counter {
    #[handler]
    fn event(&mut self, event: Arc<Event>) {
        std::hint::black_box(event.fields[0]);
        self.handled.store(self.handled.load(Relaxed) + 1, Relaxed);
    }

    #[handler]
    fn add(&mut self, add: Add) -> u64 {
        u64::from(add.left) + u64::from(add.right)
    }
}

/// An actor, and whoever sends to it.
struct Pair {
    runtime: Runtime,
    _system: ActorSystem,
    counter: CounterRef,
    handled: Arc<AtomicU64>,
    sent: Cell<u64>,
    burst: Vec<Arc<Event>>,
}

// === impl Pair ===

impl Pair {
    fn new(start: Start) -> Self {
        let runtime = Builder::new_current_thread().build().expect("a runtime without drivers can be made");
        let handled = Arc::new(AtomicU64::new(0));
        let counter = Counter { handled: Arc::clone(&handled) };
        let system = runtime.block_on(async { ActorSystem::new() });
        let counter = start(&system, counter);
        let burst = events().into_iter().take(BURST).collect();
        let pair = Self { runtime, _system: system, counter, handled, sent: Cell::new(0), burst };
        // It has started, and knows its mailbox.
        pair.runtime.block_on(ask_once(&pair.counter));
        pair
    }

    /// Lets the actor handle a burst.
    async fn settle(&self) {
        self.sent.set(self.sent.get() + BURST as u64);
        while self.handled.load(Relaxed) < self.sent.get() {
            tokio::task::yield_now().await;
        }
    }
}

fn send(start: Start) {
    let pair = Pair::new(start);
    rounds(|| {
        pair.runtime.block_on(async {
            for event in &pair.burst {
                pair.counter.send(Arc::clone(event)).await.expect("the actor runs");
            }
            pair.settle().await;
        });
    });
}

/// Without what the actor does then.
fn try_send(start: Start) {
    let pair = Pair::new(start);
    let mut part = || {
        for event in &pair.burst {
            pair.counter.try_send(Arc::clone(event)).expect("there is room");
        }
    };
    let mut round = |run: fn(&mut dyn FnMut())| {
        pair.runtime.block_on(async {
            run(&mut part);
            pair.settle().await;
        });
    };
    round(|part| part());
    for _ in 0..ROUNDS {
        round(counted);
    }
}

/// One after the other.
fn ask(start: Start) {
    let pair = Pair::new(start);
    rounds(|| {
        let counter = pair.counter.clone();
        let asker = pair.runtime.spawn(async move {
            for _ in 0..BURST {
                ask_once(&counter).await;
            }
        });
        pair.runtime.block_on(asker).expect("the asker ends");
    });
}

async fn ask_once(counter: &CounterRef) {
    let sum = counter.ask(Add { left: 1, right: 2 }).await.expect("the actor answers");
    assert_eq!(sum, 3);
}

fn send_to_recipient(start: Start) {
    let pair = Pair::new(start);
    let recipient = pair.counter.recipient::<Arc<Event>>();
    rounds(|| {
        pair.runtime.block_on(async {
            for event in &pair.burst {
                recipient.send(Arc::clone(event)).await.expect("the actor runs");
            }
            pair.settle().await;
        });
    });
}
