//! Generated code needs no prelude.
#![no_implicit_prelude]

#[::mycelium::message(tlv = 200)]
#[derive(::std::clone::Clone)]
pub struct Quote {
    pub price: i64,
}

#[::mycelium::message(tlv = 201, reply = ::std::option::Option<i64>)]
pub struct LastPrice;

#[::mycelium::message(local)]
pub struct Later;

#[::mycelium::message(tlv = 202, reply = u8)]
#[derive(::std::clone::Clone)]
pub struct Ask;

#[::mycelium::message(domain = market_data)]
pub enum MarketMessage {
    Quote(::std::sync::Arc<Quote>),
    LastPrice(LastPrice),
}

pub struct Named;

#[::mycelium::actor(message = MarketMessage, name = "named")]
impl Named {
    #[handler]
    fn quote(&mut self, quote: Quote) -> ::std::result::Result<(), ::std::string::String> {
        let _ = quote;
        ::std::result::Result::Ok(())
    }

    #[handler]
    async fn last_price(&mut self, _question: &LastPrice) -> ::std::option::Option<i64> {
        ::std::option::Option::None
    }
}

pub struct Generated;

#[::mycelium::actor(domain = signal)]
impl Generated {
    #[handler]
    fn quote(&mut self, _quote: &Quote) {}

    #[handler]
    fn shared(&mut self, _price: ::std::sync::Arc<LastPrice>) -> ::std::option::Option<i64> {
        ::std::option::Option::None
    }

    #[handler]
    fn later(&mut self, _later: ::std::boxed::Box<Later>, _ctx: &mut ::mycelium::Context<Self>) {}

    #[handler]
    fn one(&mut self, _ask: Ask, reply: ::mycelium::ReplyTo<Ask>) {
        reply.answer(1);
    }

    #[on_start]
    fn open(&mut self) -> ::mycelium::Result<()> {
        ::std::result::Result::Ok(())
    }

    #[on_stop]
    async fn close(&mut self, _ctx: &mut ::mycelium::Context<Self>) {}

    #[on_error]
    fn failed(&mut self, _error: ::mycelium::Error) {}
}

fn main() {
    let message: GeneratedMessage = ::std::convert::From::from(Ask);
    let ::std::option::Option::Some(GeneratedMessage::One(Ask)) = ::mycelium::DomainEnum::share(&message) else {
        ::std::process::exit(1)
    };
}
