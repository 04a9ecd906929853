//! An allocator that counts, for tests that expect no allocation. It sees every thread of the process but the first, on which the
//! test harness keeps its lists; so such a test is alone in its binary.
#![allow(unsafe_code, reason = "a global allocator can only be written with it")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::sync::atomic::{
    AtomicU64, AtomicUsize,
    Ordering::{Relaxed, SeqCst},
};
use std::time::Duration;

use parking_lot::{Condvar, Mutex};

struct Counting;

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);

/// The thread that allocated first, as [`this_thread`] says; 0 before that.
static FIRST: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    /// Whether a test runs on this thread. It may be the first one, where tests run one by one.
    static IS_TEST: Cell<bool> = const { Cell::new(false) };
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// What tells this thread from others that live.
fn this_thread() -> usize {
    IS_TEST.with(|is_test| std::ptr::from_ref(is_test).addr())
}

fn count() {
    let here = this_thread();
    let first = FIRST.compare_exchange(0, here, SeqCst, SeqCst).map_or_else(|first| first, |_| here);
    ALLOCATIONS.fetch_add(u64::from(here != first || IS_TEST.get()), Relaxed);
}

/// How often has been allocated so far. Whoever asks is a test: this thread is counted from now on.
pub(crate) fn allocations() -> u64 {
    if !IS_TEST.replace(true) {
        warm_up_locks();
    }
    ALLOCATIONS.load(Relaxed)
}

/// Makes what is made for a thread once, when it first has to wait for a lock: whether it ever has to is chance.
pub(crate) fn warm_up_locks() {
    Condvar::new().wait_for(&mut Mutex::new(()).lock(), Duration::from_nanos(1));
}

// SAFETY: every call is passed on to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller's promises are the callee's demands.
        unsafe { System.alloc(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        count();
        // SAFETY: the caller's promises are the callee's demands.
        unsafe { System.realloc(pointer, layout, new_size) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promises are the callee's demands.
        unsafe { System.dealloc(pointer, layout) }
    }
}
