//! A stream reader's promises: the same reports whatever pieces the bytes come in, one report for one fault,
//! nothing swallowed behind it, and memory that no sender can inflate.
//!
//! [`check`] reads its input whole, byte by byte and in every split in two, so each scenario here is a test of
//! all three.

use mycelium::wire::{
    ChecksumRule, Domain, FrameHead, FrameReader, FrameRules, HEADER_LEN, TlvType, WireError, encode_frame, put_tlv,
};
use serde::Deserialize;

const RULES: FrameRules = FrameRules { max_len: 4096, ..FrameRules::DEFAULT };
const LENIENT: FrameRules = FrameRules { checksum: ChecksumRule::AcceptZero, ..RULES };

/// A good frame by its sequence, or an error by its kind.
type Report = Result<u64, &'static str>;

// === Reading ===

/// Frames as they came, and errors.
fn read<'a>(pieces: impl IntoIterator<Item = &'a [u8]>, rules: FrameRules) -> Vec<Result<Vec<u8>, WireError>> {
    let mut reader = FrameReader::new(rules);
    let mut seen = Vec::new();
    for piece in pieces {
        reader.push(piece);
        drain(&mut reader, &mut seen);
    }
    reader.finish();
    drain(&mut reader, &mut seen);
    seen
}

fn drain(reader: &mut FrameReader, seen: &mut Vec<Result<Vec<u8>, WireError>>) {
    while let Some(frame) = reader.next_frame() {
        seen.push(frame.map(|frame| [&frame.header().write(), frame.payload()].concat()));
    }
}

fn reports(seen: &[Result<Vec<u8>, WireError>]) -> Vec<Report> {
    let sequence = |frame: &Vec<u8>| frame[8..16].iter().rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte));
    seen.iter().map(|report| report.as_ref().map(sequence).map_err(WireError::kind)).collect()
}

/// Reads `input` whole, bytewise and in every split in two: the same each time, errors' offsets included.
fn read_all_ways(input: &[u8], rules: FrameRules) -> Vec<Result<Vec<u8>, WireError>> {
    let whole = read([input], rules);
    assert_eq!(read(input.chunks(1), rules), whole, "bytewise: {input:02X?}");
    for at in 0..=input.len() {
        let (front, back) = input.split_at(at);
        assert_eq!(read([front, back], rules), whole, "split at {at}: {input:02X?}");
    }
    whole
}

fn check(input: &[u8], expected: &[Report]) {
    check_with(RULES, input, expected);
}

fn check_with(rules: FrameRules, input: &[u8], expected: &[Report]) {
    let seen = read_all_ways(input, rules);
    assert_eq!(reports(&seen), expected, "{seen:?} of {input:02X?}");
}

// === Writing ===

const GARBAGE: &[u8] = &[0x00, 0xFF, 0xEF, 0xBE, 0x01];

fn good(sequence: u64) -> Vec<u8> {
    let head = FrameHead { domain: Domain::SYSTEM, source: 9, flags: 0, sequence, timestamp_ns: 5 };
    let mut frame = Vec::new();
    let number = TlvType::new(200).expect("not 255");
    encode_frame(&head, &mut frame, |tlvs| put_tlv(tlvs, number, &[7; 10])).expect("it is short");
    frame
}

fn patched(at: usize, bytes: &[u8]) -> Vec<u8> {
    let mut frame = good(99);
    frame[at..at + bytes.len()].copy_from_slice(bytes);
    frame
}

fn bad_version() -> Vec<u8> {
    patched(5, &[2])
}

fn promising(payload_size: u32) -> Vec<u8> {
    patched(24, &payload_size.to_le_bytes())
}

fn without_checksum(payload_size: u32, tlv_len: u8) -> Vec<u8> {
    let mut frame = promising(payload_size);
    frame[28..32].fill(0);
    frame[33] = tlv_len;
    frame
}

fn bad_sum() -> Vec<u8> {
    patched(40, &[8])
}

/// A right checksum over the TLV bytes `payload`.
fn sealed(payload: &[u8]) -> Vec<u8> {
    let head = FrameHead { domain: Domain::SYSTEM, source: 9, flags: 0, sequence: 99, timestamp_ns: 5 };
    let mut frame = Vec::new();
    let raw = |tlvs: &mut Vec<u8>| {
        tlvs.extend_from_slice(payload);
        Ok(())
    };
    encode_frame(&head, &mut frame, raw).expect("it is short");
    frame
}

