//! What happens when user code or its surroundings misbehave: hooks, constructors, messages and wakers that panic
//! or call back where nobody expects it, runtimes that end, links that close or are stuck, messages that are too
//! long, and crowds.
//!
//! The clock is paused in every async test: a wait that nothing can end fails at once. Where a mistake would keep
//! the only thread busy, what keeps it busy is bounded by a count; where it would block the thread, that thread is
//! the test's own, and is waited for with a limit.

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, mpsc};
use std::task::{self, Poll, Wake, Waker};
use std::time::Duration;

use mycelium::prelude::*;
use mycelium::transport::{Inlet, memory_link};
use mycelium::wire::{HEADER_LEN, WireError};
use mycelium::{Envelope, RestartError};
use tokio::runtime::{Builder, Runtime};
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

/// Polls once, without a task that could be woken.
fn poll_once<F: Future>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut task::Context::from_waker(Waker::noop()))
}

/// Ready when no task has anything left to do: only then a paused clock moves.
async fn settled() {
    tokio::time::sleep(Duration::from_millis(1)).await;
}

const FOREVER: Duration = Duration::from_secs(1_000_000);

// === the messages ===

#[message(tlv = 0xC8)]
#[derive(Debug, Clone, PartialEq)]
struct Job {
    n: u64,
}

/// May be too long for a frame.
#[message(tlv = 0xC9)]
#[derive(Debug, Clone, PartialEq)]
struct Big {
    head: Vec<u8>,
    tail: Vec<u8>,
}

/// Keeps the actor busy until it is let go.
#[message(local)]
#[derive(Debug)]
struct Hold {
    entered: oneshot::Sender<()>,
    release: oneshot::Receiver<()>,
}

/// Panics when it is dropped.
#[message(local)]
#[derive(Debug)]
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        // Two panics at once would end the process, if a test fails before the actor has ended.
        assert!(std::thread::panicking(), "a bomb was dropped");
    }
}

/// What has come so far?
#[message(local, reply = Vec<u64>)]
#[derive(Debug)]
struct Seen;

fn job(n: u64) -> Arc<Job> {
    Arc::new(Job { n })
}

fn big(head: usize, tail: usize) -> Arc<Big> {
    Arc::new(Big { head: vec![1; head], tail: vec![2; tail] })
}

// === the actor ===

/// Remembers the numbers of jobs, and the lengths of what is big.
#[derive(Default)]
struct Worker {
    seen: Vec<u64>,
}

#[actor]
impl Worker {
    #[handler]
    fn job(&mut self, job: &Job) {
        self.seen.push(job.n);
    }

    #[handler]
    fn big(&mut self, big: &Big) {
        self.seen.push((big.head.len() + big.tail.len()) as u64);
    }

    #[handler]
    async fn hold(&mut self, hold: Hold) {
        hold.entered.send(()).expect("the test waits for it");
        let _ = hold.release.await;
    }

    #[handler]
    fn bomb(&mut self, _bomb: Bomb) {
        unreachable!("bombs are dropped, never handled");
    }

    #[handler]
    fn seen(&self, _question: Seen) -> Vec<u64> {
        self.seen.clone()
    }
}

fn new_hold() -> (Hold, oneshot::Receiver<()>, oneshot::Sender<()>) {
    let (entered, is_held) = oneshot::channel();
    let (let_go, release) = oneshot::channel();
    (Hold { entered, release }, is_held, let_go)
}

/// Keeps `worker` in a handler until the returned sender is used or dropped.
async fn hold(worker: &WorkerRef) -> oneshot::Sender<()> {
    let (hold, is_held, let_go) = new_hold();
    worker.hold(hold).await.expect("the worker lives");
    within("the hold", is_held).await.expect("the worker came to the hold");
    let_go
}

/// A worker that is held and has no room for more, until the sender is used or dropped.
async fn full_worker(system: &ActorSystem) -> (WorkerRef, oneshot::Sender<()>) {
    let worker = system.named("worker").capacity(1).spawn(Worker::default()).expect("the name is free");
    let let_go = hold(&worker).await;
    worker.job(job(0)).await.expect("there is room for one");
    (worker, let_go)
}

/// A worker behind a link that has one frame in it and no room for more, until somebody takes it out.
fn full_link(system: &ActorSystem) -> (WorkerRef, Inlet) {
    let (outlet, inlet) = memory_link(1);
    let far: WorkerRef = system.connect("far", outlet).expect("the name is free");
    far.try_send(job(0)).expect("an empty link has room for one");
    (far, inlet)
}

