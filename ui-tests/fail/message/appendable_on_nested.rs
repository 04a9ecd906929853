use mycelium::prelude::*;

#[message(nested, appendable)]
pub struct InstrumentId {
    pub asset: u64,
}

fn main() {}
