//! What every actor does with what it gets, whatever framework runs it, and what the sender sees of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

use crate::pool::{Add, Event};

/// What a mailbox holds, where it has a bound.
pub(crate) const CAPACITY: usize = 1_024;

/// When an event that was not handled is lost.
const LATE: Duration = Duration::from_secs(10);

/// The state of an actor: counts, and does what its [`Mode`] says.
#[derive(Debug)]
pub(crate) struct Work {
    count: u64,
    mode: Mode,
    shared: Arc<Shared>,
}

/// What an actor does besides counting.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Mode {
    Count,
    /// Notes when each event was handled.
    Stamp,
    /// Computes for so long, and notes when it began.
    Compute(Duration),
    /// Tells the sender that an event has come through.
    Arrive,
    /// Notes how many events were handled on another thread than the sender's.
    Watch,
}

/// What an actor and its sender share.
#[derive(Debug)]
pub(crate) struct Shared {
    handled: Padded,
    /// When the event of this number was handled.
    stamps: Vec<AtomicU64>,
    start: Instant,
    sender: AtomicU32,
    elsewhere: AtomicU64,
    arrived: Notify,
}

/// A cache line of its own (two: they are fetched in pairs).
#[derive(Debug, Default)]
#[repr(align(128))]
struct Padded(AtomicU64);

// === impl Work ===

impl Work {
    pub(crate) fn new(shared: &Arc<Shared>, mode: Mode) -> Self {
        Self { count: 0, mode, shared: Arc::clone(shared) }
    }

    #[inline]
    pub(crate) fn event(&mut self, event: &Event) {
        std::hint::black_box(event.fields[0]);
        if !matches!(self.mode, Mode::Count) {
            self.more();
        }
        self.count += 1;
        self.shared.handled.0.store(self.count, Relaxed);
        if matches!(self.mode, Mode::Arrive) {
            self.shared.arrived.notify_one();
        }
    }

    #[inline]
    pub(crate) fn add(&mut self, add: Add) -> u64 {
        u64::from(add.left) + u64::from(add.right)
    }

    fn more(&self) {
        let begun = Instant::now();
        match self.mode {
            Mode::Count | Mode::Arrive => {}
            Mode::Stamp => self.stamp(begun),
            Mode::Compute(time) => {
                self.stamp(begun);
                spin_until(begun + time);
            }
            Mode::Watch => {
                if thread_number() != self.shared.sender.load(Relaxed) {
                    self.shared.elsewhere.fetch_add(1, Relaxed);
                }
            }
        }
    }

    fn stamp(&self, at: Instant) {
        self.shared.stamps[self.count as usize].store(self.shared.since_start(at), Relaxed);
    }
}

// === impl Shared ===

impl Shared {
    /// With room for the times of so many events.
    pub(crate) fn new(stamps: usize) -> Arc<Self> {
        Arc::new(Self {
            handled: Padded::default(),
            stamps: (0..stamps).map(|_| AtomicU64::new(0)).collect(),
            start: Instant::now(),
            sender: AtomicU32::new(0),
            elsewhere: AtomicU64::new(0),
            arrived: Notify::new(),
        })
    }

    /// How many events were handled.
    pub(crate) fn handled(&self) -> u64 {
        self.handled.0.load(Relaxed)
    }

    /// Nanoseconds from the start to when the event of this number was handled; it was.
    pub(crate) fn handled_at(&self, number: usize) -> u64 {
        self.stamps[number].load(Relaxed)
    }

    pub(crate) fn since_start(&self, at: Instant) -> u64 {
        at.saturating_duration_since(self.start).as_nanos() as u64
    }

    pub(crate) async fn arrived(&self) {
        self.arrived.notified().await;
    }

    /// The sender says on which thread it is.
    pub(crate) fn sent_from_here(&self) {
        self.sender.store(thread_number(), Relaxed);
    }

    /// How many events were handled on another thread than the sender's; see [`Mode::Watch`].
    pub(crate) fn elsewhere(&self) -> u64 {
        self.elsewhere.load(Relaxed)
    }

    /// A bound for who has none: after the `own`th send of a producer and the `sent`th of all, waits while a mailbox's worth of
    /// events is not handled. Looks now and then, for looking costs, too.
    pub(crate) async fn room(&self, own: usize, sent: usize) {
        if own.is_multiple_of(CAPACITY / 4) {
            while sent as u64 >= self.handled() + CAPACITY as u64 {
                tokio::task::yield_now().await;
            }
        }
    }

    /// Waits until so many events were handled. Behind an ask that is no wait at all, but for xtra, which keeps no order.
    ///
    /// # Panics
    ///
    /// If they are not within [`LATE`], or more were.
    pub(crate) async fn settle(&self, side: &str, count: usize) {
        let start = Instant::now();
        while self.handled() < count as u64 && start.elapsed() < LATE {
            tokio::task::yield_now().await;
        }
        self.check(side, count);
    }

    /// # Panics
    ///
    /// If an event was lost, or came twice.
    pub(crate) fn check(&self, side: &str, count: usize) {
        assert_eq!(self.handled(), count as u64, "{side}: what was handled differs from what was sent");
    }
}

/// Computes until then.
pub(crate) fn spin_until(end: Instant) {
    while Instant::now() < end {
        std::hint::spin_loop();
    }
}

fn thread_number() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    thread_local!(static NUMBER: u32 = NEXT.fetch_add(1, Relaxed));
    NUMBER.with(|number| *number)
}
