//! Where the swaps of a run come from: a file, or the seeded generator; several passes of either.
//!
//! Pass `k` shifts every block by `k` x (last block - first block + 1) and every time by the same
//! in milliseconds, the resolution of the records, so that time goes on from pass to pass. First
//! and last are the lowest and the highest, should a file not be in block order.

use std::iter::{FusedIterator, Take};
use std::path::Path;
use std::slice;

use crate::events::{MarketEvent, SwapEvents};
use crate::generator::{GeneratedSwaps, Seed};
use crate::swap_file_error::SwapFileError;
use crate::swaps::{self, SwapRecord};

/// The swaps of a run.
#[derive(Debug, Clone)]
pub enum Input {
    /// Read from a file, held in memory.
    File(Vec<SwapRecord>),
    /// Made up while running.
    Generated {
        /// Which swaps.
        seed: Seed,
        /// How many in one pass.
        swaps: usize,
    },
}

impl Input {
    /// Reads a file of swaps.
    ///
    /// # Errors
    ///
    /// [`SwapFileError`]; nothing of a faulty file is used.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, SwapFileError> {
        swaps::read_file(path.as_ref()).map(Self::File)
    }

    /// Generated swaps: as many as `events` events need, and no more.
    #[must_use]
    pub fn generated(seed: Seed, events: usize) -> Self {
        let mut left = events;
        let swaps = GeneratedSwaps::new(seed).take_while(|swap| {
            let wanted = left > 0;
            left = left.saturating_sub(SwapEvents::of(swap).into_iter().count());
            wanted
        });
        Self::Generated { seed, swaps: swaps.count() }
    }

    /// The swaps of so many passes, shifted so that blocks and times go on.
    pub fn swaps(&self, passes: u64) -> impl Iterator<Item = SwapRecord> {
        Repeat::new(self.pass(), passes)
    }

    /// The events of so many passes, in the order in which they are sent.
    pub fn events(&self, passes: u64) -> impl Iterator<Item = MarketEvent> {
        self.swaps(passes).flat_map(|swap| SwapEvents::of(&swap))
    }

    fn pass(&self) -> Pass<'_> {
        match self {
            Self::File(swaps) => Pass::File(swaps.iter()),
            Self::Generated { seed, swaps } => Pass::Generated(Box::new(GeneratedSwaps::new(*seed).take(*swaps))),
        }
    }
}

/// One pass over an input.
#[derive(Debug, Clone)]
enum Pass<'a> {
    File(slice::Iter<'a, SwapRecord>),
    Generated(Box<Take<GeneratedSwaps>>),
}

impl Iterator for Pass<'_> {
    type Item = SwapRecord;

    fn next(&mut self) -> Option<SwapRecord> {
        match self {
            Self::File(swaps) => swaps.next().copied(),
            Self::Generated(swaps) => swaps.next(),
        }
    }
}

/// Several passes over the same swaps.
#[derive(Debug)]
struct Repeat<I> {
    /// A pass that has not begun.
    fresh: I,
    current: I,
    /// How many passes follow the current one.
    left: u64,
    /// What the first pass spans, known when it ends: that is when it is first needed.
    blocks: Span,
    times_ms: Span,
    pass: u64,
}

impl<I: Iterator<Item = SwapRecord> + Clone> Repeat<I> {
    fn new(fresh: I, passes: u64) -> Self {
        Self {
            current: fresh.clone(),
            fresh,
            left: passes,
            blocks: Span::default(),
            times_ms: Span::default(),
            pass: 0,
        }
    }
}

impl<I: Iterator<Item = SwapRecord> + Clone> Iterator for Repeat<I> {
    type Item = SwapRecord;

    fn next(&mut self) -> Option<SwapRecord> {
        while self.left > 0 {
            let Some(mut swap) = self.current.next() else {
                self.left -= 1;
                self.pass += 1;
                self.current = self.fresh.clone();
                if self.blocks == Span::default() {
                    // An empty pass: the others are empty, too.
                    self.left = 0;
                }
                continue;
            };
            if self.pass == 0 {
                self.blocks.include(swap.block);
                self.times_ms.include(swap.time_ms);
            }
            swap.block = self.blocks.shifted(swap.block, self.pass);
            swap.time_ms = self.times_ms.shifted(swap.time_ms, self.pass);
            return Some(swap);
        }
        None
    }
}

impl<I: Iterator<Item = SwapRecord> + Clone> FusedIterator for Repeat<I> {}

/// The lowest and the highest of some numbers, once there are any.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Span(Option<(u64, u64)>);

impl Span {
    fn include(&mut self, value: u64) {
        let (first, last) = self.0.unwrap_or((value, value));
        self.0 = Some((first.min(value), last.max(value)));
    }

    /// Stays at the highest number rather than wrapping around.
    fn shifted(self, value: u64, pass: u64) -> u64 {
        let length = self.0.map_or(0, |(first, last)| (last - first).saturating_add(1));
        value.saturating_add(length.saturating_mul(pass))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::{USDC, WETH};

    fn swap(block: u64, time_ms: u64) -> SwapRecord {
        SwapRecord { block, time_ms, sold: USDC, sold_amount: 1, bought: WETH, bought_amount: 1, fee_wei: 0 }
    }

    #[test]
    fn passes_follow_each_other_without_a_gap() {
        let input = Input::File(vec![swap(10, 1_000), swap(12, 3_000)]);
        let places: Vec<_> = input.swaps(3).map(|swap| (swap.block, swap.time_ms)).collect();
        let expected = [(10, 1_000), (12, 3_000), (13, 3_001), (15, 5_001), (16, 5_002), (18, 7_002)];
        assert_eq!(places, expected);
        assert_eq!(input.swaps(0).count(), 0);
        assert_eq!(Input::File(Vec::new()).swaps(u64::MAX).count(), 0);
    }

    #[test]
    fn the_hand_checked_file_is_read_with_its_comments() {
        let text = include_bytes!("../../tests/data/dozen_swaps.csv");
        let swaps = swaps::parse("dozen_swaps.csv", text).expect("the file is sound");
        assert_eq!(swaps.len(), 16);
        assert_eq!((swaps[15].sold_amount, swaps[15].bought_amount), (1, 11));
        assert_eq!(Input::File(swaps).events(1).count(), 47);
    }

    #[test]
    fn a_generated_pass_repeats_itself_later() {
        let input = Input::Generated { seed: Seed(3), swaps: 500 };
        let swaps: Vec<_> = input.swaps(2).collect();
        let (first, second) = swaps.split_at(500);
        let shift = first[499].block - first[0].block + 1;
        assert!(
            first.iter().zip(second).all(|(a, b)| {
                b.block == a.block + shift && b.sold_amount == a.sold_amount && b.fee_wei == a.fee_wei
            })
        );
        assert_eq!(input.events(1).filter(|event| matches!(event, MarketEvent::Swap(_))).count(), 500);
    }
}
