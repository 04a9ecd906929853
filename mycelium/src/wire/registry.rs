//! The registry of types: what each TLV number means below 200, how long its payload is, and in which domain it
//! stands (Protocol V2 §5).
//!
//! A number has a domain by its range, whether it is assigned or not:
//!
//! ```text
//!  0 │ 1 … 19      │ 20 … 39 │ 40 … 59   │ 60 … 79 │ 80 … 119 │ 120 … 199 │ 200 … 254
//!  - │ market_data │ signal  │ execution │ signal  │ system   │ -         │ any
//! ```
//!
//! Reading consults none of this unless it is told to be strict: an unknown type is skipped by its length.

use std::fmt;

use super::{Domain, TlvType};

/// Which lengths a type's payload may have, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TlvSize {
    /// This one.
    Exact(usize),
    /// One of these.
    OneOf(&'static [usize]),
    /// From the first to the second, both included.
    Between(usize, usize),
    /// Any.
    Any,
}

/// Both lengths of a Quote are read; 52 is the one that is written.
const QUOTE: TlvSize = TlvSize::OneOf(&[52, 56]);

/// Name and size of an assigned number; `None` for all others. The numbers of users have no name here, although
/// the protocol's registry gives some of them one: whose they are is not ours to say.
const fn entry(number: u8) -> Option<(&'static str, TlvSize)> {
    use TlvSize::{Any, Between, Exact};

    Some(match number {
        1 => ("Trade", Exact(40)),
        2 => ("Quote", QUOTE),
        3 => ("OrderBook", Any),
        4 => ("InstrumentMeta", Any),
        5 => ("L2Snapshot", Any),
        6 => ("L2Delta", Any),
        7 => ("L2Reset", Any),
        8 => ("PriceUpdate", Any),
        9 => ("VolumeUpdate", Any),
        // The sizes of the structs, for 10 to 13 and 16: the registry's bounds are wrong.
        10 => ("PoolLiquidity", Exact(208)),
        11 => ("PoolSwap", Exact(208)),
        12 => ("PoolMint", Exact(208)),
        13 => ("PoolBurn", Exact(208)),
        14 => ("PoolTick", Between(30, 120)),
        15 => ("PoolState", Between(60, 200)),
        16 => ("PoolSync", Exact(160)),
        17 => ("QuoteUpdate", Exact(52)),
        18 => ("GasPrice", Exact(32)),
        19 => ("StateInvalidationReason", Exact(1)),
        20 => ("SignalIdentity", Exact(16)),
        21 => ("AssetCorrelation", Exact(24)),
        22 => ("Economics", Exact(32)),
        23 => ("ExecutionAddresses", Exact(84)),
        24 => ("VenueMetadata", Exact(12)),
        25 => ("StateReference", Exact(24)),
        26 => ("ExecutionControl", Exact(16)),
        27 => ("PoolAddresses", Exact(44)),
        28 => ("MEVBundle", Exact(40)),
        29 => ("TertiaryVenue", Exact(24)),
        30 => ("RiskParameters", Between(24, 512)),
        31 => ("PerformanceMetrics", Between(32, 1024)),
        32 => ("ArbitrageSignal", Exact(170)),
        40 => ("OrderRequest", Exact(32)),
        41 => ("OrderStatus", Exact(24)),
        42 => ("Fill", Exact(32)),
        43 => ("OrderCancel", Exact(16)),
        44 => ("OrderModify", Exact(24)),
        45 => ("ExecutionReport", Exact(48)),
        46 => ("Portfolio", Between(32, 2048)),
        47 => ("Position", Between(24, 512)),
        48 => ("Balance", Between(16, 256)),
        49 => ("TradeConfirmation", Between(32, 256)),
        60 => ("RiskDecision", Exact(32)),
        61 => ("PositionUpdate", Between(40, 512)),
        62 => ("RiskAlert", Between(24, 256)),
        63 => ("CollateralUpdate", Exact(48)),
        64 => ("ExposureReport", Between(32, 1024)),
        65 => ("PortfolioEvent", Between(32, 512)),
        66 => ("RiskThreshold", Exact(40)),
        67 => ("FlashLoanResult", Between(48, 256)),
        68 => ("PostTradeAnalytics", Between(64, 512)),
        69 => ("PositionQuery", Exact(32)),
        70 => ("RiskMetrics", Between(48, 1024)),
        71 => ("CircuitBreaker", Exact(24)),
        72 => ("StrategyRegistration", Between(32, 256)),
        80 => ("ComplianceCheck", Between(32, 512)),
        81 => ("AuditTrail", Between(48, 2048)),
        82 => ("RegulatoryReport", Between(64, 4096)),
        83 => ("TradeBreakdown", Between(48, 1024)),
        84 => ("SettlementInstruction", Between(40, 512)),
        85 => ("ClearingReport", Between(32, 512)),
        86 => ("MarginCall", Exact(48)),
        87 => ("CustodyEvent", Between(40, 256)),
        88 => ("VenueConnectivity", Exact(32)),
        89 => ("CrossVenueSpread", Exact(40)),
        90 => ("ArbitrageExecution", Between(48, 256)),
        100 => ("Heartbeat", Exact(16)),
        101 => ("Snapshot", Between(32, 1024)),
        102 => ("Error", Between(16, 512)),
        103 => ("ConfigUpdate", Between(20, 2048)),
        104 => ("ServiceDiscovery", Between(24, 512)),
        105 => ("ResourceUsage", Exact(64)),
        106 => ("StateInvalidation", Between(16, 512)),
        107 => ("SystemHealth", Exact(48)),
        108 => ("TraceContext", Between(32, 256)),
        110 => ("RecoveryRequest", Exact(24)),
        111 => ("RecoveryResponse", Between(20, 1024)),
        112 => ("SequenceSync", Between(16, 256)),
        250 => ("Address", Any),
        251 => ("Reply", Any),
        252 => ("Hello", Any),
        253 => ("Announced", Any),
        254 => ("Notice", Any),
        _ => return None,
    })
}

