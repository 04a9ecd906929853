//! Actors with a config where nothing is imported, and the crate has another name.
#![no_implicit_prelude]
#![deny(warnings)]
#![allow(dead_code)]

extern crate mycelium as runtime;

#[::mycelium::message(tlv = 200, reply = u64, crate = ::runtime)]
pub struct Last;

#[derive(::serde::Deserialize)]
pub struct Config {
    rate: u64,
}

pub struct Here(u64);

#[::mycelium::actor(config = Config, crate = ::runtime)]
impl Here {
    fn new(config: Config) -> Self {
        Self(config.rate)
    }

    #[handler]
    fn last(&self, _last: Last) -> u64 {
        self.0
    }
}

pub struct Elsewhere(u64);

impl Elsewhere {
    fn new(config: Config) -> ::std::result::Result<Self, &'static str> {
        match config.rate {
            0 => ::std::result::Result::Err("nothing"),
            rate => ::std::result::Result::Ok(Self(rate)),
        }
    }
}

#[::mycelium::actor(config = Config, crate = ::runtime)]
impl Elsewhere {
    #[handler]
    fn last(&self, _last: Last) -> u64 {
        self.0
    }
}

fn main() {
    let _types = ::mycelium::ActorTypes::new().with::<Here>().with::<Elsewhere>();
}
