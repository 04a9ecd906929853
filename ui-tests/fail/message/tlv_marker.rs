use mycelium::prelude::*;

#[message(tlv = 255)]
pub struct Quote {
    pub price: i64,
}

fn main() {}
