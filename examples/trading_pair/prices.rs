//! The last price of every (coin, stablecoin) pair.
//!
//! Limits: [`COINS_MAX`] coins, each with one place per stablecoin. When the table is full, coins
//! that can no longer be compared are forgotten (at most once per block); while that does not help,
//! prices of further coins are not kept. Coins met before cost neither an allocation nor a second
//! look-up.

use std::collections::HashMap;

use crate::tokens::{Address, STABLECOINS};
use crate::units::Usd;

/// How many coins are remembered.
const COINS_MAX: usize = 65_536;

/// How many blocks old a price may be and still be compared.
pub(crate) const AGE_BLOCKS_MAX: u64 = 25;

/// What a pair's last swap told.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LastPrice {
    pub(crate) price: Usd,
    pub(crate) volume: Usd,
    pub(crate) block: u64,
    pub(crate) stablecoin: Address,
    pub(crate) pool: Address,
    pub(crate) venue: u16,
}

#[derive(Debug)]
struct Pair {
    stablecoin: Address,
    last: Option<LastPrice>,
}

/// One coin's pairs, in the order of the pair ids.
type Pairs = [Pair; STABLECOINS.len()];

#[derive(Debug, Default)]
pub(crate) struct PriceTable {
    coins: HashMap<Address, Pairs>,
    pruned_at_block: Option<u64>,
}

impl PriceTable {
    /// Shows the coin's comparable prices in its other pairs, in the order of the pair ids, then
    /// remembers the new one.
    ///
    /// Comparable are prices whose block is not later than the new one's and at most
    /// [`AGE_BLOCKS_MAX`] older.
    pub(crate) fn observe(&mut self, coin: Address, new: LastPrice, mut compare: impl FnMut(&LastPrice)) {
        let Some(pairs) = self.pairs_of(coin, new.block) else {
            return;
        };
        for pair in pairs {
            if pair.stablecoin == new.stablecoin {
                pair.last = Some(new);
            } else if let Some(last) = &pair.last
                && new.block.checked_sub(last.block).is_some_and(|age| age <= AGE_BLOCKS_MAX)
            {
                compare(last);
            }
        }
    }

    fn pairs_of(&mut self, coin: Address, block: u64) -> Option<&mut Pairs> {
        if self.coins.len() >= COINS_MAX && !self.coins.contains_key(&coin) {
            self.prune(block);
            if self.coins.len() >= COINS_MAX {
                return None;
            }
        }
        Some(self.coins.entry(coin).or_insert_with(|| pairs_in_order(coin)))
    }

    /// Walks the map in its own order, which cannot show: each coin is judged by itself.
    fn prune(&mut self, block: u64) {
        if self.pruned_at_block == Some(block) {
            return;
        }
        self.pruned_at_block = Some(block);
        let oldest = block.saturating_sub(AGE_BLOCKS_MAX);
        self.coins.retain(|_, pairs| {
            let mut known = pairs.iter().filter_map(|pair| pair.last);
            known.any(|last| last.block >= oldest)
        });
    }
}

fn pairs_in_order(coin: Address) -> Pairs {
    let mut stablecoins = STABLECOINS;
    stablecoins.sort_by_key(|stablecoin| coin.pair_with(*stablecoin));
    stablecoins.map(|stablecoin| Pair { stablecoin, last: None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::{DAI, USDC, USDT, WETH};

    fn price(stablecoin: Address, block: u64) -> LastPrice {
        LastPrice {
            price: Usd::from_q8(1),
            volume: Usd::from_q8(1),
            block,
            stablecoin,
            pool: WETH.pair_with(stablecoin),
            venue: 301,
        }
    }

    fn compared(table: &mut PriceTable, stablecoin: Address, block: u64) -> Vec<Address> {
        let mut seen = Vec::new();
        table.observe(WETH, price(stablecoin, block), |last| {
            seen.push(last.stablecoin);
        });
        seen
    }

    #[test]
    fn other_pairs_are_compared_in_the_order_of_their_ids() {
        let mut table = PriceTable::default();
        assert_eq!(compared(&mut table, USDC, 10), []);
        assert_eq!(compared(&mut table, USDC, 10), []);
        assert_eq!(compared(&mut table, DAI, 10), [USDC]);
        // 01… for USDT, 41… for DAI, 8a… for USDC.
        assert_eq!(compared(&mut table, USDT, 10), [DAI, USDC]);
        assert_eq!(compared(&mut table, USDC, 10), [USDT, DAI]);
    }

    #[test]
    fn a_price_is_comparable_for_25_blocks_and_never_before_its_own() {
        let mut table = PriceTable::default();
        compared(&mut table, USDC, 100);
        assert_eq!(compared(&mut table, USDT, 125), [USDC]);
        assert_eq!(compared(&mut table, DAI, 126), [USDT]);
        assert_eq!(compared(&mut table, USDC, 99), []);
    }

    #[test]
    fn a_full_table_forgets_what_cannot_be_compared() {
        let mut table = PriceTable::default();
        for n in 0..COINS_MAX {
            let mut coin = [0; 20];
            coin[..8].copy_from_slice(&n.to_be_bytes());
            table.observe(Address::new(coin), price(USDC, 1), |_| {});
        }
        compared(&mut table, USDC, 26);
        assert_eq!(compared(&mut table, USDT, 26), [], "no room yet");
        compared(&mut table, USDC, 27);
        assert_eq!(compared(&mut table, USDT, 27), [USDC]);
        assert_eq!(table.coins.len(), 1);
    }
}
