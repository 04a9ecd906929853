//! What Torq's relay engine does, its faults included; see `main`.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::broadcast;

/// What one `read` takes, at most.
const CHUNK: usize = 65_536;
/// How many chunks wait for the slowest connection.
const CHANNEL: usize = 10_000;
const HEADER_LEN: usize = 32;
const MAGIC: [u8; 4] = 0xDEAD_BEEF_u32.to_le_bytes();
/// Where the domain stands in a header.
const DOMAIN_AT: usize = 4;

/// What came, and what became of it.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub(crate) connections: AtomicU64,
    /// Chunks that were forwarded.
    pub(crate) forwarded: AtomicU64,
    /// Chunks that were dropped because they begin with no header of the domain.
    pub(crate) dropped: AtomicU64,
    /// Chunks that a connection lost because it was too far behind.
    pub(crate) lagged: AtomicU64,
}

/// Serves whoever connects, for ever.
pub(crate) async fn accept(listener: UnixListener, domain: u8, counts: Arc<Counts>) {
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
