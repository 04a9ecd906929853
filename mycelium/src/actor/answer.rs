//! What an ask carries to the actor: the message with the means to answer it.

use std::fmt;
use std::sync::Arc;

use crate::domain_enum::{DomainEnum, Handles};
use crate::mailbox::{Answers, DropReason, NoAnswer, ReplySlot, Waits};
use crate::message::Message;

/// What a mailbox holds: a message, and where its answer goes.
pub struct Envelope<M: DomainEnum> {
    /// The message, as the actor's enum carries it.
    pub message: M,
    /// The means to answer it; empty after a plain send.
    pub reply: Answer<M>,
}

/// The means to answer one ask, typed by the actor's enum. Empty after a plain send.
///
/// Dropped without an answer, it tells the asker so.
pub struct Answer<M: DomainEnum>(pub(super) ReplySlot<M>);

/// The means to answer one ask of message `T`, for whoever answers later or elsewhere.
///
/// A handler takes it as its last parameter, keeps it or sends it on. It is empty after a plain send:
/// [`answer`](Self::answer) then does nothing. Dropped without an answer, it tells the asker so.
pub struct ReplyTo<T: Message>(Option<Arc<dyn Answers<T>>>);

// === impl Envelope ===

impl<M: DomainEnum> Envelope<M> {
    /// A message that nobody waits for.
    pub(crate) fn tell(message: M) -> Self {
        Self { message, reply: Answer(ReplySlot::none()) }
    }
}

impl<M: DomainEnum> Waits for Envelope<M> {
    type Message = M;

    fn message(&self) -> &M {
        &self.message
    }

    fn has_no_way_back(&self) -> bool {
        self.reply.is_from_link()
    }

    fn refuse(self, reason: DropReason) {
        let Self { message, reply } = self;
        reply.refuse(match reason {
            DropReason::Stopped => NoAnswer::Stopped,
            reason => NoAnswer::Dropped { reason },
        });
        drop(message);
    }
}

impl<M: DomainEnum> fmt::Debug for Envelope<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let variant = self.message.variant();
        f.debug_struct("Envelope").field("message", &variant.message).field("reply", &self.reply).finish()
    }
}

// === impl Answer ===

impl<M: DomainEnum> Answer<M> {
    /// Answers whoever waits at `slot`.
    pub(crate) fn to(slot: ReplySlot<M>) -> Self {
        Self(slot)
    }

    /// Whether somebody waits for an answer.
    #[must_use]
    pub fn is_awaited(&self) -> bool {
        self.0.is_awaited()
    }

    /// A handler begins with the message: whoever gives up from now on is told so.
    #[inline]
    pub(super) fn begin(&self) {
        self.0.begin();
    }

    /// No handler began after all.
    pub(super) fn put_off(&self) {
        self.0.put_off();
    }

    /// Whether the message came over a link.
    pub(super) fn is_from_link(&self) -> bool {
        self.0.is_from_link()
    }

    /// Answers message `T`; does nothing when nobody waits.
    pub fn answer<T: Message>(self, reply: T::Reply)
    where
        M: Handles<T>,
    {
        if self.is_awaited() {
            self.0.answer(M::answer(reply));
        }
    }

    /// Keeps the means to answer for later, without naming the enum any more.
    #[must_use]
    pub fn later<T: Message>(self) -> ReplyTo<T>
    where
        M: Handles<T>,
    {
        ReplyTo(self.0.erase())
    }

    /// Lets go without a word: the link over which the ask went will answer.
    pub(super) fn hand_over(self) {
        self.0.hand_over();
    }

    /// Tells whoever waits that no answer will come.
    pub(crate) fn refuse(self, why: NoAnswer) {
        self.0.refuse(why);
    }
}

impl<M: DomainEnum> fmt::Debug for Answer<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_awaited() { "Answer(awaited)" } else { "Answer(none)" })
    }
}

// === impl ReplyTo ===

impl<T: Message> ReplyTo<T> {
    /// Whether somebody waits for the answer: false after a plain send.
    #[must_use]
    pub fn is_awaited(&self) -> bool {
        self.0.is_some()
    }

    /// Answers; does nothing when nobody waits, or the asker gave up.
    pub fn answer(mut self, reply: T::Reply) {
        if let Some(slot) = self.0.take() {
            slot.put(Ok(reply));
        }
    }
}

impl<T: Message> Drop for ReplyTo<T> {
    fn drop(&mut self) {
        if let Some(slot) = self.0.take() {
            slot.put(Err(crate::mailbox::unanswered()));
        }
    }
}

impl<T: Message> fmt::Debug for ReplyTo<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ReplyTo<{}>({})", T::NAME, if self.is_awaited() { "awaited" } else { "none" })
    }
}
