use mycelium::prelude::*;

#[message(tlv = 200)]
pub struct Quote {
    #[field(pad = 65_536)]
    pub price: i64,
}

fn main() {}
