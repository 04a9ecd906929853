//! Relays: hubs on unix sockets that fan frames out by domain, and those who connect to them (Protocol V2 §11).
//!
//! - [`RelayServer`] is a hub: every frame of its domain goes to all who are connected, but to its sender.
//! - [`RelayPublisher`] and [`RelaySubscriber`] connect to one, for programs without actors.
//! - [`EchoClient`] connects to Torq's existing relay, where whoever publishes otherwise loses messages.
//! - `edge` connects actors: what an edge with `road = "relay"` becomes.
//!
//! Frames to a relay carry no address: the message comes first and alone. A relay pushes nobody back, unless it is told to
//! ([`OnFull::Block`]); what a slow listener does not read in time is dropped, and shows as a gap in the sender's sequence.
//!
//! A relay takes the place of an existing one for peers that know nothing of this crate: same path, no handshake, no
//! registration. [`RelayOptions`] says in what it can be like the old one.

mod client;
mod counts;
mod edge;
mod existing;
mod options;
mod queue;
mod server;

pub use client::{Received, RelayPublisher, RelaySubscriber, checksum_rule};
pub use counts::RelayCounts;
pub(crate) use edge::{Publisher, Sources, Subscribe, Subscription};
pub use existing::{EchoClient, EchoCounts, EchoError, EchoOptions, FALLBACK_FRAME_BYTES};
pub use options::{OnFull, RelayOptions};
pub use server::{RelayMonitor, RelayServer};
