//! What was measured on both roads.

use serde::{Deserialize, Serialize};

use super::distribution::{Distribution, Samples};
use super::report::MigrationReport;

/// What was measured before a migration and after it, with the same input on both roads.
///
/// # Examples
///
/// ```
/// use mycelium::migration::{Distribution, MigrationMetrics, RoadMetrics, Samples, Verdict};
///
/// let road = |name: &str, enqueue_ns: f64, handled_ns: f64| RoadMetrics {
///     road: name.to_owned(),
///     messages_sent: 1_000,
///     enqueue_ns: Distribution::from_counts([(enqueue_ns, 1_000)]),
///     handled_ns: Distribution::from_counts([(handled_ns, 1_000)]),
///     throughput_per_s: Samples(vec![1e9 / enqueue_ns]),
///     digest: "c0ffee".to_owned(),
///     ..RoadMetrics::default()
/// };
/// let metrics = MigrationMetrics {
///     name: "market_data -> signal_generator".to_owned(),
///     messages_processed: 2_000,
///     before: road("relay", 300.0, 40_000.0),
///     after: road("bundled", 50.0, 30_000.0),
///     ..MigrationMetrics::default()
/// };
/// let report = metrics.calculate_improvement();
/// assert_eq!(report.latency_reduction, Some(25.0));
/// assert_eq!(report.criterion("cut of send to handled, p50").map(|found| found.verdict), Some(Verdict::NotMet));
/// assert_eq!(report.cpu_reduction, None, "it was not measured");
/// println!("{report}");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct MigrationMetrics {
    /// Which services were moved.
    pub name: String,
    /// Messages that were handled, on both roads together, in all runs.
    pub messages_processed: u64,
    /// Bytes that the new road did not encode, in all its runs: the sum of the handled messages' real encoded lengths.
    pub serialization_eliminated_bytes: u64,
    /// The old road.
    pub before: RoadMetrics,
    /// The new road.
    pub after: RoadMetrics,
    /// The first difference between what any two runs computed; `None` if there was none.
    pub difference: Option<String>,
    /// How it was measured: machine, command, what a figure means. Printed with the report, a line each.
    pub notes: Vec<String>,
}

/// What was measured on one road. What is empty was not measured.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RoadMetrics {
    /// What the road is called.
    pub road: String,
    /// Messages that were sent, in all runs, those that followed from others included.
    pub messages_sent: u64,
    /// Messages that were sent and not handled.
    pub messages_lost: u64,
    /// Messages that were encoded.
    pub encodes: u64,
    /// From the time when a message was due to be sent to the end of its handler, in nanoseconds, at a given load.
    pub handled_ns: Distribution,
    /// What a send cost the sender, in nanoseconds.
    pub enqueue_ns: Distribution,
    /// Messages per second of each flood: as fast as they were taken.
    pub throughput_per_s: Samples,
    /// CPU time of all processes in each flood, in seconds.
    pub cpu_s: Samples,
    /// CPU time of all processes at the given load, as a part of one core, for each run.
    pub load_cpu_cores: Samples,
    /// Memory of all processes in each flood, in bytes: the sum of their proportional set sizes.
    pub memory_pss_bytes: Samples,
    /// A digest of all that was computed, in all runs.
    pub digest: String,
}

// === impl MigrationMetrics ===

impl MigrationMetrics {
    /// Compares both roads, and judges the mission's criteria.
    ///
    /// It never divides by zero: what has no base to compare with is `None`, and its criterion
    /// [`NotMeasured`](super::Verdict::NotMeasured). What became worse is a negative reduction, or a negative increase.
    #[must_use]
    pub fn calculate_improvement(&self) -> MigrationReport {
        MigrationReport::of(self)
    }
}
