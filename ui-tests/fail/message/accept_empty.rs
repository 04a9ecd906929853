use mycelium::prelude::*;

#[message(tlv = 200, accept = [])]
pub struct Quote {
    pub price: i64,
}

fn main() {}
