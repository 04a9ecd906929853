use mycelium::prelude::*;

#[message(tlv = 200)]
pub struct Quote {
    pub price: i64,
}

#[message]
pub enum MarketMessage {
    Quote(Quote),
    Stop,
}

fn main() {}
