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

pub struct Book;

#[actor(message = MarketMessage)]
impl Book {
    #[handler]
    fn quote(&mut self, _quote: &Quote) {}
}

pub async fn use_it(system: &ActorSystem) -> Result<()> {
    let book: BookRef = system.spawn(Book);
    book.quote(Quote { price: 1 }).await?;
    Ok(())
}

fn main() {}
