//! The default input: swaps made up from a seed.
//!
//! They have the shape of a day on Ethereum: a dozen coins that trade against each other and
//! against three stablecoins; prices that drift from block to block, differ a little from pair to
//! pair and now and then a lot; several swaps in one block, quiet times of more blocks than a price
//! stays comparable; sizes over five orders of magnitude; gas that is mostly cheap.
//!
//! Integers only, one small generator of random numbers (SplitMix64, Steele, Lea and Flood 2014):
//! the swaps of a seed are the same on every machine and in every later version. A test keeps them
//! so. Memory does not grow with the number of swaps.

use crate::swaps::SwapRecord;
use crate::tokens::{Address, DAI, STABLECOINS, USDC, USDT, WETH};
use crate::units::{DOLLAR, TOKEN};

/// Which swaps are made up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seed(pub u64);

const FIRST_BLOCK: u64 = 18_000_000;
const FIRST_TIME_MS: u64 = 1_693_000_000_000;
const BLOCK_MS: u64 = 12_000;
const COINS: usize = 12;
const GWEI: u128 = 1_000_000_000;
/// Prices are moved in millionths.
const MILLION: u64 = 1_000_000;

/// An endless run of swaps in block order.
#[derive(Debug, Clone)]
pub struct GeneratedSwaps {
    random: SplitMix64,
    coins: [Coin; COINS],
    block: u64,
    /// How many swaps the block still holds.
    left_in_block: u64,
    base_fee_gwei: u64,
}

#[derive(Debug, Clone, Copy)]
struct Coin {
    address: Address,
    start_price_q8: u64,
    price_q8: u64,
    /// How many millionths of the price each stablecoin pair is off, in the order of
    /// [`STABLECOINS`].
    offsets: [i64; STABLECOINS.len()],
}

impl GeneratedSwaps {
    /// The swaps of a seed, from the first one on.
    #[must_use]
    pub fn new(seed: Seed) -> Self {
        let mut random = SplitMix64(seed.0);
        let coins = std::array::from_fn(|i| match i {
            0 => Coin::new(WETH, 1_850 * DOLLAR.unsigned_abs()),
            // From a hundredth of a dollar to some ten thousand.
            _ => Coin::new(random.address(), random.between(100, 999) * 10_u64.pow(4 + i as u32 % 7)),
        });
        Self { random, coins, block: FIRST_BLOCK - 1, left_in_block: 0, base_fee_gwei: 20 }
    }

    fn next_block(&mut self) {
        let random = &mut self.random;
        self.block += match random.below(100) {
            0 => random.between(26, 60),
            1..20 => random.between(2, 5),
            _ => 1,
        };
        self.left_in_block = random.between(1, 6);
        self.base_fee_gwei = (self.base_fee_gwei + random.between(0, 4)).saturating_sub(2).clamp(12, 60);
        for coin in &mut self.coins {
            coin.drift(random);
        }
    }

    /// The coin that most people want is ether.
    fn any_coin(&mut self) -> usize {
        let random = &mut self.random;
        match random.below(100) {
            0..35 => 0,
            _ => random.below(COINS as u64) as usize,
        }
    }

    fn any_stablecoin(&mut self) -> usize {
        match self.random.below(100) {
            0..45 => 0,
            45..85 => 1,
            _ => 2,
        }
    }

    /// A coin and what is paid for it: token, its price.
    fn any_trade(&mut self) -> ((Address, u64), (Address, u64)) {
        let dollar = DOLLAR.unsigned_abs();
        let (coin, stable) = (self.any_coin(), self.any_stablecoin());
        let traded = &mut self.coins[coin];
        match self.random.below(100) {
            0..40 => {
                let price = traded.price_in_pair(stable, &mut self.random);
                ((traded.address, price), (STABLECOINS[stable], dollar))
            }
            40..42 => ((USDC, dollar), ([USDT, DAI][stable % 2], dollar)),
            _ => {
                let (a, other) = (*traded, self.any_coin());
                let b = self.coins[if other == coin { (coin + 1) % COINS } else { other }];
                ((a.address, a.price_q8), (b.address, b.price_q8))
            }
        }
    }

    /// Ten dollars to a million, small trades more often.
    fn any_dollars(&mut self) -> u128 {
        let random = &mut self.random;
        let cents = random.between(1_000, 9_999) * 10_u64.pow(random.below(5) as u32);
        u128::from(cents) * (TOKEN / 100)
    }

    /// A transaction's gas and, now and then, a bribe for the block's builder.
    fn any_fee(&mut self) -> u128 {
        let random = &mut self.random;
        let gas = u128::from(random.between(110_000, 320_000));
        let price = u128::from(self.base_fee_gwei) * GWEI + u128::from(random.below(2_000_000_000));
        let bribe = match random.below(100) {
            0..6 => u128::from(random.between(1, 60)) * (TOKEN / 1_000),
            _ => 0,
        };
        gas * price + bribe
    }
}

