use mycelium::prelude::*;

pub struct Pools;

impl Pools {
    #[message(tlv = 0x21)]
    fn rebalance(&mut self, limit: i64) -> u32 {
        let _ = limit;
        0
    }
}

fn main() {}
