//! Macros of the user's that write actors: names, types, whole signatures and bodies are passed in.

use std::sync::Arc;

use mycelium::prelude::*;

#[message(tlv = 200)]
#[derive(Debug, Clone)]
pub struct Quote {
    pub price: i64,
}

#[message(tlv = 201, reply = Option<i64>)]
#[derive(Debug)]
pub struct LastPrice;

#[message(local)]
#[derive(Debug)]
pub struct Tick;

#[message]
pub enum MarketMessage {
    Quote(Arc<Quote>),
}

/// Everything comes from outside.
macro_rules! book {
    ($actor:ident { $($handler:ident: $message:ty => $reply:ty = $answer:expr),* $(,)? }) => {
        pub struct $actor;

        #[actor]
        impl $actor {
            $(
                #[handler]
                fn $handler(&mut self, _message: $message) -> $reply {
                    $answer
                }
            )*
        }
    };
}

book!(Book {
    quote: Quote => () = (),
    last_price: &LastPrice => Option<i64> = Some(3),
    tick: Box<Tick> => Result<()> = Ok(()),
});

/// Type, enum, path, name, block: each as its own kind of fragment.
macro_rules! named {
    ($actor:ty, $enum:path, $name:literal, $vis:vis $message:ident: $borrowed:ty, $body:block) => {
        #[actor(message = $enum, name = $name)]
        impl $actor {
            #[handler]
            $vis async fn quote(&mut self, $message: &$borrowed, ctx: &mut Context<Self>) -> Result<()> $body

            #[on_start]
            fn open(&mut self, _ctx: &mut Context<$actor>) {}
        }
    };
}

pub struct Named;
named!(Named, crate::MarketMessage, "named", pub quote: Quote, {
    let _ = quote.price;
    Ok(())
});

/// Everything comes from inside, so that nothing of the caller's can be meant.
macro_rules! inside {
    () => {
        pub struct Inside {
            pub sum: i64,
        }

        #[actor]
        impl Inside {
            #[handler]
            fn quote(&mut self, quote: &Quote) {
                self.sum += quote.price;
            }

            #[handler]
            fn last_price(&self, _question: LastPrice, reply: ReplyTo<LastPrice>, _ctx: &mut Context<Self>) {
                reply.answer(Some(self.sum));
            }

            #[on_stop]
            fn close(&mut self) -> Result<()> {
                let sum = self.sum;
                if sum < 0 { Err(Error::msg(sum)) } else { Ok(()) }
            }

            #[on_error]
            fn failed(&mut self, error: Error) {
                drop(error);
            }
        }
    };
}
inside!();

/// Attributes and whole methods.
macro_rules! methods {
    ($actor:ident: $(#[$attribute:meta] fn $name:ident($($parameters:tt)*) $(-> $returns:ty)? $body:block)*) => {
        #[actor]
        impl $actor {
            $(
                #[$attribute]
                fn $name($($parameters)*) $(-> $returns)? $body
            )*
        }
    };
}

pub struct Methods;
methods! {
    Methods:
    #[handler] fn quote(&mut self, _quote: Arc<Quote>) {}
    #[handler(variant = LAST)] fn last_price(&self, _question: LastPrice) -> Option<i64> { None }
    #[on_start] fn open(&mut self) {}
}

pub async fn send(book: &BookRef, named: &NamedRef, inside: &InsideRef, methods: &MethodsRef) -> Result<()> {
    book.quote(Quote { price: 1 }).await?;
    let _: Option<i64> = book.last_price(LastPrice).await?;
    named.quote(Quote { price: 1 }).await?;
    let _: Option<i64> = inside.last_price(LastPrice).await?;
    methods.send(MethodsMessage::LAST(LastPrice)).await?;
    Ok(())
}

fn main() {
    assert_eq!(<Named as Actor>::NAME, "named");
    let names: Vec<_> = BookMessage::VARIANTS.iter().map(|variant| variant.name).collect();
    assert_eq!(names, ["Quote", "LastPrice", "Tick"]);
}
