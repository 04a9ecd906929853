//! Sending: order, waiting for room, and what cannot cross.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use mycelium::bundle::Road;
use mycelium::prelude::*;
use mycelium::wire::WireError;
use tokio::task::JoinSet;

use crate::actors::{Blob, Double, Note, Secret, Tally};
use crate::support::{Plan, eventually, on_every_road, still_waits};

on_every_road! {
    each_senders_messages_come_in_order: bundle unix relay;
    a_single_send_arrives: bundle unix relay;
    try_send_and_send_share_one_order: bundle unix relay;
    a_held_receiver_pushes_back_and_loses_nothing: bundle unix;
    a_send_that_is_given_up_was_not_sent: bundle unix;
    a_slow_receiver_stalls_its_neighbours_on_its_link_only: unix;
    a_slow_receiver_stalls_nobody_else: bundle relay;
    a_local_message_stays: bundle unix relay;
    a_message_that_is_too_large_comes_back: unix relay;
    large_messages_cross: bundle unix relay;
    a_recipient_takes_the_same_road: bundle unix relay;
}

async fn a_single_send_arrives(road: Road) {
    let world = Plan::on(road).launch();
    let book = world.book("book");
    assert_eq!(book.is_local(), road == Road::Bundle);
    assert_eq!(book.id().as_str(), "book");
    book.note(Note { sender: 1, n: 1 }).await.expect("the book lives");
    world.has_all("book", 1).await;
    world.end().await;
}

async fn each_senders_messages_come_in_order(road: Road) {
    const SENDERS: u32 = 4;
    const EACH: u64 = 2_500;
    let world = Plan::on(road).launch();
    let mut senders = JoinSet::new();
    for sender in 0..SENDERS {
        let book = world.book("book");
        senders.spawn(async move {
            for n in 0..EACH {
                book.note(Note { sender, n }).await.expect("the book lives");
            }
        });
    }
    senders.join_all().await;
    world.has_all("book", u64::from(SENDERS) * EACH).await;
    world.end().await;
}

async fn try_send_and_send_share_one_order(road: Road) {
    let world = Plan { mailbox: 8, ..Plan::on(road) }.launch();
    let book = world.book("book");
    // Until then a road that leads out of the process refuses what does not wait.
    book.note(Note { sender: 1, n: 0 }).await.expect("the book lives");
    for n in 1..1_000 {
        match book.try_send(Note { sender: 1, n }) {
            Ok(()) => {}
            Err(SendError { kind: SendErrorKind::Full, message }) => book.send(message).await.expect("the book lives"),
            Err(error) => panic!("{error}"),
        }
    }
    world.has_all("book", 1_000).await;
    world.end().await;
}

/// What may be on the way to a book that handles nothing: its mailbox and a batch; on a link also the buffer, what the
/// writer took out of it, the socket, and what was read of it.
const ON_THE_WAY_MAX: u64 = 1 << 20;

async fn a_held_receiver_pushes_back_and_loses_nothing(road: Road) {
    const ALL: u64 = 6_000;
    const BYTES: usize = 1_000;
    let world = Plan { mailbox: 16, link_buffer_bytes: 4_096, ..Plan::on(road) }.launch();
    let book = world.book("book");
    let gate = world.hold("book").await;
    let blob = |n| Blob { n, bytes: vec![7; BYTES] };
    // The first waits until the link is up.
    book.blob(blob(0)).await.expect("the book lives");
    let mut next = 1;
    let message = eventually("no room any more", async || {
        loop {
            match book.try_send(blob(next)) {
                Ok(()) => next += 1,
                Err(SendError { kind: SendErrorKind::Full, message }) if next >= 16 => return Some(message),
                Err(SendError { kind: SendErrorKind::Full, .. }) => return None,
                Err(error) => panic!("{error}"),
            }
        }
    })
    .await;
    assert_eq!((message.n, message.bytes.len()), (next, BYTES), "what did not go in comes back");

    let accepted = Arc::new(AtomicU64::new(next));
    let sending = tokio::spawn({
        let (book, accepted) = (book.clone(), Arc::clone(&accepted));
        async move {
            for n in next..ALL {
                book.blob(Blob { n, bytes: vec![7; BYTES] }).await.expect("the book lives");
                accepted.fetch_add(1, Relaxed);
            }
        }
    });
    // However long it goes on, there is a limit. Waiting until nothing moves makes the check sharp, not true.
    let mut before = 0;
    eventually("the sender waits", async || {
        tokio::time::sleep(Duration::from_millis(20)).await;
        let now = accepted.load(Relaxed);
        (std::mem::replace(&mut before, now) == now).then_some(())
    })
    .await;
    assert!(!sending.is_finished());
    let on_the_way = accepted.load(Relaxed);
    let limit = if road == Road::Bundle { 16 + 64 } else { ON_THE_WAY_MAX / BYTES as u64 };
    assert!(on_the_way <= limit, "{on_the_way} messages were accepted, and {limit} have room");
    // Who stands in line is not overtaken.
    let refused = book.try_send(blob(ALL)).expect_err("there is no room");
    assert_eq!(refused.kind, SendErrorKind::Full);

    world.open(gate).await;
    sending.await.expect("all is sent");
    world.has_all("book", ALL).await;
    world.end().await;
}

