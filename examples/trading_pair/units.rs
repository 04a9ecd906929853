//! Money and amounts as integers.
//!
//! Limits: a [`Usd`] holds up to 92 billion dollars either way. Whatever goes past that is clamped
//! where it is a sum of money, and refused ([`Usd::price`]) where it is a price, since a clamped
//! price would be compared as if it were one. Intermediate results are 128 bits wide: a product of
//! two `Usd` always fits. Every division rounds toward zero.

/// The scale of token amounts: 10^18 is one token, and 10^18 wei are one ether.
pub const TOKEN: u128 = 1_000_000_000_000_000_000;

/// The scale of USD values: 10^8 is one dollar.
pub const DOLLAR: i64 = 100_000_000;

/// Basis points in a whole.
const BPS: i128 = 10_000;

/// Dollars, scaled by 10^8.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Usd(i64);

impl Usd {
    /// Wraps a value that is scaled by 10^8 already.
    #[must_use]
    pub const fn from_q8(value: i64) -> Self {
        Self(value)
    }

    /// The value, scaled by 10^8.
    #[must_use]
    pub const fn q8(self) -> i64 {
        self.0
    }

    /// The value of a stablecoin amount (scaled by 10^18), a stablecoin being one dollar; clamped.
    #[must_use]
    pub fn of_stablecoins(amount: u128) -> Self {
        Self(i64::try_from(amount / 10_000_000_000).unwrap_or(i64::MAX))
    }

    /// The price of one coin when `stable_amount` dollars were paid for `coin_amount` coins, both
    /// scaled by 10^18.
    ///
    /// `None` when no coins were traded, when the price would be over 92 billion dollars, or when
    /// more than 3.4 x 10^12 dollars were paid: no such swap is real.
    #[must_use]
    pub fn price(stable_amount: u128, coin_amount: u128) -> Option<Self> {
        let scaled = stable_amount.checked_mul(DOLLAR.unsigned_abs().into())?;
        let price = scaled.checked_div(coin_amount)?;
        i64::try_from(price).ok().map(Self)
    }

    /// The price of gas in dollars, given that of one ether; clamped.
    #[must_use]
    pub fn of_wei(fee_wei: u128, ether_price: Self) -> Self {
        let price = u128::from(ether_price.0.max(0).unsigned_abs());
        let cost = fee_wei.checked_mul(price).map(|scaled| scaled / TOKEN);
        Self(cost.and_then(|cost| i64::try_from(cost).ok()).unwrap_or(i64::MAX))
    }

    /// `self` x `part` / `whole`, clamped; 0 when `whole` is 0.
    #[must_use]
    pub fn share(self, part: Self, whole: Self) -> Self {
        let product = i128::from(self.0) * i128::from(part.0);
        Self(clamp(product.checked_div(i128::from(whole.0)).unwrap_or(0)))
    }

    /// So many basis points of `self`.
    #[must_use]
    pub fn bps(self, bps: u16) -> Self {
        Self(clamp(i128::from(self.0) * i128::from(bps) / BPS))
    }

    /// `self` in basis points of `whole`, at most 65,535; 0 when `whole` is 0.
    #[must_use]
    pub fn in_bps_of(self, whole: Self) -> u16 {
        let bps = (i128::from(self.0) * BPS).checked_div(i128::from(whole.0));
        u16::try_from(bps.unwrap_or(0).max(0)).unwrap_or(u16::MAX)
    }

    /// `self` less each of the costs once, clamped only at the end.
    #[must_use]
    pub fn less(self, costs: &[Self]) -> Self {
        let costs: i128 = costs.iter().map(|cost| i128::from(cost.0)).sum();
        Self(clamp(i128::from(self.0) - costs))
    }
}

fn clamp(value: i128) -> i64 {
    value.clamp(i64::MIN.into(), i64::MAX.into()) as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dollars(whole: i64) -> Usd {
        Usd::from_q8(whole * DOLLAR)
    }

    #[test]
    fn a_price_is_paid_over_bought() {
        assert_eq!(Usd::price(1_000 * TOKEN, 10 * TOKEN), Some(dollars(100)));
        assert_eq!(Usd::price(2 * TOKEN, 3 * TOKEN), Some(Usd::from_q8(66_666_666)));
        assert_eq!(Usd::price(TOKEN, 0), None);
        assert_eq!(Usd::price(TOKEN, 1), None);
        assert_eq!(Usd::price(u128::MAX, u128::MAX), None);
        assert_eq!(Usd::price(1, u128::MAX), Some(Usd::from_q8(0)));
    }

    #[test]
    fn money_is_clamped_and_never_wraps() {
        let most = Usd::from_q8(i64::MAX);
        assert_eq!(Usd::of_stablecoins(u128::MAX), most);
        assert_eq!(Usd::of_wei(u128::MAX, most), most);
        assert_eq!(most.share(most, Usd::from_q8(1)), most);
        assert_eq!(most.share(most, Usd::from_q8(0)), Usd::from_q8(0));
        assert_eq!(Usd::from_q8(i64::MIN).less(&[most, most]).q8(), i64::MIN);
        assert_eq!(most.bps(u16::MAX), most);
        assert_eq!(most.in_bps_of(Usd::from_q8(1)), u16::MAX);
    }

    #[test]
    fn division_rounds_toward_zero() {
        assert_eq!(Usd::from_q8(-7).share(Usd::from_q8(1), Usd::from_q8(2)), Usd::from_q8(-3));
        assert_eq!(Usd::from_q8(9_999).bps(1), Usd::from_q8(0));
        assert_eq!(dollars(1).in_bps_of(dollars(101)), 99);
    }
}
