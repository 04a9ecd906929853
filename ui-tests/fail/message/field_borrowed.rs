use mycelium::prelude::*;

#[message(tlv = 200)]
pub struct Quote {
    pub name: &str,
}

fn main() {}
