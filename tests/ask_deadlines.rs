//! How long asks wait, and what their error says then: how far the message came. And who gives up, who never answers, and
//! who answers too late.
//!
//! The clock is paused in nearly every test: a wait that nothing can end fails at once.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use mycelium::bundle::{Part, TopologyConfig};
use mycelium::prelude::*;
use mycelium::{ActorTypes, AskStage};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;

const LIMIT: Duration = Duration::from_millis(300);

/// Waits; a hang fails instead of blocking.
async fn within<F: Future>(what: &str, future: F) -> F::Output {
    let limit = Duration::from_secs(60);
    tokio::time::timeout(limit, future).await.unwrap_or_else(|_| panic!("{what}: still not done after {limit:?}"))
}

/// Polls once and checks that the future is not ready.
async fn still_waits<F: Future + ?Sized>(mut future: Pin<&mut F>) {
    let is_pending = poll_fn(|cx| Poll::Ready(future.as_mut().poll(cx).is_pending())).await;
    assert!(is_pending, "it was ready already");
}

#[track_caller]
fn check_timeout<T: std::fmt::Debug, C>(answer: Result<T, AskError<C>>, expected: Duration, how_far: AskStage) {
    match answer {
        Err(error) => {
            assert_eq!(error.stage(), how_far, "{error}");
            let AskError::Timeout { limit, stage } = error else { panic!("a time that ran out, but {error:?}") };
            assert_eq!((limit, stage), (expected, how_far));
        }
        other => panic!("a time that ran out, but {other:?}"),
    }
}

#[message(local, reply = u64)]
#[derive(Debug, PartialEq)]
struct Double {
    n: u64,
}

/// Answered by whoever takes it from the actor's channel.
#[message(local, reply = String)]
#[derive(Debug, PartialEq)]
struct Riddle;

/// Answered by the handler, which waits for the test.
#[message(local, reply = ())]
#[derive(Debug)]
struct Hold {
    entered: oneshot::Sender<()>,
    release: oneshot::Receiver<()>,
}

#[message(local, reply = u64)]
#[derive(Debug)]
struct Boom;

struct Oracle {
    riddles: mpsc::Sender<ReplyTo<Riddle>>,
}

#[actor]
impl Oracle {
    #[handler]
    fn double(&mut self, question: Double) -> u64 {
        2 * question.n
    }

    #[handler]
    fn riddle(&mut self, _riddle: Riddle, reply: ReplyTo<Riddle>) {
        self.riddles.try_send(reply).expect("the test listens");
    }

    #[handler]
    async fn hold(&mut self, hold: Hold) {
        hold.entered.send(()).expect("the test waits for it");
        let _ = hold.release.await;
    }

    #[handler]
    fn boom(&mut self, _boom: Boom) -> u64 {
        panic!("boom");
    }
}

type Riddles = mpsc::Receiver<ReplyTo<Riddle>>;

fn oracle() -> (Oracle, Riddles) {
    let (riddles, to_answer) = mpsc::channel(100);
    (Oracle { riddles }, to_answer)
}

/// Keeps `oracle` in a handler until the returned sender is used or dropped.
async fn hold(oracle: &OracleRef) -> oneshot::Sender<()> {
    let ((entered, is_held), (let_go, release)) = (oneshot::channel(), oneshot::channel());
    oracle.send(Hold { entered, release }).await.expect("the oracle lives");
    within("the hold", is_held).await.expect("the oracle came to the hold");
    let_go
}

// === where a limit comes from ===

