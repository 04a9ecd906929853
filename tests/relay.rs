//! Relays over real sockets: the server alone, programs without actors, and actors at both ends of an edge.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use mycelium::bundle::{Part, TopologyConfig};
use mycelium::prelude::*;
use mycelium::relay::{
    Received, RelayCounts, RelayMonitor, RelayOptions, RelayPublisher, RelayServer, RelaySubscriber,
};
use mycelium::wire::{
    Domain, FrameHead, FrameReader, FrameRules, HEADER_LEN, Header, MAX_FRAME_LEN, TlvType, encode_frame, put_tlv,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::{Semaphore, oneshot};
use tokio::task::JoinHandle;

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

/// Takes a note only when it is allowed to.
struct SlowBook {
    permits: Arc<Semaphore>,
    heard: Arc<Mutex<Vec<u64>>>,
}

#[actor]
impl SlowBook {
    #[handler]
    async fn note(&mut self, note: &Note) {
        self.permits.acquire().await.expect("it is never closed").forget();
        self.heard.lock().expect("no test has failed").push(note.n);
    }
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

fn types() -> ActorTypes {
    ActorTypes::new().register::<Book>("book").register::<Book>("copy")
}

/// A directory that is removed in the end.
struct Directory(PathBuf);

impl Directory {
    fn new() -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        let name = format!("mycelium-relay-{}-{}", std::process::id(), LAST.fetch_add(1, Relaxed));
        Self(std::env::temp_dir().join(name))
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
    socket: PathBuf,
}

impl Relay {
    fn start(socket: &Path) -> Self {
        Self::start_with(RelayOptions::new(Domain::SIGNAL, socket))
    }

    fn start_with(options: RelayOptions) -> Self {
        let socket = options.socket.clone();
        let server = RelayServer::bind(options).expect("the socket is free");
        let monitor = server.monitor();
        let (stop, stopped) = oneshot::channel();
        let running = tokio::spawn(server.run(async { drop(stopped.await) }));
        Self { stop, running, monitor, socket }
    }

    async fn stop(self) -> RelayCounts {
        self.stop.send(()).expect("the relay runs");
        within("the relay's end", self.running).await.expect("the relay does not panic")
    }

    /// Ends it in the middle of whatever it does.
    async fn kill(self) {
        self.running.abort();
        assert!(within("the relay's end", self.running).await.unwrap_err().is_cancelled());
    }

    fn counts(&self) -> RelayCounts {
        self.monitor.counts()
    }

    /// Waits until the counts are as wanted.
    async fn until(&self, what: &str, is_so: impl Fn(&RelayCounts) -> bool) -> RelayCounts {
        let end = Instant::now() + LIMIT;
        loop {
            let counts = self.counts();
            if is_so(&counts) {
                return counts;
            }
            assert!(Instant::now() < end, "waited {LIMIT:?} for {what}: {counts:?}");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    /// Connects a client, and waits until the relay has it.
    async fn client(&self) -> Client {
        let before = self.counts().connections_taken;
        let client = Client::connect(&self.socket).await;
        self.until("a connection", |counts| counts.connections_taken > before).await;
        client
    }
}

/// A connection without a protocol, and what came over it.
struct Client {
    stream: UnixStream,
    frames: FrameReader,
    /// Source and sequence of each frame.
    seen: Vec<(u8, u64)>,
}

impl Client {
    async fn connect(socket: &Path) -> Self {
        let stream = within("a connection", UnixStream::connect(socket)).await.expect("the relay listens");
        Self { stream, frames: FrameReader::new(FrameRules::default()), seen: Vec::new() }
    }

    async fn write(&mut self, bytes: &[u8]) {
        within("a write", self.stream.write_all(bytes)).await.expect("the relay reads");
    }

    /// Reads once; `false` at the end of the stream.
    async fn read(&mut self) -> bool {
        let mut chunk = vec![0; 65_536];
        let read = within("a read", self.stream.read(&mut chunk)).await.unwrap_or(0);
        self.frames.push(&chunk[..read]);
        while let Some(frame) = self.frames.next_frame() {
            let header = *frame.expect("a relay forwards frames only").header();
            self.seen.push((header.source, header.sequence));
        }
        read > 0
    }

    /// Reads until so many frames have come, and shows them.
    async fn take(&mut self, count: usize) -> &[(u8, u64)] {
        while self.seen.len() < count {
            assert!(self.read().await, "the relay closed after {} of {count} frames", self.seen.len());
        }
        &self.seen
    }

    /// Reads until a certain frame has come.
    async fn take_until(&mut self, last: (u8, u64)) {
        while self.seen.last() != Some(&last) {
            assert!(self.read().await, "the relay closed before {last:?}, behind {:?}", self.seen.last());
        }
    }
}

/// How long anything may take.
const LIMIT: Duration = Duration::from_secs(20);

/// A frame of the signal domain, as long as a PoolSwap's: 242 bytes.
fn frame(source: u8, sequence: u64) -> Vec<u8> {
    frame_of(Domain::SIGNAL, source, sequence, 208)
}

fn frame_of(domain: Domain, source: u8, sequence: u64, payload: usize) -> Vec<u8> {
    let head = FrameHead { domain, source, flags: 0, sequence, timestamp_ns: 1 };
    let mut bytes = Vec::new();
    let number = TlvType::new(200).expect("only 255 is none");
    encode_frame(&head, &mut bytes, |tlvs| put_tlv(tlvs, number, &vec![0x55; payload])).expect("it is not too long");
    bytes
}

/// The frames of one source with these sequence numbers, one behind the other.
fn frames(source: u8, sequences: impl IntoIterator<Item = u64>) -> Vec<u8> {
    sequences.into_iter().flat_map(|sequence| frame(source, sequence)).collect()
}

/// What a reader of all of them sees.
fn all(source: u8, sequences: impl IntoIterator<Item = u64>) -> Vec<(u8, u64)> {
    sequences.into_iter().map(|sequence| (source, sequence)).collect()
}

/// A header without a payload, as old senders begin with; they work out no checksum.
fn identification(domain: Domain) -> [u8; HEADER_LEN] {
    Header { domain, source: 0, flags: 0, sequence: 0, timestamp_ns: 0, payload_size: 0, checksum: 0 }.write()
}

async fn within<T>(what: &str, future: impl Future<Output = T>) -> T {
    tokio::time::timeout(LIMIT, future).await.unwrap_or_else(|_| panic!("{what} took longer than {LIMIT:?}"))
}

async fn notes(book: &BookRef, count: usize) -> Vec<u64> {
    within("the notes' arrival", async {
        loop {
            let notes = book.notes(Notes {}).await.expect("the book runs");
            if notes.len() >= count {
                return notes;
            }
            tokio::task::yield_now().await;
        }
    })
    .await
}

// === The server ===

#[tokio::test]
async fn every_frame_reaches_all_others_and_not_its_sender() {
    let directory = Directory::new();
    let relay = Relay::start(&directory.0.join("signal.sock"));
    let mut producer = relay.client().await;
    let mut other = relay.client().await;
    let mut listeners = Vec::new();
    for _ in 0..5 {
        listeners.push(relay.client().await);
    }
    producer.write(&frames(1, 1..=100)).await;
    for listener in &mut listeners {
        assert_eq!(listener.take(100).await, all(1, 1..=100));
    }
    // If the sender's own frames came back they would come before this one.
    other.write(&frame(2, 1)).await;
    assert_eq!(producer.take(1).await, [(2, 1)]);
    relay.until("the counts", |counts| counts.frames_out == 606).await;
    let counts = relay.stop().await;
    assert_eq!((counts.frames_in, counts.bytes_in, counts.frames_dropped), (101, 101 * 242, 0));
    assert_eq!((counts.connections, counts.connections_taken, counts.connections_refused), (0, 7, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn order_is_kept_per_producer() {
    const PRODUCERS: u8 = 8;
    const EACH: u64 = 2_000;
    let directory = Directory::new();
    let relay = Relay::start(&directory.0.join("signal.sock"));
    let mut listeners = [relay.client().await, relay.client().await];
    let mut producing = Vec::new();
    for source in 1..=PRODUCERS {
        let mut producer = relay.client().await;
        producing.push(tokio::spawn(async move {
            for sequence in 1..=EACH {
                producer.write(&frame(source, sequence)).await;
            }
            producer
        }));
    }
    for listener in &mut listeners {
        let mut by_source: HashMap<u8, Vec<u64>> = HashMap::new();
        for (source, sequence) in listener.take(usize::from(PRODUCERS) * EACH as usize).await {
            by_source.entry(*source).or_default().push(*sequence);
        }
        assert_eq!(by_source.len(), usize::from(PRODUCERS));
        for (source, sequences) in by_source {
            assert!(sequences.iter().copied().eq(1..=EACH), "source {source}");
        }
    }
    for producer in producing {
        producer.await.expect("a producer runs to its end");
    }
    relay.stop().await;
}

#[tokio::test]
async fn a_frame_may_come_byte_by_byte() {
    let directory = Directory::new();
    let relay = Relay::start(&directory.0.join("signal.sock"));
    let (mut listener, mut producer) = (relay.client().await, relay.client().await);
    for byte in frames(1, 1..=3) {
        producer.write(&[byte]).await;
        // Lets the relay read this byte alone.
        tokio::task::yield_now().await;
    }
    assert_eq!(listener.take(3).await, all(1, 1..=3));
    let counts = relay.stop().await;
    assert_eq!((counts.frames_in, counts.frames_refused), (3, 0));
}

#[tokio::test]
async fn twenty_thousand_frames_in_one_write_all_arrive() {
    let directory = Directory::new();
    let relay = Relay::start(&directory.0.join("signal.sock"));
    let (mut listener, mut producer) = (relay.client().await, relay.client().await);
    let bytes = frames(1, 1..=20_000);
    let (seen, ()) = tokio::join!(listener.take(20_000), producer.write(&bytes));
    assert_eq!(seen, all(1, 1..=20_000));
    let counts = relay.until("the counts", |counts| counts.frames_out == 20_000).await;
    assert_eq!((counts.frames_in, counts.frames_dropped, counts.frames_refused), (20_000, 0, 0));
    relay.stop().await;
}

#[tokio::test]
async fn the_longest_frame_passes() {
    let directory = Directory::new();
    let relay = Relay::start(&directory.0.join("signal.sock"));
    let (mut listener, mut producer) = (relay.client().await, relay.client().await);
    // Many TLVs make the longest frame: each of the extended ones has 5 bytes of header and 65,535 at most.
    let head = FrameHead { domain: Domain::SIGNAL, source: 1, flags: 0, sequence: 1, timestamp_ns: 1 };
    let number = TlvType::new(200).expect("only 255 is none");
    let mut bytes = Vec::new();
    let len = encode_frame(&head, &mut bytes, |tlvs| {
        let mut room = MAX_FRAME_LEN - HEADER_LEN;
        while room > 0 {
            // What is left over must have room for a TLV's header and more than a short one's payload.
            let part = if room > 65_540 + 300 {
                65_540
            } else if room > 65_540 {
                room - 300
            } else {
                room
            };
            put_tlv(tlvs, number, &vec![7; part - 5])?;
            room -= part;
        }
        Ok(())
    })
    .expect("it fits exactly");
    assert_eq!(len, MAX_FRAME_LEN);
    bytes.extend(frame(1, 2));
    let (seen, ()) = tokio::join!(listener.take(2), producer.write(&bytes));
    assert_eq!(seen, all(1, 1..=2));
    relay.stop().await;
}

#[tokio::test]
async fn garbage_is_counted_and_the_connection_lives() {
    let directory = Directory::new();
    let relay = Relay::start(&directory.0.join("signal.sock"));
    let (mut listener, mut producer) = (relay.client().await, relay.client().await);
    let mut damaged = frame(1, 9);
    damaged[100] ^= 1;
    producer.write(b"GET / HTTP/1.1\r\n\r\n").await;
    producer.write(&frame(1, 1)).await;
    producer.write(&[0xEF, 0xBE, 0xAD]).await; // Almost a magic.
    producer.write(&frame(1, 2)).await;
    producer.write(&damaged).await;
    producer.write(&frame(1, 3)).await;
    producer.write(&[0; 1_000]).await;
    assert_eq!(listener.take(3).await, all(1, 1..=3));
    // What stands at the end is known as garbage only when something follows, or nothing does.
    producer.write(&frame(1, 4)).await;
    assert_eq!(listener.take(4).await, all(1, 1..=4));
    producer.write(&frame(1, 5)[..50]).await;
    drop(producer);
    let counts = relay.until("the counts", |counts| counts.frames_refused == 5).await;
    assert_eq!(counts.frames_in, 4);
    assert_eq!(relay.stop().await.frames_refused, 5);
}

#[tokio::test]
async fn only_frames_of_the_domain_go_on() {
    let directory = Directory::new();
    let relay = Relay::start(&directory.0.join("signal.sock"));
    let (mut listener, mut producer) = (relay.client().await, relay.client().await);
    // Both orders in one write: the relay that this one replaces judges a write by its first frame.
    let mut bytes = frame_of(Domain::MARKET_DATA, 1, 1, 208);
    bytes.extend(frame(1, 2));
    bytes.extend(frame_of(Domain::EXECUTION, 1, 3, 208));
    bytes.extend(frame_of(Domain::new(200), 1, 4, 208));
    bytes.extend(frame(1, 5));
    producer.write(&bytes).await;
    assert_eq!(listener.take(2).await, [(1, 2), (1, 5)]);
    let counts = relay.stop().await;
    assert_eq!((counts.frames_in, counts.frames_foreign, counts.frames_refused), (2, 3, 0));
}

/// Sends a frame with a wrong checksum, one with none, and a good one; says which of them went on and the counts.
async fn checked(domain: Domain) -> (Vec<u64>, RelayCounts) {
    let directory = Directory::new();
    let relay = Relay::start_with(RelayOptions::new(domain, directory.0.join("relay.sock")));
    let mut listener = RelaySubscriber::connect(&relay.socket, domain).await.expect("the relay listens");
    let mut producer = relay.client().await;
    let mut wrong = frame_of(domain, 1, 1, 208);
    wrong[28] ^= 1;
    let mut none = frame_of(domain, 1, 2, 208);
    none[28..32].fill(0);
    producer.write(&[wrong, none, frame_of(domain, 1, 3, 208)].concat()).await;
    let mut seen = Vec::new();
    while seen.last() != Some(&3) {
        assert!(within("a read", listener.fill()).await.expect("the relay runs"));
        while let Some(received) = listener.take() {
            let Received::Frame { frame, .. } = received else { panic!("{received:?}") };
            seen.push(frame.header().sequence);
        }
    }
    (seen, relay.stop().await)
}

#[tokio::test]
async fn each_domain_has_its_rule_for_checksums() {
    for (domain, expected, refused) in [
        (Domain::MARKET_DATA, &[2, 3][..], 1),
        (Domain::SIGNAL, &[2, 3], 1),
        (Domain::EXECUTION, &[3], 2),
        (Domain::SYSTEM, &[3], 2),
        (Domain::new(77), &[3], 2),
    ] {
        let (seen, counts) = checked(domain).await;
        assert_eq!((&seen[..], counts.frames_refused), (expected, refused), "{domain}");
    }
}

#[tokio::test]
async fn a_frame_over_the_limit_is_passed_over() {
    let directory = Directory::new();
    let mut options = RelayOptions::new(Domain::SIGNAL, directory.0.join("signal.sock"));
    options.max_frame_len = 300;
    let relay = Relay::start_with(options);
    let (mut listener, mut producer) = (relay.client().await, relay.client().await);
    // One that is as long as it claims, one that lies, and the longest that may pass.
    let mut lying = frame(1, 2);
    lying[24..28].copy_from_slice(&u32::MAX.to_le_bytes());
    let longest = frame_of(Domain::SIGNAL, 1, 3, 300 - HEADER_LEN - 5);
    assert_eq!(longest.len(), 300);
    producer.write(&[frame_of(Domain::SIGNAL, 1, 1, 1_000), lying, longest, frame(1, 4)].concat()).await;
    assert_eq!(listener.take(2).await, [(1, 3), (1, 4)]);
    assert_eq!(relay.stop().await.frames_refused, 2);
}

#[tokio::test]
async fn a_length_that_lies_swallows_nothing_behind_it() {
    let directory = Directory::new();
    let mut options = RelayOptions::new(Domain::SIGNAL, directory.0.join("signal.sock"));
    options.max_frame_len = 4_096;
    let relay = Relay::start_with(options);
    let (mut listener, mut producer) = (relay.client().await, relay.client().await);
    // It promises 2,000 bytes and has 210; the frames behind it wait until so many have come.
    let mut lying = frame(1, 1);
    lying[24..28].copy_from_slice(&2_000_u32.to_le_bytes());
    producer.write(&lying).await;
    producer.write(&frames(1, 2..=20)).await;
    assert_eq!(listener.take(19).await, all(1, 2..=20));
    assert_eq!(relay.stop().await.frames_refused, 1);
}

#[tokio::test]
async fn the_identification_of_old_senders_is_swallowed() {
    for (domain, empty, foreign) in [(Domain::MARKET_DATA, 2, 0), (Domain::SIGNAL, 2, 0), (Domain::EXECUTION, 2, 0)] {
        let directory = Directory::new();
        let relay = Relay::start_with(RelayOptions::new(domain, directory.0.join("relay.sock")));
        let (mut listener, mut producer) = (relay.client().await, relay.client().await);
        // Theirs always says market data; together with the first frame in one write.
        let mut bytes = identification(Domain::MARKET_DATA).to_vec();
        assert_eq!(bytes[..8], [0xEF, 0xBE, 0xAD, 0xDE, 1, 1, 0, 0]);
        bytes.extend(identification(domain));
        bytes.extend(frame_of(domain, 1, 1, 208));
        producer.write(&bytes).await;
        assert_eq!(listener.take(1).await, [(1, 1)]);
        let counts = relay.stop().await;
        assert_eq!(
            (counts.frames_empty, counts.frames_foreign, counts.frames_refused),
            (empty, foreign, 0),
            "{domain}"
        );
    }
}

/// Whether `seen` ascends, and from where on nothing is missing up to its end.
fn unbroken_tail(seen: &[(u8, u64)]) -> usize {
    assert!(seen.is_sorted_by(|before, next| before.1 < next.1), "the order was changed");
    let broken = seen.windows(2).rposition(|pair| pair[0].1 + 1 != pair[1].1);
    seen.len() - broken.map_or(0, |at| at + 1)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_does_not_read_loses_the_oldest_and_slows_nobody() {
    const QUEUE: usize = 2 * 1_048_576; // much more than a socket holds
    const ROUND: u64 = 20_000; // 4.84 MB
    let directory = Directory::new();
    let mut options = RelayOptions::new(Domain::SIGNAL, directory.0.join("signal.sock"));
    options.queue_bytes = QUEUE;
    let relay = Relay::start_with(options);
    let (mut stalled, mut reading, mut producer) = (relay.client().await, relay.client().await, relay.client().await);
    let mut sent = 0;
    // In the second round the queue is full already, and a part of it was read in between.
    for round in 1..=2 {
        for _ in 0..ROUND / 100 {
            producer.write(&frames(1, sent + 1..=sent + 100)).await;
            sent += 100;
            // The other one reads as fast as the producer writes, so that it misses nothing.
            reading.take(sent as usize).await;
        }
        assert_eq!(reading.seen, all(1, 1..=sent));
        // Until behind what was dropped: then the relay has begun to write what it kept.
        while round == 1 && unbroken_tail(&stalled.seen) == stalled.seen.len() {
            assert!(stalled.read().await, "the relay closed");
        }
    }
    stalled.take_until((1, sent)).await;
    assert_eq!(stalled.seen[..500], all(1, 1..=500));
    // All of the queue is the newest there is, but for the chunk that was partly written and the one that made room.
    let newest = unbroken_tail(&stalled.seen);
    assert!(newest * 242 > QUEUE / 2, "only the last {newest} frames came");
    // What else came stood in the socket's own buffer.
    assert!(stalled.seen.len() * 242 < 3 * (QUEUE + 1_048_576), "{} frames were kept", stalled.seen.len());
    let counts = relay.until("the account", |counts| counts.frames_in * 2 == counts.frames_out + counts.frames_dropped);
    let counts = counts.await;
    assert_eq!(counts.frames_in, sent);
    assert_eq!(counts.frames_out, sent + stalled.seen.len() as u64);
    assert_eq!(counts.frames_dropped, sent - stalled.seen.len() as u64);
    assert!(counts.frames_dropped > 0);
    relay.stop().await;
}

#[tokio::test]
async fn a_relay_that_stops_accounts_for_what_nobody_reads() {
    let directory = Directory::new();
    let relay = Relay::start(&directory.0.join("signal.sock"));
    let (stalled, mut producer) = (relay.client().await, relay.client().await);
    producer.write(&frames(1, 1..=10_000)).await;
    relay.until("all frames", |counts| counts.frames_in == 10_000).await;
    let counts = relay.stop().await;
    assert_eq!(counts.frames_out + counts.frames_dropped, 10_000, "{counts:?}");
    assert!(counts.frames_out > 0 && counts.frames_dropped > 0, "{counts:?}");
    drop(stalled);
}

#[tokio::test]
async fn a_relay_that_stops_writes_what_waits() {
    let directory = Directory::new();
    let relay = Relay::start(&directory.0.join("signal.sock"));
    let (mut listener, mut producer) = (relay.client().await, relay.client().await);
    producer.write(&frames(1, 1..=10_000)).await;
    let socket = relay.socket.clone();
    let counts = relay.until("all frames", |counts| counts.frames_in == 10_000).await;
    assert!(counts.frames_out < 10_000, "all of it fitted into the socket: {counts:?}");
    let (counts, _) = tokio::join!(relay.stop(), async { while listener.read().await {} });
    assert_eq!(listener.seen, all(1, 1..=10_000));
    assert_eq!((counts.frames_out, counts.frames_dropped, counts.connections), (10_000, 0, 0));
    assert!(!socket.exists());
    // Who is still there learns of the end.
    assert!(!producer.read().await);
}

#[tokio::test]
async fn a_consumer_that_goes_away_disturbs_nobody() {
    let directory = Directory::new();
    let relay = Relay::start(&directory.0.join("signal.sock"));
    let (mut stays, mut goes, mut producer) = (relay.client().await, relay.client().await, relay.client().await);
    producer.write(&frames(1, 1..=2_000)).await;
    goes.take(10).await;
    drop(goes);
    producer.write(&frames(1, 2_001..=4_000)).await;
    assert_eq!(stays.take(4_000).await, all(1, 1..=4_000));
    let counts = relay.until("the leave", |counts| counts.connections == 2).await;
    assert!(counts.frames_out + counts.frames_dropped <= 2 * counts.frames_in, "{counts:?}");
    relay.stop().await;
}

#[tokio::test]
async fn what_was_sent_before_a_close_is_forwarded() {
    let directory = Directory::new();
    let relay = Relay::start(&directory.0.join("signal.sock"));
    let (mut listener, mut talker) = (relay.client().await, relay.client().await);
    // Frames to somebody who sent his last and closed cannot be written; his own are read all the same.
    for source in 1..=100 {
        let mut producer = relay.client().await;
        talker.write(&frames(101, 1..=50)).await;
        producer.write(&frames(source, 1..=400)).await;
        drop(producer);
    }
    let seen = listener.take(100 * 450).await;
    for source in 1..=100 {
        assert_eq!(seen.iter().filter(|(by, _)| *by == source).count(), 400, "source {source}");
    }
    relay.stop().await;
}

#[tokio::test]
async fn a_producer_that_refuses_to_listen_is_heard() {
    let directory = Directory::new();
    let relay = Relay::start(&directory.0.join("signal.sock"));
    let (mut listener, mut talker) = (relay.client().await, relay.client().await);
    let mut producer = relay.client().await;
    let deaf = producer.stream.into_std().expect("it is a socket");
    deaf.shutdown(std::net::Shutdown::Read).expect("it is connected");
    producer.stream = UnixStream::from_std(deaf).expect("it is nonblocking");
    talker.write(&frame(2, 1)).await;
    assert_eq!(listener.take(1).await, [(2, 1)]);
    producer.write(&frame(1, 1)).await;
    assert_eq!(listener.take(2).await, [(2, 1), (1, 1)]);
    drop(producer);
    relay.until("the leave", |counts| counts.connections == 2).await;
    relay.stop().await;
}

#[tokio::test]
async fn who_sends_no_more_still_listens_and_is_let_go_when_he_leaves() {
    let directory = Directory::new();
    let relay = Relay::start(&directory.0.join("signal.sock"));
    let (mut half, mut other) = (relay.client().await, relay.client().await);
    half.write(&frame(1, 1)).await;
    within("a shutdown", half.stream.shutdown()).await.expect("it is connected");
    assert_eq!(other.take(1).await, [(1, 1)]);
    other.write(&frames(2, 1..=1_000)).await;
    assert_eq!(half.take(1_000).await, all(2, 1..=1_000));
    assert_eq!(relay.counts().connections, 2);
    // Nothing is sent to it any more, so no failing write tells the relay.
    drop(half);
    relay.until("the leave", |counts| counts.connections == 1).await;
    relay.stop().await;
}

#[tokio::test]
async fn there_is_room_for_so_many_connections() {
    let directory = Directory::new();
    let mut options = RelayOptions::new(Domain::SIGNAL, directory.0.join("signal.sock"));
    options.max_connections = 3;
    let relay = Relay::start_with(options);
    let mut members = vec![relay.client().await, relay.client().await, relay.client().await];
    let mut refused = Client::connect(&relay.socket).await;
    assert!(!refused.read().await, "a fourth was let in");
    let counts = relay.counts();
    assert_eq!((counts.connections, counts.connections_taken, counts.connections_refused), (3, 3, 1));
    members.pop();
    relay.until("the leave", |counts| counts.connections == 2).await;
    members.push(relay.client().await);
    members[0].write(&frame(1, 1)).await;
    assert_eq!(members[2].take(1).await, [(1, 1)]);
    relay.stop().await;
}

#[tokio::test]
async fn short_connections_leave_nothing_behind() {
    let directory = Directory::new();
    let mut options = RelayOptions::new(Domain::SIGNAL, directory.0.join("signal.sock"));
    options.max_connections = 11;
    let relay = Relay::start_with(options);
    let mut listener = relay.client().await;
    for last in (10..=5_000).step_by(10) {
        for sequence in last - 9..=last {
            let mut producer = Client::connect(&relay.socket).await;
            producer.write(&frame(1, sequence)).await;
        }
        // All places are taken now, until the relay has seen that nobody is there any more.
        relay.until("the leaves", |counts| counts.frames_in == last && counts.connections == 1).await;
        listener.take(last as usize).await;
    }
    listener.seen.sort_unstable();
    assert_eq!(listener.seen, all(1, 1..=5_000));
    let counts = relay.counts();
    assert_eq!((counts.connections_taken, counts.connections_refused), (5_001, 0));
    relay.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_connected_hears_the_next_frame() {
    let directory = Directory::new();
    let relay = Relay::start(&directory.0.join("signal.sock"));
    let mut quiet = relay.client().await;
    let is_done = Arc::new(AtomicBool::new(false));
    let busy = std::thread::spawn({
        let (socket, is_done) = (relay.socket.clone(), Arc::clone(&is_done));
        move || {
            let mut producer = std::os::unix::net::UnixStream::connect(socket).expect("the relay listens");
            for sequence in 1.. {
                if is_done.load(Relaxed) {
                    return;
                }
                std::io::Write::write_all(&mut producer, &frame(2, sequence)).expect("the relay reads");
            }
        }
    });
    for sequence in 1..=300 {
        // The relay has read all that the quiet one sent so far; nothing but the connection says that this one listens.
        let mut listener = Client::connect(&relay.socket).await;
        quiet.write(&frame(1, sequence)).await;
        within("the next frame", async {
            while !listener.seen.contains(&(1, sequence)) {
                assert!(!listener.seen.iter().any(|(source, _)| *source == 1));
                assert!(listener.read().await, "the relay closed");
            }
        })
        .await;
    }
    is_done.store(true, Relaxed);
    busy.join().expect("the producer runs to its end");
    relay.stop().await;
}

#[tokio::test]
async fn counts_are_one_line() {
    let directory = Directory::new();
    let relay = Relay::start(&directory.0.join("signal.sock"));
    let (mut listener, mut producer) = (relay.client().await, relay.client().await);
    let bytes =
        [b"?".to_vec(), frame(1, 1), identification(Domain::SIGNAL).to_vec(), frame_of(Domain::SYSTEM, 1, 1, 8)];
    producer.write(&bytes.concat()).await;
    producer.write(&frame(1, 2)).await;
    listener.take(2).await;
    assert_eq!(
        relay.stop().await.to_string(),
        "2 frames in (484 bytes), 2 out, 0 dropped, 1 of other domains, 1 empty, 1 refused; 2 connections taken, 0 refused; \
         1 identifications"
    );
}

#[tokio::test]
async fn a_server_that_never_runs_lets_its_socket_go() {
    let directory = Directory::new();
    let socket = directory.0.join("signal.sock");
    let server = RelayServer::bind(RelayOptions::new(Domain::SIGNAL, &socket)).expect("the socket is free");
    let monitor = server.monitor();
    let mut early = Client::connect(&socket).await;
    drop(server);
    assert!(!early.read().await, "nobody will ever answer, and the connection stands");
    assert!(!socket.exists());
    assert_eq!(monitor.counts(), RelayCounts::default());
    Relay::start(&socket).stop().await;
}

// === Clients ===

/// What a subscriber gets: frames as source, sequence, and how many were lost before; all else by name.
async fn receive(subscriber: &mut RelaySubscriber, count: usize) -> Vec<String> {
    let mut received = Vec::new();
    while received.len() < count {
        assert!(within("a read", subscriber.fill()).await.expect("the relay runs"));
        while let Some(next) = subscriber.take() {
            received.push(match next {
                Received::Frame { frame, lost } => {
                    format!("{}:{} after {lost}", frame.header().source, frame.header().sequence)
                }
                Received::Foreign(domain) => format!("of {domain}"),
                Received::Unreadable(error) => error.kind().to_owned(),
                other => panic!("{other:?}"),
            });
        }
    }
    received
}

#[tokio::test]
async fn a_subscriber_finds_gaps() {
    let directory = Directory::new();
    let relay = Relay::start(&directory.0.join("signal.sock"));
    let mut subscriber = RelaySubscriber::connect(&relay.socket, Domain::SIGNAL).await.unwrap();
    let mut producer = relay.client().await;
    producer
        .write(&[frames(1, [5, 6, 9]), frames(2, [1]), frames(1, [10]), frames(2, [5]), frames(1, [1, 2])].concat())
        .await;
    assert_eq!(
        receive(&mut subscriber, 8).await,
        [
            "1:5 after 0",
            "1:6 after 0",
            "1:9 after 2",
            "2:1 after 0",
            "1:10 after 0",
            "2:5 after 3",
            "1:1 after 0",
            "1:2 after 0"
        ]
    );
    relay.stop().await;
}

#[tokio::test]
async fn a_subscriber_survives_what_an_old_relay_forwards() {
    let directory = Directory::new();
    std::fs::create_dir(&directory.0).unwrap();
    let socket = directory.0.join("old.sock");
    let old_relay = UnixListener::bind(&socket).unwrap();
    let mut subscriber = RelaySubscriber::connect(&socket, Domain::SIGNAL).await.unwrap();
    let (mut connection, _) = within("a connection", old_relay.accept()).await.unwrap();
    let cut = frame(1, 2)[..100].to_vec();
    let bytes = [frame(1, 1), cut, frame_of(Domain::MARKET_DATA, 1, 7, 8), frame(1, 3), b"rest".to_vec(), frame(1, 4)];
    connection.write_all(&bytes.concat()).await.unwrap();
    let received = receive(&mut subscriber, 6).await;
    assert_eq!(
        received,
        ["1:1 after 0", "checksum_mismatch", "of market_data", "1:3 after 1", "bad_magic", "1:4 after 0"]
    );
    drop(connection);
    assert!(!within("the end", subscriber.fill()).await.unwrap());
}

#[tokio::test]
async fn clients_learn_that_the_relay_is_gone_and_come_back() {
    let directory = Directory::new();
    let socket = directory.0.join("signal.sock");
    let relay = Relay::start(&socket);
    let mut subscriber = RelaySubscriber::connect(&socket, Domain::SIGNAL).await.unwrap();
    let mut publisher = RelayPublisher::connect(&socket, Domain::SIGNAL, 7).await.unwrap();
    publisher.publish(&Note { n: 1 }).await.unwrap();
    assert_eq!(receive(&mut subscriber, 1).await, ["7:1 after 0"]);
    relay.kill().await;

    assert!(!within("the end", subscriber.fill()).await.unwrap());
    let error = publisher.publish(&Note { n: 2 }).await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::BrokenPipe);
    assert!(RelayPublisher::connect(&socket, Domain::SIGNAL, 7).await.is_err());
    assert!(subscriber.reconnect().await.is_err());

    let relay = Relay::start(&socket);
    within("the way back", subscriber.reconnect()).await.unwrap();
    let mut producer = relay.client().await;
    // The sender went on counting while there was no relay.
    producer.write(&frame(7, 4)).await;
    assert_eq!(receive(&mut subscriber, 1).await, ["7:4 after 2"]);
    relay.stop().await;
}

#[tokio::test]
async fn a_message_that_cannot_be_encoded_uses_up_no_number() {
    #[message(tlv = 0xCA, domain = signal)]
    struct Text {
        text: String,
    }
    let directory = Directory::new();
    let relay = Relay::start(&directory.0.join("signal.sock"));
    let mut subscriber = RelaySubscriber::connect(&relay.socket, Domain::SIGNAL).await.unwrap();
    let mut publisher = RelayPublisher::connect(&relay.socket, Domain::SIGNAL, 7).await.unwrap();
    publisher.publish(&Note { n: 1 }).await.unwrap();
    let error = publisher.publish(&Text { text: "x".repeat(70_000) }).await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
    publisher.publish(&Note { n: 2 }).await.unwrap();
    assert_eq!(receive(&mut subscriber, 2).await, ["7:1 after 0", "7:2 after 0"]);
    relay.stop().await;
}

// === Edges ===

/// A sender and a receiver in two processes' stead, with a relay between them.
fn edge(directory: &Directory) -> TopologyConfig {
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
    TopologyConfig::parse(&toml, "bundles.toml").unwrap()
}

fn launch(topology: &TopologyConfig, types: &ActorTypes, bundle: &str) -> ActorSystem {
    ActorSystem::launch(topology, types, &Part::Bundle(bundle.into())).expect("the topology is right")
}

/// Sends notes, numbered from `from` on, until one of them is heard; returns the next number. A note that is refused
/// has no number in the frames' sequence either, so the next one gets it.
async fn send_until_heard(far: &BookRef, book: &BookRef, from: u64) -> u64 {
    within("the first note to be heard", async {
        let mut n = from;
        loop {
            n += u64::from(far.note(Note { n }).await.is_ok());
            let heard = book.notes(Notes {}).await.expect("the book runs");
            if heard.last().is_some_and(|last| *last >= from) {
                return n;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    })
    .await
}

#[tokio::test]
async fn an_edge_outlives_its_relay() {
    let directory = Directory::new();
    let (topology, socket) = (edge(&directory), directory.0.join("signal.sock"));
    let mut relay = Relay::start(&socket);
    let (library, feed) = (launch(&topology, &types(), "library"), launch(&topology, &types(), "feed"));
    within("the subscription", library.subscribed()).await;
    let far: BookRef = feed.at("feed").unwrap().handle("book").unwrap();
    let book: BookRef = library.handle("book").unwrap();
    let mut next = send_until_heard(&far, &book, 1).await;
    for _ in 0..3 {
        relay.kill().await;
        within("a refusal", async {
            while far.note(Note { n: next }).await.is_ok() {
                next += 1;
                tokio::task::yield_now().await;
            }
        })
        .await;
        relay = Relay::start(&socket);
        next = send_until_heard(&far, &book, next).await;
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
    assert!(heard.is_sorted_by(|before, next| before < next), "{heard:?}");
    let lost = library.get_transport_metrics().frames_lost;
    assert_eq!(heard.len() as u64 + lost, next - 1, "every note is heard or known as lost: {heard:?}");
    feed.stop().await;
    library.stop().await;
    relay.stop().await;
}

/// A receiver that takes no note before it has permits.
struct Slow {
    system: ActorSystem,
    permits: Arc<Semaphore>,
    heard: Arc<Mutex<Vec<u64>>>,
}

impl Slow {
    fn launch(topology: &TopologyConfig) -> (Self, ActorTypes) {
        let (permits, heard) = (Arc::new(Semaphore::new(0)), Arc::<Mutex<Vec<u64>>>::default());
        let make = {
            let (permits, heard) = (Arc::clone(&permits), Arc::clone(&heard));
            move || SlowBook { permits: Arc::clone(&permits), heard: Arc::clone(&heard) }
        };
        let types = ActorTypes::new().register_with("book", make);
        (Self { system: launch(topology, &types, "library"), permits, heard }, types)
    }

    fn heard(&self) -> Vec<u64> {
        self.heard.lock().expect("no test has failed").clone()
    }

    async fn until_heard(&self, last: u64) -> Vec<u64> {
        within("the last note", async {
            while self.heard().last() != Some(&last) {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        })
        .await;
        self.heard()
    }
}

#[tokio::test]
async fn what_a_slow_actor_loses_is_counted() {
    const NOTES: u64 = 50_000; // 2.1 MB: more than the mailbox, the sockets and the queue hold
    let directory = Directory::new();
    let topology = edge(&directory);
    let mut options = RelayOptions::new(Domain::SIGNAL, directory.0.join("signal.sock"));
    options.queue_bytes = 16_384;
    let relay = Relay::start_with(options);
    let (slow, types) = Slow::launch(&topology);
    within("the subscription", slow.system.subscribed()).await;
    let feed = launch(&topology, &types, "feed");
    let far: SlowBookRef = feed.at("feed").unwrap().handle("book").unwrap();
    for n in 1..=NOTES {
        far.note(Note { n }).await.expect("a relay pushes nobody back");
    }
    relay.until("all frames", |counts| counts.frames_in == NOTES).await;
    slow.permits.add_permits(Semaphore::MAX_PERMITS / 2);
    let heard = slow.until_heard(NOTES).await;
    assert!(heard.is_sorted_by(|before, next| before < next));
    let lost = slow.system.get_transport_metrics().frames_lost;
    assert!(lost > 0);
    assert_eq!(heard.len() as u64 + lost, NOTES);
    feed.stop().await;
    slow.system.stop().await;
    assert_eq!(relay.stop().await.frames_dropped, lost);
}

#[tokio::test]
async fn what_died_with_the_relay_is_counted() {
    const NOTES: u64 = 50_000;
    let directory = Directory::new();
    let topology = edge(&directory);
    let relay = Relay::start(&directory.0.join("signal.sock"));
    let (slow, types) = Slow::launch(&topology);
    within("the subscription", slow.system.subscribed()).await;
    let feed = launch(&topology, &types, "feed");
    let far: SlowBookRef = feed.at("feed").unwrap().handle("book").unwrap();
    for n in 1..=NOTES {
        far.note(Note { n }).await.expect("a relay pushes nobody back");
    }
    let counts = relay.until("all frames", |counts| counts.frames_in == NOTES).await;
    assert!(counts.frames_out < NOTES && counts.frames_dropped == 0, "{counts:?}");
    let socket = relay.socket.clone();
    relay.kill().await;
    let relay = Relay::start(&socket);
    slow.permits.add_permits(Semaphore::MAX_PERMITS / 2);
    // The receiver reads what the old relay had written, and comes to the new one.
    let mut next = NOTES + 1;
    within("a note over the new relay", async {
        while slow.heard().last().is_none_or(|last| *last <= NOTES) {
            next += u64::from(far.note(Note { n: next }).await.is_ok());
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    })
    .await;
    let heard = slow.until_heard(next - 1).await;
    let lost = slow.system.get_transport_metrics().frames_lost;
    assert!(lost > 0);
    assert_eq!(heard.len() as u64 + lost, next - 1);
    feed.stop().await;
    slow.system.stop().await;
    relay.stop().await;
}

#[tokio::test]
async fn actors_may_come_before_their_relay() {
    let directory = Directory::new();
    let topology = edge(&directory);
    let (feed, library) = (launch(&topology, &types(), "feed"), launch(&topology, &types(), "library"));
    let far: BookRef = feed.at("feed").unwrap().handle("book").unwrap();
    let mut early = std::pin::pin!(far.note(Note { n: 0 }));
    // It waits for the relay; nobody has heard it when it is given up.
    tokio::select! {
        biased;
        sent = &mut early => panic!("{sent:?}, and there is no relay"),
        () = tokio::task::yield_now() => {}
    }
    let relay = Relay::start(&directory.0.join("signal.sock"));
    within("the subscription", library.subscribed()).await;
    within("the early note", early).await.unwrap();
    for n in 1..=100 {
        far.note(Note { n }).await.unwrap();
    }
    let heard = notes(&library.handle("book").unwrap(), 100).await;
    assert!(heard.ends_with(&(1..=100).collect::<Vec<u64>>()), "{heard:?}");
    feed.stop().await;
    library.stop().await;
    relay.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_subscribed_hears_senders_that_were_there_before() {
    for _ in 0..20 {
        let directory = Directory::new();
        let topology = edge(&directory);
        let relay = Relay::start(&directory.0.join("signal.sock"));
        let feed = launch(&topology, &types(), "feed");
        let far: BookRef = feed.at("feed").unwrap().handle("book").unwrap();
        far.note(Note { n: 0 }).await.unwrap();
        relay.until("the first note", |counts| counts.frames_in == 1).await;
        let library = launch(&topology, &types(), "library");
        within("the subscription", library.subscribed()).await;
        far.note(Note { n: 1 }).await.unwrap();
        assert_eq!(notes(&library.handle("book").unwrap(), 1).await, [1]);
        feed.stop().await;
        library.stop().await;
        relay.stop().await;
    }
}

#[tokio::test]
async fn senders_on_one_relay_do_not_mix() {
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
        name = "press"
        mode = "shared_memory"
        actors = []
        [[bundles]]
        name = "library"
        mode = "shared_memory"
        actors = ["book", "copy"]
        [[edges]]
        from = "feed"
        to = "book"
        road = "relay"
        source = 21
        [[edges]]
        from = "press"
        to = "copy"
        road = "relay"
        "#,
        directory.0.display()
    );
    let topology = TopologyConfig::parse(&toml, "bundles.toml").unwrap();
    let relay = Relay::start(&directory.0.join("signal.sock"));
    let library = launch(&topology, &types(), "library");
    within("the subscription", library.subscribed()).await;
    let (feed, press) = (launch(&topology, &types(), "feed"), launch(&topology, &types(), "press"));
    let far: BookRef = feed.at("feed").unwrap().handle("book").unwrap();
    let other: BookRef = press.at("press").unwrap().handle("copy").unwrap();
    for n in 0..500 {
        far.note(Note { n: 2 * n }).await.unwrap();
        other.note(Note { n: 2 * n + 1 }).await.unwrap();
    }
    let even = notes(&library.handle("book").unwrap(), 500).await;
    let odd = notes(&library.handle("copy").unwrap(), 500).await;
    assert!(even.into_iter().eq((0..500).map(|n| 2 * n)));
    assert!(odd.into_iter().eq((0..500).map(|n| 2 * n + 1)));
    let metrics = library.get_transport_metrics();
    assert_eq!((metrics.frames_received, metrics.frames_lost, metrics.frames_refused), (1_000, 0, 0));
    for system in [feed, press, library] {
        system.stop().await;
    }
    relay.stop().await;
}

#[tokio::test]
async fn frames_to_a_relay_carry_the_message_alone() {
    let directory = Directory::new();
    let topology = edge(&directory);
    let relay = Relay::start(&directory.0.join("signal.sock"));
    let mut subscriber = RelaySubscriber::connect(&relay.socket, Domain::SIGNAL).await.unwrap();
    let feed = launch(&topology, &types(), "feed");
    let far: BookRef = feed.at("feed").unwrap().handle("book").unwrap();
    for n in 1..=10 {
        far.note(Note { n }).await.unwrap();
    }
    let mut sequences = Vec::new();
    while sequences.len() < 10 {
        assert!(within("a read", subscriber.fill()).await.unwrap());
        while let Some(received) = subscriber.take() {
            let Received::Frame { frame, lost: 0 } = received else { panic!("{received:?}") };
            let tlvs: Vec<(u8, &[u8])> = frame.tlvs().map(|tlv| (tlv.number.get(), tlv.payload)).collect();
            let sequence = frame.header().sequence;
            assert_eq!(tlvs, [(0xC8, &sequence.to_le_bytes()[..])]);
            assert_ne!(frame.header().checksum, 0);
            sequences.push(sequence);
        }
    }
    assert_eq!(sequences, (1..=10).collect::<Vec<u64>>());
    feed.stop().await;
    relay.stop().await;
}

#[tokio::test]
async fn an_edge_over_a_relay_reaches_all_its_receivers() {
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
        actors = ["book", "copy"]
        [[edges]]
        from = "feed"
        to = ["book", "copy"]
        road = "relay"
        "#,
        directory.0.display()
    );
    let topology = TopologyConfig::parse(&toml, "bundles.toml").unwrap();
    let relay = Relay::start(&directory.0.join("signal.sock"));
    let library = ActorSystem::launch(&topology, &types(), &Part::Bundle("library".into())).unwrap();
    within("the subscription", library.subscribed()).await;
    let feed = ActorSystem::launch(&topology, &types(), &Part::Bundle("feed".into())).unwrap();
    let far: BookRef = feed.at("feed").unwrap().handle("book").unwrap();
    for n in 0..1_000 {
        far.note(Note { n }).await.unwrap();
    }
    for name in ["book", "copy"] {
        assert_eq!(notes(&library.handle(name).unwrap(), 1_000).await, (0..1_000).collect::<Vec<u64>>());
    }
    let AskError::NotSent(error) = far.notes(Notes {}).await.unwrap_err() else { panic!("the ask was sent") };
    assert_eq!(error.kind, SendErrorKind::OneWay);
    feed.stop().await;
    library.stop().await;
    let counts = relay.stop().await;
    assert_eq!((counts.frames_in, counts.frames_out, counts.frames_dropped), (1_000, 2_000, 0));
    assert_eq!(library.get_transport_metrics().frames_lost, 0);
}

#[tokio::test]
async fn programs_without_actors_publish_and_listen() {
    let directory = Directory::new();
    let socket = directory.0.join("signal.sock");
    let relay = Relay::start(&socket);
    let mut listener = RelaySubscriber::connect(&socket, Domain::SIGNAL).await.unwrap();
    let mut publisher = RelayPublisher::connect(&socket, Domain::SIGNAL, 7).await.unwrap();
    for n in 0..100 {
        publisher.publish(&Note { n }).await.unwrap();
    }
    let mut received = Vec::new();
    while received.len() < 100 {
        assert!(within("a read", listener.fill()).await.unwrap());
        while let Some(next) = listener.take() {
            let Received::Frame { frame, lost: 0 } = next else { panic!("{next:?}") };
            assert_eq!(frame.header().source, 7);
            received.extend(frame.tlvs().map(|tlv| Note::decode_tlv(tlv).expect("it is a note").n));
        }
    }
    assert_eq!(received, (0..100).collect::<Vec<u64>>());
    relay.stop().await;
}
