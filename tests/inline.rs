//! Inline dispatch: an idle actor's sync handler runs on its sender's thread, and all that holds for queued messages
//! holds there too: order per sender, one message at a time, bounded depth, panics that stay with the receiver, exact
//! accounts, and ends that lose and leak nothing.
//!
//! The clock is paused in every test on one thread: a wait that nothing can end fails at once, and sleeping
//! there means "until nobody has anything left to do".
//!
//! The file is long because every promise is tested alone before all are tested together.

use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind, panic_any};
use std::pin::{Pin, pin};
use std::sync::atomic::{
    AtomicBool, AtomicU32, AtomicU64,
    Ordering::{AcqRel, Acquire, Relaxed, Release, SeqCst},
};
use std::sync::{Arc, Barrier, Mutex, PoisonError, Weak};
use std::task::Poll;
use std::thread::ThreadId;
use std::time::Duration;

use mycelium::bundle::{Part, TopologyConfig};
use mycelium::prelude::*;
use mycelium::transport::memory_link;
use mycelium::{Envelope, Executor, TransportMetrics};
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio::task::{self, JoinSet};

// === waiting ===

/// Waits; a hang fails instead of blocking.
async fn within<F: Future>(what: &str, future: F) -> F::Output {
    let limit = Duration::from_secs(60);
    tokio::time::timeout(limit, future).await.unwrap_or_else(|_| panic!("{what}: still not done after {limit:?}"))
}

/// Polls once; `Pending` means that the future waits where it waits.
async fn poll_once<F: Future + ?Sized>(mut future: Pin<&mut F>) -> Poll<F::Output> {
    poll_fn(|cx| Poll::Ready(future.as_mut().poll(cx))).await
}

/// What a future is at once, without a wait.
async fn now<F: Future>(what: &str, future: F) -> F::Output {
    // A task that was busy may have to let others run first.
    task::yield_now().await;
    match poll_once(pin!(future).as_mut()).await {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("{what}: it waits"),
    }
}

/// Ready when no task has anything left to do: only then a paused clock moves.
async fn settled() {
    tokio::time::sleep(Duration::from_millis(1)).await;
}

fn current_thread() -> Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
}

// === where something runs ===

/// A thread, and the task on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    thread: ThreadId,
    task: Option<task::Id>,
}

fn here() -> Place {
    Place { thread: std::thread::current().id(), task: task::try_id() }
}

/// Where does your handler run?
#[message(local, reply = Place)]
#[derive(Debug)]
struct Where;

/// As [`Where`], of a handler that may wait.
#[message(local, reply = Place)]
#[derive(Debug)]
struct WhereAsync;

thread_local! {
    /// How many handlers are on this thread's stack.
    static NESTED: Cell<u32> = const { Cell::new(0) };
}

/// One handler on this thread's stack, until it is dropped.
struct OnStack;

impl OnStack {
    fn enter() -> (Self, u32) {
        NESTED.set(NESTED.get() + 1);
        (Self, NESTED.get())
    }
}

impl Drop for OnStack {
    fn drop(&mut self) {
        NESTED.set(NESTED.get() - 1);
    }
}

// === what happened ===

/// What happened, in order.
#[derive(Debug, Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn note(&self, line: impl Into<String>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(line.into());
    }

    fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    #[track_caller]
    fn check(&self, expected: &[&str]) {
        assert_eq!(self.lines(), expected);
    }
}

/// When nothing is in flight, all that was accepted was handled or dropped.
#[track_caller]
fn check_at_rest(metrics: &TransportMetrics) {
    assert_eq!(metrics.sent, metrics.handled + metrics.dropped, "{metrics:?}");
}

// === the messages ===

#[message(tlv = 0xC8, domain = signal)]
#[derive(Debug, Clone, PartialEq)]
struct Job {
    n: u64,
}

/// Its handler may wait.
#[message(local)]
#[derive(Debug)]
struct Slow {
    n: u64,
}

/// Keeps the actor busy until it is let go.
#[message(local)]
#[derive(Debug)]
struct Hold {
    entered: oneshot::Sender<()>,
    release: oneshot::Receiver<()>,
}

#[message(local)]
#[derive(Debug)]
struct Fail {
    why: &'static str,
}

#[message(tlv = 0xC9, domain = signal)]
#[derive(Debug)]
struct Boom {}

/// Panics with something that panics again when it is dropped.
#[message(local)]
#[derive(Debug)]
struct BoomTwice;

#[message(local)]
#[derive(Debug)]
struct Quit;

/// Which instance is it? Counted from 1.
#[message(tlv = 0xCA, domain = signal, reply = u32)]
#[derive(Debug)]
struct Life {}

/// Answered by the next [`Open`].
#[message(local, reply = u64)]
#[derive(Debug)]
struct Riddle;

/// Answers all riddles.
#[message(local)]
#[derive(Debug, Clone)]
struct Open {
    answer: u64,
}

/// Sends itself this while it is above 0.
#[message(local)]
#[derive(Debug)]
struct Countdown {
    n: u64,
}

/// Runs something in the handler.
#[message(local)]
struct Run {
    what: Box<dyn FnOnce() + Send>,
}

fn run(what: impl FnOnce() + Send + 'static) -> Run {
    Run { what: Box::new(what) }
}

// === the actor ===

/// Writes down what happens to it.
struct Worker {
    log: Log,
    life: u32,
    riddles: Vec<ReplyTo<Riddle>>,
    /// Lives as long as the instance.
    token: Arc<()>,
    panics_when_dropped: bool,
}

impl Worker {
    fn new(log: &Log) -> Self {
        Self::of_life(log, 1)
    }

    fn of_life(log: &Log, life: u32) -> Self {
        let (log, riddles) = (log.clone(), Vec::new());
        Self { log, life, riddles, token: Arc::default(), panics_when_dropped: false }
    }

    /// Numbers the instances it makes.
    fn constructor(log: &Log) -> impl FnMut() -> Self + Send + 'static {
        let (log, mut life) = (log.clone(), 0);
        move || {
            life += 1;
            Self::of_life(&log, life)
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.log.note(format!("drop {}", self.life));
        assert!(!self.panics_when_dropped, "it was told to panic when it is dropped");
    }
}

#[actor]
impl Worker {
    #[on_start]
    fn begin(&mut self) {
        self.log.note(format!("start {}", self.life));
    }

    #[on_stop]
    fn end(&mut self) {
        self.log.note(format!("stop {}", self.life));
    }

    #[on_error]
    async fn complain(&mut self, error: Error) {
        // As late as can be.
        for _ in 0..3 {
            task::yield_now().await;
        }
        self.log.note(format!("error {error}"));
        assert!(error.to_string() != "panic in on_error", "as it was told");
    }

    #[handler]
    fn place(&self, _question: &Where) -> Place {
        here()
    }

    #[handler]
    async fn place_async(&self, _question: &WhereAsync) -> Place {
        here()
    }

    #[handler]
    fn job(&mut self, job: &Job) {
        self.log.note(format!("job {}", job.n));
    }

    #[handler]
    async fn slow(&mut self, slow: Slow) {
        self.log.note(format!("slow {} begins", slow.n));
        task::yield_now().await;
        self.log.note(format!("slow {} ends", slow.n));
    }

    #[handler]
    async fn hold(&mut self, hold: Hold) {
        hold.entered.send(()).expect("the test waits for it");
        let _ = hold.release.await;
    }

    #[handler]
    fn fail(&mut self, fail: Fail) -> Result<()> {
        self.log.note(format!("fail {}", fail.why));
        Err(Error::msg(fail.why))
    }

    #[handler]
    fn boom(&mut self, _boom: &Boom) {
        self.log.note("boom");
        panic!("boom");
    }

    #[handler]
    fn boom_twice(&mut self, _boom: BoomTwice) {
        self.log.note("boom");
        panic_any(Bomb);
    }

    #[handler]
    fn quit(&mut self, _quit: Quit, ctx: &mut Context<Self>) {
        ctx.stop();
        ctx.myself().try_send(Job { n: 99 }).expect("there is room");
        self.log.note("quit");
    }

    #[handler]
    fn life(&self, _question: &Life) -> u32 {
        self.life
    }

    #[handler]
    fn riddle(&mut self, _riddle: Riddle, reply: ReplyTo<Riddle>) {
        self.riddles.push(reply);
    }

    #[handler]
    fn open(&mut self, open: Open) {
        for riddle in self.riddles.drain(..) {
            riddle.answer(open.answer);
        }
    }

    #[handler]
    fn countdown(&mut self, countdown: Countdown, ctx: &mut Context<Self>) {
        let (_on_stack, nested) = OnStack::enter();
        self.log.note(format!("count {} at {nested}", countdown.n));
        if countdown.n > 0 {
            ctx.myself().try_send(Countdown { n: countdown.n - 1 }).expect("there is room");
        }
        self.log.note(format!("counted {}", countdown.n));
    }

    #[handler]
    fn run(&mut self, run: Run) {
        (run.what)();
        self.log.note("ran");
    }
}

/// Panics when it is dropped.
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panic!("a bomb");
    }
}

fn spawn(system: &ActorSystem, log: &Log) -> WorkerRef {
    system.named("worker").dispatch(Dispatch::Inline).spawn(Worker::new(log)).expect("the name is free")
}

/// A worker that sleeps.
async fn asleep(system: &ActorSystem, log: &Log) -> WorkerRef {
    let worker = spawn(system, log);
    settled().await;
    worker
}

/// A worker that is made anew after panics, and sleeps.
async fn undying(system: &ActorSystem, log: &Log) -> WorkerRef {
    let policy = RestartPolicy::OnPanic { max: 100, within: Duration::from_secs(1) };
    let spawner = system.named("worker").dispatch(Dispatch::Inline).restart(policy);
    let worker = spawner.spawn_with(Worker::constructor(log)).expect("the name is free");
    settled().await;
    worker
}

/// Asks until the handler runs here: from then on the actor sleeps, unless somebody else sends.
async fn until_inline(worker: &WorkerRef) {
    within("an inline handler", async {
        while worker.place(Where).await.expect("it lives") != here() {
            task::yield_now().await;
        }
    })
    .await;
}

/// Keeps `worker` in a handler until the returned sender is used or dropped.
async fn hold(worker: &WorkerRef) -> oneshot::Sender<()> {
    let (entered, is_held) = oneshot::channel();
    let (let_go, release) = oneshot::channel();
    worker.hold(Hold { entered, release }).await.expect("it lives");
    within("the hold", is_held).await.expect("it came to the hold");
    let_go
}

// === where handlers run ===

#[tokio::test(start_paused = true)]
async fn an_idle_actors_sync_handler_runs_before_the_send_returns() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let worker = asleep(&system, &log).await;
    let limit = Duration::from_secs(1);
    now("send", worker.job(Job { n: 1 })).await.expect("it lives");
    log.check(&["start 1", "job 1"]);
    worker.try_send(Job { n: 2 }).expect("it lives");
    assert_eq!(log.lines().len(), 3);
    now("send_timeout", worker.send_timeout(Job { n: 3 }, limit)).await.expect("it lives");
    assert_eq!(log.lines().len(), 4);
    now("an ask of a tell", worker.ask(Job { n: 4 })).await.expect("it lives");
    assert_eq!(now("an ask", worker.place(Where)).await.expect("it lives"), here());
    assert_eq!(now("ask_timeout", worker.ask_timeout(Where, limit)).await.expect("it lives"), here());
    let recipient = worker.recipient::<Job>();
    now("a recipient's send", recipient.send(Job { n: 5 })).await.expect("it lives");
    recipient.try_send(Job { n: 6 }).expect("it lives");
    log.check(&["start 1", "job 1", "job 2", "job 3", "job 4", "job 5", "job 6"]);
    let metrics = worker.metrics();
    assert_eq!((metrics.sent, metrics.handled), (8, 8), "counted when the send returns");
}

