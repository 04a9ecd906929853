//! The trading pair over every road there is: the signals and the orders are the same bytes, whether the
//! services are called as functions, run as actors with large or tiny mailboxes, on one thread or two, or are
//! joined by a link. A file of hand-checked swaps keeps identical from meaning equally wrong.
//!
//! The file is long because it holds the pair in three forms: functions, actors, and actors behind a link.

use std::future::Future;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use mycelium::Spawner;
use mycelium::bundle::{Part, TopologyConfig};
use mycelium::prelude::*;
use mycelium::transport::memory_link;
use mycelium::wire::{Frame, FrameRules, HEADER_LEN, WireError};
use serde::Deserialize;
use trading_pair::actors::types;
use trading_pair::generator::Seed;
use trading_pair::swaps::parse;
use trading_pair::{
    ArbitrageSignal, EXECUTION, Execution, ExecutionRef, GetOrders, Input, MARKET_DATA, MarketDataActor,
    MarketDataActorRef, MarketDataConfig, MarketDataProcessor, MarketEvent, MarketMessage, ORDERS_PER_PAGE_MAX,
    OrderBookUpdate, OrderRequest, PoolSwapEvent, Probe, QuoteUpdate, SIGNAL_GENERATOR, SignalConfig, SignalGenerator,
    SignalGeneratorActor, SignalGeneratorActorRef, SwapGas,
};

/// Waits; a hang fails instead of blocking.
async fn within<F: Future>(what: &str, future: F) -> F::Output {
    let limit = Duration::from_secs(120);
    tokio::time::timeout(limit, future).await.unwrap_or_else(|_| panic!("{what}: still not done after {limit:?}"))
}

// === what a run comes to ===

/// The canonical encodings of all signals that the generator received and all orders that were recorded.
#[derive(Debug, Clone, PartialEq)]
struct Outcome {
    signals: Vec<Vec<u8>>,
    orders: Vec<Vec<u8>>,
    enhanced: u64,
}

impl Outcome {
    fn new<'a>(signals: impl IntoIterator<Item = &'a ArbitrageSignal>, orders: &[OrderRequest], enhanced: u64) -> Self {
        let signals = signals.into_iter().map(|signal| signal.to_tlv().expect("it can be encoded")).collect();
        let orders = orders.iter().map(|order| order.to_tlv().expect("it can be encoded")).collect();
        Self { signals, orders, enhanced }
    }

    /// As `assert_eq`, but names the first difference instead of printing megabytes.
    #[track_caller]
    fn check(&self, expected: &Self) {
        for (what, found, expected) in
            [("signal", &self.signals, &expected.signals), ("order", &self.orders, &expected.orders)]
        {
            for (n, (found, expected)) in found.iter().zip(expected).enumerate() {
                assert_eq!(found, expected, "{what} {} differs", n + 1);
            }
            assert_eq!(found.len(), expected.len(), "the number of {what}s");
        }
        assert_eq!(self.enhanced, expected.enhanced);
    }
}

const MARKET_DATA_CONFIG: MarketDataConfig = MarketDataConfig { pools_to_monitor: 1_000, update_frequency_ms: 100 };
const SIGNAL_CONFIG: SignalConfig = SignalConfig { min_profit_usd: 10.0, max_gas_cost: 50.0 };

/// The services called one after the other, without any actor.
fn plain(input: &Input) -> Outcome {
    let mut processor = MarketDataProcessor::new(MARKET_DATA_CONFIG);
    let (mut generator, mut execution) = (SignalGenerator::new(SIGNAL_CONFIG), Execution::new());
    let mut signals = Vec::new();
    for event in input.events(1) {
        match event {
            MarketEvent::Gas(gas) => processor.process_gas(&gas),
            MarketEvent::Quote(quote) => processor.process_quote(&quote),
            MarketEvent::Swap(swap) => processor.process_swap(&swap, |signal| signals.push(signal)),
        }
    }
    for signal in &signals {
        let order = generator.enhance_signal(signal).and_then(|enhanced| generator.order(&enhanced));
        if let Some(order) = order {
            execution.submit_order(order).expect("there is room for orders");
        }
    }
    let mut orders = Vec::new();
    while orders.len() < execution.len() {
        let from = orders.len() as u64;
        orders.extend(execution.get_orders(GetOrders { from, max: ORDERS_PER_PAGE_MAX }));
    }
    Outcome::new(&signals, &orders, generator.counts().enhanced)
}

// === the pair as actors ===

