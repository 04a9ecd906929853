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
pub struct DeskRef<__M: ::mycelium::__private::DomainEnum = DeskMessage>(
    ::mycelium::__private::ActorRef<__M>,
);
#[automatically_derived]
#[allow(unreachable_pub, private_interfaces, private_bounds)]
impl DeskRef<DeskMessage> {
    ///Hands the message to the actor's `quote`: asks and waits for the answer if the message declares a reply, else sends.
    pub fn quote(
        &self,
        __message: impl ::mycelium::__private::Carry<
            ::mycelium::__private::CarriedIn<DeskMessage, Quote>,
        >,
    ) -> ::mycelium::__private::Called<'_, DeskMessage, Quote> {
        <<Quote as ::mycelium::__private::Message>::Call as ::mycelium::__private::Call<
            Quote,
        >>::call(&self.0, ::mycelium::__private::Carry::carry(__message))
    }
    /// Goes first.
    ///
    ///Hands the message to the actor's `halt`: asks and waits for the answer if the message declares a reply, else sends.
    #[deprecated]
    pub fn halt(
        &self,
        __message: impl ::mycelium::__private::Carry<
            ::mycelium::__private::CarriedIn<
                DeskMessage,
                <Arc<Halt> as ::mycelium::__private::Sendable>::Message,
            >,
        >,
    ) -> ::mycelium::__private::Called<
        '_,
        DeskMessage,
        <Arc<Halt> as ::mycelium::__private::Sendable>::Message,
    > {
        <<<Arc<
            Halt,
        > as ::mycelium::__private::Sendable>::Message as ::mycelium::__private::Message>::Call as ::mycelium::__private::Call<
            <Arc<Halt> as ::mycelium::__private::Sendable>::Message,
        >>::call(&self.0, ::mycelium::__private::Carry::carry(__message))
    }
    #[cfg(feature = "settle")]
    ///Hands the message to the actor's `settle`: asks and waits for the answer if the message declares a reply, else sends.
    pub fn settle(
        &self,
        __message: impl ::mycelium::__private::Carry<
            ::mycelium::__private::CarriedIn<
                DeskMessage,
                <Settle as ::mycelium::__private::Sendable>::Message,
            >,
        >,
    ) -> ::mycelium::__private::Called<
        '_,
        DeskMessage,
        <Settle as ::mycelium::__private::Sendable>::Message,
    > {
        <<<Settle as ::mycelium::__private::Sendable>::Message as ::mycelium::__private::Message>::Call as ::mycelium::__private::Call<
            <Settle as ::mycelium::__private::Sendable>::Message,
        >>::call(&self.0, ::mycelium::__private::Carry::carry(__message))
    }
}
#[automatically_derived]
impl<__M: ::mycelium::__private::DomainEnum> ::mycelium::__private::Handle
for DeskRef<__M> {
    type Message = __M;
    fn from_ref(__actor: ::mycelium::__private::ActorRef<__M>) -> Self {
        Self(__actor)
    }
}
#[automatically_derived]
impl<
    __M: ::mycelium::__private::DomainEnum,
