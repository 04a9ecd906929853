//! What a system says of itself: the counts, and the socket that tells them.

mod stale;

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use mycelium::bundle::{Part, Road, TopologyConfig};
use mycelium::prelude::*;
use mycelium::relay::{RelayOptions, RelayServer};
use mycelium::wire::Domain;
use mycelium::{ActorStatus, EdgeStatus, STATUS_VERSION, SystemStatus};
use tokio::sync::Semaphore;

/// How long anything may take.
const LIMIT: Duration = Duration::from_secs(30);

#[message(tlv = 0xC8, domain = signal)]
#[derive(Debug, Clone, PartialEq)]
struct Note {
    n: u64,
}

#[message(tlv = 0xC9, domain = signal, reply = u64)]
struct Count {}

/// Ends the actor with a panic.
#[message(tlv = 0xCA, domain = signal)]
#[derive(Clone)]
struct Burst {}

/// Opened once for each note that a held book may handle.
static GATE: Semaphore = Semaphore::const_new(0);

#[derive(Default)]
struct Book {
    notes: u64,
}

#[actor]
impl Book {
    #[handler]
    fn note(&mut self, note: &Note) -> Result<()> {
        self.notes += 1;
        if note.n == u64::MAX { Err(Error::msg("not this one")) } else { Ok(()) }
    }

    #[handler]
    fn count(&self, _count: &Count) -> u64 {
        self.notes
    }

    #[handler]
    fn burst(&mut self, _burst: &Burst) {
        panic!("as it was told")
    }
}

/// A book that waits at the gate with each note.
#[derive(Default)]
struct HeldBook;

#[actor]
impl HeldBook {
    #[handler]
    async fn note(&mut self, _note: Note) {
        GATE.acquire().await.expect("it is never closed").forget();
    }
}

fn types() -> ActorTypes {
    ActorTypes::new().register::<Book>("Book").register::<HeldBook>("HeldBook")
}

/// A directory that is removed in the end.
struct Home(PathBuf);

impl Home {
    fn new() -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        let name = format!("mycelium-status-{}-{}", std::process::id(), LAST.fetch_add(1, Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path).expect("nobody else uses this name");
        Self(path)
    }

    fn topology(&self, top: &str, rest: &str) -> TopologyConfig {
        let home = self.0.display();
        let text =
            format!("link_directory = \"{home}/links\"\n{top}\n[relays]\nsignal = \"{home}/signal.sock\"\n{rest}");
        TopologyConfig::parse(&text, "bundles.toml").unwrap_or_else(|error| panic!("{error}"))
    }

    fn status_socket(&self, node: &str) -> PathBuf {
        self.0.join("links").join(format!("{node}.status.sock"))
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

fn launch(topology: &TopologyConfig, part: &str) -> ActorSystem {
    let part = if part == "*" { Part::All } else { Part::Bundle(part.to_owned()) };
    ActorSystem::launch(topology, &types(), &part).unwrap_or_else(|error| panic!("{error}"))
}

const PAIR: &str = r#"
[[bundles]]
name = "feed"
mode = "shared_memory"
actors = []
[[bundles]]
name = "library"
mode = "shared_memory"
[bundles.actors.book]
type = "Book"
mailbox = 16
"#;

async fn eventually(what: &str, mut is_so: impl FnMut() -> bool) {
    let end = Instant::now() + LIMIT;
    while !is_so() {
        assert!(Instant::now() < end, "{what}: not within {LIMIT:?}");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

/// Asks a node's socket, as any program could. Not on the test's own thread, which runs the system.
async fn ask(socket: &Path, request: &'static [u8]) -> String {
    let socket = socket.to_owned();
    let asked = tokio::task::spawn_blocking(move || {
        let mut stream = UnixStream::connect(socket).expect("the node listens");
        stream.set_read_timeout(Some(LIMIT)).unwrap();
        stream.write_all(request).unwrap();
        let mut line = String::new();
        BufReader::new(stream).read_line(&mut line).expect("it is text");
        line
    });
    asked.await.expect("it does not panic")
}

async fn told(socket: &Path) -> SystemStatus {
    let line = ask(socket, b"status\n").await;
    serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"))
}

#[track_caller]
fn actor<'a>(status: &'a SystemStatus, name: &str) -> &'a ActorStatus {
    status.actors.iter().find(|actor| actor.name == name).unwrap_or_else(|| panic!("no {name}: {status:?}"))
}

#[track_caller]
fn edge<'a>(status: &'a SystemStatus, from: &str, to: &str) -> &'a EdgeStatus {
    let found = status.edges.iter().find(|edge| edge.from == from && edge.to == to);
    found.unwrap_or_else(|| panic!("no {from} -> {to}: {:?}", status.edges))
}

// === the counts ===

