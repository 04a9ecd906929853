use std::collections::HashMap;

use mycelium::prelude::*;

#[message(tlv = 200)]
pub struct Depths {
    pub venue: u16,
    pub levels: HashMap<u32, u64>,
}

fn main() {}
