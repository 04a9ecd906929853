//! What the runs came to: a table for people, JSON for programs.

use std::fmt;
use std::time::Duration;

use hdrhistogram::Histogram;
use serde_json::{Value, json};

use crate::measuring::baselines::Baselines;
use crate::measuring::enqueue::Enqueue;
use crate::measuring::flood::Flood;
use crate::measuring::open_load::OpenLoad;
use crate::measuring::road::Road;

/// All floods, and whether they came to the same.
#[derive(Debug)]
pub(crate) struct Floods {
    pub(crate) floods: Vec<Flood>,
    /// The first difference between any two of them.
    pub(crate) difference: Option<String>,
    /// The digest of the first.
    pub(crate) digest: String,
}

/// All that was measured.
#[derive(Debug)]
pub(crate) struct Report {
    events: usize,
    roads: Vec<OnRoad>,
    tokio_mpsc: Histogram<u64>,
    baselines: Baselines,
    /// The first difference between any two runs.
    difference: Option<String>,
    /// SHA-256 over the TLVs of all signals, then of all orders, of the first run.
    digest: String,
}

/// What was measured on one road.
#[derive(Debug)]
struct OnRoad {
    road: Road,
    /// By length, shortest first; one at least.
    floods: Vec<Flood>,
    enqueue: Histogram<u64>,
    open_load: OpenLoad,
}

// === impl OnRoad ===

impl OnRoad {
    /// The flood of median length.
    fn median(&self) -> &Flood {
        &self.floods[self.floods.len() / 2]
    }

    fn lost(&self) -> u64 {
        self.floods.iter().map(|flood| flood.account.lost).sum::<u64>() + self.open_load.account.lost
    }

    fn encodes(&self) -> u64 {
        self.floods.iter().map(|flood| flood.account.encodes).sum()
    }

    fn handled(&self, quantile: f64) -> u64 {
        self.open_load.handled_ns.value_at_quantile(quantile)
    }

    fn to_json(&self, events: usize, digest: &str) -> Value {
        let flood = self.median();
        json!({
            "name": self.road.name(),
            "signals": flood.signals,
            "enhanced": flood.enhanced,
            "orders": flood.orders,
            "digest": digest,
            "lost": self.lost(),
            "encodes": self.encodes(),
            "enqueue_ns": {"p50": tenths(&self.enqueue, 0.5), "p99": tenths(&self.enqueue, 0.99)},
            "handled_ns": {
                "p50": self.handled(0.5),
                "p90": self.handled(0.9),
                "p99": self.handled(0.99),
                "p999": self.handled(0.999),
                "max": self.open_load.handled_ns.max(),
            },
            "handled_at_rate_per_s": self.open_load.rate,
            "throughput_per_s": per_second(events, flood.elapsed).round(),
            "cpu_s": flood.cpu.as_secs_f64(),
            "memory_pss_bytes": flood.memory_pss_bytes,
            "serialization_avoided_bytes": flood.account.avoided_bytes,
        })
    }
}

fn per_second(events: usize, elapsed: Duration) -> f64 {
    events as f64 / elapsed.as_secs_f64()
}

// === impl Report ===

impl Report {
    /// Joins what was measured on the same roads; there is one flood at least on each.
    pub(crate) fn new(
        events: usize,
        Floods { floods, difference, digest }: Floods,
        enqueue: Enqueue,
        open_loads: Vec<(Road, OpenLoad)>,
        baselines: Baselines,
    ) -> Self {
        let joined = enqueue.roads.into_iter().zip(open_loads).map(|((road, enqueue), (_, open_load))| {
            let mut floods: Vec<Flood> = floods.iter().filter(|flood| flood.road == road).cloned().collect();
            floods.sort_by_key(|flood| flood.elapsed);
            OnRoad { road, floods, enqueue, open_load }
        });
        Self { events, roads: joined.collect(), tokio_mpsc: enqueue.tokio_mpsc, baselines, difference, digest }
    }

    fn lost(&self) -> u64 {
        self.roads.iter().map(OnRoad::lost).sum()
    }

    /// Whether all runs agree and nothing was lost.
    pub(crate) fn is_good(&self) -> bool {
        self.difference.is_none() && self.lost() == 0
    }

    /// The report for programs.
    pub(crate) fn to_json(&self) -> Value {
        let times = |times: &Option<Histogram<u64>>| {
            times
                .as_ref()
                .map(|times| json!({"p50": times.value_at_quantile(0.5), "p99": times.value_at_quantile(0.99)}))
        };
        json!({
            "events": self.events,
            "identical": self.difference.is_none(),
            "paths": self.roads.iter().map(|road| road.to_json(self.events, &self.digest)).collect::<Vec<_>>(),
            "tokio_mpsc": {
                "enqueue_ns": {"p50": tenths(&self.tokio_mpsc, 0.5), "p99": tenths(&self.tokio_mpsc, 0.99)},
            },
            "tokio_unix_echo": {"half_round_trip_ns": times(&self.baselines.echo)},
            "two_socket_forwarder": {"received_ns": times(&self.baselines.forward)},
        })
    }

    /// A line of the table: one cell for each road.
    fn row(&self, f: &mut fmt::Formatter<'_>, name: &str, cell: impl Fn(&OnRoad) -> String) -> fmt::Result {
        write!(f, "{name:<40}")?;
        self.roads.iter().try_for_each(|road| write!(f, "{:>24}", cell(road)))?;
        writeln!(f)
    }

