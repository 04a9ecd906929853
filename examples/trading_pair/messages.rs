//! The messages of the trading pair, field by field in the order in which they stand on the wire.
//!
//! Little-endian and packed; the paddings of the layouts are not fields. Numbers and sizes:
//!
//! | message | TLV | payload |
//! | --- | --- | --- |
//! | [`OrderBookUpdate`] | 5 | variable |
//! | [`PoolSwapEvent`] | 11 | 208 bytes |
//! | [`QuoteUpdate`] | 17 | 52 bytes, 56 are read too |
//! | [`ArbitrageSignal`] | 32 | 170 bytes |
//! | [`OrderRequest`] | 40 | 32 bytes |
//! | [`GetOrders`] | 200 | 12 bytes, answered by a list of orders |
//! | [`SwapGas`] | 205 | 16 bytes |

use mycelium::prelude::*;

/// A swap that a pool has executed.
#[message(tlv = 11, domain = market_data)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PoolSwapEvent {
    /// What the trader sold, in units of 10^-`in_decimals` tokens.
    pub amount_in: u128,
    /// What the trader bought, in units of 10^-`out_decimals` tokens.
    pub amount_out: u128,
    /// The pool's liquidity after the swap; 0 when unknown.
    pub liquidity_after: u128,
    /// When the swap happened.
    pub timestamp_ns: u64,
    /// The block that holds the swap.
    pub block: u64,
    /// The pool's tick after the swap; 0 when unknown.
    pub tick_after: i32,
    /// Where the pool trades (301: Uniswap V3).
    pub venue: u16,
    /// Decimals of `amount_in`; 18 by this example's convention.
    pub in_decimals: u8,
    /// Decimals of `amount_out`; 18 by this example's convention.
    #[field(pad = 8)]
    pub out_decimals: u8,
    /// The pool's address or, in this example, the id of the unordered pair of tokens.
    #[field(pad = 12)]
    pub pool: [u8; 20],
    /// The token that was sold.
    #[field(pad = 12)]
    pub token_in: [u8; 20],
    /// The token that was bought.
    #[field(pad = 12)]
    pub token_out: [u8; 20],
    /// The pool's square-root price (Q64.96, little-endian) after the swap; zeros when unknown.
    pub sqrt_price_x96_after: [u8; 32],
}

/// The best bid and ask of one instrument.
#[message(tlv = 17, domain = market_data, accept = [52, 56])]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuoteUpdate {
    /// The instrument; for a token the first 8 bytes of its address, big-endian.
    pub instrument: u64,
    /// The best bid.
    pub bid_price_q8: i64,
    /// What is wanted at the bid.
    pub bid_size_q8: i64,
    /// The best ask.
    pub ask_price_q8: i64,
    /// What is offered at the ask.
    pub ask_size_q8: i64,
    /// When the quote was made.
    pub timestamp_ns: u64,
    /// Where it was made.
    pub venue: u16,
    /// What the instrument is (50: token).
    #[field(pad = 1)]
    pub asset_type: u8,
}

/// A whole order book.
#[message(tlv = 5, domain = market_data)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderBookUpdate {
    /// The instrument.
    pub instrument: u64,
    /// Grows with every book of the instrument.
    pub sequence: u64,
    /// When the book was taken.
    pub timestamp_ns: u64,
    /// What is wanted.
    pub bids: Vec<Level>,
    /// What is offered.
    pub asks: Vec<Level>,
}

/// One price of an order book and what stands there.
#[message(nested)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Level {
    /// The price, scaled by 10^8.
    pub price: i64,
    /// The size, scaled by 10^8.
    pub size: i64,
}

/// What the swap that follows paid for its gas.
#[message(tlv = 205, domain = market_data)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SwapGas {
    /// Base fee and priority fee together.
    pub fee_wei: u128,
}

/// One coin that is cheaper in one pair than in another.
#[message(tlv = 32, domain = signal)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArbitrageSignal {
    /// Which strategy speaks.
    pub strategy_id: u16,
    /// Counts the signals of one processor, from 1.
    pub signal_id: u64,
    /// The chain (1: Ethereum).
    pub chain_id: u32,
    /// The cheap pool, to buy in.
    pub source_pool: [u8; 20],
    /// The dear pool, to sell in.
    pub target_pool: [u8; 20],
    /// Where the cheap pool trades.
    pub source_venue: u16,
    /// Where the dear pool trades.
    pub target_venue: u16,
    /// What the purchase is paid with: the cheap pair's stablecoin.
    pub token_in: [u8; 20],
    /// What is bought: the coin.
    pub token_out: [u8; 20],
    /// Profit in USD before any cost.
    pub expected_profit_q8: i64,
    /// The USD put in.
    pub required_capital_q8: i64,
    /// Price difference over the lower price; 65,535 when it is more.
    pub spread_bps: u16,
    /// Fees of both pools, in USD.
    pub dex_fees_q8: i64,
    /// Gas, in USD.
    pub gas_cost_q8: i64,
    /// Slippage, in USD.
    pub slippage_q8: i64,
    /// Profit in USD after fees, gas and slippage.
    pub net_profit_q8: i64,
    /// The slippage that may be tolerated.
    pub slippage_tolerance_bps: u16,
    /// The dearest gas that may be paid.
    pub max_gas_gwei: u32,
    /// Until when the signal may be acted on, in seconds since the Unix epoch.
    pub valid_until_s: u32,
    /// Higher is more urgent.
    #[field(pad = 2)]
    pub priority: u16,
    /// Time of the event that led to the signal.
    pub timestamp_ns: u64,
}

/// A limit order; a positive quantity buys, a negative one sells.
#[message(tlv = 40, domain = execution)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderRequest {
    /// The order's number: that of the signal behind it.
    pub order_id: u64,
    /// What is traded; for a token the first 8 bytes of its address, big-endian.
    pub instrument: u64,
    /// The limit, relative to the cheap pair's price: 10^8 is that price itself.
    pub price_q8: i64,
    /// The USD to spend (positive) or to take in (negative).
    pub quantity_q8: i64,
}

/// Asks for the recorded orders, a page at a time.
#[message(tlv = 200, domain = execution, reply = Vec<OrderRequest>)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GetOrders {
    /// How many orders to skip.
    pub from: u64,
    /// How many to hand over at most.
    pub max: u32,
}
