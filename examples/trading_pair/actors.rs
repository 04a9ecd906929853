//! The services as actors: two attributes, and the lines that send.
//!
//! [`MarketDataActor`] and [`SignalGeneratorActor`] wrap a service and know whom to send to, found by name
//! when they start; [`Execution`](crate::Execution) needs no wrapper and is annotated where it stands. A [`Probe`] may look on.
//!
//! Names: `market_data`, `signal_generator`, `execution`.

use std::sync::Arc;

use mycelium::prelude::*;

use crate::execution::{Execution, ExecutionRef};
use crate::market_data::{MarketDataConfig, MarketDataProcessor};
use crate::messages::{ArbitrageSignal, OrderBookUpdate, PoolSwapEvent, QuoteUpdate, SwapGas};
use crate::probe::Probe;
use crate::signal_generator::{SignalConfig, SignalGenerator};

/// The name of the [`MarketDataActor`].
pub const MARKET_DATA: &str = "market_data";
/// The name of the [`SignalGeneratorActor`].
pub const SIGNAL_GENERATOR: &str = "signal_generator";
/// The name of the [`Execution`](crate::Execution) actor.
pub const EXECUTION: &str = "execution";

/// What the market data service takes: 16 bytes, whatever the message.
#[message(domain = market_data)]
#[derive(Debug, Clone)]
pub enum MarketMessage {
    /// A pool has executed a swap.
    Swap(Arc<PoolSwapEvent>),
    /// The best prices of an instrument.
    Quote(Arc<QuoteUpdate>),
    /// An instrument's whole book.
    OrderBook(Arc<OrderBookUpdate>),
    /// What the next swap paid for its gas.
    Gas(Arc<SwapGas>),
}

/// What the signal generator takes.
#[message(domain = signal)]
#[derive(Debug, Clone)]
pub enum SignalMessage {
    /// A coin is cheaper in one pair than in another.
    Arbitrage(Arc<ArbitrageSignal>),
}

/// The market data service, which sends its signals on.
#[derive(Debug)]
pub struct MarketDataActor {
    service: MarketDataProcessor,
    signals: Option<SignalGeneratorActorRef>,
    probe: Option<Arc<Probe>>,
}

/// The signal generator, which sends its orders on.
#[derive(Debug)]
pub struct SignalGeneratorActor {
    service: SignalGenerator,
    execution: Option<ExecutionRef>,
    probe: Option<Arc<Probe>>,
}

/// The types that the topologies of the examples name.
#[must_use]
pub fn types() -> ActorTypes {
    ActorTypes::new().with::<MarketDataActor>().with::<SignalGeneratorActor>().with::<Execution>()
}

/// The same types; a probe, which no file can hold, looks on.
#[must_use]
pub fn watched_types(probe: &Arc<Probe>) -> ActorTypes {
    let (market_data, signals) = (Arc::clone(probe), Arc::clone(probe));
    ActorTypes::new()
        .configured("MarketDataActor", move |config| MarketDataActor::new(config).watched(&market_data))
        .configured("SignalGeneratorActor", move |config| SignalGeneratorActor::new(config).watched(&signals))
        .with::<Execution>()
}

// === impl MarketDataActor ===

impl MarketDataActor {
    /// Makes the service; signals go to whoever is called [`SIGNAL_GENERATOR`] when the actor starts.
    #[must_use]
    pub fn new(config: MarketDataConfig) -> Self {
        Self { service: MarketDataProcessor::new(config), signals: None, probe: None }
    }

    /// A probe looks on.
    #[must_use]
    pub fn watched(self, probe: &Arc<Probe>) -> Self {
        Self { probe: Some(Arc::clone(probe)), ..self }
    }

    fn event_handled(&self) {
        if let Some(probe) = &self.probe {
            probe.event_handled();
        }
    }
}

#[actor(message = MarketMessage, config = MarketDataConfig)]
impl MarketDataActor {
    #[on_start]
    fn find_signal_generator(&mut self, ctx: &mut Context<Self>) -> Result<()> {
        self.signals = Some(ctx.handle(SIGNAL_GENERATOR)?);
        Ok(())
    }

    /// Takes in a swap; its signals are on their way when this is done.
    #[handler]
    async fn swap(&mut self, event: &PoolSwapEvent) -> Result<()> {
        for signal in self.service.signals_of(event) {
            if let Some(generator) = &self.signals {
                generator.arbitrage(signal).await?;
                if let Some(probe) = &self.probe {
                    probe.signal_sent();
                }
            }
        }
        self.event_handled();
        Ok(())
    }

    /// Takes in the best prices of an instrument.
    #[handler]
    fn quote(&mut self, quote: &QuoteUpdate) {
        self.service.process_quote(quote);
        self.event_handled();
    }

    /// Takes in an instrument's whole book.
    #[handler]
    fn order_book(&mut self, book: &OrderBookUpdate) {
        self.service.process_order_book(book);
        self.event_handled();
    }

    /// Notes what the next swap paid for its gas.
    #[handler]
    fn gas(&mut self, gas: &SwapGas) {
        self.service.process_gas(gas);
        self.event_handled();
    }
}

// === impl SignalGeneratorActor ===

impl SignalGeneratorActor {
    /// Makes the service; orders go to whoever is called [`EXECUTION`] when the actor starts.
    #[must_use]
    pub fn new(config: SignalConfig) -> Self {
        Self { service: SignalGenerator::new(config), execution: None, probe: None }
    }

    /// A probe looks on.
    #[must_use]
    pub fn watched(self, probe: &Arc<Probe>) -> Self {
        Self { probe: Some(Arc::clone(probe)), ..self }
    }
}

#[actor(message = SignalMessage, config = SignalConfig)]
impl SignalGeneratorActor {
    #[on_start]
    fn find_execution(&mut self, ctx: &mut Context<Self>) -> Result<()> {
        self.execution = Some(ctx.handle(EXECUTION)?);
        Ok(())
    }

    /// Judges a signal; the order for a good one is on its way when this is done.
    #[handler]
    async fn arbitrage(&mut self, signal: Arc<ArbitrageSignal>) -> Result<()> {
        let enhanced = self.service.enhance_signal(&signal);
        if let Some(probe) = &self.probe {
            probe.signal_received(signal, enhanced.is_some());
        }
        let order = enhanced.and_then(|enhanced| self.service.order(&enhanced));
        if let (Some(order), Some(execution)) = (order, &self.execution) {
            execution.submit_order(order).await?;
        }
        if let Some(probe) = &self.probe {
            probe.signal_handled(order.is_some());
        }
        Ok(())
    }
}