#[tokio::test(start_paused = true)]
async fn queued_dispatch_leaves_handlers_to_the_actors_task() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let spawner = system.named("worker").dispatch(Dispatch::Queued);
    let worker: WorkerRef = spawner.spawn(Worker::new(&log)).expect("the name is free");
    settled().await;
    worker.try_send(Job { n: 1 }).expect("it lives");
    log.check(&["start 1"]);
    let place = worker.place(Where).await.expect("it lives");
    assert_ne!(place.task, here().task);
    log.check(&["start 1", "job 1"]);
    // And that is the default.
    let other = system.spawn(Worker::new(&log));
    settled().await;
    assert_ne!(other.place(Where).await.expect("it lives").task, here().task);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn handlers_run_in_the_task_that_sends() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let worker = spawn(&system, &log);
    let asking = async move {
        until_inline(&worker).await;
        for _ in 0..1_000 {
            // The task may be moved to another thread before the ask, not while the handler runs.
            let asked = worker.place(Where);
            let (place, asker) = within("an answer", async { (asked.await, here()) }).await;
            assert_eq!(place.expect("it lives").task, asker.task);
        }
        let place = worker.place_async(WhereAsync).await.expect("it lives");
        assert_ne!(place.task, task::try_id(), "an async handler waits for the actor's task");
    };
    within("the asker", task::spawn(asking)).await.expect("no panic");
}

/// A mailbox that was full once would stay in use for good if its senders were let in one by one.
#[tokio::test(start_paused = true)]
async fn senders_that_had_to_wait_find_the_actor_asleep() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let spawner = system.named("worker").capacity(4).dispatch(Dispatch::Inline);
    let worker = spawner.spawn(Worker::new(&log)).expect("the name is free");
    let tasks = Arc::new(Mutex::new(Vec::new()));
    for _ in 0..100 {
        let tasks = Arc::clone(&tasks);
        let note = run(move || tasks.lock().unwrap_or_else(PoisonError::into_inner).push(here().task));
        within("a send", worker.run(note)).await.expect("it lives");
    }
    let tasks = tasks.lock().expect("no handler panicked");
    // It had not started when the first ones came.
    let (queued, inline) = tasks.split_at(4);
    assert!(queued.iter().all(|task| *task != here().task), "{tasks:?}");
    assert_eq!(inline.len(), 96);
    assert!(inline.iter().all(|task| *task == here().task), "{tasks:?}");
}

#[tokio::test(start_paused = true)]
async fn senders_are_let_in_while_an_async_handler_waits() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let spawner = system.named("worker").capacity(4).dispatch(Dispatch::Inline);
    let worker = spawner.spawn(Worker::new(&log)).expect("the name is free");
    let first = hold(&worker).await;
    let (entered, is_held) = oneshot::channel();
    let (second, release) = oneshot::channel();
    worker.try_send(Hold { entered, release }).expect("there is room");
    (1..4).for_each(|n| worker.try_send(Job { n }).expect("there is room"));
    // In a task of its own, which looks again only when it is woken.
    let send = task::spawn({
        let worker = worker.clone();
        async move { worker.job(Job { n: 4 }).await }
    });
    settled().await;
    first.send(()).expect("the worker waits for it");
    within("the second hold", is_held).await.expect("the worker came to it");
    // The mailbox is empty, and the handler may wait for whoever waits for room in it.
    within("the send", send).await.expect("no panic").expect("there is room");
    second.send(()).expect("the worker waits for it");
    within("the end", worker.drain()).await;
    log.check(&["start 1", "job 1", "job 2", "job 3", "job 4", "stop 1", "drop 1"]);
}

#[tokio::test(start_paused = true)]
async fn nobody_overtakes_a_sender_that_waits() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let spawner = system.named("worker").capacity(1).dispatch(Dispatch::Inline);
    let worker = spawner.spawn(Worker::new(&log)).expect("the name is free");
    worker.try_send(Job { n: 0 }).expect("there is room");
    let mut first = Box::pin(worker.job(Job { n: 1 }));
    let mut second = Box::pin(worker.job(Job { n: 2 }));
    assert!(poll_once(first.as_mut()).await.is_pending());
    assert!(poll_once(second.as_mut()).await.is_pending());
    settled().await;
    log.check(&["start 1", "job 0"]);
    // The actor sleeps, and its mailbox is empty.
    assert_eq!(worker.try_send(Job { n: 3 }).expect_err("two wait for the room").kind, SendErrorKind::Full);
    assert!(poll_once(second.as_mut()).await.is_pending());
    now("the first send", first).await.expect("it lives");
    now("the second send", second).await.expect("it lives");
    worker.try_send(Job { n: 4 }).expect("nobody waits");
    log.check(&["start 1", "job 0", "job 1", "job 2", "job 4"]);
}

#[tokio::test(start_paused = true)]
async fn async_handlers_are_queued_and_what_comes_behind_them_too() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let worker = asleep(&system, &log).await;
    worker.try_send(Slow { n: 1 }).expect("there is room");
    worker.try_send(Job { n: 2 }).expect("there is room");
    worker.try_send(Slow { n: 3 }).expect("there is room");
    log.check(&["start 1"]);
    settled().await;
    log.check(&["start 1", "slow 1 begins", "slow 1 ends", "job 2", "slow 3 begins", "slow 3 ends"]);
    worker.try_send(Job { n: 4 }).expect("there is room");
    assert_eq!(log.lines().last().map(String::as_str), Some("job 4"), "it is idle again");
    check_at_rest(&worker.metrics());
}

#[tokio::test(start_paused = true)]
async fn nothing_is_handled_before_the_actor_started() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let worker = spawn(&system, &log);
    worker.try_send(Job { n: 1 }).expect("there is room");
    log.check(&[]);
    settled().await;
    log.check(&["start 1", "job 1"]);
}

/// As [`Worker`], by hand.
mod by_hand {
    use super::*;

    #[message]
    pub(super) enum HandMessage {
        Where(Where),
        Job(Job),
        Fail(Fail),
    }

    /// With `receive` only.
    pub(super) struct Plain;

    impl Actor for Plain {
        type Message = HandMessage;
        type Handle = ActorRef<HandMessage>;

        async fn receive(&mut self, envelope: Envelope<HandMessage>, _ctx: &mut Context<Self>) -> Result<()> {
            envelope.reply.answer::<Where>(here());
            Ok(())
        }
    }

    /// What a hand-written `receive_now` does.
    #[derive(Clone, Copy)]
    pub(super) enum Does {
        Right,
        PanicBeforeItTakes,
        LeaveWhatItHandled,
        TakeWhatItDidNotHandle,
    }

    /// With `receive_now`, right or wrong.
    pub(super) struct Hand(pub(super) Does);

    impl Actor for Hand {
        type Message = HandMessage;
        type Handle = ActorRef<HandMessage>;

        async fn receive(&mut self, _envelope: Envelope<HandMessage>, _ctx: &mut Context<Self>) -> Result<()> {
            panic!("everything is handled at once");
        }

        fn receive_now(
            &mut self,
            envelope: &mut Option<Envelope<HandMessage>>,
            _ctx: &mut Context<Self>,
        ) -> Option<Result<()>> {
            match self.0 {
                Does::Right => {
                    envelope.take()?.reply.answer::<Where>(here());
                    Some(Ok(()))
                }
                Does::PanicBeforeItTakes => panic!("before it takes"),
                Does::LeaveWhatItHandled => Some(Ok(())),
                Does::TakeWhatItDidNotHandle => {
                    drop(envelope.take());
                    None
                }
            }
        }
    }

    /// Looks at a job as long as the test wants, and leaves it to `receive`.
    pub(super) struct Looks {
        pub(super) looking: Arc<Barrier>,
        pub(super) _token: Arc<()>,
    }

    impl Actor for Looks {
        type Message = HandMessage;
        type Handle = ActorRef<HandMessage>;

        async fn receive(&mut self, _envelope: Envelope<HandMessage>, _ctx: &mut Context<Self>) -> Result<()> {
            Ok(())
        }

        fn receive_now(
            &mut self,
            envelope: &mut Option<Envelope<HandMessage>>,
            _ctx: &mut Context<Self>,
        ) -> Option<Result<()>> {
            if let Some(Envelope { message: HandMessage::Job(_), .. }) = envelope {
                self.looking.wait();
                self.looking.wait();
                return None;
            }
            envelope.take()?.reply.answer::<Where>(here());
            Some(Ok(()))
        }
    }

    /// Says of all messages that `receive_now` may not take them, which it would.
    pub(super) struct NeverNow;

    impl Actor for NeverNow {
        type Message = HandMessage;
        type Handle = ActorRef<HandMessage>;

        fn may_receive_now(_message: &HandMessage) -> bool {
            false
        }

        async fn receive(&mut self, envelope: Envelope<HandMessage>, _ctx: &mut Context<Self>) -> Result<()> {
            envelope.reply.answer::<Where>(here());
            Ok(())
        }

        fn receive_now(
            &mut self,
            _envelope: &mut Option<Envelope<HandMessage>>,
            _ctx: &mut Context<Self>,
        ) -> Option<Result<()>> {
            panic!("it is not asked");
        }
    }

    /// Cannot say of a job whether `receive_now` may take it.
    pub(super) struct Undecided;

    impl Actor for Undecided {
        type Message = HandMessage;
        type Handle = ActorRef<HandMessage>;

        fn may_receive_now(message: &HandMessage) -> bool {
            assert!(!matches!(message, HandMessage::Job(_)), "undecided");
            false
        }

        async fn receive(&mut self, envelope: Envelope<HandMessage>, _ctx: &mut Context<Self>) -> Result<()> {
            envelope.reply.answer::<Where>(here());
            Ok(())
        }
    }

    /// The simplest actor.
    pub(super) struct Behavior(pub(super) Arc<Mutex<Option<Place>>>);

    impl ActorBehavior for Behavior {
        type Message = HandMessage;

        async fn handle(&mut self, _message: HandMessage) -> Result<()> {
            *self.0.lock().expect("nobody panics under it") = Some(here());
            Ok(())
        }
    }
}

use by_hand::{Does, Hand, HandMessage};

async fn hand(system: &ActorSystem, does: Does) -> ActorRef<HandMessage> {
    let hand = system.named("hand").dispatch(Dispatch::Inline).spawn(Hand(does)).expect("the name is free");
    settled().await;
    hand
}

