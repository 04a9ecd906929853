//! Moving services from relays into bundles, one pair at a time, with proof.
//!
//! What was measured on the old road and on the new one goes into a [`MigrationMetrics`];
//! [`calculate_improvement`](MigrationMetrics::calculate_improvement) makes a [`MigrationReport`] of it: the changes, and the
//! criteria with their targets and verdicts. A worse result is reported as worse, and what was not measured is said to be so.
//! Nothing here measures: `examples/load_test` does. Pages with charts are made by the crate `mycelium-report`.

mod distribution;
mod metrics;
mod report;
mod text;

pub use distribution::{Bucket, Distribution, QUANTILES, Quantile, Samples};
pub use metrics::{MigrationMetrics, RoadMetrics};
pub use report::{ComparisonRow, Criterion, MigrationReport, Verdict};
