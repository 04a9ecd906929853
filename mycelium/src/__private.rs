//! What generated code calls. Not part of the public interface: it changes with the macros, in step with
//! their version.
#![allow(missing_docs, reason = "named by generated code only")]

use std::marker::PhantomData;
use std::ops::Deref;

pub use crate::actor::{Actor, ActorRef, Answer, Call, Context, Envelope, Handle, Outcome, ReplyTo, Returned, later};
pub use crate::domain_enum::{CarriedBy, DomainEnum, Handles, Never, Payload, TlvUsedOnce, Variant};
pub use crate::error::{Error, Result};
pub use crate::message::{Ask, Carry, Message, Sendable, Tell, local_number};
pub use crate::wire::{
    Domain, Reader, Tlv, TlvType, Wire, WireError, Writer, encode_reply, encode_tlv, enum_schema, message_schema,
    struct_schema, sum_len, write_tlv,
};

/// The type with a number that the macro has checked.
#[must_use]
pub const fn tlv_type(number: u8) -> TlvType {
    match TlvType::new(number) {
        Some(number) => number,
        None => panic!("255 announces an extended header and is nobody's number"),
    }
}

/// Reads one field; its error names message and field.
#[inline]
pub fn field<T: Wire>(
    from: &mut Reader<'_>,
    message: &'static str,
    field: &'static str,
) -> std::result::Result<T, WireError> {
    let read = T::decode(from);
    if T::LEN.is_some() {
        return if read.is_ok() { read } else { within(read, message, field) };
    }
    match read {
        Ok(value) => Ok(value),
        Err(error) => Err(error.within(message, field)),
    }
}

/// The whole `Result` as it is, out of line: see [`Reader::array`].
#[cold]
#[inline(never)]
fn within<T>(
    read: std::result::Result<T, WireError>,
    message: &'static str,
    field: &'static str,
) -> std::result::Result<T, WireError> {
    read.map_err(|error| error.within(message, field))
}

/// Passes over the pad behind a field.
#[inline]
pub fn skip(
    from: &mut Reader<'_>,
    pad: usize,
    message: &'static str,
    field: &'static str,
) -> std::result::Result<(), WireError> {
    from.skip(pad).map_err(|error| error.within(message, field))
}

/// The length of the value's TLV, header included.
#[inline]
pub fn tlv_len<T: Wire>(value: &T) -> usize {
    crate::wire::tlv_len(match T::LEN {
        Some(len) => len,
        None => value.encoded_len(),
    })
}

/// Decodes a TLV that must be message `number`.
#[inline]
pub fn decode_tlv<T: Wire>(
    tlv: Tlv<'_>,
    number: TlvType,
    message: &'static str,
    accept: &[usize],
) -> std::result::Result<T, WireError> {
    if tlv.number != number {
        return unknown_number(u64::from(tlv.number.get()), message);
    }
    match crate::wire::decode_payload(message, tlv.payload, accept) {
        Ok(value) => Ok(value),
        Err(error) => Err(error.of_tlv(number.get())),
    }
}

/// The answer of a `local` message to everything that would encode it.
#[cold]
pub fn local_only<T>(message: &'static str) -> std::result::Result<T, WireError> {
    Err(WireError::LocalOnly { message })
}

/// Decodes the reply to message `number`, which is said to answer `asked`.
#[inline]
pub fn decode_reply<T: Wire>(
    asked: u64,
    number: u64,
    message: &'static str,
    reply: &'static str,
    payload: &[u8],
) -> std::result::Result<T, WireError> {
    if asked != number {
        return unknown_number(asked, message);
    }
    crate::wire::decode_payload(reply, payload, &[]).map_err(|error| error.within(message, "reply"))
}

/// The error for a number that is no message of `set`.
#[cold]
pub fn unknown_number<T>(found: u64, set: &'static str) -> std::result::Result<T, WireError> {
    Err(WireError::UnknownNumber { found, set })
}

/// The error for a discriminant of `width` bytes, just read, that its enum does not have.
#[cold]
pub fn invalid_discriminant<T>(from: &Reader<'_>, width: usize, found: u64) -> std::result::Result<T, WireError> {
    Err(from.unknown_discriminant(width, found))
}

/// A variant's payload, to make another of: `__share` clones it if it is `Clone`, and else makes none.
///
/// For a payload that is `Clone` the method of this type is found; for any other that of [`Unshared`], one
/// `Deref` behind it. So no trait has to be imported where it is called. A trait of the user's could come between
/// the two, hence the underscores.
#[derive(Debug)]
pub struct Shared<'a, T>(&'a T, Unshared<T>);

/// See [`Shared`].
#[derive(Debug)]
pub struct Unshared<T>(PhantomData<fn() -> T>);

// === impl Shared ===

impl<'a, T> Shared<'a, T> {
    #[inline]
    pub const fn new(payload: &'a T) -> Self {
        Self(payload, Unshared(PhantomData))
    }
}

impl<T: Clone> Shared<'_, T> {
    #[inline]
    pub fn __share(&self) -> Option<T> {
        Some(self.0.clone())
    }
}

impl<T> Deref for Shared<'_, T> {
    type Target = Unshared<T>;

    #[inline]
    fn deref(&self) -> &Unshared<T> {
        &self.1
    }
}

impl<T> Unshared<T> {
    #[inline]
    pub fn __share(&self) -> Option<T> {
        None
    }
}
