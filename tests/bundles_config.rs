//! The configuration file: what it means, and what is refused, where, and in which words.

use std::time::Duration;

use mycelium::Overflow;
use mycelium::bundle::{ConfigError, DeploymentMode, Part, PartError, RelayKind, Road, TopologyConfig};
use mycelium::wire::Domain;
use serde::Deserialize;

const FILE: &str = "bundles.toml";

/// Two actors in one process, two in processes of their own, and a process that only sends. Nine lines.
const PLAN: &str = r#"[[bundles]]
name = "core"
mode = "shared_memory"
actors = ["a", "b"]
[[bundles]]
name = "edge"
mode = "same_node"
actors = ["x", "y"]
bundles_end = 0
"#;

fn plan() -> String {
    PLAN.replace(
        "bundles_end = 0",
        "[[bundles]]\nname = \"feed\"\nmode = \"shared_memory\"\nactors = []\n[relays]\nsignal = \"/run/signal.sock\"",
    )
}

fn parse(text: &str) -> TopologyConfig {
    TopologyConfig::parse(text, FILE).unwrap_or_else(|error| panic!("{error}"))
}

/// The text is refused at `place`, and the first line says all `words`.
#[track_caller]
fn refused(text: &str, place: &str, words: &[&str]) {
    let error = TopologyConfig::parse(text, FILE).map(drop).expect_err(text);
    said(&error, place, words);
}

#[track_caller]
fn said(error: &ConfigError, place: &str, words: &[&str]) {
    let shown = error.to_string();
    println!("{shown}\n");
    let first = shown.lines().next().unwrap_or_default();
    assert!(first.starts_with(&format!("{FILE}:{place}: ")), "expected {place}:\n{shown}");
    for word in words {
        assert!(first.contains(word), "expected {word:?}:\n{shown}");
    }
}

/// An edge behind [`plan`]; its `[[edges]]` is line 15.
#[track_caller]
fn edge_refused(edge: &str, place: &str, words: &[&str]) {
    refused(&format!("{}{edge}", plan()), place, words);
}

// === what it means ===

#[test]
fn the_missions_file_loads_as_printed() {
    let text = r#"# config/bundles.toml

[[bundles]]
name = "trading_core"
mode = "shared_memory"

[bundles.actors.market_data]
type = "MarketDataActor"
config = { pools_to_monitor = 1000, update_frequency_ms = 100 }

[bundles.actors.signal_generator]  
type = "SignalGeneratorActor"
config = { min_profit_usd = 10.0, max_gas_cost = 50.0 }

# These actors will use Arc<T> for communication
"#;
    let topology = parse(text);
    let [bundle] = topology.bundles() else { panic!("one bundle") };
    assert_eq!((bundle.name(), bundle.mode), ("trading_core", DeploymentMode::SharedMemory));
    assert_eq!(bundle.actors, ["market_data", "signal_generator"]);
    let market = topology.actor("market_data").expect("it is there");
    assert_eq!((market.type_name.as_str(), market.node.as_str()), ("MarketDataActor", "trading_core"));
    assert_eq!(market.config::<Market>().unwrap(), Market { pools_to_monitor: 1000, update_frequency_ms: 100 });
    let signals = topology.actor("signal_generator").expect("it is there");
    assert_eq!(signals.config::<Limits>().unwrap(), Limits { min_profit_usd: 10.0, max_gas_cost: 50.0 });
    let route = topology.route("market_data", "signal_generator").unwrap();
    assert_eq!(route.road_to("signal_generator"), Some(Road::Bundle));
}

#[test]
fn the_sprint_plans_file_loads_as_printed() {
    let text = r#"
[[bundles]]
name = "trading_core"
actors = ["market_processor", "signal_generator", "arbitrage_detector"]
mode = "shared_memory"  # Force Arc<T> passing

[[bundles]]
name = "dashboard"
actors = ["websocket_server", "metric_collector"]
mode = "same_node"  # Isolate but keep local
"#;
    let topology = parse(text);
    let actor = topology.actor("arbitrage_detector").expect("it is there");
    assert_eq!((actor.type_name.as_str(), actor.bundle.as_str()), ("arbitrage_detector", "trading_core"));
    let nodes: Vec<_> = topology.nodes().map(|node| (node.name.as_str(), node.actors.len())).collect();
    assert_eq!(nodes, [("trading_core", 3), ("websocket_server", 1), ("metric_collector", 1)]);
}

#[test]
fn the_file_in_the_docs_loads() {
    let module = concat!(env!("CARGO_MANIFEST_DIR"), "/../mycelium/src/bundle/mod.rs");
    let docs = std::fs::read_to_string(module).expect("the module can be read");
    let lines = docs.lines().skip_while(|line| *line != "//! ```toml").skip(1).take_while(|line| *line != "//! ```");
    let text: Vec<&str> = lines.map(|line| line.trim_start_matches("//!").trim_start()).collect();
    let topology = parse(&text.join("\n"));
    let route = topology.route("market_processor", "web").unwrap();
    assert_eq!((route.road_to("web"), route.source), (Some(Road::Relay), Some(21)));
    assert_eq!(topology.relay_kind(Domain::SIGNAL), Some(RelayKind::Mycelium));
    assert_eq!(topology.relay_kind(Domain::EXECUTION), Some(RelayKind::Existing));
    assert_eq!(topology.relay(Domain::EXECUTION).and_then(|path| path.to_str()), Some("/tmp/torq/execution.sock"));
}

#[test]
fn settings_are_read() {
    let text = format!(
        "link_directory = \"/tmp/links\"\nlink_buffer_bytes = 0x1000\nhandshake_timeout_ms = 1_500\n\
         connect_timeout_ms = 1\n[relays]\nmarket_data = \"/tmp/m\"\n200 = {{ socket = \"/tmp/own\" }}\n{}",
        "[[bundles]]\nname = \"n\"\nmode = \"shared_memory\"\n[bundles.actors.z]\ntype = \"T\"\nmailbox = 7\n\
         overflow = \"drop_oldest\"\n[bundles.actors.a]\ntype = \"T\"\n"
    );
    let topology = parse(&text);
    assert_eq!(topology.link_directory().to_str(), Some("/tmp/links"));
    assert_eq!(topology.socket("n").to_str(), Some("/tmp/links/n.sock"));
    assert_eq!(topology.link_buffer_bytes(), 4_096);
    assert_eq!(topology.handshake_timeout(), Duration::from_millis(1_500));
    assert_eq!(topology.connect_timeout(), Duration::from_millis(1));
    assert_eq!(topology.relay(Domain::MARKET_DATA).and_then(|path| path.to_str()), Some("/tmp/m"));
    assert_eq!(topology.relay(Domain::new(200)).and_then(|path| path.to_str()), Some("/tmp/own"));
    assert_eq!(topology.relay_kind(Domain::new(200)), Some(RelayKind::Mycelium));
    assert_eq!((topology.relay(Domain::SIGNAL), topology.relay_kind(Domain::SIGNAL)), (None, None));
    assert_eq!(topology.relays().count(), 2);
    // Actors stand in the order of the file, not in that of the alphabet.
    let mailboxes: Vec<_> = topology.actors().map(|actor| (actor.name.as_str(), actor.mailbox)).collect();
    assert_eq!(mailboxes, [("z", Some(7)), ("a", None)]);
    let policies: Vec<_> = topology.actors().map(|actor| actor.overflow).collect();
    assert_eq!(policies, [Some(Overflow::DropOldest), None]);
}

