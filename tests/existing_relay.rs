//! Torq's existing relay, as a process that behaves like it: what it loses, and how nothing is lost there.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use mycelium::bundle::{Part, TopologyConfig};
use mycelium::prelude::*;
use mycelium::relay::{
    EchoClient, EchoCounts, EchoError, EchoOptions, FALLBACK_FRAME_BYTES, Received, RelayOptions, RelayServer,
    RelaySubscriber,
};
use mycelium::wire::{Domain, FrameHead, WireError, encode_frame};
use tokio::io::AsyncWriteExt;
use tokio::net::UnixStream;
use tokio::time::{sleep, timeout};

const LIMIT: Duration = Duration::from_secs(60);
/// Longer than any test: what waits so long for an echo never falls back.
const NEVER: Duration = Duration::from_secs(600);
/// Short, for tests in which no echo comes.
const SOON: Duration = Duration::from_millis(50);

/// A message of any length.
#[message(tlv = 0xCA, domain = signal)]
#[derive(Debug, Clone, PartialEq)]
struct Blob {
    n: u64,
    bytes: Vec<u8>,
}

#[message(tlv = 0xCB, domain = signal, reply = Vec<u64>)]
struct Numbers {}

#[derive(Default)]
struct Shelf {
    numbers: Vec<u64>,
}

#[actor]
impl Shelf {
    #[handler]
    fn blob(&mut self, blob: &Blob) {
        self.numbers.push(blob.n);
    }

    #[handler]
    fn numbers(&self, _all: &Numbers) -> Vec<u64> {
        self.numbers.clone()
    }
}

/// A message whose frame has `frame_len` bytes.
fn blob(n: u64, frame_len: usize) -> Blob {
    let bytes = |message: &Blob| frame(1, 1, message).len();
    let empty = bytes(&Blob { n, bytes: Vec::new() });
    let mut message = Blob { n, bytes: vec![n as u8; frame_len - empty] };
    // The header of a long TLV is longer.
    let surplus = bytes(&message) - frame_len;
    message.bytes.truncate(frame_len - empty - surplus);
    message
}

fn frame(source: u8, sequence: u64, message: &Blob) -> Vec<u8> {
    frame_of(Domain::SIGNAL, source, sequence, Some(message))
}

fn frame_of(domain: Domain, source: u8, sequence: u64, message: Option<&Blob>) -> Vec<u8> {
    let head = FrameHead { domain, source, flags: 0, sequence, timestamp_ns: 1 };
    let mut bytes = Vec::new();
    encode_frame(&head, &mut bytes, |tlvs| message.map_or(Ok(()), |message| message.encode_tlv(tlvs))).unwrap();
    bytes
}

async fn within<T>(what: &str, future: impl Future<Output = T>) -> T {
    timeout(LIMIT, future).await.unwrap_or_else(|_| panic!("waited {LIMIT:?} for {what}"))
}

/// A directory that is removed in the end.
struct Directory(PathBuf);

