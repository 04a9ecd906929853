use mycelium::prelude::*;

#[message(nested)]
#[repr(u8)]
pub enum Side {
    Buy = 1,
    Sell = 1,
}

#[message(tlv = 200)]
pub struct Fill {
    pub side: Side,
}

fn main() {
    let _ = Fill { side: Side::Buy };
}
