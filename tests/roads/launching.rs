//! What is refused before anything runs, where, and in which words.

use mycelium::bundle::{Part, TopologyConfig};
use mycelium::prelude::*;
use mycelium::{LaunchError, SpawnError};
use serde::Deserialize;

use crate::actors::{Book, Double, Note, Secret, Warden};
use crate::child::Home;

/// Takes questions only.
#[derive(Default)]
struct Oracle;

#[actor(domain = signal)]
impl Oracle {
    #[handler]
    fn double(&self, question: &Double) -> u64 {
        2 * question.n
    }
}

/// Takes nothing that could leave the process.
#[derive(Default)]
struct Hermit;

#[actor]
impl Hermit {
    #[handler]
    fn secret(&self, secret: &Secret) {
        let _ = secret.n;
    }
}

#[message(tlv = 230, domain = execution)]
struct Order {
    n: u64,
}

/// Takes messages of two domains.
#[derive(Default)]
struct Clerk;

#[actor(domain = signal)]
impl Clerk {
    #[handler]
    fn note(&self, note: &Note) {
        let _ = note.n;
    }

    #[handler]
    fn order(&self, order: &Order) {
        let _ = order.n;
    }
}

#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields)]
struct ShelfConfig {
    books: u64,
}

#[derive(Default)]
struct Shelf {
    books: u64,
}

#[actor]
impl Shelf {
    #[handler]
    fn double(&self, question: &Double) -> u64 {
        self.books * question.n
    }
}

fn types() -> ActorTypes {
    let types = ActorTypes::new().register::<Book>("Book").register::<Warden>("Warden").register::<Oracle>("Oracle");
    let types = types.register::<Hermit>("Hermit").register::<Clerk>("Clerk");
    types.configured("Shelf", |config: ShelfConfig| Shelf { books: config.books })
}

/// Two nodes, `here` and `there`; `rest` begins in line 8, with the actors of `there`.
fn text(home: &Home, rest: &str) -> String {
    let (links, socket) = (home.path("links"), home.path("signal.sock"));
    format!(
        "link_directory = \"{}\"\n[relays]\nsignal = \"{}\"\n[[bundles]]\nname = \"here\"\nmode = \"shared_memory\"\nactors = []\n{rest}",
        links.display(),
        socket.display()
    )
}

const THERE: &str = "[[bundles]]\nname = \"there\"\nmode = \"shared_memory\"\n";

fn launched(home: &Home, rest: &str, part: &Part) -> std::result::Result<ActorSystem, LaunchError> {
    let topology = TopologyConfig::parse(&text(home, &format!("{THERE}{rest}")), "bundles.toml");
    ActorSystem::launch(&topology.unwrap_or_else(|error| panic!("{error}")), &types(), part)
}

/// Whichever part is launched, the whole is refused at `place`, with all `words`.
#[track_caller]
fn refused(rest: &str, place: &str, words: &[&str]) {
    let home = Home::new();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let _inside = runtime.enter();
    for part in [Part::All, Part::Bundle("here".into()), Part::Bundle("there".into())] {
        let Err(error) = launched(&home, rest, &part) else { panic!("{part:?} was launched") };
        assert!(matches!(error, LaunchError::Config(_)), "{error}");
        let shown = error.to_string();
        let first = shown.lines().next().unwrap_or_default();
        assert!(first.starts_with(&format!("bundles.toml:{place}: ")), "expected {place}:\n{shown}");
        for word in words {
            assert!(first.contains(word), "expected {word:?}:\n{shown}");
        }
        assert!(!home.path("links").exists(), "something was made before all was checked");
    }
}

#[test]
fn an_unknown_type_is_refused_and_the_right_one_suggested() {
    refused("[bundles.actors.book]\ntype = \"Bok\"", "12:8", &["`Bok`", "did you mean `Book`", "`Oracle`"]);
    refused("actors = [\"book\"]", "11:11", &["`book`", "did you mean `Book`"]);
}

#[test]
fn a_config_is_the_types_own() {
    refused(
        "[bundles.actors.shelf]\ntype = \"Shelf\"\nconfig = { books = 1, boks = 2 }",
        "13:23",
        &["`boks`", "did you mean `books`"],
    );
    refused("[bundles.actors.shelf]\ntype = \"Shelf\"\nconfig = { books = \"many\" }", "13:20", &["many"]);
    refused("[bundles.actors.shelf]\ntype = \"Shelf\"", "11:17", &["`shelf` has no config", "`books`"]);
    refused("[bundles.actors.book]\ntype = \"Book\"\nconfig = { shelf = 1 }", "13:12", &["`shelf`"]);
}

