//! The example `trading_core` as a program: it runs on all roads and comes to the same on each, its processes end with
//! it however it ends, and it refuses what it cannot do.
//!
//! `cargo test` builds examples first; where it was told to build less, the first test builds this one.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::{Duration, Instant};

use serde_json::Value;

/// How long anything here may take, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(180);
/// The pause between two looks at something that will happen.
const LOOK_PAUSE: Duration = Duration::from_millis(2);

/// The example: `target/<profile>/examples/trading_core`, beside `deps`, where this test stands.
static EXAMPLE: LazyLock<PathBuf> = LazyLock::new(|| {
    let test = std::env::current_exe().expect("a test has a path");
    let profile = test.ancestors().nth(2).expect("it is target/<profile>/deps/<test>");
    let example = profile.join("examples/trading_core");
    if !example.exists() {
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(["build", "--package", "mycelium-examples", "--example", "trading_core", "--target-dir"]);
        cargo.arg(profile.parent().expect("it is target/<profile>"));
        let profile = match profile.file_name().and_then(|name| name.to_str()) {
            Some("debug") | None => "dev",
            Some(profile) => profile,
        };
        let built = cargo.args(["--profile", profile]).current_dir(env!("CARGO_MANIFEST_DIR")).status();
        assert!(built.expect("cargo can be run").success(), "the example cannot be built");
    }
    example
});

/// A directory for all that a run writes; it is removed in the end.
struct Place(PathBuf);

