//! Who has a turn, where, and when.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Barrier};
use std::thread::ThreadId;

use mycelium::Dispatch;
use mycelium::bundle::{Part, TopologyConfig};
use mycelium::prelude::*;
use tokio::runtime::{Builder, Handle};
use tokio::task::yield_now;

use crate::stage::*;

/// Says which thread handled it.
#[message(local, reply = Vec<ThreadId>)]
#[derive(Debug)]
struct Threads;

/// Hands a message on, and notes on which thread.
#[derive(Default)]
struct Hand {
    next: Option<HandRef>,
    threads: Vec<ThreadId>,
    end: Option<Arc<AtomicU64>>,
}

#[actor]
impl Hand {
    #[handler]
    fn note(&mut self, _: Note) {
        self.threads.push(std::thread::current().id());
        match (&self.next, &self.end) {
            (Some(next), _) => next.try_send(Note).expect("there is room"),
            (None, Some(end)) => drop(end.fetch_add(1, Relaxed)),
            (None, None) => {}
        }
    }

    #[handler]
    fn threads(&mut self, _: Threads) -> Vec<ThreadId> {
        std::mem::take(&mut self.threads)
    }
}

#[test]
fn a_message_that_is_handed_on_stays_on_its_thread() {
    const EVENTS: usize = 2_000;
    const HANDS: usize = 20;
    let runtime = runtime(2);
    run(&runtime, async {
        let stage = Stage::here();
        let end = Arc::new(AtomicU64::new(0));
        let last = stage.spawn(Hand { end: Some(Arc::clone(&end)), ..Hand::default() });
        let mut hands = vec![last];
        for _ in 1..HANDS {
            let next = hands.last().cloned();
            hands.push(stage.spawn(Hand { next, ..Hand::default() }));
        }
        for n in 1..=EVENTS as u64 {
            hands[HANDS - 1].send(Note).await.unwrap();
            until("it has come to the end", || end.load(Relaxed) == n).await;
        }
        let mut threads = Vec::new();
        for hand in &hands {
            threads.push(hand.ask(Threads).await.unwrap());
        }
        let moved: usize = threads.windows(2).map(|two| (0..EVENTS).filter(|n| two[0][*n] != two[1][*n]).count()).sum();
        // A thread that is slow, or interrupted, gives the others their turn.
        assert!(moved < EVENTS * HANDS / 4, "{moved} of {} moved", EVENTS * (HANDS - 1));
    });
}

#[test]
fn a_runtime_of_one_thread_has_groups_too() {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let stage = Stage::on(runtime.handle());
    let end = stage.spawn(Node::default());
    let awaiting = (0..5).fold(end.clone(), |next, _| stage.spawn(Node { next: vec![next], ..Node::default() }));
    runtime.block_on(async {
        tokio::time::timeout(LIMIT, async {
            for n in 1..=500 {
                awaiting.send(Await { sender: 0, n }).await.unwrap();
            }
            until("all have come", || end.metrics().handled == 500).await;
            stage.system.stop().await;
            stage.group.ended().await;
        })
        .await
        .expect("it ends");
        until("all tasks have ended", || runtime.metrics().num_alive_tasks() == 0).await;
    });
}

#[test]
fn an_actor_of_a_group_can_be_inline() {
    // Of one thread: nobody else could handle it meanwhile.
    let runtime = runtime(1);
    run(&runtime, async {
        let stage = Stage::here();
        let end = Arc::new(AtomicU64::new(0));
        let hand = Hand { end: Some(Arc::clone(&end)), ..Hand::default() };
        let hand = stage.unnamed().dispatch(Dispatch::Inline).spawn(hand).unwrap();
        // When it has answered it is idle.
        assert!(hand.ask(Threads).await.unwrap().is_empty());
        hand.try_send(Note).unwrap();
        assert_eq!(end.load(Relaxed), 1);
    });
}

#[test]
fn a_bundle_of_a_file_is_a_group() {
    const ACTORS: usize = 60;
    let names: Vec<String> = (0..ACTORS).map(|n| format!("n{n}")).collect();
    let alive = |executor: &str| {
        let text = format!(
            "[[bundles]]\nname = \"pair\"\nmode = \"shared_memory\"\nexecutor = \"{executor}\"\nactors = {names:?}\n"
        );
        let topology = TopologyConfig::parse(&text, "bundles.toml").unwrap();
        let types = names.iter().fold(ActorTypes::new(), |types, name| types.register_with(name, Node::default));
        let runtime = runtime(2);
        runtime.block_on(async {
            let system = ActorSystem::launch(&topology, &types, &Part::All).unwrap();
            for name in &names {
                let node: NodeRef = system.handle(name).unwrap();
                assert_eq!(node.ask(Handled).await.unwrap(), 0);
            }
            let alive = Handle::current().metrics().num_alive_tasks();
            system.stop().await;
            alive
        })
    };
    // As tasks each is one; a group has a few.
    assert!(alive("shared") >= ACTORS);
    let alive = alive("grouped");
    assert!(alive < ACTORS / 2, "{alive}");
}

#[test]
fn two_that_one_actor_wakes_run_at_the_same_time() {
    let runtime = runtime(2);
    run(&runtime, async {
        let stage = Stage::here();
        let (barrier, met) = (Arc::new(Barrier::new(2)), Arc::new(AtomicU64::new(0)));
        let meets = || Node { barrier: Some(Arc::clone(&barrier)), met: Arc::clone(&met), ..Node::default() };
        let next = vec![stage.spawn(meets()), stage.spawn(meets())];
        let first = stage.spawn(Node { next, ..Node::default() });
        for n in 1..=200 {
            first.send(Meet).await.unwrap();
            until("both have met", || met.load(Relaxed) == 2 * n).await;
        }
    });
}

