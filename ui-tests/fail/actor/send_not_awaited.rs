#![deny(unused_must_use)]

use mycelium::prelude::*;

#[message(tlv = 200)]
#[derive(Clone)]
pub struct Quote {
    pub price: i64,
}

pub struct Book;

#[actor]
impl Book {
    #[handler]
    fn quote(&mut self, _quote: &Quote) {}
}

pub async fn run(book: &BookRef) {
    book.quote(Quote { price: 1 });
}

fn main() {}
