use mycelium::prelude::*;

const LEN: usize = 8;

#[message(tlv = 200, accept = [LEN])]
pub struct Quote {
    pub price: i64,
}

fn main() {
    let _ = (Quote::NAME, LEN);
}
