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
pub struct BookRef<__M: ::mycelium::__private::DomainEnum = MarketMessage>(
    ::mycelium::__private::ActorRef<__M>,
);
#[automatically_derived]
#[allow(unreachable_pub, private_interfaces, private_bounds)]
impl BookRef<MarketMessage> {
    /// Takes in a price.
    ///
    ///Hands the message to the actor's `quote`: asks and waits for the answer if the message declares a reply, else sends.
    pub fn quote(
        &self,
        __message: impl ::mycelium::__private::Carry<
            ::mycelium::__private::CarriedIn<MarketMessage, Quote>,
        >,
    ) -> ::mycelium::__private::Called<'_, MarketMessage, Quote> {
        <<Quote as ::mycelium::__private::Message>::Call as ::mycelium::__private::Call<
            Quote,
        >>::call(&self.0, ::mycelium::__private::Carry::carry(__message))
    }
    ///Hands the message to the actor's `last_price`: asks and waits for the answer if the message declares a reply, else sends.
    pub fn last_price(
        &self,
        __message: impl ::mycelium::__private::Carry<
            ::mycelium::__private::CarriedIn<MarketMessage, LastPrice>,
        >,
    ) -> ::mycelium::__private::Called<'_, MarketMessage, LastPrice> {
        <<LastPrice as ::mycelium::__private::Message>::Call as ::mycelium::__private::Call<
            LastPrice,
        >>::call(&self.0, ::mycelium::__private::Carry::carry(__message))
    }
    ///Hands the message to the actor's `order`: asks and waits for the answer if the message declares a reply, else sends.
    pub fn order(
        &self,
        __message: impl ::mycelium::__private::Carry<
            ::mycelium::__private::CarriedIn<
                MarketMessage,
                <Order as ::mycelium::__private::Sendable>::Message,
            >,
        >,
    ) -> ::mycelium::__private::Called<
        '_,
        MarketMessage,
        <Order as ::mycelium::__private::Sendable>::Message,
    > {
        <<<Order as ::mycelium::__private::Sendable>::Message as ::mycelium::__private::Message>::Call as ::mycelium::__private::Call<
            <Order as ::mycelium::__private::Sendable>::Message,
        >>::call(&self.0, ::mycelium::__private::Carry::carry(__message))
    }
    ///Hands the message to the actor's `settle`: asks and waits for the answer if the message declares a reply, else sends.
    pub fn settle(
        &self,
        __message: impl ::mycelium::__private::Carry<
            ::mycelium::__private::CarriedIn<
                MarketMessage,
                <Settle as ::mycelium::__private::Sendable>::Message,
            >,
        >,
    ) -> ::mycelium::__private::Called<
        '_,
        MarketMessage,
        <Settle as ::mycelium::__private::Sendable>::Message,
    > {
        <<<Settle as ::mycelium::__private::Sendable>::Message as ::mycelium::__private::Message>::Call as ::mycelium::__private::Call<
            <Settle as ::mycelium::__private::Sendable>::Message,
        >>::call(&self.0, ::mycelium::__private::Carry::carry(__message))
    }
    ///Hands the message to the actor's `halt`: asks and waits for the answer if the message declares a reply, else sends.
    pub fn halt(
        &self,
        __message: impl ::mycelium::__private::Carry<
            ::mycelium::__private::CarriedIn<MarketMessage, Halt>,
        >,
    ) -> ::mycelium::__private::Called<'_, MarketMessage, Halt> {
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
    type Message = MarketMessage;
    type Handle = BookRef;
    const NAME: &'static ::core::primitive::str = "Book";
    async fn receive(
        &mut self,
        __envelope: ::mycelium::__private::Envelope<MarketMessage>,
        __ctx: &mut ::mycelium::__private::Context<Self>,
    ) -> ::mycelium::__private::Result<()> {
        let ::mycelium::__private::Envelope { message: __message, reply: __reply } = __envelope;
        match __message {
            MarketMessage::Halt(__message) => {
                let __returned = Self::halt(self, &__message, __ctx).await;
                ::mycelium::__private::Returned(__returned)
                    .finish::<Halt, MarketMessage>(__reply)
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
    fn may_receive_now(__message: &MarketMessage) -> ::core::primitive::bool {
        match __message {
            MarketMessage::Halt(_) => false,
            _ => true,
        }
    }
    #[inline]
    fn receive_now(
        &mut self,
        __envelope: &mut ::core::option::Option<
            ::mycelium::__private::Envelope<MarketMessage>,
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
                MarketMessage::Quote(__message) => {
                    let __returned = Self::quote(self, &__message);
                    ::mycelium::__private::Returned(__returned)
                        .finish::<Quote, MarketMessage>(__reply)
                }
                MarketMessage::LastPrice(__message) => {
                    let __returned = Self::last_price(self, &__message);
                    ::mycelium::__private::Returned(__returned)
                        .finish::<LastPrice, MarketMessage>(__reply)
                }
                MarketMessage::Order(__message) => {
                    let __returned = Self::order(
                        self,
                        ::mycelium::__private::Carry::<Order>::carry(__message),
                    );
                    ::mycelium::__private::Returned(__returned)
                        .finish::<
                            <Order as ::mycelium::__private::Sendable>::Message,
                            MarketMessage,
                        >(__reply)
                }
                MarketMessage::Settle(__message) => {
                    let __returned = Self::settle(
                        self,
                        ::mycelium::__private::Carry::<Settle>::carry(__message),
                        ::mycelium::__private::later::<
                            <Settle as ::mycelium::__private::Sendable>::Message,
                            MarketMessage,
                        >(__reply),
                    );
                    {
                        let () = __returned;
                        ::core::result::Result::Ok(())
                    }
                }
                MarketMessage::Halt(_) => return ::core::option::Option::None,
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
