use mycelium::prelude::*;

#[message(tlv = 200)]
pub struct Quote {
    pub price: u16,
    #[field(since = 2, default)]
    pub venue: u16,
}

#[message(tlv = 201)]
pub struct Quotes {
    pub quotes: Vec<Option<Quote>>,
}

fn main() {}
