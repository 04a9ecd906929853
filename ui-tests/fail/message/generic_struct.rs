use mycelium::prelude::*;

#[message(tlv = 200)]
pub struct Quote<T> {
    pub price: T,
}

fn main() {}
