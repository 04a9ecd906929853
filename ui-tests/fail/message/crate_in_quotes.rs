use mycelium::prelude::*;

#[message(tlv = 200, crate = "mycelium")]
pub struct Quote {
    pub price: i64,
}

fn main() {
    let _ = Quote::NAME;
}
