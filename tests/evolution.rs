//! Messages that grow: bytes of older versions are kept here as they were written, and read by newer ones; bytes of
//! newer versions are read by older ones. `tests/versions` does the same over links between processes.

use std::fmt::Debug;

use mycelium::prelude::*;
use mycelium::wire::{WireError, parse_one};

/// The versions of two messages: one of fixed length, and one with strings and lists.
mod v1 {
    use super::*;

    #[message(tlv = 200, domain = market_data, appendable, reply = u64)]
    #[derive(Debug, Clone, PartialEq)]
    pub(super) struct Fixed {
        pub(super) price: i64,
        #[field(pad = 3)]
        pub(super) side: u8,
    }

    #[message(tlv = 201, appendable)]
    #[derive(Debug, Clone, PartialEq)]
    pub(super) struct Varying {
        pub(super) name: String,
        pub(super) path: Vec<u16>,
    }
}

mod v2 {
    use super::*;

    #[message(tlv = 200, domain = market_data, reply = u64)]
    #[derive(Debug, Clone, PartialEq)]
    pub(super) struct Fixed {
        pub(super) price: i64,
        #[field(pad = 3)]
        pub(super) side: u8,
        #[field(since = 2, default)]
        pub(super) venue: u16,
        #[field(since = 2, default = -1, pad = 2)]
        pub(super) tick: i32,
    }

    #[message(tlv = 201)]
    #[derive(Debug, Clone, PartialEq)]
    pub(super) struct Varying {
        pub(super) name: String,
        pub(super) path: Vec<u16>,
        #[field(since = 2, default)]
        pub(super) note: Option<String>,
        #[field(since = 2, default = vec![1, 2])]
        pub(super) weights: Vec<u8>,
    }
}

mod v3 {
    use super::*;

    #[message(tlv = 200, domain = market_data, reply = u64)]
    #[derive(Debug, Clone, PartialEq)]
    pub(super) struct Fixed {
        pub(super) price: i64,
        #[field(pad = 3)]
        pub(super) side: u8,
        #[field(since = 2, default)]
        pub(super) venue: u16,
        #[field(since = 2, default = -1, pad = 2)]
        pub(super) tick: i32,
        #[field(since = 3, default)]
        pub(super) flags: (bool, u8),
    }

    #[message(tlv = 201)]
    #[derive(Debug, Clone, PartialEq)]
    pub(super) struct Varying {
        pub(super) name: String,
        pub(super) path: Vec<u16>,
        #[field(since = 2, default)]
        pub(super) note: Option<String>,
        #[field(since = 2, default = vec![1, 2])]
        pub(super) weights: Vec<u8>,
        #[field(since = 3, default = String::from("none"))]
        pub(super) memo: String,
    }
}

// === kept bytes: never change these ===

/// `Fixed { price: -2, side: 7 }`.
const FIXED_1: &str = "c80c feffffffffffffff 07 000000";
/// With `venue: 0x0102, tick: 5` behind.
const FIXED_2: &str = "c814 feffffffffffffff 07 000000 0201 05000000 0000";
/// With `flags: (true, 9)` behind.
const FIXED_3: &str = "c816 feffffffffffffff 07 000000 0201 05000000 0000 0109";
/// `Varying { name: "ab", path: [3] }`.
const VARYING_1: &str = "c908 0200 6162 0100 0300";
/// With `note: Some("x"), weights: [9]` behind.
const VARYING_2: &str = "c90f 0200 6162 0100 0300 01 0100 78 0100 09";
/// With `memo: "m"` behind.
const VARYING_3: &str = "c912 0200 6162 0100 0300 01 0100 78 0100 09 0100 6d";

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> = hex.bytes().filter(|byte| *byte != b' ').collect();
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).expect("ASCII"), 16).expect("hex digits");
    digits.chunks(2).map(byte).collect()
}

/// A TLV with the first `len` bytes of the payload of `tlv`.
fn cut(tlv: &[u8], len: usize) -> Vec<u8> {
    [&[tlv[0], u8::try_from(len).expect("a short one")], &tlv[2..2 + len]].concat()
}

/// The TLV with `more` behind its payload.
fn longer(tlv: &[u8], more: &[u8]) -> Vec<u8> {
    let len = u8::try_from(tlv.len() - 2 + more.len()).expect("a short one");
    [&[tlv[0], len], &tlv[2..], more].concat()
}

fn fixed_1() -> v1::Fixed {
    v1::Fixed { price: -2, side: 7 }
}

fn fixed_2() -> v2::Fixed {
    v2::Fixed { price: -2, side: 7, venue: 0x0102, tick: 5 }
}

fn fixed_3() -> v3::Fixed {
    v3::Fixed { price: -2, side: 7, venue: 0x0102, tick: 5, flags: (true, 9) }
}

