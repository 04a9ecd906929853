use mycelium::prelude::*;

#[message(tlv = 200, appendable = true)]
pub struct Quote {
    pub price: u16,
}

fn main() {}
