//! The cores of this process: how many, and one to pin to.

use std::fs;

/// How many threads can run at the same time.
pub(crate) fn count() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// The first core that this process may run on, where threads can be pinned: on Linux.
pub(crate) fn first() -> Option<usize> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let list = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:"))?;
    list.trim().split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}
