//! Asking: typed replies, typed reasons why there is none, and limits.

use std::pin::pin;
use std::time::Duration;

use mycelium::AskStage;
use mycelium::bundle::Road;
use mycelium::prelude::*;
use tokio::task::JoinSet;

use crate::actors::{Blob, Boom, Divide, DividedByZero, Double, Fail, Fat, Note, Riddle, Tally};
use crate::support::{Plan, World, eventually, no_answer, on_every_road, still_waits};

on_every_road! {
    replies_have_their_types: bundle unix;
    who_does_not_answer_says_why: bundle unix;
    a_panic_ends_one_actor_only: bundle unix;
    a_reply_has_a_longest_length: bundle unix;
    an_ask_with_a_limit_ends_in_time: bundle unix;
    asks_have_the_files_limit: bundle unix;
    an_answer_that_comes_too_late_is_counted: bundle unix;
    an_asker_that_gives_up_leaves_nothing_behind: bundle unix;
    an_ask_that_finds_no_room_comes_back: bundle unix;
    thousands_ask_at_once: bundle unix;
    sends_and_asks_share_one_order: bundle unix;
    asks_are_refused: relay;
}

async fn replies_have_their_types(road: Road) {
    let world = Plan::on(road).launch();
    let book = world.book("book");
    let doubled: u64 = book.double(Double { n: 21 }).await.expect("an answer");
    assert_eq!(doubled, 42);
    let divided = book.divide(Divide { dividend: 42, by: 2 }).await.expect("an answer");
    assert_eq!(divided, Ok(21));
    let divided = book.divide(Divide { dividend: 42, by: 0 }).await.expect("an error of ours is an answer");
    assert_eq!(divided, Err(DividedByZero { dividend: 42 }));
    let text: String = book.riddle(Riddle { is_answered: true }).await.expect("an answer, later");
    assert_eq!(text, "a shadow");
    let () = book.ask(Note { sender: 1, n: 1 }).await.expect("what declares no reply says that it was handled");
    assert_eq!(book.tally(Tally {}).await.expect("an answer").count, 1);
    let within = book.ask_timeout(Double { n: 1 }, Duration::from_secs(30)).await.expect("an answer in time");
    assert_eq!(within, 2);
    world.end().await;
}

async fn who_does_not_answer_says_why(road: Road) {
    let world = Plan::on(road).launch();
    let book = world.book("book");
    assert_eq!(no_answer(book.ask(Fail {}).await), NoAnswer::Failed);
    assert_eq!(no_answer(book.riddle(Riddle { is_answered: false }).await), NoAnswer::Discarded);
    assert_eq!(book.double(Double { n: 1 }).await.expect("the book lives on"), 2);
    world.end().await;
}

async fn a_panic_ends_one_actor_only(road: Road) {
    let world = Plan { books: &["book", "copy"], ..Plan::on(road) }.launch();
    let book = world.book("book");
    assert_eq!(no_answer(book.ask(Boom {}).await), NoAnswer::Panicked);
    let kind = eventually("the book has stopped", async || match book.double(Double { n: 1 }).await {
        Err(AskError::NotSent(error)) => Some(error.kind),
        Err(AskError::NoAnswer(NoAnswer::Stopped)) => None,
        other => panic!("{other:?}"),
    })
    .await;
    assert_eq!(kind, SendErrorKind::Stopped);
    assert_eq!(world.book("copy").double(Double { n: 1 }).await.expect("the copy lives"), 2);
    world.end().await;
}

async fn a_reply_has_a_longest_length(road: Road) {
    let world = Plan { link_buffer_bytes: 4_096, ..Plan::on(road) }.launch();
    let book = world.book("book");
    // Its count takes two bytes.
    let longest = book.fat(Fat { len: 65_533 }).await.expect("65,535 bytes fit");
    assert!(longest.len() == 65_533 && longest.iter().enumerate().all(|(n, byte)| *byte == n as u8));
    let longer = book.fat(Fat { len: 65_534 }).await;
    if road == Road::Bundle {
        assert_eq!(longer.expect("values have any length").len(), 65_534);
    } else {
        assert_eq!(no_answer(longer), NoAnswer::ReplyTooLarge);
        assert_eq!(no_answer(book.fat(Fat { len: 1_000_000 }).await), NoAnswer::ReplyTooLarge);
    }
    assert_eq!(book.fat(Fat { len: 3 }).await.expect("the book lives on"), [0, 1, 2]);
    world.end().await;
}

async fn an_ask_with_a_limit_ends_in_time(road: Road) {
    let world = Plan::on(road).launch();
    let book = world.book("book");
    assert_eq!(book.double(Double { n: 1 }).await.expect("the book lives"), 2);
    let gate = world.hold("book").await;
    let limit = Duration::from_millis(50);
    let late = book.ask_timeout(Double { n: 1 }, limit).await;
    assert!(matches!(late, Err(AskError::Timeout { limit: given, .. }) if given == limit), "{late:?}");
    assert_eq!(late.expect_err("it is late").stage(), waiting_at(road));
    world.open(gate).await;
    // The late answer is nobody's: this one gets its own.
    assert_eq!(book.ask_timeout(Double { n: 21 }, Duration::from_secs(30)).await.expect("an answer"), 42);
    nothing_is_left(&world).await;
    world.end().await;
}

/// How far an ask is known to be whose actor is busy.
fn waiting_at(road: Road) -> AskStage {
    if road == Road::Bundle { AskStage::Queued } else { AskStage::Unknown }
}

