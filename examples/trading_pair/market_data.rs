//! The market data service: swaps in, arbitrage signals out.
//!
//! It remembers the last price of every (coin, stablecoin) pair. A swap of such a pair is compared
//! with the same coin's last price in its other pairs, as long as that price is not later and at
//! most 25 blocks older; each comparison is one signal, in the order of the pair ids, even when the
//! prices are equal. A swap between two stablecoins, between two other coins, or one without a
//! usable price ([`Usd::price`]) is counted and otherwise ignored; so is a price of less than
//! 10^-8 dollars in a comparison, which would divide by zero.
//!
//! What the specification leaves open, and how it is read here:
//!
//! - **Ether price**: the last price of wrapped ether in any of its pairs. A swap of ether pays its
//!   own gas at its own price. A quote of ether, which follows its swap with the same price, sets
//!   it too. Until there is a price nothing is emitted.
//! - **Gas**: a `SwapGas` belongs to the next swap alone. A swap without one has gas cost 0.
//! - **Equal prices**: the pair that was seen before counts as the cheap one.
//! - **Slippage** is 1 bp of the capital; the pool fees are 2 x 5 bps of it, divided once.
//! - **Fields without a rule**: signals are numbered from 1; `net_profit_q8` is filled already and
//!   `priority` is ten times the spread, as the wire format's own constructor has it.

use serde::Deserialize;

use crate::activity::PoolActivity;
use crate::coin_trade::CoinTrade;
use crate::messages::{ArbitrageSignal, OrderBookUpdate, PoolSwapEvent, QuoteUpdate, SwapGas};
use crate::order_books::{OrderBooks, TopOfBook};
use crate::prices::{LastPrice, PriceTable};
use crate::tokens::{Address, STABLECOINS, WETH};
use crate::units::Usd;

/// The most signals that one swap can lead to: one per other stablecoin.
pub const SIGNALS_PER_SWAP_MAX: usize = STABLECOINS.len() - 1;

const STRATEGY_ID: u16 = 21;
const ETHEREUM: u32 = 1;
/// Two pools at 5 bps each.
const DEX_FEES_BPS: u16 = 2 * 5;
const SLIPPAGE_BPS: u16 = 1;
const SLIPPAGE_TOLERANCE_BPS: u16 = 50;
const GAS_GWEI_MAX: u32 = 100;
const VALID_FOR_S: u64 = 300;

/// What the service can be told, by the names of the configuration file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarketDataConfig {
    /// For how many pools, the last ones to swap, counts are kept; at most 65,536.
    pub pools_to_monitor: u32,
    /// How much event time passes between two roll-ups of the counts.
    pub update_frequency_ms: u64,
}

/// Compares the prices of a coin in its stablecoin pairs.
#[derive(Debug)]
pub struct MarketDataProcessor {
    prices: PriceTable,
    activity: PoolActivity,
    order_books: OrderBooks,
    ether_price: Option<Usd>,
    fee_of_next_swap_wei: Option<u128>,
    signals: u64,
}

impl MarketDataProcessor {
    /// Starts without any price.
    #[must_use]
    pub fn new(config: MarketDataConfig) -> Self {
        Self {
            prices: PriceTable::default(),
            activity: PoolActivity::new(config.pools_to_monitor, config.update_frequency_ms),
            order_books: OrderBooks::default(),
            ether_price: None,
            fee_of_next_swap_wei: None,
            signals: 0,
        }
    }

    /// Notes what the next swap paid for gas.
    pub fn process_gas(&mut self, gas: &SwapGas) {
        self.fee_of_next_swap_wei = Some(gas.fee_wei);
    }

    /// Takes in a swap and hands `out` at most [`SIGNALS_PER_SWAP_MAX`] signals.
    ///
    /// Allocates only when a coin or a pool is met for the first time.
    pub fn process_swap(&mut self, swap: &PoolSwapEvent, mut out: impl FnMut(ArbitrageSignal)) {
        let pool = Address::new(swap.pool);
        self.activity.count(pool, swap.timestamp_ns);
        let fee_wei = self.fee_of_next_swap_wei.take().unwrap_or(0);
        let Some(trade) = CoinTrade::of_event(swap) else {
            return;
        };
        let Some(price) = trade.price() else {
            return;
        };
        if trade.coin == WETH {
            self.set_ether_price(price);
        }
        let gas_cost = self.ether_price.map(|ether| Usd::of_wei(fee_wei, ether));
        let new = LastPrice {
            price,
            volume: trade.volume(),
            block: swap.block,
            stablecoin: trade.stablecoin,
            pool,
            venue: swap.venue,
        };
        let signals = &mut self.signals;
        self.prices.observe(trade.coin, new, |last| {
            let Some(gas_cost) = gas_cost else { return };
            let found = if new.price < last.price {
                Comparison::new(trade.coin, &new, last)
            } else {
                Comparison::new(trade.coin, last, &new)
            };
            if let Some(comparison) = found {
                *signals += 1;
                out(comparison.signal(*signals, gas_cost, swap.timestamp_ns));
            }
        });
    }

