//! Actors that a topology makes by the name of their type, from the `config` of its file.

use std::fmt;
use std::marker::PhantomData;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Mutex, OnceLock};

use mycelium::bundle::{Part, TopologyConfig};
use mycelium::prelude::*;
use mycelium::{LaunchError, Origin, Spawnable};
use serde::Deserialize;

#[message(tlv = 200, reply = String)]
struct Who;

// === actors ===

/// Every key has a default.
#[derive(Deserialize)]
#[serde(default)]
struct GreeterConfig {
    greeting: String,
    times: usize,
}

impl Default for GreeterConfig {
    fn default() -> Self {
        Self { greeting: String::from("hello"), times: 1 }
    }
}

struct Greeter(String);

#[actor(config = GreeterConfig)]
impl Greeter {
    fn new(config: GreeterConfig) -> Self {
        Self(vec![config.greeting; config.times].join(" "))
    }

    #[handler]
    fn who(&self, _who: Who) -> String {
        self.0.clone()
    }
}

/// No key has one; `new` stands elsewhere and may fail. The type is `Default`, too, which nobody asks for.
#[derive(Deserialize)]
struct LimiterConfig {
    least: u64,
    most: u64,
    path: Option<String>,
}

#[derive(Debug)]
struct Empty {
    least: u64,
    most: u64,
}

#[derive(Default)]
struct Limiter {
    least: u64,
    most: u64,
}

impl fmt::Display for Empty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is nothing from {} to {}", self.least, self.most)
    }
}

impl Limiter {
    fn new(LimiterConfig { least, most, path }: LimiterConfig) -> std::result::Result<Self, Empty> {
        // A file that is gone when the actor is restarted.
        let is_gone = path.is_some_and(|path| !std::path::Path::new(&path).exists());
        if least > most || is_gone { Err(Empty { least, most }) } else { Ok(Self { least, most }) }
    }
}

#[actor(name = "limiter", config = LimiterConfig)]
impl Limiter {
    #[handler]
    fn who(&self, _who: Who) -> String {
        format!("{}..{}", self.least, self.most)
    }
}

/// A limiter that counts how many were made, and how many began.
struct Counted(Limiter);

static MADE: AtomicU64 = AtomicU64::new(0);
static BEGAN: AtomicU64 = AtomicU64::new(0);
/// Tests that look at these counts take turns.
static TURN: Mutex<()> = Mutex::new(());

#[actor(config = LimiterConfig)]
impl Counted {
    fn new(config: LimiterConfig) -> std::result::Result<Self, Empty> {
        MADE.fetch_add(1, SeqCst);
        Limiter::new(config).map(Self)
    }

    #[on_start]
    fn begin(&mut self) {
        BEGAN.fetch_add(1, SeqCst);
    }

    #[handler]
    fn who(&self, who: Who) -> String {
        self.0.who(who)
    }
}

/// A generic actor, whose config is its parameter's.
trait Store: Send + Sync + 'static {
    type Config: for<'de> Deserialize<'de> + Send + 'static;

    fn open(config: Self::Config) -> Result<String>;
}

struct Pg;
struct Mem;

#[derive(Deserialize)]
struct PgConfig {
    url: String,
}

impl Store for Pg {
    type Config = PgConfig;

    fn open(config: PgConfig) -> Result<String> {
        if config.url.is_empty() { Err(Error::msg("an url has a host")) } else { Ok(config.url) }
    }
}

impl Store for Mem {
    type Config = ();

    fn open((): ()) -> Result<String> {
        Ok(String::from("memory"))
    }
}

#[message]
enum ServiceMessage {
    Who(Who),
}

struct Service<S> {
    opened: String,
    store: PhantomData<S>,
}

#[actor(message = ServiceMessage, config = S::Config)]
impl<S: Store> Service<S> {
    fn new(config: S::Config) -> Result<Self> {
        Ok(Self { opened: S::open(config)?, store: PhantomData })
    }

    #[handler]
    fn who(&self, _who: Who) -> String {
        self.opened.clone()
    }
}

/// No config, but a default.
#[derive(Default)]
struct Clerk;

#[actor]
impl Clerk {
    #[handler]
    fn who(&self, _who: Who) -> String {
        String::from("clerk")
    }
}

/// By hand.
struct Herald(String);

impl ActorBehavior for Herald {
    type Message = ServiceMessage;

    async fn handle(&mut self, message: ServiceMessage) -> Result<()> {
        let ServiceMessage::Who(Who) = message;
        self.0.push('!');
        Ok(())
    }