fn varying_1() -> v1::Varying {
    v1::Varying { name: "ab".into(), path: vec![3] }
}

fn varying_2() -> v2::Varying {
    v2::Varying { name: "ab".into(), path: vec![3], note: Some("x".into()), weights: vec![9] }
}

fn varying_3() -> v3::Varying {
    let v2::Varying { name, path, note, weights } = varying_2();
    v3::Varying { name, path, note, weights, memo: "m".into() }
}

#[track_caller]
fn reads<T: Message + PartialEq + Debug>(bytes: &[u8], expected: T) {
    assert_eq!(T::from_tlv(bytes), Ok(expected));
}

#[test]
fn each_version_writes_the_bytes_that_are_kept() {
    fn check<T: Message + PartialEq + Debug>(message: T, kept: &str) {
        let kept = bytes(kept);
        assert_eq!(message.to_tlv(), Ok(kept.clone()));
        let mut room = vec![0xAA; kept.len()];
        assert_eq!(message.write_tlv(&mut room), Ok(kept.len()));
        assert_eq!((room, message.tlv_len()), (kept.clone(), kept.len()));
        reads(&kept, message);
    }
    check(fixed_1(), FIXED_1);
    check(fixed_2(), FIXED_2);
    check(fixed_3(), FIXED_3);
    check(varying_1(), VARYING_1);
    check(varying_2(), VARYING_2);
    check(varying_3(), VARYING_3);
}

#[test]
fn a_newer_version_reads_older_bytes_and_fills_in_the_defaults() {
    reads(&bytes(FIXED_1), v2::Fixed { price: -2, side: 7, venue: 0, tick: -1 });
    reads(&bytes(FIXED_1), v3::Fixed { price: -2, side: 7, venue: 0, tick: -1, flags: (false, 0) });
    reads(&bytes(FIXED_2), v3::Fixed { flags: (false, 0), ..fixed_3() });
    reads(&bytes(VARYING_1), v2::Varying { note: None, weights: vec![1, 2], ..varying_2() });
    reads(&bytes(VARYING_1), v3::Varying { note: None, weights: vec![1, 2], memo: "none".into(), ..varying_3() });
    reads(&bytes(VARYING_2), v3::Varying { memo: "none".into(), ..varying_3() });
}

#[test]
fn an_older_version_reads_newer_bytes_and_leaves_out_the_rest() {
    for newer in [FIXED_2, FIXED_3] {
        reads(&bytes(newer), fixed_1());
    }
    reads(&bytes(FIXED_3), fixed_2());
    for newer in [VARYING_2, VARYING_3] {
        reads(&bytes(newer), varying_1());
    }
    reads(&bytes(VARYING_3), varying_2());
}

#[test]
fn what_ends_inside_of_a_version_is_an_error_that_names_the_field() {
    /// Reads every shorter payload: good are those that end with a version, of these lengths.
    fn check<T: Message + Debug>(newest: &str, ends: &[usize]) {
        let newest = bytes(newest);
        for len in 0..newest.len() - 2 {
            match T::from_tlv(&cut(&newest, len)) {
                Ok(_) => assert!(ends.contains(&len), "{len} bytes"),
                Err(WireError::TruncatedField { number, message, field, .. }) => {
                    assert!(!ends.contains(&len), "{len} bytes");
                    assert_eq!(number.map(u64::from), Some(T::NUMBER), "{len} bytes");
                    assert!(message == Some(T::NAME) && field.is_some(), "{message:?} {field:?}");
                }
                Err(error) => panic!("{len} bytes: {error}"),
            }
        }
    }
    check::<v3::Fixed>(FIXED_3, &[12, 20]);
    check::<v2::Fixed>(FIXED_2, &[12]);
    check::<v1::Fixed>(FIXED_1, &[]);
    check::<v3::Varying>(VARYING_3, &[8, 15]);
    let error = v3::Fixed::from_tlv(&cut(&bytes(FIXED_3), 15)).unwrap_err();
    let is_the_field = matches!(error, WireError::TruncatedField { field: Some("tick"), offset: 14, found: 1, .. });
    assert!(is_the_field, "{error}");
}

#[test]
fn bytes_behind_the_last_field_are_a_later_versions() {
    for more in [&[0][..], &[0xFF; 40]] {
        reads(&longer(&bytes(FIXED_1), more), fixed_1());
        reads(&longer(&bytes(FIXED_3), more), fixed_3());
        reads(&longer(&bytes(VARYING_3), more), varying_3());
    }
}

