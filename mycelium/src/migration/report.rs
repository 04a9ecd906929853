//! The comparison of two roads, and the mission's criteria judged by it.

use serde::{Deserialize, Serialize};

use super::metrics::{MigrationMetrics, RoadMetrics};
use super::text::Unit;

/// What a migration changed, and which of the mission's criteria are met.
///
/// Percentages are of the old road's figure; a negative one says that it became worse (or, for memory, better). `None` says
/// that it was not measured on both roads, or that there is nothing to compare with. `Display` prints tables; serde writes
/// all of it, the metrics included.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MigrationReport {
    /// By how many percent the median time from send to handled is shorter.
    pub latency_reduction: Option<f64>,
    /// By how many percent the median cost of a send is lower.
    pub enqueue_reduction: Option<f64>,
    /// By how many percent the median throughput is higher.
    pub throughput_increase: Option<f64>,
    /// By how many percent the median CPU time of a flood is lower.
    pub cpu_reduction: Option<f64>,
    /// By how many percent the median memory of all processes is higher.
    pub memory_increase: Option<f64>,
    /// What the new road did not encode, in units of 2^20 bytes.
    pub serialization_saved_mb: f64,
    /// Messages that were sent and not handled, on both roads.
    pub messages_lost: u64,
    /// Whether both roads computed the same, byte for byte; `None` if nobody looked.
    pub identical: Option<bool>,
    /// The mission's criteria, in its order.
    pub criteria: Vec<Criterion>,
    /// What all this was calculated from.
    pub metrics: MigrationMetrics,
}

/// One of the mission's criteria.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Criterion {
    /// What is judged, with its percentile.
    pub name: String,
    /// What was to be reached.
    pub target: String,
    /// What was found, for programs: percent, nanoseconds or messages, as `unit` says; `None` if it was not measured.
    pub found: Option<f64>,
    /// The unit of `found`; empty for a count, and for yes (1) and no (0).
    pub unit: String,
    /// What was found, for people: on the old road, on the new one, and the change that is judged.
    pub before: String,
    /// See `before`.
    pub after: String,
    /// See `before`.
    pub change: String,
    /// The judgement.
    pub verdict: Verdict,
}

/// Whether a criterion is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It was measured, and it is.
    Met,
    /// It was measured, and it is not.
    NotMet,
    /// It was not measured, so it counts as not met.
    NotMeasured,
}

/// One figure of both roads, as people read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparisonRow {
    /// The figure, with its percentile.
    pub name: String,
    /// On the old road.
    pub before: String,
    /// On the new road.
    pub after: String,
    /// How the new one differs; empty where that says nothing.
    pub change: String,
}

/// What a criterion wants of a change in percent, or of a figure.
#[derive(Debug, Clone, Copy)]
enum Target {
    /// The new road's figure stays below so much.
    Below(f64),
    /// The figure is lower by so many percent at least.
    LowerByAtLeast(f64),
    /// The figure is lower by more than so many percent.
    LowerByMoreThan(f64),
    /// The figure is higher by more than so many percent.
    HigherByMoreThan(f64),
    /// The figure is higher by less than so many percent.
    HigherByLessThan(f64),
}

/// A figure of one road.
type Figure = fn(&RoadMetrics) -> Option<f64>;

const ENQUEUE_P50: Figure = |road| road.enqueue_ns.quantile(0.5);
const ENQUEUE_P99: Figure = |road| road.enqueue_ns.quantile(0.99);
const HANDLED_P50: Figure = |road| road.handled_ns.quantile(0.5);
const HANDLED_P99: Figure = |road| road.handled_ns.quantile(0.99);
const THROUGHPUT: Figure = |road| road.throughput_per_s.median();
const CPU: Figure = |road| road.cpu_s.median();
const LOAD_CPU: Figure = |road| road.load_cpu_cores.median();
const MEMORY: Figure = |road| road.memory_pss_bytes.median();

