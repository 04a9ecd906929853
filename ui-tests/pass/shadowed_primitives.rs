//! Types with the names of primitive ones stand beside a message, an enum of messages and an actor.
#![allow(non_camel_case_types)]

use std::sync::Arc;

use mycelium::prelude::*;

pub struct u8;
pub struct u16;
pub struct u64;
pub struct usize;
pub struct bool;
pub struct str;

#[message(tlv = 200, accept = [12, 16])]
pub struct Quote {
    pub price: i64,
    #[field(pad = 2)]
    pub side: Side,
}

#[message(nested)]
#[repr(u16)]
pub enum Side {
    Buy,
    Sell,
}

#[message(local)]
pub struct Tick;

#[message]
pub enum MarketMessage {
    Quote(Arc<Quote>),
    Tick(Tick),
}

pub struct Market;

#[actor(message = MarketMessage)]
impl Market {
    #[handler]
    fn quote(&mut self, _quote: &Quote) {}
    #[handler]
    fn tick(&mut self, _tick: Tick) {}
}

fn main() {
    let _ = (Side::Buy, Side::Sell);
}

pub struct Generated;

#[actor]
impl Generated {
    #[handler]
    fn quote(&mut self, _quote: Quote) {}
}
