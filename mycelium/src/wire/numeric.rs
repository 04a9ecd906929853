//! Numbers: integers and floats in their width, little-endian. Many bytes are copied at once.

use super::view::show_view;
use super::{Reader, TypeForm, Wire, WireError, Writer, schema};

macro_rules! number {
    ($($number:ty),*) => {$(
        impl Wire for $number {
            const LEN: Option<usize> = Some(size_of::<$number>());
            const MIN_LEN: usize = size_of::<$number>();
            const SCHEMA: u64 = schema(stringify!($number));
            const WIRE: TypeForm = TypeForm::of::<Self>().shown(show_view::<Self>);

            type View<'a> = Self;

            #[inline]
            fn encode(&self, out: &mut Writer<'_>) {
                out.put(&self.to_le_bytes());
            }

            #[inline]
            fn decode(from: &mut Reader<'_>) -> Result<Self, WireError> {
                from.array().map(<$number>::from_le_bytes)
            }

            #[inline]
            fn read(from: &mut Reader<'_>) -> Option<Self> {
                from.chunk().map(|bytes| <$number>::from_le_bytes(*bytes))
            }

            #[inline]
            fn view(from: &mut Reader<'_>) -> Result<Self, WireError> {
                Self::decode(from)
            }
        }
    )*};
}

number!(u16, u32, u64, u128, i8, i16, i32, i64, i128, f32, f64);

impl Wire for u8 {
    const LEN: Option<usize> = Some(1);
    const MIN_LEN: usize = 1;
    const SCHEMA: u64 = schema("u8");
    const WIRE: TypeForm = TypeForm::of::<Self>().shown(show_view::<Self>);

    type View<'a> = Self;

    #[inline]
    fn encode(&self, out: &mut Writer<'_>) {
        out.put(&[*self]);
    }

    #[inline]
    fn decode(from: &mut Reader<'_>) -> Result<Self, WireError> {
        from.array().map(|[byte]| byte)
    }

    #[inline]
    fn read(from: &mut Reader<'_>) -> Option<Self> {
        from.chunk().map(|[byte]| *byte)
    }

    #[inline]
    fn view(from: &mut Reader<'_>) -> Result<Self, WireError> {
        Self::decode(from)
    }

    #[inline]
    fn encode_all(values: &[Self], out: &mut Writer<'_>) {
        out.put(values);
    }

    #[inline]
    fn decode_vec(count: usize, from: &mut Reader<'_>) -> Result<Vec<Self>, WireError> {
        from.take(count).map(<[u8]>::to_vec)
    }

    #[inline]
    fn read_vec(count: usize, from: &mut Reader<'_>) -> Option<Vec<Self>> {
        from.cut(count).map(<[u8]>::to_vec)
    }

    #[inline]
    fn decode_array<const N: usize>(from: &mut Reader<'_>) -> Result<[Self; N], WireError> {
        from.array()
    }

    #[inline]
    fn read_array<const N: usize>(from: &mut Reader<'_>) -> Option<[Self; N]> {
        from.chunk().map(in_words)
    }

    #[inline]
    fn pass_all(count: usize, from: &mut Reader<'_>) -> Result<(), WireError> {
        from.skip(count)
    }
}

/// A copy of `bytes`, in words: those the compiler keeps in registers on their way, but a whole array in memory.
#[inline(always)]
fn in_words<const N: usize>(bytes: &[u8; N]) -> [u8; N] {
    /// Above, a copy in memory costs less than so many words.
    const IN_WORDS_MAX: usize = 64;
    if N > IN_WORDS_MAX {
        return *bytes;
    }
    let mut copy = [0; N];
    // One after the other, since a loop would be taken for a copy in memory again.
    let rest = (&bytes[..], &mut copy[..]);
    let rest = word::<8>(word::<8>(word::<8>(word::<8>(rest))));
    let rest = word::<8>(word::<8>(word::<8>(word::<8>(rest))));
    word::<1>(word::<2>(word::<4>(rest)));
    copy
}

/// Copies a word of `W` bytes, if there are so many, and hands back the rest.
#[inline(always)]
fn word<'a, const W: usize>((from, to): (&'a [u8], &'a mut [u8])) -> (&'a [u8], &'a mut [u8]) {
    if from.len() < W || to.len() < W {
        return (from, to);
    }
    let ((word, from), (place, to)) = (from.split_at(W), to.split_at_mut(W));
    place.copy_from_slice(word);
    (from, to)
}