#[tokio::test(start_paused = true)]
async fn actors_by_hand_run_inline_only_with_receive_now() {
    let system = ActorSystem::new();
    let inline = |name| system.named(name).dispatch(Dispatch::Inline);
    let plain = inline("plain").spawn(by_hand::Plain).expect("the name is free");
    let place = Arc::new(Mutex::new(None));
    let behavior = inline("behavior").spawn(by_hand::Behavior(Arc::clone(&place))).expect("the name is free");
    let hand = hand(&system, Does::Right).await;
    assert_eq!(now("an ask", hand.ask(Where)).await.expect("it lives"), here());
    assert_ne!(plain.ask(Where).await.expect("it lives").task, here().task);
    behavior.try_send(Job { n: 1 }).expect("there is room");
    assert_eq!(*place.lock().unwrap(), None);
    settled().await;
    assert!(place.lock().unwrap().is_some_and(|place| place.task != here().task));
    for actor in [plain, behavior, hand] {
        check_at_rest(&actor.metrics());
    }
}

#[tokio::test(start_paused = true)]
async fn what_may_not_be_received_now_is_queued() {
    let system = ActorSystem::new();
    let hand = system.named("hand").dispatch(Dispatch::Inline).spawn(by_hand::NeverNow).expect("the name is free");
    settled().await;
    assert_ne!(within("an ask", hand.ask(Where)).await.expect("it lives").task, here().task);
    assert_eq!((hand.metrics().handled, hand.metrics().panicked), (1, 0));
}

/// A message is handled once, also if what panics comes before its handler.
#[tokio::test(start_paused = true)]
async fn a_message_that_panics_before_its_handler_is_not_handled_again() {
    for dispatch in [Dispatch::Queued, Dispatch::Inline] {
        let system = ActorSystem::new();
        let policy = RestartPolicy::OnPanic { max: 1, within: Duration::from_secs(1) };
        let spawner = system.named("undecided").restart(policy).dispatch(dispatch);
        let actor = spawner.spawn_with(|| by_hand::Undecided).expect("the name is free");
        let boom = actor.ask(Job { n: 1 });
        let refused = within("an ask", boom).await.expect_err("it panics");
        assert!(matches!(refused, AskError::NoAnswer(NoAnswer::Panicked)), "{refused}");
        actor.try_send(Job { n: 2 }).expect("it lives");
        let _ = within("an ask", actor.ask(Where)).await;
        within("the end", actor.stopped()).await;
        let metrics = actor.metrics();
        assert_eq!((metrics.sent, metrics.handled, metrics.panicked, metrics.dropped), (3, 2, 2, 1), "{dispatch:?}");
    }
}

/// What failed or panicked was handled, at every moment that somebody looks.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn no_part_is_ever_seen_larger_than_the_whole() {
    const EACH: u32 = 20_000;
    for dispatch in [Dispatch::Queued, Dispatch::Inline] {
        let (system, is_over) = (ActorSystem::new(), Arc::<AtomicBool>::default());
        let failing = system.named("failing").dispatch(dispatch).spawn(failing::Failing).expect("the name is free");
        let looking = std::thread::spawn({
            let (failing, is_over) = (failing.clone(), Arc::clone(&is_over));
            move || {
                while !is_over.load(Relaxed) {
                    let metrics = failing.metrics();
                    assert!(metrics.failed <= metrics.handled, "{metrics:?}");
                }
            }
        });
        let sending = task::spawn({
            let failing = failing.clone();
            async move {
                for _ in 0..EACH {
                    failing.mishap(failing::Mishap).await.expect("it lives");
                }
            }
        });
        within("the sender", sending).await.expect("no panic");
        within("the end", failing.drain()).await;
        is_over.store(true, Relaxed);
        looking.join().unwrap_or_else(|_| panic!("{dispatch:?}: a part was larger than its whole"));
        assert_eq!(failing.metrics().failed, u64::from(EACH));
    }
}

mod failing {
    use super::*;

    #[message(local)]
    #[derive(Debug)]
    pub(super) struct Mishap;

    pub(super) struct Failing;

    #[actor]
    impl Failing {
        #[handler]
        fn mishap(&mut self, _mishap: Mishap) -> Result<()> {
            Err(Error::msg("as always"))
        }

