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
        /// Which side.
        #[inline]
        pub fn side(&self) -> ::mycelium::__private::Viewed<'__a, Side>
        where
            for<'__b> Side: ::mycelium::__private::Wire,
        {
            <Side as ::mycelium::__private::Wire>::view_field::<Quote, 0>(self.0)
        }
        #[cfg(feature = "depth")]
        ///Reads the field `depth` where it stands.
        #[inline]
        pub fn depth(&self) -> ::mycelium::__private::Viewed<'__a, u16> {
            <u16 as ::mycelium::__private::Wire>::view_field::<Quote, 1>(self.0)
        }
        ///Reads the field `venue` where it stands.
        #[inline]
        pub fn venue(&self) -> ::mycelium::__private::ViewedLater<'__a, u16> {
            <u16 as ::mycelium::__private::Wire>::view_later_field::<
                Quote,
                {
                    1usize
                        + ({
                            #[cfg(feature = "depth")]
                            let __added = 1;
                            #[cfg(not(all(feature = "depth")))]
                            let __added = 0;
                            __added
                        })
                },
            >(self.0)
        }
        ///Reads the field `tick` where it stands.
        #[inline]
        fn tick(&self) -> ::mycelium::__private::ViewedLater<'__a, i8> {
            <i8 as ::mycelium::__private::Wire>::view_later_field::<
                Quote,
                {
                    2usize
                        + ({
                            #[cfg(feature = "depth")]
                            let __added = 1;
                            #[cfg(not(all(feature = "depth")))]
                            let __added = 0;
                            __added
                        })
                },
            >(self.0)
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
                    ::mycelium::__private::Shown::<Side>::NEW.__shown(),
                    #[cfg(feature = "depth")]
                    ::mycelium::__private::Shown::<u16>::NEW.__shown(),
                    ::mycelium::__private::Shown::<u16>::NEW.__shown(),
                    ::mycelium::__private::Shown::<i8>::NEW.__shown(),
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
                <Side as ::mycelium::__private::Wire>::WIRE.field("side", "Side").pad(3),
                #[cfg(feature = "depth")]
                <u16 as ::mycelium::__private::Wire>::WIRE.field("depth", "u16"),
                <u16 as ::mycelium::__private::Wire>::WIRE
                    .field("venue", "u16")
                    .since(2),
                <i8 as ::mycelium::__private::Wire>::WIRE.field("tick", "i8").since(2),
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
            {
                3usize
                    + ({
                        #[cfg(feature = "depth")]
                        let __added = 1;
                        #[cfg(not(all(feature = "depth")))]
                        let __added = 0;
                        __added
                    })
            },
        >();
        const GROWS: ::core::primitive::bool = true;
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
            <Side as ::mycelium::__private::Wire>::put_field(&self.side, __to);
            __to.zeros(3);
            #[cfg(feature = "depth")]
            <u16 as ::mycelium::__private::Wire>::put_field(&self.depth, __to);
            <u16 as ::mycelium::__private::Wire>::put_field(&self.venue, __to);
            <i8 as ::mycelium::__private::Wire>::put_field(&self.tick, __to);
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
            let __field0 = <Side as ::mycelium::__private::Wire>::read_padded(
                __from,
                3,
            )?;
            #[cfg(feature = "depth")]
            let __field1 = <u16 as ::mycelium::__private::Wire>::read(__from)?;
            let (__field2, __field3) = if __from.remaining() == 0 {
                (
                    <u16 as ::core::default::Default>::default(),
                    {
                        fn __default() -> i8 {
                            -1
                        }
                        __default()
                    },
                )
            } else {
                (
                    <u16 as ::mycelium::__private::Wire>::read(__from)?,
                    <i8 as ::mycelium::__private::Wire>::read(__from)?,
                )
            };
            ::core::option::Option::Some(Self {
                side: __field0,
                #[cfg(feature = "depth")]
                depth: __field1,
                venue: __field2,
                tick: __field3,
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
    ! < Side as ::mycelium::__private::Wire > ::GROWS,
    "`Side` may grow (it has `since` fields, or is `appendable`), so it cannot stand inside of something else: nothing would say where it ends; use a `nested` struct"
);
#[cfg(feature = "depth")]
const _: () = ::core::assert!(
    ! < u16 as ::mycelium::__private::Wire > ::GROWS,
    "`u16` may grow (it has `since` fields, or is `appendable`), so it cannot stand inside of something else: nothing would say where it ends; use a `nested` struct"
);
const _: () = ::core::assert!(
    ! < u16 as ::mycelium::__private::Wire > ::GROWS,
    "`u16` may grow (it has `since` fields, or is `appendable`), so it cannot stand inside of something else: nothing would say where it ends; use a `nested` struct"
);
const _: () = ::core::assert!(
    ! < i8 as ::mycelium::__private::Wire > ::GROWS,
    "`i8` may grow (it has `since` fields, or is `appendable`), so it cannot stand inside of something else: nothing would say where it ends; use a `nested` struct"
);
const _: () = ::core::assert!(
    ::core::matches!(< Quote as ::mycelium::__private::Wire > ::MIN_LEN, 0..= 65_535),
    "`Quote` needs more than the 65,535 bytes that a TLV can hold; split it, or send parts"
);
const _: () = ::core::assert!(
    ! < Quote as ::mycelium::__private::Message > ::REPLY_GROWS,
    "`Result<Vec<u64>, String>` may grow (it has `since` fields, or is `appendable`), so it cannot stand inside of something else: nothing would say where it ends; use a `nested` struct"
);
#[automatically_derived]
impl ::mycelium::__private::Message for Quote {
    type Reply = Result<Vec<u64>, String>;
    type Call = ::mycelium::__private::Ask;
    type Carried = Self;
    const NAME: &'static ::core::primitive::str = "Quote";
    const DOMAIN: ::core::option::Option<::mycelium::__private::Domain> = ::core::option::Option::None;
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
        ::mycelium::__private::decode_growing_message(__tlv)
    }
    fn encode_tlv_as(
        &self,
        __version: ::core::primitive::usize,
        __out: &mut ::mycelium::__private::Bytes,
    ) -> ::mycelium::__private::WireResult<()> {
        ::mycelium::__private::encode_message_as(self, __version, __out)
    }
    const SCHEMA: &'static [::core::primitive::u64] = &[
        ::mycelium::__private::version_schema(
            "Quote",
            <Self as ::mycelium::__private::Wire>::FIELDS,
            1u8,
            200u8,
            <Result<Vec<u64>, String> as ::mycelium::__private::Wire>::SCHEMA,
        ),
        ::mycelium::__private::version_schema(
            "Quote",
            <Self as ::mycelium::__private::Wire>::FIELDS,
            2u8,
            200u8,
            <Result<Vec<u64>, String> as ::mycelium::__private::Wire>::SCHEMA,
        ),
    ];
    const REPLY_GROWS: ::core::primitive::bool = {
        let _ = <Result<Vec<u64>, String> as ::mycelium::__private::Wire>::SCHEMA;
        <Result<Vec<u64>, String> as ::mycelium::__private::Wire>::GROWS
    };
    const FORM: &'static ::mycelium::__private::MessageForm = &::mycelium::__private::form_of::<
        Self,
    >(
        "Result<Vec<u64>, String>",
        <Result<Vec<u64>, String> as ::mycelium::__private::Wire>::SCHEMA,
    );
    #[inline]
    fn encode_reply(
        __reply: &Result<Vec<u64>, String>,
        __out: &mut ::mycelium::__private::Bytes,
    ) -> ::mycelium::__private::WireResult<()> {
        let _ = <Result<Vec<u64>, String> as ::mycelium::__private::Wire>::SCHEMA;
        ::mycelium::__private::encode_reply::<Result<Vec<u64>, String>>(__reply, __out)
    }
    #[inline]
    fn decode_reply(
        __number: ::core::primitive::u64,
        __payload: &[::core::primitive::u8],
    ) -> ::mycelium::__private::WireResult<Result<Vec<u64>, String>> {
        let _ = <Result<Vec<u64>, String> as ::mycelium::__private::Wire>::SCHEMA;
        ::mycelium::__private::decode_reply::<
            Self,
            Result<Vec<u64>, String>,
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
    type Carried = Self;
}