impl Iterator for GeneratedSwaps {
    type Item = SwapRecord;

    fn next(&mut self) -> Option<SwapRecord> {
        if self.left_in_block == 0 {
            self.next_block();
        }
        self.left_in_block -= 1;
        let (a, b) = self.any_trade();
        let dollars = self.any_dollars();
        let amount = |(_, price_q8): (Address, u64)| dollars * u128::from(DOLLAR.unsigned_abs()) / u128::from(price_q8);
        let (sold, bought) = if self.random.below(2) == 0 { (a, b) } else { (b, a) };
        Some(SwapRecord {
            block: self.block,
            time_ms: FIRST_TIME_MS + (self.block - FIRST_BLOCK) * BLOCK_MS,
            sold: sold.0,
            sold_amount: amount(sold),
            bought: bought.0,
            bought_amount: amount(bought),
            fee_wei: self.any_fee(),
        })
    }
}

impl Coin {
    fn new(address: Address, start_price_q8: u64) -> Self {
        Self { address, start_price_q8, price_q8: start_price_q8, offsets: [0; STABLECOINS.len()] }
    }

    /// Up to 8 bps per block, kept between half and twice the first price.
    fn drift(&mut self, random: &mut SplitMix64) {
        let moved = moved(self.price_q8, random.around(800));
        self.price_q8 = moved.clamp(self.start_price_q8 / 2, self.start_price_q8 * 2);
    }

    /// Mostly a few bps off, rarely by far; sometimes at the very price of the swap before.
    fn price_in_pair(&mut self, stable: usize, random: &mut SplitMix64) -> u64 {
        let offset = &mut self.offsets[stable];
        let once = match random.below(100) {
            0..3 => random.around(200_000),
            3..15 => {
                *offset = 0;
                0
            }
            _ => {
                *offset = *offset / 2 + random.around(1_500);
                0
            }
        };
        moved(self.price_q8, *offset + once)
    }
}

/// A price moved by so many millionths, never below 10^-8 dollars.
fn moved(price_q8: u64, millionths: i64) -> u64 {
    let factor = MILLION.saturating_add_signed(millionths);
    let price = u128::from(price_q8) * u128::from(factor) / u128::from(MILLION);
    u64::try_from(price).unwrap_or(u64::MAX).max(1)
}

#[derive(Debug, Clone)]
struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Less than `bound`; the bias of about bound / 2^64 does not matter here.
    fn below(&mut self, bound: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(bound)) >> 64) as u64
    }

    fn between(&mut self, first: u64, last: u64) -> u64 {
        first + self.below(last - first + 1)
    }

    /// Between -`most` and `most`.
    fn around(&mut self, most: u32) -> i64 {
        self.below(2 * u64::from(most) + 1) as i64 - i64::from(most)
    }

    fn address(&mut self) -> Address {
        let mut bytes = [0; 20];
        for chunk in bytes.chunks_mut(8) {
            let random = self.next().to_be_bytes();
            chunk.copy_from_slice(&random[..chunk.len()]);
        }
        Address::new(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FINGERPRINT_OF_SEED_1: u64 = 1_493_747_196_885_296_349;

    /// FNV-1a over every field of the first swaps.
    fn fingerprint(seed: u64, swaps: usize) -> u64 {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        let mut take = |bytes: &[u8]| {
            for byte in bytes {
                hash = (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
            }
        };
        for swap in GeneratedSwaps::new(Seed(seed)).take(swaps) {
            take(&swap.block.to_le_bytes());
            take(&swap.time_ms.to_le_bytes());
            take(&swap.sold.bytes());
            take(&swap.sold_amount.to_le_bytes());
            take(&swap.bought.bytes());
            take(&swap.bought_amount.to_le_bytes());
            take(&swap.fee_wei.to_le_bytes());
        }
        hash
    }

    #[test]
    fn the_swaps_of_a_seed_never_change() {
        assert_eq!(SplitMix64(0).next(), 0xe220_a839_7b1d_cdaf);
        assert_eq!(fingerprint(1, 10_000), FINGERPRINT_OF_SEED_1);
        assert_ne!(fingerprint(2, 10_000), FINGERPRINT_OF_SEED_1);
    }

    #[test]
    fn blocks_never_go_back_and_amounts_are_never_zero() {
        let mut last = 0;
        for swap in GeneratedSwaps::new(Seed(7)).take(100_000) {
            assert!(swap.block >= last);
            last = swap.block;
            assert!(swap.sold_amount > 0 && swap.bought_amount > 0 && swap.sold != swap.bought);
        }
    }
}