/// The criteria that are figures. A cut of latency says for which latency and which percentile.
const CRITERIA: [(&str, Unit, Figure, Target); 10] = [
    ("enqueue, p50", Unit::Nanoseconds, ENQUEUE_P50, Target::Below(100.0)),
    ("enqueue, p99", Unit::Nanoseconds, ENQUEUE_P99, Target::Below(100.0)),
    ("cut of enqueue, p50", Unit::Nanoseconds, ENQUEUE_P50, Target::LowerByAtLeast(50.0)),
    ("cut of enqueue, p99", Unit::Nanoseconds, ENQUEUE_P99, Target::LowerByAtLeast(50.0)),
    ("cut of send to handled, p50", Unit::Nanoseconds, HANDLED_P50, Target::LowerByAtLeast(50.0)),
    ("cut of send to handled, p99", Unit::Nanoseconds, HANDLED_P99, Target::LowerByAtLeast(50.0)),
    ("throughput", Unit::PerSecond, THROUGHPUT, Target::HigherByMoreThan(50.0)),
    ("CPU time, flood", Unit::Seconds, CPU, Target::LowerByMoreThan(30.0)),
    ("CPU usage, load", Unit::Cores, LOAD_CPU, Target::LowerByMoreThan(30.0)),
    ("memory, PSS", Unit::Bytes, MEMORY, Target::HigherByLessThan(10.0)),
];

/// The other figures that both roads have.
const ROWS: [(&str, Unit, Figure); 17] = [
    ("messages sent", Unit::Count, |road| Some(road.messages_sent as f64)),
    ("messages encoded", Unit::Count, |road| Some(road.encodes as f64)),
    ("enqueue, mean", Unit::Nanoseconds, |road| (road.enqueue_ns.count > 0).then_some(road.enqueue_ns.mean)),
    ("enqueue, p50", Unit::Nanoseconds, ENQUEUE_P50),
    ("enqueue, p99", Unit::Nanoseconds, ENQUEUE_P99),
    ("send to handled, mean", Unit::Nanoseconds, |road| (road.handled_ns.count > 0).then_some(road.handled_ns.mean)),
    ("send to handled, p50", Unit::Nanoseconds, HANDLED_P50),
    ("send to handled, p90", Unit::Nanoseconds, |road| road.handled_ns.quantile(0.9)),
    ("send to handled, p99", Unit::Nanoseconds, HANDLED_P99),
    ("send to handled, p99.9", Unit::Nanoseconds, |road| road.handled_ns.quantile(0.999)),
    ("send to handled, max", Unit::Nanoseconds, |road| road.handled_ns.quantile(1.0)),
    ("throughput, median", Unit::PerSecond, THROUGHPUT),
    ("throughput, slowest", Unit::PerSecond, |road| road.throughput_per_s.spread().map(|(slowest, _)| slowest)),
    ("throughput, fastest", Unit::PerSecond, |road| road.throughput_per_s.spread().map(|(_, fastest)| fastest)),
    ("CPU time, flood, median", Unit::Seconds, CPU),
    ("CPU usage, load, median", Unit::Cores, LOAD_CPU),
    ("memory, PSS, median", Unit::Bytes, MEMORY),
];

// === impl MigrationReport ===

impl MigrationReport {
    /// Calculates it.
    pub(super) fn of(metrics: &MigrationMetrics) -> Self {
        let MigrationMetrics { before, after, .. } = metrics;
        let more = |figure: Figure| change(figure(before), figure(after));
        let less = |figure: Figure| more(figure).map(|percent| -percent);
        let looked = !before.digest.is_empty() && !after.digest.is_empty();
        let identical = looked.then(|| before.digest == after.digest && metrics.difference.is_none());
        let messages_lost = before.messages_lost.saturating_add(after.messages_lost);
        let figures = CRITERIA.iter().map(|(name, unit, figure, target)| {
            Criterion::of_figure(name, *unit, figure(before), figure(after), *target)
        });
        let others = [Criterion::of_loss(before, after), Criterion::of_results(identical, before, after)];
        Self {
            latency_reduction: less(HANDLED_P50),
            enqueue_reduction: less(ENQUEUE_P50),
            throughput_increase: more(THROUGHPUT),
            cpu_reduction: less(CPU),
            memory_increase: more(MEMORY),
            serialization_saved_mb: metrics.serialization_eliminated_bytes as f64 / 1_048_576.0,
            messages_lost,
            identical,
            criteria: figures.chain(others).collect(),
            metrics: metrics.clone(),
        }
    }

    /// Whether nothing was lost and both roads computed the same. Says nothing of speed.
    #[must_use]
    pub fn is_correct(&self) -> bool {
        self.messages_lost == 0 && self.identical == Some(true)
    }

    /// Whether every criterion was measured and is met.
    #[must_use]
    pub fn all_met(&self) -> bool {
        self.criteria.iter().all(|criterion| criterion.verdict == Verdict::Met)
    }

    /// The criterion of this name, if there is one.
    #[must_use]
    pub fn criterion(&self, name: &str) -> Option<&Criterion> {
        self.criteria.iter().find(|criterion| criterion.name == name)
    }

