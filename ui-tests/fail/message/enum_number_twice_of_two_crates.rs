use std::sync::Arc;

use mycelium::prelude::*;
use mycelium::protocol::PoolSwap;

#[message(tlv = 11)]
pub struct Settled {
    pub order: u64,
}

#[message(domain = market_data)]
pub enum MarketMessage {
    Swap(Arc<PoolSwap>),
    Settled(Box<Settled>),
}

pub fn used(settled: Settled) -> MarketMessage {
    MarketMessage::Settled(Box::new(settled))
}

fn main() {}
