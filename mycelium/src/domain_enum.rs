//! A domain enum: the set of messages that an actor takes, one variant for each.
//!
//! An actor's mailbox holds its enum by value, dispatch is one `match`, and `Handles` ties each message to
//! its variant at compile time. Written by `#[message]` on an enum, or by `#[actor]` where none is named.
//! Layer L0.

mod each;
mod words;

#[doc(hidden)]
pub use each::{Answers, Clones, Find, Forms, NoClone, Visit, encode, forms_of, same, same_reply, variant_of};
#[doc(hidden)]
pub use words::{
    CarriedOf, EnumIf, EnumOf, HasVariant, Held, HeldIn, InWordsOf, MessageIn, Number, ReplyOf, held, named, number_of,
    whole,
};

use std::ops::ControlFlow;
use std::sync::Arc;

use crate::message::{CallKind, Message, MessageForm, Sendable, Tell};
use crate::wire::{Domain, Tlv, WireError};

/// An enum in which every variant is one message: in an `Arc`, in a `Box`, or by value.
///
/// As a [`Message`] its `Reply` is the sum of its messages' replies.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an enum of messages",
    label = "not an enum of messages",
    note = "put `#[message]` above `enum {Self}`, in which each variant holds one message"
)]
pub trait DomainEnum:
    Message<Reply = <Self as DomainEnum>::Replies, Carried = Self> + Sendable<Message = Self>
{
    /// [`Message::Reply`]: the sum of the messages' replies.
    type Replies: Send + 'static;

    /// [`Message::NAME`].
    #[doc(hidden)]
    const ENUM_NAME: &'static str;
    /// [`Message::DOMAIN`]: that of its messages which declare none.
    #[doc(hidden)]
    const ENUM_DOMAIN: Option<Domain> = None;
    /// The messages, in the order of the variants.
    const VARIANTS: &'static [Variant];
    /// Their forms.
    #[doc(hidden)]
    const FORMS: Forms;

    /// Shows the message that this value holds to `to`.
    #[doc(hidden)]
    fn visit<V: Visit<Self>>(&self, to: V) -> V::Out;
    /// Asks `find` of each message whether it is the one, until it is.
    #[doc(hidden)]
    fn find<F: Find<Self>>(find: &mut F) -> ControlFlow<F::Found>;
    /// What the variant holds, if it is a `C`.
    #[doc(hidden)]
    fn carried<C: 'static>(self) -> Option<C>;
    /// The reply to `T`; `None` if it is another message's.
    #[doc(hidden)]
    fn reply<T: Message>(reply: Self::Replies) -> Option<T::Reply>;
    /// [`Message::encode_reply`], of the message that the reply answers.
    ///
    /// # Errors
    ///
    /// As there.
    #[doc(hidden)]
    fn encode(reply: &Self::Replies, out: &mut Vec<u8>) -> Result<(), WireError>;

    /// What is known of the message that this value holds.
    fn variant(&self) -> Variant {
        self.visit(each::Describe)
    }

    /// Another value of the same message, for a second consumer: in an `Arc` the same one, without allocating;
    /// by value or in a `Box` a clone. `None` if that would take a `Clone` that the message does not have.
    fn share(&self) -> Option<Self>;
}

/// One message of a domain enum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Variant {
    /// The variant's name, such as `Swap`.
    pub name: &'static str,
    /// The message's own name, such as `PoolSwapEvent`.
    pub message: &'static str,
    /// [`Message::NUMBER`].
    pub number: u64,
    /// [`Message::DOMAIN`], else that of the enum, else none.
    pub domain: Option<Domain>,
    /// Whether the message declares a reply.
    pub asks: bool,
    /// [`Message::SCHEMA`]: empty for a `local` message.
    pub schema: &'static [u64],
    /// [`Message::FORM`]: its fields and its reply.
    pub form: &'static MessageForm,
}

// === impl Variant ===

impl Variant {
    /// Describes message `T` as the variant `name`.
    #[doc(hidden)]
    pub const fn of<T: Message>(name: &'static str) -> Self {
        Self {
            name,
            message: T::NAME,
            number: T::NUMBER,
            domain: T::DOMAIN,
            asks: T::Call::ASKS,
            schema: T::SCHEMA,
            form: T::FORM,
        }
    }

    /// Gives a message that declares no domain the one of its enum.
    #[doc(hidden)]
    #[must_use]
    pub const fn or_domain(mut self, domain: Option<Domain>) -> Self {
        if self.domain.is_none() {
            self.domain = domain;
        }
        self
    }
}

