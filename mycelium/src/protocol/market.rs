//! Trades, quotes, order books and the price of gas (Protocol V2 §6).

use std::fmt;

use super::parts::{Side, counted};
use crate::message;

/// One trade on an exchange.
#[message(tlv = 1, domain = market_data, crate = crate)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trade {
    /// What was traded; see [`InstrumentId::asset_id`](super::InstrumentId::asset_id).
    pub asset_id: u64,
    /// The price.
    pub price_q8: i64,
    /// How much of it.
    pub volume_q8: i64,
    /// When the exchange says it happened.
    pub execution_timestamp_ns: u64,
    /// Where; see [`venue`](super::venue).
    pub venue: u16,
    /// What the asset is; see [`asset_type`](super::asset_type).
    #[field(pad = 1)]
    pub asset_type: u8,
    /// Which side the taker was on.
    #[field(pad = 3)]
    pub side: Side,
}

/// The best bid and ask of one asset. Written as 52 bytes; the struct of 56 that some senders use is read too.
#[message(tlv = 2, domain = market_data, accept = [52, 56], crate = crate)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quote {
    /// The asset; see [`InstrumentId::asset_id`](super::InstrumentId::asset_id).
    pub asset_id: u64,
    /// The best bid.
    pub bid_price_q8: i64,
    /// What is wanted there.
    pub bid_size_q8: i64,
    /// The best ask.
    pub ask_price_q8: i64,
    /// What is offered there.
    pub ask_size_q8: i64,
    /// When the quote was made.
    pub timestamp_ns: u64,
    /// Where; see [`venue`](super::venue).
    pub venue: u16,
    /// What the asset is; see [`asset_type`](super::asset_type).
    #[field(pad = 1)]
    pub asset_type: u8,
}

/// A book of orders, up to 50 prices on each side. Longer than 255 bytes, so it travels as an extended TLV.
#[message(tlv = 3, domain = market_data, crate = crate)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderBook {
    /// When the book was taken.
    pub timestamp_ns: u64,
    /// Grows with every book of the asset.
    pub sequence: u64,
    /// What prices and sizes are multiplied by; 10^8 by convention.
    pub precision_factor: i64,
    /// The asset; see [`InstrumentId::asset_id`](super::InstrumentId::asset_id).
    pub asset_id: u64,
    /// Where; see [`venue`](super::venue).
    pub venue: u16,
    /// What the asset is; see [`asset_type`](super::asset_type).
    #[field(pad = 5)]
    pub asset_type: u8,
    /// What is wanted.
    pub bids: OrderBookSide,
    /// What is offered.
    pub asks: OrderBookSide,
}

/// Up to 50 prices of an order book in a room for 50: 1,208 bytes.
#[message(nested)]
#[derive(Clone, PartialEq, Eq)]
pub struct OrderBookSide {
    /// How many of the slots count, from the first on. Any number can come from the wire; over 50 stands for 50.
    #[field(pad = 6)]
    pub count: u16,
    /// The prices, the best first.
    pub slots: [OrderLevel; 50],
}

/// One price of an order book, and what stands there: 24 bytes.
#[message(nested)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct OrderLevel {
    /// The price, times the book's `precision_factor`.
    pub price: i64,
    /// The size, times the book's `precision_factor`.
    pub size: i64,
    /// How many orders make it up.
    #[field(pad = 4)]
    pub order_count: u32,
}

/// What gas costs on a chain.
#[message(tlv = 18, domain = market_data, crate = crate)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GasPrice {
    /// The block that it was read from.
    pub block: u64,
    /// When it was read.
    pub timestamp_ns: u64,
    /// Base and priority fee together.
    pub gas_price_gwei: u32,
    /// What every transaction of the block pays.
    pub base_fee_gwei: u32,
    /// What is paid on top to be taken sooner.
    pub priority_fee_gwei: u32,
    /// The chain's id (137: Polygon), or its venue.
    #[field(pad = 2)]
    pub chain: u16,
}

// === impl OrderBookSide ===

impl OrderBookSide {
    /// The prices that count: at most 50.
    #[must_use]
    pub fn as_slice(&self) -> &[OrderLevel] {
        counted(self.count, &self.slots)
    }
}

impl Default for OrderBookSide {
    fn default() -> Self {
        Self { count: 0, slots: [OrderLevel::default(); 50] }
    }
}

impl fmt::Debug for OrderBookSide {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_slice().fmt(f)
    }
}
