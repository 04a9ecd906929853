use mycelium::prelude::*;

#[message(tlv = 200)]
pub struct Quote {
    pub price: i64,
}

#[message(tlv = 201)]
pub enum MarketMessage {
    Quote(Quote),
}

fn main() {}
