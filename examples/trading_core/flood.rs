//! All events as fast as they are taken: what comes out, and how much it takes.
//!
//! The sender is the main thread, the actors run on a runtime with two workers. The events exist before the
//! clock starts; what goes into the mailbox is a clone of each: an `Arc` more.

use std::time::{Duration, Instant};

use mycelium::Message;
use mycelium::wire::encodes;
use sha2::{Digest, Sha256};
use trading_pair::{MarketMessage, Probe};

use crate::pair::{Outcome, Pair};
use crate::usage::{cpu_time, memory_pss_bytes};

/// What one flood came to.
#[derive(Debug, Clone)]
pub(crate) struct Flood {
    pub(crate) signals: usize,
    pub(crate) enhanced: u64,
    pub(crate) orders: usize,
    /// SHA-256 over the TLVs of all signals, then of all orders, in order.
    pub(crate) digest: String,
    /// Messages that were sent and not handled, or whose handler failed.
    pub(crate) lost: u64,
    /// Messages that were encoded while the pair ran.
    pub(crate) encodes: u64,
    /// Bytes that bundling did not encode.
    pub(crate) avoided_bytes: u64,
    pub(crate) elapsed: Duration,
    pub(crate) cpu: Duration,
    /// Of the whole process, the input included, while the actors still live; `None` where the system does
    /// not say.
    pub(crate) memory_pss_bytes: Option<u64>,
}

/// Runs the pair over all events.
///
/// # Panics
///
/// If the runtime cannot be started or the pair fails: there is nothing to report then.
pub(crate) fn run(events: &[MarketMessage]) -> Flood {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime with two threads can be started");
    runtime.block_on(async {
        let pair = Pair::start(Probe::of_signals()).expect("a new system has no names");
        let (encodes_before, cpu_before, start) = (encodes(), cpu_time(), Instant::now());
        for event in events {
            pair.market_data.send(event.clone()).await.expect("the actor runs");
        }
        pair.settle().await.expect("the actors answer");
        let (elapsed, cpu) = (start.elapsed(), cpu_time().saturating_sub(cpu_before));
        let memory_pss_bytes = memory_pss_bytes();
        let probe = std::sync::Arc::clone(&pair.probe);
        let outcome = pair.finish().await.expect("the actors answer");
        let encodes = encodes() - encodes_before;
        let metrics = outcome.metrics;
        let unhandled = (events.len() - probe.events_handled()) as u64;
        Flood {
            signals: outcome.signals.len(),
            enhanced: outcome.enhanced,
            orders: outcome.orders.len(),
            digest: digest(&outcome),
            lost: (metrics.sent - metrics.handled) + metrics.failed + unhandled,
            encodes,
            avoided_bytes: metrics.serialization_avoided_bytes,
            elapsed,
            cpu,
            memory_pss_bytes,
        }
    })
}

fn digest(outcome: &Outcome) -> String {
    let mut hash = Sha256::new();
    let mut tlv = Vec::new();
    let mut add = |encoded: Result<(), mycelium::wire::WireError>, tlv: &mut Vec<u8>| {
        encoded.expect("signals and orders have a fixed size");
        hash.update(&*tlv);
        tlv.clear();
    };
    for signal in &outcome.signals {
        add(signal.encode_tlv(&mut tlv), &mut tlv);
    }
    for order in &outcome.orders {
        add(order.encode_tlv(&mut tlv), &mut tlv);
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
