use mycelium::prelude::*;

#[message(tlv = 200)]
pub struct Depths {
    pub levels: Vec<usize>,
}

fn main() {}
