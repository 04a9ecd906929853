//! A relay in the place of an existing one, for peers that know nothing of this crate: what they begin with, old domain
//! numbers, missing checksums, their own frames back, and what happens when one of them does not read.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use mycelium::relay::{OnFull, RelayCounts, RelayMonitor, RelayOptions, RelayServer};
use mycelium::wire::{
    ChecksumRule, Domain, FrameHead, FrameReader, FrameRules, HEADER_LEN, TlvType, encode_frame, put_tlv,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// How long anything may take.
const LIMIT: Duration = Duration::from_secs(20);
/// More than two sockets hold.
const QUEUE: usize = 1_048_576;

/// A relay in a directory of its own, which is removed in the end.
struct Relay {
    directory: PathBuf,
    stop: Option<oneshot::Sender<()>>,
    running: Option<JoinHandle<RelayCounts>>,
    monitor: RelayMonitor,
}

impl Relay {
    fn start(domain: Domain, set: impl FnOnce(&mut RelayOptions)) -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        let name = format!("mycelium-old-peers-{}-{}", std::process::id(), LAST.fetch_add(1, Relaxed));
        let directory = std::env::temp_dir().join(name);
        let mut options = RelayOptions::new(domain, directory.join("relay.sock"));
        set(&mut options);
        let server = RelayServer::bind(options).expect("the socket is free");
        let monitor = server.monitor();
        let (stop, stopped) = oneshot::channel();
        let running = tokio::spawn(server.run(async { drop(stopped.await) }));
        Self { directory, stop: Some(stop), running: Some(running), monitor }
    }

    async fn peer(&self) -> Peer {
        let stream = UnixStream::connect(self.directory.join("relay.sock")).await.expect("the relay listens");
        // Sums are not this reader's affair.
        let rules = FrameRules { checksum: ChecksumRule::Ignore, ..FrameRules::default() };
        Peer { stream, frames: FrameReader::new(rules), seen: Vec::new() }
    }

    async fn stop(mut self) -> RelayCounts {
        self.stop.take().expect("it is stopped once").send(()).expect("the relay runs");
        let running = self.running.take().expect("it is stopped once");
        within("the relay's end", running).await.expect("the relay does not panic")
    }

    /// Waits until the counts are as wanted.
    async fn until(&self, what: &str, is_so: impl Fn(&RelayCounts) -> bool) -> RelayCounts {
        let end = Instant::now() + LIMIT;
        loop {
            let counts = self.monitor.counts();
            if is_so(&counts) {
                return counts;
            }
            assert!(Instant::now() < end, "waited {LIMIT:?} for {what}: {counts:?}");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.directory));
    }
}

/// A connection without a protocol, and the bytes of each frame that came over it.
struct Peer {
    stream: UnixStream,
    frames: FrameReader,
    seen: Vec<Vec<u8>>,
}

impl Peer {
    async fn write(&mut self, bytes: &[u8]) {
        within("a write", self.stream.write_all(bytes)).await.expect("the relay reads");
    }

    /// Reads once; `false` at the end of the stream.
    async fn read(&mut self) -> bool {
        let mut chunk = vec![0; 65_536];
        let read = within("a read", self.stream.read(&mut chunk)).await.unwrap_or(0);
        self.frames.push(&chunk[..read]);
        while let Some(frame) = self.frames.next_frame() {
            self.seen.push(frame.expect("a relay forwards frames only").bytes().to_vec());
        }
        read > 0
    }

    async fn take(&mut self, count: usize) -> &[Vec<u8>] {
        while self.seen.len() < count {
            assert!(self.read().await, "the relay closed after {} of {count} frames", self.seen.len());
        }
        &self.seen
    }

    fn sequences(&self) -> Vec<u64> {
        self.seen.iter().map(|frame| u64::from_le_bytes(frame[8..16].try_into().expect("eight bytes"))).collect()
    }
}

async fn within<T>(what: &str, future: impl Future<Output = T>) -> T {
    tokio::time::timeout(LIMIT, future).await.unwrap_or_else(|_| panic!("{what} took longer than {LIMIT:?}"))
}

