//! Lints that a crate forbids, which nothing generated may make an exception of.
#![forbid(unsafe_code, missing_docs, unused_must_use, unused_results, elided_lifetimes_in_paths, unused_lifetimes)]
#![forbid(unused_qualifications, trivial_casts, let_underscore_drop, unsafe_op_in_unsafe_fn)]
#![deny(warnings)]

use std::sync::Arc;

use mycelium::prelude::*;

/// What it is.
#[message(nested)]
#[repr(u8)]
pub enum Side {
    /// What it is.
    Buy,
    /// What it is.
    #[field(other)]
    Other(u8),
}

/// What it is.
#[message(tlv = 200, domain = market_data)]
#[derive(Clone)]
pub struct Quote {
    /// What it is.
    #[field(pad = 3)]
    pub side: Side,
    /// What it is.
    pub price: i64,
    /// What it is.
    #[field(since = 2, default)]
    pub venue: u16,
}

/// What it is.
#[message(tlv = 201, reply = Result<u64, String>)]
pub struct Depth;

/// What it is.
#[message]
pub enum MarketMessage {
    /// What it is.
    Quote(Arc<Quote>),
}

impl Clone for Side {
    fn clone(&self) -> Self {
        match self {
            Self::Buy => Self::Buy,
            Self::Other(number) => Self::Other(*number),
        }
    }
}

/// What it is.
pub struct Named;

#[actor(message = MarketMessage)]
impl Named {
    #[handler]
    fn quote(&mut self, _quote: Quote) {}
}

/// What it is.
pub struct Generated;

#[actor(mailbox = 64, overflow = drop_oldest)]
impl Generated {
    #[handler(priority = high)]
    async fn quote(&mut self, _quote: &Quote, _ctx: &mut Context<Self>) -> Result<()> {
        Ok(())
    }

    #[handler]
    fn depth(&mut self, _depth: Depth, reply: ReplyTo<Depth>) {
        reply.answer(Ok(1));
    }

    #[on_start]
    fn open(&mut self) {}
}

fn main() {
    assert_eq!((<Named as Actor>::NAME, <Generated as Actor>::NAME), ("Named", "Generated"));
}
