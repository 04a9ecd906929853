//! Asks: typed answers, limits, answering later, and what an asker is told when no answer will come. Actors
//! by hand, too: one that answers, and one that only handles.
//!
//! The clock is paused in every test on one thread: a wait that nothing can end fails at once.
//!
//! The file is long because three kinds of actors answer, and each is written out.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use mycelium::prelude::*;
use mycelium::{Answer, Envelope};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;

/// Waits; a hang fails instead of blocking.
async fn within<F: Future>(what: &str, future: F) -> F::Output {
    let limit = Duration::from_secs(60);
    tokio::time::timeout(limit, future).await.unwrap_or_else(|_| panic!("{what}: still not done after {limit:?}"))
}

/// Polls once and checks that the future is not ready: from here on it waits where it waits.
async fn still_waits<F: Future + ?Sized>(mut future: Pin<&mut F>) {
    poll_fn(|cx| match future.as_mut().poll(cx) {
        Poll::Pending => Poll::Ready(()),
        Poll::Ready(_) => panic!("it was ready already"),
    })
    .await;
}

#[track_caller]
fn check_no_answer<T: std::fmt::Debug, C>(answer: Result<T, AskError<C>>, expected: NoAnswer) {
    match answer {
        Err(AskError::NoAnswer(why)) => assert_eq!(why, expected),
        other => panic!("no answer because of {expected:?}, but {other:?}"),
    }
}

// === the messages ===

#[message(tlv = 0xC8, reply = u64)]
#[derive(Debug, Clone, PartialEq)]
struct Double {
    n: u64,
}

/// Answered by the other `u64`, so that the type alone does not tell the two apart.
#[message(tlv = 0xC9, reply = u64)]
#[derive(Debug, Clone, PartialEq)]
struct Square {
    n: u64,
}

#[message(nested)]
#[derive(Debug, Clone, PartialEq)]
struct DividedByZero;

#[message(tlv = 0xCA, reply = std::result::Result<u64, DividedByZero>)]
#[derive(Debug, Clone, PartialEq)]
struct Divide {
    by: u64,
}

#[message(tlv = 0xCB)]
#[derive(Debug, Clone, PartialEq)]
struct Add {
    n: u64,
}

#[message(local)]
#[derive(Debug)]
struct Fail;

#[message(local)]
#[derive(Debug)]
struct Boom;

/// Answered later, by whoever takes it from the actor's channel.
#[message(local, reply = String)]
#[derive(Debug, PartialEq)]
struct Riddle {
    text: &'static str,
}

/// As [`Riddle`], without an answer of its own.
#[message(local)]
#[derive(Debug)]
struct Chore;

/// Keeps the actor busy until it is let go.
#[message(local)]
#[derive(Debug)]
struct Hold {
    entered: oneshot::Sender<()>,
    release: oneshot::Receiver<()>,
}

// === the actor ===

/// Answers at once what it can, and hands on the rest.
struct Oracle {
    sum: u64,
    riddles: mpsc::Sender<ReplyTo<Riddle>>,
    chores: mpsc::Sender<ReplyTo<Chore>>,
}

#[actor]
impl Oracle {
    #[handler]
    fn double(&self, question: &Double) -> u64 {
        2 * question.n
    }

    #[handler]
    async fn square(&mut self, question: Square) -> u64 {
        tokio::task::yield_now().await;
        question.n * question.n
    }

    #[handler]
    fn divide(&self, question: Divide) -> std::result::Result<u64, DividedByZero> {
        self.sum.checked_div(question.by).ok_or(DividedByZero)
    }

    #[handler]
    fn add(&mut self, add: &Add) {
        self.sum += add.n;
    }

    #[handler]
    fn fail(&mut self, _fail: Fail) -> Result<()> {
        Err(Error::msg("it cannot be done"))
    }

    #[handler]
    fn boom(&mut self, _boom: Boom) {
        panic!("boom");
    }

    #[handler]
    fn riddle(&mut self, riddle: Riddle, reply: ReplyTo<Riddle>) {
        if riddle.text != "let go" {
            self.riddles.try_send(reply).expect("the test listens");
        }
    }

    #[handler]
    async fn chore(&mut self, _chore: Chore, reply: ReplyTo<Chore>) {
        self.chores.send(reply).await.expect("the test listens");
    }

