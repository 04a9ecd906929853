//! Generated code needs no prelude.
#![no_implicit_prelude]

#[::mycelium::message(nested)]
#[repr(u16)]
pub enum Side {
    Buy = 1,
    Sell,
}

#[::mycelium::message(tlv = 0xC8, accept = [24, 40])]
pub struct Quote {
    #[field(pad = 6)]
    pub side: Side,
    pub price: (i64, i64),
}

#[::mycelium::message(tlv = 0xC9, reply = ::std::string::String)]
pub struct Ask {
    pub names: ::std::vec::Vec<::std::string::String>,
    pub limit: ::std::option::Option<u64>,
}

#[::mycelium::message(local)]
pub struct Tick;

#[::mycelium::message(domain = market_data)]
pub enum MarketMessage {
    Quote(::std::sync::Arc<Quote>),
    Ask(::std::boxed::Box<Ask>),
    Tick(Tick),
}

fn main() {}