        #[on_error]
        fn nobody_cares(&mut self, error: Error) {
            drop(error);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn senders_without_a_runtime_are_queued() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let worker = asleep(&system, &log).await;
    std::thread::spawn({
        let (worker, log) = (worker.clone(), log.clone());
        move || {
            worker.try_send(Job { n: 1 }).expect("there is room");
            // Nobody else runs: the test's thread waits for this one.
            log.check(&["start 1"]);
        }
    })
    .join()
    .expect("no panic");
    settled().await;
    log.check(&["start 1", "job 1"]);
}

#[tokio::test(start_paused = true)]
async fn senders_of_another_runtime_are_queued() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let worker = asleep(&system, &log).await;
    std::thread::spawn({
        let (worker, log) = (worker.clone(), log.clone());
        move || {
            let other = current_thread();
            other.block_on(async {
                worker.job(Job { n: 1 }).await.expect("there is room");
                let sent = other.spawn(async move { worker.job(Job { n: 2 }).await });
                sent.await.expect("no panic").expect("there is room");
            });
            log.check(&["start 1"]);
        }
    })
    .join()
    .expect("no panic");
    settled().await;
    log.check(&["start 1", "job 1", "job 2"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn handlers_of_one_thread_stay_on_it() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let executor = Executor::dedicated("inline").start().expect("there is a thread for it");
    let spawner = system.named("worker").executor(&executor).dispatch(Dispatch::Inline);
    let worker: WorkerRef = spawner.spawn(Worker::new(&log)).expect("the name is free");
    let home = within("an answer", worker.place(Where)).await.expect("it lives").thread;
    let (below, done) = (worker.clone(), oneshot::channel());
    let asks = run(move || {
        // A blocking thread of the very same runtime.
        drop(task::spawn_blocking(move || {
            let asked = tokio::runtime::Handle::current().block_on(async { below.place(Where).await });
            done.0.send(asked.expect("it lives").thread).expect("the test waits for it");
        }));
    });
    worker.send(asks).await.expect("it lives");
    assert_eq!(within("the answer", done.1).await.expect("it was asked"), home);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn only_actors_of_one_executor_run_each_others_handlers() {
    let (system, log, others) = (ActorSystem::new(), Log::default(), Log::default());
    let executor = Executor::dedicated("inline").start().expect("there is a thread for it");
    let spawner = system.named("worker").executor(&executor).dispatch(Dispatch::Inline);
    let worker: WorkerRef = spawner.spawn(Worker::new(&log)).expect("the name is free");
    let spawner = system.named("other").executor(&executor).dispatch(Dispatch::Inline);
    let other: WorkerRef = spawner.spawn(Worker::new(&others)).expect("the name is free");
    for _ in 0..100 {
        let place = within("an answer", worker.place(Where)).await.expect("it lives");
        assert_ne!(place.thread, here().thread, "a sender of another runtime is queued");
    }
    let (below, seen) = (worker.clone(), log.clone());
    let (done, is_done) = oneshot::channel();
    let sends = run(move || {
        let before = seen.lines().len();
        below.try_send(Job { n: 1 }).expect("there is room");
        done.send(seen.lines().len() - before).expect("the test waits for it");
    });
    // Behind the answer the worker's own task goes to sleep before the other one's message comes.
    within("an answer", other.place(Where)).await.expect("it lives");
    other.run(sends).await.expect("it lives");
    assert_eq!(within("the handler", is_done).await, Ok(1), "one of the same executor runs the handler");
    within("the stop", system.stop()).await;
    check_at_rest(&worker.metrics());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn blocking_threads_of_the_runtime_keep_their_order() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let worker = spawn(&system, &log);
    let sender = worker.clone();
    let sent = task::spawn_blocking(move || {
        for n in 0..500 {
            sender.try_send(Job { n }).expect("there is room");
        }
    });
    within("the sender", sent).await.expect("no panic");
    within("the drain", worker.drain()).await;
    let jobs = log.lines().into_iter().filter(|line| line.starts_with("job")).collect::<Vec<_>>();
    assert_eq!(jobs, (0..500).map(|n| format!("job {n}")).collect::<Vec<_>>());
}

#[test]
fn an_actor_whose_handler_runs_on_a_senders_thread_sleeps_until_it_has_returned() {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    let metrics = runtime.metrics();
    runtime.block_on(async {
        let (system, log) = (ActorSystem::new(), Log::default());
        let worker =
            system.named("worker").dispatch(Dispatch::Inline).spawn(Worker::new(&log)).expect("the name is free");
        // The handler runs on the sender's thread, and has that to itself until it is let go.
        let (entered, is_entered) = oneshot::channel();
        let (release, is_released) = std::sync::mpsc::channel::<()>();
        let held = run(move || {
            entered.send(here()).expect("the test waits");
            is_released.recv().expect("the test lets go");
        });
        let sender = worker.clone();
        let sent = tokio::spawn(async move {
            // The actor has started, and sleeps.
            while sender.ask(Where).await.expect("it lives").task != task::try_id() {
                task::yield_now().await;
            }
            sender.run(held).await.expect("it lives");
            task::try_id()
        });
        let at = within("the handler", is_entered).await.expect("it runs");
        // One more wakes the actor, which cannot have its instance; then the other worker has nothing to do, and goes on
        // going to sleep each time that it is woken for nothing. A task that turned round would never let it.
        worker.job(Job { n: 1 }).await.expect("it lives");
        let parked = || (0..2).map(|worker| metrics.worker_park_count(worker)).sum::<u64>();
        for _ in 0..8 {
            let before = parked();
            within("the worker's sleep", async {
                while parked() == before {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
            })
            .await;
        }
        log.check(&["start 1"]);
        release.send(()).expect("the handler waits");
        assert_eq!(within("the sender", sent).await.expect("no panic"), at.task, "it ran on the sender's thread");
        within("the drain", worker.drain()).await;
        log.check(&["start 1", "ran", "job 1", "stop 1", "drop 1"]);
    });
}

// === no re-entrance, bounded depth ===

/// So many handlers run below a send, at most.
const DEPTH_MAX: u32 = 128;

#[tokio::test(start_paused = true)]
async fn an_actor_that_sends_to_itself_gets_it_afterwards() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let worker = asleep(&system, &log).await;
    now("send", worker.countdown(Countdown { n: 2 })).await.expect("it lives");
    log.check(&["start 1", "count 2 at 1", "counted 2"]);
    settled().await;
    log.check(&["start 1", "count 2 at 1", "counted 2", "count 1 at 1", "counted 1", "count 0 at 1", "counted 0"]);
    check_at_rest(&worker.metrics());
}

/// Passes on what is left of it.
#[message(local)]
#[derive(Debug)]
struct Hop {
    n: u64,
    left: u64,
}

/// Whom to pass hops on to.
#[message(local)]
#[derive(Debug)]
struct Next {
    next: Recipient<Hop>,
}

/// One of a ring, or of a chain.
struct Node {
    name: u64,
    next: Option<Recipient<Hop>>,
    log: Log,
    deepest: Arc<AtomicU32>,
    is_in_handler: bool,
}

#[actor]
impl Node {
    #[handler]
    fn next(&mut self, next: Next) {
        self.next = Some(next.next);
    }

    #[handler]
    fn hop(&mut self, hop: Hop) {
        let (_on_stack, nested) = OnStack::enter();
        self.deepest.fetch_max(nested, AcqRel);
        if std::mem::replace(&mut self.is_in_handler, true) {
            self.log.note("two at once");
        }
        self.log.note(format!("{}: {}", self.name, hop.n));
        if let (Some(next), Some(left)) = (&self.next, hop.left.checked_sub(1)) {
            // Two of each at first, so that their order shows.
            let ns = if hop.n < 8 { hop.n * 2..hop.n * 2 + 2 } else { hop.n..hop.n + 1 };
            for n in ns {
                next.try_send(Hop { n, left }).expect("there is room");
            }
        }
        self.log.note(format!("{}: {} done", self.name, hop.n));
        self.is_in_handler = false;
    }
}

/// Nodes that sleep, each with the next one, and how deep their handlers were nested.
async fn nodes(system: &ActorSystem, count: u64, is_ring: bool, log: &Log) -> (Vec<NodeRef>, Arc<AtomicU32>) {
    let deepest = Arc::new(AtomicU32::new(0));
    let node = |name| {
        let node = Node { name, next: None, log: log.clone(), deepest: Arc::clone(&deepest), is_in_handler: false };
        let spawner = system.named(&format!("node {name}")).dispatch(Dispatch::Inline);
        spawner.spawn(node).expect("the name is free")
    };
    let nodes = (0..count).map(node).collect::<Vec<_>>();
    let nexts = nodes.iter().skip(1).chain(is_ring.then_some(&nodes[0]));
    for (node, next) in nodes.iter().zip(nexts) {
        node.next(Next { next: next.recipient() }).await.expect("it lives");
    }
    (nodes, deepest)
}

#[tokio::test(start_paused = true)]
async fn what_comes_back_while_a_handler_runs_is_handled_afterwards_in_order() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let (nodes, _) = nodes(&system, 2, true, &log).await;
    settled().await;
    now("send", nodes[0].hop(Hop { n: 1, left: 2 })).await.expect("it lives");
    // Node 1 ran below node 0; what it sent back waits.
    log.check(&["0: 1", "1: 2", "1: 2 done", "1: 3", "1: 3 done", "0: 1 done"]);
    settled().await;
    let rest = &log.lines()[6..];
    let expected = [4, 5, 6, 7].map(|n| [format!("0: {n}"), format!("0: {n} done")]).concat();
    assert_eq!(rest, expected);
    nodes.iter().for_each(|node| check_at_rest(&node.metrics()));
}

#[tokio::test(start_paused = true)]
async fn a_long_chain_is_nested_so_deep_and_goes_on_in_another_task() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let (nodes, deepest) = nodes(&system, 300, false, &log).await;
    settled().await;
    now("send", nodes[0].hop(Hop { n: 8, left: 300 })).await.expect("it lives");
    let nested = deepest.load(Acquire);
    // How much stack a handler takes is the compiler's choice.
    assert!((16..=DEPTH_MAX).contains(&nested), "{nested}");
    let handled = nodes.iter().filter(|node| node.metrics().handled == 2).count();
    assert_eq!(handled, nested as usize, "the next one waits for its own task");
    settled().await;
    assert!(nodes.iter().all(|node| node.metrics().handled == 2 || node.id().as_str() == "node 299"));
    assert_eq!(nodes[299].metrics().handled, 1, "nobody comes after it");
    // A handler in its own task, and those below it.
    assert!(deepest.load(Acquire) <= DEPTH_MAX + 1, "{deepest:?}");
}

/// Passes on what is left of it, with as much on its stack as few handlers have.
struct Heavy {
    next: Option<HeavyRef>,
    deepest: Arc<AtomicU32>,
}

#[actor]
impl Heavy {
    #[handler]
    fn hop(&mut self, hop: Hop) {
        let (_on_stack, nested) = OnStack::enter();
        self.deepest.fetch_max(nested, AcqRel);
        let frame = std::hint::black_box([hop.n as u8; 40 * 1024]);
        if let Some(next) = &self.next {
            next.try_send(Hop { n: hop.n + u64::from(frame[0]), left: 0 }).expect("there is room");
        }
        std::hint::black_box(&frame);
    }
}

#[tokio::test(start_paused = true)]
async fn handlers_with_much_on_the_stack_are_nested_less_deep() {
    let (system, deepest) = (ActorSystem::new(), Arc::new(AtomicU32::new(0)));
    let mut next = None;
    for _ in 0..100 {
        let heavy = Heavy { next: next.take(), deepest: Arc::clone(&deepest) };
        next = Some(system.unnamed().dispatch(Dispatch::Inline).spawn(heavy).expect("a made-up name is free"));
    }
    let first = next.expect("a hundred");
    settled().await;
    now("send", first.hop(Hop { n: 1, left: 0 })).await.expect("it lives");
    settled().await;
    assert_eq!(system.get_transport_metrics().handled, 100);
    // The fourth begins within 128 KiB of the first, the fifth would not. One more is below them if a task runs it.
    let nested = deepest.load(Acquire);
    assert!((2..=5).contains(&nested), "{nested}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_hops_around_a_ring_are_never_two_at_once_and_never_deep() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let (nodes, deepest) = nodes(&system, 5, true, &log).await;
    const HOPS: u64 = 200;
    let mut senders = JoinSet::new();
    for node in &nodes {
        let node = node.clone();
        senders.spawn(async move {
            for _ in 0..20 {
                node.hop(Hop { n: 8, left: HOPS }).await.expect("it lives");
            }
        });
    }
    within("the senders", senders.join_all()).await;
    let handled = || nodes.iter().map(|node| node.metrics().handled).sum::<u64>();
    within("all hops", async {
        while handled() < 5 + 5 * 20 * (HOPS + 1) {
            task::yield_now().await;
        }
    })
    .await;
    assert_eq!(handled(), 5 + 5 * 20 * (HOPS + 1));
    assert!(!log.lines().contains(&"two at once".to_owned()));
    assert!(deepest.load(Acquire) <= 5, "each node is on a stack once at most: {deepest:?}");
    nodes.iter().for_each(|node| check_at_rest(&node.metrics()));
}

#[tokio::test(start_paused = true)]
async fn a_handler_may_look_at_its_own_actor() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let worker = asleep(&system, &log).await;
    let (itself, seen, everything) = (worker.clone(), log.clone(), system.clone());
    let look = run(move || {
        let metrics = itself.metrics();
        seen.note(format!("{:?}, sent {}, handled {}", itself.state(), metrics.sent, metrics.handled));
        assert!(format!("{:?}", itself.transport()).contains("worker"));
        assert!(everything.get_transport_metrics().sent >= everything.get_transport_metrics().handled);
        assert!(everything.actor::<WorkerMessage>("worker").is_ok());
    });
    now("send", worker.run(look)).await.expect("it lives");
    log.check(&["start 1", "Some(Running), sent 0, handled 0", "ran"]);
}

// === panics and errors ===

#[tokio::test(start_paused = true)]
async fn a_panic_is_the_receivers_and_later_messages_go_to_the_next_instance() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let worker = undying(&system, &log).await;
    now("send", worker.send(Boom {})).await.expect("the panic is the actor's");
    worker.try_send(Job { n: 1 }).expect("there is room");
    log.check(&["start 1", "boom"]);
    settled().await;
    log.check(&["start 1", "boom", "drop 1", "start 2", "job 1"]);
    let answer = now("an ask", worker.ask(Boom {})).await.expect_err("it panics");
    assert!(matches!(answer, AskError::NoAnswer(NoAnswer::Panicked)), "{answer:?}");
    assert_eq!(within("an answer", worker.life(Life {})).await.expect("it lives"), 3);
    settled().await;
    assert_eq!(now("an ask", worker.life(Life {})).await.expect("it lives"), 3);
    let metrics = worker.metrics();
    assert_eq!((metrics.sent, metrics.handled, metrics.panicked), (5, 5, 2));
    assert_eq!((metrics.restarted, metrics.dropped, metrics.failed), (2, 0, 0));
}

#[tokio::test(start_paused = true)]
async fn a_panic_without_a_policy_stops_the_actor() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let worker = asleep(&system, &log).await;
    now("send", worker.send(Boom {})).await.expect("the panic is the actor's");
    // Accepted, for it has not stopped yet.
    worker.try_send(Job { n: 1 }).expect("there is room");
    let mut asking = pin!(worker.life(Life {}));
    assert!(poll_once(asking.as_mut()).await.is_pending());
    assert_eq!(within("the end", worker.stopped()).await, StopReason::Panicked("boom".into()));
    let answer = within("an answer", asking).await.expect_err("it has stopped");
    assert!(matches!(answer, AskError::NoAnswer(NoAnswer::Stopped)), "{answer:?}");
    assert_eq!(worker.job(Job { n: 2 }).await.expect_err("it has stopped").kind, SendErrorKind::Stopped);
    assert_eq!(worker.try_send(Job { n: 2 }).expect_err("it has stopped").kind, SendErrorKind::Stopped);
    log.check(&["start 1", "boom", "drop 1"]);
    let metrics = worker.metrics();
    assert_eq!((metrics.sent, metrics.handled, metrics.panicked, metrics.dropped), (3, 1, 1, 2));
}

#[tokio::test(start_paused = true)]
async fn a_panic_below_another_handler_leaves_that_one_alone() {
    let (system, log, others) = (ActorSystem::new(), Log::default(), Log::default());
    let worker = undying(&system, &log).await;
    let spawner = system.named("other").dispatch(Dispatch::Inline);
    let other: WorkerRef = spawner.spawn(Worker::new(&others)).expect("the name is free");
    settled().await;
    let below = worker.clone();
    let sends = run(move || below.try_send(Boom {}).expect("it lives"));
    now("send", other.run(sends)).await.expect("it lives");
    others.check(&["start 1", "ran"]);
    settled().await;
    log.check(&["start 1", "boom", "drop 1", "start 2"]);
    assert_eq!(other.metrics().panicked, 0);
    assert_eq!(now("an ask", other.place(Where)).await.expect("it lives"), here());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn panics_under_contention_are_counted_and_nobody_else_sees_them() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let policy = RestartPolicy::OnPanic { max: u32::MAX, within: Duration::from_secs(1) };
    let spawner = system.named("worker").dispatch(Dispatch::Inline).restart(policy).capacity(4);
    let worker: WorkerRef = spawner.spawn_with(Worker::constructor(&log)).expect("the name is free");
    let mut senders = JoinSet::new();
    for sender in 0..3_u64 {
        let worker = worker.clone();
        senders.spawn(async move {
            for n in 0..300 {
                match n % 3 {
                    0 if sender == 0 => worker.send(Boom {}).await.expect("it is made anew"),
                    1 if sender == 1 => {
                        let answer = worker.ask(Boom {}).await.expect_err("it panics");
                        assert!(matches!(answer, AskError::NoAnswer(NoAnswer::Panicked)), "{answer:?}");
                    }
                    2 if sender == 2 => worker.fail(Fail { why: "so" }).await.expect("it lives"),
                    _ => worker.ask(Job { n }).await.expect("it is made anew"),
                }
            }
        });
    }
    within("the senders", senders.join_all()).await;
    within("the drain", worker.drain()).await;
    let metrics = worker.metrics();
    assert_eq!((metrics.sent, metrics.handled, metrics.dropped), (900, 900, 0));
    assert_eq!((metrics.panicked, metrics.failed, metrics.restarted), (200, 100, 200));
    let lines = log.lines();
    for (position, line) in lines.iter().enumerate() {
        match line.as_str() {
            "boom" => assert!(lines[position + 1].starts_with("drop"), "{:?}", &lines[position..][..2]),
            "fail so" => assert_eq!(lines[position + 1], "error so"),
            _ => {}
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_is_complained_of_before_the_next_message() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let worker = asleep(&system, &log).await;
    now("send", worker.fail(Fail { why: "first" })).await.expect("the error is the actor's");
    worker.try_send(Job { n: 1 }).expect("there is room");
    log.check(&["start 1", "fail first"]);
    settled().await;
    log.check(&["start 1", "fail first", "error first", "job 1"]);
    let answer = now("an ask", worker.ask(Fail { why: "second" })).await.expect_err("it fails");
    assert!(matches!(answer, AskError::NoAnswer(NoAnswer::Failed)), "{answer:?}");
    assert_eq!(worker.metrics().failed, 2);
    within("the stop", worker.stop()).await;
    assert_eq!(log.lines()[4..], ["fail second", "error second", "stop 1", "drop 1"]);
    let metrics = worker.metrics();
    assert_eq!((metrics.sent, metrics.handled, metrics.dropped, metrics.panicked), (3, 3, 0, 0));
}

#[tokio::test(start_paused = true)]
async fn a_panic_of_on_error_is_one_of_the_actor() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let worker = undying(&system, &log).await;
    now("send", worker.fail(Fail { why: "panic in on_error" })).await.expect("it lives");
    settled().await;
    log.check(&["start 1", "fail panic in on_error", "error panic in on_error", "drop 1", "start 2"]);
    let metrics = worker.metrics();
    assert_eq!((metrics.sent, metrics.handled, metrics.failed, metrics.panicked), (1, 1, 1, 0));
}

#[tokio::test(start_paused = true)]
async fn a_panic_whose_payload_panics_too_is_the_receivers() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let worker = asleep(&system, &log).await;
    let sent = catch_unwind(AssertUnwindSafe(|| worker.try_send(BoomTwice)));
    assert!(matches!(sent, Ok(Ok(()))), "the sender saw it");
    settled().await;
    log.check(&["start 1", "boom", "drop 1"]);
    check_at_rest(&worker.metrics());
    assert_eq!(worker.metrics().panicked, 1);
}

