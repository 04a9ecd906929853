//! What a send costs the sender, beside a bare tokio channel that does the same work.
//!
//! A sample is the mean over a batch of 64 sends. Before each batch the sender waits until fewer than 256
//! messages are waiting, so that the mailbox is never full and, since the receiver is the slower one, hardly
//! ever empty: no sample measures waiting, and waking is measured as often as it happens. The messages of a
//! batch exist before its clock starts. The two sides take turns, and both receivers run the market data
//! service on a worker thread while the sender is the main thread.

use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Instant;

use hdrhistogram::Histogram;
use tokio::sync::mpsc;
use trading_pair::{MarketDataProcessor, MarketMessage, Probe};

use crate::pair::{Pair, market_data_config};

/// Sends per sample.
const BATCH: usize = 64;
/// Samples per turn.
const BATCHES: usize = 1_000;
/// Turns of each side.
const TURNS: usize = 7;
/// How many messages may wait when a batch begins.
const WAITING_MAX: usize = 256;
/// What a mailbox holds, on both sides.
const CAPACITY: usize = 1_024;
/// How many different events are sent; more would measure the cache.
const POOL: usize = 4_096;

/// Means over batches, in tenths of a nanosecond.
#[derive(Debug, Clone)]
pub(crate) struct Enqueue {
    pub(crate) bundled: Histogram<u64>,
    pub(crate) tokio_mpsc: Histogram<u64>,
}

/// Takes turns between the two sides.
///
/// # Panics
///
/// If the runtime cannot be started or a receiver ends early.
pub(crate) fn run(events: &[MarketMessage]) -> Enqueue {
    let pool = &events[..events.len().min(POOL)];
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime with two threads can be started");
    let histogram = || Histogram::new_with_bounds(1, 10_000_000_000, 3).expect("the bounds are sound");
    let mut enqueue = Enqueue { bundled: histogram(), tokio_mpsc: histogram() };
    runtime.block_on(async {
        for _ in 0..TURNS {
            bundled(pool, &mut enqueue.bundled).await;
            tokio_mpsc(pool, &mut enqueue.tokio_mpsc).await;
        }
    });
    enqueue
}

async fn bundled(pool: &[MarketMessage], samples: &mut Histogram<u64>) {
    let pair = Pair::start(Probe::of_signals()).expect("a new system has no names");
    let mut batches = Batches::new(pool);
    for sent in (0..BATCHES).map(|batch| batch * BATCH) {
        let batch = batches.next_batch();
        wait_until(|| sent - pair.probe.events_handled() < WAITING_MAX);
        let start = Instant::now();
        for event in batch.drain(..) {
            pair.market_data.send(event).await.expect("the actor runs");
        }
        record(samples, start);
    }
    let outcome = pair.finish().await.expect("the actors answer");
    black_box(outcome);
}

async fn tokio_mpsc(pool: &[MarketMessage], samples: &mut Histogram<u64>) {
    let (sender, mut receiver) = mpsc::channel::<MarketMessage>(CAPACITY);
    let handled = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&handled);
    let mut service = MarketDataProcessor::new(market_data_config());
    let task = tokio::task::spawn(async move {
        while let Some(event) = receiver.recv().await {
            match event {
                MarketMessage::Swap(event) => service.signals_of(&event).for_each(|signal| {
                    black_box(signal);
                }),
                MarketMessage::Quote(quote) => service.process_quote(&quote),
                MarketMessage::OrderBook(book) => service.process_order_book(&book),
                MarketMessage::Gas(gas) => service.process_gas(&gas),
            }
            count.store(count.load(Relaxed) + 1, Relaxed);
        }
    });
    let mut batches = Batches::new(pool);
    for sent in (0..BATCHES).map(|batch| batch * BATCH) {
        let batch = batches.next_batch();
        wait_until(|| sent - handled.load(Relaxed) < WAITING_MAX);
        let start = Instant::now();
        for event in batch.drain(..) {
            sender.send(event).await.expect("the task runs");
        }
        record(samples, start);
    }
    drop(sender);
    task.await.expect("the task ends");
}

fn record(samples: &mut Histogram<u64>, start: Instant) {
    let tenths = start.elapsed().as_nanos() * 10 / BATCH as u128;
    samples.saturating_record(u64::try_from(tenths).unwrap_or(u64::MAX));
}

/// Waits on the spot: the sender has a core of its own.
fn wait_until(mut done: impl FnMut() -> bool) {
    while !done() {
        std::hint::spin_loop();
    }
}

/// Hands out the pool's events in batches, round and round.
struct Batches<'a> {
    events: std::iter::Cycle<std::slice::Iter<'a, MarketMessage>>,
    batch: Vec<MarketMessage>,
}

impl<'a> Batches<'a> {
    fn new(pool: &'a [MarketMessage]) -> Self {
        Self { events: pool.iter().cycle(), batch: Vec::with_capacity(BATCH) }
    }

    fn next_batch(&mut self) -> &mut Vec<MarketMessage> {
        self.batch.extend(self.events.by_ref().take(BATCH).cloned());
        &mut self.batch
    }
}
