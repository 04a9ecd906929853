//! The side of mycelium: one actor, its handlers sync.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use mycelium::prelude::*;

use crate::pool::{Add, Event, events};

/// Counts events, and notes when the last one came.
struct Counter {
    count: u64,
    start: Instant,
    handled_at_ns: Arc<AtomicU64>,
}

#[actor]
impl Counter {
    #[handler]
    fn event(&mut self, event: Arc<Event>) {
        self.count += 1;
        std::hint::black_box(event.fields[0]);
    }

    #[handler]
    fn add(&mut self, add: Add) -> u64 {
        u64::from(add.left) + u64::from(add.right)
    }

    #[handler]
    fn seen(&mut self, _seen: Seen) -> u64 {
        self.count
    }

    #[handler]
    fn stamp(&mut self, _stamp: Stamp) {
        self.handled_at_ns.store(self.start.elapsed().as_nanos() as u64, Relaxed);
    }
}

/// Asks how many events were counted.
#[message(local, reply = u64)]
struct Seen;

/// Is noted by its time.
#[message(local)]
struct Stamp;

fn counter() -> Counter {
    Counter { count: 0, start: Instant::now(), handled_at_ns: Arc::default() }
}

pub(crate) async fn send(count: usize, producers: usize) -> Duration {
    let system = ActorSystem::new();
    let counter = system.spawn(counter());
    let pool = Arc::new(events());
    let start = Instant::now();
    let tasks: Vec<_> = (0..producers)
        .map(|producer| {
            let (counter, pool) = (counter.clone(), Arc::clone(&pool));
            tokio::task::spawn(async move {
                for index in (producer..count).step_by(producers) {
                    let event = Arc::clone(&pool[index % pool.len()]);
                    counter.send(event).await.expect("the actor runs");
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("a producer ends");
    }
    let seen = counter.seen(Seen).await.expect("the actor answers");
    let elapsed = start.elapsed();
    assert_eq!(seen, count as u64);
    elapsed
}

pub(crate) async fn ask(count: usize) -> Duration {
    let system = ActorSystem::new();
    let counter = system.spawn(counter());
    tokio::task::spawn(async move {
        let start = Instant::now();
        for left in 0..u32::try_from(count).unwrap_or(u32::MAX) {
            let sum = counter.add(Add { left, right: 1 }).await.expect("the actor answers");
            assert_eq!(sum, u64::from(left) + 1);
        }
        start.elapsed()
    })
    .await
    .expect("the asker ends")
}

pub(crate) fn one_way(count: usize) -> Duration {
    let system = ActorSystem::new();
    let actor = counter();
    let (start, handled_at_ns) = (actor.start, Arc::clone(&actor.handled_at_ns));
    let counter = system.spawn(actor);
    crate::channels::stamps(count, start, &handled_at_ns, || counter.try_send(Stamp).is_ok())
}
