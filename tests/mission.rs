//! The tests that the mission names: one sending line, two roads. Bundled traffic shares values and encodes
//! nothing; traffic over a link is Protocol V2 frames, each message encoded exactly once.
//!
//! The file is long because each of the five names stands for a whole promise, with its controls.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use mycelium::ActorTransport;
use mycelium::prelude::*;
use mycelium::transport::memory_link;
use mycelium::wire::{self, Domain, Frame, FrameReader, FrameRules, HEADER_LEN, MAGIC, WireError};
use tokio::sync::{Mutex, MutexGuard, mpsc};

/// Encodes are counted for the whole process, so whoever encodes in this file does it alone.
static ENCODING: Mutex<()> = Mutex::const_new(());

async fn alone() -> MutexGuard<'static, ()> {
    ENCODING.lock().await
}

/// Waits; a hang fails instead of blocking.
async fn within<F: Future>(what: &str, future: F) -> F::Output {
    let limit = Duration::from_secs(60);
    tokio::time::timeout(limit, future).await.unwrap_or_else(|_| panic!("{what}: still not done after {limit:?}"))
}

// === the messages ===

#[message(tlv = 0xC8, domain = market_data)]
#[derive(Debug, Clone, PartialEq)]
struct Swap {
    pool: [u8; 20],
    #[field(pad = 2)]
    venue: u16,
    amount_in: u128,
}

#[message(tlv = 0xC9, domain = signal)]
#[derive(Debug, Clone, PartialEq)]
struct Note {
    text: String,
    levels: Vec<(i64, i64)>,
}

#[message(tlv = 0xCA, domain = execution, reply = u64)]
#[derive(Debug, Clone, PartialEq)]
struct Count {
    from: u64,
}

/// Declares no domain, and its enum has none: the system's.
#[message(tlv = 0xCB)]
#[derive(Debug, Clone, PartialEq)]
struct Beat {
    n: u64,
}

#[message(local)]
#[derive(Debug)]
struct Tick {
    name: &'static str,
}

#[message(local, reply = Vec<Arc<Swap>>)]
#[derive(Debug)]
struct Swaps;

fn swap(n: u64) -> Arc<Swap> {
    Arc::new(Swap { pool: [n as u8; 20], venue: 301, amount_in: u128::from(n) << 70 | 7 })
}

fn note(n: usize) -> Note {
    Note { text: "x".repeat(n), levels: vec![(n as i64, -1); n % 3] }
}

// === the actor ===

/// What a collector was sent, in the order in which it came.
#[derive(Debug, Clone, PartialEq)]
enum Seen {
    Swap(Arc<Swap>),
    Note(Note),
    Beat(Beat),
    Tick(&'static str),
}

/// Keeps its swaps and tells of everything.
struct Collector {
    swaps: Vec<Arc<Swap>>,
    told: mpsc::Sender<Seen>,
}

impl Collector {
    fn new() -> (Self, mpsc::Receiver<Seen>) {
        let (told, seen) = mpsc::channel(10_000);
        (Self { swaps: Vec::new(), told }, seen)
    }

    fn tell(&self, seen: Seen) {
        self.told.try_send(seen).expect("the test listens, and takes what comes");
    }
}

#[actor]
impl Collector {
    #[handler]
    fn swap(&mut self, swap: Arc<Swap>) {
        self.tell(Seen::Swap(Arc::clone(&swap)));
        self.swaps.push(swap);
    }

    #[handler]
    fn note(&mut self, note: &Note) {
        self.tell(Seen::Note(note.clone()));
    }

    #[handler]
    fn beat(&mut self, beat: Beat) {
        self.tell(Seen::Beat(beat));
    }

    #[handler]
    fn tick(&mut self, tick: Tick) {
        self.tell(Seen::Tick(tick.name));
    }

    #[handler]
    fn count(&self, count: &Count) -> u64 {
        count.from + self.swaps.len() as u64
    }

