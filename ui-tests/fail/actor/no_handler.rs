use mycelium::prelude::*;

#[message(tlv = 200)]
pub struct Swap {
    pub amount: u64,
}

pub struct Market;

#[actor]
impl Market {
    fn swap(&mut self, _swap: &Swap) {}
}

pub fn used(system: &ActorSystem) {
    system.spawn(Market);
}

fn main() {}