/// A frame as long as a PoolSwap's: 242 bytes.
fn frame(domain: Domain, source: u8, sequence: u64) -> Vec<u8> {
    let head = FrameHead { domain, source, flags: 0, sequence, timestamp_ns: 1 };
    let number = TlvType::new(200).expect("only 255 is none");
    let mut bytes = Vec::new();
    encode_frame(&head, &mut bytes, |tlvs| put_tlv(tlvs, number, &[0x55; 208])).expect("it is short");
    bytes
}

fn signals(source: u8, sequences: impl IntoIterator<Item = u64>) -> Vec<u8> {
    sequences.into_iter().flat_map(|sequence| frame(Domain::SIGNAL, source, sequence)).collect()
}

fn unsummed(mut frame: Vec<u8>) -> Vec<u8> {
    frame[28..32].fill(0);
    frame
}

/// What old senders begin with, on whichever relay: the market's number, and no checksum.
fn identification() -> [u8; HEADER_LEN] {
    let mut header = [0; HEADER_LEN];
    header[..8].copy_from_slice(&[0xEF, 0xBE, 0xAD, 0xDE, 0x01, 0x01, 0x02, 0x00]);
    header
}

#[tokio::test]
async fn an_identification_is_swallowed_however_it_comes_and_what_follows_is_forwarded() {
    for domain in [Domain::MARKET_DATA, Domain::SIGNAL, Domain::EXECUTION, Domain::SYSTEM, Domain::new(77)] {
        for rule in [ChecksumRule::Require, ChecksumRule::AcceptZero, ChecksumRule::Ignore] {
            let relay = Relay::start(domain, |options| options.checksum = rule);
            let mut listener = relay.peer().await;
            let bytes = [&identification()[..], &frame(domain, 1, 1)].concat();
            // In one write with what follows, alone, and cut at every byte of it.
            for cut in [0, HEADER_LEN].into_iter().chain(1..HEADER_LEN) {
                let before = relay.monitor.counts().bytes_in;
                let mut producer = relay.peer().await;
                producer.write(&bytes[..cut]).await;
                tokio::task::yield_now().await;
                producer.write(&bytes[cut..]).await;
                relay.until("the frame behind it", |counts| counts.bytes_in > before).await;
            }
            let count = HEADER_LEN + 1;
            assert_eq!(listener.take(count).await, vec![frame(domain, 1, 1); count]);
            let counts = relay.stop().await;
            assert_eq!((counts.identifications, counts.frames_empty), (count as u64, count as u64), "{domain}");
            assert_eq!((counts.frames_in, counts.frames_foreign, counts.frames_refused), (count as u64, 0, 0));
        }
    }
}

#[tokio::test]
async fn a_heartbeat_is_no_identification_and_goes_nowhere_either() {
    let relay = Relay::start(Domain::EXECUTION, |_| {});
    let (mut listener, mut producer) = (relay.peer().await, relay.peer().await);
    let head = FrameHead { domain: Domain::EXECUTION, source: 1, flags: 0, sequence: 9, timestamp_ns: 1 };
    let mut heartbeat = Vec::new();
    encode_frame(&head, &mut heartbeat, |_| Ok(())).expect("it is short");
    let mut wrong = heartbeat.clone();
    wrong[28] ^= 1;
    producer.write(&[heartbeat, wrong, frame(Domain::EXECUTION, 1, 10)].concat()).await;
    listener.take(1).await;
    assert_eq!(listener.sequences(), [10]);
    let counts = relay.stop().await;
    assert_eq!((counts.frames_empty, counts.identifications, counts.frames_refused), (1, 0, 1));
}

#[tokio::test]
async fn a_sender_hears_itself_only_if_the_relay_echoes() {
    for echo in [true, false] {
        let relay = Relay::start(Domain::SIGNAL, |options| options.echo = echo);
        let (mut producer, mut other) = (relay.peer().await, relay.peer().await);
        producer.write(&signals(1, 1..=3)).await;
        other.take(3).await;
        other.write(&signals(2, 4..=4)).await;
        let heard = if echo { &[1, 2, 3, 4][..] } else { &[4] };
        producer.take(heard.len()).await;
        assert_eq!(producer.sequences(), heard);
        relay.until("the counts", |counts| counts.frames_out == if echo { 8 } else { 4 }).await;
        relay.stop().await;
    }
}

