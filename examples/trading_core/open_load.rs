//! Events at a fixed rate, whatever the receiver does: from the time an event was due to the end of its
//! handler. A sender that falls behind does not hide it: the due times stay.

use std::sync::Arc;
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use trading_pair::{MarketMessage, Probe};

use crate::pair::Pair;

/// Nearer than this to its due time the sender waits on the spot; further away it sleeps.
const SPIN: Duration = Duration::from_micros(200);

/// What an open load came to.
#[derive(Debug, Clone)]
pub(crate) struct OpenLoad {
    pub(crate) rate: u64,
    pub(crate) events: usize,
    /// From due to handled, in nanoseconds.
    pub(crate) handled_ns: Histogram<u64>,
    /// Events that were never handled.
    pub(crate) lost: u64,
}

/// Sends the first events at `rate` per second, for `limit` at most.
///
/// # Panics
///
/// If the runtime cannot be started or the pair fails.
pub(crate) fn run(events: &[MarketMessage], rate: u64, limit: Duration) -> OpenLoad {
    let most = usize::try_from(rate.saturating_mul(limit.as_secs())).unwrap_or(usize::MAX);
    let events = &events[..events.len().min(most)];
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime with two threads can be started");
    let handled_ns = Histogram::new_with_bounds(1, 60_000_000_000, 3).expect("the bounds are sound");
    let mut load = OpenLoad { rate, events: events.len(), handled_ns, lost: 0 };
    runtime.block_on(async {
        let pair = Pair::start(Probe::with_times(events.len())).expect("a new system has no names");
        let probe = Arc::clone(&pair.probe);
        // The first event is due when the actors have surely started.
        let first_due = probe.start().elapsed() + Duration::from_millis(50);
        let due = |index: usize| first_due + Duration::from_nanos(due_after_ns(index, rate));
        for (index, event) in events.iter().enumerate() {
            wait_until(probe.start() + due(index));
            pair.market_data.send(event.clone()).await.expect("the actor runs");
        }
        pair.finish().await.expect("the actors answer");
        for index in 0..events.len() {
            let due_ns = u64::try_from(due(index).as_nanos()).unwrap_or(u64::MAX);
            match probe.handled_at_ns(index) {
                0 => load.lost += 1,
                handled => load.handled_ns.saturating_record(handled.saturating_sub(due_ns)),
            }
        }
    });
    load
}

fn due_after_ns(index: usize, rate: u64) -> u64 {
    let after = index as u128 * 1_000_000_000 / u128::from(rate);
    u64::try_from(after).unwrap_or(u64::MAX)
}

fn wait_until(due: Instant) {
    loop {
        let left = due.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return;
        }
        if left > SPIN {
            std::thread::sleep(left - SPIN);
        } else {
            std::hint::spin_loop();
        }
    }
}
