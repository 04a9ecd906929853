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
            [(); ::mycelium::__private::zero(
                <Quote as ::mycelium::__private::Message>::NUMBER,
            )],
        >>::Carried,
    ),
    ///Handled by `last_price`.
    LastPrice(
        <LastPrice as ::mycelium::__private::Payload<
            [(); ::mycelium::__private::zero(
                <LastPrice as ::mycelium::__private::Message>::NUMBER,
            )],
        >>::Carried,
    ),
    ///Handled by `order`.
    Order(Order),
    ///Handled by `settle`.
    Settle(Settle),
    ///Handled by `halt`.
    Halt(
        <Halt as ::mycelium::__private::Payload<
            [(); ::mycelium::__private::zero(
                <Halt as ::mycelium::__private::Message>::NUMBER,
            )],
        >>::Carried,
    ),
}
const _: () = {
    type __Message0 = <Quote as ::mycelium::__private::Payload<
        [(); ::mycelium::__private::zero(
            <Quote as ::mycelium::__private::Message>::NUMBER,
        )],
    >>::Message;
    type __Payload0 = <Quote as ::mycelium::__private::Payload<
        [(); ::mycelium::__private::zero(
            <Quote as ::mycelium::__private::Message>::NUMBER,
        )],
    >>::Carried;
    type __Message1 = <LastPrice as ::mycelium::__private::Payload<
        [(); ::mycelium::__private::zero(
            <LastPrice as ::mycelium::__private::Message>::NUMBER,
        )],
    >>::Message;
    type __Payload1 = <LastPrice as ::mycelium::__private::Payload<
        [(); ::mycelium::__private::zero(
            <LastPrice as ::mycelium::__private::Message>::NUMBER,
        )],
    >>::Carried;
    type __Message2 = <Order as ::mycelium::__private::Payload<
        [(); ::mycelium::__private::zero(
            <Order as ::mycelium::__private::Message>::NUMBER,
        )],
    >>::Message;
    type __Payload2 = Order;
    type __Message3 = <Settle as ::mycelium::__private::Payload<
        [(); ::mycelium::__private::zero(
            <Settle as ::mycelium::__private::Message>::NUMBER,
        )],
    >>::Message;
    type __Payload3 = Settle;
    type __Message4 = <Halt as ::mycelium::__private::Payload<
        [(); ::mycelium::__private::zero(
            <Halt as ::mycelium::__private::Message>::NUMBER,
        )],
    >>::Message;
    type __Payload4 = <Halt as ::mycelium::__private::Payload<
        [(); ::mycelium::__private::zero(
            <Halt as ::mycelium::__private::Message>::NUMBER,
        )],
    >>::Carried;
    ///The replies to the messages of `BookMessage`.
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
    impl ::mycelium::__private::Message for BookMessage {
        type Reply = __Reply;
        type Call = ::mycelium::__private::Ask;
        type Carried = Self;
        const NAME: &'static ::core::primitive::str = "BookMessage";
        const NUMBER: ::core::primitive::u64 = 0;
        const DOMAIN: ::core::option::Option<::mycelium::__private::Domain> = ::mycelium::__private::None;
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
            __from.none("BookMessage")
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
            __from.none("BookMessage")
        }
    }
    #[automatically_derived]
    impl ::mycelium::__private::Visited for BookMessage {
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
    impl ::mycelium::__private::Sendable for BookMessage {
        type Message = Self;
    }
    #[automatically_derived]
    impl ::mycelium::__private::DomainEnum for BookMessage {
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
        { <Quote as ::mycelium::__private::Message>::NUMBER },
    > for BookMessage {}
    #[automatically_derived]
    impl ::mycelium::__private::Handles<Quote> for BookMessage {
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
    impl ::core::convert::From<
        <LastPrice as ::mycelium::__private::Payload<BookMessage>>::Carried,
    > for BookMessage {
        fn from(
            __carried: <LastPrice as ::mycelium::__private::Payload<
                BookMessage,
            >>::Carried,
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
    impl ::core::convert::From<
        <Halt as ::mycelium::__private::Payload<BookMessage>>::Carried,
    > for BookMessage {
        fn from(
            __carried: <Halt as ::mycelium::__private::Payload<BookMessage>>::Carried,
        ) -> Self {
            Self::Halt(__carried)
        }
    }
};
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
            ::mycelium::__private::CarriedIn<
                BookMessage,
                <Quote as ::mycelium::__private::Payload<
                    [(); ::mycelium::__private::zero(
                        <Quote as ::mycelium::__private::Message>::NUMBER,
                    )],
                >>::Message,
            >,
        >,
    ) -> ::mycelium::__private::Called<
        '_,
        BookMessage,
        <Quote as ::mycelium::__private::Payload<
            [(); ::mycelium::__private::zero(
                <Quote as ::mycelium::__private::Message>::NUMBER,
            )],
        >>::Message,
    > {
        <<<Quote as ::mycelium::__private::Payload<
            [(); ::mycelium::__private::zero(
                <Quote as ::mycelium::__private::Message>::NUMBER,
            )],
        >>::Message as ::mycelium::__private::Message>::Call as ::mycelium::__private::Call<
            <Quote as ::mycelium::__private::Payload<
                [(); ::mycelium::__private::zero(
                    <Quote as ::mycelium::__private::Message>::NUMBER,
                )],
            >>::Message,
        >>::call(&self.0, ::mycelium::__private::Carry::carry(__message))
    }
    ///Hands the message to the actor's `last_price`: asks and waits for the answer if the message declares a reply, else sends.
    pub fn last_price(
        &self,
        __message: impl ::mycelium::__private::Carry<
            ::mycelium::__private::CarriedIn<
                BookMessage,
                <LastPrice as ::mycelium::__private::Payload<
                    [(); ::mycelium::__private::zero(
                        <LastPrice as ::mycelium::__private::Message>::NUMBER,
                    )],
                >>::Message,
            >,
        >,
    ) -> ::mycelium::__private::Called<
        '_,
        BookMessage,
        <LastPrice as ::mycelium::__private::Payload<
            [(); ::mycelium::__private::zero(
                <LastPrice as ::mycelium::__private::Message>::NUMBER,
            )],
        >>::Message,
    > {
        <<<LastPrice as ::mycelium::__private::Payload<
            [(); ::mycelium::__private::zero(
                <LastPrice as ::mycelium::__private::Message>::NUMBER,
            )],
        >>::Message as ::mycelium::__private::Message>::Call as ::mycelium::__private::Call<
            <LastPrice as ::mycelium::__private::Payload<
                [(); ::mycelium::__private::zero(
                    <LastPrice as ::mycelium::__private::Message>::NUMBER,
                )],
            >>::Message,
        >>::call(&self.0, ::mycelium::__private::Carry::carry(__message))
    }
    ///Hands the message to the actor's `order`: asks and waits for the answer if the message declares a reply, else sends.
    pub fn order(
        &self,
        __message: impl ::mycelium::__private::Carry<
            ::mycelium::__private::CarriedIn<
                BookMessage,
                <Order as ::mycelium::__private::Payload<
                    [(); ::mycelium::__private::zero(
                        <Order as ::mycelium::__private::Message>::NUMBER,
                    )],
                >>::Message,
            >,
        >,
    ) -> ::mycelium::__private::Called<
        '_,
        BookMessage,
        <Order as ::mycelium::__private::Payload<
            [(); ::mycelium::__private::zero(
                <Order as ::mycelium::__private::Message>::NUMBER,
            )],
        >>::Message,
    > {
        <<<Order as ::mycelium::__private::Payload<
            [(); ::mycelium::__private::zero(
                <Order as ::mycelium::__private::Message>::NUMBER,
            )],
        >>::Message as ::mycelium::__private::Message>::Call as ::mycelium::__private::Call<
            <Order as ::mycelium::__private::Payload<
                [(); ::mycelium::__private::zero(
                    <Order as ::mycelium::__private::Message>::NUMBER,
                )],
            >>::Message,
        >>::call(&self.0, ::mycelium::__private::Carry::carry(__message))
    }
    ///Hands the message to the actor's `settle`: asks and waits for the answer if the message declares a reply, else sends.
    pub fn settle(
        &self,
        __message: impl ::mycelium::__private::Carry<
            ::mycelium::__private::CarriedIn<
                BookMessage,
                <Settle as ::mycelium::__private::Payload<
                    [(); ::mycelium::__private::zero(
                        <Settle as ::mycelium::__private::Message>::NUMBER,
                    )],
                >>::Message,
            >,
        >,
    ) -> ::mycelium::__private::Called<
        '_,
        BookMessage,
        <Settle as ::mycelium::__private::Payload<
            [(); ::mycelium::__private::zero(
                <Settle as ::mycelium::__private::Message>::NUMBER,
            )],
        >>::Message,
    > {
        <<<Settle as ::mycelium::__private::Payload<
            [(); ::mycelium::__private::zero(
                <Settle as ::mycelium::__private::Message>::NUMBER,
            )],
        >>::Message as ::mycelium::__private::Message>::Call as ::mycelium::__private::Call<
            <Settle as ::mycelium::__private::Payload<
                [(); ::mycelium::__private::zero(
                    <Settle as ::mycelium::__private::Message>::NUMBER,
                )],
            >>::Message,
        >>::call(&self.0, ::mycelium::__private::Carry::carry(__message))
    }
    ///Hands the message to the actor's `halt`: asks and waits for the answer if the message declares a reply, else sends.
    pub fn halt(
        &self,
        __message: impl ::mycelium::__private::Carry<
            ::mycelium::__private::CarriedIn<
                BookMessage,
                <Halt as ::mycelium::__private::Payload<
                    [(); ::mycelium::__private::zero(
                        <Halt as ::mycelium::__private::Message>::NUMBER,
                    )],
                >>::Message,
            >,
        >,
    ) -> ::mycelium::__private::Called<
        '_,
        BookMessage,
        <Halt as ::mycelium::__private::Payload<
            [(); ::mycelium::__private::zero(
                <Halt as ::mycelium::__private::Message>::NUMBER,
            )],
        >>::Message,
    > {
        <<<Halt as ::mycelium::__private::Payload<
            [(); ::mycelium::__private::zero(
                <Halt as ::mycelium::__private::Message>::NUMBER,
            )],
        >>::Message as ::mycelium::__private::Message>::Call as ::mycelium::__private::Call<
            <Halt as ::mycelium::__private::Payload<
                [(); ::mycelium::__private::zero(
                    <Halt as ::mycelium::__private::Message>::NUMBER,
                )],
            >>::Message,
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
                    .finish::<
                        <Halt as ::mycelium::__private::Payload<
                            [(); ::mycelium::__private::zero(
                                <Halt as ::mycelium::__private::Message>::NUMBER,
                            )],
                        >>::Message,
                        BookMessage,
                    >(__reply)
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
    fn may_receive_now(__message: &BookMessage) -> ::core::primitive::bool {
        match __message {
            BookMessage::Halt(_) => false,
            _ => true,
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
        if !<Self as ::mycelium::__private::Actor>::may_receive_now(
            &__envelope.as_ref()?.message,
        ) {
            return ::core::option::Option::None;
        }
        let ::mycelium::__private::Envelope { message: __message, reply: __reply } = __envelope
            .take()?;
        ::core::option::Option::Some(
            match __message {
                BookMessage::Quote(__message) => {
                    let __returned = Self::quote(self, &__message);
                    ::mycelium::__private::Returned(__returned)
                        .finish::<
                            <Quote as ::mycelium::__private::Payload<
                                [(); ::mycelium::__private::zero(
                                    <Quote as ::mycelium::__private::Message>::NUMBER,
                                )],
                            >>::Message,
                            BookMessage,
                        >(__reply)
                }
                BookMessage::LastPrice(__message) => {
                    let __returned = Self::last_price(self, &__message);
                    ::mycelium::__private::Returned(__returned)
                        .finish::<
                            <LastPrice as ::mycelium::__private::Payload<
                                [(); ::mycelium::__private::zero(
                                    <LastPrice as ::mycelium::__private::Message>::NUMBER,
                                )],
                            >>::Message,
                            BookMessage,
                        >(__reply)
                }
                BookMessage::Order(__message) => {
                    let __returned = Self::order(
                        self,
                        ::mycelium::__private::Carry::<Order>::carry(__message),
                    );
                    ::mycelium::__private::Returned(__returned)
                        .finish::<
                            <Order as ::mycelium::__private::Payload<
                                [(); ::mycelium::__private::zero(
                                    <Order as ::mycelium::__private::Message>::NUMBER,
                                )],
                            >>::Message,
                            BookMessage,
                        >(__reply)
                }
                BookMessage::Settle(__message) => {
                    let __returned = Self::settle(
                        self,
                        ::mycelium::__private::Carry::<Settle>::carry(__message),
                        ::mycelium::__private::later::<
                            <Settle as ::mycelium::__private::Payload<
                                [(); ::mycelium::__private::zero(
                                    <Settle as ::mycelium::__private::Message>::NUMBER,
                                )],
                            >>::Message,
                            BookMessage,
                        >(__reply),
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
#[automatically_derived]
impl ::mycelium::__private::Spawnable for Book
where
    for<'__a> Self: ::mycelium::__private::ByDefault<'__a>,
{
    fn origin() -> ::mycelium::__private::Origin<Self> {
        ::mycelium::__private::by_default::<Self>()
    }
}
