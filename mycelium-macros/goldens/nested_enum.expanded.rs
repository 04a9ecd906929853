#[repr(u8)]
pub enum Side {
    Buy = 1,
    Sell,
    Other(u8),
}
const _: () = {
    const __DISCRIMINANT0: ::core::primitive::u8 = 1;
    const __DISCRIMINANT1: ::core::primitive::u8 = __DISCRIMINANT0 + 1;
    const __DISCRIMINANT2: ::core::primitive::u8 = __DISCRIMINANT1 + 1;
    #[automatically_derived]
    impl ::mycelium::__private::Wire for Side {
        const LEN: ::core::option::Option<::core::primitive::usize> = <::core::primitive::u8 as ::mycelium::__private::Wire>::LEN;
        const MIN_LEN: ::core::primitive::usize = <::core::primitive::u8 as ::mycelium::__private::Wire>::MIN_LEN;
        const SCHEMA: ::core::primitive::u64 = ::mycelium::__private::enum_schema(
            "Side",
            <Self as ::mycelium::__private::Wire>::MIN_LEN,
            &[
                (
                    "Buy",
                    ::core::option::Option::Some(
                        __DISCRIMINANT0 as ::core::primitive::u64,
                    ),
                ),
                (
                    "Sell",
                    ::core::option::Option::Some(
                        __DISCRIMINANT1 as ::core::primitive::u64,
                    ),
                ),
                ("Other", ::core::option::Option::None),
            ],
        );
        type View<'__a> = Self;
        #[inline]
        fn encoded_len(&self) -> ::core::primitive::usize {
            <Self as ::mycelium::__private::Wire>::MIN_LEN
        }
        #[inline]
        fn encode(&self, __out: &mut ::mycelium::__private::Writer<'_>) {
            let __number: ::core::primitive::u8 = match *self {
                Self::Buy => __DISCRIMINANT0,
                Self::Sell => __DISCRIMINANT1,
                Self::Other(__kept) => __kept,
            };
            <::core::primitive::u8 as ::mycelium::__private::Wire>::encode(
                &__number,
                __out,
            );
        }
        #[inline]
        fn decode(
            __from: &mut ::mycelium::__private::Reader<'_>,
        ) -> ::core::result::Result<Self, ::mycelium::__private::WireError> {
            let __number = <::core::primitive::u8 as ::mycelium::__private::Wire>::decode(
                __from,
            )?;
            #[allow(unreachable_patterns)]
            match __number {
                __DISCRIMINANT0 => ::core::result::Result::Ok(Self::Buy),
                __DISCRIMINANT1 => ::core::result::Result::Ok(Self::Sell),
                _ => ::core::result::Result::Ok(Self::Other(__number)),
            }
        }
        #[inline]
        fn view(
            __from: &mut ::mycelium::__private::Reader<'_>,
        ) -> ::core::result::Result<Self, ::mycelium::__private::WireError> {
            <Self as ::mycelium::__private::Wire>::decode(__from)
        }
    }
};
