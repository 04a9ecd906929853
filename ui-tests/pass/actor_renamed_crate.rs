//! The runtime under another name, at a path of any length.

extern crate mycelium as renamed;

/// Where a house keeps its dependencies.
pub mod house {
    pub mod vendored {
        pub use renamed::*;
    }
}

use renamed::{Context, ReplyTo, Result, actor, message};

#[message(tlv = 200, crate = ::renamed)]
#[derive(Clone)]
pub struct Quote {
    pub price: i64,
}

#[message(tlv = 201, reply = u64, crate = crate::house::vendored)]
pub struct Depth;

pub struct Book;

#[actor(crate = ::renamed)]
impl Book {
    #[handler]
    fn quote(&mut self, _quote: &Quote) {}

    #[handler]
    async fn depth(&mut self, _depth: Depth, reply: ReplyTo<Depth>, _ctx: &mut Context<Self>) {
        reply.answer(1);
    }

    #[on_start]
    fn open(&mut self) {}

    #[on_error]
    fn failed(&mut self, _error: renamed::Error) {}
}

#[message(crate = ::renamed)]
pub enum MarketMessage {
    Quote(Quote),
}

pub struct Named;

#[actor(message = MarketMessage, crate = crate::house::vendored, name = "named")]
impl Named {
    #[handler]
    fn quote(&mut self, _quote: Quote) -> Result<()> {
        Ok(())
    }
}

fn main() {
    assert_eq!(<Named as renamed::Actor>::NAME, "named");
}
