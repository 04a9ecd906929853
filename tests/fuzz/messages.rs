//! A message with every kind of field, and a domain enum of messages.

use std::sync::Arc;

use mycelium::message;

#[message(nested)]
#[derive(Debug, Clone, PartialEq)]
pub struct Id {
    pub venue: u16,
    pub asset: u64,
}

#[message(nested)]
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(u8)]
pub enum Side {
    Buy = 1,
    Sell,
}

/// Keeps numbers that it does not know.
#[message(nested)]
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(u16)]
pub enum Venue {
    Unknown,
    Uniswap = 0x0300,
    #[field(other)]
    Other(u16),
}

/// Folds numbers that it does not know into one variant.
#[message(nested)]
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(u32)]
pub enum Status {
    Open = 0x0102_0304,
    #[field(other)]
    Other = 9,
}

#[message(nested)]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Nothing;

/// Every kind of field whose bytes are canonical: one value, one encoding.
#[message(tlv = 201)]
#[derive(Debug, Clone, PartialEq)]
pub struct Exact {
    pub flag: bool,
    pub note: Option<String>,
    pub text: String,
    pub bytes: Vec<u8>,
    pub ids: Vec<Id>,
    pub lists: Vec<Vec<Option<u16>>>,
    pub outcome: Result<u32, String>,
    pub outcomes: Vec<Result<Nothing, Side>>,
    pub side: Side,
    pub venue: Venue,
    pub pair: (u8, String),
    pub grid: [[u16; 2]; 2],
    pub texts: [Option<String>; 2],
    pub maybe: Option<(Id, bool)>,
    pub unit: (),
    pub nothing: Nothing,
    pub unsigned: (u8, u16, u32, u64, u128),
    pub signed: (i8, i16, i32, i64, i128),
    pub floats: (f32, f64),
}

/// And those with several encodings: pads, which are not looked at, and numbers that are folded.
#[message(tlv = 200, domain = market_data, reply = Result<Vec<Padded>, mycelium::Error>)]
#[derive(Debug, Clone, PartialEq)]
pub struct Everything {
    #[field(pad = 3)]
    pub side: Side,
    pub status: Status,
    pub padded: Vec<Padded>,
    #[field(pad = 1)]
    pub exact: Exact,
}

#[message(nested)]
#[derive(Debug, Clone, PartialEq)]
pub struct Padded {
    #[field(pad = 2)]
    pub name: String,
    pub statuses: [Status; 2],
}

/// Fixed, and read at several lengths.
#[message(tlv = 202, accept = [8, 12, 300], reply = Option<Id>)]
#[derive(Debug, Clone, PartialEq)]
pub struct Accepts {
    pub a: u32,
    pub b: (u16, Venue),
}

#[message(tlv = 203, reply = u64)]
#[derive(Debug, Clone, PartialEq)]
pub struct Unit;

#[message(domain = signal)]
#[derive(Debug)]
pub enum Set {
    Everything(Arc<Everything>),
    Exact(Box<Exact>),
    Accepts(Accepts),
    Unit(Unit),
}
