//! Fields that are there in some builds only; `any()` never holds, `all()` always does. A build is as if the fields that it
//! lacks were not written.
#![deny(warnings, missing_docs, unused_parens, unused_qualifications)]

use mycelium::prelude::*;
use mycelium::wire::{Wire, WireError, parse_one};

/// The fields of this build, and no conditions.
pub mod plain {
    use mycelium::prelude::*;

    /// A message.
    #[message(tlv = 200)]
    #[derive(Debug, Clone, PartialEq)]
    pub struct Quote {
        /// Always there.
        pub venue: String,
        /// Under `all()`.
        #[field(pad = 2)]
        pub side: u8,
        /// Always there.
        pub price: u16,
        /// From a later version on.
        #[field(since = 2, default)]
        pub tick: u8,
    }

    /// A part.
    #[message(nested)]
    #[derive(Debug, Clone, PartialEq)]
    pub struct Level {
        /// Always there.
        pub price: u16,
    }
}

/// A message.
#[message(tlv = 200)]
#[derive(Debug, Clone, PartialEq)]
pub struct Quote {
    /// Of a type that is not there either.
    #[cfg(any())]
    #[field(pad = 9)]
    pub missing: Missing,
    /// Always there.
    pub venue: String,
    /// Under two conditions, of which one does not hold.
    #[cfg(all())]
    #[cfg(any())]
    pub half: Missing,
    /// Under `all()`.
    #[cfg(all())]
    #[cfg(not(any()))]
    #[field(pad = 2)]
    pub side: u8,
    /// Always there.
    pub price: u16,
    /// At the end of a version.
    #[cfg(any())]
    pub last: Missing,
    /// From a later version on.
    #[field(since = 2, default)]
    pub tick: u8,
}

/// A part.
#[message(nested)]
#[derive(Debug, Clone, PartialEq)]
pub struct Level {
    /// Always there.
    pub price: u16,
    /// What else is said of it.
    #[cfg_attr(all(), doc = "Never there.")]
    #[cfg(any())]
    pub missing: Missing,
}

/// A message all of whose fields are missing.
#[message(tlv = 201, accept = [0, 4])]
pub struct Tick {
    /// Never there.
    #[cfg(any())]
    pub missing: Missing,
}

/// A local one.
#[message(local)]
pub struct Local {
    /// Never there.
    #[cfg(any())]
    pub missing: Missing,
}

fn main() {
    let quote = Quote { venue: "paris".into(), side: 1, price: 0x0203, tick: 4 };
    let plain = plain::Quote { venue: "paris".into(), side: 1, price: 0x0203, tick: 4 };
    let tlv = quote.to_tlv().unwrap();
    assert_eq!(tlv, plain.to_tlv().unwrap());
    assert_eq!(Quote::from_tlv(&tlv), Ok(quote.clone()));
    assert_eq!(<Quote as Message>::SCHEMA, <plain::Quote as Message>::SCHEMA, "the schemas are those of this build");
    assert_eq!(Quote::FORM.fields, plain::Quote::FORM.fields);
    assert_eq!(Quote::PAYLOAD_LEN, plain::Quote::PAYLOAD_LEN);

    let mut older = Vec::new();
    quote.encode_tlv_as(1, &mut older).unwrap();
    assert_eq!(Quote::from_tlv(&older).map(|quote| quote.tick), Ok(0));

    let view = Quote::view_tlv(parse_one(&tlv).unwrap()).unwrap();
    assert_eq!((view.venue(), view.side(), view.price(), view.tick()), (Ok("paris"), Ok(1), Ok(0x0203), Ok(Some(4))));
    let plain = plain::Quote::view_tlv(parse_one(&tlv).unwrap()).unwrap();
    assert_eq!(format!("{view:?}"), format!("{plain:?}"));

    assert_eq!((Level::LEN, Level::MIN_LEN, Level::SCHEMA), (Some(2), 2, plain::Level::SCHEMA));
    assert_eq!(Tick::from_tlv(&[201, 0]).map(|Tick {}| ()), Ok::<(), WireError>(()));
    let Local {} = Local {};
}
