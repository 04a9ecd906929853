//! Properties of the wire that hold for any bytes: nothing panics, what is written is read as it was, and a stream
//! reader finds what is good among what is not. The checks themselves are in `fuzz/bodies.rs`, which the fuzz targets
//! use, too.
//!
//! A failure prints its input, made as small as can be, and adds its seed to `wire_properties.regressions`, which is
//! tried first from then on.

#[path = "fuzz/bodies.rs"]
mod bodies;

use bodies::messages::{Everything, Exact, Id, Nothing, Padded, Side, Status, Venue};
use bodies::reference::{self, Report};
use bodies::script::{all_rules, mend, seal};
use mycelium::Message;
use mycelium::wire::{Domain, FrameHead, FrameRules, HEADER_LEN, TlvType, encode_frame, put_tlv};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use serde::Deserialize;

/// So that the whole file takes seconds in a debug build.
fn cases(cases: u32) -> ProptestConfig {
    let seeds = concat!(env!("CARGO_MANIFEST_DIR"), "/wire_properties.regressions");
    let failure_persistence = Some(Box::new(FileFailurePersistence::Direct(seeds)) as Box<_>);
    ProptestConfig { cases, failure_persistence, max_shrink_iters: 10_000, ..ProptestConfig::default() }
}

// === Values ===

fn side() -> impl Strategy<Value = Side> {
    prop_oneof![Just(Side::Buy), Just(Side::Sell)]
}

fn venue() -> impl Strategy<Value = Venue> {
    // What has a name is never `Other`: it would come back by its name.
    let other = any::<u16>().prop_map(|number| match number {
        0 => Venue::Unknown,
        0x0300 => Venue::Uniswap,
        number => Venue::Other(number),
    });
    prop_oneof![Just(Venue::Unknown), Just(Venue::Uniswap), other]
}

fn status() -> impl Strategy<Value = Status> {
    prop_oneof![Just(Status::Open), Just(Status::Other)]
}

fn id() -> impl Strategy<Value = Id> {
    any::<(u16, u64)>().prop_map(|(venue, asset)| Id { venue, asset })
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![".{0,8}", any::<String>()]
}

fn outcome() -> impl Strategy<Value = Result<u32, String>> {
    prop_oneof![any::<u32>().prop_map(Ok), text().prop_map(Err)]
}

fn outcomes() -> impl Strategy<Value = Vec<Result<Nothing, Side>>> {
    vec(prop_oneof![Just(Ok(Nothing)), side().prop_map(Err)], 0..4)
}

fn lists() -> impl Strategy<Value = Vec<Vec<Option<u16>>>> {
    vec(vec(any::<Option<u16>>(), 0..5), 0..5)
}

prop_compose! {
    fn exact()(
        (flag, note, text, bytes) in (any::<bool>(), proptest::option::of(text()), text(), any::<Vec<u8>>()),
        (ids, lists, outcome, outcomes) in (vec(id(), 0..5), lists(), outcome(), outcomes()),
        (side, venue, pair) in (side(), venue(), (any::<u8>(), text())),
        (grid, texts) in (any::<[[u16; 2]; 2]>(), [proptest::option::of(text()), proptest::option::of(text())]),
        maybe in proptest::option::of((id(), any::<bool>())),
        (unsigned, signed, floats) in (any::<(u8, u16, u32, u64, u128)>(), any::<(i8, i16, i32, i64, i128)>(), floats()),
    ) -> Exact {
        Exact {
            flag, note, text, bytes, ids, lists, outcome, outcomes, side, venue, pair, grid, texts, maybe,
            unit: (), nothing: Nothing, unsigned, signed, floats,
        }
    }
}

/// All of them, NaNs of every kind too.
fn floats() -> impl Strategy<Value = (f32, f64)> {
    any::<(u32, u64)>().prop_map(|(single, double)| (f32::from_bits(single), f64::from_bits(double)))
}

prop_compose! {
    fn padded()(name in text(), statuses in [status(), status()]) -> Padded {
        Padded { name, statuses }
    }
}

prop_compose! {
    fn everything()(
        side in side(), status in status(), padded in vec(padded(), 0..4), exact in exact(),
    ) -> Everything {
        Everything { side, status, padded, exact }
    }
}

/// Floats as bits, and the value without them, which is then equal to itself.
fn bits(mut exact: Exact) -> (u32, u64, Exact) {
    let (single, double) = std::mem::take(&mut exact.floats);
    (single.to_bits(), double.to_bits(), exact)
}

