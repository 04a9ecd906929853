//! `mycelium health`: what it says of a system that runs, of one that does not, and by which exit code.

#[allow(dead_code, reason = "some of it is for the other tests of running systems")]
mod running;

use std::io::{Read, Write};
use std::os::unix::net::UnixListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use running::{Home, Note, Running, StuckRef, output, path};
use serde_json::Value;

fn report(file: &str) -> (Option<i32>, Value) {
    let (code, out, errors) = output(&["health", "--config", file, "--json"]);
    assert_eq!(errors, "");
    assert_eq!(out.lines().count(), 1, "one line: {out}");
    (code, serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}")))
}

#[track_caller]
fn entry<'a>(report: &'a Value, list: &str, is_it: impl Fn(&Value) -> bool) -> &'a Value {
    let entries = report[list].as_array().expect("a list");
    entries.iter().find(|entry| is_it(entry)).unwrap_or_else(|| panic!("not among {list}: {entries:?}"))
}

#[track_caller]
fn edge<'a>(report: &'a Value, from: &str, to: &str) -> &'a Value {
    entry(report, "edges", |edge| edge["from"] == from && edge["to"] == to)
}

#[test]
fn a_system_that_runs_is_healthy_and_its_traffic_is_measured() {
    let home = Home::new();
    let file = home.file("status = true");
    let running = Running::start(&home, &file);
    // As long as somebody looks, about five hundred notes per second over each road.
    let is_over = Arc::new(AtomicBool::new(false));
    let traffic = {
        let (book, shelf, is_over) =
            (running.book("feed", "book"), running.book("feed", "shelf"), Arc::clone(&is_over));
        running.runtime.spawn(async move {
            let mut ticks = tokio::time::interval(Duration::from_millis(20));
            while !is_over.load(Relaxed) {
                ticks.tick().await;
                for n in 0..10 {
                    book.note(Note { n }).await.expect("it lives");
                    shelf.note(Note { n }).await.expect("it lives");
                }
            }
        })
    };
    let (code, seen) = report(&file);
    is_over.store(true, Relaxed);
    running.runtime.block_on(traffic).unwrap();
    assert_eq!((code, seen["is_healthy"].as_bool()), (Some(0), Some(true)), "{seen}");
    for node in ["feed", "library", "reader", "writer"] {
        let node = entry(&seen, "nodes", |found| found["name"] == node);
        assert_eq!((node["is_up"].as_bool(), node["pid"].as_u64()), (Some(true), Some(std::process::id().into())));
    }
    assert!(entry(&seen, "relays", |relay| relay["domain"] == "signal")["is_up"].as_bool().unwrap());
    for (to, road) in [("book", "relay"), ("shelf", "unix")] {
        let edge = edge(&seen, "feed", to);
        assert_eq!(edge["road"], road);
        let (rate, sent) = (edge["rate"].as_f64().unwrap(), edge["sent"].as_u64().unwrap());
        assert!(rate > 0.0 && rate < 5_000.0 && sent > 0, "{edge}");
        assert_eq!(edge["dropped"].as_u64(), Some(0));
        let actor = entry(&seen, "actors", |actor| actor["name"] == to);
        assert!(actor["rate"].as_f64().unwrap() > 0.0 && actor["state"] == "running", "{actor}");
    }
    // Known between two systems of their own: each says how far it is.
    assert!(edge(&seen, "feed", "book")["lag"].is_u64());
    assert!(edge(&seen, "feed", "shelf")["lag"].is_null());

    let (code, text, _) = output(&["health", "--config", &file]);
    assert_eq!(code, Some(0), "{text}");
    for part in ["healthy, over 1.", "node     state", "feed -> book", "relay", "0/1048576 B", "book"] {
        assert!(text.contains(part), "{part:?} is not in:\n{text}");
    }
}

#[test]
fn what_waits_is_shown_and_what_is_down_or_dropping_is_a_problem() {
    let home = Home::new();
    let file = home.file("status = true");
    let mut running = Running::start(&home, &file);
    let archive: StuckRef = running.system("library").at("book").and_then(|seat| seat.handle("archive")).unwrap();
    running.runtime.block_on(async {
        for n in 0..100 {
            archive.note(Note { n }).await.unwrap();
        }
    });
    let (code, seen) = report(&file);
    assert_eq!(code, Some(0), "a queue is no problem by itself: {seen}");
    let full = edge(&seen, "book", "archive");
    assert_eq!((full["road"].as_str(), full["depth"].as_u64()), (Some("bundle"), Some(100)));
    assert_eq!((full["sent"].as_u64(), full["capacity"].as_u64()), (Some(100), Some(256)));

    running.stop("lonely");
    let (code, seen) = report(&file);
    assert_eq!((code, seen["is_healthy"].as_bool()), (Some(1), Some(false)));
    let problems = seen["problems"].to_string();
    assert!(problems.contains("node `reader` is down: nobody has made its socket"), "{problems}");
    assert!(!problems.contains("feed"), "{problems}");

    running.stop_relay(&home);
    let (code, text, _) = output(&["health", "--config", &file]);
    assert_eq!(code, Some(1));
    for part in ["problems, over", "! the relay of signal is down", "writer   DOWN", "feed     up"] {
        assert!(text.contains(part), "{part:?} is not in:\n{text}");
    }
}

