//! The newest value of each key.

use mycelium::prelude::*;
use mycelium::{DropReason, Overflow};

use super::support::{Came, Desk, Item, Quote, hold, items, new_hold, within};

#[tokio::test(start_paused = true)]
async fn a_newer_value_takes_the_place_of_the_waiting_one() {
    let system = ActorSystem::new();
    let desk = Desk::new(&system, |spawner| spawner.capacity(16));
    let let_go = hold(&desk.scribe).await;
    let recipient = desk.scribe.recipient::<Quote>();
    desk.scribe.quote(desk.quote(1, 10)).await.expect("there is room");
    desk.scribe.item(desk.item(0)).await.expect("there is room");
    desk.scribe.quote(desk.quote(2, 20)).await.expect("there is room");
    // Over every road of a send.
    desk.scribe.quote(desk.quote(1, 11)).await.expect("it needs no room");
    desk.scribe.try_send(desk.quote(2, 21)).expect("it needs no room");
    recipient.send(desk.quote(1, 12)).await.expect("it needs no room");
    recipient.try_send(desk.quote(2, 22)).expect("it needs no room");
    assert_eq!(desk.alive.count(), 3, "what was replaced is gone");
    let_go.send(()).expect("the scribe is held");
    assert_eq!(desk.all_that_came().await, [Came::Quote(1, 12), Came::Item(0), Came::Quote(2, 22)]);
    assert_eq!(desk.dropped(), [("Quote", DropReason::Conflated, 4)]);
    assert_eq!(desk.scribe.metrics().conflated, 4);
    assert_eq!(desk.alive.count(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_full_mailbox_still_takes_newer_values() {
    for overflow in Overflow::ALL {
        let system = ActorSystem::new();
        let desk = Desk::new(&system, |spawner| spawner.overflow(overflow));
        let let_go = hold(&desk.scribe).await;
        for asset in 0..4 {
            desk.scribe.quote(desk.quote(asset, 0)).await.expect("there is room");
        }
        for n in 1..100 {
            for asset in 0..4 {
                desk.scribe.quote(desk.quote(asset, n)).await.expect("it needs no room");
                assert_eq!(desk.alive.count(), 4);
            }
        }
        let_go.send(()).expect("the scribe is held");
        let newest: Vec<Came> = (0..4).map(|asset| Came::Quote(asset, 99)).collect();
        assert_eq!(desk.all_that_came().await, newest, "{overflow}");
        assert_eq!(desk.dropped(), [("Quote", DropReason::Conflated, 4 * 99)], "{overflow}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_value_that_the_actor_has_in_hand_is_not_replaced() {
    let system = ActorSystem::new();
    let desk = Desk::new(&system, |spawner| spawner.capacity(16));
    let let_go = hold(&desk.scribe).await;
    desk.scribe.quote(desk.quote(1, 10)).await.expect("there is room");
    let (second, is_held, let_go_again) = new_hold();
    desk.scribe.try_send(second).expect("there is room");
    let_go.send(()).expect("the scribe is held");
    within("the hold", is_held).await.expect("the scribe came to it");
    desk.scribe.quote(desk.quote(1, 11)).await.expect("there is room");
    desk.scribe.quote(desk.quote(1, 12)).await.expect("it needs no room");
    let_go_again.send(()).expect("the scribe is held");
    assert_eq!(desk.all_that_came().await, [Came::Quote(1, 10), Came::Quote(1, 12)]);
    assert_eq!(desk.dropped(), [("Quote", DropReason::Conflated, 1)]);
}

#[tokio::test(start_paused = true)]
async fn who_waits_for_room_needs_none_once_its_key_waits() {
    let system = ActorSystem::new();
    let desk = Desk::new(&system, |spawner| spawner.capacity(2));
    let let_go = hold(&desk.scribe).await;
    desk.scribe.item(desk.item(0)).await.expect("there is room");
    desk.scribe.item(desk.item(1)).await.expect("there is room");
    let send = |quote: Quote| {
        let scribe = desk.scribe.clone();
        tokio::spawn(async move { scribe.quote(quote).await.expect("the scribe lives") })
    };
    let send_item = |item: Item| {
        let scribe = desk.scribe.clone();
        tokio::spawn(async move { scribe.item(item).await.expect("the scribe lives") })
    };
    let waiting = [send(desk.quote(7, 1)), send(desk.quote(7, 2)), send(desk.quote(7, 3))];
    let behind = send_item(desk.item(2));
    for _ in 0..4 {
        tokio::task::yield_now().await;
    }
    assert!(waiting.iter().all(|one| !one.is_finished()));
    let_go.send(()).expect("the scribe is held");
    for one in waiting {
        within("a sender", one).await.expect("it lives");
    }
    within("a sender", behind).await.expect("it lives");
    // The first of the three found room, and the others took its place, or came when it was handled.
    let came = desk.all_that_came().await;
    assert_eq!(came.iter().filter(|one| matches!(one, Came::Item(_))).count(), 3);
    assert_eq!(came.iter().rfind(|one| matches!(one, Came::Quote(..))), Some(&Came::Quote(7, 3)));
    assert_eq!(desk.alive.count(), 0);
}

#[tokio::test(start_paused = true)]
async fn other_messages_of_the_actor_are_untouched() {
    let system = ActorSystem::new();
    let desk = Desk::new(&system, |spawner| spawner.capacity(64));
    let let_go = hold(&desk.scribe).await;
    for n in 0..20 {
        desk.scribe.item(desk.item(n)).await.expect("there is room");
    }
    let_go.send(()).expect("the scribe is held");
    assert_eq!(desk.all_that_came().await, items(0..20));
    assert_eq!(desk.dropped(), []);
}

// === keys of every kind ===

#[message(nested)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Pair {
    venue: u16,
    asset: u64,
}

#[message(tlv = 0xC8)]
#[derive(Debug, Clone)]
struct Depth {
    pair: Pair,
    n: u64,
}

#[message(tlv = 0xC9)]
#[derive(Debug, Clone)]
struct Trade(String, u64);

/// An enum of the user's own, with two keys in it and one message that goes first as well.
#[message]
enum BookMessage {
    Depth(std::sync::Arc<Depth>),
    Trade(Box<Trade>),
    Status(Status),
}

#[message(local)]
struct Status {
    n: u64,
}

struct Book {
    came: std::sync::Arc<std::sync::Mutex<Vec<(&'static str, u64)>>>,
}

#[actor(message = BookMessage)]
impl Book {
    #[handler(conflate = pair)]
    fn depth(&mut self, depth: &Depth) {
        self.came.lock().unwrap().push(("depth", depth.n));
    }

    #[handler(conflate = 0)]
    fn trade(&mut self, trade: &Trade) {
        self.came.lock().unwrap().push(("trade", trade.1));
    }

    #[handler(conflate = n, priority = high)]
    fn status(&mut self, status: Status) {
        self.came.lock().unwrap().push(("status", status.n));
    }
}

#[tokio::test]
async fn a_key_is_any_field_that_can_be_hashed_and_belongs_to_its_message() {
    let system = ActorSystem::new();
    let came = std::sync::Arc::default();
    let book = system.spawn(Book { came: std::sync::Arc::clone(&came) });
    for n in 0..3 {
        for venue in 0..2 {
            book.try_send(Depth { pair: Pair { venue, asset: 1 }, n: n * 10 + u64::from(venue) })
                .expect("there is room");
        }
        book.try_send(Trade(String::from("a"), n)).expect("there is room");
        book.try_send(Trade(String::from("b"), n + 10)).expect("there is room");
        book.try_send(Status { n: 0 }).expect("there is room");
    }
    within("the drain", book.drain()).await;
    let expected = [("status", 0), ("depth", 20), ("depth", 21), ("trade", 2), ("trade", 12)];
    assert_eq!(*came.lock().unwrap(), expected);
}

/// A key whose hash says nothing: all of them collide.
#[derive(Debug, PartialEq, Eq)]
struct Poor(u64);

impl std::hash::Hash for Poor {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        0.hash(state);
    }
}

#[message(local)]
struct Sample {
    of: Poor,
    n: u64,
}

struct Sampler {
    came: std::sync::Arc<std::sync::Mutex<Vec<(u64, u64)>>>,
}

#[actor]
impl Sampler {
    #[handler(conflate = of)]
    fn sample(&mut self, sample: Sample) {
        self.came.lock().unwrap().push((sample.of.0, sample.n));
    }
}

#[tokio::test]
async fn keys_whose_hashes_collide_are_told_apart() {
    let system = ActorSystem::new();
    let came = std::sync::Arc::default();
    let sampler = system.spawn(Sampler { came: std::sync::Arc::clone(&came) });
    for (of, n) in [(1, 0), (1, 1), (2, 2), (2, 3), (1, 4), (1, 5), (2, 6)] {
        sampler.try_send(Sample { of: Poor(of), n }).expect("there is room");
    }
    within("the drain", sampler.drain()).await;
    let came = came.lock().unwrap();
    // Not every older value is replaced, but none of another key, and the newest of each is there.
    assert_eq!(came.iter().rfind(|one| one.0 == 1), Some(&(1, 5)));
    assert_eq!(came.iter().rfind(|one| one.0 == 2), Some(&(2, 6)));
    assert_eq!(*came, [(1, 1), (2, 3), (1, 5), (2, 6)]);
}
