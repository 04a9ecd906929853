//! An actor's life: how it starts, stops, drains, fails, panics and is restarted, and what its messages,
//! its askers and its references see of that.
//!
//! The clock is paused in every test on one thread: a wait that nothing can end fails at once.
//!
//! The file is long because an actor has many ends, and each is looked at from all sides.

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;
use std::time::Duration;

use mycelium::prelude::*;
use mycelium::transport::memory_link;
use mycelium::{RestartError, SpawnError, TransportMetrics};
use tokio::sync::{Semaphore, mpsc, oneshot};
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

// === the messages ===

#[message(tlv = 0xC8)]
#[derive(Debug, Clone, PartialEq)]
struct Job {
    n: u64,
}

/// Carried by value, unlike a [`Job`].
#[message(local)]
#[derive(Debug, PartialEq)]
struct Errand {
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

/// Panics, at once or after a pause.
#[message(tlv = 0xC9)]
#[derive(Debug)]
struct Boom {
    late: bool,
}

#[message(local)]
#[derive(Debug)]
struct Quit;

/// Which instance is it? Counted from 1.
#[message(local, reply = u32)]
#[derive(Debug)]
struct Life;

// === the actor ===

/// What happened, in order.
#[derive(Debug, Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn note(&self, line: impl Into<String>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(line.into());
    }

    #[track_caller]
    fn check(&self, expected: &[&str]) {
        let lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        assert_eq!(*lines, expected);
    }
}

/// Writes down what happens to it.
struct Worker {
    log: Log,
    life: u32,
}

impl Worker {
    fn new(log: &Log) -> Self {
        Self { log: log.clone(), life: 1 }
    }

    /// Numbers the instances it makes.
    fn constructor(log: &Log) -> impl FnMut() -> Self + Send + 'static {
        let (log, mut life) = (log.clone(), 0);
        move || {
            life += 1;
            log.note(format!("new {life}"));
            Self { log: log.clone(), life }
        }
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
    fn complain(&mut self, error: Error) {
        self.log.note(format!("error {error}"));
    }

    #[handler]
    fn job(&mut self, job: &Job) {
        self.log.note(format!("job {}", job.n));
    }

    #[handler]
    fn errand(&mut self, errand: Errand) {
        self.log.note(format!("errand {}", errand.n));
    }

    #[handler]
    async fn hold(&mut self, hold: Hold) {
        self.log.note("hold");
        hold.entered.send(()).expect("the test waits for it");
        let _ = hold.release.await;
        self.log.note("released");
    }

    #[handler]
    fn fail(&mut self, fail: Fail) -> Result<()> {
        Err(Error::msg(fail.why))
    }

    #[handler]
    async fn boom(&mut self, boom: &Boom) {
        if boom.late {
            tokio::task::yield_now().await;
        }
        panic!("boom, late: {}", boom.late);
    }

    #[handler]
    fn quit(&mut self, _quit: Quit, ctx: &mut Context<Self>) {
        ctx.stop();
        self.log.note("quit");
    }

    #[handler]
    fn life(&self, _question: &Life) -> u32 {
        self.life
    }
}

/// Keeps `worker` in a handler until the returned sender is used or dropped.
async fn hold(worker: &WorkerRef) -> oneshot::Sender<()> {
    hold_before(worker, &[]).await
}

/// As [`hold`], with `jobs` right behind the hold: the worker takes them out of its mailbox together with it,
/// unlike what is sent while it is held.
async fn hold_before(worker: &WorkerRef, jobs: &[Arc<Job>]) -> oneshot::Sender<()> {
    let (entered, is_held) = oneshot::channel();
    let (let_go, release) = oneshot::channel();
    worker.hold(Hold { entered, release }).await.expect("the worker lives");
    for job in jobs {
        worker.job(Arc::clone(job)).await.expect("there is room");
    }
    within("the hold", is_held).await.expect("the worker came to the hold");
    let_go
}

fn job(n: u64) -> Arc<Job> {
    Arc::new(Job { n })
}

/// When nothing is in flight, all that was accepted was handled or dropped.
fn check_at_rest(metrics: &TransportMetrics) {
    assert_eq!(metrics.sent, metrics.handled + metrics.dropped, "{metrics:?}");
}

/// Every way to send fails with `Stopped` and hands back the very message.
async fn check_refuses(worker: &WorkerRef) {
    let sent = worker.metrics().sent;
    let (job, limit) = (job(99), Duration::from_secs(1));
    let refused = [
        worker.job(Arc::clone(&job)).await.expect_err("it has stopped"),
        worker.send(Arc::clone(&job)).await.expect_err("it has stopped"),
        worker.try_send(Arc::clone(&job)).expect_err("it has stopped"),
        worker.send_timeout(Arc::clone(&job), limit).await.expect_err("it has stopped"),
    ];
    for refused in refused {
        assert_eq!(refused.kind, SendErrorKind::Stopped);
        assert!(Arc::ptr_eq(&refused.message, &job));
    }
    let asked = within("a refusal", worker.ask(Arc::clone(&job))).await.expect_err("it has stopped");
    let AskError::NotSent(refused) = asked else { panic!("not sent, but {asked:?}") };
    assert!(refused.kind == SendErrorKind::Stopped && Arc::ptr_eq(&refused.message, &job));
    let asked = worker.ask_timeout(Errand { n: 5 }, limit).await.expect_err("it has stopped");
    let AskError::NotSent(refused) = asked else { panic!("not sent, but {asked:?}") };
    assert_eq!((refused.kind, refused.message), (SendErrorKind::Stopped, Errand { n: 5 }));
    let refused = worker.recipient::<Arc<Job>>().send(Arc::clone(&job)).await.expect_err("it has stopped");
    assert!(refused.kind == SendErrorKind::Stopped && Arc::ptr_eq(&refused.message, &job));
    assert_eq!(worker.metrics().sent, sent, "a refused send counts nowhere");
}

// === start and stop ===

#[tokio::test(start_paused = true)]
async fn hooks_run_before_the_first_and_after_the_last_message() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let worker = system.spawn(Worker::new(&log));
    worker.job(job(1)).await.expect("it was spawned");
    worker.job(job(2)).await.expect("it was spawned");
    log.check(&[]); // Nothing has run yet: sends do not wait for the start.
    within("the drain", worker.drain()).await;
    log.check(&["start 1", "job 1", "job 2", "stop 1"]);

    // Also when nothing came.
    let log = Log::default();
    let worker = system.spawn(Worker::new(&log));
    within("the stop", worker.stop()).await;
    log.check(&["start 1", "stop 1"]);
}

