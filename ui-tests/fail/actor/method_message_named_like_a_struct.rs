use mycelium::prelude::*;

pub struct Pools;

/// How the pools are cooled down.
pub struct Cool;

#[actor]
impl Pools {
    #[message(tlv = 0x21)]
    fn cool(&mut self) -> u32 {
        0
    }

    #[message(tlv = 0x22)]
    fn size(&self) -> u32 {
        0
    }
}

pub async fn used(system: &ActorSystem) -> Result<()> {
    let pools: PoolsRef = system.spawn(Pools);
    let _: u32 = pools.cool().await?;
    let _: u32 = pools.size().await?;
    Ok(())
}

fn main() {}
