use mycelium::prelude::*;

#[message(tlv = 200, priority = high)]
pub struct Quote {
    pub price: i64,
}

fn main() {}
