//! Bundled sends, asks and publications allocate nothing once they are warm, nor do frames of fixed sizes in a buffer that
//! is there; counted by the allocator itself, over more than a million messages.
//!
//! One test in a binary of its own: the counter sees every thread that the test starts. Each case runs in each mode of dispatch,
//! on one thread and on two. "Warm" means: every mailbox has been full a few times, each waiting sender has waited once,
//! and the pool of events is filled.

mod counting;

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::task::{Context, Wake, Waker};

use mycelium::prelude::*;
use mycelium::{ArcPool, Spawner};
use tokio::sync::{Barrier, Notify};

use counting::{allocations, warm_up_locks};

#[message(tlv = 0xC8)]
#[derive(Clone, Copy)]
struct Event {
    fields: [u64; 12],
}

#[message(tlv = 0xC9)]
struct Tick {
    n: u64,
}

#[message(tlv = 0xCA, reply = u64)]
struct Sum {
    plus: u64,
}

/// Keeps the actor busy until the gate is opened.
#[message(local)]
#[derive(Clone, Default)]
struct Hold {
    entered: Arc<Notify>,
    gate: Arc<Notify>,
}

#[derive(Default)]
struct Counter {
    sum: u64,
}

#[actor]
impl Counter {
    #[handler]
    fn event(&mut self, event: &Event) {
        self.sum += event.fields[0];
    }

    #[handler]
    fn tick(&mut self, tick: Tick) {
        self.sum += tick.n;
    }

    #[handler]
    fn sum(&self, question: &Sum) -> u64 {
        self.sum + question.plus
    }

    #[message(tlv = 0xCC)]
    fn add(&mut self, n: u64, more: [u64; 4]) {
        self.sum += n + more[0];
    }

    #[message(tlv = 0xCD)]
    async fn ahead(&mut self, by: u64) -> u64 {
        self.sum + by
    }

    #[handler]
    async fn hold(&mut self, hold: Hold) {
        hold.entered.notify_one();
        hold.gate.notified().await;
    }
}

/// Another enum, and a handler that is a future.
#[derive(Default)]
struct Journal {
    sum: u64,
}

#[actor]
impl Journal {
    #[handler]
    fn sum(&self, question: &Sum) -> u64 {
        self.sum + question.plus
    }

    #[handler]
    async fn event(&mut self, event: Arc<Event>) -> Result<()> {
        self.sum += event.fields[0];
        Ok(())
    }

    #[handler]
    fn tick(&mut self, tick: Tick) {
        self.sum += tick.n;
    }

    #[handler]
    async fn hold(&mut self, hold: Hold) {
        hold.entered.notify_one();
        hold.gate.notified().await;
    }
}

/// A way to spawn: how the actor's messages are dispatched.
type Mode = (&'static str, fn(Spawner<'_>) -> Spawner<'_>);

const MODES: [Mode; 2] = [("queued", |spawner| spawner), ("inline", |spawner| spawner.dispatch(Dispatch::Inline))];

/// How many messages were sent while allocations were counted.
static MESSAGES: AtomicU64 = AtomicU64::new(0);

/// Fails if anything was allocated since there were `before`.
fn expect_none(case: &str, before: u64, messages: u64) {
    let found = allocations() - before;
    assert_eq!(found, 0, "{case}: {found} allocations in {messages} messages");
    MESSAGES.fetch_add(messages, Relaxed);
}

/// Fills an actor's mailbox to the brim, and once more while what was in it is in the actor's hands: what both need is there
/// from then on, for they exchange their storage.
async fn fill(hold: Recipient<Hold>, tick: Recipient<Tick>) {
    let [before, among, behind] = [Hold::default(), Hold::default(), Hold::default()];
    hold.send(before.clone()).await.expect("the actor runs");
    before.entered.notified().await;
    hold.try_send(among.clone()).expect("there is room");
    while tick.try_send(Tick { n: 0 }).is_ok() {}
    before.gate.notify_one();
    among.entered.notified().await;
    while tick.try_send(Tick { n: 0 }).is_ok() {}
    among.gate.notify_one();
    // The last one to come says that all have been handled.
    hold.send(behind.clone()).await.expect("the actor runs");
    behind.entered.notified().await;
    behind.gate.notify_one();
}

// === one sender, and room for all that it sends ===

const ROUNDS: u64 = 40_000;

/// As many events as are under way at a time, and more.
const POOLED: usize = 16;

/// How many messages a round sends.
const PER_ROUND: u64 = 14;

struct Sides {
    counter: CounterRef,
    journal: JournalRef,
    recipients: Recipients<Arc<Event>>,
    shared: Arc<Event>,
    pool: ArcPool<Event>,
}

