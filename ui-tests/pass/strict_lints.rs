//! No lint of rustc's or clippy's that a crate may turn on has anything to say of what is generated. It is an example of this
//! package, too, so that the gate's `cargo clippy --all-targets` reads it.
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, unused, future_incompatible, let_underscore, nonstandard_style, rust_2018_idioms)]
#![deny(rust_2021_compatibility, rust_2024_compatibility, keyword_idents)]
#![deny(elided_lifetimes_in_paths, explicit_outlives_requirements, missing_copy_implementations)]
#![deny(missing_debug_implementations, redundant_lifetimes, single_use_lifetimes, trivial_casts, trivial_numeric_casts)]
#![deny(unit_bindings, unnameable_types, unreachable_pub, unused_import_braces, unused_lifetimes, unused_macro_rules)]
#![deny(
    unused_qualifications,
    unused_results,
    variant_size_differences,
    meta_variable_misuse,
    absolute_paths_not_starting_with_crate
)]
#![deny(clippy::all, clippy::pedantic, clippy::nursery, clippy::cargo)]
#![deny(
    clippy::allow_attributes,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::default_numeric_fallback
)]
#![deny(clippy::else_if_without_else, clippy::exhaustive_structs, clippy::expect_used, clippy::indexing_slicing)]
#![deny(clippy::let_underscore_must_use, clippy::let_underscore_untyped, clippy::multiple_inherent_impl, clippy::panic)]
#![deny(clippy::pattern_type_mismatch, clippy::same_name_method, clippy::shadow_same, clippy::shadow_unrelated)]
#![deny(
    clippy::std_instead_of_core,
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm,
    clippy::missing_trait_methods
)]
#![allow(clippy::cargo_common_metadata, clippy::multiple_crate_versions, reason = "of the package, not of its code")]
#![allow(
    clippy::exhaustive_structs,
    clippy::missing_const_for_fn,
    clippy::needless_pass_by_ref_mut,
    clippy::needless_pass_by_value,
    clippy::unnecessary_wraps,
    clippy::unused_async,
    clippy::unused_self,
    reason = "the handlers are short here"
)]

/// A market.
pub mod market {
    use std::sync::Arc;

    use mycelium::prelude::{Context, Error, ReplyTo, Result, actor, message};

    /// Which side.
    #[message(nested)]
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    #[repr(u8)]
    pub enum Side {
        /// Buys.
        Buy,
        /// Sells.
        Sell,
        /// What is not known yet.
        #[field(other)]
        Other(u8),
    }

    /// One price.
    #[message(nested)]
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Level {
        /// What it costs.
        pub price: i64,
    }

    /// Prices.
    #[message(tlv = 200, domain = market_data)]
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Quote {
        /// Which side.
        #[field(pad = 3)]
        pub side: Side,
        /// The levels.
        pub levels: Vec<Level>,
        /// Only in some builds.
        #[cfg(debug_assertions)]
        pub depth: u16,
        /// Where.
        #[field(since = 2, default)]
        pub venue: u16,
        /// How.
        #[field(since = 3, default = 7)]
        pub tick: u16,
    }

    /// One of a fixed length.
    #[message(tlv = 203, accept = [8, 16])]
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Trade(
        /// At this price.
        pub i64,
    );

    /// One of nothing, which once had something.
    #[message(tlv = 204, accept = [0, 8])]
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Beat;

    /// What answers it.
    type Answer = core::result::Result<u64, String>;

    /// A question.
    #[message(tlv = 201, reply = Answer)]
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Depth;

    /// A clock's.
    #[message(local)]
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Tick {
        /// At this time.
        pub at: u64,
    }

    /// All of them.
    #[message(domain = market_data)]
    #[derive(Debug, Clone)]
    pub enum MarketMessage {
        /// Prices.
        Quote(Arc<Quote>),
        /// A trade.
        Trade(Trade),
        /// A question.
        Depth(Depth),
        /// A clock's.
        Tick(Tick),
    }

    /// Takes the messages of a named enum.
    #[derive(Debug, Clone, Copy)]
    pub struct Named;

    #[actor(message = MarketMessage)]
    impl Named {
        #[handler]
        fn quote(&mut self, quote: &Quote) {
            assert_eq!(quote.levels.first(), None, "nobody sends some");
        }

        #[handler]
        fn trade(&mut self, trade: Trade) {
            let Trade(_price) = trade;
        }

        #[handler]
        async fn depth(&mut self, _question: &Depth) -> Answer {
            Ok(1)
        }

        #[handler]
        fn tick(&mut self, _tick: Tick) {}
    }

    /// Takes the messages of a generated one.
    #[derive(Debug, Clone, Copy)]
    pub struct Book {
        /// The last one.
        pub last: i64,
    }

    #[actor(domain = market_data, mailbox = 64, overflow = drop_oldest)]
    impl Book {
        /// Takes in prices.
        #[handler]
        fn quote(&mut self, quote: &Quote, ctx: &mut Context<Self>) -> Result<()> {
            self.last = quote.levels.first().map_or(0, |level| level.price);
            if self.last > 0 { Ok(()) } else { Err(Error::msg(ctx.id())) }
        }

        #[handler]
        async fn trade(&mut self, trade: Trade) {
            self.last = trade.0;
        }

        #[handler]
        fn depth(&mut self, _question: Depth, reply: ReplyTo<Depth>) {
            reply.answer(Ok(1));
        }

        #[handler(priority = high, conflate = at)]
        fn tick(&mut self, _tick: Arc<Tick>) {}

        #[on_start]
        async fn open(&mut self, _ctx: &mut Context<Self>) -> Result<()> {
            Ok(())
        }

        #[on_stop]
        fn close(&mut self) {}

        #[on_error]
        fn failed(&mut self, error: Error, ctx: &mut Context<Self>) {
            ctx.log_error(&error);
        }
    }
}

fn main() {
    use mycelium::prelude::Actor;
    assert_eq!((market::Named::NAME, market::Book::NAME), ("Named", "Book"), "both are actors");
}
