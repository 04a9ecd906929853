//! Edges to several receivers: each gets all, in order, on every road.

use mycelium::bundle::{Part, Road, TopologyConfig};
use mycelium::prelude::*;

use crate::actors::{Blob, BookRef, Double, Hold, IsHeld, Note, Quit, types};
use crate::child::{Home, Node};
use crate::support::{Plan, World, eventually, on_every_road, within};

on_every_road! {
    each_receiver_gets_all_in_order: bundle unix relay;
    one_that_stopped_does_not_keep_the_others_from_getting_all: bundle unix relay;
    nobody_answers_for_several: bundle unix relay;
    a_held_receiver_pushes_back: bundle unix;
    what_is_accepted_reaches_all_whatever_its_type:
        bundle
        unix
        relay;
}

fn launch(road: Road) -> World {
    Plan { books: &["book", "copy", "third"], is_fan_out: true, ..Plan::on(road) }.launch()
}

async fn each_receiver_gets_all_in_order(road: Road) {
    let world = launch(road);
    // Whichever of them is looked up, all get what is sent.
    let (book, copy) = (world.book("book"), world.book("copy"));
    for n in 0..1_000 {
        book.note(Note { sender: 1, n }).await.expect("the edge is there");
        copy.note(Note { sender: 2, n }).await.expect("the edge is there");
        copy.blob(Blob { n, bytes: vec![7; 100] }).await.expect("the edge is there");
    }
    for name in ["book", "copy", "third"] {
        world.has_all(name, 3_000).await;
    }
    world.end().await;
}

async fn one_that_stopped_does_not_keep_the_others_from_getting_all(road: Road) {
    let world = launch(road);
    let edge = world.book("book");
    edge.note(Note { sender: 1, n: 0 }).await.expect("the edge is there");
    for name in ["book", "copy", "third"] {
        world.has_all(name, 1).await;
    }
    let first = world.watched("book");
    first.quit(Quit {}).await.expect("the book lives");
    eventually("the first has stopped", async || first.try_send(Note { sender: 2, n: 0 }).err()).await;
    for n in 1..100 {
        edge.note(Note { sender: 1, n }).await.expect("the edge is there");
    }
    world.has_all("copy", 100).await;
    world.has_all("third", 100).await;
    world.end().await;
}

async fn nobody_answers_for_several(road: Road) {
    let world = launch(road);
    match world.book("book").double(Double { n: 7 }).await {
        Err(AskError::NotSent(error)) if road == Road::Relay => {
            assert_eq!((error.kind, error.message.n), (SendErrorKind::OneWay, 7));
        }
        Err(AskError::NoAnswer(why)) if road != Road::Relay => assert_eq!(why, NoAnswer::Discarded),
        other => panic!("{other:?}"),
    }
    world.end().await;
}

/// A hold is carried by value, and cannot be cloned.
async fn what_is_accepted_reaches_all_whatever_its_type(road: Road) {
    let world = launch(road);
    let edge = world.book("book");
    let sent = edge.hold(Hold { gate: 1_000_000 }).await;
    // Refused is good, too.
    if sent.is_ok() {
        world.open(1_000_000).await;
        let all = async || {
            let mut handled = 0;
            for name in ["book", "copy", "third"] {
                let is_held = world.warden().is_held(IsHeld { gate: 1_000_000 }).await.expect("the warden lives");
                handled += u32::from(is_held && world.watched(name).double(Double { n: 1 }).await.is_ok());
            }
            (handled == 3).then_some(())
        };
        within("the holds", eventually("somebody came to the gate", all)).await;
    }
    world.end().await;
}

async fn a_held_receiver_pushes_back(road: Road) {
    const ALL: u64 = 6_000;
    let world =
        Plan { books: &["book", "copy"], is_fan_out: true, mailbox: 16, link_buffer_bytes: 4_096, ..Plan::on(road) };
    let world = world.launch();
    let edge = world.book("book");
    let gate = world.hold("copy").await;
    let mut sent = 0;
    let blob = |n| Blob { n, bytes: vec![7; 1_000] };
    // The edge's own mailbox fills last.
    let limit = std::time::Duration::from_millis(100);
    while edge.send_timeout(blob(sent), limit).await.is_ok() {
        sent += 1;
        assert!(sent < ALL, "nobody pushes back");
    }
    world.open(gate).await;
    for n in sent..ALL {
        edge.blob(blob(n)).await.expect("the edge is there");
    }
    world.has_all("book", ALL).await;
    world.has_all("copy", ALL).await;
    world.end().await;
}

/// One receiver beside the sender, one behind a link.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_edge_may_lead_over_several_roads() {
    let home = Home::new();
    let text = format!(
        r#"
        link_directory = "{}"
        [[bundles]]
        name = "here"
        mode = "shared_memory"
        actors.near.type = "Book"
        [[bundles]]
        name = "there"
        mode = "shared_memory"
        actors.far.type = "Book"
        [[edges]]
        from = "here"
        to = ["far", "near"]
        "#,
        home.path("links").display()
    );
    let toml = home.write("bundles.toml", &text);
    let topology = TopologyConfig::read(&toml).unwrap_or_else(|error| panic!("{error}"));
    let roads: Vec<Road> =
        topology.route("here", "near").expect("both are there").consumers.iter().map(|to| to.road).collect();
    assert_eq!(roads, [Road::Unix, Road::Bundle]);
    let there = Node::bundle(&toml, "there").ready();
    let here = ActorSystem::launch(&topology, &types(), &Part::Bundle("here".to_owned())).expect("it is sound");
    let edge: BookRef = here.at("here").and_then(|here| here.handle("far")).expect("the edge is there");
    for n in 0..1_000 {
        edge.note(Note { sender: 1, n }).await.expect("the edge is there");
    }
    for name in ["near", "far"] {
        // Looked up past the edge.
        let book: BookRef = here.handle(name).expect("the book is there");
        assert_eq!(book.is_local(), name == "near");
        let all = async || book.tally(crate::actors::Tally {}).await.ok().filter(|tallied| tallied.count == 1_000);
        let tallied = within(name, eventually("all has come", all)).await;
        assert_eq!((tallied.disorder, tallied.missing), (0, 0));
    }
    // A process that is gone does not keep the other receiver from getting all.
    there.kill();
    for n in 1_000..1_100 {
        edge.note(Note { sender: 1, n }).await.expect("the edge is there");
    }
    let near: BookRef = here.handle("near").expect("it is there");
    let all = async || near.tally(crate::actors::Tally {}).await.ok().filter(|tallied| tallied.count == 1_100);
    within("near", eventually("all has come", all)).await;
    within("the stop", here.stop()).await;
}
