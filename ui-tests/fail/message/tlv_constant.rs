use mycelium::prelude::*;

pub const QUOTE: u8 = 200;

#[message(tlv = QUOTE)]
pub struct Quote {
    pub price: i64,
}

fn main() {}
