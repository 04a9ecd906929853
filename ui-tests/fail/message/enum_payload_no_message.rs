use std::sync::Arc;

use mycelium::prelude::*;

pub struct Quote {
    pub price: i64,
}

#[message]
pub enum MarketMessage {
    Quote(Arc<Quote>),
}

fn main() {}
