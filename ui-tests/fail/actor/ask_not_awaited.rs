#![deny(unused_must_use)]

use mycelium::prelude::*;

#[message(tlv = 201, reply = i64)]
pub struct LastPrice;

pub struct Book;

#[actor]
impl Book {
    #[handler]
    fn last_price(&self, _question: &LastPrice) -> i64 {
        7
    }
}

pub async fn run(book: &BookRef) {
    book.last_price(LastPrice);
}

fn main() {}