#[tokio::test(start_paused = true)]
async fn a_stop_finishes_the_message_at_hand_and_drops_the_rest() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let worker = system.named("worker").spawn(Worker::new(&log)).expect("the name is free");
    let waiting = [job(1), job(2), job(3)];
    let let_go = hold_before(&worker, &waiting[..2]).await;
    worker.job(Arc::clone(&waiting[2])).await.expect("there is room");
    let mut asking = pin!(worker.life(Life));
    still_waits(asking.as_mut()).await;
    let mut told = pin!(worker.ask(job(4)));
    still_waits(told.as_mut()).await;

    let mut stop = pin!(worker.stop());
    still_waits(stop.as_mut()).await;
    assert_eq!(worker.state(), Some(ActorState::Running), "it still has its message at hand");
    let_go.send(()).expect("the worker waits for it");
    within("the stop", stop).await;
    log.check(&["start 1", "hold", "released", "stop 1"]);

    let metrics = worker.metrics();
    assert_eq!((metrics.sent, metrics.handled, metrics.dropped), (6, 1, 5));
    assert!(waiting.iter().all(|job| Arc::strong_count(job) == 1), "what was dropped is gone");
    let answer = within("an answer", asking).await.expect_err("it was dropped");
    assert!(matches!(answer, AskError::NoAnswer(NoAnswer::Stopped)), "{answer:?}");
    let answer = within("an answer", told).await.expect_err("it was dropped");
    assert!(matches!(answer, AskError::NoAnswer(NoAnswer::Stopped)), "{answer:?}");

    assert_eq!(worker.state(), Some(ActorState::Stopped(StopReason::Requested)));
    assert_eq!(within("the reason", worker.stopped()).await, StopReason::Requested);
    check_refuses(&worker).await;
    check_at_rest(&worker.metrics());
    within("a second stop", worker.stop()).await;
    within("a drain after it", worker.drain()).await;

    // The name is free, and the totals keep what was counted under it.
    assert!(system.actor::<WorkerMessage>("worker").is_err());
    let again = system.named("worker").spawn(Worker::new(&Log::default())).expect("the name is free again");
    assert_eq!(within("an answer", again.life(Life)).await.expect("an answer"), 1);
    assert_eq!((system.get_transport_metrics().handled, system.get_transport_metrics().dropped), (2, 5));
}

#[tokio::test(start_paused = true)]
async fn a_drain_handles_all_that_was_accepted() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let worker = system.named("worker").spawn(Worker::new(&log)).expect("the name is free");
    let let_go = hold_before(&worker, &[job(1), job(2)]).await;
    for n in 3..=200 {
        worker.errand(Errand { n }).await.expect("there is room");
    }
    let mut asking = pin!(worker.life(Life));
    still_waits(asking.as_mut()).await;
    let mut drain = pin!(worker.drain());
    still_waits(drain.as_mut()).await;
    let_go.send(()).expect("the worker waits for it");
    within("the drain", drain).await;
    assert_eq!(within("an answer", asking).await.expect("it was accepted before the drain"), 1);
    let mut expected = ["start 1", "hold", "released", "job 1", "job 2"].map(str::to_owned).to_vec();
    expected.extend((3..=200).map(|n| format!("errand {n}")));
    expected.push("stop 1".into());
    log.check(&expected.iter().map(String::as_str).collect::<Vec<_>>());
    let metrics = worker.metrics();
    assert_eq!((metrics.sent, metrics.handled, metrics.dropped), (202, 202, 0));
    assert_eq!(within("the reason", worker.stopped()).await, StopReason::Requested);
    check_refuses(&worker).await;
}

#[tokio::test(start_paused = true)]
async fn a_draining_actor_takes_nothing_new() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let worker = system.spawn(Worker::new(&log));
    let let_go = hold(&worker).await;
    // The second hold is accepted before the drain, and is at hand when a newcomer tries.
    let (entered, is_held) = oneshot::channel();
    let (let_second_go, release) = oneshot::channel();
    worker.hold(Hold { entered, release }).await.expect("there is room");
    let mut drain = pin!(worker.drain());
    still_waits(drain.as_mut()).await;
    let_go.send(()).expect("the worker waits for it");
    within("the second hold", is_held).await.expect("what was accepted is handled");
    check_refuses(&worker).await;
    let_second_go.send(()).expect("the worker waits for it");
    within("the drain", drain).await;
    log.check(&["start 1", "hold", "released", "hold", "released", "stop 1"]);
}

async fn check_line_is_handed_back(drain: bool) {
    let (system, log) = (ActorSystem::new(), Log::default());
    let worker = system.named("worker").capacity(1).spawn(Worker::new(&log)).expect("the name is free");
    let let_go = hold(&worker).await;
    worker.job(job(1)).await.expect("there is room for one");
    let jobs = [job(2), job(3), job(4)];
    let mut sends: Vec<_> = jobs.iter().map(|job| worker.job(Arc::clone(job))).collect();
    for send in &mut sends {
        still_waits(Pin::new(send)).await;
    }
    let mut asking = pin!(worker.ask(Errand { n: 5 }));
    still_waits(asking.as_mut()).await;
    let sending_to = worker.recipient::<Arc<Job>>();
    let last = job(6);
    let mut sending = sending_to.send(Arc::clone(&last));
    still_waits(Pin::new(&mut sending)).await;

    let (stop, drained) = (async { worker.stop().await }, async { worker.drain().await });
    let (mut stop, mut drained) = (pin!(stop), pin!(drained));
    if drain {
        still_waits(drained.as_mut()).await;
    } else {
        still_waits(stop.as_mut()).await;
    }
    let_go.send(()).expect("the worker waits for it");
    within("the end", worker.stopped()).await;

    for (send, job) in sends.into_iter().zip(&jobs) {
        let refused = within("a refusal", send).await.expect_err("it was never accepted");
        assert!(refused.kind == SendErrorKind::Stopped && Arc::ptr_eq(&refused.message, job));
    }
    let refused = within("a refusal", asking).await.expect_err("it was never accepted");
    let AskError::NotSent(refused) = refused else { panic!("not sent, but {refused:?}") };
    assert_eq!((refused.kind, refused.message), (SendErrorKind::Stopped, Errand { n: 5 }));
    let refused = within("a refusal", sending).await.expect_err("it was never accepted");
    assert!(refused.kind == SendErrorKind::Stopped && Arc::ptr_eq(&refused.message, &last));

    let metrics = worker.metrics();
    let expected = if drain { (2, 2, 0) } else { (2, 1, 1) };
    assert_eq!((metrics.sent, metrics.handled, metrics.dropped), expected);
}

