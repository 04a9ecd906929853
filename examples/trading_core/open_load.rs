//! Events at a fixed rate, whatever the receiver does: from the time an event was due to the end of its
//! handler. A sender that falls behind does not hide it: the due times stay.

use std::time::Duration;

use hdrhistogram::Histogram;
use trading_pair::MarketMessage;
use trading_pair::clock::monotonic_ns;

use crate::flood::runtime;
use crate::pair::{Failure, Pair};
use crate::road::Road;

/// Nearer than this to its due time the sender waits on the spot, and lets others have the core meanwhile: otherwise whoever
/// is woken on it waits for a slice of the scheduler's. Further away it sleeps.
const SPIN_NS: u64 = 200_000;
/// The first event is due when the receivers have surely started.
const LEAD_NS: u64 = 50_000_000;

/// A rate that is kept, and for how long.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pace {
    pub(crate) rate: u64,
    first_due_ns: u64,
}

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

/// Times up to a minute.
pub(crate) fn histogram() -> Histogram<u64> {
    Histogram::new_with_bounds(1, 60_000_000_000, 3).expect("the bounds are sound")
}

/// As many of the events as are due within `limit`.
pub(crate) fn within(events: &[MarketMessage], rate: u64, limit: Duration) -> &[MarketMessage] {
    let most = usize::try_from(rate.saturating_mul(limit.as_secs())).unwrap_or(usize::MAX);
    &events[..events.len().min(most)]
}

/// Sends the first events at `rate` per second, for `limit` at most.
pub(crate) fn run(road: Road, events: &[MarketMessage], rate: u64, limit: Duration) -> Result<OpenLoad, Failure> {
    let events = within(events, rate, limit);
    let mut load = OpenLoad { rate, events: events.len(), handled_ns: histogram(), lost: 0 };
    runtime().block_on(async {
        let mut pair = Pair::start(road, events.len())?;
        let pace = Pace::starting_soon(rate);
        for (index, event) in events.iter().enumerate() {
            pace.wait_for(index);
            pair.send(event.clone()).await?;
        }
        pair.settle()?;
        let handled = pair.finish().await?.handled_at_ns()?;
        for (index, _) in events.iter().enumerate() {
            match handled.get(index) {
                None | Some(0) => load.lost += 1,
                Some(at) => load.handled_ns.saturating_record(at.saturating_sub(pace.due_ns(index))),
            }
        }
        Ok(load)
    })
}

// === impl Pace ===

impl Pace {
    /// The first event is due in a moment.
    pub(crate) fn starting_soon(rate: u64) -> Self {
        Self { rate, first_due_ns: monotonic_ns() + LEAD_NS }
    }

    /// When an event is due, by the clock of all processes.
    pub(crate) fn due_ns(self, index: usize) -> u64 {
        let after = index as u128 * 1_000_000_000 / u128::from(self.rate);
        self.first_due_ns + u64::try_from(after).unwrap_or(u64::MAX / 2)
    }

    /// Waits until an event is due.
    pub(crate) fn wait_for(self, index: usize) {
        let due = self.due_ns(index);
        loop {
            match due.saturating_sub(monotonic_ns()) {
                0 => return,
                left if left > SPIN_NS => std::thread::sleep(Duration::from_nanos(left - SPIN_NS)),
                _ => std::thread::yield_now(),
            }
        }
    }
}