fn has_name(system: &ActorSystem, name: &str) -> bool {
    system.actor::<WorkerMessage>(name).is_ok()
}

#[track_caller]
fn check_panicked(state: Option<ActorState>) {
    assert!(matches!(state, Some(ActorState::Stopped(StopReason::Panicked(_)))), "{state:?}");
}

#[track_caller]
fn check_never_handled<T: std::fmt::Debug, C>(answer: Result<T, AskError<C>>) {
    assert!(matches!(answer, Err(AskError::NoAnswer(NoAnswer::Stopped))), "{answer:?}");
}

/// Checks that nothing is sent any more, and that the message comes back.
#[track_caller]
fn check_refuses(to: &WorkerRef, kind: SendErrorKind) {
    let mine = job(99);
    let refused = to.try_send(Arc::clone(&mine)).expect_err("nobody is there");
    assert!(refused.kind == kind && Arc::ptr_eq(&refused.message, &mine), "{refused:?}");
}

// === hooks and constructors that panic ===

/// After so many starts a start succeeds, so that a runtime that starts it for ever fails instead of hanging.
const BAD_STARTS: u32 = 10_000;

/// Panics in one of its hooks, whenever that runs.
struct Touchy {
    in_start: bool,
    starts: Arc<AtomicU32>,
}

#[actor]
impl Touchy {
    #[on_start]
    fn begin(&mut self) {
        let before = self.starts.fetch_add(1, Relaxed);
        assert!(!self.in_start || before >= BAD_STARTS, "a bad start");
    }

    #[on_stop]
    fn end(&mut self) {
        assert!(self.in_start, "a bad stop");
    }

    #[handler]
    fn job(&mut self, _job: &Job) {}
}

/// Also returns how often it was started.
fn spawn_touchy(system: &ActorSystem, in_start: bool, max: u32) -> (TouchyRef, Arc<AtomicU32>) {
    let starts = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&starts);
    let policy = RestartPolicy::OnPanic { max, within: FOREVER };
    let constructor = move || Touchy { in_start, starts: Arc::clone(&counted) };
    (system.named("touchy").restart(policy).spawn_with(constructor).expect("the name is free"), starts)
}

#[tokio::test(start_paused = true)]
async fn a_stop_stops_whatever_on_stop_does() {
    for drain in [false, true] {
        let system = ActorSystem::new();
        let (touchy, starts) = spawn_touchy(&system, false, 100);
        // The control: where it was to go on, the same panic is answered by the policy.
        assert_eq!(within("the restart", touchy.restart()).await, Ok(()));
        within("an answer", touchy.ask(job(1))).await.expect("it lives");
        let before = (starts.load(Relaxed), touchy.metrics().restarted);
        assert_eq!(before, (2, 1));

        if drain {
            within("the drain", touchy.drain()).await;
        } else {
            within("the stop", touchy.stop()).await;
        }
        check_panicked(touchy.state());
        assert_eq!((starts.load(Relaxed), touchy.metrics().restarted), before, "it was not made anew");
        assert!(system.actor::<TouchyMessage>("touchy").is_err(), "its name is free");
    }
}

#[tokio::test(start_paused = true)]
async fn an_actor_that_never_starts_leaves_room_for_others_and_can_be_stopped() {
    let system = ActorSystem::new();
    let (touchy, starts) = spawn_touchy(&system, true, u32::MAX);
    let bystander = tokio::spawn(async {
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
    });
    within("the bystander", bystander).await.expect("no panic");
    assert!(starts.load(Relaxed) > 1, "the control: meanwhile it was started again");
    let mut asking = pin!(touchy.ask(job(1)));
    still_waits(asking.as_mut()).await;

    within("the stop", touchy.stop()).await;
    assert_eq!(touchy.state(), Some(ActorState::Stopped(StopReason::Requested)));
    assert!(starts.load(Relaxed) < BAD_STARTS, "others had to wait until a start succeeded");
    check_never_handled(within("an answer", asking).await);
    assert_eq!((touchy.metrics().sent, touchy.metrics().dropped), (1, 1));
    assert!(system.actor::<TouchyMessage>("touchy").is_err(), "its name is free");
}

/// The functions of an actor by hand that panic before they return their future.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Part {
    Start,
    Receive,
    Stop,
}

struct ByHand(Part);