impl Sides {
    async fn new(system: &ActorSystem, (name, mode): Mode) -> Self {
        let counter = mode(system.named(&format!("{name} counter"))).capacity(256);
        let counter = counter.spawn(Counter::default()).expect("the name is free");
        let journal = mode(system.named(&format!("{name} journal"))).capacity(256);
        let journal = journal.spawn(Journal::default()).expect("the name is free");
        fill(counter.recipient(), counter.recipient()).await;
        fill(journal.recipient(), journal.recipient()).await;
        let recipients = [counter.recipient(), journal.recipient(), counter.recipient()].into_iter().collect();
        let shared = Arc::new(Event { fields: [1; 12] });
        // A pool makes what it keeps when it is needed, and how much that is depends on when actors have their turns.
        let mut pool = ArcPool::new(POOLED);
        drop((0..POOLED).map(|_| pool.arc(Event { fields: [1; 12] })).collect::<Vec<_>>());
        Self { counter, journal, recipients, shared, pool }
    }

    /// Values and `Arc`s, shared and fresh, by every way to send; and an ask of each actor, which waits for all of them.
    async fn rounds(&mut self, rounds: u64) {
        let Self { counter, journal, recipients, shared, pool } = self;
        let before = counter.sum(Sum { plus: 0 }).await.expect("the actor answers");
        for _ in 0..rounds {
            counter.event(Arc::clone(shared)).await.expect("the actor runs");
            counter.event(pool.arc(Event { fields: [1; 12] })).await.expect("the actor runs");
            counter.try_send(Tick { n: 1 }).expect("there is room");
            counter.tick(Tick { n: 1 }).await.expect("the actor runs");
            recipients.publish(pool.arc(Event { fields: [1; 12] })).await.expect("all run");
            recipients.try_publish(Arc::clone(shared)).expect("there is room");
            counter.sum(Sum { plus: 1 }).await.expect("the actor answers");
            journal.sum(Sum { plus: 1 }).await.expect("the actor answers");
            counter.add(1, [0; 4]).await.expect("the actor runs");
            counter.ahead(1).await.expect("the actor answers");
        }
        let after = counter.sum(Sum { plus: 0 }).await.expect("the actor answers");
        assert_eq!(after - before, rounds * 9);
    }
}

async fn check_with_room(case: &str, system: &ActorSystem, mode: Mode) {
    let mut sides = Sides::new(system, mode).await;
    sides.rounds(100).await;
    let made = sides.pool.misses();
    let before = allocations();
    sides.rounds(ROUNDS).await;
    expect_none(case, before, ROUNDS * PER_ROUND);
    assert_eq!(sides.pool.misses(), made, "{case}: the pool is large enough");
}

// === four senders, and no room ===

const SENDERS: u64 = 4;
const EACH: u64 = 15_000;
const CAPACITY: usize = 16;

/// Asks, and sends until there is no room: each of these waits in the mailbox's line or for an answer.
async fn press(counter: &CounterRef, shared: &Arc<Event>, messages: u64) {
    for n in 0..messages {
        match n % 16 {
            0 => drop(counter.sum(Sum { plus: 1 }).await.expect("the actor answers")),
            odd if odd % 2 == 1 => counter.event(Arc::clone(shared)).await.expect("the actor runs"),
            _ => counter.tick(Tick { n: 1 }).await.expect("the actor runs"),
        }
    }
}

/// As many asks as there are senders wait at once, then as many of them for room: what each needs is there from then on.
async fn crowd(counter: &CounterRef) {
    let held = Hold::default();
    counter.hold(held.clone()).await.expect("the actor runs");
    held.entered.notified().await;
    let ask = || async { counter.sum(Sum { plus: 0 }).await.map(drop).expect("the actor answers") };
    let fill = async { while counter.try_send(Tick { n: 0 }).is_ok() {} };
    let tick = || async { counter.tick(Tick { n: 0 }).await.expect("the actor runs") };
    let release = async { held.gate.notify_one() };
    tokio::join!(biased; ask(), ask(), ask(), ask(), fill, tick(), tick(), tick(), tick(), release);
}

async fn check_full(case: &str, system: &ActorSystem, (name, mode): Mode) {
    let counter = mode(system.named(&format!("{name} small"))).capacity(CAPACITY);
    let counter = counter.spawn(Counter::default()).expect("the name is free");
    fill(counter.recipient(), counter.recipient()).await;
    crowd(&counter).await;
    let step = Arc::new(Barrier::new(SENDERS as usize + 1));
    let senders: Vec<_> = (0..SENDERS)
        .map(|_| {
            let (counter, step) = (counter.clone(), Arc::clone(&step));
            tokio::spawn(async move {
                let shared = Arc::new(Event { fields: [1; 12] });
                for messages in [1_000, EACH] {
                    step.wait().await;
                    press(&counter, &shared, messages).await;
                    step.wait().await;
                }
            })
        })
        .collect();
    step.wait().await;
    step.wait().await;
    let before = allocations();
    step.wait().await;
    step.wait().await;
    expect_none(case, before, SENDERS * EACH);
    for sender in senders {
        sender.await.expect("no sender panics");
    }
}

