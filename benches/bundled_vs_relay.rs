//! One `PoolSwapEvent` on three roads: bundled (also over an edge that can be moved), over a unix socket, and through a
//! relay.
//!
//! ```text
//! cargo bench -p mycelium-benches --bench bundled_vs_relay              # about a minute
//! cargo bench -p mycelium-benches --bench bundled_vs_relay -- --quick
//! ```
//!
//! The receiving actor runs on a thread of its own, the relay on another, the sender is the main thread. Only the
//! configuration differs; sockets are real, processes are not (the example `trading_core` has those).
//!
//! - **enqueue**: what a send costs the sender, as the mean over batches of 64; between two batches, outside of the
//!   measured time, the receiver catches up.
//! - **send to handled**: one event at a time to a receiver that sleeps; from before the send until the handler has run.
//!   It contains the wake-up of the receiving thread; through a relay, of two threads.

#[path = "bundled_vs_relay/roads.rs"]
mod roads;

use std::time::{Duration, Instant};

use criterion::{Criterion, Throughput};

use crate::roads::{ROADS, Running};

/// Sends per sample of the enqueue cost.
const BATCH: u64 = 64;
/// Before a send to a sleeping receiver: long enough for it to fall asleep.
const PAUSE: Duration = Duration::from_micros(50);

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let running: Vec<Running> = ROADS.into_iter().map(Running::start).collect();
    let mut group = criterion.benchmark_group("enqueue of a PoolSwap");
    group.throughput(Throughput::Elements(1));
    for road in &running {
        group.bench_function(road.name(), |bencher| bencher.iter_custom(|count| enqueue(road, count)));
    }
    group.finish();
    let mut group = criterion.benchmark_group("send to handled of a PoolSwap");
    for road in &running {
        group.bench_function(road.name(), |bencher| bencher.iter_custom(|count| send_to_handled(road, count)));
    }
    group.finish();
    criterion.final_summary();
    running.into_iter().for_each(Running::finish);
}

fn enqueue(road: &Running, count: u64) -> Duration {
    let mut spent = Duration::ZERO;
    let mut left = count;
    while left > 0 {
        let batch = left.min(BATCH);
        let events: Vec<_> = (0..batch).map(|_| road.event()).collect();
        let start = Instant::now();
        for event in events {
            road.send(event);
        }
        spent += start.elapsed();
        road.wait_until_all_is_handled();
        left -= batch;
    }
    spent
}

fn send_to_handled(road: &Running, count: u64) -> Duration {
    let mut spent = Duration::ZERO;
    for _ in 0..count {
        let event = road.event();
        let sleep = Instant::now();
        while sleep.elapsed() < PAUSE {
            std::thread::yield_now();
        }
        let start = Instant::now();
        road.send(event);
        road.wait_until_all_is_handled();
        spent += start.elapsed();
    }
    spent
}
