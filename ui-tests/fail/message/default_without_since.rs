use mycelium::prelude::*;

#[message(tlv = 200)]
pub struct Quote {
    pub price: u16,
    #[field(default)]
    pub venue: u16,
}

fn main() {}
