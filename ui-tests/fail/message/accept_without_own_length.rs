use mycelium::prelude::*;

#[message(tlv = 200, accept = [12, 16])]
pub struct Quote {
    pub price: i64,
}

fn main() {}
