//! What `#[message]` writes: which bytes a message and its reply are, which bytes are a message, by which number
//! two processes see that they mean the same bytes, and what an enum of messages does with all of it.

use std::fmt::Debug;
use std::sync::Arc;

use mycelium::prelude::*;
use mycelium::wire::{Domain, Tlv, TlvType, Tlvs, Wire, WireError};
use mycelium::{Handles, Sendable};

// === the messages ===

#[message(nested)]
#[derive(Debug, Clone, Copy, PartialEq)]
struct InstrumentId {
    venue: u16,
    asset: u64,
}

#[message(nested)]
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(u8)]
enum Side {
    Buy = 1,
    Sell,
}

/// Keeps numbers that it does not know; one number is implicit after a gap.
#[message(nested)]
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(u16)]
enum Venue {
    Unknown,
    Uniswap = 0x0300,
    Curve,
    #[field(other)]
    Other(u16),
}

/// Folds numbers that it does not know into one variant.
#[message(nested)]
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(u32)]
enum Status {
    Open = 0x0102_0304,
    #[field(other)]
    Other = 9,
}

#[message(tlv = 0xC8, domain = market_data)]
#[derive(Debug, Clone, PartialEq)]
struct Quote {
    price: i64,
    #[field(pad = 3)]
    side: Side,
    venue: Venue,
}

#[message(tlv = 201)]
#[derive(Debug, Clone, Default, PartialEq)]
struct Numbers {
    unsigned: (u8, u16, u32, u64, u128),
    signed: (i8, i16, i32, i64, i128),
    floats: (f32, f64),
    flag: bool,
}

#[message(tlv = 202, domain = 200)]
#[derive(Debug, Clone, PartialEq)]
struct Lists {
    name: String,
    path: Vec<InstrumentId>,
    note: Option<String>,
    grid: [[u16; 2]; 2],
    pairs: Vec<(u8, String)>,
    flags: [bool; 3],
}

#[message(tlv = 203, accept = [8, 12, 16])]
#[derive(Debug, Clone, PartialEq)]
struct Accepts {
    a: u32,
    b: u32,
}

#[message(tlv = 204)]
#[derive(Debug, Clone, PartialEq)]
struct Bytes(Vec<u8>);

#[message(tlv = 205)]
#[derive(Debug, Clone, PartialEq)]
struct Snapshot {
    #[field(pad = 300)]
    n: u8,
}

#[message(tlv = 206, reply = u64)]
#[derive(Debug, Clone, PartialEq)]
struct Unit;

