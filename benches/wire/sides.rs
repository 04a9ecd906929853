//! The rows: who does what with a subject, and how long that takes.
//!
//! Each row runs a batch between two readings of the clock. Inputs and results go through `black_box`, and the inputs
//! take turns, so that nothing is known while compiling or hoisted out of the batch.

use std::hint::black_box;
use std::time::{Duration, Instant};

use mycelium::wire::{ChecksumRule, Domain, Frame, FrameHead, FrameRules, HEADER_LEN, Header, encode_frame};

use crate::rkyv_side::RkyvSubject;
use crate::subjects::Subject;

/// One thing that is measured.
pub(crate) struct Row {
    pub(crate) way: Way,
    pub(crate) name: &'static str,
    /// Bytes of what is written or read.
    pub(crate) len: usize,
    /// Does it so often, and says how long that took.
    pub(crate) batch: Batch,
}

pub(crate) type Batch = Box<dyn FnMut(u64) -> Duration>;

/// Values into bytes, or bytes into values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Encode,
    Decode,
}

pub(crate) const COPY: &str = "copy (the floor)";
pub(crate) const COPY_AND_SUM: &str = "copy + crc32fast";
pub(crate) const BARE: &str = "mycelium, no checksum";
pub(crate) const SUMMED: &str = "mycelium";

/// What of a frame is summed: all but the four bytes of the sum.
const SUMMED_FROM: usize = 4;

// === impl Way ===

impl Way {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Encode => "encode",
            Self::Decode => "decode",
        }
    }
}

/// All rows of a subject.
pub(crate) fn rows<S: RkyvSubject>() -> Vec<Row> {
    let mut rows = floor::<S>();
    rows.extend(ours::<S>());
    rows.extend(peers::<S>());
    rows.sort_by_key(|row| row.way == Way::Decode);
    rows
}

fn values<S: Subject>() -> Vec<S> {
    (0..S::POOL).map(|n| S::sample(n * 1_000)).collect()
}

fn frames<S: Subject>() -> Vec<Vec<u8>> {
    let encoded = values::<S>().into_iter().map(|value| {
        let mut frame = Vec::new();
        encode::<S>(&value, 7, &mut frame, 0);
        frame
    });
    encoded.collect()
}

/// A buffer for twice `len` bytes, and where in it to write: at the beginning of a page. A frame that lies across two pages by
/// chance takes a quarter longer to copy and sum, and that chance would be some row's and not another's.
fn room(len: usize) -> (Vec<u8>, usize) {
    const PAGE: usize = 4096;
    let room = vec![0; 2 * len + PAGE];
    let at = room.as_ptr().align_offset(PAGE);
    (room, at)
}

fn row<T: 'static>(way: Way, name: &'static str, len: usize, pool: Vec<T>, once: impl FnMut(&T, u64) + 'static) -> Row {
    Row { way, name, len, batch: batch(pool, once) }
}

fn batch<T: 'static>(pool: Vec<T>, mut once: impl FnMut(&T, u64) + 'static) -> Batch {
    assert!(pool.len().is_power_of_two());
    let mask = pool.len() - 1;
    Box::new(move |count| {
        let started = Instant::now();
        for n in 0..count {
            once(black_box(&pool[n as usize & mask]), n);
        }
        started.elapsed()
    })
}

// === the floor ===

fn floor<S: Subject>() -> Vec<Row> {
    let len = frames::<S>()[0].len();
    let way_rows = |way: Way| {
        // Encoding sums what was just written, decoding what came in.
        let ((mut out, at), (mut summed_out, summed_at)) = (room(len), room(len));
        let copy = row(way, COPY, len, frames::<S>(), move |frame, _| {
            out[at..at + frame.len()].copy_from_slice(frame);
            black_box(&mut out);
        });
        let copy_and_sum = row(way, COPY_AND_SUM, len, frames::<S>(), move |frame, _| {
            let to = &mut summed_out[summed_at..summed_at + frame.len()];
            to.copy_from_slice(frame);
            let sum = match way {
                Way::Encode => crc32fast::hash(&to[SUMMED_FROM..]),
                Way::Decode => crc32fast::hash(&frame[SUMMED_FROM..]),
            };
            black_box(sum);
            black_box(&mut summed_out);
        });
        let sum = row(way, "crc32fast alone", len, frames::<S>(), move |frame, _| {
            black_box(crc32fast::hash(&frame[SUMMED_FROM..]));
        });
        [copy, sum, copy_and_sum]
    };
    [way_rows(Way::Encode), way_rows(Way::Decode)].into_iter().flatten().collect()
}

// === mycelium ===

fn head<S: Subject>(sequence: u64) -> FrameHead {
    let domain = S::DOMAIN.unwrap_or(Domain::SYSTEM);
    FrameHead { domain, source: 1, flags: 0, sequence, timestamp_ns: 1_794_000_000_000_000_000 + sequence }
}

/// The frame into a buffer that is reused, behind the bytes that stand in front of `at`.
#[inline]
fn encode<S: Subject>(value: &S, sequence: u64, out: &mut Vec<u8>, at: usize) {
    out.truncate(at);
    encode_frame(&head::<S>(sequence), out, |tlvs| value.encode_tlv(tlvs)).expect("it fits a frame");
}

/// The same frame with a checksum of 0, and the number of its bytes.
#[inline]
fn encode_bare<S: Subject>(value: &S, sequence: u64, out: &mut [u8]) -> usize {
    let FrameHead { domain, source, flags, sequence, timestamp_ns } = head::<S>(sequence);
    let tlv_len = value.write_tlv(&mut out[HEADER_LEN..]).expect("there is room");
    let header = Header { domain, source, flags, sequence, timestamp_ns, payload_size: tlv_len as u32, checksum: 0 };
    out[..HEADER_LEN].copy_from_slice(&header.write());
    HEADER_LEN + tlv_len
}

