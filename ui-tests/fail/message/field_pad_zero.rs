use mycelium::prelude::*;

#[message(tlv = 200)]
pub struct Quote {
    #[field(pad = 0)]
    pub price: i64,
}

fn main() {}