/// How the actors are joined.
#[derive(Debug, Clone, Copy)]
enum Road {
    /// All in one system, with mailboxes of this capacity, or of the default one.
    Bundled(Option<NonZeroUsize>),
    /// Market data in a system of its own, behind a link that holds so many bytes.
    Link(usize),
}

impl Road {
    fn named<'a>(self, system: &'a ActorSystem, name: &str) -> Spawner<'a> {
        match self {
            Self::Bundled(Some(capacity)) => system.named(name).capacity(capacity.get()),
            _ => system.named(name),
        }
    }
}

struct Pair {
    /// One system, or that of market data and that of the others.
    systems: [ActorSystem; 2],
    market_data: MarketDataActorRef,
    signal_generator: SignalGeneratorActorRef,
    execution: ExecutionRef,
    probe: Arc<Probe>,
}

impl Pair {
    /// Starts the receivers first.
    fn start(road: Road) -> Self {
        let probe = Arc::new(Probe::of_signals());
        let system = ActorSystem::new();
        let execution = road.named(&system, EXECUTION).spawn(Execution::new()).expect("the name is free");
        let generator = SignalGeneratorActor::new(SIGNAL_CONFIG).watched(&probe);
        let signal_generator = road.named(&system, SIGNAL_GENERATOR).spawn(generator).expect("the name is free");
        let front = match road {
            Road::Bundled(_) => system.clone(),
            Road::Link(buffer_bytes) => {
                let front = ActorSystem::new();
                let (outlet, inlet) = memory_link(buffer_bytes);
                system.accept(inlet, &signal_generator);
                let far: SignalGeneratorActorRef = front.connect(SIGNAL_GENERATOR, outlet).expect("the name is free");
                assert!(!far.is_local());
                front
            }
        };
        let market_data = MarketDataActor::new(MARKET_DATA_CONFIG).watched(&probe);
        let market_data = road.named(&front, MARKET_DATA).spawn(market_data).expect("the name is free");
        Self { systems: [front, system], market_data, signal_generator, execution, probe }
    }

    async fn feed(&self, input: &Input) -> u64 {
        let mut sent = 0;
        for event in input.events(1) {
            let sending = self.market_data.send(MarketMessage::from(event));
            within("a send", sending).await.expect("market data lives");
            sent += 1;
        }
        sent
    }

    /// Lets all come to its end, and checks that nothing was lost on the way.
    async fn finish(self, events: u64, road: Road) -> Outcome {
        within("market data", self.market_data.drain()).await;
        let [front, back] = &self.systems;
        let sent = front.get_transport_metrics().frames_sent;
        let all_received = async {
            while back.get_transport_metrics().frames_received < sent {
                tokio::task::yield_now().await;
            }
        };
        within("the link", all_received).await;
        within("the generator", self.signal_generator.drain()).await;
        let mut orders = Vec::new();
        loop {
            let from = orders.len() as u64;
            let question = self.execution.get_orders(GetOrders { from, max: ORDERS_PER_PAGE_MAX });
            let page = within("a page", question).await.expect("execution answers");
            if page.is_empty() {
                break;
            }
            orders.extend(page);
        }
        within("execution", self.execution.drain()).await;

        let signals = self.probe.take_signals();
        assert_eq!(self.probe.events_handled() as u64, events);
        assert_eq!(self.market_data.metrics().handled, events);
        assert_eq!(self.signal_generator.metrics().handled, signals.len() as u64);
        let links = if matches!(road, Road::Link(_)) { signals.len() as u64 } else { 0 };
        assert_eq!((sent, back.get_transport_metrics().frames_refused), (links, 0));
        for metrics in self.systems.iter().map(ActorSystem::get_transport_metrics) {
            assert_eq!((metrics.sent, metrics.dropped, metrics.failed, metrics.panicked), (metrics.handled, 0, 0, 0));
        }
        Outcome::new(signals.iter().map(|signal| &**signal), &orders, self.probe.enhanced())
    }
}

async fn run(input: &Input, road: Road) -> Outcome {
    let pair = Pair::start(road);
    let events = pair.feed(input).await;
    assert!(events > 0, "nothing was sent");
    pair.finish(events, road).await
}

const DEFAULT: Road = Road::Bundled(None);
const TINY: Road = Road::Bundled(Some(NonZeroUsize::MIN));
const LINK: Road = Road::Link(0);
/// Room for less than three signals.
const NARROW_LINK: Road = Road::Link(600);

// === the hand-checked dozen ===

fn dozen() -> Input {
    let swaps = parse("dozen_swaps.csv", include_bytes!("data/dozen_swaps.csv")).expect("the file is sound");
    assert_eq!(swaps.len(), 16);
    Input::File(swaps)
}

