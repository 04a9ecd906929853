//! Handlers that block their threads.

use std::sync::Arc;

use tokio::task::yield_now;

use crate::stage::*;

#[test]
fn who_was_woken_has_its_turn_though_its_sender_blocks_the_thread() {
    for threads in [1, 2] {
        let runtime = runtime(threads);
        run(&runtime, async {
            let stage = Stage::here();
            let first = row(&stage, 12);
            for n in 1..=100 {
                assert_eq!(first.ask(Deepest).await.unwrap(), n);
            }
        });
    }
}

#[test]
fn handlers_that_block_leave_other_actors_their_turns() {
    // More than there are drivers: nothing is lost then, though not all block at the same time.
    for blocking in [1, 2, 10, 100] {
        let runtime = runtime(2);
        run(&runtime, async move {
            let stage = Stage::here();
            let gate = Arc::new(Gate::default());
            let other = stage.spawn(Node::default());
            let blocked: Vec<NodeRef> =
                (0..blocking).map(|_| stage.spawn(Node { gate: Arc::clone(&gate), ..Node::default() })).collect();
            for actor in &blocked {
                actor.send(Block).await.unwrap();
            }
            if blocking <= 10 {
                for n in 1..=1_000 {
                    other.send(Hop { sender: 0, n }).await.unwrap();
                    assert_eq!(other.ask(Handled).await.unwrap(), n);
                }
            }
            gate.open();
            for actor in &blocked {
                assert_eq!(actor.ask(Handled).await.unwrap(), 1);
            }
        });
    }
}

#[test]
fn handlers_that_block_and_handlers_that_yield_get_on() {
    for threads in [1, 2] {
        let runtime = runtime(threads);
        run(&runtime, async {
            let stage = Stage::here();
            let gate = Arc::new(Gate::default());
            let yielding: Vec<NodeRef> =
                (0..3).map(|_| stage.spawn(Node { gate: Arc::clone(&gate), ..Node::default() })).collect();
            for actor in &yielding {
                actor.send(YieldAlways).await.unwrap();
            }
            let open = Arc::new(Gate::default());
            open.open();
            let blocking = stage.spawn(Node { gate: open, ..Node::default() });
            let first = row(&stage, 5);
            for n in 1..=200 {
                blocking.send(Block).await.unwrap();
                assert_eq!(first.ask(Deepest).await.unwrap(), n);
                yield_now().await;
            }
            gate.open();
            for actor in &yielding {
                assert_eq!(actor.ask(Handled).await.unwrap(), 1);
            }
            assert_eq!(blocking.ask(Handled).await.unwrap(), 200);
            assert_eq!(blocking.metrics().failed + first.metrics().failed, 0);
        });
    }
}

#[test]
fn more_handlers_block_on_each_other_than_there_are_drivers() {
    let runtime = runtime(2);
    run(&runtime, async {
        let stage = Stage::here();
        let first = row(&stage, 100);
        for n in 1..=3 {
            assert_eq!(first.ask(Deepest).await.unwrap(), n);
        }
    });
}
