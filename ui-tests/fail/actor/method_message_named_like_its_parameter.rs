use mycelium::prelude::*;

pub struct Pools;

/// What is ordered.
#[message(nested)]
pub struct Order {
    pub id: u64,
}

#[actor]
impl Pools {
    #[message(tlv = 0x21)]
    fn order(&mut self, order: Order) -> u64 {
        order.id
    }

    #[message(tlv = 0x22)]
    fn size(&self) -> u32 {
        0
    }
}

pub async fn used(system: &ActorSystem) -> Result<()> {
    let pools: PoolsRef = system.spawn(Pools);
    let _: u64 = pools.order(Order { id: 1 }).await?;
    let _: u32 = pools.size().await?;
    let _: u32 = pools.ask(Size).await?;
    Ok(())
}

fn main() {}
