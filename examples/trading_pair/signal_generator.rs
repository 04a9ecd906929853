//! The signal generator: judges arbitrage signals and turns the good ones into orders.
//!
//! Two steps, counted apart. [`SignalGenerator::enhance_signal`] refuses what is stale, under 1 bp
//! or over 1,000 bps, and works out what is left after costs. [`SignalGenerator::order`] asks for
//! enough profit (more than the configured minimum) and cheap enough gas (at most the configured
//! maximum).
//!
//! What the specification leaves open, and how it is read here:
//!
//! - **Event time** is the signal's own `timestamp_ns`: a generator that lags behind must not
//!   decide otherwise than one that does not. The processor's own signals are valid for 300 s and
//!   therefore never stale; others' may be.
//! - **Net profit** is worked out afresh from the expected profit, so that each cost counts once
//!   whatever the signal's own `net_profit_q8` says.
//! - **The limit price**: a signal carries no price, only a spread. An order therefore gives its
//!   quantity in dollars and its limit relative to the cheap pair's price (10^8): the limit at
//!   which the purchase eats up the whole net profit.

use serde::Deserialize;

use crate::messages::{ArbitrageSignal, OrderRequest};
use crate::tokens::Address;
use crate::units::{DOLLAR, Usd};

/// Less is noise.
const SPREAD_BPS_MIN: u16 = 1;
/// More is a mistake.
const SPREAD_BPS_MAX: u16 = 1_000;

/// What the service can be told, by the names of the configuration file; both in dollars.
///
/// Floats end here: they are turned into integers once.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignalConfig {
    /// An order needs more net profit than this. Not a number: there are no orders.
    pub min_profit_usd: f64,
    /// An order may cost at most this much gas. Not a number: there are no orders.
    pub max_gas_cost: f64,
}

/// What became of the signals so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SignalCounts {
    /// Signals that came in.
    pub received: u64,
    /// Refused: no longer valid at the time of their own event.
    pub stale: u64,
    /// Refused: a spread under 1 bp.
    pub too_narrow: u64,
    /// Refused: a spread over 1,000 bps.
    pub too_wide: u64,
    /// Enhanced.
    pub enhanced: u64,
    /// Led to an order.
    pub orders: u64,
}

/// A signal that was found sound, with its net profit and priority worked out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnhancedSignal {
    /// The signal; `net_profit_q8` and `priority` are the generator's own.
    pub signal: ArbitrageSignal,
    /// What is left after fees, slippage and gas.
    pub net_profit_usd: Usd,
    /// What the gas costs.
    pub gas_usd: Usd,
}

/// Judges signals.
#[derive(Debug)]
pub struct SignalGenerator {
    min_profit: Usd,
    max_gas_cost: Usd,
    counts: SignalCounts,
}

impl SignalGenerator {
    /// Starts with all counts at zero.
    #[must_use]
    pub fn new(config: SignalConfig) -> Self {
        Self {
            min_profit: usd(config.min_profit_usd).unwrap_or(Usd::from_q8(i64::MAX)),
            max_gas_cost: usd(config.max_gas_cost).unwrap_or(Usd::from_q8(i64::MIN)),
            counts: SignalCounts::default(),
        }
    }

    /// Works out net profit and priority; `None` when the signal is refused.
    ///
    /// The priority is the net profit in whole dollars, between 0 and 65,535.
    pub fn enhance_signal(&mut self, signal: &ArbitrageSignal) -> Option<EnhancedSignal> {
        self.counts.received += 1;
        if u64::from(signal.valid_until_s) * 1_000_000_000 < signal.timestamp_ns {
            self.counts.stale += 1;
            return None;
        }
        if signal.spread_bps < SPREAD_BPS_MIN {
            self.counts.too_narrow += 1;
            return None;
        }
        if signal.spread_bps > SPREAD_BPS_MAX {
            self.counts.too_wide += 1;
            return None;
        }
        self.counts.enhanced += 1;
        let gas = Usd::from_q8(signal.gas_cost_q8);
        let net = Usd::from_q8(signal.expected_profit_q8).less(&[
            Usd::from_q8(signal.dex_fees_q8),
            Usd::from_q8(signal.slippage_q8),
            gas,
        ]);
        let priority = (net.q8() / DOLLAR).clamp(0, u16::MAX.into());
        Some(EnhancedSignal {
            signal: ArbitrageSignal {
                net_profit_q8: net.q8(),
                priority: u16::try_from(priority).unwrap_or(u16::MAX),
                ..signal.clone()
            },
            net_profit_usd: net,
            gas_usd: gas,
        })
    }

    /// The order for an enhanced signal, if it is worth one.
    pub fn order(&mut self, enhanced: &EnhancedSignal) -> Option<OrderRequest> {
        if enhanced.net_profit_usd <= self.min_profit || enhanced.gas_usd > self.max_gas_cost {
            return None;
        }
        self.counts.orders += 1;
        Some(enhanced.to_order_request())
    }

