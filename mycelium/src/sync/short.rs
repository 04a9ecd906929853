//! A lock for what takes a few moves: one atomic operation takes it, and a plain store lets it go.
//!
//! A lock that puts those to sleep who wait needs a second atomic operation, to see whether anybody does. A message takes three
//! locks, and that is a seventh of its way; the slot of an ask's answer takes two more. Here nobody is woken: who finds the lock
//! taken looks again for a while, then lets other threads run, then naps, for whoever has it may have been interrupted, by a
//! thread of lower priority even.

use std::hint::spin_loop;
use std::thread::{sleep, yield_now};
use std::time::Duration;

use spin::mutex::SpinMutex;
pub(crate) use spin::mutex::SpinMutexGuard as MutexGuard;

/// How often who waits looks, each time after one `pause` (some 10 to 50 ns). More of them at a time are no gain: it is taken for
/// less than one.
const LOOKS: u32 = 24;
/// After so many rounds it naps, and begins anew; in those between it lets other threads run.
const NAPS_AFTER: u32 = LOOKS + 16;
/// What it sleeps at a time after that.
const NAP: Duration = Duration::from_micros(50);

/// See the module. A panic lets it go, too.
#[derive(Debug)]
pub(crate) struct Mutex<T>(SpinMutex<T>);

// === impl Mutex ===

impl<T> Mutex<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(SpinMutex::new(value))
    }

    #[inline]
    pub(crate) fn lock(&self) -> MutexGuard<'_, T> {
        self.0.try_lock().unwrap_or_else(|| self.wait())
    }

    #[cold]
    fn wait(&self) -> MutexGuard<'_, T> {
        let mut round = 0;
        loop {
            match round {
                0..LOOKS => spin_loop(),
                LOOKS..NAPS_AFTER => yield_now(),
                _ => {
                    sleep(NAP);
                    round = 0;
                }
            }
            round += 1;
            // To look costs the one who has it less than to try.
            if !self.0.is_locked()
                && let Some(guard) = self.0.try_lock()
            {
                return guard;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::Barrier;

    use super::*;

    #[test]
    fn one_at_a_time() {
        let (count, start) = (Mutex::new(0_u64), Barrier::new(4));
        std::thread::scope(|threads| {
            for _ in 0..4 {
                threads.spawn(|| {
                    start.wait();
                    for _ in 0..50_000 {
                        let mut count = count.lock();
                        let before = *count;
                        *count = std::hint::black_box(before) + 1;
                    }
                });
            }
        });
        assert_eq!(*count.lock(), 200_000);
    }

    #[test]
    fn who_has_it_for_long_is_waited_for() {
        let (is_done, has_it) = (Mutex::new(false), Barrier::new(2));
        std::thread::scope(|threads| {
            threads.spawn(|| {
                let mut is_done = is_done.lock();
                has_it.wait();
                // Longer than anybody looks, or lets others run.
                sleep(100 * NAP);
                *is_done = true;
            });
            has_it.wait();
            assert!(*is_done.lock());
        });
    }

    #[test]
    fn a_panic_lets_it_go() {
        let lock = Mutex::new(1);
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            let _held = lock.lock();
            panic!("with the lock");
        }));
        assert!(panicked.is_err());
        assert_eq!(*lock.lock(), 1);
    }
}