proptest! {
    #![proptest_config(cases(600))]

    #[test]
    fn decode_after_encode_is_the_identity(value in everything()) {
        let tlv = value.to_tlv().expect("it is short");
        prop_assert_eq!(tlv.len(), value.tlv_len());
        let mut room = vec![0xAA; tlv.len() + 1];
        prop_assert_eq!(value.write_tlv(&mut room), Ok(tlv.len()));
        prop_assert_eq!(&room[..tlv.len()], &tlv[..]);
        let read = Everything::from_tlv(&tlv).expect("what is written is read");
        prop_assert_eq!(read.to_tlv(), Ok(tlv));
        let (side, status, padded) = (read.side, read.status, &read.padded);
        prop_assert_eq!((side, status, padded), (value.side, value.status, &value.padded));
        prop_assert_eq!(bits(read.exact), bits(value.exact));
    }

    #[test]
    fn a_payload_with_a_few_bytes_changed_is_read_or_refused(value in everything(), changes in changes(), any in any::<u8>()) {
        for tlv in [value.to_tlv(), value.exact.to_tlv()] {
            let mut tlv = tlv.expect("it is short");
            change(&mut tlv, &changes);
            bodies::domain(&tlv);
            tlv.insert(0, any);
            bodies::domain(&tlv);
            let payload = tlv.get(3..).unwrap_or_default();
            bodies::message(payload);
            bodies::message(payload.get(3..).unwrap_or_default()); // Of an extended TLV.
        }
    }
}

// === Any bytes, and bytes near good ones ===

#[derive(Debug, Clone)]
enum Change {
    Flip {
        at: usize,
        with: u8,
    },
    Put {
        at: usize,
        bytes: Vec<u8>,
    },
    Cut {
        at: usize,
        len: usize,
    },
    Insert {
        at: usize,
        bytes: Vec<u8>,
    },
    /// Copies a part to another place.
    Splice {
        from: usize,
        len: usize,
        at: usize,
    },
    /// A length that lies, in place of a header's.
    Promise {
        size: u32,
    },
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let at = || any::<u16>().prop_map(usize::from);
    let len = || 0..40_usize;
    let telling = prop_oneof![Just(0), Just(1), Just(0x7F), Just(0x80), Just(0xFE), Just(0xFF), any::<u8>()];
    let change = prop_oneof![
        (at(), 1..=255_u8).prop_map(|(at, with)| Change::Flip { at, with }),
        (at(), vec(telling, 1..9)).prop_map(|(at, bytes)| Change::Put { at, bytes }),
        (at(), len()).prop_map(|(at, len)| Change::Cut { at, len }),
        (at(), vec(any::<u8>(), 0..40)).prop_map(|(at, bytes)| Change::Insert { at, bytes }),
        (at(), len(), at()).prop_map(|(from, len, at)| Change::Splice { from, len, at }),
        prop_oneof![0..600_u32, any::<u32>(), Just(1 << 20), Just((1 << 20) - 32)]
            .prop_map(|size| Change::Promise { size }),
    ];
    vec(change, 1..5)
}

fn change(bytes: &mut Vec<u8>, changes: &[Change]) {
    for change in changes {
        let place = |at: &usize| at % (bytes.len() + 1);
        match change {
            Change::Flip { at, with } => {
                let at = place(at);
                bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= with);
            }
            Change::Put { at, bytes: new } => {
                let at = place(at);
                bytes.iter_mut().skip(at).zip(new).for_each(|(byte, new)| *byte = *new);
            }
            Change::Cut { at, len } => {
                let at = place(at);
                bytes.drain(at..bytes.len().min(at + len));
            }
            Change::Insert { at, bytes: new } => {
                let at = place(at);
                bytes.splice(at..at, new.iter().copied());
            }
            Change::Splice { from, len, at } => {
                let (from, at) = (place(from), place(at));
                let part: Vec<u8> = bytes.iter().skip(from).take(*len).copied().collect();
                bytes.splice(at..at, part);
            }
            Change::Promise { size } => {
                if let Some(field) = bytes.get_mut(24..28) {
                    field.copy_from_slice(&size.to_le_bytes());
                }
            }
        }
    }
}

#[derive(Deserialize)]
struct Vectors {
    messages: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    hex: String,
}

fn golden() -> Vec<Vec<u8>> {
    let vectors: Vectors = serde_json::from_str(include_str!("data/golden_vectors.json")).expect("the file is JSON");
    let byte = |hex: &str, at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex digits");
    let bytes = |hex: &str| (0..hex.len()).step_by(2).map(|at| byte(hex, at)).collect();
    // A large one is like the smaller ones, and makes everything slow.
    vectors.messages.iter().map(|vector| bytes(&vector.hex)).filter(|bytes: &Vec<u8>| bytes.len() < 3000).collect()
}