fn bytes(hex: &str) -> Vec<u8> {
    assert_eq!(hex.len() % 2, 0, "half a byte in {hex}");
    let byte = |at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex digits");
    (0..hex.len()).step_by(2).map(byte).collect()
}

/// The TLVs of a file, one in a line; `#` begins a comment.
fn lines(file: &str) -> Vec<Vec<u8>> {
    file.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).map(bytes).collect()
}

fn dozen_expected() -> Outcome {
    let signals = lines(include_str!("data/dozen_signals.hex"));
    let orders = lines(include_str!("data/dozen_orders.hex"));
    assert_eq!((signals.len(), orders.len()), (17, 3));
    Outcome { signals, orders, enhanced: 12 }
}

#[test]
fn the_dozen_as_plain_functions() {
    plain(&dozen()).check(&dozen_expected());
}

#[tokio::test]
async fn the_dozen_through_actors_on_one_thread() {
    for road in [DEFAULT, TINY, LINK, NARROW_LINK] {
        run(&dozen(), road).await.check(&dozen_expected());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_dozen_through_actors_on_two_threads() {
    for road in [DEFAULT, TINY, LINK, NARROW_LINK] {
        run(&dozen(), road).await.check(&dozen_expected());
    }
}

/// A control: a run that differs in one byte, one line or one count is told apart.
#[test]
fn a_difference_is_found() {
    let expected = dozen_expected();
    let mut others = [(); 4].map(|()| expected.clone());
    others[0].signals[16][171] ^= 1;
    others[1].orders[0][2] ^= 0x80;
    drop(others[2].signals.pop());
    others[3].enhanced += 1;
    for other in others {
        std::panic::catch_unwind(|| other.check(&expected)).expect_err("it differs");
    }
}

// === 50,000 generated events ===

fn many() -> Input {
    let input = Input::generated(Seed(7), 50_000);
    assert!(input.events(1).count() >= 50_000);
    input
}

/// What the services come to on their own; enough of everything to compare.
fn many_expected(input: &Input) -> Outcome {
    let expected = plain(input);
    let (signals, orders) = (expected.signals.len(), expected.orders.len());
    assert!(signals > 1_000 && orders > 100, "{signals} signals, {orders} orders");
    assert!((orders as u64) < expected.enhanced && expected.enhanced < signals as u64);
    assert_ne!(expected.signals, plain(&Input::generated(Seed(8), 50_000)).signals, "another input, another outcome");
    expected
}

#[tokio::test]
async fn many_events_come_to_the_same_on_one_thread() {
    let input = many();
    let expected = many_expected(&input);
    for road in [DEFAULT, TINY, LINK, NARROW_LINK] {
        run(&input, road).await.check(&expected);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_events_come_to_the_same_on_two_threads() {
    let input = many();
    let expected = many_expected(&input);
    for road in [DEFAULT, TINY, LINK, NARROW_LINK] {
        run(&input, road).await.check(&expected);
    }
}

/// The sender of signals finds its receiver when it starts, or does not start.
#[tokio::test(start_paused = true)]
async fn market_data_does_not_start_without_a_signal_generator() {
    let system = ActorSystem::new();
    let market_data = system.spawn(MarketDataActor::new(MARKET_DATA_CONFIG));
    let reason = within("the end", market_data.stopped()).await;
    assert!(matches!(&reason, StopReason::StartFailed(text) if text.contains(SIGNAL_GENERATOR)), "{reason:?}");
    // The control: with one it starts.
    let execution = system.named(EXECUTION).spawn(Execution::new()).expect("the name is free");
    let generator = SignalGeneratorActor::new(SIGNAL_CONFIG);
    system.named(SIGNAL_GENERATOR).spawn(generator).expect("the name is free");
    let market_data = system.spawn(MarketDataActor::new(MARKET_DATA_CONFIG));
    within("an answer", market_data.ask(SwapGas { fee_wei: 1 })).await.expect("it was handled");
    let orders = within("an answer", execution.get_orders(GetOrders { from: 0, max: 1 })).await;
    assert_eq!(orders.expect("execution answers"), []);
}

/// The file alone makes the pair, by the names of its types.
#[tokio::test]
async fn the_pair_is_made_from_its_file() {
    let text = r#"
[[bundles]]
name = "trading_core"
mode = "shared_memory"

[bundles.actors.market_data]
type = "MarketDataActor"
config = { pools_to_monitor = 1000, update_frequency_ms = 100 }

[bundles.actors.signal_generator]
type = "SignalGeneratorActor"
config = { min_profit_usd = 10.0, max_gas_cost = 50.0 }

[bundles.actors.execution]
type = "Execution"
"#;
    let topology = TopologyConfig::parse(text, "bundles.toml").expect("it is sound");
    let system = ActorSystem::launch(&topology, &types(), &Part::All).expect("it is sound");
    let market_data: MarketDataActorRef = system.handle(MARKET_DATA).expect("it runs");
    within("an answer", market_data.ask(SwapGas { fee_wei: 1 })).await.expect("it was handled");
    system.stop().await;
}

// === the layouts ===

#[derive(Deserialize)]
struct Vectors {
    messages: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    name: String,
    hex: String,
}

/// The only TLV of a golden vector, header included.
fn golden_tlv(name: &str) -> Vec<u8> {
    let vectors: Vectors = serde_json::from_str(include_str!("data/golden_vectors.json")).expect("the file is JSON");
    let vector = vectors.messages.iter().find(|vector| vector.name == name).expect("there is such a vector");
    let frame = bytes(&vector.hex);
    assert_eq!(Frame::parse(&frame, &FrameRules::default()).expect("a good frame").tlvs().count(), 1);
    frame[HEADER_LEN..].to_vec()
}

fn check_golden<T: Message + PartialEq + std::fmt::Debug>(name: &str) -> T {
    let tlv = golden_tlv(name);
    let value = T::from_tlv(&tlv).expect("it can be decoded");
    assert_eq!(value.to_tlv().expect("it can be encoded"), tlv, "{name}");
    assert_eq!((value.tlv_len(), Some(tlv.len() - 2)), (tlv.len(), T::PAYLOAD_LEN));
    value
}

#[test]
fn payloads_have_the_lengths_of_the_specification() {
    assert_eq!(PoolSwapEvent::PAYLOAD_LEN, Some(208));
    assert_eq!(QuoteUpdate::PAYLOAD_LEN, Some(52));
    assert_eq!(ArbitrageSignal::PAYLOAD_LEN, Some(170));
    assert_eq!(OrderRequest::PAYLOAD_LEN, Some(32));
    assert_eq!(SwapGas::PAYLOAD_LEN, Some(16));
    assert_eq!(GetOrders::PAYLOAD_LEN, Some(12));
    assert_eq!(OrderBookUpdate::PAYLOAD_LEN, None);
    let numbers = [PoolSwapEvent::NUMBER, QuoteUpdate::NUMBER, ArbitrageSignal::NUMBER, OrderRequest::NUMBER];
    assert_eq!(numbers, [11, 17, 32, 40]);
}

#[test]
fn golden_swaps_and_signals_are_ours_byte_for_byte() {
    let swap: PoolSwapEvent = check_golden("pool_swap");
    assert_eq!((swap.amount_in, swap.in_decimals, swap.venue), (1_000_000_000_000_000_000, 18, 400));
    assert_eq!((swap.amount_out, swap.out_decimals), (850_000, 6), "0.85 USDC");
    let built_by_torq: PoolSwapEvent = check_golden("x0_pool_swap");
    assert_ne!(built_by_torq.block, 0);

    // 100.50 - 60 - 3 - 5 = 32.50 dollars.
    let signal: ArbitrageSignal = check_golden("arbitrage_signal");
    assert_eq!(signal.expected_profit_q8, 10_050_000_000);
    assert_eq!((signal.dex_fees_q8, signal.gas_cost_q8, signal.slippage_q8), (6_000_000_000, 300_000_000, 500_000_000));
    assert_eq!(signal.net_profit_q8, 3_250_000_000);
}

#[test]
fn a_quote_is_read_in_both_lengths_and_written_in_the_shorter() {
    let quote = QuoteUpdate {
        instrument: 1,
        bid_price_q8: -2,
        bid_size_q8: 3,
        ask_price_q8: 4,
        ask_size_q8: 5,
        timestamp_ns: 6,
        venue: 7,
        asset_type: 50,
    };
    let short = quote.to_tlv().expect("it can be encoded");
    assert_eq!((short[0], short[1], short.len()), (17, 52, 54));
    assert_eq!(QuoteUpdate::from_tlv(&short), Ok(quote.clone()));
    for more in [1, 3, 4, 5, 8] {
        let mut long = short.clone();
        long.resize(54 + more, 0xAA);
        long[1] += more as u8;
        let read = QuoteUpdate::from_tlv(&long);
        if more == 4 {
            assert_eq!(read, Ok(quote.clone()));
        } else {
            assert!(matches!(read, Err(WireError::SizeMismatch { message: "QuoteUpdate", .. })), "{more}: {read:?}");
        }
    }
}
