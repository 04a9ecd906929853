use mycelium::prelude::*;

#[message(local)]
pub struct Price;

#[message(local)]
pub enum Quote {
    Price(Price),
}

fn main() {
    let _ = Quote::NAME;
}
