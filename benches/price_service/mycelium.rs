use mycelium::prelude::*;

struct Prices(std::collections::HashMap<u64, i64>);

#[actor]
impl Prices {
    #[message(tlv = 200)]
    fn update(&mut self, symbol: u64, px: i64) {
        self.0.insert(symbol, px);
    }

    #[message(tlv = 201)]
    fn last_price(&self, symbol: u64) -> Option<i64> {
        self.0.get(&symbol).copied()
    }
}

#[tokio::main]
async fn main() {
    let system = ActorSystem::new();
    let prices = system.spawn(Prices(Default::default()));
    prices.update(7, 42).await.unwrap();
    println!("{:?}", prices.last_price(7).await.unwrap());
}
