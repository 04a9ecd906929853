//! What generated dispatch calls after a handler returned: the answer is sent, the error is passed on.

use std::fmt::Display;

use super::{Answer, ReplyTo};
use crate::domain_enum::Handles;
use crate::error::{Error, Result};
use crate::mailbox::NoAnswer;
use crate::message::{Ask, Message, Tell};

/// What a handler of a message without a reply may return: nothing, or a `Result<(), E>`.
#[diagnostic::on_unimplemented(
    message = "a handler of a message without `reply` cannot return `{Self}`",
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

impl<E: Display> Outcome for std::result::Result<(), E> {
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

impl<T: Message<Reply = R>, R> Returns<T, R> for Ask {
    #[inline]
    fn finish<M: Handles<T>>(returned: R, reply: Answer<M>) -> Result<()> {
        reply.answer::<T>(returned);
        Ok(())
    }
}

/// Ends a handler of `T` that returned `returned`.
///
/// # Errors
///
/// As [`Returns::finish`].
#[inline]
pub fn finish<T: Message, M: Handles<T>, R>(returned: R, reply: Answer<M>) -> Result<()>
where
    T::Call: Returns<T, R>,
{
    <T::Call as Returns<T, R>>::finish(returned, reply)
}

/// Makes the `ReplyTo` that a handler of `T` asked for.
#[inline]
pub fn later<T: Message, M: Handles<T>>(reply: Answer<M>) -> ReplyTo<T> {
    reply.later()
}
