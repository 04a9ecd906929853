//! What generated code calls. Not part of the public interface: it changes with the macros, in step with
//! their version.
#![allow(missing_docs, reason = "named by generated code only")]

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

pub use crate::actor::{Actor, ActorRef, Answer, Call, Context, Envelope, Handle, Outcome, ReplyTo, Returned, later};
pub use crate::domain_enum::{CarriedBy, DomainEnum, Handles, Never, Payload, TlvUsedOnce, Variant};
pub use crate::error::{Error, Result};
pub use crate::mailbox::{KeyHasher, MailboxOptions, Overflow};
pub use crate::message::{Ask, Carry, Message, MessageForm, Sendable, Tell, local_number};
pub use crate::wire::{
    Domain, FieldForm, FieldInfo, Place, Reader, Tlv, TlvType, TypeInfo, Wire, WireError, Writer, encode_reply,
    encode_tlv, encode_tlv_as, enum_schema, message_schema, offset_of, pass_struct, struct_schema, sum_len,
    version_schema, view_field, view_later_field, write_tlv,
};

/// The type with a number that the macro has checked.
#[must_use]
pub const fn tlv_type(number: u8) -> TlvType {
    match TlvType::new(number) {
        Some(number) => number,
        None => panic!("255 announces an extended header and is nobody's number"),
    }
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

/// Decodes one field; its error names message and field.
#[inline]
pub fn field<T: Wire>(
    from: &mut Reader<'_>,
    message: &'static str,
    field: &'static str,
) -> std::result::Result<T, WireError> {
    T::decode(from).map_err(|error| error.within(message, field))
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
#[inline(always)]
pub fn decode_tlv<T: Wire>(
    tlv: Tlv<'_>,
    number: TlvType,
    message: &'static str,
    accept: &[usize],
) -> std::result::Result<T, WireError> {
    if tlv.number == number
        && let Some(value) = crate::wire::read_payload(tlv.payload, accept)
    {
        return Ok(value);
    }
    // In a place of its own. A function that wrote the error into the result would have to know the result's place, and
    // the compiler then builds the value there and copies it to where the caller wants it.
    let mut why = None;
    refuse_tlv::<T>(tlv.number, tlv.payload, number, message, accept, &mut why);
    Err(why.unwrap_or(WireError::UnknownNumber { found: u64::from(tlv.number.get()), set: message }))
}

/// Why a TLV is not message `number`; nothing if it has another number.
#[cold]
#[inline(never)]
fn refuse_tlv<T: Wire>(
    found: TlvType,
    payload: &[u8],
    number: TlvType,
    message: &'static str,
    accept: &[usize],
    why: &mut Option<WireError>,
) {
    if found != number {
        return;
    }
    *why = Some(match crate::wire::decode_payload::<T>(message, payload, accept) {
        Err(error) => error.of_tlv(number.get()),
        // Read and decoded differently, by a `Wire` that was written by hand.
        Ok(_) => WireError::Miscounted { expected: payload.len(), found: 0 },
    });
}

/// Decodes a TLV that must be message `number`, of whatever version.
#[inline]
pub fn decode_growing_tlv<T: Wire>(
    tlv: Tlv<'_>,
    number: TlvType,
    message: &'static str,
) -> std::result::Result<T, WireError> {
    if tlv.number != number {
        return unknown_number(u64::from(tlv.number.get()), message);
    }
    match crate::wire::decode_growing(tlv.payload) {
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
#[inline(never)]
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

/// A field of a view, to show it: `__shown` reads it if its view is `Debug`, and else shows a `_`.
///
/// Works as [`Shared`] does, and knows nothing of `T` before: that it has no wire form is said elsewhere.
pub struct Shown<'a, T> {
    message: Place<'a>,
    names: &'static (&'static str, &'static str),
    before: &'static [FieldForm],
    since: u8,
    hidden: Hidden,
    of: PhantomData<fn() -> T>,
}

/// See [`Shown`]; what cannot be shown.
pub struct Hidden;

// === impl Shown ===

impl<'a, T> Shown<'a, T> {
    pub const fn new(
        message: Place<'a>,
        names: &'static (&'static str, &'static str),
        before: &'static [FieldForm],
        since: u8,
    ) -> Self {
        Self { message, names, before, since, hidden: Hidden, of: PhantomData }
    }
}

impl<'a, T: Wire<View<'a>: fmt::Debug> + 'static> Shown<'a, T> {
    pub const fn __shown(&self) -> &dyn fmt::Debug {
        self
    }
}

impl<'a, T: Wire<View<'a>: fmt::Debug>> fmt::Debug for Shown<'a, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match view_later_field::<T>(self.message, self.names, self.before, self.since) {
            Ok(Some(value)) if self.since == 1 => fmt::Debug::fmt(&value, f),
            Ok(value) => fmt::Debug::fmt(&value, f),
            Err(error) => fmt::Debug::fmt(&error, f),
        }
    }
}

impl<T> Deref for Shown<'_, T> {
    type Target = Hidden;

    fn deref(&self) -> &Hidden {
        &self.hidden
    }
}

impl Hidden {
    pub const fn __shown(&self) -> &dyn fmt::Debug {
        self
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("_")
    }
}

/// Shows a view with its fields. A name of `""` is that of a tuple struct's field.
pub fn show(f: &mut fmt::Formatter<'_>, name: &str, fields: &[(&str, &dyn fmt::Debug)]) -> fmt::Result {
    match fields {
        [("", _), ..] => {
            let mut out = f.debug_tuple(name);
            fields.iter().for_each(|(_, value)| {
                out.field(value);
            });
            out.finish()
        }
        _ => {
            let mut out = f.debug_struct(name);
            fields.iter().for_each(|(name, value)| {
                out.field(name, value);
            });
            out.finish()
        }
    }
}
