//! What generated dispatch calls after a handler returned: the answer is sent, the error is passed on.

use super::{Answer, ReplyTo};
use crate::domain_enum::Handles;
use crate::error::{Error, Failure, Result};
use crate::mailbox::NoAnswer;
use crate::message::{Ask, Message, Tell};

/// What a handler of a message without a reply may return: nothing, or a `Result<(), E>`.
#[diagnostic::on_unimplemented(
    message = "a hook, or a handler of a message without `reply`, cannot return `{Self}`",
    label = "returns `{Self}`",
    note = "return nothing or `Result<(), E>` where `E: Display`, or declare the answer: `#[message(.., reply = {Self})]`"
)]
pub trait Outcome {
    /// The error, if any, as ours.
    ///
    /// # Errors
    ///
    /// What the handler returned.
    fn outcome(self) -> Result<()>;
}

impl Outcome for () {
    fn outcome(self) -> Result<()> {
        Ok(())
    }
}

impl<E: Failure> Outcome for std::result::Result<(), E> {
    fn outcome(self) -> Result<()> {
        self.map_err(Error::msg)
    }
}

/// What a handler of message `T` may return, by the message's [`Message::Call`]: an [`Outcome`] after
/// [`Tell`], exactly the declared reply after [`Ask`].
#[diagnostic::on_unimplemented(
    message = "a handler of `{T}` cannot return `{R}`",
    label = "returns `{R}`",
    note = "with `reply = ..` on `{T}` its handlers return exactly that type; without it nothing or `Result<(), E>`"
)]
pub trait Returns<T: Message, R> {
    /// Answers whoever waits, and passes the handler's error on.
    ///
    /// # Errors
    ///
    /// What the handler returned, for a message without a reply.
    fn finish<M: Handles<T>>(returned: R, reply: Answer<M>) -> Result<()>;
}

impl<T: Message<Reply = ()>, R: Outcome> Returns<T, R> for Tell {
    #[inline]
    fn finish<M: Handles<T>>(returned: R, reply: Answer<M>) -> Result<()> {
        let outcome = returned.outcome();
        match outcome {
            Ok(()) => reply.answer::<T>(()),
            Err(_) => reply.refuse(NoAnswer::Failed),
        }
        outcome
    }
}

impl<T: Message, R: IsReply<T::Reply>> Returns<T, R> for Ask {
    #[inline]
    fn finish<M: Handles<T>>(returned: R, reply: Answer<M>) -> Result<()> {
        reply.answer::<T>(returned.into_reply());
        Ok(())
    }
}

/// Implemented for every type by itself alone: "is the declared reply".
#[diagnostic::on_unimplemented(
    message = "this handler returns `{Self}`, but its message declares `reply = {Reply}`",
    label = "returns `{Self}`, not `{Reply}`",
    note = "return exactly the declared type, or change `reply = ..` on the message"
)]
pub trait IsReply<Reply> {
    /// Itself.
    fn into_reply(self) -> Reply;
}

impl<R> IsReply<R> for R {
    #[inline]
    fn into_reply(self) -> R {
        self
    }
}

/// What a handler returned. A type of its own, so that rustc knows what was returned before it asks whether the
/// message allows it: then the sentences above are read, not a mismatch of types.
#[derive(Debug)]
pub struct Returned<R>(pub R);

impl<R> Returned<R> {
    /// Ends the handler of `T` that returned this.
    ///
    /// # Errors
    ///
    /// As [`Returns::finish`].
    #[inline]
    pub fn finish<T: Message, M: Handles<T>>(self, reply: Answer<M>) -> Result<()>
    where
        T::Call: Returns<T, R>,
    {
        <T::Call as Returns<T, R>>::finish(self.0, reply)
    }
}

/// Makes the `ReplyTo` that a handler of `T` asked for, where that is what it takes.
#[inline]
pub fn later<T: Message, M: Handles<T>, P>(reply: Answer<M>) -> P
where
    ReplyTo<T>: IsTaken<P>,
{
    reply.later().into_taken()
}

/// Implemented for every type by itself: "is what the handler takes".
#[diagnostic::on_unimplemented(
    message = "this handler takes `{T}`, which does not come with its message",
    label = "neither `&mut Context<Self>` nor `{Self}`",
    note = "what comes with the message is `ctx: &mut Context<Self>` and `reply: {Self}`: take one of them, both, or neither"
)]
pub trait IsTaken<T> {
    /// Itself.
    fn into_taken(self) -> T;
}

impl<T> IsTaken<T> for T {
    #[inline]
    fn into_taken(self) -> T {
        self
    }
}

/// With a single candidate rustc would infer that one, and report a type mismatch instead of the sentence above.
#[diagnostic::do_not_recommend]
impl<T> IsTaken<NotTaken<T>> for T {
    fn into_taken(self) -> NotTaken<T> {
        NotTaken(self)
    }
}

/// What no handler takes.
#[derive(Debug)]
pub struct NotTaken<T>(T);
