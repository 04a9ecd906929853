//! One mistake in a handler; whoever spawns the actor and calls its handle has none.

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
    unsafe fn quote(&mut self, _quote: &Quote) {}

    #[handler]
    fn last_price(&self, _question: &LastPrice) -> i64 {
        7
    }

    #[on_start]
    fn open(&mut self) {}
}

async fn run(system: &ActorSystem) -> Result<i64> {
    let book: BookRef = system.spawn(Book);
    book.quote(Quote { price: 1 }).await?;
    book.send(BookMessage::Quote(Quote { price: 1 }.into())).await?;
    Ok(book.last_price(LastPrice).await?)
}

fn main() {}
