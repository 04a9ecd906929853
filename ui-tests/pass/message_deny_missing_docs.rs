//! Nothing generated is without docs, or warned about.
#![deny(missing_docs, missing_debug_implementations, unreachable_pub, private_interfaces, unused, warnings)]

use std::sync::Arc;

use mycelium::prelude::*;

mod inner {
    use mycelium::prelude::*;

    /// Only seen here.
    #[message(local)]
    #[derive(Debug)]
    pub(super) struct Tick;

    #[message(tlv = 203, reply = Secret)]
    #[derive(Debug)]
    pub(super) struct Question;

    #[message(nested)]
    #[derive(Debug)]
    pub(super) struct Secret;

    #[message]
    #[derive(Debug)]
    pub(super) enum Inner {
        Tick(Tick),
        Question(Question),
    }
}

/// A side.
#[message(nested)]
#[derive(Debug)]
#[repr(u8)]
pub enum Side {
    /// Buys.
    Buy,
    /// Any other.
    #[field(other)]
    Other(u8),
}

/// A price.
#[message(tlv = 200)]
#[derive(Debug)]
pub struct Quote {
    /// The side.
    #[field(pad = 3)]
    pub side: Side,
}

/// A question.
#[message(tlv = 201, reply = u64)]
#[derive(Debug)]
pub struct Ask;

/// Everything.
#[message(domain = 16)]
#[derive(Debug)]
pub enum MarketMessage {
    /// A price.
    Quote(Arc<Quote>),
    /// A question.
    Ask(Ask),
}

/// A single message.
#[message]
#[derive(Debug)]
pub enum OneMessage {
    /// A price.
    Quote(Quote),
}

fn main() {
    let inner: inner::Inner = inner::Tick.into();
    let _ = (inner.variant(), inner::Inner::from(inner::Question), inner::Secret);
}
