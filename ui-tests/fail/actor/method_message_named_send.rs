use mycelium::prelude::*;

pub struct Pools;

#[actor]
impl Pools {
    #[message(tlv = 0x21)]
    fn send(&mut self, pool: [u8; 20], limit: i64) -> u32 {
        let _ = (pool, limit);
        0
    }

    #[message(tlv = 0x22)]
    fn size(&self) -> u32 {
        0
    }
}

pub async fn used(system: &ActorSystem) -> Result<()> {
    let pools: PoolsRef = system.spawn(Pools);
    let _: u32 = pools.size().await?;
    let _: u32 = pools.ask(Size).await?;
    Ok(())
}

fn main() {}