async fn a_send_that_is_given_up_was_not_sent(road: Road) {
    let world = Plan { mailbox: 1, link_buffer_bytes: 4_096, ..Plan::on(road) }.launch();
    let book = world.book("book");
    let gate = world.hold("book").await;
    let blob = |n| Blob { n, bytes: vec![7; 4_000] };
    let mut sent = 0;
    let limit = Duration::from_millis(50);
    let message = loop {
        match book.send_timeout(blob(sent), limit).await {
            Ok(()) => sent += 1,
            Err(SendError { kind: SendErrorKind::Timeout(_), message }) => break message,
            Err(error) => panic!("{error}"),
        }
    };
    assert_eq!(message.n, sent, "what did not go in comes back");
    {
        let mut first = pin!(book.blob(blob(sent)));
        let mut second = pin!(book.blob(blob(sent + 1)));
        still_waits("there is no room", first.as_mut()).await;
        still_waits("there is somebody in front", second.as_mut()).await;
    }
    world.open(gate).await;
    book.blob(blob(sent)).await.expect("those who gave up are not in the way");
    world.has_all("book", sent + 1).await;
    world.end().await;
}

/// There are no windows per actor: see `docs/semantics.md`.
async fn a_slow_receiver_stalls_its_neighbours_on_its_link_only(road: Road) {
    let books = &["book", "copy"];
    let world = Plan { books, mailbox: 4, link_buffer_bytes: 4_096, ..Plan::on(road) }.launch();
    let (book, copy) = (world.book("book"), world.book("copy"));
    let gate = world.hold("book").await;
    let mut sent = 0;
    let limit = Duration::from_millis(50);
    let stalled = async || {
        let blob = Blob { n: sent, bytes: vec![7; 1_000] };
        if book.send_timeout(blob, limit).await.is_ok() {
            sent += 1;
            return None;
        }
        copy.ask_timeout(Double { n: 1 }, limit).await.err().map(drop)
    };
    eventually("the link is stalled", stalled).await;
    assert_eq!(world.watched("copy").double(Double { n: 21 }).await.expect("other links are not"), 42);
    world.open(gate).await;
    assert_eq!(copy.double(Double { n: 21 }).await.expect("the link goes on"), 42);
    world.has_all("book", sent).await;
    world.end().await;
}

async fn a_slow_receiver_stalls_nobody_else(road: Road) {
    const OTHER: &str = "[[edges]]\nfrom = \"watch\"\nto = \"copy\"\nroad = \"relay\"\n";
    let rest = if road == Road::Relay { OTHER } else { "" };
    let world = Plan { books: &["book", "copy"], mailbox: 4, rest, ..Plan::on(road) }.launch();
    let gate = world.hold("book").await;
    let copy = world.watched("copy");
    for n in 0..100 {
        copy.note(Note { sender: 1, n }).await.expect("the copy lives");
    }
    // Past the relay, on either road.
    let answers: crate::actors::BookRef = match &world.watch {
        Some(watch) => watch.handle("copy").expect("it is known"),
        None => copy.clone(),
    };
    eventually("all has come", async || (answers.tally(Tally {}).await.ok()?.count == 100).then_some(())).await;
    world.open(gate).await;
    world.end().await;
}

async fn a_local_message_stays(road: Road) {
    let world = Plan::on(road).launch();
    let book = world.book("book");
    let sent = book.secret(Secret { n: 1 }).await;
    let tried = book.try_send(Secret { n: 2 });
    if road == Road::Bundle {
        sent.expect("it stays in the process");
        tried.expect("it stays in the process");
        world.has_all("book", 2).await;
    } else {
        for (refused, n) in [(sent, 1), (tried, 2)] {
            let SendError { kind, message } = refused.expect_err("it cannot cross");
            assert_eq!(kind, SendErrorKind::from(WireError::LocalOnly { message: "Secret" }));
            assert_eq!(message, Secret { n });
        }
        book.note(Note { sender: 1, n: 1 }).await.expect("others cross");
        world.has_all("book", 1).await;
    }
    world.end().await;
}

async fn a_message_that_is_too_large_comes_back(road: Road) {
    let world = Plan::on(road).launch();
    let book = world.book("book");
    let refused = book.blob(Blob { n: 1, bytes: vec![7; 65_530] }).await.expect_err("a TLV has 65,535 bytes at most");
    assert!(
        matches!(&refused.kind, SendErrorKind::Wire(why) if matches!(**why, WireError::TooLarge { .. })),
        "{refused}"
    );
    assert_eq!(refused.message.bytes.len(), 65_530);
    book.note(Note { sender: 1, n: 1 }).await.expect("others cross");
    world.has_all("book", 1).await;
    world.end().await;
}

async fn large_messages_cross(road: Road) {
    // The buffer is smaller than a frame.
    let world = Plan { link_buffer_bytes: 4_096, ..Plan::on(road) }.launch();
    let book = world.book("book");
    for n in 0..100 {
        book.blob(Blob { n, bytes: vec![7; 65_525] }).await.expect("the book lives");
    }
    world.has_all("book", 100).await;
    world.end().await;
}

async fn a_recipient_takes_the_same_road(road: Road) {
    let world = Plan::on(road).launch();
    let notes: Recipient<Arc<Note>> = world.book("book").recipient();
    for n in 0..100 {
        notes.send(Arc::new(Note { sender: 1, n })).await.expect("the book lives");
    }
    notes.try_send(Arc::new(Note { sender: 1, n: 100 })).expect("there is room");
    world.has_all("book", 101).await;
    world.end().await;
}
