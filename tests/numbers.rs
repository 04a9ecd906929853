//! One number of one domain is one type of message in a system, whichever crates its actors come from.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use mycelium::bundle::{Part, TopologyConfig};
use mycelium::prelude::*;
use mycelium::protocol::PoolSwap;
use mycelium::transport::memory_link;
use mycelium::{LaunchError, SpawnError};
use trading_pair::PoolSwapEvent;

// === two crates, one number, one domain ===

#[derive(Default)]
struct Indexer;

#[actor]
impl Indexer {
    #[handler]
    fn swap(&mut self, _swap: &PoolSwap) {}
}

#[derive(Default)]
struct Trader;

#[actor]
impl Trader {
    #[handler]
    fn swap(&mut self, _swap: &PoolSwapEvent) {}
}

/// The same message as the trader's.
#[derive(Default)]
struct Watcher;

#[actor]
impl Watcher {
    #[handler]
    fn seen(&mut self, _swap: &PoolSwapEvent) {}
}

/// The sentence, by who takes which.
fn said(first: &str, second: &str) -> String {
    format!(
        "number 11 of domain market_data is both `mycelium::protocol::pool::PoolSwap` of crate `mycelium`, which `{first}` \
         takes, and `trading_pair::messages::PoolSwapEvent` of crate `trading_pair`, which `{second}` takes; give one of \
         them another `tlv`, or another `domain`"
    )
}

// === the same number elsewhere ===

/// Its domain is its enum's.
#[message(tlv = 11)]
#[derive(Debug, Clone)]
struct Anywhere {
    n: u64,
}

#[derive(Default)]
struct Executor;

#[actor(domain = execution)]
impl Executor {
    #[handler]
    fn anywhere(&mut self, _anywhere: &Anywhere) {}
}

#[derive(Default)]
struct Pricer;

#[actor(domain = market_data)]
impl Pricer {
    #[handler]
    fn anywhere(&mut self, _anywhere: &Anywhere) {}
}

/// Without a domain anywhere.
#[derive(Default)]
struct Stranger;

#[actor]
impl Stranger {
    #[handler]
    fn anywhere(&mut self, _anywhere: &Anywhere) {}
}

#[message(tlv = 11, domain = system)]
#[derive(Debug, Clone)]
struct Pulse {
    n: u64,
}

#[derive(Default)]
struct Heart;

#[actor]
impl Heart {
    #[handler]
    fn pulse(&mut self, _pulse: &Pulse) {}
}

/// Never leaves the process.
#[message(local)]
struct Secret;

#[derive(Default)]
struct Hermit;

#[actor]
impl Hermit {
    #[handler]
    fn secret(&mut self, _secret: Secret) {}
}

#[derive(Default)]
struct OtherHermit;

mod other {
    #[mycelium::message(local)]
    pub(crate) struct Secret;
}

#[actor]
impl OtherHermit {
    #[handler]
    fn secret(&mut self, _secret: other::Secret) {}
}

// === launching ===

/// Two nodes; the actors of the second stand from line 6 on.
fn launched(here: &str, there: &str, part: &Part) -> std::result::Result<ActorSystem, LaunchError> {
    // Tests run beside each other, and each removes its own.
    static CALLS: AtomicU32 = AtomicU32::new(0);
    let directory = format!("mycelium-numbers-{}-{}", std::process::id(), CALLS.fetch_add(1, Relaxed));
    let directory = std::env::temp_dir().join(directory);
    let text = format!(
        "link_directory = \"{}\"\n\
         [[bundles]]\nname = \"here\"\nmode = \"shared_memory\"\nactors = [{here}]\n\
         [[bundles]]\nname = \"there\"\nmode = \"shared_memory\"\nactors = [{there}]\n",
        directory.display()
    );
    let topology = TopologyConfig::parse(&text, "bundles.toml").unwrap_or_else(|error| panic!("{error}"));
    let types = ActorTypes::new()
        .with::<Indexer>()
        .with::<Trader>()
        .with::<Watcher>()
        .with::<Executor>()
        .with::<Pricer>()
        .with::<Stranger>()
        .with::<Heart>()
        .with::<Hermit>()
        .with::<OtherHermit>();
    let launched = ActorSystem::launch(&topology, &types, part);
    drop(std::fs::remove_dir_all(&directory));
    launched
}