#[tokio::test(start_paused = true)]
async fn an_ask_that_receive_now_panics_at_is_answered() {
    let system = ActorSystem::new();
    let hand = hand(&system, Does::PanicBeforeItTakes).await;
    let answer = within("an answer", hand.ask(Where)).await.expect_err("it panics");
    assert!(matches!(answer, AskError::NoAnswer(NoAnswer::Panicked)), "{answer:?}");
    settled().await;
    let metrics = hand.metrics();
    assert_eq!((metrics.sent, metrics.handled, metrics.panicked), (1, 1, 1));
}

#[tokio::test(start_paused = true)]
async fn an_ask_that_receive_now_leaves_is_answered() {
    let system = ActorSystem::new();
    let hand = hand(&system, Does::LeaveWhatItHandled).await;
    let answer = within("an answer", hand.ask(Where)).await.expect_err("nobody answers");
    assert!(matches!(answer, AskError::NoAnswer(NoAnswer::Discarded)), "{answer:?}");
    let metrics = hand.metrics();
    assert_eq!((metrics.sent, metrics.handled), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn what_receive_now_makes_away_with_is_counted() {
    let system = ActorSystem::new();
    let hand = hand(&system, Does::TakeWhatItDidNotHandle).await;
    now("send", hand.send(Job { n: 1 })).await.expect("it was accepted");
    let answer = within("an answer", hand.ask(Where)).await.expect_err("nobody answers");
    assert!(matches!(answer, AskError::NoAnswer(NoAnswer::Discarded)), "{answer:?}");
    settled().await;
    let metrics = hand.metrics();
    assert_eq!((metrics.sent, metrics.handled), (2, 2), "as when it is queued");
}

/// Sends while it unwinds.
struct SendsWhenDropped(WorkerRef);

impl Drop for SendsWhenDropped {
    fn drop(&mut self) {
        self.0.try_send(Open { answer: 0 }).expect("there is room");
        self.0.try_send(Boom {}).expect("there is room");
    }
}

#[tokio::test(start_paused = true)]
async fn a_sender_that_unwinds_does_not_hurt_the_receiver() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let worker = undying(&system, &log).await;
    let mut asking = pin!(worker.riddle(Riddle));
    assert!(poll_once(asking.as_mut()).await.is_pending());
    let sender = SendsWhenDropped(worker.clone());
    let outcome = catch_unwind(AssertUnwindSafe(move || {
        let _sender = sender;
        panic!("the sender's own");
    }));
    let panic = outcome.expect_err("it panicked");
    assert_eq!(panic.downcast_ref::<&str>(), Some(&"the sender's own"));
    assert_eq!(within("an answer", asking).await.expect("it was answered"), 0);
    settled().await;
    assert_eq!(worker.metrics().panicked, 1);
    assert_eq!(now("an ask", worker.life(Life {})).await.expect("it lives"), 2);
}

#[message(local)]
#[derive(Debug)]
struct LetGo;

#[derive(Default)]
struct Forgetful(Vec<ReplyTo<Riddle>>);

#[actor]
impl Forgetful {
    #[handler]
    fn riddle(&mut self, _riddle: Riddle, reply: ReplyTo<Riddle>) {
        self.0.push(reply);
    }

    #[handler]
    fn let_go(&mut self, _let_go: LetGo) {
        self.0.clear();
    }
}

/// What a handler drops was discarded, whatever becomes of the sender on whose thread it runs.
#[tokio::test(start_paused = true)]
async fn a_sender_that_unwinds_is_not_taken_for_a_handler_that_panics() {
    struct Sends(ForgetfulRef);
    impl Drop for Sends {
        fn drop(&mut self) {
            self.0.try_send(LetGo).expect("there is room");
        }
    }
    let system = ActorSystem::new();
    let spawner = system.named("forgetful").dispatch(Dispatch::Inline);
    let actor: ForgetfulRef = spawner.spawn(Forgetful::default()).expect("the name is free");
    settled().await;
    let mut asking = pin!(actor.riddle(Riddle));
    assert!(poll_once(asking.as_mut()).await.is_pending());
    let sends = Sends(actor.clone());
    catch_unwind(AssertUnwindSafe(move || {
        let _sends = sends;
        panic!("the sender's own");
    }))
    .expect_err("it panicked");
    let answer = within("an answer", asking).await.expect_err("it was let go");
    assert!(matches!(answer, AskError::NoAnswer(NoAnswer::Discarded)), "{answer:?}");
}

// === order per sender, one message at a time ===

/// The `n`th message of a sender, for a handler that does not wait.
#[message(local)]
#[derive(Debug, Clone)]
struct Item {
    sender: usize,
    n: u64,
    /// Tells how many messages exist.
    _token: Arc<()>,
}

/// As [`Item`], for one that may.
#[message(local)]
#[derive(Debug, Clone)]
struct AsyncItem {
    item: Item,
}

/// What a [`Scribe`] saw.
#[derive(Debug, Default)]
struct Seen {
    /// By sender: how many came, in order.
    came: Mutex<Vec<u64>>,
    is_in_handler: AtomicBool,
    handled: AtomicU64,
    inline: AtomicU64,
    faults: Log,
}

impl Seen {
    fn new(senders: usize) -> Arc<Self> {
        Arc::new(Self { came: Mutex::new(vec![0; senders]), ..Self::default() })
    }

    fn enter(&self, item: &Item) {
        if self.is_in_handler.swap(true, SeqCst) {
            self.faults.note("two handlers at once");
        }
        let came = &mut self.came.lock().unwrap_or_else(PoisonError::into_inner)[item.sender];
        if *came != item.n {
            self.faults.note(format!("{} of sender {} came when {came} was due", item.n, item.sender));
        }
        *came = item.n + 1;
        self.handled.fetch_add(1, SeqCst);
    }

    fn leave(&self) {
        if !self.is_in_handler.swap(false, SeqCst) {
            self.faults.note("another handler left");
        }
    }
}

/// Checks what comes, in this instance and those before it.
struct Scribe {
    seen: Arc<Seen>,
    task: Option<task::Id>,
}

#[actor]
impl Scribe {
    #[on_start]
    fn begin(&mut self) {
        self.task = task::try_id();
    }

    #[handler]
    fn item(&mut self, item: &Item) {
        self.seen.enter(item);
        self.seen.inline.fetch_add(u64::from(task::try_id() != self.task), Relaxed);
        self.seen.leave();
    }

    #[handler]
    async fn async_item(&mut self, item: AsyncItem) {
        self.seen.enter(&item.item);
        if item.item.n.is_multiple_of(3) {
            task::yield_now().await;
        }
        self.seen.leave();
    }
}

fn scribe(system: &ActorSystem, capacity: usize, seen: &Arc<Seen>) -> ScribeRef {
    let seen = Arc::clone(seen);
    let spawner = system.named("scribe").dispatch(Dispatch::Inline).capacity(capacity);
    spawner.spawn_with(move || Scribe { seen: Arc::clone(&seen), task: None }).expect("the name is free")
}

/// Sends in every way there is; which one changes from message to message. Tells whether it was accepted.
async fn send_somehow(scribe: &ScribeRef, recipient: &Recipient<Item>, item: Item) -> bool {
    let (sender, n) = (item.sender as u64, item.n);
    match (sender * 3 + n) % 7 {
        0 | 1 => scribe.item(item).await.is_ok(),
        2 => recipient.send(item).await.is_ok(),
        3 => !matches!(scribe.ask(item).await, Err(AskError::NotSent(_))),
        4 if n.is_multiple_of(5) => scribe.async_item(AsyncItem { item }).await.is_ok(),
        5 if n.is_multiple_of(5) => !matches!(scribe.ask(AsyncItem { item }).await, Err(AskError::NotSent(_))),
        _ => match scribe.try_send(item) {
            Ok(()) => true,
            Err(SendError { message, kind: SendErrorKind::Full, .. }) => scribe.send(message).await.is_ok(),
            Err(_) => false,
        },
    }
}

/// Sends from a thread that is in no runtime, or blocks one.
fn try_send_all(scribe: &ScribeRef, sender: usize, count: u64) {
    let token = Arc::new(());
    for n in 0..count {
        let mut item = Item { sender, n, _token: Arc::clone(&token) };
        loop {
            match scribe.try_send(item) {
                Ok(()) => break,
                Err(SendError { kind: SendErrorKind::Full, message, .. }) => item = message,
                Err(error) => panic!("{error}"),
            }
            std::thread::yield_now();
        }
    }
}

/// Takes samples of a scribe's counters until it is dropped.
struct Sampling {
    is_over: Arc<AtomicBool>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Sampling {
    fn start(scribe: &ScribeRef) -> Self {
        let (scribe, is_over) = (scribe.clone(), Arc::new(AtomicBool::new(false)));
        let thread = std::thread::spawn({
            let is_over = Arc::clone(&is_over);
            move || {
                let mut before = TransportMetrics::default();
                loop {
                    let is_last = is_over.load(Acquire);
                    let now = scribe.metrics();
                    assert!(now.sent >= now.handled + now.dropped, "{now:?}");
                    assert!(now.sent >= before.sent && now.handled >= before.handled, "{before:?}, then {now:?}");
                    before = now;
                    if is_last {
                        return;
                    }
                    std::thread::yield_now();
                }
            }
        });
        Self { is_over, thread: Some(thread) }
    }

    fn end(mut self) {
        self.is_over.store(true, Release);
        self.thread.take().expect("it ends once").join().expect("the account is right at any instant");
    }
}

impl Drop for Sampling {
    fn drop(&mut self) {
        self.is_over.store(true, Release);
    }
}

async fn check_order_under_contention(capacity: usize) {
    const TASKS: usize = 4;
    const EACH: u64 = 3_000;
    let (system, seen) = (ActorSystem::new(), Seen::new(TASKS + 2));
    let scribe = scribe(&system, capacity, &seen);
    let sampling = Sampling::start(&scribe);
    let token = Arc::new(());
    let mut senders = JoinSet::new();
    for sender in 0..TASKS {
        let (scribe, token) = (scribe.clone(), Arc::clone(&token));
        senders.spawn(async move {
            let recipient = scribe.recipient::<Item>();
            for n in 0..EACH {
                let item = Item { sender, n, _token: Arc::clone(&token) };
                assert!(send_somehow(&scribe, &recipient, item).await, "it lives");
                if n % 64 == sender as u64 {
                    task::yield_now().await;
                }
            }
        });
    }
    let blocking = scribe.clone();
    senders.spawn_blocking(move || try_send_all(&blocking, TASKS, EACH));
    let outside = scribe.clone();
    let outside = std::thread::spawn(move || try_send_all(&outside, TASKS + 1, EACH));
    within("the senders", senders.join_all()).await;
    within("the sender outside", task::spawn_blocking(|| outside.join())).await.unwrap().expect("no panic");
    within("the drain", scribe.drain()).await;
    seen.faults.check(&[]);
    assert_eq!(*seen.came.lock().unwrap(), [EACH; TASKS + 2]);
    assert_eq!(seen.handled.load(SeqCst), (TASKS as u64 + 2) * EACH);
    let metrics = scribe.metrics();
    assert_eq!((metrics.sent, metrics.handled, metrics.dropped), (seen.handled.load(SeqCst), metrics.sent, 0));
    assert_eq!(Arc::strong_count(&token), 1, "no message is left");
    sampling.end();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn order_per_sender_holds_under_contention() {
    check_order_under_contention(1_024).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn order_per_sender_holds_under_contention_with_room_for_one() {
    check_order_under_contention(1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn order_per_sender_holds_under_contention_with_room_for_three() {
    check_order_under_contention(3).await;
}

#[tokio::test]
async fn order_per_sender_holds_on_one_thread() {
    check_order_under_contention(2).await;
}

/// One sender alternates between a message that is queued and one that could be handled at once, while others make
/// the actor go to sleep and wake up all the time.
#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn a_message_behind_a_queued_one_never_overtakes_it() {
    const ROUNDS: u64 = 5_000;
    let (system, seen) = (ActorSystem::new(), Seen::new(3));
    let scribe = scribe(&system, 64, &seen);
    let token = Arc::new(());
    let mut senders = JoinSet::new();
    for sender in 0..3 {
        let (scribe, token) = (scribe.clone(), Arc::clone(&token));
        senders.spawn(async move {
            for n in 0..ROUNDS {
                let item = Item { sender, n, _token: Arc::clone(&token) };
                match n % 2 {
                    0 => scribe.async_item(AsyncItem { item }).await.expect("it lives"),
                    _ => scribe.item(item).await.expect("it lives"),
                }
                // Time enough, sometimes, for the actor to come to rest.
                for _ in 0..(n % 4) * sender as u64 {
                    task::yield_now().await;
                }
            }
        });
    }
    within("the senders", senders.join_all()).await;
    within("the drain", scribe.drain()).await;
    seen.faults.check(&[]);
    assert_eq!(*seen.came.lock().unwrap(), [ROUNDS; 3]);
    check_at_rest(&scribe.metrics());
}

/// A task that only sends, and whose sends are all handled at once, lets others run.
async fn check_lets_others_run<F: Future<Output = ()>>(send: impl Fn() -> F) {
    const MAX: u32 = 200_000;
    let (ran, is_over) = oneshot::channel();
    let other = task::spawn(async move { ran.send(()).expect("the test waits for it") });
    let mut is_over = pin!(is_over);
    for _ in 0..MAX {
        send().await;
        if is_over.as_mut().get_mut().try_recv().is_ok() {
            return other.await.expect("no panic");
        }
    }
    panic!("nobody else ran during {MAX} sends");
}

#[tokio::test]
async fn sends_let_others_run() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let worker = spawn(&system, &log);
    until_inline(&worker).await;
    check_lets_others_run(|| async { worker.open(Open { answer: 0 }).await.expect("it lives") }).await;
}

#[tokio::test]
async fn asks_let_others_run() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let worker = spawn(&system, &log);
    until_inline(&worker).await;
    check_lets_others_run(|| async {
        let _ = worker.place(Where).await.expect("it lives");
    })
    .await;
}

#[tokio::test]
async fn sends_to_a_recipient_let_others_run() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let worker = spawn(&system, &log);
    let recipient = worker.recipient::<Open>();
    until_inline(&worker).await;
    check_lets_others_run(|| async { recipient.send(Open { answer: 0 }).await.expect("it lives") }).await;
}

#[tokio::test]
async fn publications_let_others_run() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let worker = spawn(&system, &log);
    let all = Recipients::from(vec![worker.recipient::<Open>()]);
    until_inline(&worker).await;
    check_lets_others_run(|| async { all.publish(Open { answer: 0 }).await.expect("it lives") }).await;
}

// === stop, drain, restart ===

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Stop,
    Drain,
}

