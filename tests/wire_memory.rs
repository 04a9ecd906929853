//! Decoding allocates no more than the input justifies: counted by the allocator itself, over bytes that promise much.
//!
//! The bound is the one in the module documentation of `mycelium::wire`. One test in a binary of its own: the counter
//! sees every thread of the process.
#![allow(unsafe_code, reason = "a global allocator can only be written with it")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use mycelium::prelude::*;
use mycelium::wire::{
    ChecksumRule, Domain, Frame, FrameHead, FrameReader, FrameRules, HEADER_LEN, MAX_FRAME_LEN, MAX_PAYLOAD, TlvType,
    Tlvs, Wire, decode_payload, encode_frame, put_tlv,
};

struct Counting;

/// Every byte that was asked for, those of a list that grew each time anew.
static ASKED: AtomicUsize = AtomicUsize::new(0);
/// Bytes held now, and the most there were.
static HELD: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

fn asked(size: usize) {
    ASKED.fetch_add(size, Relaxed);
    PEAK.fetch_max(HELD.fetch_add(size, Relaxed) + size, Relaxed);
}

// SAFETY: every call is passed on to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        asked(layout.size());
        // SAFETY: the caller's promises are the callee's demands.
        unsafe { System.alloc(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        // Both are there while the one is copied to the other.
        asked(new_size);
        HELD.fetch_sub(layout.size(), Relaxed);
        // SAFETY: the caller's promises are the callee's demands.
        unsafe { System.realloc(pointer, layout, new_size) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Relaxed);
        // SAFETY: the caller's promises are the callee's demands.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// What `work` asked for in all, and the most that it held at once.
fn counted<T>(work: impl FnOnce() -> T) -> (T, usize, usize) {
    let (before, held) = (ASKED.load(Relaxed), HELD.load(Relaxed));
    PEAK.store(held, Relaxed);
    let result = work();
    (result, ASKED.load(Relaxed) - before, PEAK.load(Relaxed) - held)
}

/// One byte on the wire if there is none, and 520 in memory.
type Sparse = Option<[u64; 64]>;

#[message(nested)]
struct Level {
    sparse: Sparse,
    note: String,
}

#[message(tlv = 200)]
struct Mixed {
    names: Vec<String>,
    levels: Vec<Level>,
    nested: Vec<Vec<Vec<u8>>>,
    outcome: Result<Vec<Sparse>, String>,
}

#[message]
enum Set {
    Mixed(Box<Mixed>),
}

/// How many bytes of memory one byte of a list of `T` can stand for.
fn of<T: Wire>() -> usize {
    size_of::<T>().div_ceil(T::MIN_LEN)
}

/// Payloads that promise much, for whatever list begins them.
fn payloads() -> Vec<Vec<u8>> {
    let count = |count: usize| u16::try_from(count).expect("it fits").to_le_bytes();
    let list = |times: usize, element: &[u8]| [&count(times)[..], &element.repeat(times)].concat();
    let mut payloads = vec![
        vec![],
        vec![0xFF],
        // A count, and hardly anything behind it.
        [&count(65_535)[..], &[0; 10]].concat(),
        [&count(65_535)[..], &[0; 65_533]].concat(),
        // As many elements as can be had for the bytes, and then one that is not.
        list(65_533, &[0]),
        [&count(65_533)[..], &[0; 65_532], &[9]].concat(),
        // Each element promises the most.
        vec![0xFF; 65_535],
        list(20_000, &[0xFF, 0x7F]),
    ];
    // Lists in lists: short ones, one deep and two, the last of them spoilt or not.
    for inner in [&[0][..], &[0, 0], &[1], &[0; 3], &[1, 0, 0], &[0; 9]] {
        for len in [1, 2, 3, 5, 9, 17, 33] {
            let element = list(len, inner);
            let whole = list(65_000 / element.len(), &element);
            payloads.push([&whole[..whole.len() - 1], &[7]].concat());
            payloads.push(whole);
            let element = list(len, &element);
            payloads.push(list(65_000 / element.len(), &element));
        }
    }
    payloads
}

/// Decodes `payload` as `T`, a byte of which can stand for `per_byte` bytes of memory.
fn check<T: Wire>(payload: &[u8], per_byte: usize) {
    let (read, asked, held) = counted(|| decode_payload::<T>("T", payload, &[]).is_ok());
    let name = std::any::type_name::<T>();
    let told = || format!("{name} from {} bytes (read: {read})", payload.len());
    // What is refused was read twice: the second time to find out why.
    let readings = if read { 1 } else { 2 };
    assert!(asked <= 4 * readings * per_byte * payload.len(), "{asked} bytes asked for, {}", told());
    assert!(held <= 3 * per_byte * payload.len(), "{held} bytes held, {}", told());
}

fn check_payload(payload: &[u8]) {
    check::<Vec<u8>>(payload, 1);
    check::<String>(payload, 1);
    check::<Vec<u64>>(payload, 1);
    check::<Vec<bool>>(payload, 1);
    check::<Vec<(u8, u64)>>(payload, of::<(u8, u64)>());
    check::<Vec<Option<()>>>(payload, 1);
    check::<Vec<Result<(), ()>>>(payload, 1);
    check::<Vec<String>>(payload, of::<String>() + 1);
    check::<Vec<Vec<u8>>>(payload, of::<Vec<u8>>() + 1);
    check::<Vec<Vec<Vec<u8>>>>(payload, 2 * of::<Vec<u8>>() + 1);
    check::<Vec<Sparse>>(payload, of::<Sparse>());
    check::<Vec<Vec<Sparse>>>(payload, of::<Vec<u8>>() + of::<Sparse>());
    check::<Vec<[Sparse; 4]>>(payload, of::<[Sparse; 4]>());
    check::<[Vec<Sparse>; 3]>(payload, of::<Sparse>());
    check::<Option<Vec<Level>>>(payload, of::<Level>() + 1);
    check::<Mixed>(payload, of::<Sparse>());
    let tlv = mycelium::wire::Tlv { number: TlvType::new(200).expect("not 255"), payload };
    let (_, asked, _) = counted(|| Set::decode_tlv(tlv).is_ok());
    assert!(asked <= 4 * of::<Sparse>() * payload.len() + size_of::<Mixed>(), "{asked} of {} bytes", payload.len());
}

/// A frame that promises the most, once there is more of it, and all of it at last.
fn check_frames() {
    let head = FrameHead { domain: Domain::SYSTEM, source: 1, flags: 0, sequence: 7, timestamp_ns: 0 };
    let number = TlvType::new(200).expect("not 255");
    let mut whole = Vec::new();
    let fill = |tlvs: &mut Vec<u8>| (0..15).try_for_each(|_| put_tlv(tlvs, number, &[0xEF; MAX_PAYLOAD]));
    encode_frame(&head, &mut whole, fill).expect("it is below the limit");
    let mut promise = whole[..HEADER_LEN].to_vec();
    promise[24..28].copy_from_slice(&((MAX_FRAME_LEN - HEADER_LEN) as u32).to_le_bytes());
    for checksum in [ChecksumRule::Require, ChecksumRule::AcceptZero, ChecksumRule::Ignore] {
        let rules = FrameRules { checksum, ..FrameRules::default() };
        let (_, asked, _) = counted(|| {
            let parsed = [&whole[..], &promise, &whole[..100]].map(|bytes| Frame::parse(bytes, &rules).is_ok());
            let tlvs = Tlvs::new(&whole[1..]).count();
            (parsed, tlvs)
        });
        assert_eq!(asked, 0, "a frame is cut, not copied");
        for len in [promise.len(), 100, 5000, whole.len()] {
            let bytes = [&promise, &whole[HEADER_LEN..]].concat();
            let bytes = &bytes[..len];
            let (capacity, asked, held) = counted(|| {
                let mut reader = FrameReader::new(rules);
                for piece in bytes.chunks(1000) {
                    reader.push(piece);
                    assert!(reader.next_frame().is_none(), "it promises more");
                }
                reader.capacity()
            });
            assert!(capacity <= 2 * len, "a promise reserves nothing: {capacity} of {len} bytes");
            assert!(asked <= 4 * len && held <= 3 * len, "{asked} asked for, {held} held, {len} bytes came");
        }
    }
}

#[test]
fn memory_is_no_more_than_the_input_justifies() {
    let payloads = payloads();
    assert!(payloads.len() > 100);
    for payload in &payloads {
        check_payload(payload);
    }
    check_frames();
}