async fn asks_have_the_files_limit(road: Road) {
    let world = Plan { top: "ask_timeout_ms = 50\n", ..Plan::on(road) }.launch();
    let (book, limit) = (world.book("book"), Duration::from_millis(50));
    assert_eq!(book.ask_limit(), Some(limit));
    let gate = world.hold("book").await;
    let error = book.double(Double { n: 1 }).await.expect_err("the book is held");
    assert!(matches!(error, AskError::Timeout { limit: given, .. } if given == limit), "{error:?}");
    assert_eq!(error.stage(), waiting_at(road));
    // Its own limit wins.
    let patient = book.ask_timeout(Double { n: 21 }, Duration::from_secs(30));
    let mut patient = pin!(patient);
    still_waits("the book is held", patient.as_mut()).await;
    tokio::time::sleep(2 * limit).await;
    still_waits("the book is held", patient.as_mut()).await;
    world.open(gate).await;
    assert_eq!(patient.await.expect("an answer"), 42);
    world.end().await;
}

async fn an_answer_that_comes_too_late_is_counted(road: Road) {
    let world = Plan::on(road).launch();
    let book = world.book("book");
    let gate = world.hold("book").await;
    book.ask_timeout(Double { n: 1 }, Duration::from_millis(50)).await.expect_err("the book is held");
    let mut dropped = Box::pin(book.double(Double { n: 2 }));
    still_waits("the book is held", dropped.as_mut()).await;
    drop(dropped);
    world.open(gate).await;
    assert_eq!(book.double(Double { n: 21 }).await.expect("an answer"), 42);
    let both = async || (world.here.get_transport_metrics().answers_late == 2).then_some(());
    eventually("both late answers are counted", both).await;
    nothing_is_left(&world).await;
    world.end().await;
}

/// The link knows of no ask any more. Bundled, there is nothing that could.
async fn nothing_is_left(world: &World) {
    let book = world.book("book");
    let left = async || {
        let shown = format!("{:?}", book.transport());
        let left = shown.split_once("under_way: ").map(|(_, rest)| rest.starts_with("0 "));
        assert_eq!(left.is_none(), book.is_local(), "{shown}");
        left.unwrap_or(true).then_some(())
    };
    eventually("no ask is left", left).await;
}

async fn an_asker_that_gives_up_leaves_nothing_behind(road: Road) {
    let world = Plan::on(road).launch();
    let book = world.book("book");
    let gate = world.hold("book").await;
    for n in 0..500 {
        let mut asking = pin!(book.double(Double { n }));
        still_waits("the book is held", asking.as_mut()).await;
    }
    let mut waiting = JoinSet::new();
    for n in 0..100 {
        let book = book.clone();
        waiting.spawn(async move { book.double(Double { n }).await });
    }
    tokio::task::yield_now().await;
    waiting.shutdown().await;
    nothing_is_left(&world).await;
    world.open(gate).await;
    for n in 0..1_000 {
        assert_eq!(book.double(Double { n }).await.expect("an answer of one's own"), 2 * n);
    }
    nothing_is_left(&world).await;
    world.end().await;
}

async fn an_ask_that_finds_no_room_comes_back(road: Road) {
    let world = Plan { mailbox: 1, link_buffer_bytes: 4_096, ..Plan::on(road) }.launch();
    let book = world.book("book");
    let gate = world.hold("book").await;
    let mut sent = 0;
    let limit = Duration::from_millis(50);
    while book.send_timeout(Blob { n: sent, bytes: vec![7; 4_000] }, limit).await.is_ok() {
        sent += 1;
    }
    match book.ask_timeout(Double { n: 7 }, limit).await {
        Err(AskError::NotSent(SendError { kind: SendErrorKind::Timeout(_), message })) => assert_eq!(message.n, 7),
        // Only what an ask is shorter than a blob had room.
        Err(AskError::Timeout { .. }) if road == Road::Unix => {}
        other => panic!("{other:?}"),
    }
    world.open(gate).await;
    assert_eq!(book.double(Double { n: 21 }).await.expect("an answer"), 42);
    nothing_is_left(&world).await;
    world.has_all("book", sent).await;
    world.end().await;
}

async fn thousands_ask_at_once(road: Road) {
    let world = Plan::on(road).launch();
    let book = world.book("book");
    let mut asking = JoinSet::new();
    for n in 0..5_000 {
        let book = book.clone();
        asking.spawn(async move { (n, book.double(Double { n }).await.expect("an answer")) });
    }
    for (n, doubled) in asking.join_all().await {
        assert_eq!(doubled, 2 * n);
    }
    nothing_is_left(&world).await;
    world.end().await;
}

async fn sends_and_asks_share_one_order(road: Road) {
    let world = Plan { mailbox: 4, ..Plan::on(road) }.launch();
    let book = world.book("book");
    for n in 1..=300 {
        book.note(Note { sender: 1, n }).await.expect("the book lives");
        assert_eq!(book.tally(Tally {}).await.expect("an answer").count, n);
    }
    world.end().await;
}

async fn asks_are_refused(road: Road) {
    let world = Plan::on(road).launch();
    let book = world.book("book");
    match book.double(Double { n: 7 }).await {
        Err(AskError::NotSent(SendError { kind: SendErrorKind::OneWay, message })) => {
            assert_eq!(message, Double { n: 7 });
        }
        other => panic!("{other:?}"),
    }
    match book.ask_timeout(Note { sender: 1, n: 7 }, Duration::from_secs(30)).await {
        Err(AskError::NotSent(error)) => assert_eq!(error.kind, SendErrorKind::OneWay),
        other => panic!("{other:?}"),
    }
    // A message that asks may be sent; nobody answers.
    book.send(Double { n: 7 }).await.expect("the relay is there");
    book.note(Note { sender: 1, n: 1 }).await.expect("the relay is there");
    world.has_all("book", 1).await;
    world.end().await;
}
