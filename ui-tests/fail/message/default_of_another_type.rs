use mycelium::prelude::*;

#[message(tlv = 200)]
pub struct Quote {
    pub price: u16,
    #[field(since = 2, default = "none")]
    pub venue: u16,
}

fn main() {}
