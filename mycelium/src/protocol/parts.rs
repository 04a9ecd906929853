//! What several of the protocol's messages are made of: addresses, big numbers, instruments, lists of fixed room,
//! and the numbers that have names (Protocol V2 §6).

use std::fmt;

use crate::message;

/// The address of a pool, a token or an account: 20 bytes, printed as hex digits.
#[message(nested)]
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Address(pub [u8; 20]);

/// An unsigned number of 256 bits, such as a square-root price in Q64.96: 32 bytes, little-endian. Printed as one
/// hexadecimal number, most significant digit first, without leading zeros.
#[message(nested)]
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct U256(pub [u8; 32]);

/// Which trace a message belongs to: 8 opaque bytes, printed as hex digits.
#[message(nested)]
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct TraceId(pub [u8; 8]);

/// What is traded, and where: 12 bytes.
#[message(nested)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct InstrumentId {
    /// For a token the first 8 bytes of its address, for a symbol its first 8 letters, both big-endian. Lossy, so
    /// two assets may have one id.
    pub asset_id: u64,
    /// Where it is traded; see [`venue`].
    pub venue: u16,
    /// What it is; see [`asset_type`].
    #[field(pad = 1)]
    pub asset_type: u8,
}

/// Up to 8 reserves in a room for 8: 144 bytes.
#[message(nested)]
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Reserves {
    /// How many of the slots count, from the first on. Any number can come from the wire; over 8 stands for 8.
    #[field(pad = 14)]
    pub count: u16,
    /// Each in its token's smallest unit.
    pub slots: [u128; 8],
}

/// Up to 16 instruments in a room for 16: 200 bytes.
#[message(nested)]
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Instruments {
    /// How many of the slots count, from the first on. Any number can come from the wire; over 16 stands for 16.
    #[field(pad = 6)]
    pub count: u16,
    /// The instruments.
    pub slots: [InstrumentId; 16],
}

/// Which side of a trade the taker was on.
#[message(nested)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Side {
    /// 0.
    Buy = 0,
    /// 1.
    Sell = 1,
    /// A number that the protocol does not name, kept as it is.
    #[field(other)]
    Other(u8),
}

/// Numbers of venues. A venue field takes every number; these are the ones with names.
pub mod venue {
    /// No venue in particular.
    pub const GENERIC: u16 = 0;
    /// Binance.
    pub const BINANCE: u16 = 100;
    /// Kraken.
    pub const KRAKEN: u16 = 101;
    /// Coinbase.
    pub const COINBASE: u16 = 102;
    /// Gemini.
    pub const GEMINI: u16 = 108;
    /// The chain Ethereum.
    pub const ETHEREUM: u16 = 200;
    /// The chain Polygon.
    pub const POLYGON: u16 = 202;
    /// Uniswap V2 on Ethereum.
    pub const UNISWAP_V2: u16 = 300;
    /// Uniswap V3 on Ethereum.
    pub const UNISWAP_V3: u16 = 301;
    /// SushiSwap on Ethereum.
    pub const SUSHI_SWAP: u16 = 302;
    /// QuickSwap on Polygon.
    pub const QUICK_SWAP: u16 = 400;
    /// SushiSwap on Polygon.
    pub const SUSHI_SWAP_POLYGON: u16 = 401;
}

/// Numbers of asset types. An asset type field takes every number; these are the ones with names.
pub mod asset_type {
    /// A share of a company.
    pub const STOCK: u8 = 1;
    /// A token on a chain.
    pub const TOKEN: u8 = 50;
    /// A coin.
    pub const COIN: u8 = 51;
    /// A coin whose price follows a currency.
    pub const STABLE_COIN: u8 = 53;
    /// A pool of tokens.
    pub const POOL: u8 = 100;
    /// A share of a pool.
    pub const LP_TOKEN: u8 = 101;
    /// An option.
    pub const OPTION: u8 = 150;
}

/// Bits of [`TraceContext::stage_flags`](super::TraceContext::stage_flags): what was done to the message so far.
pub mod stage {
    /// Taken in from its origin.
    pub const COLLECTED: u8 = 1;
    /// Passed by a relay.
    pub const RELAYED: u8 = 2;
    /// Processed by a service.
    pub const PROCESSED: u8 = 4;
    /// Acted upon.
    pub const EXECUTED: u8 = 8;
}

// === printing ===

/// Hex digits after `0x`.
fn hex(f: &mut fmt::Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    f.write_str("0x")?;
    bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        hex(f, &self.0)
    }
}

impl fmt::Debug for TraceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        hex(f, &self.0)
    }
}

impl fmt::Debug for U256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut digits = self.0.iter().rev().skip_while(|byte| **byte == 0);
        write!(f, "{:#x}", digits.next().unwrap_or(&0))?;
        digits.try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// The slots that count.
pub(super) fn counted<T>(count: u16, slots: &[T]) -> &[T] {
    slots.get(..usize::from(count)).unwrap_or(slots)
}

// === impl Reserves, Instruments ===

impl Reserves {
    /// The reserves that count: at most 8.
    #[must_use]
    pub fn as_slice(&self) -> &[u128] {
        counted(self.count, &self.slots)
    }
}

impl Instruments {
    /// The instruments that count: at most 16.
    #[must_use]
    pub fn as_slice(&self) -> &[InstrumentId] {
        counted(self.count, &self.slots)
    }
}

impl fmt::Debug for Reserves {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_slice().fmt(f)
    }
}

impl fmt::Debug for Instruments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_slice().fmt(f)
    }
}
