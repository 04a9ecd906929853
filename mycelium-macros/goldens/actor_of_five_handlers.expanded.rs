impl Book {
    /// Takes in a price.
    fn quote(&mut self, quote: &Quote) {
        self.last = Some(quote.price);
    }
    fn last_price(&self, _question: &LastPrice) -> Option<i64> {
        self.last
    }
    fn order(&mut self, order: Order) -> Result<()> {
        self.orders.push(order);
        Ok(())
    }
    fn settle(&mut self, _settle: Settle, reply: ReplyTo<Settle>) {
        self.waiting.push(reply);
    }
    async fn halt(&mut self, halt: &Halt, ctx: &mut Context<Self>) {
        self.halted(halt, ctx).await;
    }
}
///The messages that `Book` takes.
#[allow(missing_debug_implementations, unreachable_pub, private_interfaces)]
#[allow(clippy::large_enum_variant)]
pub enum BookMessage {
    /// Takes in a price.
    Quote(
        <Quote as ::mycelium::__private::Payload<
            [(); {
                let _ = <Quote as ::mycelium::__private::Message>::NUMBER;
                0
            }],
        >>::Carried,
    ),
    ///Handled by `last_price`.
    LastPrice(
        <LastPrice as ::mycelium::__private::Payload<
            [(); {
                let _ = <LastPrice as ::mycelium::__private::Message>::NUMBER;
                0
            }],
        >>::Carried,
    ),
    ///Handled by `order`.
    Order(Order),
    ///Handled by `settle`.
    Settle(Settle),
    ///Handled by `halt`.
    Halt(
        <Halt as ::mycelium::__private::Payload<
            [(); {
                let _ = <Halt as ::mycelium::__private::Message>::NUMBER;
                0
            }],
        >>::Carried,
    ),
}
///The replies to the messages of `BookMessage`.
#[doc(hidden)]
#[allow(missing_debug_implementations, unreachable_pub, private_interfaces)]
#[allow(clippy::large_enum_variant)]
pub enum __BookMessageReply {
    Quote(
        <<Quote as ::mycelium::__private::Payload<
            [(); {
                let _ = <Quote as ::mycelium::__private::Message>::NUMBER;
                0
            }],
        >>::Message as ::mycelium::__private::Message>::Reply,
    ),
    LastPrice(
        <<LastPrice as ::mycelium::__private::Payload<
            [(); {
                let _ = <LastPrice as ::mycelium::__private::Message>::NUMBER;
                0
            }],
        >>::Message as ::mycelium::__private::Message>::Reply,
    ),
    Order(
        <<Order as ::mycelium::__private::Payload<
            [(); {
                let _ = <Order as ::mycelium::__private::Message>::NUMBER;
                0
            }],
        >>::Message as ::mycelium::__private::Message>::Reply,
    ),
    Settle(
        <<Settle as ::mycelium::__private::Payload<
            [(); {
                let _ = <Settle as ::mycelium::__private::Message>::NUMBER;
                0
            }],
        >>::Message as ::mycelium::__private::Message>::Reply,
    ),
    Halt(
        <<Halt as ::mycelium::__private::Payload<
            [(); {
                let _ = <Halt as ::mycelium::__private::Message>::NUMBER;
                0
            }],
        >>::Message as ::mycelium::__private::Message>::Reply,
    ),
}
#[automatically_derived]
impl ::mycelium::__private::Message for BookMessage {
    type Reply = __BookMessageReply;
    type Call = ::mycelium::__private::Ask;
    type Carried = Self;
    const NAME: &'static ::core::primitive::str = "BookMessage";
    const NUMBER: ::core::primitive::u64 = 0;
    const DOMAIN: ::core::option::Option<::mycelium::__private::Domain> = ::core::option::Option::None;
    const PAYLOAD_LEN: ::core::option::Option<::core::primitive::usize> = ::core::option::Option::None;
    const SCHEMA: &'static [::core::primitive::u64] = &[];
    const FORM: &'static ::mycelium::__private::MessageForm = &::mycelium::__private::MessageForm::of::<
        Self,
    >(
        &[],
        ::mycelium::__private::TypeInfo::new("()", 0),
        &[
            <<Quote as ::mycelium::__private::Payload<
                [(); {
                    let _ = <Quote as ::mycelium::__private::Message>::NUMBER;
                    0
                }],
            >>::Message as ::mycelium::__private::Message>::FORM,
            <<LastPrice as ::mycelium::__private::Payload<
                [(); {
                    let _ = <LastPrice as ::mycelium::__private::Message>::NUMBER;
                    0
                }],
            >>::Message as ::mycelium::__private::Message>::FORM,
            <<Order as ::mycelium::__private::Payload<
                [(); {
                    let _ = <Order as ::mycelium::__private::Message>::NUMBER;
                    0
                }],
            >>::Message as ::mycelium::__private::Message>::FORM,
            <<Settle as ::mycelium::__private::Payload<
                [(); {
                    let _ = <Settle as ::mycelium::__private::Message>::NUMBER;
                    0
                }],
            >>::Message as ::mycelium::__private::Message>::FORM,
            <<Halt as ::mycelium::__private::Payload<
                [(); {
                    let _ = <Halt as ::mycelium::__private::Message>::NUMBER;
                    0
                }],
            >>::Message as ::mycelium::__private::Message>::FORM,
        ],
    );
    fn tlv_len(&self) -> ::core::primitive::usize {
        match *self {
            Self::Quote(ref __message) => {
                <<Quote as ::mycelium::__private::Payload<
                    [(); {
                        let _ = <Quote as ::mycelium::__private::Message>::NUMBER;
                        0
                    }],
                >>::Message as ::mycelium::__private::Message>::tlv_len(__message)
            }
            Self::LastPrice(ref __message) => {
                <<LastPrice as ::mycelium::__private::Payload<
                    [(); {
                        let _ = <LastPrice as ::mycelium::__private::Message>::NUMBER;
                        0
                    }],
                >>::Message as ::mycelium::__private::Message>::tlv_len(__message)
            }
            Self::Order(ref __message) => {
                <<Order as ::mycelium::__private::Payload<
                    [(); {
                        let _ = <Order as ::mycelium::__private::Message>::NUMBER;
                        0
                    }],
                >>::Message as ::mycelium::__private::Message>::tlv_len(__message)
            }
            Self::Settle(ref __message) => {
                <<Settle as ::mycelium::__private::Payload<
                    [(); {
                        let _ = <Settle as ::mycelium::__private::Message>::NUMBER;
                        0
                    }],
                >>::Message as ::mycelium::__private::Message>::tlv_len(__message)
            }
            Self::Halt(ref __message) => {
                <<Halt as ::mycelium::__private::Payload<
                    [(); {
                        let _ = <Halt as ::mycelium::__private::Message>::NUMBER;
                        0
                    }],
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
                <<Quote as ::mycelium::__private::Payload<
                    [(); {
                        let _ = <Quote as ::mycelium::__private::Message>::NUMBER;
                        0
                    }],
                >>::Message as ::mycelium::__private::Message>::encode_tlv(
                    __message,
                    __out,
                )
            }
            Self::LastPrice(ref __message) => {
                <<LastPrice as ::mycelium::__private::Payload<
                    [(); {
                        let _ = <LastPrice as ::mycelium::__private::Message>::NUMBER;
                        0
                    }],
                >>::Message as ::mycelium::__private::Message>::encode_tlv(
                    __message,
                    __out,
                )
            }
            Self::Order(ref __message) => {
                <<Order as ::mycelium::__private::Payload<
                    [(); {
                        let _ = <Order as ::mycelium::__private::Message>::NUMBER;
                        0
                    }],
                >>::Message as ::mycelium::__private::Message>::encode_tlv(
                    __message,
                    __out,
                )
            }
            Self::Settle(ref __message) => {
                <<Settle as ::mycelium::__private::Payload<
                    [(); {
                        let _ = <Settle as ::mycelium::__private::Message>::NUMBER;
                        0
                    }],
                >>::Message as ::mycelium::__private::Message>::encode_tlv(
                    __message,
                    __out,
                )
            }
            Self::Halt(ref __message) => {
                <<Halt as ::mycelium::__private::Payload<
                    [(); {
                        let _ = <Halt as ::mycelium::__private::Message>::NUMBER;
                        0
                    }],
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
                <<Quote as ::mycelium::__private::Payload<
                    [(); {
                        let _ = <Quote as ::mycelium::__private::Message>::NUMBER;
                        0
                    }],
                >>::Message as ::mycelium::__private::Message>::write_tlv(
                    __message,
                    __out,
                )
            }
            Self::LastPrice(ref __message) => {
                <<LastPrice as ::mycelium::__private::Payload<
                    [(); {
                        let _ = <LastPrice as ::mycelium::__private::Message>::NUMBER;
                        0
                    }],
                >>::Message as ::mycelium::__private::Message>::write_tlv(
                    __message,
                    __out,
                )
            }
            Self::Order(ref __message) => {
                <<Order as ::mycelium::__private::Payload<
                    [(); {
                        let _ = <Order as ::mycelium::__private::Message>::NUMBER;
                        0
                    }],
                >>::Message as ::mycelium::__private::Message>::write_tlv(
                    __message,
                    __out,
                )
            }
            Self::Settle(ref __message) => {
                <<Settle as ::mycelium::__private::Payload<
                    [(); {
                        let _ = <Settle as ::mycelium::__private::Message>::NUMBER;
                        0
                    }],
                >>::Message as ::mycelium::__private::Message>::write_tlv(
                    __message,
                    __out,
                )
            }
            Self::Halt(ref __message) => {
                <<Halt as ::mycelium::__private::Payload<
                    [(); {
                        let _ = <Halt as ::mycelium::__private::Message>::NUMBER;
                        0
                    }],
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
                <<Quote as ::mycelium::__private::Payload<
                    [(); {
                        let _ = <Quote as ::mycelium::__private::Message>::NUMBER;
                        0
                    }],
                >>::Message as ::mycelium::__private::Message>::encode_tlv_as(
                    __message,
                    __version,
                    __out,
                )
            }
            Self::LastPrice(ref __message) => {
                <<LastPrice as ::mycelium::__private::Payload<
                    [(); {
                        let _ = <LastPrice as ::mycelium::__private::Message>::NUMBER;
                        0
                    }],
                >>::Message as ::mycelium::__private::Message>::encode_tlv_as(
                    __message,
                    __version,
                    __out,
                )
            }
            Self::Order(ref __message) => {
                <<Order as ::mycelium::__private::Payload<
                    [(); {
                        let _ = <Order as ::mycelium::__private::Message>::NUMBER;
                        0
                    }],
                >>::Message as ::mycelium::__private::Message>::encode_tlv_as(
                    __message,
                    __version,
                    __out,
                )
            }
            Self::Settle(ref __message) => {
                <<Settle as ::mycelium::__private::Payload<
                    [(); {
                        let _ = <Settle as ::mycelium::__private::Message>::NUMBER;
                        0
                    }],
                >>::Message as ::mycelium::__private::Message>::encode_tlv_as(
                    __message,
                    __version,
                    __out,
                )
            }
            Self::Halt(ref __message) => {
                <<Halt as ::mycelium::__private::Payload<
                    [(); {
                        let _ = <Halt as ::mycelium::__private::Message>::NUMBER;
                        0
                    }],
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
            == <<Quote as ::mycelium::__private::Payload<
                [(); {
                    let _ = <Quote as ::mycelium::__private::Message>::NUMBER;
                    0
                }],
            >>::Message as ::mycelium::__private::Message>::NUMBER
        {
            return ::core::result::Result::Ok(
                Self::Quote(
                    ::mycelium::__private::Carry::carry(
                        <<Quote as ::mycelium::__private::Payload<
                            [(); {
                                let _ = <Quote as ::mycelium::__private::Message>::NUMBER;
                                0
                            }],
                        >>::Message as ::mycelium::__private::Message>::decode_tlv(
                            __tlv,
                        )?,
                    ),
                ),
            );
        }
        if __number
            == <<LastPrice as ::mycelium::__private::Payload<
                [(); {
                    let _ = <LastPrice as ::mycelium::__private::Message>::NUMBER;
                    0
                }],
            >>::Message as ::mycelium::__private::Message>::NUMBER
        {
            return ::core::result::Result::Ok(
                Self::LastPrice(
                    ::mycelium::__private::Carry::carry(
                        <<LastPrice as ::mycelium::__private::Payload<
                            [(); {
                                let _ = <LastPrice as ::mycelium::__private::Message>::NUMBER;
                                0
                            }],
                        >>::Message as ::mycelium::__private::Message>::decode_tlv(
                            __tlv,
                        )?,
                    ),
                ),
            );
        }
        if __number
            == <<Order as ::mycelium::__private::Payload<
                [(); {
                    let _ = <Order as ::mycelium::__private::Message>::NUMBER;
                    0
                }],
            >>::Message as ::mycelium::__private::Message>::NUMBER
        {
            return ::core::result::Result::Ok(
                Self::Order(
                    ::mycelium::__private::Carry::carry(
                        <<Order as ::mycelium::__private::Payload<
                            [(); {
                                let _ = <Order as ::mycelium::__private::Message>::NUMBER;
                                0
                            }],
                        >>::Message as ::mycelium::__private::Message>::decode_tlv(
                            __tlv,
                        )?,
                    ),
                ),
            );
        }
        if __number
            == <<Settle as ::mycelium::__private::Payload<
                [(); {
                    let _ = <Settle as ::mycelium::__private::Message>::NUMBER;
                    0
                }],
            >>::Message as ::mycelium::__private::Message>::NUMBER
        {
            return ::core::result::Result::Ok(
                Self::Settle(
                    ::mycelium::__private::Carry::carry(
                        <<Settle as ::mycelium::__private::Payload<
                            [(); {
                                let _ = <Settle as ::mycelium::__private::Message>::NUMBER;
                                0
                            }],
                        >>::Message as ::mycelium::__private::Message>::decode_tlv(
                            __tlv,
                        )?,
                    ),
                ),
            );
        }
        if __number
            == <<Halt as ::mycelium::__private::Payload<
                [(); {
                    let _ = <Halt as ::mycelium::__private::Message>::NUMBER;
                    0
                }],
            >>::Message as ::mycelium::__private::Message>::NUMBER
        {
            return ::core::result::Result::Ok(
                Self::Halt(
                    ::mycelium::__private::Carry::carry(
                        <<Halt as ::mycelium::__private::Payload<
                            [(); {
                                let _ = <Halt as ::mycelium::__private::Message>::NUMBER;
                                0
                            }],
                        >>::Message as ::mycelium::__private::Message>::decode_tlv(
                            __tlv,
                        )?,
                    ),
                ),
            );
        }
        ::mycelium::__private::unknown_number(__number, "BookMessage")
    }
    fn encode_reply(
        __reply: &__BookMessageReply,
        __out: &mut ::std::vec::Vec<::core::primitive::u8>,
    ) -> ::core::result::Result<(), ::mycelium::__private::WireError> {
        match *__reply {
            __BookMessageReply::Quote(ref __reply) => {
                <<Quote as ::mycelium::__private::Payload<
                    [(); {
                        let _ = <Quote as ::mycelium::__private::Message>::NUMBER;
                        0
                    }],
                >>::Message as ::mycelium::__private::Message>::encode_reply(
                    __reply,
                    __out,
                )
            }
            __BookMessageReply::LastPrice(ref __reply) => {
                <<LastPrice as ::mycelium::__private::Payload<
                    [(); {
                        let _ = <LastPrice as ::mycelium::__private::Message>::NUMBER;
                        0
                    }],
                >>::Message as ::mycelium::__private::Message>::encode_reply(
                    __reply,
                    __out,
                )
            }
            __BookMessageReply::Order(ref __reply) => {
                <<Order as ::mycelium::__private::Payload<
                    [(); {
                        let _ = <Order as ::mycelium::__private::Message>::NUMBER;
                        0
                    }],
                >>::Message as ::mycelium::__private::Message>::encode_reply(
                    __reply,
                    __out,
                )
            }
            __BookMessageReply::Settle(ref __reply) => {
                <<Settle as ::mycelium::__private::Payload<
                    [(); {
                        let _ = <Settle as ::mycelium::__private::Message>::NUMBER;
                        0
                    }],
                >>::Message as ::mycelium::__private::Message>::encode_reply(
                    __reply,
                    __out,
                )
            }
            __BookMessageReply::Halt(ref __reply) => {
                <<Halt as ::mycelium::__private::Payload<
                    [(); {
                        let _ = <Halt as ::mycelium::__private::Message>::NUMBER;
                        0
                    }],
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
    ) -> ::core::result::Result<__BookMessageReply, ::mycelium::__private::WireError> {
        if __number
            == <<Quote as ::mycelium::__private::Payload<
                [(); {
                    let _ = <Quote as ::mycelium::__private::Message>::NUMBER;
                    0
                }],
            >>::Message as ::mycelium::__private::Message>::NUMBER
        {
            return ::core::result::Result::map(
                <<Quote as ::mycelium::__private::Payload<
                    [(); {
                        let _ = <Quote as ::mycelium::__private::Message>::NUMBER;
                        0
                    }],
                >>::Message as ::mycelium::__private::Message>::decode_reply(
                    __number,
                    __payload,
                ),
                __BookMessageReply::Quote,
            );
        }
        if __number
            == <<LastPrice as ::mycelium::__private::Payload<
                [(); {
                    let _ = <LastPrice as ::mycelium::__private::Message>::NUMBER;
                    0
                }],
            >>::Message as ::mycelium::__private::Message>::NUMBER
        {
            return ::core::result::Result::map(
                <<LastPrice as ::mycelium::__private::Payload<
                    [(); {
                        let _ = <LastPrice as ::mycelium::__private::Message>::NUMBER;
                        0
                    }],
                >>::Message as ::mycelium::__private::Message>::decode_reply(
                    __number,
                    __payload,
                ),
                __BookMessageReply::LastPrice,
            );
        }
        if __number
            == <<Order as ::mycelium::__private::Payload<
                [(); {
                    let _ = <Order as ::mycelium::__private::Message>::NUMBER;
                    0
                }],
            >>::Message as ::mycelium::__private::Message>::NUMBER
        {
            return ::core::result::Result::map(
                <<Order as ::mycelium::__private::Payload<
                    [(); {
                        let _ = <Order as ::mycelium::__private::Message>::NUMBER;
                        0
                    }],
                >>::Message as ::mycelium::__private::Message>::decode_reply(
                    __number,
                    __payload,
                ),
                __BookMessageReply::Order,
            );
        }
        if __number
            == <<Settle as ::mycelium::__private::Payload<
                [(); {
                    let _ = <Settle as ::mycelium::__private::Message>::NUMBER;
                    0
                }],
            >>::Message as ::mycelium::__private::Message>::NUMBER
        {
            return ::core::result::Result::map(
                <<Settle as ::mycelium::__private::Payload<
                    [(); {
                        let _ = <Settle as ::mycelium::__private::Message>::NUMBER;
                        0
                    }],
                >>::Message as ::mycelium::__private::Message>::decode_reply(
                    __number,
                    __payload,
                ),
                __BookMessageReply::Settle,
            );
        }
        if __number
            == <<Halt as ::mycelium::__private::Payload<
                [(); {
                    let _ = <Halt as ::mycelium::__private::Message>::NUMBER;
                    0
                }],
            >>::Message as ::mycelium::__private::Message>::NUMBER
        {
            return ::core::result::Result::map(
                <<Halt as ::mycelium::__private::Payload<
                    [(); {
                        let _ = <Halt as ::mycelium::__private::Message>::NUMBER;
                        0
                    }],
                >>::Message as ::mycelium::__private::Message>::decode_reply(
                    __number,
                    __payload,
                ),
                __BookMessageReply::Halt,
            );
        }
        ::mycelium::__private::unknown_number(__number, "BookMessage")
    }
}
#[automatically_derived]
impl ::mycelium::__private::Sendable for BookMessage {
    type Message = Self;
}
#[automatically_derived]
impl ::mycelium::__private::DomainEnum for BookMessage {
    const VARIANTS: &'static [::mycelium::__private::Variant] = &[
        ::mycelium::__private::Variant::of::<
            <Quote as ::mycelium::__private::Payload<
                [(); {
                    let _ = <Quote as ::mycelium::__private::Message>::NUMBER;
                    0
                }],
            >>::Message,
        >("Quote")
            .or_domain(<Self as ::mycelium::__private::Message>::DOMAIN),
        ::mycelium::__private::Variant::of::<
            <LastPrice as ::mycelium::__private::Payload<
                [(); {
                    let _ = <LastPrice as ::mycelium::__private::Message>::NUMBER;
                    0
                }],
            >>::Message,
        >("LastPrice")
            .or_domain(<Self as ::mycelium::__private::Message>::DOMAIN),
        ::mycelium::__private::Variant::of::<
            <Order as ::mycelium::__private::Payload<
                [(); {
                    let _ = <Order as ::mycelium::__private::Message>::NUMBER;
                    0
                }],
            >>::Message,
        >("Order")
            .or_domain(<Self as ::mycelium::__private::Message>::DOMAIN),
        ::mycelium::__private::Variant::of::<
            <Settle as ::mycelium::__private::Payload<
                [(); {
                    let _ = <Settle as ::mycelium::__private::Message>::NUMBER;
                    0
                }],
            >>::Message,
        >("Settle")
            .or_domain(<Self as ::mycelium::__private::Message>::DOMAIN),
        ::mycelium::__private::Variant::of::<
            <Halt as ::mycelium::__private::Payload<
                [(); {
                    let _ = <Halt as ::mycelium::__private::Message>::NUMBER;
                    0
                }],
            >>::Message,
        >("Halt")
            .or_domain(<Self as ::mycelium::__private::Message>::DOMAIN),
    ];
    fn variant(&self) -> ::mycelium::__private::Variant {
        match *self {
            Self::Quote(_) => {
                ::mycelium::__private::Variant::of::<
                    <Quote as ::mycelium::__private::Payload<
                        [(); {
                            let _ = <Quote as ::mycelium::__private::Message>::NUMBER;
                            0
                        }],
                    >>::Message,
                >("Quote")
                    .or_domain(<Self as ::mycelium::__private::Message>::DOMAIN)
            }
            Self::LastPrice(_) => {
                ::mycelium::__private::Variant::of::<
                    <LastPrice as ::mycelium::__private::Payload<
                        [(); {
                            let _ = <LastPrice as ::mycelium::__private::Message>::NUMBER;
                            0
                        }],
                    >>::Message,
                >("LastPrice")
                    .or_domain(<Self as ::mycelium::__private::Message>::DOMAIN)
            }
            Self::Order(_) => {
                ::mycelium::__private::Variant::of::<
                    <Order as ::mycelium::__private::Payload<
                        [(); {
                            let _ = <Order as ::mycelium::__private::Message>::NUMBER;
                            0
                        }],
                    >>::Message,
                >("Order")
                    .or_domain(<Self as ::mycelium::__private::Message>::DOMAIN)
            }
            Self::Settle(_) => {
                ::mycelium::__private::Variant::of::<
                    <Settle as ::mycelium::__private::Payload<
                        [(); {
                            let _ = <Settle as ::mycelium::__private::Message>::NUMBER;
                            0
                        }],
                    >>::Message,
                >("Settle")
                    .or_domain(<Self as ::mycelium::__private::Message>::DOMAIN)
            }
            Self::Halt(_) => {
                ::mycelium::__private::Variant::of::<
                    <Halt as ::mycelium::__private::Payload<
                        [(); {
                            let _ = <Halt as ::mycelium::__private::Message>::NUMBER;
                            0
                        }],
                    >>::Message,
                >("Halt")
                    .or_domain(<Self as ::mycelium::__private::Message>::DOMAIN)
            }
        }
    }
    fn share(&self) -> ::core::option::Option<Self> {
        match *self {
            Self::Quote(ref __message) => {
                ::core::option::Option::map(
                    ::mycelium::__private::Shared::<
                        <Quote as ::mycelium::__private::Payload<
                            [(); {
                                let _ = <Quote as ::mycelium::__private::Message>::NUMBER;
                                0
                            }],
                        >>::Carried,
                    >::new(__message)
                        .__share(),
                    Self::Quote,
                )
            }
            Self::LastPrice(ref __message) => {
                ::core::option::Option::map(
                    ::mycelium::__private::Shared::<
                        <LastPrice as ::mycelium::__private::Payload<
                            [(); {
                                let _ = <LastPrice as ::mycelium::__private::Message>::NUMBER;
                                0
                            }],
                        >>::Carried,
                    >::new(__message)
                        .__share(),
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
                    ::mycelium::__private::Shared::<
                        <Halt as ::mycelium::__private::Payload<
                            [(); {
                                let _ = <Halt as ::mycelium::__private::Message>::NUMBER;
                                0
                            }],
                        >>::Carried,
                    >::new(__message)
                        .__share(),
                    Self::Halt,
                )
            }
        }
    }
}
#[automatically_derived]
impl ::mycelium::__private::TlvUsedOnce<
    { <Quote as ::mycelium::__private::Message>::NUMBER },
> for BookMessage {}
#[automatically_derived]
impl ::mycelium::__private::Handles<Quote> for BookMessage {
    type Carried = <Quote as ::mycelium::__private::Payload<
        [(); {
            let _ = <Quote as ::mycelium::__private::Message>::NUMBER;
            0
        }],
    >>::Carried;
    fn wrap(
        __carried: <Quote as ::mycelium::__private::Payload<
            [(); {
                let _ = <Quote as ::mycelium::__private::Message>::NUMBER;
                0
            }],
        >>::Carried,
    ) -> Self {
        Self::Quote(__carried)
    }
    #[allow(unreachable_patterns)]
    fn unwrap(
        self,
    ) -> ::core::option::Option<
        <Quote as ::mycelium::__private::Payload<
            [(); {
                let _ = <Quote as ::mycelium::__private::Message>::NUMBER;
                0
            }],
        >>::Carried,
    > {
        match self {
            Self::Quote(__carried) => ::core::option::Option::Some(__carried),
            _ => ::core::option::Option::None,
        }
    }
    fn answer(
        __reply: <<Quote as ::mycelium::__private::Payload<
            [(); {
                let _ = <Quote as ::mycelium::__private::Message>::NUMBER;
                0
            }],
        >>::Message as ::mycelium::__private::Message>::Reply,
    ) -> __BookMessageReply {
        __BookMessageReply::Quote(__reply)
    }
    #[allow(unreachable_patterns)]
    fn answered(
        __reply: __BookMessageReply,
    ) -> ::core::option::Option<
        <<Quote as ::mycelium::__private::Payload<
            [(); {
                let _ = <Quote as ::mycelium::__private::Message>::NUMBER;
                0
            }],
        >>::Message as ::mycelium::__private::Message>::Reply,
    > {
        match __reply {
            __BookMessageReply::Quote(__reply) => ::core::option::Option::Some(__reply),
            _ => ::core::option::Option::None,
        }
    }
}
#[automatically_derived]
#[allow(private_interfaces)]
impl ::core::convert::From<
    <Quote as ::mycelium::__private::Payload<BookMessage>>::Carried,
> for BookMessage {
    fn from(
        __carried: <Quote as ::mycelium::__private::Payload<BookMessage>>::Carried,
    ) -> Self {
        Self::Quote(__carried)
    }
}
#[automatically_derived]
impl ::mycelium::__private::TlvUsedOnce<
    { <LastPrice as ::mycelium::__private::Message>::NUMBER },
> for BookMessage {}
#[automatically_derived]
impl ::mycelium::__private::Handles<LastPrice> for BookMessage {
    type Carried = <LastPrice as ::mycelium::__private::Payload<
        [(); {
            let _ = <LastPrice as ::mycelium::__private::Message>::NUMBER;
            0
        }],
    >>::Carried;
    fn wrap(
        __carried: <LastPrice as ::mycelium::__private::Payload<
            [(); {
                let _ = <LastPrice as ::mycelium::__private::Message>::NUMBER;
                0
            }],
        >>::Carried,
    ) -> Self {
        Self::LastPrice(__carried)
    }
    #[allow(unreachable_patterns)]
    fn unwrap(
        self,
    ) -> ::core::option::Option<
        <LastPrice as ::mycelium::__private::Payload<
            [(); {
                let _ = <LastPrice as ::mycelium::__private::Message>::NUMBER;
                0
            }],
        >>::Carried,
    > {
        match self {
            Self::LastPrice(__carried) => ::core::option::Option::Some(__carried),
            _ => ::core::option::Option::None,
        }
    }
    fn answer(
        __reply: <<LastPrice as ::mycelium::__private::Payload<
            [(); {
                let _ = <LastPrice as ::mycelium::__private::Message>::NUMBER;
                0
            }],
        >>::Message as ::mycelium::__private::Message>::Reply,
    ) -> __BookMessageReply {
        __BookMessageReply::LastPrice(__reply)
    }
    #[allow(unreachable_patterns)]
    fn answered(
        __reply: __BookMessageReply,
    ) -> ::core::option::Option<
        <<LastPrice as ::mycelium::__private::Payload<
            [(); {
                let _ = <LastPrice as ::mycelium::__private::Message>::NUMBER;
                0
            }],
        >>::Message as ::mycelium::__private::Message>::Reply,
    > {
        match __reply {
            __BookMessageReply::LastPrice(__reply) => {
                ::core::option::Option::Some(__reply)
            }
            _ => ::core::option::Option::None,
        }
    }
}
#[automatically_derived]
#[allow(private_interfaces)]
impl ::core::convert::From<
    <LastPrice as ::mycelium::__private::Payload<BookMessage>>::Carried,
> for BookMessage {
    fn from(
        __carried: <LastPrice as ::mycelium::__private::Payload<BookMessage>>::Carried,
    ) -> Self {
        Self::LastPrice(__carried)
    }
}
#[automatically_derived]
impl ::mycelium::__private::TlvUsedOnce<
    { <Order as ::mycelium::__private::Message>::NUMBER },
> for BookMessage {}
#[automatically_derived]
impl ::mycelium::__private::Handles<Order> for BookMessage {
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
            [(); {
                let _ = <Order as ::mycelium::__private::Message>::NUMBER;
                0
            }],
        >>::Message as ::mycelium::__private::Message>::Reply,
    ) -> __BookMessageReply {
        __BookMessageReply::Order(__reply)
    }
    #[allow(unreachable_patterns)]
    fn answered(
        __reply: __BookMessageReply,
    ) -> ::core::option::Option<
        <<Order as ::mycelium::__private::Payload<
            [(); {
                let _ = <Order as ::mycelium::__private::Message>::NUMBER;
                0
            }],
        >>::Message as ::mycelium::__private::Message>::Reply,
    > {
        match __reply {
            __BookMessageReply::Order(__reply) => ::core::option::Option::Some(__reply),
            _ => ::core::option::Option::None,
        }
    }
}
#[automatically_derived]
#[allow(private_interfaces)]
impl ::core::convert::From<Order> for BookMessage {
    fn from(__carried: Order) -> Self {
        Self::Order(__carried)
    }
}
#[automatically_derived]
impl ::mycelium::__private::TlvUsedOnce<
    { <Settle as ::mycelium::__private::Message>::NUMBER },
> for BookMessage {}
#[automatically_derived]
impl ::mycelium::__private::Handles<Settle> for BookMessage {
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
            [(); {
                let _ = <Settle as ::mycelium::__private::Message>::NUMBER;
                0
            }],
        >>::Message as ::mycelium::__private::Message>::Reply,
    ) -> __BookMessageReply {
        __BookMessageReply::Settle(__reply)
    }
    #[allow(unreachable_patterns)]
    fn answered(
        __reply: __BookMessageReply,
    ) -> ::core::option::Option<
        <<Settle as ::mycelium::__private::Payload<
            [(); {
                let _ = <Settle as ::mycelium::__private::Message>::NUMBER;
                0
            }],
        >>::Message as ::mycelium::__private::Message>::Reply,
    > {
        match __reply {
            __BookMessageReply::Settle(__reply) => ::core::option::Option::Some(__reply),
            _ => ::core::option::Option::None,
        }
    }
}
#[automatically_derived]
#[allow(private_interfaces)]
impl ::core::convert::From<Settle> for BookMessage {
    fn from(__carried: Settle) -> Self {
        Self::Settle(__carried)
    }
}
#[automatically_derived]
impl ::mycelium::__private::TlvUsedOnce<
    { <Halt as ::mycelium::__private::Message>::NUMBER },
> for BookMessage {}
#[automatically_derived]
impl ::mycelium::__private::Handles<Halt> for BookMessage {
    type Carried = <Halt as ::mycelium::__private::Payload<
        [(); {
            let _ = <Halt as ::mycelium::__private::Message>::NUMBER;
            0
        }],
    >>::Carried;
    fn wrap(
        __carried: <Halt as ::mycelium::__private::Payload<
            [(); {
                let _ = <Halt as ::mycelium::__private::Message>::NUMBER;
                0
            }],
        >>::Carried,
    ) -> Self {
        Self::Halt(__carried)
    }
    #[allow(unreachable_patterns)]
    fn unwrap(
        self,
    ) -> ::core::option::Option<
        <Halt as ::mycelium::__private::Payload<
            [(); {
                let _ = <Halt as ::mycelium::__private::Message>::NUMBER;
                0
            }],
        >>::Carried,
    > {
        match self {
            Self::Halt(__carried) => ::core::option::Option::Some(__carried),
            _ => ::core::option::Option::None,
        }
    }
    fn answer(
        __reply: <<Halt as ::mycelium::__private::Payload<
            [(); {
                let _ = <Halt as ::mycelium::__private::Message>::NUMBER;
                0
            }],
        >>::Message as ::mycelium::__private::Message>::Reply,
    ) -> __BookMessageReply {
        __BookMessageReply::Halt(__reply)
    }
    #[allow(unreachable_patterns)]
    fn answered(
        __reply: __BookMessageReply,
    ) -> ::core::option::Option<
        <<Halt as ::mycelium::__private::Payload<
            [(); {
                let _ = <Halt as ::mycelium::__private::Message>::NUMBER;
                0
            }],
        >>::Message as ::mycelium::__private::Message>::Reply,
    > {
        match __reply {
            __BookMessageReply::Halt(__reply) => ::core::option::Option::Some(__reply),
            _ => ::core::option::Option::None,
        }
    }
}
#[automatically_derived]
#[allow(private_interfaces)]
impl ::core::convert::From<
    <Halt as ::mycelium::__private::Payload<BookMessage>>::Carried,
> for BookMessage {
    fn from(
        __carried: <Halt as ::mycelium::__private::Payload<BookMessage>>::Carried,
    ) -> Self {
        Self::Halt(__carried)
    }
}
///A typed reference to a running `Book`: one method for each of its handlers.
#[allow(unreachable_pub, private_interfaces, private_bounds)]
pub struct BookRef<__M: ::mycelium::__private::DomainEnum = BookMessage>(
    ::mycelium::__private::ActorRef<__M>,
);
#[automatically_derived]
#[allow(unreachable_pub, private_interfaces, private_bounds)]
impl BookRef<BookMessage> {
    /// Takes in a price.
    ///
    ///Hands the message to the actor's `quote`: asks and waits for the answer if the message declares a reply, else sends.
    pub fn quote(
        &self,
        __message: impl ::mycelium::__private::Carry<
            <BookMessage as ::mycelium::__private::Handles<Quote>>::Carried,
        >,
    ) -> <<Quote as ::mycelium::__private::Message>::Call as ::mycelium::__private::Call<
        Quote,
    >>::Future<'_, BookMessage> {
        <<Quote as ::mycelium::__private::Message>::Call as ::mycelium::__private::Call<
            Quote,
        >>::call(&self.0, ::mycelium::__private::Carry::carry(__message))
    }
    ///Hands the message to the actor's `last_price`: asks and waits for the answer if the message declares a reply, else sends.
    pub fn last_price(
        &self,
        __message: impl ::mycelium::__private::Carry<
            <BookMessage as ::mycelium::__private::Handles<LastPrice>>::Carried,
        >,
    ) -> <<LastPrice as ::mycelium::__private::Message>::Call as ::mycelium::__private::Call<
        LastPrice,
    >>::Future<'_, BookMessage> {
        <<LastPrice as ::mycelium::__private::Message>::Call as ::mycelium::__private::Call<
            LastPrice,
        >>::call(&self.0, ::mycelium::__private::Carry::carry(__message))
    }
    ///Hands the message to the actor's `order`: asks and waits for the answer if the message declares a reply, else sends.
    pub fn order(
        &self,
        __message: impl ::mycelium::__private::Carry<
            <BookMessage as ::mycelium::__private::Handles<Order>>::Carried,
        >,
    ) -> <<Order as ::mycelium::__private::Message>::Call as ::mycelium::__private::Call<
        Order,
    >>::Future<'_, BookMessage> {
        <<Order as ::mycelium::__private::Message>::Call as ::mycelium::__private::Call<
            Order,
        >>::call(&self.0, ::mycelium::__private::Carry::carry(__message))
    }
    ///Hands the message to the actor's `settle`: asks and waits for the answer if the message declares a reply, else sends.
    pub fn settle(
        &self,
        __message: impl ::mycelium::__private::Carry<
            <BookMessage as ::mycelium::__private::Handles<Settle>>::Carried,
        >,
    ) -> <<Settle as ::mycelium::__private::Message>::Call as ::mycelium::__private::Call<
        Settle,
    >>::Future<'_, BookMessage> {
        <<Settle as ::mycelium::__private::Message>::Call as ::mycelium::__private::Call<
            Settle,
        >>::call(&self.0, ::mycelium::__private::Carry::carry(__message))
    }
    ///Hands the message to the actor's `halt`: asks and waits for the answer if the message declares a reply, else sends.
    pub fn halt(
        &self,
        __message: impl ::mycelium::__private::Carry<
            <BookMessage as ::mycelium::__private::Handles<Halt>>::Carried,
        >,
    ) -> <<Halt as ::mycelium::__private::Message>::Call as ::mycelium::__private::Call<
        Halt,
    >>::Future<'_, BookMessage> {
        <<Halt as ::mycelium::__private::Message>::Call as ::mycelium::__private::Call<
            Halt,
        >>::call(&self.0, ::mycelium::__private::Carry::carry(__message))
    }
}
#[automatically_derived]
impl<__M: ::mycelium::__private::DomainEnum> ::mycelium::__private::Handle
for BookRef<__M> {
    type Message = __M;
    fn from_ref(__actor: ::mycelium::__private::ActorRef<__M>) -> Self {
        Self(__actor)
    }
}
#[automatically_derived]
impl<
    __M: ::mycelium::__private::DomainEnum,
