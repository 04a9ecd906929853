use mycelium::prelude::*;

#[message(tlv = 200)]
pub struct Quote {
    pub price: u16,
}

#[message(appendable)]
pub enum MarketMessage {
    Quote(Quote),
}

fn main() {}
