//! What the runs came to: a table for people, JSON for programs.

use std::fmt;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::time::Duration;

use hdrhistogram::Histogram;
use serde_json::{Value, json};

use crate::enqueue::Enqueue;
use crate::flood::Flood;
use crate::open_load::OpenLoad;

/// All that was measured.
#[derive(Debug)]
pub(crate) struct Report {
    events: usize,
    floods: Vec<Flood>,
    enqueue: Enqueue,
    open_load: OpenLoad,
}

// === impl Report ===

impl Report {
    /// Joins what was measured; there is one flood at least.
    pub(crate) fn new(events: usize, mut floods: Vec<Flood>, enqueue: Enqueue, open_load: OpenLoad) -> Self {
        floods.sort_by_key(|flood| flood.elapsed);
        Self { events, floods, enqueue, open_load }
    }

    /// The flood of median length.
    fn median(&self) -> &Flood {
        &self.floods[self.floods.len() / 2]
    }

    /// Whether all floods came to the same signals and orders.
    fn is_identical(&self) -> bool {
        self.floods.iter().all(|flood| flood.digest == self.median().digest)
    }

    fn lost(&self) -> u64 {
        self.floods.iter().map(|flood| flood.lost).sum::<u64>() + self.open_load.lost
    }

    fn encodes(&self) -> u64 {
        self.floods.iter().map(|flood| flood.encodes).sum()
    }

    /// Whether all runs agree and nothing was lost.
    pub(crate) fn is_good(&self) -> bool {
        self.is_identical() && self.lost() == 0
    }

    fn per_second(&self, elapsed: Duration) -> f64 {
        self.events as f64 / elapsed.as_secs_f64()
    }

    /// Writes the report to a file.
    pub(crate) fn write_json(&self, path: &Path) -> io::Result<()> {
        let mut file = BufWriter::new(File::create(path)?);
        serde_json::to_writer(&mut file, &self.to_json())?;
        writeln!(file)?;
        file.flush()
    }

    fn to_json(&self) -> Value {
        let flood = self.median();
        let handled = &self.open_load.handled_ns;
        let batches = |samples: &Histogram<u64>| json!({"p50": ns(samples, 0.5), "p99": ns(samples, 0.99)});
        json!({
            "events": self.events,
            "identical": self.is_identical(),
            "paths": [{
                "name": "bundled",
                "signals": flood.signals,
                "enhanced": flood.enhanced,
                "orders": flood.orders,
                "digest": flood.digest,
                "lost": self.lost(),
                "encodes": self.encodes(),
                "enqueue_ns": batches(&self.enqueue.bundled),
                "handled_ns": {
                    "p50": handled.value_at_quantile(0.5),
                    "p90": handled.value_at_quantile(0.9),
                    "p99": handled.value_at_quantile(0.99),
                    "p999": handled.value_at_quantile(0.999),
                    "max": handled.max(),
                },
                "handled_at_rate_per_s": self.open_load.rate,
                "throughput_per_s": self.per_second(flood.elapsed).round(),
                "cpu_s": flood.cpu.as_secs_f64(),
                "memory_pss_bytes": flood.memory_pss_bytes,
                "serialization_avoided_bytes": flood.avoided_bytes,
            }],
            "tokio_mpsc": {"enqueue_ns": batches(&self.enqueue.tokio_mpsc)},
        })
    }
}

/// A quantile of samples in tenths of a nanosecond, in nanoseconds.
fn ns(samples: &Histogram<u64>, quantile: f64) -> f64 {
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
        let flood = self.median();
        let (fastest, slowest) = (&self.floods[0], &self.floods[self.floods.len() - 1]);
        let mut row = |name: &str, value: String| writeln!(f, "{name:<44}{value:>24}");
        row("", "bundled".into())?;
        row("events", self.events.to_string())?;
        row("raw signals", flood.signals.to_string())?;
        row("enhanced", flood.enhanced.to_string())?;
        row("orders", flood.orders.to_string())?;
        row("lost, all runs", self.lost().to_string())?;
        row("encodes, all runs", self.encodes().to_string())?;
        row("serialization avoided, bytes", flood.avoided_bytes.to_string())?;
        let same = if self.is_identical() { "identical" } else { "DIFFERENT" };
        row(&format!("signals and orders of {} runs", self.floods.len()), same.into())?;

        row("throughput, events/s, median", format!("{:.0}", self.per_second(flood.elapsed)))?;
        let spread = format!("{:.0} .. {:.0}", self.per_second(slowest.elapsed), self.per_second(fastest.elapsed));
        row("  slowest .. fastest", spread)?;
        row("CPU time of the median run, s", format!("{:.3}", flood.cpu.as_secs_f64()))?;
        let memory =
            flood.memory_pss_bytes.map_or("unknown".into(), |bytes| format!("{:.1}", bytes as f64 / 1_048_576.0));
        row("memory of the process (PSS), MiB", memory)?;

        let (bundled, bare) = (&self.enqueue.bundled, &self.enqueue.tokio_mpsc);
        row("enqueue p50 / p99, ns, batches of 64", format!("{:.1} / {:.1}", ns(bundled, 0.5), ns(bundled, 0.99)))?;
        row("  bare tokio mpsc, same run", format!("{:.1} / {:.1}", ns(bare, 0.5), ns(bare, 0.99)))?;
        row("  ratio of the p50", format!("{:.2}", ns(bundled, 0.5) / ns(bare, 0.5)))?;

        let load = &self.open_load;
        row(&format!("due to handled, {} events at {}/s", load.events, load.rate), String::new())?;
        for (name, quantile) in [("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("p99.9", 0.999)] {
            row(&format!("  {name}"), time(load.handled_ns.value_at_quantile(quantile)))?;
        }
        row("  max", time(load.handled_ns.max()))?;
        write!(f, "digest {}", flood.digest)
    }
}
