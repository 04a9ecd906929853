//! What is done with the message in a variant, whichever it is. Generated code says once for each enum which messages there are;
//! what follows from that stands here, once for all enums, and is as fast as if it stood there: all of it is inlined.

use super::Variant;
use crate::message::{Carry, Message};
use crate::wire::{Domain, Tlv, WireError};

/// Does something with a message of any type.
pub trait Visit {
    /// What comes of it.
    type Out;

    /// Does it, with the message of the variant that is called `variant`.
    fn visit<T: Message>(self, message: &T, variant: &'static str) -> Self::Out;
}

/// An enum of messages that shows the one that it holds.
pub trait Visited: Message {
    /// Shows it to `visit`.
    fn visited<V: Visit>(&self, visit: V) -> V::Out;
}

/// A message's length on the wire.
struct Len;

/// Appends a message.
struct Encode<'a>(&'a mut Vec<u8>);

/// Appends a message as this version of it.
struct EncodeAs<'a>(usize, &'a mut Vec<u8>);

/// Writes a message to the front.
struct Write<'a>(&'a mut [u8]);

/// Says what is known of a message; those without a domain have this one.
struct Describe(Option<Domain>);

/// Bytes that may be any message of an enum.
#[derive(Debug)]
pub struct Decoding<'a>(pub Tlv<'a>);

/// Bytes that may be the reply to any message of an enum, and the number of the message.
#[derive(Debug)]
pub struct DecodingReply<'a>(pub u64, pub &'a [u8]);

/// Where a reply goes.
#[derive(Debug)]
pub struct EncodingReply<'a>(pub &'a mut Vec<u8>);

/// The length of the message's TLV.
#[inline]
pub fn visit_len<E: Visited>(message: &E) -> usize {
    message.visited(Len)
}

/// Appends the message's TLV.
#[inline]
pub fn visit_encode<E: Visited>(message: &E, out: &mut Vec<u8>) -> Result<(), WireError> {
    message.visited(Encode(out))
}

/// Appends the message's TLV, as `version` of it.
#[inline]
pub fn visit_encode_as<E: Visited>(message: &E, version: usize, out: &mut Vec<u8>) -> Result<(), WireError> {
    message.visited(EncodeAs(version, out))
}

/// Writes the message's TLV to the front.
#[inline]
pub fn visit_write<E: Visited>(message: &E, out: &mut [u8]) -> Result<usize, WireError> {
    message.visited(Write(out))
}

/// What is known of the message.
#[inline]
pub fn visit_variant<E: Visited>(message: &E) -> Variant {
    message.visited(Describe(E::DOMAIN))
}

/// What is known of message `T`, which the variant `name` of `E` holds.
#[must_use]
pub const fn variant_of<T: Message, E: Message>(name: &'static str) -> Variant {
    Variant::of::<T>(name).or_domain(E::DOMAIN)
}

// === impl Visit ===

impl Visit for Len {
    type Out = usize;

    #[inline]
    fn visit<T: Message>(self, message: &T, _variant: &'static str) -> usize {
        message.tlv_len()
    }
}

impl Visit for Encode<'_> {
    type Out = Result<(), WireError>;

    #[inline]
    fn visit<T: Message>(self, message: &T, _variant: &'static str) -> Result<(), WireError> {
        message.encode_tlv(self.0)
    }
}

impl Visit for EncodeAs<'_> {
    type Out = Result<(), WireError>;

    #[inline]
    fn visit<T: Message>(self, message: &T, _variant: &'static str) -> Result<(), WireError> {
        message.encode_tlv_as(self.0, self.1)
    }
}

impl Visit for Write<'_> {
    type Out = Result<usize, WireError>;

    #[inline]
    fn visit<T: Message>(self, message: &T, _variant: &'static str) -> Result<usize, WireError> {
        message.write_tlv(self.0)
    }
}

impl Visit for Describe {
    type Out = Variant;

    #[inline]
    fn visit<T: Message>(self, _message: &T, variant: &'static str) -> Variant {
        Variant::of::<T>(variant).or_domain(self.0)
    }
}

// === impl Decoding ===

impl Decoding<'_> {
    /// The value with message `T` in it, if these bytes are one.
    #[inline(always)]
    pub fn one<T: Message + Carry<P>, P, E>(&self, wrap: impl FnOnce(P) -> E) -> Option<Result<E, WireError>> {
        if u64::from(self.0.number.get()) != T::NUMBER {
            return None;
        }
        Some(match T::decode_tlv(self.0) {
            Ok(message) => Ok(wrap(message.carry())),
            Err(error) => Err(error),
        })
    }

    /// The error if they are no message of the enum that is called `name`.
    #[cold]
    pub fn none<E>(self, name: &'static str) -> Result<E, WireError> {
        Err(WireError::UnknownNumber { found: u64::from(self.0.number.get()), set: name })
    }
}

// === impl DecodingReply ===

impl DecodingReply<'_> {
    /// The sum with the reply to message `T` in it, if these bytes are one.
    #[inline]
    pub fn one<T: Message, E>(&self, wrap: impl FnOnce(T::Reply) -> E) -> Option<Result<E, WireError>> {
        (self.0 == T::NUMBER).then(|| T::decode_reply(self.0, self.1).map(wrap))
    }

    /// The error if the message is none of the enum that is called `name`.
    #[cold]
    pub fn none<E>(self, name: &'static str) -> Result<E, WireError> {
        Err(WireError::UnknownNumber { found: self.0, set: name })
    }
}

// === impl EncodingReply ===

impl EncodingReply<'_> {
    /// Appends the reply to message `T`.
    #[inline]
    pub fn one<T: Message>(self, reply: &T::Reply) -> Result<(), WireError> {
        T::encode_reply(reply, self.0)
    }
}
