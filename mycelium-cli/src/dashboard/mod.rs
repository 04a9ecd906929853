//! `mycelium dashboard`: a page that shows a running system live, for browsers of this machine.
//!
//! One task looks at the system once a second and keeps what it saw as one document; `server` hands it out with the page,
//! which draws it. So however many browsers watch, the system is asked once.

mod history;
mod server;

use std::io::{self, Write};
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use mycelium::bundle::TopologyConfig;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::time::MissedTickBehavior;

use self::history::History;
use crate::sample::{Sample, topology};
use crate::view::View;

/// How often the system is looked at.
const PERIOD: Duration = Duration::from_secs(1);

/// Shows a running system on a live page: topology, roads, rates, what waits, drops and lag.
///
/// The page is served on 127.0.0.1 only and names no other address. Each node of the file is asked at its status socket,
/// which `status = true` in the file makes. Prints the page's address when it is ready; ends on SIGTERM or SIGINT.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The file with the `[[bundles]]`.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,

    /// The port; 0 takes a free one.
    #[arg(long, value_name = "N", default_value_t = 0)]
    port: u16,
}

/// What was seen last, as JSON.
type Document = Arc<[u8]>;

/// Serves the page until it is told to stop.
///
/// # Errors
///
/// When the file or the port cannot be used, or standard output is closed.
pub(crate) fn run(args: Args) -> Result<(), Box<dyn std::error::Error>> {
    let topology = topology(&args.config)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        // Whoever is told that the page is ready may stop it at once.
        let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, args.port)).await.map_err(|error| {
            format!("port {} of 127.0.0.1: {error}; choose another `--port`, or 0 for a free one", args.port)
        })?;
        let address = listener.local_addr()?;
        let mut looking = Looking::begin(topology).await?;
        let (show, shown) = watch::channel(looking.document.clone());
        let look = async move {
            let mut ticks = tokio::time::interval_at(tokio::time::Instant::now() + PERIOD, PERIOD);
            ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
            loop {
                ticks.tick().await;
                // What cannot be written as JSON is not shown; the page says that nothing new comes.
                if looking.again().await.is_ok() {
                    show.send_replace(looking.document.clone());
                }
            }
        };
        let mut out = io::stdout().lock();
        writeln!(out, "dashboard ready on http://{address}/")?;
        out.flush()?;
        drop(out);
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
            () = look => {}
            () = server::serve(listener, shown) => {}
        }
        Ok(())
    })
}

/// The system as it is seen second by second.
struct Looking {
    topology: TopologyConfig,
    before: Sample,
    history: History,
    document: Document,
}

// === impl Looking ===

impl Looking {
    async fn begin(topology: TopologyConfig) -> serde_json::Result<Self> {
        let now = Sample::take(&topology).await;
        let document = serde_json::to_vec(&View::between(&topology, None, &now))?.into();
        Ok(Self { topology, before: now, history: History::default(), document })
    }

    async fn again(&mut self) -> serde_json::Result<()> {
        let now = Sample::take(&self.topology).await;
        let mut view = View::between(&self.topology, Some(&self.before), &now);
        self.before = now;
        self.history.add(&mut view);
        self.document = serde_json::to_vec(&view)?.into();
        Ok(())
    }
}
