//! What is sent: clones of pooled events, made without the allocator.

use std::sync::Arc;

use mycelium::prelude::*;

/// How many different events there are.
pub(crate) const POOL: usize = 4_096;

/// An event of 96 bytes.
#[message(tlv = 0xC8)]
#[derive(Debug, Clone)]
pub(crate) struct Event {
    pub(crate) fields: [u64; 12],
}

/// A question: two numbers, to be added.
#[message(tlv = 0xC9, reply = u64)]
#[derive(Debug, Clone, Copy)]
pub(crate) struct Add {
    pub(crate) left: u32,
    pub(crate) right: u32,
}

/// The pool.
pub(crate) fn events() -> Vec<Arc<Event>> {
    (0..POOL as u64).map(|n| Arc::new(Event { fields: [n; 12] })).collect()
}