#[tokio::test(start_paused = true)]
async fn an_actors_limit_holds_for_every_ask_of_it() {
    let system = ActorSystem::new();
    let (oracle, mut riddles) = oracle();
    let oracle = system.named("oracle").ask_timeout(LIMIT).spawn(oracle).expect("the name is free");
    assert_eq!(oracle.ask_limit(), Some(LIMIT));
    let start = tokio::time::Instant::now();
    check_timeout(within("the limit", oracle.riddle(Riddle)).await, LIMIT, AskStage::Running);
    assert_eq!(start.elapsed(), LIMIT, "the handle's method has it");
    check_timeout(within("the limit", oracle.ask(Riddle)).await, LIMIT, AskStage::Running);
    let found: OracleRef = system.handle("oracle").expect("it lives");
    check_timeout(within("the limit", found.riddle(Riddle)).await, LIMIT, AskStage::Running);
    // Its own wins, the shorter and the longer one.
    let (shorter, longer) = (LIMIT / 3, LIMIT * 3);
    check_timeout(within("the limit", oracle.ask_timeout(Riddle, shorter)).await, shorter, AskStage::Running);
    let start = tokio::time::Instant::now();
    check_timeout(within("the limit", oracle.ask_timeout(Riddle, longer)).await, longer, AskStage::Running);
    assert_eq!(start.elapsed(), longer);
    // A limit that no clock can show is none.
    while riddles.try_recv().is_ok() {}
    let mut patient = pin!(oracle.ask_timeout(Riddle, Duration::MAX));
    still_waits(patient.as_mut()).await;
    tokio::time::sleep(100 * LIMIT).await;
    still_waits(patient.as_mut()).await;
    within("the riddle", riddles.recv()).await.expect("the oracle hands it on").answer("a shadow".into());
    assert_eq!(within("the answer", patient).await.expect("an answer"), "a shadow");
    assert_eq!(within("an answer", oracle.double(Double { n: 4 })).await.expect("in time"), 8);
}

#[tokio::test(start_paused = true)]
async fn a_systems_limit_holds_for_actors_that_have_none() {
    let system = ActorSystem::new();
    let (before, _riddles) = oracle();
    let before = system.spawn(before);
    let system = system.with_ask_timeout(LIMIT);
    let ((plain, _riddles_1), (own, _riddles_2)) = (oracle(), oracle());
    let plain = system.spawn(plain);
    let own = system.named("own").ask_timeout(2 * LIMIT).spawn(own).expect("the name is free");
    assert_eq!((before.ask_limit(), plain.ask_limit(), own.ask_limit()), (None, Some(LIMIT), Some(2 * LIMIT)));
    let mut unlimited = pin!(before.riddle(Riddle));
    still_waits(unlimited.as_mut()).await;
    check_timeout(within("the limit", plain.riddle(Riddle)).await, LIMIT, AskStage::Running);
    check_timeout(within("the limit", own.riddle(Riddle)).await, 2 * LIMIT, AskStage::Running);
    tokio::time::sleep(100 * LIMIT).await;
    still_waits(unlimited.as_mut()).await;
}

#[tokio::test(start_paused = true)]
async fn a_files_limit_holds_for_its_actors() {
    let file = "ask_timeout_ms = 300\n[[bundles]]\nname = \"core\"\nmode = \"shared_memory\"\n\
        [bundles.actors.plain]\ntype = \"Oracle\"\n\
        [bundles.actors.slow]\ntype = \"Oracle\"\nask_timeout_ms = 1000\n\
        [[edges]]\nfrom = \"slow\"\nto = \"plain\"\nroad = \"bundle\"\n";
    let topology = TopologyConfig::parse(file, "asks.toml").expect("it is sound");
    assert_eq!(topology.ask_timeout(), Some(LIMIT));
    assert_eq!(topology.ask_timeout_of("slow"), Some(Duration::from_secs(1)));
    let (riddles, _to_answer) = mpsc::channel(100);
    let types = ActorTypes::new().register_with("Oracle", move || Oracle { riddles: riddles.clone() });
    let system = ActorSystem::launch(&topology, &types, &Part::All).expect("it is launched");
    let plain: OracleRef = system.handle("plain").expect("it lives");
    let slow: OracleRef = system.handle("slow").expect("it lives");
    check_timeout(within("the limit", plain.riddle(Riddle)).await, LIMIT, AskStage::Running);
    check_timeout(within("the limit", slow.riddle(Riddle)).await, Duration::from_secs(1), AskStage::Running);
    // Over a declared edge, too.
    let over_edge: OracleRef = system.at("slow").and_then(|seat| seat.handle("plain")).expect("it lives");
    assert_eq!(over_edge.ask_limit(), Some(LIMIT));
    check_timeout(within("the limit", over_edge.riddle(Riddle)).await, LIMIT, AskStage::Running);
    // And for what is spawned beside the file's actors.
    let (extra, _riddles) = oracle();
    assert_eq!(system.spawn(extra).ask_limit(), Some(LIMIT));
    within("the stop", system.stop()).await;
}

