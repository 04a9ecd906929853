//! Views: fields read where they stand are what decoding reads, at any alignment, behind anything; what is wrong with a
//! field is said as decoding says it, and stops nobody from reading those in front.

use std::fmt::Debug;

use mycelium::prelude::*;
use mycelium::wire::{
    Domain, Elements, Frame, FrameHead, FrameRules, Reader, Tlv, TlvType, View, Wire, WireError, encode_frame,
    parse_one, put_tlv,
};
use serde::Deserialize;

// === the messages ===

#[message(nested)]
#[derive(Debug, Clone, Copy, PartialEq)]
struct InstrumentId {
    asset: u64,
    #[field(pad = 1)]
    venue: u16,
}

#[message(nested)]
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(u8)]
enum Side {
    Buy = 1,
    Sell,
}

/// Neither `Debug` nor `Copy`: a view asks for neither.
#[message(nested)]
#[repr(u16)]
enum Bare {
    Zero,
    #[field(other)]
    Other(u16),
}

#[message(nested)]
#[derive(Debug, Clone, PartialEq)]
struct Leg {
    name: String,
    #[field(pad = 2)]
    fee: u32,
}

/// Every kind of field; nothing behind the first string has a constant offset.
#[message(tlv = 200)]
#[derive(Debug, Clone, PartialEq)]
struct Everything {
    unsigned: (u8, u16, u32, u64, u128),
    signed: (i8, i16, i32, i64, i128),
    floats: (f32, f64),
    #[field(pad = 3)]
    flag: bool,
    side: Side,
    address: [u8; 20],
    grid: [[u16; 2]; 3],
    id: InstrumentId,
    name: String,
    data: Vec<u8>,
    fees: Vec<u32>,
    path: Vec<InstrumentId>,
    legs: Vec<Leg>,
    leg: Leg,
    notes: [String; 2],
    maybe: Option<String>,
    never: Option<u64>,
    good: Result<u8, String>,
    bad: Result<u8, String>,
    lists: Vec<Vec<bool>>,
    unit: (),
    last: i64,
}

#[message(tlv = 201, accept = [8, 12])]
#[derive(Debug, Clone, PartialEq)]
struct Accepts {
    a: u32,
    b: u32,
}

#[message(tlv = 202)]
#[derive(Debug, Clone, PartialEq)]
struct Pair(u8, String, #[field(pad = 1)] u16);

#[message(tlv = 203)]
struct Undebugged {
    bare: Bare,
    n: u8,
}

#[message(tlv = 204)]
#[derive(Debug)]
struct Empty;

#[message(tlv = 205)]
#[derive(Debug, Clone, PartialEq)]
struct Lists {
    first: u16,
    flags: [bool; 3],
    sides: Vec<Side>,
    ids: Vec<InstrumentId>,
    names: Vec<String>,
    name: String,
    tag: Option<u8>,
    last: u8,
}

#[message(tlv = 206)]
struct Grown {
    first: u16,
    #[field(since = 2, default)]
    fees: Vec<u16>,
    #[field(since = 2, default)]
    tag: Option<bool>,
    #[field(since = 3, default)]
    sides: Vec<Side>,
}

fn everything() -> Everything {
    Everything {
        unsigned: (1, 2, 3, 4, u128::MAX),
        signed: (-1, -2, -3, -4, i128::MIN),
        floats: (1.5, f64::NEG_INFINITY),
        flag: true,
        side: Side::Sell,
        address: std::array::from_fn(|at| at as u8),
        grid: [[1, 2], [3, 4], [5, 6]],
        id: InstrumentId { asset: 7, venue: 8 },
        name: "zürich".into(),
        data: vec![9, 8, 7],
        fees: vec![5, 30, 100],
        path: vec![InstrumentId { asset: 1, venue: 2 }, InstrumentId { asset: 3, venue: 4 }],
        legs: vec![Leg { name: "a".into(), fee: 1 }, Leg { name: String::new(), fee: 2 }],
        leg: Leg { name: "only".into(), fee: 3 },
        notes: ["x".into(), "yz".into()],
        maybe: Some("there".into()),
        never: None,
        good: Ok(1),
        bad: Err("no".into()),
        lists: vec![vec![true], vec![], vec![false, true]],
        unit: (),
        last: -9,
    }
}

fn lists() -> Lists {
    Lists {
        first: 0x0102,
        flags: [true, false, true],
        sides: vec![Side::Buy, Side::Sell],
        ids: vec![InstrumentId { asset: 1, venue: 2 }],
        names: vec!["a".into(), "bc".into()],
        name: "n".into(),
        tag: Some(3),
        last: 4,
    }
}

fn tlv<M: Message>(payload: &[u8]) -> Tlv<'_> {
    let number = u8::try_from(M::NUMBER).ok().and_then(TlvType::new).expect("it has a number");
    Tlv { number, payload }
}

