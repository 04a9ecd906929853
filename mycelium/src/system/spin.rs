//! A thread that never sleeps, and how others tell it that there is something to do.
//!
//! tokio's own way to wake a task of another thread ends in a system call, even if that thread is awake. So the tasks of
//! a spinning thread have wakers of their own ([`Heard`]), which put the task into a queue ([`Spinner`]) and do no more.
//! A task of tokio that is always ready looks into that queue, and wakes what it finds as tokio does on its own thread:
//! without a system call. All else on that thread (timers, sockets, what handlers spawn) is tokio's, as anywhere.
//!
//! A wake-up is never lost: [`Heard::is_queued`] is taken back before tokio's waker is called, so a wake-up that comes
//! later queues the task again.

use std::cell::Cell;
use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::hint::spin_loop;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;

use parking_lot::Mutex;
use tokio::runtime::Builder;

/// How often a look into the queue is repeated before tokio may look for something else.
const LOOKS: u32 = 32;
/// After so many turns without anything to do, threads that wait for this core may have it.
const TURNS_BEFORE_OTHERS: u32 = 16;

/// What woke up on other threads, for the thread that spins.
pub(super) struct Spinner {
    number: u64,
    /// How many tasks are queued; what is looked at while nothing is.
    waiting: AtomicUsize,
    /// `None` when the thread has ended, and takes nothing any more.
    queue: Mutex<Option<VecDeque<Arc<Heard>>>>,
    /// How often tasks were polled. Only the thread that spins writes it.
    polls: AtomicU64,
}

/// The waker of one task.
struct Heard {
    spinner: Arc<Spinner>,
    /// tokio's waker of the task; there since the first poll.
    task: OnceLock<Waker>,
    is_queued: AtomicBool,
}

thread_local! {
    /// Which spinner's thread this is; 0 for all others.
    static SPINS: Cell<u64> = const { Cell::new(0) };
}

// === impl Spinner ===

/// After how many tasks tokio looks at I/O, timers and tasks that yielded: often enough that a yield takes few
/// microseconds, not so often that the look, a system call, is most of what the thread does.
const EVENT_INTERVAL: u32 = 8;

impl Spinner {
    /// Lets tokio look at what other threads queued with it before each task, since there is always one that is ready; and
    /// at I/O, timers and tasks that yielded after a few of them instead of 61.
    pub(super) fn configure(builder: &mut Builder) {
        builder.global_queue_interval(1).event_interval(EVENT_INTERVAL);
    }

    /// The spinner of the present thread.
    pub(super) fn of_this_thread() -> Arc<Self> {
        static NUMBERS: AtomicU64 = AtomicU64::new(1);
        let number = NUMBERS.fetch_add(1, Ordering::Relaxed);
        SPINS.set(number);
        let (waiting, queue, polls) = (AtomicUsize::new(0), Mutex::new(Some(VecDeque::new())), AtomicU64::new(0));
        Arc::new(Self { number, waiting, queue, polls })
    }

    /// Looks for what others woke, forever.
    pub(super) async fn spin(self: Arc<Self>) {
        let (mut polls, mut idle_turns) = (0, 0_u32);
        poll_fn(move |cx| -> Poll<()> {
            // While tasks of this thread have something to do, they have their turns; one look is enough.
            let polls_now = self.polls.load(Ordering::Relaxed);
            let is_idle = std::mem::replace(&mut polls, polls_now) == polls_now;
            let found = (0..if is_idle { LOOKS } else { 1 }).any(|_| {
                spin_loop();
                self.wake_tasks()
            });
            idle_turns = if found || !is_idle { 0 } else { idle_turns + 1 };
            if idle_turns == TURNS_BEFORE_OTHERS {
                idle_turns = 0;
                thread::yield_now();
            }
            cx.waker().wake_by_ref();
            Poll::Pending
        })
        .await;
    }

    /// Wakes all tasks that others queued; whether there were any.
    fn wake_tasks(&self) -> bool {
        if self.waiting.load(Ordering::Acquire) == 0 {
            return false;
        }
        while let Some(heard) = self.next() {
            // Whoever found it queued was here before, and what it did for the task is seen from here on.
            heard.is_queued.swap(false, Ordering::AcqRel);
            heard.task.get().into_iter().for_each(Waker::wake_by_ref);
        }
        true
    }

    fn next(&self) -> Option<Arc<Heard>> {
        let mut queue = self.queue.lock();
        let queue = queue.as_mut()?;
        let next = queue.pop_front();
        self.waiting.store(queue.len(), Ordering::Release);
        next
    }

    /// Takes nothing from now on: what would be queued would hold the queue.
    pub(super) fn close(&self) {
        drop(self.queue.lock().take());
    }

    /// Runs `task`, which others wake through this. On this spinner's thread only.
    pub(super) async fn hears(self: Arc<Self>, task: impl Future<Output = ()>) {
        let heard = Heard { spinner: Arc::clone(&self), task: OnceLock::new(), is_queued: AtomicBool::new(false) };
        let heard = Arc::new(heard);
        let waker = Waker::from(Arc::clone(&heard));
        let mut task = pin!(task);
        poll_fn(move |cx| {
            self.polls.store(self.polls.load(Ordering::Relaxed).wrapping_add(1), Ordering::Relaxed);
            // tokio's waker of a task is the same for all its life.
            heard.task.get_or_init(|| cx.waker().clone());
            task.as_mut().poll(&mut Context::from_waker(&waker))
        })
        .await;
    }
}

// === impl Heard ===

impl Wake for Heard {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        let spinner = &self.spinner;
        // A thread that ends has no such number any more, and is none that spins.
        if SPINS.try_with(Cell::get) == Ok(spinner.number) {
            self.task.get().into_iter().for_each(Waker::wake_by_ref);
        } else if !self.is_queued.swap(true, Ordering::AcqRel) {
            let mut queue = spinner.queue.lock();
            let Some(queue) = queue.as_mut() else { return };
            queue.push_back(Arc::clone(self));
            spinner.waiting.store(queue.len(), Ordering::Release);
        }
    }
}
