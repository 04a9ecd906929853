use mycelium::prelude::*;

#[message(tlv = 200)]
pub struct Quote {
    #[field(pad = 3)]
    #[field(pad = 4)]
    pub price: i64,
}

fn main() {}