    async fn on_start(&mut self) -> Result<()> {
        HERALDS.get_or_init(Mutex::default).lock().expect("nobody panics").push(self.0.clone());
        Ok(())
    }
}

static HERALDS: OnceLock<Mutex<Vec<String>>> = OnceLock::new();

impl Spawnable for Herald {
    fn origin() -> Origin<Self> {
        Origin::config(|GreeterConfig { greeting, .. }| Herald(greeting))
    }
}

fn types() -> ActorTypes {
    ActorTypes::new()
        .with::<Greeter>()
        .with::<Limiter>()
        .with::<Counted>()
        .with::<Clerk>()
        .with::<Herald>()
        .register::<Service<Pg>>("PgService")
        .register::<Service<Mem>>("MemService")
}

// === the roads of a config ===

/// `rest` begins in line 4.
fn topology(rest: &str) -> TopologyConfig {
    let text = format!("[[bundles]]\nname = \"core\"\nmode = \"shared_memory\"\n{rest}");
    TopologyConfig::parse(&text, "bundles.toml").unwrap_or_else(|error| panic!("{error}"))
}

fn launched(rest: &str) -> std::result::Result<ActorSystem, LaunchError> {
    ActorSystem::launch(&topology(rest), &types(), &Part::All)
}

/// Inside of a runtime, the launch is refused at `place`, and the first line says all `words`.
#[track_caller]
fn refused(rest: &str, place: &str, words: &[&str]) {
    let error = launched(rest).expect_err(rest);
    assert!(matches!(error, LaunchError::Config(_)), "{error}");
    let shown = error.to_string();
    let first = shown.lines().next().unwrap_or_default();
    assert!(first.starts_with(&format!("bundles.toml:{place}: ")), "expected {place}:\n{shown}");
    for word in words {
        assert!(first.contains(word), "expected {word:?}:\n{shown}");
    }
}

async fn greets(system: &ActorSystem, name: &str) -> String {
    let greeter: GreeterRef = system.handle(name).expect("it runs");
    greeter.who(Who).await.expect("it answers")
}

#[tokio::test]
async fn an_actor_is_made_from_its_table_by_the_name_of_its_type() {
    let system = launched(
        "[bundles.actors.loud]\ntype = \"Greeter\"\nconfig = { greeting = \"hey\", times = 2 }\n\
         [bundles.actors.quiet]\ntype = \"Greeter\"\nconfig = { greeting = \"psst\" }\n\
         [bundles.actors.silent]\ntype = \"Greeter\"\nconfig = { times = 0 }\n\
         [bundles.actors.plain]\ntype = \"Greeter\"\n\
         [bundles.actors.clerk]\ntype = \"Clerk\"\n",
    )
    .expect("it is sound");
    assert_eq!(greets(&system, "loud").await, "hey hey");
    assert_eq!(greets(&system, "quiet").await, "psst");
    assert_eq!(greets(&system, "silent").await, "");
    assert_eq!(greets(&system, "plain").await, "hello");
    let clerk: ClerkRef = system.handle("clerk").expect("it runs");
    assert_eq!(clerk.who(Who).await.expect("it answers"), "clerk");
    system.stop().await;
}

#[tokio::test]
async fn an_actor_of_a_list_has_its_configs_defaults() {
    let system = launched("actors = [\"Greeter\", \"Clerk\"]").expect("it is sound");
    assert_eq!(greets(&system, "Greeter").await, "hello");
    system.stop().await;
    refused("actors = [\"limiter\"]", "4:11", &["`limiter` has no config, and its type needs one", "`least`"]);
}

#[tokio::test]
async fn a_type_goes_by_the_name_that_its_attribute_says() {
    let system =
        launched("[bundles.actors.gate]\ntype = \"limiter\"\nconfig = { least = 1, most = 3 }").expect("sound");
    let gate: LimiterRef = system.handle("gate").expect("it runs");
    assert_eq!(gate.who(Who).await.expect("it answers"), "1..3");
    system.stop().await;
    refused("[bundles.actors.gate]\ntype = \"Limiter\"", "5:8", &["`Limiter`", "did you mean `limiter`"]);
}

