use mycelium::prelude::*;

#[message(tlv = 0x1_00u16)]
pub struct Quote {
    pub price: i64,
}

fn main() {}
