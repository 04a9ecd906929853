use std::sync::Arc;

use mycelium::prelude::*;

pub struct Pools;

#[message]
pub enum PoolMessage {
    Size(Size),
    Rebalance(Arc<Rebalance>),
}

#[actor(message = PoolMessage)]
impl Pools {
    #[message(tlv = 0x21)]
    fn rebalance(&mut self, pool: [u8; 20], limit: i64) {
        let _ = (pool, limit);
    }

    #[message(tlv = 0x22)]
    fn size(&self) -> u32 {
        0
    }
}

pub async fn used(pools: &PoolsRef) -> Result<()> {
    pools.rebalance([7; 20], 1).await?;
    let _: u32 = pools.size().await?;
    Ok(())
}

fn main() {}
