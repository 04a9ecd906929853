//! From a swap record to the events that a market data source would send.

use std::sync::Arc;

use crate::actors::MarketMessage;
use crate::coin_trade::CoinTrade;
use crate::messages::{PoolSwapEvent, QuoteUpdate, SwapGas};
use crate::swaps::SwapRecord;
use crate::units::Usd;

/// Uniswap V3: what every event of this example names as its venue.
pub const VENUE: u16 = 301;

/// A token, among the asset types of the wire format.
const TOKEN_ASSET: u8 = 50;

/// All amounts of this example are scaled by 10^18.
const DECIMALS: u8 = 18;

/// One event of the market.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MarketEvent {
    /// What the next swap paid for gas.
    Gas(SwapGas),
    /// A swap.
    Swap(PoolSwapEvent),
    /// The price of the coin that was swapped for dollars.
    Quote(QuoteUpdate),
}

impl From<MarketEvent> for MarketMessage {
    /// The event as a message, in an `Arc`.
    fn from(event: MarketEvent) -> Self {
        match event {
            MarketEvent::Gas(gas) => Self::Gas(Arc::new(gas)),
            MarketEvent::Swap(swap) => Self::Swap(Arc::new(swap)),
            MarketEvent::Quote(quote) => Self::Quote(Arc::new(quote)),
        }
    }
}

/// The events of one record, in the order in which they are sent: gas, swap, quote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SwapEvents {
    /// What the swap paid for gas.
    pub gas: SwapGas,
    /// The swap.
    pub swap: PoolSwapEvent,
    /// The coin's price, when exactly one side is a stablecoin; 0 when there is none
    /// ([`Usd::price`]).
    pub quote: Option<QuoteUpdate>,
}

impl SwapEvents {
    /// The events of a record.
    #[must_use]
    pub fn of(record: &SwapRecord) -> Self {
        let timestamp_ns = record.time_ms.saturating_mul(1_000_000);
        let sides = ((record.sold, record.sold_amount), (record.bought, record.bought_amount));
        Self {
            gas: SwapGas { fee_wei: record.fee_wei },
            swap: PoolSwapEvent {
                amount_in: record.sold_amount,
                amount_out: record.bought_amount,
                liquidity_after: 0,
                timestamp_ns,
                block: record.block,
                tick_after: 0,
                venue: VENUE,
                in_decimals: DECIMALS,
                out_decimals: DECIMALS,
                pool: record.sold.pair_with(record.bought).bytes(),
                token_in: record.sold.bytes(),
                token_out: record.bought.bytes(),
                sqrt_price_x96_after: [0; 32],
            },
            quote: CoinTrade::of_sides(sides.0, sides.1).map(|trade| quote(&trade, timestamp_ns)),
        }
    }
}

/// Bid and ask are the price of the trade, both sizes what was traded.
fn quote(trade: &CoinTrade, timestamp_ns: u64) -> QuoteUpdate {
    let price_q8 = trade.price().unwrap_or_default().q8();
    // Coins are scaled like dollars here: 10^18 to 10^8.
    let size_q8 = Usd::of_stablecoins(trade.coin_amount).q8();
    QuoteUpdate {
        instrument: trade.coin.instrument(),
        bid_price_q8: price_q8,
        bid_size_q8: size_q8,
        ask_price_q8: price_q8,
        ask_size_q8: size_q8,
        timestamp_ns,
        venue: VENUE,
        asset_type: TOKEN_ASSET,
    }
}

impl IntoIterator for SwapEvents {
    type Item = MarketEvent;
    type IntoIter = std::iter::Flatten<std::array::IntoIter<Option<MarketEvent>, 3>>;

    fn into_iter(self) -> Self::IntoIter {
        let events =
            [Some(MarketEvent::Gas(self.gas)), Some(MarketEvent::Swap(self.swap)), self.quote.map(MarketEvent::Quote)];
        events.into_iter().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::{Address, DAI, USDC, WETH};
    use crate::units::{DOLLAR, TOKEN};

    fn record(sold: Address, bought: Address) -> SwapRecord {
        SwapRecord {
            block: 9,
            time_ms: 2,
            sold,
            sold_amount: 3_000 * TOKEN,
            bought,
            bought_amount: 2 * TOKEN,
            fee_wei: 5,
        }
    }

    #[test]
    fn gas_comes_first_then_the_swap_then_a_quote() {
        let events: Vec<_> = SwapEvents::of(&record(USDC, WETH)).into_iter().collect();
        let [MarketEvent::Gas(gas), MarketEvent::Swap(swap), MarketEvent::Quote(quote)] = events.as_slice() else {
            panic!("{events:?}");
        };
        assert_eq!(gas.fee_wei, 5);
        assert_eq!((swap.amount_in, swap.amount_out), (3_000 * TOKEN, 2 * TOKEN));
        assert_eq!((swap.block, swap.timestamp_ns), (9, 2_000_000));
        assert_eq!(swap.pool, WETH.pair_with(USDC).bytes());
        assert_eq!((quote.bid_price_q8, quote.ask_size_q8), (1_500 * DOLLAR, 2 * DOLLAR));
        assert_eq!(quote.instrument, WETH.instrument());
    }

    #[test]
    fn only_a_coin_against_a_stablecoin_is_quoted() {
        assert!(SwapEvents::of(&record(WETH, DAI)).quote.is_some());
        assert!(SwapEvents::of(&record(USDC, DAI)).quote.is_none());
        assert!(SwapEvents::of(&record(WETH, WETH)).quote.is_none());
    }
}