async fn check_end_while_senders_send(end: End, capacity: usize) {
    const TASKS: usize = 4;
    let (system, seen) = (ActorSystem::new(), Seen::new(TASKS + 1));
    let scribe = scribe(&system, capacity, &seen);
    let sampling = Sampling::start(&scribe);
    let token = Arc::new(());
    let mut senders = JoinSet::new();
    for sender in 0..TASKS {
        let (scribe, token) = (scribe.clone(), Arc::clone(&token));
        senders.spawn(async move {
            let recipient = scribe.recipient::<Item>();
            let mut n = 0;
            while send_somehow(&scribe, &recipient, Item { sender, n, _token: Arc::clone(&token) }).await {
                n += 1;
            }
            n
        });
    }
    let outside = std::thread::spawn({
        let (scribe, token) = (scribe.clone(), Arc::clone(&token));
        move || {
            let mut n = 0;
            loop {
                match scribe.try_send(Item { sender: TASKS, n, _token: Arc::clone(&token) }) {
                    Ok(()) => n += 1,
                    Err(error) if error.kind == SendErrorKind::Full => std::thread::yield_now(),
                    Err(_) => return n,
                }
            }
        }
    });
    within("some messages", async {
        while seen.handled.load(SeqCst) < 500 {
            task::yield_now().await;
        }
    })
    .await;
    match end {
        End::Stop => within("the stop", scribe.stop()).await,
        End::Drain => within("the drain", scribe.drain()).await,
    }
    let handled = seen.handled.load(SeqCst);
    let accepted = within("the senders", senders.join_all()).await.into_iter().sum::<u64>();
    let accepted = accepted
        + within("the sender outside", task::spawn_blocking(|| outside.join())).await.unwrap().expect("no panic");
    assert_eq!(seen.handled.load(SeqCst), handled, "nothing is handled after the end");
    seen.faults.check(&[]);
    let metrics = scribe.metrics();
    assert_eq!((metrics.sent, metrics.handled), (accepted, handled), "{metrics:?}");
    check_at_rest(&metrics);
    if end == End::Drain {
        assert_eq!(metrics.dropped, 0);
    }
    assert_eq!(Arc::strong_count(&token), 1, "no message is left");
    assert_eq!(Arc::strong_count(&seen), 1, "the instance and its constructor are gone");
    sampling.end();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn a_stop_while_senders_send_accounts_for_all() {
    for capacity in [1, 8, 1_024] {
        check_end_while_senders_send(End::Stop, capacity).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn a_drain_while_senders_send_handles_all_that_was_accepted() {
    for capacity in [1, 8, 1_024] {
        check_end_while_senders_send(End::Drain, capacity).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn restarts_while_senders_send_lose_nothing() {
    const TASKS: usize = 3;
    const EACH: u64 = 2_000;
    let (system, seen) = (ActorSystem::new(), Seen::new(TASKS));
    let scribe = scribe(&system, 16, &seen);
    let sampling = Sampling::start(&scribe);
    let token = Arc::new(());
    let mut senders = JoinSet::new();
    for sender in 0..TASKS {
        let (scribe, token) = (scribe.clone(), Arc::clone(&token));
        senders.spawn(async move {
            let recipient = scribe.recipient::<Item>();
            for n in 0..EACH {
                assert!(send_somehow(&scribe, &recipient, Item { sender, n, _token: Arc::clone(&token) }).await);
            }
        });
    }
    let mut restarts = 0;
    while restarts < 20 || seen.handled.load(SeqCst) < TASKS as u64 * EACH / 2 {
        within("a restart", scribe.restart()).await.expect("there is a constructor");
        restarts += 1;
        task::yield_now().await;
    }
    within("the senders", senders.join_all()).await;
    within("the drain", scribe.drain()).await;
    seen.faults.check(&[]);
    assert_eq!(*seen.came.lock().unwrap(), [EACH; TASKS]);
    let metrics = scribe.metrics();
    assert_eq!((metrics.sent, metrics.handled), (TASKS as u64 * EACH, TASKS as u64 * EACH));
    assert_eq!(metrics.restarted, restarts);
    sampling.end();
}

#[tokio::test(start_paused = true)]
async fn an_actor_that_stops_itself_handles_nothing_more() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let worker = asleep(&system, &log).await;
    now("send", worker.quit(Quit)).await.expect("it lives");
    // It has not stopped yet: accepted, and dropped.
    worker.try_send(Job { n: 1 }).expect("there is room");
    assert_eq!(within("the end", worker.stopped()).await, StopReason::Requested);
    log.check(&["start 1", "quit", "stop 1", "drop 1"]);
    let metrics = worker.metrics();
    assert_eq!((metrics.sent, metrics.handled, metrics.dropped), (3, 1, 2));
    assert_eq!(worker.try_send(Job { n: 2 }).expect_err("it has stopped").kind, SendErrorKind::Stopped);
}

#[tokio::test(start_paused = true)]
async fn a_sleeping_actor_is_stopped_drained_and_restarted() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let worker = undying(&system, &log).await;
    worker.try_send(Job { n: 1 }).expect("there is room");
    within("the restart", worker.restart()).await.expect("there is a constructor");
    settled().await;
    worker.try_send(Job { n: 2 }).expect("there is room");
    within("the drain", worker.drain()).await;
    log.check(&["start 1", "job 1", "stop 1", "drop 1", "start 2", "job 2", "stop 2", "drop 2"]);
    let log = Log::default();
    let worker = asleep(&system, &log).await;
    within("the stop", worker.stop()).await;
    log.check(&["start 1", "stop 1", "drop 1"]);
}

#[tokio::test(start_paused = true)]
async fn a_request_from_within_a_handler_waits_for_its_end() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let worker = undying(&system, &log).await;
    let itself = worker.clone();
    let (asks, noted) = (worker.clone(), log.clone());
    let request = run(move || {
        let restart = task::spawn(async move { itself.restart().await.expect("there is a constructor") });
        drop(restart);
        asks.try_send(Job { n: 1 }).expect("there is room");
        noted.note("requested");
    });
    now("send", worker.run(request)).await.expect("it lives");
    log.check(&["start 1", "requested", "ran"]);
    settled().await;
    let mut lines = log.lines();
    lines.retain(|line| line != "job 1");
    assert_eq!(lines, ["start 1", "requested", "ran", "stop 1", "drop 1", "start 2"]);
    assert_eq!(log.lines().len(), lines.len() + 1, "the job was handled once");
}

// === ends without a word ===

#[tokio::test(start_paused = true)]
async fn a_dropped_system_ends_sleeping_actors() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let (token, worker) = (Worker::new(&log), system.named("worker").dispatch(Dispatch::Inline));
    let (watched, worker) = (Arc::downgrade(&token.token), worker.spawn(token).expect("the name is free"));
    settled().await;
    worker.try_send(Job { n: 1 }).expect("there is room");
    drop(system);
    settled().await;
    log.check(&["start 1", "job 1", "stop 1", "drop 1"]);
    assert_eq!(watched.strong_count(), 0);
    assert_eq!(worker.state(), Some(ActorState::Stopped(StopReason::Requested)));
}

#[tokio::test(start_paused = true)]
async fn the_last_of_a_system_may_be_dropped_in_a_handler() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let worker = asleep(&system, &log).await;
    now("send", worker.run(run(move || drop(system)))).await.expect("it lives");
    log.check(&["start 1", "ran"]);
    settled().await;
    log.check(&["start 1", "ran", "stop 1", "drop 1"]);
    check_at_rest(&worker.metrics());
}

