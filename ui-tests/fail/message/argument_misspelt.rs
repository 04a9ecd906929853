use mycelium::prelude::*;

#[message(tvl = 200)]
pub struct Quote {
    pub price: i64,
}

fn main() {}
