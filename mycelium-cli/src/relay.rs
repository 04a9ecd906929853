//! `mycelium relay`: one relay, until it is told to stop.
//!
//! One thread is enough: a relay copies bytes from sockets to sockets, and a second thread would only add wake-ups.

use std::future::Future;
use std::io::{self, Write};
use std::path::PathBuf;
use std::pin::pin;
use std::task::Poll;

use clap::builder::RangedU64ValueParser;
use mycelium::relay::{RelayOptions, RelayServer};
use mycelium::wire::{Domain, HEADER_LEN, MAX_FRAME_LEN};
use tokio::io::AsyncReadExt;
use tokio::signal::unix::{SignalKind, signal};

/// Forwards every frame of one domain to all who are connected.
///
/// Prints one line when it is ready, and one with its counts when it was stopped by SIGTERM or SIGINT.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The domain: market_data, signal, execution, system, or a number from 1 to 255.
    #[arg(long, value_parser = domain)]
    domain: Domain,

    /// Where it listens. A socket that a dead process left is taken over, a living one never.
    #[arg(long, value_name = "PATH")]
    socket: PathBuf,

    /// How many bytes wait for one listener before the oldest frames are dropped.
    #[arg(long, value_name = "N", default_value_t = 16 * 1_048_576, value_parser = RangedU64ValueParser::<usize>::new().range(1..))]
    queue_bytes: usize,

    /// The longest frame in bytes, header included.
    #[arg(long, value_name = "N", default_value_t = MAX_FRAME_LEN, value_parser = RangedU64ValueParser::<usize>::new().range(HEADER_LEN as u64..))]
    max_frame_len: usize,

    /// How many connections stand at a time.
    #[arg(long, value_name = "N", default_value_t = 1_024, value_parser = RangedU64ValueParser::<usize>::new().range(1..))]
    max_connections: usize,

    /// Stops also when standard input ends: for programs that start a relay as their child.
    #[arg(long)]
    until_stdin_closes: bool,
}

/// Reads a domain's name or number.
fn domain(text: &str) -> Result<Domain, String> {
    let named = [Domain::MARKET_DATA, Domain::SIGNAL, Domain::EXECUTION, Domain::SYSTEM];
    if let Some(domain) = named.into_iter().find(|domain| domain.name() == Some(text)) {
        return Ok(domain);
    }
    match text.parse() {
        Ok(number @ 1..=u8::MAX) => Ok(Domain::new(number)),
        _ => Err("expected market_data, signal, execution, system, or a number from 1 to 255".to_owned()),
    }
}

/// Runs a relay until it is told to stop.
///
/// # Errors
///
/// When the socket cannot be had, or standard output is closed.
pub(crate) fn run(args: Args) -> Result<(), Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let done = runtime.block_on(async {
        // Whoever is told that the relay is ready may stop it at once.
        let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        let mut options = RelayOptions::new(args.domain, &args.socket);
        options.queue_bytes = args.queue_bytes;
        options.max_frame_len = args.max_frame_len;
        options.max_connections = args.max_connections;
        let relay = RelayServer::bind(options)?;
        say(&format!("relay {} ready on {}", args.domain, args.socket.display()))?;
        let mut input_ended = pin!(input_ended(args.until_stdin_closes));
        let stop = std::future::poll_fn(|cx| {
            let told = terminate.poll_recv(cx).is_ready() || interrupt.poll_recv(cx).is_ready();
            if told { Poll::Ready(()) } else { input_ended.as_mut().poll(cx) }
        });
        let counts = relay.run(stop).await;
        say(&format!("relay {} stopped: {counts}", args.domain))
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