#[tokio::test]
async fn generic_actors_are_registered_with_their_parameters() {
    let system = launched(
        "[bundles.actors.orders]\ntype = \"PgService\"\nconfig = { url = \"pg://db\" }\n\
         [bundles.actors.cache]\ntype = \"MemService\"\n",
    )
    .expect("it is sound");
    for (name, expected) in [("orders", "pg://db"), ("cache", "memory")] {
        let service: ServiceRef = system.handle(name).expect("it runs");
        assert_eq!(service.who(Who).await.expect("it answers"), expected);
    }
    system.stop().await;
    refused(
        "[bundles.actors.orders]\ntype = \"PgService\"\nconfig = { url = \"\" }",
        "6:10",
        &["actor `orders` cannot be made: an url has a host"],
    );
    refused(
        "[bundles.actors.cache]\ntype = \"MemService\"\nconfig = { url = \"\" }",
        "6:10",
        &["`cache`", "takes none"],
    );
}

#[tokio::test]
async fn an_actor_by_hand_says_itself_where_it_comes_from() {
    let system =
        launched("[bundles.actors.herald]\ntype = \"Herald\"\nconfig = { greeting = \"oyez\" }").expect("sound");
    let herald = system.actor::<ServiceMessage>("herald").expect("it runs");
    drop(herald.ask(Who).await);
    assert!(HERALDS.get_or_init(Mutex::default).lock().expect("nobody panics").contains(&String::from("oyez")));
    system.stop().await;
}

#[tokio::test]
async fn a_key_that_the_type_does_not_know_is_refused_with_its_place() {
    let greeter = |config: &str| format!("[bundles.actors.greeter]\ntype = \"Greeter\"\nconfig = {{ {config} }}");
    refused(&greeter("greating = \"x\""), "6:12", &["`greeter` has no key `greating`", "did you mean `greeting`?"]);
    refused(&greeter("times = 1, volume = 2"), "6:23", &["`volume`", "expected `greeting` or `times`"]);
    refused("[bundles.actors.clerk]\ntype = \"Clerk\"\nconfig = { pace = 1 }", "6:12", &["`pace`", "remove it"]);
}

#[tokio::test]
async fn a_value_of_another_type_is_refused_with_its_place() {
    let greeter = |config: &str| format!("[bundles.actors.greeter]\ntype = \"Greeter\"\nconfig = {{ {config} }}");
    refused(&greeter("times = \"twice\""), "6:20", &["`greeter`, at `times`", "twice"]);
    refused(&greeter("times = -1"), "6:20", &["`times`", "-1"]);
}

// === constructors that fail ===

const TWO_LIMITERS: &str = "[bundles.actors.first]\ntype = \"Counted\"\nconfig = { least = 1, most = 3 }\n\
                            [bundles.actors.second]\ntype = \"Counted\"\nconfig = { least = 3, most = 1 }\n";

#[test]
fn a_constructor_that_fails_stops_the_launch_before_anything_runs() {
    let _turn = TURN.lock();
    let (made, began) = (MADE.load(SeqCst), BEGAN.load(SeqCst));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let error = launched(TWO_LIMITERS).expect_err("the second has no room");
        let expected = "bundles.toml:9:10: actor `second` cannot be made: there is nothing from 3 to 1\n\
                        \x20 |\n\
                        9 | config = { least = 3, most = 1 }\n\
                        \x20 |          ^^^^^^^^^^^^^^^^^^^^^^^";
        assert_eq!(error.to_string(), expected);
        // Whatever was set going would have its turn.
        for _ in 0..64 {
            tokio::task::yield_now().await;
        }
    });
    assert_eq!((MADE.load(SeqCst) - made, BEGAN.load(SeqCst) - began), (2, 0));
}

#[test]
fn a_constructor_is_not_called_where_the_actor_does_not_run() {
    let _turn = TURN.lock();
    let made = MADE.load(SeqCst);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let _inside = runtime.enter();
    let directory = std::env::temp_dir().join(format!("mycelium-spawnable-{}", std::process::id()));
    let text = |least: &str| {
        format!(
            "link_directory = \"{}\"\n[[bundles]]\nname = \"core\"\nmode = \"shared_memory\"\nactors = [\"Clerk\"]\n\
             [[bundles]]\nname = \"edge\"\nmode = \"shared_memory\"\n\
             [bundles.actors.gate]\ntype = \"Counted\"\nconfig = {{ least = {least}, most = 1 }}\n",
            directory.display()
        )
    };
    let launch = |least: &str, part: &str| {
        let topology = TopologyConfig::parse(&text(least), "bundles.toml").unwrap_or_else(|error| panic!("{error}"));
        ActorSystem::launch(&topology, &types(), &Part::Bundle(part.into()))
    };
    let system = launch("3", "core").expect("the gate is somebody else's");
    assert_eq!(MADE.load(SeqCst), made);
    drop(system);
    let error = launch("3", "edge").expect_err("the gate has no room");
    assert!(error.to_string().starts_with("bundles.toml:11:10: actor `gate`"), "{error}");
    // What can be read from the file alone is checked everywhere.
    let error = launch("\"3\"", "core").expect_err("a number is no text");
    assert!(error.to_string().starts_with("bundles.toml:11:20: "), "{error}");
    drop(std::fs::remove_dir_all(&directory));
}

