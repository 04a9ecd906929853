//! The runtime under another name: messages of all kinds, with nothing called `mycelium` in sight.
#![no_implicit_prelude]
#![deny(warnings)]

extern crate mycelium as runtime;
/// What hides the real one.
pub mod mycelium {}

use ::std::sync::Arc;
use ::std::vec::Vec;

use runtime::message;

#[message(nested, crate = crate::runtime)]
#[repr(u8)]
pub enum Side {
    Buy,
    #[field(other)]
    Other(u8),
}

#[message(nested, crate = crate::runtime)]
pub struct Level {
    pub price: i64,
}

#[message(tlv = 200, domain = signal, reply = Level, crate = crate::runtime)]
pub struct Quote {
    #[field(pad = 3)]
    pub side: Side,
    pub levels: Vec<Level>,
    #[field(since = 2, default = 7)]
    pub venue: u16,
}

#[message(local, crate = crate::runtime)]
pub struct Tick;

#[message(crate = crate::runtime)]
pub enum Market {
    Quote(Arc<Quote>),
    Tick(Tick),
}

fn main() {
    let _: Market = Tick.into_market();
}

impl Tick {
    fn into_market(self) -> Market {
        ::std::convert::Into::into(self)
    }
}
