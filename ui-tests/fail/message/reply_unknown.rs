use mycelium::prelude::*;

#[message(tlv = 200, reply = Vec<Fill>)]
pub struct Fills {
    pub since: u64,
}

fn main() {}
