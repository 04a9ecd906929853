//! The golden vectors (Protocol V2 §12): what Torq's builder and a correct parser agree on, byte for byte.
//!
//! Each message is read alone under both checksum rules and strictly, with the domains that it counts in, read again as
//! a stream, and, where it is good, written again.

use mycelium::wire::{
    ChecksumRule, Domain, Frame, FrameHead, FrameReader, FrameRules, TlvType, TypeRule, WireError, encode_frame,
    put_tlv,
};
use serde::Deserialize;

/// Asserted, so that a test cannot pass by reading nothing.
const MESSAGES: usize = 33;
const STREAMS: usize = 4;

/// The messages that count domains from 0.
const LEGACY: usize = 5;

/// The messages that are good under `Require`, and those that are good for want of a checksum only.
const GOOD: usize = 19;
const GOOD_WITHOUT_CHECKSUM: usize = 2;

#[derive(Deserialize)]
struct Vectors {
    messages: Vec<Message>,
    streams: Vec<Stream>,
}

#[derive(Deserialize)]
struct Message {
    name: String,
    hex: String,
    len: usize,
    ours: Answers,
}

#[derive(Deserialize)]
struct Answers {
    require: String,
    accept_zero: String,
    /// Where it differs from `require`.
    strict: Option<String>,
    as_stream: Vec<String>,
    /// "0-based domains".
    options: Option<String>,
}

#[derive(Deserialize)]
struct Stream {
    name: String,
    chunks: Vec<String>,
    frames: Vec<String>,
}

fn vectors() -> Vectors {
    let vectors: Vectors = serde_json::from_str(include_str!("data/golden_vectors.json")).expect("the file is JSON");
    assert_eq!((vectors.messages.len(), vectors.streams.len()), (MESSAGES, STREAMS));
    vectors
}

fn bytes(hex: &str) -> Vec<u8> {
    assert_eq!(hex.len() % 2, 0, "half a byte in {hex}");
    let byte = |at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex digits");
    (0..hex.len()).step_by(2).map(byte).collect()
}

fn rules(checksum: ChecksumRule) -> FrameRules {
    FrameRules { checksum, ..FrameRules::default() }
}

// === impl Message ===

impl Message {
    fn is_legacy(&self) -> bool {
        let options = self.ours.options.as_deref();
        assert!(matches!(options, None | Some("0-based domains")), "{options:?}");
        options.is_some()
    }
}

fn answer<T>(result: &Result<T, WireError>) -> &'static str {
    result.as_ref().map_or_else(WireError::kind, |_| "ok")
}

/// What a stream reader makes of `chunks`: whole frames' bytes, and errors.
fn read_stream<'a>(chunks: impl IntoIterator<Item = &'a [u8]>) -> Vec<Result<Vec<u8>, WireError>> {
    let mut reader = FrameReader::new(FrameRules::default());
    let mut seen = Vec::new();
    let mut drain = |reader: &mut FrameReader| {
        while let Some(frame) = reader.next_frame() {
            seen.push(frame.map(|frame| [&frame.header().write(), frame.payload()].concat()));
        }
    };
    for chunk in chunks {
        reader.push(chunk);
        drain(&mut reader);
    }
    reader.finish();
    drain(&mut reader);
    seen
}

/// The frame written again from what was read of it.
fn rewrite(frame: &Frame<'_>) -> Result<Vec<u8>, WireError> {
    let header = frame.header();
    let head = FrameHead {
        domain: header.domain,
        source: header.source,
        flags: header.flags,
        sequence: header.sequence,
        timestamp_ns: header.timestamp_ns,
    };
    let mut out = Vec::new();
    let len =
        encode_frame(&head, &mut out, |tlvs| frame.tlvs().try_for_each(|tlv| put_tlv(tlvs, tlv.number, tlv.payload)))?;
    assert_eq!(len, out.len());
    Ok(out)
}

#[test]
fn every_message_is_answered_as_agreed() {
    for message in vectors().messages {
        let bytes = bytes(&message.hex);
        assert_eq!(bytes.len(), message.len, "{}", message.name);
        let check = |checksum, expected: &str| {
            let found = Frame::parse(&bytes, &rules(checksum));
            assert_eq!(answer(&found), expected, "{} under {checksum:?}: {found:?}", message.name);
        };
        check(ChecksumRule::Require, &message.ours.require);
        check(ChecksumRule::AcceptZero, &message.ours.accept_zero);
    }
}

#[test]
fn every_message_is_answered_as_agreed_by_a_strict_reader() {
    let mut legacy = 0;
    for message in vectors().messages {
        let bytes = bytes(&message.hex);
        let strict = FrameRules { types: TypeRule::Strict, legacy_domains: message.is_legacy(), ..FrameRules::DEFAULT };
        let expected = message.ours.strict.as_ref().unwrap_or(&message.ours.require);
        let found = Frame::parse(&bytes, &strict);
        assert_eq!(answer(&found), expected, "{}: {found:?}", message.name);
        if message.is_legacy() {
            legacy += 1;
            // What older builders call market data is no domain of ours.
            let ours = FrameRules { legacy_domains: false, ..strict };
            assert_eq!(answer(&Frame::parse(&bytes, &ours)), "bad_domain", "{}", message.name);
            assert_eq!(found.unwrap().header().domain, Domain::MARKET_DATA, "{}", message.name);
        }
    }
    assert_eq!(legacy, LEGACY);
}

