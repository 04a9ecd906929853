//! What is asked of any bytes: the bodies of the fuzz targets, which the test run uses, too.
//!
//! Each takes bytes and panics where a promise is broken. `fuzz_targets/` hands them what libFuzzer makes up,
//! `tests/fuzz_corpus.rs` what it has found before, `tests/wire_properties.rs` what proptest makes up.
#![allow(dead_code, unreachable_pub, reason = "each program that includes this uses a part of it")]

pub mod messages;
pub mod reference;
pub mod script;

use std::fmt::Debug;

use messages::{Accepts, Everything, Exact, Set, Unit};
use mycelium::Message;
use mycelium::wire::{
    Frame, FrameHead, FrameRules, HEADER_LEN, Reader, Tlv, TlvType, Tlvs, WireError, encode_frame, put_tlv,
};
use script::{Stream, all_rules, mend};

/// One frame: as it comes, and with a header put right so that its TLVs are reached.
pub fn frame(data: &[u8]) {
    let mut mended = data.to_vec();
    mend(&mut mended);
    for rules in all_rules() {
        one_frame(data, &rules);
        one_frame(&mended, &rules);
    }
    tlvs(data);
}

fn one_frame(bytes: &[u8], rules: &FrameRules) {
    let frame = match Frame::parse(bytes, rules) {
        Ok(frame) => frame,
        Err(error) => return told(&error),
    };
    assert!(bytes.len() <= rules.max_len);
    assert_eq!(frame.bytes(), bytes);
    assert_eq!(frame.header().frame_len(), bytes.len());
    assert_eq!(frame.payload(), &bytes[HEADER_LEN..]);
    let walked: Vec<_> = Tlvs::new(frame.payload()).collect::<Result<_, _>>().expect("a frame's TLVs are good");
    assert!(frame.tlvs().eq(walked.iter().copied()));
    if !rules.legacy_domains {
        assert_eq!(frame.header().write(), bytes[..HEADER_LEN]);
        rewritten(&frame);
    }
}

/// Written again, a frame says the same; and is the same where its TLVs have the form that is written.
fn rewritten(frame: &Frame<'_>) {
    let header = frame.header();
    let head = FrameHead {
        domain: header.domain,
        source: header.source,
        flags: header.flags,
        sequence: header.sequence,
        timestamp_ns: header.timestamp_ns,
    };
    let mut out = Vec::new();
    encode_frame(&head, &mut out, |tlvs| frame.tlvs().try_for_each(|tlv| put_tlv(tlvs, tlv.number, tlv.payload)))
        .expect("never longer than it was");
    assert!(out.len() <= frame.bytes().len(), "an extended header may have become a standard one");
    let again = Frame::parse(&out, &FrameRules::default()).expect("what is written is read");
    assert!(again.tlvs().eq(frame.tlvs()));
    if out.len() == frame.bytes().len() {
        assert_eq!(out[..28], frame.bytes()[..28]);
        assert_eq!(again.payload(), frame.payload());
    }
}

/// A walk over any bytes ends, and passes over each byte once up to the first error.
pub fn tlvs(bytes: &[u8]) {
    let mut at = 0;
    let mut walk = Tlvs::new(bytes);
    for tlv in walk.by_ref() {
        match tlv {
            Ok(tlv) => {
                let header = if bytes[at] == 255 { 5 } else { 2 };
                at += header + tlv.payload.len();
                assert_eq!(tlv.payload, &bytes[at - tlv.payload.len()..at]);
            }
            Err(error) => {
                told(&error);
                assert!(at < bytes.len());
                at = bytes.len();
            }
        }
    }
    assert_eq!(at, bytes.len());
    assert_eq!(walk.next(), None);
}

/// A stream made by a script, in pieces that the script says: the reports are those of the plain reader.
pub fn stream(data: &[u8]) {
    let stream = Stream::new(data);
    reference::compare(&stream.bytes, stream.pieces(), &stream.rules);
}

