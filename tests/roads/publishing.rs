//! Publishing to recipients of one message, some beside the sender and some on the road under test.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use mycelium::bundle::Road;
use mycelium::prelude::*;
use tokio::time::timeout;

use crate::actors::{Blob, BookRef, Note, Quit, Tallied, Tally};
use crate::support::{Plan, World, eventually, on_every_road};

on_every_road! {
    each_recipient_gets_what_is_published_in_order: bundle unix relay;
    a_recipient_that_stopped_is_reported_and_the_others_get_all: bundle unix;
    a_held_recipient_pushes_the_publisher_back: bundle unix;
    a_publication_that_is_given_up_reached_those_in_front: bundle unix;
}

/// The book of this process, past any road.
fn near(world: &World) -> BookRef {
    world.here.handle("near").expect("the topology has it")
}

async fn near_tallied(world: &World, count: u64) -> Tallied {
    let near = near(world);
    let all = async || Some(near.tally(Tally {}).await.expect("it lives")).filter(|tallied| tallied.count >= count);
    eventually("all came to the near book", all).await
}

async fn each_recipient_gets_what_is_published_in_order(road: Road) {
    let world = Plan { books: &["book", "copy"], has_near: true, ..Plan::on(road) }.launch();
    let recipients = Recipients::from(vec![
        world.book("book").recipient(),
        near(&world).recipient(),
        world.book("copy").recipient(),
    ]);
    for n in 0..1_000 {
        let event = Arc::new(Note { sender: 1, n });
        if n % 2 == 0 {
            recipients.publish(event).await.expect("all are there");
        } else {
            recipients.try_publish(event).expect("there is room for all of them");
        }
    }
    world.has_all("book", 1_000).await;
    world.has_all("copy", 1_000).await;
    assert_eq!(near_tallied(&world, 1_000).await, Tallied { count: 1_000, disorder: 0, missing: 0 });
    world.end().await;
}

async fn a_recipient_that_stopped_is_reported_and_the_others_get_all(road: Road) {
    let world = Plan { books: &["book", "copy"], has_near: true, ..Plan::on(road) }.launch();
    let mut recipients = Recipients::from(vec![
        world.book("book").recipient(),
        near(&world).recipient(),
        world.book("copy").recipient(),
    ]);
    recipients.publish(Arc::new(Note { sender: 1, n: 0 })).await.expect("all are there");
    world.has_all("book", 1).await;
    let book = world.watched("book");
    book.quit(Quit {}).await.expect("the book lives");
    let mut n = 0;
    let error = eventually("the recipient has stopped", async || {
        n += 1;
        recipients.publish(Arc::new(Note { sender: 1, n })).await.err()
    })
    .await;
    assert_eq!((error.taken, error.refused.len()), (2, 1));
    assert_eq!((error.refused[0].recipient.as_str(), &error.refused[0].kind), ("book", &SendErrorKind::Stopped));
    assert!(recipients.remove(&error.refused[0].recipient));
    recipients.publish(Arc::new(Note { sender: 1, n: n + 1 })).await.expect("the others are there");
    world.has_all("copy", n + 2).await;
    assert_eq!(near_tallied(&world, n + 2).await, Tallied { count: n + 2, disorder: 0, missing: 0 });
    world.end().await;
}

/// A world with little room, whose far book is held, and how many messages it took until it was full.
async fn full(road: Road) -> (World, Recipients<Arc<Blob>>, u64, u64) {
    let world = Plan { has_near: true, mailbox: 16, link_buffer_bytes: 4_096, ..Plan::on(road) }.launch();
    let recipients = Recipients::from(vec![near(&world).recipient(), world.book("book").recipient()]);
    let gate = world.hold("book").await;
    (world, recipients, gate, 0)
}

fn blob(n: u64) -> Arc<Blob> {
    Arc::new(Blob { n, bytes: vec![7; 1_000] })
}

/// So long nobody has to wait who has room.
const LIMIT: Duration = Duration::from_millis(100);

async fn a_held_recipient_pushes_the_publisher_back(road: Road) {
    let (world, recipients, gate, mut sent) = full(road).await;
    loop {
        let mut publishing = recipients.publish(blob(sent));
        sent += 1;
        if timeout(LIMIT, &mut publishing).await.is_err() {
            assert_eq!(publishing.so_far().taken, 1, "the near one stands in front");
            let error = recipients.try_publish(blob(u64::MAX)).expect_err("the far one is full");
            assert_eq!((error.taken, &error.refused[0].kind), (1, &SendErrorKind::Full));
            world.open(gate).await;
            publishing.await.expect("there is room again");
            break;
        }
        assert!(sent < 6_000, "nobody pushes back");
    }
    world.has_all("book", sent).await;
    assert_eq!(near_tallied(&world, sent + 1).await.count, sent + 1);
    world.end().await;
}

async fn a_publication_that_is_given_up_reached_those_in_front(road: Road) {
    let (world, recipients, gate, mut sent) = full(road).await;
    loop {
        let mut publishing = pin!(recipients.publish(blob(sent)));
        if timeout(LIMIT, publishing.as_mut()).await.is_err() {
            assert_eq!(publishing.so_far().taken, 1, "the near one stands in front");
            break;
        }
        sent += 1;
        assert!(sent < 6_000, "nobody pushes back");
    }
    world.open(gate).await;
    recipients.publish(blob(sent + 1)).await.expect("the one that was given up is not in the way");
    let expected = Tallied { count: sent + 1, disorder: 0, missing: 1 };
    assert_eq!(world.tallied("book", sent + 1).await, expected);
    assert_eq!(near_tallied(&world, sent + 2).await, Tallied { count: sent + 2, disorder: 0, missing: 0 });
    world.end().await;
}
