//! Where the reply to an ask waits: a slot shared by the asker and whoever answers.
//!
//! A slot is typed by the domain enum of the actor that is asked, holds the sum of its replies by value, and
//! goes back to the actor's pool when the asker has read it, so that asks in steady state allocate nothing.
//! Each slot is answered at most once. A slot that is dropped without an answer tells the asker so; an asker
//! that gave up leaves the slot to whoever answers late, and nobody reads it.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, OnceLock};
use std::task::{Context, Poll, Waker};

use super::DropReason;
use crate::domain_enum::{DomainEnum, Handles};
use crate::message::Message;
use crate::sync::lock;

/// Why an accepted ask got no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum NoAnswer {
    /// The handler returned an error; the actor's `on_error` got it.
    #[error("the handler returned an error")]
    Failed,
    /// The handler panicked.
    #[error("the handler panicked")]
    Panicked,
    /// The actor stopped before it came to the message.
    #[error("the actor stopped before it handled the message")]
    Stopped,
    /// The message was dropped before the actor came to it: its mailbox was full, and its policy is to drop.
    #[error("the message was dropped before it was handled: {reason}")]
    Dropped {
        /// Why.
        reason: DropReason,
    },
    /// The message was handled, and its handler dropped the means to answer: an `ActorBehavior` cannot
    /// answer, and a `ReplyTo` may be let go. So do handlers that a runtime's end cuts off.
    #[error("the handler ended without an answer")]
    Discarded,
    /// The link to the actor's process was lost; the message may have been handled there, or not.
    #[error("the link to the actor's process was lost before the answer came")]
    PeerLost,
    /// The answer's encoding has more than the 65,535 bytes that one TLV holds.
    #[error("the answer is too large for a TLV (65,535 bytes); ask for less at a time")]
    ReplyTooLarge,
    /// The message could not be read in the actor's process, or its answer not in this one.
    #[error("the message or its answer could not be read at the other end of the link")]
    Unreadable,
}

/// How many idle slots an actor keeps: as many as asks that a mailbox of the default capacity can hold.
const POOLED_MAX: usize = super::DEFAULT_CAPACITY;

/// What a slot holds.
#[derive(Debug)]
enum Content<R> {
    Waiting(Option<Waker>),
    Answered(R),
    Unanswered(NoAnswer),
}

/// The place of one reply; see the module.
pub(crate) struct Slot<M: DomainEnum> {
    content: Mutex<Content<M::Reply>>,
    role: Role<M>,
    /// By what number the ask is known on the link that carries it; 0 for none.
    ask_id: AtomicU64,
}

/// Who reads a slot.
enum Role<M: DomainEnum> {
    /// An asker of this process.
    Asker,
    /// Nobody: it marks messages that came over a link and that nobody waits for.
    LinkMark,
    /// An asker behind a link: what is put in goes back there at once.
    Return(Arc<dyn SendsBack<M>>),
}

/// The way back over a link, for a reply of an actor that takes `M`.
pub(crate) trait SendsBack<M: DomainEnum>: Send + Sync {
    /// Answers the ask that the link knows by `ask_id`.
    fn send_back(&self, ask_id: u64, reply: Result<M::Reply, NoAnswer>);
}

/// The answering end of a slot, for the actor that is asked; empty when nobody asks.
pub(crate) struct ReplySlot<M: DomainEnum>(Option<Arc<Slot<M>>>);

/// Slots of one actor that wait for their next use.
pub(crate) struct ReplyPool<M: DomainEnum> {
    free: Mutex<Vec<Arc<Slot<M>>>>,
    link_mark: OnceLock<Arc<Slot<M>>>,
}

/// A slot that can be answered by whoever knows only the message: the enum is erased without a box.
pub(crate) trait Answers<T: Message>: Send + Sync {
    fn put(&self, reply: Result<T::Reply, NoAnswer>);
}

// === impl Slot ===

impl<M: DomainEnum> Slot<M> {
    fn new(role: Role<M>) -> Arc<Self> {
        Arc::new(Self { content: Mutex::new(Content::Waiting(None)), role, ask_id: AtomicU64::new(0) })
    }

    /// A slot whose content goes back over a link.
    pub(crate) fn returning(road: Arc<dyn SendsBack<M>>) -> Arc<Self> {
        Self::new(Role::Return(road))
    }

    /// By what number the ask is known on its link; 0 if no link carries it.
    pub(crate) fn ask_id(&self) -> u64 {
        self.ask_id.load(Relaxed)
    }

    pub(crate) fn set_ask_id(&self, id: u64) {
        self.ask_id.store(id, Relaxed);
    }

