pub struct Tick;
const _: () = {
    #[derive(::core::clone::Clone, ::core::marker::Copy)]
    #[doc(hidden)]
    #[allow(unreachable_pub, non_camel_case_types)]
    pub struct __TickView<'__a> {
        __place: ::mycelium::__private::Place<'__a>,
    }
    #[automatically_derived]
    impl ::mycelium::__private::Fields for __TickView<'_> {
        const NAME: &'static ::core::primitive::str = "Tick";
        const FIELDS: &'static [::mycelium::__private::FieldForm] = &[];
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
    impl<'__a> __TickView<'__a> {}
    #[automatically_derived]
    impl ::core::fmt::Debug for __TickView<'_> {
        fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            ::mycelium::__private::show::<Self>(__f, &[])
        }
    }
    #[automatically_derived]
    impl ::mycelium::__private::Wire for Tick {
        const LEN: ::core::option::Option<::core::primitive::usize> = ::mycelium::__private::sum_len(
            &[],
        );
        const MIN_LEN: ::core::primitive::usize = 0;
        const SCHEMA: ::core::primitive::u64 = {
            let __fields = [];
            ::mycelium::__private::struct_schema("Tick", &__fields)
        };
        const FIELDS: &'static [::mycelium::__private::FieldInfo] = &[];
        #[inline]
        fn encoded_len(&self) -> ::core::primitive::usize {
            if let ::core::option::Option::Some(__len) = <Self as ::mycelium::__private::Wire>::LEN {
                return __len;
            }
            0
        }
        #[inline]
        fn encode(&self, __out: &mut ::mycelium::__private::Writer<'_>) {}
        #[inline]
        fn decode(
            __from: &mut ::mycelium::__private::Reader<'_>,
        ) -> ::core::result::Result<Self, ::mycelium::__private::WireError> {
            ::core::result::Result::Ok(Self {})
        }
        #[inline(always)]
        fn read(
            __from: &mut ::mycelium::__private::Reader<'_>,
        ) -> ::core::option::Option<Self> {
            ::core::option::Option::Some(Self {})
        }
        type View<'__a> = __TickView<'__a>;
        #[inline]
        fn view<'__a>(
            __from: &mut ::mycelium::__private::Reader<'__a>,
        ) -> ::mycelium::__private::WireResult<__TickView<'__a>> {
            let __place = ::mycelium::__private::Place::of(__from);
            <Self as ::mycelium::__private::Wire>::pass(__from)?;
            ::core::result::Result::Ok(__TickView { __place })
        }
        #[inline]
        fn view_front<'__a>(
            __from: &::mycelium::__private::Reader<'__a>,
        ) -> ::mycelium::__private::WireResult<__TickView<'__a>> {
            ::core::result::Result::Ok(__TickView {
                __place: ::mycelium::__private::Place::of(__from),
            })
        }
        #[inline]
        fn pass(
            __from: &mut ::mycelium::__private::Reader<'_>,
        ) -> ::mycelium::__private::WireResult<()> {
            ::mycelium::__private::pass_struct_of::<Self, __TickView<'_>>(__from)
        }
    }
};
const _: () = ::core::assert!(
    ::core::matches!(< Tick as ::mycelium::__private::Wire > ::MIN_LEN, 0..= 65_535),
    "`Tick` needs more than the 65,535 bytes that a TLV can hold; split it, or send parts"
);
const _: () = {
    ::core::assert!(
        ::core::option::Option::is_some(& < Tick as ::mycelium::__private::Wire > ::LEN),
        "`Tick` has a field of varying length, so it accepts every length already; remove `accept`"
    );
    ::core::assert!(
        ::core::matches!(< Tick as ::mycelium::__private::Wire > ::MIN_LEN, 0..= 0),
        "this is shorter than the fields of `Tick`; list lengths that hold all of them"
    );
    ::core::assert!(
        ::core::matches!(< Tick as ::mycelium::__private::Wire > ::MIN_LEN, 0..= 4),
        "this is shorter than the fields of `Tick`; list lengths that hold all of them"
    );
    ::core::assert!(
        0 == < Tick as ::mycelium::__private::Wire > ::MIN_LEN || 4 == < Tick as
        ::mycelium::__private::Wire > ::MIN_LEN,
        "the length that `Tick` itself is written with is not among those accepted; add it"
    );
};
#[automatically_derived]
impl ::mycelium::__private::Message for Tick {
    type Reply = ();
    type Call = ::mycelium::__private::Tell;
    type Carried = ::std::sync::Arc<Self>;
    const NAME: &'static ::core::primitive::str = "Tick";
    const DOMAIN: ::core::option::Option<::mycelium::__private::Domain> = ::core::option::Option::None;
    const NUMBER: ::core::primitive::u64 = 201u64;
    const PAYLOAD_LEN: ::core::option::Option<::core::primitive::usize> = <Self as ::mycelium::__private::Wire>::LEN;
    const ACCEPT: &'static [::core::primitive::usize] = &[0, 4];
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
        >(::mycelium::__private::tlv_type(201u8), self, __out)
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
        >(::mycelium::__private::tlv_type(201u8), self, __out)
    }
    #[inline]
    fn decode_tlv(
        __tlv: ::mycelium::__private::Tlv<'_>,
    ) -> ::core::result::Result<Self, ::mycelium::__private::WireError> {
        ::mycelium::__private::decode_tlv::<
            Self,
        >(__tlv, ::mycelium::__private::tlv_type(201u8), "Tick", &[0, 4])
    }
    const SCHEMA: &'static [::core::primitive::u64] = &[
        ::mycelium::__private::message_schema(
            <Self as ::mycelium::__private::Wire>::SCHEMA,
            201u8,
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
        >(__number, 201u64, "Tick", "reply to Tick", __payload)
    }
}
#[automatically_derived]
impl ::mycelium::__private::Sendable for Tick {
    type Message = Self;
}
#[automatically_derived]
impl<__M> ::mycelium::__private::Payload<__M> for Tick {
    type Message = Self;
    type Carried = ::std::sync::Arc<Self>;
}