/// What the senders with this source byte call themselves, for printing only (Protocol V2 §2); `None` for a byte
/// that nobody has.
///
/// Two tables of the protocol differ in three places. Nothing in a frame says by which of them its sender went,
/// so these names are both: first that of the table which message builders use, then that of the relays'.
#[must_use]
pub const fn source_name(source: u8) -> Option<&'static str> {
    Some(match source {
        0 => "Unknown",
        1 => "BinanceCollector",
        2 => "Coinbase/Kraken",
        3 => "Kraken/Coinbase",
        4 => "PolygonCollector",
        5 => "GeminiCollector",
        10 => "ArbitrageStrategy",
        15 => "StateManager",
        20 => "ExecutionEngine/ArbitrageStrategy",
        21 => "MarketMaker",
        22 => "TrendFollower",
        23 => "KrakenSignalStrategy",
        30 => "Dashboard",
        40 => "PortfolioManager",
        41 => "RiskManager",
        42 => "ExecutionEngine",
        60 => "Dashboard",
        61 => "MetricsCollector",
        62 => "StateManager",
        80 => "MarketDataRelay",
        81 => "SignalRelay",
        82 => "ExecutionRelay",
        99 => "TestClient",
        _ => return None,
    })
}

// === impl TlvType ===

impl TlvType {
    /// The name in the protocol's registry, or mycelium's own for 250 to 254. `None` for what is not assigned
    /// and for the numbers of users, 200 to 249.
    ///
    /// # Examples
    ///
    /// ```
    /// use mycelium::wire::{Domain, TlvSize, TlvType};
    ///
    /// let number = TlvType::new(1).expect("only 255 is none");
    /// assert_eq!(number.name(), Some("Trade"));
    /// assert_eq!(number.size(), TlvSize::Exact(40));
    /// assert_eq!(number.domain(), Some(Domain::MARKET_DATA));
    /// ```
    #[must_use]
    pub const fn name(self) -> Option<&'static str> {
        match entry(self.get()) {
            Some((name, _)) => Some(name),
            None => None,
        }
    }

    /// The lengths that the registry gives it; [`TlvSize::Any`] for what it does not name.
    #[must_use]
    pub const fn size(self) -> TlvSize {
        match entry(self.get()) {
            Some((_, size)) => size,
            None => TlvSize::Any,
        }
    }

    /// The domain that it belongs to, by its range. `None` if it may stand in any: users' and mycelium's numbers,
    /// and those between ranges.
    #[must_use]
    pub const fn domain(self) -> Option<Domain> {
        match self.get() {
            1..=19 => Some(Domain::MARKET_DATA),
            20..=39 | 60..=79 => Some(Domain::SIGNAL),
            40..=59 => Some(Domain::EXECUTION),
            80..=119 => Some(Domain::SYSTEM),
            _ => None,
        }
    }

    /// Whether a frame of `domain` may hold it: one of its own, or of a user's, 16 to 255, which take every type.
    #[must_use]
    pub const fn belongs_to(self, domain: Domain) -> bool {
        match self.domain() {
            Some(own) => domain.get() >= Domain::USER_MIN || own.get() == domain.get(),
            None => true,
        }
    }
}

