use std::sync::Arc;

use mycelium::prelude::*;

#[message(tlv = 200)]
pub struct Quote {
    pub price: i64,
}

#[message(tlv = 201)]
pub struct Trade {
    pub size: i64,
}

#[message(tlv = 202)]
pub struct Order {
    pub id: u64,
}

#[message]
pub enum MarketMessage {
    Quote(Arc<Quote>),
    Trade(Arc<Trade>),
}

pub struct Book;

#[actor(message = MarketMessage)]
impl Book {
    #[handler]
    fn quote(&mut self, _order: &Order) {}

    #[handler]
    fn trade(&mut self, _trade: &Trade) {}
}

fn main() {}
