//! Ends: actors that stop or are restarted, nodes that stop in order.

use mycelium::bundle::Road;
use mycelium::prelude::*;
use tokio::task::JoinSet;

use crate::actors::{Book, BookRef, Double, Hold, Note, Quit, StartAgain, Tally};
use crate::support::{Plan, World, eventually, no_answer, on_every_road};

on_every_road! {
    an_actor_that_stopped_says_so: bundle unix;
    whoever_waits_for_an_actor_that_stops_is_told: bundle unix;
    an_actor_is_restarted_behind_its_references: bundle unix relay;
    what_waits_survives_a_restart: bundle unix relay;
    a_node_that_stops_keeps_nobody_waiting: unix;
    a_stop_writes_what_waits: unix relay;
    another_actor_may_take_the_name: bundle unix;
    a_stop_here_keeps_nobody_waiting: bundle unix relay;
    a_system_that_is_dropped_keeps_nobody_waiting: unix relay;
}

async fn an_actor_that_stopped_says_so(road: Road) {
    let world = Plan { books: &["book", "copy"], ..Plan::on(road) }.launch();
    let (book, copy) = (world.book("book"), world.book("copy"));
    book.quit(Quit {}).await.expect("the book lives");
    let refused = eventually("the book has stopped", async || book.try_send(Note { sender: 1, n: 1 }).err()).await;
    assert_eq!((refused.kind, refused.message.n), (SendErrorKind::Stopped, 1));
    let refused = book.note(Note { sender: 1, n: 2 }).await.expect_err("it stopped");
    assert_eq!((refused.kind, refused.message.n), (SendErrorKind::Stopped, 2));
    match book.double(Double { n: 3 }).await {
        Err(AskError::NotSent(error)) => assert_eq!((error.kind, error.message.n), (SendErrorKind::Stopped, 3)),
        other => panic!("{other:?}"),
    }
    copy.note(Note { sender: 1, n: 1 }).await.expect("the copy lives");
    world.has_all("copy", 1).await;
    world.end().await;
}

async fn whoever_waits_for_an_actor_that_stops_is_told(road: Road) {
    let world = Plan { books: &["book", "copy"], ..Plan::on(road) }.launch();
    let book = world.book("book");
    // Both wait behind the gate, in this order.
    let gate = world.hold("book").await;
    book.quit(Quit {}).await.expect("the book lives");
    let asking = tokio::spawn({
        let book = book.clone();
        async move { book.double(Double { n: 1 }).await }
    });
    if road == Road::Unix {
        // It is on its way: the link knows that it waits.
        let is_sent = async || format!("{:?}", book.transport()).contains("under_way: 1 ").then_some(());
        eventually("the ask is sent", is_sent).await;
    } else {
        eventually("the ask is sent", async || (book.metrics().sent >= 3).then_some(())).await;
    }
    world.open(gate).await;
    assert_eq!(no_answer(asking.await.expect("no panic")), NoAnswer::Stopped);
    assert_eq!(world.book("copy").double(Double { n: 1 }).await.expect("the copy lives"), 2);
    world.end().await;
}

async fn an_actor_is_restarted_behind_its_references(road: Road) {
    let world = Plan::on(road).launch();
    let book = world.book("book");
    for n in 0..10 {
        book.note(Note { sender: 1, n }).await.expect("the book lives");
    }
    world.has_all("book", 10).await;
    let restart = StartAgain { name: "book".to_owned(), gate: None };
    assert!(world.warden().start_again(restart).await.expect("the warden lives"), "the restart went well");
    assert_eq!(world.watched("book").tally(Tally {}).await.expect("the book lives").count, 0, "a new instance");
    for n in 0..10 {
        book.note(Note { sender: 1, n }).await.expect("the book lives");
    }
    world.has_all("book", 10).await;
    world.end().await;
}

async fn what_waits_survives_a_restart(road: Road) {
    let world = Plan::on(road).launch();
    let (book, warden) = (world.book("book"), world.warden());
    let gate = world.hold("book").await;
    for n in 0..10 {
        book.note(Note { sender: 1, n }).await.expect("the book lives");
    }
    // One of the two opens the gate and restarts the book in one go: the book is at the gate when it is told.
    let open_and_restart = StartAgain { name: "book".to_owned(), gate: Some(gate) };
    assert!(warden.start_again(open_and_restart).await.expect("the warden lives"), "the restart went well");
    // The message at hand was the old instance's last; the new one has all that waited.
    assert_eq!(world.watched("book").double(Double { n: 21 }).await.expect("the book lives"), 42);
    world.has_all("book", 10).await;
    world.end().await;
}

