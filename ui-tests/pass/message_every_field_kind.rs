//! Every kind of field, of struct, of literal, and of place to stand in.

extern crate mycelium as renamed;

use std::sync::Arc;

use mycelium::prelude::*;

#[message(nested)]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InstrumentId {
    pub venue: u16,
    pub asset: u64,
}

#[message(nested)]
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(u32)]
pub enum Kind {
    Market = BASE,
    Limit,
    #[field(other)]
    Unknown = 9,
}

const BASE: u32 = 3;

#[derive(Debug, Clone, PartialEq)]
#[message(tlv = 0xC8u8, domain = market_data, crate = ::renamed)]
pub struct Everything {
    pub integers: (u8, u16, u32, u64, u128),
    pub signed: (i8, i16, i32, i64, i128),
    pub floats: (f32, f64),
    pub flag: bool,
    #[field(pad = 3)]
    pub address: [u8; 20],
    pub names: Vec<String>,
    pub maybe: Option<Vec<InstrumentId>>,
    pub grid: [[u16; 2]; 3],
    #[field(pad = 0x1_0)]
    pub kind: Kind,
    pub id: InstrumentId,
}

#[message(tlv = 201)]
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tuple(pub u8, #[field(pad = 1)] pub u16);

#[message(tlv = 0b1100_1010)]
pub struct Unit;

#[message(tlv = 0)]
pub struct Empty {}

#[message(tlv = 249, accept = [8, 12], reply = Result<Vec<u8>, String>)]
pub struct Accepts {
    pub n: u64,
}

// Anything may stand in a local message, and the message need not be `Sync`.
#[message(local)]
pub struct Timer {
    pub name: &'static str,
    pub size: usize,
    pub then: Box<dyn FnOnce() + Send>,
    pub cell: std::cell::Cell<u8>,
    #[cfg(any())]
    pub never: Missing,
}

type Shared = Arc<Everything>;

#[message(domain = 200)]
pub enum Set {
    Everything(Shared),
    Tuple(Box<Tuple>),
    Unit(Unit),
    Empty(Empty),
    Accepts(Accepts),
    Timer(Timer),
    #[cfg(any())]
    Missing(Missing),
}

macro_rules! stamped {
    ($name:ident, $number:literal, $field:ty) => {
        #[message(tlv = $number, reply = $field)]
        pub struct $name {
            pub value: $field,
        }
    };
}
stamped!(Stamped, 77, Option<u32>);

fn main() {
    #[message(tlv = 5)]
    struct InFunction {
        n: u8,
    }
    #[message]
    enum InFunctionToo {
        InFunction(InFunction),
    }
    let sent = InFunctionToo::from(InFunction { n: 3 });
    assert_eq!(sent.to_tlv().as_deref(), Ok(&[5, 1, 3][..]));
    assert_eq!(Stamped { value: Some(1) }.to_tlv().as_deref(), Ok(&[77, 5, 1, 1, 0, 0, 0][..]));
}