/// Each kind of frame that is refused once it is there in full.
fn refused() -> [(Vec<u8>, &'static str); 5] {
    [
        (bad_version(), "unsupported_version"),
        (promising(1_000_000), "too_large"),
        (bad_sum(), "checksum_mismatch"),
        (sealed(&[7, 0, 7, 9]), "truncated_tlv"),
        (sealed(&[255, 1, 7, 0, 0]), "invalid_extended"),
    ]
}

// === Chance, the same in each run ===

struct Xorshift(u64);

impl Xorshift {
    fn seeded(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % limit
    }

    fn pieces<'a>(&mut self, mut input: &'a [u8], longest: usize) -> Vec<&'a [u8]> {
        let mut pieces = Vec::new();
        while !input.is_empty() {
            let len = self.below(longest.min(input.len()) + 1); // An empty piece changes nothing.
            let (piece, rest) = input.split_at(len);
            pieces.push(piece);
            input = rest;
        }
        pieces
    }
}

// === The golden vectors, cut differently ===

#[derive(Deserialize)]
struct Vectors {
    messages: Vec<Message>,
    streams: Vec<Stream>,
}

#[derive(Deserialize)]
struct Message {
    hex: String,
}

#[derive(Deserialize)]
struct Stream {
    chunks: Vec<String>,
}

fn bytes(hex: &str) -> Vec<u8> {
    let byte = |at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex digits");
    (0..hex.len()).step_by(2).map(byte).collect()
}

/// Every vector's bytes, messages and streams alike.
fn golden() -> Vec<Vec<u8>> {
    let vectors: Vectors = serde_json::from_str(include_str!("data/golden_vectors.json")).expect("the file is JSON");
    let messages = vectors.messages.iter().map(|message| bytes(&message.hex));
    let all: Vec<_> = messages.chain(vectors.streams.iter().map(|stream| bytes(&stream.chunks.concat()))).collect();
    assert_eq!(all.len(), 33 + 4);
    all
}

#[test]
fn pieces_change_nothing() {
    for input in golden() {
        assert!(!read_all_ways(&input, RULES).is_empty());
        read_all_ways(&input, LENIENT);
    }
}

#[test]
fn pieces_change_nothing_in_a_long_stream() {
    let golden = golden();
    for seed in 1..=60 {
        let mut chance = Xorshift::seeded(seed);
        let mut input = Vec::new();
        for _ in 0..12 {
            input.extend_from_slice(&golden[chance.below(golden.len())]);
            let garbage = chance.below(7);
            input.extend((0..garbage).map(|_| [0x00, 0xEF, 0xBE, 0xAD, 0xDE][chance.below(5)]));
        }
        input.truncate(input.len() - chance.below(50));
        for rules in [RULES, LENIENT] {
            let whole = read([&input[..]], rules);
            assert_eq!(read(input.chunks(1), rules), whole, "bytewise, seed {seed}");
            for longest in [3, 40, 500] {
                assert_eq!(read(chance.pieces(&input, longest), rules), whole, "pieces to {longest}, seed {seed}");
            }
        }
    }
    read_all_ways(&golden.join(GARBAGE), RULES);
}

/// Frames and garbage at random, and what is to be said of them.
#[test]
fn mixtures_are_reported_fault_by_fault() {
    for seed in 1..=200 {
        let mut chance = Xorshift::seeded(seed);
        let (mut input, mut expected) = (Vec::new(), Vec::new());
        // Garbage is news only at the start and behind a good frame.
        let mut news = true;
        for sequence in 0..20 {
            match chance.below(7) {
                0 | 1 => {
                    input.extend(good(sequence));
                    expected.push(Ok(sequence));
                    news = true;
                }
                bad @ 2..=5 => {
                    let (frame, kind) = &refused()[bad - 2 + chance.below(2)];
                    input.extend_from_slice(frame);
                    expected.push(Err(*kind));
                    news = false;
                }
                _ => {
                    input.extend_from_slice(GARBAGE);
                    expected.extend(std::mem::take(&mut news).then_some(Err("bad_magic")));
                }
            }
        }
        let seen = read(chance.pieces(&input, 100), RULES);
        assert_eq!(reports(&seen), expected, "seed {seed}: {seen:?}");
    }
}

