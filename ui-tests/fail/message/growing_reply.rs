use mycelium::prelude::*;

#[message(tlv = 200, appendable)]
pub struct Quote {
    pub price: u16,
}

#[message(tlv = 201, reply = Option<Quote>)]
pub struct LastQuote;

fn main() {}