impl ByHand {
    fn pass(&self, part: Part) -> impl Future<Output = Result<()>> + Send + use<> {
        assert!(self.0 != part, "no future from {part:?}");
        async { Ok(()) }
    }
}

impl Actor for ByHand {
    type Message = WorkerMessage;
    type Handle = ActorRef<WorkerMessage>;

    fn receive(
        &mut self,
        _: Envelope<WorkerMessage>,
        _: &mut Context<Self>,
    ) -> impl Future<Output = Result<()>> + Send {
        self.pass(Part::Receive)
    }

    fn on_start(&mut self, _: &mut Context<Self>) -> impl Future<Output = Result<()>> + Send {
        self.pass(Part::Start)
    }

    fn on_stop(&mut self, _: &mut Context<Self>) -> impl Future<Output = Result<()>> + Send {
        self.pass(Part::Stop)
    }
}

#[tokio::test(start_paused = true)]
async fn a_panic_before_there_is_a_future_is_one_like_any_other() {
    let system = ActorSystem::new();
    for part in [Part::Start, Part::Receive, Part::Stop] {
        let by_hand = system.named("by hand").spawn(ByHand(part)).expect("the name is free");
        let answer = within("an answer", by_hand.ask(job(1))).await.expect_err("it does not answer");
        let expected = match part {
            Part::Start => NoAnswer::Stopped,
            Part::Receive => NoAnswer::Panicked,
            Part::Stop => NoAnswer::Discarded,
        };
        assert!(matches!(answer, AskError::NoAnswer(why) if why == expected), "{part:?}: {answer:?}");
        within("the stop", by_hand.stop()).await;
        let text = format!("no future from {part:?}");
        assert_eq!(by_hand.state(), Some(ActorState::Stopped(StopReason::Panicked(text.into()))));
        let metrics = by_hand.metrics();
        let expected = if part == Part::Start { (0, 1) } else { (1, 0) };
        assert_eq!((metrics.handled, metrics.dropped), expected, "{part:?}");
        assert_eq!(metrics.panicked, u64::from(part == Part::Receive), "{part:?}");
        assert!(!has_name(&system, "by hand"), "its name is free");
    }
}

/// The name can be looked up while the constructor runs, so whoever did must learn how it ended.
#[tokio::test(start_paused = true)]
async fn a_constructor_that_panics_leaves_nobody_waiting() {
    let system = ActorSystem::new();
    let (tell, told) = mpsc::channel();
    let inside = system.clone();
    let constructor = move || -> Worker {
        let worker: WorkerRef = inside.handle("worker").expect("the name is taken already");
        worker.try_send(job(1)).expect("messages wait for the start");
        let (asked, stopped) = (worker.clone(), inside.clone());
        let mut asking = Box::pin(async move { asked.seen(Seen).await });
        let mut stopping = Box::pin(async move { stopped.stop().await });
        assert!(poll_once(asking.as_mut()).is_pending() && poll_once(stopping.as_mut()).is_pending());
        tell.send((worker, asking, stopping)).expect("the test listens");
        panic!("no first instance")
    };
    let spawned = catch_unwind(AssertUnwindSafe(|| system.named("worker").spawn_with(constructor).map(|_| ())));
    assert_eq!(spawned.expect_err("it panics").downcast_ref(), Some(&"no first instance"));

    let (worker, asking, stopping) = told.recv().expect("the constructor ran");
    within("the system's stop", stopping).await;
    check_panicked(worker.state());
    let reason = within("the reason", worker.stopped()).await;
    assert_eq!(within("a restart", worker.restart()).await, Err(RestartError::Stopped(reason)));
    within("a stop", worker.stop()).await;
    check_never_handled(within("an answer", asking).await);
    check_refuses(&worker, SendErrorKind::Stopped);
    let metrics = worker.metrics();
    assert_eq!((metrics.sent, metrics.handled, metrics.dropped), (2, 0, 2));
    assert_eq!(system.get_transport_metrics(), metrics, "the totals keep what it counted");
    system.named("worker").spawn(Worker::default()).expect("the name is free");
}

// === messages that panic when they are dropped ===

