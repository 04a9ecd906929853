//! Where messages wait: a bounded queue with many senders and one receiver, and the slots that replies wait in.
//!
//! Layer L1. It knows values, not bytes and not actors. What holds for every mailbox:
//!
//! - **Bounded.** At most `capacity` values wait in a lane, and at most a batch (64, and 16 of the high lane) more that
//!   the receiver has taken out and not come to yet. What happens to a value without room is the mailbox's policy
//!   (`overflow`).
//! - **Order.** What one sender sent first is received first, within a lane: values of the high lane go before others,
//!   but after 16 of them one of the others has its turn. A value that replaces another of its key is received where
//!   that one was. Waiting senders are given room in order of arrival, and nobody who comes later takes it from them.
//! - **Nothing is lost.** A refused value stays with its sender; a value that was accepted is received, or dropped and
//!   counted by name and reason (`drops`, `feed`), or handed out by [`Receiver::close_and_take`] when the receiver
//!   gives up.
//! - **No allocation in steady state.** Storage grows to what was needed once, at most to the capacity, and is
//!   reused; an idle mailbox that was never used has room for one value, and no more storage.
//!
//! ```text
//!  try_send/poll_send ──▶ Mailbox: Queue (one lock: lanes of values and waiting senders, parked receiver)
//!    │ let_go: dropped               │ poll_batch: up to a batch at a time
//!    ▼                               ▼
//!  DropAccount ──▶ DropFeed        Receiver
//! ```

mod alarm;
mod drops;
mod feed;
mod keys;
mod lane;
#[cfg(all(test, mycelium_loom))]
pub(crate) mod models;
mod options;
mod overflow;
mod pool;
mod queue;
mod receiver;
mod reply;
mod sender;
mod values;

use std::fmt;
use std::sync::atomic::Ordering;
use std::sync::{Arc, OnceLock};
use std::task::Waker;

pub(crate) use alarm::Alarm;
use drops::DropAccount;
pub use drops::Dropped;
pub(crate) use feed::DropFeed;
pub use feed::Drops;
pub(crate) use lane::CallUp;
use options::Sorting;
pub use options::{ConflateKey, IsNeverAnswered, KeyHasher, MailboxOptions};
pub use overflow::{DropReason, Overflow};
pub(crate) use pool::{AskSlot, ReplyPool};
use queue::{Queue, Wake};
pub(crate) use receiver::Receiver;
pub(crate) use reply::{Answers, ReplySlot, SendsBack, Slot, unanswered};
pub use reply::{AskStage, NoAnswer};
pub(crate) use sender::Refused;

use crate::actor_id::ActorId;
use crate::domain_enum::DomainEnum;
use crate::sync::{AtomicBool, Mutex, MutexGuard};

/// How many values wait in a mailbox unless it is told otherwise.
pub const DEFAULT_CAPACITY: usize = 1_024;

/// How many values the receiver takes at a time, at most: long enough to share the cost of a lock, short
/// enough that a control message is seen soon.
pub(crate) const BATCH: usize = 64;

/// After how many values of the high lane one of the normal lane has its turn.
const HIGH_TURN: usize = 16;

/// What waits in a mailbox: a message, and whoever waits for its answer.
pub(crate) trait Waits: Sized {
    /// What its message is one of.
    type Message: DomainEnum;

    fn message(&self) -> &Self::Message;
    /// Whether it cannot be handed back to whoever sent it.
    fn has_no_way_back(&self) -> bool;
    /// Tells whoever waits for the answer that the message was dropped, and drops it.
    fn refuse(self, reason: DropReason);
}

/// A mailbox as both sides see it: what senders do stands in `sender`, what its one receiver does in `receiver`.
// In this order: what few look at, what all read, what all write.
#[repr(C)]
pub(crate) struct Mailbox<T: Waits> {
    drops: DropAccount,
    /// Only where messages have priorities or keys.
    sorting: Option<Box<Sorting<T::Message>>>,
    /// The receiver's waker: a task's is the same all its life.
    usual: OnceLock<Waker>,
    queue: Mutex<Queue<T>>,
    /// Whether the mailbox is empty, its receiver sleeps, and nobody waits for room; written under the lock. So whoever put a
    /// value in, or stands in a line, sees this unset until that value was received and the receiver sleeps again.
    is_idle: AtomicBool,
    /// Whether something waits in the high lane; written under the lock.
    is_high_waiting: AtomicBool,
}

// === impl Mailbox ===

impl<T: Waits> Mailbox<T> {
    /// Makes the mailbox of `actor`, whose drops are told to `feed`.
    pub(crate) fn new(
        options: &MailboxOptions<T::Message>,
        call_up: CallUp,
        actor: ActorId,
        feed: Arc<DropFeed>,
    ) -> Self {
        Self {
            queue: Mutex::new(Queue::new(options, call_up)),
            usual: OnceLock::new(),
            is_high_waiting: AtomicBool::new(false),
            is_idle: AtomicBool::new(false),
            sorting: options.sorting().map(Box::new),
            drops: DropAccount::new(actor, feed),
        }
    }

    /// Says outside of the lock whether something waits in the high lane.
    #[inline]
    fn note_high(&self, queue: &MutexGuard<'_, Queue<T>>) {
        if self.sorting.is_some() {
            let is_high_waiting = queue.is_high_waiting();
            // Beside it stands what all look at.
            if self.is_high_waiting.load(Ordering::Relaxed) != is_high_waiting {
                self.is_high_waiting.store(is_high_waiting, Ordering::Relaxed);
            }
        }
    }

    /// Says outside of the lock whether the mailbox is idle; after each change of that.
    #[inline]
    fn note_idle(&self, queue: &MutexGuard<'_, Queue<T>>) {
        self.is_idle.store(queue.is_idle(), Ordering::Relaxed);
    }

    /// Wakes; not under the lock.
    #[inline]
    fn wake_by(&self, wake: Wake) {
        match wake {
            Wake::Nobody => {}
            Wake::Usual => self.usual.get().into_iter().for_each(Waker::wake_by_ref),
            Wake::Other(waker) => waker.wake(),
        }
    }
}

impl<T: Waits> fmt::Debug for Mailbox<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mailbox").field("drops", &self.drops).finish_non_exhaustive()
    }
}
