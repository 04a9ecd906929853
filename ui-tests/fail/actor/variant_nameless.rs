use mycelium::prelude::*;

#[message(tlv = 200)]
pub struct Swap {
    pub amount: u64,
}

pub struct Market;

#[actor]
impl Market {
    #[handler]
    fn self_(&mut self, _swap: &Swap) {}
}

fn main() {}