#[test]
fn a_relay_edge_needs_a_relay_of_its_domain() {
    let rest =
        "[bundles.actors.warden]\ntype = \"Warden\"\n[[edges]]\nfrom = \"here\"\nto = \"warden\"\nroad = \"relay\"";
    refused(rest, "16:8", &["`warden`"]);
}

#[test]
fn a_sender_has_one_edge_per_relay() {
    let edge = |to: &str| format!("[[edges]]\nfrom = \"here\"\nto = \"{to}\"\nroad = \"relay\"\n");
    let actors = "[bundles.actors.book]\ntype = \"Book\"\n[bundles.actors.copy]\ntype = \"Book\"\n";
    let rest = format!("{actors}{}{}", edge("book"), edge("copy"));
    refused(&rest, "22:8", &["`here`", "another edge", "`book`", "to = [..]"]);
}

#[test]
fn an_edge_out_of_the_process_carries_something() {
    for road in ["unix", "relay"] {
        let actors = "[bundles.actors.hermit]\ntype = \"Hermit\"\n";
        let rest = format!("{actors}[[edges]]\nfrom = \"here\"\nto = \"hermit\"\nroad = \"{road}\"");
        refused(&rest, "16:8", &["`here`", "`hermit`", "`local`", "`Secret`"]);
    }
}

#[test]
fn a_relay_carries_no_asks() {
    let rest =
        "[bundles.actors.oracle]\ntype = \"Oracle\"\n[[edges]]\nfrom = \"here\"\nto = \"oracle\"\nroad = \"relay\"";
    refused(rest, "16:8", &["`oracle`", "no asks", "`Double`"]);
}

#[test]
fn a_relay_carries_one_domain() {
    let rest = "[bundles.actors.clerk]\ntype = \"Clerk\"\n[[edges]]\nfrom = \"here\"\nto = \"clerk\"\nroad = \"relay\"";
    refused(rest, "16:8", &["`clerk`", "`Note`", "signal", "`Order`", "execution"]);
}

#[test]
fn receivers_of_one_edge_take_the_same_messages() {
    let actors = "[bundles.actors.book]\ntype = \"Book\"\n[bundles.actors.oracle]\ntype = \"Oracle\"\n";
    let edge = "[[edges]]\nfrom = \"here\"\nto = [\"book\", \"oracle\"]\n";
    refused(&format!("{actors}{edge}"), "15:1", &["`book`", "`BookMessage`", "`oracle`", "`OracleMessage`"]);
    refused(&format!("{actors}{edge}road = \"unix\""), "18:8", &["`BookMessage`", "`OracleMessage`"]);
}

#[test]
fn a_name_is_registered_once() {
    let home = Home::new();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let _inside = runtime.enter();
    let topology = TopologyConfig::parse(&text(&home, ""), "bundles.toml").expect("it is sound");
    let error = ActorSystem::launch(&topology, &types().register::<Book>("Oracle"), &Part::All).expect_err("twice");
    assert!(matches!(&error, LaunchError::TypeTwice(name) if name == "Oracle"), "{error}");
}

#[test]
fn a_system_is_launched_inside_of_a_runtime() {
    let home = Home::new();
    let error = launched(&home, "[bundles.actors.book]\ntype = \"Book\"", &Part::All).expect_err("no runtime");
    assert!(matches!(error, LaunchError::NoRuntime), "{error}");
}

#[tokio::test]
async fn a_node_that_runs_is_not_launched_again() {
    let home = Home::new();
    let rest = "[bundles.actors.book]\ntype = \"Book\"";
    let part = Part::Bundle("there".into());
    let first = launched(&home, rest, &part).expect("it is sound");
    let error = launched(&home, rest, &part).expect_err("it runs already");
    assert!(matches!(error, LaunchError::Socket(_)), "{error}");
    assert!(error.to_string().contains("there.sock"), "{error}");
    first.stop().await;
    let again = launched(&home, rest, &part).expect("the socket is free");
    // Names of actors are taken only once, too.
    let error = again.named("book").spawn(Book::default()).expect_err("the name is taken");
    assert!(matches!(error, SpawnError::NameTaken(_)), "{error}");
    again.stop().await;
}
