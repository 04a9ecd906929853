//! What runs the system itself (Protocol V2 §6).

use super::parts::{Instruments, TraceId};
use crate::message;

/// What was known of some instruments no longer holds.
#[message(tlv = 106, domain = system, crate = crate)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StateInvalidation {
    /// Grows with each of the sender's.
    pub sequence: u64,
    /// Since when.
    pub timestamp_ns: u64,
    /// Which instruments.
    pub instruments: Instruments,
    /// Where; see [`venue`](super::venue).
    pub venue: u16,
    /// Why; the protocol names no numbers.
    #[field(pad = 5)]
    pub reason: u8,
}

/// How a service is.
#[message(tlv = 107, domain = system, crate = crate)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SystemHealth {
    /// When it was measured.
    pub timestamp_ns: u64,
    /// Connections that are open.
    pub connections: u32,
    /// Messages per second.
    pub messages_per_s: u32,
    /// The last error's number; the protocol names none.
    pub last_error: u32,
    /// Errors per thousand messages.
    pub error_rate_permille: u16,
    /// What 95 of 100 messages take at most, in microseconds.
    pub latency_p95_us: u16,
    /// Which service; the protocol names no numbers.
    pub service: u8,
    /// How it is; the protocol names no numbers.
    pub status: u8,
    /// Of all processors.
    pub cpu_percent: u8,
    /// Of the memory.
    #[field(pad = 20)]
    pub memory_percent: u8,
}

/// Where a message has been so far.
#[message(tlv = 108, domain = system, crate = crate)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TraceContext {
    /// When the trace began.
    pub start_timestamp_ns: u64,
    /// When it came here.
    pub current_timestamp_ns: u64,
    /// Who passes it on: the header's source byte.
    pub source: u8,
    /// How many have passed it on.
    pub span_depth: u8,
    /// What was done to it so far; see [`stage`](super::stage).
    #[field(pad = 5)]
    pub stage_flags: u8,
    /// Which trace it is.
    pub trace_id: TraceId,
}