#[tokio::test(start_paused = true)]
async fn senders_in_line_get_their_message_back_at_a_stop() {
    check_line_is_handed_back(false).await;
}

#[tokio::test(start_paused = true)]
async fn senders_in_line_get_their_message_back_at_a_drain() {
    check_line_is_handed_back(true).await;
}

#[tokio::test(start_paused = true)]
async fn an_actor_stops_itself_after_the_handler() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let worker = system.spawn(Worker::new(&log));
    worker.job(job(1)).await.expect("there is room");
    worker.quit(Quit).await.expect("there is room");
    worker.job(job(2)).await.expect("there is room");
    assert_eq!(within("the reason", worker.stopped()).await, StopReason::Requested);
    log.check(&["start 1", "job 1", "quit", "stop 1"]);
    let metrics = worker.metrics();
    assert_eq!((metrics.handled, metrics.dropped), (2, 1));
}

#[tokio::test(start_paused = true)]
async fn references_neither_keep_an_actor_nor_end_it() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let worker = system.named("worker").spawn(Worker::new(&log)).expect("the name is free");
    worker.job(job(1)).await.expect("there is room");
    drop(worker);
    let worker: WorkerRef = system.handle("worker").expect("it lives without references");
    worker.job(job(2)).await.expect("it lives without references");
    assert_eq!(within("an answer", worker.life(Life)).await.expect("an answer"), 1);
    drop(system);
    assert_eq!(within("the reason", worker.stopped()).await, StopReason::Requested);
    log.check(&["start 1", "job 1", "job 2", "stop 1"]);
}

// === failures ===

/// Starts or does not, as its first field says.
struct Starter {
    can_start: bool,
    log: Log,
}

#[actor]
impl Starter {
    #[on_start]
    async fn begin(&mut self) -> Result<()> {
        tokio::task::yield_now().await;
        if self.can_start { Ok(()) } else { Err(Error::msg("no ticket")) }
    }

    #[on_stop]
    fn end(&mut self) {
        self.log.note("stop");
    }

