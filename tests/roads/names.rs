//! Names and types: who is there, who is not, what the two ends of a link disagree about, and what `explain` says.

use mycelium::bundle::{Part, Road, TopologyConfig};
use mycelium::prelude::*;

use crate::actors::{Blob, BookRef, Double, Note, PassOn, Tally, WardenRef, types};
use crate::child::{Home, Node};
use crate::support::{Plan, World, eventually, on_every_road, within};

on_every_road! {
    a_name_that_nobody_has_is_unknown: bundle unix relay;
    a_handle_of_another_type_is_refused: bundle unix relay;
    both_ends_ask_each_other: bundle unix;
    what_differs_between_two_builds_is_refused_by_name: unix;
    an_actor_that_the_other_end_does_not_have_is_absent: unix;
    explain_says_which_road_and_why: bundle unix relay;
}

async fn a_name_that_nobody_has_is_unknown(road: Road) {
    let world = Plan::on(road).launch();
    for found in [world.here.handle::<BookRef>("bok"), world.here.at("here").and_then(|here| here.handle("bok"))] {
        let Err(error) = found else { panic!("nobody has this name") };
        assert!(matches!(&error, LookupError::Unknown { name } if name == "bok"), "{error}");
    }
    let Err(error) = world.here.at("her") else { panic!("nobody has this name") };
    assert!(matches!(&error, LookupError::Unknown { name } if name == "her"), "{error}");
    world.end().await;
}

async fn a_handle_of_another_type_is_refused(road: Road) {
    let world = Plan::on(road).launch();
    let here = world.here.at("here").expect("it was launched");
    for found in [world.here.handle::<WardenRef>("book"), here.handle::<WardenRef>("book")] {
        let Err(error) = found else { panic!("a book is no warden") };
        let LookupError::WrongMessageType { name, found, wanted } = &error else { panic!("{error}") };
        assert_eq!((name.as_str(), *found, *wanted), ("book", "BookMessage", "WardenMessage"));
    }
    world.end().await;
}

async fn both_ends_ask_each_other(road: Road) {
    let world = Plan { has_near: true, ..Plan::on(road) }.launch();
    let warden: WardenRef = world.here.at("here").and_then(|here| here.handle("warden")).expect("it is there");
    let mut asking = tokio::task::JoinSet::new();
    for n in 0..200 {
        let warden = warden.clone();
        asking.spawn(async move { (n, warden.pass_on(PassOn { name: "near".to_owned(), n }).await) });
    }
    for (n, answer) in asking.join_all().await {
        assert_eq!(answer.expect("the warden lives"), Some(2 * n), "near lives");
    }
    let nobody = PassOn { name: "nobody".to_owned(), n: 1 };
    assert_eq!(warden.pass_on(nobody).await.expect("the warden lives"), None);
    world.end().await;
}

async fn what_differs_between_two_builds_is_refused_by_name(road: Road) {
    let ground = Plan::on(road).lay();
    let file = ground.toml.display().to_string();
    let there = Node::start(&[&file, "--variant", "other", "--bundle", "there"]).ready();
    let mut world = World::new(ground, Some(there), None);
    let book = world.book("book");
    assert_eq!(book.double(Double { n: 21 }).await.expect("what is the same crosses"), 42);

    let refused = book.note(Note { sender: 1, n: 7 }).await.expect_err("the layout differs");
    let shown = refused.to_string();
    let SendErrorKind::Schema(mismatch) = refused.kind else { panic!("{shown}") };
    assert_eq!((mismatch.message, refused.message.n), ("Note", 7));
    assert!(!mismatch.there.is_empty() && mismatch.here != mismatch.there, "{mismatch:?}");
    assert!(shown.contains("`Note`"), "{shown}");
    assert!(shown.contains("field 0 is `sender: u32` here, and `n: u64` there"), "{shown}");

    let refused = book.try_send(Blob { n: 1, bytes: vec![] }).expect_err("nobody there takes it");
    let SendErrorKind::Schema(mismatch) = refused.kind else { panic!("{}", refused.kind) };
    assert_eq!((mismatch.message, mismatch.there.len()), ("Blob", 0));

    match book.ask(Note { sender: 1, n: 8 }).await {
        Err(AskError::NotSent(error)) => assert!(matches!(error.kind, SendErrorKind::Schema(_)), "{error}"),
        other => panic!("{other:?}"),
    }
    assert_eq!(book.double(Double { n: 4 }).await.expect("the link lives on"), 8);

    // The other process again, from our build: the same reference works, for all messages.
    world.there.take().expect("it runs").kill();
    world.there = Some(world.ground.there().ready());
    let sent = async || book.note(Note { sender: 1, n: 9 }).await.ok();
    eventually("the schemas agree", sent).await;
    world.has_all("book", 1).await;
    world.end().await;
}

