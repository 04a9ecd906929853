//! Loom's side of `sync`, and what all models need: tasks that sleep until they are woken, and the search itself.
//!
//! Loom runs a model again and again, each time with another order of its threads, or with another of the values that a load
//! may see. A thread that sleeps and is never woken, or a panic, ends the search, and the test fails. Loom's lock orders what
//! stands before an unlock and behind the next lock, and no more, as the real ones do.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

use loom::sync::Notify;
use loom::sync::atomic::{AtomicUsize, Ordering::Relaxed};

pub(crate) use loom::sync::MutexGuard;
pub(crate) use loom::sync::atomic::{AtomicBool, AtomicU8, fence};

/// Not in loom, as not on most machines.
pub(crate) const IS_UNLOCKING_A_FENCE: bool = false;

/// A lock without poison.
#[derive(Debug)]
pub(crate) struct Mutex<T>(loom::sync::Mutex<T>);

/// A lock that is also tried, and may be found taken. Loom takes only locking for a step, not unlocking, so it would not look for
/// all that a try can find: here both are steps that depend on each other.
#[derive(Debug)]
pub(crate) struct TriedMutex<T> {
    mutex: Mutex<T>,
    steps: AtomicUsize,
}

/// What stands behind a [`TriedMutex`].
#[derive(Debug)]
pub(crate) struct TriedGuard<'a, T> {
    guard: MutexGuard<'a, T>,
    steps: &'a AtomicUsize,
}

/// A task, as far as wakers go: it sleeps until it is woken, and now and then not so long.
#[derive(Debug, Clone)]
pub(crate) struct Task(Arc<Sleep>);

#[derive(Debug)]
struct Sleep(Notify);

// === impl Mutex ===

impl<T> Mutex<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(loom::sync::Mutex::new(value))
    }

    #[track_caller]
    pub(crate) fn lock(&self) -> MutexGuard<'_, T> {
        self.0.lock().expect("loom's lock is never poisoned")
    }
}

// === impl TriedMutex ===

impl<T> TriedMutex<T> {
    pub(crate) fn new(value: T) -> Self {
        Self { mutex: Mutex::new(value), steps: AtomicUsize::new(0) }
    }

    #[track_caller]
    pub(crate) fn lock(&self) -> TriedGuard<'_, T> {
        TriedGuard { guard: self.mutex.lock(), steps: &self.steps }
    }

    #[track_caller]
    pub(crate) fn try_lock(&self) -> Option<TriedGuard<'_, T>> {
        self.steps.fetch_add(1, Relaxed);
        let guard = self.mutex.0.try_lock().ok()?;
        Some(TriedGuard { guard, steps: &self.steps })
    }
}

impl<T> Deref for TriedGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.guard
    }
}

impl<T> DerefMut for TriedGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.guard
    }
}

impl<T> Drop for TriedGuard<'_, T> {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.steps.fetch_add(1, Relaxed);
        }
    }
}

// === impl Task ===

impl Task {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Sleep(Notify::new())))
    }

    /// Polls once.
    pub(crate) fn poll<R>(&self, poll: impl FnOnce(&mut Context<'_>) -> Poll<R>) -> Poll<R> {
        poll(&mut Context::from_waker(&Waker::from(Arc::clone(&self.0))))
    }

    /// Polls until it is ready, and sleeps in between.
    pub(crate) fn run<R>(&self, mut poll: impl FnMut(&mut Context<'_>) -> Poll<R>) -> R {
        loop {
            if let Poll::Ready(result) = self.poll(&mut poll) {
                return result;
            }
            self.0.0.wait();
        }
    }

    /// How many wakers of it there are.
    pub(crate) fn wakers(&self) -> usize {
        Arc::strong_count(&self.0) - 1
    }
}

impl Wake for Sleep {
    fn wake(self: Arc<Self>) {
        self.0.notify();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.0.notify();
    }
}

/// Runs the model in all orders with so many interruptions at most, of all threads together, where a thread that could go on
/// has to wait; says how many orders there were. `LOOM_MAX_PREEMPTIONS` overrides the number.
#[cfg(test)]
#[allow(clippy::print_stderr, reason = "a test's output")]
pub(crate) fn explore(name: &str, preemptions_max: usize, model: impl Fn() + Send + Sync + 'static) {
    use std::sync::atomic::AtomicUsize;
    use std::time::Instant;

    let executions = Arc::new(AtomicUsize::new(0));
    let (counted, begun) = (Arc::clone(&executions), Instant::now());
    let mut search = loom::model::Builder::new();
    search.preemption_bound = search.preemption_bound.or(Some(preemptions_max));
    search.max_branches = 10_000;
    search.check(move || {
        counted.fetch_add(1, Relaxed);
        model();
    });
    eprintln!("{name}: {} executions in {:.1?}", executions.load(Relaxed), begun.elapsed());
}
