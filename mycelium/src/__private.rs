//! What generated code calls. Not part of the public interface: it changes with the macros, in step with
//! their version.
#![allow(missing_docs, reason = "named by generated code only")]

use std::marker::PhantomData;

// What else generated code names. A user's `Option` or `str` is not this one.
pub use std::clone::Clone;
pub use std::convert::From;
pub use std::fmt;
pub use std::ops::{ControlFlow, Deref};
pub use std::option::Option::{self, None, Some};
pub use std::primitive::{bool, str};
pub use std::result::Result::Ok;

pub use crate::actor::{Actor, ActorRef, Answer, Call, Context, Envelope, Handle, Outcome, ReplyTo, Returned, later};
pub use crate::domain_enum::{
    Answers, Clones, Find, Forms, NoClone, Visit, encode, forms_of, same, same_reply, variant_of,
};
pub use crate::domain_enum::{CarriedBy, DomainEnum, Handles, Never, Payload, TlvUsedOnce, Variant};
pub use crate::domain_enum::{CarriedOf, Held, HeldIn, MessageIn, Number, ReplyOf, handled};
pub use crate::error::{Error, Result};
pub use crate::mailbox::{KeyHasher, MailboxOptions, Overflow};
pub use crate::message::{Ask, Carry, Message, MessageForm, Sendable, Tell, local_number};
pub use crate::system::{
    ByDefault, FromConfig, HasConstructor, IsConfig, Makes, NotMade, Origin, ReadFromFile, Spawnable, by_default,
    from_config, refused,
};
pub use crate::wire::{
    Domain, FieldForm, FieldInfo, Place, Put, Reader, Tlv, TlvType, TypeInfo, Wire, WireError, Writer, decode_struct,
    encode_reply, encode_tlv, enum_schema, fields_of, forms, message_schema, pass_from, struct_len, version_schema,
    write_tlv,
};
use crate::wire::{version_lens, view_later_field};

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

/// The type with a number that the macro has checked.
#[must_use]
const fn tlv_type(number: u8) -> TlvType {
    match TlvType::new(number) {
        Some(number) => number,
        None => panic!("255 announces an extended header and is nobody's number"),
    }
}

/// [`Wire::LEN`] of a struct.
#[must_use]
pub const fn len_of<T: Wire>() -> Option<usize> {
    crate::wire::len_of(forms::<T>())
}

/// [`Wire::MIN_LEN`] of a struct.
#[must_use]
pub const fn min_len_of<T: Wire>() -> usize {
    crate::wire::min_len_of(forms::<T>())
}

/// [`Wire::SCHEMA`] of the struct that is called `name`.
#[must_use]
pub const fn struct_schema_of<T: Wire>(name: &str) -> u64 {
    crate::wire::schema_of_fields(name, forms::<T>())
}

