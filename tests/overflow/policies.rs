//! One mailbox, four policies.

use mycelium::prelude::*;
use mycelium::{DropReason, MailboxOptions, Overflow};

use super::support::{Came, Desk, Echo, Item, hold, items, within};

#[tokio::test(start_paused = true)]
async fn block_makes_a_send_wait_and_is_the_default() {
    let system = ActorSystem::new();
    let desk = Desk::new(&system, |spawner| spawner);
    let let_go = hold(&desk.scribe).await;
    for n in 0..4 {
        desk.scribe.item(desk.item(n)).await.expect("there is room");
    }
    let refused = desk.scribe.try_send(desk.item(9)).expect_err("the attribute says 4");
    assert_eq!((refused.kind, refused.message.n), (SendErrorKind::Full, 9));
    drop(refused.message);
    let mut waiting = by_hand(desk.scribe.item(desk.item(4)));
    assert!(waiting.poll_once().await.is_none(), "a send without room waits");
    let_go.send(()).expect("the scribe is held");
    within("the send", waiting.finish()).await.expect("it found room");
    assert_eq!(desk.all_that_came().await, items(0..5));
    assert_eq!(desk.dropped(), []);
    assert_eq!(desk.alive.count(), 0);
}

#[tokio::test(start_paused = true)]
async fn reject_hands_the_message_back_at_once() {
    let system = ActorSystem::new();
    let desk = Desk::new(&system, |spawner| spawner.overflow(Overflow::Reject));
    let let_go = hold(&desk.scribe).await;
    for n in 0..4 {
        desk.scribe.item(desk.item(n)).await.expect("there is room");
    }
    let recipient = desk.scribe.recipient::<Item>();
    let came_back = |error: SendError<Item>, n| assert_eq!((error.kind, error.message.n), (SendErrorKind::Full, n));
    came_back(desk.scribe.item(desk.item(10)).await.expect_err("there is no room"), 10);
    came_back(desk.scribe.try_send(desk.item(11)).expect_err("there is no room"), 11);
    came_back(recipient.send(desk.item(12)).await.expect_err("there is no room"), 12);
    came_back(recipient.try_send(desk.item(13)).expect_err("there is no room"), 13);
    let limit = std::time::Duration::from_secs(5);
    came_back(desk.scribe.send_timeout(desk.item(14), limit).await.expect_err("there is no room"), 14);
    let AskError::NotSent(refused) = desk.scribe.echo(Echo { n: 15 }).await.expect_err("there is no room") else {
        panic!("the ask was not accepted")
    };
    assert_eq!((refused.kind, refused.message.n), (SendErrorKind::Full, 15));
    let_go.send(()).expect("the scribe is held");
    assert_eq!(desk.all_that_came().await, items(0..4));
    assert_eq!(desk.scribe.metrics().sent, 5, "what went back counts nowhere");
    assert_eq!(desk.alive.count(), 0);
}

#[tokio::test(start_paused = true)]
async fn drop_newest_keeps_what_waits() {
    let system = ActorSystem::new();
    let desk = Desk::new(&system, |spawner| spawner.overflow(Overflow::DropNewest));
    let let_go = hold(&desk.scribe).await;
    let recipient = desk.scribe.recipient::<Item>();
    for n in 0..4 {
        desk.scribe.item(desk.item(n)).await.expect("there is room");
    }
    assert_eq!(desk.alive.count(), 4);
    desk.scribe.item(desk.item(10)).await.expect("it is accepted");
    desk.scribe.try_send(desk.item(11)).expect("it is accepted");
    recipient.send(desk.item(12)).await.expect("it is accepted");
    recipient.try_send(desk.item(13)).expect("it is accepted");
    assert_eq!(desk.alive.count(), 4, "the others are gone when their sends return");
    let asked = desk.scribe.echo(Echo { n: 14 }).await.expect_err("it is dropped");
    assert!(matches!(asked, AskError::NoAnswer(NoAnswer::Dropped { reason: DropReason::Newest })), "{asked:?}");
    let now = desk.scribe.metrics();
    assert_eq!((now.sent, now.handled, now.dropped, now.overflowed), (10, 0, 5, 5));
    let_go.send(()).expect("the scribe is held");
    assert_eq!(desk.all_that_came().await, items(0..4));
    assert_eq!(desk.dropped(), [("Item", DropReason::Newest, 4), ("Echo", DropReason::Newest, 1)]);
    assert_eq!(desk.alive.count(), 0);
}

#[tokio::test(start_paused = true)]
async fn drop_oldest_keeps_the_newest_and_what_the_actor_has_in_hand() {
    let system = ActorSystem::new();
    let desk = Desk::new(&system, |spawner| spawner.overflow(Overflow::DropOldest));
    let let_go = hold(&desk.scribe).await;
    for n in 0..4 {
        desk.scribe.item(desk.item(n)).await.expect("it is accepted");
    }
    // The actor takes these four out, and is held in front of them.
    let (second, is_held, let_go_again) = super::support::new_hold();
    desk.scribe.try_send(second).expect("the high lane has room");
    let_go.send(()).expect("the scribe is held");
    within("the hold", is_held).await.expect("the scribe came to it");
    let recipient = desk.scribe.recipient::<Item>();
    let asked = tokio::spawn({
        let scribe = desk.scribe.clone();
        async move { scribe.echo(Echo { n: 9 }).await }
    });
    tokio::task::yield_now().await;
    for n in 10..13 {
        desk.scribe.item(desk.item(n)).await.expect("it is accepted");
    }
    assert!(!asked.is_finished(), "four wait, the ask among them");
    desk.scribe.try_send(desk.item(13)).expect("it is accepted");
    let asked = within("the ask", asked).await.expect("the asker lives").expect_err("it gave way");
    assert!(matches!(asked, AskError::NoAnswer(NoAnswer::Dropped { reason: DropReason::Oldest })), "{asked:?}");
    recipient.send(desk.item(14)).await.expect("it is accepted");
    recipient.try_send(desk.item(15)).expect("it is accepted");
    let_go_again.send(()).expect("the scribe is held");
    assert_eq!(desk.all_that_came().await, items((0..4).chain(12..16)));
    assert_eq!(desk.dropped(), [("Item", DropReason::Oldest, 2), ("Echo", DropReason::Oldest, 1)]);
    assert_eq!(desk.alive.count(), 0);
}

