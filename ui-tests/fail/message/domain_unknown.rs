use mycelium::prelude::*;

#[message(tlv = 200, domain = weather)]
pub struct Quote {
    pub price: i64,
}

fn main() {}
