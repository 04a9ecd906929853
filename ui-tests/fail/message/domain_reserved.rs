use mycelium::prelude::*;

#[message(tlv = 200, domain = 7)]
pub struct Quote {
    pub price: i64,
}

fn main() {}
