use mycelium::prelude::*;

#[message(tlv = 200, accept = [8, 8])]
pub struct Quote {
    pub price: i64,
}

fn main() {
    let _ = Quote::NAME;
}
