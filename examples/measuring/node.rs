//! The part of the pair that one process runs, and what can be asked of it while it does.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

use mycelium::bundle::{Part, TopologyConfig};
use mycelium::prelude::*;
use mycelium::wire::encodes;
use mycelium::{LaunchError, TransportMetrics};
use serde::{Deserialize, Serialize};
use trading_pair::actors::watched_types;
use trading_pair::{EXECUTION, ExecutionMessage, ExecutionRef, GetOrders, ORDERS_PER_PAGE_MAX, Probe};

use super::usage::{cpu_time, memory_pss_bytes};

/// The files that a run leaves: the TLVs of all signals that the generator received, those of all orders that execution has
/// recorded, both in order, and the time at which each event was handled, by index, as little-endian nanoseconds.
pub(crate) const SIGNALS: &str = "signals.tlv";
pub(crate) const ORDERS: &str = "orders.tlv";
pub(crate) const TIMES: &str = "times.u64";

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

// === impl Node ===

impl Node {
    /// Starts a part of the topology on the current runtime; keeps the times of the first `times` events.
    pub(crate) fn launch(topology: &TopologyConfig, part: &Part, times: usize) -> Result<Self, LaunchError> {
        let probe = Arc::new(Probe::with_times(times));
        Ok(Self { system: ActorSystem::launch(topology, &watched_types(&probe), part)?, probe })
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

    /// Writes what this part computed, and when it handled which event, into files of `directory`; returns how many
    /// signals it found sound. A second call finds no signals.
    pub(crate) async fn write(&self, directory: &Path) -> Result<u64> {
        let times = self.probe.handled_at_ns();
        if times.iter().any(|at| *at > 0) {
            let mut out = create(directory, TIMES)?;
            times.iter().try_for_each(|at| out.write_all(&at.to_le_bytes()))?;
            out.flush()?;
        }
        if self.probe.signals_received() > 0 {
            let mut out = create(directory, SIGNALS)?;
            self.probe.take_signals().iter().try_for_each(|signal| write_tlv(&mut out, &**signal))?;
            out.flush()?;
        }
        if let Some(execution) = self.execution() {
            let (mut out, mut from) = (create(directory, ORDERS)?, 0);
            loop {
                let page = execution.get_orders(GetOrders { from, max: ORDERS_PER_PAGE_MAX }).await?;
                if page.is_empty() {
                    break;
                }
                from += page.len() as u64;
                page.iter().try_for_each(|order| write_tlv(&mut out, order))?;
            }
            out.flush()?;
        }
        Ok(self.probe.enhanced())
    }
}

fn create(directory: &Path, name: &str) -> io::Result<BufWriter<File>> {
    File::create(directory.join(name)).map(BufWriter::new)
}

fn write_tlv(out: &mut impl Write, message: &impl Message) -> Result<()> {
    Ok(out.write_all(&message.to_tlv()?)?)
}

// === impl Progress, Usage ===

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
