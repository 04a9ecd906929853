use kameo::prelude::*;

#[derive(Actor, Default)]
struct Prices(std::collections::HashMap<u64, i64>);

#[messages]
impl Prices {
    #[message]
    fn update(&mut self, symbol: u64, px: i64) {
        self.0.insert(symbol, px);
    }

    #[message]
    fn last_price(&self, symbol: u64) -> Option<i64> {
        self.0.get(&symbol).copied()
    }
}

#[tokio::main]
async fn main() {
    let prices = Prices::spawn(Prices::default());
    prices.tell(Update { symbol: 7, px: 42 }).await.unwrap();
    println!("{:?}", prices.ask(LastPrice { symbol: 7 }).await.unwrap());
}
