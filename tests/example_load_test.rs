//! The example `load_test` as a program: it loads both roads, reports what it found as text, as JSON and as a page, and
//! refuses what it cannot do. Whether the criteria of speed are met is for a release build to say, not for a test.

mod programs;

use std::fs;

use mycelium::migration::{MigrationReport, Verdict};
use serde_json::Value;

use crate::programs::{Place, Running, text};

const EXAMPLE: &str = "load_test";

/// Runs it on a small input; returns what it printed, its JSON and its page.
fn reported(more: &[&str]) -> (String, Value, String) {
    let place = Place::new();
    let [json, page] = ["report.json", "report.html"].map(|name| place.0.join(name).display().to_string());
    let fixed = ["--seconds", "1", "--runs", "2", "--json", &json, "--page", &page];
    let output = Running::start(EXAMPLE, &place, &[&fixed, more].concat()).ended(&place, |_| {});
    assert_eq!(output.status.code(), Some(0), "{}{}", text(&output.stdout), text(&output.stderr));
    let [json, page] = [json, page].map(|path| fs::read_to_string(path).expect("it was written"));
    (text(&output.stdout), serde_json::from_str(&json).expect("it is JSON"), page)
}

#[test]
fn the_load_test_reports_both_roads() {
    let (printed, json, page) = reported(&["--events", "2000"]);
    for key in ["latency_reduction", "enqueue_reduction", "throughput_increase", "cpu_reduction", "memory_increase"] {
        assert!(json[key].is_f64(), "{key} of {json}");
    }
    assert!(json["serialization_saved_mb"].as_f64() > Some(0.0), "{json}");
    assert_eq!((&json["messages_lost"], &json["identical"]), (&0.into(), &true.into()));
    let metrics = &json["metrics"];
    let road = |name: &str| &metrics[name];
    let count = |value: &Value| value.as_u64().unwrap_or_else(|| panic!("{value} is no count"));
    assert_eq!((&road("before")["road"], &road("after")["road"]), (&"relay".into(), &"bundled".into()));
    // Bundled, nothing is encoded; over relays every message is, once.
    assert_eq!((count(&road("after")["encodes"]), &road("before")["encodes"]), (0, &road("before")["messages_sent"]));
    assert_eq!(road("before")["messages_sent"], road("after")["messages_sent"]);
    assert_eq!(
        count(&metrics["messages_processed"]),
        count(&road("before")["messages_sent"]) + count(&road("after")["messages_sent"])
    );
    assert_eq!(road("before")["digest"], road("after")["digest"]);
    for name in ["before", "after"] {
        let road = road(name);
        // A second of 100 events every 10 ms; two floods.
        assert_eq!(count(&road["handled_ns"]["count"]), 10_000, "{name}");
        assert!(count(&road["enqueue_ns"]["count"]) > 0, "{name}");
        for runs in ["throughput_per_s", "cpu_s", "memory_pss_bytes"] {
            assert_eq!(road[runs].as_array().map(Vec::len), Some(2), "{runs} of {name}");
        }
        assert_eq!(road["load_cpu_cores"].as_array().map(Vec::len), Some(1), "{name}");
    }

    // Programs get the same report that people read.
    let report: MigrationReport = serde_json::from_value(json.clone()).expect("it is a report");
    assert_eq!(printed, report.to_string());
    assert_eq!(page, mycelium_report::page(&report));
    assert!(report.criteria.iter().all(|criterion| criterion.verdict != Verdict::NotMeasured), "{printed}");
}

#[test]
fn a_file_of_swaps_is_repeated() {
    let swaps = concat!(env!("CARGO_MANIFEST_DIR"), "/data/dozen_swaps.csv");
    let (_, json, _) = reported(&["--swaps", swaps, "--events", "500"]);
    assert_eq!(json["identical"], true);
    assert_eq!(json["metrics"]["before"]["handled_ns"]["count"], 10_000);
}

#[test]
fn what_cannot_be_run_is_refused_before_anything_runs() {
    for (arguments, expected) in [
        (&["--seconds", "0"][..], "--seconds"),
        (
            &["--seconds", "1", "--events", "10", "--page", "/nowhere/report.html"],
            "/nowhere/report.html: cannot be written",
        ),
        (&["--swaps", "/nowhere.csv"], "/nowhere.csv: cannot be read"),
    ] {
        let place = Place::new();
        let output = Running::start(EXAMPLE, &place, arguments).ended(&place, |_| {});
        let errors = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {errors}");
        assert!(errors.contains(expected), "{arguments:?}: {errors}");
        assert_eq!(text(&output.stdout), "", "{arguments:?}");
    }
}
