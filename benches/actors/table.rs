//! The sides take turns, and what the turns say.

use std::fmt::Write as _;
use std::process::Command;

use serde_json::{Value, json};

use crate::args::Args;
use crate::rows::{BASE, OURS, ROWS, Row, Side, sides};

/// How often each side is measured.
const TURNS: usize = 7;

/// All rows.
pub(crate) struct Table {
    rows: Vec<Measured>,
    /// The sides whose mailboxes have no bound.
    unbounded: Vec<&'static str>,
}

/// One row of all sides.
struct Measured {
    row: Row,
    sides: Vec<Turns>,
}

/// One side of one row.
struct Turns {
    side: &'static str,
    is_floor: bool,
    /// Nanoseconds, sorted.
    turns: Vec<f64>,
    /// The share of messages that were handled on another thread than the sender's, where that may differ.
    elsewhere: Option<f64>,
}

/// How one of ours stands beside another: see [`Turns::beside`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Ahead,
    Level,
    Behind,
}

// === impl Table ===

impl Table {
    /// Measures what `args` select, and says on the standard error how far it is.
    pub(crate) fn measure(sides: &[Side], args: &Args) -> Self {
        let mut rows = Vec::new();
        for row in ROWS {
            let chosen: Vec<&Side> =
                sides.iter().filter(|side| side.is_in(row.kind) && args.selects(row.name, side.name)).collect();
            if !chosen.is_empty() {
                eprintln!("{} ..", row.name);
                rows.push(Measured::measure(row, &chosen));
            }
        }
        let unbounded = sides.iter().filter(|side| !side.bounded).map(|side| side.name).collect();
        Self { rows, unbounded }
    }

    pub(crate) fn to_json(&self) -> Value {
        self.rows.iter().flat_map(Measured::to_json).collect()
    }

    /// All of it, in Markdown.
    pub(crate) fn text(&self) -> String {
        let mut text = self.overview();
        text += "\nWhere one of ours is not ahead of all others (its upper quartile below their lower one):\n\n";
        text += &self.not_first();
        let _infallible = writeln!(text, "\nNo bound: {}.\n", self.unbounded.join(", "));
        text += &self.elsewhere();
        text += "\nEach row with its quartiles; `a` ahead, `=` level, `b` behind, for each of ours:\n\n";
        text += &self.details();
        text
    }

    /// The names of all sides, in order.
    fn sides(&self) -> Vec<&'static str> {
        let mut names: Vec<&str> = Vec::new();
        for turns in self.rows.iter().flat_map(|row| &row.sides) {
            if !names.contains(&turns.side) {
                names.push(turns.side);
            }
        }
        names
    }

    /// Medians.
    fn overview(&self) -> String {
        let sides = self.sides();
        let mut table = format!("| ns, medians | {} |\n|---|{}\n", sides.join(" | "), "---:|".repeat(sides.len()));
        for Measured { row, sides: measured } in &self.rows {
            let peers = measured.iter().filter(|turns| !turns.is_floor);
            let least = peers.map(Turns::median).fold(f64::INFINITY, f64::min);
            let cell = |side: &&str| match measured.iter().find(|turns| turns.side == *side).map(Turns::median) {
                Some(median) if median <= least => format!("**{}**", figure(median)),
                Some(median) => figure(median),
                None => String::new(),
            };
            let cells: Vec<String> = sides.iter().map(cell).collect();
            let _infallible = writeln!(table, "| {} | {} |", row.name, cells.join(" | "));
        }
        table
    }

    fn not_first(&self) -> String {
        let mut list = String::new();
        for Measured { row, sides } in &self.rows {
            for ours in sides.iter().filter(|turns| turns.is_ours()) {
                let others = sides.iter().filter(|other| other.is_peer());
                let not_behind = others.filter(|other| ours.beside(other) != Standing::Ahead);
                let names: Vec<String> = not_behind
                    .map(|other| {
                        let ratio = ours.median() / other.median();
                        let level = if ours.beside(other) == Standing::Level { ", level" } else { "" };
                        format!("{} ({ratio:.2} times its{level})", other.side)
                    })
                    .collect();
                if !names.is_empty() {
                    let _infallible = writeln!(list, "- {}, {}: {}", row.name, ours.side, names.join("; "));
                }
            }
        }
        if list.is_empty() { "- nowhere\n".to_owned() } else { list }
    }

    fn elsewhere(&self) -> String {
        let mut text = String::new();
        for Measured { row, sides } in &self.rows {
            let share = |turns: &Turns| Some(format!("{} {:.0} %", turns.side, turns.elsewhere? * 100.0));
            let shares: Vec<String> = sides.iter().filter_map(share).collect();
            if !shares.is_empty() {
                let _infallible = writeln!(text, "- {}: {}", row.name, shares.join(", "));
            }
        }
        if !text.is_empty() {
            text.insert_str(0, "Handled on another thread than the sender's, of one producer's messages:\n\n");
        }
        text
    }

    fn details(&self) -> String {
        let ours: Vec<&str> = self.sides().into_iter().filter(|side| side.starts_with(OURS)).collect();
        let columns = format!("| {} |", ours.join(" | "));
        let mut table = format!("| | | median, ns | quartiles | to tokio {columns}\n|---|---|---:|---:|---:|");
        table += &("---|".repeat(ours.len()) + "\n");
        for Measured { row, sides } in &self.rows {
            let base = sides.iter().find(|turns| turns.side == BASE).map_or(f64::NAN, Turns::median);
            for (index, turns) in sides.iter().enumerate() {
                let name = if index == 0 { row.name } else { "" };
                let (median, quartiles) = (figure(turns.median()), turns.quartiles());
                let quartiles = format!("{} .. {}", figure(quartiles.0), figure(quartiles.1));
                let mut line = format!("| {name} | {} | {median} | {quartiles} |", turns.side);
                let _infallible = write!(line, " {:.2} |", turns.median() / base);
                for ours in &ours {
                    let ours = sides.iter().find(|other| other.side == *ours);
                    let standing = ours.filter(|_| turns.is_peer()).map(|ours| ours.beside(turns));
                    line += match standing {
                        Some(Standing::Ahead) => " a |",
                        Some(Standing::Level) => " = |",
                        Some(Standing::Behind) => " b |",
                        None => " |",
                    };
                }
                table += &(line + "\n");
            }
        }
        table
    }
}

