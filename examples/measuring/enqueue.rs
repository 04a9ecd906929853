//! What a send costs the sender, on each road, beside bare tokio channels that do the same work as the bundled one.
//!
//! A sample is the mean over a batch of 64 sends. Before each batch the sender waits until fewer than 256
//! messages are waiting, so that the mailbox is never full and, since the receiver is the slower one, hardly
//! ever empty: waking is measured as often as it happens, waiting never. The messages of a batch exist before
//! its clock starts. The sides take turns; the sender is always the main thread. Bundled and over bare channels the three
//! services run on the one worker thread of a runtime; on the other roads in processes of their own, and the worker
//! writes to the socket.

use std::hint::black_box;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use hdrhistogram::Histogram;
use tokio::sync::mpsc;
use trading_pair::{ArbitrageSignal, Execution, MarketMessage, OrderRequest};

use super::pair::{Failure, Pair, market_data_processor, signal_generator};
use super::road::Road;

/// Sends per sample.
const BATCH: usize = 64;
/// Samples per turn; a build that is not optimized measures nothing worth more.
const BATCHES: usize = if cfg!(debug_assertions) { 100 } else { 1_000 };
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
    pub(crate) roads: Vec<(Road, Histogram<u64>)>,
    pub(crate) tokio_mpsc: Histogram<u64>,
}

/// Takes turns between the sides.
pub(crate) fn run(roads: &[Road], events: &[MarketMessage]) -> Result<Enqueue, Failure> {
    let pool = &events[..events.len().min(POOL)];
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let histogram = || Histogram::new_with_bounds(1, 10_000_000_000, 3).expect("the bounds are sound");
    let roads = roads.iter().map(|road| (*road, histogram())).collect();
    let mut enqueue = Enqueue { roads, tokio_mpsc: histogram() };
    runtime.block_on(async {
        for _ in 0..TURNS {
            for (road, samples) in &mut enqueue.roads {
                on_road(*road, pool, samples).await?;
            }
            tokio_mpsc(pool, &mut enqueue.tokio_mpsc).await;
        }
        Ok(enqueue)
    })
}

async fn on_road(road: Road, pool: &[MarketMessage], samples: &mut Histogram<u64>) -> Result<(), Failure> {
    let mut pair = Pair::start(road, 0)?;
    let mut batches = Batches::new(pool);
    for sent in (0..BATCHES).map(|batch| batch * BATCH) {
        let batch = batches.next_batch();
        while sent as u64 - pair.progress()?.events >= WAITING_MAX as u64 {
            std::hint::spin_loop();
        }
        let start = Instant::now();
        for event in batch.drain(..) {
            pair.send(event).await?;
        }
        record(samples, start);
    }
    pair.settle()?;
    black_box(pair.finish().await?);
    Ok(())
}

async fn tokio_mpsc(pool: &[MarketMessage], samples: &mut Histogram<u64>) {
    let (sender, receiver) = mpsc::channel(CAPACITY);
    let (signals, signals_received) = mpsc::channel(CAPACITY);
    let (orders, mut orders_received) = mpsc::channel(CAPACITY);
    let handled = Arc::new(AtomicUsize::new(0));
    tokio::task::spawn(market_data(receiver, signals, Arc::clone(&handled)));
    tokio::task::spawn(generator(signals_received, orders));
    let execution = tokio::task::spawn(async move {
        let mut execution = Execution::new();
        while let Some(order) = orders_received.recv().await {
            execution.submit_order(order).expect("there is room for more orders than this");
        }
        execution.len()
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
    black_box(execution.await.expect("the task ends"));
}

async fn market_data(
    mut events: mpsc::Receiver<MarketMessage>,
    signals: mpsc::Sender<Arc<ArbitrageSignal>>,
    handled: Arc<AtomicUsize>,
) {
    let mut service = market_data_processor();
    while let Some(event) = events.recv().await {
        match event {
            MarketMessage::Swap(event) => {
                for signal in service.signals_of(&event) {
                    signals.send(Arc::new(signal)).await.expect("the generator runs");
                }
            }
            MarketMessage::Quote(quote) => service.process_quote(&quote),
            MarketMessage::OrderBook(book) => service.process_order_book(&book),
            MarketMessage::Gas(gas) => service.process_gas(&gas),
        }
        handled.store(handled.load(Relaxed) + 1, Relaxed);
    }
}

/// Keeps the signals, as the probe of the actors does.
async fn generator(mut signals: mpsc::Receiver<Arc<ArbitrageSignal>>, orders: mpsc::Sender<OrderRequest>) {
    let mut service = signal_generator();
    let received = Mutex::new(Vec::new());
    while let Some(signal) = signals.recv().await {
        let enhanced = service.enhance_signal(&signal);
        received.lock().expect("nobody panics").push(signal);
        if let Some(order) = enhanced.and_then(|enhanced| service.order(&enhanced)) {
            orders.send(order).await.expect("execution runs");
        }
    }
    black_box(received);
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
