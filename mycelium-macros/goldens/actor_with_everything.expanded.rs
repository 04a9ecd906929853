impl<S: Store> Desk<S> {
    fn quote(&mut self, quote: &Quote) {}
    /// Goes first.
    #[deprecated]
    async fn halt(&mut self, halt: Arc<Halt>) -> Result<(), String> {
        Ok(())
    }
    #[cfg(feature = "settle")]
    fn settle(
        &mut self,
        settle: Settle,
        reply: ReplyTo<Settle>,
        ctx: &mut Context<Self>,
    ) {}
    async fn open(&mut self, ctx: &mut Context<Self>) -> Result<()> {
        Ok(())
    }
    fn close(&mut self) {}
    fn failed(&mut self, error: Error) {}
}
///A typed reference to a running `Desk`: one method for each of its handlers.
#[allow(unreachable_pub, private_interfaces, private_bounds)]
#[derive(::core::clone::Clone)]
pub struct DeskRef<__R = ::mycelium::__private::ActorRef<DeskMessage>>(__R);
#[allow(deprecated, missing_debug_implementations, clippy::all, clippy::pedantic)]
#[allow(private_bounds, private_interfaces, unreachable_patterns, unreachable_pub)]
const _: () = {
    use ::mycelium::__private as __p;
    type __Enum = __p::EnumIf<
        DeskMessage,
        { __p::named::<__p::ActorRef<DeskMessage>>() },
    >;
    type __Message0 = __p::MessageIn<Quote, { __p::held::<__Enum, Quote>("Quote") }>;
    type __Message1 = __p::MessageIn<
        Arc<Halt>,
        { __p::held::<__Enum, Arc<Halt>>("HALT") },
    >;
    #[cfg(feature = "settle")]
    type __Message2 = __p::MessageIn<Settle, { __p::held::<__Enum, Settle>("Settle") }>;
    impl DeskRef<__p::ActorRef<DeskMessage>> {
        ///Hands the message to the actor's `quote`: asks and waits for the answer if the message declares a reply, else sends.
        pub fn quote(
            &self,
            __message: impl __p::Carry<__p::CarriedIn<__Enum, __Message0>>,
        ) -> __p::Called<'_, __Enum, __Message0> {
            __p::call::<__Message0, __Enum>(&self.0, __message)
        }
        /// Goes first.
        ///
        ///Hands the message to the actor's `halt`: asks and waits for the answer if the message declares a reply, else sends.
        #[deprecated]
        pub fn halt(
            &self,
            __message: impl __p::Carry<__p::CarriedIn<__Enum, __Message1>>,
        ) -> __p::Called<'_, __Enum, __Message1> {
            __p::call::<__Message1, __Enum>(&self.0, __message)
        }
        #[cfg(feature = "settle")]
        ///Hands the message to the actor's `settle`: asks and waits for the answer if the message declares a reply, else sends.
        pub fn settle(
            &self,
            __message: impl __p::Carry<__p::CarriedIn<__Enum, __Message2>>,
        ) -> __p::Called<'_, __Enum, __Message2> {
            __p::call::<__Message2, __Enum>(&self.0, __message)
        }
    }
    impl<__M: __p::DomainEnum> __p::Handle for DeskRef<__p::ActorRef<__M>> {
        type Message = __M;
    }
    impl<__R> __p::From<__R> for DeskRef<__R> {
        fn from(__actor: __R) -> Self {
            Self(__actor)
        }
    }
    impl<__R> __p::Deref for DeskRef<__R> {
        type Target = __R;
        fn deref(&self) -> &__R {
            &self.0
        }
    }
    impl<__R: __p::fmt::Debug> __p::fmt::Debug for DeskRef<__R> {
        fn fmt(&self, __f: &mut __p::fmt::Formatter<'_>) -> __p::fmt::Result {
            self.0.fmt(__f)
        }
    }
    type __Whole = __p::EnumIf<
        __Enum,
        { __p::whole::<__Enum>(&["Quote", "HALT", #[cfg(feature = "settle")] "Settle"]) },
    >;
    impl<S: Store> __p::Actor for Desk<S> {
        type Message = __Enum;
        type Handle = DeskRef<__p::ActorRef<__Enum>>;
        const NAME: &'static __p::str = "desk";
        async fn receive(
            &mut self,
            __envelope: __p::Envelope<__Enum>,
            __ctx: &mut __p::Context<Self>,
        ) -> __p::Result<()> {
            let __p::Envelope { message: __message, reply: __reply } = __envelope;
            match __message {
                __p::EnumOf::<__Enum, __Message1>::HALT(__message) => {
                    let __returned = Self::halt(self, __p::Carry::carry(__message))
                        .await;
                    __p::Returned(__returned).finish::<__Message1, __Enum>(__reply)
                }
                __message => __p::receive_sync(self, __message, __reply, __ctx),
            }
        }
        const MAILBOX: __p::MailboxOptions<__Enum> = {
            fn __is_high(__one: &__Enum) -> __p::bool {
                match *__one {
                    __p::EnumOf::<__Enum, __Message1>::HALT(_) => true,
                    _ => false,
                }
            }
            fn __hash_key(__one: &__Enum, __hasher: &mut __p::KeyHasher) -> __p::bool {
                match *__one {
                    __p::EnumOf::<__Enum, __Message0>::Quote(ref __one) => {
                        let __one: &__Message0 = __one;
                        __hasher.key::<__Message0, _>(&__one.instrument)
                    }
                    _ => false,
                }
            }
            fn __is_same_key(__one: &__Enum, __other: &__Enum) -> __p::bool {
                match (__one, __other) {
                    (
                        __p::EnumOf::<__Enum, __Message0>::Quote(__one),
                        __p::EnumOf::<__Enum, __Message0>::Quote(__other),
                    ) => {
                        let __one: &__Message0 = __one;
                        let __other: &__Message0 = __other;
                        __one.instrument == __other.instrument
                    }
                    _ => false,
                }
            }
            __p::MailboxOptions::new()
                .capacity(64)
                .overflow(__p::Overflow::DropOldest)
                .high_priority(__is_high)
                .conflate(__hash_key, __is_same_key)
        };
        #[inline]
        fn may_receive_now(__message: &__Enum) -> __p::bool {
            match __message {
                __p::EnumOf::<__Enum, __Message1>::HALT(_) => false,
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
                #[cfg(feature = "settle")]
                __p::EnumOf::<__Enum, __Message2>::Settle(__message) => {
                    let __returned = Self::settle(
                        self,
                        __p::Carry::carry(__message),
                        __p::later::<__Message2, __Enum, _>(__reply),
                        __ctx,
                    );
                    let () = __returned;
                    __p::Ok(())
                }
                __p::EnumOf::<__Enum, __Message1>::HALT(_) => return __p::None,
            };
            __p::Some(__returned)
        }
        async fn on_start(&mut self, __ctx: &mut __p::Context<Self>) -> __p::Result<()> {
            let __returned = Self::open(self, __ctx).await;
            __p::Outcome::outcome(__returned)
        }
        async fn on_stop(&mut self, __ctx: &mut __p::Context<Self>) -> __p::Result<()> {
            let __returned = Self::close(self);
            __p::Outcome::outcome(__returned)
        }
        async fn on_error(
            &mut self,
            __error: __p::Error,
            __ctx: &mut __p::Context<Self>,
        ) {
            Self::failed(self, __error)
        }
    }
    impl<S: Store> __p::Spawnable for Desk<S>
    where
        for<'__a> Self: __p::ByDefault<'__a>,
    {
        fn origin() -> __p::Origin<Self> {
            __p::by_default::<Self>()
        }
    }
};