    #[handler]
    async fn hold(&mut self, hold: Hold) {
        hold.entered.send(()).expect("the test waits for it");
        let _ = hold.release.await;
    }
}

struct Setting {
    /// Dropped, it would stop the oracle.
    system: ActorSystem,
    oracle: OracleRef,
    riddles: mpsc::Receiver<ReplyTo<Riddle>>,
    chores: mpsc::Receiver<ReplyTo<Chore>>,
}

fn set_up(capacity: usize) -> Setting {
    let system = ActorSystem::new();
    let ((to_riddles, riddles), (to_chores, chores)) = (mpsc::channel(100), mpsc::channel(100));
    let oracle = Oracle { sum: 0, riddles: to_riddles, chores: to_chores };
    let oracle = system.named("oracle").capacity(capacity).spawn(oracle).expect("the name is free");
    Setting { system, oracle, riddles, chores }
}

/// Keeps `oracle` in a handler until the returned sender is used or dropped.
async fn hold(oracle: &OracleRef) -> oneshot::Sender<()> {
    let (entered, is_held) = oneshot::channel();
    let (let_go, release) = oneshot::channel();
    oracle.hold(Hold { entered, release }).await.expect("the oracle lives");
    within("the hold", is_held).await.expect("the oracle came to the hold");
    let_go
}

// === answers ===

#[tokio::test(start_paused = true)]
async fn an_answer_has_the_type_that_the_message_declares() {
    let setting = set_up(10);
    let oracle = &setting.oracle;
    let doubled: u64 = within("an answer", oracle.double(Double { n: 21 })).await.expect("an answer");
    assert_eq!(doubled, 42);
    assert_eq!(within("an answer", oracle.ask(Square { n: 9 })).await.expect("an answer"), 81);
    assert_eq!(within("an answer", oracle.ask(Box::new(Square { n: 8 }))).await.expect("an answer"), 64);
    assert_eq!(within("an answer", oracle.ask(Arc::new(Double { n: 3 }))).await.expect("an answer"), 6);

    // Nothing declared: `()`, when it was handled.
    let () = within("an answer", oracle.ask(Add { n: 12 })).await.expect("an answer");
    let () = within("an answer", oracle.ask(Arc::new(Add { n: 2 }))).await.expect("an answer");

    // A `Result` that is an answer, either way; the actor did not fail.
    let divided = within("an answer", oracle.divide(Divide { by: 7 })).await.expect("an answer");
    assert_eq!(divided, Ok(2));
    let divided = within("an answer", oracle.divide(Divide { by: 0 })).await.expect("an answer");
    assert_eq!(divided, Err(DividedByZero));
    let metrics = setting.system.get_transport_metrics();
    assert_eq!((metrics.handled, metrics.failed, metrics.answers_dropped), (8, 0, 0));
}

