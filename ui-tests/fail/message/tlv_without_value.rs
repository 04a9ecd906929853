use mycelium::prelude::*;

#[message(tlv, domain = signal)]
pub struct Quote {
    pub price: i64,
}

fn main() {}