> ::core::convert::From<::mycelium::__private::ActorRef<__M>> for DeskRef<__M> {
    fn from(__actor: ::mycelium::__private::ActorRef<__M>) -> Self {
        Self(__actor)
    }
}
#[automatically_derived]
impl<__M: ::mycelium::__private::DomainEnum> ::core::ops::Deref for DeskRef<__M> {
    type Target = ::mycelium::__private::ActorRef<__M>;
    fn deref(&self) -> &::mycelium::__private::ActorRef<__M> {
        &self.0
    }
}
#[automatically_derived]
impl<__M: ::mycelium::__private::DomainEnum> ::core::clone::Clone for DeskRef<__M> {
    fn clone(&self) -> Self {
        Self(::core::clone::Clone::clone(&self.0))
    }
}
#[automatically_derived]
impl<__M: ::mycelium::__private::DomainEnum> ::core::fmt::Debug for DeskRef<__M> {
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
impl<S: Store> ::mycelium::__private::Actor for Desk<S> {
    type Message = DeskMessage;
    type Handle = DeskRef;
    const NAME: &'static ::core::primitive::str = "desk";
    async fn receive(
        &mut self,
        __envelope: ::mycelium::__private::Envelope<DeskMessage>,
        __ctx: &mut ::mycelium::__private::Context<Self>,
    ) -> ::mycelium::__private::Result<()> {
        let ::mycelium::__private::Envelope { message: __message, reply: __reply } = __envelope;
        match __message {
            DeskMessage::HALT(__message) => {
                let __returned = Self::halt(
                        self,
                        ::mycelium::__private::Carry::<Arc<Halt>>::carry(__message),
                    )
                    .await;
                ::mycelium::__private::Returned(__returned)
                    .finish::<
                        <Arc<Halt> as ::mycelium::__private::Sendable>::Message,
                        DeskMessage,
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
    #[allow(unreachable_patterns)]
    const MAILBOX: ::mycelium::__private::MailboxOptions<DeskMessage> = ::mycelium::__private::MailboxOptions::new()
        .capacity(64)
        .overflow(::mycelium::__private::Overflow::DropOldest)
        .high_priority(|__one| match *__one {
            DeskMessage::HALT(_) => true,
            _ => false,
        })
        .conflate(
            |__one, __hasher| match *__one {
                DeskMessage::Quote(ref __one) => {
                    let __one: &Quote = __one;
                    __hasher.key::<Quote, _>(&__one.instrument)
                }
                _ => false,
            },
            |__one, __other| match (__one, __other) {
                (DeskMessage::Quote(__one), DeskMessage::Quote(__other)) => {
                    let __one: &Quote = __one;
                    let __other: &Quote = __other;
                    __one.instrument == __other.instrument
                }
                _ => false,
            },
        );
    #[inline]
    fn may_receive_now(__message: &DeskMessage) -> ::core::primitive::bool {
        match __message {
            DeskMessage::HALT(_) => false,
            _ => true,
        }
    }
    #[inline]
    fn receive_now(
        &mut self,
        __envelope: &mut ::core::option::Option<
            ::mycelium::__private::Envelope<DeskMessage>,
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
                DeskMessage::Quote(__message) => {
                    let __returned = Self::quote(self, &__message);
                    ::mycelium::__private::Returned(__returned)
                        .finish::<Quote, DeskMessage>(__reply)
                }
                #[cfg(feature = "settle")]
                DeskMessage::Settle(__message) => {
                    let __returned = Self::settle(
                        self,
                        ::mycelium::__private::Carry::<Settle>::carry(__message),
                        ::mycelium::__private::later::<
                            <Settle as ::mycelium::__private::Sendable>::Message,
                            DeskMessage,
                        >(__reply),
                        __ctx,
                    );
                    {
                        let () = __returned;
                        ::core::result::Result::Ok(())
                    }
                }
                DeskMessage::HALT(_) => return ::core::option::Option::None,
            },
        )
    }
    async fn on_start(
        &mut self,
        __ctx: &mut ::mycelium::__private::Context<Self>,
    ) -> ::mycelium::__private::Result<()> {
        let __returned = Self::open(self, __ctx).await;
        ::mycelium::__private::Outcome::outcome(__returned)
    }
    async fn on_stop(
        &mut self,
        __ctx: &mut ::mycelium::__private::Context<Self>,
    ) -> ::mycelium::__private::Result<()> {
        let __returned = Self::close(self);
        ::mycelium::__private::Outcome::outcome(__returned)
    }
    async fn on_error(
        &mut self,
        __error: ::mycelium::__private::Error,
        __ctx: &mut ::mycelium::__private::Context<Self>,
    ) {
        Self::failed(self, __error)
    }
}
#[automatically_derived]
impl<S: Store> ::mycelium::__private::Spawnable for Desk<S>
where
    for<'__a> Self: ::mycelium::__private::ByDefault<'__a>,
{
    fn origin() -> ::mycelium::__private::Origin<Self> {
        ::mycelium::__private::by_default::<Self>()
    }
}
