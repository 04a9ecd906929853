//! The account is exact, whatever the policy: every message that was accepted is handled or dropped, once; each drop is
//! counted by name and reason; and at any instant `sent >= handled + dropped`.
//!
//! A failure prints its script, made as small as can be.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use mycelium::prelude::*;
use mycelium::{DropReason, Overflow};
use proptest::collection::vec;
use proptest::prelude::*;
use tokio::runtime::Runtime;

use super::support::{Came, Desk, Echo, Item, Quote, Scribe, ScribeRef, Token, within};

/// What one sender does.
#[derive(Debug, Clone, Copy)]
enum Deed {
    Item,
    TryItem,
    ToRecipient,
    Quote(u64),
    Alarm,
    Ask,
    /// Begins a send, polls it once, and gives it up.
    GiveUp,
    Pause,
}

/// What became of one sender's messages.
#[derive(Debug, Default)]
struct Sent {
    accepted: u64,
    came_back: u64,
    /// Asks that were answered, and those that were dropped.
    answered: u64,
    asks_dropped: u64,
    /// By asset, the last quote that was accepted.
    newest: HashMap<u64, u64>,
}

#[derive(Debug, Clone)]
struct Script {
    capacity: usize,
    overflow: Overflow,
    pause_after: usize,
    senders: Vec<Vec<Deed>>,
    /// Whether the actor is stopped in the middle of it.
    is_stopped: bool,
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        4 => Just(Deed::Item),
        2 => Just(Deed::TryItem),
        2 => Just(Deed::ToRecipient),
        4 => (0..4_u64).prop_map(Deed::Quote),
        2 => Just(Deed::Alarm),
        2 => Just(Deed::Ask),
        1 => Just(Deed::GiveUp),
        2 => Just(Deed::Pause),
    ]
}

fn script() -> impl Strategy<Value = Script> {
    let overflow = proptest::sample::select(Overflow::ALL.to_vec());
    let senders = vec(vec(deed(), 1..80), 1..4);
    let parts = (1..12_usize, overflow, 0..4_usize, senders, proptest::bool::weighted(0.2));
    parts.prop_map(|(capacity, overflow, pause_after, senders, is_stopped)| Script {
        capacity,
        overflow,
        pause_after,
        senders,
        is_stopped,
    })
}

async fn act(sender: u64, scribe: ScribeRef, alive: Arc<super::support::Alive>, deeds: Vec<Deed>) -> Sent {
    let (mut sent, recipient) = (Sent::default(), scribe.recipient::<Item>());
    let token = || -> Token { alive.token() };
    for (n, deed) in deeds.into_iter().enumerate() {
        let n = sender * 1_000 + n as u64;
        let accepted = match deed {
            Deed::Item => scribe.item(Item { n, token: token() }).await.is_ok(),
            Deed::TryItem => scribe.try_send(Item { n, token: token() }).is_ok(),
            Deed::ToRecipient => recipient.send(Item { n, token: token() }).await.is_ok(),
            Deed::Quote(asset) => {
                // Each sender has assets of its own: then it knows which is the newest.
                let asset = sender * 10 + asset;
                let accepted = scribe.quote(Quote { asset, n, token: token() }).await.is_ok();
                if accepted {
                    sent.newest.insert(asset, n);
                }
                accepted
            }
            Deed::Alarm => scribe.alarm(super::support::Alarm { n, token: token() }).await.is_ok(),
            Deed::Ask => match scribe.echo(Echo { n }).await {
                Ok(answer) => {
                    assert_eq!(answer, n);
                    sent.answered += 1;
                    true
                }
                Err(AskError::NoAnswer(NoAnswer::Dropped { .. } | NoAnswer::Stopped)) => {
                    sent.asks_dropped += 1;
                    true
                }
                Err(AskError::NotSent(_)) => false,
                Err(error) => panic!("{error}"),
            },
            Deed::GiveUp => {
                let mut sending = Box::pin(scribe.item(Item { n, token: token() }));
                let polled = std::future::poll_fn(|cx| std::task::Poll::Ready(sending.as_mut().poll(cx))).await;
                matches!(polled, std::task::Poll::Ready(Ok(())))
            }
            Deed::Pause => {
                tokio::task::yield_now().await;
                continue;
            }
        };
        sent.accepted += u64::from(accepted);
        sent.came_back += u64::from(!accepted);
    }
    sent
}

