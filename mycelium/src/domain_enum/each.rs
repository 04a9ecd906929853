//! What is done with the message in a variant, whichever it is. Generated code says once for each enum which messages there are;
//! what follows from that stands here, once for all enums, and is as fast as if it stood there: all of it is inlined.

use std::any::{Any, TypeId};
use std::borrow::Borrow;
use std::ops::ControlFlow;

use super::{Carried, DomainEnum, Handles, Variant};
use crate::message::{Ask, Carry, Message, MessageForm};
use crate::wire::{Domain, Tlv, TypeInfo, WireError};

/// Does something with the message that an `E` holds, of whatever type.
pub trait Visit<E> {
    /// What comes of it.
    type Out;

    /// Does it, with the message of the variant that is called `variant`.
    fn visit<T: Message>(self, carried: &Carried<E, T>, variant: &'static str) -> Self::Out
    where
        E: Handles<T>,
        Carried<E, T>: Borrow<T>;
}

/// Looks for something among the messages that an `E` may hold.
pub trait Find<E: DomainEnum> {
    /// What is looked for.
    type Found;

    /// Breaks if message `T`, a reply to which becomes `E`'s by `answer`, is the one.
    fn one<T: Message + Carry<Carried<E, T>>>(&mut self, answer: Answers<E, T>) -> ControlFlow<Self::Found>
    where
        E: Handles<T>;
}

/// How a reply to message `T` becomes one of enum `E`.
pub type Answers<E, T> = fn(<T as Message>::Reply) -> <E as DomainEnum>::Replies;

/// What is known of the messages of an enum.
pub type Forms = &'static [&'static MessageForm];

/// What a variant holds, to make another of: `__share` clones it if it is `Clone`, and else makes none.
///
/// For what is `Clone` the method of this type is found; for any other that of [`NoClone`], which has to be imported. Another
/// trait in scope could come between the two, hence the underscores.
#[derive(Debug)]
pub struct Clones<'a, C>(pub &'a C);

/// See [`Clones`].
pub trait NoClone: Sized {
    /// None.
    #[inline]
    fn __share<E>(self) -> Option<E> {
        None
    }
}

// === impl Clones ===

impl<C: Clone> Clones<'_, C> {
    /// Another variant that holds the same.
    #[inline]
    pub fn __share<E: From<C>>(self) -> Option<E> {
        Some(E::from(self.0.clone()))
    }
}

impl<C> NoClone for Clones<'_, C> {}

/// A message's length on the wire.
struct Len;

/// Appends a message.
struct Encode<'a>(&'a mut Vec<u8>);

/// Appends a message as this version of it.
struct EncodeAs<'a>(usize, &'a mut Vec<u8>);

/// Writes a message to the front.
struct Write<'a>(&'a mut [u8]);

/// Says what is known of a message.
pub(super) struct Describe;

/// Bytes that may be any message of an enum.
struct Decode<'a>(Tlv<'a>);

/// Bytes that may be the reply to any message of an enum, and the number of the message.
struct DecodeReply<'a>(u64, &'a [u8]);

/// A reply to message `T`.
struct Reply<T: Message>(Option<T::Reply>);

/// As a message, an enum is the one that it holds.
#[diagnostic::do_not_recommend]
impl<E: DomainEnum> Message for E {
    type Reply = E::Replies;
    type Call = Ask;
    type Carried = Self;

    const NAME: &'static str = E::ENUM_NAME;
    const NUMBER: u64 = 0;
    const DOMAIN: Option<Domain> = E::ENUM_DOMAIN;
    const PAYLOAD_LEN: Option<usize> = None;
    const SCHEMA: &'static [u64] = &[];
    const FORM: &'static MessageForm = &MessageForm::of::<Self>(&[], TypeInfo::new("()", 0), E::FORMS);

    fn tlv_len(&self) -> usize {
        DomainEnum::visit(self, Len)
    }

    fn encode_tlv(&self, out: &mut Vec<u8>) -> Result<(), WireError> {
        DomainEnum::visit(self, Encode(out))
    }

    fn encode_tlv_as(&self, version: usize, out: &mut Vec<u8>) -> Result<(), WireError> {
        DomainEnum::visit(self, EncodeAs(version, out))
    }

    fn write_tlv(&self, out: &mut [u8]) -> Result<usize, WireError> {
        DomainEnum::visit(self, Write(out))
    }

    fn decode_tlv(tlv: Tlv<'_>) -> Result<Self, WireError> {
        match E::find(&mut Decode(tlv)) {
            ControlFlow::Break(found) => found,
            ControlFlow::Continue(()) => unknown(u64::from(tlv.number.get()), E::ENUM_NAME),
        }
    }

    fn encode_reply(reply: &E::Replies, out: &mut Vec<u8>) -> Result<(), WireError> {
        <E as DomainEnum>::encode(reply, out)
    }

    fn decode_reply(number: u64, payload: &[u8]) -> Result<E::Replies, WireError> {
        match E::find(&mut DecodeReply(number, payload)) {
            ControlFlow::Break(found) => found,
            ControlFlow::Continue(()) => unknown(number, E::ENUM_NAME),
        }
    }
}

/// What is known of message `T`, which the variant `name` of `E` holds.
#[must_use]
pub const fn variant_of<T: Message, E: DomainEnum>(name: &'static str) -> Variant {
    Variant::of::<T>(name).or_domain(E::ENUM_DOMAIN)
}

