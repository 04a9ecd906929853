//! Recipients: references that know one message only, whoever handles it and however it carries it. One event
//! for several actors, the same waiting and handing back as with any reference, and the same over a link.
//!
//! The clock is paused in every test: a wait that nothing can end fails at once.
//!
//! The file is long because five actors carry one message in five ways.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use mycelium::Sendable;
use mycelium::prelude::*;
use mycelium::transport::memory_link;
use mycelium::wire::{Frame, FrameRules, WireError};
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

// === the messages ===

#[message(tlv = 0xC8, domain = market_data)]
#[derive(Debug, Clone, PartialEq)]
struct Swap {
    n: u64,
    route: Vec<u32>,
}

#[message(local)]
#[derive(Debug, PartialEq)]
struct Tick(u64);

/// Keeps the actor busy until it is let go.
#[message(local)]
#[derive(Debug)]
struct Hold {
    entered: oneshot::Sender<()>,
    release: oneshot::Receiver<()>,
}

fn swap(n: u64) -> Arc<Swap> {
    Arc::new(Swap { n, route: vec![n as u32; 3] })
}

// === three actors with different enums, and two that carry the message otherwise ===

/// Its enum is generated, and carries an `Arc`.
struct Keeper(mpsc::Sender<Arc<Swap>>);

#[actor]
impl Keeper {
    #[handler]
    fn swap(&mut self, swap: Arc<Swap>) {
        self.0.try_send(swap).expect("the test listens");
    }

    #[handler]
    async fn hold(&mut self, hold: Hold) {
        hold.entered.send(()).expect("the test waits for it");
        let _ = hold.release.await;
    }

    #[handler]
    fn tick(&mut self, tick: Tick) {
        self.0.try_send(swap(tick.0)).expect("the test listens");
    }
}

/// Shared by two actors; the swap is not its first message.
#[message]
#[derive(Debug)]
enum Signals {
    Tick(Tick),
    Swap(Arc<Swap>),
}

struct Strategy(mpsc::Sender<Arc<Swap>>);

#[actor(message = Signals)]
impl Strategy {
    #[handler]
    fn tick(&mut self, _tick: Tick) {}

    #[handler]
    async fn swap(&mut self, swap: Arc<Swap>) -> Result<()> {
        self.0.send(swap).await?;
        Ok(())
    }
}

/// By hand.
struct Recorder(mpsc::Sender<Arc<Swap>>);

#[message]
#[derive(Debug)]
enum Records {
    Swap(Arc<Swap>),
}

impl ActorBehavior for Recorder {
    type Message = Records;

    async fn handle(&mut self, message: Records) -> Result<()> {
        let Records::Swap(swap) = message;
        self.0.send(swap).await?;
        Ok(())
    }
}

/// Carries the message by value.
struct Owner(mpsc::Sender<Swap>);

#[actor]
impl Owner {
    #[handler]
    fn swap(&mut self, swap: Swap) {
        self.0.try_send(swap).expect("the test listens");
    }

    #[handler]
    async fn hold(&mut self, hold: Hold) {
        hold.entered.send(()).expect("the test waits for it");
        let _ = hold.release.await;
    }
}

#[message]
#[derive(Debug)]
enum Boxes {
    Swap(Box<Swap>),
}

struct Porter(mpsc::Sender<Box<Swap>>);

impl ActorBehavior for Porter {
    type Message = Boxes;

    async fn handle(&mut self, message: Boxes) -> Result<()> {
        let Boxes::Swap(swap) = message;
        self.0.send(swap).await?;
        Ok(())
    }
}

/// Keeps an actor busy, by whatever reference sends the [`Hold`].
fn new_hold() -> (Hold, oneshot::Receiver<()>, oneshot::Sender<()>) {
    let (entered, is_held) = oneshot::channel();
    let (let_go, release) = oneshot::channel();
    (Hold { entered, release }, is_held, let_go)
}

async fn next<T>(came: &mut mpsc::Receiver<T>) -> T {
    within("a message", came.recv()).await.expect("the actor lives")
}

// === the tests ===