#[message(tlv = 207)]
#[derive(Debug, Clone, PartialEq)]
struct StatusOf(Status, #[field(pad = 1)] bool);

#[message(local)]
#[derive(Debug)]
struct Tick {
    #[allow(dead_code, reason = "any type may stand in a local message")]
    name: &'static str,
}

#[message(local, domain = signal, reply = bool)]
#[derive(Debug)]
struct Tock;

/// Answered with a list, or with a sentence.
#[message(tlv = 210, reply = Result<Vec<Side>, mycelium::Error>)]
#[derive(Debug, Clone, PartialEq)]
struct Sides;

#[message(domain = signal)]
#[derive(Debug)]
enum Set {
    Quote(Arc<Quote>),
    Numbers(Box<Numbers>),
    Unit(Unit),
    Tick(Tick),
}

fn quote() -> Quote {
    Quote { price: -2, side: Side::Sell, venue: Venue::Curve }
}

// === bytes, written out by hand ===

#[test]
fn fields_stand_in_order_little_endian_and_packed() {
    fn check<T: Message + PartialEq + Debug>(message: T, expected: &[u8]) {
        assert_eq!(message.to_tlv().as_deref(), Ok(expected), "{message:?}");
        assert_eq!(message.tlv_len(), expected.len(), "{message:?}");
        assert_eq!(T::from_tlv(expected), Ok(message));
    }
    check(quote(), &[0xC8, 14, 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 2, 0, 0, 0, 0x01, 0x03]);
    check(Accepts { a: 1, b: 0x0203 }, &[203, 8, 1, 0, 0, 0, 3, 2, 0, 0]);
    check(Unit, &[206, 0]);
    check(Bytes(vec![7, 8]), &[204, 4, 2, 0, 7, 8]);
    check(StatusOf(Status::Open, true), &[207, 6, 4, 3, 2, 1, 1, 0]);
    let lists = Lists {
        name: "ab".into(),
        path: vec![InstrumentId { venue: 1, asset: 2 }],
        note: Some("c".into()),
        grid: [[1, 2], [3, 4]],
        pairs: vec![(5, "d".into())],
        flags: [true, false, true],
    };
    let name = [2, 0, b'a', b'b'];
    let path = [1, 0, 1, 0, 2, 0, 0, 0, 0, 0, 0, 0];
    let note = [1, 1, 0, b'c'];
    let grid = [1, 0, 2, 0, 3, 0, 4, 0];
    let pairs = [1, 0, 5, 1, 0, b'd'];
    let flags = [1, 0, 1];
    check(lists, &[&[202, 37][..], &name, &path, &note, &grid, &pairs, &flags].concat());
}

#[test]
fn extreme_numbers_come_back() {
    let check = |numbers: Numbers| {
        let bytes = numbers.to_tlv().unwrap();
        assert_eq!(bytes.len(), 2 + 31 + 31 + 12 + 1);
        assert_eq!(Numbers::from_tlv(&bytes), Ok(numbers));
    };
    check(Numbers::default());
    check(Numbers {
        unsigned: (u8::MAX, u16::MAX, u32::MAX, u64::MAX, u128::MAX),
        signed: (i8::MIN, i16::MIN, i32::MIN, i64::MIN, i128::MIN),
        floats: (f32::MIN_POSITIVE, f64::NEG_INFINITY),
        flag: true,
    });
    let mut bytes =
        Numbers { floats: (0.0, f64::from_bits(0x7FF8_0000_0000_0001)), ..Numbers::default() }.to_tlv().unwrap();
    let read = Numbers::from_tlv(&bytes).unwrap();
    assert_eq!(read.floats.1.to_bits(), 0x7FF8_0000_0000_0001, "the bits of a NaN are kept");
    bytes[2 + 31 + 15..2 + 31 + 31].copy_from_slice(&i128::MIN.to_le_bytes());
    assert_eq!(Numbers::from_tlv(&bytes).unwrap().signed.4, i128::MIN);
}

#[test]
fn constants_say_what_is_known_at_compile_time() {
    assert_eq!((Quote::NAME, Quote::NUMBER, Quote::DOMAIN), ("Quote", 0xC8, Some(Domain::MARKET_DATA)));
    assert_eq!((Lists::NUMBER, Lists::DOMAIN), (202, Some(Domain::new(200))));
    assert_eq!(Numbers::DOMAIN, None);
    let check = |payload, wire, expected| assert_eq!((payload, wire), (expected, expected));
    check(Quote::PAYLOAD_LEN, <Quote as Wire>::LEN, Some(14));
    check(Snapshot::PAYLOAD_LEN, <Snapshot as Wire>::LEN, Some(301));
    check(Unit::PAYLOAD_LEN, <Unit as Wire>::LEN, Some(0));
    check(Lists::PAYLOAD_LEN, <Lists as Wire>::LEN, None);
    assert_eq!(<Lists as Wire>::MIN_LEN, 2 + 2 + 1 + 8 + 2 + 3);
    assert_eq!(<Side as Wire>::LEN, Some(1));
    assert_eq!(<Status as Wire>::LEN, Some(4));
}

// === pads ===

#[test]
fn pads_are_written_as_zeros_and_not_looked_at() {
    let mut room = [0xAA; 16];
    assert_eq!(quote().write_tlv(&mut room), Ok(16));
    assert_eq!(room[11..14], [0, 0, 0], "over what stood in the buffer");
    room[11..14].copy_from_slice(&[1, 2, 3]);
    assert_eq!(Quote::from_tlv(&room), Ok(quote()));
}

#[test]
fn a_pad_that_is_cut_off_is_missed() {
    // `StatusOf` is fixed, so its length is refused first; inside a list the pad itself is.
    #[message(nested)]
    #[derive(Debug, Clone, PartialEq)]
    struct Padded {
        #[field(pad = 4)]
        text: String,
    }
    #[message(tlv = 208)]
    #[derive(Debug, Clone, PartialEq)]
    struct Outer {
        last: Padded,
    }
    let expected = WireError::TruncatedField {
        number: Some(208),
        message: Some("Padded"),
        field: Some("text"),
        offset: 3,
        expected: 4,
        found: 1,
    };
    assert_eq!(Outer::from_tlv(&[208, 4, 1, 0, b'x', 0]), Err(expected));
}

// === enums of numbers ===

#[test]
fn unknown_numbers_are_refused_kept_or_folded() {
    fn check<T: Wire + PartialEq + Debug>(bytes: &[u8], expected: Option<T>, written: &[u8]) {
        let read = T::decode(&mut mycelium::wire::Reader::new(bytes)).ok();
        assert_eq!(read, expected, "{bytes:?}");
        if let Some(value) = read {
            let mut room = vec![0xAA; value.encoded_len()];
            value.encode(&mut mycelium::wire::Writer::new(&mut room));
            assert_eq!(room, written);
        }
    }
    check(&[1], Some(Side::Buy), &[1]);
    check(&[2], Some(Side::Sell), &[2]);
    check(&[0], None::<Side>, &[]);
    check(&[3], None::<Side>, &[]);
    check(&[], None::<Side>, &[]);
    check(&[0, 0], Some(Venue::Unknown), &[0, 0]);
    check(&[1, 3], Some(Venue::Curve), &[1, 3]);
    check(&[2, 3], Some(Venue::Other(0x0302)), &[2, 3]);
    check(&[0xFF, 0xFF], Some(Venue::Other(0xFFFF)), &[0xFF, 0xFF]);
    check(&[4, 3, 2, 1], Some(Status::Open), &[4, 3, 2, 1]);
    check(&[9, 0, 0, 0], Some(Status::Other), &[9, 0, 0, 0]);
    check(&[8, 0, 0, 0], Some(Status::Other), &[9, 0, 0, 0]);
}

// === what is refused, and in which words ===

#[test]
fn errors_name_message_and_field() {
    fn check<T: Message + Debug>(bytes: &[u8], expected: &str) {
        let error = T::from_tlv(bytes).unwrap_err();
        let names = match &error {
            WireError::InvalidValue { message, field, .. } | WireError::TruncatedField { message, field, .. } => {
                format!(" {}.{}", message.unwrap_or("?"), field.unwrap_or("?"))
            }
            WireError::SizeMismatch { number, message, expected, found } => {
                assert_eq!(*number, bytes.first().copied());
                format!(" {message} {expected} {found}")
            }
            _ => String::new(),
        };
        assert_eq!(format!("{}{names}", error.kind()), expected, "{error}");
    }
    let mut numbers = Numbers::default().to_tlv().unwrap();
    *numbers.last_mut().unwrap() = 2;
    check::<Numbers>(&numbers, "invalid_value Numbers.flag");
    let mut bytes = quote().to_tlv().unwrap();
    bytes[10] = 3;
    check::<Quote>(&bytes, "invalid_value Quote.side");
    check::<Lists>(&[202, 3, 2, 0, b'a'], "truncated_field Lists.name");
    check::<Lists>(&[202, 4, 1, 0, 0xFF, 0], "invalid_value Lists.name");
    check::<Lists>(&[202, 4, 0, 0, 1, 0], "truncated_field Lists.path");
    check::<Lists>(&[202, 5, 0, 0, 0, 0, 2], "invalid_value Lists.note");
    check::<Bytes>(&[204, 4, 0xFF, 0xFF, 1, 2], "truncated_field Bytes.0");
    check::<Bytes>(&[204, 4, 1, 0, 1, 2], "size_mismatch Bytes 3 4");
    check::<Accepts>(&[203, 1, 0], "size_mismatch Accepts 8 1");
    check::<Unit>(&[206, 1, 0], "size_mismatch Unit 0 1");
    check::<Unit>(&[205, 0], "unknown_number");
    check::<Unit>(&[206, 0, 0], "trailing_bytes");
    check::<Unit>(&[206], "truncated_tlv");
}

#[test]
fn a_field_of_a_nested_struct_is_named_with_its_own_struct() {
    #[message(nested)]
    #[derive(Debug)]
    #[allow(dead_code, reason = "never decoded to the end")]
    struct Inner {
        flag: bool,
    }
    #[message(tlv = 209)]
    #[derive(Debug)]
    #[allow(dead_code, reason = "never decoded to the end")]
    struct Outer {
        inner: Inner,
    }
    let error = Outer::from_tlv(&[209, 1, 7]).unwrap_err();
    let found = matches!(error, WireError::InvalidValue { message: Some("Inner"), field: Some("flag"), found: 7, .. });
    assert!(found, "{error}");
}

#[test]
fn accepted_lengths_are_read_and_others_refused() {
    let check = |payload: &[u8], expected| {
        let tlv = Tlv { number: TlvType::new(203).unwrap(), payload };
        assert_eq!(Accepts::decode_tlv(tlv).ok().map(|read| (read.a, read.b)), expected, "{payload:?}");
    };
    check(&[1, 0, 0, 0, 2, 0, 0, 0], Some((1, 2)));
    check(&[1, 0, 0, 0, 2, 0, 0, 0, 9, 9, 9, 9], Some((1, 2)));
    check(&[7; 16], Some((0x0707_0707, 0x0707_0707)));
    check(&[7; 7], None);
    check(&[7; 9], None);
    check(&[7; 20], None);
    check(&[], None);
}

// === room ===

#[test]
fn writes_into_a_buffer_that_is_just_large_enough() {
    let check = |room: usize, expected: Result<usize, WireError>| {
        let mut bytes = vec![0xAA; room];
        assert_eq!(quote().write_tlv(&mut bytes), expected);
        match expected {
            Ok(written) => assert_eq!(Quote::from_tlv(&bytes[..written]), Ok(quote())),
            Err(_) => assert!(bytes.iter().all(|byte| *byte == 0xAA), "nothing was written"),
        }
        assert!(bytes.iter().skip(16).all(|byte| *byte == 0xAA), "nothing behind it was written");
    };
    check(16, Ok(16));
    check(20, Ok(16));
    check(15, Err(WireError::BufferTooSmall { expected: 16, found: 15 }));
    check(0, Err(WireError::BufferTooSmall { expected: 16, found: 0 }));
}

#[test]
fn encoding_appends() {
    let mut bytes = vec![1, 2];
    quote().encode_tlv(&mut bytes).unwrap();
    Unit.encode_tlv(&mut bytes).unwrap();
    assert_eq!(bytes.len(), 2 + 16 + 2);
    let numbers: Vec<_> = Tlvs::new(&bytes[2..]).map(|tlv| tlv.unwrap().number.get()).collect();
    assert_eq!(numbers, [0xC8, 206]);
}

#[test]
fn long_payloads_take_the_extended_header_and_longer_ones_are_refused() {
    let check = |len: usize, header: &[u8]| {
        let message = Bytes(vec![7; len]);
        let bytes = message.to_tlv().unwrap();
        assert_eq!(&bytes[..header.len()], header);
        assert_eq!(bytes.len(), message.tlv_len());
        assert_eq!(Bytes::from_tlv(&bytes), Ok(message));
    };
    check(253, &[204, 255, 253, 0]);
    check(254, &[255, 0, 204, 0, 1, 254, 0]);
    check(65_533, &[255, 0, 204, 0xFF, 0xFF, 0xFD, 0xFF]);
    assert_eq!(Snapshot { n: 1 }.to_tlv().map(|bytes| bytes[..6].to_vec()), Ok(vec![255, 0, 205, 45, 1, 1]));

    let mut out = vec![1, 2, 3];
    let mut room = vec![0xAA; 70_000];
    for len in [65_534, 65_536, 69_000] {
        let message = Bytes(vec![7; len]);
        let expected = WireError::TooLarge { what: "a TLV payload", found: len + 2, limit: 65_535 };
        assert_eq!(message.encode_tlv(&mut out), Err(expected.clone()));
        assert_eq!(message.write_tlv(&mut room), Err(expected));
    }
    assert_eq!(out, [1, 2, 3], "out is as it was");
    assert!(room.iter().all(|byte| *byte == 0xAA));
}

// === local messages ===

#[test]
fn local_messages_never_become_bytes() {
    fn check<T: Message + Debug>(message: T) {
        let expected = WireError::LocalOnly { message: T::NAME };
        let mut out = vec![1];
        assert_eq!(message.encode_tlv(&mut out), Err(expected.clone()));
        assert_eq!(message.write_tlv(&mut [0; 64]), Err(expected.clone()));
        assert_eq!(message.tlv_len(), 0);
        assert_eq!(out, [1]);
        let tlv = Tlv { number: TlvType::new(200).unwrap(), payload: &[] };
        assert_eq!(T::decode_tlv(tlv).unwrap_err(), expected);
        assert!(T::NUMBER >= 1 << 63, "no TLV number");
        assert_eq!(T::PAYLOAD_LEN, None);
    }
    check(Tick { name: "t" });
    check(Tock);
    assert_ne!(Tick::NUMBER, Tock::NUMBER);
    assert_eq!(Tock::DOMAIN, Some(Domain::SIGNAL));
}

#[test]
fn a_local_message_keeps_its_number_apart_from_its_namesake() {
    mod elsewhere {
        #[mycelium::message(local)]
        pub(super) struct Tick;
    }
    assert_ne!(Tick::NUMBER, <elsewhere::Tick as Message>::NUMBER);
}

// === enums of messages ===

#[test]
fn an_enum_takes_its_messages_in_any_carrier() {
    let check =
        |sum: Set, expected: &str| assert_eq!((sum.variant().name, sum.variant().message), (expected, expected));
    check(Arc::new(quote()).into(), "Quote");
    check(Box::new(Numbers::default()).into(), "Numbers");
    check(Unit.into(), "Unit");
    check(Tick { name: "t" }.into(), "Tick");
    assert!(matches!(<Set as Handles<Unit>>::unwrap(Unit.into()), Some(Unit)));
    assert!(<Set as Handles<Quote>>::unwrap(Unit.into()).is_none());
    let whole = <Set as Handles<Set>>::unwrap(Unit.into());
    assert!(matches!(whole, Some(Set::Unit(Unit))), "a whole value may be sent, too");
}

#[test]
fn an_enum_encodes_as_the_message_in_it_and_dispatches_on_the_number() {
    let bytes = quote().to_tlv().unwrap();
    let sum = Set::from(Arc::new(quote()));
    assert_eq!(sum.to_tlv().as_deref(), Ok(&bytes[..]));
    assert_eq!(sum.tlv_len(), bytes.len());
    let mut room = [0; 16];
    assert_eq!(sum.write_tlv(&mut room), Ok(16));
    assert_eq!(room[..], bytes);
    assert!(matches!(Set::from_tlv(&bytes), Ok(Set::Quote(read)) if *read == quote()));
    let numbers = Numbers { flag: true, ..Numbers::default() };
    assert!(matches!(Set::from_tlv(&numbers.to_tlv().unwrap()), Ok(Set::Numbers(read)) if *read == numbers));
    assert!(matches!(Set::from_tlv(&[206, 0]), Ok(Set::Unit(Unit))));

    let local = Set::from(Tick { name: "t" });
    assert_eq!(local.to_tlv(), Err(WireError::LocalOnly { message: "Tick" }));
    assert_eq!(local.tlv_len(), 0);
}

#[test]
fn an_enum_refuses_numbers_and_payloads_that_are_not_its_own() {
    let check = |bytes: &[u8], expected| assert_eq!(Set::from_tlv(bytes).unwrap_err(), expected);
    check(&[203, 0], WireError::UnknownNumber { found: 203, set: "Set" });
    check(&[0, 0], WireError::UnknownNumber { found: 0, set: "Set" });
    check(&[0xC8, 1, 0], WireError::SizeMismatch { number: Some(0xC8), message: "Quote", expected: 14, found: 1 });
}

#[test]
fn an_enum_describes_its_variants() {
    let described: Vec<_> = Set::VARIANTS.iter().map(|v| (v.name, v.message, v.number, v.domain, v.asks)).collect();
    let signal = Some(Domain::SIGNAL);
    let expected = [
        ("Quote", "Quote", 0xC8, Some(Domain::MARKET_DATA), false),
        ("Numbers", "Numbers", 201, signal, false),
        ("Unit", "Unit", 206, signal, true),
        ("Tick", "Tick", Tick::NUMBER, signal, false),
    ];
    assert_eq!(described, expected);
    assert_eq!((Set::NAME, Set::NUMBER, Set::DOMAIN, Set::PAYLOAD_LEN), ("Set", 0, signal, None));
    assert_eq!(Set::from(Unit).variant(), Set::VARIANTS[2]);
}

#[test]
fn replies_go_into_the_sum_and_come_out_of_their_own_message_only() {
    let sum = <Set as Handles<Unit>>::answer(7);
    assert_eq!(<Set as Handles<Unit>>::answered(sum), Some(7));
    let sum = <Set as Handles<Quote>>::answer(());
    assert_eq!(<Set as Handles<Unit>>::answered(sum), None);
}

#[test]
fn a_carrier_tells_its_message() {
    fn name<S: Sendable>(_: &S) -> &'static str {
        S::Message::NAME
    }
    assert_eq!(name(&Arc::new(quote())), "Quote");
    assert_eq!(name(&Box::new(Tick { name: "t" })), "Tick");
    assert_eq!(name(&Set::from(Unit)), "Set");
    // Without a reply in an `Arc`; with one, and when local, by value.
    let _: <Quote as Message>::Carried = Arc::new(quote());
    let _: <Unit as Message>::Carried = Unit;
    let _: <Tick as Message>::Carried = Tick { name: "t" };
}

