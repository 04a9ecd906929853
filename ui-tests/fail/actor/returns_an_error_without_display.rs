use mycelium::prelude::*;

#[message(tlv = 200)]
#[derive(Clone)]
pub struct Quote {
    pub price: i64,
}

pub struct Book;

pub struct Refused;

#[actor]
impl Book {
    #[handler]
    fn quote(&mut self, _quote: &Quote) -> Result<(), Refused> {
        Err(Refused)
    }
}

fn main() {
    let _: Option<BookRef> = None;
}
