//! The messages that Protocol V2 itself defines, as ordinary structs (Protocol V2 §6).
//!
//! They are written with the same `#[message]` as a user's, one to one from the layouts: fields in order, the
//! protocol's paddings and reserved bytes as pads (written as zeros, not looked at when read).
//!
//! | message | TLV | domain | payload, bytes |
//! | --- | --- | --- | --- |
//! | [`Trade`] | 1 | market_data | 40 |
//! | [`Quote`] | 2 | market_data | 52; 56 are read too |
//! | [`OrderBook`] | 3 | market_data | 2,456 |
//! | [`PoolLiquidity`] | 10 | market_data | 208 |
//! | [`PoolSwap`] | 11 | market_data | 208 |
//! | [`PoolMint`] | 12 | market_data | 208 |
//! | [`PoolBurn`] | 13 | market_data | 208 |
//! | [`PoolTick`] | 14 | market_data | 64 |
//! | [`PoolState`] | 15 | market_data | 192 |
//! | [`PoolSync`] | 16 | market_data | 160 |
//! | [`GasPrice`] | 18 | market_data | 32 |
//! | [`ArbitrageSignal`] | 32 | signal | 170 |
//! | [`StateInvalidation`] | 106 | system | 224 |
//! | [`SystemHealth`] | 107 | system | 48 |
//! | [`TraceContext`] | 108 | system | 32 |
//! | [`PoolInfo`] | 200 | any | 88 |
//!
//! Units are in the names (§7): `_q8` is scaled by 10^8, `_ns` are nanoseconds since the Unix epoch, `_bps` are
//! hundredths of a percent. Amounts of tokens are in the token's own smallest unit, its decimals beside them.
//!
//! ```
//! use mycelium::prelude::*;
//! use mycelium::protocol::{ProtocolMessage, Side, Trade, asset_type, venue};
//!
//! let trade = Trade {
//!     asset_id: 7,
//!     price_q8: 45_000 * 100_000_000,
//!     volume_q8: 12_345_678,
//!     execution_timestamp_ns: 1_700_000_000_000_000_000,
//!     venue: venue::KRAKEN,
//!     asset_type: asset_type::COIN,
//!     side: Side::Buy,
//! };
//! let tlv = trade.to_tlv()?;
//! assert_eq!(tlv.len(), 2 + 40);
//! assert_eq!(ProtocolMessage::from_tlv(&tlv)?, ProtocolMessage::Trade(trade));
//! # Ok::<(), mycelium::wire::WireError>(())
//! ```

mod market;
mod parts;
mod pool;
mod signal;
mod system;

use std::fmt;

pub use market::{GasPrice, OrderBook, OrderBookSide, OrderLevel, Quote, Trade};
pub use parts::{Address, InstrumentId, Instruments, Reserves, Side, TraceId, U256, asset_type, stage, venue};
pub use pool::{PoolBurn, PoolInfo, PoolLiquidity, PoolMint, PoolState, PoolSwap, PoolSync, PoolTick};
pub use signal::ArbitrageSignal;
pub use system::{StateInvalidation, SystemHealth, TraceContext};

use crate::message;

/// Any message of this module whose number the protocol fixes: for tools that read whatever comes.
///
/// [`PoolInfo`] is not among them: its number, 200, is any user's.
#[message]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProtocolMessage {
    /// TLV 1.
    Trade(Trade),
    /// TLV 2.
    Quote(Quote),
    /// TLV 3; boxed, for it is ten times as long as any other.
    OrderBook(Box<OrderBook>),
    /// TLV 10.
    PoolLiquidity(PoolLiquidity),
    /// TLV 11.
    PoolSwap(PoolSwap),
    /// TLV 12.
    PoolMint(PoolMint),
    /// TLV 13.
    PoolBurn(PoolBurn),
    /// TLV 14.
    PoolTick(PoolTick),
    /// TLV 15.
    PoolState(PoolState),
    /// TLV 16.
    PoolSync(PoolSync),
    /// TLV 18.
    GasPrice(GasPrice),
    /// TLV 32.
    ArbitrageSignal(ArbitrageSignal),
    /// TLV 106.
    StateInvalidation(StateInvalidation),
    /// TLV 107.
    SystemHealth(SystemHealth),
    /// TLV 108.
    TraceContext(TraceContext),
}

/// The message's name and its fields with their names, on one line.
impl fmt::Display for ProtocolMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Trade(message) => write!(f, "{message:?}"),
            Self::Quote(message) => write!(f, "{message:?}"),
            Self::OrderBook(message) => write!(f, "{message:?}"),
            Self::PoolLiquidity(message) => write!(f, "{message:?}"),
            Self::PoolSwap(message) => write!(f, "{message:?}"),
            Self::PoolMint(message) => write!(f, "{message:?}"),
            Self::PoolBurn(message) => write!(f, "{message:?}"),
            Self::PoolTick(message) => write!(f, "{message:?}"),
            Self::PoolState(message) => write!(f, "{message:?}"),
            Self::PoolSync(message) => write!(f, "{message:?}"),
            Self::GasPrice(message) => write!(f, "{message:?}"),
            Self::ArbitrageSignal(message) => write!(f, "{message:?}"),
            Self::StateInvalidation(message) => write!(f, "{message:?}"),
            Self::SystemHealth(message) => write!(f, "{message:?}"),
            Self::TraceContext(message) => write!(f, "{message:?}"),
        }
    }
}
