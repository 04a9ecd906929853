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
///A typed reference to a running `Book`: one method for each of its handlers.
#[allow(unreachable_pub, private_interfaces, private_bounds)]
#[derive(::core::clone::Clone)]
pub struct BookRef<__R = ::mycelium::__private::ActorRef<MarketMessage>>(__R);
#[allow(deprecated, missing_debug_implementations, clippy::all, clippy::pedantic)]
#[allow(private_bounds, private_interfaces, unreachable_patterns, unreachable_pub)]
const _: () = {
    use ::mycelium::__private as __p;
    type __Enum = __p::EnumIf<
        MarketMessage,
        { __p::named::<__p::ActorRef<MarketMessage>>() },
    >;
    type __Message0 = __p::MessageIn<Quote, { __p::held::<__Enum, Quote>("Quote") }>;
    type __Message1 = __p::MessageIn<
        LastPrice,
        { __p::held::<__Enum, LastPrice>("LastPrice") },
    >;
    type __Message2 = __p::MessageIn<Order, { __p::held::<__Enum, Order>("Order") }>;
    type __Message3 = __p::MessageIn<Settle, { __p::held::<__Enum, Settle>("Settle") }>;
    type __Message4 = __p::MessageIn<Halt, { __p::held::<__Enum, Halt>("Halt") }>;
    impl BookRef<__p::ActorRef<MarketMessage>> {
        /// Takes in a price.
        ///
        ///Hands the message to the actor's `quote`: asks and waits for the answer if the message declares a reply, else sends.
        pub fn quote(
            &self,
            __message: impl __p::Carry<__p::CarriedIn<__Enum, __Message0>>,
        ) -> __p::Called<'_, __Enum, __Message0> {
            __p::call::<__Message0, __Enum>(&self.0, __message)
        }
        ///Hands the message to the actor's `last_price`: asks and waits for the answer if the message declares a reply, else sends.
        pub fn last_price(
            &self,
            __message: impl __p::Carry<__p::CarriedIn<__Enum, __Message1>>,
        ) -> __p::Called<'_, __Enum, __Message1> {
            __p::call::<__Message1, __Enum>(&self.0, __message)
        }
        ///Hands the message to the actor's `order`: asks and waits for the answer if the message declares a reply, else sends.
        pub fn order(
            &self,
            __message: impl __p::Carry<__p::CarriedIn<__Enum, __Message2>>,
        ) -> __p::Called<'_, __Enum, __Message2> {
            __p::call::<__Message2, __Enum>(&self.0, __message)
        }
        ///Hands the message to the actor's `settle`: asks and waits for the answer if the message declares a reply, else sends.
        pub fn settle(
            &self,
            __message: impl __p::Carry<__p::CarriedIn<__Enum, __Message3>>,
        ) -> __p::Called<'_, __Enum, __Message3> {
            __p::call::<__Message3, __Enum>(&self.0, __message)
        }
        ///Hands the message to the actor's `halt`: asks and waits for the answer if the message declares a reply, else sends.
        pub fn halt(
            &self,
            __message: impl __p::Carry<__p::CarriedIn<__Enum, __Message4>>,
        ) -> __p::Called<'_, __Enum, __Message4> {
            __p::call::<__Message4, __Enum>(&self.0, __message)
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
    type __Whole = __p::EnumIf<
        __Enum,
        { __p::whole::<__Enum>(&["Quote", "LastPrice", "Order", "Settle", "Halt"]) },
    >;
    impl __p::Actor for Book {
        type Message = __Enum;
        type Handle = BookRef<__p::ActorRef<__Enum>>;
        const NAME: &'static __p::str = "Book";
        async fn receive(
            &mut self,
            __envelope: __p::Envelope<__Enum>,
            __ctx: &mut __p::Context<Self>,
        ) -> __p::Result<()> {
            let __p::Envelope { message: __message, reply: __reply } = __envelope;
            match __message {
                __p::EnumOf::<__Enum, __Message4>::Halt(__message) => {
                    let __returned = Self::halt(self, &__message, __ctx).await;
                    __p::Returned(__returned).finish::<__Message4, __Enum>(__reply)
                }
                __message => __p::receive_sync(self, __message, __reply, __ctx),
            }
        }
        #[inline]
        fn may_receive_now(__message: &__Enum) -> __p::bool {
            match __message {
                __p::EnumOf::<__Enum, __Message4>::Halt(_) => false,
                _ => true,
            }
        }
        #[inline]
        fn receive_now(
            &mut self,
            __envelope: &mut __p::Option<__p::Envelope<__Enum>>,
            __ctx: &mut __p::Context<Self>,
        ) -> __p::Option<__p::Result<()>> {
            let (__message, __reply): (__Whole, _) = __p::take_now::<Self>(__envelope)?;
            let __returned = match __message {
                __p::EnumOf::<__Enum, __Message0>::Quote(__message) => {
                    let __returned = Self::quote(self, &__message);
                    __p::Returned(__returned).finish::<__Message0, __Enum>(__reply)
                }
                __p::EnumOf::<__Enum, __Message1>::LastPrice(__message) => {
                    let __returned = Self::last_price(self, &__message);
                    __p::Returned(__returned).finish::<__Message1, __Enum>(__reply)
                }
                __p::EnumOf::<__Enum, __Message2>::Order(__message) => {
                    let __returned = Self::order(self, __p::Carry::carry(__message));
                    __p::Returned(__returned).finish::<__Message2, __Enum>(__reply)
                }
                __p::EnumOf::<__Enum, __Message3>::Settle(__message) => {
                    let __returned = Self::settle(
                        self,
                        __p::Carry::carry(__message),
                        __p::later::<__Message3, __Enum, _>(__reply),
                    );
                    let () = __returned;
                    __p::Ok(())
                }
                __p::EnumOf::<__Enum, __Message4>::Halt(_) => return __p::None,
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
