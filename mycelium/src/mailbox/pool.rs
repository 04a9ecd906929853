//! The slots of one actor's asks, used again and again.
//!
//! One slot is the pool's own, for whoever asks alone, as most do: it is claimed by one atomic operation and freed by a
//! store. Who asks while it is taken gets another one, from a list behind a lock.

use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};

use parking_lot::Mutex;

use super::alarm::Alarm;
use super::reply::{AskStage, NoAnswer, ReplySlot, Role, Slot};
use crate::domain_enum::DomainEnum;
use crate::metrics::Counter;

/// How many idle slots an actor keeps: as many as asks that a mailbox of the default capacity can hold.
const POOLED_MAX: usize = super::DEFAULT_CAPACITY;

/// The asking end of a slot. Whoever has it ends it, by [`finish`](Self::finish) or [`give_up`](Self::give_up).
pub(crate) enum AskSlot<'a, M: DomainEnum> {
    /// The pool's own slot.
    Own(&'a Slot<M>),
    Pooled(Arc<Slot<M>>, &'a ReplyPool<M>),
}

/// Slots of one actor that wait for their next use.
pub(crate) struct ReplyPool<M: DomainEnum> {
    /// The slot of whoever asks alone: claimed without a lock, and never moved.
    own: OnceLock<Arc<Slot<M>>>,
    /// Made with the first ask: many actors are never asked.
    others: OnceLock<Box<Others<M>>>,
}

/// What whoever asks alone does not need.
struct Others<M: DomainEnum> {
    free: Mutex<Vec<Arc<Slot<M>>>>,
    link_mark: OnceLock<Arc<Slot<M>>>,
    late: Arc<Counter>,
}

// === impl AskSlot ===

impl<M: DomainEnum> AskSlot<'_, M> {
    #[inline]
    fn slot(&self) -> &Slot<M> {
        match self {
            Self::Own(slot) => slot,
            Self::Pooled(slot, _) => slot,
        }
    }

    /// The reply, once there is one. Then the slot is to be [finished](Self::finish).
    #[inline]
    pub(crate) fn poll_reply(&self, cx: &mut Context<'_>) -> Poll<Result<M::Reply, NoAnswer>> {
        self.slot().poll_reply(cx)
    }

    /// Lets others have the slot, whose reply was read, if it is the pool's own: then this does no more.
    #[inline]
    pub(crate) fn is_freed(&self) -> bool {
        match self {
            Self::Own(slot) => {
                slot.free();
                true
            }
            Self::Pooled(..) => false,
        }
    }

    /// Lets others have the slot, whose reply was read.
    pub(crate) fn finish(self) {
        self.slot().free();
        if let Self::Pooled(slot, pool) = self {
            pool.give_back(slot);
        }
    }

    /// Stops waiting: the reply if it is there just now, or how far the message is.
    ///
    /// `is_forgotten` says that nobody has the answering end any more, without a word.
    pub(crate) fn give_up(self, is_forgotten: bool) -> Result<Result<M::Reply, NoAnswer>, AskStage> {
        let left = self.slot().give_up(is_forgotten);
        if left.is_ok() || is_forgotten {
            self.finish();
        }
        left
    }

    /// Drops the reply that nobody will read, if it is there just now; else as [`give_up`](Self::give_up).
    pub(crate) fn abandon(self, is_forgotten: bool) {
        let left = self.slot().give_up(is_forgotten);
        if matches!(left, Ok(Ok(_))) {
            self.slot().count_late();
        }
        if left.is_ok() || is_forgotten {
            self.finish();
        }
    }

    /// Whether a link has the message.
    pub(crate) fn is_beyond(&self) -> bool {
        self.slot().is_beyond()
    }

    /// By what number the ask is known on its link; 0 if no link carries it.
    pub(crate) fn ask_id(&self) -> u64 {
        self.slot().ask_id()
    }

    /// Where the slot is, to tell it from others.
    pub(crate) fn address(&self) -> *const () {
        std::ptr::from_ref(self.slot()).cast()
    }

    /// Takes the timer that is kept for the next asker.
    pub(crate) fn take_alarm(&self) -> Option<Alarm> {
        self.slot().take_alarm()
    }

    /// Keeps a timer for the next asker.
    pub(crate) fn keep_alarm(&self, alarm: Alarm) {
        self.slot().keep_alarm(alarm);
    }
}

// === impl ReplyPool ===

impl<M: DomainEnum> ReplyPool<M> {
    pub(crate) fn new() -> Self {
        Self { own: OnceLock::new(), others: OnceLock::new() }
    }

    fn others(&self) -> &Others<M> {
        self.others.get_or_init(|| {
            Box::new(Others { free: Mutex::default(), link_mark: OnceLock::new(), late: Arc::default() })
        })
    }

    /// An empty slot: its asking end, and its answering end.
    #[inline]
    pub(crate) fn take(&self) -> (AskSlot<'_, M>, ReplySlot<M>) {
        match self.own.get() {
            Some(own) if own.claim() => (AskSlot::Own(own), ReplySlot::of(own)),
            own => self.take_pooled(own.is_none()),
        }
    }

    fn take_pooled(&self, is_first: bool) -> (AskSlot<'_, M>, ReplySlot<M>) {
        if is_first {
            let own = self.own.get_or_init(|| self.make());
            if own.claim() {
                return (AskSlot::Own(own), ReplySlot::of(own));
            }
        }
        let pooled = self.others().free.lock().pop();
        let slot = pooled.unwrap_or_else(|| self.make());
        slot.claim();
        let reply = ReplySlot::of(&slot);
        (AskSlot::Pooled(slot, self), reply)
    }

    fn make(&self) -> Arc<Slot<M>> {
        Slot::new(Role::Asker(Arc::clone(&self.others().late)))
    }

    /// The mark of a message that came over a link.
    pub(crate) fn link_mark(&self) -> ReplySlot<M> {
        ReplySlot::of(self.others().link_mark.get_or_init(|| Slot::new(Role::LinkMark)))
    }

    /// How many answers came after their askers had gone.
    pub(crate) fn late(&self) -> u64 {
        self.others.get().map_or(0, |others| others.late.get())
    }

    /// Keeps a slot that both sides are done with, unless enough are kept already.
    fn give_back(&self, slot: Arc<Slot<M>>) {
        let mut free = self.others().free.lock();
        if free.len() < POOLED_MAX {
            free.push(slot);
        }
    }
}