impl Place {
    fn new() -> Self {
        static LAST: AtomicU32 = AtomicU32::new(0);
        let name = format!("example_roads-{}-{}", std::process::id(), LAST.fetch_add(1, Relaxed));
        let path = std::env::temp_dir().join(name);
        fs::create_dir(&path).expect("a fresh directory");
        Self(path)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

/// The example, running; killed if a test fails before its end.
struct Running(Child);

impl Running {
    fn start(place: &Place, arguments: &[&str]) -> Self {
        let mut command = Command::new(&*EXAMPLE);
        command.args(arguments).env("TMPDIR", &place.0).stdin(Stdio::null());
        // Into files: a pipe that nobody reads would stop it.
        let file = |name| fs::File::create(place.0.join(name)).expect("a fresh file");
        command.stdout(file("stdout")).stderr(file("stderr"));
        Self(command.spawn().expect("the example can be started"))
    }

    fn id(&self) -> u32 {
        self.0.id()
    }

    /// Waits until it ends, doing `meanwhile` again and again.
    fn ended(mut self, place: &Place, mut meanwhile: impl FnMut(u32)) -> Output {
        let mut status = None;
        wait_for("the example ends", || {
            status = self.0.try_wait().expect("it is a child of ours");
            if status.is_none() {
                meanwhile(self.0.id());
            }
            status.is_some()
        });
        let read = |name| fs::read(place.0.join(name)).expect("the file is there");
        Output { status: status.expect("it ended"), stdout: read("stdout"), stderr: read("stderr") }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn wait_for(what: &str, mut happened: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !happened() {
        assert!(Instant::now() < deadline, "{what}: not within {PATIENCE:?}");
        std::thread::sleep(LOOK_PAUSE);
    }
}

/// State and parent of a process, if there is one.
fn stat(process: u32) -> Option<(String, u32)> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name in parentheses may hold anything.
    let (_, rest) = stat.rsplit_once(") ")?;
    let mut words = rest.split(' ');
    Some((words.next()?.to_owned(), words.next()?.parse().ok()?))
}

/// A process that has ended may wait for its new parent to notice.
fn lives(process: u32) -> bool {
    stat(process).is_some_and(|(state, _)| state != "Z" && state != "X")
}

/// The processes that `parent` has started, and what each was told.
fn children(parent: u32) -> Vec<(u32, Vec<String>)> {
    let all = fs::read_dir("/proc").expect("Linux has /proc").filter_map(Result::ok);
    let all = all.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    let of_parent = all.filter(|process| stat(*process).is_some_and(|(_, its)| its == parent));
    let told = of_parent.map(|process| {
        let line = fs::read(format!("/proc/{process}/cmdline")).unwrap_or_default();
        (process, line.split(|byte| *byte == 0).map(|word| String::from_utf8_lossy(word).into_owned()).collect())
    });
    told.collect()
}

fn kill(process: u32) {
    // It may have ended in the meantime.
    drop(Command::new("sh").args(["-c", &format!("kill -KILL {process}")]).stderr(Stdio::null()).status());
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn left_in(place: &Path) -> Vec<String> {
    let entries = fs::read_dir(place).expect("it is there").filter_map(Result::ok);
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

/// Runs some roads on a small input; returns the report.
fn report(paths: &str, more: &[&str]) -> Value {
    let place = Place::new();
    let json = place.0.join("report.json").display().to_string();
    let fixed = ["--paths", paths, "--runs", "2", "--seconds", "1", "--rate", "2000", "--json", &json];
    let output = Running::start(&place, &[&fixed, more].concat()).ended(&place, |_| {});
    assert_eq!(output.status.code(), Some(0), "{}{}", text(&output.stdout), text(&output.stderr));
    let mut left = left_in(&place.0);
    left.sort();
    assert_eq!(left, ["report.json", "stderr", "stdout"], "sockets are removed");
    serde_json::from_slice(&fs::read(&json).expect("the report is there")).expect("it is JSON")
}

#[test]
fn all_roads_come_to_the_same_and_lose_nothing() {
    let report = report("bundled,unix,relay", &["--events", "3000"]);
    assert_eq!((&report["events"], &report["identical"]), (&3000.into(), &true.into()));
    let paths = report["paths"].as_array().expect("a list");
    let names: Vec<&str> = paths.iter().filter_map(|path| path["name"].as_str()).collect();
    assert_eq!(names, ["bundled", "unix", "relay"]);
    let count = |path: &Value, key: &str| path[key].as_u64().unwrap_or_else(|| panic!("{key} of {path}"));
    let [signals, orders] = ["signals", "orders"].map(|key| count(&paths[0], key));
    assert!(signals > orders && orders > 0, "{report}");
    for path in paths {
        for key in ["signals", "enhanced", "orders", "digest"] {
            assert_eq!(path[key], paths[0][key], "{key} of {path}");
        }
        assert_eq!(path["digest"].as_str().map(str::len), Some(64));
        assert_eq!(count(path, "lost"), 0);
        // Two floods: events, signals and orders, each encoded once.
        let expected = if path["name"] == "bundled" { 0 } else { 2 * (3000 + signals + orders) };
        assert_eq!(count(path, "encodes"), expected, "{path}");
        for (group, keys) in
            [("enqueue_ns", &["p50", "p99"][..]), ("handled_ns", &["p50", "p90", "p99", "p999", "max"][..])]
        {
            for key in keys {
                assert!(path[group][key].as_f64().is_some_and(|value| value > 0.0), "{group}.{key} of {path}");
            }
        }
        for key in ["throughput_per_s", "cpu_s", "memory_pss_bytes"] {
            assert!(path[key].as_f64().is_some_and(|value| value > 0.0), "{key} of {path}");
        }
    }
    assert!(report["tokio_unix_echo"]["half_round_trip_ns"]["p50"].as_u64() > Some(0), "{report}");
    assert!(report["two_socket_forwarder"]["received_ns"]["p50"].as_u64() > Some(0), "{report}");
}

#[test]
fn roads_run_in_the_order_in_which_they_are_named() {
    let swaps = concat!(env!("CARGO_MANIFEST_DIR"), "/data/dozen_swaps.csv");
    let report = report("relay,bundled", &["--swaps", swaps]);
    let paths = report["paths"].as_array().expect("a list");
    // The file's orders were worked out by hand.
    let found: Vec<_> = paths.iter().map(|path| (path["name"].as_str(), path["orders"].as_u64())).collect();
    assert_eq!(found, [(Some("relay"), Some(3)), (Some("bundled"), Some(3))]);
    assert_eq!(report["events"], 47);
}

/// Starts a run that would go on for long, and waits until it has all its processes.
fn long_run(place: &Place, paths: &str, processes: usize) -> (Running, Vec<u32>) {
    let running = Running::start(place, &["--paths", paths, "--runs", "1000", "--events", "200000"]);
    let mut found = Vec::new();
    wait_for("all processes are there", || {
        assert!(lives(running.id()), "{}", fs::read_to_string(place.0.join("stderr")).unwrap_or_default());
        found = children(running.id()).into_iter().map(|(process, _)| process).collect();
        found.len() == processes
    });
    (running, found)
}

#[test]
fn processes_end_when_their_parent_is_killed() {
    for (paths, processes) in [("unix", 3), ("relay", 6)] {
        let place = Place::new();
        let (running, found) = long_run(&place, paths, processes);
        drop(running); // Killed with SIGKILL: it can tell nobody.
        wait_for("all processes have ended", || !found.iter().any(|process| lives(*process)));
    }
}

#[test]
fn a_process_that_dies_is_named_and_the_others_are_ended() {
    let place = Place::new();
    let (running, _) = long_run(&place, "unix", 3);
    let mut all = Vec::new();
    let output = running.ended(&place, |parent| {
        for (process, told) in children(parent) {
            all.push(process);
            if told.iter().any(|word| word == "market_data") {
                kill(process);
            }
        }
    });
    let errors = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{errors}");
    assert!(errors.contains("market_data"), "{errors}");
    wait_for("all processes have ended", || !all.iter().any(|process| lives(*process)));
}

#[test]
fn what_cannot_be_run_is_refused_before_anything_runs() {
    for (arguments, expected) in [
        (&["--paths", "bundled,train"][..], "'train'"),
        (&["--paths", "unix,unix"], "`unix` is there twice"),
        (&["--paths", ""], "expected bundled, unix or relay"),
        (&["--events", "0"], "--events"),
        (&["--swaps", "/nowhere.csv"], "/nowhere.csv: cannot be read"),
        (&["--events", "10", "--json", "/nowhere/report.json"], "/nowhere/report.json: cannot be written"),
    ] {
        let place = Place::new();
        let output = Running::start(&place, arguments).ended(&place, |_| {});
        let errors = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {errors}");
        assert!(errors.contains(expected), "{arguments:?}: {errors}");
        assert_eq!(text(&output.stdout), "", "{arguments:?}");
    }
}