#[tokio::test]
async fn a_system_without_a_topology_tells_of_its_actors() {
    let system = ActorSystem::new();
    let book = system.named("book").capacity(7).spawn(Book::default()).unwrap();
    for n in [1, 2, u64::MAX] {
        book.note(Note { n }).await.unwrap();
    }
    assert_eq!(book.count(Count {}).await.unwrap(), 3);
    eventually("the last handler has returned", || actor(&system.status(), "book").depth == 0).await;
    let status = system.status();
    assert_eq!((status.version, status.pid, &status.nodes[..]), (STATUS_VERSION, std::process::id(), &[][..]));
    let now = actor(&status, "book");
    assert_eq!((&*now.node, &*now.state, now.capacity), ("", "running", 7));
    assert_eq!((now.accepted, now.handled, now.failed, now.panicked, now.dropped), (4, 4, 1, 0, 0));
    assert_eq!(status.transport, system.get_transport_metrics());
    assert!(status.edges.is_empty() && status.subscriptions.is_empty());
    system.stop().await;
    assert!(system.status().actors.is_empty(), "what nobody planned is forgotten when it has stopped");
}

#[tokio::test]
async fn an_actor_that_stopped_stays_with_its_reason() {
    let home = Home::new();
    let topology = home.topology("", PAIR);
    let system = launch(&topology, "library");
    let book: BookRef = system.handle("book").unwrap();
    book.note(Note { n: 1 }).await.unwrap();
    book.burst(Burst {}).await.unwrap();
    eventually("it stops", || actor(&system.status(), "book").state == "stopped").await;
    let status = system.status();
    let now = actor(&status, "book");
    assert_eq!(now.stopped_because.as_deref(), Some("it panicked: as it was told"));
    assert_eq!((now.accepted, now.handled, now.panicked), (2, 2, 1));
}

#[tokio::test]
async fn depth_is_what_was_accepted_and_not_handled() {
    let home = Home::new();
    let topology = home.topology(
        "",
        "[[bundles]]\nname = \"here\"\nmode = \"shared_memory\"\n[bundles.actors.held]\ntype = \"HeldBook\"\n\
         [[edges]]\nfrom = \"here\"\nto = \"held\"\nroad = \"bundle\"\n",
    );
    let system = launch(&topology, "here");
    let held: HeldBookRef = system.at("here").unwrap().handle("held").unwrap();
    for n in 0..100 {
        held.note(Note { n }).await.unwrap();
    }
    let status = system.status();
    let now = edge(&status, "here", "held");
    assert_eq!((now.road, now.sent, now.depth), (Road::Bundle, Some(100), Some(100)));
    assert_eq!((now.capacity, now.dropped, now.lag), (Some(1_024), Some(0), None));
    assert_eq!(actor(&status, "held").depth, 100);
    GATE.add_permits(40);
    eventually("forty are handled", || actor(&system.status(), "held").depth == 60).await;
    // The one at the gate is dropped with its actor, like those behind it.
    drop(tokio::spawn({
        let system = system.clone();
        async move { system.stop().await }
    }));
    GATE.add_permits(1);
    eventually("it stops", || actor(&system.status(), "held").state == "stopped").await;
    let now = system.status();
    let now = actor(&now, "held");
    assert_eq!((now.accepted, now.handled + now.dropped, now.depth), (100, 100, 0));
}

#[tokio::test]
async fn a_link_counts_what_was_sent_and_what_waits() {
    let home = Home::new();
    let topology = home.topology("", &format!("{PAIR}[[edges]]\nfrom = \"feed\"\nto = \"book\"\nroad = \"unix\"\n"));
    let (feed, library) = (launch(&topology, "feed"), launch(&topology, "library"));
    let book: BookRef = feed.at("feed").unwrap().handle("book").unwrap();
    for n in 0..50 {
        book.note(Note { n }).await.unwrap();
    }
    assert_eq!(book.count(Count {}).await.unwrap(), 50);
    let status = feed.status();
    let now = edge(&status, "feed", "book");
    assert_eq!((&*now.node, now.road, now.beside), ("feed", Road::Unix, None));
    assert_eq!((now.sent, now.depth, now.capacity, now.dropped), (Some(51), Some(0), Some(1 << 20), Some(0)));
    assert_eq!((now.sequence, now.lag), (None, None));
    assert_eq!(status.transport.frames_sent, 51);
    assert!(library.status().edges.is_empty(), "it begins nowhere here");
    assert_eq!(actor(&library.status(), "book").accepted, 51);
    feed.stop().await;
    library.stop().await;
}