    /// Ends the wait.
    pub(crate) fn fill(&self, reply: Result<M::Reply, NoAnswer>) {
        match &self.role {
            Role::LinkMark => {}
            Role::Return(road) => road.send_back(self.ask_id(), reply),
            Role::Asker => {
                let content = reply.map_or_else(Content::Unanswered, Content::Answered);
                let before = std::mem::replace(&mut *lock(&self.content), content);
                if let Content::Waiting(Some(asker)) = before {
                    asker.wake();
                }
            }
        }
    }

    fn is_link_mark(&self) -> bool {
        matches!(self.role, Role::LinkMark)
    }

    /// The reply, once there is one; the slot is then empty and can be used again.
    pub(crate) fn poll_reply(&self, cx: &mut Context<'_>) -> Poll<Result<M::Reply, NoAnswer>> {
        let mut content = lock(&self.content);
        match std::mem::replace(&mut *content, Content::Waiting(None)) {
            Content::Answered(reply) => Poll::Ready(Ok(reply)),
            Content::Unanswered(why) => Poll::Ready(Err(why)),
            Content::Waiting(Some(known)) if known.will_wake(cx.waker()) => {
                *content = Content::Waiting(Some(known));
                Poll::Pending
            }
            Content::Waiting(before) => {
                *content = Content::Waiting(Some(cx.waker().clone()));
                drop(content);
                drop(before);
                Poll::Pending
            }
        }
    }
}

impl<T: Message, M: Handles<T>> Answers<T> for Slot<M> {
    fn put(&self, reply: Result<T::Reply, NoAnswer>) {
        self.fill(reply.map(M::answer));
    }
}

// === impl ReplySlot ===

impl<M: DomainEnum> ReplySlot<M> {
    /// Nobody asks.
    #[inline]
    pub(crate) const fn none() -> Self {
        Self(None)
    }

    /// Whether somebody asks.
    #[inline]
    pub(crate) fn is_awaited(&self) -> bool {
        self.0.as_ref().is_some_and(|slot| !slot.is_link_mark())
    }

    pub(crate) fn answer(mut self, reply: M::Reply) {
        if let Some(slot) = self.0.take() {
            slot.fill(Ok(reply));
        }
    }

    pub(crate) fn refuse(mut self, why: NoAnswer) {
        if let Some(slot) = self.0.take() {
            slot.fill(Err(why));
        }
    }

    /// Lets go of the enum; the result answers exactly once, or never.
    pub(crate) fn erase<T: Message>(mut self) -> Option<Arc<dyn Answers<T>>>
    where
        M: Handles<T>,
    {
        self.0.take().filter(|slot| !slot.is_link_mark()).map(|slot| slot as Arc<dyn Answers<T>>)
    }

    /// Whether the message came over a link.
    pub(crate) fn is_from_link(&self) -> bool {
        self.0.as_ref().is_some_and(|slot| !matches!(slot.role, Role::Asker))
    }

    /// The answering end of `slot`.
    pub(crate) fn of(slot: &Arc<Slot<M>>) -> Self {
        Self(Some(Arc::clone(slot)))
    }

    /// The slot, if somebody of this process waits for it.
    pub(crate) fn awaited(&self) -> Option<&Arc<Slot<M>>> {
        self.0.as_ref().filter(|slot| !slot.is_link_mark())
    }

    /// Lets go without a word: somebody else will answer.
    pub(crate) fn hand_over(mut self) {
        self.0 = None;
    }
}

impl<M: DomainEnum> Drop for ReplySlot<M> {
    fn drop(&mut self) {
        if let Some(slot) = self.0.take() {
            slot.fill(Err(unanswered()));
        }
    }
}

/// Why a slot that is dropped right now stays unanswered.
pub(crate) fn unanswered() -> NoAnswer {
    if std::thread::panicking() { NoAnswer::Panicked } else { NoAnswer::Discarded }
}

// === impl ReplyPool ===

impl<M: DomainEnum> ReplyPool<M> {
    pub(crate) fn new() -> Self {
        Self { free: Mutex::new(Vec::new()), link_mark: OnceLock::new() }
    }

    /// An empty slot, and its answering end.
    pub(crate) fn take(&self) -> (Arc<Slot<M>>, ReplySlot<M>) {
        let pooled = lock(&self.free).pop();
        let slot = pooled.unwrap_or_else(|| Slot::new(Role::Asker));
        (Arc::clone(&slot), ReplySlot(Some(slot)))
    }

    /// The mark of a message that came over a link.
    pub(crate) fn link_mark(&self) -> ReplySlot<M> {
        ReplySlot(Some(Arc::clone(self.link_mark.get_or_init(|| Slot::new(Role::LinkMark)))))
    }

    /// Keeps a slot whose reply was read, unless enough are kept already.
    pub(crate) fn give_back(&self, slot: Arc<Slot<M>>) {
        let mut free = lock(&self.free);
        if free.len() < POOLED_MAX {
            free.push(slot);
        }
    }
}