    #[handler]
    fn errand(&mut self, _errand: Errand) {
        self.log.note("errand");
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_from_on_start_stops_the_actor() {
    let (system, log) = (ActorSystem::new(), Log::default());
    for can_start in [true, false] {
        let constructor_log = log.clone();
        let constructor = move || Starter { can_start, log: constructor_log.clone() };
        let starter = system.named("starter").spawn_with(constructor).expect("the name is free");
        starter.errand(Errand { n: 1 }).await.expect("there is room");
        let answer = within("an answer", starter.ask(Errand { n: 2 })).await;
        if can_start {
            answer.expect("the control: it starts, and handles");
            within("the stop", starter.stop()).await;
            log.check(&["errand", "errand", "stop"]);
            continue;
        }
        let error = answer.expect_err("it never started");
        assert!(matches!(error, AskError::NoAnswer(NoAnswer::Stopped)), "{error:?}");
        let reason = StopReason::StartFailed("no ticket".into());
        assert_eq!(within("the reason", starter.stopped()).await, reason);
        assert_eq!(starter.state(), Some(ActorState::Stopped(reason.clone())));
        let metrics = starter.metrics();
        assert_eq!((metrics.sent, metrics.handled, metrics.dropped), (2, 0, 2));
        assert_eq!(starter.try_send(Errand { n: 3 }).expect_err("it has stopped").message, Errand { n: 3 });
        assert_eq!(within("the restart", starter.restart()).await, Err(RestartError::Stopped(reason)));
        assert!(system.actor::<StarterMessage>("starter").is_err(), "its name is free");
        log.check(&["errand", "errand", "stop"]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_handlers_error_goes_to_on_error_and_the_actor_goes_on() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let worker = system.spawn(Worker::new(&log));
    worker.fail(Fail { why: "a bad tick" }).await.expect("there is room");
    worker.job(job(1)).await.expect("there is room");
    let error = within("an answer", worker.ask(Fail { why: "another" })).await.expect_err("it fails");
    assert!(matches!(error, AskError::NoAnswer(NoAnswer::Failed)), "{error:?}");
    within("the drain", worker.drain()).await;
    log.check(&["start 1", "error a bad tick", "job 1", "error another", "stop 1"]);
    let metrics = worker.metrics();
    assert_eq!((metrics.handled, metrics.failed, metrics.panicked), (3, 2, 0));
}

/// Has no hook for errors.
struct Plain(Log);

#[actor]
impl Plain {
    #[handler]
    fn fail(&mut self, fail: Fail) -> Result<(), &'static str> {
        Err(fail.why)
    }

    #[handler]
    fn errand(&mut self, errand: Errand) {
        self.0.note(format!("errand {}", errand.n));
    }
}

#[tokio::test(start_paused = true)]
async fn without_on_error_the_actor_goes_on_too() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let plain = system.spawn(Plain(log.clone()));
    for n in 0..3 {
        plain.fail(Fail { why: "a bad tick" }).await.expect("there is room");
        plain.errand(Errand { n }).await.expect("there is room");
    }
    within("the drain", plain.drain()).await;
    log.check(&["errand 0", "errand 1", "errand 2"]);
    assert_eq!((plain.metrics().handled, plain.metrics().failed), (6, 3));
}

async fn check_panic_stops_that_actor_alone(late: bool) {
    let (system, log, other_log) = (ActorSystem::new(), Log::default(), Log::default());
    let worker = system.named("worker").spawn(Worker::new(&log)).expect("the name is free");
    let other = system.spawn(Worker::new(&other_log));
    let let_go = hold(&worker).await;
    let mut asking = pin!(worker.ask(Boom { late }));
    still_waits(asking.as_mut()).await;
    let mut behind = pin!(worker.life(Life));
    still_waits(behind.as_mut()).await;
    let_go.send(()).expect("the worker waits for it");

    let error = within("an answer", asking).await.expect_err("it panics");
    assert!(matches!(error, AskError::NoAnswer(NoAnswer::Panicked)), "{error:?}");
    let error = within("an answer", behind).await.expect_err("it was dropped");
    assert!(matches!(error, AskError::NoAnswer(NoAnswer::Stopped)), "{error:?}");
    let reason = StopReason::Panicked(format!("boom, late: {late}").into());
    assert_eq!(within("the reason", worker.stopped()).await, reason);
    assert_eq!(worker.state(), Some(ActorState::Stopped(reason)));
    log.check(&["start 1", "hold", "released"]); // No `on_stop` of an instance that panicked.
    check_refuses(&worker).await;
    let metrics = worker.metrics();
    assert_eq!((metrics.handled, metrics.panicked, metrics.failed, metrics.dropped), (2, 1, 0, 1));
    check_at_rest(&metrics);

    other.job(job(1)).await.expect("the other one lives");
    assert_eq!(within("an answer", other.life(Life)).await.expect("an answer"), 1);
    assert_eq!(other.state(), Some(ActorState::Running));
    let again = system.named("worker").spawn(Worker::new(&log)).expect("the name is free again");
    assert_eq!(within("an answer", again.life(Life)).await.expect("an answer"), 1);
}

#[tokio::test(start_paused = true)]
async fn a_panic_stops_that_actor_alone() {
    check_panic_stops_that_actor_alone(false).await;
}

#[tokio::test(start_paused = true)]
async fn a_panic_after_a_pause_stops_that_actor_alone() {
    check_panic_stops_that_actor_alone(true).await;
}

/// Panics when it is asked to end, or when it is dropped.
struct BadEnd {
    in_on_stop: bool,
}

#[actor]
impl BadEnd {
    #[on_stop]
    fn end(&mut self) {
        assert!(!self.in_on_stop, "a bad on_stop");
    }

    #[handler]
    fn errand(&mut self, _errand: Errand) {}
}

impl Drop for BadEnd {
    fn drop(&mut self) {
        // Two panics at once would end the process, if a test fails before the actor has ended.
        assert!(self.in_on_stop || std::thread::panicking(), "a bad drop");
    }
}

async fn check_bad_end(in_on_stop: bool) {
    let system = ActorSystem::new();
    let bad = system.named("bad").spawn(BadEnd { in_on_stop }).expect("the name is free");
    within("an answer", bad.ask(Errand { n: 1 })).await.expect("it lives");
    within("the stop", bad.stop()).await;
    let text = if in_on_stop { "a bad on_stop" } else { "a bad drop" };
    assert_eq!(within("the reason", bad.stopped()).await, StopReason::Panicked(text.into()));
    assert!(bad.try_send(Errand { n: 2 }).is_err());
    assert!(system.actor::<BadEndMessage>("bad").is_err(), "its name is free");
    within("the system's stop", system.stop()).await;
}

#[tokio::test(start_paused = true)]
async fn a_panic_in_on_stop_still_ends_in_a_stop() {
    check_bad_end(true).await;
}

#[tokio::test(start_paused = true)]
async fn a_panic_in_the_actors_drop_still_ends_in_a_stop() {
    check_bad_end(false).await;
}

/// Panics when it is dropped.
#[message(local)]
#[derive(Debug)]
struct Grenade {
    is_armed: bool,
}

impl Drop for Grenade {
    fn drop(&mut self) {
        assert!(!self.is_armed || std::thread::panicking(), "a grenade");
    }
}

#[message]
#[derive(Debug)]
enum BomberMessage {
    Grenade(Grenade),
    Errand(Errand),
    Hold(Hold),
}

struct Bomber;

impl ActorBehavior for Bomber {
    type Message = BomberMessage;

    async fn handle(&mut self, message: BomberMessage) -> Result<()> {
        if let BomberMessage::Hold(hold) = message {
            hold.entered.send(()).expect("the test waits for it");
            let _ = hold.release.await;
        }
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn a_panic_in_a_messages_drop_is_the_actors_and_goes_no_further() {
    let system = ActorSystem::new();
    // Dropped by the handler.
    let bomber = system.named("bomber").spawn(Bomber).expect("the name is free");
    bomber.send(Grenade { is_armed: false }).await.expect("there is room");
    bomber.send(Grenade { is_armed: true }).await.expect("there is room");
    assert_eq!(within("the reason", bomber.stopped()).await, StopReason::Panicked("a grenade".into()));
    assert_eq!((bomber.metrics().handled, bomber.metrics().panicked), (2, 1));

    // Dropped by a stop, among others that are accounted for all the same.
    let bomber = system.named("bomber").spawn(Bomber).expect("the name is free again");
    let (entered, is_held) = oneshot::channel();
    let (let_go, release) = oneshot::channel();
    bomber.send(Hold { entered, release }).await.expect("there is room");
    within("the hold", is_held).await.expect("the bomber came to the hold");
    for _ in 0..3 {
        bomber.send(Grenade { is_armed: true }).await.expect("there is room");
    }
    let mut asking = pin!(bomber.ask(Errand { n: 1 }));
    still_waits(asking.as_mut()).await;
    let mut stop = pin!(bomber.stop());
    still_waits(stop.as_mut()).await;
    let_go.send(()).expect("the bomber waits for it");
    within("the stop", stop).await;
    let error = within("an answer", asking).await.expect_err("it was dropped");
    assert!(matches!(error, AskError::NoAnswer(NoAnswer::Stopped)), "{error:?}");
    assert_eq!((bomber.metrics().handled, bomber.metrics().dropped), (1, 4));
    assert!(system.actor::<BomberMessage>("bomber").is_err(), "its name is free");
    within("the system's stop", system.stop()).await;
}

// === restarts ===

const FOREVER: Duration = Duration::from_secs(1_000_000);

#[tokio::test(start_paused = true)]
async fn a_restart_after_a_panic_loses_that_message_only() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let policy = RestartPolicy::OnPanic { max: 2, within: FOREVER };
    let worker = system.named("worker").restart(policy).spawn_with(Worker::constructor(&log)).expect("a free name");
    let let_go = hold_before(&worker, &[job(1)]).await;
    let mut asking = pin!(worker.ask(Boom { late: false }));
    still_waits(asking.as_mut()).await;
    for n in 2..=3 {
        worker.job(job(n)).await.expect("there is room");
    }
    worker.send(Boom { late: true }).await.expect("there is room");
    let mut behind = pin!(worker.life(Life));
    still_waits(behind.as_mut()).await;
    worker.job(job(4)).await.expect("there is room");
    let_go.send(()).expect("the worker waits for it");

    let error = within("an answer", asking).await.expect_err("it panics");
    assert!(matches!(error, AskError::NoAnswer(NoAnswer::Panicked)), "{error:?}");
    assert_eq!(within("an answer", behind).await.expect("it waited through two restarts"), 3);
    within("job 4", worker.ask(Errand { n: 5 })).await.expect("the same reference reaches the third instance");
    let lives = [
        &["new 1", "start 1", "hold", "released", "job 1"][..],
        &["new 2", "start 2", "job 2", "job 3"],
        &["new 3", "start 3", "job 4", "errand 5"],
    ];
    log.check(&lives.concat());
    let metrics = worker.metrics();
    assert_eq!((metrics.sent, metrics.handled, metrics.dropped), (9, 9, 0));
    assert_eq!((metrics.panicked, metrics.restarted), (2, 2));

    // The third panic is one too many.
    let let_go = hold(&worker).await;
    worker.send(Boom { late: false }).await.expect("there is room");
    worker.job(job(6)).await.expect("there is room");
    let_go.send(()).expect("the worker waits for it");
    let reason = within("the reason", worker.stopped()).await;
    assert_eq!(reason, StopReason::Panicked("boom, late: false".into()));
    log.check(&[&lives.concat()[..], &["hold", "released"]].concat());
    let metrics = worker.metrics();
    assert_eq!((metrics.panicked, metrics.restarted, metrics.dropped), (3, 2, 1));
    check_at_rest(&metrics);
    check_refuses(&worker).await;
}

#[tokio::test(start_paused = true)]
async fn no_restarts_are_none() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let policy = RestartPolicy::OnPanic { max: 0, within: FOREVER };
    let worker = system.named("worker").restart(policy).spawn_with(Worker::constructor(&log)).expect("a free name");
    worker.send(Boom { late: false }).await.expect("there is room");
    assert!(matches!(within("the reason", worker.stopped()).await, StopReason::Panicked(_)));
    // A constructor alone is no policy.
    let worker = system.spawn_with(Worker::constructor(&log));
    worker.send(Boom { late: false }).await.expect("there is room");
    assert!(matches!(within("the reason", worker.stopped()).await, StopReason::Panicked(_)));
    log.check(&["new 1", "start 1", "new 1", "start 1"]);
}

/// Panics in its `on_start` as long as the count lasts.
struct BadStart {
    bad_starts: Arc<AtomicU32>,
}

#[actor]
impl BadStart {
    #[on_start]
    fn begin(&mut self) {
        let left = self.bad_starts.load(Relaxed);
        if left > 0 {
            self.bad_starts.store(left - 1, Relaxed);
            panic!("{left} bad starts left");
        }
    }

    #[handler]
    fn errand(&mut self, _errand: Errand) {}
}

#[tokio::test(start_paused = true)]
async fn a_panic_in_on_start_is_restarted_like_any_other() {
    let system = ActorSystem::new();
    for (bad, max, expected) in [(2, 2, None), (3, 2, Some("1 bad starts left"))] {
        let bad_starts = Arc::new(AtomicU32::new(bad));
        let policy = RestartPolicy::OnPanic { max, within: FOREVER };
        let constructor = move || BadStart { bad_starts: Arc::clone(&bad_starts) };
        let actor = system.named("bad start").restart(policy).spawn_with(constructor).expect("the name is free");
        let answer = within("an answer", actor.ask(Errand { n: 1 })).await;
        match expected {
            None => answer.expect("the message waited for the third instance"),
            Some(text) => {
                let error = answer.expect_err("no instance ever ran");
                assert!(matches!(error, AskError::NoAnswer(NoAnswer::Stopped)), "{error:?}");
                assert_eq!(within("the reason", actor.stopped()).await, StopReason::Panicked(text.into()));
            }
        }
        assert_eq!((actor.metrics().restarted, actor.metrics().panicked), (2, 0), "no message panicked");
        within("the stop", actor.stop()).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_restart_that_is_asked_for_keeps_messages_and_references() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let worker = system.named("worker").spawn_with(Worker::constructor(&log)).expect("the name is free");
    let let_go = hold_before(&worker, &[job(1), job(2)]).await;
    worker.job(job(3)).await.expect("there is room");
    let mut asking = pin!(worker.life(Life));
    still_waits(asking.as_mut()).await;
    let mut restart = pin!(worker.restart());
    still_waits(restart.as_mut()).await;
    let_go.send(()).expect("the worker waits for it");
    assert_eq!(within("the restart", restart).await, Ok(()));
    assert_eq!(worker.state(), Some(ActorState::Running));
    assert_eq!(within("an answer", asking).await.expect("it waited"), 2);
    let life = ["new 1", "start 1", "hold", "released", "stop 1", "new 2", "start 2", "job 1", "job 2", "job 3"];
    log.check(&life);
    assert_eq!((worker.metrics().restarted, worker.metrics().dropped), (1, 0));

    let found: WorkerRef = system.handle("worker").expect("a restart keeps the name");
    assert_eq!(within("the restart", found.restart()).await, Ok(()));
    assert_eq!(within("an answer", worker.life(Life)).await.expect("an answer"), 3);
    within("the stop", worker.stop()).await;
    let stopped = Err(RestartError::Stopped(StopReason::Requested));
    assert_eq!(within("the restart", worker.restart()).await, stopped);
}

#[tokio::test(start_paused = true)]
async fn a_stop_beats_a_restart() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let worker = system.spawn_with(Worker::constructor(&log));
    let let_go = hold(&worker).await;
    let (mut restart, mut stop) = (pin!(worker.restart()), pin!(worker.stop()));
    still_waits(restart.as_mut()).await;
    still_waits(stop.as_mut()).await;
    let_go.send(()).expect("the worker waits for it");
    within("the stop", stop).await;
    assert_eq!(within("the restart", restart).await, Err(RestartError::Stopped(StopReason::Requested)));
    log.check(&["new 1", "start 1", "hold", "released", "stop 1"]);
}

#[tokio::test(start_paused = true)]
async fn what_was_spawned_by_value_cannot_be_restarted() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let worker = system.named("worker").spawn(Worker::new(&log)).expect("the name is free");
    let error = within("the restart", worker.restart()).await.expect_err("there is no constructor");
    assert_eq!(error, RestartError::NoConstructor(worker.id().clone()));
    assert!(error.to_string().contains("worker"), "{error}");
    assert_eq!(within("an answer", worker.life(Life)).await.expect("it was not touched"), 1);
    log.check(&["start 1"]);

    let (outlet, _inlet) = memory_link(0);
    let far: WorkerRef = system.connect("far", outlet).expect("the name is free");
    let error = within("the restart", far.restart()).await.expect_err("it lives elsewhere");
    assert_eq!(error, RestartError::Remote(far.id().clone()));
}

#[tokio::test(start_paused = true)]
async fn a_constructor_that_panics_ends_the_actor() {
    let (system, log) = (ActorSystem::new(), Log::default());
    // The first time, the panic is the spawner's, and the name is free.
    let spawned = catch_unwind(AssertUnwindSafe(|| {
        system.named("worker").spawn_with(|| -> Worker { panic!("no first instance") }).map(|_| ())
    }));
    assert_eq!(spawned.expect_err("it panics").downcast_ref(), Some(&"no first instance"));
    assert!(system.actor::<WorkerMessage>("worker").is_err());

    // Later, the actor stops: after a restart that was asked for, and after a panic.
    for asked in [true, false] {
        let mut make = Worker::constructor(&log);
        let constructor = move || {
            let instance = make();
            assert!(instance.life == 1, "no second instance");
            instance
        };
        let policy = RestartPolicy::OnPanic { max: 5, within: FOREVER };
        let worker = system.named("worker").restart(policy).spawn_with(constructor).expect("the name is free");
        let let_go = hold(&worker).await;
        let reason = StopReason::Panicked("no second instance".into());
        if asked {
            let mut restart = pin!(worker.restart());
            still_waits(restart.as_mut()).await;
            let_go.send(()).expect("the worker waits for it");
            assert_eq!(within("the restart", restart).await, Err(RestartError::Stopped(reason.clone())));
        } else {
            worker.send(Boom { late: false }).await.expect("there is room");
            worker.job(job(1)).await.expect("there is room");
            let_go.send(()).expect("the worker waits for it");
        }
        assert_eq!(within("the reason", worker.stopped()).await, reason);
        assert_eq!(worker.metrics().restarted, 0);
        check_at_rest(&worker.metrics());
    }
}

/// Whoever found an actor by name while its first instance was made learns that there is none.
#[tokio::test(start_paused = true)]
async fn a_first_constructor_that_panics_leaves_no_reference_waiting() {
    let system = ActorSystem::new();
    let (found, outside) = (Arc::new(Mutex::new(None)), system.clone());
    let inside = Arc::clone(&found);
    let spawned = catch_unwind(AssertUnwindSafe(|| {
        let constructor = move || -> Worker {
            let worker: WorkerRef = outside.handle("worker").expect("the name is taken before");
            worker.try_send(job(1)).expect("messages wait for the start");
            *inside.lock().expect("nobody panicked with it") = Some(worker);
            panic!("no first instance")
        };
        system.named("worker").spawn_with(constructor).map(|_| ())
    }));
    spawned.expect_err("it panics");
    let worker = found.lock().expect("nobody panicked with it").take().expect("the constructor ran");
    let reason = within("the reason", worker.stopped()).await;
    assert!(matches!(reason, StopReason::Panicked(_)), "{reason:?}");
    check_refuses(&worker).await;
    assert_eq!((worker.metrics().sent, worker.metrics().dropped), (1, 1));
    assert_eq!((system.get_transport_metrics().sent, system.get_transport_metrics().dropped), (1, 1));
    system.named("worker").spawn(Worker::new(&Log::default())).expect("the name is free");
}

/// Announces each of its hooks, and goes on when it gets a permit.
struct Slow {
    hooks: mpsc::Sender<&'static str>,
    permits: Arc<Semaphore>,
}

impl Slow {
    async fn pass(&self, hook: &'static str) {
        self.hooks.send(hook).await.expect("the test listens");
        self.permits.acquire().await.expect("never closed").forget();
    }
}

#[actor]
impl Slow {
    #[on_start]
    async fn begin(&mut self) {
        self.pass("start").await;
    }

