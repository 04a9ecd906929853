//! The kept counts: a line per case, in a file beside this one.

use std::fmt::Write as _;
use std::fs;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/baseline.txt");

/// By how much a count may differ; less is not worth anybody's time.
const TOLERANCE: f64 = 0.05;

/// Instructions per encode, decode, send or ask, by case.
pub(crate) struct Baseline(Vec<(String, f64)>);

/// What a count is worth.
pub(crate) enum Verdict {
    /// It is as it was, more or less.
    Kept,
    /// It is less than it was.
    Shrunk,
    /// It grew, or there is nothing to compare it with.
    Failed(String),
}

// === impl Baseline ===

impl Baseline {
    /// Reads the file.
    pub(crate) fn read() -> Result<Self, String> {
        let text = fs::read_to_string(FILE).map_err(|error| format!("{FILE}: {error}"))?;
        let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
        let parse = |line: &str| {
            let (name, count) = line.rsplit_once(' ')?;
            Some((name.trim().to_owned(), count.parse().ok()?))
        };
        let kept: Option<Vec<_>> = lines.map(parse).collect();
        kept.map(Self).ok_or_else(|| format!("{FILE}: a line is no name and number"))
    }

    /// The kept count, and what `found` is worth beside it.
    pub(crate) fn judge(&self, name: &str, found: f64) -> (Option<f64>, Verdict) {
        let Some((_, kept)) = self.0.iter().find(|(kept, _)| kept == name) else {
            return (None, Verdict::Failed(format!("{name} is not in the baseline")));
        };
        let verdict = match found / kept - 1.0 {
            change if change > TOLERANCE => {
                let (change, most) = (change * 100.0, TOLERANCE * 100.0);
                let counts = format!("from {kept:.1} to {found:.1} instructions");
                Verdict::Failed(format!("{name} grew by {change:.1} %, {counts}; {most} % are allowed"))
            }
            change if change < -TOLERANCE => Verdict::Shrunk,
            _ => Verdict::Kept,
        };
        (Some(*kept), verdict)
    }

    /// A failure for each kept case that is not among `counts`.
    pub(crate) fn without(&self, counts: &[(&str, f64)]) -> Vec<Verdict> {
        let gone = self.0.iter().filter(|(kept, _)| counts.iter().all(|(name, _)| name != kept));
        gone.map(|(kept, _)| Verdict::Failed(format!("{kept} is in the baseline, and is no case"))).collect()
    }
}

/// Makes `counts` the baseline.
pub(crate) fn write(counts: &[(&str, f64)]) -> Result<(), String> {
    let mut text = String::from(
        "# Instructions per encode, decode, send or ask on x86-64 Linux, without those of the C library; see main.rs.\n\
         # Written by: cargo bench --profile instructions -p mycelium-instructions -- --update\n",
    );
    for (name, count) in counts {
        let _infallible = writeln!(text, "{name:<28}{count:>10.1}");
    }
    fs::write(FILE, text).map_err(|error| format!("{FILE}: {error}"))
}