/// In which order the sides have this turn: by steps that have no factor in common with their number, each turn the next such
/// step. So nobody always comes after the same one, who may have left the heap or the threads in disorder.
fn order(turn: usize, sides: usize) -> impl Iterator<Item = usize> {
    let steps: Vec<usize> =
        (1..=sides).filter(|step| (1..=sides).all(|n| n == 1 || step % n > 0 || sides % n > 0)).collect();
    let step = steps[turn % steps.len()];
    (0..sides).map(move |at| (at * step + turn) % sides)
}

/// One turn, after one that is not measured; see [`turn_apart`].
pub(crate) fn turn(row: &str, side: &str) -> f64 {
    let row = ROWS.into_iter().find(|known| known.name == row).unwrap_or_else(|| panic!("no row `{row}`"));
    let side = sides().into_iter().find(|known| known.name == side).unwrap_or_else(|| panic!("no side `{side}`"));
    (side.measure)(row.kind, row.count);
    (side.measure)(row.kind, row.count)
}

/// One turn in a process of its own.
fn turn_apart(row: Row, side: &Side) -> f64 {
    let program = std::env::current_exe().expect("this program has a path");
    let turn = format!("{}/{}", row.name, side.name);
    let output = Command::new(program).args(["--turn", &turn]).output().expect("this program can be started again");
    let text = String::from_utf8_lossy(&output.stdout);
    text.trim().parse().unwrap_or_else(|_| panic!("--turn {turn}: {}", String::from_utf8_lossy(&output.stderr)))
}

// === impl Measured ===

impl Measured {
    fn measure(row: Row, sides: &[&Side]) -> Self {
        // Once unmeasured: pages, caches, branch predictors.
        let in_place: &[&Side] = if row.kind.is_apart() { &[] } else { sides };
        for side in in_place {
            (side.measure)(row.kind, row.count / 10 + 1);
        }
        let turns =
            |side: &&Side| Turns { side: side.name, is_floor: side.is_floor, turns: Vec::new(), elsewhere: None };
        let mut measured: Vec<Turns> = sides.iter().map(turns).collect();
        for turn in 0..TURNS {
            for at in order(turn, sides.len()) {
                let turn = match row.kind.is_apart() {
                    false => (sides[at].measure)(row.kind, row.count),
                    true => turn_apart(row, sides[at]),
                };
                measured[at].turns.push(turn);
            }
        }
        for (side, turns) in sides.iter().zip(&mut measured) {
            turns.turns.sort_by(f64::total_cmp);
            if row.kind.is_watched() {
                turns.elsewhere = Some((side.elsewhere)(row.kind, row.count) as f64 / row.count as f64);
            }
        }
        Self { row, sides: measured }
    }

    fn to_json(&self) -> Vec<Value> {
        let base = self.sides.iter().find(|turns| turns.side == BASE).map(Turns::median);
        let line = |turns: &Turns| {
            let (lower, upper) = turns.quartiles();
            json!({
                "row": self.row.name, "side": turns.side, "messages": self.row.count, "unit": "ns",
                "median": turns.median(), "lower_quartile": lower, "upper_quartile": upper, "turns": turns.turns,
                "to_tokio_mpsc": base.map(|base| turns.median() / base), "handled_elsewhere": turns.elsewhere,
            })
        };
        self.sides.iter().map(line).collect()
    }
}

// === impl Turns ===

impl Turns {
    fn is_ours(&self) -> bool {
        self.side.starts_with(OURS)
    }

    fn is_peer(&self) -> bool {
        !self.is_ours() && !self.is_floor
    }

    fn median(&self) -> f64 {
        self.turns[TURNS / 2]
    }

    fn quartiles(&self) -> (f64, f64) {
        (self.turns[TURNS / 4], self.turns[TURNS - 1 - TURNS / 4])
    }

    /// Ahead: our upper quartile lies below their lower one. Behind: the other way round.
    fn beside(&self, other: &Self) -> Standing {
        let (ours, theirs) = (self.quartiles(), other.quartiles());
        match () {
            () if ours.1 < theirs.0 => Standing::Ahead,
            () if ours.0 > theirs.1 => Standing::Behind,
            () => Standing::Level,
        }
    }
}

/// Three digits or so.
fn figure(ns: f64) -> String {
    if ns < 1_000.0 { format!("{ns:.1}") } else { format!("{ns:.0}") }
}
