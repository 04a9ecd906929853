use mycelium::prelude::*;

const VERSION: u8 = 2;

#[message(tlv = 200)]
pub struct Quote {
    #[field(since = VERSION, default)]
    pub price: u16,
}

fn main() {}