/// Ties message `T` to its variant of a domain enum: what makes a send typed.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no variant for `{T}`",
    label = "this actor does not handle `{T}`",
    note = "add a `#[handler]` that takes `&{T}` to the actor, or a variant to `{Self}`"
)]
pub trait Handles<T>: DomainEnum + From<<Self as Handles<T>>::Carried> {
    /// How the variant carries the message: `T`, `Arc<T>` or `Box<T>`.
    type Carried: Send + 'static;

    /// Makes a reply to `T` one of the enum's replies.
    #[inline]
    fn answer(reply: T::Reply) -> Self::Reply
    where
        T: Message,
    {
        each::answer::<T, Self>(reply)
    }

    /// Makes the variant.
    #[inline]
    fn wrap(carried: <Self as Handles<T>>::Carried) -> Self {
        Self::from(carried)
    }

    /// Takes the message out again; `None` when the value is another variant.
    #[inline]
    fn unwrap(self) -> Option<<Self as Handles<T>>::Carried> {
        self.carried()
    }

    /// Takes a reply to `T` out again; `None` when it is another message's.
    #[inline]
    fn answered(reply: Self::Reply) -> Option<T::Reply>
    where
        T: Message,
    {
        <Self as DomainEnum>::reply::<T>(reply)
    }
}

/// How enum `M` carries message `T`.
pub(crate) type Carried<M, T> = <M as Handles<T>>::Carried;

/// How enum `M` carries the message that `Q` holds.
pub type CarriedBy<M, Q> = <M as Handles<<Q as Sendable>::Message>>::Carried;

/// [`Sendable`] as seen by one domain enum, for the headers of generated impls.
///
/// Coherence looks through an associated type of a foreign type (an `Arc`, another crate's message) only
/// where a local type, here the enum `M`, is among the trait's parameters.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a message",
    label = "not a message",
    note = "put `#[message(tlv = ..)]` above the struct `{Self}`, or `#[message(local)]` if it never leaves its process; what is no struct of yours goes into one"
)]
pub trait Payload<M> {
    /// The message inside.
    type Message: Message;
    /// What a generated variant holds: of a message [`Message::Carried`], of an `Arc` or a `Box` itself.
    type Carried;
}

impl<M, T: Message> Payload<M> for Arc<T> {
    type Message = T;
    type Carried = Self;
}

impl<M, T: Message> Payload<M> for Box<T> {
    type Message = T;
    type Carried = Self;
}

/// Implemented once per variant with the message's number, so that two messages of one enum with one number
/// are conflicting implementations, and the compiler shows both.
#[doc(hidden)]
pub trait TlvUsedOnce<const NUMBER: u64> {}

/// The message that nobody can send.
///
/// Every domain enum also "handles" this one: with a single candidate rustc would infer that one, and report
/// a type mismatch instead of the sentence on [`Handles`].
#[doc(hidden)]
#[derive(Debug)]
pub enum Never {}

// === impl Never ===

impl Message for Never {
    type Reply = ();
    type Call = Tell;
    type Carried = Self;

    const NAME: &'static str = "!";
    const NUMBER: u64 = u64::MAX;
    const DOMAIN: Option<Domain> = None;
    const PAYLOAD_LEN: Option<usize> = None;
    const SCHEMA: &'static [u64] = &[];

    fn tlv_len(&self) -> usize {
        match *self {}
    }

    fn encode_tlv(&self, _out: &mut Vec<u8>) -> Result<(), WireError> {
        match *self {}
    }

    fn write_tlv(&self, _out: &mut [u8]) -> Result<usize, WireError> {
        match *self {}
    }

    fn decode_tlv(_tlv: Tlv<'_>) -> Result<Self, WireError> {
        Err(WireError::LocalOnly { message: Self::NAME })
    }

    fn encode_reply((): &(), _out: &mut Vec<u8>) -> Result<(), WireError> {
        Err(WireError::LocalOnly { message: Self::NAME })
    }

    fn decode_reply(_number: u64, _payload: &[u8]) -> Result<(), WireError> {
        Err(WireError::LocalOnly { message: Self::NAME })
    }
}

impl Sendable for Never {
    type Message = Self;
}

/// A whole value of the enum can be sent, too.
impl<M: DomainEnum> Handles<M> for M {
    type Carried = Self;

    fn answer(reply: M::Reply) -> M::Reply {
        reply
    }

    fn unwrap(self) -> Option<Self> {
        Some(self)
    }

    fn answered(reply: M::Reply) -> Option<M::Reply> {
        Some(reply)
    }
}

/// See [`Never`].
#[diagnostic::do_not_recommend]
impl<M: DomainEnum> Handles<Never> for M {
    type Carried = Self;

    fn answer((): ()) -> M::Reply {
        unreachable!("nobody can send `Never`, so nobody answers it")
    }

    fn unwrap(self) -> Option<Self> {
        None
    }

    fn answered(_reply: M::Reply) -> Option<()> {
        None
    }
}
