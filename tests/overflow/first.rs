//! What goes first: the high lane before the normal one, requests before both; and all of them go on.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use mycelium::prelude::*;

use super::support::{Came, Desk, Item, hold, within};

fn alarms(numbers: impl IntoIterator<Item = u64>) -> Vec<Came> {
    numbers.into_iter().map(Came::Alarm).collect()
}

fn items(numbers: impl IntoIterator<Item = u64>) -> Vec<Came> {
    super::support::items(numbers)
}

#[tokio::test(start_paused = true)]
async fn the_high_lane_goes_first_and_the_normal_one_has_every_17th_turn() {
    let system = ActorSystem::new();
    let desk = Desk::new(&system, |spawner| spawner.capacity(64));
    let let_go = hold(&desk.scribe).await;
    for n in 0..40 {
        desk.scribe.item(desk.item(n)).await.expect("there is room");
        desk.scribe.alarm(desk.alarm(n)).await.expect("there is room");
    }
    let_go.send(()).expect("the scribe is held");
    // The hold itself was the first of a turn of 16.
    let expected = [alarms(0..15), items(0..1), alarms(15..31), items(1..2), alarms(31..40), items(2..40)].concat();
    assert_eq!(desk.all_that_came().await, expected);
}

/// An actor whose every normal message sends a high one to itself: it overtakes the rest of the batch in hand.
struct Overtaken {
    came: Arc<std::sync::Mutex<Vec<(&'static str, u64)>>>,
}

#[message(local)]
struct Step(u64);
#[message(local)]
struct Urgent(u64);

#[actor]
impl Overtaken {
    #[handler]
    fn step(&mut self, step: Step, ctx: &mut Context<Self>) {
        self.came.lock().unwrap().push(("step", step.0));
        ctx.myself().try_send(Urgent(step.0)).expect("the high lane has room");
    }