// === impl TlvSize ===

impl TlvSize {
    /// Whether a payload may have `len` bytes.
    #[must_use]
    pub fn takes(self, len: usize) -> bool {
        match self {
            Self::Exact(size) => len == size,
            Self::OneOf(sizes) => sizes.contains(&len),
            Self::Between(min, max) => (min..=max).contains(&len),
            Self::Any => true,
        }
    }

    /// Whether it names each length, so that a payload of another one cannot be what its number says.
    #[must_use]
    pub const fn is_exact(self) -> bool {
        matches!(self, Self::Exact(_) | Self::OneOf(_))
    }

    /// The shortest payload that it takes.
    #[must_use]
    pub fn min(self) -> usize {
        match self {
            Self::Exact(size) | Self::Between(size, _) => size,
            Self::OneOf(sizes) => sizes.iter().copied().min().unwrap_or(0),
            Self::Any => 0,
        }
    }
}

impl fmt::Display for TlvSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(size) => write!(f, "{size}"),
            Self::OneOf(sizes) => {
                for (index, size) in sizes.iter().enumerate() {
                    write!(f, "{}{size}", if index == 0 { "" } else { " or " })?;
                }
                Ok(())
            }
            Self::Between(min, max) => write!(f, "{min} to {max}"),
            Self::Any => f.write_str("any number of"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{ADDRESS, ANNOUNCED, HELLO, NOTICE, REPLY};

    fn numbers() -> impl Iterator<Item = TlvType> {
        (0..=254).filter_map(TlvType::new)
    }

    #[test]
    fn the_registry_is_whole() {
        let named = |range: std::ops::RangeInclusive<u8>| {
            numbers().filter(|number| range.contains(&number.get()) && number.name().is_some()).count()
        };
        // Counted in Protocol V2 §5, range by range.
        let counts = [named(1..=19), named(20..=39), named(40..=59), named(60..=79), named(80..=99), named(100..=119)];
        assert_eq!(counts, [19, 13, 10, 13, 11, 12]);
        assert_eq!((named(0..=0), named(120..=249), named(250..=254)), (0, 0, 5));
        let mut names: Vec<_> = numbers().filter_map(TlvType::name).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all, "a name is there twice");
    }

    #[test]
    fn our_own_numbers_have_their_names() {
        let names = [ADDRESS, REPLY, HELLO, ANNOUNCED, NOTICE].map(TlvType::name);
        assert_eq!(names, ["Address", "Reply", "Hello", "Announced", "Notice"].map(Some));
    }

    #[test]
    fn what_is_assigned_has_a_domain_and_ours_has_none() {
        for number in numbers().filter(|number| number.name().is_some()) {
            assert_eq!(number.domain().is_some(), number.get() < 200, "{number}");
        }
        let domain = |number| TlvType::new(number).and_then(TlvType::domain);
        assert_eq!([0, 120, 199, 200, 254].map(domain), [None; 5]);
        assert_eq!([39, 60].map(domain), [Some(Domain::SIGNAL); 2]);
        assert_eq!([80, 119].map(domain), [Some(Domain::SYSTEM); 2]);
    }

    #[test]
    fn domains_of_users_take_every_type() {
        let order = TlvType::new(40).expect("not 255");
        let domains = [1, 3, 15, 16, 255].map(|domain| order.belongs_to(Domain::new(domain)));
        assert_eq!(domains, [false, true, false, true, true]);
    }

    #[test]
    fn sizes_take_what_they_say() {
        let check = |size: TlvSize, taken: &[usize], refused: &[usize], text: &str| {
            assert!(taken.iter().all(|len| size.takes(*len)), "{size:?}");
            assert!(!refused.iter().any(|len| size.takes(*len)), "{size:?}");
            assert_eq!(size.to_string(), text);
        };
        check(TlvSize::Exact(40), &[40], &[0, 39, 41], "40");
        check(QUOTE, &[52, 56], &[0, 51, 54, 57], "52 or 56");
        check(TlvSize::Between(30, 120), &[30, 64, 120], &[29, 121], "30 to 120");
        check(TlvSize::Any, &[0, 65_535], &[], "any number of");
    }
}
