use mycelium::prelude::*;

#[message(tlv = 200)]
pub struct Quote {
    #[field(since = 1, default)]
    pub price: u16,
}

fn main() {}