#[test]
fn what_is_dropped_between_two_looks_is_a_problem() {
    let home = Home::new();
    let file = home.file("status = true");
    let running = Running::start(&home, &file);
    let book = running.book("feed", "book");
    // Frames with the feed's source whose numbers have gaps: nine were lost before each.
    running.send(&book, 5);
    let looking = running.runtime.spawn_blocking({
        let file = file.clone();
        move || output(&["health", "--config", &file, "--watch", "1", "--count", "3"])
    });
    running.runtime.block_on(async {
        let socket = tokio::net::UnixStream::connect(path(&home, "signal.sock")).await.unwrap();
        // Once in the time of each look, so that one of them is between two samples for sure.
        let mut sequence = 100;
        while !looking.is_finished() {
            let mut frame = Vec::new();
            let head = mycelium::wire::FrameHead {
                domain: mycelium::wire::Domain::SIGNAL,
                source: 128,
                flags: 0,
                sequence,
                timestamp_ns: 1,
            };
            let note = Note { n: sequence };
            mycelium::wire::encode_frame(&head, &mut frame, |tlvs| mycelium::Message::encode_tlv(&note, tlvs)).unwrap();
            socket.writable().await.unwrap();
            assert_eq!(socket.try_write(&frame).unwrap(), frame.len());
            sequence += 10;
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    });
    let (code, text, _) = running.runtime.block_on(looking).unwrap();
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("the process of `library` has dropped, lost or refused"), "{text}");
    assert!(text.contains("! feed -> book has dropped"), "{text}");
    assert_eq!(text.matches(", over 1.").count(), 3, "three reports: {text}");
}

#[test]
fn a_node_that_does_not_answer_in_time_is_down() {
    let home = Home::new();
    let file = home.file("status = true");
    std::fs::create_dir(path(&home, "links")).unwrap();
    // It listens, and says nothing.
    let _silent = UnixListener::bind(path(&home, "links/feed.status.sock")).unwrap();
    let liar = UnixListener::bind(path(&home, "links/library.status.sock")).unwrap();
    drop(std::thread::spawn(move || {
        while let Ok((mut stream, _)) = liar.accept() {
            drop(stream.read_exact(&mut [0; 7]));
            drop(stream.write_all(b"{\"version\":99}\n"));
        }
    }));
    let (code, seen) = report(&file);
    assert_eq!(code, Some(1));
    let why = |name: &str| entry(&seen, "nodes", |node| node["name"] == name)["why"].as_str().unwrap().to_owned();
    assert!(why("feed").contains("no answer within 2s"), "{}", why("feed"));
    assert!(why("library").contains("version 99"), "{}", why("library"));
    assert!(why("reader").contains("nobody has made its socket"), "{}", why("reader"));
    // The edges stand there all the same, as the file has them.
    assert_eq!(edge(&seen, "feed", "book")["road"], "relay");
}

#[test]
fn the_script_watches_from_anywhere_and_passes_the_exit_code_on() {
    let home = Home::new();
    let file = home.file("status = true");
    let running = Running::start(&home, &file);
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../scripts/monitor_health.sh");
    let run = |arguments: &[&str]| {
        let mut command = std::process::Command::new(script);
        command.args(arguments).current_dir(&home.0).env("MYCELIUM", env!("CARGO_BIN_EXE_mycelium"));
        let ended = command.env("WATCH_SECONDS", "1").env("COUNT", "2").output().expect("it can be run");
        (ended.status.code(), String::from_utf8(ended.stdout).expect("it is text"))
    };
    let (code, out) = run(&["bundles.toml", "--json"]);
    assert_eq!((code, out.lines().count()), (Some(0), 2), "{out}");
    drop(running);
    assert_eq!(run(&["bundles.toml"]).0, Some(1));
    assert_eq!(run(&[]).0, Some(2));
    assert_eq!(run(&["nothing.toml"]).0, Some(2));
}

#[test]
fn what_cannot_be_used_is_refused_with_what_to_do() {
    let home = Home::new();
    for (arguments, expected) in [
        (vec!["health"], "--config"),
        (vec!["health", "--config", "/nowhere/bundles.toml"], "cannot be read"),
        (vec!["health", "--config", &home.file(""), "--json"], "write `status = true` at its top"),
        (vec!["dashboard", "--config", &home.file("status = false")], "write `status = true` at its top"),
        (vec!["health", "--config", "x", "--watch", "0"], "--watch"),
        (vec!["health", "--config", "x", "--count", "0"], "--count"),
    ] {
        let (code, out, errors) = output(&arguments);
        assert_eq!((code, &*out), (Some(2), ""), "{arguments:?}");
        assert!(errors.contains(expected), "{arguments:?}: {errors}");
    }
}
