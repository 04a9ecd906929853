//! Fields of several parts: arrays and tuples, their parts one after the other (Protocol V2 §7).

use super::elements::show_elements;
use super::{Elements, Reader, TypeForm, Wire, WireError, Writer, schema_of, sum_len};

impl<T: Wire, const N: usize> Wire for [T; N] {
    const LEN: Option<usize> = match T::LEN {
        Some(len) => Some(len * N),
        None => None,
    };
    const MIN_LEN: usize = T::MIN_LEN * N;
    const SCHEMA: u64 = schema_of("array", &[T::SCHEMA, N as u64]);
    const GROWS: bool = T::GROWS;
    const WIRE: TypeForm =
        TypeForm::of::<Self>().shown_as::<T>(|from, is_later, f| show_elements::<T>(N, from, is_later, f));

    type View<'a> = Elements<'a, T>;

    #[inline]
    fn encoded_len(&self) -> usize {
        match Self::LEN {
            Some(len) => len,
            None => self.iter().map(Wire::encoded_len).sum(),
        }
    }

    #[inline]
    fn encode(&self, out: &mut Writer<'_>) {
        T::encode_all(self, out);
    }

    #[inline]
    fn decode(from: &mut Reader<'_>) -> Result<Self, WireError> {
        T::decode_array(from)
    }

    #[inline]
    fn read(from: &mut Reader<'_>) -> Option<Self> {
        T::read_array(from)
    }

    #[inline]
    fn view<'a>(from: &mut Reader<'a>) -> Result<Elements<'a, T>, WireError> {
        Elements::take(N, from)
    }

    #[inline]
    fn pass(from: &mut Reader<'_>) -> Result<(), WireError> {
        T::pass_all(N, from)
    }
}

macro_rules! tuple {
    ($($part:ident $at:tt),*) => {
        impl<$($part: Wire),*> Wire for ($($part,)*) {
            const LEN: Option<usize> = sum_len(&[$($part::LEN),*]);
            const MIN_LEN: usize = 0 $(+ $part::MIN_LEN)*;
            const SCHEMA: u64 = schema_of("tuple", &[$($part::SCHEMA),*]);
            const GROWS: bool = false $(|| $part::GROWS)*;

            type View<'a> = ($($part::View<'a>,)*);

            #[inline]
            fn encoded_len(&self) -> usize {
                0 $(+ self.$at.encoded_len())*
            }

            #[inline]
            #[allow(unused_variables, reason = "the empty tuple writes nothing")]
            fn encode(&self, out: &mut Writer<'_>) {
                $(self.$at.encode(out);)*
            }

            #[inline]
            #[allow(unused_variables, clippy::unused_unit, reason = "the empty tuple reads nothing")]
            fn decode(from: &mut Reader<'_>) -> Result<Self, WireError> {
                Ok(($($part::decode(from)?,)*))
            }

            #[inline]
            #[allow(unused_variables, clippy::unused_unit, reason = "the empty tuple reads nothing")]
            fn read(from: &mut Reader<'_>) -> Option<Self> {
                Some(($($part::read(from)?,)*))
            }

            #[inline]
            #[allow(unused_variables, clippy::unused_unit, reason = "the empty tuple reads nothing")]
            fn view<'a>(from: &mut Reader<'a>) -> Result<Self::View<'a>, WireError> {
                Ok(($($part::view(from)?,)*))
            }

            #[inline]
            #[allow(unused_variables, reason = "the empty tuple passes over nothing")]
            fn pass(from: &mut Reader<'_>) -> Result<(), WireError> {
                $($part::pass(from)?;)*
                Ok(())
            }
        }
    };
}

tuple!();
tuple!(A 0);
tuple!(A 0, B 1);
tuple!(A 0, B 1, C 2);
tuple!(A 0, B 1, C 2, D 3);
tuple!(A 0, B 1, C 2, D 3, E 4);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
