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

pub async fn use_it(system: &ActorSystem) -> Result<()> {
    let book = system.spawn(Book);
    book.quote(Quote { price: 1 }).await?;
    book.send(Quote { price: 2 }).await
}

fn main() {}
