//! Fields of varying length: strings, lists, and what may be absent or have failed.
//!
//! A count is 16 bits wide. A value with more elements is never written with a wrapped count: it is longer
//! than any TLV, which [`encode_tlv`](super::encode_tlv) refuses before it writes.

use super::elements::show_elements;
use super::primitive::{decode_flag, read_flag};
use super::view::{ShownValue, show_value, show_view};
use super::{Elements, Place, Reader, TypeForm, Wire, WireError, Writer, schema, schema_of};

/// The width of a count in bytes.
const COUNT_LEN: usize = 2;

/// What the tags may be, in words.
const OPTION: &str = "the tag of an `Option`: 0 or 1";
const RESULT: &str = "the tag of a `Result`: 0 for `Ok` or 1 for `Err`";

#[inline]
fn encode_count(count: usize, out: &mut Writer<'_>) {
    // Saturated only where the whole value is refused; see the module.
    out.put(&u16::try_from(count).unwrap_or(u16::MAX).to_le_bytes());
}

#[inline]
fn decode_count(from: &mut Reader<'_>) -> Result<usize, WireError> {
    u16::decode(from).map(usize::from)
}

/// A list's count, if there are enough bytes left for so many elements.
#[inline]
fn list_count<T: Wire>(from: &mut Reader<'_>) -> Result<usize, WireError> {
    let count = decode_count(from)?;
    // Before anything is reserved: a count that the bytes cannot bear out is an error.
    let shortest = count * T::MIN_LEN;
    if shortest > from.remaining() {
        return Err(from.truncated(shortest));
    }
    Ok(count)
}

impl Wire for String {
    const LEN: Option<usize> = None;
    const MIN_LEN: usize = COUNT_LEN;
    const SCHEMA: u64 = schema("String");
    const WIRE: TypeForm = TypeForm::of::<Self>().shown(show_view::<Self>);

    type View<'a> = &'a str;

    #[inline]
    fn encoded_len(&self) -> usize {
        COUNT_LEN + self.len()
    }

    #[inline]
    fn encode(&self, out: &mut Writer<'_>) {
        encode_count(self.len(), out);
        out.put(self.as_bytes());
    }

    #[inline]
    fn decode(from: &mut Reader<'_>) -> Result<Self, WireError> {
        Self::view(from).map(str::to_owned)
    }

    #[inline]
    fn read(from: &mut Reader<'_>) -> Option<Self> {
        let count = u16::read(from)?;
        let bytes = from.cut(usize::from(count))?;
        std::str::from_utf8(bytes).ok().map(str::to_owned)
    }

    #[inline]
    fn view<'a>(from: &mut Reader<'a>) -> Result<&'a str, WireError> {
        let count = decode_count(from)?;
        let bytes = from.take(count)?;
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(text),
            Err(error) => {
                let good = error.valid_up_to();
                let found = bytes.get(good).copied().unwrap_or_default();
                Err(from.invalid(count - good, u64::from(found), "UTF-8"))
            }
        }
    }

    #[inline]
    fn pass(from: &mut Reader<'_>) -> Result<(), WireError> {
        let count = decode_count(from)?;
        from.skip(count)
    }
}

impl<T: Wire> Wire for Vec<T> {
    const LEN: Option<usize> = None;
    const MIN_LEN: usize = COUNT_LEN;
    // Looks at `T`, so that a type that contains itself through lists does not compile: bytes could nest it
    // until the stack is used up.
    const SCHEMA: u64 = schema_of("Vec", &[T::SCHEMA]);
    const GROWS: bool = T::GROWS;
    const WIRE: TypeForm = TypeForm::of::<Self>()
        .shown_as::<T>(|from, is_later, f| show_elements::<T>(list_count::<T>(from)?, from, is_later, f));

    type View<'a> = Elements<'a, T>;

    #[inline]
    fn encoded_len(&self) -> usize {
        COUNT_LEN
            + match T::LEN {
                Some(len) => len * self.len(),
                None => self.iter().map(Wire::encoded_len).sum(),
            }
    }

    #[inline]
    fn encode(&self, out: &mut Writer<'_>) {
        encode_count(self.len(), out);
        T::encode_all(self, out);
    }

    #[inline]
    fn decode(from: &mut Reader<'_>) -> Result<Self, WireError> {
        const { assert!(T::MIN_LEN > 0, "a list's elements need at least one byte on the wire each") };
        let count = list_count::<T>(from)?;
        T::decode_vec(count, from)
    }