    /// The same for callers that cannot wait inside a closure: the signals in order.
    pub fn signals_of(&mut self, swap: &PoolSwapEvent) -> impl Iterator<Item = ArbitrageSignal> + Send + use<> {
        let mut found = [const { None }; SIGNALS_PER_SWAP_MAX];
        let mut places = found.iter_mut();
        self.process_swap(swap, |signal| {
            if let Some(place) = places.next() {
                *place = Some(signal);
            }
        });
        found.into_iter().flatten()
    }

    /// Takes in a quote: the instrument's best prices and, for ether, its price (the middle).
    pub fn process_quote(&mut self, quote: &QuoteUpdate) {
        self.order_books.quote(quote);
        if quote.instrument == WETH.instrument() {
            self.set_ether_price(Usd::from_q8(quote.bid_price_q8.midpoint(quote.ask_price_q8)));
        }
    }

    /// Takes in an order book; only its best prices are kept.
    pub fn process_order_book(&mut self, book: &OrderBookUpdate) {
        self.order_books.book(book);
    }

    /// The best prices of an instrument, as last told.
    #[must_use]
    pub fn top_of_book(&self, instrument: u64) -> Option<TopOfBook> {
        self.order_books.top(instrument)
    }

    /// How many quotes and books were of instruments for which there was no room.
    #[must_use]
    pub fn books_dropped(&self) -> u64 {
        self.order_books.dropped()
    }

    /// How busy the pools are.
    #[must_use]
    pub fn activity(&self) -> &PoolActivity {
        &self.activity
    }

    /// How many signals were emitted so far.
    #[must_use]
    pub fn signals(&self) -> u64 {
        self.signals
    }

    fn set_ether_price(&mut self, price: Usd) {
        if price.q8() > 0 {
            self.ether_price = Some(price);
        }
    }
}

/// One coin in a cheap and in a dear pair.
#[derive(Debug)]
struct Comparison<'a> {
    coin: Address,
    cheap: &'a LastPrice,
    dear: &'a LastPrice,
}

impl<'a> Comparison<'a> {
    /// `None` when the lower price is 0.
    fn new(coin: Address, cheap: &'a LastPrice, dear: &'a LastPrice) -> Option<Self> {
        (cheap.price.q8() > 0).then_some(Self { coin, cheap, dear })
    }

