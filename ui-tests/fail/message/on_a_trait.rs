use mycelium::prelude::*;

#[message(tlv = 200)]
pub trait Quote {}

fn main() {}
