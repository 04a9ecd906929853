/// Every key that a field can have, and a reply.
pub struct Quote {
    /// Which side.
    pub side: Side,
    #[cfg(feature = "depth")]
    pub depth: u16,
    pub venue: u16,
    tick: i8,
}
const _: () = {
    use ::mycelium::__private as __p;
    use __p::NotShown as _;
    ///A `Quote` that stays in its bytes.
    #[derive(__p::Clone, __p::Copy)]
    pub struct __QuoteView<'__a>(__p::Place<'__a>);
    #[automatically_derived]
    #[allow(dead_code, non_snake_case)]
    impl<'__a> __QuoteView<'__a> {
        /// Which side.
        #[inline]
        pub fn side(&self) -> __p::Viewed<'__a, Side>
        where
            for<'__b> Side: __p::Wire,
        {
            <Side as __p::Wire>::view_field::<Quote, 0>(self.0)
        }
        #[cfg(feature = "depth")]
        ///Reads the field `depth` where it stands.
        #[inline]
        pub fn depth(&self) -> __p::Viewed<'__a, u16> {
            <u16 as __p::Wire>::view_field::<Quote, 1>(self.0)
        }
        ///Reads the field `venue` where it stands.
        #[inline]
        pub fn venue(&self) -> __p::ViewedLater<'__a, u16> {
            <u16 as __p::Wire>::view_later_field::<
                Quote,
                { __p::place::<Quote>("venue") },
            >(self.0)
        }
        ///Reads the field `tick` where it stands.
        #[inline]
        fn tick(&self) -> __p::ViewedLater<'__a, i8> {
            <i8 as __p::Wire>::view_later_field::<
                Quote,
                { __p::place::<Quote>("tick") },
            >(self.0)
        }
    }
    #[automatically_derived]
    impl __p::Debug for __QuoteView<'_> {
        fn fmt(&self, __f: &mut __p::Formatter<'_>) -> __p::FmtResult {
            __p::show::<Quote>(self.0, __f)
        }
    }
    #[automatically_derived]
    impl __p::Wire for Quote {
        const FORMS: __p::Fields = {
            let __fields = [
                <Side as __p::Wire>::WIRE
                    .field("side", "Side")
                    .shown(__p::Shown::<Side>::HOW)
                    .pad(3),
                #[cfg(feature = "depth")]
                <u16 as __p::Wire>::WIRE.field("depth", "u16"),
                <u16 as __p::Wire>::WIRE.field("venue", "u16").since(2),
                <i8 as __p::Wire>::WIRE.field("tick", "i8").since(2),
            ];
            __p::Some(&__p::fields_of("Quote", __fields))
        };
        const FIELDS: &'static [__p::FieldInfo] = &__p::infos::<
            Self,
            { __p::count::<Self>() },
        >();
        const GROWS: __p::bool = true;
        type View<'__a> = __QuoteView<'__a>;
        fn view_at(__place: __p::Place<'_>) -> __QuoteView<'_> {
            __QuoteView(__place)
        }
        #[inline(always)]
        fn put_fields<__P: __p::Put>(&self, __to: &mut __P) {
            <Side as __p::Wire>::put_field(&self.side, __to);
            __to.zeros(3);
            #[cfg(feature = "depth")] <u16 as __p::Wire>::put_field(&self.depth, __to);
            <u16 as __p::Wire>::put_field(&self.venue, __to);
            <i8 as __p::Wire>::put_field(&self.tick, __to);
        }
        #[inline(always)]
        fn read(__from: &mut __p::Reader<'_>) -> __p::Option<Self> {
            let __field0 = <Side as __p::Wire>::read_padded(__from, 3)?;
            #[cfg(feature = "depth")]
            let __field1 = <u16 as __p::Wire>::read(__from)?;
            let (__field2, __field3) = if __from.remaining() == 0 {
                (
                    <u16 as __p::Default>::default(),
                    {
                        fn __default() -> i8 {
                            -1
                        }
                        __default()
                    },
                )
            } else {
                (<u16 as __p::Wire>::read(__from)?, <i8 as __p::Wire>::read(__from)?)
            };
            __p::Some(Self {
                side: __field0,
                #[cfg(feature = "depth")]
                depth: __field1,
                venue: __field2,
                tick: __field3,
            })
        }
    }
    const _: () = __p::stands_inside(<Side as __p::Wire>::GROWS, "Side");
    const _: () = __p::check::<Quote>();
    const _: () = __p::check_reply::<Quote>();
    impl __p::Message for Quote {
        type Reply = Result<Vec<u64>, String>;
        type Call = __p::Ask;
        type Carried = Self;
        const NAME: &'static __p::str = "Quote";
        const NUMBER: __p::u64 = 200;
        const DOMAIN: __p::Option<__p::Domain> = __p::None;
        const CODEC: __p::Codec<Self> = __p::asks(
            <Result<Vec<u64>, String> as __p::Wire>::REPLY
                .to("reply to Quote", "Result<Vec<u64>, String>"),
        );
        const SCHEMA: &'static [__p::u64] = &__p::chain::<Self, 2>();
    }
    impl __p::Sendable for Quote {
        type Message = Self;
    }
    impl<__M> __p::Payload<__M> for Quote {
        type Message = Self;
        type Carried = Self;
    }
};
