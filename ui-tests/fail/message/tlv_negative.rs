use mycelium::prelude::*;

#[message(tlv = -1)]
pub struct Quote {
    pub price: i64,
}

fn main() {}
