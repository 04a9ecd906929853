use mycelium::prelude::*;

#[message(tlv = 200, domain = marketdata)]
pub struct Quote {
    pub price: i64,
}

fn main() {}
