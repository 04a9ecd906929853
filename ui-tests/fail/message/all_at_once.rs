//! Four mistakes in one message: each is reported, none hides another, and the handler's enum still knows it.

use mycelium::prelude::*;

#[message(tlv = 300, domain = 3000)]
pub struct Quote {
    #[field(pad = 0)]
    pub price: usize,
}

#[message]
pub enum MarketMessage {
    Quote(Quote),
}

fn main() {}
