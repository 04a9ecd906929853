//! What this process has used: CPU time and memory.

use std::time::Duration;

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;

use super::node::Usage;

/// CPU time of all threads since the start, in user and kernel mode; zero where the system does not say.
pub(crate) fn cpu_time() -> Duration {
    let Ok(usage) = getrusage(UsageWho::RUSAGE_SELF) else { return Duration::ZERO };
    let microseconds = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    Duration::from_micros(u64::try_from(microseconds).unwrap_or(0))
}

/// The process's proportional set size: its memory, shared pages divided among those who share them. `None`
/// where the system does not say.
pub(crate) fn memory_pss_bytes() -> Option<u64> {
    let rollup = std::fs::read_to_string("/proc/self/smaps_rollup").ok()?;
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1_024)
}

/// What a process without actors has used.
pub(crate) fn of_this_process() -> Usage {
    Usage {
        cpu_us: u64::try_from(cpu_time().as_micros()).unwrap_or(u64::MAX),
        pss_bytes: memory_pss_bytes(),
        ..Usage::default()
    }
}
