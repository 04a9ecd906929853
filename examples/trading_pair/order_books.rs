//! The best bid and ask of every instrument, from quotes and order books.
//!
//! Limit: [`INSTRUMENTS_MAX`] instruments; updates of further ones are counted and dropped.

use std::collections::HashMap;

use crate::messages::{OrderBookUpdate, QuoteUpdate};

/// How many instruments are remembered.
const INSTRUMENTS_MAX: usize = 65_536;

/// The best prices of one instrument, scaled by 10^8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TopOfBook {
    /// The highest bid; `None` when nobody buys.
    pub bid_q8: Option<i64>,
    /// The lowest ask; `None` when nobody sells.
    pub ask_q8: Option<i64>,
    /// When this was so.
    pub timestamp_ns: u64,
}

#[derive(Debug, Default)]
pub(crate) struct OrderBooks {
    tops: HashMap<u64, TopOfBook>,
    dropped: u64,
}

impl OrderBooks {
    pub(crate) fn quote(&mut self, quote: &QuoteUpdate) {
        let top = TopOfBook {
            bid_q8: Some(quote.bid_price_q8),
            ask_q8: Some(quote.ask_price_q8),
            timestamp_ns: quote.timestamp_ns,
        };
        self.keep(quote.instrument, top);
    }

    pub(crate) fn book(&mut self, book: &OrderBookUpdate) {
        let top = TopOfBook {
            bid_q8: book.bids.iter().map(|level| level.price).max(),
            ask_q8: book.asks.iter().map(|level| level.price).min(),
            timestamp_ns: book.timestamp_ns,
        };
        self.keep(book.instrument, top);
    }

    pub(crate) fn top(&self, instrument: u64) -> Option<TopOfBook> {
        self.tops.get(&instrument).copied()
    }

    pub(crate) fn dropped(&self) -> u64 {
        self.dropped
    }

    fn keep(&mut self, instrument: u64, top: TopOfBook) {
        if self.tops.len() < INSTRUMENTS_MAX || self.tops.contains_key(&instrument) {
            self.tops.insert(instrument, top);
        } else {
            self.dropped += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::Level;

    #[test]
    fn the_best_levels_are_found_in_any_order() {
        let level = |price| Level { price, size: 1 };
        let mut books = OrderBooks::default();
        books.book(&OrderBookUpdate {
            instrument: 7,
            sequence: 1,
            timestamp_ns: 9,
            bids: vec![level(98), level(99), level(97)],
            asks: vec![],
        });
        let top = TopOfBook { bid_q8: Some(99), ask_q8: None, timestamp_ns: 9 };
        assert_eq!(books.top(7), Some(top));
        assert_eq!(books.top(8), None);
    }
}
