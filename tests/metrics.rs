//! `TransportMetrics`: what each counter counts, that they add up, and that totals survive those who counted.
//!
//! The clock is paused in every test on one thread: a wait that nothing can end fails at once, and sleeping
//! there means "until nobody has anything left to do".
//!
//! The file is long because every counter has a test of its own beside those of the sums.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use mycelium::TransportMetrics;
use mycelium::prelude::*;
use mycelium::transport::memory_link;
use mycelium::wire::HEADER_LEN;
use tokio::sync::oneshot;
use tokio::task::JoinSet;

/// Waits; a hang fails instead of blocking.
async fn within<F: Future>(what: &str, future: F) -> F::Output {
    let limit = Duration::from_secs(60);
    tokio::time::timeout(limit, future).await.unwrap_or_else(|_| panic!("{what}: still not done after {limit:?}"))
}

/// Polls once and checks that the future is not ready: from here on it waits where it waits.
async fn still_waits<F: Future>(mut future: Pin<&mut F>) {
    poll_fn(|cx| match future.as_mut().poll(cx) {
        Poll::Pending => Poll::Ready(()),
        Poll::Ready(_) => panic!("it was ready already"),
    })
    .await;
}

/// Ready when no task has anything left to do: only then a paused clock moves.
async fn settled() {
    tokio::time::sleep(Duration::from_millis(1)).await;
}

/// Counters that were not named are 0. (The struct is `non_exhaustive`, so there is no literal of it here.)
fn metrics(set: impl FnOnce(&mut TransportMetrics)) -> TransportMetrics {
    let mut metrics = TransportMetrics::default();
    set(&mut metrics);
    metrics
}

// === the messages ===

#[message(tlv = 0xC8, domain = market_data)]
#[derive(Debug, Clone, PartialEq)]
struct Fixed {
    price: i64,
    #[field(pad = 5)]
    venue: u16,
}

#[message(nested)]
#[derive(Debug, Clone, PartialEq)]
struct Level {
    price: i64,
    size: Option<u32>,
}

/// Of varying length; over 255 bytes it has the long header.
#[message(tlv = 0xC9, domain = market_data)]
#[derive(Debug, Clone, PartialEq)]
struct Book {
    name: String,
    levels: Vec<Level>,
}

#[message(tlv = 0xCA, reply = u64)]
#[derive(Debug, Clone, PartialEq)]
struct Count {
    from: u64,
}

#[message(local)]
#[derive(Debug)]
struct Tick;

#[message(tlv = 0xCB)]
#[derive(Debug, Clone, PartialEq)]
struct Fail {
    panics: bool,
}

/// Keeps the actor busy until it is let go.
#[message(local)]
#[derive(Debug)]
struct Hold {
    entered: oneshot::Sender<()>,
    release: oneshot::Receiver<()>,
}

fn book(name: usize, levels: usize) -> Book {
    let level = |n| Level { price: n as i64, size: (n % 2 == 0).then_some(7) };
    Book { name: "b".repeat(name), levels: (0..levels).map(level).collect() }
}

// === the actor ===

#[derive(Default)]
struct Worker {
    handled: u64,
    pauses: bool,
}

#[actor]
impl Worker {
    #[handler]
    fn fixed(&mut self, _fixed: Fixed) {
        self.handled += 1;
    }

    #[handler]
    async fn book(&mut self, _book: &Book) {
        self.handled += 1;
        if self.pauses {
            tokio::task::yield_now().await;
        }
    }

    #[handler]
    fn count(&self, question: &Count) -> u64 {
        question.from + self.handled
    }

    #[handler]
    fn tick(&mut self, _tick: Tick) {
        self.handled += 1;
    }

    #[handler]
    fn fail(&mut self, fail: Fail) -> Result<()> {
        assert!(!fail.panics, "it panics");
        Err(Error::msg("it fails"))
    }

    #[handler]
    async fn hold(&mut self, hold: Hold) {
        hold.entered.send(()).expect("the test waits for it");
        let _ = hold.release.await;
    }
}

