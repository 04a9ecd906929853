//! How busy the pools are: swaps per pool, rolled up in windows of event time.
//!
//! Limits: the pools that swapped last, as many as the configuration says and at most
//! [`POOLS_MAX`]. A pool that drops out loses its counts. Counting a known pool allocates nothing;
//! a new one in a full table costs one walk over the table.

use std::collections::HashMap;

use crate::tokens::Address;

/// The most pools that can be asked for.
const POOLS_MAX: usize = 65_536;

/// The swaps of one pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PoolCount {
    /// Swaps in the window that is open.
    pub window: u64,
    /// Swaps in all windows that were rolled up.
    pub total: u64,
    /// The number of the pool's last swap among all swaps; unique, so that it orders the pools.
    last_swap: u64,
}

/// Counts swaps per pool.
#[derive(Debug)]
pub struct PoolActivity {
    pools: HashMap<Address, PoolCount>,
    pools_max: usize,
    window_ns: u64,
    window: u64,
    swaps: u64,
    rollups: u64,
}

impl PoolActivity {
    /// Keeps counts for the last `pools_max` pools, in windows of `window_ms`, at least one each.
    #[must_use]
    pub(crate) fn new(pools_max: u32, window_ms: u64) -> Self {
        let pools_max = usize::try_from(pools_max).unwrap_or(POOLS_MAX).clamp(1, POOLS_MAX);
        Self {
            // Twice the room lets the map clear out removed entries in place.
            pools: HashMap::with_capacity(2 * pools_max),
            pools_max,
            window_ns: window_ms.max(1).saturating_mul(1_000_000),
            window: 0,
            swaps: 0,
            rollups: 0,
        }
    }

    pub(crate) fn count(&mut self, pool: Address, timestamp_ns: u64) {
        let window = timestamp_ns / self.window_ns;
        if window != self.window && self.swaps > 0 {
            self.roll_up();
        }
        self.window = window;
        self.swaps += 1;
        if self.pools.len() >= self.pools_max && !self.pools.contains_key(&pool) {
            self.forget_oldest();
        }
        let count = self.pools.entry(pool).or_default();
        count.window += 1;
        count.last_swap = self.swaps;
    }

    /// The counts of one pool, while it is among the last ones.
    #[must_use]
    pub fn get(&self, pool: Address) -> Option<PoolCount> {
        self.pools.get(&pool).copied()
    }

    /// How many pools have counts.
    #[must_use]
    pub fn pools(&self) -> usize {
        self.pools.len()
    }

    /// How many swaps were counted, in all pools.
    #[must_use]
    pub fn swaps(&self) -> u64 {
        self.swaps
    }

    /// How often the counters were rolled up.
    #[must_use]
    pub fn rollups(&self) -> u64 {
        self.rollups
    }

    fn roll_up(&mut self) {
        self.rollups += 1;
        for count in self.pools.values_mut() {
            count.total += std::mem::take(&mut count.window);
        }
    }

    fn forget_oldest(&mut self) {
        let oldest = self.pools.iter().min_by_key(|(_, count)| count.last_swap);
        if let Some(pool) = oldest.map(|(pool, _)| *pool) {
            self.pools.remove(&pool);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: u64 = 1_000_000;

    fn pool(n: u8) -> Address {
        Address::new([n; 20])
    }

    fn counts(activity: &PoolActivity, n: u8) -> Option<(u64, u64)> {
        activity.get(pool(n)).map(|count| (count.window, count.total))
    }

    #[test]
    fn counters_roll_up_once_per_window_of_event_time() {
        let mut activity = PoolActivity::new(10, 100);
        for at_ms in [1_000, 1_000, 1_099] {
            activity.count(pool(1), at_ms * MS);
        }
        assert_eq!(counts(&activity, 1), Some((3, 0)));
        activity.count(pool(2), 1_100 * MS);
        assert_eq!(counts(&activity, 1), Some((0, 3)));
        assert_eq!(counts(&activity, 2), Some((1, 0)));
        activity.count(pool(1), 9_000 * MS);
        assert_eq!((activity.rollups(), activity.swaps()), (2, 5));
    }

    #[test]
    fn the_pool_that_swapped_longest_ago_drops_out() {
        let mut activity = PoolActivity::new(2, 100);
        for n in [1, 2, 1, 3] {
            activity.count(pool(n), 0);
        }
        assert_eq!(activity.pools(), 2);
        assert_eq!(counts(&activity, 2), None);
        assert_eq!(counts(&activity, 1), Some((2, 0)));
    }

    #[test]
    fn a_full_table_does_not_grow() {
        let mut activity = PoolActivity::new(100, 100);
        let room = activity.pools.capacity();
        for n in 0..100_000_u32 {
            let mut address = [0; 20];
            address[..4].copy_from_slice(&n.to_be_bytes());
            activity.count(Address::new(address), 0);
        }
        assert_eq!(activity.pools(), 100);
        assert!(activity.pools.capacity() <= room, "removed entries may take up room");
    }
}
