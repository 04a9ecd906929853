//! The clock that all processes of a machine share.

use nix::time::{ClockId, clock_gettime};

/// Nanoseconds of the monotonic clock: comparable between processes of one machine, until it is started anew.
///
/// # Panics
///
/// On a system without this clock, of which none is known.
#[must_use]
pub fn monotonic_ns() -> u64 {
    let now = clock_gettime(ClockId::CLOCK_MONOTONIC).expect("every unix has a monotonic clock");
    let since_start = std::time::Duration::from(now);
    u64::try_from(since_start.as_nanos()).unwrap_or(u64::MAX)
}
