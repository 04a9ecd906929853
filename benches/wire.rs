//! Frames of mycelium beside plain copies of the same bytes, and beside bincode, postcard, rkyv and prost, in one run.
//!
//! ```text
//! cargo bench --manifest-path benches/peers/Cargo.toml --bench wire              # the tables, then criterion's figures
//! cargo bench --manifest-path benches/peers/Cargo.toml --bench wire -- --table   # the tables alone
//! ```
//!
//! A package of its own, outside the workspace (`benches/peers`): the gate never builds the peers. First come tables in
//! which all rows of a subject take turns, 101 times each, in batches of about 0.3 ms: medians, quartiles, the ratio to
//! the copy (the median of the turns' own ratios), and whether the targets are met. Read the ratios. Then criterion measures each row by itself.
//!
//! - **encode**: from a value to a whole frame, 32 bytes of header and one TLV, in a buffer of the caller's that is
//!   reused. Without a checksum: `write_tlv` and `Header::write`, the same frame with a checksum of 0.
//! - **decode**: from a whole frame to a value: `Frame::parse`, the first TLV, `decode_tlv`. Without a checksum: under
//!   `ChecksumRule::Ignore`, all other checks as always.
//! - **copy**: as many bytes, by `copy_from_slice`. **copy + crc32fast**: also one sum of all but four of them: of those just
//!   written when encoding, of those that came when decoding.
//! - **peers**: values to bytes and back, without header or checksum, into reused buffers; as their documentation
//!   recommends, bincode with fixed integers, which is faster. rkyv is checked, and makes a value as the others do;
//!   "in place" checks and reads one number. prost takes a mirror of the struct, with `Vec`s for arrays.

#[path = "peers/machine.rs"]
mod machine;
#[path = "wire/rkyv_side.rs"]
mod rkyv_side;
#[path = "wire/sides.rs"]
mod sides;
#[path = "wire/subjects.rs"]
mod subjects;
#[path = "wire/table.rs"]
mod table;

use criterion::{Criterion, Throughput};

use crate::rkyv_side::RkyvSubject;
use crate::sides::rows;
use crate::subjects::{Book, Listing, PoolSwap, Quote};

fn main() {
    let has = |flag: &str| std::env::args().any(|arg| arg == flag);
    // `cargo test --benches` and `--list` run nothing that measures.
    if !has("--test") && !has("--list") {
        println!("{}", machine::machine());
        println!("{}\n", machine::versions(&["crc32fast", "bincode", "postcard", "rkyv", "prost"]));
        table::print("PoolSwap", rows::<PoolSwap>(), true);
        table::print("Quote", rows::<Quote>(), false);
        table::print("order book, 50 levels a side", rows::<Book>(), false);
        table::print("four strings", rows::<Listing>(), false);
    }
    if has("--table") {
        return;
    }
    let mut criterion = Criterion::default().configure_from_args();
    group::<PoolSwap>(&mut criterion);
    group::<Quote>(&mut criterion);
    group::<Book>(&mut criterion);
    group::<Listing>(&mut criterion);
    criterion.final_summary();
}

/// The group of one subject.
fn group<S: RkyvSubject>(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group(S::TITLE);
    group.throughput(Throughput::Elements(1));
    for mut row in rows::<S>() {
        let name = format!("{} {}", row.way.name(), row.name);
        group.bench_function(name, |bencher| bencher.iter_custom(|count| (row.batch)(count)));
    }
    group.finish();
}