/// Keeps `worker` in a handler until the returned sender is used or dropped.
async fn hold(worker: &WorkerRef) -> oneshot::Sender<()> {
    let (entered, is_held) = oneshot::channel();
    let (let_go, release) = oneshot::channel();
    worker.hold(Hold { entered, release }).await.expect("the worker lives");
    within("the hold", is_held).await.expect("the worker came to the hold");
    let_go
}

fn spawn(system: &ActorSystem, name: &str) -> WorkerRef {
    system.named(name).spawn(Worker::default()).expect("the name is free")
}

/// The real length of what is sent, by encoding it.
fn len(message: &impl Message) -> u64 {
    message.to_tlv().expect("it can be encoded").len() as u64
}

// === what happened to messages ===

#[tokio::test(start_paused = true)]
async fn each_counter_counts_what_it_says() {
    let system = ActorSystem::new();
    let policy = RestartPolicy::OnPanic { max: 2, within: Duration::from_secs(1_000_000) };
    let spawner = system.named("worker").capacity(3).restart(policy);
    let worker = spawner.spawn_with(Worker::default).expect("the name is free");
    assert_eq!(worker.metrics(), TransportMetrics::default());

    worker.tick(Tick).await.expect("it lives");
    within("an answer", worker.ask(Tick)).await.expect("an answer");
    settled().await;
    assert_eq!(worker.metrics(), metrics(|m| (m.sent, m.handled) = (2, 2)));

    let fail = Fail { panics: false };
    worker.fail(fail.clone()).await.expect("it lives");
    within("an answer", worker.ask(fail.clone())).await.expect_err("it fails");
    settled().await;
    let mut avoided = 2 * len(&fail);
    let expected = metrics(|m| {
        (m.sent, m.handled, m.failed) = (4, 4, 2);
        m.serialization_avoided_bytes = avoided;
    });
    assert_eq!(worker.metrics(), expected);

    let question = Count { from: 0 };
    worker.send(question.clone()).await.expect("it lives");
    within("an answer", worker.ask(question.clone())).await.expect("an answer");
    settled().await;
    avoided += 2 * len(&question);
    let expected = metrics(|m| {
        (m.sent, m.handled, m.failed, m.answers_dropped) = (6, 6, 2, 1);
        m.serialization_avoided_bytes = avoided;
    });
    assert_eq!(worker.metrics(), expected);

    worker.fail(Fail { panics: true }).await.expect("it lives");
    settled().await;
    within("the restart", worker.restart()).await.expect("it can be made anew");
    avoided += len(&Fail { panics: true });
    let expected = metrics(|m| {
        (m.sent, m.handled, m.failed, m.panicked, m.answers_dropped, m.restarted) = (7, 7, 2, 1, 1, 2);
        m.serialization_avoided_bytes = avoided;
    });
    assert_eq!(worker.metrics(), expected);

    // Refused and cancelled sends count nowhere; what is waiting at a stop is dropped.
    let let_go = hold(&worker).await;
    for _ in 0..3 {
        worker.try_send(Tick).expect("there is room");
    }
    worker.try_send(Tick).expect_err("it is full");
    let mut cancelled = Box::pin(worker.tick(Tick));
    still_waits(cancelled.as_mut()).await;
    drop(cancelled);
    let mut in_line = pin!(worker.tick(Tick));
    still_waits(in_line.as_mut()).await;
    let mut stop = pin!(worker.stop());
    still_waits(stop.as_mut()).await;
    let_go.send(()).expect("the worker waits for it");
    within("the stop", stop).await;
    within("a refusal", in_line).await.expect_err("it has stopped");
    worker.try_send(Tick).expect_err("it has stopped");
    let expected = metrics(|m| {
        (m.sent, m.handled, m.failed, m.panicked, m.answers_dropped, m.restarted) = (11, 8, 2, 1, 1, 2);
        (m.dropped, m.serialization_avoided_bytes) = (3, avoided);
    });
    assert_eq!(worker.metrics(), expected);
    assert_eq!(system.get_transport_metrics(), expected, "and the totals keep it");
}

