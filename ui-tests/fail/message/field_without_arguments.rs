use mycelium::prelude::*;

#[message(tlv = 200)]
pub struct Quote {
    #[field]
    pub price: i64,
}

fn main() {
    let _ = Quote::NAME;
}