#[test]
fn a_message_that_says_neither_keeps_its_exact_length() {
    #[message(tlv = 200)]
    #[derive(Debug, PartialEq)]
    struct Fixed {
        price: i64,
    }
    #[message(tlv = 201)]
    #[derive(Debug, PartialEq)]
    struct Varying {
        name: String,
    }
    for (found, payload) in [(7, &[0; 7][..]), (9, &[0; 9])] {
        let error = WireError::SizeMismatch { number: Some(200), message: "Fixed", expected: 8, found };
        assert_eq!(Fixed::from_tlv(&[&[200, found as u8], payload].concat()), Err(error));
    }
    let error = WireError::SizeMismatch { number: Some(201), message: "Varying", expected: 2, found: 3 };
    assert_eq!(Varying::from_tlv(&[201, 3, 0, 0, 9]), Err(error));
}

#[test]
fn another_number_is_refused_before_anything_is_read() {
    assert!(matches!(v2::Fixed::from_tlv(&bytes(VARYING_1)), Err(WireError::UnknownNumber { found: 201, .. })));
    assert!(matches!(v1::Varying::from_tlv(&bytes(FIXED_1)), Err(WireError::UnknownNumber { found: 200, .. })));
}

#[test]
fn the_length_is_the_newest_versions() {
    assert_eq!(
        [v1::Fixed::PAYLOAD_LEN, v2::Fixed::PAYLOAD_LEN, v3::Fixed::PAYLOAD_LEN],
        [Some(12), Some(20), Some(22)]
    );
    assert_eq!(v3::Varying::PAYLOAD_LEN, None);
}

#[test]
fn the_chain_of_schemas_grows_at_its_end() {
    let chains = [<v1::Fixed as Message>::SCHEMA, <v2::Fixed as Message>::SCHEMA, <v3::Fixed as Message>::SCHEMA];
    assert_eq!(chains.map(<[u64]>::len), [1, 2, 3]);
    assert!(chains[2].starts_with(chains[1]) && chains[1].starts_with(chains[0]));
    let chains = [<v1::Varying as Message>::SCHEMA, <v3::Varying as Message>::SCHEMA];
    assert!(chains[1].starts_with(chains[0]));
    // Peers of other builds compare with these.
    assert_eq!(<v3::Fixed as Message>::SCHEMA, FIXED_CHAIN);
    /// A message that was never anything else, and does not say that it may grow.
    #[message(tlv = 200, domain = market_data, reply = u64)]
    #[allow(dead_code, reason = "only its schema is looked at")]
    struct Fixed {
        price: i64,
        #[field(pad = 3)]
        side: u8,
    }
    assert_eq!(<Fixed as Message>::SCHEMA, &FIXED_CHAIN[..1], "`appendable` does not count");
}

const FIXED_CHAIN: &[u64] = &[0xddb8_5980_c4a6_38d2, 0x905d_9d5f_e706_4a7c, 0x9598_34c2_a1e3_4dee];