#[tokio::test]
async fn a_road_that_no_edge_declares_is_told_once_it_was_used() {
    let home = Home::new();
    let topology = home.topology("", PAIR);
    let (feed, library) = (launch(&topology, "feed"), launch(&topology, "library"));
    assert!(feed.status().edges.is_empty());
    let book: BookRef = feed.at("feed").unwrap().handle("book").unwrap();
    book.note(Note { n: 1 }).await.unwrap();
    let status = feed.status();
    let now = edge(&status, "feed", "book");
    assert_eq!((now.road, now.sent), (Road::Unix, Some(1)));
    feed.stop().await;
    library.stop().await;
}

#[tokio::test]
async fn over_a_relay_the_lag_is_what_has_not_come() {
    let home = Home::new();
    let topology = home.topology("", &format!("{PAIR}[[edges]]\nfrom = \"feed\"\nto = \"book\"\nroad = \"relay\"\n"));
    let relay = RelayServer::bind(RelayOptions::new(Domain::SIGNAL, home.0.join("signal.sock"))).unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let relaying = tokio::spawn(relay.run(async { drop(stopped.await) }));
    // Both ends in one process, and each of them for itself.
    let system = launch(&topology, "*");
    system.subscribed().await;
    let book: BookRef = system.at("feed").unwrap().handle("book").unwrap();
    for n in 0..20 {
        book.note(Note { n }).await.unwrap();
    }
    eventually("all have come", || edge(&system.status(), "feed", "book").lag == Some(0)).await;
    let status = system.status();
    let now = edge(&status, "feed", "book");
    assert_eq!((now.road, now.sent, now.sequence), (Road::Relay, Some(20), Some(20)));
    let [came] = &status.subscriptions[..] else { panic!("{:?}", status.subscriptions) };
    assert_eq!((&*came.node, &*came.from, &*came.to, came.is_connected), ("library", "feed", "book", true));
    assert_eq!((came.received, came.lost, came.sequence), (20, 0, 20));
    drop(stop);
    relaying.await.unwrap();
    eventually("the end of the relay is seen", || !system.status().subscriptions[0].is_connected).await;
    system.stop().await;
}

#[tokio::test]
async fn a_moved_edge_is_told_with_its_new_road_and_all_its_messages() {
    let home = Home::new();
    let pair =
        |road| home.topology("", &format!("{PAIR}[[edges]]\nfrom = \"feed\"\nto = \"book\"\nroad = \"{road}\"\n"));
    let relay = RelayServer::bind(RelayOptions::new(Domain::SIGNAL, home.0.join("signal.sock"))).unwrap();
    drop(tokio::spawn(relay.run(std::future::pending())));
    let system = launch(&pair("unix"), "*");
    let book: BookRef = system.at("feed").unwrap().handle("book").unwrap();
    book.note(Note { n: 1 }).await.unwrap();
    assert_eq!(edge(&system.status(), "feed", "book").road, Road::Unix);
    system.reload(&pair("relay")).await.unwrap();
    book.note(Note { n: 2 }).await.unwrap();
    let status = system.status();
    let now = edge(&status, "feed", "book");
    assert_eq!((now.road, now.sent, now.sequence), (Road::Relay, Some(2), Some(1)));
    assert_eq!(status.subscriptions.len(), 1);
    system.stop().await;
}

// === the socket ===

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_node_tells_its_status_and_no_longer_when_the_system_has_stopped() {
    let home = Home::new();
    let topology = home.topology("status = true", PAIR);
    let system = launch(&topology, "*");
    let book: BookRef = system.handle("book").unwrap();
    for n in 0..30 {
        book.note(Note { n }).await.unwrap();
    }
    assert_eq!(book.count(Count {}).await.unwrap(), 30);
    eventually("the last handler has returned", || actor(&system.status(), "book").depth == 0).await;
    for node in ["feed", "library"] {
        let socket = home.status_socket(node);
        assert_eq!(std::fs::metadata(&socket).unwrap().permissions().mode() & 0o777, 0o600);
        let status = told(&socket).await;
        assert_eq!(status.nodes, ["feed", "library"]);
        assert_eq!((actor(&status, "book").accepted, actor(&status, "book").handled), (31, 31));
        let now = system.status();
        assert!(status.uptime_ms <= now.uptime_ms);
        let mut same = status.clone();
        same.uptime_ms = now.uptime_ms;
        // Of all systems of the process; other tests run in it, too.
        assert!(status.encodes <= now.encodes);
        same.encodes = now.encodes;
        assert_eq!(same, now, "the socket tells what the system says");
    }
    let links = home.0.join("links");
    assert_eq!(std::fs::metadata(&links).unwrap().permissions().mode() & 0o777, 0o700);
    system.stop().await;
    assert_eq!(std::fs::read_dir(&links).unwrap().count(), 0, "sockets and locks are gone");
}

