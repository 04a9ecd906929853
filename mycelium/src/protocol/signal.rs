//! What strategies conclude (Protocol V2 §6).

use super::parts::Address;
use crate::message;

/// A token that is cheaper in one pool than in another.
#[message(tlv = 32, domain = signal, crate = crate)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ArbitrageSignal {
    /// Which strategy speaks (21: the one that this message was made for).
    pub strategy_id: u16,
    /// Tells signals of a strategy apart; its constructor takes `timestamp_ns`.
    pub signal_id: u64,
    /// The chain (137: Polygon).
    pub chain_id: u32,
    /// The cheap pool, to buy in.
    pub source_pool: Address,
    /// The dear pool, to sell in.
    pub target_pool: Address,
    /// Where the cheap pool trades; see [`venue`](super::venue).
    pub source_venue: u16,
    /// Where the dear pool trades; see [`venue`](super::venue).
    pub target_venue: u16,
    /// What is paid with.
    pub token_in: Address,
    /// What is bought.
    pub token_out: Address,
    /// Profit in USD before any cost.
    pub expected_profit_q8: i64,
    /// The USD put in.
    pub required_capital_q8: i64,
    /// Price difference.
    pub spread_bps: u16,
    /// Fees of both pools, in USD.
    pub dex_fees_q8: i64,
    /// Gas, in USD.
    pub gas_cost_q8: i64,
    /// What the swap itself moves the price by, in USD.
    pub slippage_q8: i64,
    /// What is left, in USD: the profit without fees, gas and slippage.
    pub net_profit_q8: i64,
    /// How much worse than expected the price may be.
    pub slippage_tolerance_bps: u16,
    /// The most that gas may cost.
    pub max_gas_price_gwei: u32,
    /// When the signal is void: seconds since the Unix epoch.
    pub valid_until_s: u32,
    /// The higher, the sooner.
    #[field(pad = 2)]
    pub priority: u16,
    /// When the signal was made.
    pub timestamp_ns: u64,
}