fn payload<M: Message>(message: &M) -> Vec<u8> {
    let bytes = message.to_tlv().expect("it fits");
    parse_one(&bytes).expect("it is one").payload.to_vec()
}

fn all<'a, T: Wire>(elements: Result<Elements<'a, T>, WireError>) -> Vec<View<'a, T>> {
    let elements = elements.expect("the list is good");
    let all: Vec<_> = elements.iter().collect::<Result<_, _>>().expect("every element is good");
    assert_eq!(
        (all.len(), elements.iter().len(), elements.is_empty()),
        (elements.len(), elements.len(), all.is_empty())
    );
    assert!(elements.get(all.len()).is_none() && elements.get(usize::MAX).is_none());
    all
}

fn check_id(view: View<'_, InstrumentId>, id: InstrumentId) {
    assert_eq!((view.asset(), view.venue()), (Ok(id.asset), Ok(id.venue)));
}

fn check_leg(view: View<'_, Leg>, leg: &Leg) {
    assert_eq!((view.name(), view.fee()), (Ok(&*leg.name), Ok(leg.fee)));
}

fn check_everything(view: View<'_, Everything>, expected: &Everything) {
    assert_eq!(view.unsigned(), Ok(expected.unsigned));
    assert_eq!(view.signed(), Ok(expected.signed));
    assert_eq!(view.floats(), Ok(expected.floats));
    assert_eq!(view.flag(), Ok(expected.flag));
    assert_eq!(view.side(), Ok(expected.side));
    assert_eq!(view.address().expect("it is there").as_bytes(), expected.address);
    let grid: Vec<Vec<u16>> = all(view.grid()).into_iter().map(|row| all(Ok(row))).collect();
    assert_eq!(grid, expected.grid);
    check_id(view.id().expect("it is there"), expected.id);
    assert_eq!(view.name(), Ok(&*expected.name));
    assert_eq!(view.data().expect("it is there").as_bytes(), expected.data);
    assert_eq!(all(view.fees()), expected.fees);
    assert_eq!(view.fees().expect("it is there").get(2), Some(Ok(expected.fees[2])));
    all(view.path()).into_iter().zip(&expected.path).for_each(|(view, id)| check_id(view, *id));
    all(view.legs()).into_iter().zip(&expected.legs).for_each(|(view, leg)| check_leg(view, leg));
    let second = view.legs().expect("it is there").get(1).expect("there are two").expect("it is good");
    check_leg(second, &expected.legs[1]);
    check_leg(view.leg().expect("it is there"), &expected.leg);
    assert_eq!(all(view.notes()), expected.notes);
    assert_eq!(view.maybe(), Ok(expected.maybe.as_deref()));
    assert_eq!(view.never(), Ok(expected.never));
    assert_eq!(view.good(), Ok(expected.good.as_ref().map(|value| *value).map_err(|error| &**error)));
    assert_eq!(view.bad(), Ok(expected.bad.as_ref().map(|value| *value).map_err(|error| &**error)));
    let lists: Vec<Vec<bool>> = all(view.lists()).into_iter().map(|list| all(Ok(list))).collect();
    assert_eq!(lists, expected.lists);
    assert_eq!(view.unit(), Ok(()));
    assert_eq!(view.last(), Ok(expected.last));
}

