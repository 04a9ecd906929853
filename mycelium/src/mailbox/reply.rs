//! Where the reply to an ask waits: a slot shared by the asker and whoever answers.
//!
//! A slot is typed by the domain enum of the actor that is asked, holds the sum of its replies by value, and is used
//! again when both sides are done with it, so that asks in steady state allocate nothing. Each slot is answered at most
//! once. A slot that is dropped without an answer tells the asker so; an asker that gave up leaves the slot to whoever
//! answers late: that answer is dropped and counted, and nobody else gets the slot before.
//!
//! What an ask costs here, in atomic operations, when nobody else is at the slot: one to claim it, one for the answering
//! end's reference and one to drop it, one (a lock) to answer, one to read. An asker that has to wait pays one more, and
//! its waker. An asker whose answer is there when it first looks registers nothing.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{
    AtomicU8, AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
};
use std::task::{Context, Poll, Waker};

use super::DropReason;
use super::alarm::Alarm;
use crate::domain_enum::{DomainEnum, Handles};
use crate::message::Message;
use crate::metrics::Counter;
use crate::sync::Mutex;

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
    /// The message was dropped before the actor came to it: its mailbox was full, and its policy is to drop, or a newer one
    /// of its key took its place.
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

/// How far a message came whose asker has no answer, as far as the asker's process can know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AskStage {
    /// It was not accepted: no handler has seen it, and none will. It is handed back.
    NotSent,
    /// It was accepted, and no handler had begun with it. After [`AskError::Timeout`](crate::AskError::Timeout) it still
    /// waits, and will be handled; after [`NoAnswer`] it was dropped unhandled.
    Queued,
    /// A handler has begun with it, or had.
    Running,
    /// It left this process, or its process was lost: it may have been handled, or not.
    Unknown,
}

impl fmt::Display for AskStage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotSent => "the message was not accepted",
            Self::Queued => "no handler has begun with the message",
            Self::Running => "a handler has begun with the message",
            Self::Unknown => "the message left the process",
        })
    }
}

impl NoAnswer {
    /// How far the message came.
    #[must_use]
    pub const fn stage(self) -> AskStage {
        match self {
            Self::Stopped | Self::Dropped { .. } => AskStage::Queued,
            Self::Failed | Self::Panicked | Self::Discarded | Self::ReplyTooLarge => AskStage::Running,
            Self::PeerLost | Self::Unreadable => AskStage::Unknown,
        }
    }
}

/// Whom a slot belongs to, and how far its message is.
mod stage {
    /// Nobody: whoever changes this has it.
    pub(super) const IDLE: u8 = 0;
    /// An asker; no handler has begun.
    pub(super) const QUEUED: u8 = 1;
    /// An asker; a handler has begun, and may have ended.
    pub(super) const RUNNING: u8 = 2;
    /// An asker; a link has the message.
    pub(super) const BEYOND: u8 = 3;
}

/// What a slot holds.
#[derive(Debug)]
enum Content<R> {
    /// Nothing yet, and nobody waits.
    Empty,
    Waiting(Waker),
    Answered(R),
    Unanswered(NoAnswer),
    /// The asker has gone; whoever answers frees the slot.
    Abandoned,
}

/// The place of one reply; see the module.
pub(crate) struct Slot<M: DomainEnum> {
    content: Mutex<Content<M::Reply>>,
    /// One of [`stage`].
    stage: AtomicU8,
    role: Role<M>,
    /// By what number the ask is known on the link that carries it; 0 for none.
    ask_id: AtomicU64,
    /// The timer of the last asker with a deadline that had to wait, for the next one.
    alarm: Mutex<Option<Alarm>>,
}

/// Who reads a slot.
pub(super) enum Role<M: DomainEnum> {
    /// An asker of this process. Answers that come too late are counted here.
    Asker(Arc<Counter>),
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

/// A slot that can be answered by whoever knows only the message: the enum is erased without a box.
pub(crate) trait Answers<T: Message>: Send + Sync {
    fn put(&self, reply: Result<T::Reply, NoAnswer>);
}

// === impl Slot ===

impl<M: DomainEnum> Slot<M> {
    pub(super) fn new(role: Role<M>) -> Arc<Self> {
        Arc::new(Self {
            content: Mutex::new(Content::Empty),
            stage: AtomicU8::new(stage::IDLE),
            role,
            ask_id: AtomicU64::new(0),
            alarm: Mutex::new(None),
        })
    }

    /// A slot whose content goes back over a link.
    pub(crate) fn returning(road: Arc<dyn SendsBack<M>>) -> Arc<Self> {
        Self::new(Role::Return(road))
    }

    /// By what number the ask is known on its link; 0 if no link carries it.
    pub(crate) fn ask_id(&self) -> u64 {
        self.ask_id.load(Relaxed)
    }

    /// A link carries the ask, and knows it by `id`.
    pub(crate) fn set_ask_id(&self, id: u64) {
        self.ask_id.store(id, Relaxed);
        self.stage.store(stage::BEYOND, Relaxed);
    }

