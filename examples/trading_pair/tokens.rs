//! Token addresses of Ethereum mainnet, and the ids derived from addresses.

use std::fmt;

/// The 20 bytes of a token's or a pool's address.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address([u8; 20]);

/// Wrapped ether; its price is what gas is paid in.
pub const WETH: Address = Address::parse("c02aaa39b223fe8d0a0e5c4f27ead9083c756cc2");

/// USD Coin.
pub const USDC: Address = Address::parse("a0b86991c6218b36c1d19d4a2e9eb0ce3606eb48");

/// Tether USD.
pub const USDT: Address = Address::parse("dac17f958d2ee523a2206206994597c13d831ec7");

/// Dai.
pub const DAI: Address = Address::parse("6b175474e89094c44da98b954eedeac495271d0f");

/// The coins that count as one dollar each.
pub const STABLECOINS: [Address; 3] = [USDC, USDT, DAI];

impl Address {
    /// Wraps the bytes of an address.
    #[must_use]
    pub const fn new(bytes: [u8; 20]) -> Self {
        Self(bytes)
    }

    /// The bytes, as messages carry them.
    #[must_use]
    pub const fn bytes(self) -> [u8; 20] {
        self.0
    }

    /// Reads `0x` and 40 hexadecimal digits; `None` for anything else.
    #[must_use]
    pub fn from_hex(text: &str) -> Option<Self> {
        let digits = text.strip_prefix("0x")?.as_bytes();
        if digits.len() != 40 {
            return None;
        }
        let mut bytes = [0; 20];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
        }
        Some(Self(bytes))
    }

    /// Whether the token counts as one dollar.
    #[must_use]
    pub fn is_stablecoin(self) -> bool {
        STABLECOINS.contains(&self)
    }

    /// The instrument that quotes and orders name: the first 8 bytes, big-endian. Not unique.
    #[must_use]
    pub const fn instrument(self) -> u64 {
        let b = self.0;
        u64::from_be_bytes([b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7]])
    }

    /// The id of the unordered pair: the lower address xor the higher one rotated left by one byte.
    #[must_use]
    pub fn pair_with(self, other: Self) -> Self {
        let (low, mut high) = (self.min(other), self.max(other));
        high.0.rotate_left(1);
        Self(std::array::from_fn(|i| low.0[i] ^ high.0[i]))
    }

    /// For the constants above, which are checked while compiling.
    const fn parse(digits: &str) -> Self {
        let digits = digits.as_bytes();
        let mut bytes = [0; 20];
        let mut i = 0;
        while i < 20 {
            bytes[i] = match (nibble(digits[2 * i]), nibble(digits[2 * i + 1])) {
                (Some(high), Some(low)) => high << 4 | low,
                _ => panic!("an address has hexadecimal digits only"),
            };
            i += 1;
        }
        Self(bytes)
    }
}

const fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("0x")?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_is_read_in_either_case_and_printed_in_lower() {
        let text = "0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2";
        assert_eq!(Address::from_hex(text), Some(WETH));
        assert_eq!(WETH.to_string(), text.to_lowercase());
        for junk in ["", "0x", "c02aaa39b223fe8d0a0e5c4f27ead9083c756cc2", "0xé"] {
            assert_eq!(Address::from_hex(junk), None, "{junk}");
        }
        assert_eq!(Address::from_hex(&text.replace('A', "g")), None);
        assert_eq!(Address::from_hex(&format!("{text}0")), None);
    }

    #[test]
    fn a_pair_has_one_id_whichever_way_it_is_traded() {
        assert_eq!(WETH.pair_with(USDC), USDC.pair_with(WETH));
        // a0 ^ 2a, b8 ^ aa, …: the lower address and the rotated higher one.
        assert_eq!(WETH.pair_with(USDC).bytes()[..2], [0xa0 ^ 0x2a, 0xb8 ^ 0xaa]);
        assert_eq!(WETH.instrument(), 0xc02a_aa39_b223_fe8d);
    }
}
