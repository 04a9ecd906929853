//! What figures are of: the machine, the compiler, the peers' versions, the command.

use std::fs;
use std::process::Command;

/// The processor, its cores, and the system.
pub(crate) fn machine() -> String {
    let cpus = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpus.lines().find_map(|line| line.strip_prefix("model name")?.split(": ").nth(1));
    let count = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    format!("{}, {count} cores, {}", model.unwrap_or("an unknown processor"), std::env::consts::OS)
}

/// Packages with their versions, from the lock file.
#[allow(dead_code, reason = "the benchmarks beside peers ask")]
pub(crate) fn versions(names: &[&str]) -> String {
    let lock = include_str!("Cargo.lock");
    let version = |name: &&str| {
        let package = lock.split("[[package]]").find(|package| package.contains(&format!("name = \"{name}\"\n")));
        let line = package.and_then(|package| package.lines().find_map(|line| line.strip_prefix("version = ")));
        format!("{name} {}", line.unwrap_or("?").trim_matches('"'))
    };
    names.iter().map(version).collect::<Vec<_>>().join(", ")
}

/// The first line that a command prints, or that it cannot be had.
#[allow(dead_code, reason = "one of the benchmarks asks")]
pub(crate) fn line_of(command: &str, args: &[&str]) -> String {
    let output = Command::new(command).args(args).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    text.lines().next().map_or_else(|| format!("({command} cannot be had)"), str::to_owned)
}
