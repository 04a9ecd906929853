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
    pub struct __QuoteView<'__a> {
        __place: ::mycelium::__private::Place<'__a>,
    }
    #[automatically_derived]
    impl ::mycelium::__private::Fields for __QuoteView<'_> {
        const NAME: &'static ::core::primitive::str = "Quote";
        const FIELDS: &'static [::mycelium::__private::FieldForm] = &[
            ::mycelium::__private::FieldForm {
                name: "side",
                len: <Side as ::mycelium::__private::Wire>::LEN,
                pad: 3usize,
                since: 1u8,
                pass: <Side as ::mycelium::__private::Wire>::pass,
            },
            #[cfg(feature = "depth")]
            ::mycelium::__private::FieldForm {
                name: "depth",
                len: <u16 as ::mycelium::__private::Wire>::LEN,
                pad: 0usize,
                since: 1u8,
                pass: <u16 as ::mycelium::__private::Wire>::pass,
            },
            ::mycelium::__private::FieldForm {
                name: "venue",
                len: <u16 as ::mycelium::__private::Wire>::LEN,
                pad: 0usize,
                since: 2u8,
                pass: <u16 as ::mycelium::__private::Wire>::pass,
            },
            ::mycelium::__private::FieldForm {
                name: "tick",
                len: <i8 as ::mycelium::__private::Wire>::LEN,
                pad: 0usize,
                since: 2u8,
                pass: <i8 as ::mycelium::__private::Wire>::pass,
            },
        ];
    }
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
            ::mycelium::__private::read_field::<Side, Self, 0usize>(self.__place)
        }
        #[cfg(feature = "depth")]
        ///Reads the field `depth` where it stands.
        #[inline]
        pub fn depth(&self) -> ::mycelium::__private::Viewed<'__a, u16>
        where
            for<'__b> u16: ::mycelium::__private::Wire,
        {
            ::mycelium::__private::read_field::<u16, Self, 1usize>(self.__place)
        }
        ///Reads the field `venue` where it stands.
        #[inline]
        pub fn venue(&self) -> ::mycelium::__private::ViewedLater<'__a, u16>
        where
            for<'__b> u16: ::mycelium::__private::Wire,
        {
            ::mycelium::__private::read_later_field::<
                u16,
                Self,
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
            >(self.__place)
        }
        ///Reads the field `tick` where it stands.
        #[inline]
        fn tick(&self) -> ::mycelium::__private::ViewedLater<'__a, i8>
        where
            for<'__b> i8: ::mycelium::__private::Wire,
        {
            ::mycelium::__private::read_later_field::<
                i8,
                Self,
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
            >(self.__place)
        }
    }
    #[automatically_derived]
    impl ::core::fmt::Debug for __QuoteView<'_> {
        fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            ::mycelium::__private::show::<
                Self,
            >(
                __f,
                &[
                    ::mycelium::__private::Shown::<Side, Self, 0usize>::new(self.__place)
                        .__shown(),
                    #[cfg(feature = "depth")]
                    ::mycelium::__private::Shown::<u16, Self, 1usize>::new(self.__place)
                        .__shown(),
                    ::mycelium::__private::Shown::<
                        u16,
                        Self,
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
                    >::new(self.__place)
                        .__shown(),
                    ::mycelium::__private::Shown::<
                        i8,
                        Self,
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
                    >::new(self.__place)
                        .__shown(),
                ],
            )
        }
    }
    #[automatically_derived]
    impl ::mycelium::__private::Wire for Quote {
        const LEN: ::core::option::Option<::core::primitive::usize> = ::mycelium::__private::sum_len(
            &[
                <Side as ::mycelium::__private::Wire>::LEN,
                ::core::option::Option::Some(3usize),
                #[cfg(feature = "depth")]
                <u16 as ::mycelium::__private::Wire>::LEN,
                <u16 as ::mycelium::__private::Wire>::LEN,
                <i8 as ::mycelium::__private::Wire>::LEN,
            ],
        );
        const MIN_LEN: ::core::primitive::usize = <Side as ::mycelium::__private::Wire>::MIN_LEN
            + 3usize
            + ({
                #[cfg(feature = "depth")]
                let __added = <u16 as ::mycelium::__private::Wire>::MIN_LEN;
                #[cfg(not(all(feature = "depth")))]
                let __added = 0;
                __added
            }) + <u16 as ::mycelium::__private::Wire>::MIN_LEN
            + <i8 as ::mycelium::__private::Wire>::MIN_LEN;
        const SCHEMA: ::core::primitive::u64 = {
            let __fields = [
                ("side", <Side as ::mycelium::__private::Wire>::SCHEMA, 3usize),
                #[cfg(feature = "depth")]
                ("depth", <u16 as ::mycelium::__private::Wire>::SCHEMA, 0usize),
                ("venue", <u16 as ::mycelium::__private::Wire>::SCHEMA, 0usize),
                ("tick", <i8 as ::mycelium::__private::Wire>::SCHEMA, 0usize),
            ];
            ::mycelium::__private::struct_schema("Quote", &__fields)
        };
        const FIELDS: &'static [::mycelium::__private::FieldInfo] = &[
            ::mycelium::__private::FieldInfo::new(
                "side",
                ::mycelium::__private::TypeInfo::new(
                    "Side",
                    <Side as ::mycelium::__private::Wire>::SCHEMA,
                ),
                3u16,
                1u8,
            ),
            #[cfg(feature = "depth")]
            ::mycelium::__private::FieldInfo::new(
                "depth",
                ::mycelium::__private::TypeInfo::new(
                    "u16",
                    <u16 as ::mycelium::__private::Wire>::SCHEMA,
                ),
                0u16,
                1u8,
            ),
            ::mycelium::__private::FieldInfo::new(
                "venue",
                ::mycelium::__private::TypeInfo::new(
                    "u16",
                    <u16 as ::mycelium::__private::Wire>::SCHEMA,
                ),
                0u16,
                2u8,
            ),
            ::mycelium::__private::FieldInfo::new(
                "tick",
                ::mycelium::__private::TypeInfo::new(
                    "i8",
                    <i8 as ::mycelium::__private::Wire>::SCHEMA,
                ),
                0u16,
                2u8,
            ),
        ];
        const GROWS: ::core::primitive::bool = true;
        #[inline]
        fn encoded_len(&self) -> ::core::primitive::usize {
            if let ::core::option::Option::Some(__len) = <Self as ::mycelium::__private::Wire>::LEN {
                return __len;
            }
            <Side as ::mycelium::__private::Wire>::encoded_len(&self.side) + 3usize
                + ({
                    #[cfg(feature = "depth")]
                    let __added = <u16 as ::mycelium::__private::Wire>::encoded_len(
                        &self.depth,
                    );
                    #[cfg(not(all(feature = "depth")))]
                    let __added = 0;
                    __added
                }) + <u16 as ::mycelium::__private::Wire>::encoded_len(&self.venue)
                + <i8 as ::mycelium::__private::Wire>::encoded_len(&self.tick)
        }
        #[inline]
        fn encode(&self, __out: &mut ::mycelium::__private::Writer<'_>) {
            <Side as ::mycelium::__private::Wire>::encode(&self.side, __out);
            __out.zeros(3usize);
            #[cfg(feature = "depth")]
            <u16 as ::mycelium::__private::Wire>::encode(&self.depth, __out);
            <u16 as ::mycelium::__private::Wire>::encode(&self.venue, __out);
            <i8 as ::mycelium::__private::Wire>::encode(&self.tick, __out);
        }
        #[inline]
        fn decode(
            __from: &mut ::mycelium::__private::Reader<'_>,
        ) -> ::core::result::Result<Self, ::mycelium::__private::WireError> {
            let _ = <Side as ::mycelium::__private::Wire>::MIN_LEN;
            let __field0 = ::mycelium::__private::field::<
                Side,
            >(__from, "Quote", "side")?;
            ::mycelium::__private::skip(__from, 3usize, "Quote", "side")?;
            #[cfg(feature = "depth")]
            let _ = <u16 as ::mycelium::__private::Wire>::MIN_LEN;
            #[cfg(feature = "depth")]
            let __field1 = ::mycelium::__private::field::<
                u16,
            >(__from, "Quote", "depth")?;
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
                let _ = <u16 as ::mycelium::__private::Wire>::MIN_LEN;
                let __field2 = ::mycelium::__private::field::<
                    u16,
                >(__from, "Quote", "venue")?;
                let _ = <i8 as ::mycelium::__private::Wire>::MIN_LEN;
                let __field3 = ::mycelium::__private::field::<
                    i8,
                >(__from, "Quote", "tick")?;
                (__field2, __field3)
            };
            ::core::result::Result::Ok(Self {
                side: __field0,
                #[cfg(feature = "depth")]
                depth: __field1,
                venue: __field2,
                tick: __field3,
            })
        }
        type View<'__a> = __QuoteView<'__a>;
        #[inline]
        fn view<'__a>(
            __from: &mut ::mycelium::__private::Reader<'__a>,
        ) -> ::mycelium::__private::WireResult<__QuoteView<'__a>> {
            let __place = ::mycelium::__private::Place::of(__from);
            <Self as ::mycelium::__private::Wire>::pass(__from)?;
            ::core::result::Result::Ok(__QuoteView { __place })
        }
        #[inline]
        fn view_front<'__a>(
            __from: &::mycelium::__private::Reader<'__a>,
        ) -> ::mycelium::__private::WireResult<__QuoteView<'__a>> {
            ::core::result::Result::Ok(__QuoteView {
                __place: ::mycelium::__private::Place::of(__from),
            })
        }
        #[inline]
        fn pass(
            __from: &mut ::mycelium::__private::Reader<'_>,
        ) -> ::mycelium::__private::WireResult<()> {
            ::mycelium::__private::pass_struct_of::<Self, __QuoteView<'_>>(__from)
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
    const ACCEPT: &'static [::core::primitive::usize] = &[];
    #[inline]
    fn tlv_len(&self) -> ::core::primitive::usize {
        ::mycelium::__private::tlv_len::<Self>(self)
    }
    #[inline]
    fn encode_tlv(
        &self,
        __out: &mut ::std::vec::Vec<::core::primitive::u8>,
    ) -> ::core::result::Result<(), ::mycelium::__private::WireError> {
        ::mycelium::__private::encode_tlv::<
            Self,
        >(::mycelium::__private::tlv_type(200u8), self, __out)
    }
    #[inline]
    fn write_tlv(
        &self,
        __out: &mut [::core::primitive::u8],
    ) -> ::core::result::Result<
        ::core::primitive::usize,
        ::mycelium::__private::WireError,
    > {
        ::mycelium::__private::write_tlv::<
            Self,
        >(::mycelium::__private::tlv_type(200u8), self, __out)
    }
    #[inline]
    fn decode_tlv(
        __tlv: ::mycelium::__private::Tlv<'_>,
    ) -> ::core::result::Result<Self, ::mycelium::__private::WireError> {
        ::mycelium::__private::decode_growing_tlv::<
            Self,
        >(__tlv, ::mycelium::__private::tlv_type(200u8), "Quote")
    }
    fn encode_tlv_as(
        &self,
        __version: ::core::primitive::usize,
        __out: &mut ::std::vec::Vec<::core::primitive::u8>,
    ) -> ::core::result::Result<(), ::mycelium::__private::WireError> {
        ::mycelium::__private::encode_tlv_as::<
            Self,
        >(
            ::mycelium::__private::tlv_type(200u8),
            self,
            __version,
            &[
                <Side as ::mycelium::__private::Wire>::encoded_len(&self.side) + 3usize
                    + ({
                        #[cfg(feature = "depth")]
                        let __added = <u16 as ::mycelium::__private::Wire>::encoded_len(
                            &self.depth,
                        );
                        #[cfg(not(all(feature = "depth")))]
                        let __added = 0;
                        __added
                    }),
                <u16 as ::mycelium::__private::Wire>::encoded_len(&self.venue)
                    + <i8 as ::mycelium::__private::Wire>::encoded_len(&self.tick),
            ],
            __out,
        )
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
    const FORM: &'static ::mycelium::__private::MessageForm = &::mycelium::__private::MessageForm::of::<
        Self,
    >(
        <Self as ::mycelium::__private::Wire>::FIELDS,
        ::mycelium::__private::TypeInfo::new(
            "Result<Vec<u64>, String>",
            <Result<Vec<u64>, String> as ::mycelium::__private::Wire>::SCHEMA,
        ),
        &[],
    );
    #[inline]
    fn encode_reply(
        __reply: &Result<Vec<u64>, String>,
        __out: &mut ::std::vec::Vec<::core::primitive::u8>,
    ) -> ::core::result::Result<(), ::mycelium::__private::WireError> {
        let _ = <Result<Vec<u64>, String> as ::mycelium::__private::Wire>::SCHEMA;
        ::mycelium::__private::encode_reply::<Result<Vec<u64>, String>>(__reply, __out)
    }
    #[inline]
    fn decode_reply(
        __number: ::core::primitive::u64,
        __payload: &[::core::primitive::u8],
    ) -> ::core::result::Result<
        Result<Vec<u64>, String>,
        ::mycelium::__private::WireError,
    > {
        let _ = <Result<Vec<u64>, String> as ::mycelium::__private::Wire>::SCHEMA;
        ::mycelium::__private::decode_reply::<
            Result<Vec<u64>, String>,
        >(__number, 200u64, "Quote", "reply to Quote", __payload)
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
