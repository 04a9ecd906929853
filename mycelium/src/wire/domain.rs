//! The domains of Protocol V2: by them a relay sorts messages.

use std::fmt;

/// A domain's number (Protocol V2 §2, 1-based): 1 to 4 have names, 16 to 255 are free for users.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Domain(u8);

// === impl Domain ===

impl Domain {
    /// Prices, swaps, books.
    pub const MARKET_DATA: Self = Self(1);
    /// What strategies conclude.
    pub const SIGNAL: Self = Self(2);
    /// Orders and fills.
    pub const EXECUTION: Self = Self(3);
    /// Everything that runs the system itself.
    pub const SYSTEM: Self = Self(4);

    /// The domain with this number; any number can stand in a header.
    #[must_use]
    pub const fn new(number: u8) -> Self {
        Self(number)
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }

    /// The name, for the four that have one.
    #[must_use]
    pub const fn name(self) -> Option<&'static str> {
        match self {
            Self::MARKET_DATA => Some("market_data"),
            Self::SIGNAL => Some("signal"),
            Self::EXECUTION => Some("execution"),
            Self::SYSTEM => Some("system"),
            _ => None,
        }
    }
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "domain {}", self.0),
        }
    }
}
