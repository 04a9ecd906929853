//! The part of the pair that one process runs, and what can be asked of it while it does.

use std::sync::Arc;

use mycelium::bundle::{Part, TopologyConfig};
use mycelium::prelude::*;
use mycelium::wire::{WireError, encodes};
use mycelium::{LaunchError, TransportMetrics};
use serde::{Deserialize, Serialize};
use trading_pair::{
    EXECUTION, Execution, ExecutionMessage, ExecutionRef, GetOrders, MarketDataActor, MarketDataConfig,
    MarketDataProcessor, ORDERS_PER_PAGE_MAX, Probe, SignalConfig, SignalGenerator, SignalGeneratorActor,
};

use crate::usage::{cpu_time, memory_pss_bytes};

/// A part of the pair, running.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) system: ActorSystem,
    probe: Arc<Probe>,
}

/// How far the pair, or a part of it, has come. Parts are added up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Progress {
    pub(crate) events: u64,
    pub(crate) signals_sent: u64,
    pub(crate) signals_received: u64,
    pub(crate) orders_sent: u64,
    pub(crate) orders_recorded: u64,
}

/// What a process, or several, have used. Parts are added up.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(crate) struct Usage {
    pub(crate) cpu_us: u64,
    /// `None` where the system does not say.
    pub(crate) pss_bytes: Option<u64>,
    pub(crate) encodes: u64,
    pub(crate) avoided_bytes: u64,
    /// Messages that a process knows to be lost: failed, dropped, refused, unsent, missing in a sequence.
    pub(crate) lost: u64,
}

/// What a part of the pair computed. Parts are joined.
#[derive(Debug, Clone, Default)]
pub(crate) struct Findings {
    /// The TLVs of all signals that the generator received, in order.
    pub(crate) signals: Vec<u8>,
    /// The TLVs of all orders that execution has recorded, in order.
    pub(crate) orders: Vec<u8>,
    pub(crate) enhanced: u64,
    /// When each event was handled, by index.
    pub(crate) handled_at_ns: Vec<u64>,
}

/// The types that the roads' files name.
fn types(probe: &Arc<Probe>) -> ActorTypes {
    let (market_data, signals) = (Arc::clone(probe), Arc::clone(probe));
    ActorTypes::new()
        .configured("MarketDataActor", move |config: MarketDataConfig| {
            MarketDataActor::new(MarketDataProcessor::new(config), Some(Arc::clone(&market_data)))
        })
        .configured("SignalGeneratorActor", move |config: SignalConfig| {
            SignalGeneratorActor::new(SignalGenerator::new(config), Some(Arc::clone(&signals)))
        })
        .register_with("Execution", Execution::new)
}

// === impl Node ===

impl Node {
    /// Starts a part of the topology on the current runtime; keeps the times of the first `times` events.
    pub(crate) fn launch(topology: &TopologyConfig, part: &Part, times: usize) -> Result<Self, LaunchError> {
        let probe = Arc::new(Probe::with_times(times));
        Ok(Self { system: ActorSystem::launch(topology, &types(&probe), part)?, probe })
    }

    /// The execution actor, if it runs here.
    fn execution(&self) -> Option<ExecutionRef> {
        let found = self.system.actor::<ExecutionMessage>(EXECUTION).ok()?;
        found.is_local().then(|| ExecutionRef::from_ref(found))
    }

    /// How far this part has come.
    pub(crate) fn progress(&self) -> Progress {
        Progress {
            events: self.probe.events_handled() as u64,
            signals_sent: self.probe.signals_sent(),
            signals_received: self.probe.signals_received(),
            orders_sent: self.probe.orders_sent(),
            orders_recorded: self.execution().map_or(0, |execution| execution.metrics().handled),
        }
    }

    /// What this process has used.
    pub(crate) fn usage(&self) -> Usage {
        let TransportMetrics { failed, dropped, frames_refused, frames_unsent, frames_lost, .. } = self.metrics();
        Usage {
            cpu_us: u64::try_from(cpu_time().as_micros()).unwrap_or(u64::MAX),
            pss_bytes: memory_pss_bytes(),
            encodes: encodes(),
            avoided_bytes: self.metrics().serialization_avoided_bytes,
            lost: failed + dropped + frames_refused + frames_unsent + frames_lost,
        }
    }

    fn metrics(&self) -> TransportMetrics {
        self.system.get_transport_metrics()
    }

    /// What this part computed. Takes it: a second call finds nothing.
    pub(crate) async fn findings(&self) -> Result<Findings> {
        let mut findings = Findings {
            enhanced: self.probe.enhanced(),
            handled_at_ns: self.probe.handled_at_ns(),
            ..Findings::default()
        };
        findings.signals = tlvs(&self.probe.take_signals())?;
        let Some(execution) = self.execution() else { return Ok(findings) };
        let mut from = 0;
        loop {
            let page = execution.get_orders(GetOrders { from, max: ORDERS_PER_PAGE_MAX }).await?;
            if page.is_empty() {
                return Ok(findings);
            }
            from += page.len() as u64;
            page.iter().try_for_each(|order| order.encode_tlv(&mut findings.orders))?;
        }
    }
}

/// Encodes messages one after the other.
fn tlvs<T: Message>(messages: &[Arc<T>]) -> std::result::Result<Vec<u8>, WireError> {
    let mut out = Vec::with_capacity(messages.iter().map(|message| message.tlv_len()).sum());
    messages.iter().try_for_each(|message| message.encode_tlv(&mut out))?;
    Ok(out)
}

// === impl Progress, Usage, Findings ===

impl std::ops::Add for Progress {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            events: self.events + other.events,
            signals_sent: self.signals_sent + other.signals_sent,
            signals_received: self.signals_received + other.signals_received,
            orders_sent: self.orders_sent + other.orders_sent,
            orders_recorded: self.orders_recorded + other.orders_recorded,
        }
    }
}

impl Progress {
    /// Whether all of `events` and what followed from them has come to its end.
    pub(crate) fn is_settled(&self, events: u64) -> bool {
        self.events == events && self.signals_received == self.signals_sent && self.orders_recorded == self.orders_sent
    }

    /// Messages that were sent and did not come.
    pub(crate) fn missing(&self, events: u64) -> u64 {
        events.saturating_sub(self.events)
            + self.signals_sent.saturating_sub(self.signals_received)
            + self.orders_sent.saturating_sub(self.orders_recorded)
    }
}

impl std::ops::Add for Usage {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            cpu_us: self.cpu_us + other.cpu_us,
            pss_bytes: self.pss_bytes.zip(other.pss_bytes).map(|(one, other)| one + other),
            encodes: self.encodes + other.encodes,
            avoided_bytes: self.avoided_bytes + other.avoided_bytes,
            lost: self.lost + other.lost,
        }
    }
}

impl Findings {
    pub(crate) fn join(self, other: Self) -> Self {
        let joined = |mut one: Vec<u8>, other: Vec<u8>| {
            one.extend(other);
            one
        };
        Self {
            signals: joined(self.signals, other.signals),
            orders: joined(self.orders, other.orders),
            enhanced: self.enhanced + other.enhanced,
            // Times are kept where the events are handled; elsewhere they are all 0.
            handled_at_ns: if self.handled_at_ns.iter().any(|at| *at > 0) {
                self.handled_at_ns
            } else {
                other.handled_at_ns
            },
        }
    }
}
