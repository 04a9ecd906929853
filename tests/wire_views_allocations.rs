//! Reading fields from a view allocates nothing; counted by the allocator itself.
//!
//! One test in a binary of its own: the counter sees every thread of the process.

mod counting;

use mycelium::prelude::*;
use mycelium::wire::{View, parse_one};

use counting::allocations;

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

    let control = allocations();
    drop(std::hint::black_box(Box::new(1)));
    assert_eq!(allocations() - control, 1, "the counter counts");

    let before = allocations();
    let sum = parse_one(&tlv).and_then(Book::view_tlv).and_then(read);
    let cut = parse_one(&tlv[..tlv.len() - 1]).map(drop);
    let allocations = allocations() - before;
    assert_eq!(sum, Ok(5 + 7 + 20 + 20 + 1225 + 250 + 3 + 3));
    assert!(cut.is_err());
    assert_eq!(allocations, 0);
}
