//! The golden vectors of Protocol V2 §9: what Torq's builder and a correct parser agree on, byte for byte.
//!
//! Each message is read alone under both checksum rules, read again as a stream, and, where it is good, written
//! again. The vectors' `strict` answers take a registry of types, and are not asked for here.

use mycelium::wire::{ChecksumRule, Frame, FrameHead, FrameReader, FrameRules, WireError, encode_frame, put_tlv};
use serde::Deserialize;

/// Asserted, so that a test cannot pass by reading nothing.
const MESSAGES: usize = 33;
const STREAMS: usize = 4;

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
    as_stream: Vec<String>,
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