    #[inline]
    fn read(from: &mut Reader<'_>) -> Option<Self> {
        const { assert!(T::MIN_LEN > 0, "a list's elements need at least one byte on the wire each") };
        let count = usize::from(u16::read(from)?);
        if count * T::MIN_LEN > from.remaining() {
            return None;
        }
        T::read_vec(count, from)
    }

    #[inline]
    fn view<'a>(from: &mut Reader<'a>) -> Result<Elements<'a, T>, WireError> {
        let count = list_count::<T>(from)?;
        Elements::take(count, from)
    }

    #[inline]
    fn pass(from: &mut Reader<'_>) -> Result<(), WireError> {
        let count = list_count::<T>(from)?;
        T::pass_all(count, from)
    }
}

impl<T: Wire> Wire for Option<T> {
    const LEN: Option<usize> = None;
    const MIN_LEN: usize = 1;
    const SCHEMA: u64 = schema_of("Option", &[T::SCHEMA]);
    const GROWS: bool = T::GROWS;
    const WIRE: TypeForm = TypeForm::of::<Self>().shown_as::<T>(|from, is_later, f| {
        let is_some = decode_flag(from, OPTION)?;
        let at = Place::of(from);
        if is_some {
            T::view(from)?;
        }
        let value = is_some.then_some(ShownValue { at, show: T::WIRE.show(), is_later: false });
        Ok(show_value(&value, is_later, f))
    });

    type View<'a> = Option<T::View<'a>>;

    #[inline]
    fn encoded_len(&self) -> usize {
        1 + self.as_ref().map_or(0, Wire::encoded_len)
    }

    #[inline]
    fn encode(&self, out: &mut Writer<'_>) {
        out.put(&[u8::from(self.is_some())]);
        if let Some(value) = self {
            value.encode(out);
        }
    }

    #[inline]
    fn decode(from: &mut Reader<'_>) -> Result<Self, WireError> {
        decode_flag(from, OPTION)?.then(|| T::decode(from)).transpose()
    }

    #[inline]
    fn read(from: &mut Reader<'_>) -> Option<Self> {
        if read_flag(from)? { T::read(from).map(Some) } else { Some(None) }
    }

    #[inline]
    fn view<'a>(from: &mut Reader<'a>) -> Result<Self::View<'a>, WireError> {
        decode_flag(from, OPTION)?.then(|| T::view(from)).transpose()
    }

    #[inline]
    fn pass(from: &mut Reader<'_>) -> Result<(), WireError> {
        if decode_flag(from, OPTION)? { T::pass(from) } else { Ok(()) }
    }
}

impl<T: Wire, E: Wire> Wire for Result<T, E> {
    const LEN: Option<usize> = match (T::LEN, E::LEN) {
        (Some(value), Some(error)) if value == error => Some(1 + value),
        _ => None,
    };
    const MIN_LEN: usize = 1 + if T::MIN_LEN < E::MIN_LEN { T::MIN_LEN } else { E::MIN_LEN };
    const SCHEMA: u64 = schema_of("Result", &[T::SCHEMA, E::SCHEMA]);
    const GROWS: bool = T::GROWS || E::GROWS;

    type View<'a> = Result<T::View<'a>, E::View<'a>>;

    #[inline]
    fn encoded_len(&self) -> usize {
        1 + match self {
            Ok(value) => value.encoded_len(),
            Err(error) => error.encoded_len(),
        }
    }

    #[inline]
    fn encode(&self, out: &mut Writer<'_>) {
        out.put(&[u8::from(self.is_err())]);
        match self {
            Ok(value) => value.encode(out),
            Err(error) => error.encode(out),
        }
    }

    #[inline]
    fn decode(from: &mut Reader<'_>) -> Result<Self, WireError> {
        if decode_flag(from, RESULT)? { E::decode(from).map(Err) } else { T::decode(from).map(Ok) }
    }

    #[inline]
    fn read(from: &mut Reader<'_>) -> Option<Self> {
        if read_flag(from)? { E::read(from).map(Err) } else { T::read(from).map(Ok) }
    }

    #[inline]
    fn view<'a>(from: &mut Reader<'a>) -> Result<Self::View<'a>, WireError> {
        if decode_flag(from, RESULT)? { E::view(from).map(Err) } else { T::view(from).map(Ok) }
    }

    #[inline]
    fn pass(from: &mut Reader<'_>) -> Result<(), WireError> {
        if decode_flag(from, RESULT)? { E::pass(from) } else { T::pass(from) }
    }
}
