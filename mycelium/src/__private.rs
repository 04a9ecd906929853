//! What generated code calls. Not part of the public interface: it changes with the macros, in step with
//! their version.
#![allow(missing_docs, reason = "named by generated code only")]

use std::marker::PhantomData;

// What else generated code names. A user's `Option` or `str` is not this one.
pub use std::clone::Clone;
pub use std::concat;
pub use std::convert::From;
pub use std::default::Default;
pub use std::fmt::{self, Debug, Formatter, Result as FmtResult};
pub use std::marker::Copy;
pub use std::module_path;
pub use std::ops::{ControlFlow, Deref};
pub use std::option::Option::{self, None, Some};
pub use std::primitive::{bool, str, u8, u16, u32, u64, usize};
pub use std::result::Result::Ok;
pub use std::sync::Arc;

pub use crate::actor::{Actor, ActorRef, Answer, Call, Context, Envelope, Handle, Outcome, ReplyTo, Returned, later};
pub use crate::domain_enum::{
    Answers, Clones, Find, Forms, NoClone, Visit, encode, forms_of, same, same_reply, variant_of,
};
pub use crate::domain_enum::{CarriedBy, DomainEnum, Handles, Never, Payload, TlvUsedOnce, Variant};
pub use crate::domain_enum::{
    CarriedOf, EnumIf, EnumOf, HasVariant, Held, HeldIn, InWordsOf, MessageIn, Number, ReplyOf, held, named, number_of,
    whole,
};
pub use crate::error::{Error, Result};
pub use crate::mailbox::{KeyHasher, MailboxOptions, Overflow};
pub use crate::message::{
    Ask, Carry, Message, MessageCodec, MessageForm, Sendable, Tell, chain, check, check_length, check_lengths,
    check_reply, local_number,
};
pub use crate::system::{
    ByDefault, FromConfig, HasConstructor, IsConfig, Makes, NotMade, Origin, ReadFromFile, Spawnable, by_default,
    from_config, refused,
};
pub use crate::wire::{
    Domain, FieldInfo, Place, Put, Reader, ReplyForm, Tlv, TypeInfo, Wire, WireError, Writer, enum_schema, fields_of,
    stands_inside,
};
use crate::wire::{Show, StructForm, forms, show_struct, show_view};

/// What comes of bytes, or of turning something into them.
pub type WireResult<T> = std::result::Result<T, WireError>;

/// Where messages are appended.
pub type Bytes = Vec<u8>;

/// What a handle's method hands back: the future of sending message `T` to an actor that takes `M`, or of asking it.
pub type Called<'a, M, T> = <<T as Message>::Call as Call<T>>::Future<'a, M>;

/// How enum `M` carries message `T`.
pub type CarriedIn<M, T> = <M as Handles<T>>::Carried;

/// What a refused item does: nothing, since it never compiles.
#[cold]
pub fn never_run<T>() -> T {
    unreachable!("its attribute was an error")
}

/// What a handle's method does: sends message `T`, or asks it.
#[inline]
pub fn call<T: Message, M: Handles<T>>(to: &ActorRef<M>, message: impl Carry<CarriedIn<M, T>>) -> Called<'_, M, T>
where
    T::Call: Call<T>,
{
    <T::Call as Call<T>>::call(to, message.carry())
}

/// The message and where its answer goes, if it is for a sync handler; else both stay where they are.
#[inline]
pub fn take_now<A: Actor>(envelope: &mut Option<Envelope<A::Message>>) -> Option<(A::Message, Answer<A::Message>)> {
    if !A::may_receive_now(&envelope.as_ref()?.message) {
        return None;
    }
    let Envelope { message, reply } = envelope.take()?;
    Some((message, reply))
}

/// Handles a message that is for a sync handler.
///
/// # Errors
///
/// The handler's.
#[inline]
pub fn receive_sync<A: Actor>(
    actor: &mut A,
    message: A::Message,
    reply: Answer<A::Message>,
    ctx: &mut Context<A>,
) -> Result<()> {
    actor.receive_now(&mut Some(Envelope { message, reply }), ctx).unwrap_or(Ok(()))
}

/// [`Wire::FIELDS`] of a struct with `N` of them.
#[must_use]
pub const fn infos<T: Wire, const N: usize>() -> [FieldInfo; N] {
    crate::wire::infos(forms::<T>())
}

/// How many fields a struct has in this build.
#[must_use]
pub const fn count<T: Wire>() -> usize {
    forms::<T>().len()
}

/// How many of them stand before the one of this name.
#[must_use]
pub const fn place<T: Wire>(name: &str) -> usize {
    crate::wire::place_of(forms::<T>(), name)
}

/// Compares messages with a file below `directory`; fails the test that calls it if they differ.
#[track_caller]
pub fn schema_lock(directory: &str, path: &str, messages: &[&'static MessageForm]) {
    use crate::schema_lock::{Mode, check};
    let checked = Mode::from_env().and_then(|mode| check(std::path::Path::new(directory).join(path), messages, mode));
    if let Err(error) = checked {
        panic!("{error}");
    }
}

/// [`Message::DOMAIN`] with a number that the macro has checked.
#[must_use]
pub const fn domain(number: u8) -> Option<Domain> {
    Some(Domain::new(number))
}

/// The answer of a `local` message to everything that would encode it.
#[cold]
pub fn local_only<T>(message: &'static str) -> std::result::Result<T, WireError> {
    Err(WireError::LocalOnly { message })
}

/// The error for a discriminant, just read, that its enum does not have.
#[cold]
pub fn invalid_discriminant<T: Wire>(from: &Reader<'_>, found: u64) -> WireResult<T> {
    Err(from.unknown_discriminant(T::MIN_LEN, found))
}

/// What a field reads as.
pub type Viewed<'a, T> = WireResult<<T as Wire>::View<'a>>;

/// What a field reads as that a later version brought.
pub type ViewedLater<'a, T> = WireResult<Option<<T as Wire>::View<'a>>>;

/// Says how a field of type `T` is shown: `HOW` is the constant of this type if its view is `Debug`, and else that of
/// [`NotShown`].
///
/// Knows nothing of `T` before: that it has no wire form is said elsewhere.
#[derive(Debug)]
pub struct Shown<T>(PhantomData<fn() -> T>);

impl<T: Wire> Shown<T>
where
    for<'a> T::View<'a>: fmt::Debug,
{
    pub const HOW: Option<Show> = Some(show_view::<T>);
}

/// See [`Shown`].
pub trait NotShown {
    const HOW: Option<Show>;
}

impl<T> NotShown for Shown<T> {
    const HOW: Option<Show> = None;
}

/// Shows the `S` that begins here, with its fields.
pub fn show<S: Wire>(of: Place<'_>, f: &mut Formatter<'_>) -> fmt::Result {
    show_struct::<S>(of, f)
}

/// How a message becomes bytes.
pub type Codec<T> = Option<MessageCodec<T>>;

/// That of a message that has a number; an answer to it has no bytes, and this name.
#[must_use]
pub const fn tells<T: Message<Reply = ()> + Wire>(reply: &'static str) -> Codec<T> {
    asks(<() as Wire>::REPLY.to(reply, "()"))
}

/// That of a message that has a number, and this reply.
#[must_use]
pub const fn asks<T: Message + Wire>(reply: ReplyForm<T::Reply>) -> Codec<T> {
    Some(MessageCodec::tlv(reply))
}

/// That of a message that never leaves its process.
#[must_use]
pub const fn local<T: Message>() -> Codec<T> {
    Some(MessageCodec::local())
}

/// The fields of a struct.
pub type Fields = Option<&'static StructForm>;