#[tokio::test(start_paused = true)]
async fn the_high_lane_has_its_own_room() {
    let system = ActorSystem::new();
    let desk = Desk::new(&system, |spawner| spawner.overflow(Overflow::DropOldest));
    let let_go = hold(&desk.scribe).await;
    for n in 0..6 {
        desk.scribe.item(desk.item(n)).await.expect("it is accepted");
        desk.scribe.alarm(desk.alarm(n)).await.expect("it is accepted");
    }
    let_go.send(()).expect("the scribe is held");
    let alarms = (2..6).map(Came::Alarm);
    assert_eq!(desk.all_that_came().await, alarms.chain(items(2..6)).collect::<Vec<_>>());
    assert_eq!(desk.dropped(), [("Item", DropReason::Oldest, 2), ("Alarm", DropReason::Oldest, 2)]);
}

#[tokio::test(start_paused = true)]
async fn a_stop_is_never_dropped_and_what_waits_is_counted_by_name() {
    for overflow in Overflow::ALL {
        let system = ActorSystem::new();
        let desk = Desk::new(&system, |spawner| spawner.overflow(overflow));
        let let_go = hold(&desk.scribe).await;
        for n in 0..4 {
            desk.scribe.item(desk.item(n)).await.expect("there is room");
            desk.scribe.alarm(desk.alarm(n)).await.expect("there is room");
        }
        let scribe = desk.scribe.clone();
        let stopping = tokio::spawn(async move { scribe.stop().await });
        tokio::task::yield_now().await;
        let_go.send(()).expect("the scribe is held");
        within("the stop", stopping).await.expect("it stops");
        desk.check_account();
        assert_eq!(desk.dropped(), [("Item", DropReason::Stopped, 4), ("Alarm", DropReason::Stopped, 4)]);
        assert_eq!((desk.came(), desk.alive.count()), (vec![], 0));
    }
}

// === who says which ===

#[message(local)]
struct Tick;

struct Plain;

#[actor]
impl Plain {
    #[handler]
    fn tick(&mut self, _tick: Tick) {}
}

struct Strict;

#[actor(overflow = reject, mailbox = 2)]
impl Strict {
    #[handler]
    fn tick(&mut self, _tick: Tick) {}
}

/// How many ticks find room while the actor has not run yet, and what happens to one more.
fn room<M: DomainEnum + mycelium::Handles<Tick, Carried = Tick>>(actor: &ActorRef<M>, most: usize) -> (usize, bool) {
    let sent = (0..most).take_while(|_| actor.try_send(Tick).is_ok()).count();
    (sent, actor.metrics().dropped > 0)
}

#[tokio::test]
async fn a_spawner_goes_before_the_attribute_and_that_before_the_default() {
    let system = ActorSystem::new();
    assert_eq!(room(&system.spawn(Plain), 2_000), (1_024, false));
    assert_eq!(room(&system.spawn(Strict), 9), (2, false));
    let strict = system.named("one").capacity(3).spawn(Strict).expect("the name is free");
    assert_eq!(room(&strict, 9), (3, false));
    assert_eq!(strict.send(Tick).await.expect_err("it rejects").kind, SendErrorKind::Full);
    let newest = system.named("two").overflow(Overflow::DropNewest).spawn(Strict).expect("the name is free");
    assert_eq!(room(&newest, 9), (9, true));
    assert_eq!(newest.metrics().dropped, 7);
    assert_eq!(format!("{:?}", <Strict as Actor>::MAILBOX), {
        let expected = MailboxOptions::<StrictMessage>::new().capacity(2).overflow(Overflow::Reject);
        format!("{expected:?}")
    });
}

#[tokio::test]
async fn a_message_whose_drop_panics_hurts_nobody_who_sends() {
    #[message(local)]
    struct Brittle;
    impl Drop for Brittle {
        fn drop(&mut self) {
            panic!("the message breaks");
        }
    }
    struct Shelf;
    #[actor(mailbox = 1, overflow = drop_newest)]
    impl Shelf {
        #[handler]
        fn brittle(&mut self, brittle: Brittle) {
            std::mem::forget(brittle);
        }
    }
    let system = ActorSystem::new();
    let shelf = system.spawn(Shelf);
    for _ in 0..3 {
        shelf.try_send(Brittle).expect("it is accepted");
    }
    within("the drain", shelf.drain()).await;
    let now = shelf.metrics();
    assert_eq!((now.sent, now.handled, now.dropped), (3, 1, 2));
}

// === a future that is polled by hand ===

struct ByHand<F>(std::pin::Pin<Box<F>>);

fn by_hand<F: Future>(future: F) -> ByHand<F> {
    ByHand(Box::pin(future))
}

impl<F: Future> ByHand<F> {
    async fn poll_once(&mut self) -> Option<F::Output> {
        std::future::poll_fn(|cx| match self.0.as_mut().poll(cx) {
            std::task::Poll::Ready(ready) => std::task::Poll::Ready(Some(ready)),
            std::task::Poll::Pending => std::task::Poll::Ready(None),
        })
        .await
    }

    async fn finish(self) -> F::Output {
        self.0.await
    }
}
