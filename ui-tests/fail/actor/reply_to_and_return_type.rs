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
    fn last_price(&self, _question: &LastPrice, reply: ReplyTo<LastPrice>) -> i64 {
        drop(reply);
        7
    }
}

pub async fn used(system: &ActorSystem) -> Result<i64> {
    let book: BookRef = system.spawn(Book);
    Ok(book.last_price(LastPrice).await?)
}

fn main() {}
