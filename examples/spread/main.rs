//! One program for all processes: a file says which of its actors share one.
//!
//! ```text
//! cargo run --example spread -- --all             # both actors in this process
//! cargo run --example spread -- --bundle books    # or one in each of two shells
//! cargo run --example spread -- --bundle feed
//! ```
//!
//! Both print which road their messages take, and run until Ctrl-C.

use std::collections::HashMap;

use mycelium::bundle::{Part, TopologyConfig};
use mycelium::prelude::*;
use serde::Deserialize;

#[message(tlv = 0xC8, domain = market_data)]
#[derive(Debug, Clone)]
struct Price {
    instrument: u64,
    price_q8: i64,
}

#[message(tlv = 0xC9, domain = market_data, reply = Option<i64>)]
struct LastPrice {
    instrument: u64,
}

#[derive(Default)]
struct PriceBook {
    last: HashMap<u64, i64>,
}

#[actor(name = "price_book")]
impl PriceBook {
    #[handler]
    fn price(&mut self, price: &Price) {
        self.last.insert(price.instrument, price.price_q8);
    }

    #[handler]
    fn last_price(&self, question: &LastPrice) -> Option<i64> {
        self.last.get(&question.instrument).copied()
    }
}

/// A ticker's own alarm: it never leaves the process.
#[message(local)]
struct Tick {
    left: u32,
}

#[derive(Deserialize)]
struct TickerConfig {
    instrument: u64,
    ticks: u32,
}

struct Ticker {
    config: TickerConfig,
    book: Option<PriceBookRef>,
}

#[actor(config = TickerConfig)]
impl Ticker {
    fn new(config: TickerConfig) -> Self {
        Self { config, book: None }
    }

    #[on_start]
    async fn find_book(&mut self, ctx: &mut Context<Self>) -> Result<()> {
        self.book = Some(ctx.handle("price_book")?); // wherever the file puts it
        ctx.myself().send(Tick { left: self.config.ticks }).await?;
        Ok(())
    }

    #[handler]
    async fn tick(&mut self, tick: Tick, ctx: &mut Context<Self>) -> Result<()> {
        let (Some(book), instrument) = (&self.book, self.config.instrument) else { return Ok(()) };
        if tick.left > 0 {
            book.price(Price { instrument, price_q8: i64::from(tick.left) }).await?; // sent
            ctx.myself().send(Tick { left: tick.left - 1 }).await?;
        } else {
            println!("last price: {:?}", book.last_price(LastPrice { instrument }).await?); // asked
        }
        Ok(())
    }
}

#[tokio::main]
async fn main() -> Result<()> {
    let types = ActorTypes::new().with::<Ticker>().with::<PriceBook>();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/spread/bundles.toml");
    let topology = TopologyConfig::read(file)?; // every mistake with its line, its column, and what to write
    println!("{}", topology.explain("ticker", "price_book")?); // which road, and why
    let part = Part::from_args(std::env::args().skip(1))?; // --all, --bundle NAME or --actor NAME
    let system = ActorSystem::launch(&topology, &types, &part)?;
    tokio::signal::ctrl_c().await?;
    system.stop().await;
    Ok(())
}
