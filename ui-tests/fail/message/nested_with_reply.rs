use mycelium::prelude::*;

#[message(nested, reply = u64)]
pub struct InstrumentId {
    pub venue: u16,
}

fn main() {}
