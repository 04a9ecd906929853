use mycelium::prelude::*;

#[message(tlv = 0xC8, reply = u64)]
#[derive(Debug, Clone)]
pub struct LastPrice {
    pub instrument: u64,
}

pub struct Book;

#[actor]
impl Book {
    #[handler(conflate = instrument)]
    fn last_price(&mut self, question: &LastPrice) -> u64 {
        question.instrument
    }
}

fn main() {}
