//! What is encoded: four messages, each in the form that every side takes.
//!
//! mycelium, bincode, postcard and rkyv take the same struct. Protocol Buffers have neither arrays nor numbers of 128
//! or 16 bits, so prost takes a mirror of it, made outside of what is measured.

use bincode::{Decode, Encode};
use mycelium::prelude::*;
use rkyv::{Archive, Deserialize as RkyvDeserialize, Serialize as RkyvSerialize};
use serde::{Deserialize, Serialize};

/// A message that all sides can encode.
pub(crate) trait Subject: Message + Encode + Decode<()> + Serialize + for<'de> Deserialize<'de> {
    /// What prost encodes.
    type Mirror: prost::Message + Default + From<Self>;

    /// For people.
    const TITLE: &'static str;
    /// How many different values and frames take turns; all of them fit into the first-level cache.
    const POOL: u64;

    /// A value that differs from others in all of its fields.
    fn sample(seed: u64) -> Self;
}

/// A swap that a pool has executed: 208 bytes, as in the examples.
#[message(tlv = 11, domain = market_data)]
#[derive(Debug, Clone, PartialEq, Encode, Decode, Serialize, Deserialize, Archive, RkyvSerialize, RkyvDeserialize)]
pub(crate) struct PoolSwap {
    amount_in: u128,
    amount_out: u128,
    liquidity_after: u128,
    timestamp_ns: u64,
    pub(crate) block: u64,
    tick_after: i32,
    venue: u16,
    in_decimals: u8,
    #[field(pad = 8)]
    out_decimals: u8,
    #[field(pad = 12)]
    pool: [u8; 20],
    #[field(pad = 12)]
    token_in: [u8; 20],
    #[field(pad = 12)]
    token_out: [u8; 20],
    sqrt_price_x96_after: [u8; 32],
}

/// The best bid and ask: 52 bytes, as in the examples.
#[message(tlv = 17, domain = market_data, accept = [52, 56])]
#[derive(Debug, Clone, PartialEq, Encode, Decode, Serialize, Deserialize, Archive, RkyvSerialize, RkyvDeserialize)]
pub(crate) struct Quote {
    instrument: u64,
    bid_price_q8: i64,
    bid_size_q8: i64,
    ask_price_q8: i64,
    ask_size_q8: i64,
    pub(crate) timestamp_ns: u64,
    venue: u16,
    #[field(pad = 1)]
    asset_type: u8,
}

/// An order book, 50 levels a side: 1,628 bytes.
#[message(tlv = 5, domain = market_data)]
#[derive(Debug, Clone, PartialEq, Encode, Decode, Serialize, Deserialize, Archive, RkyvSerialize, RkyvDeserialize)]
pub(crate) struct Book {
    instrument: u64,
    sequence: u64,
    pub(crate) timestamp_ns: u64,
    bids: Vec<Level>,
    asks: Vec<Level>,
}

/// One price of a book.
#[message(nested)]
#[derive(Debug, Clone, PartialEq, Encode, Decode, Serialize, Deserialize, Archive, RkyvSerialize, RkyvDeserialize)]
pub(crate) struct Level {
    price: i64,
    size: i64,
}

/// Four strings and two numbers.
#[message(tlv = 201, domain = system)]
#[derive(Debug, Clone, PartialEq, Encode, Decode, Serialize, Deserialize, Archive, RkyvSerialize, RkyvDeserialize)]
pub(crate) struct Listing {
    id: u64,
    symbol: String,
    name: String,
    venue: String,
    comment: String,
    pub(crate) timestamp_ns: u64,
}

const LEVELS: u64 = 50;

