//! The compiler, measured: cargo calls us in rustc's place, and we call rustc.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::process::{Command, exit};
use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};

/// Where a line for each crate goes.
pub(crate) const LOG: &str = "MYCELIUM_BUILD_TIME_LOG";

/// What one call of rustc cost.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    pub(crate) cpu: Duration,
    pub(crate) wall: Duration,
}

/// Whether cargo calls.
pub(crate) fn is_asked_for() -> bool {
    std::env::var_os(LOG).is_some()
}

/// Calls rustc, writes down what it cost, and ends as it did.
pub(crate) fn run() -> ! {
    let mut args = std::env::args_os().skip(1);
    let rustc = args.next().expect("cargo names the compiler");
    let args: Vec<_> = args.collect();
    let start = Instant::now();
    let status = Command::new(rustc).args(&args).status().expect("rustc can be called");
    let wall = start.elapsed();
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("the system counts");
    let micros = |time: nix::sys::time::TimeVal| time.tv_sec() * 1_000_000 + time.tv_usec();
    let cpu = micros(usage.user_time()) + micros(usage.system_time());
    // Without a crate it is a question about the compiler.
    let name = args.iter().skip_while(|arg| *arg != "--crate-name").nth(1);
    if let Some(name) = name {
        let log = std::env::var_os(LOG).expect("it is set");
        let mut log = OpenOptions::new().create(true).append(true).open(log).expect("the log can be written");
        writeln!(log, "{} {cpu} {}", name.to_string_lossy(), wall.as_micros()).expect("the log can be written");
    }
    exit(status.code().unwrap_or(1));
}

/// What the log says of `name`, the last time.
pub(crate) fn cost(log: &str, name: &str) -> Cost {
    let line = log.lines().rev().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    let line = line.unwrap_or_else(|| panic!("rustc was not called for `{name}`:\n{log}"));
    let mut micros = line.split(' ').map(|word| Duration::from_micros(word.parse().expect("we wrote it")));
    let mut next = || micros.next().expect("we wrote two numbers");
    Cost { cpu: next(), wall: next() }
}
