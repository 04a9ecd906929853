//! Reading fields from a view allocates nothing; counted by the allocator itself.
//!
//! One test in a binary of its own: the counter sees every thread of the process.
#![allow(unsafe_code, reason = "a global allocator can only be written with it")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use mycelium::prelude::*;
use mycelium::wire::{View, parse_one};

struct Counting;

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);

// SAFETY: every call is passed on to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Relaxed);
        // SAFETY: the caller's promises are the callee's demands.
        unsafe { System.alloc(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Relaxed);
        // SAFETY: the caller's promises are the callee's demands.
        unsafe { System.realloc(pointer, layout, new_size) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promises are the callee's demands.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[message(nested)]
struct Level {
    price: i64,
    name: String,
}

#[message(tlv = 200)]
struct Book {
    venue: String,
    pool: [u8; 20],
    levels: Vec<Level>,
    notes: Vec<String>,
    tag: Option<String>,
    data: Vec<u8>,
    last: u64,
}

/// The sum of everything that can be read.
fn read(book: View<'_, Book>) -> std::result::Result<u64, mycelium::wire::WireError> {
    let mut sum = book.venue()?.len() as u64 + book.last()?;
    for byte in book.pool()?.as_bytes().iter().chain(book.data()?.as_bytes()) {
        sum += u64::from(*byte);
    }
    for level in book.levels()? {
        let level = level?;
        sum += level.price()?.unsigned_abs() + level.name()?.len() as u64;
    }
    for note in book.notes()? {
        sum += note?.len() as u64;
    }
    Ok(sum + book.tag()?.map_or(0, str::len) as u64)
}

#[test]
fn views_allocate_nothing() {
    let levels = (0..50).map(|price| Level { price, name: "level".into() }).collect();
    let (notes, tag) = (vec!["a".into(), "bc".into()], Some("tag".into()));
    let book = Book { venue: "venue".into(), pool: [1; 20], levels, notes, tag, data: vec![2; 10], last: 7 };
    let tlv = book.to_tlv().expect("it fits");

    let control = ALLOCATIONS.load(Relaxed);
    drop(std::hint::black_box(Box::new(1)));
    assert_eq!(ALLOCATIONS.load(Relaxed) - control, 1, "the counter counts");

    let before = ALLOCATIONS.load(Relaxed);
    let sum = parse_one(&tlv).and_then(Book::view_tlv).and_then(read);
    let cut = parse_one(&tlv[..tlv.len() - 1]).map(drop);
    let allocations = ALLOCATIONS.load(Relaxed) - before;
    assert_eq!(sum, Ok(5 + 7 + 20 + 20 + 1225 + 250 + 3 + 3));
    assert!(cut.is_err());
    assert_eq!(allocations, 0);
}