async fn an_actor_that_the_other_end_does_not_have_is_absent(road: Road) {
    let ground = Plan { books: &["book", "copy"], ..Plan::on(road) }.lay();
    let text = std::fs::read_to_string(&ground.toml).expect("it was written");
    let at = text.find("[bundles.actors.copy]").expect("the copy is in the file");
    let older = ground.home.write("older.toml", &text[..at]);
    let there = Node::bundle(&older, "there").ready();
    let world = World::new(ground, Some(there), None);
    let copy = world.book("copy");
    let refused = copy.note(Note { sender: 1, n: 7 }).await.expect_err("it is not there");
    assert_eq!((refused.kind, refused.message.n), (SendErrorKind::Absent, 7));
    match copy.double(Double { n: 7 }).await {
        Err(AskError::NotSent(error)) => assert_eq!((error.kind, error.message.n), (SendErrorKind::Absent, 7)),
        other => panic!("{other:?}"),
    }
    world.book("book").note(Note { sender: 1, n: 1 }).await.expect("others are there");
    world.has_all("book", 1).await;
    world.end().await;
}

async fn explain_says_which_road_and_why(road: Road) {
    let ground = Plan::on(road).lay();
    let shown = ground.topology.explain("here", "book").expect("both are there").to_string();
    assert!(shown.starts_with(&format!("here -> book: {road}, because")), "{shown}");
    let reason = match road {
        Road::Bundle => "`book` is a member of `here`, shared_memory at",
        Road::Unix => "`here` runs in node `here` and `book` in node `there` (socket ",
        Road::Relay => "the edge at",
    };
    assert!(shown.contains(reason), "{shown}");
    assert!(shown.contains("bundles.toml:") || road == Road::Unix, "{shown}");
    assert_eq!(shown.contains("carries no asks"), road == Road::Relay, "{shown}");
}

fn apart(home: &Home) -> String {
    format!(
        r#"
        link_directory = "{}"
        [[bundles]]
        name = "here"
        mode = "shared_memory"
        actors.near.type = "Book"
        [[bundles]]
        name = "apart"
        mode = "same_node"
        actors.book.type = "Book"
        actors.warden.type = "Warden"
        "#,
        home.path("links").display(),
    )
}

async fn warden_reaches_all(here: &ActorSystem) {
    let here = here.at("here").expect("it was launched");
    let (warden, book): (WardenRef, BookRef) =
        (here.handle("warden").expect("known"), here.handle("book").expect("known"));
    assert!(!warden.is_local() && !book.is_local());
    for name in ["book", "near"] {
        let answer = warden.pass_on(PassOn { name: name.to_owned(), n: 21 }).await.expect("the warden lives");
        assert_eq!(answer, Some(42), "{name}");
    }
    book.note(Note { sender: 1, n: 1 }).await.expect("the book lives");
    assert_eq!(book.tally(Tally {}).await.expect("the book lives").count, 1);
}

/// Three processes, each calling the others.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn members_of_a_same_node_bundle_are_processes_of_their_own() {
    let home = Home::new();
    let toml = home.write("bundles.toml", &apart(&home));
    let file = toml.display().to_string();
    let book = Node::start(&[&file, "--actor", "book"]).ready();
    let warden = Node::start(&[&file, "--actor", "warden"]).ready();
    let topology = TopologyConfig::read(&toml).unwrap_or_else(|error| panic!("{error}"));
    let here = ActorSystem::launch(&topology, &types(), &Part::Bundle("here".to_owned())).expect("it is sound");
    within("the asks", warden_reaches_all(&here)).await;
    within("the stop", here.stop()).await;
    assert!(book.end().success() && warden.end().success());
}

/// Nodes stay nodes: their roads are the same, frames over sockets included.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_nodes_may_run_in_one_process() {
    let home = Home::new();
    let topology = TopologyConfig::parse(&apart(&home), "bundles.toml").unwrap_or_else(|error| panic!("{error}"));
    let all = ActorSystem::launch(&topology, &types(), &Part::All).expect("it is sound");
    within("the asks", warden_reaches_all(&all)).await;
    let metrics = all.get_transport_metrics();
    assert!(metrics.frames_sent >= 4 && metrics.frames_received >= 4, "{metrics:?}");
    within("the stop", all.stop()).await;
}

/// The rollback of one edge: the same actor by value for some, as frames for one sender.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_edge_moves_the_messages_of_one_sender_only() {
    const BACK: &str = "[[edges]]\nfrom = \"here\"\nto = \"book\"\nroad = \"unix\"\n";
    let world = Plan { rest: BACK, ..Plan::on(Road::Bundle) }.launch();
    let book = world.book("book");
    assert!(!book.is_local() && world.watched("book").is_local());
    for n in 0..100 {
        book.note(Note { sender: 1, n }).await.expect("the book lives");
    }
    assert_eq!(book.double(Double { n: 21 }).await.expect("the book lives"), 42);
    world.has_all("book", 100).await;
    let metrics = world.here.get_transport_metrics();
    assert_eq!((metrics.frames_sent, metrics.frames_received), (101, 101));
    let answer = world.warden().pass_on(PassOn { name: "book".to_owned(), n: 21 }).await.expect("the warden lives");
    assert_eq!((answer, world.here.get_transport_metrics().frames_sent), (Some(42), 101), "by value");
    within("the end", world.end()).await;
}