    #[handler]
    fn swaps(&self, _all: &Swaps) -> Vec<Arc<Swap>> {
        self.swaps.clone()
    }
}

/// What this sender does is the same wherever its receiver lives.
async fn report(to: &CollectorRef, swap: &Arc<Swap>) -> Result<()> {
    to.swap(Arc::clone(swap)).await?;
    to.note(note(3)).await?;
    to.send(Beat { n: 1 }).await?;
    to.try_send(CollectorMessage::Swap(Arc::clone(swap)))?;
    Ok(())
}

fn reported(swap: &Arc<Swap>) -> [Seen; 4] {
    [Seen::Swap(Arc::clone(swap)), Seen::Note(note(3)), Seen::Beat(Beat { n: 1 }), Seen::Swap(Arc::clone(swap))]
}

async fn take<const N: usize>(seen: &mut mpsc::Receiver<Seen>) -> [Seen; N] {
    let mut taken = Vec::new();
    while taken.len() < N {
        taken.push(within("a message", seen.recv()).await.expect("the collector lives"));
    }
    taken.try_into().expect("as many as were asked for")
}

// === the tests ===

#[tokio::test(start_paused = true)]
async fn test_local_zero_serialization() {
    const ROUNDS: u64 = 500;
    let _alone = alone().await;

    // The counter counts: otherwise the zero below would mean nothing.
    let before = wire::encodes();
    let bytes_of_swap = swap(0).to_tlv().expect("a swap can be encoded").len();
    let bytes_of_beat = Beat { n: 0 }.to_tlv().expect("a beat can be encoded").len();
    let bytes_of_count = Count { from: 0 }.to_tlv().expect("a question can be encoded").len();
    assert_eq!(wire::encodes(), before + 3);

    let system = ActorSystem::new();
    let (collector, mut seen) = Collector::new();
    let collector = system.spawn(collector);
    let swaps = collector.recipient::<Arc<Swap>>();
    let quiet = wire::encodes();
    let mut sent = Vec::new();
    for n in 0..ROUNDS {
        let swap = swap(n);
        match n % 4 {
            0 => collector.swap(Arc::clone(&swap)).await.expect("the collector lives"),
            1 => collector.send(Arc::clone(&swap)).await.expect("the collector lives"),
            2 => swaps.send(Arc::clone(&swap)).await.expect("the collector lives"),
            _ => collector.try_send(CollectorMessage::Swap(Arc::clone(&swap))).expect("there is room"),
        }
        collector.beat(Beat { n }).await.expect("the collector lives");
        assert_eq!(within("an answer", collector.count(Count { from: 0 })).await.expect("an answer"), n + 1);
        sent.push(swap);
    }
    let kept = within("an answer", collector.swaps(Swaps)).await.expect("an answer");
    assert_eq!(wire::encodes(), quiet, "a bundled message was encoded");

    // Not equal values: the same ones.
    assert_eq!(kept.len(), sent.len());
    assert!(kept.iter().zip(&sent).all(|(kept, sent)| Arc::ptr_eq(kept, sent)));
    // Kept by the collector, by its answer, by the listener, and here.
    assert_eq!(Arc::strong_count(&sent[0]), 4);
    for swap in &sent {
        let [Seen::Swap(handled), Seen::Beat(_)] = take(&mut seen).await else { panic!("a swap and a beat") };
        assert!(Arc::ptr_eq(&handled, swap));
    }

    let metrics = system.get_transport_metrics();
    assert_eq!((metrics.sent, metrics.handled), (3 * ROUNDS + 1, 3 * ROUNDS + 1));
    let avoided = ROUNDS as usize * (bytes_of_swap + bytes_of_beat + bytes_of_count);
    assert_eq!(metrics.serialization_avoided_bytes, avoided as u64);
    assert_eq!((metrics.frames_sent, metrics.frames_received), (0, 0));
}

/// The bytes of one send are one frame with one TLV, that of the message.
fn check_frame(bytes: &[u8], sequence: u64, domain: Domain, tlv: &[u8]) {
    assert_eq!(bytes[..4], [0xEF, 0xBE, 0xAD, 0xDE]);
    assert_eq!(MAGIC.to_le_bytes(), [0xEF, 0xBE, 0xAD, 0xDE]);
    assert_eq!(bytes.len(), HEADER_LEN + tlv.len());
    assert_eq!(&bytes[HEADER_LEN..], tlv, "the payload is the message's TLV and nothing else");
    let frame = Frame::parse(bytes, &FrameRules::default()).expect("a frame by the strictest rules");
    assert_eq!(frame.header().domain, domain);
    assert_eq!(frame.header().sequence, sequence);
    assert_eq!(frame.tlvs().count(), 1);
    // The checksum is one: a flipped bit is found.
    let mut bent = bytes.to_vec();
    bent[HEADER_LEN + tlv.len() - 1] ^= 1;
    let error = Frame::parse(&bent, &FrameRules::default()).expect_err("a bit was flipped");
    assert_eq!(error.kind(), "checksum_mismatch");
}

#[tokio::test(start_paused = true)]
async fn test_remote_tlv_serialization() {
    let _alone = alone().await;
    let here = ActorSystem::new();

    // What leaves, seen as bytes.
    let (outlet, mut inlet) = memory_link(0);
    let far: CollectorRef = here.connect("far", outlet).expect("the name is free");
    let (swap, short, long, beat) = (swap(9), note(3), note(400), Beat { n: 5 });
    let tlvs = [swap.to_tlv(), short.to_tlv(), long.to_tlv(), beat.to_tlv()].map(|tlv| tlv.expect("it can be encoded"));
    assert_eq!(tlvs[2][0], 255, "a payload over 255 bytes has the extended header");
    let domains = [Domain::MARKET_DATA, Domain::SIGNAL, Domain::SIGNAL, Domain::SYSTEM];
    let mut frame_bytes = 0;
    let mut bytes = Vec::new();
    for (n, (tlv, domain)) in tlvs.iter().zip(domains).enumerate() {
        let before = wire::encodes();
        match n {
            0 => far.swap(Arc::clone(&swap)).await.expect("the link is open"),
            1 => far.note(short.clone()).await.expect("the link is open"),
            2 => far.try_send(long.clone()).expect("the link is open"),
            _ => far.send(beat.clone()).await.expect("the link is open"),
        }
        assert_eq!(wire::encodes(), before + 1, "one message, one encode");
        assert!(within("bytes", inlet.take(&mut bytes)).await);
        check_frame(&bytes, n as u64 + 1, domain, tlv);
        frame_bytes += bytes.len() as u64;
    }
    let metrics = far.metrics();
    assert_eq!((metrics.frames_sent, metrics.frame_bytes_sent), (4, frame_bytes));
    assert_eq!((metrics.sent, metrics.serialization_avoided_bytes), (0, 0));
    assert_eq!(Arc::strong_count(&swap), 1, "a message that was encoded is let go");

    // What arrives, seen as messages; many sends in one piece.
    let (outlet, inlet) = memory_link(0);
    let there = ActorSystem::new();
    let (collector, mut seen) = Collector::new();
    let collector = there.named("collector").spawn(collector).expect("the name is free");
    let far: CollectorRef = here.connect("collector", outlet).expect("the name is free");
    let before = wire::encodes();
    for _ in 0..100 {
        report(&far, &swap).await.expect("the link is open");
    }
    there.accept(inlet, &collector);
    for _ in 0..100 {
        assert_eq!(take(&mut seen).await, reported(&swap));
    }
    assert_eq!(wire::encodes(), before + 400, "every message once, and nothing when decoding");

    let kept = within("an answer", collector.swaps(Swaps)).await.expect("an answer");
    assert_eq!(kept.len(), 200);
    assert!(kept.iter().all(|kept| *kept == swap && !Arc::ptr_eq(kept, &swap)), "equal, and another value");
    let metrics = there.get_transport_metrics();
    assert_eq!((metrics.frames_received, metrics.frames_refused), (400, 0));
    assert_eq!(metrics.serialization_avoided_bytes, 0, "nothing was avoided for what came over a link");
}

#[tokio::test(start_paused = true)]
async fn test_transport_selection() {
    let _alone = alone().await;
    let system = ActorSystem::new();
    let (collector, mut seen) = Collector::new();
    let near = system.named("near").spawn(collector).expect("the name is free");
    let (outlet, mut inlet) = memory_link(0);
    let far: CollectorRef = system.connect("far", outlet).expect("the name is free");

    // Decided when the reference is made; whoever asks for the name gets the same road.
    let found: CollectorRef = system.handle("far").expect("it was connected");
    assert_eq!((near.is_local(), far.is_local(), found.is_local()), (true, false, false));
    assert!(matches!(near.transport(), ActorTransport::Local(_)), "{:?}", near.transport());
    for far in [&far, &found] {
        assert!(matches!(far.transport(), ActorTransport::Remote(_)), "{:?}", far.transport());
    }
    assert_eq!((near.id().as_str(), far.id().as_str(), found.id().as_str()), ("near", "far", "far"));
    assert!(near.state().is_some() && far.state().is_none());

    // The same line, both roads: values here, frames there.
    let swap = swap(1);
    let before = wire::encodes();
    report(&near, &swap).await.expect("the collector lives");
    assert_eq!(take(&mut seen).await, reported(&swap));
    assert_eq!(wire::encodes(), before);
    report(&found, &swap).await.expect("the link is open");
    assert_eq!(wire::encodes(), before + 4);
    let mut bytes = Vec::new();
    assert!(within("bytes", inlet.take(&mut bytes)).await);
    let mut reader = FrameReader::new(FrameRules::default());
    reader.push(&bytes);
    for sequence in 1..=4 {
        let frame = reader.next_frame().expect("four frames").expect("good ones");
        assert_eq!(frame.header().sequence, sequence);
    }
    assert!(reader.next_frame().is_none());

    // What cannot leave comes back, on both sending lines, and nothing of it is on the link.
    let refused = far.send(Tick { name: "one" }).await.expect_err("a local message");
    assert_eq!(refused.kind, SendErrorKind::from(WireError::LocalOnly { message: "Tick" }));
    assert_eq!(refused.message.name, "one");
    let refused = far.try_send(Tick { name: "two" }).expect_err("a local message");
    assert_eq!((refused.message.name, refused.kind.to_string().contains("Tick")), ("two", true));
    near.send(Tick { name: "three" }).await.expect("the same message, the other road");
    assert_eq!(take(&mut seen).await, [Seen::Tick("three")]);

    // No road back, so no ask; the message was not sent.
    let refused = within("a refusal", far.count(Count { from: 5 })).await.expect_err("a road without answers");
    let AskError::NotSent(refused) = refused else { panic!("not sent, but {refused:?}") };
    assert_eq!((refused.kind, refused.message), (SendErrorKind::OneWay, Count { from: 5 }));
    let limit = Duration::from_secs(3_600);
    let refused = within("a refusal", far.ask_timeout(Arc::clone(&swap), limit)).await.expect_err("no answers");
    let AskError::NotSent(refused) = refused else { panic!("not sent, but {refused:?}") };
    assert!(refused.kind == SendErrorKind::OneWay && Arc::ptr_eq(&refused.message, &swap));
    assert_eq!(within("an answer", near.count(Count { from: 5 })).await.expect("an answer"), 7);

    // A control that the link still works, and that none of the refused left a byte: the fifth frame is next.
    far.beat(Beat { n: 2 }).await.expect("the link is open");
    assert!(within("bytes", inlet.take(&mut bytes)).await);
    check_frame(&bytes, 5, Domain::SYSTEM, &Beat { n: 2 }.to_tlv().expect("it can be encoded"));

    // A link that fails is an error to see. The actor of the same type next door gets nothing instead.
    drop(inlet);
    let handled = near.metrics().handled;
    for _ in 0..3 {
        let refused = far.send(Arc::clone(&swap)).await.expect_err("the link is closed");
        assert!(refused.kind == SendErrorKind::Disconnected && Arc::ptr_eq(&refused.message, &swap));
    }
    let refused = far.try_send(Beat { n: 3 }).expect_err("the link is closed");
    assert_eq!((refused.kind, refused.message), (SendErrorKind::Disconnected, Beat { n: 3 }));
    let refused = far.send_timeout(Beat { n: 4 }, limit).await.expect_err("the link is closed");
    assert_eq!((refused.kind, refused.message), (SendErrorKind::Disconnected, Beat { n: 4 }));
    assert_eq!(within("an answer", near.count(Count { from: 0 })).await.expect("an answer"), 2);
    assert_eq!(near.metrics().handled, handled + 1);
    assert!(seen.try_recv().is_err());
}

#[tokio::test(start_paused = true)]
async fn test_actor_spawn_and_messaging() {
    let system = ActorSystem::new();
    let (first, mut seen_by_first) = Collector::new();
    let (second, mut seen_by_second) = Collector::new();
    let first = system.spawn(first);
    let second = system.named("second").spawn(second).expect("the name is free");
    assert_ne!(first.id(), second.id());

    // A message as it is, in an `Arc`, in a `Box`, as the whole enum; by handle, by reference, by name.
    let swap = swap(3);
    first.swap(Arc::clone(&swap)).await.expect("the collector lives");
    first.send(Swap::clone(&swap)).await.expect("the collector lives");
    first.send(Box::new(Beat { n: 1 })).await.expect("the collector lives");
    first.send(CollectorMessage::Note(Arc::new(note(2)))).await.expect("the collector lives");
    first.try_send(Tick { name: "tick" }).expect("there is room");
    first.send_timeout(Beat { n: 2 }, Duration::from_secs(3_600)).await.expect("there is room");
    let by_name: ActorRef<CollectorMessage> = system.actor(first.id().as_str()).expect("a made-up name is one, too");
    by_name.send(Beat { n: 3 }).await.expect("the collector lives");
    let expected = [
        Seen::Swap(Arc::clone(&swap)),
        Seen::Swap(Arc::clone(&swap)),
        Seen::Beat(Beat { n: 1 }),
        Seen::Note(note(2)),
        Seen::Tick("tick"),
        Seen::Beat(Beat { n: 2 }),
        Seen::Beat(Beat { n: 3 }),
    ];
    assert_eq!(take(&mut seen_by_first).await, expected);

    // Answers, typed by the message; `()` for one that declares none, once it was handled.
    assert_eq!(within("an answer", first.count(Count { from: 40 })).await.expect("an answer"), 42);
    let () = within("an answer", first.ask(Beat { n: 4 })).await.expect("an answer");
    assert_eq!(seen_by_first.try_recv().expect("it was handled before the answer"), Seen::Beat(Beat { n: 4 }));

    // The other one was not meant.
    assert!(seen_by_second.try_recv().is_err());
    second.beat(Beat { n: 5 }).await.expect("the collector lives");
    assert_eq!(take(&mut seen_by_second).await, [Seen::Beat(Beat { n: 5 })]);
    assert_eq!((first.metrics().handled, second.metrics().handled), (9, 1));
}

#[tokio::test(start_paused = true)]
async fn test_actor_lifecycle() {
    let system = ActorSystem::new();
    let (told, mut seen) = mpsc::channel(100);
    let instance = move || Collector { swaps: Vec::new(), told: told.clone() };
    let collector = system.named("collector").spawn_with(instance.clone()).expect("the name is free");
    assert_eq!(collector.state(), Some(ActorState::Starting));
    collector.swap(swap(1)).await.expect("it was spawned");
    let _: [Seen; 1] = take(&mut seen).await;
    assert_eq!(collector.state(), Some(ActorState::Running));
    assert_eq!(within("an answer", collector.count(Count { from: 0 })).await.expect("an answer"), 1);

    // A restart is a new instance behind the same references; the old one's swap is gone.
    within("the restart", collector.restart()).await.expect("it can be made anew");
    assert_eq!(collector.state(), Some(ActorState::Running));
    assert_eq!(within("an answer", collector.count(Count { from: 0 })).await.expect("an answer"), 0);
    assert_eq!(collector.metrics().restarted, 1);

    // A stop ends it; its name is free, and what it counted stays.
    within("the stop", collector.stop()).await;
    assert_eq!(collector.state(), Some(ActorState::Stopped(StopReason::Requested)));
    assert_eq!(within("the reason", collector.stopped()).await, StopReason::Requested);
    let refused = collector.beat(Beat { n: 1 }).await.expect_err("it has stopped");
    assert_eq!((refused.kind, refused.message), (SendErrorKind::Stopped, Beat { n: 1 }));
    let unknown = system.actor::<CollectorMessage>("collector").expect_err("it has stopped");
    assert_eq!(unknown, LookupError::Unknown { name: "collector".into() });
    assert_eq!(system.get_transport_metrics().handled, 3);

    let again = system.named("collector").spawn_with(instance).expect("the name is free again");
    assert_eq!(within("an answer", again.count(Count { from: 7 })).await.expect("an answer"), 7);
    assert!(collector.try_send(Beat { n: 2 }).is_err(), "an old reference does not reach the new actor");
}
