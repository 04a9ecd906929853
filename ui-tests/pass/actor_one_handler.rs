//! One handler: rustc has a single impl to infer from, and every spelling of a send still compiles.

use std::sync::Arc;

use mycelium::prelude::*;

#[message(tlv = 200)]
#[derive(Debug, Clone)]
pub struct Quote {
    pub price: i64,
}

#[message(tlv = 201, reply = i64)]
#[derive(Debug)]
pub struct LastPrice;

pub struct Shared;

#[actor]
impl Shared {
    #[handler]
    fn quote(&mut self, _quote: &Quote) {}
}

pub struct Value;

#[actor]
impl Value {
    #[handler]
    fn quote(&mut self, _quote: Quote) {}
}

pub struct Asked;

#[actor]
impl Asked {
    #[handler]
    fn last_price(&self, _question: &LastPrice) -> i64 {
        7
    }
}

pub async fn send(shared: &SharedRef, value: &ValueRef, asked: &AskedRef) -> Result<i64> {
    let quote = Arc::new(Quote { price: 1 });
    shared.quote(Quote { price: 1 }).await?;
    shared.quote(Arc::clone(&quote)).await?;
    shared.send(Quote { price: 1 }).await?;
    shared.send(SharedMessage::Quote(Arc::clone(&quote))).await?;
    shared.try_send(Arc::clone(&quote))?;
    let () = shared.ask(Arc::clone(&quote)).await?;
    value.quote(quote).await?;
    value.quote(Box::new(Quote { price: 1 })).await?;
    value.send(ValueMessage::from(Quote { price: 1 })).await?;
    asked.send(LastPrice).await?;
    let (method, plain) = (asked.last_price(LastPrice).await?, asked.ask(LastPrice).await?);
    Ok(method + plain)
}

fn main() {
    let [only] = AskedMessage::VARIANTS else { panic!("one handler, one variant") };
    assert_eq!((only.name, only.message, only.asks), ("LastPrice", "LastPrice", true));
}