#[tokio::test(start_paused = true)]
async fn one_arc_reaches_actors_with_different_enums() {
    let system = ActorSystem::new();
    let ((a, mut to_a), (b, mut to_b), (c, mut to_c)) = (mpsc::channel(100), mpsc::channel(100), mpsc::channel(100));
    let recipients: Vec<Recipient<Arc<Swap>>> = vec![
        system.spawn(Keeper(a)).recipient(),
        system.spawn(Strategy(b)).recipient(),
        system.spawn(Recorder(c)).recipient(),
    ];
    let swaps: Vec<_> = (0..30).map(swap).collect();
    for (n, swap) in swaps.iter().enumerate() {
        for recipient in &recipients {
            if n % 2 == 0 {
                recipient.send(Arc::clone(swap)).await.expect("it lives");
            } else {
                recipient.try_send(Arc::clone(swap)).expect("there is room");
            }
        }
    }
    for swap in &swaps {
        for came in [&mut to_a, &mut to_b, &mut to_c] {
            assert!(Arc::ptr_eq(&next(came).await, swap), "another value, or in another order");
        }
        assert_eq!(Arc::strong_count(swap), 1, "nobody made a copy of the reference to keep");
    }
    let metrics = system.get_transport_metrics();
    assert_eq!((metrics.sent, metrics.handled), (90, 90));
}

#[tokio::test(start_paused = true)]
async fn a_recipient_takes_the_message_whatever_carries_it() {
    let system = ActorSystem::new();
    let ((a, mut arcs), (b, mut values), (c, mut boxes)) = (mpsc::channel(10), mpsc::channel(10), mpsc::channel(10));
    let (keeper, owner, porter) = (system.spawn(Keeper(a)), system.spawn(Owner(b)), system.spawn(Porter(c)));
    let by_value: [Recipient<Swap>; 3] = [keeper.recipient(), owner.recipient(), porter.recipient()];
    for recipient in &by_value {
        recipient.send(Swap::clone(&swap(1))).await.expect("it lives");
        recipient.try_send(Swap::clone(&swap(2))).expect("there is room");
    }
    for n in [1, 2] {
        assert_eq!(next(&mut arcs).await, swap(n));
        assert_eq!(next(&mut values).await, *swap(n));
        assert_eq!(*next(&mut boxes).await, *swap(n));
    }
    // An `Arc` for an actor that carries values: moved out of the only reference, cloned out of a shared one.
    let shared = swap(3);
    let route = shared.route.as_ptr();
    let to_owner = owner.recipient::<Arc<Swap>>();
    to_owner.send(Arc::clone(&shared)).await.expect("it lives");
    let cloned = next(&mut values).await;
    assert!(cloned == *shared && cloned.route.as_ptr() != route);
    to_owner.send(shared).await.expect("it lives");
    assert_eq!(next(&mut values).await.route.as_ptr(), route);
    // A message that never leaves its process, too.
    keeper.recipient::<Tick>().send(Tick(7)).await.expect("it lives");
    assert_eq!(next(&mut arcs).await, swap(7));
}

#[tokio::test(start_paused = true)]
async fn a_full_recipient_refuses_waits_and_hands_back() {
    let system = ActorSystem::new();
    let (told, mut came) = mpsc::channel(100);
    let keeper = system.named("keeper").capacity(1).spawn(Keeper(told)).expect("the name is free");
    let (first, first_is_held, let_go) = new_hold();
    keeper.hold(first).await.expect("it lives");
    within("the hold", first_is_held).await.expect("it came to the hold");
    let (by_arc, by_value) = (keeper.recipient::<Arc<Swap>>(), keeper.recipient::<Swap>());
    by_arc.send(swap(0)).await.expect("there is room for one");

    let mine = swap(1);
    let refused = by_arc.try_send(Arc::clone(&mine)).expect_err("it is full");
    assert!(refused.kind == SendErrorKind::Full && Arc::ptr_eq(&refused.message, &mine));
    let refused = by_value.try_send(Swap::clone(&mine)).expect_err("it is full");
    assert_eq!((refused.kind, refused.message), (SendErrorKind::Full, Swap::clone(&mine)));

    // Three in line, of two kinds, polled many times over; the second gives up.
    let route_of = |swap: &Swap| swap.route.as_ptr();
    let third = Swap::clone(&swap(3));
    let route = route_of(&third);
    let (mut one, mut two, mut three) =
        (Box::pin(by_arc.send(Arc::clone(&mine))), Box::pin(by_arc.send(swap(2))), Box::pin(by_value.send(third)));
    for _ in 0..5 {
        still_waits(one.as_mut()).await;
        still_waits(two.as_mut()).await;
        still_waits(three.as_mut()).await;
    }
    drop(two);
    let_go.send(()).expect("it waits");
    within("the first", one).await.expect("it lives");
    within("the third", three).await.expect("it lives");
    assert_eq!(next(&mut came).await, swap(0));
    assert!(Arc::ptr_eq(&next(&mut came).await, &mine), "waiting does not change the message");
    let third = next(&mut came).await;
    assert!(*third == *swap(3) && route_of(&third) == route, "nor does it copy it");

    within("the stop", keeper.stop()).await;
    let refused = by_arc.send(Arc::clone(&mine)).await.expect_err("it has stopped");
    assert!(refused.kind == SendErrorKind::Stopped && Arc::ptr_eq(&refused.message, &mine));
    let refused = by_value.send(Swap::clone(&mine)).await.expect_err("it has stopped");
    assert_eq!((refused.kind, refused.message), (SendErrorKind::Stopped, Swap::clone(&mine)));
    drop(came);
    assert_eq!(keeper.metrics().sent, 4);
}