/// A runtime without a clock: to set a timer would panic.
#[test]
fn an_ask_that_is_answered_in_the_next_turn_sets_no_timer() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(async {
        let system = ActorSystem::new().with_ask_timeout(LIMIT);
        let (oracle, _riddles) = oracle();
        let oracle = system.spawn(oracle);
        let asker = tokio::spawn(async move {
            // Few enough that the actor never lets others go before.
            for n in 0..100 {
                assert_eq!(oracle.double(Double { n }).await.expect("an answer"), 2 * n);
            }
        });
        asker.await.expect("no timer was set");
    });
}

// === how far the message came ===

#[tokio::test(start_paused = true)]
async fn the_error_says_whether_the_message_was_accepted_queued_or_running() {
    let system = ActorSystem::new();
    let (oracle, mut riddles) = oracle();
    let oracle = system.named("oracle").capacity(1).ask_timeout(LIMIT).spawn(oracle).expect("the name is free");
    let let_go = hold(&oracle).await;
    // It is in the mailbox; then there is no room for the next one.
    check_timeout(within("the limit", oracle.double(Double { n: 1 })).await, LIMIT, AskStage::Queued);
    let refused = within("the limit", oracle.double(Double { n: 7 })).await.expect_err("there is no room");
    assert_eq!(refused.stage(), AskStage::NotSent);
    let AskError::NotSent(SendError { kind, message }) = refused else { panic!("not sent, but {refused:?}") };
    assert_eq!((kind, message), (SendErrorKind::Timeout(LIMIT), Double { n: 7 }));
    let refused = within("the limit", oracle.ask_timeout(Double { n: 8 }, LIMIT / 2)).await.expect_err("no room");
    assert_eq!(refused.into_message(), Some(Double { n: 8 }));
    let_go.send(()).expect("the oracle waits for it");
    within("the oracle is free", oracle.double(Double { n: 2 })).await.expect("an answer");
    // A handler that waits, and one that handed the means to answer on.
    let ((entered, is_held), (_let_go, release)) = (oneshot::channel(), oneshot::channel());
    check_timeout(within("the limit", oracle.hold(Hold { entered, release })).await, LIMIT, AskStage::Running);
    is_held.await.expect("the handler ran");
    drop(_let_go);
    check_timeout(within("the limit", oracle.riddle(Riddle)).await, LIMIT, AskStage::Running);
    riddles.recv().await.expect("the oracle handed it on");
    let metrics = oracle.metrics();
    assert_eq!((metrics.sent, metrics.handled), (5, 5), "what was accepted was handled all the same");
}

#[tokio::test(start_paused = true)]
async fn who_never_answers_says_how_far_it_came() {
    let system = ActorSystem::new();
    let (dying, _riddles) = oracle();
    let dying = system.spawn(dying);
    let let_go = hold(&dying).await;
    let (mut boom, mut behind) = (pin!(dying.boom(Boom)), pin!(dying.double(Double { n: 1 })));
    still_waits(boom.as_mut()).await;
    still_waits(behind.as_mut()).await;
    let_go.send(()).expect("the oracle waits for it");
    let error = within("the panic", boom).await.expect_err("it panics");
    assert!(matches!(error, AskError::NoAnswer(NoAnswer::Panicked)) && error.stage() == AskStage::Running, "{error}");
    let error = within("the end", behind).await.expect_err("it was never handled");
    assert!(matches!(error, AskError::NoAnswer(NoAnswer::Stopped)) && error.stage() == AskStage::Queued, "{error}");
    let error = within("an end", dying.double(Double { n: 3 })).await.expect_err("it has stopped");
    assert_eq!((error.stage(), error.into_message()), (AskStage::NotSent, Some(Double { n: 3 })));

    // Who let go of the means to answer had handled the message.
    let (careless, mut riddles) = oracle();
    let careless = system.spawn(careless);
    let mut asking = pin!(careless.riddle(Riddle));
    still_waits(asking.as_mut()).await;
    drop(within("the riddle", riddles.recv()).await);
    let error = within("the end", asking).await.expect_err("it was let go");
    assert!(matches!(error, AskError::NoAnswer(NoAnswer::Discarded)) && error.stage() == AskStage::Running, "{error}");
}

