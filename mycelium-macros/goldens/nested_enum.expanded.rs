#[repr(u8)]
pub enum Side {
    Buy = 1,
    Sell,
    Other(u8),
}
const _: () = {
    use ::mycelium::__private as __p;
    const __DISCRIMINANT0: __p::u8 = 1;
    const __DISCRIMINANT1: __p::u8 = __DISCRIMINANT0 + 1;
    const __DISCRIMINANT2: __p::u8 = __DISCRIMINANT1 + 1;
    #[automatically_derived]
    impl __p::Wire for Side {
        const LEN: __p::Option<__p::usize> = <__p::u8 as __p::Wire>::LEN;
        const MIN_LEN: __p::usize = <__p::u8 as __p::Wire>::MIN_LEN;
        const SCHEMA: __p::u64 = __p::enum_schema(
            "Side",
            <Self as __p::Wire>::MIN_LEN,
            &[
                ("Buy", __p::Some(__DISCRIMINANT0 as __p::u64)),
                ("Sell", __p::Some(__DISCRIMINANT1 as __p::u64)),
                ("Other", __p::None),
            ],
        );
        type View<'__a> = Self;
        #[inline]
        fn encode(&self, __out: &mut __p::Writer<'_>) {
            let __number = match *self {
                Self::Buy => __DISCRIMINANT0,
                Self::Sell => __DISCRIMINANT1,
                Self::Other(__kept) => __kept,
            };
            <__p::u8 as __p::Wire>::encode(&__number, __out);
        }
        #[inline]
        fn decode(__from: &mut __p::Reader<'_>) -> __p::WireResult<Self> {
            let __number = <__p::u8 as __p::Wire>::decode(__from)?;
            #[allow(unreachable_patterns)]
            match __number {
                __DISCRIMINANT0 => __p::Ok(Self::Buy),
                __DISCRIMINANT1 => __p::Ok(Self::Sell),
                _ => __p::Ok(Self::Other(__number)),
            }
        }
        #[inline]
        fn view(__from: &mut __p::Reader<'_>) -> __p::WireResult<Self> {
            <Self as __p::Wire>::decode(__from)
        }
    }
};
