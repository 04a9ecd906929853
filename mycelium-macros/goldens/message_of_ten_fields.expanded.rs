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
    #[derive(::core::clone::Clone, ::core::marker::Copy)]
    #[doc(hidden)]
    #[allow(unreachable_pub, non_camel_case_types)]
    pub struct __QuoteView<'__a>(::mycelium::__private::Place<'__a>);
    #[automatically_derived]
    #[allow(
        clippy::all,
        clippy::pedantic,
        dead_code,
        non_snake_case,
        private_interfaces,
        unreachable_pub
    )]
    impl<'__a> __QuoteView<'__a> {
        ///Reads the field `instrument` where it stands.
        #[inline]
        pub fn instrument(&self) -> ::mycelium::__private::Viewed<'__a, u64> {
            <u64 as ::mycelium::__private::Wire>::view_field::<Quote, 0>(self.0)
        }
        ///Reads the field `venue` where it stands.
        #[inline]
        pub fn venue(&self) -> ::mycelium::__private::Viewed<'__a, u16> {
            <u16 as ::mycelium::__private::Wire>::view_field::<Quote, 1>(self.0)
        }
        ///Reads the field `bid` where it stands.
        #[inline]
        pub fn bid(&self) -> ::mycelium::__private::Viewed<'__a, i64> {
            <i64 as ::mycelium::__private::Wire>::view_field::<Quote, 2>(self.0)
        }
        ///Reads the field `ask` where it stands.
        #[inline]
        pub fn ask(&self) -> ::mycelium::__private::Viewed<'__a, i64> {
            <i64 as ::mycelium::__private::Wire>::view_field::<Quote, 3>(self.0)
        }
        ///Reads the field `bid_size` where it stands.
        #[inline]
        pub fn bid_size(&self) -> ::mycelium::__private::Viewed<'__a, u64> {
            <u64 as ::mycelium::__private::Wire>::view_field::<Quote, 4>(self.0)
        }
        ///Reads the field `ask_size` where it stands.
        #[inline]
        pub fn ask_size(&self) -> ::mycelium::__private::Viewed<'__a, u64> {
            <u64 as ::mycelium::__private::Wire>::view_field::<Quote, 5>(self.0)
        }
        ///Reads the field `flags` where it stands.
        #[inline]
        pub fn flags(&self) -> ::mycelium::__private::Viewed<'__a, u8> {
            <u8 as ::mycelium::__private::Wire>::view_field::<Quote, 6>(self.0)
        }
        ///Reads the field `pool` where it stands.
        #[inline]
        pub fn pool(&self) -> ::mycelium::__private::Viewed<'__a, [u8; 20]> {
            <[u8; 20] as ::mycelium::__private::Wire>::view_field::<Quote, 7>(self.0)
        }
        ///Reads the field `sequence` where it stands.
        #[inline]
        pub fn sequence(&self) -> ::mycelium::__private::Viewed<'__a, u64> {
            <u64 as ::mycelium::__private::Wire>::view_field::<Quote, 8>(self.0)
        }
        ///Reads the field `at` where it stands.
        #[inline]
        pub fn at(&self) -> ::mycelium::__private::Viewed<'__a, u64> {
            <u64 as ::mycelium::__private::Wire>::view_field::<Quote, 9>(self.0)
        }
    }
    #[automatically_derived]
    impl ::core::fmt::Debug for __QuoteView<'_> {
        fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            ::mycelium::__private::show::<
                Quote,
            >(
                __f,
                "Quote",
                self.0,
                &[
                    ::mycelium::__private::Shown::<u64>::NEW.__shown(),
                    ::mycelium::__private::Shown::<u16>::NEW.__shown(),
                    ::mycelium::__private::Shown::<i64>::NEW.__shown(),
                    ::mycelium::__private::Shown::<i64>::NEW.__shown(),
                    ::mycelium::__private::Shown::<u64>::NEW.__shown(),
                    ::mycelium::__private::Shown::<u64>::NEW.__shown(),
                    ::mycelium::__private::Shown::<u8>::NEW.__shown(),
                    ::mycelium::__private::Shown::<[u8; 20]>::NEW.__shown(),
                    ::mycelium::__private::Shown::<u64>::NEW.__shown(),
                    ::mycelium::__private::Shown::<u64>::NEW.__shown(),
                ],
            )
        }
    }
    #[automatically_derived]
    impl ::mycelium::__private::Wire for Quote {
        const FORMS: ::core::option::Option<
            &'static [::mycelium::__private::FieldForm],
        > = {
            let __fields = [
                <u64 as ::mycelium::__private::Wire>::WIRE.field("instrument", "u64"),
                <u16 as ::mycelium::__private::Wire>::WIRE.field("venue", "u16"),
                <i64 as ::mycelium::__private::Wire>::WIRE.field("bid", "i64"),
                <i64 as ::mycelium::__private::Wire>::WIRE.field("ask", "i64"),
                <u64 as ::mycelium::__private::Wire>::WIRE.field("bid_size", "u64"),
                <u64 as ::mycelium::__private::Wire>::WIRE.field("ask_size", "u64"),
                <u8 as ::mycelium::__private::Wire>::WIRE.field("flags", "u8"),
                <[u8; 20] as ::mycelium::__private::Wire>::WIRE
                    .field("pool", "[u8; 20]"),
                <u64 as ::mycelium::__private::Wire>::WIRE.field("sequence", "u64"),
                <u64 as ::mycelium::__private::Wire>::WIRE.field("at", "u64"),
            ];
            ::core::option::Option::Some(
                &::mycelium::__private::fields_of("Quote", __fields),
            )
        };
        const LEN: ::core::option::Option<::core::primitive::usize> = ::mycelium::__private::len_of::<
            Self,
        >();
        const MIN_LEN: ::core::primitive::usize = ::mycelium::__private::min_len_of::<
            Self,
        >();
        const SCHEMA: ::core::primitive::u64 = ::mycelium::__private::struct_schema_of::<
            Self,
        >("Quote");
        const FIELDS: &'static [::mycelium::__private::FieldInfo] = &::mycelium::__private::infos::<
            Self,
            10,
        >();
        type View<'__a> = __QuoteView<'__a>;
        #[inline]
        fn encoded_len(&self) -> ::core::primitive::usize {
            ::mycelium::__private::struct_len(self)
        }
        #[inline]
        fn encode(&self, __out: &mut ::mycelium::__private::Writer<'_>) {
            <Self as ::mycelium::__private::Wire>::put_fields(self, __out);
        }
        #[inline(always)]
        fn put_fields<__P: ::mycelium::__private::Put>(&self, __to: &mut __P) {
            <u64 as ::mycelium::__private::Wire>::put_field(&self.instrument, __to);
            <u16 as ::mycelium::__private::Wire>::put_field(&self.venue, __to);
            <i64 as ::mycelium::__private::Wire>::put_field(&self.bid, __to);
            <i64 as ::mycelium::__private::Wire>::put_field(&self.ask, __to);
            <u64 as ::mycelium::__private::Wire>::put_field(&self.bid_size, __to);
            <u64 as ::mycelium::__private::Wire>::put_field(&self.ask_size, __to);
            <u8 as ::mycelium::__private::Wire>::put_field(&self.flags, __to);
            <[u8; 20] as ::mycelium::__private::Wire>::put_field(&self.pool, __to);
            <u64 as ::mycelium::__private::Wire>::put_field(&self.sequence, __to);
            <u64 as ::mycelium::__private::Wire>::put_field(&self.at, __to);
        }
        #[inline]
        fn decode(
            __from: &mut ::mycelium::__private::Reader<'_>,
        ) -> ::mycelium::__private::WireResult<Self> {
            ::mycelium::__private::decode_struct(__from)
        }
        #[inline(always)]
        fn read(
            __from: &mut ::mycelium::__private::Reader<'_>,
        ) -> ::core::option::Option<Self> {
            ::core::option::Option::Some(Self {
                instrument: <u64 as ::mycelium::__private::Wire>::read(__from)?,
                venue: <u16 as ::mycelium::__private::Wire>::read(__from)?,
                bid: <i64 as ::mycelium::__private::Wire>::read(__from)?,
                ask: <i64 as ::mycelium::__private::Wire>::read(__from)?,
                bid_size: <u64 as ::mycelium::__private::Wire>::read(__from)?,
                ask_size: <u64 as ::mycelium::__private::Wire>::read(__from)?,
                flags: <u8 as ::mycelium::__private::Wire>::read(__from)?,
                pool: <[u8; 20] as ::mycelium::__private::Wire>::read(__from)?,
                sequence: <u64 as ::mycelium::__private::Wire>::read(__from)?,
                at: <u64 as ::mycelium::__private::Wire>::read(__from)?,
            })
        }
        #[inline]
        fn view<'__a>(
            __from: &mut ::mycelium::__private::Reader<'__a>,
        ) -> ::mycelium::__private::WireResult<__QuoteView<'__a>> {
            ::core::result::Result::map(
                ::mycelium::__private::pass_from::<Self>(__from),
                __QuoteView,
            )
        }
        #[inline]
        fn view_front<'__a>(
            __from: &::mycelium::__private::Reader<'__a>,
        ) -> ::mycelium::__private::WireResult<__QuoteView<'__a>> {
            ::core::result::Result::Ok(
                __QuoteView(::mycelium::__private::Place::of(__from)),
            )
        }
    }
};
const _: () = ::core::assert!(
    ! < u64 as ::mycelium::__private::Wire > ::GROWS,
    "`u64` may grow (it has `since` fields, or is `appendable`), so it cannot stand inside of something else: nothing would say where it ends; use a `nested` struct"
);
const _: () = ::core::assert!(
    ! < u16 as ::mycelium::__private::Wire > ::GROWS,
    "`u16` may grow (it has `since` fields, or is `appendable`), so it cannot stand inside of something else: nothing would say where it ends; use a `nested` struct"
);
const _: () = ::core::assert!(
    ! < i64 as ::mycelium::__private::Wire > ::GROWS,
    "`i64` may grow (it has `since` fields, or is `appendable`), so it cannot stand inside of something else: nothing would say where it ends; use a `nested` struct"
);
const _: () = ::core::assert!(
    ! < u8 as ::mycelium::__private::Wire > ::GROWS,
    "`u8` may grow (it has `since` fields, or is `appendable`), so it cannot stand inside of something else: nothing would say where it ends; use a `nested` struct"
);
const _: () = ::core::assert!(
    ! < [u8; 20] as ::mycelium::__private::Wire > ::GROWS,
    "`[u8; 20]` may grow (it has `since` fields, or is `appendable`), so it cannot stand inside of something else: nothing would say where it ends; use a `nested` struct"
);
const _: () = ::core::assert!(
    ::core::matches!(< Quote as ::mycelium::__private::Wire > ::MIN_LEN, 0..= 65_535),
    "`Quote` needs more than the 65,535 bytes that a TLV can hold; split it, or send parts"
);
#[automatically_derived]
impl ::mycelium::__private::Message for Quote {
    type Reply = ();
    type Call = ::mycelium::__private::Tell;
    type Carried = ::std::sync::Arc<Self>;
    const NAME: &'static ::core::primitive::str = "Quote";
    const DOMAIN: ::core::option::Option<::mycelium::__private::Domain> = ::mycelium::__private::domain(
        1u8,
    );
    const NUMBER: ::core::primitive::u64 = 200u64;
    const PAYLOAD_LEN: ::core::option::Option<::core::primitive::usize> = <Self as ::mycelium::__private::Wire>::LEN;
    #[inline]
    fn tlv_len(&self) -> ::core::primitive::usize {
        ::mycelium::__private::tlv_len(self)
    }
    #[inline]
    fn encode_tlv(
        &self,
        __out: &mut ::mycelium::__private::Bytes,
    ) -> ::mycelium::__private::WireResult<()> {
        ::mycelium::__private::encode_message(self, __out)
    }
    #[inline]
    fn write_tlv(
        &self,
        __out: &mut [::core::primitive::u8],
    ) -> ::mycelium::__private::WireResult<::core::primitive::usize> {
        ::mycelium::__private::write_message(self, __out)
    }
    #[inline]
    fn decode_tlv(
        __tlv: ::mycelium::__private::Tlv<'_>,
    ) -> ::mycelium::__private::WireResult<Self> {
        ::mycelium::__private::decode_message(__tlv)
    }
    const SCHEMA: &'static [::core::primitive::u64] = &[
        ::mycelium::__private::schema_of_message::<
            Self,
        >(<() as ::mycelium::__private::Wire>::SCHEMA),
    ];
    const FORM: &'static ::mycelium::__private::MessageForm = &::mycelium::__private::form_of::<
        Self,
    >("()", <() as ::mycelium::__private::Wire>::SCHEMA);
    #[inline]
    fn encode_reply(
        __reply: &(),
        __out: &mut ::mycelium::__private::Bytes,
    ) -> ::mycelium::__private::WireResult<()> {
        ::mycelium::__private::encode_reply::<()>(__reply, __out)
    }
    #[inline]
    fn decode_reply(
        __number: ::core::primitive::u64,
        __payload: &[::core::primitive::u8],
    ) -> ::mycelium::__private::WireResult<()> {
        ::mycelium::__private::decode_reply::<
            Self,
            (),
        >(__number, "reply to Quote", __payload)
    }
}
#[automatically_derived]
impl ::mycelium::__private::Sendable for Quote {
    type Message = Self;
}
#[automatically_derived]
impl<__M> ::mycelium::__private::Payload<__M> for Quote {
    type Message = Self;
    type Carried = ::std::sync::Arc<Self>;
}