// === Runs of bytes that begin no frame ===

#[test]
fn a_run_is_one_report() {
    check(&[], &[]);
    check(&good(1), &[Ok(1)]);
    check(GARBAGE, &[Err("bad_magic")]);
    check(&[GARBAGE, &good(1)].concat(), &[Err("bad_magic"), Ok(1)]);
    check(&[GARBAGE, GARBAGE, &good(1), GARBAGE].concat(), &[Err("bad_magic"), Ok(1), Err("bad_magic")]);
    // Beginnings of a magic that come to nothing.
    check(&[0xEF, 0xBE, 0xAD, 0xEF, 0xBE, 0xEF, 0], &[Err("bad_magic")]);
    check(&[&[0xEF, 0xBE, 0xAD][..], &good(1)].concat(), &[Err("bad_magic"), Ok(1)]);
}

#[test]
fn every_report_has_its_place() {
    let (frame, bad) = (good(1), bad_sum());
    let input = [b"xy", &frame[..], &bad, b"z", &frame].concat();
    for chunk_len in [1, 7, input.len()] {
        let mut reader = FrameReader::new(FrameRules::default());
        let mut places = Vec::new();
        for chunk in input.chunks(chunk_len) {
            reader.push(chunk);
            while let Some((offset, frame)) = reader.next_frame_at() {
                places.push((usize::try_from(offset).expect("it is short"), frame.is_ok()));
            }
        }
        let first = 2 + frame.len();
        assert_eq!(places, [(0, false), (2, true), (first, false), (first + bad.len() + 1, true)], "{chunk_len}");
    }
}

#[test]
fn a_run_says_where_it_was() {
    let input = [&good(1), GARBAGE, &good(2), &[0xAA]].concat();
    let errors: Vec<_> = read_all_ways(&input, RULES).into_iter().filter_map(Result::err).collect();
    let after_first = good(1).len() as u64;
    let after_second = (input.len() - 1) as u64;
    assert_eq!(
        errors,
        [
            WireError::BadMagic { offset: after_first, found: [0x00, 0xFF, 0xEF, 0xBE], skipped: 5 },
            WireError::BadMagic { offset: after_second, found: [0xAA, 0, 0, 0], skipped: 1 },
        ]
    );
}

// === Behind a bad frame ===

#[test]
fn reading_goes_on_behind_every_bad_frame() {
    for (bad, kind) in refused() {
        check(&bad, &[Err(kind)]);
        check(&[bad.clone(), good(1)].concat(), &[Err(kind), Ok(1)]);
        check(&[good(1), bad.clone(), bad.clone(), good(2)].concat(), &[Ok(1), Err(kind), Err(kind), Ok(2)]);
        check(&[&bad, GARBAGE, &good(1)].concat(), &[Err(kind), Ok(1)]);
        check(&[&bad, GARBAGE].concat(), &[Err(kind)]);
        check(&[GARBAGE, &bad, GARBAGE, &good(1)].concat(), &[Err("bad_magic"), Err(kind), Ok(1)]);
    }
}

#[test]
fn a_lying_length_swallows_nothing() {
    // Longer than it is, with enough behind it to fill the promise, or not.
    let followed = [promising(60), good(1), good(2), good(3)].concat();
    check(&followed, &[Err("checksum_mismatch"), Ok(1), Ok(2), Ok(3)]);
    let cut_off = [promising(1000), good(1), good(2)].concat();
    check(&cut_off, &[Err("payload_size_mismatch"), Ok(1), Ok(2)]);
    check(&[promising(u32::MAX), good(1)].concat(), &[Err("too_large"), Ok(1)]);
    // Shorter than it is.
    check(&[promising(3), good(1)].concat(), &[Err("checksum_mismatch"), Ok(1)]);
    // One lie inside another.
    let nested = [promising(120), promising(40), good(1), good(2), good(3)].concat();
    check(&nested, &[Err("checksum_mismatch"), Err("checksum_mismatch"), Ok(1), Ok(2), Ok(3)]);
}

#[test]
fn a_length_without_a_checksum_is_not_relied_on() {
    check_with(LENIENT, &[without_checksum(12, 10), good(1)].concat(), &[Ok(99), Ok(1)]);
    // The TLVs do not fill what is promised, so the frame behind it is not the payload it would have to be.
    check_with(LENIENT, &[without_checksum(56, 200), good(1)].concat(), &[Err("truncated_tlv"), Ok(1)]);
}

