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
        ::mycelium::__private::CarriedOf<
            Quote,
            { ::mycelium::__private::number_of::<Quote>() },
        >,
    ),
    ///Handled by `last_price`.
    LastPrice(
        ::mycelium::__private::CarriedOf<
            LastPrice,
            { ::mycelium::__private::number_of::<LastPrice>() },
        >,
    ),
    ///Handled by `order`.
    Order(Order),
    ///Handled by `settle`.
    Settle(Settle),
    ///Handled by `halt`.
    Halt(
        ::mycelium::__private::CarriedOf<
            Halt,
            { ::mycelium::__private::number_of::<Halt>() },
        >,
    ),
}
///A typed reference to a running `Book`: one method for each of its handlers.
#[allow(unreachable_pub, private_interfaces, private_bounds)]
#[derive(::core::clone::Clone)]
pub struct BookRef<__R = ::mycelium::__private::ActorRef<BookMessage>>(__R);
#[allow(deprecated, missing_debug_implementations, clippy::all, clippy::pedantic)]
#[allow(private_bounds, private_interfaces, unreachable_patterns, unreachable_pub)]
const _: () = {
    use ::mycelium::__private as __p;
    use ::mycelium::__private::NoClone as _;
    type __Carried0 = __p::Held<BookMessage, Quote, { __p::number_of::<Quote>() }>;
    type __Carried1 = __p::Held<
        BookMessage,
        LastPrice,
        { __p::number_of::<LastPrice>() },
    >;
    type __Carried4 = __p::Held<BookMessage, Halt, { __p::number_of::<Halt>() }>;
    type __Message0 = __p::MessageIn<Quote, { __p::number_of::<Quote>() }>;
    type __Message1 = __p::MessageIn<LastPrice, { __p::number_of::<LastPrice>() }>;
    type __Message2 = __p::MessageIn<Order, { __p::number_of::<Order>() }>;
    type __Message3 = __p::MessageIn<Settle, { __p::number_of::<Settle>() }>;
    type __Message4 = __p::MessageIn<Halt, { __p::number_of::<Halt>() }>;
    ///The replies to the messages of `BookMessage`.
    #[doc(hidden)]
    pub enum __Reply {
        Quote(__p::ReplyOf<__Message0>),
        LastPrice(__p::ReplyOf<__Message1>),
        Order(__p::ReplyOf<__Message2>),
        Settle(__p::ReplyOf<__Message3>),
        Halt(__p::ReplyOf<__Message4>),
    }
    impl __p::Sendable for BookMessage {
        type Message = Self;
    }
    impl __p::DomainEnum for BookMessage {
        type Replies = __Reply;
        const ENUM_NAME: &'static __p::str = "BookMessage";
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
    impl __p::TlvUsedOnce<{ __p::number_of::<__Message0>() }> for BookMessage {}
    impl __p::Handles<Quote> for BookMessage {
        type Carried = <__Message0 as __p::Message>::Carried;
    }
    impl __p::From<__Carried0> for BookMessage {
        fn from(__carried: __Carried0) -> Self {
            Self::Quote(__carried)
        }
    }
    impl __p::TlvUsedOnce<{ __p::number_of::<__Message1>() }> for BookMessage {}
    impl __p::Handles<LastPrice> for BookMessage {
        type Carried = <__Message1 as __p::Message>::Carried;
    }
    impl __p::From<__Carried1> for BookMessage {
        fn from(__carried: __Carried1) -> Self {
            Self::LastPrice(__carried)
        }
    }
    impl __p::TlvUsedOnce<{ __p::number_of::<__Message2>() }> for BookMessage {}
    impl __p::Handles<Order> for BookMessage {
        type Carried = Order;
    }
    impl __p::From<Order> for BookMessage {
        fn from(__carried: Order) -> Self {
            Self::Order(__carried)
        }
    }
    impl __p::TlvUsedOnce<{ __p::number_of::<__Message3>() }> for BookMessage {}
    impl __p::Handles<Settle> for BookMessage {
        type Carried = Settle;
    }
    impl __p::From<Settle> for BookMessage {
        fn from(__carried: Settle) -> Self {
            Self::Settle(__carried)
        }
    }
    impl __p::TlvUsedOnce<{ __p::number_of::<__Message4>() }> for BookMessage {}
    impl __p::Handles<Halt> for BookMessage {
        type Carried = <__Message4 as __p::Message>::Carried;
    }
    impl __p::From<__Carried4> for BookMessage {
        fn from(__carried: __Carried4) -> Self {
            Self::Halt(__carried)
        }
    }
    impl BookRef {
        /// Takes in a price.
        ///
        ///Hands the message to the actor's `quote`: asks and waits for the answer if the message declares a reply, else sends.
        pub fn quote(
            &self,
            __message: impl __p::Carry<__p::CarriedIn<BookMessage, __Message0>>,
        ) -> __p::Called<'_, BookMessage, __Message0> {
            __p::call::<__Message0, BookMessage>(&self.0, __message)
        }
        ///Hands the message to the actor's `last_price`: asks and waits for the answer if the message declares a reply, else sends.
        pub fn last_price(
            &self,
            __message: impl __p::Carry<__p::CarriedIn<BookMessage, __Message1>>,
        ) -> __p::Called<'_, BookMessage, __Message1> {
            __p::call::<__Message1, BookMessage>(&self.0, __message)
        }
        ///Hands the message to the actor's `order`: asks and waits for the answer if the message declares a reply, else sends.
        pub fn order(
            &self,
            __message: impl __p::Carry<__p::CarriedIn<BookMessage, __Message2>>,
        ) -> __p::Called<'_, BookMessage, __Message2> {
            __p::call::<__Message2, BookMessage>(&self.0, __message)
        }
        ///Hands the message to the actor's `settle`: asks and waits for the answer if the message declares a reply, else sends.
        pub fn settle(
            &self,
            __message: impl __p::Carry<__p::CarriedIn<BookMessage, __Message3>>,
        ) -> __p::Called<'_, BookMessage, __Message3> {
            __p::call::<__Message3, BookMessage>(&self.0, __message)
        }
        ///Hands the message to the actor's `halt`: asks and waits for the answer if the message declares a reply, else sends.
        pub fn halt(
            &self,
            __message: impl __p::Carry<__p::CarriedIn<BookMessage, __Message4>>,
        ) -> __p::Called<'_, BookMessage, __Message4> {
            __p::call::<__Message4, BookMessage>(&self.0, __message)
        }
    }
    impl<__M: __p::DomainEnum> __p::Handle for BookRef<__p::ActorRef<__M>> {
        type Message = __M;
    }
    impl<__R> __p::From<__R> for BookRef<__R> {
        fn from(__actor: __R) -> Self {
            Self(__actor)
        }
    }
    impl<__R> __p::Deref for BookRef<__R> {
        type Target = __R;
        fn deref(&self) -> &__R {
            &self.0
        }
    }
    impl<__R: __p::fmt::Debug> __p::fmt::Debug for BookRef<__R> {
        fn fmt(&self, __f: &mut __p::fmt::Formatter<'_>) -> __p::fmt::Result {
            self.0.fmt(__f)
        }
    }
    impl __p::Actor for Book {
        type Message = BookMessage;
        type Handle = BookRef;
        const NAME: &'static __p::str = "Book";
        async fn receive(
            &mut self,
            __envelope: __p::Envelope<BookMessage>,
            __ctx: &mut __p::Context<Self>,
        ) -> __p::Result<()> {
            let __p::Envelope { message: __message, reply: __reply } = __envelope;
            match __message {
                BookMessage::Halt(__message) => {
                    let __returned = Self::halt(self, &__message, __ctx).await;
                    __p::Returned(__returned).finish::<__Message4, BookMessage>(__reply)
                }
                __message => __p::receive_sync(self, __message, __reply, __ctx),
            }
        }
        #[inline]
        fn may_receive_now(__message: &BookMessage) -> __p::bool {
            match __message {
                BookMessage::Halt(_) => false,
                _ => true,
            }
        }
        #[inline]
        fn receive_now(
            &mut self,
            __envelope: &mut __p::Option<__p::Envelope<BookMessage>>,
            __ctx: &mut __p::Context<Self>,
        ) -> __p::Option<__p::Result<()>> {
            let (__message, __reply) = __p::take_now::<Self>(__envelope)?;
            let __returned = match __message {
                BookMessage::Quote(__message) => {
                    let __returned = Self::quote(self, &__message);
                    __p::Returned(__returned).finish::<__Message0, BookMessage>(__reply)
                }
                BookMessage::LastPrice(__message) => {
                    let __returned = Self::last_price(self, &__message);
                    __p::Returned(__returned).finish::<__Message1, BookMessage>(__reply)
                }
                BookMessage::Order(__message) => {
                    let __returned = Self::order(self, __p::Carry::carry(__message));
                    __p::Returned(__returned).finish::<__Message2, BookMessage>(__reply)
                }
                BookMessage::Settle(__message) => {
                    let __returned = Self::settle(
                        self,
                        __p::Carry::carry(__message),
                        __p::later::<__Message3, BookMessage, _>(__reply),
                    );
                    let () = __returned;
                    __p::Ok(())
                }
                BookMessage::Halt(_) => return __p::None,
            };
            __p::Some(__returned)
        }
    }
    impl __p::Spawnable for Book
    where
        for<'__a> Self: __p::ByDefault<'__a>,
    {
        fn origin() -> __p::Origin<Self> {
            __p::by_default::<Self>()
        }
    }
};
