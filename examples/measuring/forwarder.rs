//! A bare hub: what comes from one connection is written to all others, as it is. Nothing but tokio; what a relay costs at
//! least.

use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixListener;
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::Mutex;

/// The writing ends, by the number of their connection.
type Others = Arc<Mutex<Vec<(u64, OwnedWriteHalf)>>>;

/// Serves whoever connects, for ever. It looks at no bytes, so of several senders only one may send at a time.
pub(crate) async fn accept(listener: UnixListener) {
    let others = Others::default();
    let mut number = 0;
    while let Ok((stream, _)) = listener.accept().await {
        number += 1;
        let (from, to) = stream.into_split();
        others.lock().await.push((number, to));
        drop(tokio::spawn(forward(number, from, Arc::clone(&others))));
    }
}

async fn forward(number: u64, mut from: OwnedReadHalf, others: Others) {
    let mut bytes = vec![0; 65_536];
    while let Ok(read @ 1..) = from.read(&mut bytes).await {
        for (_, to) in others.lock().await.iter_mut().filter(|(other, _)| *other != number) {
            // Whoever has gone hears nothing more.
            drop(to.write_all(&bytes[..read]).await);
        }
    }
}
