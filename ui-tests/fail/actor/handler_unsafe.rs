use mycelium::prelude::*;

#[message(tlv = 200)]
pub struct Swap {
    pub amount: u64,
}

pub struct Market;

#[actor]
impl Market {
    #[handler]
    unsafe fn swap(&mut self, _swap: &Swap) {}
}

pub async fn used(system: ActorSystem) {
    let market: MarketRef = system.spawn(Market);
    let _ = market.swap(Swap { amount: 1 }).await;
    let _ = market.send(Swap { amount: 1 }).await;
    market.stop().await;
}

fn main() {}