    #[handler(priority = high)]
    fn urgent(&mut self, urgent: Urgent) {
        self.came.lock().unwrap().push(("urgent", urgent.0));
    }
}

#[tokio::test]
async fn a_high_message_overtakes_the_batch_in_hand() {
    let system = ActorSystem::new();
    let came = Arc::default();
    let actor = system.spawn(Overtaken { came: Arc::clone(&came) });
    for n in 0..50 {
        actor.try_send(Step(n)).expect("there is room");
    }
    let recipient = actor.recipient::<Step>();
    recipient.send(Step(50)).await.expect("there is room");
    within("the account", async {
        while actor.metrics().handled < 102 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    let expected: Vec<_> = (0..51).flat_map(|n| [("step", n), ("urgent", n)]).collect();
    assert_eq!(*came.lock().unwrap(), expected);
}

/// An actor that is never idle: each of its high messages sends the next one.
struct Restless {
    is_over: Arc<AtomicBool>,
    steps: u64,
}

#[message(local)]
struct Again;

#[message(local, reply = u64)]
struct Steps;

#[actor(mailbox = 2)]
impl Restless {
    #[handler(priority = high)]
    fn again(&mut self, again: Again, ctx: &mut Context<Self>) {
        if !self.is_over.load(Relaxed) {
            ctx.myself().try_send(again).expect("the high lane has room");
        }
    }

    #[handler]
    fn step(&mut self, _step: Step) {
        self.steps += 1;
    }

    #[handler]
    fn steps(&mut self, _question: Steps) -> u64 {
        self.steps
    }
}

async fn check_normal_senders_are_let_in(dispatch: Dispatch) {
    let system = ActorSystem::new();
    let is_over = Arc::new(AtomicBool::new(false));
    let restless = Restless { is_over: Arc::clone(&is_over), steps: 0 };
    let actor = system.named("restless").dispatch(dispatch).spawn(restless).expect("the name is free");
    actor.again(Again).await.expect("it lives");
    for n in 0..100 {
        within("a step", actor.step(Step(n))).await.expect("it lives");
    }
    assert_eq!(within("an answer", actor.steps(Steps)).await.expect("it lives"), 100);
    is_over.store(true, Relaxed);
}

#[tokio::test]
async fn who_waits_in_the_normal_lane_is_let_in_while_the_high_one_is_never_empty() {
    check_normal_senders_are_let_in(Dispatch::Queued).await;
    check_normal_senders_are_let_in(Dispatch::Inline).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn floods_of_either_lane_do_not_keep_the_other_from_going_on() {
    let system = ActorSystem::new();
    let desk = Desk::new(&system, |spawner| spawner.capacity(64));
    let is_over = Arc::new(AtomicBool::new(false));
    let flood = |is_high: bool| {
        let (scribe, alive, is_over) = (desk.scribe.clone(), Arc::clone(&desk.alive), Arc::clone(&is_over));
        tokio::spawn(async move {
            while !is_over.load(Relaxed) {
                let token = alive.token();
                let sent = match is_high {
                    true => scribe.send(super::support::Alarm { n: u64::MAX, token }).await.is_ok(),
                    false => scribe.send(Item { n: u64::MAX, token }).await.is_ok(),
                };
                assert!(sent, "the scribe lives");
            }
        })
    };
    let floods = [flood(true), flood(true), flood(false)];
    // In the middle of both floods, one message of each kind at a time gets through.
    for n in 0..200 {
        within("an item", desk.scribe.item(desk.item(n))).await.expect("the scribe lives");
        within("an alarm", desk.scribe.alarm(desk.alarm(n))).await.expect("the scribe lives");
    }
    within("all of them", async {
        let mine = |came: &&Came| !matches!(came, Came::Item(u64::MAX) | Came::Alarm(u64::MAX));
        while desk.came.lock().unwrap().iter().filter(mine).count() < 400 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    is_over.store(true, Relaxed);
    for one in floods {
        within("a flood", one).await.expect("it ends");
    }
    let came = desk.all_that_came().await;
    let of_lane = |is_mine: fn(&Came) -> Option<u64>| came.iter().filter_map(is_mine).collect::<Vec<_>>();
    let order: Vec<u64> = (0..200).collect();
    let item = |came: &Came| if let Came::Item(n @ ..1_000) = came { Some(*n) } else { None };
    let alarm = |came: &Came| if let Came::Alarm(n @ ..1_000) = came { Some(*n) } else { None };
    assert_eq!((of_lane(item), of_lane(alarm)), (order.clone(), order), "within a lane order holds");
}

#[tokio::test(start_paused = true)]
async fn requests_go_before_the_high_lane() {
    let system = ActorSystem::new();
    let desk = Desk::new(&system, |spawner| spawner.capacity(64));
    let let_go = hold(&desk.scribe).await;
    for n in 0..20 {
        desk.scribe.alarm(desk.alarm(n)).await.expect("there is room");
        desk.scribe.item(desk.item(n)).await.expect("there is room");
    }
    let scribe = desk.scribe.clone();
    let stopping = tokio::spawn(async move { scribe.stop().await });
    tokio::task::yield_now().await;
    let_go.send(()).expect("the scribe is held");
    within("the stop", stopping).await.expect("it stops");
    assert_eq!(desk.came(), []);
    desk.check_account();
    assert_eq!(desk.alive.count(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_drain_handles_both_lanes() {
    let system = ActorSystem::new();
    let desk = Desk::new(&system, |spawner| spawner.capacity(64));
    for n in 0..40 {
        desk.scribe.item(desk.item(n)).await.expect("there is room");
        desk.scribe.alarm(desk.alarm(n)).await.expect("there is room");
    }
    within("the drain", desk.scribe.drain()).await;
    desk.check_account();
    assert_eq!(desk.came().len(), 80);
}

#[tokio::test(start_paused = true)]
async fn each_lane_has_its_own_line() {
    let system = ActorSystem::new();
    let desk = Desk::new(&system, |spawner| spawner.capacity(1));
    let let_go = hold(&desk.scribe).await;
    let mut senders = tokio::task::JoinSet::new();
    for n in 0..5 {
        let (scribe, item) = (desk.scribe.clone(), desk.item(n));
        senders.spawn(async move { scribe.item(item).await.expect("the scribe lives") });
        let (scribe, alarm) = (desk.scribe.clone(), desk.alarm(n));
        senders.spawn(async move { scribe.alarm(alarm).await.expect("the scribe lives") });
    }
    for _ in 0..12 {
        tokio::task::yield_now().await;
    }
    // One of each waits in the mailbox; of those in the lines one is given up, and who stood behind moves up.
    let mut given_up = Box::pin(desk.scribe.alarm(desk.alarm(99)));
    std::future::poll_fn(|cx| {
        assert!(given_up.as_mut().poll(cx).is_pending());
        std::task::Poll::Ready(())
    })
    .await;
    drop(given_up);
    let_go.send(()).expect("the scribe is held");
    while let Some(sent) = within("a sender", senders.join_next()).await {
        sent.expect("it lives");
    }
    let came = desk.all_that_came().await;
    let of = |lane: fn(&Came) -> bool| came.iter().copied().filter(lane).collect::<Vec<_>>();
    assert_eq!(of(|came| matches!(came, Came::Alarm(_))), alarms(0..5));
    assert_eq!(of(|came| matches!(came, Came::Item(_))), items(0..5));
    assert_eq!(desk.alive.count(), 0);
}
