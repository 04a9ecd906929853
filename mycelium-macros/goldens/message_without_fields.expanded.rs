pub struct Tick;
const _: () = {
    #[derive(::core::clone::Clone, ::core::marker::Copy)]
    #[doc(hidden)]
    #[allow(unreachable_pub, non_camel_case_types)]
    pub struct __TickView<'__a>(::mycelium::__private::Place<'__a>);
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
            ::mycelium::__private::show::<Tick>(__f, "Tick", self.0, &[])
        }
    }
    #[automatically_derived]
    impl ::mycelium::__private::Wire for Tick {
        const FORMS: ::core::option::Option<
            &'static [::mycelium::__private::FieldForm],
        > = {
            let __fields = [];
            ::core::option::Option::Some(
                &::mycelium::__private::fields_of("Tick", __fields),
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
        >("Tick");
        const FIELDS: &'static [::mycelium::__private::FieldInfo] = &::mycelium::__private::infos::<
            Self,
            0,
        >();
        type View<'__a> = __TickView<'__a>;
        #[inline]
        fn encoded_len(&self) -> ::core::primitive::usize {
            ::mycelium::__private::struct_len(self)
        }
        #[inline]
        fn encode(&self, __out: &mut ::mycelium::__private::Writer<'_>) {
            <Self as ::mycelium::__private::Wire>::put_fields(self, __out);
        }
        #[inline(always)]
        fn put_fields<__P: ::mycelium::__private::Put>(&self, __to: &mut __P) {}
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
            ::core::option::Option::Some(Self {})
        }
        #[inline]
        fn view<'__a>(
            __from: &mut ::mycelium::__private::Reader<'__a>,
        ) -> ::mycelium::__private::WireResult<__TickView<'__a>> {
            ::core::result::Result::map(
                ::mycelium::__private::pass_from::<Self>(__from),
                __TickView,
            )
        }
        #[inline]
        fn view_front<'__a>(
            __from: &::mycelium::__private::Reader<'__a>,
        ) -> ::mycelium::__private::WireResult<__TickView<'__a>> {
            ::core::result::Result::Ok(
                __TickView(::mycelium::__private::Place::of(__from)),
            )
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
        >(__number, "reply to Tick", __payload)
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
