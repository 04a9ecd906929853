#[derive(Debug, Clone, PartialEq)]
pub struct Quote {
    pub instrument: u64,
    pub venue: u16,
    pub bid: i64,
    pub ask: i64,
    pub bid_size: u64,
    pub ask_size: u64,
    pub flags: u8,
    pub pool: [u8; 20],
    pub sequence: u64,
    pub at: u64,
}
const _: () = {
    use ::mycelium::__private as __p;
    ///A `Quote` that stays in its bytes.
    #[derive(__p::Clone, __p::Copy)]
    pub struct __QuoteView<'__a>(__p::Place<'__a>);
    #[automatically_derived]
    #[allow(dead_code, non_snake_case)]
    impl<'__a> __QuoteView<'__a> {
        ///Reads the field `instrument` where it stands.
        #[inline]
        pub fn instrument(&self) -> __p::Viewed<'__a, u64> {
            <u64 as __p::Wire>::view_field::<Quote, 0>(self.0)
        }
        ///Reads the field `venue` where it stands.
        #[inline]
        pub fn venue(&self) -> __p::Viewed<'__a, u16> {
            <u16 as __p::Wire>::view_field::<Quote, 1>(self.0)
        }
        ///Reads the field `bid` where it stands.
        #[inline]
        pub fn bid(&self) -> __p::Viewed<'__a, i64> {
            <i64 as __p::Wire>::view_field::<Quote, 2>(self.0)
        }
        ///Reads the field `ask` where it stands.
        #[inline]
        pub fn ask(&self) -> __p::Viewed<'__a, i64> {
            <i64 as __p::Wire>::view_field::<Quote, 3>(self.0)
        }
        ///Reads the field `bid_size` where it stands.
        #[inline]
        pub fn bid_size(&self) -> __p::Viewed<'__a, u64> {
            <u64 as __p::Wire>::view_field::<Quote, 4>(self.0)
        }
        ///Reads the field `ask_size` where it stands.
        #[inline]
        pub fn ask_size(&self) -> __p::Viewed<'__a, u64> {
            <u64 as __p::Wire>::view_field::<Quote, 5>(self.0)
        }
        ///Reads the field `flags` where it stands.
        #[inline]
        pub fn flags(&self) -> __p::Viewed<'__a, u8> {
            <u8 as __p::Wire>::view_field::<Quote, 6>(self.0)
        }
        ///Reads the field `pool` where it stands.
        #[inline]
        pub fn pool(&self) -> __p::Viewed<'__a, [u8; 20]> {
            <[u8; 20] as __p::Wire>::view_field::<Quote, 7>(self.0)
        }
        ///Reads the field `sequence` where it stands.
        #[inline]
        pub fn sequence(&self) -> __p::Viewed<'__a, u64> {
            <u64 as __p::Wire>::view_field::<Quote, 8>(self.0)
        }
        ///Reads the field `at` where it stands.
        #[inline]
        pub fn at(&self) -> __p::Viewed<'__a, u64> {
            <u64 as __p::Wire>::view_field::<Quote, 9>(self.0)
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
                <u64 as __p::Wire>::WIRE.field("instrument", "u64"),
                <u16 as __p::Wire>::WIRE.field("venue", "u16"),
                <i64 as __p::Wire>::WIRE.field("bid", "i64"),
                <i64 as __p::Wire>::WIRE.field("ask", "i64"),
                <u64 as __p::Wire>::WIRE.field("bid_size", "u64"),
                <u64 as __p::Wire>::WIRE.field("ask_size", "u64"),
                <u8 as __p::Wire>::WIRE.field("flags", "u8"),
                <[u8; 20] as __p::Wire>::WIRE.field("pool", "[u8; 20]"),
                <u64 as __p::Wire>::WIRE.field("sequence", "u64"),
                <u64 as __p::Wire>::WIRE.field("at", "u64"),
            ];
            __p::Some(&__p::fields_of("Quote", __fields))
        };
        const FIELDS: &'static [__p::FieldInfo] = &__p::infos::<Self, 10>();
        type View<'__a> = __QuoteView<'__a>;
        fn view_at(__place: __p::Place<'_>) -> __QuoteView<'_> {
            __QuoteView(__place)
        }
        #[inline(always)]
        fn put_fields<__P: __p::Put>(&self, __to: &mut __P) {
            <u64 as __p::Wire>::put_field(&self.instrument, __to);
            <u16 as __p::Wire>::put_field(&self.venue, __to);
            <i64 as __p::Wire>::put_field(&self.bid, __to);
            <i64 as __p::Wire>::put_field(&self.ask, __to);
            <u64 as __p::Wire>::put_field(&self.bid_size, __to);
            <u64 as __p::Wire>::put_field(&self.ask_size, __to);
            <u8 as __p::Wire>::put_field(&self.flags, __to);
            <[u8; 20] as __p::Wire>::put_field(&self.pool, __to);
            <u64 as __p::Wire>::put_field(&self.sequence, __to);
            <u64 as __p::Wire>::put_field(&self.at, __to);
        }
        #[inline(always)]
        fn read(__from: &mut __p::Reader<'_>) -> __p::Option<Self> {
            __p::Some(Self {
                instrument: <u64 as __p::Wire>::read(__from)?,
                venue: <u16 as __p::Wire>::read(__from)?,
                bid: <i64 as __p::Wire>::read(__from)?,
                ask: <i64 as __p::Wire>::read(__from)?,
                bid_size: <u64 as __p::Wire>::read(__from)?,
                ask_size: <u64 as __p::Wire>::read(__from)?,
                flags: <u8 as __p::Wire>::read(__from)?,
                pool: <[u8; 20] as __p::Wire>::read(__from)?,
                sequence: <u64 as __p::Wire>::read(__from)?,
                at: <u64 as __p::Wire>::read(__from)?,
            })
        }
    }
    const _: () = __p::check::<Quote>();
    impl __p::Message for Quote {
        type Reply = ();
        type Call = __p::Tell;
        type Carried = __p::Arc<Self>;
        const NAME: &'static __p::str = "Quote";
        const NUMBER: __p::u64 = 200;
        const DOMAIN: __p::Option<__p::Domain> = __p::domain(1u8);
        const CODEC: __p::Codec<Self> = __p::tells("reply to Quote");
    }
    impl __p::Sendable for Quote {
        type Message = Self;
    }
    impl<__M> __p::Payload<__M> for Quote {
        type Message = Self;
        type Carried = __p::Arc<Self>;
    }
};
