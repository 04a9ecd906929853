use mycelium::prelude::*;

#[message(tlv = 200)]
pub struct Quote {
    pub price: i64,
}

pub struct Book;

#[actor]
impl Book {
    #[handler]
    async fn quote(&mut self, quote: &Quote) -> i64 {
        quote.price
    }
}

fn main() {}
