pub enum MarketMessage {
    Quote(Arc<Quote>),
    LastPrice(LastPrice),
    Order(Order),
    Settle(Settle),
    Halt(Arc<Halt>),
}
#[allow(deprecated, missing_debug_implementations, clippy::all, clippy::pedantic)]
#[allow(private_bounds, private_interfaces, unreachable_patterns, unreachable_pub)]
const _: () = {
    use ::mycelium::__private as __p;
    use ::mycelium::__private::NoClone as _;
    type __Message0 = __p::MessageIn<
        Arc<Quote>,
        { __p::number_of::<<Arc<Quote> as __p::Payload<MarketMessage>>::Message>() },
    >;
    type __Message1 = __p::MessageIn<
        LastPrice,
        { __p::number_of::<<LastPrice as __p::Payload<MarketMessage>>::Message>() },
    >;
    type __Message2 = __p::MessageIn<
        Order,
        { __p::number_of::<<Order as __p::Payload<MarketMessage>>::Message>() },
    >;
    type __Message3 = __p::MessageIn<
        Settle,
        { __p::number_of::<<Settle as __p::Payload<MarketMessage>>::Message>() },
    >;
    type __Message4 = __p::MessageIn<
        Arc<Halt>,
        { __p::number_of::<<Arc<Halt> as __p::Payload<MarketMessage>>::Message>() },
    >;
    ///The replies to the messages of `MarketMessage`.
    #[doc(hidden)]
    pub enum __Reply {
        Quote(__p::ReplyOf<__Message0>),
        LastPrice(__p::ReplyOf<__Message1>),
        Order(__p::ReplyOf<__Message2>),
        Settle(__p::ReplyOf<__Message3>),
        Halt(__p::ReplyOf<__Message4>),
    }
    impl __p::Sendable for MarketMessage {
        type Message = Self;
    }
    impl __p::DomainEnum for MarketMessage {
        type Replies = __Reply;
        const ENUM_NAME: &'static __p::str = "MarketMessage";
        const ENUM_DOMAIN: __p::Option<__p::Domain> = __p::domain(1u8);
        const VARIANTS: &'static [__p::Variant] = &[
            __p::variant_of::<__Message0, Self>("Quote"),
            __p::variant_of::<__Message1, Self>("LastPrice"),
            __p::variant_of::<__Message2, Self>("Order"),
            __p::variant_of::<__Message3, Self>("Settle"),
            __p::variant_of::<__Message4, Self>("Halt"),
        ];
        const FORMS: __p::Forms = &__p::forms_of::<
            { Self::VARIANTS.len() },
        >(Self::VARIANTS);
        #[inline]
        fn visit<__V: __p::Visit<Self>>(&self, __to: __V) -> __V::Out {
            match *self {
                Self::Quote(ref __one) => __to.visit::<__Message0>(__one, "Quote"),
                Self::LastPrice(ref __one) => {
                    __to.visit::<__Message1>(__one, "LastPrice")
                }
                Self::Order(ref __one) => __to.visit::<__Message2>(__one, "Order"),
                Self::Settle(ref __one) => __to.visit::<__Message3>(__one, "Settle"),
                Self::Halt(ref __one) => __to.visit::<__Message4>(__one, "Halt"),
            }
        }
        #[inline]
        fn find<__F: __p::Find<Self>>(__find: &mut __F) -> __p::ControlFlow<__F::Found> {
            __find.one::<__Message0>(__Reply::Quote)?;
            __find.one::<__Message1>(__Reply::LastPrice)?;
            __find.one::<__Message2>(__Reply::Order)?;
            __find.one::<__Message3>(__Reply::Settle)?;
            __find.one::<__Message4>(__Reply::Halt)?;
            __p::ControlFlow::Continue(())
        }
        fn carried<__C: 'static>(self) -> __p::Option<__C> {
            match self {
                Self::Quote(__one) => __p::same(__one),
                Self::LastPrice(__one) => __p::same(__one),
                Self::Order(__one) => __p::same(__one),
                Self::Settle(__one) => __p::same(__one),
                Self::Halt(__one) => __p::same(__one),
            }
        }
        fn reply<__T: __p::Message>(__reply: __Reply) -> __p::Option<__p::ReplyOf<__T>> {
            match __reply {
                __Reply::Quote(__one) => __p::same_reply::<__Message0, __T>(__one),
                __Reply::LastPrice(__one) => __p::same_reply::<__Message1, __T>(__one),
                __Reply::Order(__one) => __p::same_reply::<__Message2, __T>(__one),
                __Reply::Settle(__one) => __p::same_reply::<__Message3, __T>(__one),
                __Reply::Halt(__one) => __p::same_reply::<__Message4, __T>(__one),
            }
        }
        fn share(&self) -> __p::Option<Self> {
            match *self {
                Self::Quote(ref __one) => __p::Clones(__one).__share(),
                Self::LastPrice(ref __one) => __p::Clones(__one).__share(),
                Self::Order(ref __one) => __p::Clones(__one).__share(),
                Self::Settle(ref __one) => __p::Clones(__one).__share(),
                Self::Halt(ref __one) => __p::Clones(__one).__share(),
            }
        }
        fn encode(__reply: &__Reply, __out: &mut __p::Bytes) -> __p::WireResult<()> {
            match *__reply {
                __Reply::Quote(ref __one) => __p::encode::<__Message0>(__one, __out),
                __Reply::LastPrice(ref __one) => __p::encode::<__Message1>(__one, __out),
                __Reply::Order(ref __one) => __p::encode::<__Message2>(__one, __out),
                __Reply::Settle(ref __one) => __p::encode::<__Message3>(__one, __out),
                __Reply::Halt(ref __one) => __p::encode::<__Message4>(__one, __out),
            }
        }
    }
    impl __p::TlvUsedOnce<{ __p::number_of::<__Message0>() }> for MarketMessage {}
    impl __p::Handles<<Arc<Quote> as __p::Payload<MarketMessage>>::Message>
    for MarketMessage {
        type Carried = Arc<Quote>;
    }
    impl __p::From<Arc<Quote>> for MarketMessage {
        fn from(__carried: Arc<Quote>) -> Self {
            Self::Quote(__carried)
        }
    }
    impl __p::TlvUsedOnce<{ __p::number_of::<__Message1>() }> for MarketMessage {}
    impl __p::Handles<<LastPrice as __p::Payload<MarketMessage>>::Message>
    for MarketMessage {
        type Carried = LastPrice;
    }
    impl __p::From<LastPrice> for MarketMessage {
        fn from(__carried: LastPrice) -> Self {
            Self::LastPrice(__carried)
        }
    }
    impl __p::TlvUsedOnce<{ __p::number_of::<__Message2>() }> for MarketMessage {}
    impl __p::Handles<<Order as __p::Payload<MarketMessage>>::Message>
    for MarketMessage {
        type Carried = Order;
    }
    impl __p::From<Order> for MarketMessage {
        fn from(__carried: Order) -> Self {
            Self::Order(__carried)
        }
    }
    impl __p::TlvUsedOnce<{ __p::number_of::<__Message3>() }> for MarketMessage {}
    impl __p::Handles<<Settle as __p::Payload<MarketMessage>>::Message>
    for MarketMessage {
        type Carried = Settle;
    }
    impl __p::From<Settle> for MarketMessage {
        fn from(__carried: Settle) -> Self {
            Self::Settle(__carried)
        }
    }
    impl __p::TlvUsedOnce<{ __p::number_of::<__Message4>() }> for MarketMessage {}
    impl __p::Handles<<Arc<Halt> as __p::Payload<MarketMessage>>::Message>
    for MarketMessage {
        type Carried = Arc<Halt>;
    }
    impl __p::From<Arc<Halt>> for MarketMessage {
        fn from(__carried: Arc<Halt>) -> Self {
            Self::Halt(__carried)
        }
    }
};
