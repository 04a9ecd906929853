use mycelium::prelude::*;

#[message(tlv = 200, accept = [12])]
pub struct Quote {
    pub name: String,
}

fn main() {}
