//! The process at the other end: it comes late, never, dies in the middle, and comes back.

use std::time::{Duration, Instant};

use mycelium::bundle::Road;
use mycelium::prelude::*;
use tokio::task::JoinSet;

use crate::actors::{Blob, Double, Note, Tally};
use crate::support::{Plan, World, eventually, no_answer, on_every_road};

on_every_road! {
    the_sender_may_start_first: unix relay;
    a_peer_that_never_comes_is_not_waited_for: unix relay;
    a_killed_peer_fails_what_waits_and_comes_back: unix;
    a_kill_in_the_middle_of_traffic_keeps_nobody_waiting: unix;
    a_killed_receiver_comes_back: unix relay;
    a_peer_that_comes_back_again_and_again_is_found_each_time: unix;
}

async fn the_sender_may_start_first(road: Road) {
    let ground = Plan::on(road).lay();
    let there = (road == Road::Relay).then(|| ground.there());
    let mut world = World::new(ground, there, None);
    let book = world.book("book");
    let refused = book.try_send(Note { sender: 2, n: 1 }).expect_err("there is no link yet, and this does not wait");
    assert_eq!((refused.kind, refused.message.n), (SendErrorKind::Disconnected, 1));
    if road == Road::Relay {
        // What is sent before somebody listens is nobody's: so the listener comes before the send.
        let mut relay = world.ground.relay().ready();
        world.there = world.there.map(crate::child::Node::ready);
        eventually("the relay has taken both", async || (relay.metrics()["taken"] == 2).then_some(())).await;
        world.relay = Some(relay);
        book.note(Note { sender: 1, n: 0 }).await.expect("the relay came");
    } else {
        let sending = tokio::spawn({
            let book = book.clone();
            async move { book.note(Note { sender: 1, n: 0 }).await }
        });
        let asking = tokio::spawn({
            let book = book.clone();
            async move { book.double(Double { n: 21 }).await }
        });
        world.there = Some(world.ground.there().ready());
        sending.await.expect("no panic").expect("it waited for the peer");
        assert_eq!(asking.await.expect("no panic").expect("it waited for the peer"), 42);
    }
    book.note(Note { sender: 1, n: 1 }).await.expect("the link is up");
    world.has_all("book", 2).await;
    world.end().await;
}

async fn a_peer_that_never_comes_is_not_waited_for(road: Road) {
    let ground = Plan { connect_timeout_ms: 100, ..Plan::on(road) }.lay();
    let here = ground.launch("here");
    let book: crate::actors::BookRef = here.at("here").and_then(|here| here.handle("book")).expect("it is known");
    let begun = Instant::now();
    let refused = book.note(Note { sender: 1, n: 7 }).await.expect_err("nobody is there");
    assert_eq!((refused.kind, refused.message.n), (SendErrorKind::Disconnected, 7));
    assert!(begun.elapsed() >= Duration::from_millis(50), "it gave the peer no time");
    // From now on nobody waits.
    for n in 0..100 {
        let refused = book.note(Note { sender: 1, n }).await.expect_err("nobody is there");
        assert_eq!((refused.kind, refused.message.n), (SendErrorKind::Disconnected, n));
    }
    if road == Road::Unix {
        match book.double(Double { n: 7 }).await {
            Err(AskError::NotSent(error)) => {
                assert_eq!((error.kind, error.message.n), (SendErrorKind::Disconnected, 7))
            }
            other => panic!("{other:?}"),
        }
    }
    // It comes after all.
    let relay = (road == Road::Relay).then(|| ground.relay().ready());
    let there = ground.there().ready();
    eventually("the peer is found", async || book.note(Note { sender: 1, n: 7 }).await.ok()).await;
    drop((relay, there));
    here.stop().await;
}

async fn a_killed_peer_fails_what_waits_and_comes_back(road: Road) {
    let mut world = Plan { mailbox: 4, link_buffer_bytes: 4_096, ..Plan::on(road) }.launch();
    let book = world.book("book");
    world.hold("book").await;
    let asking = tokio::spawn({
        let book = book.clone();
        async move { book.double(Double { n: 1 }).await }
    });
    let is_sent = async || format!("{:?}", book.transport()).contains("under_way: 1 ").then_some(());
    eventually("the ask is sent", is_sent).await;
    // Until there is no room; then one more waits.
    let sending = tokio::spawn({
        let book = book.clone();
        async move {
            let mut n = 0;
            loop {
                if let Err(error) = book.blob(Blob { n, bytes: vec![7; 1_000] }).await {
                    return (n, error);
                }
                n += 1;
            }
        }
    });
    eventually("no room", async || {
        let tried = book.try_send(Blob { n: 0, bytes: vec![7; 1_000] });
        (tried.err()?.kind == SendErrorKind::Full).then_some(())
    })
    .await;
    world.there.take().expect("it runs").kill();
    assert_eq!(no_answer(asking.await.expect("no panic")), NoAnswer::PeerLost);
    let (n, refused) = sending.await.expect("no panic");
    assert_eq!((refused.kind, refused.message.n), (SendErrorKind::Disconnected, n));
    let refused = book.try_send(Note { sender: 1, n: 3 }).expect_err("nobody is there");
    assert_eq!((refused.kind, refused.message.n), (SendErrorKind::Disconnected, 3));
    match book.double(Double { n: 3 }).await {
        Err(AskError::NotSent(error)) => assert_eq!((error.kind, error.message.n), (SendErrorKind::Disconnected, 3)),
        other => panic!("{other:?}"),
    }

    world.there = Some(world.ground.there().ready());
    let answer = eventually("the peer is found again", async || book.double(Double { n: 21 }).await.ok()).await;
    assert_eq!(answer, 42);
    eventually("the watch finds it, too", async || world.watched("book").tally(Tally {}).await.ok()).await;
    // What was on its way to the dead is not sent to the living.
    for n in 0..100 {
        book.note(Note { sender: 1, n }).await.expect("the link is up");
    }
    world.has_all("book", 100).await;

    world.end().await;
}

