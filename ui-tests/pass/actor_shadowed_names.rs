//! Types of the user's with the names that generated code is made of.
#![allow(dead_code, non_camel_case_types)]

use ::std::clone::Clone as Cloned;
use ::std::option::Option as Maybe;
use ::std::result::Result as Outcomes;
use ::std::sync::Arc as Shared;

use mycelium::{actor, message};

#[message(nested)]
pub struct Result;
pub struct Option;
pub struct Some;
pub struct None;
pub struct Ok;
pub struct Err;
pub struct Vec;
pub struct Box;
pub struct Arc;
pub struct String;
pub struct Context;
pub struct Envelope;
pub struct ActorRef;
pub struct DomainEnum;
pub struct ReplyTo;
pub struct Error;
pub trait Send {}
pub trait Sync {}
pub trait Sized {}
pub trait Clone {}
pub trait From {}
pub trait Into {}
pub trait Deref {}
pub trait Debug {}
pub trait Drop {}
pub trait Future {}
pub trait Handle {}
pub trait Handles {}
pub trait Carry {}
pub trait Call {}
pub trait Payload {}
pub mod core {}
pub mod std {}

#[message(tlv = 200)]
#[derive(Cloned)]
pub struct Message {
    pub __message: i64,
}

#[message(tlv = 201, reply = Result)]
pub struct Actor;

#[message(local, reply = Maybe<Option>)]
pub struct Sendable;

#[message(tlv = 202)]
pub struct Tell;

#[message]
pub enum Variant {
    Some(Shared<Message>),
    None(Actor),
}

// A trait with a method of the handler's name, for everything: it must not be called instead.
pub trait Some_ {
    fn some(&mut self, _message: &Message) -> i64 {
        1
    }
}
impl<T> Some_ for T {}

// The same for what an enum calls to make a second value.
pub trait Share {
    fn share(&self) -> Result {
        Result
    }

    fn new(_payload: &Self) -> Result {
        Result
    }

    fn clone(&self) -> Result {
        Result
    }
}
impl<T> Share for T {}

/// An actor of a named enum.
pub struct Self_;

#[actor(message = Variant)]
impl Self_ {
    #[handler]
    fn some(&mut self, message: Message) -> Outcomes<(), &'static str> {
        let _ = message.__message;
        Outcomes::Err("no")
    }

    #[handler]
    async fn none(&mut self, _message: &Actor, __ctx: &mut ::mycelium::Context<Self>) -> Result {
        Result
    }
}

/// An actor with a generated one, whose methods are called as the runtime's are.
pub struct Book {
    pub __reply: i64,
}

#[actor]
impl Book {
    #[handler]
    fn receive(&mut self, __message: &Message) {
        self.__reply = __message.__message;
    }

    #[handler]
    fn on_start(&mut self, __message: Actor) -> Result {
        Result
    }

    #[handler]
    fn finish(&mut self, __reply: Shared<Tell>) {}

    #[handler]
    fn later(&mut self, __envelope: ::std::boxed::Box<Sendable>, __reply: ::mycelium::ReplyTo<Sendable>) {
        __reply.answer(Maybe::Some(Option));
    }

    #[on_start]
    fn outcome(&mut self) {}

    #[on_error]
    fn on_error(&mut self, __error: ::mycelium::Error) {}

    #[on_stop]
    fn on_stop(&mut self) {}

    pub fn __ctx(&self) -> i64 {
        self.__reply
    }
}

fn main() {
    let message: BookMessage = Actor.into();
    let BookMessage::OnStart(Actor) = message else { ::std::process::exit(1) };
}
