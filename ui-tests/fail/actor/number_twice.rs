use mycelium::prelude::*;

#[message(tlv = 200)]
pub struct Swap {
    pub amount: u64,
}

#[message(tlv = 200)]
pub struct Quote {
    pub price: i64,
}

pub struct Market;

#[actor]
impl Market {
    #[handler]
    fn swap(&mut self, _swap: &Swap) {}

    #[handler]
    fn quote(&mut self, _quote: &Quote) {}
}

pub async fn used(system: ActorSystem) {
    let market: MarketRef = system.spawn(Market);
    let _ = market.swap(Swap { amount: 1 }).await;
    let _ = market.send(Swap { amount: 1 }).await;
    market.stop().await;
}

fn main() {}
