//! What holds for every mailbox, seen through references: order per sender, back-pressure, waiting in line,
//! cancelled sends, and that nothing is lost, doubled or leaked.
//!
//! The clock is paused in every test on one thread: a wait that nothing can end fails at once.
//!
//! The file is long because every promise is tested alone before all are tested together.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::task::{self, Poll, Wake, Waker};
use std::time::{Duration, Instant};

use mycelium::DEFAULT_CAPACITY;
use mycelium::prelude::*;
use tokio::sync::oneshot;
use tokio::task::JoinSet;

/// Waits; a hang fails instead of blocking.
async fn within<F: Future>(what: &str, future: F) -> F::Output {
    let limit = Duration::from_secs(60);
    tokio::time::timeout(limit, future).await.unwrap_or_else(|_| panic!("{what}: still not done after {limit:?}"))
}

/// Polls once; `Pending` means that the future waits where it waits.
async fn poll_once<F: Future + ?Sized>(mut future: Pin<&mut F>) -> Poll<F::Output> {
    poll_fn(|cx| Poll::Ready(future.as_mut().poll(cx))).await
}

#[track_caller]
fn check_waits<T>(polled: &Poll<T>) {
    assert!(polled.is_pending(), "it was ready already");
}

// === the messages ===

/// The `n`th message of a sender. The token tells how many messages exist.
#[message(local)]
#[derive(Debug, Clone, PartialEq)]
struct Item {
    sender: usize,
    n: u64,
    token: Arc<()>,
}

/// Keeps the actor busy until it is let go.
#[message(local)]
#[derive(Debug)]
struct Hold {
    entered: oneshot::Sender<()>,
    release: oneshot::Receiver<()>,
}

/// Says whether something was woken.
#[derive(Debug, Default)]
struct Flag(AtomicBool);

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Relaxed);
    }
}

/// Looks at a flag, and goes on.
#[message(local)]
#[derive(Debug)]
struct Look {
    at: Arc<Flag>,
    seen: Arc<Mutex<Vec<bool>>>,
}

/// Takes its time.
#[message(local)]
#[derive(Debug)]
struct Work {
    takes: Duration,
    done: Arc<AtomicUsize>,
}

/// What came, in order, as sender and number.
#[message(local, reply = Vec<(usize, u64)>)]
#[derive(Debug)]
struct Came;

// === the actor ===

/// Writes down what came.
#[derive(Default)]
struct Scribe {
    came: Vec<(usize, u64)>,
    /// After how many items it lets others run; 0 is never.
    pause_after: usize,
}

#[actor]
impl Scribe {
    #[handler]
    async fn item(&mut self, item: &Item) {
        self.came.push((item.sender, item.n));
        if self.pause_after > 0 && self.came.len().is_multiple_of(self.pause_after) {
            tokio::task::yield_now().await;
        }
    }

    #[handler]
    async fn hold(&mut self, hold: Hold) {
        hold.entered.send(()).expect("the test waits for it");
        let _ = hold.release.await;
    }

    #[handler]
    fn look(&mut self, look: Look) {
        look.seen.lock().expect("nobody panics under it").push(look.at.0.load(Relaxed));
    }

    #[handler]
    fn work(&mut self, work: Work) {
        let start = Instant::now();
        while start.elapsed() < work.takes {
            std::hint::spin_loop();
        }
        work.done.fetch_add(1, Relaxed);
    }

    #[handler]
    fn came(&self, _question: &Came) -> Vec<(usize, u64)> {
        self.came.clone()
    }
}

fn spawn(system: &ActorSystem, capacity: usize) -> ScribeRef {
    system.named("scribe").capacity(capacity).spawn(Scribe::default()).expect("the name is free")
}

fn new_hold() -> (Hold, oneshot::Receiver<()>, oneshot::Sender<()>) {
    let (entered, is_held) = oneshot::channel();
    let (let_go, release) = oneshot::channel();
    (Hold { entered, release }, is_held, let_go)
}

