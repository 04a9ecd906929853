use mycelium::prelude::*;

#[message(nested)]
pub enum Side {
    Buy,
    Sell,
}

fn main() {}