#[tokio::test(start_paused = true)]
async fn a_message_that_panics_when_it_is_dropped_does_not_keep_its_actor() {
    let system = ActorSystem::new();
    let worker = system.named("worker").spawn(Worker::default()).expect("the name is free");
    // Taken out of the mailbox together with the hold.
    let (hold, is_held, let_go) = new_hold();
    worker.hold(hold).await.expect("it lives");
    worker.bomb(Bomb).await.expect("there is room");
    let mut first = pin!(worker.seen(Seen));
    still_waits(first.as_mut()).await;
    within("the hold", is_held).await.expect("it came to the hold");
    // Still in the mailbox.
    worker.bomb(Bomb).await.expect("there is room");
    let mut second = pin!(worker.seen(Seen));
    still_waits(second.as_mut()).await;
    let last = job(1);
    worker.job(Arc::clone(&last)).await.expect("there is room");

    let mut stop = pin!(worker.stop());
    still_waits(stop.as_mut()).await;
    let_go.send(()).expect("the worker waits for it");
    within("the stop", stop).await;
    assert_eq!(worker.state(), Some(ActorState::Stopped(StopReason::Requested)));
    check_never_handled(within("an answer", first).await);
    check_never_handled(within("an answer", second).await);
    assert_eq!(Arc::strong_count(&last), 1, "what waited behind the bombs is gone, too");
    let metrics = worker.metrics();
    assert_eq!((metrics.sent, metrics.handled, metrics.dropped), (6, 1, 5));
    assert_eq!(system.get_transport_metrics(), metrics);
    assert!(!has_name(&system, "worker"), "its name is free");
    within("the system's stop", system.stop()).await;
}

// === runtimes that end ===

fn runtimes() -> [Runtime; 2] {
    let (one, many) = (&mut Builder::new_current_thread(), &mut Builder::new_multi_thread());
    [one, many.worker_threads(1)].map(|builder| builder.build().expect("a runtime"))
}

fn paused_runtime() -> Runtime {
    Builder::new_current_thread().enable_time().start_paused(true).build().expect("a runtime")
}

#[test]
fn what_is_spawned_on_a_runtime_that_has_ended_has_stopped() {
    for theirs in runtimes() {
        let system = ActorSystem::on(theirs.handle().clone());
        drop(theirs);
        let by_value = system.named("worker").spawn(Worker::default()).expect("the name is free");
        assert!(!has_name(&system, "worker"), "its name is free again");
        let made = system.named("worker").spawn_with(Worker::default).expect("the name is free");
        for worker in [by_value, made, system.spawn(Worker::default())] {
            assert_eq!(worker.state(), Some(ActorState::Stopped(StopReason::RuntimeEnded)));
            assert!(!has_name(&system, worker.id().as_str()), "its name is free");
            check_refuses(&worker, SendErrorKind::Stopped);
            paused_runtime().block_on(async {
                within("a stop", worker.stop()).await;
                assert_eq!(within("the reason", worker.stopped()).await, StopReason::RuntimeEnded);
                within("the system's stop", system.stop()).await;
            });
        }
    }
}

#[test]
fn what_a_runtime_takes_with_it_is_counted() {
    for theirs in runtimes() {
        let system = ActorSystem::on(theirs.handle().clone());
        let worker = system.spawn(Worker::default());
        let (hold, is_held, _let_go) = new_hold();
        // All are told, whether the message was at hand or waited.
        let mut at_hand = pin!(worker.ask(hold));
        assert!(poll_once(at_hand.as_mut()).is_pending());
        let mut with_it = pin!(worker.seen(Seen));
        assert!(poll_once(with_it.as_mut()).is_pending());
        theirs.block_on(is_held).expect("it came to the hold");
        let waiting = job(1);
        worker.try_send(Arc::clone(&waiting)).expect("there is room");
        let mut behind = pin!(worker.seen(Seen));
        assert!(poll_once(behind.as_mut()).is_pending());
        assert_eq!(worker.metrics().dropped, 0);

        drop(theirs);
        let metrics = worker.metrics();
        assert_eq!((metrics.sent, metrics.handled, metrics.dropped), (4, 0, 4));
        assert_eq!(system.get_transport_metrics(), metrics);
        assert_eq!(Arc::strong_count(&waiting), 1);
        let Poll::Ready(Err(AskError::NoAnswer(_))) = poll_once(at_hand) else { panic!("its asker was not told") };
        for asking in [with_it, behind] {
            let Poll::Ready(answer) = poll_once(asking) else { panic!("its asker was not told") };
            check_never_handled(answer);
        }
        assert_eq!(worker.state(), Some(ActorState::Stopped(StopReason::RuntimeEnded)));
    }
}

// === links that close ===

