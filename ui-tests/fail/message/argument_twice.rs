use mycelium::prelude::*;

#[message(tlv = 200, tlv = 201)]
pub struct Quote {
    pub price: i64,
}

fn main() {}