    #[on_stop]
    async fn end(&mut self) {
        self.pass("stop").await;
    }

    #[handler]
    fn errand(&mut self, _errand: Errand) {}
}

fn spawn_slow(system: &ActorSystem) -> (SlowRef, mpsc::Receiver<&'static str>, Arc<Semaphore>) {
    let (hooks, announced) = mpsc::channel(10);
    let permits = Arc::new(Semaphore::new(0));
    let given = Arc::clone(&permits);
    let slow = system.spawn_with(move || Slow { hooks: hooks.clone(), permits: Arc::clone(&given) });
    (slow, announced, permits)
}

#[tokio::test(start_paused = true)]
async fn the_state_says_where_an_actor_stands() {
    let system = ActorSystem::new();
    let (slow, mut hooks, permits) = spawn_slow(&system);
    assert_eq!(slow.state(), Some(ActorState::Starting));
    assert_eq!(within("a hook", hooks.recv()).await, Some("start"));
    assert_eq!(slow.state(), Some(ActorState::Starting));
    permits.add_permits(1);
    within("an answer", slow.ask(Errand { n: 1 })).await.expect("it lives");
    assert_eq!(slow.state(), Some(ActorState::Running));

    let mut restart = pin!(slow.restart());
    still_waits(restart.as_mut()).await;
    assert_eq!(within("a hook", hooks.recv()).await, Some("stop"));
    still_waits(restart.as_mut()).await;
    permits.add_permits(1);
    assert_eq!(within("a hook", hooks.recv()).await, Some("start"));
    assert_eq!(slow.state(), Some(ActorState::Restarting));
    still_waits(restart.as_mut()).await;
    slow.errand(Errand { n: 2 }).await.expect("messages wait through a restart");
    permits.add_permits(1);
    assert_eq!(within("the restart", restart).await, Ok(()));
    assert_eq!(slow.state(), Some(ActorState::Running));

    let mut stop = pin!(slow.stop());
    still_waits(stop.as_mut()).await;
    assert_eq!(within("a hook", hooks.recv()).await, Some("stop"));
    still_waits(stop.as_mut()).await; // Not before `on_stop` has run.
    assert!(!matches!(slow.state(), Some(ActorState::Stopped(_))));
    assert!(system.actor::<SlowMessage>(slow.id().as_str()).is_ok(), "nor is the name free before that");
    permits.add_permits(1);
    within("the stop", stop).await;
    assert_eq!(slow.state(), Some(ActorState::Stopped(StopReason::Requested)));

    let (outlet, _inlet) = memory_link(0);
    let far: SlowRef = system.connect("far", outlet).expect("the name is free");
    assert_eq!(far.state(), None);
}

/// "Ready when the new instance runs" holds for a restart that is asked for before the first one runs, too.
#[tokio::test(start_paused = true)]
async fn a_restart_during_the_start_is_not_ready_before_the_new_instance() {
    let system = ActorSystem::new();
    let (slow, mut hooks, permits) = spawn_slow(&system);
    assert_eq!(within("a hook", hooks.recv()).await, Some("start"));
    let mut restart = pin!(slow.restart());
    still_waits(restart.as_mut()).await;
    permits.add_permits(1);
    assert_eq!(within("a hook", hooks.recv()).await, Some("stop"));
    still_waits(restart.as_mut()).await; // The old instance has not ended yet.
    permits.add_permits(1);
    assert_eq!(within("a hook", hooks.recv()).await, Some("start"));
    still_waits(restart.as_mut()).await;
    permits.add_permits(1);
    assert_eq!(within("the restart", restart).await, Ok(()));
    assert_eq!(slow.metrics().restarted, 1);
}

// === names, and whole systems ===

#[tokio::test(start_paused = true)]
async fn a_spawn_that_cannot_be_is_refused() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let worker = system.named("worker").spawn(Worker::new(&log)).expect("the name is free");
    let taken = SpawnError::NameTaken(worker.id().clone());
    assert_eq!(system.named("worker").spawn(Worker::new(&log)).map(|_| ()), Err(taken.clone()));
    let made = system.named("worker").spawn_with(Worker::constructor(&log));
    assert_eq!(made.map(|_| ()), Err(taken.clone()));
    let (outlet, _inlet) = memory_link(0);
    assert_eq!(system.connect::<WorkerRef>("worker", outlet).map(|_| ()), Err(taken));
    let (outlet, _inlet) = memory_link(0);
    let far: WorkerRef = system.connect("far", outlet).expect("the name is free");
    let taken = SpawnError::NameTaken(far.id().clone());
    assert_eq!(system.named("far").spawn(Worker::new(&log)).map(|_| ()), Err(taken));