#[tokio::test(start_paused = true)]
async fn a_message_that_asks_may_be_sent_and_its_answer_is_counted() {
    let mut setting = set_up(10);
    let oracle = &setting.oracle;
    oracle.send(Double { n: 1 }).await.expect("there is room");
    oracle.try_send(Divide { by: 0 }).expect("there is room");
    oracle.recipient::<Square>().send(Square { n: 1 }).await.expect("there is room");
    oracle.send(Riddle { text: "sent" }).await.expect("there is room");
    oracle.send(Add { n: 1 }).await.expect("there is room"); // Has no answer to drop.
    within("an answer", oracle.double(Double { n: 1 })).await.expect("an answer"); // Is answered.
    let reply = within("a riddle", setting.riddles.recv()).await.expect("the oracle hands it on");
    assert!(!reply.is_awaited(), "nobody asked");
    reply.answer("to nobody".into());
    within("the drain", oracle.drain()).await;
    let metrics = oracle.metrics();
    assert_eq!((metrics.answers_dropped, metrics.handled, metrics.failed), (4, 6, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_askers_each_get_their_own_answer() {
    // Fewer places than askers, so that they wait for room, too.
    for capacity in [64, 2_000] {
        let setting = set_up(capacity);
        let mut askers = JoinSet::new();
        for n in 0..1_000 {
            let oracle = setting.oracle.clone();
            askers.spawn(async move {
                for round in 0..5 {
                    let n = n * 10 + round;
                    let (doubled, squared) = (oracle.double(Double { n }).await, oracle.square(Square { n }).await);
                    assert_eq!(doubled.expect("an answer"), 2 * n);
                    assert_eq!(squared.expect("an answer"), n * n);
                    oracle.ask(Add { n: 1 }).await.expect("an answer");
                }
            });
        }
        while let Some(asked) = within("an asker", askers.join_next()).await {
            asked.expect("no asker panics");
        }
        let sum = setting.oracle.divide(Divide { by: 1 }).await.expect("an answer");
        assert_eq!(sum, Ok(5_000), "every ask was handled once");
    }
}

// === no answer ===

#[tokio::test(start_paused = true)]
async fn a_handler_that_fails_or_panics_is_told_to_its_asker() {
    let setting = set_up(10);
    let oracle = &setting.oracle;
    check_no_answer(within("an answer", oracle.ask(Fail)).await, NoAnswer::Failed);
    assert_eq!(within("an answer", oracle.double(Double { n: 1 })).await.expect("it goes on"), 2);
    check_no_answer(within("an answer", oracle.ask(Boom)).await, NoAnswer::Panicked);
    within("the end", oracle.stopped()).await;
    let metrics = oracle.metrics();
    assert_eq!((metrics.handled, metrics.failed, metrics.panicked), (3, 1, 1));
}

#[tokio::test(start_paused = true)]
async fn an_answer_can_be_given_later_and_elsewhere() {
    let mut setting = set_up(10);
    let oracle = &setting.oracle;
    let (mut first, mut second) =
        (pin!(oracle.riddle(Riddle { text: "first" })), pin!(oracle.ask(Riddle { text: "second" })));
    still_waits(first.as_mut()).await;
    still_waits(second.as_mut()).await;
    let one = within("a riddle", setting.riddles.recv()).await.expect("the oracle hands it on");
    let two = within("a riddle", setting.riddles.recv()).await.expect("the oracle hands it on");
    assert!(one.is_awaited() && two.is_awaited());
    // The actor is free in the meantime.
    assert_eq!(within("an answer", oracle.double(Double { n: 4 })).await.expect("an answer"), 8);
    still_waits(first.as_mut()).await;
    // In another order, and from another task.
    let mut tasks = JoinSet::new();
    tasks.spawn(async move { two.answer("2".into()) });
    assert_eq!(within("an answer", second).await.expect("an answer"), "2");
    still_waits(first.as_mut()).await;
    // Also when the actor is gone.
    within("the stop", oracle.stop()).await;
    one.answer("1".into());
    assert_eq!(within("an answer", first).await.expect("an answer"), "1");
}

#[tokio::test(start_paused = true)]
async fn an_answer_later_works_without_a_declared_reply() {
    let mut setting = set_up(10);
    let mut asking = pin!(setting.oracle.ask(Chore));
    still_waits(asking.as_mut()).await;
    let reply = within("a chore", setting.chores.recv()).await.expect("the oracle hands it on");
    still_waits(asking.as_mut()).await;
    reply.answer(());
    within("an answer", asking).await.expect("an answer");
    setting.oracle.chore(Chore).await.expect("there is room");
    let reply = within("a chore", setting.chores.recv()).await.expect("the oracle hands it on");
    assert!(!reply.is_awaited(), "it was sent");
    assert_eq!(setting.oracle.metrics().answers_dropped, 0, "it has no answer to drop");
}

#[tokio::test(start_paused = true)]
async fn who_lets_go_of_an_answer_says_so() {
    let mut setting = set_up(10);
    let oracle = &setting.oracle;
    check_no_answer(within("an answer", oracle.riddle(Riddle { text: "let go" })).await, NoAnswer::Discarded);
    let mut asking = pin!(oracle.riddle(Riddle { text: "kept" }));
    still_waits(asking.as_mut()).await;
    let reply = within("a riddle", setting.riddles.recv()).await.expect("the oracle hands it on");
    still_waits(asking.as_mut()).await;
    drop(reply);
    check_no_answer(within("an answer", asking).await, NoAnswer::Discarded);
    assert_eq!(oracle.metrics().failed, 0);
}

// === limits ===

#[tokio::test(start_paused = true)]
async fn an_ask_that_finds_no_room_in_time_was_not_sent() {
    let setting = set_up(1);
    let oracle = &setting.oracle;
    let let_go = hold(oracle).await;
    oracle.add(Add { n: 40 }).await.expect("there is room for one");
    let (limit, add) = (Duration::from_millis(300), Arc::new(Add { n: 1 }));
    let error = oracle.ask_timeout(Arc::clone(&add), limit).await.expect_err("there is no room");
    let AskError::NotSent(refused) = error else { panic!("not sent, but {error:?}") };
    assert!(refused.kind == SendErrorKind::Timeout(limit) && Arc::ptr_eq(&refused.message, &add));
    let error = oracle.ask_timeout(Double { n: 5 }, limit).await.expect_err("there is no room");
    let AskError::NotSent(refused) = error else { panic!("not sent, but {error:?}") };
    assert_eq!((refused.kind, refused.message), (SendErrorKind::Timeout(limit), Double { n: 5 }));
    let_go.send(()).expect("the oracle waits for it");
    let sum = oracle.ask_timeout(Divide { by: 1 }, limit).await.expect("there is room, and an answer");
    assert_eq!(sum, Ok(40), "what was handed back was not handled");
}

#[tokio::test(start_paused = true)]
async fn an_ask_that_is_not_answered_in_time_was_sent() {
    let mut setting = set_up(10);
    let oracle = &setting.oracle;
    let limit = Duration::from_millis(300);
    let let_go = hold(oracle).await;
    let error = oracle.ask_timeout(Add { n: 40 }, limit).await.expect_err("the oracle is busy");
    assert!(matches!(error, AskError::Timeout { limit: it, .. } if it == limit), "{error:?}");
    let error = oracle.ask_timeout(Double { n: 1 }, limit).await.expect_err("the oracle is busy");
    assert!(matches!(error, AskError::Timeout { .. }), "{error:?}");
    let_go.send(()).expect("the oracle waits for it");
    // It was handled all the same, and the late answers reach nobody: not the next asker.
    assert_eq!(oracle.ask_timeout(Divide { by: 1 }, limit).await.expect("an answer"), Ok(40));
    assert_eq!(oracle.ask_timeout(Square { n: 3 }, limit).await.expect("an answer"), 9);

    // The same with answers that are given by hand, after others have asked again.
    let error = oracle.ask_timeout(Riddle { text: "early" }, limit).await.expect_err("nobody answers");
    assert!(matches!(error, AskError::Timeout { .. }), "{error:?}");
    let early = within("a riddle", setting.riddles.recv()).await.expect("the oracle hands it on");
    let mut asking = pin!(oracle.riddle(Riddle { text: "late" }));
    still_waits(asking.as_mut()).await;
    let late = within("a riddle", setting.riddles.recv()).await.expect("the oracle hands it on");
    early.answer("to nobody".into());
    still_waits(asking.as_mut()).await;
    late.answer("mine".into());
    assert_eq!(within("an answer", asking).await.expect("an answer"), "mine");
    assert_eq!(oracle.metrics().handled, 7);
}

#[tokio::test(start_paused = true)]
async fn an_ask_that_is_dropped_is_handled_all_the_same() {
    let setting = set_up(10);
    let oracle = &setting.oracle;
    for n in 0..50 {
        let let_go = hold(oracle).await;
        let (mut add, mut double) = (Box::pin(oracle.ask(Add { n: 1 })), Box::pin(oracle.double(Double { n: 1_000 })));
        still_waits(add.as_mut()).await;
        still_waits(double.as_mut()).await;
        drop((add, double));
        let_go.send(()).expect("the oracle waits for it");
        // Its slot is not given to somebody else before it was answered.
        assert_eq!(within("an answer", oracle.square(Square { n })).await.expect("an answer"), n * n);
        assert_eq!(within("an answer", oracle.divide(Divide { by: 1 })).await.expect("an answer"), Ok(n + 1));
    }
}

// === by hand: an actor that answers ===

#[message]
#[derive(Debug)]
enum DeskMessage {
    Double(Double),
    Add(Arc<Add>),
    Riddle(Riddle),
    Fail(Fail),
}

/// Takes its envelopes apart itself.
struct Desk {
    sum: u64,
    riddles: Vec<ReplyTo<Riddle>>,
    told: mpsc::Sender<String>,
}

impl Desk {
    async fn tell(&self, line: String) {
        self.told.send(line).await.expect("the test listens");
    }
}

impl Actor for Desk {
    type Message = DeskMessage;
    type Handle = ActorRef<DeskMessage>;

    const NAME: &'static str = "front desk";

    async fn receive(&mut self, envelope: Envelope<DeskMessage>, ctx: &mut Context<Self>) -> Result<()> {
        let Envelope { message, reply } = envelope;
        match message {
            DeskMessage::Double(question) => reply.answer::<Double>(question.n * 2),
            DeskMessage::Add(add) => {
                self.sum += add.n;
                // The test's control that a plain send brings no means to answer, and an ask does.
                self.tell(format!("add {}, awaited: {}", add.n, reply.is_awaited())).await;
                reply.answer::<Add>(());
                if add.n > 1 {
                    ctx.myself().try_send(Add { n: add.n - 1 })?;
                }
            }
            DeskMessage::Riddle(riddle) => match riddle.text {
                "wrong" => reply.answer::<Double>(1), // Not the type of this answer.
                "let go" => drop(reply),
                _ => self.riddles.push(reply.later()),
            },
            DeskMessage::Fail(Fail) => {
                for reply in self.riddles.drain(..) {
                    reply.answer(format!("sum {}", self.sum));
                }
                Err(Error::msg("a failure"))?;
            }
        }
        Ok(())
    }

    async fn on_start(&mut self, ctx: &mut Context<Self>) -> Result<()> {
        self.tell(format!("start {}", ctx.id())).await;
        Ok(())
    }

    async fn on_stop(&mut self, ctx: &mut Context<Self>) -> Result<()> {
        self.tell(format!("stop {}", ctx.id())).await;
        Ok(())
    }

    async fn on_error(&mut self, error: Error, _ctx: &mut Context<Self>) {
        self.tell(format!("error {error}")).await;
    }
}

#[tokio::test(start_paused = true)]
async fn an_actor_by_hand_answers_now_and_later() {
    let system = ActorSystem::new();
    let (told, mut heard) = mpsc::channel(100);
    let desk = system.spawn(Desk { sum: 0, riddles: Vec::new(), told });
    assert!(desk.id().as_str().starts_with("front desk"), "{:?}", desk.id());
    assert_eq!(within("an answer", desk.ask(Double { n: 4 })).await.expect("an answer"), 8);
    within("an answer", desk.ask(Add { n: 3 })).await.expect("an answer");
    let mut riddles = [Box::pin(desk.ask(Riddle { text: "one" })), Box::pin(desk.ask(Riddle { text: "two" }))];
    for riddle in &mut riddles {
        still_waits(riddle.as_mut()).await;
    }
    check_no_answer(within("an answer", desk.ask(Riddle { text: "let go" })).await, NoAnswer::Discarded);
    check_no_answer(within("an answer", desk.ask(Riddle { text: "wrong" })).await, NoAnswer::Discarded);
    // It did not answer before it failed; generated dispatch would have said `Failed`.
    check_no_answer(within("an answer", desk.ask(Fail)).await, NoAnswer::Discarded);
    for riddle in riddles {
        assert_eq!(within("an answer", riddle).await.expect("an answer"), "sum 6");
    }
    within("the stop", desk.stop()).await;
    let mut lines = Vec::new();
    while let Ok(line) = heard.try_recv() {
        lines.push(line);
    }
    let id = desk.id();
    let expected = [
        format!("start {id}"),
        "add 3, awaited: true".into(),
        "add 2, awaited: false".into(),
        "add 1, awaited: false".into(),
        "error a failure".into(),
        format!("stop {id}"),
    ];
    assert_eq!(lines, expected);
}

/// An `Answer` can be handed to a function of its own, too.
fn answer_double(n: u64, reply: Answer<DeskMessage>) {
    reply.answer::<Double>(n);
}

/// Answers in a function, and panics with the means to answer in its hands.
struct Careless;

impl Actor for Careless {
    type Message = DeskMessage;
    type Handle = ActorRef<DeskMessage>;

    async fn receive(&mut self, envelope: Envelope<DeskMessage>, _ctx: &mut Context<Self>) -> Result<()> {
        match &envelope.message {
            DeskMessage::Double(Double { n }) => answer_double(n + 1, envelope.reply),
            other => panic!("{} is not for me", mycelium::DomainEnum::variant(other).name),
        }
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn an_actor_by_hand_that_panics_tells_its_asker() {
    let system = ActorSystem::new();
    let careless = system.spawn(Careless);
    assert!(careless.id().as_str().starts_with("Careless"), "{:?}", careless.id());
    assert_eq!(within("an answer", careless.ask(Double { n: 4 })).await.expect("an answer"), 5);
    check_no_answer(within("an answer", careless.ask(Add { n: 4 })).await, NoAnswer::Panicked);
    assert_eq!(within("the end", careless.stopped()).await, StopReason::Panicked("Add is not for me".into()));
}

// === by hand: a behavior, as in the mission ===

#[message(tlv = 0xCC)]
#[derive(Debug, Clone, PartialEq)]
struct Line {
    text: String,
}

#[message]
#[derive(Debug)]
enum ParserMessage {
    Line(Arc<Line>),
    Double(Double),
}

/// Sums up numbers that come as text.
struct Parser {
    sum: u64,
    sums: mpsc::Sender<u64>,
}

impl ActorBehavior for Parser {
    type Message = ParserMessage;

    async fn handle(&mut self, message: ParserMessage) -> Result<()> {
        match message {
            ParserMessage::Line(line) => self.sum += line.text.parse::<u64>()?,
            ParserMessage::Double(Double { n }) => self.sum += 2 * n,
        }
        self.sums.send(self.sum).await?;
        Ok(())
    }

    async fn on_start(&mut self) -> Result<()> {
        self.sum = 100;
        Ok(())
    }

    async fn on_stop(&mut self) -> Result<()> {
        self.sums.send(0).await?;
        Ok(())
    }
}

/// Panics at whatever comes.
struct Doomed;

impl ActorBehavior for Doomed {
    type Message = ParserMessage;

    async fn handle(&mut self, _message: ParserMessage) -> Result<()> {
        tokio::task::yield_now().await;
        panic!("doomed");
    }
}

#[tokio::test(start_paused = true)]
async fn a_behavior_by_hand_handles_and_cannot_answer() {
    let system = ActorSystem::new();
    let (to_sums, mut sums) = mpsc::channel(10);
    let parser: ActorRef<ParserMessage> = system.spawn(Parser { sum: 0, sums: to_sums });
    let line = |text: &str| Arc::new(Line { text: text.into() });
    parser.send(line("11")).await.expect("there is room");
    parser.send(ParserMessage::Line(line("no number"))).await.expect("there is room");
    parser.send(Line { text: "31".into() }).await.expect("there is room");
    assert_eq!([within("a sum", sums.recv()).await, within("a sum", sums.recv()).await], [Some(111), Some(142)]);

    // It handles an ask, whatever the message declares; then the asker is told that there is no answer.
    check_no_answer(within("an answer", parser.ask(Double { n: 4 })).await, NoAnswer::Discarded);
    assert_eq!(sums.try_recv(), Ok(150), "it was handled before that");
    check_no_answer(within("an answer", parser.ask(line("1"))).await, NoAnswer::Discarded);
    assert_eq!(sums.try_recv(), Ok(151));

    // An error and a panic are told apart from that.
    check_no_answer(within("an answer", parser.ask(line("no number"))).await, NoAnswer::Failed);
    let doomed = system.spawn(Doomed);
    check_no_answer(within("an answer", doomed.ask(Double { n: 4 })).await, NoAnswer::Panicked);
    assert_eq!(within("the end", doomed.stopped()).await, StopReason::Panicked("doomed".into()));

    within("the drain", parser.drain()).await;
    assert_eq!(sums.try_recv(), Ok(0));
    let metrics = parser.metrics();
    assert_eq!((metrics.handled, metrics.failed, metrics.panicked), (6, 2, 0));
}

#[test]
fn an_error_of_the_standard_library_becomes_the_handlers_error() {
    fn parse(text: &str) -> Result<u64> {
        Ok(text.parse::<u64>()?)
    }
    assert_eq!(parse("7").expect("a number"), 7);
    assert_eq!(parse("x").expect_err("no number").to_string(), "invalid digit found in string");
}
