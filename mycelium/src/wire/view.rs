//! Views: single fields read where they stand, without decoding what they are part of.
//!
//! ```text
//!  payload   │ side │ pad │ price   │ name, as long as its count says │ venue │
//!  fields      └───── fixed ──────┘   └ walked over to reach ──────────▶
//!              a constant offset        what stands behind it
//! ```
//!
//! A view is a payload and a place in it. `#[message]` writes one for each struct, with a method for each field: it goes to
//! where the field begins and reads it there. Bytes are copied one number at a time, so alignment does not matter, and
//! nothing is allocated. What a field's method finds wrong is what decoding would have said of that field; fields in front
//! of it read as if nothing were, and fields behind it, too, if it has a fixed length. Only a list with two mistakes may name
//! the other one: it is measured when it is viewed, and its elements are read later.

use std::fmt;

use super::decode::check_len;
use super::structs::forms;
use super::{FieldForm, Reader, Show, Wire, WireError};

/// What a `T` is while it stays in its bytes: of a message, something with a method for each of its fields.
///
/// # Examples
///
/// ```
/// use mycelium::prelude::*;
/// use mycelium::wire::{View, parse_one};
///
/// #[message(tlv = 0xC8)]
/// pub struct Quote {
///     pub venue: String,
///     pub bid_price: i64,
/// }
///
/// fn is_high(quote: View<'_, Quote>) -> bool {
///     quote.bid_price().is_ok_and(|price| price > 100)
/// }
///
/// let tlv = Quote { venue: "paris".into(), bid_price: 101 }.to_tlv()?;
/// let quote = Quote::view_tlv(parse_one(&tlv)?)?;
/// assert!(is_high(quote));
/// assert_eq!(quote.venue(), Ok("paris"));
/// # Ok::<(), mycelium::wire::WireError>(())
/// ```
pub type View<'a, T> = <T as Wire>::View<'a>;

/// A place in a payload, to read from as often as one likes.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    payload: &'a [u8],
    at: usize,
    number: Option<u8>,
    field: Option<&'static (&'static str, &'static str)>,
}

/// Passes over `fields`, pads included.
#[inline]
pub(super) fn pass_fields(from: &mut Reader<'_>, fields: &[FieldForm]) -> Result<(), WireError> {
    fields.iter().try_for_each(|field| field.pass(from))
}

/// Reads `field`, which stands behind those `before` it; they have the length `offset` if that is fixed.
#[inline]
pub(super) fn view_field<'a, T: Wire>(
    message: Place<'a>,
    field: &'static FieldForm,
    before: &[FieldForm],
    offset: Option<usize>,
) -> Result<View<'a, T>, WireError> {
    let mut from = message.reader();
    match offset {
        Some(offset) if offset <= from.remaining() => from.skip(offset)?,
        _ => pass_fields(&mut from, before)?,
    }
    view_here::<T>(from, field)
}

/// As [`view_field`], for a field that a later version of the message may have brought; `None` if the payload ends where an
/// older version does.
#[inline]
pub(super) fn view_later_field<'a, T: Wire>(
    message: Place<'a>,
    field: &'static FieldForm,
    before: &[FieldForm],
) -> Result<Option<View<'a, T>>, WireError> {
    reach(message, field, before)?.map(|from| view_here::<T>(from, field)).transpose()
}

/// Goes to `field`, which stands behind those `before` it; `None` if the payload ends where an older version does.
#[inline]
fn reach<'a>(
    message: Place<'a>,
    field: &'static FieldForm,
    before: &[FieldForm],
) -> Result<Option<Reader<'a>>, WireError> {
    let mut from = message.reader();
    let mut version = 1;
    for field in before {
        if field.is_later(version, &from) {
            return Ok(None);
        }
        version = field.since;
        field.pass(&mut from)?;
    }
    Ok((!field.is_later(version, &from)).then_some(from))
}

#[inline]
fn view_here<'a, T: Wire>(mut from: Reader<'a>, field: &'static FieldForm) -> Result<View<'a, T>, WireError> {
    from.field = Some(&field.names);
    T::view(&mut from).map_err(|error| error.within(field.names.0, field.names.1))
}

/// Shows a value whose view is `Debug`.
pub(crate) fn show_view<T: Wire>(
    from: &mut Reader<'_>,
    is_later: bool,
    f: &mut fmt::Formatter<'_>,
) -> Result<fmt::Result, WireError>
where
    for<'a> T::View<'a>: fmt::Debug,
{
    T::view(from).map(|view| show_value(&view, is_later, f))
}

/// Shows it, in a `Some` if so asked.
pub(super) fn show_value(value: &dyn fmt::Debug, is_later: bool, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match is_later {
        true => fmt::Debug::fmt(&Some(value), f),
        false => value.fmt(f),
    }
}

/// The value that stands there, to show it as its type says.
pub(super) struct ShownValue<'a> {
    pub(super) at: Place<'a>,
    pub(super) show: Option<Show>,
    pub(super) is_later: bool,
}

/// One field of a view, to show it.
struct ShownField<'a> {
    of: Place<'a>,
    field: &'static FieldForm,
    before: &'static [FieldForm],
}

/// Shows the `S` that begins here, with its fields.
pub(crate) fn show_struct<S: Wire>(of: Place<'_>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let (name, fields) = (S::FORMS.map_or("", |form| form.name), forms::<S>());
    let is_tuple = fields.first().is_some_and(|field| field.name().starts_with(|first: char| first.is_ascii_digit()));
    let shown = fields.iter().enumerate().map(|(at, field)| ShownField { of, field, before: fields.split_at(at).0 });
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

/// Views the payload of TLV `number` as `T`. Its length is checked as far as decoding knows it in advance.
#[doc(hidden)]
#[inline]
pub fn view_payload<'a, T: Wire>(
    message: &'static str,
    number: u8,
    payload: &'a [u8],
    accept: &[usize],
) -> Result<View<'a, T>, WireError> {
    if !T::GROWS {
        check_len::<T>(message, payload, accept).map_err(|error| error.of_tlv(number))?;
    }
    T::view_front(&Place { payload, at: 0, number: Some(number), field: None }.reader())
}

impl fmt::Debug for ShownField<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let show = self.field.show();
        match reach(self.of, self.field, self.before) {
            _ if show.is_none() => f.write_str("_"),
            Ok(Some(mut from)) => {
                from.field = Some(&self.field.names);
                fmt::Debug::fmt(&ShownValue { at: Place::of(&from), show, is_later: self.field.since > 1 }, f)
            }
            Ok(None) => f.write_str("None"),
            Err(error) => fmt::Debug::fmt(&error, f),
        }
    }
}

impl fmt::Debug for ShownValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(show) = self.show else { return f.write_str("_") };
        match show(&mut self.at.reader(), self.is_later, f) {
            Ok(shown) => shown,
            Err(error) => fmt::Debug::fmt(&self.at.explain(error), f),
        }
    }
}

// === impl Place ===

impl<'a> Place<'a> {
    /// Where `from` is.
    #[inline]
    #[must_use]
    pub const fn of(from: &Reader<'a>) -> Self {
        Self { payload: from.bytes, at: from.at, number: from.number, field: from.field }
    }

    /// A reader that begins here.
    #[inline]
    #[must_use]
    pub const fn reader(self) -> Reader<'a> {
        Reader { bytes: self.payload, at: self.at, number: self.number, field: self.field }
    }

    /// The same error with the names of the field that this place was found in.
    #[cold]
    pub(super) fn explain(self, error: WireError) -> WireError {
        match self.field {
            Some((message, field)) => error.within(message, field),
            None => error,
        }
    }
}
