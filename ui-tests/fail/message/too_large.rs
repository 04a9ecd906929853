use mycelium::prelude::*;

#[message(tlv = 200)]
pub struct Snapshot {
    pub head: u16,
    pub body: [u64; 8_192],
}

fn main() {}
