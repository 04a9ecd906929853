//! What happens in pools of tokens, and what stands in them (Protocol V2 §6).
//!
//! Amounts are in the token's own smallest unit; the decimals beside them say how many of them make a token.

use super::parts::{Address, Reserves, U256};
use crate::message;

/// What a pool of up to 8 tokens holds.
#[message(tlv = 10, domain = market_data, crate = crate)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolLiquidity {
    /// When it was read.
    #[field(pad = 8)]
    pub timestamp_ns: u64,
    /// What it holds, token by token.
    pub reserves: Reserves,
    /// The pool.
    #[field(pad = 12)]
    pub pool: Address,
    /// Where it trades; see [`venue`](super::venue).
    #[field(pad = 14)]
    pub venue: u16,
}

/// A swap that a pool has executed.
#[message(tlv = 11, domain = market_data, crate = crate)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolSwap {
    /// What the trader sold.
    pub amount_in: u128,
    /// What the trader bought.
    pub amount_out: u128,
    /// The pool's liquidity after the swap; 0 when unknown.
    pub liquidity_after: u128,
    /// When it happened.
    pub timestamp_ns: u64,
    /// The block that holds it.
    pub block: u64,
    /// The pool's tick after the swap; 0 when unknown.
    pub tick_after: i32,
    /// Where the pool trades; see [`venue`](super::venue).
    pub venue: u16,
    /// Decimals of `amount_in`.
    pub in_decimals: u8,
    /// Decimals of `amount_out`.
    #[field(pad = 8)]
    pub out_decimals: u8,
    /// The pool.
    #[field(pad = 12)]
    pub pool: Address,
    /// The token that was sold.
    #[field(pad = 12)]
    pub token_in: Address,
    /// The token that was bought.
    #[field(pad = 12)]
    pub token_out: Address,
    /// The square-root price after the swap, Q64.96; 0 when unknown.
    pub sqrt_price_x96_after: U256,
}

/// Liquidity that somebody put into a pool.
#[message(tlv = 12, domain = market_data, crate = crate)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolMint {
    /// How much liquidity came.
    pub liquidity_delta: u128,
    /// How much of `token0` came.
    pub amount0: u128,
    /// How much of `token1` came.
    pub amount1: u128,
    /// When.
    pub timestamp_ns: u64,
    /// The range's lower end.
    pub tick_lower: i32,
    /// The range's upper end.
    pub tick_upper: i32,
    /// Where the pool trades; see [`venue`](super::venue).
    pub venue: u16,
    /// Decimals of `amount0`.
    pub decimals0: u8,
    /// Decimals of `amount1`.
    #[field(pad = 12)]
    pub decimals1: u8,
    /// The pool.
    #[field(pad = 12)]
    pub pool: Address,
    /// Whose liquidity it is.
    #[field(pad = 12)]
    pub provider: Address,
    /// The first token.
    #[field(pad = 12)]
    pub token0: Address,
    /// The second token.
    #[field(pad = 12)]
    pub token1: Address,
}

/// Liquidity that somebody took out of a pool: the layout of [`PoolMint`].
#[message(tlv = 13, domain = market_data, crate = crate)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolBurn {
    /// How much liquidity went.
    pub liquidity_delta: u128,
    /// How much of `token0` went.
    pub amount0: u128,
    /// How much of `token1` went.
    pub amount1: u128,
    /// When.
    pub timestamp_ns: u64,
    /// The range's lower end.
    pub tick_lower: i32,
    /// The range's upper end.
    pub tick_upper: i32,
    /// Where the pool trades; see [`venue`](super::venue).
    pub venue: u16,
    /// Decimals of `amount0`.
    pub decimals0: u8,
    /// Decimals of `amount1`.
    #[field(pad = 12)]
    pub decimals1: u8,
    /// The pool.
    #[field(pad = 12)]
    pub pool: Address,
    /// Whose liquidity it was.
    #[field(pad = 12)]
    pub provider: Address,
    /// The first token.
    #[field(pad = 12)]
    pub token0: Address,
    /// The second token.
    #[field(pad = 12)]
    pub token1: Address,
}

