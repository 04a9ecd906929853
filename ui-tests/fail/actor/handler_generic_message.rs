use mycelium::prelude::*;

#[message(tlv = 200)]
pub struct Swap {
    pub amount: u64,
}

pub struct Market;

#[actor]
impl Market {
    #[handler]
    fn swap(&mut self, _swap: impl Into<Swap>) {}
}

fn main() {}
