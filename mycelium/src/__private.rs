//! What generated code calls. Not part of the public interface: it changes with the macros, in step with
//! their version.
#![allow(missing_docs, reason = "named by generated code only")]

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

pub use crate::actor::{Actor, ActorRef, Answer, Call, Context, Envelope, Handle, Outcome, ReplyTo, Returned, later};
pub use crate::domain_enum::{CarriedBy, DomainEnum, Handles, Never, Payload, TlvUsedOnce, Variant};
pub use crate::domain_enum::{
    Decoding, DecodingReply, EncodingReply, Visit, Visited, variant_of, visit_encode, visit_encode_as, visit_len,
    visit_variant, visit_write,
};
pub use crate::error::{Error, Result};
pub use crate::mailbox::{KeyHasher, MailboxOptions, Overflow};
pub use crate::message::{Ask, Carry, Message, MessageForm, Sendable, Tell, local_number};
pub use crate::system::{
    ByDefault, FromConfig, HasConstructor, IsConfig, Makes, NotMade, Origin, ReadFromFile, Spawnable, by_default,
    from_config, refused,
};
pub use crate::wire::{
    Domain, FieldForm, FieldInfo, Place, Reader, Tlv, TlvType, TypeInfo, Wire, WireError, Writer, encode_reply,
    encode_tlv, encode_tlv_as, enum_schema, message_schema, offset_of, pass_struct, struct_schema, sum_len,
    version_schema, view_field, view_later_field, write_tlv,
};

/// What comes of bytes, or of turning something into them.
pub type WireResult<T> = std::result::Result<T, WireError>;

/// Where messages are appended.
pub type Bytes = Vec<u8>;

/// A length, by way of a message's number: where the message is none, it is no length.
#[must_use]
pub const fn zero(_number: u64) -> usize {
    0
}

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

/// A view, which knows the fields of its struct.
pub trait Fields {
    const NAME: &'static str;
    const FIELDS: &'static [FieldForm];
}

/// What a field reads as.
pub type Viewed<'a, T> = WireResult<<T as Wire>::View<'a>>;

/// What a field reads as that a later version brought.
pub type ViewedLater<'a, T> = WireResult<Option<<T as Wire>::View<'a>>>;

/// Reads field `AT` of the struct that `S` views.
#[inline]
pub fn read_field<T: Wire, S: Fields, const AT: usize>(message: Place<'_>) -> Viewed<'_, T> {
    let (names, before) = const { (&(S::NAME, S::FIELDS[AT].name), S::FIELDS.split_at(AT).0) };
    view_field::<T>(message, names, before, const { offset_of(S::FIELDS.split_at(AT).0) })
}

/// Reads field `AT` of the struct that `S` views, if the message is not older than it.
#[inline]
pub fn read_later_field<T: Wire, S: Fields, const AT: usize>(message: Place<'_>) -> ViewedLater<'_, T> {
    let (names, before) = const { (&(S::NAME, S::FIELDS[AT].name), S::FIELDS.split_at(AT).0) };
    view_later_field::<T>(message, names, before, const { S::FIELDS[AT].since })
}

/// Passes over a `T`, which `S` views.
#[inline]
pub fn pass_struct_of<T: Wire, S: Fields>(from: &mut Reader<'_>) -> WireResult<()> {
    pass_struct(from, T::LEN, S::NAME, S::FIELDS)
}

/// Field `AT` of a view, to show it: `__shown` reads it if its view is `Debug`, and else shows a `_`.
///
/// Works as [`Shared`] does, and knows nothing of `T` before: that it has no wire form is said elsewhere.
pub struct Shown<'a, T, S, const AT: usize> {
    message: Place<'a>,
    hidden: Hidden,
    of: PhantomData<fn() -> (T, S)>,
}

/// See [`Shown`]; what cannot be shown.
pub struct Hidden;

// === impl Shown ===

impl<'a, T, S, const AT: usize> Shown<'a, T, S, AT> {
    pub const fn new(message: Place<'a>) -> Self {
        Self { message, hidden: Hidden, of: PhantomData }
    }
}

impl<'a, T: Wire<View<'a>: fmt::Debug> + 'static, S: Fields, const AT: usize> Shown<'a, T, S, AT> {
    pub const fn __shown(&self) -> &dyn fmt::Debug {
        self
    }
}

impl<'a, T: Wire<View<'a>: fmt::Debug>, S: Fields, const AT: usize> fmt::Debug for Shown<'a, T, S, AT> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match read_later_field::<T, S, AT>(self.message) {
            Ok(Some(value)) if S::FIELDS[AT].since == 1 => fmt::Debug::fmt(&value, f),
            Ok(value) => fmt::Debug::fmt(&value, f),
            Err(error) => fmt::Debug::fmt(&error, f),
        }
    }
}

impl<T, S, const AT: usize> Deref for Shown<'_, T, S, AT> {
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

/// Shows a view with its fields.
pub fn show<S: Fields>(f: &mut fmt::Formatter<'_>, fields: &[&dyn fmt::Debug]) -> fmt::Result {
    let is_tuple = S::FIELDS.first().is_some_and(|field| field.name.starts_with(|first: char| first.is_ascii_digit()));
    if is_tuple {
        let mut out = f.debug_tuple(S::NAME);
        fields.iter().for_each(|value| {
            out.field(value);
        });
        return out.finish();
    }
    let mut out = f.debug_struct(S::NAME);
    S::FIELDS.iter().zip(fields).for_each(|(field, value)| {
        out.field(field.name, value);
    });
    out.finish()
}
