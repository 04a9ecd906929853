use mycelium::prelude::*;

#[message(tlv = 0xFA)]
pub struct Quote {
    pub price: i64,
}

fn main() {}
