//! `mycelium relay` as a process: what it says, how it ends, and what its end does to those who use it.

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use mycelium::bundle::{Part, TopologyConfig};
use mycelium::prelude::*;
use mycelium::relay::{Received, RelayPublisher, RelaySubscriber};
use mycelium::wire::{Domain, FrameHead, encode_frame};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

#[message(tlv = 0xC8, domain = signal)]
#[derive(Debug, Clone, PartialEq)]
struct Note {
    n: u64,
}

#[message(tlv = 0xC9, domain = signal, reply = Vec<u64>)]
struct Notes {}

#[derive(Default)]
struct Book {
    notes: Vec<u64>,
}

#[actor]
impl Book {
    #[handler]
    fn note(&mut self, note: &Note) {
        self.notes.push(note.n);
    }

    #[handler]
    fn notes(&self, _all: &Notes) -> Vec<u64> {
        self.notes.clone()
    }
}

/// How long anything may take.
const LIMIT: Duration = Duration::from_secs(20);

/// A directory that is removed in the end.
struct Directory(PathBuf);

impl Directory {
    fn new() -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        let name = format!("mycelium-cli-{}-{}", std::process::id(), LAST.fetch_add(1, Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path).expect("nobody else uses this name");
        Self(path)
    }

    fn socket(&self) -> PathBuf {
        self.0.join("signal.sock")
    }

    fn is_empty(&self) -> bool {
        std::fs::read_dir(&self.0).expect("it is a directory").next().is_none()
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// The command, while it runs.
struct Process {
    child: Child,
    lines: mpsc::Receiver<String>,
    errors: Option<JoinHandle<String>>,
}

/// How it ended.
struct Ended {
    status: ExitStatus,
    /// What it printed since it was last listened to.
    lines: Vec<String>,
    errors: String,
}

impl Process {
    fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_mycelium"))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the command is built");
        let (say, lines) = mpsc::channel();
        let output = BufReader::new(child.stdout.take().expect("it is piped"));
        std::thread::spawn(move || output.lines().map_while(Result::ok).try_for_each(|line| say.send(line)));
        let mut errors = child.stderr.take().expect("it is piped");
        let errors = std::thread::spawn(move || {
            let mut text = String::new();
            errors.read_to_string(&mut text).expect("it is text");
            text
        });
        Self { child, lines, errors: Some(errors) }
    }

    /// A relay of the signal domain that is ready.
    fn relay(socket: &Path, more: &[&str]) -> Self {
        let path = socket.to_str().expect("it is text");
        let relay = Self::start(&[&["relay", "--domain", "signal", "--socket", path], more].concat());
        assert_eq!(relay.line(), format!("relay signal ready on {path}"));
        relay
    }

    fn line(&self) -> String {
        self.lines.recv_timeout(LIMIT).expect("it prints a line")
    }

    fn signal(&self, signal: Signal) {
        let pid = i32::try_from(self.child.id()).expect("it is a process id");
        kill(Pid::from_raw(pid), signal).expect("it runs");
    }