    let none = system.named("none").capacity(0).spawn_with(Worker::constructor(&log)).map(|_| ());
    assert!(matches!(&none, Err(SpawnError::NoCapacity(id)) if id.as_str() == "none"), "{none:?}");
    let policy = RestartPolicy::OnPanic { max: 1, within: FOREVER };
    let by_value = system.named("value").restart(policy).spawn(Worker::new(&log)).map(|_| ());
    assert!(matches!(&by_value, Err(SpawnError::NoConstructor(id)) if id.as_str() == "value"), "{by_value:?}");
    for name in ["none", "value"] {
        assert!(system.actor::<WorkerMessage>(name).is_err(), "a refused spawn takes no name");
    }
    // A policy of no restarts needs no constructor.
    let spawned = system.named("value").restart(RestartPolicy::Never).spawn(Worker::new(&log));
    within("the drain", spawned.expect("nothing is wrong with it").drain()).await;
    log.check(&["start 1", "start 1", "stop 1"]); // No constructor ran.
    assert_eq!(worker.state(), Some(ActorState::Running), "the one with the name was not touched");
}

/// Looks others up from inside.
struct Seeker {
    told: mpsc::Sender<String>,
}

#[actor]
impl Seeker {
    #[handler]
    async fn errand(&mut self, _errand: Errand, ctx: &mut Context<Self>) -> Result<()> {
        let found: WorkerRef = ctx.handle("worker")?;
        found.job(job(7)).await?;
        let wrong = ctx.actor::<SeekerMessage>("worker").expect_err("a worker is no seeker");
        self.told.send(wrong.to_string()).await?;
        self.told.send(ctx.id().to_string()).await?;
        self.told.send(ctx.myself().id().to_string()).await?;
        ctx.handle::<WorkerRef>("nobody")?;
        Ok(())
    }

