use mycelium::prelude::*;

pub struct Pools;

#[actor]
impl Pools {
    #[message(tlv = 0x21, reply = u32)]
    fn rebalance(&mut self, pool: [u8; 20], reply: ReplyTo<Rebalance>) -> u32 {
        let _ = (pool, reply);
        0
    }

    #[message(tlv = 0x22)]
    fn size(&self) -> u32 {
        0
    }
}

pub async fn used(system: &ActorSystem) -> Result<()> {
    let pools: PoolsRef = system.spawn(Pools);
    let _: u32 = pools.rebalance([7; 20]).await?;
    let _: u32 = pools.size().await?;
    let _: u32 = pools.ask(Size).await?;
    Ok(())
}

fn main() {}
