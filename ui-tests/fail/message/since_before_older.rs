use mycelium::prelude::*;

#[message(tlv = 200)]
pub struct Quote {
    #[field(since = 2, default)]
    pub venue: u16,
    pub price: u16,
}

fn main() {}
