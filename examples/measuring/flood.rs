//! All events as fast as they are taken: what comes out, and how much it takes.
//!
//! The sender is the main thread. Bundled, the actors run on a runtime with two workers; otherwise each has a process of
//! its own. The events exist before the clock starts; what is sent is a clone of each: an `Arc` more.

use std::time::{Duration, Instant};

use trading_pair::MarketMessage;

use super::account::Account;
use super::outcome::Outcome;
use super::pair::{Failure, Pair};
use super::road::Road;

/// What one flood took.
#[derive(Debug, Clone)]
pub(crate) struct Flood {
    pub(crate) road: Road,
    pub(crate) signals: usize,
    pub(crate) enhanced: u64,
    pub(crate) orders: usize,
    pub(crate) account: Account,
    pub(crate) elapsed: Duration,
    /// Of all processes.
    pub(crate) cpu: Duration,
    /// Of all processes, the input included, while the actors still live; `None` where the system does not say.
    pub(crate) memory_pss_bytes: Option<u64>,
}

/// The runtime of the sending process, on every road.
pub(crate) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime with two threads can be started")
}

/// Runs the pair over all events.
pub(crate) fn run(road: Road, events: &[MarketMessage]) -> Result<(Flood, Outcome), Failure> {
    runtime().block_on(async {
        let mut pair = Pair::start(road, 0)?;
        let (before, start) = (pair.usage()?, Instant::now());
        for event in events {
            pair.keep_window()?;
            pair.send(event.clone()).await?;
        }
        let progress = pair.settle()?;
        let elapsed = start.elapsed();
        let after = pair.usage()?;
        let account = Account::of(&mut pair, &progress, &before, &after)?;
        let outcome = pair.finish().await?;
        let flood = Flood {
            road,
            signals: outcome.signals,
            enhanced: outcome.enhanced,
            orders: outcome.orders,
            account,
            elapsed,
            cpu: Duration::from_micros(after.cpu_us.saturating_sub(before.cpu_us)),
            memory_pss_bytes: after.pss_bytes,
        };
        Ok((flood, outcome))
    })
}