    fn signal(&self, signal_id: u64, gas_cost: Usd, timestamp_ns: u64) -> ArbitrageSignal {
        let (cheap, dear) = (self.cheap, self.dear);
        let capital = cheap.volume.min(dear.volume);
        let difference = dear.price.less(&[cheap.price]);
        let profit = capital.share(difference, cheap.price);
        let spread_bps = difference.in_bps_of(cheap.price);
        let dex_fees = capital.bps(DEX_FEES_BPS);
        let slippage = capital.bps(SLIPPAGE_BPS);
        ArbitrageSignal {
            strategy_id: STRATEGY_ID,
            signal_id,
            chain_id: ETHEREUM,
            source_pool: cheap.pool.bytes(),
            target_pool: dear.pool.bytes(),
            source_venue: cheap.venue,
            target_venue: dear.venue,
            token_in: cheap.stablecoin.bytes(),
            token_out: self.coin.bytes(),
            expected_profit_q8: profit.q8(),
            required_capital_q8: capital.q8(),
            spread_bps,
            dex_fees_q8: dex_fees.q8(),
            gas_cost_q8: gas_cost.q8(),
            slippage_q8: slippage.q8(),
            net_profit_q8: profit.less(&[dex_fees, slippage, gas_cost]).q8(),
            slippage_tolerance_bps: SLIPPAGE_TOLERANCE_BPS,
            max_gas_gwei: GAS_GWEI_MAX,
            valid_until_s: u32::try_from(timestamp_ns / 1_000_000_000 + VALID_FOR_S).unwrap_or(u32::MAX),
            priority: spread_bps.saturating_mul(10),
            timestamp_ns,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::{DAI, USDC, USDT};
    use crate::units::{DOLLAR, TOKEN};

    const COIN: Address = Address::new([0x11; 20]);

    fn processor() -> MarketDataProcessor {
        MarketDataProcessor::new(MarketDataConfig { pools_to_monitor: 1_000, update_frequency_ms: 100 })
    }

    fn buy(coin: Address, coins: u128, stablecoin: Address, dollars: u128) -> PoolSwapEvent {
        PoolSwapEvent {
            amount_in: dollars * TOKEN,
            amount_out: coins * TOKEN,
            liquidity_after: 0,
            timestamp_ns: 7_000_000_000,
            block: 1,
            tick_after: 0,
            venue: 301,
            in_decimals: 18,
            out_decimals: 18,
            pool: coin.pair_with(stablecoin).bytes(),
            token_in: stablecoin.bytes(),
            token_out: coin.bytes(),
            sqrt_price_x96_after: [0; 32],
        }
    }

    #[test]
    fn nothing_is_emitted_before_the_first_ether_price() {
        let mut market = processor();
        assert_eq!(market.signals_of(&buy(COIN, 10, USDC, 1_000)).count(), 0);
        assert_eq!(market.signals_of(&buy(COIN, 10, USDT, 1_010)).count(), 0);
        assert_eq!(market.signals_of(&buy(WETH, 1, USDC, 2_000)).count(), 0);
        assert_eq!(market.signals_of(&buy(COIN, 10, DAI, 1_010)).count(), 2);
        assert_eq!(market.signals(), 2);
    }

    #[test]
    fn a_signal_buys_cheap_sells_dear_and_knows_its_costs() {
        let mut market = processor();
        market.process_swap(&buy(WETH, 1, USDC, 2_000), |_| {});
        market.process_swap(&buy(COIN, 10, USDC, 1_000), |_| {});
        market.process_gas(&SwapGas { fee_wei: TOKEN / 1_000 });
        let signals: Vec<_> = market.signals_of(&buy(COIN, 20, DAI, 2_020)).collect();
        let [signal] = signals.as_slice() else {
            panic!("one other pair, one signal: {signals:?}");
        };
        assert_eq!(signal.source_pool, COIN.pair_with(USDC).bytes());
        assert_eq!(signal.token_in, USDC.bytes());
        assert_eq!(signal.required_capital_q8, 1_000 * DOLLAR);
        assert_eq!((signal.spread_bps, signal.expected_profit_q8), (100, 10 * DOLLAR));
        assert_eq!((signal.dex_fees_q8, signal.gas_cost_q8), (DOLLAR, 2 * DOLLAR));
        assert_eq!(signal.slippage_q8, DOLLAR / 10);
        assert_eq!(signal.net_profit_q8, 69 * DOLLAR / 10);
        assert_eq!(signal.valid_until_s, 307);

        // The gas belonged to that swap alone.
        let next = market.signals_of(&buy(COIN, 20, DAI, 2_020)).next();
        assert_eq!(next.map(|signal| signal.gas_cost_q8), Some(0));
    }

    #[test]
    fn a_swap_without_a_usable_price_is_only_counted() {
        let mut market = processor();
        market.process_swap(&buy(WETH, 1, USDC, 2_000), |_| {});
        for odd in [
            buy(WETH, 0, DAI, 1),
            buy(USDT, 1, DAI, 1),
            buy(COIN, 1, WETH, 1),
            // A price of less than 10^-8 dollars.
            buy(WETH, 1_000_000_000, DAI, 1),
        ] {
            assert_eq!(market.signals_of(&odd).count(), 0, "{odd:?}");
        }
        assert_eq!(market.activity().swaps(), 5);
    }

    #[test]
    fn a_quote_of_ether_sets_its_price() {
        let mut market = processor();
        market.process_quote(&QuoteUpdate {
            instrument: WETH.instrument(),
            bid_price_q8: 1_999 * DOLLAR,
            bid_size_q8: 0,
            ask_price_q8: 2_001 * DOLLAR,
            ask_size_q8: 0,
            timestamp_ns: 0,
            venue: 301,
            asset_type: 50,
        });
        assert_eq!(market.ether_price, Some(Usd::from_q8(2_000 * DOLLAR)));
        assert!(market.top_of_book(WETH.instrument()).is_some());
    }
}
