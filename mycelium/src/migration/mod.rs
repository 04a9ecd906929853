//! From relays to bundles, one service at a time, with proof.
//!
//! **Existing consumers as they are, beside actors.** An existing service processes TLVs that a relay brings. Its one
//! function becomes [`RelayConsumer::process_tlv`], and then it runs on either road, unchanged:
//!
//! - [`consume`], or a [`ConsumerLoop`] that can be watched, feeds it from a relay.
//! - [`RelayActorAdapter`] makes it an actor: its neighbours send it typed messages, by whatever road, and it is given the
//!   TLVs that a relay would have brought.
//!
//! In the other direction [`RelayOutput`] is an actor that publishes what it is sent, for consumers that still listen to a
//! relay.
//!
//! **Proof.** What was measured on the old road and on the new one goes into a [`MigrationMetrics`];
//! [`calculate_improvement`](MigrationMetrics::calculate_improvement) makes a [`MigrationReport`] of it: the changes, and the
//! criteria with their targets and verdicts. A worse result is reported as worse, and what was not measured is said to be so.
//! Nothing here measures: `examples/load_test` does. Pages with charts are made by the crate `mycelium-report`.

mod adapter;
mod consumer;
mod distribution;
mod metrics;
mod output;
mod report;
mod text;
mod tlv_message;

pub use adapter::RelayActorAdapter;
/// What an `impl RelayConsumer` is written with.
pub use async_trait::async_trait;
pub use consumer::{ConsumerCounts, ConsumerLoop, ConsumerMonitor, RelayConsumer, consume};
pub use distribution::{Bucket, Distribution, QUANTILES, Quantile, Samples};
pub use metrics::{MigrationMetrics, RoadMetrics};
pub use output::{RelayOutput, RelayOutputCounts, RelayOutputError, RelayOutputMonitor};
pub use report::{ComparisonRow, Criterion, MigrationReport, Verdict};
pub use tlv_message::TlvMessage;
