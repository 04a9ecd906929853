use mycelium::prelude::*;
use mycelium::protocol::PoolSwap;

#[message(tlv = 11, domain = market_data)]
pub struct Settled {
    pub order: u64,
}

#[derive(Default)]
pub struct Market;

#[actor]
impl Market {
    #[handler]
    fn swap(&mut self, _swap: &PoolSwap) {}

    #[handler]
    async fn settled(&mut self, _settled: Settled) {}
}

pub async fn used(system: ActorSystem) {
    let _ = ActorTypes::new().with::<Market>();
    let market: MarketRef = system.spawn(Market);
    let _ = market.settled(Settled { order: 1 }).await;
    market.stop().await;
}

fn main() {}
