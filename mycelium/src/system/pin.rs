//! Pinning: which cores a thread may run on.

use super::dedicated::ExecutorError;

/// Lets the present thread run on these cores only.
#[cfg(target_os = "linux")]
pub(super) fn pin_to(name: &str, cores: &[usize]) -> Result<(), ExecutorError> {
    use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

    let refused = |errno: rustix::io::Errno| ExecutorError::Refused { name: name.to_owned(), source: errno.into() };
    if cores.is_empty() {
        return Err(ExecutorError::NoCores { name: name.to_owned() });
    }
    // The kernel would pass over cores that are not there, as long as one is.
    let allowed = sched_getaffinity(None).map_err(refused)?;
    let is_there = |core: usize| core < CpuSet::MAX_CPU && allowed.is_set(core);
    let missing: Vec<usize> = cores.iter().copied().filter(|core| !is_there(*core)).collect();
    if !missing.is_empty() {
        let available = (0..CpuSet::MAX_CPU).filter(|core| is_there(*core)).collect();
        return Err(ExecutorError::MissingCores { name: name.to_owned(), missing, available });
    }
    let mut wanted = CpuSet::new();
    cores.iter().for_each(|core| wanted.set(*core));
    sched_setaffinity(None, &wanted).map_err(refused)
}

/// Lets the present thread run on these cores only.
#[cfg(not(target_os = "linux"))]
pub(super) fn pin_to(name: &str, _cores: &[usize]) -> Result<(), ExecutorError> {
    Err(ExecutorError::CannotPin { name: name.to_owned() })
}
