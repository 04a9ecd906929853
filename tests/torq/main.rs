//! A stand-in of Torq's relay engine, for tests and comparisons: a process that loses what the engine loses.
//!
//! ```text
//! torq-stand-in SOCKET DOMAIN
//! ```
//!
//! Prints `ready` when it is bound, and ends when its standard input does. A line `counts` is answered with one line
//! of counts, each as `name=number`.
//!
//! What it does is what the engine's source does, its faults included:
//!
//! - It removes whatever stands at its path, also the socket of a relay that lives, and binds there.
//! - Every connection is heard and told alike. There is no registration, no limit, and no acknowledgement.
//! - One `read` into 65,536 bytes is "one message". It must have 32 bytes and begin with the magic, and the domain byte
//!   of its first header must be the relay's; nothing else is looked at. What a read cut off is the next "message",
//!   and is dropped because it has no magic.
//! - Each message goes through a broadcast channel of 10,000 to every connection, to its sender's, too. A connection
//!   that is further behind loses the oldest.
//! - When a client goes, the task that writes to it stays until a write fails.

mod engine;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use tokio::net::UnixListener;
use tokio::sync::mpsc;

use crate::engine::{Counts, accept};

type Anything<T> = Result<T, Box<dyn std::error::Error>>;

#[tokio::main(worker_threads = 2)]
async fn main() -> ExitCode {
    match run(std::env::args().skip(1).collect()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(args: Vec<String>) -> Anything<()> {
    let [socket, domain] = &args[..] else { return Err("usage: torq-stand-in SOCKET DOMAIN".into()) };
    let (socket, domain) = (PathBuf::from(socket), domain.parse()?);
    if let Some(directory) = socket.parent() {
        std::fs::create_dir_all(directory)?;
    }
    drop(std::fs::remove_file(&socket));
    let listener = UnixListener::bind(&socket)?;
    let counts = Arc::new(Counts::default());
    drop(tokio::spawn(accept(listener, domain, Arc::clone(&counts))));
    println!("ready");
    let mut lines = input();
    while let Some(line) = lines.recv().await {
        if line == "counts" {
            let [connections, forwarded, dropped, lagged] =
                [&counts.connections, &counts.forwarded, &counts.dropped, &counts.lagged].map(|n| n.load(Relaxed));
            println!("connections={connections} forwarded={forwarded} dropped={dropped} lagged={lagged}");
        }
    }
    Ok(())
}

/// The lines of the standard input. A thread of its own reads them: the runtime does not wait for it at the end.
fn input() -> mpsc::Receiver<String> {
    let (sender, lines) = mpsc::channel(16);
    drop(std::thread::spawn(move || {
        for line in std::io::stdin().lines().map_while(Result::ok) {
            if sender.blocking_send(line).is_err() {
                return;
            }
        }
    }));
    lines
}
