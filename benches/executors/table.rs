//! A table: its rows take turns, then it is printed.

use std::fs;

use crate::args::{Args, Extent};
use crate::rows::{Row, Table};
use crate::turn::{Times, measure};

/// How often each row is measured.
const TURNS: usize = 5;
const QUICK_TURNS: usize = 2;

/// Measures the rows that are selected and can be measured here, and prints them.
pub(crate) fn print(table: Table, args: &Args) {
    let (turns, count) = match args.extent {
        Extent::Full => (TURNS, table.count),
        Extent::Quick => (QUICK_TURNS, table.count),
        Extent::Test => (1, table.count / 20),
    };
    let (mut rows, mut left_out): (Vec<(Row, Vec<Times>)>, Vec<String>) = (Vec::new(), Vec::new());
    for row in table.rows.iter().filter(|row| args.selects(table.name, row.name)) {
        match row.obstacle() {
            Some(obstacle) => left_out.push(format!("{}: left out, {obstacle}", row.name)),
            None => rows.push((*row, Vec::new())),
        }
    }
    if rows.is_empty() && left_out.is_empty() {
        return;
    }
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load: Vec<&str> = load.split(' ').take(3).collect();
    let load = if load.len() == 3 { load.join(" ") } else { "unknown".to_owned() };
    println!("{}, µs (load average: {load})", table.name);
    if args.extent != Extent::Test {
        // Once unmeasured: pages, caches, branch predictors.
        for (row, _) in &rows {
            measure(row, count / 10);
        }
    }
    for _ in 0..turns {
        for (row, times) in &mut rows {
            times.push(measure(row, count));
        }
    }
    println!("{}", header(&table));
    for (row, times) in &rows {
        println!("{}", line(row, times));
    }
    for line in left_out {
        println!("{line}");
    }
    println!();
}

fn header(table: &Table) -> String {
    let percentiles = format!("{:>9}{:>9}{:>9}", "p50", "p90", "p99");
    let names = format!("{:<48}{:<45}", "", format!("  {}", table.handled));
    let columns = format!("{:<42}{:>6}{percentiles}{:>18}", "", "n", "p50 of turns");
    match table.sender {
        Some(sender) => format!("{names}  {sender}\n{columns}{percentiles}"),
        None => format!("{}\n{columns}", names.trim_end()),
    }
}

fn line(row: &Row, turns: &[Times]) -> String {
    let sorted = |of: fn(&Times) -> &Vec<u64>| {
        let mut all: Vec<u64> = turns.iter().flat_map(of).copied().collect();
        all.sort_unstable();
        all
    };
    let (handled, sender) = (sorted(|times| &times.handled), sorted(|times| &times.sender));
    let mut medians: Vec<u64> = turns.iter().map(|times| median(times.handled.clone())).collect();
    medians.sort_unstable();
    let range = format!("{} .. {}", figure(percentile(&medians, 0)), figure(percentile(&medians, 100)));
    let mut line = format!("{:<42}{:>6}{}{range:>18}", row.name, handled.len(), percentiles(&handled));
    if !sender.is_empty() {
        line += &percentiles(&sender);
    }
    line
}

fn percentiles(sorted: &[u64]) -> String {
    [50, 90, 99].map(|percent| format!("{:>9}", figure(percentile(sorted, percent)))).concat()
}

fn median(mut times: Vec<u64>) -> u64 {
    times.sort_unstable();
    percentile(&times, 50)
}

fn percentile(sorted: &[u64], percent: usize) -> u64 {
    sorted.get(sorted.len().saturating_sub(1) * percent / 100).copied().unwrap_or_default()
}

/// Microseconds, three digits or so.
fn figure(ns: u64) -> String {
    let us = ns as f64 / 1_000.0;
    match us {
        ..10.0 => format!("{us:.2}"),
        ..100.0 => format!("{us:.1}"),
        _ => format!("{us:.0}"),
    }
}
