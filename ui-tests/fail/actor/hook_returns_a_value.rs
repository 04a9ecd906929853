use mycelium::prelude::*;

#[message(tlv = 200)]
pub struct Quote {
    pub price: i64,
}

pub struct Book;

#[actor]
impl Book {
    #[handler]
    fn quote(&mut self, _quote: &Quote) {}

    #[on_stop]
    fn close(&mut self) -> u64 {
        7
    }
}

pub async fn used(system: &ActorSystem) -> Result<()> {
    let book: BookRef = system.spawn(Book);
    book.quote(Quote { price: 1 }).await?;
    book.send(Quote { price: 1 }).await?;
    Ok(())
}

fn main() {}
