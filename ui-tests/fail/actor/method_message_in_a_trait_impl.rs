use mycelium::prelude::*;

pub struct Pools;

pub trait Rebalances {
    fn rebalance(&mut self, limit: i64) -> u32;
}

#[actor]
impl Rebalances for Pools {
    #[message(tlv = 0x21)]
    fn rebalance(&mut self, limit: i64) -> u32 {
        let _ = limit;
        0
    }
}

pub fn used(pools: &mut Pools) -> u32 {
    pools.rebalance(1)
}

fn main() {}
