//! How many messages were encoded: a count per thread, so that threads which encode do not wait for each other.
//!
//! A thread's own count has one writer, and is a plain load and a plain store. Whoever reads adds all of them up. What
//! a thread counted stays counted when it ends.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use parking_lot::Mutex;

/// The counts of threads that live, and the sum of those that ended.
static COUNTS: Mutex<Counts> = Mutex::new(Counts { live: Vec::new(), ended: 0 });

thread_local! {
    static MINE: Mine = Mine::register();
}

struct Counts {
    live: Vec<Arc<AtomicU64>>,
    ended: u64,
}

/// The count of this thread.
struct Mine(Arc<AtomicU64>);

/// How many messages this process has encoded since it started. A bundled message is never encoded, so a
/// bundled system does not move this number.
///
/// It holds every message whose encoding happened before, as seen from this thread: of a thread that was joined, all.
#[must_use]
pub fn encodes() -> u64 {
    let counts = COUNTS.lock();
    counts.live.iter().map(|count| count.load(Relaxed)).fold(counts.ended, u64::wrapping_add)
}

/// Counts one.
#[inline]
pub(super) fn count_encode() {
    if MINE.try_with(Mine::count).is_err() {
        count_late();
    }
}

/// Counts one for a thread whose own count is gone: a destructor of another of its variables encodes.
#[cold]
fn count_late() {
    COUNTS.lock().ended += 1;
}

// === impl Mine ===

impl Mine {
    #[cold]
    fn register() -> Self {
        let count = Arc::new(AtomicU64::new(0));
        COUNTS.lock().live.push(Arc::clone(&count));
        Self(count)
    }

    #[inline]
    fn count(&self) {
        // Nobody else writes here.
        self.0.store(self.0.load(Relaxed).wrapping_add(1), Relaxed);
    }
}

impl Drop for Mine {
    fn drop(&mut self) {
        let mut counts = COUNTS.lock();
        counts.ended += self.0.load(Relaxed);
        counts.live.retain(|count| !Arc::ptr_eq(count, &self.0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ended_threads_counted_stays() {
        const THREADS: u64 = 4;
        const EACH: u64 = 1_000;
        // Other tests of this binary count, too: at least that many, and none of the threads is kept.
        let before = encodes();
        let threads = (0..THREADS).map(|_| std::thread::spawn(|| (0..EACH).for_each(|_| count_encode())));
        threads.collect::<Vec<_>>().into_iter().for_each(|thread| thread.join().expect("it only counts"));
        assert!(encodes() >= before + THREADS * EACH);
    }
}
