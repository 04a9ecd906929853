use mycelium::prelude::*;

#[message(tlv = 200)]
pub struct Quote {
    pub price: i64,
}

pub enum MarketMessage {
    Quote(Quote),
}

pub struct Book;

#[actor(message = MarketMessage)]
impl Book {
    #[handler]
    fn quote(&mut self, _quote: &Quote) {}
}

fn main() {}
