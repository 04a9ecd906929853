//! A swap seen as the purchase or sale of one coin for dollars.

use crate::messages::PoolSwapEvent;
use crate::tokens::Address;
use crate::units::Usd;

/// A swap of a coin against a USD stablecoin. Amounts are scaled by 10^18.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CoinTrade {
    /// The token that is no stablecoin.
    pub coin: Address,
    /// The stablecoin.
    pub stablecoin: Address,
    /// How many coins changed hands.
    pub coin_amount: u128,
    /// How many dollars.
    pub stable_amount: u128,
}

impl CoinTrade {
    /// Sorts the two sides (token and amount) of a swap; `None` unless exactly one is a stablecoin.
    #[must_use]
    pub fn of_sides(a: (Address, u128), b: (Address, u128)) -> Option<Self> {
        let (coin, stable) = match (a.0.is_stablecoin(), b.0.is_stablecoin()) {
            (false, true) => (a, b),
            (true, false) => (b, a),
            _ => return None,
        };
        Some(Self { coin: coin.0, stablecoin: stable.0, coin_amount: coin.1, stable_amount: stable.1 })
    }

    /// The same for an event, whose amounts are brought to 18 decimals first; `None` also when an
    /// amount does not fit then.
    #[must_use]
    pub fn of_event(swap: &PoolSwapEvent) -> Option<Self> {
        let sold = with_18_decimals(swap.amount_in, swap.in_decimals)?;
        let bought = with_18_decimals(swap.amount_out, swap.out_decimals)?;
        Self::of_sides((Address::new(swap.token_in), sold), (Address::new(swap.token_out), bought))
    }

    /// What one coin cost; see [`Usd::price`] for when there is no price.
    #[must_use]
    pub fn price(&self) -> Option<Usd> {
        Usd::price(self.stable_amount, self.coin_amount)
    }

    /// What the whole trade was worth.
    #[must_use]
    pub fn volume(&self) -> Usd {
        Usd::of_stablecoins(self.stable_amount)
    }
}

fn with_18_decimals(amount: u128, decimals: u8) -> Option<u128> {
    match decimals {
        18 => Some(amount),
        0..18 => amount.checked_mul(10_u128.pow(u32::from(18 - decimals))),
        // A power that does not fit is more than any amount.
        _ => Some(10_u128.checked_pow(u32::from(decimals - 18)).map_or(0, |power| amount / power)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::{DAI, USDC, WETH};

    #[test]
    fn exactly_one_side_is_a_stablecoin() {
        let trade = CoinTrade::of_sides((USDC, 2_000), (WETH, 1)).expect("a coin for dollars");
        assert_eq!((trade.coin, trade.stable_amount), (WETH, 2_000));
        assert_eq!(CoinTrade::of_sides((WETH, 1), (USDC, 2_000)), Some(trade));
        assert_eq!(CoinTrade::of_sides((DAI, 1), (USDC, 1)), None);
        assert_eq!(CoinTrade::of_sides((WETH, 1), (WETH, 1)), None);
    }

    #[test]
    fn foreign_decimals_are_brought_to_18() {
        assert_eq!(with_18_decimals(1_000_000, 6), Some(10_u128.pow(18)));
        assert_eq!(with_18_decimals(199, 20), Some(1));
        assert_eq!(with_18_decimals(u128::MAX, 255), Some(0));
        assert_eq!(with_18_decimals(u128::MAX, 17), None);
    }
}