/// Inlined, as the peers' calls are: a helper of the benchmark's that returned the value would copy it once more.
#[inline(always)]
fn decode<S: Subject>(bytes: &[u8], rules: &FrameRules) -> S {
    let frame = Frame::parse(bytes, rules).expect("it is good");
    let tlv = frame.tlvs().next().expect("one TLV is in it");
    S::decode_tlv(tlv).expect("it is the message")
}

fn ours<S: Subject>() -> Vec<Row> {
    let len = frames::<S>()[0].len();
    let ((mut out, at), (mut bare_out, bare_at)) = (room(len), room(len));
    let (summed, bare) = (FrameRules::DEFAULT, FrameRules { checksum: ChecksumRule::Ignore, ..FrameRules::DEFAULT });
    for (value, frame) in values::<S>().iter().zip(frames::<S>()) {
        // What is measured below is right.
        assert!(decode::<S>(&frame, &summed).encode_again() == value.encode_again());
        let bare_len = encode_bare(value, 7, &mut bare_out);
        assert_eq!((&bare_out[..28], &bare_out[HEADER_LEN..bare_len]), (&frame[..28], &frame[HEADER_LEN..]));
    }
    vec![
        row(Way::Encode, BARE, len, values::<S>(), move |value, n| {
            black_box(encode_bare(value, n, &mut bare_out[bare_at..]));
            black_box(&mut bare_out);
        }),
        row(Way::Encode, SUMMED, len, values::<S>(), move |value, n| {
            encode(value, n, &mut out, at);
            black_box(&mut out);
        }),
        row(Way::Decode, BARE, len, frames::<S>(), move |frame, _| {
            let value = decode::<S>(frame, black_box(&bare));
            black_box(&value);
        }),
        row(Way::Decode, SUMMED, len, frames::<S>(), move |frame, _| {
            let value = decode::<S>(frame, black_box(&summed));
            black_box(&value);
        }),
    ]
}

/// A message's bytes, to compare messages by.
trait EncodeAgain {
    fn encode_again(&self) -> Vec<u8>;
}

impl<S: Subject> EncodeAgain for S {
    fn encode_again(&self) -> Vec<u8> {
        self.to_tlv().expect("it fits a TLV")
    }
}

// === the peers ===

fn peers<S: RkyvSubject>() -> Vec<Row> {
    let mut rows = bincode_side::<S>();
    rows.extend(postcard_side::<S>());
    rows.extend(prost_side::<S>());
    rows.extend(crate::rkyv_side::rows::<S>());
    rows
}

pub(crate) fn pair<A: 'static, B: 'static>(
    name: &'static str,
    len: usize,
    (values, encode): (Vec<A>, impl FnMut(&A, u64) + 'static),
    (encoded, decode): (Vec<B>, impl FnMut(&B, u64) + 'static),
) -> Vec<Row> {
    vec![row(Way::Encode, name, len, values, encode), row(Way::Decode, name, len, encoded, decode)]
}

fn bincode_side<S: Subject>() -> Vec<Row> {
    // Its faster form, and the one that is like ours: little-endian numbers of their full width.
    let config = bincode::config::standard().with_fixed_int_encoding();
    let encoded: Vec<Vec<u8>> =
        values::<S>().iter().map(|value| bincode::encode_to_vec(value, config).expect("it can be encoded")).collect();
    let len = encoded[0].len();
    let (mut out, at) = room(len);
    let encode = move |value: &S, _| {
        black_box(bincode::encode_into_slice(value, &mut out[at..], config).expect("there is room"));
        black_box(&mut out);
    };
    let decode = move |bytes: &Vec<u8>, _| {
        let (value, _): (S, usize) = bincode::decode_from_slice(bytes, config).expect("it is good");
        black_box(&value);
    };
    pair("bincode", len, (values::<S>(), encode), (encoded, decode))
}

fn postcard_side<S: Subject>() -> Vec<Row> {
    let encoded: Vec<Vec<u8>> =
        values::<S>().iter().map(|value| postcard::to_stdvec(value).expect("it can be encoded")).collect();
    let len = encoded[0].len();
    let (mut out, at) = room(2 * len);
    let encode = move |value: &S, _| {
        black_box(postcard::to_slice(value, &mut out[at..]).expect("there is room").len());
        black_box(&mut out);
    };
    let decode = move |bytes: &Vec<u8>, _| {
        let value: S = postcard::from_bytes(bytes).expect("it is good");
        black_box(&value);
    };
    pair("postcard", len, (values::<S>(), encode), (encoded, decode))
}

fn prost_side<S: Subject>() -> Vec<Row> {
    use prost::Message as _;
    let mirrors: Vec<S::Mirror> = values::<S>().into_iter().map(S::Mirror::from).collect();
    let encoded: Vec<Vec<u8>> = mirrors.iter().map(S::Mirror::encode_to_vec).collect();
    let len = encoded[0].len();
    let (mut out, at) = room(len);
    let encode = move |value: &S::Mirror, _| {
        out.truncate(at);
        value.encode(&mut out).expect("there is room");
        black_box(&mut out);
    };
    let decode = move |bytes: &Vec<u8>, _| {
        let value = S::Mirror::decode(bytes.as_slice()).expect("it is good");
        black_box(&value);
    };
    pair("prost", len, (mirrors, encode), (encoded, decode))
}
