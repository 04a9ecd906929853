use mycelium::prelude::*;

#[message(tlv = 0xC8, local)]
pub struct Quote {
    pub price: i64,
}

fn main() {}
