//! Existing consumers beside actors: they get the same, whichever road their neighbours take.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use mycelium::bundle::{Part, TopologyConfig};
use mycelium::migration::{
    ConsumerCounts, ConsumerLoop, ConsumerMonitor, RelayActorAdapter, RelayConsumer, RelayOutput, RelayOutputError,
    TlvMessage, async_trait, consume,
};
use mycelium::prelude::*;
use mycelium::relay::{RelayCounts, RelayMonitor, RelayOptions, RelayPublisher, RelayServer};
use mycelium::wire::{Domain, FrameHead, HEADER_LEN, encode_frame};
use tokio::io::AsyncWriteExt;
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::{Semaphore, oneshot};
use tokio::task::JoinHandle;

#[message(tlv = 0xC8, domain = signal)]
#[derive(Debug, Clone, PartialEq)]
struct Note {
    n: u64,
}

#[message(tlv = 0xC9, domain = signal)]
#[derive(Debug, Clone, PartialEq)]
struct Text {
    text: String,
}

/// It has the domain of whatever it is sent through.
#[message(tlv = 0xCA)]
#[derive(Debug, Clone, PartialEq)]
struct Mark {}

#[message(domain = signal)]
#[derive(Debug, Clone, PartialEq)]
enum BookMessage {
    Note(Note),
    Text(Arc<Text>),
    Mark(Mark),
}

#[message(tlv = 0xCB, domain = execution)]
struct Order {}

#[message(local)]
struct Tick {}

#[message(domain = signal)]
enum OddMessage {
    Note(Note),
    Order(Order),
    Tick(Tick),
    Text(Arc<Text>),
}

type Heard = Arc<Mutex<Vec<TlvMessage>>>;

/// An existing consumer: it knows relays, and nothing of actors. It refuses the number 13, and everything it cannot read.
#[derive(Clone, Default)]
struct Book {
    heard: Heard,
}

#[async_trait]
impl RelayConsumer for Book {
    async fn process_tlv(&mut self, message: TlvMessage) -> Result<()> {
        let refused = message.number() == 0xC8 && message.decode::<Note>()?.n == 13;
        self.heard.lock().unwrap().push(message);
        if refused { Err(Error::msg("13 is refused")) } else { Ok(()) }
    }
}

/// How long anything may take.
const LIMIT: Duration = Duration::from_secs(20);

/// A directory that only this user can enter, and that is removed in the end.
struct Directory(PathBuf);

