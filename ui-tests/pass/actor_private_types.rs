//! Actors, enums and messages of every visibility beside each other.
#![deny(warnings)]
#![allow(dead_code)]

use std::sync::Arc;

use mycelium::prelude::*;

// Everything is private.
#[message(tlv = 200)]
#[derive(Debug, Clone)]
struct Quote {
    price: i64,
}

struct Answer;

#[message(local, reply = Answer)]
struct Question;

struct Private;

#[actor]
impl Private {
    #[handler]
    fn borrowed(&mut self, quote: &Quote) {
        let _ = quote.price;
    }

    #[handler]
    fn question(&self, _question: Question) -> Answer {
        Answer
    }
}

#[message]
enum PrivateEnum {
    Quote(Arc<Quote>),
    Question(Box<Question>),
}

struct Named;

#[actor(message = PrivateEnum)]
impl Named {
    #[handler]
    fn quote(&mut self, _quote: Quote) {}

    #[handler]
    fn question(&self, _question: &Question) -> Answer {
        Answer
    }
}

// Everything is public.
mod exported {
    use mycelium::prelude::*;

    #[message(tlv = 201, reply = u64)]
    #[derive(Debug)]
    pub struct Depth;

    #[message]
    #[derive(Debug)]
    pub enum ExportedEnum {
        Depth(Depth),
    }

    pub struct Exported;

    #[actor(message = ExportedEnum)]
    impl Exported {
        #[handler]
        pub fn depth(&self, _depth: &Depth) -> u64 {
            1
        }
    }

    pub struct Generated;

    #[actor]
    impl Generated {
        #[handler]
        pub fn depth(&self, _depth: &Depth) -> u64 {
            1
        }
    }

    /// A public actor with a message that only this module sees.
    pub struct Partly;

    #[actor]
    impl Partly {
        #[handler]
        fn tick(&mut self, _tick: Tick) {}

        #[handler]
        pub(crate) fn depth(&self, _depth: Depth) -> u64 {
            1
        }
    }

    #[message(local)]
    struct Tick;
}

// Somewhere between.
mod inner {
    use mycelium::prelude::*;

    use super::exported::Depth;

    #[message(local)]
    pub(crate) struct Tick;

    #[message]
    pub(super) enum InnerEnum {
        Tick(Tick),
        Depth(Depth),
    }

    pub(crate) struct Inner;

    #[actor(message = InnerEnum)]
    impl Inner {
        #[handler]
        fn tick(&mut self, _tick: Tick) {}

        #[handler]
        fn depth(&self, _depth: Depth) -> u64 {
            2
        }
    }

    pub(super) struct Generated;

    #[actor]
    impl Generated {
        #[handler]
        fn tick(&mut self, _tick: Box<Tick>) {}

        #[handler]
        fn depth(&self, _depth: std::sync::Arc<Depth>) -> u64 {
            2
        }
    }
}

async fn send(system: &ActorSystem) -> Result<u64> {
    let private: PrivateRef = system.spawn(Private);
    private.borrowed(Quote { price: 1 }).await?;
    private.send(PrivateMessage::Question(Question)).await?;
    let Answer = private.question(Question).await?;
    let named: NamedRef = system.spawn(Named);
    named.quote(Arc::new(Quote { price: 1 })).await?;
    let exported: exported::ExportedRef = system.spawn(exported::Exported);
    let generated: inner::GeneratedRef = system.spawn(inner::Generated);
    generated.tick(inner::Tick).await?;
    let inner = system.spawn(inner::Inner);
    inner.tick(inner::Tick).await?;
    let partly = system.spawn(exported::Partly);
    let depths = [exported.depth(exported::Depth).await?, partly.depth(exported::Depth).await?];
    Ok(depths.iter().sum())
}

fn main() {}