#[test]
fn domains_are_written_as_older_builders_count_them() {
    let legacy_rules = FrameRules { legacy_domains: true, ..FrameRules::DEFAULT };
    let mut legacy = 0;
    for message in vectors().messages.iter().filter(|message| message.is_legacy()) {
        legacy += 1;
        let bytes = bytes(&message.hex);
        let frame = Frame::parse(&bytes, &legacy_rules).expect("it is good");
        let header = frame.header();
        let mut out = Vec::new();
        let head = FrameHead {
            domain: Domain::new(header.domain.to_legacy()),
            source: header.source,
            flags: header.flags,
            sequence: header.sequence,
            timestamp_ns: header.timestamp_ns,
        };
        encode_frame(&head, &mut out, |tlvs| frame.tlvs().try_for_each(|tlv| put_tlv(tlvs, tlv.number, tlv.payload)))
            .expect("it was good");
        assert_eq!(out, bytes, "{}", message.name);
    }
    assert_eq!(legacy, LEGACY);
}

/// A frame of `domain` with these TLVs, each a number and the length of its payload.
fn frame(domain: u8, tlvs: &[(u8, usize)]) -> Vec<u8> {
    let head = FrameHead { domain: Domain::new(domain), source: 1, flags: 0, sequence: 1, timestamp_ns: 1 };
    let mut out = Vec::new();
    encode_frame(&head, &mut out, |out| {
        tlvs.iter().try_for_each(|(number, len)| put_tlv(out, TlvType::new(*number).expect("not 255"), &vec![0; *len]))
    })
    .expect("it is short");
    out
}

#[test]
fn types_are_judged_as_far_as_a_reader_asks() {
    let check = |domain, tlvs: &[(u8, usize)], [ignore, sizes, strict]: [&str; 3]| {
        let bytes = frame(domain, tlvs);
        for (types, expected) in [(TypeRule::Ignore, ignore), (TypeRule::Sizes, sizes), (TypeRule::Strict, strict)] {
            let found = Frame::parse(&bytes, &FrameRules { types, ..FrameRules::DEFAULT });
            assert_eq!(answer(&found), expected, "{tlvs:?} in {domain} under {types:?}: {found:?}");
        }
    };
    const WRONG_SIZE: [&str; 3] = ["ok", "size_mismatch", "size_mismatch"];
    check(1, &[(1, 40)], ["ok"; 3]);
    check(1, &[(1, 39)], WRONG_SIZE);
    check(1, &[(1, 41)], WRONG_SIZE);
    check(1, &[(1, 256)], WRONG_SIZE);
    check(1, &[(2, 52), (2, 56)], ["ok"; 3]);
    check(1, &[(2, 52), (2, 54)], WRONG_SIZE);
    check(1, &[(10, 208), (11, 208), (12, 208), (13, 208), (16, 160)], ["ok"; 3]);
    check(1, &[(11, 200)], WRONG_SIZE);
    // Any length, and none that is assigned.
    check(1, &[(3, 0), (3, 300), (199, 3), (0, 0), (150, 9)], ["ok"; 3]);
    // Bounds.
    check(2, &[(30, 24), (30, 512)], ["ok"; 3]);
    check(2, &[(30, 23)], ["ok", "ok", "size_mismatch"]);
    check(2, &[(30, 513)], ["ok", "ok", "size_mismatch"]);
    // Domains.
    check(1, &[(40, 32)], ["ok", "ok", "domain_type_mismatch"]);
    check(2, &[(60, 32), (20, 16)], ["ok"; 3]);
    check(3, &[(60, 32)], ["ok", "ok", "domain_type_mismatch"]);
    check(4, &[(80, 32), (100, 16), (200, 1), (254, 0)], ["ok"; 3]);
    for user in [16, 255] {
        check(user, &[(1, 40), (40, 32), (100, 16), (249, 7)], ["ok"; 3]);
        check(user, &[(1, 39)], WRONG_SIZE);
    }
    for none in [0, 5, 9, 15] {
        check(none, &[], ["ok", "ok", "bad_domain"]);
        check(none, &[(1, 39)], ["ok", "size_mismatch", "bad_domain"]);
    }
    // The first fault is told.
    check(1, &[(1, 39), (40, 32)], WRONG_SIZE);
    check(1, &[(40, 32), (1, 39)], ["ok", "size_mismatch", "domain_type_mismatch"]);
}