// === schemas ===

/// A message's chain; its `Wire::SCHEMA` is another thing.
fn schema<T: Message>() -> &'static [u64] {
    T::SCHEMA
}

/// Definitions that have the same names as others.
macro_rules! defined {
    ($($module:ident { $($item:item)* })*) => {$(
        #[allow(dead_code, unreachable_pub, reason = "only their schemas are looked at")]
        mod $module {
            use mycelium::message;
            $($item)*
        }
    )*};
}

defined! {
    original {
        /// Documented.
        #[message(nested)]
        pub struct Id { pub venue: u16, pub asset: u64 }
        #[message(nested)]
        #[repr(u8)]
        pub enum Side { Buy = 1, Sell }
        /// Documented.
        #[message(tlv = 211, reply = Vec<Id>)]
        pub struct Order { /** Documented. */ pub id: Id, #[field(pad = 3)] pub side: Side, pub sizes: Vec<(i64, [u8; 4])> }
    }
    same {
        #[message(nested)]
        pub struct Id { pub venue: u16, pub asset: u64 }
        #[message(nested)]
        #[derive(Debug)]
        #[repr(u8)]
        pub enum Side { Buy = 1, Sell = 2 }
        type Sizes = std::vec::Vec<(i64, [u8; 2 + 2])>;
        #[message(tlv = 0xD3, domain = signal, reply = Vec<Id>)]
        pub struct Order { id: Id, #[field(pad = 3)] side: Side, sizes: Sizes }
    }
    other_number {
        pub use super::original::{Id, Side};
        #[message(tlv = 212, reply = Vec<Id>)]
        pub struct Order { id: Id, #[field(pad = 3)] side: Side, sizes: Vec<(i64, [u8; 4])> }
    }
    other_reply {
        pub use super::original::{Id, Side};
        #[message(tlv = 211, reply = Option<Id>)]
        pub struct Order { id: Id, #[field(pad = 3)] side: Side, sizes: Vec<(i64, [u8; 4])> }
    }
    no_reply {
        pub use super::original::{Id, Side};
        #[message(tlv = 211)]
        pub struct Order { id: Id, #[field(pad = 3)] side: Side, sizes: Vec<(i64, [u8; 4])> }
    }
    renamed {
        pub use super::original::{Id, Side};
        #[message(tlv = 211, reply = Vec<Id>)]
        pub struct Order { key: Id, #[field(pad = 3)] side: Side, sizes: Vec<(i64, [u8; 4])> }
    }
    reordered {
        pub use super::original::{Id, Side};
        #[message(tlv = 211, reply = Vec<Id>)]
        pub struct Order { #[field(pad = 3)] side: Side, id: Id, sizes: Vec<(i64, [u8; 4])> }
    }
    retyped {
        pub use super::original::{Id, Side};
        #[message(tlv = 211, reply = Vec<Id>)]
        pub struct Order { id: Id, #[field(pad = 3)] side: Side, sizes: Vec<(i64, [u8; 5])> }
    }
    padded {
        pub use super::original::{Id, Side};
        #[message(tlv = 211, reply = Vec<Id>)]
        pub struct Order { id: Id, #[field(pad = 4)] side: Side, sizes: Vec<(i64, [u8; 4])> }
    }
    not_padded {
        pub use super::original::{Id, Side};
        #[message(tlv = 211, reply = Vec<Id>)]
        pub struct Order { id: Id, side: Side, sizes: Vec<(i64, [u8; 4])> }
    }
    longer {
        pub use super::original::{Id, Side};
        #[message(tlv = 211, reply = Vec<Id>)]
        pub struct Order { id: Id, #[field(pad = 3)] side: Side, sizes: Vec<(i64, [u8; 4])>, more: () }
    }
    inner_renamed {
        pub use super::original::Side;
        #[message(nested)]
        pub struct Id { venue: u16, token: u64 }
        #[message(tlv = 211, reply = Vec<super::original::Id>)]
        pub struct Order { id: Id, #[field(pad = 3)] side: Side, sizes: Vec<(i64, [u8; 4])> }
    }
    inner_of_the_reply_retyped {
        pub use super::original::{Id, Side};
        mod answer {
            #[mycelium::message(nested)]
            pub struct Id { venue: u16, asset: i64 }
        }
        #[message(tlv = 211, reply = Vec<answer::Id>)]
        pub struct Order { id: Id, #[field(pad = 3)] side: Side, sizes: Vec<(i64, [u8; 4])> }
    }
    discriminants {
        pub use super::original::Id;
        #[message(nested)]
        #[repr(u8)]
        pub enum Side { Buy, Sell }
        #[message(tlv = 211, reply = Vec<Id>)]
        pub struct Order { id: Id, #[field(pad = 3)] side: Side, sizes: Vec<(i64, [u8; 4])> }
    }
    wider {
        pub use super::original::Id;
        #[message(nested)]
        #[repr(u16)]
        pub enum Side { Buy = 1, Sell }
        #[message(tlv = 211, reply = Vec<Id>)]
        pub struct Order { id: Id, #[field(pad = 3)] side: Side, sizes: Vec<(i64, [u8; 4])> }
    }
    exchanged {
        pub use super::original::Id;
        #[message(nested)]
        #[repr(u8)]
        pub enum Side { Sell = 1, Buy }
        #[message(tlv = 211, reply = Vec<Id>)]
        pub struct Order { id: Id, #[field(pad = 3)] side: Side, sizes: Vec<(i64, [u8; 4])> }
    }
    keeping {
        pub use super::original::Id;
        #[message(nested)]
        #[repr(u8)]
        pub enum Side { Buy = 1, Sell, #[field(other)] Other(u8) }
        #[message(tlv = 211, reply = Vec<Id>)]
        pub struct Order { id: Id, #[field(pad = 3)] side: Side, sizes: Vec<(i64, [u8; 4])> }
    }
}

#[test]
fn equal_definitions_have_equal_schemas_wherever_they_stand() {
    assert_eq!(
        schema::<original::Order>(),
        schema::<same::Order>(),
        "docs, derives, domains and spellings do not count"
    );
    assert_eq!(schema::<original::Order>().len(), 1, "one version");
    assert_eq!(<original::Id as Wire>::SCHEMA, <same::Id as Wire>::SCHEMA);
    assert_eq!(<original::Side as Wire>::SCHEMA, <same::Side as Wire>::SCHEMA);
}

#[test]
fn every_change_of_the_wire_form_changes_the_schema() {
    let schemas = [
        ("original", schema::<original::Order>()),
        ("other_number", schema::<other_number::Order>()),
        ("other_reply", schema::<other_reply::Order>()),
        ("no_reply", schema::<no_reply::Order>()),
        ("renamed", schema::<renamed::Order>()),
        ("reordered", schema::<reordered::Order>()),
        ("retyped", schema::<retyped::Order>()),
        ("padded", schema::<padded::Order>()),
        ("not_padded", schema::<not_padded::Order>()),
        ("longer", schema::<longer::Order>()),
        ("inner_renamed", schema::<inner_renamed::Order>()),
        ("inner_of_the_reply_retyped", schema::<inner_of_the_reply_retyped::Order>()),
        ("discriminants", schema::<discriminants::Order>()),
        ("wider", schema::<wider::Order>()),
        ("exchanged", schema::<exchanged::Order>()),
        ("keeping", schema::<keeping::Order>()),
    ];
    for (at, (one, schema)) in schemas.iter().enumerate() {
        for (other, another) in &schemas[at + 1..] {
            assert_ne!(schema, another, "{one}, {other}");
        }
    }
}

#[test]
fn every_type_of_fields_has_a_schema_of_its_own() {
    let schemas = [
        [u8::SCHEMA, u16::SCHEMA, u32::SCHEMA, u64::SCHEMA, u128::SCHEMA, bool::SCHEMA],
        [i8::SCHEMA, i16::SCHEMA, i32::SCHEMA, i64::SCHEMA, i128::SCHEMA, String::SCHEMA],
        [f32::SCHEMA, f64::SCHEMA, <()>::SCHEMA, <(u8,)>::SCHEMA, <(u8, u8)>::SCHEMA, mycelium::Error::SCHEMA],
        [<[u8; 0]>::SCHEMA, <[u8; 1]>::SCHEMA, <[u8; 2]>::SCHEMA, <[u16; 1]>::SCHEMA, <[[u8; 1]; 1]>::SCHEMA, 0],
        [Vec::<u8>::SCHEMA, Option::<u8>::SCHEMA, Vec::<()>::SCHEMA, Vec::<Vec<u8>>::SCHEMA, <(u16, u8)>::SCHEMA, 1],
        [Result::<u8, u16>::SCHEMA, Result::<u16, u8>::SCHEMA, Result::<u8, ()>::SCHEMA, <(u8, u16)>::SCHEMA, 2, 3],
    ];
    let mut seen = std::collections::HashSet::new();
    assert!(schemas.iter().flatten().all(|schema| seen.insert(*schema)));
}

#[test]
fn what_never_leaves_has_no_schema_and_variants_tell_those_of_their_messages() {
    assert!(schema::<Tick>().is_empty());
    assert!(schema::<Set>().is_empty());
    let described: Vec<_> = Set::VARIANTS.iter().map(|variant| variant.schema).collect();
    assert_eq!(described, [schema::<Quote>(), schema::<Numbers>(), schema::<Unit>(), &[]]);
    assert_eq!(Set::from(Unit).variant().schema, schema::<Unit>());
}

// === replies ===

#[test]
fn replies_are_bare_bytes_and_come_back() {
    fn check<T: Message>(reply: T::Reply, expected: &[u8])
    where
        T::Reply: Debug,
    {
        let mut out = vec![1, 2];
        assert_eq!(T::encode_reply(&reply, &mut out), Ok(()), "{reply:?}");
        assert_eq!(out[..2], [1, 2], "it appends");
        assert_eq!(&out[2..], expected, "{reply:?}");
        let read = T::decode_reply(T::NUMBER, expected).unwrap();
        assert_eq!(format!("{read:?}"), format!("{reply:?}"));
    }
    check::<Unit>(0x0102, &[2, 1, 0, 0, 0, 0, 0, 0]);
    check::<Quote>((), &[]);
    check::<Sides>(Ok(vec![Side::Sell, Side::Buy]), &[0, 2, 0, 2, 1]);
    check::<Sides>(Ok(vec![]), &[0, 0, 0]);
    check::<Sides>(Err(mycelium::Error::msg("né")), &[1, 3, 0, b'n', 0xC3, 0xA9]);
}

#[test]
fn bytes_that_are_not_the_reply_are_refused() {
    fn check<T: Message>(number: u64, payload: &[u8], expected: &str) {
        let error = T::decode_reply(number, payload).err().expect("it is refused");
        assert_eq!(format!("{}: {error}", error.kind()), expected, "{payload:?}");
    }
    check::<Unit>(206, &[0; 7], "size_mismatch: `reply to Unit` takes 8 bytes of payload, found 7");
    check::<Unit>(206, &[0; 9], "size_mismatch: `reply to Unit` takes 8 bytes of payload, found 9");
    check::<Quote>(0xC8, &[0], "size_mismatch: `reply to Quote` takes 0 bytes of payload, found 1");
    check::<Sides>(210, &[0, 0, 0, 9], "size_mismatch: `reply to Sides` takes 3 bytes of payload, found 4");
    let found = "a `Result`: 0 for `Ok` or 1 for `Err`";
    let expected = format!("invalid_value: field `reply` of `Sides`: 2 at payload byte 0, expected the tag of {found}");
    check::<Sides>(210, &[2], &expected);
    let expected = "truncated_field: field `reply` of `Sides`: 1 bytes needed at payload byte 0, 0 are left";
    check::<Sides>(210, &[], expected);
    let expected = "truncated_field: field `reply` of `Sides`: 3 bytes needed at payload byte 3, 2 are left";
    check::<Sides>(210, &[1, 3, 0, b'a', b'b'], expected);
    check::<Unit>(207, &[0; 8], "unknown_number: number 207 is no message of `Unit`");
    check::<Set>(210, &[], "unknown_number: number 210 is no message of `Set`");
    check::<Set>(u64::MAX, &[], "unknown_number: number 18446744073709551615 is no message of `Set`");
    check::<Set>(206, &[0; 9], "size_mismatch: `reply to Unit` takes 8 bytes of payload, found 9");
}

#[test]
fn a_reply_that_is_too_large_is_not_written() {
    let mut out = vec![1];
    let largest = 65_535 - 3;
    assert_eq!(Sides::encode_reply(&Ok(vec![Side::Buy; largest]), &mut out), Ok(()));
    assert_eq!(out.len(), 1 + 65_535);
    let read = Sides::decode_reply(210, &out[1..]).unwrap();
    assert_eq!(read.unwrap().len(), largest);
    out.truncate(1);
    for len in [largest + 1, 65_536, 100_000] {
        let expected = WireError::TooLarge { what: "a reply", found: len + 3, limit: 65_535 };
        assert_eq!(Sides::encode_reply(&Ok(vec![Side::Buy; len]), &mut out), Err(expected));
        assert_eq!(out, [1], "out is as it was");
    }
}

#[test]
fn an_error_crosses_as_far_as_it_fits() {
    // The limit falls on the second byte of a character, so that one is left out.
    let text = "é".repeat(40_000);
    let mut out = Vec::new();
    for (text, expected) in [(format!("a{text}"), 65_531), (text, 65_532), ("short".into(), 5), (String::new(), 0)] {
        out.clear();
        assert_eq!(Sides::encode_reply(&Err(mycelium::Error::msg(&text)), &mut out), Ok(()));
        let read = Sides::decode_reply(210, &out).unwrap().unwrap_err().to_string();
        assert_eq!((read.len(), text.starts_with(&read)), (expected, true));
    }
    assert_eq!(<mycelium::Error as Wire>::LEN, None);
}

#[test]
fn lengths_of_results_are_known_where_both_sides_agree() {
    assert_eq!(Result::<u64, i64>::LEN, Some(9));
    assert_eq!((Result::<u64, u8>::LEN, Result::<u64, u8>::MIN_LEN), (None, 2));
    assert_eq!((Result::<String, u8>::LEN, Result::<String, u8>::MIN_LEN), (None, 2));
    assert_eq!((Result::<(), String>::LEN, Result::<(), String>::MIN_LEN), (None, 1));
    let mut room = [0xAA; 2];
    let value: Result<u64, u8> = Err(7);
    value.encode(&mut mycelium::wire::Writer::new(&mut room));
    assert_eq!((room, value.encoded_len()), ([1, 7], 2));
}

#[test]
fn local_messages_have_no_replies_as_bytes() {
    let expected = WireError::LocalOnly { message: "Tock" };
    let mut out = vec![1];
    assert_eq!(Tock::encode_reply(&true, &mut out), Err(expected.clone()));
    assert_eq!(out, [1]);
    assert_eq!(Tock::decode_reply(Tock::NUMBER, &[1]), Err(expected));
}

#[test]
fn an_enum_takes_a_reply_by_the_number_of_its_message() {
    let mut out = Vec::new();
    Set::encode_reply(&<Set as Handles<Unit>>::answer(7), &mut out).unwrap();
    assert_eq!(out, [7, 0, 0, 0, 0, 0, 0, 0]);
    let reply = Set::decode_reply(Unit::NUMBER, &out).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(<Set as Handles<Unit>>::answered(reply), Some(7));
    let reply = Set::decode_reply(Quote::NUMBER, &[]).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(<Set as Handles<Unit>>::answered(reply), None, "it is another message's");
    let local = <Set as Handles<Tick>>::answer(());
    assert_eq!(Set::encode_reply(&local, &mut out), Err(WireError::LocalOnly { message: "Tick" }));
    assert_eq!(out.len(), 8);
    let error = Set::decode_reply(Tick::NUMBER, &[]).err();
    assert_eq!(error, Some(WireError::LocalOnly { message: "Tick" }));
}

// === sharing ===

#[test]
fn a_second_value_is_the_same_arc_or_a_clone_or_none() {
    #[message(local)]
    struct Once;
    #[message]
    enum Kinds {
        Arc(Arc<Once>),
        Value(Bytes),
        Boxed(Box<Numbers>),
        Once(Tick),
        BoxedOnce(Box<Unread>),
    }
    #[message(tlv = 213)]
    struct Unread;

    let arc = Arc::new(Once);
    let Some(Kinds::Arc(second)) = Kinds::Arc(arc.clone()).share() else { panic!("an `Arc` is always shared") };
    assert!(Arc::ptr_eq(&arc, &second));
    let first = Kinds::Value(Bytes(vec![1, 2]));
    let Some(Kinds::Value(second)) = first.share() else { panic!("it is `Clone`") };
    assert_eq!(second, Bytes(vec![1, 2]));
    let numbers = Numbers { flag: true, ..Numbers::default() };
    let Some(Kinds::Boxed(second)) = Kinds::Boxed(Box::new(numbers.clone())).share() else { panic!("it is `Clone`") };
    assert_eq!(*second, numbers);
    assert!(Kinds::Once(Tick { name: "t" }).share().is_none());
    assert!(Kinds::BoxedOnce(Box::new(Unread)).share().is_none());
}
