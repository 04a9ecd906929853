//! What a run wants to know of the pair while it runs: which signals came, and when each event was handled.
//!
//! Nothing here encodes. Times are by event index, from the monotonic clock, in memory that was made before
//! the run; whoever sent the events keeps the times of sending, and the two are joined after the run.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use crate::messages::ArbitrageSignal;

/// Looks on while the pair runs; shared by the actors and by whoever asks afterwards.
#[derive(Debug)]
pub struct Probe {
    start: Instant,
    /// By event index, in nanoseconds since `start`; empty when times are not wanted.
    handled_at_ns: Vec<AtomicU64>,
    events: AtomicUsize,
    enhanced: AtomicU64,
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
            start: Instant::now(),
            handled_at_ns: std::iter::repeat_with(AtomicU64::default).take(events).collect(),
            events: AtomicUsize::new(0),
            enhanced: AtomicU64::new(0),
            signals: Mutex::default(),
        }
    }

    /// When the probe's clock began.
    #[must_use]
    pub fn start(&self) -> Instant {
        self.start
    }

    /// Notes that the next event was handled. One actor calls this, in the order of the events.
    pub(crate) fn event_handled(&self) {
        let index = self.events.load(Relaxed);
        if let Some(at) = self.handled_at_ns.get(index) {
            at.store(u64::try_from(self.start.elapsed().as_nanos()).unwrap_or(u64::MAX), Relaxed);
        }
        self.events.store(index + 1, Relaxed);
    }

    /// Keeps a signal that the generator received.
    pub(crate) fn signal_received(&self, signal: Arc<ArbitrageSignal>, enhanced: bool) {
        self.enhanced.fetch_add(u64::from(enhanced), Relaxed);
        self.signals.lock().unwrap_or_else(PoisonError::into_inner).push(signal);
    }

    /// How many events were handled.
    #[must_use]
    pub fn events_handled(&self) -> usize {
        self.events.load(Relaxed)
    }

    /// How many of the received signals were found sound.
    #[must_use]
    pub fn enhanced(&self) -> u64 {
        self.enhanced.load(Relaxed)
    }

    /// When the event with this index was handled, in nanoseconds since [`start`](Self::start); 0 if it was
    /// not, or its time was not wanted.
    #[must_use]
    pub fn handled_at_ns(&self, index: usize) -> u64 {
        self.handled_at_ns.get(index).map_or(0, |at| at.load(Relaxed))
    }

    /// Takes the signals that were received so far, in order.
    #[must_use]
    pub fn take_signals(&self) -> Vec<Arc<ArbitrageSignal>> {
        std::mem::take(&mut self.signals.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
