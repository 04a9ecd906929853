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

    /// The lowest number that is free for users.
    pub const USER_MIN: u8 = 16;

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

// === impl Domain: the numbers of older builders ===

/// How far apart the two ways to count the four named domains are.
const LEGACY_SHIFT: u8 = 1;

impl Domain {
    /// The domain that an older builder calls `number`: 0 to 3 are the four with names (Protocol V2 §2).
    ///
    /// Every number stands for another domain, so [`to_legacy`](Self::to_legacy) gives it back: 4, which no such
    /// builder writes, becomes domain 0, which has no name either, and all above stay as they are.
    ///
    /// ```
    /// use mycelium::wire::Domain;
    ///
    /// assert_eq!(Domain::from_legacy(0), Domain::MARKET_DATA);
    /// assert_eq!(Domain::from_legacy(16), Domain::new(16));
    /// ```
    #[must_use]
    pub const fn from_legacy(number: u8) -> Self {
        match number {
            0..=3 => Self(number + LEGACY_SHIFT),
            4 => Self(0),
            _ => Self(number),
        }
    }

    /// What an older builder calls this domain: the number that [`from_legacy`](Self::from_legacy) takes.
    #[must_use]
    pub const fn to_legacy(self) -> u8 {
        match self.0 {
            1..=4 => self.0 - LEGACY_SHIFT,
            0 => 4,
            number => number,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_numbers_and_ours_are_told_apart_and_back() {
        for number in 0..=255 {
            assert_eq!(Domain::from_legacy(number).to_legacy(), number);
            assert_eq!(Domain::from_legacy(Domain::new(number).to_legacy()).get(), number);
        }
        assert_eq!([0, 1, 2, 3].map(Domain::from_legacy).map(Domain::get), [1, 2, 3, 4]);
        assert_eq!([0, 1, 2, 3].map(|old| Domain::from_legacy(old).name().is_some()), [true; 4]);
        assert_eq!([16, 255].map(Domain::from_legacy).map(Domain::get), [16, 255]);
    }
}