#[tokio::test(start_paused = true)]
async fn a_remote_name_is_free_when_its_link_is_closed() {
    let (here, there) = (ActorSystem::new(), ActorSystem::new());
    let (outlet, inlet) = memory_link(0);
    let old: WorkerRef = here.connect("far", outlet).expect("the name is free");
    for n in 1..=2 {
        old.try_send(job(n)).expect("there is room");
    }
    let bytes = old.metrics().frame_bytes_sent;
    drop(inlet);
    check_refuses(&old, SendErrorKind::Disconnected);

    // The next link takes the name, and the totals keep what went over the first.
    let worker = there.spawn(Worker::default());
    let (outlet, inlet) = memory_link(0);
    let new: WorkerRef = here.connect("far", outlet).expect("the name is free again");
    there.accept(inlet, &worker);
    let found: WorkerRef = here.handle("far").expect("the new one has the name");
    found.job(job(3)).await.expect("the link is open");
    settled().await;
    assert_eq!(within("an answer", worker.seen(Seen)).await.expect("an answer"), [3]);
    check_refuses(&old, SendErrorKind::Disconnected);
    assert_eq!((old.metrics().frames_sent, new.metrics().frames_sent), (2, 1));
    let total = here.get_transport_metrics();
    assert_eq!((total.frames_sent, total.frame_bytes_sent), (3, bytes + bytes / 2));

    // So does an actor that lives here.
    within("the stop", worker.stop()).await;
    settled().await;
    let near = here.named("far").spawn(Worker::default()).expect("the name is free again");
    assert!(near.is_local() && !new.is_local());
    assert_eq!(here.get_transport_metrics(), total);
}

#[tokio::test(start_paused = true)]
async fn a_link_ends_with_the_link_that_it_leads_to() {
    let (here, middle) = (ActorSystem::new(), ActorSystem::new());
    let (next_outlet, next_inlet) = memory_link(0);
    let next: WorkerRef = middle.connect("next", next_outlet).expect("the name is free");
    let (outlet, inlet) = memory_link(1);
    let far: WorkerRef = here.connect("far", outlet).expect("the name is free");
    middle.accept(inlet, &next);
    far.job(job(1)).await.expect("there is room");
    settled().await;
    assert_eq!(next.metrics().frames_sent, 1, "the control: it is passed on");

    drop(next_inlet);
    far.job(job(2)).await.expect("nobody knows yet");
    let mine = job(3);
    let mut waiting = pin!(far.job(Arc::clone(&mine)));
    still_waits(waiting.as_mut()).await;
    settled().await;
    let refused = within("a refusal", waiting).await.expect_err("it leads nowhere");
    assert!(refused.kind == SendErrorKind::Disconnected && Arc::ptr_eq(&refused.message, &mine), "{refused:?}");
    check_refuses(&far, SendErrorKind::Disconnected);
    let metrics = middle.get_transport_metrics();
    assert_eq!((metrics.frames_received, metrics.frames_refused, metrics.frames_sent), (1, 1, 1));
    assert_eq!(far.metrics().frames_sent, 2);
}

// === links that are full ===

/// Room for a small frame is no room for a big one that came before it.
#[tokio::test(start_paused = true)]
async fn who_waits_for_a_link_is_served_in_order_of_arrival() {
    let (here, there) = (ActorSystem::new(), ActorSystem::new());
    let long = big(500, 500);
    let (long_frame, short_frame) = (HEADER_LEN + long.tlv_len(), HEADER_LEN + job(0).tlv_len());
    let (outlet, mut inlet) = memory_link(long_frame + 2 * short_frame);
    let far: WorkerRef = here.connect("far", outlet).expect("the name is free");
    for n in 1..=3 {
        far.try_send(job(n)).expect("there is room for short ones");
    }
    let mut first = pin!(far.big(Arc::clone(&long)));
    still_waits(first.as_mut()).await;
    let mut second = pin!(far.job(job(4)));
    still_waits(second.as_mut()).await;
    assert_eq!(far.try_send(job(99)).expect_err("others came before").kind, SendErrorKind::Full);

    let mut bytes = Vec::new();
    assert!(within("bytes", inlet.take(&mut bytes)).await);
    assert_eq!(bytes.len(), 3 * short_frame);
    // All of the room is there now, and it is the first one's to take.
    assert_eq!(far.try_send(job(99)).expect_err("others came before").kind, SendErrorKind::Full);
    let mut newcomer = pin!(far.job(job(5)));
    still_waits(newcomer.as_mut()).await;
    still_waits(second.as_mut()).await;
    within("the first", first).await.expect("it is its turn");
    still_waits(newcomer.as_mut()).await;
    within("the second", second).await.expect("it is its turn");
    within("the newcomer", newcomer).await.expect("it is its turn");

    let worker = there.spawn(Worker::default());
    there.accept(inlet, &worker);
    settled().await;
    far.try_send(job(6)).expect("nobody waits any more");
    settled().await;
    assert_eq!(within("an answer", worker.seen(Seen)).await.expect("an answer"), [1000, 4, 5, 6]);
}