#[test]
fn settings_have_defaults() {
    let topology = parse(&plan());
    assert_eq!(topology.link_buffer_bytes(), 1 << 20);
    assert_eq!(topology.handshake_timeout(), Duration::from_secs(2));
    assert_eq!(topology.connect_timeout(), Duration::from_secs(5));
    assert!(topology.link_directory().is_absolute());
    let directory = topology.link_directory().to_str().expect("it is text");
    match std::env::var("XDG_RUNTIME_DIR").ok().filter(|path| path.starts_with('/')) {
        Some(runtime) => assert_eq!(directory, format!("{}/mycelium", runtime.trim_end_matches('/'))),
        None => assert!(directory.starts_with("/tmp/mycelium-"), "{directory}"),
    }
}

#[test]
fn a_road_follows_from_the_file_alone() {
    let edges = r#"
[[edges]]
from = "a"
to = "x"
road = "relay"
[[edges]]
from = "b"
to = ["a", "x"]
[[edges]]
from = "feed"
to = ["a", "b"]
road = "relay"
source = 21
[[edges]]
from = "x"
to = "y"
road = "unix"
[[edges]]
from = "core"
to = "b"
road = "relay"
"#;
    let topology = parse(&format!("{}{edges}", plan()));
    let check = |from: &str, to: &str, consumers: &[(&str, Road)], source: Option<u8>| {
        let route = topology.route(from, to).unwrap_or_else(|error| panic!("{error}"));
        let found: Vec<_> = route.consumers.iter().map(|consumer| (consumer.actor.as_str(), consumer.road)).collect();
        assert_eq!(found, consumers, "{from} -> {to}");
        assert_eq!(route.source, source, "{from} -> {to}");
        assert_eq!(route.is_fan_out(), consumers.len() > 1);
    };
    use Road::{Bundle, Relay, Unix};
    // Without an edge.
    check("a", "b", &[("b", Bundle)], None);
    check("a", "y", &[("y", Unix)], None);
    check("x", "a", &[("a", Unix)], None);
    check("y", "x", &[("x", Unix)], None);
    check("feed", "x", &[("x", Unix)], None);
    check("core", "a", &[("a", Bundle)], None);
    check("a", "a", &[("a", Bundle)], None);
    check("x", "x", &[("x", Bundle)], None);
    // With one. The first sender with an edge is `a`, the second `b`: its byte waits for when its edge moves to a relay.
    check("a", "x", &[("x", Relay)], Some(128));
    check("b", "x", &[("a", Bundle), ("x", Unix)], Some(129));
    check("b", "a", &[("a", Bundle), ("x", Unix)], Some(129));
    check("feed", "b", &[("a", Relay), ("b", Relay)], Some(21));
    check("x", "y", &[("y", Unix)], Some(131));
    check("core", "b", &[("b", Relay)], Some(132));

    let edges: Vec<_> = topology.edges().iter().map(|edge| (edge.from.as_str(), edge.road, edge.source)).collect();
    let expected = [
        ("a", Some(Relay), Some(128)),
        ("b", None, Some(129)),
        ("feed", Some(Relay), Some(21)),
        ("x", Some(Unix), Some(131)),
        ("core", Some(Relay), Some(132)),
    ];
    assert_eq!(edges, expected);
    assert_eq!(topology.route("b", "x").unwrap().edge, Some(1));
    assert_eq!(topology.route("b", "x").unwrap().consumers[1].node, "x");
    assert_eq!(topology.route("b", "y").unwrap().edge, None);
}

#[test]
fn who_is_not_there_has_no_route() {
    let topology = parse(&plan());
    let check = |from, to, expected: &str| {
        let error = topology.route(from, to).map(drop).unwrap_err();
        assert_eq!(error.to_string(), format!("bundles.toml: {expected}"));
        assert_eq!((error.line(), error.column()), (None, None));
        assert_eq!(topology.explain(from, to).map(drop).unwrap_err(), error);
    };
    check(
        "fed",
        "a",
        "there is no actor or bundle `fed`; expected `a`, `b`, `x`, `y`, `core` or `feed`; did you mean `feed`?",
    );
    check("a", "nobody", "there is no actor `nobody`; expected `a`, `b`, `x` or `y`");
    check("a", "core", "`core` is a bundle, and messages go to actors; name the actor that receives");
    check(
        "edge",
        "a",
        "`edge` is a `same_node` bundle, and each of its actors is a process of its own; name the actor that sends",
    );
}

#[test]
fn nodes_belong_to_actors_and_bundles() {
    let topology = parse(&plan());
    let check = |name, expected| assert_eq!(topology.node_of(name), expected, "{name}");
    check("a", Some("core"));
    check("core", Some("core"));
    check("x", Some("x"));
    check("feed", Some("feed"));
    check("edge", None);
    check("nobody", None);
}

