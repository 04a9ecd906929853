//! One process of a topology, or a relay, for the tests of roads.
//!
//! ```text
//! node TOML [--variant other] --bundle NAME | --actor NAME | --all
//! node relay --domain NUMBER --socket PATH [--queue-bytes N]
//! node silent SOCKET N                            makes N connections, and says nothing
//! ```
//!
//! Prints `ready` when it is, and ends when its standard input does. A line `metrics` is answered with one line of
//! counts, each as `name=number`.

mod actors;
mod other;

use std::io::BufRead;
use std::os::unix::net::UnixStream;
use std::process::ExitCode;

use mycelium::bundle::{Part, TopologyConfig};
use mycelium::prelude::*;
use mycelium::relay::{RelayOptions, RelayServer};
use mycelium::wire::Domain;
use tokio::sync::mpsc;

type Anything<T> = std::result::Result<T, Box<dyn std::error::Error>>;

#[tokio::main(worker_threads = 2)]
async fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let ended = match args.next() {
        Some(role) if role == "relay" => relay(args).await,
        Some(role) if role == "silent" => silent(args).await,
        Some(file) => node(&file, args.collect()).await,
        None => Err("give a TOML file".into()),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn node(file: &str, mut args: Vec<String>) -> Anything<()> {
    let mut types = actors::types();
    if args.first().is_some_and(|arg| arg == "--variant") {
        types = other::types();
        args.drain(..2);
    }
    let topology = TopologyConfig::read(file)?;
    let system = ActorSystem::launch(&topology, &types, &Part::from_args(args)?)?;
    let subscribing = system.clone();
    drop(tokio::spawn(async move {
        subscribing.subscribed().await;
        println!("ready");
    }));
    let mut lines = input();
    while let Some(line) = lines.recv().await {
        if line == "metrics" {
            let now = system.get_transport_metrics();
            let (received, refused) = (now.frames_received, now.frames_refused);
            println!("received={received} refused={refused} lost={} handled={}", now.frames_lost, now.handled);
        }
    }
    system.stop().await;
    Ok(())
}

async fn relay(mut args: impl Iterator<Item = String>) -> Anything<()> {
    let (mut domain, mut socket, mut queue_bytes) = (Domain::SIGNAL, None, None);
    while let (Some(flag), Some(value)) = (args.next(), args.next()) {
        match flag.as_str() {
            "--domain" => domain = Domain::new(value.parse()?),
            "--socket" => socket = Some(value),
            "--queue-bytes" => queue_bytes = Some(value.parse()?),
            _ => return Err(format!("unexpected {flag}").into()),
        }
    }
    let mut options = RelayOptions::new(domain, socket.ok_or("give a --socket")?);
    options.queue_bytes = queue_bytes.unwrap_or(options.queue_bytes);
    let relay = RelayServer::bind(options)?;
    let monitor = relay.monitor();
    println!("ready");
    let mut lines = input();
    let stop = async {
        while let Some(line) = lines.recv().await {
            if line == "metrics" {
                let now = monitor.counts();
                let (frames, dropped, taken) = (now.frames_in, now.frames_dropped, now.connections_taken);
                let refused = now.frames_refused;
                println!("in={frames} dropped={dropped} taken={taken} refused={refused}");
            }
        }
    };
    relay.run(stop).await;
    Ok(())
}

async fn silent(mut args: impl Iterator<Item = String>) -> Anything<()> {
    let socket = args.next().ok_or("give a socket")?;
    let count = args.next().ok_or("give a number")?.parse()?;
    let connections: Vec<UnixStream> =
        (0..count).map(|_| UnixStream::connect(&socket)).collect::<std::io::Result<_>>()?;
    println!("ready");
    while input().recv().await.is_some() {}
    drop(connections);
    Ok(())
}

/// Lines of the standard input, until it ends.
fn input() -> mpsc::Receiver<String> {
    let (to, lines) = mpsc::channel(16);
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(std::result::Result::ok) {
            if to.blocking_send(line).is_err() {
                return;
            }
        }
    });
    lines
}
