//! `mycelium relay`: one relay, until it is told to stop.
//!
//! One thread is enough: a relay copies bytes from sockets to sockets, and a second thread would only add wake-ups.

use std::future::Future;
use std::io::{self, Write};
use std::path::PathBuf;
use std::pin::pin;
use std::task::Poll;

use mycelium::relay::RelayServer;
use tokio::io::AsyncReadExt;
use tokio::signal::unix::{SignalKind, signal};

use crate::relay_config::Settings;

/// Forwards every frame of one domain to all who are connected.
///
/// Prints one line when it is ready, and one with its counts when it was stopped by SIGTERM or SIGINT.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    settings: Settings,

    /// A TOML file with the same settings, written with `_`: `domain = "signal"`, `queue_bytes = 1048576`. What is given
    /// here wins over what it says.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,

    /// Stops also when standard input ends: for programs that start a relay as their child.
    #[arg(long)]
    until_stdin_closes: bool,
}

/// Runs a relay until it is told to stop.
///
/// # Errors
///
/// When the settings are not usable, the socket cannot be had, or standard output is closed.
pub(crate) fn run(args: Args) -> Result<(), Box<dyn std::error::Error>> {
    let options = args.settings.options(args.config.as_deref())?;
    let (domain, ready) = (options.domain, format!("relay {} ready on {}", options.domain, options.socket.display()));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let done = runtime.block_on(async {
        // Whoever is told that the relay is ready may stop it at once.
        let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        let relay = RelayServer::bind(options)?;
        say(&ready)?;
        let mut input_ended = pin!(input_ended(args.until_stdin_closes));
        let stop = std::future::poll_fn(|cx| {
            let told = terminate.poll_recv(cx).is_ready() || interrupt.poll_recv(cx).is_ready();
            if told { Poll::Ready(()) } else { input_ended.as_mut().poll(cx) }
        });
        let counts = relay.run(stop).await;
        say(&format!("relay {domain} stopped: {counts}"))
    });
    // A thread may still wait for standard input; it is not waited for.
    runtime.shutdown_background();
    done
}

/// Prints a line at once.
fn say(line: &str) -> Result<(), Box<dyn std::error::Error>> {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}

/// Ready when standard input ends, if that is `wanted`.
async fn input_ended(wanted: bool) {
    if !wanted {
        std::future::pending::<()>().await;
    }
    let (mut input, mut bytes) = (tokio::io::stdin(), [0; 256]);
    while input.read(&mut bytes).await.is_ok_and(|read| read > 0) {}
}
