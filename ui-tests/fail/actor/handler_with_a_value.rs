use mycelium::prelude::*;

#[message(tlv = 200)]
#[derive(Clone)]
pub struct Quote {
    pub price: i64,
}

pub struct Book;

#[actor]
impl Book {
    #[handler = high]
    fn quote(&mut self, _quote: &Quote) {}
}

fn main() {
    let _: Option<BookRef> = None;
}
