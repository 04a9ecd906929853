//! The trading pair on all roads, measured: market data -> signal generator -> execution.
//!
//! ```text
//! cargo run --release --example trading_core                          # generated swaps, all roads
//! cargo run --release --example trading_core -- --swaps FILE.csv      # real ones
//! cargo run --release --example trading_core -- --paths unix,relay    # some roads
//! cargo run --release --example trading_core -- --paths bundled,inline,relay    # inline dispatch beside them
//! ```
//!
//! The same three services, annotated with `#[actor]`, run bundled in one process, as three processes over unix sockets,
//! and as three processes through a relay for each domain. Only a file differs (`measuring/roads/*.toml`). They compute the same
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
//! The other processes are this program in another role (`measuring/roles`); they end when their standard input does.
//!
//! Exit code 0: all runs agree and nothing was lost. 1: they differ (the first difference is printed), something was lost,
//! or a process died. 2: the arguments or the input are not usable; nothing was run.

mod args;
#[path = "../measuring/mod.rs"]
#[allow(dead_code, reason = "some of it is only for the other programs that measure")]
mod measuring;
mod report;

use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use tracing_subscriber::EnvFilter;

use crate::args::Args;
use crate::measuring::baselines::Baselines;
use crate::measuring::open_load::{Arrivals, within};
use crate::measuring::output::Output;
use crate::measuring::pair::Failure;
use crate::measuring::progress::progress_bar;
use crate::measuring::road::Road;
use crate::measuring::{Outcome, baselines, difference, enqueue, flood, open_load};
use crate::report::{Floods, Report};

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
    let run = match Run::prepare(&args) {
        Ok(run) => run,
        Err(error) => return failed(&error),
    };
    match run.measure(&args) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// What a run needs, all of it checked.
struct Run {
    roads: Vec<Road>,
    events: Vec<trading_pair::MarketMessage>,
    /// Where the report goes, too.
    json: Option<Output>,
}

// === impl Run ===

impl Run {
    /// Reads the input and makes sure that the report can be written.
    fn prepare(args: &Args) -> Result<Self, Failure> {
        let roads = args.roads()?;
        let events = args.events()?;
        Ok(Self { roads, events, json: Output::create(args.json.as_deref())? })
    }

    /// Measures and reports. Returns whether all is as it should be.
    fn measure(self, args: &Args) -> Result<bool, Failure> {
        let report = measure(args, &self.roads, &self.events)?;
        println!("{report}");
        if let Some(json) = self.json {
            json.write(&format!("{}\n", report.to_json()))?;
        }
        Ok(report.is_good())
    }
}

fn measure(args: &Args, roads: &[Road], events: &[trading_pair::MarketMessage]) -> Result<Report, Failure> {
    let steps = u64::from(args.runs) * roads.len() as u64 + 1 + roads.len() as u64 + 2;
    let bar = progress_bar(steps);
    let step = |what: String| {
        bar.inc(1);
        bar.set_message(what);
    };
    let mut first_outcome: Option<Outcome> = None;
    let mut floods = Floods { floods: Vec::new(), difference: None, digest: String::new() };
    for run in 1..=args.runs {
        for road in roads {
            step(format!("flood {run} of {}, {road}", args.runs));
            let (flood, outcome) = flood::run(*road, events)?;
            floods.floods.push(flood);
            match &first_outcome {
                None => {
                    floods.digest.clone_from(&outcome.digest);
                    first_outcome = Some(outcome);
                }
                Some(first) if floods.difference.is_none() => {
                    floods.difference = difference::first(first, &outcome)?;
                }
                Some(_) => {}
            }
        }
    }
    step("enqueue".to_owned());
    let enqueue = enqueue::run(roads, events)?;
    let limit = Duration::from_secs(args.seconds);
    let due = within(events, args.rate, limit);
    let mut open_loads = Vec::new();
    let mut baselines = Baselines { echo: None, forward: None };
    for road in roads {
        step(format!("open load, {road}"));
        open_loads.push((*road, open_load::run(*road, due, Arrivals::one_by_one(args.rate))?.0));
        match road {
            Road::Bundled | Road::Inline | Road::Existing | Road::Forwarder => {}
            Road::Unix => {
                step("open load, bare echo".to_owned());
                baselines.echo = Some(baselines::echo(due, Arrivals::one_by_one(args.rate))?);
            }
            Road::Relay => {
                step("open load, bare forwarder".to_owned());
                baselines.forward = Some(baselines::forward(due, Arrivals::one_by_one(args.rate))?);
            }
        }
    }
    bar.finish_and_clear();
    Ok(Report::new(events.len(), floods, enqueue, open_loads, baselines))
}
