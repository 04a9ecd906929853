use ractor::{Actor, ActorProcessingErr, ActorRef, call, cast};
use std::collections::HashMap;

struct Prices;

#[ractor::actor(message = enum PricesMessage, state = HashMap<u64, i64>)]
impl Prices {
    async fn pre_start(
        &self,
        _: ActorRef<PricesMessage>,
        _: (),
    ) -> Result<HashMap<u64, i64>, ActorProcessingErr> {
        Ok(HashMap::new())
    }

    #[ractor::message(Update(symbol, px))]
    fn update(&self, symbol: u64, px: i64, last: &mut HashMap<u64, i64>) {
        last.insert(symbol, px);
    }

    #[ractor::rpc(LastPrice(symbol, reply))]
    fn last_price(&self, symbol: u64, last: &HashMap<u64, i64>) -> Option<i64> {
        last.get(&symbol).copied()
    }
}

#[tokio::main]
async fn main() {
    let (prices, _) = Actor::spawn(None, Prices, ()).await.unwrap();
    cast!(prices, PricesMessage::Update(7, 42)).unwrap();
    println!("{:?}", call!(prices, PricesMessage::LastPrice, 7).unwrap());
}
