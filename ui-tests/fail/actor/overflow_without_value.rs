use mycelium::prelude::*;

#[message(tlv = 0xC8)]
#[derive(Debug, Clone)]
pub struct Quote {
    pub instrument: u64,
    pub price: f64,
}

pub struct Book;

#[actor(overflow)]
impl Book {
    #[handler]
    fn quote(&mut self, _quote: &Quote) {}
}

fn main() {}
