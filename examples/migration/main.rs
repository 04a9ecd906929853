//! The pair as a service that runs: it feeds itself with swaps, takes an edited file on SIGHUP, and says in the end what
//! became of every message. docs/migration.md works with it.
//!
//! ```text
//! cargo run --release --example migration -- --config examples/migration/bundles.toml --seconds 60
//! ```

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::Parser;
use mycelium::bundle::{Part, TopologyConfig};
use mycelium::prelude::*;
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout};
use tracing_subscriber::EnvFilter;
use trading_pair::actors::watched_types;
use trading_pair::generator::Seed;
use trading_pair::{EXECUTION, Input, MARKET_DATA, MarketDataActorRef, MarketMessage, Probe};

/// How many different events are generated; then they come again, later.
const GENERATED: usize = 10_000;
/// The pause between two batches of events.
const TICK: Duration = Duration::from_millis(10);
/// How long what was sent last may be on its way.
const SETTLE_MAX: Duration = Duration::from_secs(10);

/// Runs the pair as a file says, and moves its edges when the file was edited (SIGHUP).
#[derive(Debug, Parser)]
struct Args {
    /// The file with the bundles and the edges.
    #[arg(long, default_value = "examples/migration/bundles.toml")]
    config: PathBuf,
    /// Events per second, sent in a batch each 10 ms.
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(100..=1_000_000))]
    rate: u64,
    /// How long to send; without it until SIGTERM or SIGINT.
    #[arg(long)]
    seconds: Option<u64>,
    /// Swaps to send, as CSV; by default they are generated.
    #[arg(long)]
    swaps: Option<PathBuf>,
    /// A file that gets the process id once everything runs.
    #[arg(long)]
    pid_file: Option<PathBuf>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let args = Args::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let input = match &args.swaps {
        Some(file) => Input::read(file)?,
        None => Input::generated(Seed(7), GENERATED),
    };
    let topology = TopologyConfig::read(&args.config)?;
    let probe = Arc::new(Probe::of_signals());
    let system = ActorSystem::launch(&topology, &watched_types(&probe), &Part::All)?;
    system.subscribed().await;
    system.reload_on_hangup().await?;
    if let Some(file) = &args.pid_file {
        std::fs::write(file, std::process::id().to_string())?;
    }
    println!("running as {}", std::process::id());

    let events = send(&system, &args, &input).await?;
    settle(&system, &probe).await;
    let orders = system.actor::<trading_pair::ExecutionMessage>(EXECUTION)?.metrics().handled;
    println!("{events} events sent, {} handled", probe.events_handled());
    println!("{} signals sent, {} received", probe.signals_sent(), probe.signals_received());
    println!("{} orders sent, {orders} recorded", probe.orders_sent());
    let metrics = system.get_transport_metrics();
    let lost = metrics.failed + metrics.dropped + metrics.frames_refused + metrics.frames_unsent + metrics.frames_lost;
    println!("{lost} messages reported as failed, dropped, refused, unsent or lost");
    for comparison in system.comparisons().await {
        println!("{comparison}");
    }
    system.stop().await;
    let arrived = probe.signals_received() == probe.signals_sent() && orders == probe.orders_sent();
    if arrived { Ok(()) } else { Err(Error::msg("something did not arrive")) }
}

/// Sends events until it is time to end; returns how many.
async fn send(system: &ActorSystem, args: &Args, input: &Input) -> Result<u64> {
    let market_data: MarketDataActorRef = system.handle(MARKET_DATA)?;
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let end = Instant::now() + args.seconds.map_or(Duration::from_secs(u64::from(u32::MAX)), Duration::from_secs);
    let mut ticks = interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut events = input.events(u64::MAX).map(MarketMessage::from);
    let mut sent = 0;
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            _ = terminate.recv() => return Ok(sent),
            _ = interrupt.recv() => return Ok(sent),
        }
        if Instant::now() >= end {
            return Ok(sent);
        }
        for event in events.by_ref().take(usize::try_from(args.rate / 100).unwrap_or(usize::MAX)) {
            market_data.send(event).await?;
            sent += 1;
        }
    }
}

/// Waits until everything has come to its end, or nothing moves any more.
async fn settle(system: &ActorSystem, probe: &Probe) {
    let recorded = || system.actor::<trading_pair::ExecutionMessage>(EXECUTION).map_or(0, |it| it.metrics().handled);
    let is_settled = || probe.signals_received() == probe.signals_sent() && recorded() == probe.orders_sent();
    let settled = async {
        while !is_settled() {
            sleep(TICK).await;
        }
    };
    // What has not come by then is reported.
    drop(timeout(SETTLE_MAX, settled).await);
}