async fn a_node_that_stops_keeps_nobody_waiting(road: Road) {
    let mut world = Plan::on(road).launch();
    let book = world.book("book");
    let mut asking = JoinSet::new();
    for _ in 0..8 {
        let book = book.clone();
        asking.spawn(async move {
            let mut answered = 0_u64;
            loop {
                match book.double(Double { n: answered }).await {
                    Ok(doubled) => assert_eq!(doubled, 2 * answered),
                    Err(error) => return (answered, error),
                }
                answered += 1;
            }
        });
    }
    world.tallied("book", 0).await;
    let status = world.there.take().expect("there is another process").end();
    assert!(status.success());
    for (_, error) in asking.join_all().await {
        match error {
            AskError::NoAnswer(NoAnswer::Stopped | NoAnswer::PeerLost) => {}
            AskError::NotSent(error) => {
                assert!(matches!(error.kind, SendErrorKind::Stopped | SendErrorKind::Disconnected), "{error}");
            }
            other => panic!("{other:?}"),
        }
    }
    world.end().await;
}

async fn a_stop_writes_what_waits(road: Road) {
    let world = Plan::on(road).launch();
    let book = world.book("book");
    for n in 0..1_000 {
        book.note(Note { sender: 1, n }).await.expect("the book lives");
    }
    world.here.stop().await;
    world.has_all("book", 1_000).await;
    let refused = book.note(Note { sender: 1, n: 1 }).await.expect_err("the link is closed");
    assert_eq!(refused.kind, SendErrorKind::Disconnected);
    // A handle that outlives its system refuses at once, whatever it sends.
    assert!(
        matches!(book.hold(Hold { gate: u64::MAX }).await, Err(error) if error.kind == SendErrorKind::Disconnected)
    );
    world.end().await;
}

async fn another_actor_may_take_the_name(road: Road) {
    let ground = Plan::on(road).lay();
    let here = ground.launch("here");
    // In this process, too, so that the test can spawn there.
    let there = if road == Road::Bundle { here.clone() } else { ground.launch("there") };
    for round in 0..3 {
        // A local reference belongs to one actor, a remote one to a name.
        let book: BookRef = here.at("here").and_then(|here| here.handle("book")).expect("it is there");
        book.note(Note { sender: 1, n: round }).await.expect("the book lives");
        let answer = eventually("the book is found", async || book.tally(Tally {}).await.ok()).await;
        assert_eq!(answer.count, 1, "a new book each time");
        let local: BookRef = there.handle("book").expect("it lives there");
        local.stop().await;
        let refused = eventually("it has stopped", async || book.try_send(Note { sender: 1, n: round }).err()).await;
        assert_eq!(refused.kind, SendErrorKind::Stopped);
        let next = there.named("book").spawn(Book::default()).expect("the name is free");
        assert!(next.is_local());
        if road == Road::Unix {
            eventually("the next one is announced", async || book.double(Double { n: 1 }).await.ok()).await;
        }
    }
    here.stop().await;
    there.stop().await;
}

async fn a_stop_here_keeps_nobody_waiting(road: Road) {
    let ground = Plan::on(road).lay();
    let here = ground.launch("here");
    let book: BookRef = here.at("here").and_then(|here| here.handle("book")).expect("it is known");
    if road == Road::Bundle {
        here.stop().await;
        assert_eq!(book.note(Note { sender: 1, n: 1 }).await.expect_err("it stopped").kind, SendErrorKind::Stopped);
        return;
    }
    // Nobody is at the other end: all of them wait for it.
    let mut waiting = JoinSet::new();
    for n in 0..10 {
        let book = book.clone();
        waiting.spawn(async move { book.note(Note { sender: 1, n }).await.expect_err("nobody is there").kind });
    }
    tokio::task::yield_now().await;
    here.stop().await;
    for kind in waiting.join_all().await {
        assert_eq!(kind, SendErrorKind::Disconnected);
    }
    here.stop().await;
}

async fn a_system_that_is_dropped_keeps_nobody_waiting(road: Road) {
    let world = Plan::on(road).launch();
    let book = world.book("book");
    book.note(Note { sender: 1, n: 1 }).await.expect("the book lives");
    let gate = world.hold("book").await;
    let asking = tokio::spawn({
        let book = book.clone();
        async move { book.double(Double { n: 1 }).await }
    });
    if road == Road::Unix {
        let is_sent = async || format!("{:?}", book.transport()).contains("under_way: 1 ").then_some(());
        eventually("the ask is sent", is_sent).await;
    }
    let World { here, watch, there, relay, ground } = world;
    drop(here);
    match asking.await.expect("no panic") {
        Err(AskError::NoAnswer(why)) => assert_eq!((road, why), (Road::Unix, NoAnswer::PeerLost)),
        Err(AskError::NotSent(error)) => assert_eq!((road, error.kind), (Road::Relay, SendErrorKind::OneWay)),
        other => panic!("{other:?}"),
    }
    // What is accepted until the link sees it is written all the same.
    let mut sent = 1;
    let kind = eventually("the link is closed", async || match book.note(Note { sender: 1, n: sent + 1 }).await {
        Ok(()) => {
            sent += 1;
            None
        }
        Err(error) => Some(error.kind),
    });
    assert_eq!(kind.await, SendErrorKind::Disconnected);
    // The other process has other callers.
    let world = World { here: watch.clone().expect("there is a watch"), watch, there, relay, ground };
    world.open(gate).await;
    world.has_all("book", sent).await;
    world.end().await;
}