/// Keeps `scribe` in a handler until the returned sender is used or dropped.
async fn hold(scribe: &ScribeRef) -> oneshot::Sender<()> {
    let (hold, is_held, let_go) = new_hold();
    scribe.hold(hold).await.expect("the scribe lives");
    within("the hold", is_held).await.expect("the scribe came to the hold");
    let_go
}

async fn came(scribe: &ScribeRef) -> Vec<(usize, u64)> {
    within("an answer", scribe.came(Came)).await.expect("the scribe answers")
}

/// Makes the items of one sender, all with one token.
fn items(token: &Arc<()>) -> impl Fn(u64) -> Item {
    let token = Arc::clone(token);
    move |n| Item { sender: 0, n, token: Arc::clone(&token) }
}

fn check_at_rest(scribe: &ScribeRef) {
    let metrics = scribe.metrics();
    assert_eq!(metrics.sent, metrics.handled + metrics.dropped, "{metrics:?}");
}

// === order ===

async fn check_order_per_sender(capacity: usize) {
    const SENDERS: usize = 4;
    const EACH: u64 = 5_000;
    let system = ActorSystem::new();
    let scribe = spawn(&system, capacity);
    let mut senders = JoinSet::new();
    for sender in 0..SENDERS {
        let scribe = scribe.clone();
        senders.spawn(async move {
            let token = Arc::new(());
            let recipient = scribe.recipient::<Item>();
            for n in 0..EACH {
                let item = Item { sender, n, token: Arc::clone(&token) };
                // Every sender has another way of sending; the last one changes it from message to message.
                let sent = match (sender, n % 3) {
                    (0, _) | (3, 0) => scribe.item(item).await.map_err(|error| error.kind),
                    (1, _) | (3, 1) => recipient.send(item).await.map_err(|error| error.kind),
                    _ => match scribe.try_send(item) {
                        Err(SendError { message, .. }) => scribe.send(message).await.map_err(|error| error.kind),
                        Ok(()) => Ok(()),
                    },
                };
                sent.expect("the scribe lives");
            }
        });
    }
    while let Some(sent) = within("a sender", senders.join_next()).await {
        sent.expect("no sender panics");
    }
    let came = came(&scribe).await;
    assert_eq!(came.len() as u64, SENDERS as u64 * EACH);
    for sender in 0..SENDERS {
        let of_sender = came.iter().filter(|item| item.0 == sender).map(|item| item.1);
        assert!(of_sender.eq(0..EACH), "sender {sender}'s messages came in another order");
    }
    within("the drain", scribe.drain()).await;
    check_at_rest(&scribe);
    assert_eq!(scribe.metrics().dropped, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_senders_order_is_kept() {
    check_order_per_sender(DEFAULT_CAPACITY).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_senders_order_is_kept_when_all_wait_for_room() {
    check_order_per_sender(1).await;
}

#[tokio::test(start_paused = true)]
async fn one_senders_roads_into_a_mailbox_are_one_line() {
    let system = ActorSystem::new();
    let scribe = spawn(&system, 100);
    let (token, recipient) = (Arc::new(()), scribe.recipient::<Item>());
    let item = items(&token);
    for n in (0..60).step_by(5) {
        scribe.send(item(n)).await.expect("there is room");
        recipient.try_send(item(n + 1)).expect("there is room");
        scribe.try_send(ScribeMessage::Item(item(n + 2))).expect("there is room");
        recipient.clone().send(item(n + 3)).await.expect("there is room");
        scribe.clone().item(item(n + 4)).await.expect("there is room");
    }
    assert_eq!(came(&scribe).await, (0..60).map(|n| (0, n)).collect::<Vec<_>>());
}

// === room ===

async fn check_capacity(capacity: usize) {
    let system = ActorSystem::new();
    let scribe = spawn(&system, capacity);
    let token = Arc::new(());
    let item = items(&token);
    let let_go = hold(&scribe).await;
    for n in 0..capacity as u64 {
        scribe.try_send(item(n)).unwrap_or_else(|error| panic!("capacity {capacity}, item {n}: {error}"));
    }
    for n in [1_000_000, 2_000_000] {
        let refused = scribe.try_send(item(n)).expect_err("it is full");
        assert_eq!((refused.kind, refused.message), (SendErrorKind::Full, item(n)));
        let refused = scribe.recipient::<Item>().try_send(item(n)).expect_err("it is full");
        assert_eq!((refused.kind, refused.message), (SendErrorKind::Full, item(n)));
    }
    let_go.send(()).expect("the scribe waits for it");
    assert_eq!(came(&scribe).await, (0..capacity as u64).map(|n| (0, n)).collect::<Vec<_>>());
    scribe.try_send(item(0)).expect("there is room again");
    assert_eq!(scribe.metrics().sent, capacity as u64 + 3, "the items, the hold, the question; no refused one");
}

#[tokio::test(start_paused = true)]
async fn a_full_mailbox_refuses_and_hands_the_message_back() {
    for capacity in [1, 2, 3, 63, 64, 65, 1_000, DEFAULT_CAPACITY] {
        check_capacity(capacity).await;
    }
}

#[tokio::test(start_paused = true)]
async fn the_default_capacity_is_the_documented_one() {
    assert_eq!(DEFAULT_CAPACITY, 1_024);
    let system = ActorSystem::new();
    let scribe = system.spawn(Scribe::default());
    let token = Arc::new(());
    let item = items(&token);
    let _let_go = hold(&scribe).await;
    for n in 0..1_024 {
        scribe.try_send(item(n)).expect("there is room");
    }
    assert_eq!(scribe.try_send(item(1_024)).expect_err("it is full").kind, SendErrorKind::Full);
}

#[tokio::test(start_paused = true)]
async fn a_send_waits_until_the_receiver_took_one() {
    let system = ActorSystem::new();
    let scribe = spawn(&system, 1);
    let token = Arc::new(());
    let item = items(&token);
    let first = hold(&scribe).await;
    let (second_hold, second_is_held, second) = new_hold();
    scribe.hold(second_hold).await.expect("there is room for one");
    let mut send = pin!(scribe.item(item(1)));
    let mut ask = pin!(scribe.ask(item(2)));
    check_waits(&poll_once(send.as_mut()).await);
    check_waits(&poll_once(ask.as_mut()).await);
    tokio::time::sleep(Duration::from_secs(3_600)).await; // Nobody has anything left to do in this hour.
    check_waits(&poll_once(send.as_mut()).await);
    assert_eq!(scribe.metrics().sent, 2);

    first.send(()).expect("the scribe waits for it");
    within("the second hold", second_is_held).await.expect("the scribe came to it");
    let sent = within("the send", send).await;
    sent.expect("there is room, although nothing behind the hold was handled");
    check_waits(&poll_once(ask.as_mut()).await);
    assert_eq!((scribe.metrics().sent, scribe.metrics().handled), (3, 1));
    second.send(()).expect("the scribe waits for it");
    within("the ask", ask).await.expect("it was handled");
    assert_eq!(came(&scribe).await, [(0, 1), (0, 2)]);
}

// === the line ===

/// A boxed send that can be polled, moved and dropped, with the reference it needs inside.
type BoxedSend = Pin<Box<dyn Future<Output = Result<(), SendError<Item>>> + Send>>;

fn boxed_send(scribe: &ScribeRef, item: Item) -> BoxedSend {
    let scribe = scribe.clone();
    Box::pin(async move { scribe.item(item).await })
}

/// Polls all, the last one first, until all are ready.
async fn finish_last_first(mut sends: Vec<BoxedSend>) {
    poll_fn(move |cx| {
        for at in (0..sends.len()).rev() {
            if let Poll::Ready(sent) = sends[at].as_mut().poll(cx) {
                sent.expect("the scribe lives");
                drop(sends.remove(at));
            }
        }
        if sends.is_empty() { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn who_waits_is_served_in_order_of_arrival() {
    let system = ActorSystem::new();
    let scribe = spawn(&system, 1);
    let token = Arc::new(());
    let item = items(&token);
    let let_go = hold(&scribe).await;
    scribe.item(item(0)).await.expect("there is room for one");
    let mut sends = Vec::new();
    for n in 1..=20 {
        let mut send = boxed_send(&scribe, item(n));
        check_waits(&poll_once(send.as_mut()).await);
        sends.push(send);
    }
    // Whoever is polled first later on does not matter: the place in the line does.
    let_go.send(()).expect("the scribe waits for it");
    within("the sends", finish_last_first(sends)).await;
    assert_eq!(came(&scribe).await, (0..=20).map(|n| (0, n)).collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn who_waits_is_let_in_with_each_batch() {
    const CAPACITY: usize = 256;
    let system = ActorSystem::new();
    let scribe = spawn(&system, CAPACITY);
    let let_go = hold(&scribe).await;
    let (is_woken, seen) = (Arc::new(Flag::default()), Arc::default());
    let look = || Look { at: Arc::clone(&is_woken), seen: Arc::clone(&seen) };
    (0..CAPACITY).for_each(|_| scribe.try_send(look()).expect("there is room"));
    let mut send = pin!(scribe.look(look()));
    let waker = Waker::from(Arc::clone(&is_woken));
    check_waits(&send.as_mut().poll(&mut task::Context::from_waker(&waker)));
    assert!(!is_woken.0.load(Relaxed), "there is no room yet");
    let_go.send(()).expect("the scribe waits for it");
    assert_eq!(came(&scribe).await, []);
    within("the send", send).await.expect("there is room");
    assert_eq!(came(&scribe).await, []);
    let seen = seen.lock().expect("no handler panicked");
    assert_eq!(seen.len(), CAPACITY + 1);
    assert_eq!(seen.iter().position(|is_woken| *is_woken), Some(0), "a batch was taken out");
}

#[tokio::test(start_paused = true)]
async fn who_waits_is_let_in_while_the_handler_waits() {
    const CAPACITY: usize = 256;
    let system = ActorSystem::new();
    let scribe = spawn(&system, CAPACITY);
    let token = Arc::new(());
    let item = items(&token);
    let first = hold(&scribe).await;
    let (second_hold, second_is_held, second) = new_hold();
    scribe.try_send(second_hold).expect("there is room");
    (1..CAPACITY as u64).for_each(|n| scribe.try_send(item(n)).expect("there is room"));
    // In a task of its own, which looks again only when it is woken.
    let send = tokio::spawn(boxed_send(&scribe, item(CAPACITY as u64)));
    tokio::task::yield_now().await;
    first.send(()).expect("the scribe waits for it");
    within("the second hold", second_is_held).await.expect("the scribe came to it");
    // It took a quarter out, and its handler may wait for whoever waits for room here.
    within("the send", send).await.expect("no panic").expect("there is room");
    scribe.try_send(item(CAPACITY as u64 + 1)).expect("there is room, and nobody waits");
    second.send(()).expect("the scribe waits for it");
    assert_eq!(came(&scribe).await, (1..=CAPACITY as u64 + 1).map(|n| (0, n)).collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn an_actor_that_never_has_to_wait_lets_others_run() {
    const COUNT: usize = 1_000;
    let system = ActorSystem::new();
    let scribe = spawn(&system, COUNT);
    let let_go = hold(&scribe).await;
    let done = Arc::new(AtomicUsize::new(0));
    let work = || Work { takes: Duration::from_micros(20), done: Arc::clone(&done) };
    (0..COUNT).for_each(|_| scribe.try_send(work()).expect("there is room"));
    let_go.send(()).expect("the scribe waits for it");
    // On the one thread of this test, behind the scribe, which is awake.
    let seen = Arc::clone(&done);
    let seen = within("the other task", tokio::spawn(async move { seen.load(Relaxed) })).await.expect("no panic");
    // It looks at the clock every 64 messages, and the first time to begin.
    assert_eq!(seen, 128, "of {COUNT} were handled when the other task ran");
    assert_eq!(came(&scribe).await, []);
    assert_eq!(done.load(Relaxed), COUNT);
}

/// A scribe that is busy, an empty mailbox of capacity 1, and one send in line that may go and was not polled.
async fn called_up(scribe: &ScribeRef, waiting: Item) -> (BoxedSend, oneshot::Sender<()>) {
    let first = hold(scribe).await;
    let (second_hold, second_is_held, second) = new_hold();
    scribe.hold(second_hold).await.expect("there is room for one");
    let mut send = boxed_send(scribe, waiting);
    check_waits(&poll_once(send.as_mut()).await);
    first.send(()).expect("the scribe waits for it");
    within("the second hold", second_is_held).await.expect("the scribe came to it");
    (send, second)
}

#[tokio::test(start_paused = true)]
async fn a_newcomer_does_not_overtake_the_line() {
    let system = ActorSystem::new();
    let scribe = spawn(&system, 1);
    let token = Arc::new(());
    let item = items(&token);
    let (send, let_go) = called_up(&scribe, item(1)).await;
    let refused = scribe.try_send(item(2)).expect_err("the room is somebody else's");
    assert_eq!((refused.kind, refused.message), (SendErrorKind::Full, item(2)));
    let mut newcomer = boxed_send(&scribe, item(3));
    check_waits(&poll_once(newcomer.as_mut()).await);
    within("the send", send).await.expect("there was room for it");
    check_waits(&poll_once(newcomer.as_mut()).await);
    let_go.send(()).expect("the scribe waits for it");
    within("the newcomer", newcomer).await.expect("there is room");
    assert_eq!(came(&scribe).await, [(0, 1), (0, 3)]);
}

#[tokio::test(start_paused = true)]
async fn a_newcomer_takes_only_room_that_nobody_waits_for() {
    let system = ActorSystem::new();
    let scribe = spawn(&system, 3);
    let token = Arc::new(());
    let item = items(&token);
    let first = hold(&scribe).await;
    let (second_hold, second_is_held, second) = new_hold();
    scribe.hold(second_hold).await.expect("there is room for three");
    scribe.item(item(0)).await.expect("there is room for two more");
    scribe.item(item(1)).await.expect("there is room for one more");
    let mut sends = [boxed_send(&scribe, item(2)), boxed_send(&scribe, item(3))];
    for send in &mut sends {
        check_waits(&poll_once(send.as_mut()).await);
    }
    // All three leave the mailbox together; two of the places are for those in line, who were not polled yet.
    first.send(()).expect("the scribe waits for it");
    within("the second hold", second_is_held).await.expect("the scribe came to it");
    scribe.try_send(item(4)).expect("there is one place more than waiting senders");
    assert_eq!(scribe.try_send(item(5)).expect_err("the others' places").kind, SendErrorKind::Full);
    let [one, two] = sends;
    drop(one);
    scribe.try_send(item(6)).expect("a place that was given up");
    assert_eq!(scribe.try_send(item(7)).expect_err("the other's place").kind, SendErrorKind::Full);
    within("the second", two).await.expect("its place was kept");
    second.send(()).expect("the scribe waits for it");
    assert_eq!(came(&scribe).await, [0, 1, 4, 6, 3].map(|n| (0, n)));
}

// === cancelled sends ===

#[tokio::test(start_paused = true)]
async fn a_send_that_was_never_polled_sends_nothing() {
    let system = ActorSystem::new();
    let scribe = spawn(&system, 1);
    let token = Arc::new(());
    let item = items(&token);
    drop(scribe.item(item(1)));
    drop(scribe.send(item(2)));
    drop(scribe.ask(item(3)));
    drop(scribe.recipient::<Item>().send(item(4)));
    drop(scribe.send_timeout(item(5), Duration::ZERO));
    assert_eq!(came(&scribe).await, []);
    drop(item);
    assert_eq!((Arc::strong_count(&token), scribe.metrics().sent), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_send_sends_nothing_and_the_next_moves_up() {
    let system = ActorSystem::new();
    let scribe = spawn(&system, 1);
    let token = Arc::new(());
    let item = items(&token);
    let let_go = hold(&scribe).await;
    scribe.item(item(0)).await.expect("there is room for one");
    let (first, second, third) = (scribe.clone(), scribe.recipient::<Item>(), scribe.clone());
    let mut sends: [Pin<Box<dyn Future<Output = bool> + Send>>; 5] = [
        Box::pin(async { first.item(item(1)).await.is_ok() }),
        Box::pin(async { second.send(item(2)).await.is_ok() }),
        Box::pin(async { third.ask(item(3)).await.is_ok() }),
        Box::pin(async { first.send_timeout(item(4), Duration::from_secs(3_600)).await.is_ok() }),
        Box::pin(async { first.item(item(5)).await.is_ok() }),
    ];
    for send in &mut sends {
        check_waits(&poll_once(send.as_mut()).await);
    }
    let [one, two, three, four, mut five] = sends;
    drop((two, four)); // From the middle of the line.
    drop((one, three)); // From its front.
    check_waits(&poll_once(five.as_mut()).await);
    assert_eq!(Arc::strong_count(&token), 4, "here, the maker, the waiting item and the fifth");
    let_go.send(()).expect("the scribe waits for it");
    assert!(within("the fifth", five).await);
    assert_eq!(came(&scribe).await, [(0, 0), (0, 5)]);
    check_at_rest(&scribe);
}

#[tokio::test(start_paused = true)]
async fn a_send_cancelled_after_its_turn_came_lets_the_next_one_go() {
    let system = ActorSystem::new();
    let scribe = spawn(&system, 1);
    let token = Arc::new(());
    let item = items(&token);
    let (send, let_go) = called_up(&scribe, item(1)).await;
    // The next one waits in a task of its own, which only a wake-up can move.
    let mut next = boxed_send(&scribe, item(2));
    check_waits(&poll_once(next.as_mut()).await);
    let mut tasks = JoinSet::new();
    tasks.spawn(next);
    tokio::task::yield_now().await;
    drop(send);
    let sent = within("the next one", tasks.join_next()).await.expect("it was spawned").expect("it does not panic");
    sent.expect("there is room, and the scribe is still busy");
    let_go.send(()).expect("the scribe waits for it");
    assert_eq!(came(&scribe).await, [(0, 2)]);
}

#[tokio::test(start_paused = true)]
async fn a_waiting_send_can_move_to_another_task() {
    let system = ActorSystem::new();
    let scribe = spawn(&system, 1);
    let token = Arc::new(());
    let item = items(&token);
    let let_go = hold(&scribe).await;
    scribe.item(item(0)).await.expect("there is room for one");
    let mut tasks = JoinSet::new();
    for n in 1..=3 {
        let mut send = boxed_send(&scribe, item(n));
        check_waits(&poll_once(send.as_mut()).await);
        tasks.spawn(send);
    }
    let_go.send(()).expect("the scribe waits for it");
    while let Some(sent) = within("a send", tasks.join_next()).await {
        sent.expect("it does not panic").expect("the scribe lives");
    }
    assert_eq!(came(&scribe).await, [(0, 0), (0, 1), (0, 2), (0, 3)]);
}

#[tokio::test(start_paused = true)]
async fn a_send_with_a_limit_hands_back_and_leaves_the_line() {
    let system = ActorSystem::new();
    let scribe = spawn(&system, 1);
    let token = Arc::new(());
    let item = items(&token);
    let let_go = hold(&scribe).await;
    scribe.send_timeout(item(0), Duration::ZERO).await.expect("there is room for one");
    let limit = Duration::from_millis(250);
    let refused = scribe.send_timeout(item(1), limit).await.expect_err("there is no room");
    assert_eq!((refused.kind, refused.message), (SendErrorKind::Timeout(limit), item(1)));

    // One that gives up and one behind it that does not; then room appears.
    let (mut short, mut long) = (
        pin!(scribe.send_timeout(item(2), Duration::from_secs(1))),
        pin!(scribe.send_timeout(item(3), Duration::from_secs(1_000))),
    );
    check_waits(&poll_once(short.as_mut()).await);
    check_waits(&poll_once(long.as_mut()).await);
    let refused = short.await.expect_err("there is no room");
    assert_eq!(refused.message, item(2));
    let_go.send(()).expect("the scribe waits for it");
    long.await.expect("its second has come");
    assert_eq!(came(&scribe).await, [(0, 0), (0, 3)]);
    drop(refused);
    drop(item);
    assert_eq!(Arc::strong_count(&token), 1);
}

#[tokio::test(start_paused = true)]
async fn nothing_leaks_whatever_becomes_of_a_message() {
    let system = ActorSystem::new();
    let scribe = spawn(&system, 2);
    let token = Arc::new(());
    let item = items(&token);
    scribe.item(item(0)).await.expect("there is room"); // Handled.
    let let_go = hold(&scribe).await;
    scribe.item(item(1)).await.expect("there is room"); // Dropped by the stop.
    let mut asked = Box::pin(scribe.ask(item(2))); // Accepted, and its future dropped.
    check_waits(&poll_once(asked.as_mut()).await);
    drop(asked);
    let mut cancelled = boxed_send(&scribe, item(3));
    check_waits(&poll_once(cancelled.as_mut()).await);
    let mut in_line = boxed_send(&scribe, item(4)); // Handed back by the stop.
    check_waits(&poll_once(in_line.as_mut()).await);
    let refused = scribe.try_send(item(5)).expect_err("it is full");
    assert_eq!(Arc::strong_count(&token), 7, "here, the maker, two inside, two in line, one refused");
    drop((cancelled, refused));
    let mut stop = pin!(scribe.stop());
    check_waits(&poll_once(stop.as_mut()).await);
    let_go.send(()).expect("the scribe waits for it");
    within("the stop", stop).await;
    assert_eq!(Arc::strong_count(&token), 3, "here, the maker, and one in line: the mailbox holds nothing");
    let refused = within("a refusal", in_line).await.expect_err("the scribe has stopped");
    assert_eq!(refused.message, item(4));
    drop(refused);
    drop(item);
    assert_eq!(Arc::strong_count(&token), 1);
    assert_eq!((scribe.metrics().sent, scribe.metrics().handled, scribe.metrics().dropped), (4, 2, 2));
}

// === contention ===

/// A small generator of random numbers (SplitMix64): every run takes the same decisions.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound
    }
}

/// What one sender came to: the numbers of the accepted items, and how many were not.
#[derive(Debug, Default)]
struct Sent {
    accepted: Vec<u64>,
    cancelled: u64,
    refused: u64,
    stopped: bool,
}

/// Sends in every way there is, and gives up at random.
async fn send_at_random(scribe: ScribeRef, sender: usize, count: u64, token: Arc<()>) -> Sent {
    let mut random = Random(sender as u64);
    let recipient = scribe.recipient::<Item>();
    let mut sent = Sent::default();
    for n in 0..count {
        if n % 32 == 0 {
            // Whoever is refused at once over and over would never let others run.
            tokio::task::yield_now().await;
        }
        let item = Item { sender, n, token: Arc::clone(&token) };
        let expected = item.clone();
        // `None` when the future was dropped before it was ready.
        let outcome = match random.below(6) {
            0 => Some(scribe.item(item).await),
            1 => Some(scribe.try_send(item)),
            2 => Some(scribe.send_timeout(item, Duration::ZERO).await),
            3 => match poll_once(pin!(recipient.send(item))).await {
                Poll::Ready(sent) => Some(sent),
                Poll::Pending => None,
            },
            4 => {
                let mut send = pin!(scribe.send(item));
                let mut patience = random.below(8);
                loop {
                    match poll_once(send.as_mut()).await {
                        Poll::Ready(sent) => break Some(sent),
                        Poll::Pending if patience == 0 => break None,
                        Poll::Pending => patience -= 1,
                    }
                    tokio::task::yield_now().await;
                }
            }
            _ => tokio::time::timeout(Duration::from_micros(random.below(50)), scribe.item(item)).await.ok(),
        };
        match outcome {
            Some(Ok(())) => sent.accepted.push(n),
            Some(Err(SendError { kind, message, .. })) => {
                assert_eq!(message, expected, "another message came back");
                if kind == SendErrorKind::Stopped {
                    sent.stopped = true;
                    break;
                }
                sent.refused += 1;
            }
            None => sent.cancelled += 1,
        }
    }
    sent
}

const SENDERS: usize = 6;

/// Lets all senders loose on a mailbox of two; returns the token, and what each sender came to.
async fn contend(scribe: &ScribeRef, count: u64) -> (Arc<()>, Vec<Sent>) {
    let token = Arc::new(());
    let mut tasks = JoinSet::new();
    for sender in 0..SENDERS {
        let (scribe, token) = (scribe.clone(), Arc::clone(&token));
        tasks.spawn(async move { (sender, send_at_random(scribe, sender, count, token).await) });
    }
    let mut all: Vec<Sent> = std::iter::repeat_with(Sent::default).take(SENDERS).collect();
    while let Some(done) = within("a sender", tasks.join_next()).await {
        let (sender, sent) = done.expect("no sender panics");
        all[sender] = sent;
    }
    (token, all)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_and_nothing_doubled_under_contention() {
    let system = ActorSystem::new();
    let scribe = Scribe { pause_after: 7, ..Scribe::default() };
    let scribe = system.named("scribe").capacity(2).spawn(scribe).expect("the name is free");
    let (token, all) = contend(&scribe, 4_000).await;
    let came = came(&scribe).await;
    let (mut cancelled, mut refused) = (0, 0);
    for (sender, sent) in all.iter().enumerate() {
        let of_sender = came.iter().filter(|item| item.0 == sender).map(|item| item.1);
        assert!(of_sender.eq(sent.accepted.iter().copied()), "sender {sender}: what came is not what was accepted");
        assert!(!sent.stopped);
        cancelled += sent.cancelled;
        refused += sent.refused;
    }
    assert!(cancelled > 0 && refused > 0, "there was no contention: {cancelled} cancelled, {refused} refused");
    let accepted: usize = all.iter().map(|sent| sent.accepted.len()).sum();
    // An answer may come before its question is counted as handled; an end does not.
    within("the drain", scribe.drain()).await;
    let metrics = scribe.metrics();
    assert_eq!((metrics.sent, metrics.handled, metrics.dropped), (accepted as u64 + 1, accepted as u64 + 1, 0));
    assert_eq!(Arc::strong_count(&token), 1, "something holds a message still");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_in_the_middle_leaves_every_message_accounted_for() {
    for round in 0..20 {
        let system = ActorSystem::new();
        let scribe = Scribe { pause_after: 3, ..Scribe::default() };
        let scribe = system.named("scribe").capacity(2).spawn(scribe).expect("the name is free");
        let stopper = scribe.clone();
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            // The stop comes after some messages, whatever the machine's speed.
            while stopper.metrics().handled < 50 + round {
                tokio::task::yield_now().await;
            }
            stopper.stop().await;
        });
        let (token, all) = contend(&scribe, u64::MAX).await;
        within("the stop", tasks.join_next()).await.expect("it was spawned").expect("it does not panic");
        assert!(all.iter().all(|sent| sent.stopped), "who sends without end ends with the actor");
        let accepted: usize = all.iter().map(|sent| sent.accepted.len()).sum();
        let metrics = scribe.metrics();
        assert!(metrics.handled >= 50);
        assert_eq!(metrics.sent, accepted as u64, "what a sender was told is what the mailbox counted");
        check_at_rest(&scribe);
        assert_eq!(system.get_transport_metrics(), metrics);
        assert_eq!(Arc::strong_count(&token), 1, "something holds a message still");
    }
}