    /// Whether a link has the message.
    pub(super) fn is_beyond(&self) -> bool {
        self.stage.load(Relaxed) == stage::BEYOND
    }

    /// Makes it the caller's, if it is nobody's.
    #[inline]
    pub(super) fn claim(&self) -> bool {
        self.stage.compare_exchange(stage::IDLE, stage::QUEUED, Acquire, Relaxed).is_ok()
    }

    /// Makes it nobody's. Both sides are done with it, and it is empty.
    #[inline]
    pub(super) fn free(&self) {
        self.stage.store(stage::IDLE, Release);
    }

    /// Ends the wait.
    pub(crate) fn fill(&self, reply: Result<M::Reply, NoAnswer>) {
        match &self.role {
            Role::LinkMark => {}
            Role::Return(road) => road.send_back(self.ask_id(), reply),
            Role::Asker(late) => {
                let filled = reply.map_or_else(Content::Unanswered, Content::Answered);
                let mut content = self.content.lock();
                if matches!(*content, Content::Abandoned) {
                    *content = Content::Empty;
                    drop(content);
                    self.free();
                    late.add_shared(u64::from(matches!(filled, Content::Answered(_))));
                    return;
                }
                let before = std::mem::replace(&mut *content, filled);
                drop(content);
                if let Content::Waiting(asker) = before {
                    asker.wake();
                }
            }
        }
    }

    fn is_link_mark(&self) -> bool {
        matches!(self.role, Role::LinkMark)
    }

    /// The reply, once there is one; the slot is then empty, and still the asker's.
    #[inline]
    pub(super) fn poll_reply(&self, cx: &mut Context<'_>) -> Poll<Result<M::Reply, NoAnswer>> {
        let mut content = self.content.lock();
        match &*content {
            Content::Answered(_) | Content::Unanswered(_) => {}
            Content::Waiting(known) if known.will_wake(cx.waker()) => return Poll::Pending,
            Content::Empty | Content::Waiting(_) | Content::Abandoned => {
                let before = std::mem::replace(&mut *content, Content::Waiting(cx.waker().clone()));
                drop(content);
                drop(before);
                return Poll::Pending;
            }
        }
        match std::mem::replace(&mut *content, Content::Empty) {
            Content::Answered(reply) => Poll::Ready(Ok(reply)),
            Content::Unanswered(why) => Poll::Ready(Err(why)),
            Content::Empty | Content::Waiting(_) | Content::Abandoned => Poll::Pending,
        }
    }

    /// The asker stops waiting: the reply if it is there just now, or how far the message is.
    ///
    /// `is_forgotten` says that nobody has the answering end any more, without a word.
    pub(super) fn give_up(&self, is_forgotten: bool) -> Result<Result<M::Reply, NoAnswer>, AskStage> {
        let left = if is_forgotten { Content::Empty } else { Content::Abandoned };
        let mut content = self.content.lock();
        let reply = match std::mem::replace(&mut *content, left) {
            Content::Answered(reply) => Ok(reply),
            Content::Unanswered(why) => Err(why),
            waited => {
                drop(content);
                drop(waited);
                return Err(match self.stage.load(Relaxed) {
                    stage::RUNNING => AskStage::Running,
                    stage::BEYOND => AskStage::Unknown,
                    _ => AskStage::Queued,
                });
            }
        };
        *content = Content::Empty;
        Ok(reply)
    }

    /// Counts an answer that nobody reads.
    pub(super) fn count_late(&self) {
        if let Role::Asker(late) = &self.role {
            late.add_shared(1);
        }
    }

    /// Takes the timer that is kept for the next asker.
    pub(super) fn take_alarm(&self) -> Option<Alarm> {
        self.alarm.lock().take()
    }

    /// Keeps a timer for the next asker.
    pub(super) fn keep_alarm(&self, alarm: Alarm) {
        let before = self.alarm.lock().replace(alarm);
        drop(before);
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

    /// A handler begins with the message.
    #[inline]
    pub(crate) fn begin(&self) {
        self.note(stage::RUNNING);
    }

    /// It did not begin after all: the message is to be queued.
    #[cold]
    pub(crate) fn put_off(&self) {
        self.note(stage::QUEUED);
    }

    #[inline]
    fn note(&self, stage: u8) {
        if let Some(slot) = &self.0
            && matches!(slot.role, Role::Asker(_))
        {
            slot.stage.store(stage, Relaxed);
        }
    }

    #[inline]
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
        self.0.as_ref().is_some_and(|slot| !matches!(slot.role, Role::Asker(_)))
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

/// Most messages are not asks: that is seen in place.
impl<M: DomainEnum> Drop for ReplySlot<M> {
    #[inline]
    fn drop(&mut self) {
        if let Some(slot) = self.0.take() {
            drop_unanswered(slot);
        }
    }
}

#[inline(never)]
fn drop_unanswered<M: DomainEnum>(slot: Arc<Slot<M>>) {
    slot.fill(Err(unanswered()));
}

/// Why a slot that is dropped right now stays unanswered.
pub(crate) fn unanswered() -> NoAnswer {
    if std::thread::panicking() { NoAnswer::Panicked } else { NoAnswer::Discarded }
}