    /// The figures of both roads, as `Display` prints them.
    #[must_use]
    pub fn rows(&self) -> Vec<ComparisonRow> {
        let MigrationMetrics { before, after, .. } = &self.metrics;
        let row = |(name, unit, figure): &(&str, Unit, Figure)| ComparisonRow {
            name: (*name).to_owned(),
            before: unit.show(figure(before)),
            after: unit.show(figure(after)),
            change: Unit::Percent.show(change(figure(before), figure(after))),
        };
        ROWS.iter().map(row).collect()
    }
}

/// By how many percent `after` is higher; `None` without a base.
fn change(before: Option<f64>, after: Option<f64>) -> Option<f64> {
    let (before, after) = (before?, after?);
    let percent = (after - before) / before * 100.0;
    (before > 0.0 && percent.is_finite()).then_some(percent)
}

// === impl Criterion ===

impl Criterion {
    fn of_figure(name: &str, unit: Unit, before: Option<f64>, after: Option<f64>, target: Target) -> Self {
        let percent = change(before, after);
        let (found, found_unit, text, met): (_, _, _, fn(f64, f64) -> bool) = match target {
            Target::Below(limit) => {
                (after, unit, format!("< {}", unit.show(Some(limit))), |found, limit| found < limit)
            }
            Target::LowerByAtLeast(limit) => {
                (percent.map(|more| -more), Unit::Percent, format!("≥ {limit} % less"), |found, limit| found >= limit)
            }
            Target::LowerByMoreThan(limit) => {
                (percent.map(|more| -more), Unit::Percent, format!("> {limit} % less"), |found, limit| found > limit)
            }
            Target::HigherByMoreThan(limit) => {
                (percent, Unit::Percent, format!("> {limit} % more"), |found, limit| found > limit)
            }
            Target::HigherByLessThan(limit) => {
                (percent, Unit::Percent, format!("< {limit} % more"), |found, limit| found < limit)
            }
        };
        let change = match target {
            Target::Below(_) => unit.show(after),
            _ => percent.map_or_else(|| Unit::Percent.show(None), in_words),
        };
        Self {
            name: name.to_owned(),
            target: text,
            found,
            unit: found_unit.name().to_owned(),
            before: unit.show(before),
            after: unit.show(after),
            change,
            verdict: found.map_or(Verdict::NotMeasured, |found| Verdict::of(met(found, target.limit()))),
        }
    }

    fn of_loss(before: &RoadMetrics, after: &RoadMetrics) -> Self {
        let lost = before.messages_lost.saturating_add(after.messages_lost);
        let measured = before.messages_sent > 0 && after.messages_sent > 0;
        Self {
            name: "messages lost".to_owned(),
            target: "0".to_owned(),
            found: measured.then_some(lost as f64),
            unit: String::new(),
            before: before.messages_lost.to_string(),
            after: after.messages_lost.to_string(),
            change: lost.to_string(),
            // What was lost was lost, however it was measured.
            verdict: if measured || lost > 0 { Verdict::of(lost == 0) } else { Verdict::NotMeasured },
        }
    }

    fn of_results(identical: Option<bool>, before: &RoadMetrics, after: &RoadMetrics) -> Self {
        let digest = |road: &RoadMetrics| match road.digest.get(..8) {
            Some(start) => format!("{start}.."),
            None => road.digest.clone(),
        };
        Self {
            name: "signals".to_owned(),
            target: "identical".to_owned(),
            found: identical.map(|identical| f64::from(u8::from(identical))),
            unit: String::new(),
            before: digest(before),
            after: digest(after),
            change: match identical {
                Some(true) => "identical".to_owned(),
                Some(false) => "different".to_owned(),
                None => Unit::Percent.show(None),
            },
            verdict: identical.map_or(Verdict::NotMeasured, Verdict::of),
        }
    }
}

/// A change without a sign.
fn in_words(percent: f64) -> String {
    format!("{:.1} % {}", percent.abs(), if percent < 0.0 { "less" } else { "more" })
}

// === impl Target, Verdict ===

impl Target {
    fn limit(self) -> f64 {
        match self {
            Self::Below(limit)
            | Self::LowerByAtLeast(limit)
            | Self::LowerByMoreThan(limit)
            | Self::HigherByMoreThan(limit)
            | Self::HigherByLessThan(limit) => limit,
        }
    }
}

impl Verdict {
    fn of(met: bool) -> Self {
        if met { Self::Met } else { Self::NotMet }
    }
}