#[test]
fn roads_are_explained() {
    let edges = "[[edges]]\nfrom = \"a\"\nto = \"b\"\nroad = \"relay\"\n[[edges]]\nfrom = \"a\"\nto = [\"x\", \"y\"]\n\
                 [[edges]]\nfrom = \"b\"\nto = [\"a\", \"x\"]\nroad = \"unix\"\n";
    let topology = parse(&format!("link_directory = \"/run/l\"\n{}{edges}", plan()));
    let check = |from, to, expected: &str| {
        let explanation = topology.explain(from, to).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(explanation.to_string(), expected);
        assert_eq!(explanation.route(), &topology.route(from, to).unwrap());
    };
    check("core", "a", "core -> a: bundle, because `a` is a member of `core`, shared_memory at bundles.toml:2:1");
    check("b", "y", "b -> y: unix, because `b` runs in node `core` and `y` in node `y` (socket /run/l/y.sock)");
    check(
        "feed",
        "b",
        "feed -> b: unix, because `feed` runs in node `feed` and `b` in node `core` (socket /run/l/core.sock)",
    );
    check("x", "x", "x -> x: bundle, because it sends to itself");
    check(
        "a",
        "b",
        "a -> b: relay, because the edge at bundles.toml:16:1 says so (a relay carries no asks; source byte 128)",
    );
    check(
        "a",
        "y",
        "a -> x: unix, because `a` runs in node `core` and `x` in node `x` \
         (socket /run/l/x.sock; one of 2 receivers by the edge at bundles.toml:20:1)\n\
         a -> y: unix, because `a` runs in node `core` and `y` in node `y` \
         (socket /run/l/y.sock; one of 2 receivers by the edge at bundles.toml:20:1)",
    );
    check(
        "b",
        "a",
        "b -> a: unix, because the edge at bundles.toml:23:1 says so (socket /run/l/core.sock; one of 2 receivers)\n\
         b -> x: unix, because the edge at bundles.toml:23:1 says so (socket /run/l/x.sock; one of 2 receivers)",
    );
    let plain = parse(PLAN.trim_end_matches("bundles_end = 0\n"));
    let expected = "a -> b: bundle, because both are members of `core`, shared_memory at bundles.toml:1:1";
    assert_eq!(plain.explain("a", "b").unwrap().to_string(), expected);
}

#[test]
fn parts_are_nodes() {
    let topology = parse(&plan());
    let nodes = |part: &Part| -> Vec<String> {
        let nodes = topology.part(part).unwrap_or_else(|error| panic!("{error}"));
        nodes.into_iter().map(|node| format!("{} [{}]", node.name, node.actors.join(" "))).collect()
    };
    assert_eq!(nodes(&Part::All), ["core [a b]", "x [x]", "y [y]", "feed []"]);
    assert_eq!(nodes(&Part::Bundle("core".into())), ["core [a b]"]);
    assert_eq!(nodes(&Part::Bundle("edge".into())), ["x [x]", "y [y]"]);
    assert_eq!(nodes(&Part::Bundle("feed".into())), ["feed []"]);
    assert_eq!(nodes(&Part::Actor("y".into())), ["y [y]"]);

    let check = |part: Part, expected: &str| {
        let error = topology.part(&part).unwrap_err().to_string();
        assert_eq!(error.lines().next(), Some(expected));
    };
    let bundle = |name: &str| Part::Bundle(name.into());
    let actor = |name: &str| Part::Actor(name.into());
    check(
        bundle("coer"),
        "bundles.toml: there is no bundle `coer`; expected `core`, `edge` or `feed`; did you mean `core`?",
    );
    check(bundle("x"), "bundles.toml: there is no bundle `x`; it is an actor: `--actor x`");
    check(actor("nobody"), "bundles.toml: there is no actor `nobody`; expected `a`, `b`, `x` or `y`");
    check(actor("edge"), "bundles.toml: there is no actor `edge`; it is a bundle: `--bundle edge`");
    check(actor("b"), "bundles.toml:4:16: `b` shares its process with `a`; start them together: `--bundle core`");
}

#[test]
fn a_part_is_read_from_arguments() {
    let read = |words: &str| Part::from_args(words.split_whitespace().map(String::from));
    assert_eq!(read("--all"), Ok(Part::All));
    assert_eq!(read("--bundle core"), Ok(Part::Bundle("core".into())));
    assert_eq!(read("--bundle=core"), Ok(Part::Bundle("core".into())));
    assert_eq!(read("--actor x"), Ok(Part::Actor("x".into())));
    assert_eq!(read("--actor=--x"), Ok(Part::Actor("--x".into())));

    let check = |words, expected: PartError, text: &str| {
        let error = read(words).unwrap_err();
        assert_eq!(error, expected);
        assert!(error.to_string().contains(text), "{error}");
    };
    let all_three = "exactly one of `--all`, `--bundle NAME` and `--actor NAME`";
    check("", PartError::Missing, all_three);
    let twice = PartError::Twice { first: "--all".into(), second: "--actor".into() };
    check("--all --actor x", twice, "`--all` and `--actor` are two parts");
    check("--actor", PartError::NameMissing { flag: "--actor".into() }, "`--actor NAME`");
    check("--actor --all", PartError::NameMissing { flag: "--actor".into() }, "`--actor NAME`");
    check("--bundle=", PartError::NameMissing { flag: "--bundle".into() }, "names nothing");
    check("--all=yes", PartError::NameUnexpected, "takes no name");
    check("--bundel=core", PartError::Unknown { argument: "--bundel=core".into() }, "did you mean `--bundle`?");
    check("core", PartError::Unknown { argument: "core".into() }, all_three);
}

// === an actor's own config ===