    /// Waits for its end.
    fn ended(mut self) -> Ended {
        let end = Instant::now() + LIMIT;
        let status = loop {
            if let Some(status) = self.child.try_wait().expect("it was started here") {
                break status;
            }
            assert!(Instant::now() < end, "it still runs after {LIMIT:?}");
            std::thread::sleep(Duration::from_millis(1));
        };
        let lines = self.lines.iter().collect();
        let errors = self.errors.take().expect("it is taken once").join().expect("it is text");
        Ended { status, lines, errors }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

async fn within<T>(what: &str, future: impl Future<Output = T>) -> T {
    tokio::time::timeout(LIMIT, future).await.unwrap_or_else(|_| panic!("{what} took longer than {LIMIT:?}"))
}

/// Receives so many notes; returns their numbers, and how many were lost in between.
async fn receive(subscriber: &mut RelaySubscriber, count: usize) -> (Vec<u64>, u64) {
    let (mut received, mut lost_in_all) = (Vec::new(), 0);
    while received.len() < count {
        assert!(within("a read", subscriber.fill()).await.expect("the relay runs"), "the relay closed");
        while let Some(next) = subscriber.take() {
            let Received::Frame { frame, lost } = next else { panic!("{next:?}") };
            lost_in_all += lost;
            received.extend(frame.tlvs().map(|tlv| Note::decode_tlv(tlv).expect("it is a note").n));
        }
    }
    (received, lost_in_all)
}

/// The command is refused with exit code 2, and says this.
#[track_caller]
fn check_refused(arguments: &[&str], expected: &[&str]) {
    let ended = Process::start(arguments).ended();
    assert_eq!(ended.status.code(), Some(2), "{}", ended.errors);
    assert!(ended.lines.is_empty(), "{:?}", ended.lines);
    for part in expected {
        assert!(ended.errors.contains(part), "{:?} does not say {part:?}", ended.errors);
    }
}

#[tokio::test]
async fn a_signal_ends_it_with_its_counts() {
    for signal in [Signal::SIGTERM, Signal::SIGINT] {
        let directory = Directory::new();
        let relay = Process::relay(&directory.socket(), &[]);
        let mut subscriber = RelaySubscriber::connect(directory.socket(), Domain::SIGNAL).await.unwrap();
        let mut publisher = RelayPublisher::connect(directory.socket(), Domain::SIGNAL, 7).await.unwrap();
        for n in 1..=10 {
            publisher.publish(&Note { n }).await.unwrap();
        }
        assert_eq!(receive(&mut subscriber, 10).await, ((1..=10).collect(), 0));
        relay.signal(signal);
        assert!(!within("the end", subscriber.fill()).await.unwrap());
        let ended = relay.ended();
        assert_eq!(ended.status.code(), Some(0), "{signal}");
        // The line that said that it is ready was read before; there is one more, and nothing else.
        let expected = "relay signal stopped: 10 frames in (420 bytes), 10 out, 0 dropped, 0 of other domains, 0 empty, \
                        0 refused; 2 connections taken, 0 refused";
        assert_eq!((&ended.lines[..], &*ended.errors), (&[expected.to_owned()][..], ""));
        assert!(directory.is_empty());
    }
}

#[tokio::test]
async fn whoever_was_told_that_it_is_ready_may_stop_it_at_once() {
    let directory = Directory::new();
    for _ in 0..20 {
        let relay = Process::relay(&directory.socket(), &[]);
        relay.signal(Signal::SIGTERM);
        let ended = relay.ended();
        assert_eq!((ended.status.code(), ended.lines.len()), (Some(0), 1));
    }
}

#[tokio::test]
async fn a_listener_that_does_not_read_holds_up_the_end_for_a_second_only() {
    let directory = Directory::new();
    let relay = Process::relay(&directory.socket(), &[]);
    let stalled = UnixStream::connect(directory.socket()).unwrap();
    let mut publisher = RelayPublisher::connect(directory.socket(), Domain::SIGNAL, 7).await.unwrap();
    for n in 0..20_000 {
        publisher.publish(&Note { n }).await.unwrap();
    }
    relay.signal(Signal::SIGTERM);
    let told = Instant::now();
    let ended = relay.ended();
    assert!(told.elapsed() < Duration::from_secs(10), "{:?}", told.elapsed());
    assert_eq!((ended.status.code(), ended.lines.len()), (Some(0), 1));
    drop(stalled);
}

#[tokio::test]
async fn it_starts_again_after_sigkill() {
    let directory = Directory::new();
    let relay = Process::relay(&directory.socket(), &[]);
    let mut subscriber = RelaySubscriber::connect(directory.socket(), Domain::SIGNAL).await.unwrap();
    let mut publisher = RelayPublisher::connect(directory.socket(), Domain::SIGNAL, 7).await.unwrap();
    publisher.publish(&Note { n: 1 }).await.unwrap();
    assert_eq!(receive(&mut subscriber, 1).await, (vec![1], 0));
    relay.signal(Signal::SIGKILL);
    assert_eq!(relay.ended().status.code(), None);
    assert!(directory.socket().exists(), "nobody was left to remove it");
    assert!(!within("the end", subscriber.fill()).await.unwrap());
    assert!(publisher.publish(&Note { n: 2 }).await.is_err());
    assert!(subscriber.reconnect().await.is_err());

    let relay = Process::relay(&directory.socket(), &[]);
    within("the way back", subscriber.reconnect()).await.unwrap();
    let mut publisher = RelayPublisher::connect(directory.socket(), Domain::SIGNAL, 8).await.unwrap();
    publisher.publish(&Note { n: 3 }).await.unwrap();
    assert_eq!(receive(&mut subscriber, 1).await, (vec![3], 0));
    relay.signal(Signal::SIGTERM);
    assert_eq!(relay.ended().status.code(), Some(0));
}

#[tokio::test]
async fn actors_go_on_after_sigkill_with_the_same_references() {
    let directory = Directory::new();
    let toml = format!(
        r#"
        link_directory = "{0}"
        [relays]
        signal = "{0}/signal.sock"
        [[bundles]]
        name = "feed"
        mode = "shared_memory"
        actors = []
        [[bundles]]
        name = "library"
        mode = "shared_memory"
        actors = ["book"]
        [[edges]]
        from = "feed"
        to = "book"
        road = "relay"
        "#,
        directory.0.display()
    );
    // Links are made in a directory that nobody else can enter.
    std::fs::set_permissions(&directory.0, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    let topology = TopologyConfig::parse(&toml, "bundles.toml").unwrap();
    let types = ActorTypes::new().register::<Book>("book");
    let mut relay = Process::relay(&directory.socket(), &[]);
    let library = ActorSystem::launch(&topology, &types, &Part::Bundle("library".into())).unwrap();
    let feed = ActorSystem::launch(&topology, &types, &Part::Bundle("feed".into())).unwrap();
    within("the subscription", library.subscribed()).await;
    let far: BookRef = feed.at("feed").unwrap().handle("book").unwrap();
    let book: BookRef = library.handle("book").unwrap();
    // A note that is refused has no number in the frames' sequence either, so the next one gets it.
    let mut next = 1;
    for kill in [true, true, false] {
        let first = next;
        let heard = async {
            loop {
                next += u64::from(far.note(Note { n: next }).await.is_ok());
                if book.notes(Notes {}).await.expect("the book runs").last().is_some_and(|last| *last >= first + 100) {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        within("a hundred notes over this relay", heard).await;
        if kill {
            relay.signal(Signal::SIGKILL);
            assert_eq!(relay.ended().status.code(), None);
            relay = Process::relay(&directory.socket(), &[]);
        }
    }
    let heard = within("the last note", async {
        loop {
            let heard = book.notes(Notes {}).await.expect("the book runs");
            if heard.last() == Some(&(next - 1)) {
                return heard;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    })
    .await;
    assert!(heard.is_sorted_by(|before, next| before < next));
    let lost = library.get_transport_metrics().frames_lost;
    assert_eq!(heard.len() as u64 + lost, next - 1, "every note is heard or known as lost");
    feed.stop().await;
    library.stop().await;
}

#[tokio::test]
async fn a_living_socket_is_refused_and_lives_on() {
    let directory = Directory::new();
    let (socket, relay) = (directory.socket(), Process::relay(&directory.socket(), &[]));
    let path = socket.to_str().unwrap();
    check_refused(
        &["relay", "--domain", "signal", "--socket", path],
        &[path, "a living process listens here", "stop it first, or choose another path"],
    );
    let mut subscriber = RelaySubscriber::connect(&socket, Domain::SIGNAL).await.unwrap();
    let mut publisher = RelayPublisher::connect(&socket, Domain::SIGNAL, 7).await.unwrap();
    publisher.publish(&Note { n: 1 }).await.unwrap();
    assert_eq!(receive(&mut subscriber, 1).await, (vec![1], 0));
    relay.signal(Signal::SIGTERM);
    assert_eq!(relay.ended().status.code(), Some(0));
}

#[test]
fn what_cannot_be_used_is_refused_with_what_to_do() {
    let directory = Directory::new();
    let socket = directory.socket();
    let path = socket.to_str().unwrap();
    for domain in ["prices", "0", "256", "-1", ""] {
        check_refused(
            &["relay", "--socket", path, &format!("--domain={domain}")],
            &["--domain", "expected market_data, signal, execution, system, or a number from 1 to 255"],
        );
    }
    check_refused(&["relay", "--socket", path], &["--domain"]);
    check_refused(&["relay", "--domain", "signal"], &["--socket"]);
    check_refused(&[], &["Usage"]);
    for (flag, value) in [("--queue-bytes", "0"), ("--max-frame-len", "31"), ("--max-connections", "0")] {
        check_refused(&["relay", "--domain", "signal", "--socket", path, flag, value], &[flag, value]);
    }
    assert!(directory.is_empty(), "a refused command made something");

    let foreign = UnixListener::bind(&socket).unwrap();
    check_refused(&["relay", "--domain", "signal", "--socket", path], &["stop it first"]);
    drop(foreign);
    std::fs::remove_file(&socket).unwrap();
    std::fs::write(&socket, "precious").unwrap();
    check_refused(&["relay", "--domain", "signal", "--socket", path], &["no socket", "move it away"]);
    assert_eq!(std::fs::read_to_string(&socket).unwrap(), "precious");
    let long = directory.0.join("d".repeat(107));
    check_refused(
        &["relay", "--domain", "signal", "--socket", long.to_str().unwrap()],
        &["107 bytes at most", "choose a shorter directory"],
    );
}

#[test]
fn a_domain_is_a_name_or_a_number() {
    for (domain, name) in
        [("market_data", "market_data"), ("execution", "execution"), ("2", "signal"), ("200", "domain 200")]
    {
        let directory = Directory::new();
        let socket = directory.socket();
        let path = socket.to_str().unwrap();
        let relay = Process::start(&["relay", "--domain", domain, "--socket", path]);
        assert_eq!(relay.line(), format!("relay {name} ready on {path}"));
        relay.signal(Signal::SIGTERM);
        let ended = relay.ended();
        assert!(ended.lines[0].starts_with(&format!("relay {name} stopped: 0 frames in ")), "{:?}", ended.lines);
    }
}

#[tokio::test]
async fn it_ends_with_its_input_if_it_is_told_to() {
    let directory = Directory::new();
    let mut relay = Process::relay(&directory.socket(), &["--until-stdin-closes"]);
    // What is written there is no reason to end.
    relay.child.stdin.as_mut().unwrap().write_all(b"still here\n").unwrap();
    let mut subscriber = RelaySubscriber::connect(directory.socket(), Domain::SIGNAL).await.unwrap();
    let mut publisher = RelayPublisher::connect(directory.socket(), Domain::SIGNAL, 7).await.unwrap();
    publisher.publish(&Note { n: 1 }).await.unwrap();
    assert_eq!(receive(&mut subscriber, 1).await, (vec![1], 0));
    drop(relay.child.stdin.take());
    let ended = relay.ended();
    assert_eq!((ended.status.code(), ended.lines.len()), (Some(0), 1), "{}", ended.errors);
    assert!(ended.lines[0].starts_with("relay signal stopped: 1 frames in "), "{:?}", ended.lines);
    assert!(directory.is_empty());

    // A signal ends it while the input is open.
    let relay = Process::relay(&directory.socket(), &["--until-stdin-closes"]);
    relay.signal(Signal::SIGTERM);
    assert_eq!(relay.ended().status.code(), Some(0));
}

#[tokio::test]
async fn it_outlives_its_input_otherwise() {
    let directory = Directory::new();
    let mut relay = Process::relay(&directory.socket(), &[]);
    drop(relay.child.stdin.take());
    let mut subscriber = RelaySubscriber::connect(directory.socket(), Domain::SIGNAL).await.unwrap();
    let mut publisher = RelayPublisher::connect(directory.socket(), Domain::SIGNAL, 7).await.unwrap();
    for n in 1..=100 {
        publisher.publish(&Note { n }).await.unwrap();
    }
    assert_eq!(receive(&mut subscriber, 100).await, ((1..=100).collect(), 0));
    relay.signal(Signal::SIGTERM);
    assert_eq!(relay.ended().status.code(), Some(0));
}

/// The most memory that a process has held, in KiB.
fn peak_kib(process: &Process) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", process.child.id())).expect("it runs");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("Linux says it");
    peak.trim().trim_end_matches(" kB").parse().expect("it is a number")
}

/// Four listeners read nothing of so many writes of so many frames each.
fn check_memory(writes: usize, frames: usize) {
    let directory = Directory::new();
    let relay = Process::relay(&directory.socket(), &["--queue-bytes", "4194304"]);
    let before = peak_kib(&relay);
    let stalled: Vec<UnixStream> = (0..4).map(|_| UnixStream::connect(directory.socket()).unwrap()).collect();
    let mut producer = UnixStream::connect(directory.socket()).unwrap();
    producer.set_write_timeout(Some(LIMIT)).unwrap();
    // The same bytes again and again are frames as good as others.
    let head = FrameHead { domain: Domain::SIGNAL, source: 1, flags: 0, sequence: 1, timestamp_ns: 1 };
    let mut bytes = Vec::new();
    for _ in 0..frames {
        encode_frame(&head, &mut bytes, |tlvs| Note { n: 1 }.encode_tlv(tlvs)).unwrap();
    }
    for _ in 0..writes {
        producer.write_all(&bytes).expect("a relay pushes nobody back");
    }
    // Who hears the last frame knows that the relay has read them all.
    let mut listener = UnixStream::connect(directory.socket()).unwrap();
    listener.set_read_timeout(Some(LIMIT)).unwrap();
    let mut last = Vec::new();
    let head = FrameHead { sequence: 2, ..head };
    encode_frame(&head, &mut last, |tlvs| Note { n: 2 }.encode_tlv(tlvs)).unwrap();
    producer.write_all(&last).unwrap();
    let mut heard = Vec::new();
    let mut chunk = [0; 65_536];
    while !heard.ends_with(&last) {
        let read = listener.read(&mut chunk).expect("the relay goes on");
        assert!(read > 0, "the relay let a listener go");
        heard.extend_from_slice(&chunk[..read]);
    }
    let grown = peak_kib(&relay) - before;
    // All listeners share the bytes; twice as much is allowed, for each has a list of its own.
    assert!(grown < 2 * 4_096, "{grown} KiB for 4 MiB with {frames} frames per write");
    relay.signal(Signal::SIGTERM);
    let ended = relay.ended();
    assert_eq!(ended.status.code(), Some(0));
    let expected = format!("relay signal stopped: {} frames in ", writes * frames + 1);
    assert!(ended.lines[0].starts_with(&expected), "{:?}", ended.lines);
    drop(stalled);
}

#[test]
fn what_nobody_reads_takes_no_more_memory_than_allowed() {
    check_memory(2_000, 1_000);
    check_memory(400_000, 1);
}