/// [`Wire::FIELDS`] of a struct with `N` of them.
#[must_use]
pub const fn infos<T: Wire, const N: usize>() -> [FieldInfo; N] {
    crate::wire::infos(forms::<T>())
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

/// The length of the value's TLV, header included.
#[inline]
pub fn tlv_len<T: Wire>(value: &T) -> usize {
    crate::wire::tlv_len(match T::LEN {
        Some(len) => len,
        None => value.encoded_len(),
    })
}

/// [`Message::encode_tlv`] of a message with a number.
#[inline]
pub fn encode_message<T: Message + Wire>(message: &T, out: &mut Bytes) -> WireResult<()> {
    encode_tlv(const { number_of::<T>() }, message, out)
}

/// [`Message::encode_tlv_as`] of a message of several versions.
pub fn encode_message_as<T: Message + Wire>(message: &T, version: usize, out: &mut Bytes) -> WireResult<()> {
    crate::wire::encode_tlv_as(const { number_of::<T>() }, message, 1, &version_lens(message, version), out)
}

/// [`Message::write_tlv`] of a message with a number.
#[inline]
pub fn write_message<T: Message + Wire>(message: &T, out: &mut [u8]) -> WireResult<usize> {
    write_tlv(const { number_of::<T>() }, message, out)
}

/// [`Message::decode_tlv`] of a message with a number.
#[inline(always)]
pub fn decode_message<T: Message + Wire>(tlv: Tlv<'_>) -> WireResult<T> {
    decode_tlv(tlv, const { number_of::<T>() }, T::NAME, T::ACCEPT)
}

/// [`Message::decode_tlv`] of a message that may grow.
#[inline]
pub fn decode_growing_message<T: Message + Wire>(tlv: Tlv<'_>) -> WireResult<T> {
    decode_growing_tlv(tlv, const { number_of::<T>() }, T::NAME)
}

/// The one schema of a message without later versions, which a reply with the schema `reply` answers.
#[must_use]
pub const fn schema_of_message<T: Message + Wire>(reply: u64) -> u64 {
    message_schema(<T as Wire>::SCHEMA, number_of::<T>().get(), reply)
}

/// [`Message::FORM`] of a message with a number, and with a reply of the type that people spell so.
#[must_use]
pub const fn form_of<T: Message + Wire>(reply: &'static str, schema: u64) -> MessageForm {
    MessageForm::of::<T>(T::FIELDS, TypeInfo::new(reply, schema), &[])
}

/// [`Message::DOMAIN`] with a number that the macro has checked.
#[must_use]
pub const fn domain(number: u8) -> Option<Domain> {
    Some(Domain::new(number))
}

/// The type of `T`'s TLV.
const fn number_of<T: Message>() -> TlvType {
    assert!(T::NUMBER < 255, "a number of a TLV");
    tlv_type(T::NUMBER as u8)
}

/// Decodes a TLV that must be message `number`.
#[inline(always)]
fn decode_tlv<T: Wire>(
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
fn decode_growing_tlv<T: Wire>(
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

/// Decodes the reply to message `T`, which is said to answer `asked`. In errors it is called `reply`.
#[inline]
pub fn decode_reply<T: Message, R: Wire>(asked: u64, reply: &'static str, payload: &[u8]) -> WireResult<R> {
    if asked != T::NUMBER {
        return unknown_number(asked, T::NAME);
    }
    crate::wire::decode_payload(reply, payload, &[]).map_err(|error| error.within(T::NAME, "reply"))
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

/// What a field reads as.
pub type Viewed<'a, T> = WireResult<<T as Wire>::View<'a>>;

/// What a field reads as that a later version brought.
pub type ViewedLater<'a, T> = WireResult<Option<<T as Wire>::View<'a>>>;

/// A field of type `T`, to show it: `__shown` reads it if its view is `Debug`, and else shows a `_`.
///
/// For a type whose view is `Debug` the method of this type is found; for any other that of [`Hidden`], one `Deref` behind it. So
/// no trait has to be imported where it is called. It knows nothing of `T` before: that it has no wire form is said elsewhere.
#[derive(Debug)]
pub struct Shown<T>(Hidden, PhantomData<fn() -> T>);

/// See [`Shown`]; what cannot be shown.
#[derive(Debug)]
pub struct Hidden;

/// Shows a field that it is pointed to.
pub trait Show {
    /// Shows the field, which stands behind those `before` it.
    fn show(
        &self,
        of: Place<'_>,
        field: &'static FieldForm,
        before: &[FieldForm],
        f: &mut fmt::Formatter<'_>,
    ) -> fmt::Result;
}

/// One field of a view.
struct ShownField<'a> {
    of: Place<'a>,
    field: &'static FieldForm,
    before: &'static [FieldForm],
    how: &'a dyn Show,
}

// === impl Shown ===

impl<T> Shown<T> {
    pub const NEW: Self = Self(Hidden, PhantomData);
}

impl<T: Wire + 'static> Shown<T>
where
    for<'a> T::View<'a>: fmt::Debug,
{
    pub const fn __shown(&self) -> &dyn Show {
        self
    }
}

impl<T: Wire> Show for Shown<T>
where
    for<'a> T::View<'a>: fmt::Debug,
{
    fn show(
        &self,
        of: Place<'_>,
        field: &'static FieldForm,
        before: &[FieldForm],
        f: &mut fmt::Formatter<'_>,
    ) -> fmt::Result {
        match view_later_field::<T>(of, field, before) {
            Ok(Some(value)) if field.since == 1 => fmt::Debug::fmt(&value, f),
            Ok(value) => fmt::Debug::fmt(&value, f),
            Err(error) => fmt::Debug::fmt(&error, f),
        }
    }
}

impl<T> Deref for Shown<T> {
    type Target = Hidden;

    fn deref(&self) -> &Hidden {
        &self.0
    }
}

impl Hidden {
    pub const fn __shown(&self) -> &dyn Show {
        self
    }
}

impl Show for Hidden {
    fn show(&self, _: Place<'_>, _: &'static FieldForm, _: &[FieldForm], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("_")
    }
}

impl fmt::Debug for ShownField<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.how.show(self.of, self.field, self.before, f)
    }
}

/// Shows the `S` that begins here, with its fields.
pub fn show<S: Wire>(f: &mut fmt::Formatter<'_>, name: &str, of: Place<'_>, fields: &[&dyn Show]) -> fmt::Result {
    let is_tuple =
        forms::<S>().first().is_some_and(|field| field.name().starts_with(|first: char| first.is_ascii_digit()));
    let shown = forms::<S>().iter().zip(fields).enumerate().map(|(at, (field, how))| ShownField {
        of,
        field,
        before: forms::<S>().split_at(at).0,
        how: *how,
    });
    if is_tuple {
        let mut out = f.debug_tuple(name);
        shown.for_each(|field| {
            out.field(&field);
        });
        return out.finish();
    }
    let mut out = f.debug_struct(name);
    shown.for_each(|field| {
        out.field(field.field.name(), &field);
    });
    out.finish()
}
