use mycelium::prelude::*;

#[message(tlv = 200, accept = [2, 4])]
pub struct Quote {
    pub price: u16,
    #[field(since = 2, default)]
    pub venue: u16,
}

fn main() {}
