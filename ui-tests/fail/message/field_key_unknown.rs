use mycelium::prelude::*;

#[message(tlv = 200)]
pub struct Quote {
    #[field(padd = 3)]
    pub price: i64,
}

fn main() {}