> ::core::convert::From<::mycelium::__private::ActorRef<__M>> for BookRef<__M> {
    fn from(__actor: ::mycelium::__private::ActorRef<__M>) -> Self {
        Self(__actor)
    }
}
#[automatically_derived]
impl<__M: ::mycelium::__private::DomainEnum> ::core::ops::Deref for BookRef<__M> {
    type Target = ::mycelium::__private::ActorRef<__M>;
    fn deref(&self) -> &::mycelium::__private::ActorRef<__M> {
        &self.0
    }
}
#[automatically_derived]
impl<__M: ::mycelium::__private::DomainEnum> ::core::clone::Clone for BookRef<__M> {
    fn clone(&self) -> Self {
        Self(::core::clone::Clone::clone(&self.0))
    }
}
#[automatically_derived]
impl<__M: ::mycelium::__private::DomainEnum> ::core::fmt::Debug for BookRef<__M> {
    fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Debug::fmt(&self.0, __f)
    }
}
#[automatically_derived]
#[allow(
    deprecated,
    unreachable_patterns,
    clippy::unused_async,
    clippy::let_unit_value,
    clippy::needless_borrow
)]
impl ::mycelium::__private::Actor for Book {
    type Message = BookMessage;
    type Handle = BookRef;
    const NAME: &'static ::core::primitive::str = "Book";
    async fn receive(
        &mut self,
        __envelope: ::mycelium::__private::Envelope<BookMessage>,
        __ctx: &mut ::mycelium::__private::Context<Self>,
    ) -> ::mycelium::__private::Result<()> {
        let ::mycelium::__private::Envelope { message: __message, reply: __reply } = __envelope;
        match __message {
            BookMessage::Halt(__message) => {
                let __returned = Self::halt(self, &__message, __ctx).await;
                ::mycelium::__private::Returned(__returned)
                    .finish::<Halt, BookMessage>(__reply)
            }
            __message => {
                let mut __envelope = ::core::option::Option::Some(::mycelium::__private::Envelope {
                    message: __message,
                    reply: __reply,
                });
                <Self as ::mycelium::__private::Actor>::receive_now(
                        self,
                        &mut __envelope,
                        __ctx,
                    )
                    .unwrap_or(::core::result::Result::Ok(()))
            }
        }
    }
    #[inline]
    fn receive_now(
        &mut self,
        __envelope: &mut ::core::option::Option<
            ::mycelium::__private::Envelope<BookMessage>,
        >,
        __ctx: &mut ::mycelium::__private::Context<Self>,
    ) -> ::core::option::Option<::mycelium::__private::Result<()>> {
        match __envelope {
            ::core::option::Option::Some(
                ::mycelium::__private::Envelope { message: BookMessage::Halt(_), .. },
            ) => ::core::option::Option::None,
            _ => {
                let ::mycelium::__private::Envelope {
                    message: __message,
                    reply: __reply,
                } = __envelope.take()?;
                ::core::option::Option::Some(
                    match __message {
                        BookMessage::Quote(__message) => {
                            let __returned = Self::quote(self, &__message);
                            ::mycelium::__private::Returned(__returned)
                                .finish::<Quote, BookMessage>(__reply)
                        }
                        BookMessage::LastPrice(__message) => {
                            let __returned = Self::last_price(self, &__message);
                            ::mycelium::__private::Returned(__returned)
                                .finish::<LastPrice, BookMessage>(__reply)
                        }
                        BookMessage::Order(__message) => {
                            let __returned = Self::order(
                                self,
                                ::mycelium::__private::Carry::<Order>::carry(__message),
                            );
                            ::mycelium::__private::Returned(__returned)
                                .finish::<Order, BookMessage>(__reply)
                        }
                        BookMessage::Settle(__message) => {
                            let __returned = Self::settle(
                                self,
                                ::mycelium::__private::Carry::<Settle>::carry(__message),
                                ::mycelium::__private::later::<Settle, BookMessage>(__reply),
                            );
                            {
                                let () = __returned;
                                ::core::result::Result::Ok(())
                            }
                        }
                        BookMessage::Halt(_) => return ::core::option::Option::None,
                    },
                )
            }
        }
    }
}
