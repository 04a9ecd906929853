use mycelium::prelude::*;

#[message(tlv = 200)]
pub struct Quote {
    pub price: i64,
}

#[message(tlv = 202, reply = i64)]
pub struct LastPrice;

pub struct Book;

#[actor]
impl Book {
    #[handler]
    fn last_price(&self, _question: &LastPrice) {}
}

fn main() {}