#[tokio::test(start_paused = true)]
async fn totals_are_the_sum_and_keep_what_stopped_actors_counted() {
    let system = ActorSystem::new();
    let mut expected = TransportMetrics::default();
    for round in 0..5 {
        // The same name again and again, and others beside it that stay.
        let (mortal, stays) = (spawn(&system, "mortal"), system.spawn(Worker::default()));
        for n in 0..=round {
            mortal.fixed(Fixed { price: n, venue: 1 }).await.expect("it lives");
            stays.book(book(n as usize, 2)).await.expect("it lives");
        }
        mortal.fail(Fail { panics: round == 3 }).await.expect("it lives");
        let (outlet, _inlet) = memory_link(0);
        let far: WorkerRef = system.connect(&format!("far {round}"), outlet).expect("the name is free");
        far.fixed(Fixed { price: 1, venue: 2 }).await.expect("the link is open");
        settled().await;
        let before = [mortal.metrics(), stays.metrics(), far.metrics()];
        assert_eq!(
            (before[0].handled, before[1].handled, before[2].frames_sent),
            (round as u64 + 2, round as u64 + 1, 1)
        );
        before.into_iter().for_each(|metrics| expected += metrics);
        assert_eq!(system.get_transport_metrics(), expected);
        within("the stop", mortal.stop()).await;
        assert_eq!(system.get_transport_metrics(), expected, "after a stop");
        assert_eq!(mortal.metrics(), before[0], "a reference can still tell");
    }
    within("the system's stop", system.stop()).await;
    assert_eq!(system.get_transport_metrics(), expected);
    assert!(expected.failed == 4 && expected.panicked == 1, "{expected:?}");
}

