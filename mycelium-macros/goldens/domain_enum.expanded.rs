pub enum MarketMessage {
    Quote(Arc<Quote>),
    LastPrice(LastPrice),
    Order(Order),
    Settle(Settle),
    Halt(Arc<Halt>),
}
///The replies to the messages of `MarketMessage`.
#[doc(hidden)]
#[allow(missing_debug_implementations, unreachable_pub, private_interfaces)]
#[allow(clippy::large_enum_variant)]
pub enum __MarketMessageReply {
    Quote(
        <<Arc<
            Quote,
        > as ::mycelium::__private::Payload<
            MarketMessage,
        >>::Message as ::mycelium::__private::Message>::Reply,
    ),
    LastPrice(
        <<LastPrice as ::mycelium::__private::Payload<
            MarketMessage,
        >>::Message as ::mycelium::__private::Message>::Reply,
    ),
    Order(
        <<Order as ::mycelium::__private::Payload<
            MarketMessage,
        >>::Message as ::mycelium::__private::Message>::Reply,
    ),
    Settle(
        <<Settle as ::mycelium::__private::Payload<
            MarketMessage,
        >>::Message as ::mycelium::__private::Message>::Reply,
    ),
    Halt(
        <<Arc<
            Halt,
        > as ::mycelium::__private::Payload<
            MarketMessage,
        >>::Message as ::mycelium::__private::Message>::Reply,
    ),
}
#[automatically_derived]
impl ::mycelium::__private::Message for MarketMessage {
    type Reply = __MarketMessageReply;
    type Call = ::mycelium::__private::Ask;
    type Carried = Self;
    const NAME: &'static ::core::primitive::str = "MarketMessage";
    const NUMBER: ::core::primitive::u64 = 0;
    const DOMAIN: ::core::option::Option<::mycelium::__private::Domain> = ::core::option::Option::Some(
        ::mycelium::__private::Domain::new(1u8),
    );
    const PAYLOAD_LEN: ::core::option::Option<::core::primitive::usize> = ::core::option::Option::None;
    const SCHEMA: &'static [::core::primitive::u64] = &[];
    const FORM: &'static ::mycelium::__private::MessageForm = &::mycelium::__private::MessageForm::of::<
        Self,
    >(
        &[],
        ::mycelium::__private::TypeInfo::new("()", 0),
        &[
            <<Arc<
                Quote,
            > as ::mycelium::__private::Payload<
                MarketMessage,
            >>::Message as ::mycelium::__private::Message>::FORM,
            <<LastPrice as ::mycelium::__private::Payload<
                MarketMessage,
            >>::Message as ::mycelium::__private::Message>::FORM,
            <<Order as ::mycelium::__private::Payload<
                MarketMessage,
            >>::Message as ::mycelium::__private::Message>::FORM,
            <<Settle as ::mycelium::__private::Payload<
                MarketMessage,
            >>::Message as ::mycelium::__private::Message>::FORM,
            <<Arc<
                Halt,
            > as ::mycelium::__private::Payload<
                MarketMessage,
            >>::Message as ::mycelium::__private::Message>::FORM,
        ],
    );
    fn tlv_len(&self) -> ::core::primitive::usize {
        match *self {
            Self::Quote(ref __message) => {
                <<Arc<
                    Quote,
                > as ::mycelium::__private::Payload<
                    MarketMessage,
                >>::Message as ::mycelium::__private::Message>::tlv_len(__message)
            }
            Self::LastPrice(ref __message) => {
                <<LastPrice as ::mycelium::__private::Payload<
                    MarketMessage,
                >>::Message as ::mycelium::__private::Message>::tlv_len(__message)
            }
            Self::Order(ref __message) => {
                <<Order as ::mycelium::__private::Payload<
                    MarketMessage,
                >>::Message as ::mycelium::__private::Message>::tlv_len(__message)
            }
            Self::Settle(ref __message) => {
                <<Settle as ::mycelium::__private::Payload<
                    MarketMessage,
                >>::Message as ::mycelium::__private::Message>::tlv_len(__message)
            }
            Self::Halt(ref __message) => {
                <<Arc<
                    Halt,
                > as ::mycelium::__private::Payload<
                    MarketMessage,
                >>::Message as ::mycelium::__private::Message>::tlv_len(__message)
            }
        }
    }
    fn encode_tlv(
        &self,
        __out: &mut ::std::vec::Vec<::core::primitive::u8>,
    ) -> ::core::result::Result<(), ::mycelium::__private::WireError> {
        match *self {
            Self::Quote(ref __message) => {
                <<Arc<
                    Quote,
                > as ::mycelium::__private::Payload<
                    MarketMessage,
                >>::Message as ::mycelium::__private::Message>::encode_tlv(
                    __message,
                    __out,
                )
            }
            Self::LastPrice(ref __message) => {
                <<LastPrice as ::mycelium::__private::Payload<
                    MarketMessage,
                >>::Message as ::mycelium::__private::Message>::encode_tlv(
                    __message,
                    __out,
                )
            }
            Self::Order(ref __message) => {
                <<Order as ::mycelium::__private::Payload<
                    MarketMessage,
                >>::Message as ::mycelium::__private::Message>::encode_tlv(
                    __message,
                    __out,
                )
            }
            Self::Settle(ref __message) => {
                <<Settle as ::mycelium::__private::Payload<
                    MarketMessage,
                >>::Message as ::mycelium::__private::Message>::encode_tlv(
                    __message,
                    __out,
                )
            }
            Self::Halt(ref __message) => {
                <<Arc<
                    Halt,
                > as ::mycelium::__private::Payload<
                    MarketMessage,
                >>::Message as ::mycelium::__private::Message>::encode_tlv(
                    __message,
                    __out,
                )
            }
        }
    }
    fn write_tlv(
        &self,
        __out: &mut [::core::primitive::u8],
    ) -> ::core::result::Result<
        ::core::primitive::usize,
        ::mycelium::__private::WireError,
    > {
        match *self {
            Self::Quote(ref __message) => {
                <<Arc<
                    Quote,
                > as ::mycelium::__private::Payload<
                    MarketMessage,
                >>::Message as ::mycelium::__private::Message>::write_tlv(
                    __message,
                    __out,
                )
            }
            Self::LastPrice(ref __message) => {
                <<LastPrice as ::mycelium::__private::Payload<
                    MarketMessage,
                >>::Message as ::mycelium::__private::Message>::write_tlv(
                    __message,
                    __out,
                )
            }
            Self::Order(ref __message) => {
                <<Order as ::mycelium::__private::Payload<
                    MarketMessage,
                >>::Message as ::mycelium::__private::Message>::write_tlv(
                    __message,
                    __out,
                )
            }
            Self::Settle(ref __message) => {
                <<Settle as ::mycelium::__private::Payload<
                    MarketMessage,
                >>::Message as ::mycelium::__private::Message>::write_tlv(
                    __message,
                    __out,
                )
            }
            Self::Halt(ref __message) => {
                <<Arc<
                    Halt,
                > as ::mycelium::__private::Payload<
                    MarketMessage,
                >>::Message as ::mycelium::__private::Message>::write_tlv(
                    __message,
                    __out,
                )
            }
        }
    }
    fn encode_tlv_as(
        &self,
        __version: ::core::primitive::usize,
        __out: &mut ::std::vec::Vec<::core::primitive::u8>,
    ) -> ::core::result::Result<(), ::mycelium::__private::WireError> {
        match *self {
            Self::Quote(ref __message) => {
                <<Arc<
                    Quote,
                > as ::mycelium::__private::Payload<
                    MarketMessage,
                >>::Message as ::mycelium::__private::Message>::encode_tlv_as(
                    __message,
                    __version,
                    __out,
                )
            }
            Self::LastPrice(ref __message) => {
                <<LastPrice as ::mycelium::__private::Payload<
                    MarketMessage,
                >>::Message as ::mycelium::__private::Message>::encode_tlv_as(
                    __message,
                    __version,
                    __out,
                )
            }
            Self::Order(ref __message) => {
                <<Order as ::mycelium::__private::Payload<
                    MarketMessage,
                >>::Message as ::mycelium::__private::Message>::encode_tlv_as(
                    __message,
                    __version,
                    __out,
                )
            }
            Self::Settle(ref __message) => {
                <<Settle as ::mycelium::__private::Payload<
                    MarketMessage,
                >>::Message as ::mycelium::__private::Message>::encode_tlv_as(
                    __message,
                    __version,
                    __out,
                )
            }
            Self::Halt(ref __message) => {
                <<Arc<
                    Halt,
                > as ::mycelium::__private::Payload<
                    MarketMessage,
                >>::Message as ::mycelium::__private::Message>::encode_tlv_as(
                    __message,
                    __version,
                    __out,
                )
            }
        }
    }
    fn decode_tlv(
        __tlv: ::mycelium::__private::Tlv<'_>,
    ) -> ::core::result::Result<Self, ::mycelium::__private::WireError> {
        let __number = <::core::primitive::u64 as ::core::convert::From<
            ::core::primitive::u8,
        >>::from(__tlv.number.get());
        if __number
            == <<Arc<
                Quote,
            > as ::mycelium::__private::Payload<
                MarketMessage,
            >>::Message as ::mycelium::__private::Message>::NUMBER
        {
            return ::core::result::Result::Ok(
                Self::Quote(
                    ::mycelium::__private::Carry::carry(
                        <<Arc<
                            Quote,
                        > as ::mycelium::__private::Payload<
                            MarketMessage,
                        >>::Message as ::mycelium::__private::Message>::decode_tlv(
                            __tlv,
                        )?,
                    ),
                ),
            );
        }
        if __number
            == <<LastPrice as ::mycelium::__private::Payload<
                MarketMessage,
            >>::Message as ::mycelium::__private::Message>::NUMBER
        {
            return ::core::result::Result::Ok(
                Self::LastPrice(
                    ::mycelium::__private::Carry::carry(
                        <<LastPrice as ::mycelium::__private::Payload<
                            MarketMessage,
                        >>::Message as ::mycelium::__private::Message>::decode_tlv(
                            __tlv,
                        )?,
                    ),
                ),
            );
        }
        if __number
            == <<Order as ::mycelium::__private::Payload<
                MarketMessage,
            >>::Message as ::mycelium::__private::Message>::NUMBER
        {
            return ::core::result::Result::Ok(
                Self::Order(
                    ::mycelium::__private::Carry::carry(
                        <<Order as ::mycelium::__private::Payload<
                            MarketMessage,
                        >>::Message as ::mycelium::__private::Message>::decode_tlv(
                            __tlv,
                        )?,
                    ),
                ),
            );
        }
        if __number
            == <<Settle as ::mycelium::__private::Payload<
                MarketMessage,
            >>::Message as ::mycelium::__private::Message>::NUMBER
        {
            return ::core::result::Result::Ok(
                Self::Settle(
                    ::mycelium::__private::Carry::carry(
                        <<Settle as ::mycelium::__private::Payload<
                            MarketMessage,
                        >>::Message as ::mycelium::__private::Message>::decode_tlv(
                            __tlv,
                        )?,
                    ),
                ),
            );
        }
        if __number
            == <<Arc<
                Halt,
            > as ::mycelium::__private::Payload<
                MarketMessage,
            >>::Message as ::mycelium::__private::Message>::NUMBER
        {
            return ::core::result::Result::Ok(
                Self::Halt(
                    ::mycelium::__private::Carry::carry(
                        <<Arc<
                            Halt,
                        > as ::mycelium::__private::Payload<
                            MarketMessage,
                        >>::Message as ::mycelium::__private::Message>::decode_tlv(
                            __tlv,
                        )?,
                    ),
                ),
            );
        }
        ::mycelium::__private::unknown_number(__number, "MarketMessage")
    }
    fn encode_reply(
        __reply: &__MarketMessageReply,
        __out: &mut ::std::vec::Vec<::core::primitive::u8>,
    ) -> ::core::result::Result<(), ::mycelium::__private::WireError> {
        match *__reply {
            __MarketMessageReply::Quote(ref __reply) => {
                <<Arc<
                    Quote,
                > as ::mycelium::__private::Payload<
                    MarketMessage,
                >>::Message as ::mycelium::__private::Message>::encode_reply(
                    __reply,
                    __out,
                )
            }
            __MarketMessageReply::LastPrice(ref __reply) => {
                <<LastPrice as ::mycelium::__private::Payload<
                    MarketMessage,
                >>::Message as ::mycelium::__private::Message>::encode_reply(
                    __reply,
                    __out,
                )
            }
            __MarketMessageReply::Order(ref __reply) => {
                <<Order as ::mycelium::__private::Payload<
                    MarketMessage,
                >>::Message as ::mycelium::__private::Message>::encode_reply(
                    __reply,
                    __out,
                )
            }
            __MarketMessageReply::Settle(ref __reply) => {
                <<Settle as ::mycelium::__private::Payload<
                    MarketMessage,
                >>::Message as ::mycelium::__private::Message>::encode_reply(
                    __reply,
                    __out,
                )
            }
            __MarketMessageReply::Halt(ref __reply) => {
                <<Arc<
                    Halt,
                > as ::mycelium::__private::Payload<
                    MarketMessage,
                >>::Message as ::mycelium::__private::Message>::encode_reply(
                    __reply,
                    __out,
                )
            }
        }
    }
    fn decode_reply(
        __number: ::core::primitive::u64,
        __payload: &[::core::primitive::u8],
    ) -> ::core::result::Result<__MarketMessageReply, ::mycelium::__private::WireError> {
        if __number
            == <<Arc<
                Quote,
            > as ::mycelium::__private::Payload<
                MarketMessage,
            >>::Message as ::mycelium::__private::Message>::NUMBER
        {
            return ::core::result::Result::map(
                <<Arc<
                    Quote,
                > as ::mycelium::__private::Payload<
                    MarketMessage,
                >>::Message as ::mycelium::__private::Message>::decode_reply(
                    __number,
                    __payload,
                ),
                __MarketMessageReply::Quote,
            );
        }
        if __number
            == <<LastPrice as ::mycelium::__private::Payload<
                MarketMessage,
            >>::Message as ::mycelium::__private::Message>::NUMBER
        {
            return ::core::result::Result::map(
                <<LastPrice as ::mycelium::__private::Payload<
                    MarketMessage,
                >>::Message as ::mycelium::__private::Message>::decode_reply(
                    __number,
                    __payload,
                ),
                __MarketMessageReply::LastPrice,
            );
        }
        if __number
            == <<Order as ::mycelium::__private::Payload<
                MarketMessage,
            >>::Message as ::mycelium::__private::Message>::NUMBER
        {
            return ::core::result::Result::map(
                <<Order as ::mycelium::__private::Payload<
                    MarketMessage,
                >>::Message as ::mycelium::__private::Message>::decode_reply(
                    __number,
                    __payload,
                ),
                __MarketMessageReply::Order,
            );
        }
        if __number
            == <<Settle as ::mycelium::__private::Payload<
                MarketMessage,
            >>::Message as ::mycelium::__private::Message>::NUMBER
        {
            return ::core::result::Result::map(
                <<Settle as ::mycelium::__private::Payload<
                    MarketMessage,
                >>::Message as ::mycelium::__private::Message>::decode_reply(
                    __number,
                    __payload,
                ),
                __MarketMessageReply::Settle,
            );
        }
        if __number
            == <<Arc<
                Halt,
            > as ::mycelium::__private::Payload<
                MarketMessage,
            >>::Message as ::mycelium::__private::Message>::NUMBER
        {
            return ::core::result::Result::map(
                <<Arc<
                    Halt,
                > as ::mycelium::__private::Payload<
                    MarketMessage,
                >>::Message as ::mycelium::__private::Message>::decode_reply(
                    __number,
                    __payload,
                ),
                __MarketMessageReply::Halt,
            );
        }
        ::mycelium::__private::unknown_number(__number, "MarketMessage")
    }
}
#[automatically_derived]
impl ::mycelium::__private::Sendable for MarketMessage {
    type Message = Self;
}
#[automatically_derived]
impl ::mycelium::__private::DomainEnum for MarketMessage {
    const VARIANTS: &'static [::mycelium::__private::Variant] = &[
        ::mycelium::__private::Variant::of::<
            <Arc<Quote> as ::mycelium::__private::Payload<MarketMessage>>::Message,
        >("Quote")
            .or_domain(<Self as ::mycelium::__private::Message>::DOMAIN),
        ::mycelium::__private::Variant::of::<
            <LastPrice as ::mycelium::__private::Payload<MarketMessage>>::Message,
        >("LastPrice")
            .or_domain(<Self as ::mycelium::__private::Message>::DOMAIN),
        ::mycelium::__private::Variant::of::<
            <Order as ::mycelium::__private::Payload<MarketMessage>>::Message,
        >("Order")
            .or_domain(<Self as ::mycelium::__private::Message>::DOMAIN),
        ::mycelium::__private::Variant::of::<
            <Settle as ::mycelium::__private::Payload<MarketMessage>>::Message,
        >("Settle")
            .or_domain(<Self as ::mycelium::__private::Message>::DOMAIN),
        ::mycelium::__private::Variant::of::<
            <Arc<Halt> as ::mycelium::__private::Payload<MarketMessage>>::Message,
        >("Halt")
            .or_domain(<Self as ::mycelium::__private::Message>::DOMAIN),
    ];
    fn variant(&self) -> ::mycelium::__private::Variant {
        match *self {
            Self::Quote(_) => {
                ::mycelium::__private::Variant::of::<
                    <Arc<
                        Quote,
                    > as ::mycelium::__private::Payload<MarketMessage>>::Message,
                >("Quote")
                    .or_domain(<Self as ::mycelium::__private::Message>::DOMAIN)
            }
            Self::LastPrice(_) => {
                ::mycelium::__private::Variant::of::<
                    <LastPrice as ::mycelium::__private::Payload<MarketMessage>>::Message,
                >("LastPrice")
                    .or_domain(<Self as ::mycelium::__private::Message>::DOMAIN)
            }
            Self::Order(_) => {
                ::mycelium::__private::Variant::of::<
                    <Order as ::mycelium::__private::Payload<MarketMessage>>::Message,
                >("Order")
                    .or_domain(<Self as ::mycelium::__private::Message>::DOMAIN)
            }
            Self::Settle(_) => {
                ::mycelium::__private::Variant::of::<
                    <Settle as ::mycelium::__private::Payload<MarketMessage>>::Message,
                >("Settle")
                    .or_domain(<Self as ::mycelium::__private::Message>::DOMAIN)
            }
            Self::Halt(_) => {
                ::mycelium::__private::Variant::of::<
                    <Arc<Halt> as ::mycelium::__private::Payload<MarketMessage>>::Message,
                >("Halt")
                    .or_domain(<Self as ::mycelium::__private::Message>::DOMAIN)
            }
        }
    }
    fn share(&self) -> ::core::option::Option<Self> {
        match *self {
            Self::Quote(ref __message) => {
                ::core::option::Option::map(
                    ::mycelium::__private::Shared::<Arc<Quote>>::new(__message)
                        .__share(),
                    Self::Quote,
                )
            }
            Self::LastPrice(ref __message) => {
                ::core::option::Option::map(
                    ::mycelium::__private::Shared::<LastPrice>::new(__message).__share(),
                    Self::LastPrice,
                )
            }
            Self::Order(ref __message) => {
                ::core::option::Option::map(
                    ::mycelium::__private::Shared::<Order>::new(__message).__share(),
                    Self::Order,
                )
            }
            Self::Settle(ref __message) => {
                ::core::option::Option::map(
                    ::mycelium::__private::Shared::<Settle>::new(__message).__share(),
                    Self::Settle,
                )
            }
            Self::Halt(ref __message) => {
                ::core::option::Option::map(
                    ::mycelium::__private::Shared::<Arc<Halt>>::new(__message).__share(),
                    Self::Halt,
                )
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
    type Carried = Arc<Quote>;
    fn wrap(__carried: Arc<Quote>) -> Self {
        Self::Quote(__carried)
    }
    #[allow(unreachable_patterns)]
    fn unwrap(self) -> ::core::option::Option<Arc<Quote>> {
        match self {
            Self::Quote(__carried) => ::core::option::Option::Some(__carried),
            _ => ::core::option::Option::None,
        }
    }
    fn answer(
        __reply: <<Arc<
            Quote,
        > as ::mycelium::__private::Payload<
            MarketMessage,
        >>::Message as ::mycelium::__private::Message>::Reply,
    ) -> __MarketMessageReply {
        __MarketMessageReply::Quote(__reply)
    }
    #[allow(unreachable_patterns)]
    fn answered(
        __reply: __MarketMessageReply,
    ) -> ::core::option::Option<
        <<Arc<
            Quote,
        > as ::mycelium::__private::Payload<
            MarketMessage,
        >>::Message as ::mycelium::__private::Message>::Reply,
    > {
        match __reply {
            __MarketMessageReply::Quote(__reply) => ::core::option::Option::Some(__reply),
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
    type Carried = LastPrice;
    fn wrap(__carried: LastPrice) -> Self {
        Self::LastPrice(__carried)
    }
    #[allow(unreachable_patterns)]
    fn unwrap(self) -> ::core::option::Option<LastPrice> {
        match self {
            Self::LastPrice(__carried) => ::core::option::Option::Some(__carried),
            _ => ::core::option::Option::None,
        }
    }
    fn answer(
        __reply: <<LastPrice as ::mycelium::__private::Payload<
            MarketMessage,
        >>::Message as ::mycelium::__private::Message>::Reply,
    ) -> __MarketMessageReply {
        __MarketMessageReply::LastPrice(__reply)
    }
    #[allow(unreachable_patterns)]
    fn answered(
        __reply: __MarketMessageReply,
    ) -> ::core::option::Option<
        <<LastPrice as ::mycelium::__private::Payload<
            MarketMessage,
        >>::Message as ::mycelium::__private::Message>::Reply,
    > {
        match __reply {
            __MarketMessageReply::LastPrice(__reply) => {
                ::core::option::Option::Some(__reply)
            }
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
    type Carried = Order;
    fn wrap(__carried: Order) -> Self {
        Self::Order(__carried)
    }
    #[allow(unreachable_patterns)]
    fn unwrap(self) -> ::core::option::Option<Order> {
        match self {
            Self::Order(__carried) => ::core::option::Option::Some(__carried),
            _ => ::core::option::Option::None,
        }
    }
    fn answer(
        __reply: <<Order as ::mycelium::__private::Payload<
            MarketMessage,
        >>::Message as ::mycelium::__private::Message>::Reply,
    ) -> __MarketMessageReply {
        __MarketMessageReply::Order(__reply)
    }
    #[allow(unreachable_patterns)]
    fn answered(
        __reply: __MarketMessageReply,
    ) -> ::core::option::Option<
        <<Order as ::mycelium::__private::Payload<
            MarketMessage,
        >>::Message as ::mycelium::__private::Message>::Reply,
    > {
        match __reply {
            __MarketMessageReply::Order(__reply) => ::core::option::Option::Some(__reply),
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
    type Carried = Settle;
    fn wrap(__carried: Settle) -> Self {
        Self::Settle(__carried)
    }
    #[allow(unreachable_patterns)]
    fn unwrap(self) -> ::core::option::Option<Settle> {
        match self {
            Self::Settle(__carried) => ::core::option::Option::Some(__carried),
            _ => ::core::option::Option::None,
        }
    }
    fn answer(
        __reply: <<Settle as ::mycelium::__private::Payload<
            MarketMessage,
        >>::Message as ::mycelium::__private::Message>::Reply,
    ) -> __MarketMessageReply {
        __MarketMessageReply::Settle(__reply)
    }
    #[allow(unreachable_patterns)]
    fn answered(
        __reply: __MarketMessageReply,
    ) -> ::core::option::Option<
        <<Settle as ::mycelium::__private::Payload<
            MarketMessage,
        >>::Message as ::mycelium::__private::Message>::Reply,
    > {
        match __reply {
            __MarketMessageReply::Settle(__reply) => {
                ::core::option::Option::Some(__reply)
            }
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
    type Carried = Arc<Halt>;
    fn wrap(__carried: Arc<Halt>) -> Self {
        Self::Halt(__carried)
    }
    #[allow(unreachable_patterns)]
    fn unwrap(self) -> ::core::option::Option<Arc<Halt>> {
        match self {
            Self::Halt(__carried) => ::core::option::Option::Some(__carried),
            _ => ::core::option::Option::None,
        }
    }
    fn answer(
        __reply: <<Arc<
            Halt,
        > as ::mycelium::__private::Payload<
            MarketMessage,
        >>::Message as ::mycelium::__private::Message>::Reply,
    ) -> __MarketMessageReply {
        __MarketMessageReply::Halt(__reply)
    }
    #[allow(unreachable_patterns)]
    fn answered(
        __reply: __MarketMessageReply,
    ) -> ::core::option::Option<
        <<Arc<
            Halt,
        > as ::mycelium::__private::Payload<
            MarketMessage,
        >>::Message as ::mycelium::__private::Message>::Reply,
    > {
        match __reply {
            __MarketMessageReply::Halt(__reply) => ::core::option::Option::Some(__reply),
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
