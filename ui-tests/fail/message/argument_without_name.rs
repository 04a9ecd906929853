use mycelium::prelude::*;

#[message(200)]
pub struct Quote {
    pub price: i64,
}

fn main() {
    let _ = Quote::NAME;
}
