//! The load test of the migration: market data -> signal generator -> execution, over relays and bundled.
//!
//! ```text
//! cargo run --release --example load_test                                       # a minute of load on each road
//! cargo run --release --example load_test -- --seconds 10 --page report.html
//! cargo run --release --example load_test -- --swaps FILE.csv --json report.json
//! cargo run --release --example load_test -- --before existing                  # or forwarder: other hubs
//! ```
//!
//! The same services and the same input on both roads; only a file differs (`measuring/roads/*.toml`):
//!
//! - **flood**: all events as fast as they are taken. Gives throughput, CPU time and memory.
//! - **enqueue**: what a send costs the sender, as means over batches of 64, with a receiver that keeps up.
//! - **load**: 100 events every 10 ms, whatever the receivers do; from the time an event was due to the end of its handler.
//!
//! The roads take turns, and take turns at being first: machines drift. The load is cut into slices for that; a slice starts
//! the pair anew. Every run must come to the same signals and orders on both roads, byte for byte.
//!
//! The other processes are this program in another role (`measuring/roles`); they end when their standard input does.
//!
//! Exit code 0: both roads agree and nothing was lost, whether or not the criteria of speed are met. 1: they differ (the
//! first difference is printed), something was lost, or a process died. 2: the arguments or the input are not usable;
//! nothing was run.

mod args;
#[path = "../measuring/mod.rs"]
#[allow(dead_code, reason = "some of it is only for the other programs that measure")]
mod measuring;
mod side;

use std::process::ExitCode;

use clap::Parser;
use mycelium::migration::{MigrationMetrics, MigrationReport};
use tracing_subscriber::EnvFilter;
use trading_pair::{Input, MarketMessage};

use crate::args::{Args, events};
use crate::measuring::enqueue::Enqueue;
use crate::measuring::open_load::Arrivals;
use crate::measuring::output::Output;
use crate::measuring::pair::Failure;
use crate::measuring::progress::progress_bar;
use crate::measuring::road::Road;
use crate::measuring::usage::memory_pss_bytes;
use crate::measuring::{Outcome, baselines, difference, enqueue, flood, idle, open_load};
use crate::side::Side;

/// The mission's load: 100 events every 10 ms.
const LOAD: Arrivals = Arrivals { rate: 10_000, batch: 100 };
/// Slices of the load at least, if it lasts as many seconds.
const SLICES: u64 = 6;
/// A slice's length at most, in seconds; its events are held in memory.
const SLICE_MAX: u64 = 10;

