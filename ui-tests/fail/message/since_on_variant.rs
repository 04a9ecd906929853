use mycelium::prelude::*;

#[message(nested)]
#[repr(u8)]
pub enum Side {
    Buy = 1,
    #[field(since = 2)]
    Sell,
}

fn main() {}
