//! What a run wants to know of the pair while it runs: what came, what went on, and when each event was handled.
//!
//! Nothing here encodes. Times are by event index, from the clock that all processes share, in memory that was made
//! before the run; whoever sent the events keeps the times of sending, and the two are joined after the run.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};

use crate::clock::monotonic_ns;
use crate::messages::ArbitrageSignal;

/// Looks on while the pair, or a part of it, runs; shared by the actors and by whoever asks afterwards.
#[derive(Debug)]
pub struct Probe {
    /// By event index; empty when times are not wanted.
    handled_at_ns: Vec<AtomicU64>,
    events: AtomicUsize,
    signals_sent: AtomicU64,
    signals_received: AtomicU64,
    enhanced: AtomicU64,
    orders_sent: AtomicU64,
    signals: Mutex<Vec<Arc<ArbitrageSignal>>>,
}

// === impl Probe ===

impl Probe {
    /// Keeps every signal, and no times.
    #[must_use]
    pub fn of_signals() -> Self {
        Self::with_times(0)
    }

    /// Keeps every signal, and the time at which each of the first `events` events was handled.
    #[must_use]
    pub fn with_times(events: usize) -> Self {
        Self {
            handled_at_ns: std::iter::repeat_with(AtomicU64::default).take(events).collect(),
            events: AtomicUsize::new(0),
            signals_sent: AtomicU64::new(0),
            signals_received: AtomicU64::new(0),
            enhanced: AtomicU64::new(0),
            orders_sent: AtomicU64::new(0),
            signals: Mutex::default(),
        }
    }

    /// Notes that the next event was handled. One actor calls this, in the order of the events.
    pub(crate) fn event_handled(&self) {
        let index = self.events.load(Relaxed);
        if let Some(at) = self.handled_at_ns.get(index) {
            at.store(monotonic_ns(), Relaxed);
        }
        self.events.store(index + 1, Relaxed);
    }

    /// Notes that a signal is on its way.
    pub(crate) fn signal_sent(&self) {
        self.signals_sent.fetch_add(1, Relaxed);
    }

    /// Keeps a signal that the generator received.
    pub(crate) fn signal_received(&self, signal: Arc<ArbitrageSignal>, enhanced: bool) {
        self.enhanced.fetch_add(u64::from(enhanced), Relaxed);
        self.signals.lock().unwrap_or_else(PoisonError::into_inner).push(signal);
    }

    /// Notes that the generator is done with a signal, and whether an order is on its way.
    pub(crate) fn signal_handled(&self, ordered: bool) {
        self.orders_sent.fetch_add(u64::from(ordered), Relaxed);
        self.signals_received.fetch_add(1, Relaxed);
    }

    /// How many events were handled.
    #[must_use]
    pub fn events_handled(&self) -> usize {
        self.events.load(Relaxed)
    }

    /// How many signals were sent on.
    #[must_use]
    pub fn signals_sent(&self) -> u64 {
        self.signals_sent.load(Relaxed)
    }

    /// How many signals were received and judged.
    #[must_use]
    pub fn signals_received(&self) -> u64 {
        self.signals_received.load(Relaxed)
    }

    /// How many of the received signals were found sound.
    #[must_use]
    pub fn enhanced(&self) -> u64 {
        self.enhanced.load(Relaxed)
    }

    /// How many orders were sent on.
    #[must_use]
    pub fn orders_sent(&self) -> u64 {
        self.orders_sent.load(Relaxed)
    }

    /// When each event was handled, by the clock of [`monotonic_ns`]; 0 for those that were not.
    #[must_use]
    pub fn handled_at_ns(&self) -> Vec<u64> {
        self.handled_at_ns.iter().map(|at| at.load(Relaxed)).collect()
    }

    /// Takes the signals that were received so far, in order.
    #[must_use]
    pub fn take_signals(&self) -> Vec<Arc<ArbitrageSignal>> {
        std::mem::take(&mut self.signals.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
