use mycelium::prelude::*;

#[message(tlv = 200)]
pub struct Quote {
    pub price: u16,
    #[field(since = 2, default)]
    pub venue: u16,
    #[field(since = 3, default)]
    pub side: u8,
    #[field(since = 2, default)]
    pub tick: i32,
}

fn main() {}