impl Directory {
    fn new() -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        let name = format!("mycelium-migration-{}-{}", std::process::id(), LAST.fetch_add(1, Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path).expect("nobody else uses this name");
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o700)).expect("it is ours");
        Self(path)
    }

    fn socket(&self) -> PathBuf {
        self.0.join("signal.sock")
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

struct Relay {
    stop: oneshot::Sender<()>,
    running: JoinHandle<RelayCounts>,
    monitor: RelayMonitor,
}

impl Relay {
    fn start(socket: &Path) -> Self {
        let server = RelayServer::bind(RelayOptions::new(Domain::SIGNAL, socket)).expect("the socket is free");
        let monitor = server.monitor();
        let (stop, stopped) = oneshot::channel();
        let running = tokio::spawn(server.run(async { drop(stopped.await) }));
        Self { stop, running, monitor }
    }

    async fn stop(self) -> RelayCounts {
        self.stop.send(()).expect("the relay runs");
        within("the relay's end", self.running).await.expect("the relay does not panic")
    }
}

/// A consumer that runs on a relay.
struct Consuming {
    stop: oneshot::Sender<()>,
    running: JoinHandle<ConsumerCounts>,
    monitor: ConsumerMonitor,
}

impl Consuming {
    fn start(socket: &Path, mut consumer: impl RelayConsumer + 'static) -> Self {
        let feed = ConsumerLoop::new(socket, Domain::SIGNAL);
        let monitor = feed.monitor();
        let (stop, stopped) = oneshot::channel();
        let running = tokio::spawn(async move { feed.run(&mut consumer, async { drop(stopped.await) }).await });
        Self { stop, running, monitor }
    }

    async fn until(&self, what: &str, is_so: impl Fn(&ConsumerCounts) -> bool) {
        until(what, || is_so(&self.monitor.counts())).await;
    }

    async fn stop(self) -> ConsumerCounts {
        self.stop.send(()).expect("it runs");
        within("the consumer's end", self.running).await.expect("it does not panic")
    }
}

async fn until(what: &str, is_so: impl Fn() -> bool) {
    let end = Instant::now() + LIMIT;
    while !is_so() {
        assert!(Instant::now() < end, "waited {LIMIT:?} for {what}");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

async fn within<T>(what: &str, future: impl Future<Output = T>) -> T {
    tokio::time::timeout(LIMIT, future).await.unwrap_or_else(|_| panic!("{what} took longer than {LIMIT:?}"))
}

/// Of each kind, and more than a short TLV holds.
fn messages() -> Vec<BookMessage> {
    let text = |len| BookMessage::Text(Arc::new(Text { text: "x".repeat(len) }));
    let mut all = vec![text(0), BookMessage::Mark(Mark {}), text(253), text(254), text(10_000)];
    all.extend((1..=20).map(|n| BookMessage::Note(Note { n })));
    all
}

/// What every road has to bring: all but the time.
fn gist(heard: &Heard) -> Vec<(Domain, u64, Vec<u8>)> {
    let heard = heard.lock().unwrap();
    heard.iter().map(|tlv| (tlv.domain(), tlv.sequence(), tlv.to_tlv().expect("it fits"))).collect()
}

fn expected() -> Vec<(Domain, u64, Vec<u8>)> {
    (1..).zip(messages()).map(|(n, message)| (Domain::SIGNAL, n, message.to_tlv().expect("it fits"))).collect()
}

#[tokio::test]
async fn a_consumer_gets_from_a_neighbour_what_a_relay_would_have_brought() {
    let directory = Directory::new();
    // Before: both talk to the relay.
    let relay = Relay::start(&directory.socket());
    let before = Book::default();
    let consuming = Consuming::start(&directory.socket(), before.clone());
    consuming.until("a connection", |counts| counts.connections == 1).await;
    let system = ActorSystem::new();
    let output = system.spawn(RelayOutput::<BookMessage>::new(directory.socket(), Domain::SIGNAL, 20));
    for message in messages() {
        output.send(message).await.unwrap();
    }
    consuming.until("all of it", |counts| counts.processed == expected().len() as u64).await;
    // After: the same consumer, in a bundle with its neighbour.
    let after = Book::default();
    let adapter = RelayActorAdapter::<_, BookMessage>::new(after.clone()).with_source(20);
    let book = system.spawn(adapter);
    for message in messages() {
        book.send(message).await.unwrap();
    }
    within("the end", book.drain()).await;

    assert_eq!(gist(&before.heard), expected());
    assert_eq!(gist(&after.heard), expected());
    for heard in [&before.heard, &after.heard] {
        let heard = heard.lock().unwrap();
        assert!(heard.iter().all(|tlv| tlv.source() == 20 && tlv.timestamp_ns() > 0));
        assert!(heard.is_sorted_by_key(TlvMessage::timestamp_ns));
        let texts = heard.iter().filter(|tlv| tlv.number() == 0xC9).map(|tlv| tlv.decode::<Text>().unwrap().text.len());
        assert!(texts.eq([0, 253, 254, 10_000]));
        assert!(heard[0].decode::<Note>().is_err(), "it is a text");
    }
    // The consumer's errors count alike, and stop nothing.
    let total = expected().len() as u64;
    let counts = consuming.stop().await;
    assert_eq!((counts.processed, counts.failed, counts.frames_lost), (total, 1, 0));
    let metrics = book.metrics();
    assert_eq!((metrics.handled, metrics.failed), (total, 1));
    relay.stop().await;
}

/// Launches feed and book as the file says, sends everything from the one to the other, and shows what arrived.
async fn arrived(bundles: &str, road: &str) -> Vec<(Domain, u64, Vec<u8>)> {
    let directory = Directory::new();
    let toml = format!(
        r#"
        link_directory = "{0}"
        [relays]
        signal = "{0}/signal.sock"
        {bundles}
        {road}
        "#,
        directory.0.display()
    );
    let topology = TopologyConfig::parse(&toml, "bundles.toml").expect("it is good");
    let book = Book::default();
    let (made, copy) = (book.clone(), book.clone());
    let types = ActorTypes::new()
        .register_with("book", move || RelayActorAdapter::<_, BookMessage>::new(made.clone()))
        .register_with("feed", move || RelayActorAdapter::<_, BookMessage>::new(copy.clone()));
    let relay = Relay::start(&directory.socket());
    let mut systems = Vec::new();
    for bundle in ["library", "sources"] {
        if bundles.contains(&format!("name = \"{bundle}\"")) {
            let part = Part::Bundle(bundle.into());
            systems.push(ActorSystem::launch(&topology, &types, &part).expect("it can be launched"));
        }
    }
    for system in &systems {
        within("the subscriptions", system.subscribed()).await;
    }
    let feed = systems.last().expect("there is one");
    let far: ActorRef<BookMessage> = feed.at("feed").expect("it sits here").actor("book").expect("it is in the file");
    for message in messages() {
        within("a send", far.send(message)).await.unwrap();
    }
    until("all of it", || book.heard.lock().unwrap().len() == expected().len()).await;
    for system in systems {
        system.stop().await;
    }
    relay.stop().await;
    gist(&book.heard)
}

#[tokio::test]
async fn its_neighbour_moves_and_the_consumer_stays() {
    let together = r#"
        [[bundles]]
        name = "library"
        mode = "shared_memory"
        actors = ["book", "feed"]
    "#;
    let apart = r#"
        [[bundles]]
        name = "library"
        mode = "shared_memory"
        actors = ["book"]
        [[bundles]]
        name = "sources"
        mode = "shared_memory"
        actors = ["feed"]
    "#;
    let edge = |road: &str| format!("[[edges]]\nfrom = \"feed\"\nto = \"book\"\nroad = \"{road}\"");
    for (bundles, road) in
        [(apart, edge("relay")), (apart, edge("unix")), (together, edge("bundle")), (together, edge("relay"))]
    {
        assert_eq!(arrived(bundles, &road).await, expected(), "{road}");
    }
}

// === Consumers on a relay ===

#[tokio::test]
async fn a_consumer_comes_before_its_relay_outlives_it_and_counts_what_it_missed() {
    let directory = Directory::new();
    let book = Book::default();
    let consuming = Consuming::start(&directory.socket(), book.clone());
    let relay = Relay::start(&directory.socket());
    consuming.until("a connection", |counts| counts.connections == 1).await;
    let mut publisher = RelayPublisher::connect(directory.socket(), Domain::SIGNAL, 20).await.unwrap();
    publisher.publish(&Note { n: 1 }).await.unwrap();
    consuming.until("the first", |counts| counts.processed == 1).await;
    relay.stop().await;
    // Frames 2 to 4 were sent while it was away.
    let relay = Relay::start(&directory.socket());
    consuming.until("another connection", |counts| counts.connections == 2).await;
    let mut old = UnixStream::connect(directory.socket()).await.unwrap();
    old.write_all(&frame(Domain::SIGNAL, 5, &[5])).await.unwrap();
    consuming.until("the fifth", |counts| counts.processed == 2).await;
    let counts = consuming.stop().await;
    assert_eq!((counts.frames_lost, counts.failed, counts.connections), (3, 0, 2));
    let heard: Vec<u64> = book.heard.lock().unwrap().iter().map(|tlv| tlv.decode::<Note>().unwrap().n).collect();
    assert_eq!(heard, [1, 5]);
    relay.stop().await;
}

/// A frame of source 20 with these notes.
fn frame(domain: Domain, sequence: u64, notes: &[u64]) -> Vec<u8> {
    let head = FrameHead { domain, source: 20, flags: 0, sequence, timestamp_ns: 1 };
    let mut bytes = Vec::new();
    let written =
        encode_frame(&head, &mut bytes, |tlvs| notes.iter().try_for_each(|n| Note { n: *n }.encode_tlv(tlvs)));
    written.expect("it is short");
    bytes
}

#[tokio::test]
async fn a_consumer_is_given_tlvs_and_nothing_else() {
    let directory = Directory::new();
    // An old relay: it forwards whatever one read of it brought.
    let listener = UnixListener::bind(directory.socket()).unwrap();
    let book = Book::default();
    let consuming = Consuming::start(&directory.socket(), book.clone());
    let (mut relay, _) = within("a connection", listener.accept()).await.unwrap();
    let mut identification = [0; HEADER_LEN];
    identification[..8].copy_from_slice(&[0xEF, 0xBE, 0xAD, 0xDE, 2, 1, 20, 0]);
    let mut damaged = frame(Domain::SIGNAL, 4, &[4]);
    damaged[40] ^= 1;
    let stream = [
        &identification[..],
        &frame(Domain::SIGNAL, 1, &[1, 2, 3]),
        &identification,
        &frame(Domain::MARKET_DATA, 9, &[9]),
        b"garbage",
        &frame(Domain::SIGNAL, 2, &[13]),
        &frame(Domain::SIGNAL, 3, &[]),
        &damaged,
        &frame(Domain::SIGNAL, 5, &[5]),
    ]
    .concat();
    for piece in stream.chunks(50) {
        relay.write_all(piece).await.unwrap();
        tokio::task::yield_now().await;
    }
    consuming.until("the last", |counts| counts.processed == 5).await;
    let counts = consuming.stop().await;
    assert_eq!(
        counts.to_string(),
        "5 TLVs processed, 1 failed; 1 frames lost, 3 empty, 1 of other domains, 2 refused; 1 connections"
    );
    let heard = book.heard.lock().unwrap();
    let heard: Vec<_> = heard.iter().map(|tlv| (tlv.sequence(), tlv.decode::<Note>().unwrap().n)).collect();
    assert_eq!(heard, [(1, 1), (1, 2), (1, 3), (2, 13), (5, 5)]);
}

#[tokio::test]
async fn a_consumer_hears_old_domain_numbers_if_it_is_to() {
    let directory = Directory::new();
    let mut options = RelayOptions::new(Domain::SIGNAL, directory.socket());
    options.legacy_domains = true;
    let relay = RelayServer::bind(options).expect("the socket is free");
    let monitor = relay.monitor();
    let relay = tokio::spawn(relay.run(std::future::pending()));
    let (strict, lenient) = (Book::default(), Book::default());
    let consuming = Consuming::start(&directory.socket(), strict.clone());
    let feed = ConsumerLoop::new(directory.socket(), Domain::SIGNAL).with_legacy_domains();
    let (counts, mut consumer) = (feed.monitor(), lenient.clone());
    let feeding = tokio::spawn(async move { feed.run(&mut consumer, std::future::pending()).await });
    until("both", || monitor.counts().connections == 2).await;
    let mut old = UnixStream::connect(directory.socket()).await.unwrap();
    old.write_all(&[frame(Domain::new(1), 1, &[1]), frame(Domain::SIGNAL, 2, &[2])].concat()).await.unwrap();
    until("both notes", || counts.counts().processed == 2).await;
    consuming.until("the second note", |counts| counts.processed == 1).await;
    assert_eq!((consuming.stop().await.frames_foreign, counts.counts().frames_foreign), (1, 0));
    let domains: Vec<u8> = lenient.heard.lock().unwrap().iter().map(|tlv| tlv.domain().get()).collect();
    assert_eq!(domains, [1, 2]);
    feeding.abort();
    relay.abort();
}

/// Processes a TLV only when it is allowed to.
struct Slow {
    started: Arc<AtomicU64>,
    permits: Arc<Semaphore>,
    done: Arc<AtomicU64>,
}

#[async_trait]
impl RelayConsumer for Slow {
    async fn process_tlv(&mut self, _message: TlvMessage) -> Result<()> {
        self.started.fetch_add(1, Relaxed);
        self.permits.acquire().await.expect("it is never closed").forget();
        self.done.fetch_add(1, Relaxed);
        Ok(())
    }
}

#[tokio::test]
async fn a_consumer_that_is_stopped_finishes_the_tlv_at_hand() {
    let directory = Directory::new();
    let relay = Relay::start(&directory.socket());
    let permits = Arc::new(Semaphore::new(0));
    let [started, done] = [const { AtomicU64::new(0) }; 2].map(Arc::new);
    let slow = Slow { started: Arc::clone(&started), permits: Arc::clone(&permits), done: Arc::clone(&done) };
    // As a trait object, as some have theirs.
    let boxed: Box<dyn RelayConsumer> = Box::new(slow);
    let consuming = Consuming::start(&directory.socket(), boxed);
    consuming.until("a connection", |counts| counts.connections == 1).await;
    let mut publisher = UnixStream::connect(directory.socket()).await.unwrap();
    publisher.write_all(&frame(Domain::SIGNAL, 1, &[1, 2, 3])).await.unwrap();
    until("the first", || started.load(Relaxed) == 1).await;
    let Consuming { stop, running, .. } = consuming;
    stop.send(()).unwrap();
    tokio::task::yield_now().await;
    assert!(!running.is_finished());
    permits.add_permits(3);
    let counts = within("its end", running).await.unwrap();
    assert_eq!((counts.processed, started.load(Relaxed), done.load(Relaxed)), (1, 1, 1));
    relay.stop().await;
    // One that waits for a relay is stopped at once.
    let counts = within("its end", consume(directory.socket(), Domain::SIGNAL, &mut Book::default(), async {})).await;
    assert_eq!(counts, ConsumerCounts::default());
}

// === An actor's output to a relay ===

#[tokio::test]
async fn what_no_relay_would_forward_is_refused_by_name_and_uses_up_no_number() {
    let directory = Directory::new();
    let relay = Relay::start(&directory.socket());
    let book = Book::default();
    let consuming = Consuming::start(&directory.socket(), book.clone());
    consuming.until("a connection", |counts| counts.connections == 1).await;
    let mut output = RelayOutput::<OddMessage>::new(directory.socket(), Domain::SIGNAL, 20);
    let monitor = output.monitor();
    output.publish(&OddMessage::Note(Note { n: 1 })).await.unwrap();
    let error = output.publish(&OddMessage::Order(Order {})).await.unwrap_err();
    assert!(matches!(error, RelayOutputError::WrongDomain { message: "Order", found: Domain::EXECUTION, .. }));
    assert_eq!(
        error.to_string(),
        "`Order` is of domain execution, and this output publishes to a relay of signal; send it to one of execution"
    );
    let error = output.publish(&OddMessage::Tick(Tick {})).await.unwrap_err();
    assert!(matches!(error, RelayOutputError::Unencodable { message: "Tick", .. }), "{error}");
    let long = OddMessage::Text(Arc::new(Text { text: "x".repeat(65_534) }));
    let error = output.publish(&long).await.unwrap_err();
    assert!(matches!(error, RelayOutputError::Unencodable { message: "Text", .. }), "{error}");
    output.publish(&OddMessage::Note(Note { n: 2 })).await.unwrap();
    consuming.until("both", |counts| counts.processed == 2).await;
    assert_eq!(consuming.stop().await.frames_lost, 0);
    let counts = monitor.counts();
    assert_eq!((counts.published, counts.refused, counts.unsent, counts.connections), (2, 3, 0, 1));
    // As an actor: the same is an error of its handler.
    let system = ActorSystem::new();
    let output = system.spawn(output);
    output.send(Order {}).await.unwrap();
    within("the end", output.drain()).await;
    assert_eq!((output.metrics().failed, monitor.counts().refused), (1, 4));
    relay.stop().await;
}

#[tokio::test]
async fn an_output_waits_for_its_first_relay_and_comes_back_to_the_next() {
    let directory = Directory::new();
    let book = Book::default();
    let consuming = Consuming::start(&directory.socket(), book.clone());
    let system = ActorSystem::new();
    let output = RelayOutput::<BookMessage>::new(directory.socket(), Domain::SIGNAL, 20).with_patience(LIMIT);
    let monitor = output.monitor();
    let output = system.spawn(output);
    output.send(Note { n: 0 }).await.unwrap();
    let relay = Relay::start(&directory.socket());
    until("the first", || monitor.counts().published == 1).await;
    consuming.until("a connection", |counts| counts.connections == 1).await;
    relay.stop().await;
    let relay = Relay::start(&directory.socket());
    consuming.until("another connection", |counts| counts.connections == 2).await;
    // Nothing is lost on the old connection: its end is seen before anything is written to it.
    output.send(Note { n: 1 }).await.unwrap();
    until("the second", || monitor.counts().published == 2).await;
    until("its arrival", || book.heard.lock().unwrap().iter().any(|tlv| tlv.sequence() == 2)).await;
    assert_eq!((monitor.counts().connections, monitor.counts().unsent), (2, 0));
    within("the end", output.drain()).await;
    consuming.stop().await;
    relay.stop().await;
}

#[tokio::test]
async fn without_a_relay_messages_fail_and_with_one_they_arrive() {
    let directory = Directory::new();
    let output = RelayOutput::<BookMessage>::new(directory.socket(), Domain::SIGNAL, 20);
    let mut output = output.with_patience(Duration::ZERO);
    let monitor = output.monitor();
    let note = |n| BookMessage::Note(Note { n });
    for _ in 0..100 {
        let error = output.publish(&note(0)).await.unwrap_err();
        assert!(matches!(&error, RelayOutputError::NoRelay { path, .. } if *path == directory.socket()), "{error}");
    }
    assert_eq!((monitor.counts().unsent, monitor.counts().published), (100, 0));
    let relay = Relay::start(&directory.socket());
    let published = async {
        while output.publish(&note(1)).await.is_err() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    within("the way there", published).await;
    // What failed has no number.
    until("its arrival", || relay.monitor.counts().frames_in == 1).await;
    assert_eq!(monitor.counts().published, 1);
    relay.stop().await;
}

#[tokio::test]
async fn a_relay_that_does_not_read_is_given_up_in_time() {
    let directory = Directory::new();
    let listener = UnixListener::bind(directory.socket()).unwrap();
    let output = RelayOutput::<BookMessage>::new(directory.socket(), Domain::SIGNAL, 20);
    let mut output = output.with_write_limit(Duration::from_millis(50));
    let text = BookMessage::Text(Arc::new(Text { text: "x".repeat(60_000) }));
    let error = within("a failure", async {
        loop {
            if let Err(error) = output.publish(&text).await {
                return error;
            }
        }
    })
    .await;
    assert!(matches!(error, RelayOutputError::Stalled { .. }), "{error}");
    let counts = output.monitor().counts();
    assert_eq!((counts.unsent, counts.connections), (1, 1));
    // The next one goes over another connection, for the first one ends within a frame.
    output.publish(&text).await.unwrap();
    assert_eq!(output.monitor().counts().connections, 2);
    drop(listener);
}

#[tokio::test]
async fn an_output_takes_what_others_publish_out_of_the_relays_way() {
    let directory = Directory::new();
    let relay = Relay::start(&directory.socket());
    let mut output = RelayOutput::<BookMessage>::new(directory.socket(), Domain::SIGNAL, 20);
    let mut other = UnixStream::connect(directory.socket()).await.unwrap();
    let much: Vec<u8> = (1..=500).flat_map(|sequence| frame(Domain::SIGNAL, sequence, &[1; 20])).collect();
    for n in 1..=100 {
        output.publish(&BookMessage::Note(Note { n })).await.unwrap();
        other.write_all(&much).await.unwrap();
        until("its turn", || relay.monitor.counts().frames_in == n * 501).await;
    }
    // 11 MB have come for it.
    output.publish(&BookMessage::Note(Note { n: 101 })).await.unwrap();
    assert_eq!(relay.monitor.counts().frames_dropped, 0);
    drop(output);
    relay.stop().await;
}
