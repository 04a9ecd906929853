//! Fields: what a type's bytes are inside a payload, and the types that every message can use (Protocol V2 §7).
//!
//! ```text
//!  integers, floats   their width, little-endian          bool        1 byte, 0 or 1
//!  [T; N], tuples     their parts, one after the other    Option<T>   1 byte, 0 or 1, then T if 1
//!  String             u16 count of bytes, UTF-8           Vec<T>      u16 count, then the elements
//!  ()                 nothing                             Result      1 byte, 0 for Ok and 1 for Err, then T or E
//! ```
//!
//! There is no `usize` (its width differs between machines), no map (its order differs between runs), and no
//! `Arc` (how a message is shared is not the message's business).

use super::form::{check_fields, len_of, min_len_of, schema_of_struct};
use super::structs::{decode_struct, form_of, forms, pass_from, struct_len};
use super::view::{pass_fields, show_view, view_field, view_later_field};
use super::{FieldInfo, Place, Put, Reader, ReplyForm, StructForm, TypeForm, View, WireError, Writer, schema};

/// A type with a wire form: it can be a field of a message that crosses a process.
///
/// `#[message(nested)]` and `#[message(tlv = ..)]` write it: for a struct only a table of its fields, from which the rest follows.
/// By hand it takes `LEN`, `MIN_LEN`, `SCHEMA`, `View`, `encoded_len`, `encode`, `decode` and `view`: where one of them is missing
/// and needed, the compiler stops and says so. `encode` must write exactly
/// [`encoded_len`](Self::encoded_len) bytes ([`WireError::Miscounted`] otherwise), and `decode` and `view` must take what
/// `encode` wrote. Both of the former run under the lock of the link that the message goes over: they send nothing, and wait
/// for nothing.
///
/// # Examples
///
/// By hand, for a type that is read as fast as it is looked at:
///
/// ```
/// use mycelium::wire::{Reader, Wire, WireError, Writer, join, schema};
///
/// #[derive(Debug, Clone, Copy, PartialEq)]
/// struct Price(i64);
///
/// impl Wire for Price {
///     const LEN: Option<usize> = i64::LEN;
///     const MIN_LEN: usize = i64::MIN_LEN;
///     const SCHEMA: u64 = join(schema("Price"), i64::SCHEMA);
///
///     type View<'a> = Self;
///
///     fn encoded_len(&self) -> usize {
///         self.0.encoded_len()
///     }
///
///     fn encode(&self, out: &mut Writer<'_>) {
///         self.0.encode(out);
///     }
///
///     fn decode(from: &mut Reader<'_>) -> Result<Self, WireError> {
///         i64::decode(from).map(Self)
///     }
///
///     fn view(from: &mut Reader<'_>) -> Result<Self, WireError> {
///         Self::decode(from)
///     }
/// }
///
/// assert_eq!(Price::view(&mut Reader::new(&[1, 0, 0, 0, 0, 0, 0, 0])), Ok(Price(1)));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no wire form",
    label = "this cannot cross a process",
    note = "put `#[message(nested)]` above `{Self}`, use a type that has a wire form, or mark the message `#[message(local)]`"
)]
pub trait Wire: Sized {
    /// The length in bytes when every value has the same.
    const LEN: Option<usize> = len_of(&form_of::<Self>().fields);
    /// The shortest length in bytes.
    const MIN_LEN: usize = min_len_of(&form_of::<Self>().fields);
    /// A hash of the wire form: names, types, order, pads. Peers that disagree in it mean different bytes.
    ///
    /// By hand: [`schema()`](super::schema()) of the type's name, with what it consists of
    /// [joined](super::join) to it; another number whenever the bytes or their meaning change.
    const SCHEMA: u64 = schema_of_struct(form_of::<Self>());
    /// The fields in their order, of a struct that `#[message]` gave its wire form.
    const FIELDS: &'static [FieldInfo] = &[];
    /// Whether later versions may append to it, so that it ends where its payload ends. Such a type is a message of its
    /// own, never a part of another one, nor a reply.
    const GROWS: bool = false;
    /// The fields of a struct, for what is worked out from them; `None` of everything else.
    #[doc(hidden)]
    const FORMS: Option<&'static StructForm> = None;
    /// All of it, for a table of fields.
    #[doc(hidden)]
    const WIRE: TypeForm = TypeForm::of::<Self>();
    /// All of it, for a message that this answers.
    #[doc(hidden)]
    const REPLY: ReplyForm<Self> = ReplyForm::of_wire();

