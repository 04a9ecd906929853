//! `mycelium dashboard`: what it serves, to whom, and that it shows a real system.

#[allow(dead_code, reason = "some of it is for the other tests of running systems")]
mod running;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use running::{Home, LIMIT, Process, Running, http, output};
use serde_json::Value;

/// The dashboard of a file, and `host:port` of its page.
fn dashboard(file: &str) -> (Process, String) {
    let process = Process::start(&["dashboard", "--config", file]);
    let line = process.line();
    let address = line.strip_prefix("dashboard ready on http://").and_then(|rest| rest.strip_suffix('/'));
    let address = address.unwrap_or_else(|| panic!("it says where it is: {line}")).to_owned();
    assert!(address.starts_with("127.0.0.1:"), "{address}");
    (process, address)
}

/// Head and body of what a path answers.
fn get(address: &str, path: &str) -> (String, String) {
    let answer = http(address, &format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n\r\n"));
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no head: {answer}"));
    (head.to_owned(), body.to_owned())
}

fn status(address: &str) -> Value {
    let (head, body) = get(address, "/status.json");
    assert!(head.starts_with("HTTP/1.1 200 ") && head.contains("application/json"), "{head}");
    serde_json::from_str(&body).unwrap_or_else(|error| panic!("{error}: {body}"))
}

#[test]
fn it_shows_what_a_real_system_does() {
    let home = Home::new();
    let file = home.file("status = true");
    let mut running = Running::start(&home, &file);
    let (_process, address) = dashboard(&file);
    let (book, shelf) = (running.book("feed", "book"), running.book("feed", "shelf"));
    running.send(&book, 40);
    running.send(&shelf, 60);
    let seen = until(&address, |seen| edge(seen, "shelf")["sent"] == 60 && edge(seen, "book")["lag"] == 0);
    assert_eq!(edge(&seen, "book")["sent"], 40);
    assert_eq!((&seen["is_healthy"], &seen["problems"]), (&Value::Bool(true), &Value::Array(vec![])));
    let bundles: Vec<&str> = seen["bundles"].as_array().unwrap().iter().filter_map(|b| b["name"].as_str()).collect();
    assert_eq!(bundles, ["feed", "library", "lonely"]);
    assert_eq!(seen["bundles"][2]["actors"][0], serde_json::json!(["reader", "reader"]));
    assert_eq!(seen["relays"][0]["is_up"], true);
    // The history holds what was sent, whenever it was.
    let seen = until(&address, |seen| edge(seen, "shelf")["history"].as_array().is_some_and(|rates| rates.len() > 1));
    let rates = edge(&seen, "shelf")["history"].as_array().unwrap();
    assert!(rates.len() <= 120, "{rates:?}");
    running.stop("lonely");
    let seen = until(&address, |seen| seen["is_healthy"] == false);
    assert!(seen["problems"].to_string().contains("node `reader` is down"), "{}", seen["problems"]);
}

fn edge<'a>(seen: &'a Value, to: &str) -> &'a Value {
    let edges = seen["edges"].as_array().expect("a list");
    edges.iter().find(|edge| edge["to"] == to).unwrap_or_else(|| panic!("no edge to {to}: {edges:?}"))
}

fn until(address: &str, is_so: impl Fn(&Value) -> bool) -> Value {
    let end = Instant::now() + LIMIT;
    loop {
        let seen = status(address);
        if is_so(&seen) {
            return seen;
        }
        assert!(Instant::now() < end, "not within {LIMIT:?}: {seen}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn the_page_is_whole_and_names_no_outside_address() {
    let home = Home::new();
    let (_process, address) = dashboard(&home.file("status = true"));
    let mut all = String::new();
    for (path, kind, words) in [
        ("/", "text/html", &["<svg id=\"topology\"", "/dashboard.js", "/dashboard.css", "id=\"edges\""][..]),
        ("/dashboard.js", "text/javascript", &["/status.json", "textContent"][..]),
        ("/dashboard.css", "text/css", &["#topology"][..]),
    ] {
        let (head, body) = get(&address, path);
        assert!(head.starts_with("HTTP/1.1 200 OK\r\n") && head.contains(kind), "{head}");
        assert!(head.contains("content-security-policy: default-src 'none'; script-src 'self'"), "{head}");
        for word in words {
            assert!(body.contains(word), "{path} has no {word}");
        }
        all += &body;
    }
    // Not even as a comment: no scheme, no host without one, and nothing that turns text into code.
    for outside in ["http:", "https:", "ws:", "//cdn", "src=\"//", "url(", "@import", "innerHTML", "eval("] {
        assert!(!all.contains(outside), "the page contains {outside:?}");
    }
}

#[test]
fn it_answers_this_machine_only_and_nothing_but_get() {
    let home = Home::new();
    let (_process, address) = dashboard(&home.file("status = true"));
    let first = |request: &str| http(&address, request).lines().next().unwrap_or_default().to_owned();
    for host in ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", ""] {
        let request = format!("GET /status.json HTTP/1.1\r\nHost: {host}\r\n\r\n");
        assert_eq!(first(&request), "HTTP/1.1 403 Forbidden", "{host:?}");
    }
    assert_eq!(first("GET /status.json HTTP/1.1\r\n\r\n"), "HTTP/1.1 403 Forbidden");
    assert_eq!(first("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"), "HTTP/1.1 200 OK");
    for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
        let request = format!("{method} / HTTP/1.1\r\nHost: {address}\r\nContent-Length: 0\r\n\r\n");
        assert_eq!(first(&request), "HTTP/1.1 405 Method Not Allowed", "{method}");
    }
    assert_eq!(first(&format!("GET /etc/passwd HTTP/1.1\r\nHost: {address}\r\n\r\n")), "HTTP/1.1 404 Not Found");
    let long = format!("GET / HTTP/1.1\r\nHost: {address}\r\nX: {}\r\n\r\n", "x".repeat(20_000));
    assert_ne!(first(&long), "HTTP/1.1 200 OK");
    assert_eq!(first("what is this\r\n\r\n"), "HTTP/1.1 400 Bad Request");
}

