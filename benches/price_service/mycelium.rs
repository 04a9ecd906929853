use mycelium::prelude::*;

#[message(tlv = 200)]
struct Update(u64, i64);

#[message(tlv = 201, reply = Option<i64>)]
struct LastPrice(u64);

struct Prices(std::collections::HashMap<u64, i64>);

#[actor]
impl Prices {
    #[handler]
    fn update(&mut self, update: &Update) {
        self.0.insert(update.0, update.1);
    }

    #[handler]
    fn last_price(&self, asked: &LastPrice) -> Option<i64> {
        self.0.get(&asked.0).copied()
    }
}

#[tokio::main]
async fn main() {
    let system = ActorSystem::new();
    let prices = system.spawn(Prices(Default::default()));
    prices.update(Update(7, 42)).await.unwrap();
    println!("{:?}", prices.last_price(LastPrice(7)).await.unwrap());
}