/// A runtime with a worker that sleeps on it, and what tells whether its instance is alive.
fn asleep_on_its_own(log: &Log) -> (Runtime, WorkerRef, Weak<()>) {
    let runtime = current_thread();
    let value = Worker::new(log);
    let watched = Arc::downgrade(&value.token);
    let worker = runtime.block_on(async {
        let system = ActorSystem::new();
        let worker: WorkerRef =
            system.named("worker").dispatch(Dispatch::Inline).spawn(value).expect("the name is free");
        until_inline(&worker).await;
        std::mem::forget(system);
        worker
    });
    (runtime, worker, watched)
}

#[test]
fn a_runtime_that_ends_drops_sleeping_actors_once() {
    let log = Log::default();
    let (runtime, worker, watched) = asleep_on_its_own(&log);
    worker.try_send(Job { n: 1 }).expect("there is room");
    drop(runtime);
    log.check(&["start 1", "drop 1"]);
    assert_eq!(watched.strong_count(), 0);
    assert_eq!(worker.state(), Some(ActorState::Stopped(StopReason::RuntimeEnded)));
    let metrics = worker.metrics();
    assert_eq!((metrics.sent, metrics.dropped), (metrics.handled + 1, 1));
    assert_eq!(worker.try_send(Job { n: 2 }).expect_err("it has stopped").kind, SendErrorKind::Stopped);
}

#[test]
fn an_actor_whose_drop_panics_with_its_runtime_leaves_the_account_right() {
    let (runtime, log) = (current_thread(), Log::default());
    let worker = runtime.block_on(async {
        let system = ActorSystem::new();
        let mut value = Worker::new(&log);
        value.panics_when_dropped = true;
        let worker: WorkerRef =
            system.named("worker").dispatch(Dispatch::Inline).spawn(value).expect("the name is free");
        until_inline(&worker).await;
        std::mem::forget(system);
        worker
    });
    // Queued, for this thread is in no runtime.
    worker.try_send(Job { n: 1 }).expect("there is room");
    drop(runtime);
    log.check(&["start 1", "drop 1"]);
    check_at_rest(&worker.metrics());
    assert_eq!(worker.metrics().dropped, 1);
    assert!(matches!(worker.state(), Some(ActorState::Stopped(_))), "{:?}", worker.state());
}

#[test]
fn a_runtime_that_ends_in_a_handler_drops_that_actor_afterwards() {
    let log = Log::default();
    let (runtime, worker, watched) = asleep_on_its_own(&log);
    let handle = runtime.handle().clone();
    let _entered = handle.enter();
    let (noted, alive) = (log.clone(), watched.clone());
    let end = run(move || {
        runtime.shutdown_background();
        noted.note(format!("ended, alive {}", alive.strong_count()));
    });
    worker.try_send(end).expect("it lives");
    log.check(&["start 1", "ended, alive 1", "ran", "drop 1"]);
    assert_eq!(watched.strong_count(), 0);
    check_at_rest(&worker.metrics());
    assert_eq!(worker.try_send(Job { n: 2 }).expect_err("it has stopped").kind, SendErrorKind::Stopped);
}

#[test]
fn a_runtime_that_ends_in_a_handler_of_another_actor_drops_sleeping_actors_once() {
    let (log, others) = (Log::default(), Log::default());
    let (runtime, worker, watched) = asleep_on_its_own(&log);
    let (home, other, _) = asleep_on_its_own(&others);
    home.block_on(async {
        let ends = run(move || runtime.shutdown_background());
        other.try_send(ends).expect("it lives");
    });
    others.check(&["start 1", "ran"]);
    log.check(&["start 1", "drop 1"]);
    assert_eq!(watched.strong_count(), 0);
    check_at_rest(&worker.metrics());
}

/// As above, on a runtime whose workers end its tasks while the handler waits for the workers.
#[test]
fn a_runtime_with_workers_that_ends_in_a_handler_does_not_wait_for_it() {
    let (done, is_done) = std::sync::mpsc::channel();
    drop(std::thread::spawn(move || {
        let log = Log::default();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().expect("a runtime");
        let worker = runtime.block_on(async {
            let system = ActorSystem::new();
            let worker = spawn(&system, &log);
            while worker.place(Where).await.expect("it lives") != here() {}
            std::mem::forget(system);
            worker
        });
        let handle = runtime.handle().clone();
        let _entered = handle.enter();
        worker.try_send(run(move || drop(runtime))).expect("it lives");
        let drops = log.lines().iter().filter(|line| *line == "drop 1").count();
        done.send(drops).expect("the test waits for it");
    }));
    assert_eq!(is_done.recv_timeout(Duration::from_secs(10)), Ok(1));
}
/// A sender looks at the actor, and finds that its message is to be queued, at the moment when the runtime ends in a
/// handler of another actor.
#[test]
fn a_runtime_that_ends_while_a_sender_only_looks_drops_its_actor() {
    let others = Log::default();
    let (home, other, _) = asleep_on_its_own(&others);
    // With workers: of a runtime that is one thread, nobody else looks at an actor.
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    let runtime = builder.worker_threads(1).enable_all().build().expect("a runtime");
    let (looking, token) = (Arc::new(Barrier::new(2)), Arc::new(()));
    let watched = Arc::downgrade(&token);
    let looks = by_hand::Looks { looking: Arc::clone(&looking), _token: token };
    let actor = runtime.block_on(async {
        let system = ActorSystem::new();
        let actor = system.named("looks").dispatch(Dispatch::Inline).spawn(looks).expect("the name is free");
        while task::spawn({
            let actor = actor.clone();
            async move { actor.ask(Where).await.expect("it lives") != here() }
        })
        .await
        .expect("no panic")
        {}
        std::mem::forget(system);
        actor
    });
    let sender = std::thread::spawn({
        let (handle, actor) = (runtime.handle().clone(), actor.clone());
        move || {
            let _entered = handle.enter();
            actor.try_send(Job { n: 1 }).map_err(|error| error.kind)
        }
    });
    looking.wait();
    let ends = run(move || runtime.shutdown_background());
    home.block_on(async { other.try_send(ends) }).expect("it lives");
    looking.wait();
    let sent = sender.join().expect("no panic");
    assert!(matches!(sent, Ok(()) | Err(SendErrorKind::Stopped)), "{sent:?}");
    let until = std::time::Instant::now() + Duration::from_secs(10);
    let is_at_rest = |now: TransportMetrics| now.sent == now.handled + now.dropped;
    while watched.strong_count() > 0 || !is_at_rest(actor.metrics()) {
        assert!(std::time::Instant::now() < until, "the instance, or its message, is still there");
        std::thread::yield_now();
    }
}

/// The runtime ends while threads that are in it send; in every second round from within a handler of another actor.
#[test]
fn a_runtime_that_ends_while_threads_send_drops_its_actor_once() {
    const SENDERS: usize = 2;
    let others = Log::default();
    let (home, other, _) = asleep_on_its_own(&others);
    for round in 0..300 {
        let log = Log::default();
        let (runtime, worker, watched) = asleep_on_its_own(&log);
        let (handle, barrier) = (runtime.handle().clone(), Arc::new(Barrier::new(SENDERS + 1)));
        let senders = [0; SENDERS].map(|_| {
            let (handle, worker, barrier) = (handle.clone(), worker.clone(), Arc::clone(&barrier));
            std::thread::spawn(move || {
                let _entered = handle.enter();
                barrier.wait();
                for n in 0.. {
                    let sent = match n % 3 {
                        0 => worker.try_send(Slow { n }).map_err(|error| error.kind),
                        _ => worker.try_send(Open { answer: n }).map_err(|error| error.kind),
                    };
                    match sent {
                        Ok(()) | Err(SendErrorKind::Full) => {}
                        Err(_) => break,
                    }
                    std::hint::spin_loop();
                }
            })
        });
        barrier.wait();
        if round % 2 == 0 {
            drop(runtime);
        } else {
            let ends = run(move || runtime.shutdown_background());
            home.block_on(async { other.try_send(ends) }).expect("it lives");
        }
        senders.into_iter().for_each(|sender| sender.join().expect("no panic"));
        assert_eq!(watched.strong_count(), 0, "round {round}: the instance is still there");
        log.check(&["start 1", "drop 1"]);
        check_at_rest(&worker.metrics());
    }
}

// === metrics ===

#[message(tlv = 0xCB, reply = u64)]
#[derive(Debug, Clone)]
struct Sum {
    n: u64,
    text: String,
}

#[derive(Default)]
struct Adder(u64);

#[actor]
impl Adder {
    #[handler]
    fn sum(&mut self, sum: &Sum) -> u64 {
        self.0 += sum.n;
        self.0
    }

    #[handler]
    fn job(&mut self, job: &Job) {
        self.0 += job.n;
    }
}

#[tokio::test(start_paused = true)]
async fn what_inline_handlers_do_is_counted_as_what_queued_ones_do() {
    let system = ActorSystem::new();
    let mut counted = Vec::new();
    for dispatch in [Dispatch::Queued, Dispatch::Inline] {
        let spawner = system.named(&format!("{dispatch:?}")).dispatch(dispatch);
        let adder: AdderRef = spawner.spawn(Adder::default()).expect("the name is free");
        settled().await;
        for n in 0..20 {
            let sum = Sum { n, text: "t".repeat(n as usize) };
            adder.send(Job { n }).await.expect("it lives");
            adder.send(sum.clone()).await.expect("it lives");
            adder.try_send(sum.clone()).expect("there is room");
            adder.sum(sum).await.expect("it lives");
            drop(adder.sum(Sum { n: 0, text: String::new() }));
        }
        settled().await;
        counted.push(adder.metrics());
    }
    assert_eq!(counted[0], counted[1]);
    assert_eq!((counted[1].sent, counted[1].handled, counted[1].answers_dropped), (80, 80, 40));
    // A job is a header of 2 bytes and 8; a sum has a count of 2 and its text, too.
    assert_eq!(counted[1].serialization_avoided_bytes, 20 * 10 + 3 * (20 * 12 + 190));
}

