//! The trading pair on all roads, measured: market data -> signal generator -> execution.
//!
//! ```text
//! cargo run --release --example trading_core                          # generated swaps, all roads
//! cargo run --release --example trading_core -- --swaps FILE.csv      # real ones
//! cargo run --release --example trading_core -- --paths unix,relay    # some roads
//! ```
//!
//! The same three services, annotated with `#[actor]`, run bundled in one process, as three processes over unix sockets,
//! and as three processes through a relay for each domain. Only a file differs (`roads/*.toml`). They compute the same
//! signals and orders, byte for byte, and a table says what each road costs:
//!
//! - **flood**: all events as fast as they are taken, several times over, the roads in turns; every run must come to the
//!   same signals and orders. Gives throughput, and CPU time and memory of all processes.
//! - **enqueue**: what a send costs the sender, as means over batches of 64, with a receiver that keeps up.
//! - **open load**: events at a fixed rate; from the time an event was due to the end of its handler.
//!
//! Beside them, without mycelium: bare tokio channels with the same work, a bare echo over a unix socket, and a bare
//! forwarder between two sockets.
//!
//! The other processes are this program in another role (`roles`); they end when their standard input does.
//!
//! Exit code 0: all runs agree and nothing was lost. 1: they differ, or something was lost; the first difference is
//! printed. 2: the arguments or the input are not usable, or a road could not be run.

mod args;
mod baselines;
mod child;
mod control;
mod difference;
mod enqueue;
mod flood;
mod node;
mod open_load;
mod pair;
mod report;
mod road;
mod roles;
mod usage;

use std::io::IsTerminal;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use tracing_subscriber::EnvFilter;

use crate::args::Args;
use crate::baselines::Baselines;
use crate::pair::Failure;
use crate::report::Report;
use crate::road::Road;

fn main() -> ExitCode {
    let mut args = Args::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("error"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let failed = |error: &dyn std::fmt::Display| {
        eprintln!("error: {error}");
        ExitCode::from(2)
    };
    if let Some(role) = args.role.take() {
        return match role.play() {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => failed(&error),
        };
    }
    let events = match args.events() {
        Ok(events) => events,
        Err(error) => return failed(&error),
    };
    let report = match measure(&args, &events) {
        Ok(report) => report,
        Err(error) => return failed(&error),
    };
    println!("{report}");
    if let Some(path) = &args.json
        && let Err(error) = report.write_json(path)
    {
        return failed(&format_args!(
            "{}: cannot be written: {error}; check the path and its permissions",
            path.display()
        ));
    }
    if report.is_good() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn measure(args: &Args, events: &[trading_pair::MarketMessage]) -> Result<Report, Failure> {
    let roads = args.roads();
    let steps = u64::from(args.runs) * roads.len() as u64 + 1 + roads.len() as u64 + 2;
    let bar = progress_bar(steps);
    let step = |what: String| {
        bar.inc(1);
        bar.set_message(what);
    };
    let mut floods = Vec::new();
    for run in 1..=args.runs {
        for road in &roads {
            step(format!("flood {run} of {}, {road}", args.runs));
            floods.push(flood::run(*road, events)?);
        }
    }
    step("enqueue".to_owned());
    let enqueue = enqueue::run(&roads, events)?;
    let limit = Duration::from_secs(args.seconds);
    let mut open_loads = Vec::new();
    let mut baselines = Baselines { echo: None, forward: None };
    for road in &roads {
        step(format!("open load, {road}"));
        open_loads.push((*road, open_load::run(*road, events, args.rate, limit)?));
        match road {
            Road::Bundled => {}
            Road::Unix => {
                step("open load, bare echo".to_owned());
                baselines.echo = Some(baselines::echo(events, args.rate, limit)?);
            }
            Road::Relay => {
                step("open load, bare forwarder".to_owned());
                baselines.forward = Some(baselines::forward(events, args.rate, limit)?);
            }
        }
    }
    bar.finish_and_clear();
    Ok(Report::new(events.len(), floods, enqueue, open_loads, baselines))
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
