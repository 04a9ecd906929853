use mycelium::prelude::*;

#[message(tlv = 200)]
pub struct Quote {
    #[field(other)]
    pub side: u8,
}

fn main() {
    let _ = Quote::NAME;
}
