//! The table: all rows of a subject take turns, and the targets are judged by what the turns say.

use crate::sides::{BARE, COPY, COPY_AND_SUM, Row, SUMMED, Way};

/// How often each row is measured.
const TURNS: usize = 101;

/// How long a turn takes, about: short, so that on a busy machine most turns are not interrupted, and so that rows
/// which are compared are measured within milliseconds of each other.
const TURN_NS: f64 = 300e3;

/// Nanoseconds of one encode or decode, turn by turn.
struct Turns(Vec<f64>);

/// What the PoolSwap's frame must keep: who, beside whom, the ratio that is allowed, and the one that is aimed for.
const TARGETS: [(&str, &str, f64, f64); 2] = [(BARE, COPY, 2.0, 1.2), (SUMMED, COPY_AND_SUM, 1.3, 1.1)];

/// Frames per second, each way, on one core.
const FRAMES_PER_S: f64 = 10e6;

// === impl Turns ===

impl Turns {
    fn quantile(&self, share: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        sorted[((sorted.len() - 1) as f64 * share).round() as usize]
    }

    fn median(&self) -> f64 {
        self.quantile(0.5)
    }

    /// Turn by turn how many times `other` this is.
    fn to(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(this, other)| this / other).collect())
    }

    fn plus(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(this, other)| this + other).collect())
    }
}

/// Measures, prints, and judges if these are the frames that have targets.
pub(crate) fn print(title: &str, mut rows: Vec<Row>, judged: bool) {
    let counts: Vec<u64> = rows.iter_mut().map(count).collect();
    let mut turns: Vec<Turns> = rows.iter().map(|_| Turns(Vec::new())).collect();
    for _ in 0..TURNS {
        for ((row, count), turns) in rows.iter_mut().zip(&counts).zip(&mut turns) {
            turns.0.push((row.batch)(*count).as_nanos() as f64 / *count as f64);
        }
    }
    println!("{title:<34}{:>7}{:>10}{:>20}{:>9}{:>12}", "bytes", "ns", "quartiles", "to copy", "million/s");
    for way in [Way::Encode, Way::Decode] {
        let floor = of(&rows, &turns, way, COPY);
        for (row, turns) in rows.iter().zip(&turns).filter(|(row, _)| row.way == way) {
            let (name, median) = (format!("  {} {}", way.name(), row.name), turns.median());
            let quartiles = format!("{:.1} .. {:.1}", turns.quantile(0.25), turns.quantile(0.75));
            let (ratio, rate) = (turns.to(floor).median(), 1e3 / median);
            println!("{name:<34}{:>7}{median:>10.1}{quartiles:>20}{ratio:>9.2}{rate:>12.1}", row.len);
        }
    }
    if judged {
        judge(&rows, &turns);
    }
    println!();
}

/// How many make a turn; what is found out by running them also warms the row up.
fn count(row: &mut Row) -> u64 {
    let mut count = 1_000;
    loop {
        let elapsed_ns = (row.batch)(count).as_nanos() as f64;
        if elapsed_ns > 10.0 * TURN_NS {
            return (count as f64 * TURN_NS / elapsed_ns) as u64;
        }
        count *= 2;
    }
}

/// The turns of a row, which is there.
fn of<'a>(rows: &[Row], turns: &'a [Turns], way: Way, name: &str) -> &'a Turns {
    let at = rows.iter().position(|row| row.way == way && row.name == name);
    &turns[at.unwrap_or_else(|| panic!("no row {name}"))]
}

fn judge(rows: &[Row], turns: &[Turns]) {
    let verdict = |met: bool, aimed: bool| match (met, aimed) {
        (_, true) => "met, and the aim",
        (true, false) => "met",
        (false, false) => "NOT MET",
    };
    println!("\n{:<60}{:>8}{:>8}{:>8}  verdict", "targets", "found", "must", "aim");
    for (who, beside, must, aim) in TARGETS {
        let both = |name| of(rows, turns, Way::Encode, name).plus(of(rows, turns, Way::Decode, name));
        let found = both(who).to(&both(beside)).median();
        let what = format!("encode + decode, {who}, to {beside}");
        println!("{what:<60}{found:>8.2}{must:>8.2}{aim:>8.2}  {}", verdict(found <= must, found <= aim));
    }
    for way in [Way::Encode, Way::Decode] {
        for who in [BARE, SUMMED] {
            let found = 1e9 / of(rows, turns, way, who).median();
            let what = format!("{} {who}, million frames/s", way.name());
            let met = verdict(found > FRAMES_PER_S, false);
            println!("{what:<60}{:>8.1}{:>8.1}{:>8}  {met}", found / 1e6, FRAMES_PER_S / 1e6, "");
        }
    }
}
