use actix::prelude::*;

#[derive(Default)]
struct Prices(std::collections::HashMap<u64, i64>);

impl Actor for Prices {
    type Context = Context<Self>;
}

#[derive(Message)]
#[rtype(result = "()")]
struct Update(u64, i64);

impl Handler<Update> for Prices {
    type Result = ();

    fn handle(&mut self, update: Update, _: &mut Self::Context) {
        self.0.insert(update.0, update.1);
    }
}

#[derive(Message)]
#[rtype(result = "Option<i64>")]
struct LastPrice(u64);

impl Handler<LastPrice> for Prices {
    type Result = Option<i64>;

    fn handle(&mut self, asked: LastPrice, _: &mut Self::Context) -> Self::Result {
        self.0.get(&asked.0).copied()
    }
}

#[actix::main]
async fn main() {
    let prices = Prices::default().start();
    prices.do_send(Update(7, 42));
    println!("{:?}", prices.send(LastPrice(7)).await.unwrap());
}
