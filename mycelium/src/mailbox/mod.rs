//! Where messages wait: a bounded queue with many senders and one receiver, and the slots that replies wait in.
//!
//! Layer L1. It knows values, not bytes and not actors. What holds for every mailbox:
//!
//! - **Bounded.** At most `capacity` values wait, and at most a batch (64) more that the receiver has taken out
//!   and not come to yet; a full mailbox refuses (`try_send`) or makes wait (`send`).
//! - **Order.** What one sender sent first is received first. Waiting senders are given room in order of
//!   arrival, and nobody who comes later takes it from them.
//! - **Nothing is lost.** A refused value stays with its sender; a value that was accepted is received, or
//!   handed out by [`Receiver::close_and_take`] when the receiver gives up.
//! - **No allocation in steady state.** Storage grows to what was needed once, at most to the capacity, and is
//!   reused; an idle mailbox that was never used has none.
//!
//! ```text
//!  Sender ──try_send/poll_send──▶ Queue (one lock: values, waiting senders, parked receiver)
//!                                   │ poll_batch: up to a batch at a time
//!                                   ▼
//!                                 Receiver
//! ```

mod alarm;
mod pool;
mod queue;
mod receiver;
mod reply;
mod sender;

pub(crate) use alarm::Alarm;
pub(crate) use pool::{AskSlot, ReplyPool};
pub(crate) use receiver::Receiver;
pub(crate) use reply::{Answers, ReplySlot, SendsBack, Slot, unanswered};
pub use reply::{AskStage, NoAnswer};
pub(crate) use sender::{Refused, Sender};

use std::sync::{Arc, Mutex};

/// How many values wait in a mailbox unless it is told otherwise.
pub const DEFAULT_CAPACITY: usize = 1_024;

/// How many values the receiver takes at a time, at most: long enough to share the cost of a lock, short
/// enough that a control message is seen soon.
pub(crate) const BATCH: usize = 64;

/// Makes a mailbox for `capacity` waiting values (at least one).
pub(crate) fn mailbox<T>(capacity: usize) -> (Sender<T>, Receiver<T>) {
    let queue = Arc::new(Mutex::new(queue::Queue::new(capacity.max(1))));
    (Sender::new(Arc::clone(&queue)), Receiver::new(queue))
}
