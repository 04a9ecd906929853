use std::sync::Arc;

use mycelium::prelude::*;

pub trait Store: Send + 'static {
    type Key: Send + 'static;
}

pub struct Pools<S>(S);

#[message]
pub enum PoolMessage {
    Size(Size),
    Rebalance(Arc<Rebalance>),
}

#[actor(message = PoolMessage)]
impl<S: Store> Pools<S> {
    #[message(tlv = 0x21)]
    fn rebalance(&mut self, pool: S::Key, limit: i64) {
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
