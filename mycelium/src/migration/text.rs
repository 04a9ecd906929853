//! Figures and reports as text.

use std::fmt;

use super::report::{MigrationReport, Verdict};

/// What a figure counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Count,
    Nanoseconds,
    Seconds,
    PerSecond,
    Cores,
    Bytes,
    Percent,
}

/// Widths of the columns; longer text pushes the rest of its line.
const NAME: usize = 30;
const CELL: usize = 16;

// === impl Unit ===

impl Unit {
    /// The unit of a bare number.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Count => "",
            Self::Nanoseconds => "ns",
            Self::Seconds => "s",
            Self::PerSecond => "1/s",
            Self::Cores => "cores",
            Self::Bytes => "bytes",
            Self::Percent => "percent",
        }
    }

    /// A figure as people read it; a percentage has its sign.
    pub(super) fn show(self, figure: Option<f64>) -> String {
        let Some(figure) = figure else { return "not measured".to_owned() };
        match self {
            Self::Count => format!("{figure:.0}"),
            Self::Nanoseconds if figure < 1e3 => format!("{figure:.1} ns"),
            Self::Nanoseconds if figure < 1e6 => format!("{:.1} µs", figure / 1e3),
            Self::Nanoseconds => format!("{:.1} ms", figure / 1e6),
            Self::Seconds => format!("{figure:.3} s"),
            Self::PerSecond => format!("{figure:.0}/s"),
            Self::Cores => format!("{figure:.3} cores"),
            Self::Bytes => format!("{:.1} MiB", figure / 1_048_576.0),
            Self::Percent => format!("{figure:+.1} %"),
        }
    }
}

// === impl Verdict, MigrationReport ===

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Met => "met",
            Self::NotMet => "NOT MET",
            Self::NotMeasured => "not measured",
        })
    }
}

impl fmt::Display for MigrationReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let metrics = &self.metrics;
        let (before, after) = (&metrics.before.road, &metrics.after.road);
        writeln!(f, "{}: from {before} to {after}\n", metrics.name)?;
        writeln!(f, "{:<NAME$}{before:>CELL$}{after:>CELL$}{:>CELL$}", "", "change")?;
        for row in self.rows() {
            writeln!(f, "{:<NAME$}{:>CELL$}{:>CELL$}{:>CELL$}", row.name, row.before, row.after, row.change)?;
        }
        writeln!(f, "{:<NAME$}{:>CELL$.1} MiB, in all runs\n", "serialization avoided", self.serialization_saved_mb)?;

        writeln!(f, "{:<NAME$}{before:>CELL$}{after:>CELL$}{:>CELL$}  {:<13}verdict", "criterion", "found", "target")?;
        for row in &self.criteria {
            let (name, target, verdict) = (&row.name, &row.target, row.verdict);
            writeln!(
                f,
                "{name:<NAME$}{:>CELL$}{:>CELL$}{:>CELL$}  {target:<13}{verdict}",
                row.before, row.after, row.change
            )?;
        }
        if let Some(difference) = &metrics.difference {
            writeln!(f, "\nsignals DIFFER: {difference}")?;
        }
        if !metrics.notes.is_empty() {
            writeln!(f)?;
        }
        metrics.notes.iter().try_for_each(|note| writeln!(f, "- {note}"))
    }
}