#[tokio::test(start_paused = true)]
async fn a_recipient_behind_a_link_is_sent_frames() {
    let (here, there) = (ActorSystem::new(), ActorSystem::new());
    let (told, mut came) = mpsc::channel(100);
    let keeper = there.spawn(Keeper(told));
    let (outlet, inlet) = memory_link(0);
    there.accept(inlet, &keeper);
    let far: KeeperRef = here.connect("keeper", outlet).expect("the name is free");
    let near: Recipient<Arc<Swap>> = keeper.recipient();
    // The list does not tell near from far.
    for recipient in [far.recipient::<Arc<Swap>>(), near] {
        let mine = swap(5);
        recipient.send(Arc::clone(&mine)).await.expect("it lives");
        recipient.try_send(Arc::clone(&mine)).expect("there is room");
        assert_eq!([next(&mut came).await, next(&mut came).await], [Arc::clone(&mine), mine]);
    }
    far.recipient::<Swap>().send(Swap::clone(&swap(6))).await.expect("the link is open");
    assert_eq!(next(&mut came).await, swap(6));
    let refused = far.recipient::<Tick>().send(Tick(1)).await.expect_err("it never leaves");
    let local_only = SendErrorKind::from(WireError::LocalOnly { message: "Tick" });
    assert_eq!((refused.kind, refused.message), (local_only, Tick(1)));
    assert_eq!((far.metrics().frames_sent, there.get_transport_metrics().frames_received), (3, 3));
}

#[tokio::test(start_paused = true)]
async fn a_full_link_makes_recipients_wait_and_hands_back() {
    let system = ActorSystem::new();
    // Room for one frame: one that is longer than the limit passes through an empty link.
    let (outlet, mut inlet) = memory_link(1);
    let far: KeeperRef = system.connect("keeper", outlet).expect("the name is free");
    let recipient = far.recipient::<Arc<Swap>>();
    recipient.send(swap(0)).await.expect("there is room for one");
    let mine = swap(1);
    let refused = recipient.try_send(Arc::clone(&mine)).expect_err("it is full");
    assert!(refused.kind == SendErrorKind::Full && Arc::ptr_eq(&refused.message, &mine));
    let limit = Duration::from_secs(1);
    let refused = far.send_timeout(Arc::clone(&mine), limit).await.expect_err("it is full");
    assert!(refused.kind == SendErrorKind::Timeout(limit) && Arc::ptr_eq(&refused.message, &mine));
    let mut gives_up = Box::pin(recipient.send(swap(2)));
    still_waits(gives_up.as_mut()).await;
    drop(gives_up);
    let mut send = pin!(recipient.send(Arc::clone(&mine)));
    still_waits(send.as_mut()).await;

    let mut bytes = Vec::new();
    for expected in [swap(0), Arc::clone(&mine)] {
        assert!(within("bytes", inlet.take(&mut bytes)).await);
        let frame = Frame::parse(&bytes, &FrameRules::default()).expect("one whole frame");
        let tlv = frame.tlvs().next().expect("one TLV");
        assert_eq!(Swap::decode_tlv(tlv).expect("it is a swap"), *expected);
        if expected == mine {
            break;
        }
        within("the send", send.as_mut()).await.expect("there is room again");
    }
    assert_eq!(far.metrics().frames_sent, 2, "who was refused or gave up left no frame");

    // In tasks of their own, which only a wake-up can move: room wakes who waits, and so does the link's end.
    let mut tasks = JoinSet::new();
    recipient.send(swap(3)).await.expect("there is room for one");
    let (waiting, sent) = (recipient.clone(), Arc::clone(&mine));
    tasks.spawn(async move { waiting.send(sent).await });
    tokio::task::yield_now().await;
    assert!(within("bytes", inlet.take(&mut bytes)).await);
    within("the send", tasks.join_next()).await.expect("it was spawned").expect("no panic").expect("there is room");
    let (waiting, sent) = (recipient.clone(), Arc::clone(&mine));
    tasks.spawn(async move { waiting.send(sent).await });
    tokio::task::yield_now().await;
    drop(inlet);
    let sent = within("a refusal", tasks.join_next()).await.expect("it was spawned").expect("no panic");
    let refused = sent.expect_err("the link is closed");
    assert!(refused.kind == SendErrorKind::Disconnected && Arc::ptr_eq(&refused.message, &mine));
}