    /// What became of the signals so far.
    #[must_use]
    pub fn counts(&self) -> SignalCounts {
        self.counts
    }
}

impl EnhancedSignal {
    /// Buys the coin for the whole capital, at most at the price that leaves nothing over.
    #[must_use]
    pub fn to_order_request(&self) -> OrderRequest {
        let capital = Usd::from_q8(self.signal.required_capital_q8);
        let cheap_price = Usd::from_q8(DOLLAR);
        let margin = cheap_price.share(self.net_profit_usd, capital);
        OrderRequest {
            order_id: self.signal.signal_id,
            instrument: Address::new(self.signal.token_out).instrument(),
            price_q8: cheap_price.q8().saturating_add(margin.q8()),
            quantity_q8: capital.q8(),
        }
    }
}

/// Rounds to 10^-8 dollars; values past the range are clamped by the cast.
fn usd(value: f64) -> Option<Usd> {
    (!value.is_nan()).then(|| Usd::from_q8((value * DOLLAR as f64).round() as i64))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn generator() -> SignalGenerator {
        SignalGenerator::new(SignalConfig { min_profit_usd: 10.0, max_gas_cost: 50.0 })
    }

    fn signal() -> ArbitrageSignal {
        ArbitrageSignal {
            strategy_id: 21,
            signal_id: 7,
            chain_id: 1,
            source_pool: [1; 20],
            target_pool: [2; 20],
            source_venue: 301,
            target_venue: 301,
            token_in: [3; 20],
            token_out: [4; 20],
            expected_profit_q8: 100 * DOLLAR,
            required_capital_q8: 10_000 * DOLLAR,
            spread_bps: 100,
            dex_fees_q8: 10 * DOLLAR,
            gas_cost_q8: 20 * DOLLAR,
            slippage_q8: DOLLAR,
            net_profit_q8: 0,
            slippage_tolerance_bps: 50,
            max_gas_gwei: 100,
            valid_until_s: 1_000,
            priority: 0,
            timestamp_ns: 1_000_000_000_000,
        }
    }

    #[test]
    fn costs_are_subtracted_once_each() {
        let mut generator = generator();
        let enhanced = generator.enhance_signal(&signal()).expect("sound");
        assert_eq!(enhanced.net_profit_usd, Usd::from_q8(69 * DOLLAR));
        assert_eq!(enhanced.signal.priority, 69);
        assert_eq!(generator.enhance_signal(&enhanced.signal), Some(enhanced.clone()));
        let order = generator.order(&enhanced).expect("profitable");
        assert_eq!(order.instrument, 0x0404_0404_0404_0404);
        assert_eq!(order.quantity_q8, 10_000 * DOLLAR);
        assert_eq!(order.price_q8, 100_690_000);
    }

    #[test]
    fn unsound_signals_are_refused_and_counted() {
        let mut generator = generator();
        let mut check = |change: fn(&mut ArbitrageSignal), sound| {
            let mut signal = signal();
            change(&mut signal);
            assert_eq!(generator.enhance_signal(&signal).is_some(), sound, "{signal:?}");
        };
        check(|signal| signal.timestamp_ns += 1, false);
        check(|signal| signal.spread_bps = 0, false);
        check(|signal| signal.spread_bps = 1, true);
        check(|signal| signal.spread_bps = 1_000, true);
        check(|signal| signal.spread_bps = 1_001, false);
        check(|signal| signal.expected_profit_q8 = i64::MIN, true);
        let counts = generator.counts();
        assert_eq!((counts.stale, counts.too_narrow, counts.too_wide), (1, 1, 1));
        assert_eq!((counts.received, counts.enhanced), (6, 3));
    }

    #[test]
    fn an_order_needs_more_than_the_minimum_and_at_most_the_maximum() {
        let check = |profit_q8, gas_q8, ordered| {
            let mut generator = generator();
            let mut signal = signal();
            signal.expected_profit_q8 = profit_q8 + 11 * DOLLAR + gas_q8;
            signal.gas_cost_q8 = gas_q8;
            let enhanced = generator.enhance_signal(&signal).expect("sound");
            assert_eq!(generator.order(&enhanced).is_some(), ordered, "{signal:?}");
        };
        check(10 * DOLLAR, 50 * DOLLAR, false);
        check(10 * DOLLAR + 1, 50 * DOLLAR, true);
        check(10 * DOLLAR + 1, 50 * DOLLAR + 1, false);
    }

    #[test]
    fn a_config_that_is_not_a_number_closes_the_gate() {
        for (min_profit_usd, max_gas_cost) in [(f64::NAN, 50.0), (10.0, f64::NAN)] {
            let mut generator = SignalGenerator::new(SignalConfig { min_profit_usd, max_gas_cost });
            let enhanced = generator.enhance_signal(&signal()).expect("sound");
            assert_eq!(generator.order(&enhanced), None);
        }
    }
}
