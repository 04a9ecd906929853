//! Events at a fixed rate, one by one or in batches, whatever the receiver does: from the time an event was due to the end
//! of its handler. A sender that falls behind does not hide it: the due times stay.

use std::time::Duration;

use hdrhistogram::Histogram;
use trading_pair::MarketMessage;
use trading_pair::clock::monotonic_ns;

use super::account::Account;
use super::flood::runtime;
use super::outcome::Outcome;
use super::pair::{Failure, Pair};
use super::road::Road;

/// Nearer than this to its due time the sender waits on the spot, and lets others have the core meanwhile: otherwise whoever
/// is woken on it waits for a slice of the scheduler's. Further away it sleeps.
const SPIN_NS: u64 = 200_000;
/// The first event is due when the receivers have surely started.
const LEAD_NS: u64 = 50_000_000;

/// When events come.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Arrivals {
    /// Events per second.
    pub(crate) rate: u64,
    /// How many are due at the same moment.
    pub(crate) batch: usize,
}

/// Arrivals from a certain moment on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pace {
    arrivals: Arrivals,
    first_due_ns: u64,
}

/// What an open load came to.
#[derive(Debug, Clone)]
pub(crate) struct OpenLoad {
    pub(crate) rate: u64,
    pub(crate) events: usize,
    /// From due to handled, in nanoseconds.
    pub(crate) handled_ns: Histogram<u64>,
    pub(crate) account: Account,
    /// Of all processes, the sender's waiting included.
    pub(crate) cpu: Duration,
    /// From the first event's due time to the end of all that followed.
    pub(crate) elapsed: Duration,
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

/// Sends all events as they are due. Also returns what the pair computed.
pub(crate) fn run(road: Road, events: &[MarketMessage], arrivals: Arrivals) -> Result<(OpenLoad, Outcome), Failure> {
    runtime().block_on(async {
        let mut pair = Pair::start(road, events.len())?;
        let before = pair.usage()?;
        let pace = Pace::starting_soon(arrivals);
        for (index, event) in events.iter().enumerate() {
            pace.wait_for(index);
            pair.send(event.clone()).await?;
        }
        let progress = pair.settle()?;
        let end_ns = monotonic_ns();
        let after = pair.usage()?;
        let account = Account::of(&mut pair, &progress, &before, &after)?;
        let outcome = pair.finish().await?;
        let mut handled_ns = histogram();
        for (index, at) in outcome.handled_at_ns()?.into_iter().enumerate().filter(|(_, at)| *at > 0) {
            handled_ns.saturating_record(at.saturating_sub(pace.due_ns(index)));
        }
        let load = OpenLoad {
            rate: arrivals.rate,
            events: events.len(),
            handled_ns,
            account,
            cpu: Duration::from_micros(after.cpu_us.saturating_sub(before.cpu_us)),
            elapsed: Duration::from_nanos(end_ns.saturating_sub(pace.due_ns(0))),
        };
        Ok((load, outcome))
    })
}

// === impl Arrivals ===

impl Arrivals {
    /// Evenly spread.
    pub(crate) fn one_by_one(rate: u64) -> Self {
        Self { rate, batch: 1 }
    }
}

// === impl Pace ===

impl Pace {
    /// The first event is due in a moment.
    pub(crate) fn starting_soon(arrivals: Arrivals) -> Self {
        Self { arrivals, first_due_ns: monotonic_ns() + LEAD_NS }
    }

    /// When an event is due, by the clock of all processes.
    pub(crate) fn due_ns(self, index: usize) -> u64 {
        let Arrivals { rate, batch } = self.arrivals;
        let after = (index - index % batch) as u128 * 1_000_000_000 / u128::from(rate);
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