#[tokio::test(start_paused = true)]
async fn an_ask_that_waits_through_a_restart_is_answered_in_time_or_not() {
    let system = ActorSystem::new();
    let (riddles, _to_answer) = mpsc::channel(100);
    let policy = RestartPolicy::OnPanic { max: 3, within: Duration::from_secs(60) };
    let oracle = system.named("oracle").restart(policy).ask_timeout(LIMIT);
    let oracle = oracle.spawn_with(move || Oracle { riddles: riddles.clone() }).expect("the name is free");
    let let_go = hold(&oracle).await;
    let (mut boom, mut behind) = (pin!(oracle.boom(Boom)), pin!(oracle.double(Double { n: 21 })));
    still_waits(boom.as_mut()).await;
    still_waits(behind.as_mut()).await;
    let_go.send(()).expect("the oracle waits for it");
    assert_eq!(within("the panic", boom).await.expect_err("it panics").stage(), AskStage::Running);
    assert_eq!(within("the answer", behind).await.expect("the next instance answers"), 42);
    // The same while it is held: the limit ends the wait, and the restart does not.
    let _let_go = hold(&oracle).await;
    let mut restart = pin!(oracle.restart());
    still_waits(restart.as_mut()).await;
    check_timeout(within("the limit", oracle.double(Double { n: 1 })).await, LIMIT, AskStage::Queued);
}

#[test]
fn an_ask_ends_with_the_runtime_of_its_actor() {
    let runtime = |threads| {
        let mut builder = tokio::runtime::Builder::new_multi_thread();
        builder.worker_threads(threads).enable_all().build().expect("a runtime")
    };
    let (actors, askers) = (runtime(1), runtime(1));
    let (oracle, mut riddles) = oracle();
    let system = ActorSystem::on(actors.handle().clone());
    let oracle = system.named("oracle").ask_timeout(Duration::from_secs(600)).spawn(oracle).expect("the name is free");
    let (running, queued) = askers.block_on(async {
        let let_go = hold(&oracle).await;
        let (first, second) = (oracle.clone(), oracle.clone());
        let queued = tokio::spawn(async move { first.double(Double { n: 1 }).await });
        let running = tokio::spawn(async move { second.riddle(Riddle).await });
        while oracle.metrics().sent < 3 {
            tokio::task::yield_now().await;
        }
        drop(let_go);
        // Handed on by its handler, it is answered after the end.
        let reply = riddles.recv().await.expect("the oracle handed it on");
        let held = hold(&oracle).await;
        let asker = oracle.clone();
        let behind = tokio::spawn(async move { asker.double(Double { n: 2 }).await });
        while oracle.metrics().sent < 5 {
            tokio::task::yield_now().await;
        }
        assert_eq!(queued.await.expect("no panic").expect("an answer"), 2);
        actors.shutdown_background();
        oracle.stopped().await;
        drop(held);
        reply.answer("late, and in time".into());
        (running, behind)
    });
    askers.block_on(async {
        assert_eq!(running.await.expect("no panic").expect("an answer"), "late, and in time");
        let error = queued.await.expect("no panic").expect_err("nobody handles it");
        assert!(matches!(error, AskError::NoAnswer(NoAnswer::Stopped)), "{error:?}");
    });
}

// === who gives up ===

