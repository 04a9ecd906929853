//! Who subscribes learns of every drop; who does not keep up gets larger counts.

use std::future::poll_fn;
use std::task::Poll;

use mycelium::prelude::*;
use mycelium::{DropReason, Dropped, Drops, Overflow};

use super::support::{Desk, hold, within};

fn read(drops: &mut Drops) -> Vec<(String, &'static str, DropReason, u64)> {
    let short = |Dropped { actor, message, reason, count, .. }: Dropped| (actor.to_string(), message, reason, count);
    std::iter::from_fn(|| drops.try_recv()).map(short).collect()
}

fn scribe(message: &'static str, reason: DropReason, count: u64) -> (String, &'static str, DropReason, u64) {
    (String::from("scribe"), message, reason, count)
}

#[tokio::test(start_paused = true)]
async fn each_drop_is_told_once_by_actor_message_and_reason() {
    let system = ActorSystem::new();
    let desk = Desk::new(&system, |spawner| spawner.overflow(Overflow::DropOldest));
    let let_go = hold(&desk.scribe).await;
    for n in 0..5 {
        desk.scribe.item(desk.item(n)).await.expect("it is accepted");
    }
    let (mut all, mut mine) = (system.drops(), desk.scribe.drops().expect("it is local"));
    assert_eq!((read(&mut all), read(&mut mine)), (vec![], vec![]), "nothing since they subscribed");
    for n in 5..8 {
        desk.scribe.item(desk.item(n)).await.expect("it is accepted");
    }
    desk.scribe.quote(desk.quote(1, 1)).await.expect("it is accepted");
    desk.scribe.quote(desk.quote(1, 2)).await.expect("it is accepted");
    let expected = vec![scribe("Item", DropReason::Oldest, 4), scribe("Quote", DropReason::Conflated, 1)];
    assert_eq!((read(&mut all), read(&mut mine)), (expected.clone(), expected));
    desk.scribe.item(desk.item(9)).await.expect("it is accepted");
    assert_eq!(read(&mut all), [scribe("Item", DropReason::Oldest, 1)]);
    let other = system.named("other").overflow(Overflow::DropNewest).capacity(1).spawn(Bin).expect("the name is free");
    for _ in 0..3 {
        other.try_send(Scrap).expect("it is accepted");
    }
    assert_eq!(read(&mut all), [(String::from("other"), "Scrap", DropReason::Newest, 2)]);
    assert_eq!(read(&mut mine), [scribe("Item", DropReason::Oldest, 1)], "the other actor is none of its business");
    let scribe_ref = desk.scribe.clone();
    let stopping = tokio::spawn(async move { scribe_ref.stop().await });
    tokio::task::yield_now().await;
    let_go.send(()).expect("the scribe is held");
    within("the stop", stopping).await.expect("it stops");
    assert_eq!(read(&mut mine), [scribe("Item", DropReason::Stopped, 3), scribe("Quote", DropReason::Stopped, 1)]);
    assert_eq!(mine.unnamed(), 0);
}

#[message(local)]
struct Scrap;

struct Bin;

#[actor]
impl Bin {
    #[handler]
    fn scrap(&mut self, _scrap: Scrap) {}
}

#[tokio::test(start_paused = true)]
async fn a_reader_is_woken_and_learns_of_the_end() {
    let system = ActorSystem::new();
    let bin = system.named("bin").overflow(Overflow::DropNewest).capacity(1).spawn(Bin).expect("the name is free");
    let mut drops = system.drops();
    let reading = tokio::spawn(async move {
        let mut counts = 0;
        while let Some(dropped) = drops.recv().await {
            counts += dropped.count;
        }
        counts
    });
    tokio::task::yield_now().await;
    let mut sent = 0;
    for _ in 0..50 {
        for _ in 0..3 {
            bin.try_send(Scrap).expect("it is accepted");
            sent += 1;
        }
        tokio::task::yield_now().await;
    }
    within("the drain", bin.drain()).await;
    let now = bin.metrics();
    assert_eq!((now.sent, now.handled + now.dropped), (sent, sent));
    drop((system, bin));
    assert_eq!(within("the end", reading).await.expect("it reads"), now.dropped);
}

#[tokio::test]
async fn a_subscriber_that_does_not_read_is_bounded() {
    let system = ActorSystem::new();
    let mut drops = system.drops();
    for n in 0..300 {
        let name = format!("bin-{n}");
        let bin = system.named(&name).overflow(Overflow::DropNewest).capacity(1).spawn(Bin).expect("the name is free");
        for _ in 0..11 {
            bin.try_send(Scrap).expect("it is accepted");
        }
    }
    assert_eq!(drops.unnamed(), 44 * 10);
    let reports = read(&mut drops);
    assert_eq!(reports.len(), 256);
    assert!(reports.iter().all(|report| report.3 == 10), "{reports:?}");
    let nothing = poll_fn(|cx| Poll::Ready(drops.poll_recv(cx).is_pending())).await;
    assert!(nothing, "all was read");
}
