//! The pair as it is started in one process, and fed.

use std::sync::Arc;

use mycelium::prelude::*;
use mycelium::{SpawnError, TransportMetrics};
use trading_pair::{
    ArbitrageSignal, EXECUTION, Execution, ExecutionRef, GetOrders, MARKET_DATA, MarketDataActor, MarketDataActorRef,
    MarketDataConfig, MarketDataProcessor, ORDERS_PER_PAGE_MAX, OrderRequest, Probe, SIGNAL_GENERATOR, SignalConfig,
    SignalGenerator, SignalGeneratorActor, SignalGeneratorActorRef,
};

/// The three actors, running.
#[derive(Debug)]
pub(crate) struct Pair {
    pub(crate) system: ActorSystem,
    pub(crate) market_data: MarketDataActorRef,
    signal_generator: SignalGeneratorActorRef,
    execution: ExecutionRef,
    pub(crate) probe: Arc<Probe>,
}

/// What the pair came to.
#[derive(Debug, Clone)]
pub(crate) struct Outcome {
    pub(crate) signals: Vec<Arc<ArbitrageSignal>>,
    pub(crate) enhanced: u64,
    pub(crate) orders: Vec<OrderRequest>,
    pub(crate) metrics: TransportMetrics,
}

/// The market data service as every run configures it.
pub(crate) fn market_data_processor() -> MarketDataProcessor {
    MarketDataProcessor::new(MarketDataConfig { pools_to_monitor: 1_000, update_frequency_ms: 100 })
}

/// The signal generator as every run configures it.
pub(crate) fn signal_generator() -> SignalGenerator {
    SignalGenerator::new(SignalConfig { min_profit_usd: 10.0, max_gas_cost: 50.0 })
}

// === impl Pair ===

impl Pair {
    /// Starts the actors, the receivers first, on the current runtime.
    pub(crate) fn start(probe: Probe) -> Result<Self, SpawnError> {
        let probe = Arc::new(probe);
        let system = ActorSystem::new();
        let execution = system.named(EXECUTION).spawn(Execution::new())?;
        let generator = SignalGeneratorActor::new(signal_generator(), Some(Arc::clone(&probe)));
        let signal_generator = system.named(SIGNAL_GENERATOR).spawn(generator)?;
        let processor = MarketDataActor::new(market_data_processor(), Some(Arc::clone(&probe)));
        let market_data = system.named(MARKET_DATA).spawn(processor)?;
        Ok(Self { system, market_data, signal_generator, execution, probe })
    }

    /// Lets all that was sent come to its end: market data and generator stop, and execution has recorded what
    /// they sent.
    pub(crate) async fn settle(&self) -> Result<()> {
        self.market_data.drain().await;
        self.signal_generator.drain().await;
        self.execution.get_orders(GetOrders { from: 0, max: 0 }).await?;
        Ok(())
    }

    /// Settles, stops what still runs, and returns what the pair computed.
    pub(crate) async fn finish(self) -> Result<Outcome> {
        self.settle().await?;
        let mut orders = Vec::new();
        loop {
            let from = orders.len() as u64;
            let page = self.execution.get_orders(GetOrders { from, max: ORDERS_PER_PAGE_MAX }).await?;
            if page.is_empty() {
                break;
            }
            orders.extend(page);
        }
        self.execution.drain().await;
        Ok(Outcome {
            signals: self.probe.take_signals(),
            enhanced: self.probe.enhanced(),
            orders,
            metrics: self.system.get_transport_metrics(),
        })
    }
}