#[tokio::test(start_paused = true)]
async fn an_answer_that_nobody_reads_is_counted_and_reaches_nobody_else() {
    let system = ActorSystem::new().with_ask_timeout(LIMIT);
    let (oracle, mut riddles) = oracle();
    let oracle = system.spawn(oracle);
    let late = || system.get_transport_metrics().answers_late;
    // Its time is out.
    check_timeout(within("the limit", oracle.riddle(Riddle)).await, LIMIT, AskStage::Running);
    let first = riddles.recv().await.expect("the oracle handed it on");
    // Dropped while it waited for its answer.
    let mut dropped = Box::pin(oracle.riddle(Riddle));
    still_waits(dropped.as_mut()).await;
    let second = within("the riddle", riddles.recv()).await.expect("the oracle handed it on");
    drop(dropped);
    // Somebody else asks, before these two are answered.
    let mut asking = pin!(oracle.riddle(Riddle));
    still_waits(asking.as_mut()).await;
    let third = within("the riddle", riddles.recv()).await.expect("the oracle handed it on");
    assert_eq!(late(), 0);
    second.answer("2".into());
    first.answer("1".into());
    assert_eq!(late(), 2);
    still_waits(asking.as_mut()).await;
    third.answer("3".into());
    assert_eq!(within("the answer", asking).await.expect("an answer"), "3");
    assert_eq!(late(), 2);
    // Dropped when its answer was there, and had not been read.
    let mut dropped = Box::pin(oracle.riddle(Riddle));
    still_waits(dropped.as_mut()).await;
    within("the riddle", riddles.recv()).await.expect("the oracle handed it on").answer("4".into());
    drop(dropped);
    assert_eq!(late(), 3);
    // That there is no answer is none.
    let mut dropped = Box::pin(oracle.riddle(Riddle));
    still_waits(dropped.as_mut()).await;
    let reply = within("the riddle", riddles.recv()).await.expect("the oracle handed it on");
    drop(dropped);
    drop(reply);
    assert_eq!(late(), 3);
}

#[tokio::test(start_paused = true)]
async fn an_ask_that_is_dropped_before_it_was_accepted_was_not_sent() {
    let system = ActorSystem::new();
    let (oracle, _riddles) = oracle();
    let oracle = system.named("oracle").capacity(1).spawn(oracle).expect("the name is free");
    let let_go = hold(&oracle).await;
    drop(oracle.double(Double { n: 1 })); // Never polled.
    let mut accepted = Box::pin(oracle.double(Double { n: 2 }));
    still_waits(accepted.as_mut()).await;
    let mut waiting = Box::pin(oracle.double(Double { n: 3 }));
    still_waits(waiting.as_mut()).await;
    drop(waiting);
    drop(accepted);
    let_go.send(()).expect("the oracle waits for it");
    assert_eq!(within("an answer", oracle.double(Double { n: 4 })).await.expect("an answer"), 8);
    within("the drain", oracle.drain()).await;
    let metrics = oracle.metrics();
    assert_eq!((metrics.sent, metrics.handled, metrics.answers_late), (3, 3, 1));
}

/// Askers give up at any moment, on two threads: every one that stays gets its own answer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_gives_up_and_when_others_get_their_own_answers() {
    let system = ActorSystem::new();
    let (oracle, _riddles) = oracle();
    let oracle = system.named("oracle").capacity(16).spawn(oracle).expect("the name is free");
    let mut askers = JoinSet::new();
    for asker in 0..8 {
        let oracle = oracle.clone();
        askers.spawn(async move {
            for n in 0..2_000 {
                let n = n * 8 + asker;
                let mut asking = Box::pin(oracle.double(Double { n }));
                // Polled so often, with turns for others in between.
                for _ in 0..n % 4 {
                    if let Poll::Ready(answer) = poll_fn(|cx| Poll::Ready(asking.as_mut().poll(cx))).await {
                        assert_eq!(answer.expect("an answer"), 2 * n);
                        asking = Box::pin(oracle.double(Double { n }));
                    }
                    tokio::task::yield_now().await;
                }
                if n % 3 > 0 {
                    assert_eq!(asking.await.expect("an answer"), 2 * n);
                }
            }
        });
    }
    while let Some(asked) = within("an asker", askers.join_next()).await {
        asked.expect("no asker panics");
    }
    within("the drain", oracle.drain()).await;
    let metrics = oracle.metrics();
    assert_eq!(metrics.sent, metrics.handled);
}