#[tokio::test]
async fn old_domain_numbers_are_taken_if_they_are_allowed_and_go_on_unchanged() {
    for (domain, legacy) in [(1, 0), (2, 1), (3, 2), (4, 3)].map(|(now, old)| (Domain::new(now), Domain::new(old))) {
        for allowed in [true, false] {
            let relay = Relay::start(domain, |options| options.legacy_domains = allowed);
            let (mut listener, mut producer) = (relay.peer().await, relay.peer().await);
            let other = Domain::new(domain.get() + 1);
            let bytes = [frame(legacy, 1, 1), frame(other, 1, 2), frame(domain, 1, 3)];
            producer.write(&bytes.concat()).await;
            let expected = if allowed { vec![bytes[0].clone(), bytes[2].clone()] } else { vec![bytes[2].clone()] };
            assert_eq!(listener.take(expected.len()).await, expected, "{domain}");
            let counts = relay.stop().await;
            assert_eq!(counts.frames_foreign, if allowed { 1 } else { 2 }, "{domain}");
            assert_eq!(counts.frames_legacy, u64::from(allowed), "{domain}");
        }
    }
}

#[tokio::test]
async fn each_rule_for_checksums_is_kept_and_what_has_none_is_counted() {
    for (rule, passed, without) in [
        (ChecksumRule::Require, &[3][..], 0),
        (ChecksumRule::AcceptZero, &[2, 3], 1),
        (ChecksumRule::Ignore, &[1, 2, 3], 1),
    ] {
        for domain in [Domain::MARKET_DATA, Domain::SIGNAL, Domain::EXECUTION] {
            let relay = Relay::start(domain, |options| options.checksum = rule);
            let (mut listener, mut producer) = (relay.peer().await, relay.peer().await);
            let mut wrong = frame(domain, 1, 1);
            wrong[28] ^= 1;
            producer.write(&[wrong, unsummed(frame(domain, 1, 2)), frame(domain, 1, 3)].concat()).await;
            listener.take(passed.len()).await;
            assert_eq!(listener.sequences(), passed, "{domain}, {rule:?}");
            let counts = relay.stop().await;
            assert_eq!(counts.frames_refused, 3 - passed.len() as u64, "{domain}, {rule:?}");
            assert_eq!(counts.frames_unsummed, without, "{domain}, {rule:?}");
        }
    }
}

#[tokio::test]
async fn who_does_not_read_is_let_go_and_what_it_sends_goes_on() {
    let relay = Relay::start(Domain::SIGNAL, |options| {
        options.queue_bytes = QUEUE;
        options.on_full = OnFull::Disconnect;
    });
    let (mut stalled, mut listener) = (relay.peer().await, relay.peer().await);
    let mut producer = relay.peer().await;
    let mut sent = 0;
    while relay.monitor.counts().listeners_let_go == 0 {
        producer.write(&signals(1, sent + 1..=sent + 100)).await;
        sent += 100;
        listener.take(usize::try_from(sent).expect("it is small")).await;
        assert!(sent < 100_000, "nobody is let go: {:?}", relay.monitor.counts());
    }
    assert!(listener.sequences().into_iter().eq(1..=sent), "who reads gets all");
    // It still sends, and what comes for it from now on is nobody's loss.
    let dropped = relay.monitor.counts().frames_dropped;
    stalled.write(&signals(2, [1])).await;
    listener.take(usize::try_from(sent).expect("it is small") + 1).await;
    producer.write(&signals(1, [sent + 1])).await;
    listener.take(usize::try_from(sent).expect("it is small") + 2).await;
    // Behind what its socket held it finds the end.
    while stalled.read().await {}
    assert!(stalled.sequences().into_iter().eq(1..=stalled.seen.len() as u64));
    assert!(!stalled.seen.is_empty() && (stalled.seen.len() as u64) < sent);
    let counts = relay.monitor.counts();
    assert_eq!((counts.listeners_let_go, counts.frames_dropped, counts.connections), (1, dropped, 3));
    // Once it has closed, its place is free.
    drop(stalled);
    relay.until("its place", |counts| counts.connections == 2).await;
    let stopping = Instant::now();
    let counts = relay.stop().await;
    assert!(stopping.elapsed() < Duration::from_secs(1), "somebody was waited for");
    // What was sent in the same breath after it was let go was not for it.
    let accounted = counts.frames_out + counts.frames_dropped;
    assert!((2 * sent + 3 - 100..=2 * sent + 3).contains(&accounted), "{counts:?}");
}

