use mycelium::prelude::*;

#[message(nested)]
#[repr(i64)]
pub enum Side {
    Buy,
    Sell,
}

fn main() {}