/// Each in a task of its own, which only a wake-up can move.
#[tokio::test(start_paused = true)]
async fn tasks_that_wait_for_a_link_are_woken_in_order_of_arrival() {
    const ROOM: u64 = 10;
    let (here, there) = (ActorSystem::new(), ActorSystem::new());
    let (outlet, mut inlet) = memory_link(ROOM as usize * (HEADER_LEN + job(0).tlv_len()));
    let far: WorkerRef = here.connect("far", outlet).expect("the name is free");
    for n in 0..ROOM {
        far.try_send(job(n)).expect("there is room");
    }
    let mut tasks = JoinSet::new();
    for n in ROOM..50 {
        let far = far.clone();
        tasks.spawn(async move { far.job(job(n)).await.map_err(|refused| refused.kind) });
    }
    settled().await;
    assert_eq!(far.metrics().frames_sent, ROOM, "the control: the others wait");
    let mut bytes = Vec::new();
    assert!(within("bytes", inlet.take(&mut bytes)).await);
    settled().await;
    assert_eq!(far.metrics().frames_sent, 2 * ROOM, "as many as there is room for");

    let worker = there.spawn(Worker::default());
    there.accept(inlet, &worker);
    while let Some(sent) = within("the tasks", tasks.join_next()).await {
        assert_eq!(sent.expect("no panic"), Ok(()));
    }
    settled().await;
    let expected: Vec<u64> = (ROOM..50).collect();
    assert_eq!(within("an answer", worker.seen(Seen)).await.expect("an answer"), expected);
}

/// Counts the wakers that still exist.
struct Token {
    _alive: Arc<()>,
}

impl Wake for Token {
    fn wake(self: Arc<Self>) {}
}

#[tokio::test(start_paused = true)]
async fn who_gives_up_on_a_stuck_link_leaves_nothing_behind() {
    let system = ActorSystem::new();
    let (far, _inlet) = full_link(&system);
    let mut first = pin!(far.job(job(1)));
    still_waits(first.as_mut()).await;
    let (alive, mine) = (Arc::new(()), job(2));
    let mut kept = Vec::new();
    for n in 0..1_000 {
        let waker = Waker::from(Arc::new(Token { _alive: Arc::clone(&alive) }));
        let mut send = far.job(Arc::clone(&mine));
        assert!(Pin::new(&mut send).poll(&mut task::Context::from_waker(&waker)).is_pending());
        // Some go at once, some when others stand behind them.
        if n % 10 == 0 {
            kept.push(send);
        }
    }
    assert_eq!((Arc::strong_count(&alive), Arc::strong_count(&mine)), (101, 101), "only those that wait are held");
    drop(kept);
    assert_eq!((Arc::strong_count(&alive), Arc::strong_count(&mine)), (1, 1));
    still_waits(first.as_mut()).await;
    assert_eq!(far.metrics().frames_sent, 1);
}

#[tokio::test(start_paused = true)]
async fn when_the_first_before_a_link_gives_up_the_next_one_moves_up() {
    for called_up in [false, true] {
        let system = ActorSystem::new();
        let (far, mut inlet) = full_link(&system);
        let mut gives_up = Box::pin(far.job(job(1)));
        still_waits(gives_up.as_mut()).await;
        let mut next = JoinSet::new();
        let to = far.clone();
        next.spawn(async move { to.job(job(2)).await.map_err(|refused| refused.kind) });
        settled().await;
        let mut bytes = Vec::new();
        if called_up {
            // The room was its own already.
            assert!(within("bytes", inlet.take(&mut bytes)).await);
            drop(gives_up);
        } else {
            drop(gives_up);
            assert!(within("bytes", inlet.take(&mut bytes)).await);
        }
        let sent = within("the next one", next.join_next()).await.expect("it was spawned").expect("no panic");
        assert_eq!(sent, Ok(()));
        assert_eq!(far.metrics().frames_sent, 2);
    }
}

