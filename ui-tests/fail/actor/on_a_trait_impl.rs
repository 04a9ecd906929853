use mycelium::prelude::*;

#[message(tlv = 200)]
pub struct Swap {
    pub amount: u64,
}

pub trait Swaps {
    fn swap(&mut self, swap: &Swap);
}

pub struct Market;

#[actor]
impl Swaps for Market {
    #[handler]
    fn swap(&mut self, _swap: &Swap) {}
}

fn main() {}
