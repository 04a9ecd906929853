use mycelium::prelude::*;

#[message(nested)]
#[repr(u8)]
pub enum Side {}

#[message(tlv = 200)]
pub struct Quote {
    pub side: Side,
}

fn main() {
    let _ = Quote::NAME;
}