#[tokio::test]
async fn nothing_is_told_unless_the_file_says_so() {
    let home = Home::new();
    for top in ["", "status = false"] {
        let system = launch(&home.topology(top, PAIR), "library");
        assert!(!home.status_socket("library").exists());
        system.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_connection_may_ask_again() {
    let home = Home::new();
    let system = launch(&home.topology("status = true", PAIR), "library");
    let socket = home.status_socket("library");
    let asked = tokio::task::spawn_blocking(move || {
        let mut stream = UnixStream::connect(socket).unwrap();
        stream.set_read_timeout(Some(LIMIT)).unwrap();
        let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
        // In pieces, two at once, and with a carriage return.
        for request in [&b"sta"[..], b"tus\n", b"status\r\nstatus\n"] {
            stream.write_all(request).unwrap();
        }
        for _ in 0..3 {
            let line = lines.next().expect("it is answered").unwrap();
            serde_json::from_str::<SystemStatus>(&line).unwrap();
        }
    });
    asked.await.unwrap();
    system.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_asks_for_something_else_is_told_so_and_let_go() {
    let home = Home::new();
    let system = launch(&home.topology("status = true", PAIR), "library");
    let socket = home.status_socket("library");
    let long = [b'x'; 64];
    let garbage: [&[u8]; 4] = [b"stop\n", b"\n", b"\xff\xfe\x00\n", &long];
    for request in garbage.map(<[u8]>::to_vec) {
        let socket = socket.clone();
        let asked = tokio::task::spawn_blocking(move || {
            let mut stream = UnixStream::connect(socket).unwrap();
            stream.set_read_timeout(Some(LIMIT)).unwrap();
            stream.write_all(&request).unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).expect("an answer, and the end");
            answer
        });
        let answer = asked.await.unwrap();
        assert_eq!(answer, "{\"error\":\"expected the line `status`, of 64 bytes at most\"}\n");
    }
    assert_eq!(told(&socket).await.nodes, ["library"]);
    system.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn silent_callers_keep_nobody_out_for_longer_than_the_deadline() {
    let home = Home::new();
    let system = launch(&home.topology("status = true", PAIR), "library");
    let socket = home.status_socket("library");
    let silent: Vec<UnixStream> = (0..16).map(|_| UnixStream::connect(&socket).unwrap()).collect();
    // The seventeenth waits until they are let go, and is answered then.
    assert_eq!(told(&socket).await.nodes, ["library"]);
    for mut stream in silent {
        stream.set_read_timeout(Some(LIMIT)).unwrap();
        assert_eq!(stream.read(&mut [0; 8]).unwrap(), 0, "it was let go");
    }
    // Those who are there when the system ends do not hold it up.
    let waiting = UnixStream::connect(&socket).unwrap();
    tokio::time::timeout(LIMIT, system.stop()).await.expect("it ends");
    drop(waiting);
}

#[tokio::test]
async fn a_dead_owners_socket_is_taken_over_and_a_living_one_is_not() {
    let home = Home::new();
    let topology = home.topology("status = true", PAIR);
    let socket = home.status_socket("library");
    let first = launch(&topology, "library");
    let refused = ActorSystem::launch(&topology, &types(), &Part::Bundle("library".into())).expect_err("it is taken");
    assert!(refused.to_string().contains("a living process listens here"), "{refused}");
    first.stop().await;
    stale::leave_socket(&socket);
    assert!(socket.exists());
    let second = launch(&topology, "library");
    second.stop().await;
    assert!(!socket.exists());
}

#[test]
fn what_the_file_says_of_status_is_checked() {
    let home = Home::new();
    assert!(home.topology("status = true", PAIR).status());
    assert!(!home.topology("", PAIR).status());
    let topology = home.topology("status = true", PAIR);
    assert_eq!(topology.status_socket("feed"), home.status_socket("feed"));
    let refused = |text: &str| TopologyConfig::parse(text, "f.toml").expect_err(text).to_string();
    let error = refused(&format!("status = \"yes\"\n{PAIR}"));
    assert!(error.contains("f.toml:1:10") && error.contains("expected true or false"), "{error}");
    let late = refused(&format!("{PAIR}\n[[edges]]\nstatus = true\n"));
    assert!(late.contains("belongs to the top of the file"), "{late}");
    let twins = "status = true\n[[bundles]]\nname = \"b\"\nmode = \"same_node\"\nactors = [\"a\", \"a.status\"]\n";
    let error = refused(twins);
    assert!(error.contains("`a.status`") && error.contains("another name"), "{error}");
    assert!(TopologyConfig::parse(&twins.replace("status = true", "status = false"), "f.toml").is_ok());
    let long = format!("link_directory = \"/{}\"\nstatus = true\n{PAIR}", "d".repeat(88));
    assert!(refused(&long).contains("107 are allowed"), "{}", refused(&long));
    assert!(TopologyConfig::parse(&long.replace("true", "false"), "f.toml").is_ok());
}