#[tokio::test]
async fn who_was_let_go_and_reads_nothing_holds_up_no_end() {
    let relay = Relay::start(Domain::SIGNAL, |options| {
        options.queue_bytes = QUEUE;
        options.on_full = OnFull::Disconnect;
    });
    let (stalled, mut producer) = (relay.peer().await, relay.peer().await);
    producer.write(&signals(1, 1..=10_000)).await;
    relay.until("the farewell", |counts| counts.listeners_let_go == 1).await;
    let stopping = Instant::now();
    relay.stop().await;
    assert!(stopping.elapsed() < Duration::from_millis(900), "{:?}", stopping.elapsed());
    drop(stalled);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sender_waits_for_a_slow_listener_and_nothing_is_lost() {
    const COUNT: u64 = 40_000; // 9.7 MB
    let relay = Relay::start(Domain::SIGNAL, |options| {
        options.queue_bytes = QUEUE;
        options.on_full = OnFull::Block(LIMIT);
    });
    let (mut slow, mut quick, mut producer) = (relay.peer().await, relay.peer().await, relay.peer().await);
    let producing = tokio::spawn(async move {
        producer.write(&signals(1, 1..=COUNT)).await;
        producer
    });
    let reading = tokio::spawn(async move {
        quick.take(COUNT as usize).await;
        quick
    });
    relay.until("a pause", |counts| counts.pauses > 0).await;
    // It stands still now: the sender is not read from, whatever else happens.
    let before = relay.monitor.counts().frames_in;
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert_eq!(relay.monitor.counts().frames_in, before);
    slow.take(COUNT as usize).await;
    let quick = within("the quick one's end", reading).await.expect("it reads to the end");
    producing.await.expect("it sends to the end");
    assert!(slow.sequences().into_iter().eq(1..=COUNT) && quick.sequences().into_iter().eq(1..=COUNT));
    let counts = relay.until("the counts", |counts| counts.frames_out == 2 * COUNT).await;
    assert_eq!((counts.frames_dropped, counts.pauses_expired), (0, 0));
    relay.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn senders_that_wait_for_the_same_listener_all_have_their_turn() {
    const EACH: u64 = 10_000;
    let relay = Relay::start(Domain::SIGNAL, |options| {
        options.queue_bytes = QUEUE;
        options.on_full = OnFull::Block(LIMIT);
    });
    let mut slow = relay.peer().await;
    // All are there before the first one sends, so that each reads all that the others send.
    let mut producers = Vec::new();
    for source in 1..=4 {
        producers.push((source, relay.peer().await));
    }
    let mut producing = Vec::new();
    for (source, mut producer) in producers {
        producing.push(tokio::spawn(async move {
            // It reads what the others send: who does not, makes them wait as well.
            let (mut reading, mut writing) = producer.stream.split();
            let bytes = signals(source, 1..=EACH);
            let mut left = 3 * bytes.len();
            let read = async {
                let mut chunk = vec![0; 65_536];
                while left > 0 {
                    left -= reading.read(&mut chunk).await.expect("the relay runs");
                }
            };
            within("all", async { tokio::join!(read, writing.write_all(&bytes)).1 }).await.expect("the relay reads");
        }));
    }
    relay.until("a pause of each", |counts| counts.pauses >= 4).await;
    slow.take(4 * EACH as usize).await;
    for producing in producing {
        producing.await.expect("it sends and reads to the end");
    }
    for source in 1..=4 {
        let of_source = slow.seen.iter().filter(|frame| frame[6] == source);
        assert!(of_source.map(|frame| u64::from_le_bytes(frame[8..16].try_into().unwrap())).eq(1..=EACH));
    }
    let counts = relay.stop().await;
    assert_eq!((counts.frames_dropped, counts.pauses_expired), (0, 0));
}

#[tokio::test]
async fn a_wait_has_an_end_and_is_not_repeated_before_the_listener_caught_up() {
    const LIMIT_OF_PAUSE: Duration = Duration::from_millis(50);
    let relay = Relay::start(Domain::SIGNAL, |options| {
        options.queue_bytes = QUEUE;
        options.on_full = OnFull::Block(LIMIT_OF_PAUSE);
    });
    let (mut stalled, mut producer) = (relay.peer().await, relay.peer().await);
    // Some 300 reads' worth: had each of them waited, it would take 15 seconds.
    let started = Instant::now();
    producer.write(&signals(1, 1..=80_000)).await;
    let counts = relay.until("all", |counts| counts.frames_in == 80_000).await;
    assert!(started.elapsed() >= LIMIT_OF_PAUSE);
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
    assert_eq!((counts.pauses, counts.pauses_expired), (1, 1));
    assert!(counts.frames_dropped > 0);
    // It reads again, and catches up: then it is waited for again.
    let waiting = 80_000 - relay.monitor.counts().frames_dropped;
    stalled.take(usize::try_from(waiting).expect("it is small")).await;
    assert_eq!(stalled.sequences().last(), Some(&80_000));
    let dropped = relay.monitor.counts().frames_dropped;
    let more = signals(1, 80_001..=100_000);
    let (_, ()) = tokio::join!(
        async {
            relay.until("another pause", |counts| counts.pauses == 2).await;
            relay.until("its end", |counts| counts.pauses_expired == 2).await
        },
        producer.write(&more),
    );
    relay.until("all", |counts| counts.frames_in == 100_000).await;
    assert!(relay.monitor.counts().frames_dropped > dropped);
    drop(stalled);
    let counts = relay.stop().await;
    assert_eq!(counts.frames_out + counts.frames_dropped, 100_000);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_that_send_and_do_not_read_hold_each_other_up_once() {
    for echo in [false, true] {
        let relay = Relay::start(Domain::SIGNAL, |options| {
            options.queue_bytes = QUEUE;
            options.on_full = OnFull::Block(Duration::from_millis(50));
            options.echo = echo;
        });
        let (mut left, mut right) = (relay.peer().await, relay.peer().await);
        let (to_left, to_right) = (signals(1, 1..=40_000), signals(2, 1..=40_000));
        within("both", async { tokio::join!(left.write(&to_left), right.write(&to_right)) }).await;
        let counts = relay.until("all", |counts| counts.frames_in == 80_000).await;
        assert!((1..=4).contains(&counts.pauses_expired), "{counts:?}");
        drop((left, right));
        let counts = relay.stop().await;
        let listeners = if echo { 2 } else { 1 };
        assert_eq!(counts.frames_out + counts.frames_dropped, listeners * 80_000);
    }
}

#[tokio::test]
async fn a_relay_that_stops_during_a_wait_accounts_for_every_frame() {
    let relay = Relay::start(Domain::SIGNAL, |options| {
        options.queue_bytes = QUEUE;
        options.on_full = OnFull::Block(Duration::from_secs(3_600));
    });
    let (stalled, mut producer) = (relay.peer().await, relay.peer().await);
    let bytes = signals(1, 1..=20_000);
    let mut producing = std::pin::pin!(producer.stream.write_all(&bytes));
    let paused = relay.until("a pause", |counts| counts.pauses == 1);
    tokio::select! {
        _ = paused => {}
        _ = &mut producing => panic!("4.8 MB fit nowhere"),
    }
    let counts = relay.stop().await;
    assert_eq!(counts.frames_out + counts.frames_dropped, counts.frames_in);
    assert!(counts.frames_in < 20_000);
    drop(stalled);
}