// === what is read ===

#[test]
fn views_read_what_decoding_reads_at_any_alignment() {
    let expected = everything();
    let head = FrameHead { domain: Domain::SYSTEM, source: 1, flags: 0, sequence: 2, timestamp_ns: 3 };
    for shift in 0..16 {
        let mut bytes = vec![0xAA; shift];
        encode_frame(&head, &mut bytes, |tlvs| {
            put_tlv(tlvs, TlvType::new(9).expect("not 255"), &[1])?;
            expected.encode_tlv(tlvs)
        })
        .expect("it is short");
        let frame = Frame::parse(&bytes[shift..], &FrameRules::default()).expect("it is good");
        let view = Everything::view_in(&frame).expect("it is good").expect("it is there");
        check_everything(view, &expected);
        let found = frame.tlvs().nth(1).expect("it is the second");
        check_everything(Everything::view_tlv(found).expect("it is good"), &expected);
        assert_eq!(Everything::decode_tlv(found).as_ref(), Ok(&expected));
        assert!(Accepts::view_in(&frame).expect("nothing is wrong").is_none());
    }
}

#[test]
fn views_show_what_they_read() {
    let bytes = payload(&everything());
    let view = Everything::view_tlv(tlv::<Everything>(&bytes)).expect("it is good");
    assert_eq!(format!("{view:?}"), format!("{:?}", everything()));
    let pair = Pair(1, "p".into(), 2);
    let bytes = payload(&pair);
    let view = Pair::view_tlv(tlv::<Pair>(&bytes)).expect("it is good");
    assert_eq!((view._0(), view._1(), view._2()), (Ok(1), Ok("p"), Ok(2)));
    assert_eq!(format!("{view:?}"), format!("{pair:?}"));
    assert_eq!(format!("{:?}", Empty::view_tlv(tlv::<Empty>(&[])).expect("it is good")), "Empty");
    let bytes = payload(&Undebugged { bare: Bare::Other(7), n: 1 });
    let view = Undebugged::view_tlv(tlv::<Undebugged>(&bytes)).expect("it is good");
    assert_eq!(format!("{view:?}"), "Undebugged { bare: _, n: 1 }");
    assert!(matches!(view.bare(), Ok(Bare::Other(7))));
    let cut = Pair::view_tlv(tlv::<Pair>(&[1])).expect("it begins");
    assert!(format!("{cut:?}").starts_with("Pair(1, TruncatedField"), "{cut:?}");
}

/// Also where a field, or an element of one, cannot be read; and fields of later versions.
#[test]
fn a_view_shows_what_its_methods_read() {
    fn show<T: Debug>(read: &Result<T, WireError>) -> &dyn Debug {
        match read {
            Ok(value) => value,
            Err(error) => error,
        }
    }
    let check = |bytes: &[u8]| {
        let view = Lists::view_tlv(tlv::<Lists>(bytes)).expect("its length varies");
        let expected = std::fmt::from_fn(|f| {
            let mut out = f.debug_struct("Lists");
            out.field("first", show(&view.first())).field("flags", show(&view.flags()));
            out.field("sides", show(&view.sides())).field("ids", show(&view.ids()));
            out.field("names", show(&view.names())).field("name", show(&view.name()));
            out.field("tag", show(&view.tag())).field("last", show(&view.last())).finish()
        });
        assert_eq!((format!("{view:?}"), format!("{view:#?}")), (format!("{expected:?}"), format!("{expected:#?}")));
        let view = Grown::view_tlv(tlv::<Grown>(bytes)).expect("its length varies");
        let expected = std::fmt::from_fn(|f| {
            let mut out = f.debug_struct("Grown");
            out.field("first", show(&view.first())).field("fees", show(&view.fees()));
            out.field("tag", show(&view.tag())).field("sides", show(&view.sides())).finish()
        });
        assert_eq!((format!("{view:?}"), format!("{view:#?}")), (format!("{expected:?}"), format!("{expected:#?}")));
    };
    let grown = Grown { first: 1, fees: vec![2, 3], tag: Some(true), sides: vec![Side::Buy] };
    for good in [payload(&lists()), payload(&grown)] {
        (0..=good.len()).for_each(|end| check(&good[..end]));
        for at in 0..good.len() {
            for byte in [0, 1, 2, 0xFF] {
                let mut bytes = good.clone();
                bytes[at] = byte;
                check(&bytes);
            }
        }
    }
}