#[derive(Debug, PartialEq, Deserialize)]
struct Market {
    pools_to_monitor: u32,
    update_frequency_ms: u64,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Limits {
    min_profit_usd: f64,
    max_gas_cost: f64,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Deep {
    #[serde(default)]
    venues: Vec<Venue>,
    #[serde(default)]
    mode: Option<Mode>,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Venue {
    fee: u32,
    #[serde(default)]
    tags: Option<Box<Tags>>,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Tags {
    region: String,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Mode {
    Fast,
    Careful { limit: u32 },
    Named(Tags),
}

/// The config stands in line 6, from column 1 on.
fn decode<C: serde::de::DeserializeOwned>(config: &str) -> Result<C, ConfigError> {
    let text =
        format!("[[bundles]]\nname = \"core\"\nmode = \"shared_memory\"\n[bundles.actors.m]\ntype = \"M\"\n{config}\n");
    parse(&text).actor("m").expect("it is there").config()
}

#[track_caller]
fn undecoded<C: serde::de::DeserializeOwned + std::fmt::Debug>(config: &str, place: &str, words: &[&str]) {
    said(&decode::<C>(config).expect_err(config), place, words);
}

#[test]
fn configs_are_decoded() {
    let market = Market { pools_to_monitor: 3, update_frequency_ms: 4 };
    assert_eq!(decode::<Market>("config = { pools_to_monitor = 3, update_frequency_ms = 4 }").unwrap(), market);
    assert_eq!(decode::<Market>("config.pools_to_monitor = 3\nconfig.update_frequency_ms = 4").unwrap(), market);
    let table = "[bundles.actors.m.config]\npools_to_monitor = 3\nupdate_frequency_ms = 4";
    assert_eq!(decode::<Option<Market>>(table).unwrap(), Some(market));
    let deep =
        decode::<Deep>("config = { venues = [{ fee = 1 }, { fee = 2, tags = { region = 'eu' } }], mode = 'fast' }");
    assert_eq!(deep.unwrap().mode, Some(Mode::Fast));
    let careful = decode::<Deep>("config = { mode = { careful = { limit = 3 } } }").unwrap();
    assert_eq!(careful.mode, Some(Mode::Careful { limit: 3 }));
}

#[test]
fn no_config_is_an_empty_one() {
    #[derive(Debug, Deserialize)]
    struct Unit;
    #[derive(Debug, Deserialize)]
    struct Empty {}
    assert_eq!(decode::<Deep>("").unwrap(), Deep { venues: Vec::new(), mode: None });
    assert_eq!(decode::<Option<Market>>("").unwrap(), None);
    decode::<()>("").unwrap();
    decode::<Unit>("").unwrap();
    decode::<Empty>("").unwrap();
    decode::<()>("config = {}").unwrap();
    undecoded::<Market>(
        "",
        "4:17",
        &["actor `m` has no config, and its type needs one: missing field `pools_to_monitor`"],
    );
    let has = |config| {
        let text =
            format!("[[bundles]]\nname = \"c\"\nmode = \"shared_memory\"\n[bundles.actors.m]\ntype = \"M\"\n{config}");
        parse(&text).actor("m").is_some_and(mycelium::bundle::ActorPlan::has_config)
    };
    assert!(has("config = {}") && !has(""));
    undecoded::<()>("config = { a = 1 }", "6:10", &["the config of `m`: this actor's type takes none; remove it"]);
    undecoded::<Empty>("config = { a = 1 }", "6:12", &["no key `a`; remove it"]);
}

#[test]
fn configs_that_do_not_fit_are_refused() {
    // The type forgot to deny unknown fields; a required one is misspelt.
    undecoded::<Market>(
        "config = { pools_to_monitor = 1, update_frequncy_ms = 2 }",
        "6:34",
        &[
            "the config of `m` has no key `update_frequncy_ms`",
            "expected `pools_to_monitor` or `update_frequency_ms`",
            "did you mean `update_frequency_ms`?",
        ],
    );
    // It did not forget.
    undecoded::<Limits>(
        "config = { min_profit_usd = 1, max_gas_cost = 2, max_gas_costs = 3 }",
        "6:50",
        &["no key `max_gas_costs`", "expected `min_profit_usd` or `max_gas_cost`", "did you mean `max_gas_cost`?"],
    );
    undecoded::<Limits>(
        "config = { min_profit_usd = 'ten', max_gas_cost = 2 }",
        "6:29",
        &["the config of `m`, at `min_profit_usd`: invalid type: string \"ten\", expected f64"],
    );
    undecoded::<Market>(
        "config = { pools_to_monitor = -1, update_frequency_ms = 2 }",
        "6:31",
        &["at `pools_to_monitor`: invalid value: integer `-1`, expected u32"],
    );
    undecoded::<Limits>("config = { min_profit_usd = 1 }", "6:10", &["missing field `max_gas_cost`"]);
    // Of several keys that nobody reads, the first in the file.
    undecoded::<Deep>("config = { z = 1, b = 2 }", "6:12", &["no key `z`; expected `venues` or `mode`"]);
}

#[test]
fn configs_are_refused_in_depth() {
    let deep = |config, place, words: &[&str]| undecoded::<Deep>(config, place, words);
    deep(
        "config = { venues = [{ fee = 1 }, { fee = 2, tag = 3 }] }",
        "6:46",
        &["no key `venues.1.tag`; expected `fee` or `tags`; did you mean `tags`?"],
    );
    deep(
        "config = { venues = [{ fee = 1, tags = { region = 'eu', zone = 1 } }] }",
        "6:57",
        &["no key `venues.0.tags.zone`; expected `region`"],
    );
    deep("config = { venues = [{ fee = 1.5 }] }", "6:30", &["at `venues.0.fee`: invalid type", "expected u32"]);
    deep("config = { venues = [{}] }", "6:22", &["at `venues.0`: missing field `fee`"]);
    deep("config = { mode = 'fats' }", "6:19", &["at `mode`: unknown variant `fats`", "did you mean `fast`?"]);
    deep("config = { mode = { careful = { limit = 1, limits = 2 } } }", "6:44", &["no key `mode.careful.limits`"]);
    deep(
        "config = { mode = { named = { region = 'eu', zone = 2 } } }",
        "6:46",
        &["no key `mode.named.zone`; correct or remove it"],
    );
    undecoded::<Market>(
        "[bundles.actors.m.config]\npools_to_monitor = 1\nupdate_frequency_ms = true",
        "8:23",
        &["at `update_frequency_ms`: invalid type: boolean `true`, expected u64"],
    );
}

// === what is refused ===

#[test]
fn what_is_no_toml_is_refused() {
    refused("[[bundles]\n", "1:11", &["this is not TOML: ", "expected `]`"]);
    refused("a = \n", "1:5", &["this is not TOML: "]);
    refused("[[bundles]]\nname = \"x\"\nname = \"y\"\n", "3:1", &["duplicate key"]);
    let both = "[[bundles]]\nname = \"x\"\nmode = \"same_node\"\nactors = [\"a\"]\n[bundles.actors.b]\ntype = \"T\"\n";
    refused(both, "5:10", &["this is not TOML: cannot extend value of type array"]);
    refused("x = \"", "1:6", &["this is not TOML: "]);
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let error = TopologyConfig::read("/nowhere/bundles.toml").unwrap_err();
    let text = error.to_string();
    assert!(text.starts_with("/nowhere/bundles.toml: cannot be read: No such file"), "{text}");
    assert!(text.contains("give the path of the file"), "{text}");
    assert_eq!((error.file(), error.line(), error.column()), ("/nowhere/bundles.toml", None, None));
}

#[test]
fn files_are_read() {
    let directory = std::env::temp_dir().join(format!("mycelium-bundles-config-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let path = directory.join("bundles.toml");
    std::fs::write(&path, plan()).unwrap();
    assert_eq!(TopologyConfig::read(&path).unwrap().file(), path.to_str().unwrap());
    std::fs::write(&path, b"# caf\xc3\xa9\n# caf\xe9\n").unwrap();
    let error = TopologyConfig::read(&path).unwrap_err();
    std::fs::remove_dir_all(&directory).unwrap();
    assert_eq!((error.line(), error.column()), (Some(2), Some(6)));
    assert!(error.message().contains("UTF-8"), "{error}");
}

#[test]
fn unknown_keys_are_refused() {
    refused("bundels = 1\n", "1:1", &["the file has no key `bundels`", "did you mean `bundles`?"]);
    refused(
        &PLAN.replace("mode = \"same", "mod = \"same"),
        "7:1",
        &["a bundle has no key `mod`", "did you mean `mode`?"],
    );
    refused(
        PLAN,
        "9:1",
        &[
            "a bundle has no key `bundles_end`; expected `name`, `mode`, `actors`, `executor`, `cores`, `wait` or `dispatch`",
        ],
    );
    edge_refused("[[edges]]\nform = \"a\"\n", "16:1", &["an edge has no key `form`", "did you mean `from`?"]);
    let late = "[[edges]]\nfrom = \"a\"\nto = \"x\"\nroad = \"unix\"\nconnect_timeout_ms = 5\n";
    edge_refused(late, "19:1", &["`connect_timeout_ms`; it belongs to the top of the file, before the first `[`"]);
    let actor = "[[bundles]]\nname = \"c\"\nmode = \"shared_memory\"\n[bundles.actors.m]\ntype = \"M\"\nmialbox = 3\n";
    refused(actor, "6:1", &["an actor has no key `mialbox`", "did you mean `mailbox`?"]);
    let places = "`executor` is said of a bundle and not of one actor; it belongs before `[bundles.actors.m]`";
    refused(&actor.replace("mialbox = 3", "executor = \"dedicated\""), "6:1", &[places]);
}

#[test]
fn missing_keys_are_refused() {
    refused("", "1:1", &["the file has no `bundles`; write `[[bundles]]`"]);
    refused("bundles = []\n", "1:11", &["there are no bundles"]);
    refused("[[bundles]]\nmode = \"same_node\"\n", "1:1", &["a bundle has no `name`"]);
    refused("# c\n[[bundles]]\nname = \"x\"\n", "2:1", &["a bundle has no `mode`", "mode = \"shared_memory\""]);
    let actor = "[[bundles]]\nname = \"c\"\nmode = \"shared_memory\"\n[bundles.actors.m]\nmailbox = 1\n";
    refused(actor, "4:1", &["an actor has no `type`"]);
    edge_refused("[[edges]]\nto = \"a\"\nroad = \"unix\"\n", "15:1", &["an edge has no `from`"]);
    edge_refused("[[edges]]\nfrom = \"a\"\nroad = \"unix\"\n", "15:1", &["an edge has no `to`"]);
    edge_refused("[[edges]]\nfrom = \"a\"\nto = \"x\"\n", "15:1", &["an edge to one actor says its road"]);
    let nobody = "[[bundles]]\nname = \"x\"\nmode = \"same_node\"\nactors = []\n";
    refused(nobody, "1:1", &["in `same_node` each actor is a process, and this bundle has no actor"]);
}

#[test]
fn values_of_another_kind_are_refused() {
    refused("[bundles]\nname = \"x\"\n", "1:1", &["`bundles` is a table; expected an array of tables: `[[bundles]]`"]);
    refused("bundles = [1]\n", "1:12", &["`bundles` is an integer; expected a table"]);
    let bundle = |rest: &str| format!("[[bundles]]\nname = \"c\"\nmode = \"shared_memory\"\n{rest}");
    refused("[[bundles]]\nname = 3\n", "2:8", &["`name` is an integer; expected a name"]);
    refused("[[bundles]]\nname = \"c\"\nmode = true\n", "3:8", &["`mode` is a boolean; expected `shared_memory`"]);
    refused(&bundle("actors = \"a\"\n"), "4:10", &["`actors` is a string; expected a list of names"]);
    refused(&bundle("actors = [\"a\", 1.5]\n"), "4:16", &["`actors` is a float; expected a list of names"]);
    refused(&bundle("[bundles.actors]\nm = 3\n"), "5:5", &["`m` is an integer; expected a table with a `type`"]);
    let actor = |rest: &str| bundle(&format!("[bundles.actors.m]\n{rest}"));
    refused(&actor("type = 1\n"), "5:8", &["`type` is an integer; expected the name of a registered type"]);
    refused(&actor("type = \"\"\n"), "5:8", &["`type` is empty"]);
    refused(&actor("type = \"M\"\nconfig = 3\n"), "6:10", &["`config` is an integer; expected a table"]);
    refused(&actor("type = \"M\"\nmailbox = \"9\"\n"), "6:11", &["`mailbox` is a string; expected 1 to"]);
    refused(&actor("type = \"M\"\nmailbox = 0\n"), "6:11", &["`mailbox` is `0`; expected 1 to", "messages"]);
    let limit = |value: &str| actor(&format!("type = \"M\"\nask_timeout_ms = {value}\n"));
    refused(&limit("0"), "6:18", &["`ask_timeout_ms` is `0`; expected 1 to", "milliseconds"]);
    refused(&limit("\"5s\""), "6:18", &["`ask_timeout_ms` is a string; expected 1 to"]);
    refused(&actor("type = \"M\"\nmailbox = -1\n"), "6:11", &["`mailbox` is `-1`"]);
    let words = "expected `block`, `reject`, `drop_newest` or `drop_oldest`";
    refused(&actor("type = \"M\"\noverflow = 3\n"), "6:12", &["`overflow` is an integer", words]);
    let overflow = |word: &str| actor(&format!("type = \"M\"\noverflow = \"{word}\"\n"));
    refused(
        &overflow("drop_odlest"),
        "6:12",
        &["unknown overflow `drop_odlest`", words, "did you mean `drop_oldest`?"],
    );
    refused(&overflow("wait"), "6:12", &["unknown overflow `wait`", words]);
    refused(&actor("type = \"M\"\noverlfow = \"block\"\n"), "6:1", &["no key `overlfow`", "did you mean `overflow`?"]);
    edge_refused("[[edges]]\nfrom = [\"a\"]\n", "16:8", &["`from` is an array; expected the name of an actor or of a"]);
    edge_refused("[[edges]]\nfrom = \"a\"\nto = 1\n", "17:6", &["`to` is an integer; expected the name of an actor"]);
    edge_refused("[[edges]]\nfrom = \"a\"\nto = [\"x\", 1]\n", "17:12", &["`to` is an integer"]);
    edge_refused("[edges]\nfrom = \"a\"\n", "15:1", &["`edges` is a table; expected an array of tables: `[[edges]]`"]);
    let edge = "[[edges]]\nfrom = \"a\"\nto = \"x\"\nroad = \"relay\"\n";
    edge_refused(&format!("{edge}source = 0\n"), "19:10", &["`source` is `0`; expected 1 to 255"]);
    edge_refused(&format!("{edge}source = 0x100\n"), "19:10", &["`source` is `0x100`; expected 1 to 255"]);
    edge_refused(&format!("{edge}source = \"21\"\n"), "19:10", &["`source` is a string; expected 1 to 255"]);
}

#[test]
fn settings_that_cannot_be_are_refused() {
    let top = |line: &str, place, words: &[&str]| refused(&format!("{line}\n{}", plan()), place, words);
    top("link_directory = \"links\"", "1:18", &["`link_directory` is no absolute path", "begin it with `/`"]);
    top("link_directory = \"/a\\u0000\"", "1:18", &["`link_directory` has a NUL character"]);
    top("link_directory = 1", "1:18", &["`link_directory` is an integer; expected a path"]);
    top("link_buffer_bytes = 4095", "1:21", &["`link_buffer_bytes` is `4095`; expected 4096 to 1073741824 bytes"]);
    top("link_buffer_bytes = 99999999999999999999999", "1:21", &["expected 4096 to"]);
    top("handshake_timeout_ms = 0", "1:24", &["expected 1 to 86400000 milliseconds"]);
    top("connect_timeout_ms = 1.5", "1:22", &["`connect_timeout_ms` is a float; expected 1 to"]);
    let long = format!("link_directory = \"/{}\"", "d".repeat(98));
    top(&long, "1:18", &["the socket of `feed` would be `/ddd", "109 bytes, and 107 are allowed"]);

    let relay = |line: &str, place, words: &[&str]| refused(&format!("{}{line}\n", plan()), place, words);
    relay("signals = \"/x\"", "15:1", &["there is no domain `signals`", "did you mean `signal`?"]);
    relay("0 = \"/x\"", "15:1", &["there is no domain `0`", "a number from 1 to 255"]);
    relay("256 = \"/x\"", "15:1", &["there is no domain `256`"]);
    relay("2 = \"/x\"", "15:1", &["the relay of signal is given twice"]);
    relay("system = \"x\"", "15:10", &["`system` is no absolute path"]);
    relay("system = 4", "15:10", &["`system` is an integer; expected a path"]);
    relay("system = {}", "15:10", &["a relay has no `socket`; write socket = \"/run/signal.sock\""]);
    relay("system = { socket = \"x\" }", "15:21", &["`socket` is no absolute path"]);
    relay(
        "system = { socket = \"/x\", kind = 1 }",
        "15:34",
        &["`kind` is an integer; expected `mycelium` or `existing`"],
    );
    let near = ["there is no kind of relay `existng`; expected `mycelium` or `existing`", "did you mean `existing`?"];
    relay("system = { socket = \"/x\", kind = \"existng\" }", "15:34", &near);
    relay("system = { path = \"/x\" }", "15:12", &["a relay has no key `path`; expected `socket` or `kind`"]);
    let long = format!("system = \"/{}\"", "x".repeat(107));
    relay(&long, "15:10", &["this path has 108 bytes; a socket's has 107 at most"]);
    refused(&format!("relays = 1\n{}", &PLAN), "1:10", &["`relays` is an integer; expected a table"]);
}

#[test]
fn modes_that_are_not_there_are_refused() {
    let bundle = |mode: &str| format!("[[bundles]]\nname = \"c\"\nmode = \"{mode}\"\n");
    refused(&bundle("distributed"), "3:8", &["mode `distributed` is not available; expected `shared_memory` or"]);
    refused(&bundle("shared-memory"), "3:8", &["unknown mode `shared-memory`", "did you mean `shared_memory`?"]);
    refused(&bundle("tcp"), "3:8", &["unknown mode `tcp`; expected `shared_memory` or `same_node`"]);
}

#[test]
fn names_that_cannot_be_are_refused() {
    let bundle = |name: &str, actors: &str| {
        format!("[[bundles]]\nname = \"{name}\"\nmode = \"shared_memory\"\nactors = [{actors}]\n")
    };
    refused(&bundle("a/b", ""), "2:8", &["`a/b` is no name for a bundle: it has `/`", "A-Z a-z 0-9 _ . -"]);
    refused(&bundle("", ""), "2:8", &["a bundle without a name; a name has 1 to 64"]);
    refused(&bundle("ä", ""), "2:8", &["it has `ä`"]);
    refused(&bundle(&"n".repeat(65), ""), "2:8", &["it has 65 characters", "1 to 64"]);
    parse(&bundle("A-z_0.9", &format!("\"{}\"", "n".repeat(64))).replace("[[b", "link_directory = \"/tmp\"\n[[b"));
    refused(&bundle("c", "\"x\", \"y z\""), "4:16", &["`y z` is no name for an actor: it has ` `"]);
    refused(&bundle("c", "\"x\", \"x\""), "4:16", &["there is another actor `x`, at bundles.toml:4:11"]);
    refused(&bundle("c", "\"c\""), "4:11", &["`c` is an actor here and a bundle at bundles.toml:2:8"]);
    refused(&format!("{0}{0}", bundle("c", "")), "6:8", &["there is another bundle `c`, at bundles.toml:2:8"]);
    let tables = "[[bundles]]\nname = \"d\"\nmode = \"same_node\"\n[bundles.actors.x]\ntype = \"T\"\n";
    let twice = format!("{}{tables}", bundle("c", "\"x\""));
    refused(&twice, "8:17", &["there is another actor `x`, at bundles.toml:4:11; names are unique"]);
    let quoted = tables.replace("actors.x", "actors.\"x y\"");
    refused(&quoted, "4:17", &["`x y` is no name for an actor"]);
}

#[test]
fn edges_that_cannot_be_are_refused() {
    let edge = |from: &str, to: &str, rest: &str| format!("[[edges]]\nfrom = \"{from}\"\nto = {to}\n{rest}\n");
    let unix = "road = \"unix\"";
    edge_refused(
        &edge("fed", "\"a\"", unix),
        "16:8",
        &["there is no actor or bundle `fed`; expected `a`, `b`", "did you mean `feed`?"],
    );
    edge_refused(
        &edge("edge", "\"a\"", unix),
        "16:8",
        &["`edge` is a `same_node` bundle", "name the actor that sends"],
    );
    edge_refused(&edge("a", "\"q\"", unix), "17:6", &["there is no actor `q`; expected `a`, `b`, `x` or `y`"]);
    edge_refused(&edge("a", "[\"x\", \"core\"]", ""), "17:12", &["`core` is a bundle, and messages go to actors"]);
    edge_refused(&edge("a", "\"a\"", unix), "17:6", &["this edge leads from `a` to itself"]);
    edge_refused(&edge("a", "[\"x\", \"a\"]", unix), "17:12", &["this edge leads from `a` to itself"]);
    edge_refused(&edge("a", "[]", ""), "17:6", &["`to` is empty"]);
    edge_refused(&edge("a", "[\"x\", \"y\", \"x\"]", ""), "17:17", &["`x` is in this list twice"]);
    edge_refused(&edge("a", "\"x\"", "road = \"unx\""), "18:8", &["unknown road `unx`", "did you mean `unix`?"]);
    edge_refused(&edge("a", "\"x\"", "road = \"tcp\""), "18:8", &["expected `bundle`, `unix` or `relay`"]);
    edge_refused(&edge("a", "\"x\"", "road = 1"), "18:8", &["`road` is an integer"]);
    edge_refused(
        &edge("a", "\"x\"", "road = \"bundle\""),
        "18:8",
        &["`a` (in `core`) and `x` (a process of its own) are not in one process; write road = \"unix\", or make both"],
    );
    edge_refused(&edge("x", "\"y\"", "road = \"bundle\""), "18:8", &["are not in one process"]);
    edge_refused(&edge("feed", "\"a\"", "road = \"bundle\""), "18:8", &["`feed` (a process) and `a` (in `core`)"]);
    edge_refused(&edge("a", "[\"b\", \"x\"]", "road = \"bundle\""), "18:8", &["`x` (a process of its own)"]);
    let same = "`beside` is the same road as `road`, unix; name another one, or remove it";
    edge_refused(&edge("a", "\"x\"", &format!("{unix}\nbeside = \"unix\"")), "19:10", &[same]);
    let several = "only an edge to one actor has two roads side by side";
    edge_refused(&edge("a", "[\"x\", \"y\"]", "road = \"unix\"\nbeside = \"relay\""), "19:1", &[several]);
    let apart = "`a` (in `core`) and `x` (a process of its own) are not in one process";
    edge_refused(&edge("a", "\"x\"", &format!("{unix}\nbeside = \"bundle\"")), "19:10", &[apart]);
    edge_refused(&edge("a", "\"x\"", &format!("{unix}\nbeside = \"rely\"")), "19:10", &["did you mean `relay`?"]);
    let twice = edge("a", "\"x\"", unix) + &edge("a", "[\"b\", \"x\"]", "");
    edge_refused(&twice, "21:12", &["`a` -> `x` has an edge already, at bundles.toml:15:1; remove one of them"]);
    for relays in ["", "[relays]\n"] {
        let plan = plan().replace("[relays]\nsignal = \"/run/signal.sock\"\n", relays);
        let text = format!("{plan}{}", edge("a", "\"x\"", "road = \"relay\""));
        let line = 16 + relays.lines().count();
        refused(&text, &format!("{line}:8"), &["this edge needs a relay, and the file names none; write `[relays]`"]);
    }
}

#[test]
fn source_bytes_that_clash_are_refused() {
    let edge = |from: &str, to: &str, rest: &str| {
        format!("[[edges]]\nfrom = \"{from}\"\nto = \"{to}\"\nroad = \"relay\"\n{rest}\n")
    };
    let two = |first: String, second: String| first + &second;
    edge_refused(
        &two(edge("a", "x", "source = 5"), edge("b", "x", "source = 5")),
        "24:10",
        &["source byte 5 belongs to `a`, at bundles.toml:19:10"],
    );
    edge_refused(
        &two(edge("a", "x", "source = 5"), edge("a", "y", "source = 6")),
        "24:10",
        &["`a` sends as 6 here and as 5 at bundles.toml:19:10; a sender has one source byte"],
    );
    // `b` is the second sender: 129 by default, and `a` took it.
    edge_refused(
        &two(edge("a", "x", "source = 129"), edge("b", "x", "")),
        "21:8",
        &["the source byte of `b` would be 129, which is that of `a`; write source = 1, or another"],
    );
    // The same byte on all edges of a sender, written once or always.
    let same = parse(&format!("{}{}{}", plan(), edge("a", "x", ""), edge("a", "y", "source = 9")));
    assert!(same.edges().iter().all(|edge| edge.source == Some(9)));
    let same = parse(&format!("{}{}{}", plan(), edge("a", "x", "source = 9"), edge("a", "y", "source = 9")));
    assert!(same.edges().iter().all(|edge| edge.source == Some(9)));

    let names: Vec<String> = (0..129).map(|n| format!("\"s{n}\"")).collect();
    let mut text = format!(
        "[relays]\nsignal = \"/s\"\n[[bundles]]\nname = \"c\"\nmode = \"shared_memory\"\nactors = [\"z\", {}]\n",
        names.join(", ")
    );
    for n in 0..128 {
        text += &edge(&format!("s{n}"), "z", "");
    }
    assert_eq!(parse(&text).route("s127", "z").unwrap().source, Some(255));
    text += &edge("s128", "z", "");
    refused(&text, "648:8", &["the source byte of `s128` would be 256, which is no byte; write source = 1"]);
}

// === where ===

#[test]
fn a_mistake_is_shown_with_its_line() {
    let text = "[[bundles]]\nname = \"core\"\n\tmode = \"shard\" # or so\n";
    let error = TopologyConfig::parse(text, FILE).unwrap_err();
    let expected = "bundles.toml:3:9: unknown mode `shard`; expected `shared_memory` or `same_node`\n  |\n\
                    3 | \tmode = \"shard\" # or so\n  | \t       ^^^^^^^";
    assert_eq!(error.to_string(), expected);
    assert_eq!(format!("{error:?}"), expected);
    assert_eq!(error.message(), "unknown mode `shard`; expected `shared_memory` or `same_node`");
    assert_eq!((error.file(), error.line(), error.column()), (FILE, Some(3), Some(9)));
    // It becomes a sentence for handlers and `main`.
    assert_eq!(mycelium::Error::from(error).to_string(), expected);
}

#[test]
fn columns_count_characters() {
    refused("\u{feff}bundels = 1\n", "1:1", &["did you mean `bundles`?"]);
    let crlf = "# é\r\n[[bundles]]\r\nname = \"c\"\r\nmode = \"x\"\r\n";
    refused(crlf, "4:8", &["unknown mode `x`"]);
    let error = TopologyConfig::parse(crlf, FILE).unwrap_err();
    assert!(!error.to_string().contains('\r'), "{error:?}");
    refused("bundles = [{ name = \"é€𝄞\", mode = \"same_node\" }]\n", "1:21", &["it has `é`"]);
    let wide = "bundles = [{ mode = \"same_node\", actors = [\"é€𝄞\", 1] }]\n";
    refused(wide, "1:12", &["a bundle has no `name`"]);
    refused("x = [\"é€𝄞\", ]]\n", "1:14", &["this is not TOML"]);
    let error = decode::<Limits>("config = { min_profit_usd = 1, \"é€\" = '€', max_gas_cost = 2 }").unwrap_err();
    said(&error, "6:32", &["no key `é€`"]);
}

#[test]
fn long_and_wild_lines_are_shown_in_part() {
    let name = "n".repeat(100_000);
    let text = format!("[[bundles]]\nname = \"{name}\"\nmode = \"same_node\"\n");
    let error = TopologyConfig::parse(&text, FILE).unwrap_err().to_string();
    assert!(error.len() < 1_000, "{}", error.len());
    let far = format!("x = [{}, [}}\n", "1, ".repeat(1_000));
    let error = TopologyConfig::parse(&far, FILE).unwrap_err();
    assert!(error.column() > Some(3_000) && error.to_string().len() < 1_000, "{error}");
    let wild = TopologyConfig::parse("x = \"a\u{1b}[2Jb\"\n", FILE).unwrap_err();
    assert!(!wild.to_string().contains('\u{1b}'), "{wild:?}");
    let wild = TopologyConfig::parse("\"a\\u001b\" = 1\n", FILE).unwrap_err();
    assert!(!wild.to_string().contains('\u{1b}'), "{wild:?}");
    let wild = decode::<Deep>("config = { mode = \"a\\u001b[2J\" }").unwrap_err();
    assert!(!wild.to_string().contains('\u{1b}'), "{wild:?}");
    let long = decode::<Limits>(&format!("config = {{ min_profit_usd = '{}' }}", "9".repeat(10_000))).unwrap_err();
    assert!(long.to_string().len() < 1_000, "{long:?}");
}

#[test]
fn roads_have_words() {
    for (road, word) in [(Road::Bundle, "bundle"), (Road::Unix, "unix"), (Road::Relay, "relay")] {
        assert_eq!((road.to_string().as_str(), word.parse()), (word, Ok(road)));
        assert_eq!(serde_json::to_string(&road).unwrap(), format!("\"{word}\""));
        assert_eq!(serde_json::from_str::<Road>(&format!("\"{word}\"")).unwrap(), road);
    }
    assert!("Unix".parse::<Road>().is_err());
}

#[test]
fn launchers_report_with_places() {
    let text = "[[bundles]]\nname = \"c\"\nmode = \"shared_memory\"\n[bundles.actors.m]\ntype = \"MarketDatActor\"\n\
                [bundles.actors.z]\ntype = \"Z\"\n[[edges]]\nfrom = \"m\"\nto = \"z\"\nroad = \"unix\"\n\
                [[edges]]\nfrom = \"z\"\nto = [\"m\"]\n";
    let topology = parse(text);
    said(&topology.error_at_actor("m", "no"), "4:17", &["no"]);
    let words = "no type `MarketDatActor` is registered; registered: `A` and `MarketDataActor`";
    let near = "; did you mean `MarketDataActor`?";
    said(&topology.error_unknown_type("m", ["A", "MarketDataActor"]), "5:8", &[words, near]);
    said(&topology.error_at_edge(0, "no asks"), "11:8", &["no asks"]);
    said(&topology.error_at_edge(1, "no asks"), "12:1", &["no asks"]);
    assert_eq!(topology.error_at_actor("q", "no").to_string(), "bundles.toml: no");
    assert_eq!(topology.error_at_edge(9, "no").to_string(), "bundles.toml: no");
}

// === whatever comes in ===

/// Pseudo-random numbers (xorshift), the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}

/// Asks everything that there is to ask; nothing may panic, and every error has a place inside the text.
fn ask_everything(text: &str) {
    let topology = match TopologyConfig::parse(text, FILE) {
        Ok(topology) => topology,
        Err(error) => {
            let (line, column) = (error.line().expect("a line"), error.column().expect("a column"));
            assert!(line >= 1 && line <= text.matches('\n').count() + 1 && column >= 1, "{error}");
            return assert!(error.to_string().starts_with("bundles.toml:"));
        }
    };
    let names: Vec<&str> = topology.actors().map(|actor| actor.name.as_str()).collect();
    for actor in topology.actors() {
        let _ = actor.config::<Deep>();
        let _ = actor.config::<Limits>();
        let _ = topology.part(&Part::Actor(actor.name.clone()));
        for to in &names {
            let explanation = topology.explain(&actor.name, to).expect("both are there");
            assert!(!explanation.to_string().is_empty());
        }
    }
    assert_eq!(topology.part(&Part::All).expect("all").len(), topology.nodes().count());
}

#[test]
fn no_text_makes_it_panic() {
    let whole = format!(
        "link_directory = \"/tmp/é\" # ä\r\n{}\n[[edges]]\nfrom = \"a\"\nto = [\"x\", \"y\"]\nroad = \"relay\"\n\
         source = 21\n\
         [[bundles]]\nname = \"more\"\nmode = \"same_node\"\n[bundles.actors.m]\ntype = \"T\"\n\
         config = {{ venues = [{{ fee = 1, tags = {{ region = 'eu' }} }}], mode = {{ careful = {{ limit = 1 }} }} }}\n\
         mailbox = 9\noverflow = \"reject\"\n",
        plan()
    );
    parse(&whole);
    for end in (0..whole.len()).filter(|end| whole.is_char_boundary(*end)) {
        ask_everything(&whole[..end]);
    }
    let pieces =
        ["[", "]", "\"", "=", "{", "}", ",", "\n", "\r\n", ".", "é", "\u{0}", "x", "relay", "[[edges]]\n", "-1", "'"];
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    for _ in 0..3_000 {
        let mut text: Vec<char> = whole.chars().collect();
        for _ in 0..=dice.below(4) {
            let (at, many) = (dice.below(text.len()), dice.below(6));
            let end = (at + many).min(text.len());
            match dice.below(4) {
                0 => drop(text.drain(at..end)),
                1 => drop(text.splice(at..at, pieces[dice.below(pieces.len())].chars())),
                2 => drop(text.splice(at..end, pieces[dice.below(pieces.len())].chars())),
                _ => {
                    let from = dice.below(text.len());
                    let copied: Vec<char> = text[from..(from + 40).min(text.len())].to_vec();
                    drop(text.splice(at..at, copied));
                }
            }
        }
        ask_everything(&text.into_iter().collect::<String>());
    }
}

#[test]
fn depth_ends_in_an_error() {
    let deep = format!("x = {}{}", "[".repeat(100_000), "]".repeat(100_000));
    ask_everything(&deep);
    ask_everything(&format!("{} = 1", vec!["a"; 100_000].join(".")));
    ask_everything(&format!("[{}]", vec!["a"; 100_000].join(".")));
}