    /// What the value is while it stays in its bytes: a number itself, a `String` a `&str`, a `Vec` or an
    /// array its [`Elements`](super::Elements), a struct something with a method for each field. By hand, `Self` will do for what is
    /// decoded without allocating.
    type View<'a>;

    /// The length of this value in bytes.
    #[inline]
    fn encoded_len(&self) -> usize {
        const {
            if Self::LEN.is_none() {
                form_of::<Self>();
            }
        }
        struct_len(self)
    }

    /// Writes this value.
    #[inline]
    fn encode(&self, out: &mut Writer<'_>) {
        const { form_of::<Self>() };
        self.put_fields(out);
    }

    /// Reads a value.
    ///
    /// # Errors
    ///
    /// [`WireError::TruncatedField`] and [`WireError::InvalidValue`].
    #[inline]
    fn decode(from: &mut Reader<'_>) -> Result<Self, WireError> {
        const { form_of::<Self>() };
        decode_struct(from)
    }

    /// Reads a value where it stands, and leaves `from` behind it. Allocates nothing.
    ///
    /// # Errors
    ///
    /// As [`decode`](Self::decode), except that what the view itself reads later is not looked at yet: only its length.
    #[inline]
    fn view<'a>(from: &mut Reader<'a>) -> Result<Self::View<'a>, WireError> {
        const { form_of::<Self>() };
        pass_from::<Self>(from).map(Self::view_at)
    }

    /// Passes over a value. What has one length only is not looked at.
    #[doc(hidden)]
    #[inline]
    fn pass(from: &mut Reader<'_>) -> Result<(), WireError> {
        match (Self::LEN, Self::FORMS) {
            (Some(len), None) => from.skip(len),
            (None, None) => Self::view(from).map(drop),
            (Some(len), Some(_)) if len <= from.remaining() => from.skip(len),
            // Also finds the field that is cut off.
            (_, Some(form)) => pass_fields(from, &form.fields),
        }
    }

    /// Passes over `count` values, one after the other.
    #[doc(hidden)]
    #[inline]
    fn pass_all(count: usize, from: &mut Reader<'_>) -> Result<(), WireError> {
        match Self::LEN {
            Some(len) if len * count <= from.remaining() => from.skip(len * count),
            // Also finds the value that is cut off.
            _ => (0..count).try_for_each(|_| Self::pass(from)),
        }
    }

    /// Views what stands at the front of `from`, without looking for its end: its first fields may be good when those behind
    /// are not.
    #[doc(hidden)]
    #[inline]
    fn view_front<'a>(from: &Reader<'a>) -> Result<Self::View<'a>, WireError> {
        match Self::FORMS {
            Some(_) => Ok(Self::view_at(Place::of(from))),
            None => Self::view(&mut from.clone()),
        }
    }

    /// The view of the struct that begins here.
    #[doc(hidden)]
    fn view_at(_place: Place<'_>) -> Self::View<'_> {
        unreachable!("`#[message]` says for every struct what its view is, and nobody asks for that of anything else")
    }

    /// Field `AT` of the struct `S`, where it stands.
    #[doc(hidden)]
    #[inline]
    fn view_field<S: Wire, const AT: usize>(message: Place<'_>) -> Result<View<'_, Self>, WireError> {
        let (field, before) = const { (&forms::<S>()[AT], forms::<S>().split_at(AT).0) };
        view_field::<Self>(message, field, before, const { len_of(forms::<S>().split_at(AT).0) })
    }

    /// As [`view_field`](Self::view_field), of a field that a later version may have brought; `None` in a message that is
    /// older than it.
    #[doc(hidden)]
    #[inline]
    fn view_later_field<S: Wire, const AT: usize>(message: Place<'_>) -> Result<Option<View<'_, Self>>, WireError> {
        let (field, before) = const { (&forms::<S>()[AT], forms::<S>().split_at(AT).0) };
        view_later_field::<Self>(message, field, before)
    }

    /// Shows this value, a field, to `to`.
    #[doc(hidden)]
    #[inline(always)]
    fn put_field<P: Put>(&self, to: &mut P) {
        to.field(self);
    }

    /// Shows the fields of this value and their pads to `to`, in their order; what is no struct shows itself.
    #[doc(hidden)]
    #[inline(always)]
    fn put_fields<P: Put>(&self, to: &mut P) {
        to.field(self);
    }

    /// Writes values one after the other; bytes do it in one copy.
    #[doc(hidden)]
    #[inline]
    fn encode_all(values: &[Self], out: &mut Writer<'_>) {
        if let Some(len) = Self::LEN {
            // Each into a piece of its exact length, which needs no further comparisons. One that does not keep to
            // its length is not made up for by another: whatever goes over makes the whole too long.
            let (mut under, mut over) = (0, 0);
            let room = out.room(values.len().saturating_mul(len));
            for (value, part) in values.iter().zip(room.chunks_exact_mut(len.max(1))) {
                let mut out = Writer::new(part);
                value.encode(&mut out);
                under += len.saturating_sub(out.written());
                over += out.written().saturating_sub(len);
            }
            if over > 0 { out.lengthen(over) } else { out.shorten(under) }
        } else {
            for value in values {
                value.encode(out);
            }
        }
    }

    /// Reads a value as [`decode`](Self::decode) does; `None` for all that it refuses, wherever `from` is then.
    ///
    /// This is the way of good bytes. An error in place of the value would share its memory, and the compiler would cut
    /// the value along the error's fields; so what is wrong is found by decoding once more.
    #[doc(hidden)]
    #[inline]
    fn read(from: &mut Reader<'_>) -> Option<Self> {
        Self::decode(from).ok()
    }

    /// Reads a value and passes over the `pad` behind it.
    #[doc(hidden)]
    #[inline(always)]
    fn read_padded(from: &mut Reader<'_>, pad: usize) -> Option<Self> {
        let value = Self::read(from)?;
        from.cut(pad)?;
        Some(value)
    }

    /// Finds what is wrong with a value that [`read`](Self::read) refused.
    #[doc(hidden)]
    fn check_bytes(from: &mut Reader<'_>) -> Result<(), WireError> {
        match Self::FORMS {
            Some(form) => check_fields(from, &form.fields),
            None => Self::decode(from).map(drop),
        }
    }

    /// Reads `count` values, for which there are enough bytes left.
    #[doc(hidden)]
    #[inline]
    fn read_vec(count: usize, from: &mut Reader<'_>) -> Option<Vec<Self>> {
        let mut values = room(count, from);
        match Self::LEN {
            // Each from a piece of its exact length, which needs no further comparisons.
            Some(len) => {
                let read = |part| Self::read(&mut Reader::new(part));
                let mut rest = from.cut(count.checked_mul(len)?)?;
                // Four small ones at a time: whether there is room for them is then asked once.
                if size_of::<Self>() <= SMALL_MAX {
                    let fours = rest.chunks_exact((4 * len).max(1));
                    rest = fours.remainder();
                    for four in fours {
                        let (front, back) = four.split_at(2 * len);
                        let ((first, second), (third, fourth)) = (front.split_at(len), back.split_at(len));
                        values.extend([read(first)?, read(second)?, read(third)?, read(fourth)?]);
                    }
                }
                for part in rest.chunks_exact(len.max(1)) {
                    values.push(read(part)?);
                }
            }
            None => {
                for _ in 0..count {
                    values.push(Self::read(from)?);
                }
            }
        }
        Some(values)
    }

    /// Reads an array.
    #[doc(hidden)]
    #[inline]
    fn read_array<const N: usize>(from: &mut Reader<'_>) -> Option<[Self; N]> {
        let values: [Option<Self>; N] = std::array::from_fn(|_| Self::read(from));
        let is_whole = values.iter().all(Option::is_some);
        is_whole.then(|| values.map(|value| value.expect("all of them are there")))
    }

    /// Decodes `count` values, for which there are enough bytes left.
    #[doc(hidden)]
    fn decode_vec(count: usize, from: &mut Reader<'_>) -> Result<Vec<Self>, WireError> {
        let mut values = room(count, from);
        for _ in 0..count {
            values.push(Self::decode(from)?);
        }
        Ok(values)
    }

    /// Decodes an array.
    #[doc(hidden)]
    fn decode_array<const N: usize>(from: &mut Reader<'_>) -> Result<[Self; N], WireError> {
        let mut failed = None;
        let values: [Option<Self>; N] = std::array::from_fn(|_| {
            if failed.is_some() {
                return None;
            }
            Self::decode(from).map_err(|error| failed = Some(error)).ok()
        });
        match failed {
            Some(error) => Err(error),
            None => Ok(values.map(|value| value.expect("every element was read, or `failed` is set"))),
        }
    }
}

/// Up to how many bytes an element is moved rather than built in its place.
const SMALL_MAX: usize = 32;

/// Room for `count` values, and no more than the bytes left would fill in memory: elements may be much smaller on the
/// wire, and what they really need is reserved as they come.
#[inline]
fn room<T>(count: usize, from: &Reader<'_>) -> Vec<T> {
    let borne_out = from.remaining() / size_of::<T>().max(1) + 1;
    Vec::with_capacity(count.min(borne_out))
}

/// As [`decode_flag`]; `None` for what it refuses.
#[inline]
pub(super) fn read_flag(from: &mut Reader<'_>) -> Option<bool> {
    match from.chunk()? {
        [0] => Some(false),
        [1] => Some(true),
        _ => None,
    }
}

/// Decodes the byte of a `bool`, or of an `Option`'s tag.
#[inline]
pub(super) fn decode_flag(from: &mut Reader<'_>, expected: &'static str) -> Result<bool, WireError> {
    match from.array()? {
        [0] => Ok(false),
        [1] => Ok(true),
        [other] => Err(from.invalid(1, u64::from(other), expected)),
    }
}

impl Wire for bool {
    const LEN: Option<usize> = Some(1);
    const MIN_LEN: usize = 1;
    const SCHEMA: u64 = schema("bool");
    const WIRE: TypeForm = TypeForm::of::<Self>().shown(show_view::<Self>);

    type View<'a> = Self;

    #[inline]
    fn encode(&self, out: &mut Writer<'_>) {
        out.put(&[u8::from(*self)]);
    }

    #[inline]
    fn decode(from: &mut Reader<'_>) -> Result<Self, WireError> {
        decode_flag(from, "a `bool`: 0 or 1")
    }

    #[inline]
    fn read(from: &mut Reader<'_>) -> Option<Self> {
        read_flag(from)
    }

    #[inline]
    fn view(from: &mut Reader<'_>) -> Result<Self, WireError> {
        Self::decode(from)
    }
}

/// The length of several parts together; `None` if one of them varies.
#[doc(hidden)]
#[must_use]
pub const fn sum_len(parts: &[Option<usize>]) -> Option<usize> {
    let mut sum = 0;
    let mut at = 0;
    while at < parts.len() {
        match parts[at] {
            Some(len) => sum += len,
            None => return None,
        }
        at += 1;
    }
    Some(sum)
}