#[tokio::test(start_paused = true)]
async fn at_rest_all_that_was_handled_is_counted_though_nothing_follows() {
    let system = ActorSystem::new();
    for dispatch in [Dispatch::Queued, Dispatch::Inline] {
        for pauses in [false, true] {
            let worker = Worker { pauses, ..Worker::default() };
            let worker = system.unnamed().dispatch(dispatch).spawn(worker).expect("its name is made up");
            settled().await;
            let (mut sent, mut bytes) = (0, 0);
            let mut expect_counted = |message: u64| {
                (sent, bytes) = (sent + 1, bytes + message);
                let now = worker.metrics();
                let counted = (now.sent, now.handled, now.serialization_avoided_bytes);
                assert_eq!(counted, (sent, sent, bytes), "{dispatch:?}, pauses: {pauses}");
            };
            let (awaited, at_once) = (book(3, 1), Fixed { price: 1, venue: 1 });
            let (awaited_len, at_once_len) = (len(&awaited), len(&at_once));
            worker.book(Arc::new(awaited)).await.expect("it lives");
            settled().await;
            expect_counted(awaited_len);
            worker.fixed(at_once).await.expect("it lives");
            settled().await;
            expect_counted(at_once_len);
            hold(&worker).await.send(()).expect("it is held");
            settled().await;
            expect_counted(0);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn at_every_moment_no_more_is_handled_than_was_sent() {
    const EACH: u64 = 20_000;
    let system = ActorSystem::new();
    let worker = Worker { pauses: true, ..Worker::default() };
    let worker = system.named("worker").capacity(16).spawn(worker).expect("the name is free");
    let mut senders = JoinSet::new();
    for _ in 0..2 {
        let worker = worker.clone();
        senders.spawn(async move {
            let shared = Arc::new(book(3, 1));
            for n in 0..EACH {
                if n % 64 == 0 {
                    worker.book(Arc::clone(&shared)).await.expect("it lives");
                } else {
                    worker.fixed(Fixed { price: 1, venue: 1 }).await.expect("it lives");
                }
            }
        });
    }
    // Looks on from a thread of its own until the senders are done.
    let (done, mut is_done) = oneshot::channel::<()>();
    let looked_at = worker.clone();
    let onlooker = std::thread::spawn(move || {
        let (mut looks, mut last) = (0_u64, TransportMetrics::default());
        while is_done.try_recv() == Err(oneshot::error::TryRecvError::Empty) {
            let now = looked_at.metrics();
            assert!(now.sent >= now.handled + now.dropped, "{now:?}");
            assert!(now.sent >= last.sent && now.handled >= last.handled, "{last:?}, then {now:?}");
            assert!(now.serialization_avoided_bytes >= last.serialization_avoided_bytes, "{last:?}, then {now:?}");
            (looks, last) = (looks + 1, now);
        }
        looks
    });
    while let Some(sent) = within("a sender", senders.join_next()).await {
        sent.expect("no sender panics");
    }
    drop(done);
    assert!(onlooker.join().expect("what it saw added up") > 0, "it never looked");
    within("the drain", worker.drain()).await;
    let metrics = worker.metrics();
    assert_eq!((metrics.sent, metrics.handled, metrics.dropped), (2 * EACH, 2 * EACH, 0));
}

// === avoided bytes ===

#[tokio::test(start_paused = true)]
async fn avoided_bytes_are_the_real_lengths_of_what_was_handled() {
    let system = ActorSystem::new();
    let worker = spawn(&system, "worker");
    let fixed = Fixed { price: -1, venue: 9 };
    assert_eq!(len(&fixed), 2 + 8 + 2 + 5);
    let mut expected = 0;
    for _ in 0..3 {
        worker.fixed(fixed.clone()).await.expect("it lives");
        expected += len(&fixed);
    }
    // By length: empty, short, the longest with the short header, the shortest with the long one, long.
    for (name, levels) in [(0, 0), (5, 3), (251, 0), (252, 0), (10, 900)] {
        let book = Arc::new(book(name, levels));
        let len = len(&*book);
        assert_eq!(len > 257, (name, levels) == (252, 0) || levels == 900, "{len}");
        worker.book(Arc::clone(&book)).await.expect("it lives");
        worker.recipient::<Arc<Book>>().send(book).await.expect("it lives");
        expected += 2 * len;
    }
    // A question counts, its answer does not.
    within("an answer", worker.count(Count { from: 1 })).await.expect("an answer");
    expected += len(&Count { from: 1 });
    // What has no wire form avoids none.
    for _ in 0..10 {
        worker.tick(Tick).await.expect("it lives");
    }
    // What fails was handed over all the same.
    worker.fail(Fail { panics: false }).await.expect("it lives");
    expected += len(&Fail { panics: false });
    settled().await;
    assert_eq!(worker.metrics().serialization_avoided_bytes, expected);

    // What is dropped was not handled.
    let let_go = hold(&worker).await;
    worker.fixed(fixed).await.expect("it lives");
    let mut stop = pin!(worker.stop());
    still_waits(stop.as_mut()).await;
    let_go.send(()).expect("the worker waits for it");
    within("the stop", stop).await;
    let metrics = worker.metrics();
    assert_eq!((metrics.dropped, metrics.serialization_avoided_bytes), (1, expected));
}

/// A worker with local messages behind it, and a link into it that has nothing on it yet.
async fn worker_behind_a_link() -> (ActorSystem, ActorSystem, WorkerRef, WorkerRef, u64) {
    let (here, there) = (ActorSystem::new(), ActorSystem::new());
    let worker = spawn(&there, "worker");
    let mut avoided = 0;
    for n in 0..10 {
        worker.fixed(Fixed { price: n, venue: 1 }).await.expect("it lives");
        worker.book(book(n as usize, 1)).await.expect("it lives");
        avoided += len(&Fixed { price: n, venue: 1 }) + len(&book(n as usize, 1));
    }
    settled().await;
    assert_eq!(worker.metrics().serialization_avoided_bytes, avoided);
    let (outlet, inlet) = memory_link(0);
    there.accept(inlet, &worker);
    let far: WorkerRef = here.connect("worker", outlet).expect("the name is free");
    (here, there, worker, far, avoided)
}

#[tokio::test(start_paused = true)]
async fn what_came_over_a_link_avoided_nothing() {
    let (here, there, worker, far, mut avoided) = worker_behind_a_link().await;
    for n in 0..7 {
        far.book(book(n, n)).await.expect("the link is open");
        worker.fixed(Fixed { price: 1, venue: 1 }).await.expect("it lives");
        avoided += len(&Fixed { price: 1, venue: 1 });
    }
    settled().await;
    let metrics = there.get_transport_metrics();
    assert_eq!((metrics.sent, metrics.handled, metrics.frames_received), (34, 34, 7));
    assert_eq!(metrics.serialization_avoided_bytes, avoided);
    assert_eq!(here.get_transport_metrics().serialization_avoided_bytes, 0, "nor did sending it");
}

/// The bytes that local messages avoided stay avoided, whatever waits behind them.
#[tokio::test(start_paused = true)]
async fn a_message_that_waits_after_a_link_takes_nothing_away() {
    let (_here, there, worker, far, avoided) = worker_behind_a_link().await;
    let _let_go = hold(&worker).await;
    for n in 0..5 {
        far.book(book(n, n)).await.expect("the link is open");
    }
    settled().await;
    let metrics = there.get_transport_metrics();
    assert_eq!((metrics.frames_received, metrics.sent - metrics.handled), (5, 6), "five wait, and the hold is at hand");
    assert_eq!(metrics.serialization_avoided_bytes, avoided);
}

#[tokio::test(start_paused = true)]
async fn a_message_that_is_dropped_after_a_link_takes_nothing_away() {
    let (_here, there, worker, far, avoided) = worker_behind_a_link().await;
    let let_go = hold(&worker).await;
    for n in 0..5 {
        far.book(book(n, n)).await.expect("the link is open");
    }
    settled().await;
    let mut stop = pin!(worker.stop());
    still_waits(stop.as_mut()).await;
    let_go.send(()).expect("the worker waits for it");
    within("the stop", stop).await;
    let metrics = there.get_transport_metrics();
    assert_eq!((metrics.frames_received, metrics.dropped), (5, 5));
    assert_eq!(metrics.serialization_avoided_bytes, avoided);
}

// === frames ===

#[tokio::test(start_paused = true)]
async fn frames_and_their_bytes_are_counted_at_both_ends() {
    let (here, there) = (ActorSystem::new(), ActorSystem::new());
    let worker = spawn(&there, "worker");
    let (outlet, inlet) = memory_link(0);
    let far: WorkerRef = here.connect("worker", outlet).expect("the name is free");
    let fixed = Fixed { price: 3, venue: 4 };
    let mut bytes = 0;
    for n in 0..20 {
        far.fixed(fixed.clone()).await.expect("the link is open");
        far.try_send(book(n, 30)).expect("there is room");
        bytes += 2 * HEADER_LEN as u64 + len(&fixed) + len(&book(n, 30));
    }
    // What was refused left no frame.
    far.send(Tick).await.expect_err("it never leaves");
    within("a refusal", far.ask(fixed)).await.expect_err("no road back");
    let expected = metrics(|m| (m.frames_sent, m.frame_bytes_sent) = (40, bytes));
    assert_eq!(far.metrics(), expected);
    assert_eq!(here.get_transport_metrics(), expected);
    assert_eq!(there.get_transport_metrics(), TransportMetrics::default(), "nobody reads the link yet");

    there.accept(inlet, &worker);
    settled().await;
    let metrics = there.get_transport_metrics();
    assert_eq!((metrics.frames_received, metrics.frames_refused), (40, 0));
    assert_eq!((metrics.sent, metrics.handled, metrics.frames_sent), (40, 40, 0));
    assert_eq!((worker.metrics().handled, worker.metrics().frames_received), (40, 0), "frames are the system's");

    // A link that is closed takes none.
    within("the system's stop", there.stop()).await;
    drop(there);
    let mut sent = 40;
    while far.fixed(Fixed { price: 1, venue: 1 }).await.is_ok() {
        sent += 1;
        assert!(sent < 50, "a link to nobody stays open");
        settled().await;
    }
    assert_eq!(far.metrics().frames_sent, sent);
}

/// Messages of a peer that has other ideas: a number that nobody has, one that somebody has in another
/// length, and one that is the same.
mod stranger {
    use mycelium::prelude::*;

    #[message(tlv = 0xC8)]
    #[derive(Debug)]
    pub(super) struct Same {
        pub(super) price: i64,
        pub(super) rest: [u8; 7],
    }

    #[message(tlv = 0xC9)]
    #[derive(Debug)]
    pub(super) struct Other {
        pub(super) nonsense: u8,
    }

    #[message(tlv = 0xF0)]
    #[derive(Debug)]
    pub(super) struct Unknown {
        pub(super) garbage: Vec<u8>,
    }

    #[message]
    #[derive(Debug)]
    pub(super) enum Strange {
        Same(Same),
        Other(Other),
        Unknown(Unknown),
    }
}

#[tokio::test(start_paused = true)]
async fn frames_that_cannot_be_read_are_counted_and_those_behind_them_delivered() {
    use stranger::{Other, Same, Strange, Unknown};
    let (here, there) = (ActorSystem::new(), ActorSystem::new());
    let worker = spawn(&there, "worker");
    let (outlet, inlet) = memory_link(0);
    there.accept(inlet, &worker);
    let far: ActorRef<Strange> = here.connect("worker", outlet).expect("the name is free");
    // Bytes that look like the beginning of a frame do not lead the reader astray.
    let garbage = [0xEF, 0xBE, 0xAD, 0xDE, 0, 1, 2, 3].repeat(40);
    for n in 0..10 {
        far.send(Same { price: n, rest: [0; 7] }).await.expect("the link is open");
        far.send(Other { nonsense: 255 }).await.expect("the link is open");
        far.send(Unknown { garbage: garbage.clone() }).await.expect("the link is open");
    }
    settled().await;
    assert_eq!(far.metrics().frames_sent, 30);
    let metrics = there.get_transport_metrics();
    assert_eq!((metrics.frames_received, metrics.frames_refused), (10, 20));
    assert_eq!((metrics.sent, metrics.handled, metrics.serialization_avoided_bytes), (10, 10, 0));
    assert_eq!(within("an answer", worker.count(Count { from: 0 })).await.expect("an answer"), 10);
}

#[tokio::test(start_paused = true)]
async fn frames_for_an_actor_that_has_stopped_are_refused() {
    let (here, there) = (ActorSystem::new(), ActorSystem::new());
    let worker = spawn(&there, "worker");
    let (outlet, inlet) = memory_link(0);
    let far: WorkerRef = here.connect("worker", outlet).expect("the name is free");
    far.fixed(Fixed { price: 1, venue: 1 }).await.expect("the link is open");
    within("the stop", worker.stop()).await;
    there.accept(inlet, &worker);
    settled().await;
    let metrics = there.get_transport_metrics();
    assert_eq!((metrics.frames_received, metrics.frames_refused), (0, 1));
    assert_eq!((metrics.sent, metrics.serialization_avoided_bytes), (0, 0));
    let refused = far.fixed(Fixed { price: 2, venue: 1 }).await.expect_err("the link is closed");
    assert_eq!((refused.kind, refused.message), (SendErrorKind::Disconnected, Fixed { price: 2, venue: 1 }));
}

// === how links end ===

/// `accept` delivers "until the link closes or the actor stops"; then the link is closed, and its senders
/// learn of it with the message in their hands.
#[tokio::test(start_paused = true)]
async fn a_link_ends_with_the_actor_that_it_leads_to() {
    let (_here, _there, worker, far, _) = worker_behind_a_link().await;
    far.fixed(Fixed { price: 1, venue: 1 }).await.expect("the link is open");
    settled().await;
    within("the stop", worker.stop()).await;
    settled().await;
    let refused = far.fixed(Fixed { price: 2, venue: 1 }).await.expect_err("nobody is there");
    assert_eq!((refused.kind, refused.message), (SendErrorKind::Disconnected, Fixed { price: 2, venue: 1 }));
}

/// A name whose link has closed is free for the next link; its old references stay what they were, and the
/// totals keep what it counted.
#[tokio::test(start_paused = true)]
async fn a_name_behind_a_closed_link_can_be_connected_again() {
    let (here, there, worker, far, _) = worker_behind_a_link().await;
    far.fixed(Fixed { price: 1, venue: 1 }).await.expect("the link is open");
    let (outlet, _inlet) = memory_link(0);
    here.connect::<WorkerRef>("worker", outlet).expect_err("the first link is open");
    within("the stop", worker.stop()).await;
    settled().await;
    let worker = spawn(&there, "worker");
    let (outlet, inlet) = memory_link(0);
    there.accept(inlet, &worker);
    let again: WorkerRef = here.connect("worker", outlet).expect("the first link is closed");
    again.fixed(Fixed { price: 2, venue: 1 }).await.expect("the second link is open");
    settled().await;
    assert_eq!((worker.metrics().handled, again.metrics().frames_sent, far.metrics().frames_sent), (1, 1, 1));
    assert_eq!(here.get_transport_metrics().frames_sent, 2);
    assert_eq!(here.handle::<WorkerRef>("worker").expect("it is connected").metrics().frames_sent, 1);
    let refused = far.fixed(Fixed { price: 3, venue: 1 }).await.expect_err("the first link is closed");
    assert_eq!(refused.kind, SendErrorKind::Disconnected);
}

/// What is on a link when its actor stops is counted, frame by frame.
#[tokio::test(start_paused = true)]
async fn frames_behind_the_end_of_an_actor_are_all_refused() {
    let (_here, there, worker, far, _) = worker_behind_a_link().await;
    let let_go = hold(&worker).await;
    let mut stop = pin!(worker.stop());
    still_waits(stop.as_mut()).await;
    let_go.send(()).expect("the worker waits for it");
    // Nothing has run since: these are on the link before the worker has stopped.
    for n in 0..9 {
        far.try_send(book(n, n)).expect("the link is open");
    }
    within("the stop", stop).await;
    settled().await;
    let metrics = there.get_transport_metrics();
    assert_eq!(metrics.frames_received + metrics.frames_refused, far.metrics().frames_sent);
    assert_eq!(metrics.sent, metrics.handled + metrics.dropped);
    assert!(metrics.frames_refused > 0, "{metrics:?}");
}

fn alive_tasks() -> usize {
    tokio::runtime::Handle::current().metrics().num_alive_tasks()
}

/// Two systems with a link each way hold each other's ends; nothing of them may stay when both are dropped.
async fn check_dropped_systems_leave_no_task(links_back: bool) {
    let (here, there) = (ActorSystem::new(), ActorSystem::new());
    let (near, other) = (spawn(&here, "near"), spawn(&there, "other"));
    let (outlet, inlet) = memory_link(0);
    there.accept(inlet, &other);
    let far: WorkerRef = here.connect("other", outlet).expect("the name is free");
    far.fixed(Fixed { price: 1, venue: 1 }).await.expect("the link is open");
    if links_back {
        let (outlet, inlet) = memory_link(0);
        here.accept(inlet, &near);
        let back: WorkerRef = there.connect("near", outlet).expect("the name is free");
        back.fixed(Fixed { price: 2, venue: 1 }).await.expect("the link is open");
    }
    settled().await;
    assert_eq!(alive_tasks(), if links_back { 4 } else { 3 }, "two actors, and a reader for each link");
    drop((here, there, near, other, far));
    settled().await;
    assert_eq!(alive_tasks(), 0, "the systems and all references are gone");
}

#[tokio::test(start_paused = true)]
async fn dropped_systems_leave_no_task() {
    check_dropped_systems_leave_no_task(false).await;
}

#[tokio::test(start_paused = true)]
async fn dropped_systems_that_were_linked_both_ways_leave_no_task() {
    check_dropped_systems_leave_no_task(true).await;
}
