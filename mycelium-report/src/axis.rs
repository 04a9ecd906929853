//! Axes: where the ticks are, and what stands beside them.

use std::ops::Range;

use plotters::coord::ranged1d::{DefaultFormatting, KeyPointHint, Ranged};

/// Steps between ticks at most.
const TICKS_MAX: usize = 7;

/// An axis with ticks at places that read well.
#[derive(Debug, Clone)]
pub(crate) struct Axis {
    range: Range<f64>,
    log: bool,
    ticks: Vec<f64>,
}

// === impl Axis ===

impl Axis {
    /// From 0, or from the smallest value if that is negative, to a tick above `values`; all finite.
    pub(crate) fn linear(unit: &str, values: impl Iterator<Item = f64>) -> Self {
        let (min, max) = values.fold((0.0_f64, 0.0_f64), |(min, max), value| (min.min(value), max.max(value)));
        let max = if max > min { max } else { min + 1.0 };
        // Round in the unit that the labels show.
        let (size, _) = sized(max.max(-min), unit);
        let step = step((max - min) / size / (TICKS_MAX - 2) as f64) * size;
        let (first, last) = ((min / step).floor(), (max / step).ceil());
        let ticks: Vec<f64> = (0..=TICKS_MAX).map(|at| (first + at as f64) * step).collect();
        let ticks: Vec<f64> = ticks.into_iter().filter(|tick| *tick <= (last + 0.5) * step).collect();
        Self { range: first * step..last * step, log: false, ticks }
    }

    /// Whole powers of ten around `values`; all positive and finite.
    pub(crate) fn logarithmic(values: impl Iterator<Item = f64>) -> Self {
        let logs = values.map(f64::log10);
        let (min, max) = logs.fold((f64::MAX, f64::MIN), |(min, max), log| (min.min(log), max.max(log)));
        let (first, last) = if min > max { (0.0, 1.0) } else { (min.floor(), max.ceil().max(min.floor() + 1.0)) };
        let every = ((last - first) / TICKS_MAX as f64).ceil().max(1.0);
        let ticks = (0..=TICKS_MAX).map(|at| first + at as f64 * every).take_while(|log| *log <= last);
        let ticks = ticks.map(|log| 10_f64.powf(log)).collect();
        Self { range: 10_f64.powf(first)..10_f64.powf(last), log: true, ticks }
    }

    /// A place for each of `count` things, with a tick in its middle.
    pub(crate) fn places(count: usize) -> Self {
        Self {
            range: -0.5..count.max(1) as f64 - 0.5,
            log: false,
            ticks: (0..count).map(|place| place as f64).collect(),
        }
    }

    /// From one value to another, with ticks between them.
    pub(crate) fn between(from: f64, to: f64) -> Self {
        let to = if to > from { to } else { from + 1.0 };
        let step = step((to - from) / (TICKS_MAX - 1) as f64);
        let first = (from / step).ceil();
        let ticks = (0..=TICKS_MAX).map(|at| (first + at as f64) * step).filter(|tick| *tick <= to).collect();
        Self { range: from..to, log: false, ticks }
    }

    pub(crate) fn ticks(&self) -> &[f64] {
        &self.ticks
    }

    fn place(&self, value: f64) -> f64 {
        if self.log { value.max(f64::MIN_POSITIVE).log10() } else { value }
    }
}

/// The next larger step of 1, 2 or 5 times a power of ten.
fn step(least: f64) -> f64 {
    let power = 10_f64.powf(least.max(f64::MIN_POSITIVE).log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0].map(|digit| digit * power);
    steps.into_iter().find(|step| *step >= least * 0.999_999).unwrap_or(steps[3])
}

impl Ranged for Axis {
    type FormatOption = DefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
        let (from, to) = (self.place(self.range.start), self.place(self.range.end));
        let part = ((self.place(*value) - from) / (to - from)).clamp(0.0, 1.0);
        limit.0 + (part * f64::from(limit.1 - limit.0)).round() as i32
    }

    fn key_points<Hint: KeyPointHint>(&self, _: Hint) -> Vec<f64> {
        self.ticks.clone()
    }

    fn range(&self) -> Range<f64> {
        self.range.clone()
    }
}

/// A figure with three digits and a unit of its own size: `ns` becomes µs, ms and s, `bytes` KiB, MiB and GiB; any other
/// figure is shortened by k, M and G, without its unit.
pub(crate) fn label(value: f64, unit: &str) -> String {
    let (size, name) = sized(value.abs(), unit);
    let value = value / size;
    let digits = match value.abs() {
        size if size >= 100.0 || size == 0.0 => 0,
        size if size >= 10.0 => 1,
        size if size >= 1.0 => 2,
        size if size >= 0.1 => 3,
        size if size >= 0.01 => 4,
        _ => 5,
    };
    let text = format!("{value:.digits$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    format!("{text}{name}")
}

/// The unit in which a figure of this size is shown: how large it is, and its name.
fn sized(size: f64, unit: &str) -> (f64, &'static str) {
    match (unit, size) {
        ("ns", size) if size >= 1e9 => (1e9, " s"),
        ("ns", size) if size >= 1e6 => (1e6, " ms"),
        ("ns", size) if size >= 1e3 => (1e3, " µs"),
        ("ns", _) => (1.0, " ns"),
        ("bytes", size) if size >= 1_073_741_824.0 => (1_073_741_824.0, " GiB"),
        ("bytes", size) if size >= 1_048_576.0 => (1_048_576.0, " MiB"),
        ("bytes", size) if size >= 1_024.0 => (1_024.0, " KiB"),
        ("bytes", _) => (1.0, " B"),
        (_, size) if size >= 1e9 => (1e9, "G"),
        (_, size) if size >= 1e6 => (1e6, "M"),
        (_, size) if size >= 1e4 => (1e3, "k"),
        _ => (1.0, ""),
    }
}

/// Whether labels carry the unit, so that the title need not.
pub(crate) fn is_in_labels(unit: &str) -> bool {
    matches!(unit, "ns" | "bytes" | "")
}
