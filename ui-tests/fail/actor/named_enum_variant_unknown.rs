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

#[message]
pub enum MarketMessage {
    Quote(Arc<Quote>),
    Trade(Arc<Trade>),
}

#[message(tlv = 202, reply = i64)]
pub struct LastPrice;

pub struct Book;

#[actor(message = MarketMessage)]
impl Book {
    #[handler]
    fn quote(&mut self, _quote: &Quote) {}

    #[handler]
    fn trade(&mut self, _trade: &Trade) {}

    #[handler]
    fn last_price(&self, _question: &LastPrice) -> i64 {
        7
    }
}

fn main() {}