async fn a_kill_in_the_middle_of_traffic_keeps_nobody_waiting(road: Road) {
    let mut world = Plan::on(road).launch();
    let book = world.book("book");
    let (mut senders, mut askers) = (JoinSet::new(), JoinSet::new());
    for sender in 0..4 {
        let book = book.clone();
        senders.spawn(async move {
            let mut n = 0;
            loop {
                if let Err(error) = book.note(Note { sender, n }).await {
                    assert_eq!(error.message, Note { sender, n }.into());
                    return error.kind;
                }
                n += 1;
            }
        });
    }
    for first in 0..16 {
        let book = book.clone();
        askers.spawn(async move {
            let mut n = first;
            loop {
                match book.double(Double { n }).await {
                    Ok(doubled) => assert_eq!(doubled, 2 * n),
                    Err(error) => return error,
                }
                n += 16;
            }
        });
    }
    let watched = world.watched("book");
    let busy = async || watched.tally(Tally {}).await.ok().filter(|tallied| tallied.count > 2_000);
    eventually("traffic", busy).await;
    world.there.take().expect("it runs").kill();
    for kind in senders.join_all().await {
        assert_eq!(kind, SendErrorKind::Disconnected);
    }
    for error in askers.join_all().await {
        match error {
            AskError::NoAnswer(why) => assert_eq!(why, NoAnswer::PeerLost),
            AskError::NotSent(error) => assert_eq!(error.kind, SendErrorKind::Disconnected),
            other => panic!("{other:?}"),
        }
    }
    world.there = Some(world.ground.there().ready());
    eventually("the peer is found again", async || book.note(Note { sender: 1, n: 0 }).await.ok()).await;
    eventually("the watch finds it, too", async || watched.tally(Tally {}).await.ok()).await;
    for n in 1..1_000 {
        book.note(Note { sender: 1, n }).await.expect("the link is up");
    }
    world.has_all("book", 1_000).await;
    world.end().await;
}

async fn a_killed_receiver_comes_back(road: Road) {
    let mut world = Plan::on(road).launch();
    let book = world.book("book");
    for n in 0..100 {
        book.note(Note { sender: 1, n }).await.expect("the road is there");
    }
    world.has_all("book", 100).await;
    world.there.take().expect("it runs").kill();
    let watched = world.watched("book");
    eventually("its end is noticed", async || watched.try_send(Note { sender: 2, n: 0 }).err()).await;
    world.there = Some(world.ground.there().ready());
    eventually("the watch finds it", async || watched.tally(Tally {}).await.ok()).await;
    if let Some(relay) = &mut world.relay {
        // The first subscription, the sender, and the new subscription.
        eventually("the relay has taken it", async || (relay.metrics()["taken"] == 3).then_some(())).await;
    } else {
        let up = async || book.double(Double { n: 1 }).await.ok();
        eventually("the peer is found again", up).await;
    }
    for n in 100..200 {
        book.note(Note { sender: 1, n }).await.expect("the road is there");
    }
    world.has_all("book", 100).await;
    world.end().await;
}

async fn a_peer_that_comes_back_again_and_again_is_found_each_time(road: Road) {
    let mut world = Plan::on(road).launch();
    let book = world.book("book");
    for round in 1..=5 {
        let answer = eventually("the peer is found", async || book.double(Double { n: round }).await.ok()).await;
        assert_eq!(answer, 2 * round);
        world.there.take().expect("it runs").kill();
        let gone = async || match book.double(Double { n: round }).await {
            Err(AskError::NotSent(error)) if error.kind == SendErrorKind::Disconnected => Some(()),
            Err(AskError::NoAnswer(NoAnswer::PeerLost)) => None,
            other => panic!("{other:?}"),
        };
        eventually("its end is noticed", gone).await;
        world.there = Some(world.ground.there());
    }
    world.there = world.there.map(crate::child::Node::ready);
    world.end().await;
}
