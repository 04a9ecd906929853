//! Other processes, and the directory that they share with a test; both are gone when their guards are dropped.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How long anything may take before a test gives up.
pub(crate) const LIMIT: Duration = Duration::from_secs(45);

/// A private directory with a short path.
pub(crate) struct Home(PathBuf);

impl Home {
    pub(crate) fn new() -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        let path = PathBuf::from(format!("/tmp/myc-{}-{}", std::process::id(), LAST.fetch_add(1, Relaxed)));
        std::fs::create_dir(&path).expect("the directory is new");
        Self(path)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Writes a file, and returns its path.
    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, text).expect("the file can be written");
        path
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// A process of the program `node`.
pub(crate) struct Node {
    process: Child,
    lines: Receiver<String>,
    /// What it wrote to its standard error; that is shown, too.
    errors: Option<JoinHandle<String>>,
}

impl Node {
    /// Starts it; it may not be ready yet.
    pub(crate) fn start(args: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_node"));
        command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().expect("the program `node` was built with the tests");
        let output = BufReader::new(process.stdout.take().expect("it is piped"));
        let (to, lines) = channel();
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                drop(to.send(line));
            }
        });
        let errors = BufReader::new(process.stderr.take().expect("it is piped"));
        let errors = std::thread::spawn(move || {
            let mut all = String::new();
            for line in errors.lines().map_while(Result::ok) {
                eprintln!("node: {line}");
                all += &format!("{line}\n");
            }
            all
        });
        Self { process, lines, errors: Some(errors) }
    }

    /// One bundle of a topology.
    pub(crate) fn bundle(file: &Path, name: &str) -> Self {
        Self::start(&[&file.display().to_string(), "--bundle", name])
    }

    pub(crate) fn line(&self) -> String {
        self.lines.recv_timeout(LIMIT).unwrap_or_else(|error| panic!("no line from `node`: {error}"))
    }

    /// Whether it was launched; else it has ended.
    #[allow(dead_code, reason = "not every test file looks")]
    pub(crate) fn was_launched(&self) -> bool {
        match self.lines.recv_timeout(LIMIT) {
            Ok(line) => line == "ready",
            Err(RecvTimeoutError::Disconnected) => false,
            Err(RecvTimeoutError::Timeout) => panic!("`node` is neither ready nor does it end within {LIMIT:?}"),
        }
    }

    pub(crate) fn ready(self) -> Self {
        assert_eq!(self.line(), "ready");
        self
    }

    /// What it has counted.
    pub(crate) fn metrics(&mut self) -> HashMap<String, u64> {
        let input = self.process.stdin.as_mut().expect("it was not closed");
        input.write_all(b"metrics\n").expect("`node` lives");
        let line = self.line();
        let counts = line.split(' ').map(|count| count.split_once('=').unwrap_or_else(|| panic!("no counts: {line}")));
        counts.map(|(name, number)| (name.to_owned(), number.parse().expect("a number"))).collect()
    }

    /// Memory in use, in bytes.
    #[allow(dead_code, reason = "not every test file looks")]
    pub(crate) fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).expect("`node` lives");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("Linux says so");
        line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") * 1024
    }

    #[allow(dead_code, reason = "not every test file signals")]
    pub(crate) fn signal(&self, signal: nix::sys::signal::Signal) {
        let process = i32::try_from(self.process.id()).expect("Linux numbers processes so");
        nix::sys::signal::kill(nix::unistd::Pid::from_raw(process), signal).expect("`node` lives");
    }

    /// Ends it by SIGKILL.
    pub(crate) fn kill(mut self) {
        self.process.kill().expect("it can be killed");
        self.process.wait().expect("it can be waited for");
    }

    /// Closes its standard input, and waits until it has ended.
    pub(crate) fn end(mut self) -> ExitStatus {
        self.ended()
    }

    /// As [`end`](Self::end); returns what it wrote to its standard error.
    #[allow(dead_code, reason = "not every test file looks")]
    pub(crate) fn end_with_errors(mut self) -> (ExitStatus, String) {
        let status = self.ended();
        let errors = self.errors.take().expect("it is asked once");
        (status, errors.join().expect("it only reads"))
    }

    fn ended(&mut self) -> ExitStatus {
        drop(self.process.stdin.take());
        let until = Instant::now() + LIMIT;
        loop {
            if let Some(status) = self.process.try_wait().expect("it can be waited for") {
                return status;
            }
            assert!(Instant::now() < until, "`node` did not end within {LIMIT:?} after its input had ended");
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}