#[test]
fn a_sealed_frame_with_a_bad_tlv_is_passed_whole() {
    // What looks like a frame is payload under a right checksum.
    let inner = [&[7, 255][..], &good(1)].concat();
    check(&[sealed(&inner), good(2)].concat(), &[Err("truncated_tlv"), Ok(2)]);
}

// === The end of the input ===

#[test]
fn a_tail_is_reported_by_what_it_lacks() {
    let frame = good(2);
    for len in 1..frame.len() {
        let expected = if len < HEADER_LEN { "too_small" } else { "payload_size_mismatch" };
        check(&frame[..len], &[Err(expected)]);
        check(&[&good(1), &frame[..len]].concat(), &[Ok(1), Err(expected)]);
        check(&[GARBAGE, &frame[..len]].concat(), &[Err("bad_magic"), Err(expected)]);
    }
}

#[test]
fn a_tail_is_searched_for_frames() {
    // A header that the next frame cuts short: its last bytes are then read from that one, and make a lie.
    let input = [&good(1)[..24], &good(2), &good(3)[..10]].concat();
    check(&input, &[Err("too_large"), Ok(2), Err("too_small")]);
    check(&[&good(1)[..20], &GARBAGE[..1], &good(2)[..8]].concat(), &[Err("too_small"), Err("too_small")]);
    let tails = [&promising(1000)[..], &good(2), &good(3)[..40]].concat();
    check(&tails, &[Err("payload_size_mismatch"), Ok(2), Err("payload_size_mismatch")]);
}

#[test]
fn after_the_end_nothing_comes() {
    let mut reader = FrameReader::new(RULES);
    reader.push(&good(1)[..40]);
    reader.finish();
    reader.push(&good(1)[40..]);
    assert_eq!(reader.next_frame().map(|frame| frame.is_err()), Some(true));
    assert!(reader.next_frame().is_none());
    assert!(reader.next_frame().is_none());
}

// === Memory ===

#[test]
fn endless_garbage_is_counted_and_not_kept() {
    const PUSH: usize = 64 * 1024;
    const PUSHES: usize = 100;
    let garbage = [0xEF, 0xBE, 0xAD, 0x00].repeat(PUSH / 4);
    let mut reader = FrameReader::new(RULES);
    for _ in 0..PUSHES {
        reader.push(&garbage); // And nobody asks for a frame in between.
        assert!(reader.capacity() <= RULES.max_len * 5 / 4 + PUSH, "{} bytes held", reader.capacity());
    }
    reader.push(&good(1));
    let skipped = (PUSH * PUSHES) as u64;
    let run = WireError::BadMagic { offset: 0, found: [0xEF, 0xBE, 0xAD, 0x00], skipped };
    assert_eq!(reader.next_frame(), Some(Err(run)));
    assert_eq!(reader.next_frame().map(|frame| frame.map(|frame| frame.header().sequence)), Some(Ok(1)));
    assert_eq!(reader.next_frame(), None);
}

#[test]
fn a_promise_reserves_nothing() {
    let mut reader = FrameReader::new(FrameRules::default());
    reader.push(&promising(u32::MAX)[..HEADER_LEN]);
    assert_eq!(reader.next_frame().and_then(Result::err).map(|error| error.kind()), Some("too_large"));
    let mut reader = FrameReader::new(FrameRules::default());
    reader.push(&promising(1_000_000)[..HEADER_LEN]);
    assert_eq!(reader.next_frame(), None);
    assert!(reader.capacity() <= 2 * HEADER_LEN, "{} bytes held", reader.capacity());
}

#[test]
fn endless_lies_stay_within_the_limit() {
    const PUSH: usize = 100;
    let lies = [promising(4000), bad_version(), good(1), GARBAGE.to_vec()].concat().repeat(200);
    let mut reader = FrameReader::new(RULES);
    let mut seen = Vec::new();
    for piece in lies.chunks(PUSH) {
        reader.push(piece);
        drain(&mut reader, &mut seen);
        assert!(reader.capacity() <= RULES.max_len * 5 / 4 + PUSH, "{} bytes held", reader.capacity());
    }
    reader.finish();
    drain(&mut reader, &mut seen);
    assert_eq!(reports(&seen).iter().filter(|report| report.is_ok()).count(), 200);
}