#[tokio::test(start_paused = true)]
async fn a_full_link_has_a_line_as_a_mailbox_has() {
    let system = ActorSystem::new();
    let (outlet, mut inlet) = memory_link(1);
    let far: KeeperRef = system.connect("keeper", outlet).expect("the name is free");
    let recipient = far.recipient::<Arc<Swap>>();
    far.swap(swap(0)).await.expect("there is room for one");
    let (mut one, mut two, mut three) =
        (Box::pin(far.swap(swap(1))), Box::pin(recipient.send(swap(2))), Box::pin(far.swap(swap(3))));
    still_waits(one.as_mut()).await;
    still_waits(two.as_mut()).await;
    still_waits(three.as_mut()).await;
    let mut bytes = Vec::new();
    let mut take = async || {
        assert!(within("bytes", inlet.take(&mut bytes)).await);
        let frame = Frame::parse(&bytes, &FrameRules::default()).expect("one whole frame");
        Swap::decode_tlv(frame.tlvs().next().expect("one TLV")).expect("it is a swap").n
    };
    assert_eq!(take().await, 0);
    // There is room, and it is the first one's: not a newcomer's, nor that of whoever stands behind.
    let refused = far.try_send(swap(4)).expect_err("others wait");
    assert_eq!((refused.kind, refused.message), (SendErrorKind::Full, swap(4)));
    still_waits(two.as_mut()).await;
    drop(one);
    within("the second", two).await.expect("there is room");
    assert_eq!(take().await, 2);
    // What can never pass is refused at once, wherever the line stands.
    let endless = Arc::new(Swap { n: 5, route: vec![0; 20_000] });
    let refused = within("a refusal", far.swap(Arc::clone(&endless))).await.expect_err("it is too long");
    assert!(
        matches!(&refused.kind, SendErrorKind::Wire(why) if matches!(**why, WireError::TooLarge { .. })),
        "{refused:?}"
    );
    assert!(Arc::ptr_eq(&refused.message, &endless));
    within("the third", three).await.expect("there is room");
    assert_eq!(take().await, 3);
    far.try_send(swap(6)).expect("nobody waits");
    assert_eq!(take().await, 6);
    assert_eq!(far.metrics().frames_sent, 4);
}

fn check_send_and_sync<Q: Sendable>(_: &Recipient<Q>)
where
    Recipient<Q>: Send + Sync + 'static,
{
}

#[tokio::test(start_paused = true)]
async fn a_clone_is_the_same_recipient() {
    let system = ActorSystem::new();
    let (told, mut came) = mpsc::channel(100);
    let keeper = system.named("keeper").spawn(Keeper(told)).expect("the name is free");
    let recipient = keeper.recipient::<Arc<Swap>>();
    check_send_and_sync(&recipient);
    let clone = recipient.clone();
    assert_eq!((clone.id(), clone.id().as_str()), (keeper.id(), "keeper"));
    assert!(format!("{clone:?}").contains("Swap") && format!("{clone:?}").contains("keeper"), "{clone:?}");
    drop((recipient, keeper));
    let mine = swap(1);
    let (sender, sent) = (clone.clone(), Arc::clone(&mine));
    std::thread::spawn(move || sender.try_send(sent).expect("there is room")).join().expect("it does not panic");
    assert!(Arc::ptr_eq(&next(&mut came).await, &mine));
    drop(system);
    // A recipient does not keep its actor alive.
    assert_eq!(within("the end", came.recv()).await, None);
    assert_eq!(clone.send(mine).await.expect_err("it has stopped").kind, SendErrorKind::Stopped);
}

/// The `Owner`'s hold: a refused `Arc` for an actor that carries values comes back as an `Arc`.
#[tokio::test(start_paused = true)]
async fn an_arc_for_an_actor_that_carries_values_comes_back() {
    let system = ActorSystem::new();
    let (told, _came) = mpsc::channel(100);
    let owner = system.named("owner").capacity(1).spawn(Owner(told)).expect("the name is free");
    let (hold, is_held, _let_go) = new_hold();
    owner.hold(hold).await.expect("it lives");
    within("the hold", is_held).await.expect("it came to the hold");
    owner.swap(Swap::clone(&swap(0))).await.expect("there is room for one");
    let shared = swap(1);
    let refused = owner.recipient::<Arc<Swap>>().try_send(Arc::clone(&shared)).expect_err("it is full");
    assert_eq!((refused.kind, refused.message), (SendErrorKind::Full, Arc::clone(&shared)));
    let refused = owner.try_send(Arc::clone(&shared)).expect_err("it is full");
    let as_carried: Swap = refused.message;
    assert_eq!(as_carried, *shared);
}
