use mycelium::prelude::*;

#[message(tlv = 200)]
pub struct Swap {
    pub amount: u64,
}

pub struct Market;

#[actor]
impl Market {
    #[cfg_attr(all(), handler)]
    fn swap(&mut self, _swap: &Swap) {}
}

fn main() {}