/// Bytes as the payload of a message with every kind of field, and of its reply.
pub fn message(data: &[u8]) {
    if let Some(exact) = decoded::<Exact>(data) {
        let written = exact.to_tlv().expect("it was a payload");
        let tlv = mycelium::wire::parse_one(&written).expect("one TLV");
        assert_eq!(tlv.payload, data, "one value, one encoding");
        // A prefix is never a value.
        for len in 0..data.len().min(200) {
            assert!(Exact::decode_tlv(Tlv { payload: &data[..len], ..tlv }).is_err());
        }
    }
    decoded::<Everything>(data);
    decoded::<Accepts>(data);
    decoded::<Unit>(data);
    reply::<Everything>(data);
    reply::<Accepts>(data);
    reply::<Unit>(data);
}

fn decoded<T: Message + Debug>(payload: &[u8]) -> Option<T> {
    let number = u8::try_from(T::NUMBER).ok().and_then(TlvType::new).expect("a message with a number");
    let value = match T::decode_tlv(Tlv { number, payload }) {
        Ok(value) => value,
        Err(error) => {
            told(&error);
            within(&error, payload.len());
            return None;
        }
    };
    // `payload` may have pads that are not zeros, numbers that were folded, bytes that are ignored; what is
    // written has none of these, and is read as itself.
    let written = value.to_tlv().expect("never longer than it was");
    assert_eq!(written.len(), value.tlv_len());
    let again = T::from_tlv(&written).expect("what is written is read");
    assert_eq!(again.to_tlv().as_ref(), Ok(&written));
    assert_eq!(format!("{again:?}"), format!("{value:?}"));
    Some(value)
}

fn reply<T: Message>(payload: &[u8])
where
    T::Reply: Debug,
{
    match T::decode_reply(T::NUMBER, payload) {
        Ok(reply) => {
            let mut written = Vec::new();
            T::encode_reply(&reply, &mut written).expect("never longer than it was");
            let again = T::decode_reply(T::NUMBER, &written).expect("what is written is read");
            assert_eq!(format!("{again:?}"), format!("{reply:?}"));
        }
        Err(error) => {
            told(&error);
            within(&error, payload.len());
        }
    }
}

/// Bytes as the TLV of one of several messages: as it comes, and with a header put right.
pub fn domain(data: &[u8]) {
    one_of(data);
    let [which, payload @ ..] = data else { return };
    let number = TlvType::new(200 + which % 6).expect("only 255 is none");
    let mut tlv = Vec::new();
    if put_tlv(&mut tlv, number, payload).is_ok() {
        one_of(&tlv);
    }
}

fn one_of(bytes: &[u8]) {
    match Set::from_tlv(bytes) {
        Ok(value) => {
            let written = value.to_tlv().expect("never longer than it was");
            let again = Set::from_tlv(&written).expect("what is written is read");
            assert_eq!(format!("{again:?}"), format!("{value:?}"));
        }
        Err(error) => told(&error),
    }
}

/// An error can be told, whatever the bytes were.
fn told(error: &WireError) {
    assert!(!error.kind().is_empty() && !error.to_string().is_empty());
}

/// An error's place is inside what was read, and more was missed than there is.
fn within(error: &WireError, len: usize) {
    match error {
        WireError::TruncatedField { offset, expected, found, .. } => {
            assert!(offset + found == len && expected > found, "{error} of {len} bytes");
        }
        WireError::InvalidValue { offset, .. } => assert!(*offset < len, "{error} of {len} bytes"),
        _ => {}
    }
}

/// A cursor never leaves its bytes, in whatever steps it is moved.
pub fn cursor(bytes: &[u8], steps: &[usize]) {
    let mut from = Reader::new(bytes);
    for step in steps {
        let (before, left) = (from.offset(), from.remaining());
        assert_eq!(from.take(*step).is_ok(), *step <= left);
        assert_eq!(from.offset() - before, if *step <= left { *step } else { 0 });
        assert_eq!(from.offset() + from.remaining(), bytes.len());
    }
}
