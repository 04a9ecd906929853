//! Two actors beside each other, with handlers of the same names for the same messages; a third has the same messages in
//! another place of the crate.
#![deny(warnings)]

use mycelium::prelude::*;

#[message(tlv = 200)]
#[derive(Debug, Clone)]
pub struct Quote {
    pub price: i64,
}

#[message(tlv = 201, reply = i64)]
pub struct LastPrice;

#[derive(Default)]
pub struct Book {
    last: i64,
}

#[actor]
impl Book {
    #[handler]
    fn quote(&mut self, quote: &Quote) {
        self.last = quote.price;
    }

    #[handler]
    fn last_price(&self, _question: &LastPrice) -> i64 {
        self.last
    }
}

#[derive(Default)]
pub struct Doubled {
    last: i64,
}

#[actor]
impl Doubled {
    #[handler]
    fn quote(&mut self, quote: Quote) {
        self.last = quote.price * 2;
    }

    #[handler]
    async fn last_price(&self, _question: LastPrice) -> i64 {
        self.last
    }
}

pub mod elsewhere {
    use mycelium::prelude::*;

    #[derive(Default)]
    pub struct Book(i64);

    #[actor]
    impl Book {
        #[handler]
        fn last_price(&self, _question: &super::LastPrice) -> i64 {
            self.0
        }
    }
}

async fn run() -> Result<()> {
    let system = ActorSystem::new();
    let (book, doubled) = (system.spawn(Book::default()), system.spawn(Doubled::default()));
    let other = system.spawn(elsewhere::Book::default());
    book.quote(Quote { price: 21 }).await?;
    doubled.quote(Quote { price: 21 }).await?;
    assert_eq!(book.last_price(LastPrice).await?, 21);
    assert_eq!(doubled.last_price(LastPrice).await?, 42);
    assert_eq!(other.last_price(LastPrice).await?, 0);
    system.stop().await;
    Ok(())
}

fn main() {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(run()).unwrap();
}
