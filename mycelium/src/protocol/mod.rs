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
//! use mycelium::protocol::{Side, Trade, asset_type, venue};
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
//! assert_eq!(Trade::from_tlv(&tlv)?, trade);
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

use crate::message::Message;
use crate::wire::{Tlv, WireError};

macro_rules! any_message {
    ($($message:ident $(in $boxed:ident)?),* $(,)?) => {
        /// Any message of this module whose number the protocol fixes: for tools that read whatever comes.
        ///
        /// [`PoolInfo`] is not among them: its number, 200, is any user's. No actor takes it; write a
        /// `#[message]` enum of those that yours takes.
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum ProtocolMessage {
            $(
                #[doc = concat!("A [`", stringify!($message), "`].")]
                $message(any_message!(@carried $message $($boxed)?)),
            )*
        }

        impl ProtocolMessage {
            /// The numbers of its messages, in the order of the variants.
            pub const NUMBERS: &'static [u8] = &[$($message::NUMBER as u8),*]; // The protocol's are below 200.

            /// Decodes a TLV as the message that its number says.
            ///
            /// # Errors
            ///
            /// [`WireError::UnknownNumber`] for a number that is none of these messages', and what the message's
            /// own [`Message::decode_tlv`] says of the payload.
            pub fn decode_tlv(tlv: Tlv<'_>) -> Result<Self, WireError> {
                match u64::from(tlv.number.get()) {
                    $($message::NUMBER => $message::decode_tlv(tlv).map(|message| Self::$message(message.into())),)*
                    found => Err(WireError::UnknownNumber { found, set: "ProtocolMessage" }),
                }
            }

            /// Appends the message as one TLV, as [`Message::encode_tlv`] does.
            ///
            /// # Errors
            ///
            /// As there.
            pub fn encode_tlv(&self, out: &mut Vec<u8>) -> Result<(), WireError> {
                match self {
                    $(Self::$message(message) => message.encode_tlv(out),)*
                }
            }
        }

        /// The message's name and its fields with their names, on one line.
        impl fmt::Display for ProtocolMessage {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$message(message) => write!(f, "{message:?}"),)*
                }
            }
        }
    };
    (@carried $message:ident) => { $message };
    (@carried $message:ident $boxed:ident) => { $boxed<$message> };
}

// A book is ten times as long as any other. Not a domain enum: rustc would offer it, and how it handles each message,
// to every user whose own enum lacks something.
any_message! {
    Trade,
    Quote,
    OrderBook in Box,
    PoolLiquidity,
    PoolSwap,
    PoolMint,
    PoolBurn,
    PoolTick,
    PoolState,
    PoolSync,
    GasPrice,
    ArbitrageSignal,
    StateInvalidation,
    SystemHealth,
    TraceContext,
}
