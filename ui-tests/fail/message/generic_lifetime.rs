use mycelium::prelude::*;

#[message(tlv = 200)]
pub struct Quote<'a> {
    pub name: &'a str,
}

fn main() {}