async fn check(script: Script) {
    let Script { capacity, overflow, pause_after, senders, is_stopped } = script;
    let system = ActorSystem::new();
    let scribe = Scribe { pause_after, ..Scribe::default() };
    let came = Arc::clone(&scribe.came);
    let named = system.named("scribe").capacity(capacity).overflow(overflow);
    let desk = Desk { scribe: named.spawn(scribe).expect("the name is free"), came, alive: Arc::default() };
    let mut drops = system.drops();
    let is_over = Arc::new(AtomicBool::new(false));
    // At any instant: another thread looks all the time.
    let watching = std::thread::spawn({
        let (scribe, is_over) = (desk.scribe.clone(), Arc::clone(&is_over));
        move || {
            while !is_over.load(Relaxed) {
                let now = scribe.metrics();
                assert!(now.sent >= now.handled + now.dropped, "{now:?}");
                assert!(now.dropped >= now.overflowed + now.conflated, "{now:?}");
                std::thread::yield_now();
            }
        }
    });
    let tasks: Vec<_> = senders
        .into_iter()
        .enumerate()
        .map(|(n, deeds)| tokio::spawn(act(n as u64, desk.scribe.clone(), Arc::clone(&desk.alive), deeds)))
        .collect();
    if is_stopped {
        tokio::task::yield_now().await;
        within("the stop", desk.scribe.stop()).await;
    }
    let mut all = Vec::new();
    for task in tasks {
        all.push(within("a sender", task).await.expect("it does not panic"));
    }
    let came = desk.all_that_came().await;
    is_over.store(true, Relaxed);
    watching.join().expect("the account held all the time");

    let sum = |of: fn(&Sent) -> u64| all.iter().map(of).sum::<u64>();
    let now = desk.scribe.metrics();
    assert_eq!(now.sent, sum(|sent| sent.accepted));
    assert_eq!(now.handled, came.len() as u64);
    assert_eq!(desk.alive.count(), 0, "each message is gone, once");
    let asked = came.iter().filter(|came| matches!(came, Came::Echo(_))).count() as u64;
    assert_eq!(asked, sum(|sent| sent.answered));
    let dropped = desk.dropped();
    let of = |message: &str| dropped.iter().filter(|one| one.0 == message).map(|one| one.2).sum::<u64>();
    assert_eq!(of("Echo"), sum(|sent| sent.asks_dropped));
    let told: u64 = std::iter::from_fn(|| drops.try_recv()).map(|report| report.count).sum();
    assert_eq!(told, now.dropped, "each drop was told, once");
    // What one sender sent is handled in that order, lane by lane; no message comes twice.
    let lanes: [fn(&Came) -> Option<u64>; 2] = [
        |came| if let Came::Item(n) | Came::Echo(n) = came { Some(*n) } else { None },
        |came| if let Came::Alarm(n) = came { Some(*n) } else { None },
    ];
    for lane in lanes {
        for sender in 0..all.len() as u64 {
            let numbers: Vec<u64> = came.iter().filter_map(lane).filter(|n| n / 1_000 == sender).collect();
            assert!(numbers.is_sorted_by(|one, next| one < next), "sender {sender}: {numbers:?}");
        }
    }
    // The newest of each key came, last of its key, where nothing else may drop it.
    if matches!(overflow, Overflow::Block | Overflow::Reject) && !is_stopped {
        for (asset, newest) in all.iter().flat_map(|sent| &sent.newest) {
            let mut of_asset = came.iter().filter(|came| matches!(came, Came::Quote(of, _) if of == asset));
            assert_eq!(of_asset.next_back(), Some(&Came::Quote(*asset, *newest)));
        }
        assert!(dropped.iter().all(|one| one.1 == DropReason::Conflated), "{dropped:?}");
    }
}

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 2_000, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases(192))]

    #[test]
    fn the_account_is_exact_on_two_threads(script in script()) {
        static RUNTIME: std::sync::LazyLock<Runtime> = std::sync::LazyLock::new(|| {
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime")
        });
        RUNTIME.block_on(check(script));
    }

    #[test]
    fn the_account_is_exact_on_one_thread(script in script()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(check(script));
    }
}
