//! Actors with a config: where constructors stand, what they return, and what they are called beside.
#![deny(warnings, missing_docs, clippy::pedantic)]
#![forbid(unsafe_code)]
#![allow(dead_code)]

use std::marker::PhantomData;

use mycelium::prelude::*;
use serde::Deserialize;

/// Asks for what was read.
#[message(tlv = 200, reply = u64)]
#[derive(Debug)]
pub struct Last;

// The config is private, the actor is not.
#[derive(Deserialize)]
struct ClockConfig {
    rate: u64,
}

/// In its block, and it cannot fail.
#[derive(Debug)]
pub struct Clock {
    rate: u64,
}

#[actor(config = ClockConfig)]
impl Clock {
    fn new(config: ClockConfig) -> Self {
        Self { rate: config.rate }
    }

    #[handler]
    fn last(&self, _last: Last) -> u64 {
        self.rate
    }
}

/// In another block, and it may fail; the type is `Default`, too.
#[derive(Debug, Default)]
pub struct Wary {
    rate: u64,
}

impl Wary {
    fn new(config: ClockConfig) -> Result<Self> {
        if config.rate == 0 { Err(Error::msg("a clock goes on")) } else { Ok(Self { rate: config.rate }) }
    }
}

#[actor(config = ClockConfig, name = "wary_clock", mailbox = 16)]
impl Wary {
    #[handler]
    fn last(&self, _last: Last) -> u64 {
        self.rate
    }
}

/// With an error of its own, taken apart, `const`, and by a path.
#[derive(Debug)]
pub struct Apart(u64);

#[actor(config = self::ClockConfig)]
impl Apart {
    const fn new(ClockConfig { rate }: ClockConfig) -> std::result::Result<Self, &'static str> {
        if rate == 0 { Err("a clock goes on") } else { Ok(Self(rate)) }
    }

    #[handler]
    fn last(&self, _last: Last) -> u64 {
        self.0
    }
}

/// Of whatever becomes a number.
#[derive(Debug)]
pub struct Generous(u64);

impl From<ClockConfig> for u64 {
    fn from(config: ClockConfig) -> Self {
        config.rate
    }
}

#[actor(config = ClockConfig)]
impl Generous {
    fn new(config: impl Into<u64>) -> Self {
        Self(config.into())
    }

    #[handler]
    fn last(&self, _last: Last) -> u64 {
        self.0
    }
}

/// What a store is opened with.
pub trait Store: Send + Sync + 'static {
    /// Its config.
    type Config: for<'de> Deserialize<'de> + Send + 'static;
}

#[message]
enum ServiceMessage {
    Last(Last),
}

struct Service<S>(PhantomData<S>);

#[actor(message = ServiceMessage, config = S::Config)]
impl<S: Store> Service<S> {
    fn new(config: S::Config) -> Self {
        drop(config);
        Self(PhantomData)
    }

    #[handler]
    fn last(&self, _last: Last) -> u64 {
        0
    }
}

struct Pg;

impl Store for Pg {
    type Config = Option<ClockConfig>;
}

/// Generic, elsewhere, and the config is any type that can be read.
struct Cache<K>(Vec<K>);

impl<K> Cache<K> {
    fn new(keys: std::collections::BTreeMap<String, K>) -> Self {
        Self(keys.into_values().collect())
    }
}

#[actor(message = ServiceMessage, config = std::collections::BTreeMap<String, K>)]
impl<K> Cache<K>
where
    K: for<'de> Deserialize<'de> + Send + Sync + 'static,
{
    #[handler]
    fn last(&self, _last: Last) -> u64 {
        self.0.len() as u64
    }
}

/// Neither a config nor a default: nobody registers it.
struct Unregistered(u64);

#[actor]
impl Unregistered {
    #[handler]
    fn last(&self, _last: Last) -> u64 {
        self.0
    }
}

/// A default only where its parameter has one.
#[derive(Default)]
struct Perhaps<T>(T);

#[actor(message = ServiceMessage)]
impl<T: Send + Sync + 'static> Perhaps<T> {
    #[handler]
    fn last(&self, _last: Last) -> u64 {
        0
    }
}

struct NoDefault;

macro_rules! clock {
    ($name:ident, $config:ty) => {
        struct $name(u64);

        #[actor(config = $config)]
        impl $name {
            fn new(config: $config) -> Self {
                Self(config.rate)
            }

            #[handler]
            fn last(&self, _last: Last) -> u64 {
                self.0
            }
        }
    };
}
clock!(FromMacro, ClockConfig);

fn main() {
    let _types = ActorTypes::new()
        .with::<Clock>()
        .with::<Wary>()
        .with::<Apart>()
        .with::<Generous>()
        .with::<FromMacro>()
        .register::<Service<Pg>>("pg")
        .register::<Cache<u64>>("cache")
        .register::<Perhaps<u8>>("perhaps")
        .register_with("unregistered", || Unregistered(1))
        .register_with("perhaps_not", || Perhaps(NoDefault));
}
