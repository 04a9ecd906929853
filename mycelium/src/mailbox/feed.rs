//! The feed of drops: whoever subscribes learns of every message that is dropped from then on.
//!
//! A subscriber that does not keep up gets larger counts, not more reports: what waits for it is one report for
//! each actor, message and reason. So nobody who drops waits for it, and its storage is bounded. While nobody
//! subscribes a drop costs the feed one load.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Weak};
use std::task::{Context, Poll, Waker};

use parking_lot::Mutex;

use super::drops::Dropped;
use super::overflow::DropReason;

/// How many reports wait for one subscriber, at most; drops that need another are counted without names.
const REPORTS_MAX: usize = 256;

/// The feed of one system.
#[derive(Debug, Default)]
pub(crate) struct DropFeed {
    /// How many subscribe.
    count: AtomicUsize,
    subscribers: Mutex<Vec<Arc<Subscriber>>>,
}

/// A subscription to dropped messages: of all actors of a system
/// ([`ActorSystem::drops`](crate::ActorSystem::drops)), or of one ([`ActorRef::drops`](crate::ActorRef::drops)).
///
/// Each drop from the subscription on is in exactly one report; a report may count many. Dropping the subscription
/// ends it.
pub struct Drops {
    subscriber: Arc<Subscriber>,
    /// Where it is known.
    feed: Weak<DropFeed>,
}

#[derive(Debug)]
struct Subscriber {
    /// The one actor that it asks about.
    only: Option<Arc<str>>,
    waiting: Mutex<Waiting>,
}

/// What a subscriber has not read.
#[derive(Debug, Default)]
struct Waiting {
    /// The oldest first.
    reports: VecDeque<Dropped>,
    unnamed: u64,
    reader: Option<Waker>,
    is_over: bool,
}

// === impl DropFeed ===

impl DropFeed {
    /// Subscribes to the drops of one actor, or of all.
    pub(crate) fn subscribe(self: &Arc<Self>, only: Option<Arc<str>>) -> Drops {
        let subscriber = Arc::new(Subscriber { only, waiting: Mutex::default() });
        let mut subscribers = self.subscribers.lock();
        subscribers.push(Arc::clone(&subscriber));
        self.count.store(subscribers.len(), Relaxed);
        drop(subscribers);
        Drops { subscriber, feed: Arc::downgrade(self) }
    }

    /// Tells all who ask about this actor.
    #[inline]
    pub(super) fn tell(&self, actor: &Arc<str>, message: &'static str, reason: DropReason) {
        if self.count.load(Relaxed) > 0 {
            self.tell_subscribers(actor, message, reason);
        }
    }

    #[cold]
    fn tell_subscribers(&self, actor: &Arc<str>, message: &'static str, reason: DropReason) {
        let subscribers = self.subscribers.lock();
        let readers = subscribers.iter().filter(|subscriber| subscriber.asks_about(actor));
        let readers: Vec<Waker> = readers.filter_map(|subscriber| subscriber.note(actor, message, reason)).collect();
        drop(subscribers);
        readers.into_iter().for_each(Waker::wake);
    }
}

/// Nobody can drop anything any more.
impl Drop for DropFeed {
    fn drop(&mut self) {
        for subscriber in self.subscribers.lock().drain(..) {
            let mut waiting = subscriber.waiting.lock();
            waiting.is_over = true;
            let reader = waiting.reader.take();
            drop(waiting);
            reader.into_iter().for_each(Waker::wake);
        }
    }
}

// === impl Subscriber ===

impl Subscriber {
    fn asks_about(&self, actor: &Arc<str>) -> bool {
        self.only.as_ref().is_none_or(|only| only == actor)
    }

    /// Notes a drop; hands out the reader, if it sleeps.
    fn note(&self, actor: &Arc<str>, message: &'static str, reason: DropReason) -> Option<Waker> {
        let mut waiting = self.waiting.lock();
        let Waiting { reports, unnamed, .. } = &mut *waiting;
        let is_full = reports.len() == REPORTS_MAX;
        let mut reports_of = reports.iter_mut().filter(|report| report.reason == reason && report.message == message);
        match reports_of.find(|report| report.actor == *actor) {
            Some(report) => report.count += 1,
            None if is_full => *unnamed += 1,
            None => reports.push_back(Dropped { actor: Arc::clone(actor), message, reason, count: 1 }),
        }
        waiting.reader.take()
    }
}

// === impl Drops ===

impl Drops {
    /// The next report; `None` when the system and all references to its actors are gone, and all was read.
    ///
    /// # Cancel safety
    ///
    /// Dropped before it is ready, no report is lost.
    pub async fn recv(&mut self) -> Option<Dropped> {
        poll_fn(|cx| self.poll_recv(cx)).await
    }

    /// As [`recv`](Self::recv), for whoever polls.
    pub fn poll_recv(&mut self, cx: &mut Context<'_>) -> Poll<Option<Dropped>> {
        let mut waiting = self.subscriber.waiting.lock();
        if let Some(report) = waiting.reports.pop_front() {
            return Poll::Ready(Some(report));
        }
        if waiting.is_over {
            return Poll::Ready(None);
        }
        let before = waiting.reader.replace(cx.waker().clone());
        drop(waiting);
        drop(before);
        Poll::Pending
    }

    /// A report that waits already.
    pub fn try_recv(&mut self) -> Option<Dropped> {
        self.subscriber.waiting.lock().reports.pop_front()
    }

    /// How many drops no report names, since 256 reports of other actors, messages or reasons were waiting to be read.
    #[must_use]
    pub fn unnamed(&self) -> u64 {
        self.subscriber.waiting.lock().unnamed
    }
}

impl Drop for Drops {
    fn drop(&mut self) {
        if let Some(feed) = self.feed.upgrade() {
            let mut subscribers = feed.subscribers.lock();
            subscribers.retain(|subscriber| !Arc::ptr_eq(subscriber, &self.subscriber));
            feed.count.store(subscribers.len(), Relaxed);
        }
    }
}

impl fmt::Debug for Drops {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Drops").field("only", &self.subscriber.only).finish_non_exhaustive()
    }
}