    #[on_error]
    async fn pass_on(&mut self, error: Error) {
        self.told.send(error.to_string()).await.expect("the test listens");
    }
}

#[tokio::test(start_paused = true)]
async fn a_look_up_that_fails_says_why() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let (told, mut heard) = mpsc::channel(10);
    let unknown = system.actor::<WorkerMessage>("worker").expect_err("nobody has the name");
    assert_eq!(unknown, LookupError::Unknown { name: "worker".into() });
    let worker = system.named("worker").spawn(Worker::new(&log)).expect("the name is free");
    let seeker = system.named("seeker").spawn(Seeker { told }).expect("the name is free");

    let wrong = system.handle::<SeekerRef>("worker").map(|_| ()).expect_err("a worker is no seeker");
    let (found, wanted) = ("WorkerMessage", "SeekerMessage");
    assert_eq!(wrong, LookupError::WrongMessageType { name: "worker".into(), found, wanted });
    for name in ["worker", found, wanted] {
        assert!(wrong.to_string().contains(name), "`{wrong}` does not say `{name}`");
    }

    seeker.errand(Errand { n: 1 }).await.expect("there is room");
    let mut heard_next = async || within("a line", heard.recv()).await.expect("the seeker lives");
    assert_eq!(heard_next().await, wrong.to_string());
    assert_eq!([heard_next().await, heard_next().await], ["seeker", "seeker"]);
    assert!(heard_next().await.contains("nobody"));
    within("the drain", worker.drain()).await;
    log.check(&["start 1", "job 7", "stop 1"]);
}

#[tokio::test(start_paused = true)]
async fn dropping_the_last_clone_of_a_system_stops_its_actors() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let worker = system.spawn(Worker::new(&log));
    let let_go = hold(&worker).await;
    worker.job(job(1)).await.expect("there is room");
    let clone = system.clone();
    drop(system);
    clone.actor::<WorkerMessage>(worker.id().as_str()).expect("a clone is the same system");
    worker.job(job(2)).await.expect("it lives");
    drop(clone);
    let_go.send(()).expect("the message at hand is finished");
    assert_eq!(within("the reason", worker.stopped()).await, StopReason::Requested);
    log.check(&["start 1", "hold", "released", "stop 1"]);
    assert_eq!(worker.metrics().dropped, 2);
    check_refuses(&worker).await;
}