/// What changes when a pool's price passes a tick.
#[message(tlv = 14, domain = market_data, crate = crate)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolTick {
    /// How much liquidity comes when the price rises past it.
    pub liquidity_net: i64,
    /// The square root of the price there.
    pub price_sqrt: u64,
    /// When it was read.
    pub timestamp_ns: u64,
    /// The tick.
    pub tick: i32,
    /// Where the pool trades; see [`venue`](super::venue).
    #[field(pad = 2)]
    pub venue: u16,
    /// The pool.
    #[field(pad = 12)]
    pub pool: Address,
}

/// All that is known of a pool at one moment.
#[message(tlv = 15, domain = market_data, crate = crate)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolState {
    /// What it holds of `token0`.
    pub reserve0: u128,
    /// What it holds of `token1`.
    pub reserve1: u128,
    /// The square-root price, Q64.96, cut to 128 bits by the sender.
    pub sqrt_price_x96: u128,
    /// The liquidity at this price.
    pub liquidity: u128,
    /// The block that it was read from.
    pub block: u64,
    /// When it was read.
    pub timestamp_ns: u64,
    /// The tick of the price.
    pub tick: i32,
    /// What a swap costs.
    pub fee_rate_bps: u32,
    /// Where it trades; see [`venue`](super::venue).
    pub venue: u16,
    /// What kind of pool it is; the protocol names none.
    pub pool_type: u8,
    /// Decimals of `reserve0`.
    pub decimals0: u8,
    /// Decimals of `reserve1`.
    #[field(pad = 3)]
    pub decimals1: u8,
    /// The pool.
    #[field(pad = 12)]
    pub pool: Address,
    /// The first token.
    #[field(pad = 12)]
    pub token0: Address,
    /// The second token.
    #[field(pad = 12)]
    pub token1: Address,
}

/// What a pool of two tokens holds after an event.
#[message(tlv = 16, domain = market_data, crate = crate)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolSync {
    /// What it holds of `token0`.
    pub reserve0: u128,
    /// What it holds of `token1`.
    pub reserve1: u128,
    /// When.
    pub timestamp_ns: u64,
    /// The block that holds the event.
    pub block: u64,
    /// Where the pool trades; see [`venue`](super::venue).
    pub venue: u16,
    /// Decimals of `reserve0`.
    pub decimals0: u8,
    /// Decimals of `reserve1`.
    #[field(pad = 12)]
    pub decimals1: u8,
    /// The pool.
    #[field(pad = 12)]
    pub pool: Address,
    /// The first token.
    #[field(pad = 12)]
    pub token0: Address,
    /// The second token.
    #[field(pad = 12)]
    pub token1: Address,
}

/// What does not change about a pool, as pools are discovered.
///
/// The protocol's registry puts it at 200, among the numbers that are users': whoever takes 200 for something else
/// does not use this one.
#[message(tlv = 200, crate = crate)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolInfo {
    /// When it was first seen.
    pub discovered_at_ns: u64,
    /// When it was last seen.
    pub last_seen_ns: u64,
    /// What a swap costs, in the venue's own steps.
    pub fee_tier: u32,
    /// Where it trades; see [`venue`](super::venue).
    pub venue: u16,
    /// 200: the sender keeps its TLV's number in the payload as well.
    pub tlv_type: u8,
    /// 88: and its length.
    pub tlv_len: u8,
    /// Decimals of `token0`.
    pub decimals0: u8,
    /// Decimals of `token1`.
    pub decimals1: u8,
    /// What kind of pool it is; the protocol names none.
    #[field(pad = 1)]
    pub pool_type: u8,
    /// The pool.
    pub pool: Address,
    /// The first token.
    pub token0: Address,
    /// The second token.
    pub token1: Address,
}
