use mycelium::prelude::*;

pub struct DividedByZero;

#[message(tlv = 200, reply = std::result::Result<Vec<u64>, DividedByZero>)]
pub struct Divide {
    pub by: u64,
}

fn main() {}