/// The forms of the messages.
///
/// # Panics
///
/// While compiling, unless there are `N` of them.
#[must_use]
pub const fn forms_of<const N: usize>(variants: &'static [Variant]) -> [&'static MessageForm; N] {
    assert!(variants.len() == N, "as many forms as messages");
    let mut forms = [<super::Never as Message>::FORM; N];
    let mut at = 0;
    while at < N {
        forms[at] = variants[at].form;
        at += 1;
    }
    forms
}

/// The value, if it is a `B`. Which it is, is known while compiling: nothing is looked up.
#[inline(always)]
pub fn same<A: 'static, B: 'static>(value: A) -> Option<B> {
    let mut value = Some(value);
    (&mut value as &mut dyn Any).downcast_mut::<Option<B>>().and_then(Option::take)
}

/// The reply to message `T`, if `U`, which this one answers, is the same message.
#[inline(always)]
pub fn same_reply<U: Message, T: Message>(reply: U::Reply) -> Option<T::Reply> {
    match TypeId::of::<U>() == TypeId::of::<T>() {
        true => same(reply),
        false => None,
    }
}

/// The reply to message `T` as one of `E`, which handles it.
#[inline]
pub(super) fn answer<T: Message, E: Handles<T>>(reply: T::Reply) -> E::Replies {
    match E::find(&mut Reply::<T>(Some(reply))) {
        ControlFlow::Break(reply) => reply,
        ControlFlow::Continue(()) => unreachable!("an enum finds the messages that it handles"),
    }
}

/// Appends the reply to message `T`.
#[inline]
pub fn encode<T: Message>(reply: &T::Reply, out: &mut Vec<u8>) -> Result<(), WireError> {
    T::encode_reply(reply, out)
}

#[cold]
#[inline(never)]
fn unknown<T>(found: u64, set: &'static str) -> Result<T, WireError> {
    Err(WireError::UnknownNumber { found, set })
}

// === impl Visit ===

impl<E> Visit<E> for Len {
    type Out = usize;

    #[inline]
    fn visit<T: Message>(self, carried: &Carried<E, T>, _variant: &'static str) -> usize
    where
        E: Handles<T>,
        Carried<E, T>: Borrow<T>,
    {
        carried.borrow().tlv_len()
    }
}

impl<E> Visit<E> for Encode<'_> {
    type Out = Result<(), WireError>;

    #[inline]
    fn visit<T: Message>(self, carried: &Carried<E, T>, _variant: &'static str) -> Result<(), WireError>
    where
        E: Handles<T>,
        Carried<E, T>: Borrow<T>,
    {
        carried.borrow().encode_tlv(self.0)
    }
}

impl<E> Visit<E> for EncodeAs<'_> {
    type Out = Result<(), WireError>;

    #[inline]
    fn visit<T: Message>(self, carried: &Carried<E, T>, _variant: &'static str) -> Result<(), WireError>
    where
        E: Handles<T>,
        Carried<E, T>: Borrow<T>,
    {
        carried.borrow().encode_tlv_as(self.0, self.1)
    }
}

impl<E> Visit<E> for Write<'_> {
    type Out = Result<usize, WireError>;

    #[inline]
    fn visit<T: Message>(self, carried: &Carried<E, T>, _variant: &'static str) -> Result<usize, WireError>
    where
        E: Handles<T>,
        Carried<E, T>: Borrow<T>,
    {
        carried.borrow().write_tlv(self.0)
    }
}

impl<E: DomainEnum> Visit<E> for Describe {
    type Out = Variant;

    #[inline]
    fn visit<T: Message>(self, _carried: &Carried<E, T>, variant: &'static str) -> Variant
    where
        E: Handles<T>,
        Carried<E, T>: Borrow<T>,
    {
        variant_of::<T, E>(variant)
    }
}

// === impl Find ===

impl<E: DomainEnum> Find<E> for Decode<'_> {
    type Found = Result<E, WireError>;

    #[inline(always)]
    fn one<T: Message + Carry<Carried<E, T>>>(&mut self, _answer: Answers<E, T>) -> ControlFlow<Self::Found>
    where
        E: Handles<T>,
    {
        if u64::from(self.0.number.get()) != T::NUMBER {
            return ControlFlow::Continue(());
        }
        ControlFlow::Break(match T::decode_tlv(self.0) {
            Ok(message) => Ok(E::wrap(message.carry())),
            Err(error) => Err(error),
        })
    }
}

impl<E: DomainEnum> Find<E> for DecodeReply<'_> {
    type Found = Result<E::Replies, WireError>;

    #[inline]
    fn one<T: Message + Carry<Carried<E, T>>>(&mut self, answer: Answers<E, T>) -> ControlFlow<Self::Found>
    where
        E: Handles<T>,
    {
        if self.0 != T::NUMBER {
            return ControlFlow::Continue(());
        }
        ControlFlow::Break(T::decode_reply(self.0, self.1).map(answer))
    }
}

impl<E: DomainEnum, U: Message> Find<E> for Reply<U> {
    type Found = E::Replies;

    #[inline(always)]
    fn one<T: Message + Carry<Carried<E, T>>>(&mut self, answer: Answers<E, T>) -> ControlFlow<Self::Found>
    where
        E: Handles<T>,
    {
        if TypeId::of::<T>() != TypeId::of::<U>() {
            return ControlFlow::Continue(());
        }
        match self.0.take().and_then(same) {
            Some(reply) => ControlFlow::Break(answer(reply)),
            None => ControlFlow::Continue(()),
        }
    }
}
