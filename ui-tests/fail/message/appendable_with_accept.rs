use mycelium::prelude::*;

#[message(tlv = 200, accept = [2, 4], appendable)]
pub struct Quote {
    pub price: u16,
}

fn main() {}