proptest! {
    #![proptest_config(cases(900))]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in vec(any::<u8>(), 0..400), steps in vec(0..50_usize, 0..20)) {
        bodies::frame(&bytes);
        bodies::message(&bytes);
        bodies::domain(&bytes);
        bodies::cursor(&bytes, &steps);
    }

    #[test]
    fn bytes_near_a_golden_vector_are_read_or_refused(which in any::<prop::sample::Index>(), changes in changes()) {
        let golden = golden();
        let mut bytes = which.get(&golden).clone();
        change(&mut bytes, &changes);
        bodies::frame(&bytes);
        seal(&mut bytes);
        bodies::frame(&bytes);
        bodies::tlvs(bytes.get(HEADER_LEN..).unwrap_or_default());
        mend(&mut bytes);
        bodies::frame(&bytes);
    }
}

// === Streams ===

fn frame(sequence: u64, payload: &[u8]) -> Vec<u8> {
    let head = FrameHead { domain: Domain::SYSTEM, source: 9, flags: 0, sequence, timestamp_ns: 5 };
    let number = TlvType::new(200).expect("only 255 is none");
    let mut out = Vec::new();
    encode_frame(&head, &mut out, |tlvs| put_tlv(tlvs, number, payload)).expect("it is short");
    out
}

/// Cuts at places that are given as parts of the whole.
fn pieces<'a>(input: &'a [u8], cuts: &[prop::sample::Index]) -> Vec<&'a [u8]> {
    let mut at: Vec<usize> = cuts.iter().map(|cut| cut.index(input.len() + 1)).collect();
    at.extend([0, input.len()]);
    at.sort_unstable();
    at.windows(2).map(|pair| &input[pair[0]..pair[1]]).collect()
}

fn cuts() -> impl Strategy<Value = Vec<prop::sample::Index>> {
    vec(any::<prop::sample::Index>(), 0..30)
}

/// The bytes of the good frames in order.
fn frames(reports: Vec<(std::ops::Range<usize>, Report)>) -> Vec<Vec<u8>> {
    let frame = |(range, report): (std::ops::Range<usize>, Report)| match report {
        Report::Frame(frame) => {
            assert_eq!(range.len(), frame.len());
            Some(frame)
        }
        _ => None,
    };
    reports.into_iter().filter_map(frame).collect()
}

proptest! {
    #![proptest_config(cases(450))]

    #[test]
    fn any_script_is_reported_as_the_plain_reader_does(script in vec(any::<u8>(), 0..300)) {
        bodies::stream(&script);
    }

    #[test]
    fn a_golden_vector_changed_among_others_is_reported_as_the_plain_reader_does(
        which in vec(any::<prop::sample::Index>(), 1..6), changes in changes(), sealed in any::<bool>(), cuts in cuts(),
    ) {
        let golden = golden();
        let mut input = Vec::new();
        for (at, which) in which.iter().enumerate() {
            let mut bytes = which.get(&golden).clone();
            if at % 2 == 0 {
                change(&mut bytes, &changes);
            }
            if sealed {
                seal(&mut bytes);
            }
            input.extend(bytes);
        }
        for rules in all_rules() {
            reference::compare(&input, pieces(&input, &cuts), &rules);
        }
    }

    /// Garbage without a magic swallows no frame, and is one run.
    #[test]
    fn good_frames_between_garbage_are_found(
        parts in vec((vec(any::<u8>(), 0..40), vec(any::<u8>(), 0..400)), 1..8), cuts in cuts(),
    ) {
        let (mut input, mut expected) = (Vec::new(), Vec::new());
        for (sequence, (garbage, payload)) in parts.iter().enumerate() {
            input.extend(garbage.iter().filter(|byte| **byte != 0xDE)); // No magic without it.
            expected.push(frame(sequence as u64, payload));
            input.extend(expected.last().into_iter().flatten());
        }
        let reports = reference::compare(&input, pieces(&input, &cuts), &FrameRules::default());
        prop_assert!(reports.iter().all(|(_, report)| !matches!(report, Report::Bad(..))), "{:?}", reports);
        prop_assert_eq!(frames(reports), expected);
    }

    /// Nor does garbage full of magics and of headers that promise too much, as long as no sum is right by chance.
    #[test]
    fn good_frames_between_garbage_with_magics_are_found(
        parts in vec((vec((any::<[u8; 24]>(), 0..3000_u32, 4..32_usize), 0..5), vec(any::<u8>(), 0..1500)), 1..8),
        cuts in cuts(),
    ) {
        let (mut input, mut expected) = (Vec::new(), Vec::new());
        for (sequence, (garbage, payload)) in parts.iter().enumerate() {
            for (header, promised, len) in garbage {
                let header = [&[0xEF, 0xBE, 0xAD, 0xDE, 1, 1], &header[..18], &promised.to_le_bytes(), &header[20..]];
                input.extend_from_slice(&header.concat()[..*len]);
            }
            expected.push(frame(sequence as u64, payload));
            input.extend(expected.last().into_iter().flatten());
        }
        let reports = reference::compare(&input, pieces(&input, &cuts), &FrameRules::default());
        prop_assert_eq!(frames(reports), expected);
    }
}
