//! Five mistakes in one block: each is reported, none hides another, and uses of the actor compile.

use mycelium::prelude::*;

#[message(tlv = 200)]
pub struct Swap {
    pub amount: u64,
}

#[message(tlv = 201)]
pub struct Quote {
    pub price: i64,
}

#[message(tlv = 202, reply = u64)]
pub struct GetCount;

pub struct Market;

#[actor]
impl Market {
    #[handler]
    fn swap(self, _swap: &Swap) {}

    #[handler]
    fn quote(&mut self, quote: &mut Quote) {
        quote.price = 0;
    }

    #[handler(vairant = Count)]
    fn get_count(&mut self, _question: &GetCount, reply: ReplyTo<GetCount>) -> u64 {
        reply.answer(1);
        1
    }

    #[on_start]
    fn open(&mut self, _when: u64) {}
}

pub async fn used(system: ActorSystem) {
    let market: MarketRef = system.spawn(Market);
    let _ = market.swap(Swap { amount: 1 }).await;
    let _ = market.quote(Quote { price: 1 }).await;
    let _: u64 = market.ask(GetCount).await.unwrap_or_default();
}

fn main() {}
