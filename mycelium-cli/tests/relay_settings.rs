//! `mycelium relay` and its settings: flags, a file, and both.

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use mycelium::wire::{Domain, FrameHead, HEADER_LEN, TlvType, encode_frame, put_tlv};

/// How long anything may take.
const LIMIT: Duration = Duration::from_secs(20);

/// A directory that is removed in the end.
struct Directory(PathBuf);

impl Directory {
    fn new() -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        let name = format!("mycelium-settings-{}-{}", std::process::id(), LAST.fetch_add(1, Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path).expect("nobody else uses this name");
        Self(path)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().expect("it is text").to_owned()
    }

    /// Writes a configuration; `SOCKET` stands for a path in this directory.
    fn config(&self, text: &str) -> String {
        let path = self.path("relay.toml");
        std::fs::write(&path, text.replace("SOCKET", &self.path("relay.sock"))).expect("the directory is ours");
        path
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// A relay that ends with its input.
struct Relay {
    child: Child,
    lines: std::io::Lines<BufReader<std::process::ChildStdout>>,
    ready: String,
}

impl Relay {
    fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_mycelium"))
            .args([&["relay", "--until-stdin-closes"], arguments].concat())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the command is built");
        let mut lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        let ready = lines.next().expect("it says that it is ready").expect("it is text");
        Self { child, lines, ready }
    }

    /// Stops it; returns its closing line.
    fn stop(mut self) -> String {
        drop(self.child.stdin.take());
        let line = self.lines.next().expect("it says what it did").expect("it is text");
        assert!(self.child.wait().expect("it was started here").success());
        line
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn connect(socket: &str) -> UnixStream {
    let stream = UnixStream::connect(socket).expect("the relay listens");
    stream.set_read_timeout(Some(LIMIT)).expect("it is a socket");
    stream.set_write_timeout(Some(LIMIT)).expect("it is a socket");
    stream
}

fn frame(domain: Domain, sequence: u64) -> Vec<u8> {
    let head = FrameHead { domain, source: 1, flags: 0, sequence, timestamp_ns: 1 };
    let number = TlvType::new(200).expect("only 255 is none");
    let mut bytes = Vec::new();
    encode_frame(&head, &mut bytes, |tlvs| put_tlv(tlvs, number, &[7; 8])).expect("it is short");
    bytes
}

fn expect(from: &mut UnixStream, expected: &[u8]) {
    let mut found = vec![0; expected.len()];
    from.read_exact(&mut found).expect("the relay forwards");
    assert_eq!(found, expected);
}

/// Runs the command, which refuses what it is told, and says all of `expected`.
#[track_caller]
fn check_refused(arguments: &[&str], expected: &[&str]) {
    let ran = Command::new(env!("CARGO_BIN_EXE_mycelium")).arg("relay").args(arguments).output().expect("it is built");
    let said = String::from_utf8(ran.stderr).expect("it is text");
    assert_eq!(ran.status.code(), Some(2), "{said}");
    for part in expected {
        assert!(said.contains(part), "{said:?} does not say {part:?}");
    }
}

#[test]
fn a_file_says_it_all() {
    let directory = Directory::new();
    let file = directory.config(
        r#"
        domain = "market_data"
        socket = "SOCKET"
        queue_bytes = 65536
        max_frame_len = 4096
        max_connections = 2
        echo = true
        legacy_domains = true
        checksum = "ignore"
        on_full = "block"
        block_ms = 50
        "#,
    );
    let relay = Relay::start(&["--config", &file]);
    let socket = directory.path("relay.sock");
    assert_eq!(relay.ready, format!("relay market_data ready on {socket}"));
    let mut peer = connect(&socket);
    // An old peer's identification, a frame with the old number and without a checksum, one with a wrong checksum, and one
    // that is too long. It hears what is good itself.
    let mut identification = [0; HEADER_LEN];
    identification[..8].copy_from_slice(&[0xEF, 0xBE, 0xAD, 0xDE, 1, 1, 2, 0]);
    let mut old = frame(Domain::new(0), 1);
    old[28..32].fill(0);
    let mut wrong = frame(Domain::MARKET_DATA, 2);
    wrong[28] ^= 1;
    let mut long = frame(Domain::MARKET_DATA, 3);
    long[24..28].copy_from_slice(&5_000_u32.to_le_bytes());
    let last = frame(Domain::MARKET_DATA, 4);
    peer.write_all(&[&identification[..], &old, &wrong, &long, &last].concat()).unwrap();
    expect(&mut peer, &[old, wrong, last].concat());
    let second = connect(&socket);
    let mut third = connect(&socket);
    assert_eq!(third.read(&mut [0; 1]).expect("it is let go"), 0);
    drop((peer, second));
    let expected = "relay market_data stopped: 3 frames in (126 bytes), 3 out, 0 dropped, 0 of other domains, 1 empty, \
                    1 refused; 2 connections taken, 1 refused; 1 identifications; 1 with the old domain number; \
                    1 without a checksum";
    assert_eq!(relay.stop(), expected);
}

#[test]
fn flags_win_over_the_file() {
    let directory = Directory::new();
    let file = directory.config("domain = 2\nsocket = \"SOCKET\"\necho = true\non_full = \"block\"\nblock_ms = 50\n");
    let (socket, other) = (directory.path("relay.sock"), directory.path("other.sock"));
    let relay = Relay::start(&["--config", &file]);
    assert_eq!(relay.ready, format!("relay signal ready on {socket}"));
    let flags = ["--domain", "execution", "--socket", &other, "--echo=false", "--on-full", "disconnect"];
    let second = Relay::start(&[&["--config", &file], &flags[..]].concat());
    assert_eq!(second.ready, format!("relay execution ready on {other}"));
    let (mut producer, mut listener) = (connect(&other), connect(&other));
    producer.write_all(&frame(Domain::EXECUTION, 1)).unwrap();
    expect(&mut listener, &frame(Domain::EXECUTION, 1));
    listener.write_all(&frame(Domain::EXECUTION, 2)).unwrap();
    // Had it been given back its own frame, that would have come first.
    expect(&mut producer, &frame(Domain::EXECUTION, 2));
    relay.stop();
    second.stop();
}

#[test]
fn a_flag_alone_means_yes() {
    let directory = Directory::new();
    let socket = directory.path("relay.sock");
    let relay = Relay::start(&["--domain", "signal", "--socket", &socket, "--echo", "--checksum", "require"]);
    let mut peer = connect(&socket);
    let mut unsummed = frame(Domain::SIGNAL, 1);
    unsummed[28..32].fill(0);
    peer.write_all(&[unsummed, frame(Domain::SIGNAL, 2)].concat()).unwrap();
    expect(&mut peer, &frame(Domain::SIGNAL, 2));
    assert!(relay.stop().contains(" 1 refused;"));
}

#[test]
fn a_listener_is_let_go_if_the_flags_say_so() {
    let directory = Directory::new();
    let socket = directory.path("relay.sock");
    let policy = ["--domain", "signal", "--socket", &socket, "--queue-bytes", "65536", "--on-full", "disconnect"];
    let relay = Relay::start(&policy);
    let (mut stalled, mut producer) = (connect(&socket), connect(&socket));
    let many: Vec<u8> = (1..=50_000).flat_map(|sequence| frame(Domain::SIGNAL, sequence)).collect();
    producer.write_all(&many).unwrap();
    let mut rest = Vec::new();
    stalled.read_to_end(&mut rest).expect("the stream ends behind what its socket held");
    assert!(!rest.is_empty() && many.starts_with(&rest), "{} bytes", rest.len());
    assert!(relay.stop().ends_with("; 1 listeners let go"));
}

#[test]
fn a_file_that_is_not_usable_is_refused_with_its_place() {
    let directory = Directory::new();
    let check = |text: &str, expected: &[&str]| {
        let file = directory.config(text);
        check_refused(&["--config", &file], &[&[&*file], expected].concat());
    };
    check("domain = \"signal\"\nsokcet = \"x\"\n", &["line 2, column 1", "unknown field `sokcet`", "`socket`"]);
    check("domain = \"prices\"\n", &["line 1, column 10", "market_data, signal, execution, system, or a number"]);
    check("domain = 0\n", &["line 1, column 10", "a number from 1 to 255"]);
    check("domain = 2\nqueue_bytes = 0\n", &["line 2, column 15", "expected an integer of 1 or more"]);
    check("domain = 2\nmax_frame_len = 31\n", &["line 2, column 17", "expected an integer of 32 or more"]);
    check("domain = 2\nmax_connections = \"2\"\n", &["line 2, column 19", "expected"]);
    check("domain = 2\nchecksum = \"none\"\n", &["line 2, column 12", "`require`", "`accept-zero`", "`ignore`"]);
    check("domain = 2\non_full = \"wait\"\n", &["line 2, column 11", "`drop_oldest`", "`disconnect`", "`block`"]);
    check("on_full = \"block\"\nblock_ms = 0\n", &["line 2, column 12", "expected 1 to 3600000 milliseconds"]);
    check("domain = 2\nblock_ms = 5\n", &["`block_ms` is read with `on_full = \"block\"` only"]);
    check("socket = \"SOCKET\"\n", &["has no `domain`", "give --domain"]);
    check("domain = 2\n", &["has no `socket`", "give --socket"]);
    check("domain = \n", &["line 1, column"]);
    let missing = directory.path("missing.toml");
    check_refused(&["--config", &missing], &[&missing, "No such file"]);
    assert!(!Path::new(&directory.path("relay.sock")).exists(), "a refused command made something");
}

#[test]
fn flags_that_are_not_usable_are_refused() {
    let directory = Directory::new();
    let socket = directory.path("relay.sock");
    let check = |flags: &[&str], expected: &[&str]| {
        check_refused(&[&["--domain", "signal", "--socket", &socket], flags].concat(), expected);
    };
    check(&["--checksum", "none"], &["--checksum", "require", "accept-zero", "ignore"]);
    check(&["--on-full", "wait"], &["--on-full", "drop_oldest", "disconnect", "block"]);
    check(&["--on-full", "block", "--block-ms", "0"], &["--block-ms"]);
    check(&["--block-ms", "5"], &["--block-ms is of use with --on-full block only"]);
    check(&["--echo=perhaps"], &["--echo"]);
    assert!(!Path::new(&socket).exists(), "a refused command made something");
}