#[test]
fn a_domain_is_judged_before_length_and_sum_and_a_type_after_them() {
    let strict = FrameRules { types: TypeRule::Strict, max_len: 100, ..FrameRules::DEFAULT };
    let check = |bytes: &[u8], expected| assert_eq!(answer(&Frame::parse(bytes, &strict)), expected);
    let mut bytes = frame(9, &[(1, 69)]);
    check(&bytes, "bad_domain");
    bytes[4] = 1;
    check(&bytes, "too_large");
    let mut bytes = frame(1, &[(1, 39)]);
    check(&bytes, "size_mismatch");
    check(&bytes[..60], "payload_size_mismatch");
    bytes[40] ^= 1;
    check(&bytes, "checksum_mismatch");
}

#[test]
fn in_a_stream_a_frame_without_a_checksum_holds_one_tlv_of_any_length() {
    let unsummed = |tlvs: &[(u8, usize)]| {
        let mut bytes = frame(1, tlvs);
        bytes[28..32].fill(0);
        bytes
    };
    let in_stream = |bytes: &[u8], checksum| {
        let mut reader = FrameReader::new(rules(checksum));
        reader.push(bytes);
        answer(&reader.next_frame().expect("it is whole"))
    };
    assert_eq!(in_stream(&unsummed(&[(200, 65_535)]), ChecksumRule::AcceptZero), "ok");
    let longer = unsummed(&[(200, 65_534), (200, 0)]);
    assert_eq!(in_stream(&longer, ChecksumRule::AcceptZero), "too_large");
    assert_eq!(in_stream(&longer, ChecksumRule::Ignore), "ok");
    assert_eq!(in_stream(&frame(1, &[(200, 65_535), (200, 65_535)]), ChecksumRule::AcceptZero), "ok");
    // Handed in as one message, its length is known.
    assert_eq!(answer(&Frame::parse(&longer, &rules(ChecksumRule::AcceptZero))), "ok");
}

#[test]
fn errors_say_where_in_the_stream() {
    let good = frame(1, &[(1, 40)]);
    let bad = frame(1, &[(1, 40), (2, 7)]);
    let mut reader = FrameReader::new(FrameRules { types: TypeRule::Strict, ..FrameRules::DEFAULT });
    reader.push(&[&good[..], &bad, &frame(2, &[(40, 32)]), &frame(9, &[])].concat());
    reader.finish();
    assert!(reader.next_frame().expect("the first").is_ok());
    let mut said = Vec::new();
    while let Some(frame) = reader.next_frame() {
        said.push(frame.expect_err("all others are bad").to_string());
    }
    let expected = [
        // 74 bytes, then a header of 32, and a Trade of 42.
        "at byte 148: TLV 2 is `Quote`, which takes 52 or 56 bytes of payload, found 7",
        "at byte 189: TLV 40 belongs to the domain execution, its frame to signal",
        "at byte 223: domain 9; expected 1 to 4, or 16 to 255",
    ];
    assert_eq!(said, expected);
}

#[test]
fn every_message_is_answered_as_agreed_in_a_stream() {
    for message in vectors().messages {
        let seen = read_stream([&bytes(&message.hex)[..]]);
        let answers: Vec<_> = seen.iter().map(answer).collect();
        assert_eq!(answers, message.ours.as_stream, "{}: {seen:?}", message.name);
    }
}

#[test]
fn every_stream_is_cut_into_its_frames() {
    for stream in vectors().streams {
        let chunks: Vec<_> = stream.chunks.iter().map(|hex| bytes(hex)).collect();
        let frames: Vec<_> = read_stream(chunks.iter().map(Vec::as_slice)).into_iter().flatten().collect();
        let expected: Vec<_> = stream.frames.iter().map(|hex| bytes(hex)).collect();
        assert!(!expected.is_empty());
        assert_eq!(frames, expected, "{}", stream.name);
    }
}

#[test]
fn every_good_message_is_written_byte_for_byte() {
    let mut good = 0;
    for message in vectors().messages {
        let bytes = bytes(&message.hex);
        if let Ok(frame) = Frame::parse(&bytes, &FrameRules::default()) {
            good += 1;
            assert_eq!(rewrite(&frame).as_deref(), Ok(&bytes[..]), "{}", message.name);
        }
    }
    assert_eq!(good, GOOD);
}

#[test]
fn a_checksum_is_always_written() {
    let mut good = 0;
    for message in vectors().messages {
        let bytes = bytes(&message.hex);
        let frame = Frame::parse(&bytes, &rules(ChecksumRule::AcceptZero)).ok();
        if let Some(frame) = frame.filter(|frame| frame.header().checksum == 0) {
            good += 1;
            let written = rewrite(&frame).expect("it was good when it was read");
            assert_eq!((&written[..28], &written[32..]), (&bytes[..28], &bytes[32..]), "{}", message.name);
            assert!(Frame::parse(&written, &FrameRules::default()).is_ok(), "{}", message.name);
        }
    }
    assert_eq!(good, GOOD_WITHOUT_CHECKSUM);
}
