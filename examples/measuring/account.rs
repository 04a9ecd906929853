//! What became of the messages of one run.

use super::child::ChildError;
use super::node::{Progress, Usage};
use super::pair::Pair;

/// Messages are events, and the signals and orders that followed from them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Account {
    pub(crate) sent: u64,
    pub(crate) handled: u64,
    /// Messages that were sent and not handled, and those that a process knows to be lost: one that both know of
    /// counts twice.
    pub(crate) lost: u64,
    /// Messages that were encoded while the pair ran.
    pub(crate) encodes: u64,
    /// Bytes that bundling did not encode.
    pub(crate) avoided_bytes: u64,
}

// === impl Account ===

impl Account {
    /// Of a pair that came so far, from what all processes had used before and after.
    pub(crate) fn of(pair: &mut Pair, progress: &Progress, before: &Usage, after: &Usage) -> Result<Self, ChildError> {
        Ok(Self {
            sent: pair.sent() + progress.signals_sent + progress.orders_sent,
            handled: progress.events + progress.signals_received + progress.orders_recorded,
            lost: pair.lost(progress)?,
            encodes: after.encodes - before.encodes,
            avoided_bytes: after.avoided_bytes,
        })
    }
}