#[test]
fn silent_browsers_keep_nobody_out_for_long() {
    let home = Home::new();
    let (_process, address) = dashboard(&home.file("status = true"));
    let mut silent: Vec<TcpStream> = (0..32).map(|_| TcpStream::connect(&address).unwrap()).collect();
    silent.iter_mut().for_each(|stream| stream.write_all(b"GET / HT").unwrap());
    assert_eq!(status(&address)["is_healthy"], false);
    for mut stream in silent {
        stream.set_read_timeout(Some(LIMIT)).unwrap();
        let mut rest = Vec::new();
        drop(stream.read_to_end(&mut rest));
        assert!(!rest.starts_with(b"HTTP/1.1 200"), "it asked for nothing whole");
    }
}

#[test]
fn a_signal_ends_it_and_a_port_in_use_is_refused() {
    let home = Home::new();
    let file = home.file("status = true");
    let (mut process, address) = dashboard(&file);
    let port = address.rsplit(':').next().unwrap();
    let (code, _, errors) = output(&["dashboard", "--config", &file, "--port", port]);
    assert_eq!(code, Some(2));
    assert!(errors.contains("choose another `--port`"), "{errors}");
    let pid = i32::try_from(process.child.id()).unwrap();
    kill(Pid::from_raw(pid), Signal::SIGTERM).unwrap();
    let end = Instant::now() + LIMIT;
    let status = loop {
        if let Some(status) = process.child.try_wait().unwrap() {
            break status;
        }
        assert!(Instant::now() < end, "it still runs");
        std::thread::sleep(Duration::from_millis(1));
    };
    assert_eq!(status.code(), Some(0));
}

#[test]
#[ignore = "needs a browser; CONTRIBUTING.md has the command"]
fn a_browser_draws_what_runs() {
    let packages = std::env::var_os("MYCELIUM_BROWSER").expect("MYCELIUM_BROWSER names the directory of its packages");
    let home = Home::new();
    let file = home.file("status = true");
    let mut running = Running::start(&home, &file);
    let archive: running::StuckRef =
        running.system("library").at("book").and_then(|seat| seat.handle("archive")).unwrap();
    let (book, shelf) = (running.book("feed", "book"), running.book("feed", "shelf"));
    let reader = running.book("library", "reader");
    let traffic = running.runtime.spawn(async move {
        let mut ticks = tokio::time::interval(Duration::from_millis(10));
        for round in 0_u64.. {
            ticks.tick().await;
            for n in 0..(3 + round % 200 / 20) {
                book.note(running::Note { n }).await.expect("it lives");
            }
            shelf.note(running::Note { n: round }).await.expect("it lives");
            if round % 10 == 0 {
                // Its process is stopped on the way.
                drop(reader.try_send(running::Note { n: round }));
                // It is stuck; when its mailbox is full no more goes in.
                drop(archive.try_send(running::Note { n: round }));
            }
        }
    });
    let (_process, address) = dashboard(&file);
    let look = |name: &str| {
        let screenshot = std::env::temp_dir().join(format!("mycelium-dashboard-{name}.png"));
        let looked = std::process::Command::new("node")
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/browser/look.mjs"))
            .args([format!("http://{address}/"), screenshot.display().to_string()])
            .env("MYCELIUM_BROWSER", &packages)
            .output()
            .expect("node is there");
        assert!(looked.status.success(), "{}", String::from_utf8_lossy(&looked.stderr));
        let found: Value = serde_json::from_slice(&looked.stdout).expect("it prints what it found");
        println!("{found:#}\n{}", screenshot.display());
        let nothing = serde_json::json!([]);
        assert_eq!((&found["errors"], &found["outside"]), (&nothing, &nothing));
        assert_eq!(found["fits"], true, "all that is drawn lies inside of the picture");
        assert_eq!(found["boxes"], 3 + 5, "a box for each bundle and actor");
        found
    };
    let found = look("up");
    assert_eq!((&found["state"], &found["down"]), (&"healthy".into(), &0.into()));
    let labels = found["labels"].to_string();
    for road in ["relay · ", "unix · ", "bundle · "] {
        assert!(labels.contains(road), "{labels}");
    }
    running.stop("lonely");
    until(&address, |seen| seen["is_healthy"] == false);
    let found = look("down");
    assert_eq!(found["down"], 2, "both actors of the bundle that has stopped");
    traffic.abort();
}
