use mycelium::prelude::*;

#[message(tlv = 200)]
pub struct Quote {
    pub price: i64,
}

#[message(tlv = 201)]
pub struct Trade {
    pub size: i64,
}

pub struct Book;

#[actor]
impl Book {
    #[handler]
    fn quote(&mut self, _quote: &Quote) {}
}

async fn run(system: &ActorSystem) {
    let book = system.spawn(Book);
    let _ = book.quote(Trade { size: 1 }).await;
}

fn main() {}
