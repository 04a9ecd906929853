use mycelium::prelude::*;

pub struct Pools;

#[actor]
impl Pools {
    #[message(tlv = 300, crate = ::mycelium)]
    fn rebalance(&mut self, pool: &[u8; 20], limit: usize) -> u32 {
        let _ = (pool, limit);
        0
    }

    #[message]
    fn vec(&mut self, (a, b): (u8, u8)) {
        let _ = (a, b);
    }

    #[message(tlv = 0x23)]
    unsafe fn halt(&mut self) {
    }

    #[message(tlv = 0x22)]
    fn size(&self) -> u32 {
        0
    }
}

pub async fn used(system: &ActorSystem) -> Result<()> {
    let pools: PoolsRef = system.spawn(Pools);
    let _: u32 = pools.rebalance(&[7; 20], 1).await?;
    pools.halt().await?;
    let _: u32 = pools.size().await?;
    let _: u32 = pools.ask(Size).await?;
    Ok(())
}

fn main() {}
