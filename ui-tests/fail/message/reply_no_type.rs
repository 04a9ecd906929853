use mycelium::prelude::*;

#[message(tlv = 200, reply = 7)]
pub struct Quote {
    pub price: i64,
}

fn main() {
    let _ = Quote::NAME;
}
