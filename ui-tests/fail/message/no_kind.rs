use mycelium::prelude::*;

#[message(domain = market_data)]
pub struct Quote {
    pub price: i64,
}

fn main() {}
