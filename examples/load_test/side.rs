//! What was found on one road, run by run.

use hdrhistogram::Histogram;
use mycelium::migration::{Distribution, RoadMetrics};
use sha2::{Digest, Sha256};

use crate::measuring::Outcome;
use crate::measuring::account::Account;
use crate::measuring::flood::Flood;
use crate::measuring::open_load::{OpenLoad, histogram};
use crate::measuring::road::Road;

/// See the module.
#[derive(Debug)]
pub(crate) struct Side {
    /// All but what the other fields sum up.
    metrics: RoadMetrics,
    handled_ns: Histogram<u64>,
    handled: u64,
    avoided_bytes: u64,
    /// Over the digests of all runs.
    digests: Sha256,
}

// === impl Side ===

impl Side {
    pub(crate) fn new(road: Road) -> Self {
        let metrics = RoadMetrics { road: road.name().to_owned(), ..RoadMetrics::default() };
        Self { metrics, handled_ns: histogram(), handled: 0, avoided_bytes: 0, digests: Sha256::new() }
    }

    /// A flood of so many events came to an end. `input_bytes` of the memory are not the road's.
    pub(crate) fn flooded(&mut self, events: usize, flood: &Flood, outcome: &Outcome, input_bytes: Option<u64>) {
        self.ran(&flood.account, outcome);
        self.metrics.throughput_per_s.0.push(events as f64 / flood.elapsed.as_secs_f64());
        self.metrics.cpu_s.0.push(flood.cpu.as_secs_f64());
        if let Some((all, input)) = flood.memory_pss_bytes.zip(input_bytes) {
            self.metrics.memory_pss_bytes.0.push(all.saturating_sub(input) as f64);
        }
    }

    /// A slice of the load came to an end.
    pub(crate) fn loaded(&mut self, load: &OpenLoad, outcome: &Outcome) {
        self.ran(&load.account, outcome);
        self.metrics.load_cpu_cores.0.push(load.cpu.as_secs_f64() / load.elapsed.as_secs_f64());
        self.handled_ns.add(&load.handled_ns).expect("the bounds are the same");
    }

    /// Samples in tenths of a nanosecond.
    pub(crate) fn enqueued(&mut self, samples: &Histogram<u64>) {
        self.metrics.enqueue_ns = distribution(samples, 10.0);
    }

    fn ran(&mut self, account: &Account, outcome: &Outcome) {
        self.metrics.messages_sent += account.sent;
        self.metrics.messages_lost += account.lost;
        self.metrics.encodes += account.encodes;
        self.handled += account.handled;
        self.avoided_bytes += account.avoided_bytes;
        self.digests.update(&outcome.digest);
    }

    /// Messages that were handled, in all runs.
    pub(crate) fn handled(&self) -> u64 {
        self.handled
    }

    /// Bytes that bundling did not encode, in all runs.
    pub(crate) fn avoided_bytes(&self) -> u64 {
        self.avoided_bytes
    }

    pub(crate) fn into_metrics(self) -> RoadMetrics {
        let digest = self.digests.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        RoadMetrics { handled_ns: distribution(&self.handled_ns, 1.0), digest, ..self.metrics }
    }
}

fn distribution(samples: &Histogram<u64>, per_ns: f64) -> Distribution {
    Distribution::from_counts(
        samples.iter_recorded().map(|at| (at.value_iterated_to() as f64 / per_ns, at.count_at_value())),
    )
}
