use std::time::Instant;

use mycelium::prelude::*;

#[message(tlv = 200)]
pub struct Quote {
    pub at: Instant,
}

fn main() {
    let _ = Quote::NAME;
}