#[test]
fn a_first_version_may_have_no_fields() {
    mod first {
        use super::*;
        #[message(tlv = 202, appendable)]
        #[derive(Debug, PartialEq)]
        pub(super) struct Ping;
    }
    #[message(tlv = 202)]
    #[derive(Debug, PartialEq)]
    struct Ping(#[field(since = 2, default = 9)] u32);
    assert_eq!(<Ping as Message>::SCHEMA[..1], *<first::Ping as Message>::SCHEMA);
    reads(&[202, 0], Ping(9));
    reads(&[202, 4, 1, 0, 0, 0], Ping(1));
    reads(&[202, 4, 1, 0, 0, 0], first::Ping);
    assert!(Ping::from_tlv(&[202, 1, 1]).is_err());
}

// === written for who knows fewer versions ===

#[test]
fn a_newer_version_writes_what_an_older_one_wrote() {
    fn check<T: Message>(message: &T, version: usize, kept: &str) {
        let mut out = vec![0xEE];
        message.encode_tlv_as(version, &mut out).expect("it is short");
        assert_eq!(out[1..], bytes(kept), "version {version}");
    }
    let fixed = [FIXED_1, FIXED_1, FIXED_2, FIXED_3, FIXED_3];
    let varying = [VARYING_1, VARYING_1, VARYING_2, VARYING_3, VARYING_3];
    for version in 0..5 {
        check(&fixed_3(), version, fixed[version]);
        check(&varying_3(), version, varying[version]);
        check(&fixed_1(), version, FIXED_1);
    }
}

#[test]
fn only_what_is_written_has_to_fit() {
    let message = v2::Varying { weights: vec![0; 65_535], ..varying_2() };
    assert!(message.to_tlv().is_err());
    let mut out = vec![7];
    assert!(matches!(message.encode_tlv_as(2, &mut out), Err(WireError::TooLarge { limit: 65_535, .. })));
    assert_eq!(out, [7], "nothing was written");
    message.encode_tlv_as(1, &mut out).expect("it is short");
    assert_eq!(out[1..], bytes(VARYING_1));
}

#[test]
fn an_enum_writes_as_its_message_does() {
    #[message]
    #[derive(Debug)]
    enum Both {
        Fixed(v3::Fixed),
        Varying(Box<v3::Varying>),
    }
    let mut out = Vec::new();
    Both::from(fixed_3()).encode_tlv_as(2, &mut out).expect("it is short");
    Both::from(Box::new(varying_3())).encode_tlv_as(1, &mut out).expect("it is short");
    assert_eq!(out, [bytes(FIXED_2), bytes(VARYING_1)].concat());
    let names: Vec<_> = Both::FORM.messages.iter().map(|form| form.name).collect();
    assert_eq!(names, ["Fixed", "Varying"]);
}

// === what is said of a message ===

#[test]
fn a_form_names_fields_types_and_versions() {
    let form = v3::Fixed::FORM;
    assert_eq!((form.name, form.number, form.domain), ("Fixed", 200, Some(mycelium::wire::Domain::MARKET_DATA)));
    assert_eq!(form.schema, <v3::Fixed as Message>::SCHEMA);
    assert_eq!(form.reply.name, "u64");
    let fields: Vec<_> = form.fields.iter().map(|field| (field.name, field.ty.name, field.pad, field.since)).collect();
    let expected = [("price", "i64", 0, 1), ("side", "u8", 3, 1), ("venue", "u16", 0, 2), ("tick", "i32", 2, 2)];
    assert_eq!(fields[..4], expected);
    assert_eq!(fields[4], ("flags", "(bool, u8)", 0, 3));
    let types: Vec<_> = v3::Varying::FORM.fields.iter().map(|field| field.ty.name).collect();
    assert_eq!(types, ["String", "Vec<u16>", "Option<String>", "Vec<u8>", "String"]);
    assert_eq!(v3::Varying::FORM.reply.name, "()");
    #[message(local)]
    struct Tick;
    assert!(Tick::FORM.fields.is_empty() && Tick::FORM.schema.is_empty());
}

// Views.

#[test]
fn a_view_says_which_fields_an_older_payload_does_not_have() {
    #[message(tlv = 0xC8)]
    struct Grown {
        venue: String,
        #[field(since = 2, default)]
        price: i64,
        #[field(since = 2, default, pad = 2)]
        note: String,
        #[field(since = 3, default = 7)]
        side: u8,
    }
    let whole = Grown { venue: "paris".into(), price: -3, note: "late".into(), side: 9 };
    let bytes = |version| {
        let mut out = Vec::new();
        whole.encode_tlv_as(version, &mut out).expect("it is short");
        out
    };
    let (first, second, third) = (bytes(1), bytes(2), bytes(3));
    let view = |bytes| Grown::view_tlv(parse_one(bytes).expect("one TLV")).expect("no length is wrong");

    let old = view(&first);
    assert_eq!((old.venue(), old.price(), old.note(), old.side()), (Ok("paris"), Ok(None), Ok(None), Ok(None)));
    assert_eq!(format!("{old:?}"), r#"Grown { venue: "paris", price: None, note: None, side: None }"#);
    let newer = view(&second);
    assert_eq!((newer.price(), newer.note(), newer.side()), (Ok(Some(-3)), Ok(Some("late")), Ok(None)));
    let newest = [&third[..], &[1, 2, 3]].concat();
    let newest = [&[0xC8, (newest.len() - 2) as u8][..], &newest[2..]].concat();
    let now = view(&newest);
    assert_eq!((now.venue(), now.price(), now.side()), (Ok("paris"), Ok(Some(-3)), Ok(Some(9))));

    // Cut off inside of a version.
    let cut = [&[0xC8, 7 + 4][..], &third[2..2 + 7 + 4]].concat();
    let cut = view(&cut);
    assert_eq!((cut.venue(), cut.price().is_err(), cut.side().is_err()), (Ok("paris"), true, true));
}

#[test]
fn a_default_may_name_the_message_itself() {
    #[message(tlv = 0xC8)]
    #[derive(Debug, PartialEq)]
    struct Named {
        price: i64,
        #[field(since = 2, default = Self::VENUES[0])]
        venue: u16,
        #[field(since = 2, default = vec![Self::VENUES[1]; Self::VENUES.len()])]
        others: Vec<u16>,
    }
    impl Named {
        const VENUES: [u16; 2] = [101, 102];
    }
    let older = [0xC8, 8, 1, 0, 0, 0, 0, 0, 0, 0];
    assert_eq!(Named::from_tlv(&older), Ok(Named { price: 1, venue: 101, others: vec![102; 2] }));
}