/// A waker of its own each time, that wakes nobody.
struct Nobody;

impl Wake for Nobody {
    fn wake(self: Arc<Self>) {}
}

/// Each of tokio's threads keeps a list of the tasks that let others run; it grows to what was needed once.
async fn warm_up_runtime(threads: usize) {
    let all_are_here = Arc::new(std::sync::Barrier::new(threads));
    let each = |_| {
        let all_are_here = Arc::clone(&all_are_here);
        tokio::spawn(async move {
            // Each thread waits for all others, so each of them runs one of these.
            all_are_here.wait();
            for _ in 0..32 {
                let waker = Waker::from(Arc::new(Nobody));
                assert!(pin!(tokio::task::yield_now()).poll(&mut Context::from_waker(&waker)).is_pending());
            }
        })
    };
    for task in (0..threads).map(each).collect::<Vec<_>>() {
        task.await.expect("it does not panic");
    }
}

fn check(name: &str, threads: usize, runtime: &tokio::runtime::Runtime) {
    runtime.block_on(async {
        warm_up_runtime(threads).await;
        let control = allocations();
        drop(std::hint::black_box(Box::new(1)));
        assert_eq!(allocations() - control, 1, "the counter counts");
        for mode in MODES {
            let system = ActorSystem::new();
            check_with_room(&format!("{name}, {}, with room", mode.0), &system, mode).await;
            check_full(&format!("{name}, {}, full", mode.0), &system, mode).await;
            system.stop().await;
        }
    });
}

#[message(tlv = 0xCB, accept = [52, 56])]
#[derive(Clone, PartialEq, Debug)]
struct Quote {
    prices: [i64; 6],
    venue: u16,
    #[field(pad = 1)]
    asset: u8,
}

const FRAMES: u64 = 5_000;

/// Whole frames into a buffer that has room, and back.
fn frames(quote: &Quote, event: &Event, out: &mut Vec<u8>, room: &mut [u8]) {
    use mycelium::wire::{Domain, Frame, FrameHead, FrameRules, encode_frame};
    for sequence in 0..FRAMES {
        let head = FrameHead { domain: Domain::MARKET_DATA, source: 1, flags: 0, sequence, timestamp_ns: sequence };
        out.clear();
        encode_frame(&head, out, |tlvs| {
            quote.encode_tlv(tlvs)?;
            event.encode_tlv(tlvs)
        })
        .expect("it fits a frame");
        let frame = Frame::parse(out, &FrameRules::default()).expect("it is good");
        let mut tlvs = frame.tlvs();
        let found = Quote::decode_tlv(tlvs.next().expect("two TLVs")).expect("a quote");
        assert_eq!(&found, quote);
        let found = Event::decode_tlv(tlvs.next().expect("two TLVs")).expect("an event");
        assert_eq!(found.fields, event.fields);
        assert_eq!(quote.write_tlv(room).ok(), Some(2 + 52));
    }
}

/// Encode and decode of fixed sizes, with a buffer of the caller's.
fn check_frames() {
    let (quote, event) = (Quote { prices: [7; 6], venue: 101, asset: 50 }, Event { fields: [3; 12] });
    let (mut out, mut room) = (Vec::with_capacity(256), vec![0; 64]);
    frames(&quote, &event, &mut out, &mut room);
    let before = allocations();
    frames(&quote, &event, &mut out, &mut room);
    let found = allocations() - before;
    assert_eq!(found, 0, "frames: {found} allocations in {FRAMES} rounds");
}

// One test: a second one, on another thread, would be counted too.
#[test]
fn sends_asks_publications_and_frames_allocate_nothing_when_warm() {
    let current_thread = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    check("current thread", 1, &current_thread);
    let mut two_workers = tokio::runtime::Builder::new_multi_thread();
    two_workers.worker_threads(2).on_thread_start(warm_up_locks).enable_time();
    let two_workers = two_workers.build().expect("a runtime");
    check("two workers", 2, &two_workers);
    drop((current_thread, two_workers));
    let messages = MESSAGES.load(Relaxed);
    assert!(messages >= 1_000_000, "only {messages} messages were counted");
    check_frames();
}
