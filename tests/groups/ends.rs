//! What is left when the group, the system or the runtime ends.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use mycelium::prelude::*;
use mycelium::{ActorState, Executor, StopReason};
use tokio::runtime::Handle;

use crate::stage::*;

#[test]
fn a_group_ends_behind_its_last_actor_and_its_last_handle() {
    let runtime = runtime(2);
    run(&runtime, async {
        let Stage { system, group } = Stage::here();
        assert_eq!(group.name(), "group");
        let actor = system.unnamed().executor(&group).spawn(Node::default()).unwrap();
        let other = group.clone();
        let ended = tokio::spawn(group.ended());
        assert_eq!(actor.ask(Handled).await.unwrap(), 0);
        let again = system.unnamed().executor(&other).spawn(Node::default()).unwrap();
        drop(other);
        assert_eq!(again.ask(Handled).await.unwrap(), 0);
        assert!(!ended.is_finished());
        system.stop().await;
        ended.await.unwrap();
        // One that never had an actor.
        Executor::grouped("none", &Handle::current()).ended().await;
    });
    runtime.block_on(until("all tasks have ended", || runtime.metrics().num_alive_tasks() == 0));
}

#[test]
fn a_panic_in_an_actors_drop_at_the_end_of_its_runtime_goes_no_further() {
    struct Loud;
    #[message(local)]
    struct Nothing;
    #[actor]
    impl Loud {
        #[handler]
        fn nothing(&mut self, _: Nothing) {}
    }
    impl Drop for Loud {
        fn drop(&mut self) {
            panic!("it does not want to go");
        }
    }
    let runtime = runtime(2);
    let stage = Stage::on(runtime.handle());
    let actors: Vec<LoudRef> = (0..10).map(|_| stage.spawn(Loud)).collect();
    runtime.block_on(async {
        for actor in &actors {
            actor.send(Nothing).await.unwrap();
        }
    });
    drop(runtime);
    for actor in &actors {
        assert!(matches!(actor.state(), Some(ActorState::Stopped(_))), "{:?}", actor.state());
    }
}

#[test]
fn a_runtime_that_ends_drops_its_actors_though_others_block_until_then() {
    for threads in [1, 2] {
        let runtime = runtime(threads);
        let stage = Stage::on(runtime.handle());
        // It opens when the actor that holds it is dropped.
        struct Opens(Arc<Gate>);
        impl Drop for Opens {
            fn drop(&mut self) {
                self.0.open();
            }
        }
        let gate = Arc::new(Gate::default());
        let opens = Arc::new(Opens(Arc::clone(&gate)));
        let idle = stage.spawn(Node { _held: Some(opens), ..Node::default() });
        let met = Arc::new(AtomicU64::new(0));
        let blocks = || Node { gate: Arc::clone(&gate), met: Arc::clone(&met), ..Node::default() };
        let blocked: Vec<NodeRef> = (0..8).map(|_| stage.spawn(blocks())).collect();
        runtime.block_on(async {
            for actor in &blocked {
                actor.send(Block).await.unwrap();
            }
            until("all block", || met.load(Relaxed) == 8).await;
            // A worker of tokio's goes on, which ends with the runtime: one that is about to move to another thread does not.
            assert_eq!(idle.ask(Handled).await.unwrap(), 0);
        });
        drop(runtime);
        assert!(gate.is_open());
        for actor in &blocked {
            assert!(matches!(actor.state(), Some(ActorState::Stopped(StopReason::RuntimeEnded))));
        }
    }
}

#[test]
fn a_runtime_that_ends_drops_actors_that_never_do() {
    for _ in 0..200 {
        let held = Arc::new(Gate::default());
        let runtime = runtime(2);
        let stage = Stage::on(runtime.handle());
        let node = || Node { gate: Arc::clone(&held), ..Node::default() };
        let pairs: Vec<[NodeRef; 2]> = (0..3)
            .map(|_| {
                let left = stage.spawn(node());
                let right = stage.spawn(Node { next: vec![left.clone()], ..node() });
                left.try_send(Join(right.clone())).unwrap();
                right.try_send(Ball).unwrap();
                [left, right]
            })
            .collect();
        let have_begun = || pairs.iter().all(|[_, right]| right.metrics().handled >= 10);
        run_outside(until("the balls fly", have_begun));
        drop(runtime);
        assert_eq!(Arc::strong_count(&held), 1);
        for actor in pairs.iter().flatten() {
            assert_eq!(actor.state(), Some(ActorState::Stopped(StopReason::RuntimeEnded)));
        }
    }
}

