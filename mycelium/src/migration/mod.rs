//! From relays to bundles, one service at a time: existing consumers as they are, beside actors.
//!
//! An existing service processes TLVs that a relay brings. Its one function becomes [`RelayConsumer::process_tlv`], and
//! then it runs on either road, unchanged:
//!
//! - [`consume`], or a [`ConsumerLoop`] that can be watched, feeds it from a relay.
//! - [`RelayActorAdapter`] makes it an actor: its neighbours send it typed messages, by whatever road, and it is given the
//!   TLVs that a relay would have brought.
//!
//! In the other direction [`RelayOutput`] is an actor that publishes what it is sent, for consumers that still listen to a
//! relay.

mod adapter;
mod consumer;
mod output;
mod tlv_message;

pub use adapter::RelayActorAdapter;
/// What an `impl RelayConsumer` is written with.
pub use async_trait::async_trait;
pub use consumer::{ConsumerCounts, ConsumerLoop, ConsumerMonitor, RelayConsumer, consume};
pub use output::{RelayOutput, RelayOutputCounts, RelayOutputError, RelayOutputMonitor};
pub use tlv_message::TlvMessage;
