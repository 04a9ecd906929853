use mycelium::prelude::*;

#[message]
pub enum MarketMessage {
    Quote { price: i64 },
}

fn main() {}
