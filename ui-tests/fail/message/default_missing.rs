use mycelium::prelude::*;

#[message(nested)]
pub struct InstrumentId {
    pub asset: u64,
}

#[message(tlv = 200)]
pub struct Quote {
    pub price: u16,
    #[field(since = 2, default)]
    pub instrument: InstrumentId,
}

fn main() {}