#[test]
fn a_runtime_that_ends_drops_its_actors() {
    let held = Arc::new(Gate::default());
    let runtime = runtime(2);
    let actors: Vec<NodeRef> = runtime.block_on(async {
        let stage = Stage::here();
        let node = || Node { gate: Arc::clone(&held), ..Node::default() };
        let actors: Vec<NodeRef> = (0..100).map(|_| stage.spawn(node())).collect();
        for actor in &actors[..50] {
            actor.ask(Handled).await.unwrap();
        }
        // It is not to stop them.
        std::mem::forget(stage);
        actors
    });
    assert_eq!(Arc::strong_count(&held), 101);
    drop(runtime);
    assert_eq!(Arc::strong_count(&held), 1);
    for actor in &actors {
        assert_eq!(actor.state(), Some(ActorState::Stopped(StopReason::RuntimeEnded)));
        assert!(actor.try_send(Block).is_err());
    }
}

#[test]
fn an_actor_that_is_spawned_after_its_runtime_ended_is_dropped() {
    let held = Arc::new(Gate::default());
    let runtime = runtime(2);
    let stage = Stage::on(runtime.handle());
    let before = stage.spawn(Node::default());
    drop(runtime);
    let after = stage.spawn(Node { gate: Arc::clone(&held), ..Node::default() });
    assert_eq!(Arc::strong_count(&held), 1);
    for actor in [before, after] {
        assert_eq!(actor.state(), Some(ActorState::Stopped(StopReason::RuntimeEnded)));
    }
}

#[test]
fn a_system_that_ends_leaves_no_task_behind() {
    let runtime = runtime(2);
    let alive = || runtime.metrics().num_alive_tasks();
    for round in 0..20 {
        runtime.block_on(async {
            let stage = Stage::here();
            let first = row(&stage, 20);
            for n in 1..=round {
                first.send(Hop { sender: 0, n }).await.unwrap();
            }
            if round % 2 == 0 {
                stage.system.stop().await;
            }
            drop(stage);
            until("all tasks have ended", || alive() == 0).await;
        });
    }
    // Nor does one without any actor.
    runtime.block_on(async { drop(Stage::here()) });
    assert_eq!(alive(), 0);
}

#[test]
fn actors_that_wake_others_while_they_are_dropped_are_dropped_inside_of_the_runtime() {
    /// Tells the next one when it goes.
    struct Parting {
        next: Option<PartingRef>,
        outside: Arc<AtomicU64>,
    }
    #[actor]
    impl Parting {
        #[handler]
        fn note(&mut self, _: Note) {}
    }
    impl Drop for Parting {
        fn drop(&mut self) {
            self.outside.fetch_add(u64::from(Handle::try_current().is_err()), Relaxed);
            if let Some(next) = &self.next {
                drop(next.try_send(Note));
            }
        }
    }
    for _ in 0..100 {
        let runtime = runtime(2);
        let stage = Stage::on(runtime.handle());
        let outside = Arc::new(AtomicU64::new(0));
        let first = (0..50).fold(None, |next, _| Some(stage.spawn(Parting { next, outside: Arc::clone(&outside) })));
        let row = row(&stage, 20);
        for n in 1..=100 {
            first.as_ref().unwrap().try_send(Note).unwrap();
            row.try_send(Hop { sender: 0, n }).unwrap();
        }
        drop(runtime);
        assert_eq!((Arc::strong_count(&outside), outside.load(Relaxed)), (1, 0));
    }
}

#[test]
fn a_group_whose_runtime_has_ended_ends_behind_a_handler_that_still_runs() {
    let runtime = runtime(2);
    let stage = Stage::on(runtime.handle());
    let gate = Arc::new(Gate::default());
    let idle = stage.spawn(Node::default());
    let actor = stage.spawn(Node { gate: Arc::clone(&gate), next: vec![idle.clone()], ..Node::default() });
    actor.try_send(Compute).unwrap();
    run_outside(async {
        until("it runs", || idle.metrics().handled == 1).await;
        runtime.shutdown_background();
        until("the runtime has ended", || idle.state() == Some(ActorState::Stopped(StopReason::RuntimeEnded))).await;
        let Stage { group, .. } = stage;
        let mut ended = std::pin::pin!(group.ended());
        assert!(std::future::poll_fn(|cx| std::task::Poll::Ready(ended.as_mut().poll(cx))).await.is_pending());
        gate.open();
        ended.await;
        assert_eq!(actor.state(), Some(ActorState::Stopped(StopReason::RuntimeEnded)));
    });
}
