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

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::{broadcast, mpsc};

type Anything<T> = Result<T, Box<dyn std::error::Error>>;

/// What one `read` takes, at most.
const CHUNK: usize = 65_536;
/// How many chunks wait for the slowest connection.
const CHANNEL: usize = 10_000;
const HEADER_LEN: usize = 32;
const MAGIC: [u8; 4] = 0xDEAD_BEEF_u32.to_le_bytes();
/// Where the domain stands in a header.
const DOMAIN_AT: usize = 4;

#[derive(Default)]
struct Counts {
    connections: AtomicU64,
    /// Chunks that were forwarded.
    forwarded: AtomicU64,
    /// Chunks that were dropped because they begin with no header of the domain.
    dropped: AtomicU64,
    /// Chunks that a connection lost because it was too far behind.
    lagged: AtomicU64,
}

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

async fn accept(listener: UnixListener, domain: u8, counts: Arc<Counts>) {
    let (chunks, _) = broadcast::channel(CHANNEL);
    while let Ok((stream, _)) = listener.accept().await {
        drop(tokio::spawn(connection(stream, domain, chunks.clone(), Arc::clone(&counts))));
    }
}

async fn connection(stream: UnixStream, domain: u8, chunks: broadcast::Sender<Arc<[u8]>>, counts: Arc<Counts>) {
    let (from, to) = stream.into_split();
    // The engine subscribes when it accepts; counted afterwards, so that whoever waits for the count is subscribed.
    let heard = chunks.subscribe();
    counts.connections.fetch_add(1, Relaxed);
    let reading = tokio::spawn(read(from, domain, chunks, Arc::clone(&counts)));
    let writing = tokio::spawn(write(to, heard, counts));
    // Whichever ends first; the other goes on by itself.
    tokio::select! {
        _ = reading => {}
        _ = writing => {}
    }
}

async fn read(mut from: OwnedReadHalf, domain: u8, chunks: broadcast::Sender<Arc<[u8]>>, counts: Arc<Counts>) {
    let mut buffer = vec![0; CHUNK];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        let chunk = &buffer[..read];
        if chunk.len() >= HEADER_LEN && chunk.starts_with(&MAGIC) && chunk[DOMAIN_AT] == domain {
            counts.forwarded.fetch_add(1, Relaxed);
            drop(chunks.send(chunk.into()));
        } else {
            counts.dropped.fetch_add(1, Relaxed);
        }
    }
}

async fn write(mut to: OwnedWriteHalf, mut chunks: broadcast::Receiver<Arc<[u8]>>, counts: Arc<Counts>) {
    loop {
        match chunks.recv().await {
            Ok(chunk) => {
                if to.write_all(&chunk).await.is_err() {
                    return;
                }
            }
            Err(broadcast::error::RecvError::Lagged(lost)) => {
                counts.lagged.fetch_add(lost, Relaxed);
            }
            Err(broadcast::error::RecvError::Closed) => return,
        }
    }
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
