//! Relays: hubs on unix sockets that fan Protocol V2 frames out by domain, and those who connect to them.

mod client;
mod edge;

pub use client::{Received, RelayPublisher, RelaySubscriber, checksum_rule};
pub(crate) use edge::{Publisher, Subscribe, Subscription};
