//! A generic actor handles an enum that it names; lifetimes, bounds, constants and defaults may stand there.

use std::fmt::Debug;
use std::sync::Arc;

use mycelium::prelude::*;

#[message(tlv = 200)]
#[derive(Debug, Clone)]
pub struct Quote {
    pub price: i64,
}

#[message(tlv = 201, reply = u64)]
#[derive(Debug)]
pub struct Depth;

/// Names the actor that takes it, in every way.
#[message(local, reply = Option<<Pair<u8> as Actor>::Message>)]
pub struct Put {
    pub into: fn(&mut Context<Pair<u8>>),
    pub then: fn(PairRef) -> <Pair<u8> as Actor>::Handle,
    pub last: fn() -> <Pair<u8> as Actor>::Message,
}

#[message]
pub enum MarketMessage {
    Quote(Arc<Quote>),
    Depth(Depth),
    Put(Put),
}

pub trait Store: Send + 'static {
    type Key: Debug + Send;
    fn put(&mut self, key: Self::Key, quote: &Quote) -> Result<()>;
}

pub struct Book<S, const LEVELS: usize = 4>
where
    S: Store,
{
    pub store: S,
    pub key: Option<S::Key>,
}

#[actor(message = MarketMessage)]
impl<S, const LEVELS: usize> Book<S, LEVELS>
where
    S: Store<Key: Clone>,
{
    const LIMIT: usize = LEVELS * 2;

    #[handler]
    async fn quote(&mut self, quote: &Quote, ctx: &mut Context<Self>) -> Result<()> {
        let Some(key) = self.key.clone() else { return Err(Error::msg(ctx.id())) };
        self.store.put(key, quote)
    }

    #[handler]
    fn depth(&mut self, _depth: Depth) -> u64 {
        Self::LIMIT as u64
    }

    #[handler]
    fn put(&mut self, put: &Put) -> Option<MarketMessage> {
        Some((put.last)())
    }

    #[on_start]
    fn open(&mut self, _ctx: &mut Context<Self>) {}
}

/// The same for one instance of it: two instances of one type may be two actors.
pub struct Pair<T>(T);

#[actor(message = MarketMessage, name = "pair_of_bytes")]
impl Pair<u8> {
    #[handler]
    fn quote(&mut self, _quote: Quote) {
        self.0 += 1;
    }

    #[handler]
    fn depth(&mut self, _depth: Depth) -> u64 {
        self.0.into()
    }

    #[handler]
    fn put(&mut self, put: Put, ctx: &mut Context<Self>, reply: ReplyTo<Put>) {
        (put.into)(ctx);
        reply.answer(None);
    }
}

pub struct Memory;

impl Store for Memory {
    type Key = String;

    fn put(&mut self, _key: String, _quote: &Quote) -> Result<()> {
        Ok(())
    }
}

pub fn spawn(system: &ActorSystem) -> (BookRef, PairRef) {
    let small = system.spawn(Book::<Memory, 1> { store: Memory, key: None });
    let _large: BookRef = system.spawn(Book::<Memory, 9> { store: Memory, key: None });
    (small, system.spawn(Pair(3)))
}

fn main() {
    assert_eq!(<Book<Memory> as Actor>::NAME, "Book");
    assert_eq!(<Pair<u8> as Actor>::NAME, "pair_of_bytes");
}
