//! Methods that declare their messages: they take every road that declared structs take, with the same answers and errors.

use std::pin::pin;
use std::time::Duration;

use mycelium::bundle::Road;
use mycelium::prelude::*;

use crate::actors::{DividedByZero, Fail, Jot, Share};
use crate::support::{Plan, eventually, on_every_road, still_waits};

on_every_road! {
    their_messages_are_sent_in_order: bundle unix relay;
    what_they_return_answers: bundle unix;
    an_answer_is_given_by_another_handler_later: bundle unix;
    an_error_that_nobody_asked_for_goes_to_the_hook: bundle unix relay;
    their_questions_do_not_take_a_one_way_road: relay;
}

async fn their_messages_are_sent_in_order(road: Road) {
    const ROUNDS: u64 = 100;
    let world = Plan::on(road).launch();
    let book = world.book("book");
    let recipient = book.recipient::<Jot>();
    for round in 0..ROUNDS {
        let first = round * 4;
        book.jot(1, first).await.expect("the book lives");
        book.send(Jot { sender: 1, n: first + 1 }).await.expect("the book lives");
        let limit = Duration::from_secs(30);
        book.send_timeout(Jot { sender: 1, n: first + 2 }, limit).await.expect("the book lives");
        recipient.send(Jot { sender: 1, n: first + 3 }).await.expect("the book lives");
    }
    world.has_all("book", 4 * ROUNDS).await;
    world.end().await;
}

async fn what_they_return_answers(road: Road) {
    let world = Plan::on(road).launch();
    let book = world.book("book");
    assert_eq!(book.share(42, None).await.expect("an answer"), Ok(21));
    let refused = book.share(42, Some(0)).await.expect("a typed error is an answer");
    assert_eq!(refused, Err(DividedByZero { dividend: 42 }));
    let within = book.ask_timeout(Share { n: 9, by: Some(3) }, Duration::from_secs(30)).await;
    assert_eq!(within.expect("an answer in time"), Ok(3));
    let sentence = book.explain("no idea".to_owned()).await.expect("an error of ours is an answer, too");
    assert_eq!(sentence.expect_err("it is an error").to_string(), "book: no idea");
    assert!(book.failures().await.expect("an answer").is_empty(), "whoever asked has the errors");
    let () = book.ask(Jot { sender: 1, n: 1 }).await.expect("what returns nothing says that it was handled");
    world.has_all("book", 1).await;
    world.end().await;
}

async fn an_answer_is_given_by_another_handler_later(road: Road) {
    let world = Plan::on(road).launch();
    let book = world.book("book");
    // Once the link is up, an ask is under way when it was polled.
    assert!(book.failures().await.expect("an answer").is_empty());
    let (mut one, mut other) = (pin!(book.ponder()), pin!(book.ponder()));
    still_waits("nobody has answered", one.as_mut()).await;
    still_waits("nobody has answered", other.as_mut()).await;
    // Behind both, in the same order.
    assert_eq!(book.reveal("a shadow".to_owned()).await.expect("an answer"), 2);
    assert_eq!(one.await.expect("an answer, later"), "a shadow");
    assert_eq!(other.await.expect("an answer, later"), "a shadow");
    world.end().await;
}

async fn an_error_that_nobody_asked_for_goes_to_the_hook(road: Road) {
    let world = Plan::on(road).launch();
    world.book("book").fail(Fail {}).await.expect("the book lives");
    let watched = world.watched("book");
    let failures = async || Some(watched.failures().await.expect("the book lives")).filter(|it| !it.is_empty());
    assert_eq!(eventually("the hook has the error", failures).await, ["it cannot be done"]);
    world.end().await;
}

async fn their_questions_do_not_take_a_one_way_road(road: Road) {
    let world = Plan::on(road).launch();
    let book = world.book("book");
    match book.share(42, None).await {
        Err(AskError::NotSent(SendError { kind: SendErrorKind::OneWay, message })) => {
            assert_eq!(message, Share { n: 42, by: None });
        }
        other => panic!("{other:?}"),
    }
    book.jot(1, 1).await.expect("the relay is there");
    world.has_all("book", 1).await;
    world.end().await;
}
