//! `mycelium health`: how a running system is, as tables or JSON, and as an exit code.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use tokio::time::MissedTickBehavior;

use crate::sample::{Sample, topology};
use crate::view::View;

/// Says how a running system is: nodes, relays, edges and actors, with rates, drops and lag.
///
/// Each node of the file is asked at its status socket, which `status = true` in the file makes. Rates are measured
/// between two looks. Exit code 0: all is up, and nothing was dropped between the looks. 1: something is down, or was
/// dropped, in any of the reports. 2: the arguments or the file cannot be used.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The file with the `[[bundles]]`.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,

    /// Prints each report as one line of JSON.
    #[arg(long)]
    json: bool,

    /// Reports again and again, so many seconds apart; without it once, over one second.
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    watch: Option<u64>,

    /// Ends after so many reports; without it, `--watch` goes on until it is stopped.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    count: Option<u64>,
}

/// Reports as the arguments say.
///
/// # Errors
///
/// When the file cannot be used, or standard output is closed.
pub(crate) fn run(args: Args) -> Result<ExitCode, Box<dyn std::error::Error>> {
    let topology = topology(&args.config)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let period = Duration::from_secs(args.watch.unwrap_or(1));
        let count = args.count.or(args.watch.is_none().then_some(1));
        let mut is_healthy = true;
        let mut before = Sample::take(&topology).await;
        let mut ticks = tokio::time::interval_at(tokio::time::Instant::now() + period, period);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut reports = 0;
        while count.is_none_or(|count| reports < count) {
            ticks.tick().await;
            let now = Sample::take(&topology).await;
            let view = View::between(&topology, Some(&before), &now);
            is_healthy &= view.is_healthy;
            let report = if args.json { serde_json::to_string(&view)? + "\n" } else { tables(&view) };
            let mut out = io::stdout().lock();
            out.write_all(report.as_bytes())?;
            out.flush()?;
            before = now;
            reports += 1;
        }
        Ok(if is_healthy { ExitCode::SUCCESS } else { ExitCode::from(1) })
    })
}

/// The report for people.
fn tables(view: &View) -> String {
    let mut text = String::new();
    let seconds = view.seconds.unwrap_or_default();
    let head = if view.is_healthy { "healthy".to_owned() } else { format!("{} problems", view.problems.len()) };
    // Writing to a string does not fail.
    let _ = writeln!(text, "{}: {head}, over {seconds:.1} s", view.file);
    for problem in &view.problems {
        let _ = writeln!(text, "  ! {problem}");
    }
    let mut nodes = Table::new(&["node", "state", "pid", "uptime", "frames out", "frames in", "dropped"]);
    for node in &view.nodes {
        let frames = |of: fn(&mycelium::TransportMetrics) -> u64| count(node.transport.as_ref().map(of));
        nodes.row([
            node.name.clone(),
            if node.is_up { "up" } else { "DOWN" }.to_owned(),
            node.pid.map_or_else(none, |pid| pid.to_string()),
            node.uptime_ms.map_or_else(none, uptime),
            frames(|now| now.frames_sent),
            frames(|now| now.frames_received),
            frames(|now| {
                now.dropped.saturating_sub(now.conflated) + now.frames_refused + now.frames_unsent + now.frames_lost
            }),
        ]);
    }
    let mut relays = Table::new(&["relay", "state", "socket"]);
    for relay in &view.relays {
        let state = if relay.is_up { "up" } else { "DOWN" };
        relays.row([relay.domain.clone(), state.to_owned(), relay.socket.clone()]);
    }
    let mut edges = Table::new(&["edge", "road", "sent", "per second", "waiting", "dropped", "lag"]);
    for edge in &view.edges {
        let beside = edge.beside.map(|beside| format!(" + {beside}")).unwrap_or_default();
        let unit = if edge.road.as_str() == "bundle" { "" } else { " B" };
        edges.row([
            format!("{} -> {}", edge.from, edge.to),
            format!("{}{beside}", edge.road),
            count(edge.sent),
            rate(edge.rate),
            edge.depth.zip(edge.capacity).map_or_else(none, |(depth, capacity)| format!("{depth}/{capacity}{unit}")),
            count(edge.dropped),
            count(edge.lag),
        ]);
    }
    let mut actors = Table::new(&["actor", "state", "handled", "per second", "waiting", "failed", "dropped"]);
    for actor in &view.actors {
        let now = &actor.status;
        actors.row([
            now.name.clone(),
            now.state.clone(),
            now.handled.to_string(),
            rate(actor.rate),
            format!("{}/{}", now.depth, now.capacity),
            (now.failed + now.panicked).to_string(),
            now.lost().to_string(),
        ]);
    }
    for table in [nodes.show(), relays.show(), edges.show(), actors.show()] {
        text.push_str(&table);
    }
    for compared in &view.comparisons {
        let _ = writeln!(text, "\nside by side: {compared}");
    }
    text.push('\n');
    text
}

fn none() -> String {
    "-".to_owned()
}

fn count(count: Option<u64>) -> String {
    count.map_or_else(none, |count| count.to_string())
}

fn rate(rate: Option<f64>) -> String {
    rate.map_or_else(none, |rate| format!("{rate:.1}"))
}

/// As `1d 02:03:04`, without what is not there yet.
fn uptime(milliseconds: u64) -> String {
    let seconds = milliseconds / 1_000;
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60);
    let clock = format!("{hours:02}:{minutes:02}:{:02}", seconds % 60);
    if days > 0 { format!("{days}d {clock}") } else { clock }
}

/// Rows of words, in columns as wide as their widest.
struct Table<const N: usize> {
    rows: Vec<[String; N]>,
}

// === impl Table ===

impl<const N: usize> Table<N> {
    fn new(head: &[&str; N]) -> Self {
        Self { rows: vec![head.map(str::to_owned)] }
    }

    fn row(&mut self, row: [String; N]) {
        self.rows.push(row);
    }

    /// The lines; nothing for a table without rows.
    fn show(&self) -> String {
        if self.rows.len() < 2 {
            return String::new();
        }
        let width = |column: usize| self.rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
        let widths: [usize; N] = std::array::from_fn(width);
        let mut text = "\n".to_owned();
        for row in &self.rows {
            let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
            text.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
            text.push('\n');
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_uptime_is_read_as_a_clock() {
        assert_eq!([0, 61_999, 90_061_000].map(uptime), ["00:00:00", "00:01:01", "1d 01:01:01"]);
    }
}
