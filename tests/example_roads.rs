//! The example `trading_core` as a program: it runs on all roads and comes to the same on each, its processes end with
//! it however it ends, and it refuses what it cannot do.

mod programs;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::programs::{Place, Running, text, wait_for};

/// The example's name.
const EXAMPLE: &str = "trading_core";

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

fn left_in(place: &Path) -> Vec<String> {
    let entries = fs::read_dir(place).expect("it is there").filter_map(Result::ok);
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

/// Runs some roads on a small input; returns the report.
fn report(paths: &str, more: &[&str]) -> Value {
    let place = Place::new();
    let json = place.0.join("report.json").display().to_string();
    let fixed = ["--paths", paths, "--runs", "2", "--seconds", "1", "--rate", "2000", "--json", &json];
    let output = Running::start(EXAMPLE, &place, &[&fixed, more].concat()).ended(&place, |_| {});
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
    let running = Running::start(EXAMPLE, place, &["--paths", paths, "--runs", "1000", "--events", "200000"]);
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
fn a_process_that_waits_for_others_ends_with_its_parent() {
    let place = Place::new();
    let road = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/measuring/roads/relay.toml"));
    let directory = place.0.display();
    let relays =
        ["market_data", "signal", "execution"].map(|domain| format!("{domain} = \"{directory}/{domain}.sock\"\n"));
    let file = format!(
        "link_directory = \"{directory}/links\"\n\n[relays]\n{}\n{}",
        relays.concat(),
        road.expect("it is there")
    );
    let config = place.0.join("bundles.toml").display().to_string();
    fs::write(&config, file).expect("the file can be written");
    // There are no relays, so it never becomes ready; its standard input is at its end from the start.
    let running = Running::start(EXAMPLE, &place, &["node", "--config", &config, "--actor", "market_data"]);
    let output = running.ended(&place, |_| {});
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout), "", "it was ready without its relays");
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
        (&["--paths", ""], "expected bundled, inline, unix or relay"),
        (&["--events", "0"], "--events"),
        (&["--swaps", "/nowhere.csv"], "/nowhere.csv: cannot be read"),
        (&["--events", "10", "--json", "/nowhere/report.json"], "/nowhere/report.json: cannot be written"),
    ] {
        let place = Place::new();
        let output = Running::start(EXAMPLE, &place, arguments).ended(&place, |_| {});
        let errors = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {errors}");
        assert!(errors.contains(expected), "{arguments:?}: {errors}");
        assert_eq!(text(&output.stdout), "", "{arguments:?}");
    }
}