// === messages that are too long ===

#[tokio::test(start_paused = true)]
async fn a_message_too_long_for_a_frame_comes_back_at_once() {
    const LONGEST: usize = 65_535;
    // Each vector has its length in front, two bytes.
    const LENGTHS: usize = 4;
    let too_long = [big(60_000, LONGEST + 1 - LENGTHS - 60_000), big(60_000, 60_000), big(70_000, 0)];
    for is_empty in [true, false] {
        let system = ActorSystem::new();
        let (outlet, mut inlet) = memory_link(1);
        let far: WorkerRef = system.connect("far", outlet).expect("the name is free");
        if !is_empty {
            far.try_send(job(0)).expect("an empty link has room for one");
        }
        let recipient = far.recipient::<Arc<Big>>();
        for mine in &too_long {
            let refused = [
                far.try_send(Arc::clone(mine)).expect_err("it is too long"),
                within("a refusal", far.big(Arc::clone(mine))).await.expect_err("it is too long"),
                within("a refusal", far.send_timeout(Arc::clone(mine), FOREVER)).await.expect_err("it is too long"),
                recipient.try_send(Arc::clone(mine)).expect_err("it is too long"),
                within("a refusal", recipient.send(Arc::clone(mine))).await.expect_err("it is too long"),
            ];
            for refused in refused {
                let too_large =
                    matches!(&refused.kind, SendErrorKind::Wire(why) if matches!(**why, WireError::TooLarge { .. }));
                assert!(too_large && Arc::ptr_eq(&refused.message, mine), "{refused:?}");
            }
        }
        let mut bytes = Vec::new();
        if !is_empty {
            assert!(within("bytes", inlet.take(&mut bytes)).await);
        }
        assert_eq!((bytes.is_empty(), far.metrics().frames_sent), (is_empty, u64::from(!is_empty)));
        // The control: one byte less goes.
        far.try_send(big(60_000, LONGEST - LENGTHS - 60_000)).expect("it is as long as may be");
        assert!(within("bytes", inlet.take(&mut bytes)).await);
        assert!(bytes.len() > LONGEST);
    }
}

// === futures and wakers that are used in odd ways ===

/// An `Ok` from a future that gave its message away long ago would be a lie.
#[track_caller]
fn check_does_not_end_twice<E>(send: impl Future<Output = Result<(), E>>, is_ok: bool) {
    let mut send = pin!(send);
    let Poll::Ready(sent) = poll_once(send.as_mut()) else { panic!("it does not have to wait") };
    assert_eq!(sent.is_ok(), is_ok);
    for _ in 0..2 {
        let again = catch_unwind(AssertUnwindSafe(|| poll_once(send.as_mut()).map(|sent| sent.is_ok())));
        assert!(again.is_err(), "polled again, it says {again:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_send_that_was_ready_is_not_ready_again() {
    let system = ActorSystem::new();
    let near = system.spawn(Worker::default());
    let (outlet, inlet) = memory_link(0);
    let far: WorkerRef = system.connect("far", outlet).expect("the name is free");
    let check_all = |is_ok| {
        for worker in [&near, &far] {
            let recipient = worker.recipient::<Arc<Job>>();
            check_does_not_end_twice(worker.job(job(1)), is_ok);
            check_does_not_end_twice(worker.send(job(2)), is_ok);
            check_does_not_end_twice(recipient.send(job(3)), is_ok);
        }
    };
    check_all(true);
    within("the stop", near.stop()).await;
    drop(inlet);
    check_all(false);
}

/// Calls the actor back when it is dropped.
struct Nosy {
    to: WorkerRef,
    came_back: Arc<AtomicBool>,
}

impl Wake for Nosy {
    fn wake(self: Arc<Self>) {}
}

impl Drop for Nosy {
    fn drop(&mut self) {
        let _ = (self.to.metrics(), self.to.try_send(job(2)));
        self.came_back.store(true, Relaxed);
    }
}

/// `full` has no room.
fn check_waker_may_call_back(full: &WorkerRef) {
    for replaced in [false, true] {
        let came_back = Arc::new(AtomicBool::new(false));
        let nosy = Waker::from(Arc::new(Nosy { to: full.clone(), came_back: Arc::clone(&came_back) }));
        let mut send = Box::pin(full.job(job(1)));
        assert!(send.as_mut().poll(&mut task::Context::from_waker(&nosy)).is_pending());
        drop(nosy);
        assert!(!came_back.load(Relaxed), "the control: the line holds one, too");
        if replaced {
            assert!(poll_once(send.as_mut()).is_pending());
        } else {
            drop(send);
        }
        assert!(came_back.load(Relaxed), "the line holds it still; replaced: {replaced}");
    }
}

/// In a thread of its own: one that takes a lock twice blocks, and so does the end of its system.
#[test]
fn a_wakers_drop_may_use_the_actor_that_was_waited_for() {
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        paused_runtime().block_on(async {
            let system = ActorSystem::new();
            let (worker, _let_go) = full_worker(&system).await;
            check_waker_may_call_back(&worker);
            let (far, _inlet) = full_link(&system);
            check_waker_may_call_back(&far);
        });
        tell.send(()).expect("the test listens");
    });
    let done = told.recv_timeout(Duration::from_secs(20));
    assert_eq!(done, Ok(()), "it is blocked, or panicked");
}

