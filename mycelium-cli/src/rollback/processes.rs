//! Running processes, which are told by SIGHUP that their file has changed.

use std::fs;

use nix::errno::Errno;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

/// Whether a process can be told: it is there, is ours, and would not be ended by the signal.
///
/// # Errors
///
/// A sentence that says why not, and what to do.
pub(super) fn check(pid: i32) -> Result<(), String> {
    kill(Pid::from_raw(pid), None).map_err(|error| refused(pid, error))?;
    // Where there is no /proc, nobody can say; SIGHUP was asked for.
    let Ok(status) = fs::read_to_string(format!("/proc/{pid}/status")) else { return Ok(()) };
    if listens(&status) {
        return Ok(());
    }
    Err(format!(
        "process {pid} does not listen for SIGHUP, which would end it or do nothing; leave `--pid {pid}` out, and \
         restart that process instead"
    ))
}

/// Tells a process that its file has changed.
///
/// # Errors
///
/// As for [`check`].
pub(super) fn tell(pid: i32) -> Result<(), String> {
    check(pid)?;
    kill(Pid::from_raw(pid), Signal::SIGHUP).map_err(|error| refused(pid, error))
}

fn refused(pid: i32, error: Errno) -> String {
    match error {
        Errno::ESRCH => format!("there is no process {pid}; leave `--pid {pid}` out, or give the id that it has now"),
        Errno::EPERM => format!("process {pid} belongs to somebody else; run this as its user"),
        error => format!("process {pid} cannot be told: {error}"),
    }
}

/// Whether a process catches SIGHUP, or has blocked it to take it in another way.
fn listens(status: &str) -> bool {
    let has = |name: &str| {
        let mask = status.lines().find_map(|line| line.strip_prefix(name));
        let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
        mask.is_some_and(|mask| mask & 1 << (Signal::SIGHUP as i32 - 1) != 0)
    };
    has("SigCgt:") || has("SigBlk:")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_catches_or_blocks_it_listens() {
        let check = |blocked: &str, caught: &str, expected| {
            let status = format!("Name:\tx\nSigBlk:\t{blocked}\nSigIgn:\t0000000000000001\nSigCgt:\t{caught}\n");
            assert_eq!(listens(&status), expected, "{status}");
        };
        check("0000000000000000", "0000000000000001", true);
        check("0000000000000001", "0000000000000000", true);
        check("0000000000000000", "0000000100004002", false);
        assert!(!listens(""));
    }
}