#[test]
fn two_that_never_end_leave_others_their_turns() {
    let runtime = runtime(1);
    run(&runtime, async {
        let stage = Stage::here();
        let left = stage.spawn(Node::default());
        let right = stage.spawn(Node { next: vec![left.clone()], ..Node::default() });
        let third = stage.spawn(Node { next: vec![right.clone()], ..Node::default() });
        left.send(Join(right.clone())).await.unwrap();
        right.send(Ball).await.unwrap();
        // Another actor, and another task.
        for n in 1..=200 {
            tokio::spawn(async { yield_now().await }).await.unwrap();
            assert_eq!(third.ask(Handled).await.unwrap(), 0);
            let handled = right.ask(Handled).await.unwrap();
            until("the ball comes back", || right.metrics().handled > handled + n).await;
        }
        stage.system.stop().await;
    });
}

#[test]
fn what_awaits_and_what_does_not_goes_on_in_order() {
    for threads in [1, 2, 4] {
        let runtime = runtime(threads);
        run(&runtime, async {
            let stage = Stage::here();
            let end = stage.unnamed().capacity(8_192).spawn(Node::default()).unwrap();
            let rows: Vec<NodeRef> = (0..20).fold(vec![end.clone()], |next, _| {
                vec![stage.unnamed().capacity(8_192).spawn(Node { next, ..Node::default() }).unwrap()]
            });
            let senders: Vec<_> = (0..8)
                .map(|sender| {
                    let first = rows[0].clone();
                    tokio::spawn(async move {
                        for n in 1..=300 {
                            if n % 5 == 0 {
                                first.send(Await { sender, n }).await.unwrap();
                            } else {
                                first.send(Hop { sender, n }).await.unwrap();
                            }
                            if n % 11 == 0 {
                                yield_now().await;
                            }
                        }
                    })
                })
                .collect();
            for sender in senders {
                sender.await.unwrap();
            }
            until("all have come", || end.metrics().handled == 8 * 300).await;
            assert_eq!(end.ask(Handled).await.unwrap(), 8 * 300);
        });
    }
}

#[test]
fn a_thread_that_computes_leaves_the_others_to_the_rest() {
    let runtime = runtime(2);
    // Of a task that wakes an actor and computes then, and of an actor that wakes two.
    for is_task in [true, false] {
        let stage = Stage::on(runtime.handle());
        let gate = Arc::new(Gate::default());
        let woken = vec![stage.spawn(Node::default()), stage.spawn(Node::default())];
        let node = || Node { gate: Arc::clone(&gate), next: woken.clone(), ..Node::default() };
        let busy = stage.spawn(node());
        let other = stage.spawn(Node::default());
        let next = row(&stage, 3);
        if is_task {
            let (gate, woken) = (Arc::clone(&gate), woken[0].clone());
            drop(runtime.spawn(async move {
                woken.try_send(Note).unwrap();
                while !gate.is_open() {
                    std::hint::spin_loop();
                }
            }));
        } else {
            busy.try_send(Compute).unwrap();
        }
        // From outside of the runtime, so that only its threads run actors.
        let asked = std::thread::scope(|scope| {
            let asking = scope.spawn(|| {
                run_outside(async {
                    for n in 1..=2_000 {
                        other.send(Note).await.unwrap();
                        assert_eq!(other.ask(Handled).await.unwrap(), n);
                        next.send(Hop { sender: 0, n }).await.unwrap();
                    }
                });
            });
            asking.join()
        });
        gate.open();
        asked.expect("all was answered");
    }
}

/// Hands it on to who computes.
struct Relay {
    next: Recipient<Compute>,
}

#[actor]
impl Relay {
    #[handler]
    fn compute(&mut self, compute: Compute) {
        self.next.try_send(compute).expect("there is room");
    }
}

#[test]
fn the_first_of_two_that_an_actor_wakes_runs_though_two_threads_compute() {
    let runtime = runtime(3);
    for _ in 0..10 {
        let stage = Stage::on(runtime.handle());
        let gate = Arc::new(Gate::default());
        let computes = |next| stage.spawn(Node { next, gate: Arc::clone(&gate), ..Node::default() });
        let woken = [stage.spawn(Node::default()), stage.spawn(Node::default())];
        let other = stage.spawn(Node::default());
        // Each wakes the next one, so that the last is woken by an actor that runs.
        let last = computes(woken.to_vec()).recipient::<Compute>();
        let busy = (0..3).fold(last, |next, _| stage.spawn(Relay { next }).recipient());
        let (is_busy, waits) = std::sync::mpsc::channel();
        let closed = Arc::clone(&gate);
        drop(runtime.spawn(async move {
            // A driver for this one waits behind this task.
            other.try_send(Note).unwrap();
            is_busy.send(()).unwrap();
            while !closed.is_open() {
                std::hint::spin_loop();
            }
        }));
        waits.recv().unwrap();
        busy.try_send(Compute).unwrap();
        run_outside(until("the first has had its turn", || woken[0].metrics().handled == 1));
        gate.open();
    }
}

#[test]
fn a_runtime_that_never_looks_at_its_sockets_runs_groups_as_well() {
    let runtime = Builder::new_multi_thread().worker_threads(1).event_interval(u32::MAX).enable_all().build().unwrap();
    let stage = Stage::on(runtime.handle());
    let left = stage.spawn(Node::default());
    let right = stage.spawn(Node { next: vec![left.clone()], ..Node::default() });
    left.try_send(Join(right.clone())).unwrap();
    right.try_send(Ball).unwrap();
    run_outside(async {
        until("the ball goes on", || right.metrics().handled > 50_000).await;
        stage.system.stop().await;
    });
}