// === crowds ===

#[tokio::test(start_paused = true)]
async fn a_crowd_that_gives_up_at_once_gets_every_message_back() {
    const CROWD: u64 = 5_000;
    let system = ActorSystem::new();
    let (near, let_go) = full_worker(&system).await;
    let (far, mut inlet) = full_link(&system);
    let limit = Duration::from_secs(1);
    let mut tasks = JoinSet::new();
    for (to, crowd) in [(&near, CROWD), (&far, CROWD)] {
        for n in 0..crowd {
            let (to, mine) = (to.clone(), job(n));
            tasks.spawn(async move {
                let refused = to.send_timeout(Arc::clone(&mine), limit).await.expect_err("there is no room");
                refused.kind == SendErrorKind::Timeout(limit) && Arc::ptr_eq(&refused.message, &mine)
            });
        }
    }
    let mut handed_back = 0;
    while let Some(came_back) = within("the crowd", tasks.join_next()).await {
        handed_back += u64::from(came_back.expect("no panic"));
    }
    assert_eq!(handed_back, 2 * CROWD);
    assert_eq!((near.metrics().sent, far.metrics().frames_sent), (2, 1));

    // Nobody is left in line: room is the next one's.
    let_go.send(()).expect("the worker waits for it");
    settled().await;
    near.try_send(job(1)).expect("there is room");
    assert_eq!(within("an answer", near.seen(Seen)).await.expect("an answer"), [0, 1]);
    let mut bytes = Vec::new();
    assert!(within("bytes", inlet.take(&mut bytes)).await);
    far.try_send(job(1)).expect("there is room");
}

/// Others give their actors names of the form that `spawn` makes up, and take the next ones before it does.
#[test]
fn a_made_up_name_is_never_a_taken_one() {
    const ROUNDS: u64 = 500;
    let runtime = Builder::new_multi_thread().worker_threads(1).build().expect("a runtime");
    let system = ActorSystem::on(runtime.handle().clone());
    let (last, taken, done) = (AtomicU64::new(0), AtomicU64::new(0), AtomicBool::new(false));
    let take_next = || {
        while !done.load(Relaxed) {
            let last = last.load(Relaxed);
            for n in last + 1..last + 4 {
                let spawned = system.named(&format!("Worker-{n}")).spawn(Worker::default());
                taken.fetch_add(u64::from(spawned.is_ok()), Relaxed);
            }
        }
    };
    let panicked = std::thread::scope(|scope| {
        let takers = [scope.spawn(take_next), scope.spawn(take_next)];
        let (mut round, mut panicked) = (0, 0);
        // As many rounds as it takes until the others had as many names.
        while round < ROUNDS || (taken.load(Relaxed) < ROUNDS && round < 100 * ROUNDS) {
            round += 1;
            if round > ROUNDS {
                std::thread::yield_now();
            }
            match catch_unwind(AssertUnwindSafe(|| system.spawn(Worker::default()))) {
                Ok(worker) => {
                    let (_, n) = worker.id().as_str().rsplit_once('-').expect("a type's name and a number");
                    last.store(n.parse().expect("a number"), Relaxed);
                }
                Err(_) => panicked += 1,
            }
        }
        done.store(true, Relaxed);
        for taker in takers {
            taker.join().expect("no panic");
        }
        panicked
    });
    assert_eq!(panicked, 0);
    assert!(taken.load(Relaxed) > 0, "the control: names were taken");
}
