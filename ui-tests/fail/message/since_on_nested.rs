use mycelium::prelude::*;

#[message(nested)]
pub struct InstrumentId {
    pub asset: u64,
    #[field(since = 2)]
    pub venue: u16,
}

fn main() {}
