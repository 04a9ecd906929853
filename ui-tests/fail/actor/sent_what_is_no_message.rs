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
    fn quote(&mut self, _quote: &Quote) {}

    #[handler]
    fn last_price(&self, _question: &LastPrice) -> i64 {
        7
    }
}

async fn run(system: &ActorSystem) {
    let book = system.spawn(Book);
    let _ = book.send(7_u64).await;
}

fn main() {}