impl Directory {
    fn new() -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        let name = format!("mycelium-existing-{}-{}", std::process::id(), LAST.fetch_add(1, Relaxed));
        Self(std::env::temp_dir().join(name))
    }

    fn socket(&self) -> PathBuf {
        self.0.join("signals.sock")
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// The existing relay: a process.
struct Torq {
    process: Child,
    lines: std::io::Lines<BufReader<std::process::ChildStdout>>,
}

#[derive(Debug)]
struct TorqCounts {
    connections: u64,
    dropped: u64,
    lagged: u64,
}

impl Torq {
    fn start(socket: &Path) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_torq-stand-in"))
            .arg(socket)
            .arg(Domain::SIGNAL.get().to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the stand-in starts");
        let mut lines = BufReader::new(process.stdout.take().expect("it is piped")).lines();
        assert_eq!(lines.next().expect("a line").expect("a line"), "ready");
        Self { process, lines }
    }

    fn counts(&mut self) -> TorqCounts {
        writeln!(self.process.stdin.as_mut().expect("it is piped"), "counts").expect("it runs");
        let line = self.lines.next().expect("a line").expect("a line");
        let count = |name: &str| {
            let found = line.split(' ').find_map(|word| word.strip_prefix(name)?.strip_prefix('='));
            found.and_then(|number| number.parse().ok()).unwrap_or_else(|| panic!("no `{name}` in `{line}`"))
        };
        TorqCounts { connections: count("connections"), dropped: count("dropped"), lagged: count("lagged") }
    }

    /// Waits until so many have connected, and hear what comes.
    async fn until_connected(&mut self, connections: u64) {
        let end = Instant::now() + LIMIT;
        while self.counts().connections < connections {
            assert!(Instant::now() < end, "waited {LIMIT:?} for {connections} connections: {:?}", self.counts());
            sleep(Duration::from_millis(1)).await;
        }
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("kill").arg(name).arg(self.process.id().to_string()).status();
        assert!(sent.expect("there is a `kill`").success());
    }

    /// Ends it in the middle of whatever it does.
    fn kill(mut self) {
        self.end();
    }

    fn end(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

impl Drop for Torq {
    fn drop(&mut self) {
        self.end();
    }
}

fn options(socket: &Path, source: u8, echo_timeout: Duration) -> EchoOptions {
    let mut options = EchoOptions::new(Domain::SIGNAL, source, socket);
    options.echo_timeout = echo_timeout;
    options
}

async fn client(socket: &Path, source: u8, echo_timeout: Duration) -> EchoClient {
    EchoClient::connect(options(socket, source, echo_timeout)).await.expect("the relay is there")
}

/// What the consumer hears of `source`, up to the sequence `last`; none may be missing without being told.
async fn hear(consumer: &mut RelaySubscriber, source: u8, last: u64) -> BTreeSet<u64> {
    let (mut heard, mut missing) = (BTreeSet::new(), 0);
    while heard.last() != Some(&last) {
        assert!(within("a frame", consumer.fill()).await.expect("the relay is there"));
        while let Some(received) = consumer.take() {
            if let Received::Frame { frame, lost } = received
                && frame.header().source == source
            {
                missing += lost;
                assert!(heard.insert(frame.header().sequence));
            }
        }
    }
    let first = heard.first().copied().unwrap_or_default();
    assert_eq!(heard.len() as u64 + missing, last - first + 1);
    heard
}

async fn subscriber(socket: &Path) -> RelaySubscriber {
    RelaySubscriber::connect(socket, Domain::SIGNAL).await.expect("the relay is there")
}

/// Each message counts once.
fn is_accounted(counts: &EchoCounts) -> bool {
    counts.published == counts.confirmed + counts.unconfirmed + counts.uncertain + counts.pending
}

// The relay itself.

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_frames_in_one_write_are_lost() {
    let directory = Directory::new();
    let mut torq = Torq::start(&directory.socket());
    let mut consumer = subscriber(&directory.socket()).await;
    torq.until_connected(1).await;
    let mut naive = UnixStream::connect(directory.socket()).await.unwrap();
    let all: Vec<u8> = (1..=2_000).flat_map(|n| frame(7, n, &blob(n, 2_493))).collect();
    naive.write_all(&all).await.unwrap();
    // What comes behind it arrives at last, one at a time.
    let end = async {
        for sequence in 1.. {
            drop(naive.write_all(&frame(8, sequence, &blob(0, 245))).await);
            sleep(Duration::from_millis(1)).await;
        }
    };
    let mut heard = 0;
    let listening = async {
        loop {
            assert!(consumer.fill().await.unwrap());
            while let Some(received) = consumer.take() {
                match received {
                    Received::Frame { frame, .. } if frame.header().source == 8 => return,
                    Received::Frame { .. } => heard += 1,
                    _ => {}
                }
            }
        }
    };
    tokio::select! {
        () = within("the end", listening) => {}
        () = end => {}
    }
    assert!(heard < 1_000, "{heard} of 2,000 frames were forwarded");
    assert!(torq.counts().dropped > 0);
}

#[tokio::test]
async fn the_relay_returns_what_it_forwards_and_looks_at_the_first_header_only() {
    let directory = Directory::new();
    let mut torq = Torq::start(&directory.socket());
    let mut raw = UnixStream::connect(directory.socket()).await.unwrap();
    torq.until_connected(1).await;
    let (own, foreign) = (frame(7, 1, &blob(1, 245)), frame_of(Domain::EXECUTION, 7, 2, Some(&blob(2, 245))));
    let mut returned = async |sent: &[&[u8]], expected: &[u8]| {
        raw.write_all(&sent.concat()).await.unwrap();
        let mut found = vec![0; expected.len()];
        within("the echo", tokio::io::AsyncReadExt::read_exact(&mut raw, &mut found)).await.unwrap();
        assert!(found == expected);
    };
    returned(&[&own], &own).await;
    returned(&[&own, &foreign], &[&own[..], &foreign].concat()).await;
    raw.write_all(&[&foreign[..], &own].concat()).await.unwrap();
    within("a drop", async {
        while torq.counts().dropped == 0 {
            sleep(Duration::from_millis(1)).await;
        }
    })
    .await;
}

// The window.

/// One producer floods, one consumer reads.
async fn flood(frame_len: usize, count: u64) {
    let directory = Directory::new();
    let mut torq = Torq::start(&directory.socket());
    let mut consumer = subscriber(&directory.socket()).await;
    let mut producer = client(&directory.socket(), 7, NEVER).await;
    torq.until_connected(2).await;
    let listening = tokio::spawn(async move { hear(&mut consumer, 7, count).await });
    let message = blob(1, frame_len);
    assert_eq!(frame(7, 1, &message).len(), frame_len);
    for n in 1..=count {
        assert_eq!(within("room", producer.publish(&message)).await.expect("the relay is there"), n);
    }
    assert!(within("the last echo", producer.flush()).await.expect("the relay is there"));
    let counts = producer.counts();
    assert_eq!((counts.published, counts.confirmed, counts.refused), (count, count, 0), "{counts:?}");
    assert!(!counts.is_without_echo);
    let heard = within("the consumer", listening).await.expect("it does not panic");
    assert_eq!(heard.len() as u64, count);
    let torq = torq.counts();
    assert_eq!((torq.dropped, torq.lagged), (0, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_of_245_bytes_loses_nothing() {
    flood(245, 9_000).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_of_2_kilobytes_loses_nothing() {
    flood(2_493, 9_000).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_of_16_kilobytes_loses_nothing() {
    flood(16_421, 4_000).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_of_60_kilobytes_loses_nothing() {
    flood(60_037, 2_000).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_clients_hear_each_other_and_not_themselves() {
    let directory = Directory::new();
    let mut torq = Torq::start(&directory.socket());
    // Nobody takes anything before all is published.
    let roomy = async |source| {
        let mut options = options(&directory.socket(), source, NEVER);
        options.inbox_bytes = 1_000 * 2_493;
        EchoClient::connect(options).await.expect("the relay is there")
    };
    let (mut left, mut right) = (roomy(1).await, roomy(2).await);
    torq.until_connected(2).await;
    let talk = async |me: &mut EchoClient, other: u8| {
        for n in 1..=1_000 {
            me.publish(&blob(n, 2_493)).await.expect("the relay is there");
        }
        for n in 1..=1_000 {
            let received = me.receive().await.expect("the relay is there");
            let Received::Frame { frame, lost: 0 } = received else { panic!("{received:?}") };
            assert_eq!((frame.header().source, frame.header().sequence), (other, n));
        }
        assert!(me.flush().await.expect("the relay is there"));
        let counts = me.counts();
        assert_eq!((counts.confirmed, counts.received, counts.overflowed), (1_000, 1_000, 0), "{counts:?}");
    };
    tokio::join!(within("the left", talk(&mut left, 2)), within("the right", talk(&mut right, 1)));
}

#[tokio::test]
async fn a_message_that_the_relay_cannot_take_is_refused_before_anything_is_written() {
    let directory = Directory::new();
    let _torq = Torq::start(&directory.socket());
    let mut producer = client(&directory.socket(), 7, NEVER).await;
    let refused = producer.publish(&blob(1, 65_537)).await;
    assert!(matches!(refused, Err(EchoError::TooLarge { found: 65_537, limit: 65_536 })), "{refused:?}");
    let refused = producer.publish(&Blob { n: 1, bytes: vec![0; 70_000] }).await;
    assert!(matches!(refused, Err(EchoError::Encode(WireError::TooLarge { .. }))), "{refused:?}");
    assert_eq!(producer.publish(&blob(1, 65_536)).await.unwrap(), 1);
    assert!(within("the echo", producer.flush()).await.unwrap());
    assert_eq!(producer.counts().published, 1);
}

#[tokio::test]
async fn what_is_no_message_is_passed_over_and_counted() {
    let directory = Directory::new();
    let mut torq = Torq::start(&directory.socket());
    let mut listener = client(&directory.socket(), 7, NEVER).await;
    let mut raw = UnixStream::connect(directory.socket()).await.unwrap();
    torq.until_connected(2).await;
    let ident = [&[0xEF, 0xBE, 0xAD, 0xDE, Domain::SIGNAL.get(), 1, 2, 0][..], &[0; 24]].concat();
    let own = |n| frame(9, n, &blob(n, 245));
    let foreign = frame_of(Domain::MARKET_DATA, 9, 1, Some(&blob(1, 245)));
    let mut torn = own(3);
    torn.truncate(100);
    let all = [
        &ident[..],
        &own(1),
        b"garbage that begins nothing",
        &own(2),
        &foreign,
        // Cut off, as after a read; then one whose bytes changed on the way.
        &torn,
        &own(4),
        &{
            let mut damaged = own(5);
            damaged[200] ^= 1;
            damaged
        },
        &own(7),
    ]
    .concat();
    raw.write_all(&all).await.unwrap();
    let mut found = Vec::new();
    while found.last() != Some(&(7, 2)) {
        let received = within("a frame", listener.receive()).await.unwrap();
        let Received::Frame { frame, lost } = received else { panic!("{received:?}") };
        found.push((frame.header().sequence, lost));
    }
    assert_eq!(found, [(1, 0), (2, 0), (4, 1), (7, 2)]);
    let counts = listener.counts();
    assert_eq!((counts.received, counts.missing, counts.foreign, counts.empty), (4, 3, 1, 1), "{counts:?}");
    assert!(counts.refused >= 3, "{counts:?}");
}

#[tokio::test]
async fn what_nobody_takes_is_bounded() {
    let directory = Directory::new();
    let mut torq = Torq::start(&directory.socket());
    let mut options = options(&directory.socket(), 7, NEVER);
    options.inbox_bytes = 25_000;
    let mut producer = EchoClient::connect(options).await.unwrap();
    let mut other = client(&directory.socket(), 8, NEVER).await;
    torq.until_connected(2).await;
    for n in 1..=500 {
        other.publish(&blob(n, 2_500)).await.unwrap();
        // A client that only publishes reads, too.
        producer.publish(&blob(n, 245)).await.unwrap();
    }
    assert!(within("the echo", other.flush()).await.unwrap());
    while producer.counts().received < 500 {
        within("the rest", producer.fill()).await.unwrap();
    }
    let counts = producer.counts();
    assert_eq!((counts.received, counts.overflowed, counts.missing), (500, 490, 0), "{counts:?}");
    for n in 491..=500 {
        let Some(Received::Frame { frame, .. }) = producer.take() else { panic!("ten frames are held") };
        assert_eq!(frame.header().sequence, n);
    }
    assert!(producer.take().is_none());
}

// Without an echo.

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_an_echo_messages_go_on_and_are_counted_as_unconfirmed() {
    const COUNT: u64 = 1_000;
    let directory = Directory::new();
    std::fs::create_dir_all(&directory.0).unwrap();
    let server = RelayServer::bind(RelayOptions::new(Domain::SIGNAL, directory.socket())).unwrap();
    let relay = tokio::spawn(server.run(std::future::pending()));
    let mut consumer = subscriber(&directory.socket()).await;
    let mut producer = client(&directory.socket(), 7, SOON).await;
    let listening = tokio::spawn(async move { hear(&mut consumer, 7, COUNT).await });
    for n in 1..=COUNT {
        let frame_len = if n % 100 == 0 { 60_037 } else { 2_493 };
        within("room", producer.publish(&blob(n, frame_len))).await.unwrap();
    }
    assert_eq!(within("the consumer", listening).await.unwrap().len() as u64, COUNT);
    assert!(!within("the timeout", producer.flush()).await.unwrap());
    let counts = producer.counts();
    assert_eq!((counts.fallbacks, counts.unconfirmed, counts.confirmed), (1, COUNT, 0), "{counts:?}");
    assert!(counts.is_without_echo && is_accounted(&counts));
    assert!(producer.take_doubtful().eq(1..=COUNT));
    relay.abort();
}

#[tokio::test]
async fn a_relay_of_another_domain_confirms_nothing() {
    let directory = Directory::new();
    let mut torq = Torq::start(&directory.socket());
    let mut options = options(&directory.socket(), 7, SOON);
    options.domain = Domain::EXECUTION;
    let mut producer = EchoClient::connect(options).await.unwrap();
    for n in 1..=100 {
        within("room", producer.publish(&blob(n, 2_493))).await.unwrap();
    }
    assert!(!within("the timeout", producer.flush()).await.unwrap());
    let counts = producer.counts();
    assert_eq!((counts.fallbacks, counts.unconfirmed), (1, 100), "{counts:?}");
    assert!(torq.counts().dropped > 0);
}

/// The relay stops reading; without its echo no more is sent than it reads at once, so that it cuts nothing later.
async fn stall(frame_len: usize) {
    let directory = Directory::new();
    let mut torq = Torq::start(&directory.socket());
    let mut consumer = subscriber(&directory.socket()).await;
    let mut producer = client(&directory.socket(), 7, SOON).await;
    torq.until_connected(2).await;
    torq.signal("-STOP");
    // Until the send buffer is full, too: publishing is given up then, and goes on later.
    while let Ok(published) = timeout(SOON * 4, producer.publish(&blob(1, frame_len))).await {
        published.unwrap();
    }
    let counts = producer.counts();
    assert!(counts.is_without_echo && is_accounted(&counts), "{counts:?}");
    torq.signal("-CONT");
    for _ in 0..100 {
        within("room", producer.publish(&blob(1, frame_len))).await.unwrap();
    }
    // The echo comes back with the relay; how many go out unconfirmed until then is the scheduler's affair.
    let counts = loop {
        let is_confirmed = within("the echo", producer.flush()).await.unwrap();
        let counts = producer.counts();
        if is_confirmed && counts.confirmed >= 100 {
            break counts;
        }
        within("room", producer.publish(&blob(1, frame_len))).await.unwrap();
    };
    assert_eq!((counts.pending, counts.refused), (0, 0), "{counts:?}");
    assert!(!counts.is_without_echo && is_accounted(&counts), "{counts:?}");
    let heard = hear(&mut consumer, 7, counts.published).await;
    assert_eq!(heard.len() as u64, counts.published);
    assert_eq!(torq.counts().dropped, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_relay_that_stalls_cuts_no_small_frame() {
    stall(2_493).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_relay_that_stalls_cuts_no_frame_that_just_passes_without_a_pipe() {
    stall(21_000).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_relay_that_stalls_cuts_no_frame_that_needs_a_pipe() {
    stall(21_001).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_relay_that_stalls_cuts_no_frame_of_the_promised_length() {
    stall(FALLBACK_FRAME_BYTES).await;
}

// Restarts.

/// The relay's tasks write to each connection by themselves: one that is killed may have sent a frame back and not passed it on. It
/// can only be among the last that the relay had in hand, which are a window's worth of frames with 2,493 bytes of payload.
const IN_HAND: u64 = 65_536 / 2_493;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_relay_that_is_restarted_costs_nothing_that_is_not_reported() {
    let directory = Directory::new();
    let socket = directory.socket();
    let mut torq = Torq::start(&socket);
    let mut consumer = client(&socket, 1, NEVER).await;
    let mut producer = client(&socket, 7, NEVER).await;
    torq.until_connected(2).await;
    let (mut heard, mut doubtful) = (BTreeSet::new(), BTreeSet::new());
    let mut hear_now = |consumer: &mut EchoClient| {
        while let Some(received) = consumer.take() {
            let Received::Frame { frame, .. } = received else { panic!("{received:?}") };
            assert_eq!(frame.header().source, 7);
            heard.insert(frame.header().sequence);
        }
    };
    for round in 1..=3 {
        for n in 0..500 {
            within("room", producer.publish(&blob(n, 2_493))).await.unwrap();
            if let Ok(filled) = timeout(Duration::ZERO, consumer.fill()).await {
                filled.unwrap();
            }
            hear_now(&mut consumer);
        }
        // Some are on their way.
        torq.kill();
        while producer.counts().links_lost < round || consumer.counts().links_lost < round {
            let (left, right) = (producer.counts().links_lost < round, consumer.counts().links_lost < round);
            if left {
                within("the end", producer.fill()).await.unwrap();
            }
            if right {
                within("the end", consumer.fill()).await.unwrap();
                hear_now(&mut consumer);
            }
        }
        torq = Torq::start(&socket);
        within("the relay", producer.ready()).await.unwrap();
        within("the relay", consumer.ready()).await.unwrap();
        torq.until_connected(2).await;
        doubtful.extend(producer.take_doubtful());
    }
    assert!(within("the echo", producer.flush()).await.unwrap());
    let last = producer.publish(&blob(0, 245)).await.unwrap();
    loop {
        let received = within("the last frame", consumer.receive()).await.unwrap();
        let Received::Frame { frame, .. } = received else { panic!("{received:?}") };
        if frame.header().sequence == last {
            break;
        }
        heard.insert(frame.header().sequence);
    }
    heard.insert(last);
    // What the relay sent back and did not pass on, the listener counts as missing, which is checked below.
    for untold in (1..=last).filter(|n| !heard.contains(n) && !doubtful.contains(n)) {
        let end = untold.div_ceil(500) * 500;
        assert!(untold + IN_HAND > end, "{untold} was neither heard nor reported, long before the relay was killed");
        assert!(
            !(untold..=end).any(|n| heard.contains(&n)),
            "{untold} was neither heard nor reported, one behind it was"
        );
    }
    let counts = producer.counts();
    assert_eq!((counts.links_lost, counts.unconfirmed), (3, 0), "{counts:?}");
    assert_eq!(counts.uncertain, doubtful.len() as u64);
    assert!(is_accounted(&counts));
    assert_eq!(consumer.counts().missing + heard.len() as u64, last);
}

#[tokio::test]
async fn a_relay_that_does_not_come_back_is_an_error() {
    let directory = Directory::new();
    let torq = Torq::start(&directory.socket());
    let mut options = options(&directory.socket(), 7, NEVER);
    options.reconnect_timeout = SOON;
    let mut producer = EchoClient::connect(options.clone()).await.unwrap();
    assert_eq!(producer.publish(&blob(1, 245)).await.unwrap(), 1);
    assert!(within("the echo", producer.flush()).await.unwrap());
    torq.kill();
    let published = |error: Result<u64, EchoError>| matches!(error, Err(EchoError::NoRelay { .. }));
    // The first may still go into the dead socket.
    let mut sent = 1;
    while let Ok(sequence) = within("an answer", producer.publish(&blob(2, 245))).await {
        sent = sequence;
    }
    assert!(published(within("an answer", producer.publish(&blob(2, 245))).await));
    let counts = producer.counts();
    assert_eq!((counts.published, counts.confirmed, counts.uncertain), (sent, 1, sent - 1), "{counts:?}");
    let error = EchoClient::connect(options.clone()).await.expect_err("nobody is there").to_string();
    assert!(error.contains("signals.sock") && error.contains("start it"), "{error}");
    // It comes back at last, and the numbers go on.
    let _torq = Torq::start(&directory.socket());
    assert_eq!(within("the relay", producer.publish(&blob(3, 245))).await.unwrap(), sent + 1);
    assert!(within("the echo", producer.flush()).await.unwrap());
}

// Edges.

fn edge(directory: &Directory) -> TopologyConfig {
    let toml = format!(
        r#"
        link_directory = "{0}/links"
        [relays]
        signal = {{ socket = "{0}/signals.sock", kind = "existing" }}
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
        actors = ["shelf", "other"]
        [[edges]]
        from = "feed"
        to = "shelf"
        road = "relay"
        [[edges]]
        from = "press"
        to = "other"
        road = "relay"
        "#,
        directory.0.display()
    );
    TopologyConfig::parse(&toml, "bundles.toml").unwrap()
}

fn launch(topology: &TopologyConfig, bundle: &str) -> ActorSystem {
    let types = ActorTypes::new().register::<Shelf>("shelf").register::<Shelf>("other");
    ActorSystem::launch(topology, &types, &Part::Bundle(bundle.into())).expect("the topology is right")
}

/// Waits until the shelf has the number.
async fn numbers_up_to(shelf: &ShelfRef, last: u64) -> Vec<u64> {
    within("the last number", async {
        loop {
            let numbers = shelf.numbers(Numbers {}).await.expect("the shelf lives");
            if numbers.last() == Some(&last) {
                return numbers;
            }
            sleep(Duration::from_millis(1)).await;
        }
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn edges_through_an_existing_relay_lose_nothing() {
    const COUNT: u64 = 2_000;
    let directory = Directory::new();
    let mut torq = Torq::start(&directory.socket());
    let topology = edge(&directory);
    let library = launch(&topology, "library");
    within("the subscriptions", library.subscribed()).await;
    torq.until_connected(2).await;
    let (feed, press) = (launch(&topology, "feed"), launch(&topology, "press"));
    let shelf: ShelfRef = feed.at("feed").unwrap().handle("shelf").unwrap();
    let other: ShelfRef = press.at("press").unwrap().handle("other").unwrap();
    let sizes = [245, 2_493, 245, 16_421, 245, 40_000];
    let send = async |to: ShelfRef| {
        for (n, size) in (1..=COUNT).zip(sizes.into_iter().cycle()) {
            to.blob(blob(n, size)).await.expect("the relay is there");
        }
    };
    tokio::join!(within("the feed", send(shelf.clone())), within("the press", send(other)));
    for name in ["shelf", "other"] {
        let numbers = numbers_up_to(&library.handle(name).unwrap(), COUNT).await;
        assert!(numbers.iter().copied().eq(1..=COUNT), "{} came", numbers.len());
    }
    let refused = shelf.blob(Blob { n: 0, bytes: vec![0; 65_520] }).await.expect_err("it is too long").kind;
    let is_too_large = |why: &WireError| matches!(why, WireError::TooLarge { limit: 65_536, .. });
    assert!(matches!(&refused, SendErrorKind::Wire(why) if is_too_large(why)), "{refused:?}");
    feed.stop().await;
    press.stop().await;
    for sender in [feed, press] {
        let sent = sender.get_transport_metrics();
        assert_eq!((sent.frames_sent, sent.frames_unsent, sent.frames_unconfirmed), (COUNT, 0, 0));
    }
    let metrics = library.get_transport_metrics();
    assert_eq!((metrics.frames_received, metrics.frames_lost, metrics.frames_refused), (2 * COUNT, 0, 0));
    assert_eq!(torq.counts().dropped, 0);
    library.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_edge_reports_what_an_existing_relay_took_with_it() {
    let directory = Directory::new();
    let mut torq = Torq::start(&directory.socket());
    let topology = edge(&directory);
    let library = launch(&topology, "library");
    within("the subscriptions", library.subscribed()).await;
    torq.until_connected(2).await;
    let feed = launch(&topology, "feed");
    let far: ShelfRef = feed.at("feed").unwrap().handle("shelf").unwrap();
    let near: ShelfRef = library.handle("shelf").unwrap();
    let mut accepted = 0;
    for n in 1..=1_000 {
        far.blob(blob(n, 2_493)).await.expect("the relay is there");
        accepted = n;
    }
    // Some wait, some are on their way.
    torq.kill();
    within("a refusal", async {
        while far.blob(blob(accepted + 1, 2_493)).await.is_ok() {
            accepted += 1;
        }
    })
    .await;
    // A send may be refused just before the loss is counted.
    let lost_at_once = within("the account", async {
        loop {
            let metrics = feed.get_transport_metrics();
            if metrics.links_lost == 1 {
                break metrics;
            }
            sleep(Duration::from_millis(1)).await;
        }
    })
    .await;
    let mut torq = Torq::start(&directory.socket());
    // Both subscriptions and the sender.
    torq.until_connected(3).await;
    let before = accepted;
    within("the road", async {
        while far.blob(blob(accepted + 1, 2_493)).await.is_err() {
            sleep(Duration::from_millis(1)).await;
        }
    })
    .await;
    accepted += 1;
    let numbers = numbers_up_to(&near, accepted).await;
    assert!(numbers.is_sorted_by(|one, next| one < next));
    let heard_before = numbers.iter().filter(|n| **n <= before).count() as u64;
    let reported = lost_at_once.frames_unsent + lost_at_once.frames_unconfirmed;
    // The relay may have sent the last that it had in hand back, and not passed it on, when it was killed; see above. The receiver
    // counts it, as it does all that is missing.
    assert!(heard_before + reported + IN_HAND >= before, "{heard_before} heard, {reported} reported, of {before}");
    let missing = library.get_transport_metrics().frames_lost;
    assert_eq!(numbers.len() as u64 + missing, accepted, "every number is heard or known as missing");
    feed.stop().await;
    library.stop().await;
}