// === answers ===

#[tokio::test(start_paused = true)]
async fn an_answer_may_be_kept_for_later() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let worker = asleep(&system, &log).await;
    let (mut first, mut second) = (pin!(worker.riddle(Riddle)), pin!(worker.riddle(Riddle)));
    task::yield_now().await;
    assert!(poll_once(first.as_mut()).await.is_pending() && poll_once(second.as_mut()).await.is_pending());
    assert_eq!(worker.metrics().handled, 2, "both were handled at once");
    worker.try_send(Open { answer: 42 }).expect("there is room");
    assert_eq!(now("the first", first).await.expect("an answer"), 42);
    assert_eq!(now("the second", second).await.expect("an answer"), 42);
    // An asker that gave up leaves nothing behind.
    {
        let mut third = pin!(worker.riddle(Riddle));
        assert!(poll_once(third.as_mut()).await.is_pending());
    }
    worker.try_send(Open { answer: 1 }).expect("there is room");
    // The actor's end is told to those who still wait.
    let mut fourth = pin!(worker.riddle(Riddle));
    assert!(poll_once(fourth.as_mut()).await.is_pending());
    within("the stop", worker.stop()).await;
    let answer = within("an answer", fourth).await.expect_err("nobody answered");
    assert!(matches!(answer, AskError::NoAnswer(NoAnswer::Discarded)), "{answer:?}");
    check_at_rest(&worker.metrics());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_is_given_later_wakes_its_asker() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let worker = spawn(&system, &log);
    for round in 0..500 {
        let asking = task::spawn({
            let worker = worker.clone();
            async move { worker.riddle(Riddle).await }
        });
        let opened = within("the answer", async {
            while !asking.is_finished() {
                worker.open(Open { answer: round }).await.expect("it lives");
                task::yield_now().await;
            }
            asking.await
        });
        assert_eq!(opened.await.expect("no panic").expect("an answer"), round);
    }
    within("the drain", worker.drain()).await;
    check_at_rest(&worker.metrics());
}

// === recipients, fan-out, links ===

#[tokio::test(start_paused = true)]
async fn one_arc_for_many_is_handled_by_each_at_once() {
    let system = ActorSystem::new();
    let logs = [(); 3].map(|()| Log::default());
    let mut recipients = Vec::new();
    for (n, log) in logs.iter().enumerate() {
        let spawner = system.named(&format!("worker {n}")).dispatch(Dispatch::Inline);
        let worker: WorkerRef = spawner.spawn(Worker::new(log)).expect("the name is free");
        recipients.push(worker.recipient::<Arc<Job>>());
    }
    settled().await;
    let job = Arc::new(Job { n: 7 });
    for (recipient, log) in recipients.iter().zip(&logs) {
        now("send", recipient.send(Arc::clone(&job))).await.expect("it lives");
        log.check(&["start 1", "job 7"]);
        recipient.try_send(Arc::clone(&job)).expect("it lives");
        log.check(&["start 1", "job 7", "job 7"]);
        assert_eq!(Arc::strong_count(&job), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn what_comes_over_a_link_is_handled_in_order() {
    let (here, there, log) = (ActorSystem::new(), ActorSystem::new(), Log::default());
    let worker = asleep(&there, &log).await;
    let (outlet, inlet) = memory_link(0);
    there.accept(inlet, &worker);
    let far: WorkerRef = here.connect("worker", outlet).expect("the name is free");
    for n in 0..500 {
        within("a send", far.job(Job { n })).await.expect("the link is open");
        if n == 250 {
            let let_go = hold(&worker).await;
            within("a send", far.job(Job { n: 1_000 })).await.expect("the link is open");
            let_go.send(()).expect("it waits");
        }
    }
    settled().await;
    let mut expected = (0..500).map(|n| format!("job {n}")).collect::<Vec<_>>();
    expected.insert(251, "job 1000".into());
    assert_eq!(log.lines()[1..], expected);
    let metrics = there.get_transport_metrics();
    assert_eq!((metrics.frames_received, metrics.frames_refused), (501, 0));
    assert_eq!((metrics.sent, metrics.handled, metrics.serialization_avoided_bytes), (502, 502, 0));
    // A panic is not the link's.
    within("a send", far.send(Boom {})).await.expect("the link is open");
    assert_eq!(within("the end", worker.stopped()).await, StopReason::Panicked("boom".into()));
    settled().await;
    assert_eq!(there.get_transport_metrics().panicked, 1);
}

// === topologies ===

/// What came over an edge, and where its handler ran.
#[message(tlv = 0xCC, domain = signal)]
#[derive(Debug, Clone)]
struct Note {
    sender: u16,
    n: u64,
    /// How many more the handler sends over the edge.
    more: u16,
}

#[message(tlv = 0xCD, domain = signal, reply = Vec<u64>)]
#[derive(Debug)]
struct Came {}

/// Over what edge to send more.
#[message(local)]
#[derive(Debug)]
struct Edge {
    edge: Recipient<Note>,
}

struct Book {
    /// By sender: how many came, in order.
    came: Vec<u64>,
    edge: Option<Recipient<Note>>,
    /// Notes of itself that the edge took.
    sent: u64,
    faults: u64,
    inline: u64,
    task: Option<task::Id>,
}

impl Default for Book {
    fn default() -> Self {
        Self { came: vec![0; 4], edge: None, sent: 0, faults: 0, inline: 0, task: None }
    }
}

#[actor]
impl Book {
    #[on_start]
    fn begin(&mut self) {
        self.task = task::try_id();
    }

    #[handler]
    fn edge(&mut self, edge: Edge) {
        self.edge = Some(edge.edge);
    }

    #[handler]
    fn note(&mut self, note: &Note) {
        self.inline += u64::from(task::try_id() != self.task);
        let came = &mut self.came[usize::from(note.sender)];
        self.faults += u64::from(*came != note.n);
        *came = note.n + 1;
        if let (Some(edge), Some(more)) = (&self.edge, note.more.checked_sub(1)) {
            // While the edge is moved it takes nothing.
            let taken = edge.try_send(Note { sender: 3, n: self.sent, more });
            self.sent += u64::from(taken.is_ok());
        }
    }

    /// By sender; then what it sent, faults, and how many were handled inline.
    #[handler]
    fn came(&self, _question: &Came) -> Vec<u64> {
        [&self.came[..], &[self.sent, self.faults, self.inline]].concat()
    }

    #[handler]
    fn place(&self, _question: &Where) -> Place {
        here()
    }
}

/// A directory with the sockets of one test, removed in the end.
struct Sockets(std::path::PathBuf);

impl Sockets {
    fn new() -> Self {
        static LAST: AtomicU32 = AtomicU32::new(0);
        let name = format!("mycelium-inline-{}-{}", std::process::id(), LAST.fetch_add(1, Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path).expect("nobody else uses this name");
        Self(path)
    }

    /// One process: `core`, which sends, and `book` in it, whose senders run its handlers.
    fn topology(&self, road: &str) -> TopologyConfig {
        let text = format!(
            r#"
            link_directory = "{}"
            connect_timeout_ms = 10000
            [[bundles]]
            name = "core"
            mode = "shared_memory"
            dispatch = "inline"
            actors = ["book"]
            [[edges]]
            from = "core"
            to = "book"
            road = "{road}"
            "#,
            self.0.join("links").display()
        );
        TopologyConfig::parse(&text, "inline.toml").unwrap_or_else(|error| panic!("{error}"))
    }

    fn launch(&self, road: &str) -> (ActorSystem, BookRef, BookRef) {
        let types = ActorTypes::new().register::<Book>("book");
        let system = ActorSystem::launch(&self.topology(road), &types, &Part::All).expect("it launches");
        let direct = system.handle("book").expect("it lives here");
        let edge = system.at("core").expect("it sends").handle("book").expect("it lives here");
        (system, direct, edge)
    }
}

impl Drop for Sockets {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

#[tokio::test]
async fn handlers_run_inline_over_an_edge() {
    let sockets = Sockets::new();
    let (system, direct, edge) = sockets.launch("bundle");
    assert!(edge.is_local());
    within("an inline handler", async {
        while direct.place(Where).await.expect("it lives") != here() {
            task::yield_now().await;
        }
    })
    .await;
    assert_eq!(edge.place(Where).await.expect("it lives"), here());
    // From within a handler, over the same edge: queued, and handled.
    direct.edge(Edge { edge: edge.recipient() }).await.expect("it lives");
    edge.note(Note { sender: 0, n: 0, more: 5 }).await.expect("it lives");
    let came = within("all", async {
        loop {
            let came = edge.came(Came {}).await.expect("it lives");
            if came[3] == 5 {
                return came;
            }
        }
    })
    .await;
    assert_eq!(came[..6], [1, 0, 0, 5, 5, 0]);
    assert!(came[6] > 0);
    within("the stop", system.stop()).await;
}

#[tokio::test]
async fn sends_over_an_edge_let_others_run() {
    let sockets = Sockets::new();
    let (system, _, edge) = sockets.launch("bundle");
    edge.place(Where).await.expect("it lives");
    check_lets_others_run(|| async {
        let _ = edge.place(Where).await.expect("it lives");
    })
    .await;
    within("the stop", system.stop()).await;
}

/// Three senders over an edge that is moved all the time, to an actor that sends itself more over the very same edge
/// from its handler, under the lock of the switch that is to be moved.
async fn check_moves(worker_notes: u16) {
    let sockets = Sockets::new();
    let (system, direct, edge) = sockets.launch("bundle");
    direct.edge(Edge { edge: edge.recipient() }).await.expect("it lives");
    let is_over = Arc::new(AtomicBool::new(false));
    let mut senders = JoinSet::new();
    for sender in 0..3 {
        let (edge, is_over) = (edge.clone(), Arc::clone(&is_over));
        senders.spawn(async move {
            let mut n = 0;
            while !is_over.load(Acquire) {
                edge.note(Note { sender, n, more: worker_notes }).await.expect("it lives");
                n += 1;
                if n.is_multiple_of(16) {
                    task::yield_now().await;
                }
            }
            n
        });
    }
    for road in ["unix", "bundle"].repeat(6) {
        let before = direct.metrics().handled;
        within("some notes", async {
            while direct.metrics().handled < before + 100 {
                task::yield_now().await;
            }
        })
        .await;
        let moved = within("a move", system.reload(&sockets.topology(road))).await.expect("it can be moved");
        assert_eq!((moved.len(), moved[0].uncertain), (1, 0), "{moved:?}");
        assert_eq!(edge.is_local(), road == "bundle");
    }
    is_over.store(true, Release);
    let sent = within("the senders", senders.join_all()).await;
    let came = within("all notes", async {
        loop {
            let came = direct.came(Came {}).await.expect("it lives");
            if came[..3].iter().sum::<u64>() == sent.iter().sum::<u64>() && came[3] == came[4] {
                return came;
            }
            task::yield_now().await;
        }
    })
    .await;
    assert_eq!(came[5], 0, "one came out of order: {came:?}");
    within("the stop", system.stop()).await;
    check_at_rest(&direct.metrics());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn an_edge_to_an_inline_actor_is_moved_while_senders_send() {
    check_moves(0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn an_edge_is_moved_while_its_receiver_sends_over_it_too() {
    check_moves(3).await;
}