#[tokio::test]
async fn a_restart_makes_the_next_instance_from_the_same_config() {
    let system = launched("[bundles.actors.loud]\ntype = \"Greeter\"\nconfig = { greeting = \"hey\" }").expect("sound");
    let loud: GreeterRef = system.handle("loud").expect("it runs");
    loud.restart().await.expect("it has a constructor");
    assert_eq!(loud.who(Who).await.expect("it answers"), "hey");
    assert_eq!(loud.metrics().restarted, 1);
    system.stop().await;
}

#[tokio::test]
async fn a_constructor_that_fails_at_a_restart_ends_its_actor_and_says_so() {
    let path = std::env::temp_dir().join(format!("mycelium-spawnable-gone-{}", std::process::id()));
    std::fs::write(&path, "").expect("a file");
    let rest = format!(
        "[bundles.actors.gate]\ntype = \"limiter\"\nconfig = {{ least = 1, most = 3, path = \"{}\" }}",
        path.display()
    );
    let system = launched(&rest).expect("the file is there");
    let gate: LimiterRef = system.handle("gate").expect("it runs");
    assert_eq!(gate.who(Who).await.expect("it answers"), "1..3");
    std::fs::remove_file(&path).expect("it was there");
    assert!(gate.restart().await.is_err());
    let said = "actor `gate` cannot be made: there is nothing from 1 to 3";
    assert_eq!(gate.stopped().await, StopReason::StartFailed(said.into()));
    system.stop().await;
}

// === closures ===

#[tokio::test]
async fn a_closure_adds_what_the_program_has_and_may_fail() {
    let runs = Arc::<AtomicU64>::default();
    let types = |runs: &Arc<AtomicU64>| {
        let runs = Arc::clone(runs);
        ActorTypes::new().configured("Greeter", move |config: GreeterConfig| {
            runs.fetch_add(1, SeqCst);
            if config.times == 0 { Err("it says nothing") } else { Ok(Greeter::new(config)) }
        })
    };
    let launch = |times: u64| {
        let rest = format!("[bundles.actors.greeter]\ntype = \"Greeter\"\nconfig = {{ times = {times} }}");
        ActorSystem::launch(&topology(&rest), &types(&runs), &Part::All)
    };
    let system = launch(2).expect("it is sound");
    assert_eq!(greets(&system, "greeter").await, "hello hello");
    system.stop().await;
    let error = launch(0).expect_err("the closure refuses").to_string();
    assert!(error.starts_with("bundles.toml:6:10: actor `greeter` cannot be made: it says nothing"), "{error}");
    assert_eq!(runs.load(SeqCst), 2);
}

#[tokio::test]
async fn a_constructor_without_a_config_may_fail_too() {
    let types = ActorTypes::new().register_with("Clerk", || Err::<Clerk, _>("it is closed"));
    let error = ActorSystem::launch(&topology("actors = [\"Clerk\"]"), &types, &Part::All).expect_err("closed");
    assert!(error.to_string().starts_with("bundles.toml:4:11: actor `Clerk` cannot be made: it is closed"), "{error}");
}

#[tokio::test]
async fn an_error_of_a_constructor_is_shown_harmless() {
    let types = ActorTypes::new().register_with("Clerk", || Err::<Clerk, _>(format!("\u{1b}[2J{}", "x".repeat(1_000))));
    let error = ActorSystem::launch(&topology("actors = [\"Clerk\"]"), &types, &Part::All).expect_err("closed");
    let shown = error.to_string();
    let first = shown.lines().next().unwrap_or_default();
    assert!(first.starts_with("bundles.toml:4:11: actor `Clerk` cannot be made: \\u{1b}[2Jxxx"), "{first}");
    assert!(first.ends_with("x..") && first.len() < 600, "{first}");
}

#[tokio::test]
async fn two_types_of_one_name_are_refused() {
    let types = ActorTypes::new().with::<Service<Pg>>().with::<Service<Mem>>();
    let error = ActorSystem::launch(&topology("actors = [\"Service\"]"), &types, &Part::All).expect_err("twice");
    assert!(matches!(&error, LaunchError::TypeTwice(name) if name == "Service"), "{error}");
}
