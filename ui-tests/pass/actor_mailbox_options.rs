//! All that can be said of a mailbox, in one enum of the user's and in generated ones, with conditions.
#![deny(warnings)]

use std::sync::Arc;

use mycelium::prelude::*;

#[message(nested)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    pub venue: u16,
}

#[message(tlv = 0xC8)]
#[derive(Debug, Clone)]
pub struct Quote {
    pub r#type: Key,
}

#[message(tlv = 0xC9)]
#[derive(Debug, Clone)]
pub struct Trade(u64);

#[message(local)]
pub struct Halt;

#[message(local, reply = u64)]
pub struct Count;

#[message]
pub enum BookMessage {
    Quote(Arc<Quote>),
    Trade(Box<Trade>),
    Halt(Halt),
    Count(Count),
}

pub struct Book<S>(pub S);

#[actor(message = BookMessage, mailbox = 0x100, overflow = drop_newest)]
impl<S: Send + 'static> Book<S> {
    #[handler(conflate = r#type, priority = normal)]
    fn quote(&mut self, _quote: Quote) {}

    #[handler(conflate = 0)]
    fn trade(&mut self, _trade: &Trade) {}

    #[handler(priority = high)]
    fn halt(&mut self, _halt: Halt) {}

    #[handler(variant = Count, priority = high)]
    fn how_many(&mut self, _count: Count) -> u64 {
        0
    }
}

pub struct Single;

#[actor(overflow = block)]
impl Single {
    #[cfg(all())]
    #[handler(conflate = r#type, priority = high)]
    fn quote(&mut self, _quote: Arc<Quote>) {}

    #[cfg(any())]
    #[handler(conflate = nothing, priority = high)]
    fn trade(&mut self, _trade: &Nobody) {}
}

fn main() {}
