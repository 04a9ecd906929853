//! Nothing generated is without docs, or warned about.
#![deny(missing_docs, unreachable_pub, missing_debug_implementations, private_interfaces, private_bounds)]
#![deny(unused, non_camel_case_types, non_snake_case, deprecated, trivial_casts, unused_qualifications)]
#![deny(single_use_lifetimes, unused_lifetimes, elided_lifetimes_in_paths)]
#![deny(let_underscore_drop, unit_bindings, unused_results, redundant_lifetimes, warnings)]

/// Everything that handlers and hooks can be.
pub mod market {
    use std::sync::Arc;

    use mycelium::prelude::*;

    /// A price.
    #[message(tlv = 200)]
    #[derive(Debug, Clone)]
    pub struct Quote {
        /// What it costs.
        pub price: i64,
    }

    /// A question.
    #[message(tlv = 201, reply = u64)]
    #[derive(Debug)]
    pub struct Depth {
        /// Of this instrument.
        pub instrument: u64,
    }

    /// A question that is answered later.
    #[message(tlv = 202, reply = Result<u64, String>)]
    #[derive(Debug)]
    pub struct Settle {
        /// This order.
        pub order: u64,
    }

    /// A tick.
    #[message(local)]
    #[derive(Debug)]
    pub struct Tick {
        /// Of this clock.
        pub clock: String,
    }

    /// Keeps the last price.
    #[derive(Debug, Default)]
    pub struct Book {
        last: i64,
    }

    #[actor(domain = market_data, name = "book")]
    impl Book {
        /// Takes in a price.
        #[handler]
        pub async fn quote(&mut self, quote: &Quote, ctx: &mut Context<Self>) -> Result<()> {
            self.last = quote.price;
            if self.last < 0 { Err(Error::msg(ctx.id())) } else { Ok(()) }
        }

        #[handler]
        fn depth(&self, depth: Depth) -> u64 {
            depth.instrument
        }

        #[handler]
        #[deprecated = "not in use any more"]
        fn settle(&mut self, settle: Box<Settle>, reply: ReplyTo<Settle>) {
            reply.answer(Ok(settle.order));
        }

        #[handler]
        fn tick(&mut self, tick: Arc<Tick>) {
            self.last += i64::from(tick.clock.is_empty());
        }

        #[on_start]
        async fn open(&mut self) -> Result<()> {
            Ok(())
        }

        #[on_stop]
        fn close(&mut self, ctx: &mut Context<Self>) {
            ctx.stop();
        }

        #[on_error]
        async fn failed(&mut self, error: Error, ctx: &mut Context<Self>) {
            ctx.log_error(&error);
        }
    }

    /// What a [`Named`] takes.
    #[message]
    #[derive(Debug)]
    pub enum NamedMessage {
        /// A price.
        Quote(Arc<Quote>),
    }

    /// Handles a named enum.
    #[derive(Debug)]
    pub struct Named;

    #[actor(message = NamedMessage)]
    impl Named {
        #[handler]
        fn quote(&mut self, _quote: Quote) {}
    }

    pub(crate) mod inner {
        use mycelium::prelude::*;

        /// Not exported.
        #[derive(Debug)]
        pub(crate) struct Inner;

        #[actor]
        impl Inner {
            #[handler]
            fn tick(&mut self, _tick: Secret) {}
        }

        /// Not exported either.
        #[message(local)]
        #[derive(Debug)]
        pub(super) struct Secret;
    }
}

fn main() {
    use mycelium::prelude::*;

    use market::{Book, Named, inner};
    assert_eq!(<Book as Actor>::NAME, "book");
    assert_eq!(<Named as Actor>::NAME, "Named");
    assert_eq!(<inner::Inner as Actor>::NAME, "Inner");
}
