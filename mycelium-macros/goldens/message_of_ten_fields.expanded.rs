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
    pub struct __QuoteView<'__a> {
        __place: ::mycelium::__private::Place<'__a>,
    }
    #[automatically_derived]
    impl ::mycelium::__private::Fields for __QuoteView<'_> {
        const NAME: &'static ::core::primitive::str = "Quote";
        const FIELDS: &'static [::mycelium::__private::FieldForm] = &[
            ::mycelium::__private::FieldForm {
                name: "instrument",
                len: <u64 as ::mycelium::__private::Wire>::LEN,
                pad: 0usize,
                since: 1u8,
                pass: <u64 as ::mycelium::__private::Wire>::pass,
            },
            ::mycelium::__private::FieldForm {
                name: "venue",
                len: <u16 as ::mycelium::__private::Wire>::LEN,
                pad: 0usize,
                since: 1u8,
                pass: <u16 as ::mycelium::__private::Wire>::pass,
            },
            ::mycelium::__private::FieldForm {
                name: "bid",
                len: <i64 as ::mycelium::__private::Wire>::LEN,
                pad: 0usize,
                since: 1u8,
                pass: <i64 as ::mycelium::__private::Wire>::pass,
            },
            ::mycelium::__private::FieldForm {
                name: "ask",
                len: <i64 as ::mycelium::__private::Wire>::LEN,
                pad: 0usize,
                since: 1u8,
                pass: <i64 as ::mycelium::__private::Wire>::pass,
            },
            ::mycelium::__private::FieldForm {
                name: "bid_size",
                len: <u64 as ::mycelium::__private::Wire>::LEN,
                pad: 0usize,
                since: 1u8,
                pass: <u64 as ::mycelium::__private::Wire>::pass,
            },
            ::mycelium::__private::FieldForm {
                name: "ask_size",
                len: <u64 as ::mycelium::__private::Wire>::LEN,
                pad: 0usize,
                since: 1u8,
                pass: <u64 as ::mycelium::__private::Wire>::pass,
            },
            ::mycelium::__private::FieldForm {
                name: "flags",
                len: <u8 as ::mycelium::__private::Wire>::LEN,
                pad: 0usize,
                since: 1u8,
                pass: <u8 as ::mycelium::__private::Wire>::pass,
            },
            ::mycelium::__private::FieldForm {
                name: "pool",
                len: <[u8; 20] as ::mycelium::__private::Wire>::LEN,
                pad: 0usize,
                since: 1u8,
                pass: <[u8; 20] as ::mycelium::__private::Wire>::pass,
            },
            ::mycelium::__private::FieldForm {
                name: "sequence",
                len: <u64 as ::mycelium::__private::Wire>::LEN,
                pad: 0usize,
                since: 1u8,
                pass: <u64 as ::mycelium::__private::Wire>::pass,
            },
            ::mycelium::__private::FieldForm {
                name: "at",
                len: <u64 as ::mycelium::__private::Wire>::LEN,
                pad: 0usize,
                since: 1u8,
                pass: <u64 as ::mycelium::__private::Wire>::pass,
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
        ///Reads the field `instrument` where it stands.
        #[inline]
        pub fn instrument(&self) -> ::mycelium::__private::Viewed<'__a, u64>
        where
            for<'__b> u64: ::mycelium::__private::Wire,
        {
            ::mycelium::__private::read_field::<u64, Self, 0usize>(self.__place)
        }
        ///Reads the field `venue` where it stands.
        #[inline]
        pub fn venue(&self) -> ::mycelium::__private::Viewed<'__a, u16>
        where
            for<'__b> u16: ::mycelium::__private::Wire,
        {
            ::mycelium::__private::read_field::<u16, Self, 1usize>(self.__place)
        }
        ///Reads the field `bid` where it stands.
        #[inline]
        pub fn bid(&self) -> ::mycelium::__private::Viewed<'__a, i64>
        where
            for<'__b> i64: ::mycelium::__private::Wire,
        {
            ::mycelium::__private::read_field::<i64, Self, 2usize>(self.__place)
        }
        ///Reads the field `ask` where it stands.
        #[inline]
        pub fn ask(&self) -> ::mycelium::__private::Viewed<'__a, i64>
        where
            for<'__b> i64: ::mycelium::__private::Wire,
        {
            ::mycelium::__private::read_field::<i64, Self, 3usize>(self.__place)
        }
        ///Reads the field `bid_size` where it stands.
        #[inline]
        pub fn bid_size(&self) -> ::mycelium::__private::Viewed<'__a, u64>
        where
            for<'__b> u64: ::mycelium::__private::Wire,
        {
            ::mycelium::__private::read_field::<u64, Self, 4usize>(self.__place)
        }
        ///Reads the field `ask_size` where it stands.
        #[inline]
        pub fn ask_size(&self) -> ::mycelium::__private::Viewed<'__a, u64>
        where
            for<'__b> u64: ::mycelium::__private::Wire,
        {
            ::mycelium::__private::read_field::<u64, Self, 5usize>(self.__place)
        }
        ///Reads the field `flags` where it stands.
        #[inline]
        pub fn flags(&self) -> ::mycelium::__private::Viewed<'__a, u8>
        where
            for<'__b> u8: ::mycelium::__private::Wire,
        {
            ::mycelium::__private::read_field::<u8, Self, 6usize>(self.__place)
        }
        ///Reads the field `pool` where it stands.
        #[inline]
        pub fn pool(&self) -> ::mycelium::__private::Viewed<'__a, [u8; 20]>
        where
            for<'__b> [u8; 20]: ::mycelium::__private::Wire,
        {
            ::mycelium::__private::read_field::<[u8; 20], Self, 7usize>(self.__place)
        }
        ///Reads the field `sequence` where it stands.
        #[inline]
        pub fn sequence(&self) -> ::mycelium::__private::Viewed<'__a, u64>
        where
            for<'__b> u64: ::mycelium::__private::Wire,
        {
            ::mycelium::__private::read_field::<u64, Self, 8usize>(self.__place)
        }
        ///Reads the field `at` where it stands.
        #[inline]
        pub fn at(&self) -> ::mycelium::__private::Viewed<'__a, u64>
        where
            for<'__b> u64: ::mycelium::__private::Wire,
        {
            ::mycelium::__private::read_field::<u64, Self, 9usize>(self.__place)
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
                    ::mycelium::__private::Shown::<u64, Self, 0usize>::new(self.__place)
                        .__shown(),
                    ::mycelium::__private::Shown::<u16, Self, 1usize>::new(self.__place)
                        .__shown(),
                    ::mycelium::__private::Shown::<i64, Self, 2usize>::new(self.__place)
                        .__shown(),
                    ::mycelium::__private::Shown::<i64, Self, 3usize>::new(self.__place)
                        .__shown(),
                    ::mycelium::__private::Shown::<u64, Self, 4usize>::new(self.__place)
                        .__shown(),
                    ::mycelium::__private::Shown::<u64, Self, 5usize>::new(self.__place)
                        .__shown(),
                    ::mycelium::__private::Shown::<u8, Self, 6usize>::new(self.__place)
                        .__shown(),
                    ::mycelium::__private::Shown::<
                        [u8; 20],
                        Self,
                        7usize,
                    >::new(self.__place)
                        .__shown(),
                    ::mycelium::__private::Shown::<u64, Self, 8usize>::new(self.__place)
                        .__shown(),
                    ::mycelium::__private::Shown::<u64, Self, 9usize>::new(self.__place)
                        .__shown(),
                ],
            )
        }
    }
    #[automatically_derived]
    impl ::mycelium::__private::Wire for Quote {
        const LEN: ::core::option::Option<::core::primitive::usize> = ::mycelium::__private::sum_len(
            &[
                <u64 as ::mycelium::__private::Wire>::LEN,
                <u16 as ::mycelium::__private::Wire>::LEN,
                <i64 as ::mycelium::__private::Wire>::LEN,
                <i64 as ::mycelium::__private::Wire>::LEN,
                <u64 as ::mycelium::__private::Wire>::LEN,
                <u64 as ::mycelium::__private::Wire>::LEN,
                <u8 as ::mycelium::__private::Wire>::LEN,
                <[u8; 20] as ::mycelium::__private::Wire>::LEN,
                <u64 as ::mycelium::__private::Wire>::LEN,
                <u64 as ::mycelium::__private::Wire>::LEN,
            ],
        );
        const MIN_LEN: ::core::primitive::usize = <u64 as ::mycelium::__private::Wire>::MIN_LEN
            + <u16 as ::mycelium::__private::Wire>::MIN_LEN
            + <i64 as ::mycelium::__private::Wire>::MIN_LEN
            + <i64 as ::mycelium::__private::Wire>::MIN_LEN
            + <u64 as ::mycelium::__private::Wire>::MIN_LEN
            + <u64 as ::mycelium::__private::Wire>::MIN_LEN
            + <u8 as ::mycelium::__private::Wire>::MIN_LEN
            + <[u8; 20] as ::mycelium::__private::Wire>::MIN_LEN
            + <u64 as ::mycelium::__private::Wire>::MIN_LEN
            + <u64 as ::mycelium::__private::Wire>::MIN_LEN;
        const SCHEMA: ::core::primitive::u64 = {
            let __fields = [
                ("instrument", <u64 as ::mycelium::__private::Wire>::SCHEMA, 0usize),
                ("venue", <u16 as ::mycelium::__private::Wire>::SCHEMA, 0usize),
                ("bid", <i64 as ::mycelium::__private::Wire>::SCHEMA, 0usize),
                ("ask", <i64 as ::mycelium::__private::Wire>::SCHEMA, 0usize),
                ("bid_size", <u64 as ::mycelium::__private::Wire>::SCHEMA, 0usize),
                ("ask_size", <u64 as ::mycelium::__private::Wire>::SCHEMA, 0usize),
                ("flags", <u8 as ::mycelium::__private::Wire>::SCHEMA, 0usize),
                ("pool", <[u8; 20] as ::mycelium::__private::Wire>::SCHEMA, 0usize),
                ("sequence", <u64 as ::mycelium::__private::Wire>::SCHEMA, 0usize),
                ("at", <u64 as ::mycelium::__private::Wire>::SCHEMA, 0usize),
            ];
            ::mycelium::__private::struct_schema("Quote", &__fields)
        };
        const FIELDS: &'static [::mycelium::__private::FieldInfo] = &[
            ::mycelium::__private::FieldInfo::new(
                "instrument",
                ::mycelium::__private::TypeInfo::new(
                    "u64",
                    <u64 as ::mycelium::__private::Wire>::SCHEMA,
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
                1u8,
            ),
            ::mycelium::__private::FieldInfo::new(
                "bid",
                ::mycelium::__private::TypeInfo::new(
                    "i64",
                    <i64 as ::mycelium::__private::Wire>::SCHEMA,
                ),
                0u16,
                1u8,
            ),
            ::mycelium::__private::FieldInfo::new(
                "ask",
                ::mycelium::__private::TypeInfo::new(
                    "i64",
                    <i64 as ::mycelium::__private::Wire>::SCHEMA,
                ),
                0u16,
                1u8,
            ),
            ::mycelium::__private::FieldInfo::new(
                "bid_size",
                ::mycelium::__private::TypeInfo::new(
                    "u64",
                    <u64 as ::mycelium::__private::Wire>::SCHEMA,
                ),
                0u16,
                1u8,
            ),
            ::mycelium::__private::FieldInfo::new(
                "ask_size",
                ::mycelium::__private::TypeInfo::new(
                    "u64",
                    <u64 as ::mycelium::__private::Wire>::SCHEMA,
                ),
                0u16,
                1u8,
            ),
            ::mycelium::__private::FieldInfo::new(
                "flags",
                ::mycelium::__private::TypeInfo::new(
                    "u8",
                    <u8 as ::mycelium::__private::Wire>::SCHEMA,
                ),
                0u16,
                1u8,
            ),
            ::mycelium::__private::FieldInfo::new(
                "pool",
                ::mycelium::__private::TypeInfo::new(
                    "[u8; 20]",
                    <[u8; 20] as ::mycelium::__private::Wire>::SCHEMA,
                ),
                0u16,
                1u8,
            ),
            ::mycelium::__private::FieldInfo::new(
                "sequence",
                ::mycelium::__private::TypeInfo::new(
                    "u64",
                    <u64 as ::mycelium::__private::Wire>::SCHEMA,
                ),
                0u16,
                1u8,
            ),
            ::mycelium::__private::FieldInfo::new(
                "at",
                ::mycelium::__private::TypeInfo::new(
                    "u64",
                    <u64 as ::mycelium::__private::Wire>::SCHEMA,
                ),
                0u16,
                1u8,
            ),
        ];
        #[inline]
        fn encoded_len(&self) -> ::core::primitive::usize {
            if let ::core::option::Option::Some(__len) = <Self as ::mycelium::__private::Wire>::LEN {
                return __len;
            }
            <u64 as ::mycelium::__private::Wire>::encoded_len(&self.instrument)
                + <u16 as ::mycelium::__private::Wire>::encoded_len(&self.venue)
                + <i64 as ::mycelium::__private::Wire>::encoded_len(&self.bid)
                + <i64 as ::mycelium::__private::Wire>::encoded_len(&self.ask)
                + <u64 as ::mycelium::__private::Wire>::encoded_len(&self.bid_size)
                + <u64 as ::mycelium::__private::Wire>::encoded_len(&self.ask_size)
                + <u8 as ::mycelium::__private::Wire>::encoded_len(&self.flags)
                + <[u8; 20] as ::mycelium::__private::Wire>::encoded_len(&self.pool)
                + <u64 as ::mycelium::__private::Wire>::encoded_len(&self.sequence)
                + <u64 as ::mycelium::__private::Wire>::encoded_len(&self.at)
        }
        #[inline]
        fn encode(&self, __out: &mut ::mycelium::__private::Writer<'_>) {
            <u64 as ::mycelium::__private::Wire>::encode(&self.instrument, __out);
            <u16 as ::mycelium::__private::Wire>::encode(&self.venue, __out);
            <i64 as ::mycelium::__private::Wire>::encode(&self.bid, __out);
            <i64 as ::mycelium::__private::Wire>::encode(&self.ask, __out);
            <u64 as ::mycelium::__private::Wire>::encode(&self.bid_size, __out);
            <u64 as ::mycelium::__private::Wire>::encode(&self.ask_size, __out);
            <u8 as ::mycelium::__private::Wire>::encode(&self.flags, __out);
            <[u8; 20] as ::mycelium::__private::Wire>::encode(&self.pool, __out);
            <u64 as ::mycelium::__private::Wire>::encode(&self.sequence, __out);
            <u64 as ::mycelium::__private::Wire>::encode(&self.at, __out);
        }
        #[inline]
        fn decode(
            __from: &mut ::mycelium::__private::Reader<'_>,
        ) -> ::core::result::Result<Self, ::mycelium::__private::WireError> {
            let _ = <u64 as ::mycelium::__private::Wire>::MIN_LEN;
            let __field0 = ::mycelium::__private::field::<
                u64,
            >(__from, "Quote", "instrument")?;
            let _ = <u16 as ::mycelium::__private::Wire>::MIN_LEN;
            let __field1 = ::mycelium::__private::field::<
                u16,
            >(__from, "Quote", "venue")?;
            let _ = <i64 as ::mycelium::__private::Wire>::MIN_LEN;
            let __field2 = ::mycelium::__private::field::<i64>(__from, "Quote", "bid")?;
            let _ = <i64 as ::mycelium::__private::Wire>::MIN_LEN;
            let __field3 = ::mycelium::__private::field::<i64>(__from, "Quote", "ask")?;
            let _ = <u64 as ::mycelium::__private::Wire>::MIN_LEN;
            let __field4 = ::mycelium::__private::field::<
                u64,
            >(__from, "Quote", "bid_size")?;
            let _ = <u64 as ::mycelium::__private::Wire>::MIN_LEN;
            let __field5 = ::mycelium::__private::field::<
                u64,
            >(__from, "Quote", "ask_size")?;
            let _ = <u8 as ::mycelium::__private::Wire>::MIN_LEN;
            let __field6 = ::mycelium::__private::field::<u8>(__from, "Quote", "flags")?;
            let _ = <[u8; 20] as ::mycelium::__private::Wire>::MIN_LEN;
            let __field7 = ::mycelium::__private::field::<
                [u8; 20],
            >(__from, "Quote", "pool")?;
            let _ = <u64 as ::mycelium::__private::Wire>::MIN_LEN;
            let __field8 = ::mycelium::__private::field::<
                u64,
            >(__from, "Quote", "sequence")?;
            let _ = <u64 as ::mycelium::__private::Wire>::MIN_LEN;
            let __field9 = ::mycelium::__private::field::<u64>(__from, "Quote", "at")?;
            ::core::result::Result::Ok(Self {
                instrument: __field0,
                venue: __field1,
                bid: __field2,
                ask: __field3,
                bid_size: __field4,
                ask_size: __field5,
                flags: __field6,
                pool: __field7,
                sequence: __field8,
                at: __field9,
            })
        }
        #[inline(always)]
        fn read(
            __from: &mut ::mycelium::__private::Reader<'_>,
        ) -> ::core::option::Option<Self> {
            let __field0 = <u64 as ::mycelium::__private::Wire>::read(__from)?;
            let __field1 = <u16 as ::mycelium::__private::Wire>::read(__from)?;
            let __field2 = <i64 as ::mycelium::__private::Wire>::read(__from)?;
            let __field3 = <i64 as ::mycelium::__private::Wire>::read(__from)?;
            let __field4 = <u64 as ::mycelium::__private::Wire>::read(__from)?;
            let __field5 = <u64 as ::mycelium::__private::Wire>::read(__from)?;
            let __field6 = <u8 as ::mycelium::__private::Wire>::read(__from)?;
            let __field7 = <[u8; 20] as ::mycelium::__private::Wire>::read(__from)?;
            let __field8 = <u64 as ::mycelium::__private::Wire>::read(__from)?;
            let __field9 = <u64 as ::mycelium::__private::Wire>::read(__from)?;
            ::core::option::Option::Some(Self {
                instrument: __field0,
                venue: __field1,
                bid: __field2,
                ask: __field3,
                bid_size: __field4,
                ask_size: __field5,
                flags: __field6,
                pool: __field7,
                sequence: __field8,
                at: __field9,
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
    ! < i64 as ::mycelium::__private::Wire > ::GROWS,
    "`i64` may grow (it has `since` fields, or is `appendable`), so it cannot stand inside of something else: nothing would say where it ends; use a `nested` struct"
);
const _: () = ::core::assert!(
    ! < u64 as ::mycelium::__private::Wire > ::GROWS,
    "`u64` may grow (it has `since` fields, or is `appendable`), so it cannot stand inside of something else: nothing would say where it ends; use a `nested` struct"
);
const _: () = ::core::assert!(
    ! < u64 as ::mycelium::__private::Wire > ::GROWS,
    "`u64` may grow (it has `since` fields, or is `appendable`), so it cannot stand inside of something else: nothing would say where it ends; use a `nested` struct"
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
    ! < u64 as ::mycelium::__private::Wire > ::GROWS,
    "`u64` may grow (it has `since` fields, or is `appendable`), so it cannot stand inside of something else: nothing would say where it ends; use a `nested` struct"
);
const _: () = ::core::assert!(
    ! < u64 as ::mycelium::__private::Wire > ::GROWS,
    "`u64` may grow (it has `since` fields, or is `appendable`), so it cannot stand inside of something else: nothing would say where it ends; use a `nested` struct"
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
    const DOMAIN: ::core::option::Option<::mycelium::__private::Domain> = ::core::option::Option::Some(
        ::mycelium::__private::Domain::new(1u8),
    );
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
        ::mycelium::__private::decode_tlv::<
            Self,
        >(__tlv, ::mycelium::__private::tlv_type(200u8), "Quote", &[])
    }
    const SCHEMA: &'static [::core::primitive::u64] = &[
        ::mycelium::__private::message_schema(
            <Self as ::mycelium::__private::Wire>::SCHEMA,
            200u8,
            <() as ::mycelium::__private::Wire>::SCHEMA,
        ),
    ];
    const REPLY_GROWS: ::core::primitive::bool = {
        let _ = <() as ::mycelium::__private::Wire>::SCHEMA;
        <() as ::mycelium::__private::Wire>::GROWS
    };
    const FORM: &'static ::mycelium::__private::MessageForm = &::mycelium::__private::MessageForm::of::<
        Self,
    >(
        <Self as ::mycelium::__private::Wire>::FIELDS,
        ::mycelium::__private::TypeInfo::new(
            "()",
            <() as ::mycelium::__private::Wire>::SCHEMA,
        ),
        &[],
    );
    #[inline]
    fn encode_reply(
        __reply: &(),
        __out: &mut ::std::vec::Vec<::core::primitive::u8>,
    ) -> ::core::result::Result<(), ::mycelium::__private::WireError> {
        let _ = <() as ::mycelium::__private::Wire>::SCHEMA;
        ::mycelium::__private::encode_reply::<()>(__reply, __out)
    }
    #[inline]
    fn decode_reply(
        __number: ::core::primitive::u64,
        __payload: &[::core::primitive::u8],
    ) -> ::core::result::Result<(), ::mycelium::__private::WireError> {
        let _ = <() as ::mycelium::__private::Wire>::SCHEMA;
        ::mycelium::__private::decode_reply::<
            (),
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
    type Carried = ::std::sync::Arc<Self>;
}
