//! Used `Arc`s for new events, so that a producer allocates nothing either.

use std::fmt;
use std::sync::Arc;

/// Keeps the `Arc`s that a producer has handed out, and uses those again that nobody else holds any more.
///
/// A fresh `Arc` per event costs an allocation, and a release on whatever thread drops it last. With a pool the receivers
/// only count down; the memory stays with the producer. For an event of 96 bytes, making it and letting it go takes 0.4 times
/// the instructions of `Arc::new`.
///
/// - **When old values are dropped**: when their `Arc` is used again, by [`arc`](Self::arc), on the producer's thread; or
///   with the pool. Not when the last receiver lets go. So what a value owns lives longer: buffers, file handles, other
///   `Arc`s.
/// - **Memory**: at most `capacity` `Arc`s of `T`, and 8 bytes for each. What receivers hold beyond that is theirs.
/// - **Threads**: a pool belongs to one producer (`&mut self`); several producers have one each. The `Arc`s go anywhere.
/// - **Capacity**: as many events as are under way at a time, in mailboxes and in handlers. With less, some calls allocate
///   ([`misses`](Self::misses)); nothing else changes. Receivers that keep events for long do not use up the pool: the
///   `Arc` that is made instead of theirs takes their place.
///
/// # Examples
///
/// ```
/// use std::sync::Arc;
/// use mycelium::ArcPool;
///
/// let mut pool = ArcPool::new(64);
/// let first = pool.arc([1; 12]);
/// let second = pool.arc([2; 12]);
/// assert_eq!((*first, *second, pool.misses()), ([1; 12], [2; 12], 2)); // both are new, and both are held
///
/// let address = Arc::as_ptr(&first);
/// drop(first);
/// let third = pool.arc([3; 12]);
/// assert_eq!((Arc::as_ptr(&third), *third, pool.misses()), (address, [3; 12], 2));
/// ```
pub struct ArcPool<T> {
    /// In the order in which they were handed out, from `next` on and around.
    arcs: Vec<Arc<T>>,
    /// Where the oldest one is; at the end, it is the first.
    next: usize,
    capacity: usize,
    misses: u64,
}

/// So many `Arc`s are looked at for each event: receivers let go roughly in order, so the oldest is free or few are.
const LOOKS: usize = 4;

// === impl ArcPool ===

impl<T> ArcPool<T> {
    /// A pool that keeps up to `capacity` `Arc`s; none are made before they are needed. With a capacity of 0 it keeps none,
    /// and each call allocates.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self { arcs: Vec::with_capacity(capacity), next: 0, capacity, misses: 0 }
    }

    /// An `Arc` of `value`: a used one, or a new one if none of the next few is free. The used one's old value is dropped
    /// here.
    ///
    /// An `Arc` to which a `Weak` points is not free.
    ///
    /// # Panics
    ///
    /// If dropping the old value does; the pool is as good as before then.
    #[inline]
    pub fn arc(&mut self, value: T) -> Arc<T> {
        for step in 0..LOOKS.min(self.arcs.len()) {
            let at = self.place(step);
            let Some(arc) = self.arcs.get_mut(at) else { break };
            // The count is a plain load, and says of most that they are held.
            if Arc::strong_count(arc) == 1
                && let Some(place) = Arc::get_mut(arc)
            {
                self.next = at + 1;
                *place = value;
                return Arc::clone(arc);
            }
        }
        self.make(value)
    }

    /// How many calls of [`arc`](Self::arc) have allocated, those that filled the pool included.
    #[must_use]
    pub fn misses(&self) -> u64 {
        self.misses
    }

    /// How many `Arc`s the pool keeps now.
    #[must_use]
    pub fn len(&self) -> usize {
        self.arcs.len()
    }

    /// Whether the pool keeps no `Arc` yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.arcs.is_empty()
    }

    /// So many steps behind the oldest one, going around.
    #[inline]
    fn place(&self, step: usize) -> usize {
        let at = self.next + step;
        if at < self.arcs.len() { at } else { at - self.arcs.len() }
    }

    #[cold]
    fn make(&mut self, value: T) -> Arc<T> {
        self.misses += 1;
        let made = Arc::new(value);
        if self.arcs.len() < self.capacity {
            // Before the oldest one, going around: the order stays that of use. In a pool that only fills, that is the end.
            self.arcs.insert(self.next, Arc::clone(&made));
            self.next += 1;
        } else {
            let at = self.place(0);
            if let Some(oldest) = self.arcs.get_mut(at) {
                *oldest = Arc::clone(&made);
                self.next = at + 1;
            }
        }
        made
    }
}

impl<T> fmt::Debug for ArcPool<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ArcPool")
            .field("kept", &self.arcs.len())
            .field("capacity", &self.capacity)
            .field("misses", &self.misses)
            .finish_non_exhaustive()
    }
}
