//! The trading pair, measured: market data -> signal generator -> execution in one process.
//!
//! ```text
//! cargo run --release --example trading_core                       # generated swaps
//! cargo run --release --example trading_core -- --swaps FILE.csv   # real ones
//! ```
//!
//! It shows three services, annotated with `#[actor]`, that pass typed values and `Arc`s; what they compute
//! (signals and orders, byte for byte the same in every run); and what a message costs. It prints a table:
//!
//! - **flood**: all events as fast as they are taken, several times over; every run must come to the same
//!   signals and orders. Gives throughput, CPU time and memory.
//! - **enqueue**: what a send costs the sender, as means over batches of 64, with the receiver busy on another
//!   thread and its mailbox neither empty nor full; bare tokio channels with the same work, in turns.
//! - **open load**: events at a fixed rate; from the time an event was due to the end of its handler.
//!
//! Exit code 0: all runs agree and nothing was lost. 1: they differ, or something was lost. 2: the arguments
//! or the input are not usable; nothing was run.

mod args;
mod enqueue;
mod flood;
mod open_load;
mod pair;
mod report;
mod usage;

use std::io::IsTerminal;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::args::Args;
use crate::report::Report;

fn main() -> ExitCode {
    let args = Args::parse();
    let events = match args.events() {
        Ok(events) => events,
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::from(2);
        }
    };
    let report = measure(&args, &events);
    println!("{report}");
    if let Some(path) = &args.json
        && let Err(error) = report.write_json(path)
    {
        eprintln!("error: {}: cannot be written: {error}; check the path and its permissions", path.display());
        return ExitCode::from(2);
    }
    if report.is_good() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn measure(args: &Args, events: &[trading_pair::MarketMessage]) -> Report {
    let bar = progress_bar(u64::from(args.runs) + 2);
    let floods: Vec<_> = (0..args.runs)
        .map(|run| {
            bar.set_message(format!("flood {} of {}", run + 1, args.runs));
            let flood = flood::run(events);
            bar.inc(1);
            flood
        })
        .collect();
    bar.set_message("enqueue");
    let enqueue = enqueue::run(events);
    bar.inc(1);
    bar.set_message("open load");
    let open_load = open_load::run(events, args.rate, Duration::from_secs(args.seconds));
    bar.finish_and_clear();
    Report::new(events.len(), floods, enqueue, open_load)
}

/// A bar on a terminal, nothing elsewhere.
fn progress_bar(steps: u64) -> ProgressBar {
    let bar = ProgressBar::new(steps);
    if !std::io::stderr().is_terminal() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    if let Ok(style) = ProgressStyle::with_template("{bar:32} {pos}/{len} {msg}") {
        bar.set_style(style);
    }
    bar
}