fn refused(here: &str, there: &str, part: &Part) -> String {
    let error = launched(here, there, part).expect_err("a number is there twice");
    assert!(matches!(error, LaunchError::Config(_)), "{error}");
    error.to_string().lines().next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn two_crates_with_one_number_in_one_domain_are_refused_with_both_types() {
    for part in [Part::All, Part::Bundle("here".into()), Part::Bundle("there".into())] {
        let found = refused("\"Indexer\"", "\"Hermit\", \"Trader\"", &part);
        assert_eq!(found, format!("bundles.toml:9:21: {}", said("Indexer", "Trader")), "{part:?}");
    }
    // It does not matter that both could share a process.
    let found = refused("\"Indexer\", \"Trader\"", "", &Part::All);
    assert_eq!(found, format!("bundles.toml:5:22: {}", said("Indexer", "Trader")));
}

#[tokio::test]
async fn a_message_has_the_domain_of_its_enum_or_that_of_the_system() {
    let found = refused("\"Indexer\"", "\"Pricer\"", &Part::All);
    assert!(found.contains("`numbers::Anywhere` of crate `numbers`, which `Pricer` takes"), "{found}");
    let found = refused("\"Stranger\"", "\"Heart\"", &Part::All);
    assert!(found.contains("number 11 of domain system is both `numbers::Anywhere`"), "{found}");
    assert!(found.contains("`numbers::Pulse`"), "{found}");
}

#[tokio::test]
async fn one_type_may_be_taken_by_many_and_a_number_used_in_many_domains() {
    let here = "\"Trader\", \"Watcher\", \"Executor\", \"Heart\"";
    let system = launched(here, "\"Hermit\", \"OtherHermit\"", &Part::All).expect("it is sound");
    system.stop().await;
}

// === without a file ===

#[tokio::test]
async fn an_actor_that_gets_a_name_is_refused_for_a_number_and_the_name_stays_free() {
    let system = ActorSystem::new();
    let _indexer = system.named("indexer").spawn(Indexer).expect("nobody has its number");
    let error = system.named("trader").spawn(Trader).expect_err("the indexer has its number");
    let SpawnError::NumberTwice(id, twice) = &error else { panic!("{error}") };
    assert_eq!((id.as_str(), twice.number(), twice.domain().name()), ("trader", 11, Some("market_data")));
    assert_eq!(twice.types().map(|message| message.krate()), ["mycelium", "trading_pair"]);
    assert_eq!(error.to_string(), format!("actor `trader` cannot have a name here: {}", said("indexer", "trader")));
    // No link leads to an actor without a name, so its numbers are its own.
    let unnamed = system.spawn(Trader);
    assert!(unnamed.id().as_str().starts_with("Trader"));
    let _executor = system.named("trader").spawn(Executor).expect("another domain");
    let _second = system.named("second_indexer").spawn(Indexer).expect("the same type");
    // Another system has nothing to do with it.
    let other = ActorSystem::new();
    let _trader = other.named("trader").spawn(Trader).expect("nobody has its number");
    system.stop().await;
    other.stop().await;
}

#[tokio::test]
async fn an_actor_behind_a_link_of_its_own_is_refused_for_a_number() {
    let system = ActorSystem::new();
    let _indexer = system.named("indexer").spawn(Indexer).expect("nobody has its number");
    let (outlet, _inlet) = memory_link(4096);
    let error = system.connect::<TraderRef>("trader", outlet).expect_err("the indexer has its number");
    assert!(matches!(&error, SpawnError::NumberTwice(id, _) if id.as_str() == "trader"), "{error}");
    system.stop().await;
}