#[test]
fn a_view_may_be_copied_and_outlives_the_frame() {
    let bytes = payload(&lists());
    let name = {
        let view = Lists::view_tlv(tlv::<Lists>(&bytes)).expect("it is good");
        let copied = view;
        assert_eq!(copied.first(), view.first());
        view.name()
    };
    assert_eq!(name, Ok("n"));
}

#[test]
fn a_value_is_passed_over_when_it_is_viewed() {
    fn check<T: Wire>(value: T) {
        let mut bytes = vec![0; value.encoded_len()];
        value.encode(&mut mycelium::wire::Writer::new(&mut bytes));
        let len = bytes.len();
        bytes.push(0xAA);
        let mut from = Reader::new(&bytes);
        assert!(T::view(&mut from).is_ok());
        assert_eq!((from.offset(), from.remaining()), (len, 1));
    }
    check(everything());
    check(lists());
    check(Pair(1, "two".into(), 3));
    check(vec![Some(String::from("a")), None]);
    check::<Result<u16, Vec<u8>>>(Err(vec![1, 2]));
    check(mycelium::Error::msg("a sentence"));
}

// === what is refused ===

#[test]
fn number_and_length_are_checked_as_in_decoding() {
    fn check<M: Message + Wire + Debug>(tlv: Tlv<'_>)
    where
        for<'a> View<'a, M>: Debug,
    {
        assert_eq!(M::view_tlv(tlv).expect_err("refused"), M::decode_tlv(tlv).expect_err("refused"));
    }
    check::<Accepts>(tlv::<Pair>(&[0; 8]));
    for len in [0, 7, 9, 11, 13, 64] {
        check::<Accepts>(tlv::<Accepts>(&vec![0; len]));
    }
    check::<Empty>(tlv::<Empty>(&[0]));
    for len in [8, 12] {
        let bytes = vec![7; len];
        let view = Accepts::view_tlv(tlv::<Accepts>(&bytes)).expect("it is accepted");
        assert_eq!((view.a(), view.b()), (Ok(0x0707_0707), Ok(0x0707_0707)));
    }
}

#[test]
fn a_bad_field_is_refused_as_decoding_refuses_it_and_others_are_read() {
    /// Reads one field wholly, elements included.
    type ReadField = fn(View<'_, Lists>) -> Result<(), WireError>;
    fn whole<T: Wire>(elements: Result<Elements<'_, T>, WireError>) -> Result<(), WireError> {
        elements?.iter().try_for_each(|element| element.map(drop))
    }
    const FIELDS: [ReadField; 8] = [
        |view| view.first().map(drop),
        |view| whole(view.flags()),
        |view| whole(view.sides()),
        |view| view.ids()?.iter().try_for_each(|id| id?.venue().map(drop)),
        |view| whole(view.names()),
        |view| view.name().map(drop),
        |view| view.tag().map(drop),
        |view| view.last().map(drop),
    ];
    /// The first field that fails does it in the words of decoding.
    fn check(bytes: &[u8], bad: usize) -> Vec<usize> {
        let expected = Lists::decode_tlv(tlv::<Lists>(bytes)).expect_err("it is bad");
        let view = Lists::view_tlv(tlv::<Lists>(bytes)).expect("its length varies");
        let read: Vec<_> = FIELDS.iter().map(|read| read(view)).collect();
        let failed: Vec<_> = (0..FIELDS.len()).filter(|at| read[*at].is_err()).collect();
        assert_eq!(failed.first(), Some(&bad), "{read:?}, {expected}");
        assert_eq!(read[bad].as_ref(), Err(&expected));
        failed
    }
    let good = payload(&lists());
    let with = |at: usize, byte: u8| {
        let mut bytes = good.clone();
        bytes[at] = byte;
        bytes
    };
    // first 0, flags 2, sides 5 (count) 7, ids 9 (count) 11, names 22 (count) 24, name 31 (count) 33, tag 34, last 36
    assert_eq!(good.len(), 37);
    assert_eq!(check(&with(4, 2), 1), [1], "a bool behind which lists are found all the same");
    assert_eq!(check(&with(8, 9), 2), [2], "an unknown enum");
    assert_eq!(check(&with(26, 0xFF), 4), [4], "no UTF-8, in a list");
    assert_eq!(check(&with(33, 0xFF), 5), [5], "no UTF-8");
    assert_eq!(check(&with(34, 2), 6), [6, 7], "behind an unknown tag nothing is found");
    assert_eq!(check(&with(6, 0xFF), 2), [2, 3, 4, 5, 6, 7], "a count that lies");
    assert_eq!(check(&with(10, 1), 3), [3, 4, 5, 6, 7], "a count that lies");
    assert_eq!(check(&with(25, 9), 4), [4, 5, 6, 7], "the length of a string in a list that lies");
    assert_eq!(check(&with(32, 1), 5), [5, 6, 7], "the length of a string that lies");
}

/// The field that `error` names.
fn field(error: &WireError) -> (Option<u8>, &'static str, &'static str) {
    match *error {
        WireError::TruncatedField { number, message: Some(message), field: Some(field), .. }
        | WireError::InvalidValue { number, message: Some(message), field: Some(field), .. } => {
            (number, message, field)
        }
        _ => panic!("{error} names no field"),
    }
}

#[test]
fn wherever_a_payload_is_cut_off_the_fields_in_front_are_read() {
    let bytes = payload(&everything());
    let mut named = Vec::new();
    for len in 0..bytes.len() {
        let cut = tlv::<Everything>(&bytes[..len]);
        let expected = Everything::decode_tlv(cut).expect_err("it is cut off");
        let view = Everything::view_tlv(cut).expect("its length varies");
        assert_eq!(view.last().as_ref(), Err(&expected), "all fields in front are walked over, cut at {len}");
        assert_eq!(view.unsigned().is_ok(), len >= 31, "cut at {len}");
        assert_eq!(view.name().is_ok(), len >= 131, "cut at {len}");
        named.push(field(&expected));
    }
    named.dedup();
    assert!(
        named.contains(&(Some(200), "Leg", "fee")) && named.contains(&(Some(200), "Everything", "last")),
        "{named:?}"
    );
    assert!(named.len() > 20, "{named:?}");
}

#[test]
fn an_element_that_is_bad_hides_no_other() {
    let mut bytes = payload(&lists());
    bytes[7] = 0;
    let view = Lists::view_tlv(tlv::<Lists>(&bytes)).expect("its length varies");
    let sides = view.sides().expect("the list is whole");
    let read: Vec<_> = sides.iter().collect();
    assert_eq!(read[1], Ok(Side::Sell));
    assert_eq!(read[0].as_ref().map_err(field), Err((Some(205), "Lists", "sides")));
    assert_eq!(sides.get(0), Some(read[0].clone()), "the same by number");
    assert_eq!(read.len(), 2);
}

#[test]
fn whatever_the_bytes_a_view_reads_what_decoding_reads_or_says_what_is_wrong() {
    let good = payload(&everything());
    let (mut read, mut refused) = (0, 0);
    for at in 0..good.len() {
        for byte in [0, 1, 2, 3, 0x7F, 0xFF] {
            let mut bytes = good.clone();
            bytes[at] = byte;
            let tlv = tlv::<Everything>(&bytes);
            let shown = format!("{:?}", Everything::view_tlv(tlv).expect("its length varies"));
            match Everything::decode_tlv(tlv) {
                Ok(message) => {
                    assert_eq!(shown, format!("{message:?}"), "byte {at} is {byte}");
                    read += 1;
                }
                // The one mistake that no field makes.
                Err(WireError::SizeMismatch { .. }) => refused += 1,
                Err(error) => {
                    // A list is measured before its elements are read: that it is cut off is said first.
                    let cut = shown.contains(&format!("{}: TruncatedField", field(&error).2));
                    let said = shown.contains(&format!("{error:?}"));
                    assert!(said || cut, "byte {at} is {byte}: {error} is not in {shown}");
                    refused += 1;
                }
            }
        }
    }
    assert!(read > 500 && refused > 100, "{read} were read, {refused} refused");
}

// === a relay that filters ===

/// Protocol V2 §6, as far as a filter looks.
#[message(tlv = 2, domain = market_data, accept = [52, 56])]
struct Quote {
    asset_id: u64,
    bid_price: i64,
    bid_size: i64,
    ask_price: i64,
    ask_size: i64,
    timestamp_ns: u64,
    venue: u16,
    asset_type: u8,
    reserved: u8,
}

/// Protocol V2 §6.
#[message(tlv = 11, domain = market_data)]
struct PoolSwap {
    amount_in: u128,
    amount_out: u128,
    liquidity_after: u128,
    timestamp_ns: u64,
    block: u64,
    tick_after: i32,
    venue: u16,
    in_decimals: u8,
    #[field(pad = 8)]
    out_decimals: u8,
    #[field(pad = 12)]
    pool: [u8; 20],
    #[field(pad = 12)]
    token_in: [u8; 20],
    #[field(pad = 12)]
    token_out: [u8; 20],
    sqrt_price_x96_after: [u8; 32],
}

#[derive(Deserialize)]
struct Vectors {
    messages: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    name: String,
    hex: String,
}

#[test]
fn a_relay_filters_golden_frames_without_decoding() {
    fn passes(frame: &Frame<'_>) -> Result<bool, WireError> {
        if let Some(quote) = Quote::view_in(frame)? {
            return Ok(quote.bid_price()? > 0);
        }
        match PoolSwap::view_in(frame)? {
            Some(swap) => Ok(swap.pool()?.as_bytes() == [0x45; 20]),
            None => Ok(false),
        }
    }
    let vectors: Vectors = serde_json::from_str(include_str!("data/golden_vectors.json")).expect("the file is JSON");
    let mut passed = Vec::new();
    for vector in &vectors.messages {
        let byte = |at| u8::from_str_radix(&vector.hex[at..at + 2], 16).expect("hex digits");
        let bytes: Vec<_> = (0..vector.hex.len()).step_by(2).map(byte).collect();
        let Ok(frame) = Frame::parse(&bytes, &FrameRules::default()) else {
            continue;
        };
        let quotes = |tlv: Tlv<'_>| Quote::decode_tlv(tlv).ok().map(|quote| quote.bid_price);
        let expected = frame.tlvs().find_map(quotes);
        let quote = Quote::view_in(&frame).expect("no golden quote has a wrong length");
        assert_eq!(quote.map(|quote| quote.bid_price().expect("it is there")), expected, "{}", vector.name);
        if passes(&frame).expect("no golden swap has a wrong length") {
            passed.push(vector.name.as_str());
        }
    }
    assert_eq!(passed, ["x0_pool_swap", "pool_swap", "quote56", "quote52"]);
}