    /// A line of ratios to the relay, if it is among the roads.
    fn ratios(&self, f: &mut fmt::Formatter<'_>, value: impl Fn(&OnRoad) -> f64) -> fmt::Result {
        match self.roads.iter().find(|road| road.road == Road::Relay) {
            Some(relay) if self.roads.len() > 1 => {
                self.row(f, "  ratio to relay", |road| format!("{:.3}", value(road) / value(relay)))
            }
            _ => Ok(()),
        }
    }
}

/// A quantile of samples in tenths of a nanosecond, in nanoseconds.
fn tenths(samples: &Histogram<u64>, quantile: f64) -> f64 {
    samples.value_at_quantile(quantile) as f64 / 10.0
}

/// Nanoseconds in the unit that reads best.
fn time(nanoseconds: u64) -> String {
    match nanoseconds {
        0..1_000 => format!("{nanoseconds} ns"),
        1_000..1_000_000 => format!("{:.1} µs", nanoseconds as f64 / 1e3),
        _ => format!("{:.1} ms", nanoseconds as f64 / 1e6),
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.row(f, "", |road| road.road.name().to_owned())?;
        self.row(f, "events", |_| self.events.to_string())?;
        self.row(f, "raw signals", |road| road.median().signals.to_string())?;
        self.row(f, "enhanced", |road| road.median().enhanced.to_string())?;
        self.row(f, "orders", |road| road.median().orders.to_string())?;
        self.row(f, "lost, all runs", |road| road.lost().to_string())?;
        self.row(f, "encodes, all runs", |road| road.encodes().to_string())?;
        self.row(f, "serialization avoided, bytes", |road| road.median().account.avoided_bytes.to_string())?;

        self.row(f, "throughput, events/s, median", |road| {
            format!("{:.0}", per_second(self.events, road.median().elapsed))
        })?;
        self.row(f, "  slowest .. fastest", |road| {
            let (fastest, slowest) = (&road.floods[0], &road.floods[road.floods.len() - 1]);
            let speed = |flood: &Flood| per_second(self.events, flood.elapsed);
            format!("{:.0} .. {:.0}", speed(slowest), speed(fastest))
        })?;
        self.ratios(f, |road| per_second(self.events, road.median().elapsed))?;
        self.row(f, "CPU time of the median run, s", |road| format!("{:.3}", road.median().cpu.as_secs_f64()))?;
        self.ratios(f, |road| road.median().cpu.as_secs_f64())?;
        self.row(f, "memory of all processes (PSS), MiB", |road| {
            let bytes = road.median().memory_pss_bytes;
            bytes.map_or("unknown".into(), |bytes| format!("{:.1}", bytes as f64 / 1_048_576.0))
        })?;

        self.row(f, "enqueue p50 / p99, ns, batches of 64", |road| {
            format!("{:.1} / {:.1}", tenths(&road.enqueue, 0.5), tenths(&road.enqueue, 0.99))
        })?;
        self.ratios(f, |road| tenths(&road.enqueue, 0.5))?;
        let rate = self.roads.first().map_or(0, |road| road.open_load.rate);
        self.row(f, &format!("due to handled at {rate}/s, events"), |road| road.open_load.events.to_string())?;
        for (name, quantile) in [("  p50", 0.5), ("  p90", 0.9), ("  p99", 0.99), ("  p99.9", 0.999)] {
            self.row(f, name, |road| time(road.handled(quantile)))?;
        }
        self.row(f, "  max", |road| time(road.open_load.handled_ns.max()))?;
        self.ratios(f, |road| road.handled(0.5) as f64)?;

        writeln!(f, "\nbeside them, in the same run, without mycelium:")?;
        let (p50, p99) = (tenths(&self.tokio_mpsc, 0.5), tenths(&self.tokio_mpsc, 0.99));
        writeln!(f, "  {:<50}{p50:.1} / {p99:.1}{}", "bare tokio mpsc, enqueue p50 / p99, ns", self.beside_mpsc(p50))?;
        let line = |f: &mut fmt::Formatter<'_>, name: &str, road: Road, times: &Option<Histogram<u64>>| match times {
            None => Ok(()),
            Some(times) => {
                let (p50, p99) = (times.value_at_quantile(0.5), times.value_at_quantile(0.99));
                let ours = self.roads.iter().find(|on| on.road == road).map(|on| on.handled(0.5) as f64 / p50 as f64);
                let ratio = ours.map_or(String::new(), |ratio| format!("    {road} p50 is {ratio:.2} times that"));
                writeln!(f, "  {name:<50}{} / {}{ratio}", time(p50), time(p99))
            }
        };
        line(f, "tokio unix echo, half a round trip p50 / p99", Road::Unix, &self.baselines.echo)?;
        line(f, "two-socket forwarder, due to received p50 / p99", Road::Relay, &self.baselines.forward)?;
        writeln!(f)?;
        let runs: usize = self.roads.iter().map(|road| road.floods.len()).sum();
        match &self.difference {
            None => write!(f, "signals and orders of {runs} runs are identical\ndigest {}", self.digest),
            Some(difference) => write!(f, "signals and orders DIFFER: {difference}"),
        }
    }
}

impl Report {
    fn beside_mpsc(&self, p50: f64) -> String {
        let bundled = self.roads.iter().find(|road| road.road == Road::Bundled);
        bundled.map_or(String::new(), |road| {
            format!("    bundled p50 is {:.2} times that", tenths(&road.enqueue, 0.5) / p50)
        })
    }
}