/// Numbers that look like nothing (splitmix64).
fn mix(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// A price or a size as they come: below 2^40.
fn amount(seed: u64) -> i64 {
    (mix(seed) >> 24) as i64
}

fn bytes<const N: usize>(seed: u64) -> [u8; N] {
    std::array::from_fn(|at| mix(seed + at as u64) as u8)
}

/// Some point in November 2026.
fn time(seed: u64) -> u64 {
    1_794_000_000_000_000_000 + (mix(seed) >> 14)
}

// === impl PoolSwap ===

impl Subject for PoolSwap {
    type Mirror = PoolSwapMirror;

    const TITLE: &'static str = "PoolSwap";
    const POOL: u64 = 8;

    fn sample(seed: u64) -> Self {
        let wide = |at: u64| u128::from(mix(seed + at)) << 10;
        Self {
            amount_in: wide(1),
            amount_out: wide(2),
            liquidity_after: wide(3),
            timestamp_ns: time(seed),
            block: 50_000_000 + seed,
            tick_after: mix(seed + 4) as i16 as i32,
            venue: 301,
            in_decimals: 18,
            out_decimals: 6,
            pool: bytes(seed),
            token_in: bytes(seed + 20),
            token_out: bytes(seed + 40),
            sqrt_price_x96_after: bytes(seed + 60),
        }
    }
}

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct PoolSwapMirror {
    #[prost(fixed64, repeated, tag = "1")]
    amounts: Vec<u64>,
    #[prost(fixed64, tag = "2")]
    timestamp_ns: u64,
    #[prost(uint64, tag = "3")]
    block: u64,
    #[prost(sint32, tag = "4")]
    tick_after: i32,
    #[prost(uint32, tag = "5")]
    venue: u32,
    #[prost(uint32, tag = "6")]
    in_decimals: u32,
    #[prost(uint32, tag = "7")]
    out_decimals: u32,
    #[prost(bytes = "vec", tag = "8")]
    pool: Vec<u8>,
    #[prost(bytes = "vec", tag = "9")]
    token_in: Vec<u8>,
    #[prost(bytes = "vec", tag = "10")]
    token_out: Vec<u8>,
    #[prost(bytes = "vec", tag = "11")]
    sqrt_price_x96_after: Vec<u8>,
}

impl From<PoolSwap> for PoolSwapMirror {
    fn from(swap: PoolSwap) -> Self {
        let amounts = [swap.amount_in, swap.amount_out, swap.liquidity_after];
        Self {
            amounts: amounts.iter().flat_map(|amount| [*amount as u64, (*amount >> 64) as u64]).collect(),
            timestamp_ns: swap.timestamp_ns,
            block: swap.block,
            tick_after: swap.tick_after,
            venue: swap.venue.into(),
            in_decimals: swap.in_decimals.into(),
            out_decimals: swap.out_decimals.into(),
            pool: swap.pool.to_vec(),
            token_in: swap.token_in.to_vec(),
            token_out: swap.token_out.to_vec(),
            sqrt_price_x96_after: swap.sqrt_price_x96_after.to_vec(),
        }
    }
}

// === impl Quote ===

impl Subject for Quote {
    type Mirror = QuoteMirror;

    const TITLE: &'static str = "Quote";
    const POOL: u64 = 8;

    fn sample(seed: u64) -> Self {
        Self {
            instrument: mix(seed),
            bid_price_q8: amount(seed + 1),
            bid_size_q8: amount(seed + 2),
            ask_price_q8: amount(seed + 3),
            ask_size_q8: amount(seed + 4),
            timestamp_ns: time(seed),
            venue: 101,
            asset_type: 50,
        }
    }
}

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct QuoteMirror {
    #[prost(fixed64, tag = "1")]
    instrument: u64,
    #[prost(int64, tag = "2")]
    bid_price_q8: i64,
    #[prost(int64, tag = "3")]
    bid_size_q8: i64,
    #[prost(int64, tag = "4")]
    ask_price_q8: i64,
    #[prost(int64, tag = "5")]
    ask_size_q8: i64,
    #[prost(fixed64, tag = "6")]
    timestamp_ns: u64,
    #[prost(uint32, tag = "7")]
    venue: u32,
    #[prost(uint32, tag = "8")]
    asset_type: u32,
}

impl From<Quote> for QuoteMirror {
    fn from(quote: Quote) -> Self {
        Self {
            instrument: quote.instrument,
            bid_price_q8: quote.bid_price_q8,
            bid_size_q8: quote.bid_size_q8,
            ask_price_q8: quote.ask_price_q8,
            ask_size_q8: quote.ask_size_q8,
            timestamp_ns: quote.timestamp_ns,
            venue: quote.venue.into(),
            asset_type: quote.asset_type.into(),
        }
    }
}

// === impl Book ===

impl Subject for Book {
    type Mirror = BookMirror;

    const TITLE: &'static str = "order book, 2 x 50";
    const POOL: u64 = 4;

    fn sample(seed: u64) -> Self {
        let side = |from: u64| {
            let level = |at| Level { price: amount(seed + from + at), size: amount(seed + from + LEVELS + at) };
            (0..LEVELS).map(level).collect()
        };
        let (bids, asks) = (side(0), side(2 * LEVELS));
        Self { instrument: mix(seed), sequence: seed, timestamp_ns: time(seed), bids, asks }
    }
}

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct BookMirror {
    #[prost(fixed64, tag = "1")]
    instrument: u64,
    #[prost(uint64, tag = "2")]
    sequence: u64,
    #[prost(fixed64, tag = "3")]
    timestamp_ns: u64,
    #[prost(message, repeated, tag = "4")]
    bids: Vec<LevelMirror>,
    #[prost(message, repeated, tag = "5")]
    asks: Vec<LevelMirror>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct LevelMirror {
    #[prost(int64, tag = "1")]
    price: i64,
    #[prost(int64, tag = "2")]
    size: i64,
}

impl From<Book> for BookMirror {
    fn from(book: Book) -> Self {
        let side =
            |levels: Vec<Level>| levels.into_iter().map(|Level { price, size }| LevelMirror { price, size }).collect();
        Self {
            instrument: book.instrument,
            sequence: book.sequence,
            timestamp_ns: book.timestamp_ns,
            bids: side(book.bids),
            asks: side(book.asks),
        }
    }
}

// === impl Listing ===

impl Subject for Listing {
    type Mirror = ListingMirror;

    const TITLE: &'static str = "four strings";
    const POOL: u64 = 8;

    fn sample(seed: u64) -> Self {
        Self {
            id: mix(seed),
            symbol: format!("COIN{}-USD", seed % 1_000),
            name: format!("Some coin or other, number {}", mix(seed) % 1_000_000),
            venue: "Uniswap V3".to_owned(),
            comment: format!("Listed after {} votes, reviewed in November – «provisional»", mix(seed + 1) % 10_000),
            timestamp_ns: time(seed),
        }
    }
}

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct ListingMirror {
    #[prost(fixed64, tag = "1")]
    id: u64,
    #[prost(string, tag = "2")]
    symbol: String,
    #[prost(string, tag = "3")]
    name: String,
    #[prost(string, tag = "4")]
    venue: String,
    #[prost(string, tag = "5")]
    comment: String,
    #[prost(fixed64, tag = "6")]
    timestamp_ns: u64,
}

impl From<Listing> for ListingMirror {
    fn from(listing: Listing) -> Self {
        Self {
            id: listing.id,
            symbol: listing.symbol,
            name: listing.name,
            venue: listing.venue,
            comment: listing.comment,
            timestamp_ns: listing.timestamp_ns,
        }
    }
}