fn main() -> ExitCode {
    let mut args = Args::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("error"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let failed = |error: &dyn std::fmt::Display, code: u8| {
        eprintln!("error: {error}");
        ExitCode::from(code)
    };
    if let Some(role) = args.role.take() {
        return role.play().map_or_else(|error| failed(&error, 2), |()| ExitCode::SUCCESS);
    }
    match Run::prepare(&args) {
        Err(error) => failed(&error, 2),
        Ok(run) => match run.measure_and_report(&args) {
            Ok(true) => ExitCode::SUCCESS,
            Ok(false) => ExitCode::FAILURE,
            Err(error) => failed(&error, 1),
        },
    }
}

/// What a run needs, all of it checked.
struct Run {
    input: Input,
    json: Option<Output>,
    page: Option<Output>,
}

// === impl Run ===

impl Run {
    /// Reads the input and makes sure that the report can be written.
    fn prepare(args: &Args) -> Result<Self, Failure> {
        let input = args.input()?;
        if events(&input).next().is_none() {
            return Err("the input has no events; give a file with one swap at least".into());
        }
        let (json, page) = (Output::create(args.json.as_deref())?, Output::create(args.page.as_deref())?);
        Ok(Self { input, json, page })
    }

    /// Measures and reports. Returns whether nothing was lost and both roads agree.
    fn measure_and_report(self, args: &Args) -> Result<bool, Failure> {
        let report = measure(args, &self.input)?.calculate_improvement();
        print!("{report}");
        self.write(&report)?;
        Ok(report.is_correct())
    }

    fn write(self, report: &MigrationReport) -> Result<(), Failure> {
        if let Some(json) = self.json {
            json.write(&format!("{}\n", serde_json::to_string(report)?))?;
        }
        if let Some(page) = self.page {
            page.write(&mycelium_report::page(report))?;
        }
        Ok(())
    }
}

/// The length of each slice of the load, in seconds.
fn slices(seconds: u64) -> Vec<u64> {
    let slice = seconds.div_ceil(SLICES).clamp(1, SLICE_MAX);
    let mut left = seconds;
    std::iter::from_fn(|| {
        let next = left.min(slice);
        left -= next;
        (next > 0).then_some(next)
    })
    .collect()
}

/// Both roads, those that are first in turns.
fn in_turns([before, after]: [Road; 2], turn: usize) -> [Road; 2] {
    if turn.is_multiple_of(2) { [before, after] } else { [after, before] }
}

fn measure(args: &Args, input: &Input) -> Result<MigrationMetrics, Failure> {
    let roads = [args.before, Road::Bundled];
    let slices = slices(args.seconds);
    let bar = progress_bar((u64::from(args.runs) + slices.len() as u64) * 2 + 2);
    let step = |what: String| {
        bar.inc(1);
        bar.set_message(what);
    };
    let mut sides = roads.map(Side::new);
    let mut first_difference = None;
    let mut notes = notes(args, slices.len());

    let before_input = memory_pss_bytes();
    let flood_events: Vec<MarketMessage> = events(input).take(args.events).collect();
    let input_bytes = memory_pss_bytes().zip(before_input).map(|(after, before)| after.saturating_sub(before));
    notes.push(match input_bytes {
        None => "memory: this system does not say it".to_owned(),
        Some(bytes) => format!(
            "memory: sum of the proportional set sizes of all processes at the end of a flood, without the sender's input \
             ({:.1} MiB)",
            bytes as f64 / 1_048_576.0
        ),
    });
    for run in 0..args.runs as usize {
        let mut outcomes = Vec::new();
        for road in in_turns(roads, run) {
            step(format!("flood {} of {}, {road}", run + 1, args.runs));
            let (flood, outcome) = flood::run(road, &flood_events)?;
            side(&mut sides, road).flooded(flood_events.len(), &flood, &outcome, input_bytes);
            outcomes.push(outcome);
        }
        compare(&outcomes, &mut first_difference)?;
    }

    step("enqueue".to_owned());
    let Enqueue { roads: enqueued, tokio_mpsc } = enqueue::run(&roads, &flood_events)?;
    for (road, samples) in &enqueued {
        side(&mut sides, *road).enqueued(samples);
    }
    drop(flood_events);
    let tenths = |quantile: f64| tokio_mpsc.value_at_quantile(quantile) as f64 / 10.0;
    notes.push(format!(
        "beside them, without mycelium, in the same run: a bare tokio mpsc takes {:.1} ns at p50 and {:.1} ns at p99 for an \
         enqueue",
        tenths(0.5),
        tenths(0.99)
    ));

    let mut source = events(input);
    for (turn, seconds) in slices.iter().enumerate() {
        let slice: Vec<MarketMessage> =
            source.by_ref().take(usize::try_from(LOAD.rate * seconds).unwrap_or(usize::MAX)).collect();
        let mut outcomes = Vec::new();
        for road in in_turns(roads, turn) {
            step(format!("load {} of {}, {road}", turn + 1, slices.len()));
            let (load, outcome) = open_load::run(road, &slice, LOAD)?;
            side(&mut sides, road).loaded(&load, &outcome);
            outcomes.push(outcome);
        }
        compare(&outcomes, &mut first_difference)?;
        if turn == 0 {
            step("load, bare forwarder".to_owned());
            let forwarded = baselines::forward(&slice, LOAD)?;
            let us = |quantile: f64| forwarded.value_at_quantile(quantile) as f64 / 1e3;
            notes.push(format!(
                "and a bare forwarder between two sockets {:.1} µs at p50 and {:.1} µs at p99 from due to received, under the \
                 first slice of the load",
                us(0.5),
                us(0.99)
            ));
        }
    }
    if let Some(bytes) = idle::bytes_per_actor()? {
        notes.push(format!(
            "an idle actor takes {bytes} bytes with its service, mailbox and task (PSS of 10,000 of them)"
        ));
    }
    bar.finish_and_clear();

    let [before, after] = sides;
    Ok(MigrationMetrics {
        name: "market_data -> signal_generator -> execution".to_owned(),
        messages_processed: before.handled() + after.handled(),
        serialization_eliminated_bytes: after.avoided_bytes(),
        before: before.into_metrics(),
        after: after.into_metrics(),
        difference: first_difference,
        notes,
    })
}

fn side(sides: &mut [Side; 2], road: Road) -> &mut Side {
    let [before, after] = sides;
    if road == Road::Bundled { after } else { before }
}

/// Keeps the first difference between what two roads computed from the same events.
fn compare(outcomes: &[Outcome], first_difference: &mut Option<String>) -> Result<(), Failure> {
    if let ([one, other], None) = (outcomes, &first_difference) {
        *first_difference = difference::first(one, other)?;
    }
    Ok(())
}

/// What the figures mean, and where they come from.
fn notes(args: &Args, slices: usize) -> Vec<String> {
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let build =
        if cfg!(debug_assertions) { "a build without optimizations: its times mean nothing" } else { "release" };
    let command: Vec<String> = std::env::args().skip(1).collect();
    // The first figure of it: the tasks that could run, on average over the last minute.
    let busy = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let busy = busy.split(' ').next().filter(|busy| !busy.is_empty()).unwrap_or("unknown");
    vec![
        format!(
            "command: load_test {}; {build}; {cores} cores, {}; load average before the run: {busy}",
            command.join(" "),
            std::env::consts::ARCH
        ),
        format!(
            "load: {} s on each road, {} events every 10 ms, {slices} slices in turns; from due to handled, so that a \
             sender that is late hides nothing; the sender waits actively for 0.2 ms of every 10, on both roads",
            args.seconds, LOAD.batch
        ),
        format!("flood: {} events, {} runs on each road, in turns; medians", args.events, args.runs),
        "enqueue: means over batches of 64 sends, to receivers that are busy and keep up; single sends may be slower \
         than a batch's p99"
            .to_owned(),
        format!(
            "{}: three services, three hubs and the sender, a process each; bundled: one process with the sender",
            args.before
        ),
    ]
}
