//! Bytes and allocations, counted by the allocator; in a run of its own, for counting takes time.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering::Relaxed};

use serde_json::{Value, json};

use crate::rows::Side;

/// Tells, and asks, over which allocations are counted; as many go before.
const MESSAGES: usize = 200_000;
/// How many idle actors are weighed.
const ACTORS: [usize; 2] = [10_000, 100_000];

/// The system's allocator, which counts when it is told to.
pub(crate) struct Counting;

static IS_COUNTING: AtomicBool = AtomicBool::new(false);
static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);
static BYTES: AtomicI64 = AtomicI64::new(0);
/// Bytes while the actors were there.
static WEIGHED: Mutex<i64> = Mutex::new(0);

/// What one side takes.
pub(crate) struct Memory {
    side: String,
    per_tell: f64,
    per_ask: f64,
    /// Per idle actor, for each of [`ACTORS`].
    bytes: [f64; 2],
}

// SAFETY: every call is passed on to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as i64, 1);
        // SAFETY: the caller's promises are the callee's demands.
        unsafe { System.alloc(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        count(new_size as i64 - layout.size() as i64, 1);
        // SAFETY: the caller's promises are the callee's demands.
        unsafe { System.realloc(pointer, layout, new_size) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count(-(layout.size() as i64), 0);
        // SAFETY: the caller's promises are the callee's demands.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[inline]
fn count(bytes: i64, allocations: u64) {
    if IS_COUNTING.load(Relaxed) {
        BYTES.fetch_add(bytes, Relaxed);
        ALLOCATIONS.fetch_add(allocations, Relaxed);
    }
}

/// Counts. Sides take no turns: what is counted does not drift.
pub(crate) fn measure(sides: &[Side]) -> Vec<Memory> {
    IS_COUNTING.store(true, Relaxed);
    sides.iter().map(memory).collect()
}

fn memory(side: &Side) -> Memory {
    let allocations = (side.steady)(MESSAGES, || ALLOCATIONS.load(Relaxed));
    let bytes = ACTORS.map(|count| {
        let weigh = || *WEIGHED.lock().expect("nobody panics") = BYTES.load(Relaxed);
        // Twice with one actor: the first time leaves behind what is made once.
        (side.idle)(1, weigh);
        (side.idle)(1, weigh);
        let alone = *WEIGHED.lock().expect("nobody panics");
        (side.idle)(1 + count, weigh);
        let all = *WEIGHED.lock().expect("nobody panics");
        // The list of references is the driver's.
        (all - alone) as f64 / count as f64 - side.reference as f64
    });
    let per = |allocations: u64| allocations as f64 / MESSAGES as f64;
    Memory { side: side.name.to_owned(), per_tell: per(allocations.tells), per_ask: per(allocations.asks), bytes }
}

// === impl Memory ===

impl Memory {
    pub(crate) fn to_json(&self) -> Value {
        json!({
            "side": self.side,
            "allocations_per_tell": self.per_tell,
            "allocations_per_ask": self.per_ask,
            "bytes_per_idle_actor": { "of_10000": self.bytes[0], "of_100000": self.bytes[1] },
        })
    }

    pub(crate) fn from_json(value: &Value) -> Option<Self> {
        let bytes = &value["bytes_per_idle_actor"];
        Some(Self {
            side: value["side"].as_str()?.to_owned(),
            per_tell: value["allocations_per_tell"].as_f64()?,
            per_ask: value["allocations_per_ask"].as_f64()?,
            bytes: [bytes["of_10000"].as_f64()?, bytes["of_100000"].as_f64()?],
        })
    }

    /// The table, in Markdown.
    pub(crate) fn table(all: &[Self]) -> String {
        let mut table = "| | allocations per tell | per ask | bytes per idle actor, of 10,000 | of 100,000 |\n\
                         |---|---:|---:|---:|---:|\n"
            .to_owned();
        for Self { side, per_tell, per_ask, bytes: [some, many] } in all {
            table += &format!("| {side} | {per_tell:.3} | {per_ask:.3} | {some:.0} | {many:.0} |\n");
        }
        table
    }
}