#[tokio::test(start_paused = true)]
async fn systems_do_not_see_each_other() {
    let (one, two) = (ActorSystem::new(), ActorSystem::new());
    let (log_one, log_two) = (Log::default(), Log::default());
    let first = one.named("worker").spawn(Worker::new(&log_one)).expect("the name is free");
    let second = two.named("worker").spawn(Worker::new(&log_two)).expect("the name is free there, too");
    two.named("only two").spawn(Worker::new(&log_two)).expect("the name is free");
    assert!(one.actor::<WorkerMessage>("only two").is_err());
    let found: WorkerRef = one.handle("worker").expect("it lives");
    found.job(job(1)).await.expect("there is room");
    assert_eq!(within("an answer", found.life(Life)).await.expect("an answer"), 1);
    drop(one);
    assert_eq!(within("the reason", first.stopped()).await, StopReason::Requested);
    second.job(job(2)).await.expect("the other system lives");
    assert_eq!(within("an answer", second.life(Life)).await.expect("an answer"), 1);
    assert_eq!(two.get_transport_metrics().handled, 2);
    log_one.check(&["start 1", "job 1", "stop 1"]);
}

#[tokio::test(start_paused = true)]
async fn a_systems_stop_waits_for_all_its_actors() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let (slow, mut hooks, permits) = spawn_slow(&system);
    let workers = [system.spawn(Worker::new(&log)), system.spawn(Worker::new(&log))];
    permits.add_permits(1);
    within("an answer", slow.ask(Errand { n: 1 })).await.expect("it lives");
    let mut stop = pin!(system.stop());
    still_waits(stop.as_mut()).await;
    for worker in &workers {
        within("the reason", worker.stopped()).await;
    }
    assert_eq!(within("a hook", hooks.recv()).await, Some("start"));
    assert_eq!(within("a hook", hooks.recv()).await, Some("stop"));
    still_waits(stop.as_mut()).await; // The slow one is still in its `on_stop`.
    permits.add_permits(1);
    within("the system's stop", stop).await;
    for state in [slow.state(), workers[0].state(), workers[1].state()] {
        assert_eq!(state, Some(ActorState::Stopped(StopReason::Requested)));
    }
    log.check(&["start 1", "start 1", "stop 1", "stop 1"]);
    within("a stop of nobody", system.stop()).await;
    // The system itself is not over.
    let late = system.spawn(Worker::new(&log));
    assert_eq!(within("an answer", late.life(Life)).await.expect("an answer"), 1);
}

#[tokio::test(start_paused = true)]
async fn waits_for_an_end_can_be_given_up_and_moved_to_another_task() {
    let (system, log) = (ActorSystem::new(), Log::default());
    let worker = system.spawn_with(Worker::constructor(&log));
    for _ in 0..1_000 {
        still_waits(pin!(worker.stopped())).await;
    }
    // One gives up in front of it and one behind, and it goes on in another task than it began in.
    let (mut before, mut moved) = (
        Box::pin(worker.stopped()),
        Box::pin({
            let worker = worker.clone();
            async move { worker.stopped().await }
        }),
    );
    still_waits(before.as_mut()).await;
    still_waits(moved.as_mut()).await;
    still_waits(pin!(worker.stopped())).await;
    drop(before);
    let moved = tokio::spawn(moved);
    // A restart wakes it, and is no end.
    assert_eq!(within("the restart", worker.restart()).await, Ok(()));
    assert!(!moved.is_finished());
    within("the stop", worker.stop()).await;
    assert_eq!(within("the reason", moved).await.expect("it does not panic"), StopReason::Requested);
    assert_eq!(within("the reason", worker.stopped()).await, StopReason::Requested);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_stops_and_restarts_at_once_all_end() {
    const CALLERS: usize = 16;
    let (system, log) = (ActorSystem::new(), Log::default());
    for round in 0..50 {
        let worker = system.named("worker").spawn_with(Worker::constructor(&log)).expect("the name is free again");
        let mut callers = JoinSet::new();
        for n in 0..CALLERS {
            let worker = worker.clone();
            callers.spawn(async move {
                match (n + round) % 4 {
                    0 => worker.stop().await,
                    1 => worker.drain().await,
                    2 => drop(worker.restart().await),
                    _ => {
                        while worker.errand(Errand { n: 0 }).await.is_ok() {
                            tokio::task::yield_now().await;
                        }
                    }
                }
                if n % 4 != 2 {
                    assert_eq!(worker.stopped().await, StopReason::Requested);
                }
            });
        }
        while let Some(ended) = within("a caller", callers.join_next()).await {
            ended.expect("no caller panics");
        }
        assert!(system.actor::<WorkerMessage>("worker").is_err());
        check_at_rest(&worker.metrics());
    }
    check_at_rest(&system.get_transport_metrics());
}

/// Whoever holds a reference across the end of the actors' runtime must not wait forever.
#[test]
fn an_actor_whose_runtime_has_ended_has_stopped() {
    let theirs = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().expect("a runtime");
    let (system, log) = (ActorSystem::on(theirs.handle().clone()), Log::default());
    let worker = system.named("worker").spawn(Worker::new(&log)).expect("the name is free");
    let ours = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().expect("another");
    assert_eq!(theirs.block_on(worker.life(Life)).expect("it lives"), 1);
    let _let_go = theirs.block_on(async {
        let (entered, is_held) = oneshot::channel();
        let (let_go, release) = oneshot::channel();
        worker.hold(Hold { entered, release }).await.expect("it lives");
        is_held.await.expect("it came to the hold");
        let_go
    });
    worker.try_send(job(1)).expect("there is room");
    let mut asking = pin!(worker.life(Life));
    ours.block_on(still_waits(asking.as_mut()));
    drop(theirs);
    ours.block_on(async {
        let refused = worker.job(job(2)).await.expect_err("nobody handles it any more");
        assert_eq!(refused.kind, SendErrorKind::Stopped);
        assert_eq!(within("the reason", worker.stopped()).await, StopReason::RuntimeEnded);
        within("a stop", worker.stop()).await;
        within("the system's stop", system.stop()).await;
        let error = within("an answer", asking).await.expect_err("nobody handles it any more");
        assert!(matches!(error, AskError::NoAnswer(NoAnswer::Stopped)), "{error:?}");
    });
    let metrics = worker.metrics();
    assert_eq!((metrics.sent, metrics.handled, metrics.dropped), (4, 1, 3), "the one at hand was not finished");
    assert_eq!(system.get_transport_metrics(), metrics);
    assert_eq!(worker.state(), Some(ActorState::Stopped(StopReason::RuntimeEnded)));
    assert!(system.actor::<WorkerMessage>("worker").is_err(), "its name is free");
}
