//! Edges that are moved while their system runs: nothing is lost, nothing overtakes, and the account is exact. Two roads
//! side by side: what differs is found.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use mycelium::bundle::{Part, Road, TopologyConfig};
use mycelium::prelude::*;
use mycelium::relay::{RelayOptions, RelayServer};
use mycelium::wire::Domain;
use mycelium::{ComparisonReport, ReloadError, SendErrorKind};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

#[message(tlv = 0xC8, domain = signal)]
#[derive(Debug, Clone)]
struct Note {
    n: u64,
    text: String,
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
        assert_eq!(note.text, note.n.to_string());
        self.notes.push(note.n);
    }

    #[handler]
    fn notes(&self, _all: &Notes) -> Vec<u64> {
        self.notes.clone()
    }
}

fn note(n: u64) -> Note {
    Note { n, text: n.to_string() }
}

/// How long anything may take.
const LIMIT: Duration = Duration::from_secs(20);

async fn within<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(LIMIT, future).await.expect("it does not take so long")
}

/// A directory with the sockets of one test, removed in the end.
struct Place(PathBuf);

impl Place {
    fn new() -> Self {
        static LAST: AtomicU32 = AtomicU32::new(0);
        let name = format!("mycelium-moving-{}-{}", std::process::id(), LAST.fetch_add(1, Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path).expect("nobody else uses this name");
        Self(path)
    }

    fn relay(&self) -> PathBuf {
        self.0.join("relay.sock")
    }

    fn text(&self, mode: &str, edge: &str) -> String {
        let directory = self.0.join("links");
        format!(
            r#"
            link_directory = "{}"
            connect_timeout_ms = 10000
            [relays]
            signal = "{}"
            [[bundles]]
            name = "feed"
            mode = "shared_memory"
            actors = []
            {mode}
            [[edges]]
            from = "core"
            to = "book"
            {edge}
            "#,
            directory.display(),
            self.relay().display()
        )
    }

    /// One process: `core`, which sends, and `book` in it.
    fn together(&self, edge: &str) -> TopologyConfig {
        let text = self.text("[[bundles]]\nname = \"core\"\nmode = \"shared_memory\"\nactors = [\"book\"]", edge);
        TopologyConfig::parse(&text, "together.toml").unwrap_or_else(|error| panic!("{error}"))
    }

    /// Two processes: `core`, which sends, and `book`.
    fn apart(&self, edge: &str) -> TopologyConfig {
        let mode = "[[bundles]]\nname = \"core\"\nmode = \"shared_memory\"\nactors = []\n\
                    [[bundles]]\nname = \"books\"\nmode = \"same_node\"\nactors = [\"book\"]";
        TopologyConfig::parse(&self.text(mode, edge), "apart.toml").unwrap_or_else(|error| panic!("{error}"))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// A relay that runs until it is dropped or stopped.
struct Relay {
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Relay {
    fn start(path: &Path) -> Self {
        let server = RelayServer::bind(RelayOptions::new(Domain::SIGNAL, path)).expect("the socket is free");
        let (stop, stopped) = oneshot::channel::<()>();
        let task = tokio::spawn(async move {
            server.run(async { drop(stopped.await) }).await;
        });
        Self { stop, task }
    }

    async fn stop(self) {
        drop(self.stop);
        within(self.task).await.unwrap();
    }
}

fn types() -> ActorTypes {
    ActorTypes::new().register::<Book>("book")
}

const BUNDLE: &str = "road = \"bundle\"";
const UNIX: &str = "road = \"unix\"";
const RELAY: &str = "road = \"relay\"";

async fn received(system: &ActorSystem) -> Vec<u64> {
    let book: BookRef = system.handle("book").unwrap();
    within(book.notes(Notes {})).await.unwrap()
}

async fn received_all(system: &ActorSystem, count: u64) -> Vec<u64> {
    within(async {
        loop {
            let notes = received(system).await;
            if notes.len() as u64 >= count {
                return notes;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_sender_sends_arrives_once_and_in_order_over_all_moves() {
    let place = Place::new();
    let relay = Relay::start(&place.relay());
    let system = ActorSystem::launch(&place.together(BUNDLE), &types(), &Part::All).unwrap();
    let book: BookRef = system.at("core").unwrap().handle("book").unwrap();
    assert!(book.is_local());
    let (sent, is_over) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
    let sender = tokio::spawn({
        let (book, sent, is_over) = (book.clone(), Arc::clone(&sent), Arc::clone(&is_over));
        async move {
            while !is_over.load(Relaxed) {
                let n = sent.fetch_add(1, Relaxed);
                book.note(note(n)).await.unwrap();
                tokio::task::yield_now().await;
            }
        }
    });
    let mut accepted = 0;
    for (road, is_local) in
        [(RELAY, false), (UNIX, false), (BUNDLE, true), (UNIX, false), (RELAY, false), (BUNDLE, true)]
    {
        // Each road carries something before the next move.
        let before = sent.load(Relaxed);
        within(async {
            while sent.load(Relaxed) < before + 500 {
                tokio::task::yield_now().await;
            }
        })
        .await;
        let moved = within(system.reload(&place.together(road))).await.unwrap();
        let [moved] = &moved[..] else { panic!("{moved:?}") };
        assert_eq!((moved.from.as_str(), &moved.to[..]), ("core", &["book".to_owned()][..]));
        assert_eq!(moved.now.0, road.split('"').nth(1).map(|word| word.parse::<Road>().unwrap()));
        assert_eq!(moved.uncertain, 0, "{moved}");
        assert!(moved.accepted >= accepted + 500, "{moved}");
        accepted = moved.accepted;
        assert_eq!(book.is_local(), is_local, "{moved}");
    }
    is_over.store(true, Relaxed);
    within(sender).await.unwrap();
    let sent = sent.load(Relaxed);
    let notes = received_all(&system, sent).await;
    assert_eq!(notes, (0..sent).collect::<Vec<_>>());
    within(system.stop()).await;
    relay.stop().await;
}

#[tokio::test]
async fn a_file_that_runs_already_moves_nothing_and_others_are_refused() {
    let place = Place::new();
    let system = ActorSystem::launch(&place.together(BUNDLE), &types(), &Part::All).unwrap();
    assert_eq!(within(system.reload(&place.together(BUNDLE))).await.unwrap(), []);

    let refused = |error: ReloadError| match error {
        ReloadError::Config(error) => error.to_string(),
        other => panic!("{other}"),
    };
    let other = refused(system.reload(&place.apart(UNIX)).await.unwrap_err());
    assert!(other.contains("`bundles` differs from what runs in more than"), "{other}");
    let text = place.text("[[bundles]]\nname = \"core\"\nmode = \"shared_memory\"\nactors = [\"book\"]", BUNDLE)
        + "\n[[edges]]\nfrom = \"feed\"\nto = \"book\"\nroad = \"unix\"\n";
    let more = TopologyConfig::parse(&text, "more.toml").unwrap();
    let other = refused(system.reload(&more).await.unwrap_err());
    assert!(other.contains("`edges` differs from what runs in more than the `road` and `beside` of edges"), "{other}");

    // Nothing was moved.
    let book: BookRef = system.at("core").unwrap().handle("book").unwrap();
    assert!(book.is_local());
    book.note(note(1)).await.unwrap();
    assert_eq!(received(&system).await, [1]);
    within(system.stop()).await;
    let error = ActorSystem::new().reload(&more).await.unwrap_err();
    assert!(matches!(error, ReloadError::NotLaunched), "{error}");
}

#[tokio::test]
async fn a_move_to_a_relay_that_is_not_there_is_refused_and_the_old_road_goes_on() {
    let place = Place::new();
    let slow = |topology: &str| topology.replace("connect_timeout_ms = 10000", "connect_timeout_ms = 50");
    let mode = "[[bundles]]\nname = \"core\"\nmode = \"shared_memory\"\nactors = [\"book\"]";
    let parse = |edge| TopologyConfig::parse(&slow(&place.text(mode, edge)), "slow.toml").unwrap();
    let system = ActorSystem::launch(&parse(BUNDLE), &types(), &Part::All).unwrap();
    let book: BookRef = system.at("core").unwrap().handle("book").unwrap();
    let error = within(system.reload(&parse(RELAY))).await.unwrap_err();
    assert!(matches!(error, ReloadError::NotConnected(limit) if limit == Duration::from_millis(50)), "{error}");
    book.note(note(1)).await.unwrap();
    assert!(book.is_local());
    assert_eq!(received(&system).await, [1]);
    // Once it is there the same move is made.
    let relay = Relay::start(&place.relay());
    let moved = within(async {
        loop {
            match system.reload(&parse(RELAY)).await {
                Ok(moved) => return moved,
                Err(error) => assert!(matches!(error, ReloadError::NotConnected(_)), "{error}"),
            }
        }
    })
    .await;
    assert_eq!(moved.len(), 1);
    book.note(note(2)).await.unwrap();
    assert_eq!(received_all(&system, 2).await, [1, 2]);
    within(system.stop()).await;
    relay.stop().await;
}

#[tokio::test]
async fn a_relay_that_one_edge_leaves_can_be_taken_by_another() {
    let place = Place::new();
    let relay = Relay::start(&place.relay());
    let file = |book: &str, other: &str| {
        let mode = "[[bundles]]\nname = \"core\"\nmode = \"shared_memory\"\n\
                    [bundles.actors.book]\ntype = \"book\"\n[bundles.actors.other]\ntype = \"book\"";
        let text = place.text(mode, book) + &format!("\n[[edges]]\nfrom = \"core\"\nto = \"other\"\n{other}\n");
        TopologyConfig::parse(&text, "two.toml").unwrap_or_else(|error| panic!("{error}"))
    };
    let system = ActorSystem::launch(&file(RELAY, BUNDLE), &types(), &Part::All).unwrap();
    within(system.subscribed()).await;
    let seat = system.at("core").unwrap();
    let (book, other): (BookRef, BookRef) = (seat.handle("book").unwrap(), seat.handle("other").unwrap());
    let mut n = 0;
    let mut expected = [Vec::new(), Vec::new()];
    // In two steps, and in one.
    for (first, second) in [(RELAY, BUNDLE), (UNIX, BUNDLE), (UNIX, RELAY), (RELAY, BUNDLE), (BUNDLE, RELAY)] {
        let moved = within(system.reload(&file(first, second))).await.unwrap();
        assert!(moved.iter().all(|moved| moved.uncertain == 0), "{moved:?}");
        for _ in 0..50 {
            for (to, expected) in [&book, &other].into_iter().zip(&mut expected) {
                within(to.note(note(n))).await.unwrap();
                expected.push(n);
                n += 1;
            }
        }
    }
    for (name, expected) in ["book", "other"].into_iter().zip(expected) {
        let actor: BookRef = system.handle(name).unwrap();
        within(async {
            while within(actor.notes(Notes {})).await.unwrap().len() < expected.len() {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        })
        .await;
        assert_eq!(within(actor.notes(Notes {})).await.unwrap(), expected, "{name}");
    }
    within(system.stop()).await;
    relay.stop().await;
}

#[tokio::test]
async fn an_edge_to_an_actor_that_has_stopped_is_not_moved_into_the_bundle() {
    let place = Place::new();
    let system = ActorSystem::launch(&place.together(UNIX), &types(), &Part::All).unwrap();
    let book: BookRef = system.handle("book").unwrap();
    within(book.stop()).await;
    for _ in 0..2 {
        let error = system.reload(&place.together(BUNDLE)).await.unwrap_err().to_string();
        assert!(error.contains("`book` has stopped, so nothing can lead to it as a value"), "{error}");
    }
    assert_eq!(system.reload(&place.together(UNIX)).await.unwrap(), []);
    within(system.stop()).await;
}

#[tokio::test]
async fn a_move_that_is_not_waited_for_is_made_all_the_same() {
    let place = Place::new();
    let system = ActorSystem::launch(&place.together(BUNDLE), &types(), &Part::All).unwrap();
    let book: BookRef = system.at("core").unwrap().handle("book").unwrap();
    let topology = place.together(UNIX);
    let mut moving = Box::pin(system.reload(&topology));
    assert!(polled_once(&mut moving).is_none());
    drop(moving);
    // The next call waits for the first.
    assert_eq!(within(system.reload(&topology)).await.unwrap(), []);
    assert!(!book.is_local());
    within(book.note(note(1))).await.unwrap();
    assert_eq!(received_all(&system, 1).await, [1]);
    within(system.stop()).await;
}

/// Polls once.
fn polled_once<F: Future + Unpin>(future: &mut F) -> Option<F::Output> {
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::Pin::new(future).poll(&mut cx) {
        std::task::Poll::Ready(output) => Some(output),
        std::task::Poll::Pending => None,
    }
}

#[tokio::test]
async fn asks_follow_the_edge() {
    let place = Place::new();
    let relay = Relay::start(&place.relay());
    let system = ActorSystem::launch(&place.together(BUNDLE), &types(), &Part::All).unwrap();
    let book: BookRef = system.at("core").unwrap().handle("book").unwrap();
    assert!(within(book.notes(Notes {})).await.unwrap().is_empty());
    within(system.reload(&place.together(UNIX))).await.unwrap();
    book.note(note(1)).await.unwrap();
    assert_eq!(within(book.notes(Notes {})).await.unwrap(), [1]);
    within(system.reload(&place.together(RELAY))).await.unwrap();
    let error = within(book.notes(Notes {})).await.unwrap_err();
    assert!(matches!(&error, AskError::NotSent(error) if error.kind == SendErrorKind::OneWay), "{error}");
    within(system.reload(&place.together(BUNDLE))).await.unwrap();
    assert_eq!(within(book.notes(Notes {})).await.unwrap(), [1]);
    within(system.stop()).await;
    relay.stop().await;
}

#[tokio::test]
async fn an_edge_between_processes_moves_at_both_ends() {
    let place = Place::new();
    let relay = Relay::start(&place.relay());
    let books = ActorSystem::launch(&place.apart(UNIX), &types(), &Part::Actor("book".into())).unwrap();
    let core = ActorSystem::launch(&place.apart(UNIX), &types(), &Part::Bundle("core".into())).unwrap();
    let book: BookRef = core.at("core").unwrap().handle("book").unwrap();
    let mut n = 0;
    let mut send = async |count: u64| {
        for _ in 0..count {
            within(book.note(note(n))).await.unwrap();
            n += 1;
        }
    };
    send(100).await;
    for road in [RELAY, UNIX, RELAY] {
        // The receiver first, so that nothing is published to nobody.
        within(books.reload(&place.apart(road))).await.unwrap();
        let moved = within(core.reload(&place.apart(road))).await.unwrap();
        assert_eq!((moved[0].uncertain, moved[0].accepted % 100), (0, 0), "{}", moved[0]);
        send(100).await;
        // Frames that two roads hold at a time may overtake each other in another process; here none do.
        assert_eq!(received_all(&books, moved[0].accepted + 100).await.len() as u64, moved[0].accepted + 100);
    }
    assert_eq!(received(&books).await, (0..400).collect::<Vec<_>>());
    within(core.stop()).await;
    within(books.stop()).await;
    relay.stop().await;
}

#[tokio::test]
async fn two_roads_side_by_side_bring_the_same() {
    let place = Place::new();
    let relay = Relay::start(&place.relay());
    for (road, beside) in [("bundle", "relay"), ("relay", "bundle"), ("bundle", "unix"), ("unix", "relay")] {
        let edge = format!("road = \"{road}\"\nbeside = \"{beside}\"");
        let system = ActorSystem::launch(&place.together(&edge), &types(), &Part::All).unwrap();
        within(system.subscribed()).await;
        let book: BookRef = system.at("core").unwrap().handle("book").unwrap();
        for n in 0..300 {
            within(book.note(note(n))).await.unwrap();
        }
        assert_eq!(received_all(&system, 300).await, (0..300).collect::<Vec<_>>(), "{edge}");
        let report = compared(&system, 300).await;
        assert!(report.is_identical(), "{edge}: {report}");
        assert_eq!((report.arrived, report.arrived_beside, report.matched), (300, 300, 300), "{edge}: {report}");
        assert_eq!((report.from.as_str(), report.to.as_str()), ("core", "book"));
        // Who asks is answered over the first road, and only once; a relay carries no asks.
        let answer = within(book.notes(Notes {})).await;
        match answer {
            Ok(notes) => assert_eq!((notes.len(), road != "relay"), (300, true), "{edge}"),
            Err(AskError::NotSent(error)) => assert_eq!((error.kind, road), (SendErrorKind::OneWay, "relay"), "{edge}"),
            Err(error) => panic!("{edge}: {error}"),
        }
        within(system.stop()).await;
    }
    relay.stop().await;
}

async fn compared(system: &ActorSystem, beside: u64) -> ComparisonReport {
    within(async {
        loop {
            let report = system.comparisons().await.remove(0);
            if report.arrived_beside >= beside {
                return report;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    })
    .await
}

#[tokio::test]
async fn side_by_side_begins_and_ends_while_the_system_runs() {
    let place = Place::new();
    let relay = Relay::start(&place.relay());
    let system = ActorSystem::launch(&place.together(RELAY), &types(), &Part::All).unwrap();
    within(system.subscribed()).await;
    let book: BookRef = system.at("core").unwrap().handle("book").unwrap();
    let mut n = 0;
    // From the relay to the bundle: the relay's messages count while both bring the same, then the bundle's.
    for edge in [RELAY, "road = \"relay\"\nbeside = \"bundle\"", "road = \"bundle\"\nbeside = \"relay\"", BUNDLE] {
        let moved = within(system.reload(&place.together(edge))).await.unwrap();
        assert!(moved.iter().all(|moved| moved.uncertain == 0), "{moved:?}");
        for _ in 0..100 {
            within(book.note(note(n))).await.unwrap();
            n += 1;
        }
    }
    assert_eq!(received_all(&system, 400).await, (0..400).collect::<Vec<_>>());
    let report = compared(&system, 200).await;
    assert_eq!((report.arrived, report.arrived_beside, report.matched), (200, 200, 200), "{report}");
    assert!(report.is_identical(), "{report}");
    within(system.stop()).await;
    relay.stop().await;
}

#[tokio::test]
async fn what_a_relay_does_not_bring_is_found_missing() {
    let place = Place::new();
    let relay = Relay::start(&place.relay());
    let edge = "road = \"bundle\"\nbeside = \"relay\"";
    let system = ActorSystem::launch(&place.together(edge), &types(), &Part::All).unwrap();
    within(system.subscribed()).await;
    // Somebody else publishes as the same source: one message more comes beside.
    let source = place.together(edge).edges()[0].source.unwrap();
    let mut other = mycelium::relay::RelayPublisher::connect(place.relay(), Domain::SIGNAL, source).await.unwrap();
    other.publish(&note(77)).await.unwrap();
    compared(&system, 1).await;
    let book: BookRef = system.at("core").unwrap().handle("book").unwrap();
    for n in 0..10 {
        within(book.note(note(n))).await.unwrap();
    }
    assert_eq!(received_all(&system, 10).await, (0..10).collect::<Vec<_>>());
    let report = compared(&system, 11).await;
    assert_eq!((report.matched, report.missing, report.missing_beside, report.differing), (10, 1, 0, 0), "{report}");
    assert!(!report.is_identical());
    let first = report.first_difference.clone().unwrap();
    assert!(first.starts_with("message 1: 1 came beside only, the first is TLV 200 of "), "{first}");
    within(system.stop()).await;
    relay.stop().await;
}

#[tokio::test]
async fn side_by_side_between_processes_is_set_before_they_start() {
    let place = Place::new();
    let relay = Relay::start(&place.relay());
    let edge = "road = \"relay\"\nbeside = \"unix\"";
    let books = ActorSystem::launch(&place.apart(edge), &types(), &Part::Actor("book".into())).unwrap();
    within(books.subscribed()).await;
    let core = ActorSystem::launch(&place.apart(edge), &types(), &Part::Bundle("core".into())).unwrap();
    let book: BookRef = core.at("core").unwrap().handle("book").unwrap();
    for n in 0..50 {
        within(book.note(note(n))).await.unwrap();
    }
    assert_eq!(received_all(&books, 50).await, (0..50).collect::<Vec<_>>());
    let report = compared(&books, 50).await;
    assert_eq!((report.matched, report.is_identical()), (50, true), "{report}");
    assert_eq!(core.comparisons().await, []);
    for system in [&books, &core] {
        let error = system.reload(&place.apart(UNIX)).await.unwrap_err();
        let text = error.to_string();
        assert!(text.contains("begin and end with the processes; restart both"), "{text}");
    }
    within(core.stop()).await;
    within(books.stop()).await;
    relay.stop().await;
}

#[tokio::test]
async fn a_file_that_was_edited_is_taken_on_hangup() {
    let place = Place::new();
    let file = place.0.join("bundles.toml");
    let mode = "[[bundles]]\nname = \"core\"\nmode = \"shared_memory\"\nactors = [\"book\"]";
    std::fs::write(&file, place.text(mode, BUNDLE)).unwrap();
    let topology = TopologyConfig::read(&file).unwrap();
    let system = ActorSystem::launch(&topology, &types(), &Part::All).unwrap();
    system.reload_on_hangup().await.unwrap();
    let book: BookRef = system.at("core").unwrap().handle("book").unwrap();
    let hang_up = || nix::sys::signal::kill(nix::unistd::Pid::this(), nix::sys::signal::Signal::SIGHUP).unwrap();
    let moved = async |is_local| {
        while book.is_local() != is_local {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    std::fs::write(&file, place.text(mode, UNIX)).unwrap();
    hang_up();
    within(moved(false)).await;
    within(book.note(note(1))).await.unwrap();
    // A file that cannot be read moves nothing, and the next one is taken.
    std::fs::write(&file, "no toml").unwrap();
    hang_up();
    std::fs::write(&file, place.text(mode, BUNDLE)).unwrap();
    hang_up();
    within(moved(true)).await;
    assert_eq!(received_all(&system, 1).await, [1]);
    within(system.stop()).await;
}
