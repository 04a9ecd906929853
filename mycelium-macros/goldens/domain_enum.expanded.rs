pub enum MarketMessage {
    Quote(Arc<Quote>),
    LastPrice(LastPrice),
    Order(Order),
    Settle(Settle),
    Halt(Arc<Halt>),
}
const _: () = {
    type __Message0 = <Arc<
        Quote,
    > as ::mycelium::__private::Payload<
        [(); ::mycelium::__private::zero(
            <<Arc<
                Quote,
            > as ::mycelium::__private::Payload<
                MarketMessage,
            >>::Message as ::mycelium::__private::Message>::NUMBER,
        )],
    >>::Message;
    type __Payload0 = Arc<Quote>;
    type __Message1 = <LastPrice as ::mycelium::__private::Payload<
        [(); ::mycelium::__private::zero(
            <<LastPrice as ::mycelium::__private::Payload<
                MarketMessage,
            >>::Message as ::mycelium::__private::Message>::NUMBER,
        )],
    >>::Message;
    type __Payload1 = LastPrice;
    type __Message2 = <Order as ::mycelium::__private::Payload<
        [(); ::mycelium::__private::zero(
            <<Order as ::mycelium::__private::Payload<
                MarketMessage,
            >>::Message as ::mycelium::__private::Message>::NUMBER,
        )],
    >>::Message;
    type __Payload2 = Order;
    type __Message3 = <Settle as ::mycelium::__private::Payload<
        [(); ::mycelium::__private::zero(
            <<Settle as ::mycelium::__private::Payload<
                MarketMessage,
            >>::Message as ::mycelium::__private::Message>::NUMBER,
        )],
    >>::Message;
    type __Payload3 = Settle;
    type __Message4 = <Arc<
        Halt,
    > as ::mycelium::__private::Payload<
        [(); ::mycelium::__private::zero(
            <<Arc<
                Halt,
            > as ::mycelium::__private::Payload<
                MarketMessage,
            >>::Message as ::mycelium::__private::Message>::NUMBER,
        )],
    >>::Message;
    type __Payload4 = Arc<Halt>;
    ///The replies to the messages of `MarketMessage`.
    #[doc(hidden)]
    #[allow(missing_debug_implementations, unreachable_pub, private_interfaces)]
    #[allow(clippy::large_enum_variant)]
    pub enum __Reply {
        Quote(<__Message0 as ::mycelium::__private::Message>::Reply),
        LastPrice(<__Message1 as ::mycelium::__private::Message>::Reply),
        Order(<__Message2 as ::mycelium::__private::Message>::Reply),
        Settle(<__Message3 as ::mycelium::__private::Message>::Reply),
        Halt(<__Message4 as ::mycelium::__private::Message>::Reply),
    }
    #[automatically_derived]
    impl ::mycelium::__private::Message for MarketMessage {
        type Reply = __Reply;
        type Call = ::mycelium::__private::Ask;
        type Carried = Self;
        const NAME: &'static ::core::primitive::str = "MarketMessage";
        const NUMBER: ::core::primitive::u64 = 0;
        const DOMAIN: ::core::option::Option<::mycelium::__private::Domain> = ::mycelium::__private::domain(
            1u8,
        );
        const PAYLOAD_LEN: ::core::option::Option<::core::primitive::usize> = ::core::option::Option::None;
        const SCHEMA: &'static [::core::primitive::u64] = &[];
        const FORM: &'static ::mycelium::__private::MessageForm = &::mycelium::__private::MessageForm::of::<
            Self,
        >(
            &[],
            ::mycelium::__private::TypeInfo::new("()", 0),
            &[
                <__Message0 as ::mycelium::__private::Message>::FORM,
                <__Message1 as ::mycelium::__private::Message>::FORM,
                <__Message2 as ::mycelium::__private::Message>::FORM,
                <__Message3 as ::mycelium::__private::Message>::FORM,
                <__Message4 as ::mycelium::__private::Message>::FORM,
            ],
        );
        fn tlv_len(&self) -> ::core::primitive::usize {
            ::mycelium::__private::visit_len(self)
        }
        fn encode_tlv(
            &self,
            __out: &mut ::mycelium::__private::Bytes,
        ) -> ::mycelium::__private::WireResult<()> {
            ::mycelium::__private::visit_encode(self, __out)
        }
        fn write_tlv(
            &self,
            __out: &mut [::core::primitive::u8],
        ) -> ::mycelium::__private::WireResult<::core::primitive::usize> {
            ::mycelium::__private::visit_write(self, __out)
        }
        fn encode_tlv_as(
            &self,
            __version: ::core::primitive::usize,
            __out: &mut ::mycelium::__private::Bytes,
        ) -> ::mycelium::__private::WireResult<()> {
            ::mycelium::__private::visit_encode_as(self, __version, __out)
        }
        fn decode_tlv(
            __tlv: ::mycelium::__private::Tlv<'_>,
        ) -> ::mycelium::__private::WireResult<Self> {
            let __from = ::mycelium::__private::Decoding(__tlv);
            if let ::core::option::Option::Some(__found) = __from
                .one::<__Message0, _, _>(Self::Quote)
            {
                return __found;
            }
            if let ::core::option::Option::Some(__found) = __from
                .one::<__Message1, _, _>(Self::LastPrice)
            {
                return __found;
            }
            if let ::core::option::Option::Some(__found) = __from
                .one::<__Message2, _, _>(Self::Order)
            {
                return __found;
            }
            if let ::core::option::Option::Some(__found) = __from
                .one::<__Message3, _, _>(Self::Settle)
            {
                return __found;
            }
            if let ::core::option::Option::Some(__found) = __from
                .one::<__Message4, _, _>(Self::Halt)
            {
                return __found;
            }
            __from.none("MarketMessage")
        }
        fn encode_reply(
            __reply: &__Reply,
            __out: &mut ::mycelium::__private::Bytes,
        ) -> ::mycelium::__private::WireResult<()> {
            let __to = ::mycelium::__private::EncodingReply(__out);
            match *__reply {
                __Reply::Quote(ref __reply) => __to.one::<__Message0>(__reply),
                __Reply::LastPrice(ref __reply) => __to.one::<__Message1>(__reply),
                __Reply::Order(ref __reply) => __to.one::<__Message2>(__reply),
                __Reply::Settle(ref __reply) => __to.one::<__Message3>(__reply),
                __Reply::Halt(ref __reply) => __to.one::<__Message4>(__reply),
            }
        }
        fn decode_reply(
            __number: ::core::primitive::u64,
            __payload: &[::core::primitive::u8],
        ) -> ::mycelium::__private::WireResult<__Reply> {
            let __from = ::mycelium::__private::DecodingReply(__number, __payload);
            if let ::core::option::Option::Some(__found) = __from
                .one::<__Message0, _>(__Reply::Quote)
            {
                return __found;
            }
            if let ::core::option::Option::Some(__found) = __from
                .one::<__Message1, _>(__Reply::LastPrice)
            {
                return __found;
            }
            if let ::core::option::Option::Some(__found) = __from
                .one::<__Message2, _>(__Reply::Order)
            {
                return __found;
            }
            if let ::core::option::Option::Some(__found) = __from
                .one::<__Message3, _>(__Reply::Settle)
            {
                return __found;
            }
            if let ::core::option::Option::Some(__found) = __from
                .one::<__Message4, _>(__Reply::Halt)
            {
                return __found;
            }
            __from.none("MarketMessage")
        }
    }
    #[automatically_derived]
    impl ::mycelium::__private::Visited for MarketMessage {
        #[inline]
        fn visited<__V: ::mycelium::__private::Visit>(&self, __to: __V) -> __V::Out {
            match *self {
                Self::Quote(ref __message) => {
                    __to.visit::<__Message0>(__message, "Quote")
                }
                Self::LastPrice(ref __message) => {
                    __to.visit::<__Message1>(__message, "LastPrice")
                }
                Self::Order(ref __message) => {
                    __to.visit::<__Message2>(__message, "Order")
                }
                Self::Settle(ref __message) => {
                    __to.visit::<__Message3>(__message, "Settle")
                }
                Self::Halt(ref __message) => __to.visit::<__Message4>(__message, "Halt"),
            }
        }
    }
    #[automatically_derived]
    impl ::mycelium::__private::Sendable for MarketMessage {
        type Message = Self;
    }
    #[automatically_derived]
    impl ::mycelium::__private::DomainEnum for MarketMessage {
        const VARIANTS: &'static [::mycelium::__private::Variant] = &[
            ::mycelium::__private::variant_of::<__Message0, Self>("Quote"),
            ::mycelium::__private::variant_of::<__Message1, Self>("LastPrice"),
            ::mycelium::__private::variant_of::<__Message2, Self>("Order"),
            ::mycelium::__private::variant_of::<__Message3, Self>("Settle"),
            ::mycelium::__private::variant_of::<__Message4, Self>("Halt"),
        ];
        fn variant(&self) -> ::mycelium::__private::Variant {
            ::mycelium::__private::visit_variant(self)
        }
        fn share(&self) -> ::core::option::Option<Self> {
            match *self {
                Self::Quote(ref __message) => {
                    ::mycelium::__private::Shared::<__Payload0>::new(__message)
                        .__share()
                        .map(Self::Quote)
                }
                Self::LastPrice(ref __message) => {
                    ::mycelium::__private::Shared::<__Payload1>::new(__message)
                        .__share()
                        .map(Self::LastPrice)
                }
                Self::Order(ref __message) => {
                    ::mycelium::__private::Shared::<__Payload2>::new(__message)
                        .__share()
                        .map(Self::Order)
                }
                Self::Settle(ref __message) => {
                    ::mycelium::__private::Shared::<__Payload3>::new(__message)
                        .__share()
                        .map(Self::Settle)
                }
                Self::Halt(ref __message) => {
                    ::mycelium::__private::Shared::<__Payload4>::new(__message)
                        .__share()
                        .map(Self::Halt)
                }
            }
        }
    }
    #[automatically_derived]
    impl ::mycelium::__private::TlvUsedOnce<
        {
            <<Arc<
                Quote,
            > as ::mycelium::__private::Payload<
                MarketMessage,
            >>::Message as ::mycelium::__private::Message>::NUMBER
        },
    > for MarketMessage {}
    #[automatically_derived]
    impl ::mycelium::__private::Handles<
        <Arc<Quote> as ::mycelium::__private::Payload<MarketMessage>>::Message,
    > for MarketMessage {
        type Carried = __Payload0;
        fn wrap(__carried: __Payload0) -> Self {
            Self::Quote(__carried)
        }
        #[allow(unreachable_patterns)]
        fn unwrap(self) -> ::core::option::Option<__Payload0> {
            match self {
                Self::Quote(__carried) => ::core::option::Option::Some(__carried),
                _ => ::core::option::Option::None,
            }
        }
        fn answer(
            __reply: <__Message0 as ::mycelium::__private::Message>::Reply,
        ) -> __Reply {
            __Reply::Quote(__reply)
        }
        #[allow(unreachable_patterns)]
        fn answered(
            __reply: __Reply,
        ) -> ::core::option::Option<
            <__Message0 as ::mycelium::__private::Message>::Reply,
        > {
            match __reply {
                __Reply::Quote(__reply) => ::core::option::Option::Some(__reply),
                _ => ::core::option::Option::None,
            }
        }
    }
    #[automatically_derived]
    #[allow(private_interfaces)]
    impl ::core::convert::From<Arc<Quote>> for MarketMessage {
        fn from(__carried: Arc<Quote>) -> Self {
            Self::Quote(__carried)
        }
    }
    #[automatically_derived]
    impl ::mycelium::__private::TlvUsedOnce<
        {
            <<LastPrice as ::mycelium::__private::Payload<
                MarketMessage,
            >>::Message as ::mycelium::__private::Message>::NUMBER
        },
    > for MarketMessage {}
    #[automatically_derived]
    impl ::mycelium::__private::Handles<
        <LastPrice as ::mycelium::__private::Payload<MarketMessage>>::Message,
    > for MarketMessage {
        type Carried = __Payload1;
        fn wrap(__carried: __Payload1) -> Self {
            Self::LastPrice(__carried)
        }
        #[allow(unreachable_patterns)]
        fn unwrap(self) -> ::core::option::Option<__Payload1> {
            match self {
                Self::LastPrice(__carried) => ::core::option::Option::Some(__carried),
                _ => ::core::option::Option::None,
            }
        }
        fn answer(
            __reply: <__Message1 as ::mycelium::__private::Message>::Reply,
        ) -> __Reply {
            __Reply::LastPrice(__reply)
        }
        #[allow(unreachable_patterns)]
        fn answered(
            __reply: __Reply,
        ) -> ::core::option::Option<
            <__Message1 as ::mycelium::__private::Message>::Reply,
        > {
            match __reply {
                __Reply::LastPrice(__reply) => ::core::option::Option::Some(__reply),
                _ => ::core::option::Option::None,
            }
        }
    }
    #[automatically_derived]
    #[allow(private_interfaces)]
    impl ::core::convert::From<LastPrice> for MarketMessage {
        fn from(__carried: LastPrice) -> Self {
            Self::LastPrice(__carried)
        }
    }
    #[automatically_derived]
    impl ::mycelium::__private::TlvUsedOnce<
        {
            <<Order as ::mycelium::__private::Payload<
                MarketMessage,
            >>::Message as ::mycelium::__private::Message>::NUMBER
        },
    > for MarketMessage {}
    #[automatically_derived]
    impl ::mycelium::__private::Handles<
        <Order as ::mycelium::__private::Payload<MarketMessage>>::Message,
    > for MarketMessage {
        type Carried = __Payload2;
        fn wrap(__carried: __Payload2) -> Self {
            Self::Order(__carried)
        }
        #[allow(unreachable_patterns)]
        fn unwrap(self) -> ::core::option::Option<__Payload2> {
            match self {
                Self::Order(__carried) => ::core::option::Option::Some(__carried),
                _ => ::core::option::Option::None,
            }
        }
        fn answer(
            __reply: <__Message2 as ::mycelium::__private::Message>::Reply,
        ) -> __Reply {
            __Reply::Order(__reply)
        }
        #[allow(unreachable_patterns)]
        fn answered(
            __reply: __Reply,
        ) -> ::core::option::Option<
            <__Message2 as ::mycelium::__private::Message>::Reply,
        > {
            match __reply {
                __Reply::Order(__reply) => ::core::option::Option::Some(__reply),
                _ => ::core::option::Option::None,
            }
        }
    }
    #[automatically_derived]
    #[allow(private_interfaces)]
    impl ::core::convert::From<Order> for MarketMessage {
        fn from(__carried: Order) -> Self {
            Self::Order(__carried)
        }
    }
    #[automatically_derived]
    impl ::mycelium::__private::TlvUsedOnce<
        {
            <<Settle as ::mycelium::__private::Payload<
                MarketMessage,
            >>::Message as ::mycelium::__private::Message>::NUMBER
        },
    > for MarketMessage {}
    #[automatically_derived]
    impl ::mycelium::__private::Handles<
        <Settle as ::mycelium::__private::Payload<MarketMessage>>::Message,
    > for MarketMessage {
        type Carried = __Payload3;
        fn wrap(__carried: __Payload3) -> Self {
            Self::Settle(__carried)
        }
        #[allow(unreachable_patterns)]
        fn unwrap(self) -> ::core::option::Option<__Payload3> {
            match self {
                Self::Settle(__carried) => ::core::option::Option::Some(__carried),
                _ => ::core::option::Option::None,
            }
        }
        fn answer(
            __reply: <__Message3 as ::mycelium::__private::Message>::Reply,
        ) -> __Reply {
            __Reply::Settle(__reply)
        }
        #[allow(unreachable_patterns)]
        fn answered(
            __reply: __Reply,
        ) -> ::core::option::Option<
            <__Message3 as ::mycelium::__private::Message>::Reply,
        > {
            match __reply {
                __Reply::Settle(__reply) => ::core::option::Option::Some(__reply),
                _ => ::core::option::Option::None,
            }
        }
    }
    #[automatically_derived]
    #[allow(private_interfaces)]
    impl ::core::convert::From<Settle> for MarketMessage {
        fn from(__carried: Settle) -> Self {
            Self::Settle(__carried)
        }
    }
    #[automatically_derived]
    impl ::mycelium::__private::TlvUsedOnce<
        {
            <<Arc<
                Halt,
            > as ::mycelium::__private::Payload<
                MarketMessage,
            >>::Message as ::mycelium::__private::Message>::NUMBER
        },
    > for MarketMessage {}
    #[automatically_derived]
    impl ::mycelium::__private::Handles<
        <Arc<Halt> as ::mycelium::__private::Payload<MarketMessage>>::Message,
    > for MarketMessage {
        type Carried = __Payload4;
        fn wrap(__carried: __Payload4) -> Self {
            Self::Halt(__carried)
        }
        #[allow(unreachable_patterns)]
        fn unwrap(self) -> ::core::option::Option<__Payload4> {
            match self {
                Self::Halt(__carried) => ::core::option::Option::Some(__carried),
                _ => ::core::option::Option::None,
            }
        }
        fn answer(
            __reply: <__Message4 as ::mycelium::__private::Message>::Reply,
        ) -> __Reply {
            __Reply::Halt(__reply)
        }
        #[allow(unreachable_patterns)]
        fn answered(
            __reply: __Reply,
        ) -> ::core::option::Option<
            <__Message4 as ::mycelium::__private::Message>::Reply,
        > {
            match __reply {
                __Reply::Halt(__reply) => ::core::option::Option::Some(__reply),
                _ => ::core::option::Option::None,
            }
        }
    }
    #[automatically_derived]
    #[allow(private_interfaces)]
    impl ::core::convert::From<Arc<Halt>> for MarketMessage {
        fn from(__carried: Arc<Halt>) -> Self {
            Self::Halt(__carried)
        }
    }
};
