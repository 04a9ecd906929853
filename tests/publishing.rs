//! One message to several recipients: order, back-pressure, who refused and why, giving up in the middle; and the pool
//! that a producer takes its events from.
//!
//! The clock is paused where a system runs: a wait that nothing can end fails at once.

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::task::Poll;
use std::time::Duration;

use mycelium::prelude::*;
use mycelium::{ArcPool, PublishError, Refusal};
use tokio::sync::{mpsc, oneshot};

/// Waits; a hang fails instead of blocking.
async fn within<F: Future>(what: &str, future: F) -> F::Output {
    let limit = Duration::from_secs(60);
    tokio::time::timeout(limit, future).await.unwrap_or_else(|_| panic!("{what}: still not done after {limit:?}"))
}

/// Polls once and checks that the future is not ready: from here on it waits where it waits.
async fn still_waits<F: Future + ?Sized>(mut future: Pin<&mut F>) {
    poll_fn(|cx| match future.as_mut().poll(cx) {
        Poll::Pending => Poll::Ready(()),
        Poll::Ready(_) => panic!("it was ready already"),
    })
    .await;
}

// === the messages ===

#[message(tlv = 0xC8, domain = market_data)]
#[derive(Debug, Clone, PartialEq)]
struct Price {
    n: u64,
}

#[message(local)]
#[derive(Debug)]
struct Tick;

/// Keeps the actor busy until it is let go.
#[message(local)]
#[derive(Debug)]
struct Hold {
    entered: oneshot::Sender<()>,
    release: oneshot::Receiver<()>,
}

fn price(n: u64) -> Arc<Price> {
    Arc::new(Price { n })
}

// === two actors with different enums ===

struct Book(mpsc::Sender<u64>);

#[actor]
impl Book {
    #[handler]
    fn price(&mut self, price: Arc<Price>) {
        self.0.try_send(price.n).expect("the test listens");
    }

    #[handler]
    async fn hold(&mut self, hold: Hold) {
        hold.entered.send(()).expect("the test waits for it");
        let _ = hold.release.await;
    }
}

/// Its enum is another one, and it carries the price by value.
struct Journal(mpsc::Sender<u64>);

#[actor]
impl Journal {
    #[handler]
    fn tick(&mut self, _tick: Tick) {}

    #[handler]
    fn price(&mut self, price: Price) {
        self.0.try_send(price.n).expect("the test listens");
    }
}

// === what tests lay out ===

/// A book, a journal and another book, in this order; the first has a mailbox for one message.
struct Three {
    system: ActorSystem,
    first: BookRef,
    journal: JournalRef,
    last: BookRef,
    recipients: Recipients<Arc<Price>>,
    to_first: mpsc::Receiver<u64>,
    to_journal: mpsc::Receiver<u64>,
    to_last: mpsc::Receiver<u64>,
}

impl Three {
    fn new() -> Self {
        let system = ActorSystem::new();
        let ((a, to_first), (b, to_journal), (c, to_last)) =
            (mpsc::channel(1_000), mpsc::channel(1_000), mpsc::channel(1_000));
        let first = system.named("first").capacity(1).spawn(Book(a)).expect("the name is free");
        let journal = system.named("journal").spawn(Journal(b)).expect("the name is free");
        let last = system.named("last").spawn(Book(c)).expect("the name is free");
        let recipients = [first.recipient(), journal.recipient(), last.recipient()].into_iter().collect();
        Self { system, first, journal, last, recipients, to_first, to_journal, to_last }
    }

    /// Keeps the first one busy, with a full mailbox: its next message is `n`.
    async fn fill_first(&self, n: u64) -> oneshot::Sender<()> {
        let let_go = self.hold_first().await;
        self.first.try_send(Price { n }).expect("there is room for one");
        let_go
    }

    async fn hold_first(&self) -> oneshot::Sender<()> {
        let (entered, is_held) = oneshot::channel();
        let (let_go, release) = oneshot::channel();
        self.first.hold(Hold { entered, release }).await.expect("it lives");
        within("the hold", is_held).await.expect("it came to the hold");
        let_go
    }

    /// All that came, in order; the actors end.
    async fn end(mut self) -> [Vec<u64>; 3] {
        within("the first's end", self.first.drain()).await;
        within("the journal's end", self.journal.drain()).await;
        within("the last's end", self.last.drain()).await;
        let metrics = self.system.get_transport_metrics();
        assert_eq!(metrics.sent, metrics.handled);
        [&mut self.to_first, &mut self.to_journal, &mut self.to_last]
            .map(|came| std::iter::from_fn(|| came.try_recv().ok()).collect())
    }
}

fn refused(error: &PublishError) -> Vec<(&str, SendErrorKind)> {
    error.refused.iter().map(|Refusal { recipient, kind }| (recipient.as_str(), kind.clone())).collect()
}

// === publishing ===

#[tokio::test(start_paused = true)]
async fn what_is_published_reaches_all_recipients_in_order() {
    let three = Three::new();
    for n in 0..100 {
        three.recipients.publish(price(n)).await.expect("all live");
    }
    let expected: Vec<u64> = (0..100).collect();
    assert_eq!(three.end().await, [expected.clone(), expected.clone(), expected]);
}

#[tokio::test(start_paused = true)]
async fn publishing_leaves_no_reference_behind() {
    let three = Three::new();
    let event = price(7);
    three.recipients.publish(Arc::clone(&event)).await.expect("all live");
    three.recipients.try_publish(Arc::clone(&event)).expect_err("the first has room for one");
    three.end().await;
    assert_eq!(Arc::strong_count(&event), 1);
}

#[tokio::test(start_paused = true)]
async fn a_recipient_that_has_stopped_is_reported_and_the_others_get_it() {
    let mut three = Three::new();
    within("the stop", three.journal.stop()).await;
    let error = three.recipients.publish(price(1)).await.expect_err("the journal has stopped");
    assert_eq!((error.taken, refused(&error)), (2, vec![("journal", SendErrorKind::Stopped)]));
    tokio::task::yield_now().await;
    let error = three.recipients.try_publish(price(2)).expect_err("the journal has stopped");
    assert_eq!((error.taken, refused(&error)), (2, vec![("journal", SendErrorKind::Stopped)]));
    let text = "1 of 3 recipients did not take the message: `journal`: the actor has stopped";
    assert_eq!(error.to_string(), text);

    // Nobody is taken out unasked.
    assert_eq!(three.recipients.len(), 3);
    assert!(three.recipients.remove(&error.refused[0].recipient) && three.recipients.len() == 2);
    assert!(!three.recipients.remove(&error.refused[0].recipient), "there is none of this name any more");
    three.recipients.publish(price(3)).await.expect("all that are left live");
    assert_eq!(three.end().await, [vec![1, 2, 3], vec![], vec![1, 2, 3]]);
}

#[tokio::test(start_paused = true)]
async fn a_full_recipient_is_waited_for_and_holds_up_those_behind_it() {
    let three = Three::new();
    let let_go = three.fill_first(1).await;
    let mut publishing = Box::pin(three.recipients.publish(price(2)));
    for _ in 0..5 {
        still_waits(publishing.as_mut()).await;
    }
    assert_eq!(publishing.so_far(), &PublishError { taken: 0, refused: vec![] });
    assert_eq!(three.journal.metrics().sent, 0, "the journal stands behind the one that is full");
    let_go.send(()).expect("it waits");
    within("the publication", publishing).await.expect("all live");
    assert_eq!(three.end().await, [vec![1, 2], vec![2], vec![2]]);
}

#[tokio::test(start_paused = true)]
async fn a_full_recipient_refuses_what_must_not_wait_and_the_others_get_it() {
    let three = Three::new();
    let let_go = three.fill_first(1).await;
    let error = three.recipients.try_publish(price(2)).expect_err("the first is full");
    assert_eq!((error.taken, refused(&error)), (2, vec![("first", SendErrorKind::Full)]));
    let_go.send(()).expect("it waits");
    assert_eq!(three.end().await, [vec![1], vec![2], vec![2]]);
}

#[tokio::test(start_paused = true)]
async fn a_publication_that_is_given_up_says_who_got_it() {
    let mut three = Three::new();
    // The one that is full stands in the middle.
    three.recipients.retain(|recipient| recipient.id().as_str() != "journal");
    let mut recipients = Recipients::from(vec![three.journal.recipient()]);
    recipients.extend(three.recipients.iter().cloned());
    let let_go = three.fill_first(1).await;

    let mut publishing = Box::pin(recipients.publish(price(2)));
    still_waits(publishing.as_mut()).await;
    assert_eq!(publishing.so_far(), &PublishError { taken: 1, refused: vec![] });
    drop(publishing);
    // It has left the line: the next one is not kept waiting by it, and finds its message first.
    let mut publishing = Box::pin(recipients.publish(price(3)));
    still_waits(publishing.as_mut()).await;
    let_go.send(()).expect("it waits");
    within("the next publication", publishing).await.expect("all live");
    assert_eq!(three.end().await, [vec![1, 3], vec![2, 3], vec![3]]);
}

#[tokio::test(start_paused = true)]
async fn a_publication_can_be_polled_on_after_a_timeout() {
    let three = Three::new();
    let let_go = three.fill_first(1).await;
    let mut publishing = three.recipients.publish(price(2));
    let in_time = tokio::time::timeout(Duration::from_secs(1), &mut publishing).await;
    assert!(in_time.is_err() && publishing.so_far().taken == 0);
    let_go.send(()).expect("it waits");
    within("the rest", publishing).await.expect("all live");
    assert_eq!(three.end().await, [vec![1, 2], vec![2], vec![2]]);
}

#[tokio::test(start_paused = true)]
async fn a_recipient_that_stops_while_it_is_waited_for_refuses() {
    let three = Three::new();
    let let_go = three.fill_first(1).await;
    let mut publishing = Box::pin(three.recipients.publish(price(2)));
    still_waits(publishing.as_mut()).await;
    let mut stop = Box::pin(three.first.stop());
    still_waits(stop.as_mut()).await;
    let_go.send(()).expect("it waits");
    within("the stop", stop).await;
    let error = within("the publication", publishing).await.expect_err("the first has stopped");
    assert_eq!((error.taken, refused(&error)), (2, vec![("first", SendErrorKind::Stopped)]));
    within("the journal's end", three.journal.drain()).await;
    assert_eq!((three.journal.metrics().handled, three.first.metrics().dropped), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn values_that_can_be_cloned_are_published_too_and_nobody_is_fine() {
    let three = Three::new();
    let mut recipients = Recipients::<Price>::new();
    recipients.publish(Price { n: 0 }).await.expect("nobody refuses");
    recipients.try_publish(Price { n: 0 }).expect("nobody refuses");
    assert!(recipients.is_empty());
    recipients.add(three.last.recipient());
    recipients.add(three.journal.recipient());
    // Twice in the list, twice the message.
    recipients.add(three.last.recipient());
    recipients.publish(Price { n: 1 }).await.expect("all live");
    recipients.try_publish(Price { n: 2 }).expect("there is room");
    assert_eq!(format!("{recipients:?}"), "Recipients<Price>([\"last\", \"journal\", \"last\"])");
    assert_eq!(three.end().await, [vec![], vec![1, 2], vec![1, 1, 2, 2]]);
}

#[tokio::test(start_paused = true)]
async fn many_refusals_are_counted_and_few_spelled_out() {
    let three = Three::new();
    within("the stop", three.journal.stop()).await;
    let recipients: Recipients<Arc<Price>> = (0..5).map(|_| three.journal.recipient()).collect();
    let error = recipients.try_publish(price(1)).expect_err("it has stopped");
    let text = error.to_string();
    assert!(text.starts_with("5 of 5 recipients did not take the message: `journal`"), "{text}");
    assert!(text.ends_with("; and 2 more") && text.matches("`journal`").count() == 3, "{text}");
}

// === the pool ===

/// Counts where it is dropped.
struct Counted<'a>(&'a AtomicU64);

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_add(1, Relaxed);
    }
}

#[test]
fn a_pool_uses_again_what_nobody_holds_oldest_first() {
    let mut pool = ArcPool::new(3);
    let first: Vec<_> = (0..3).map(|n| pool.arc(n)).collect();
    assert_eq!((pool.len(), pool.misses()), (3, 3));
    let addresses: Vec<_> = first.iter().map(Arc::as_ptr).collect();
    drop(first);
    for round in 1..10 {
        let again: Vec<_> = (0..3).map(|n| pool.arc(round * 10 + n)).collect();
        assert_eq!(again.iter().map(Arc::as_ptr).collect::<Vec<_>>(), addresses);
        assert_eq!(again.iter().map(|arc| **arc).collect::<Vec<_>>(), [round * 10, round * 10 + 1, round * 10 + 2]);
    }
    assert_eq!((pool.len(), pool.misses()), (3, 3));
}

#[test]
fn a_pool_never_changes_what_somebody_holds() {
    let mut pool = ArcPool::new(4);
    let held: Vec<_> = (0..20).map(|n| pool.arc(n)).collect();
    assert_eq!(held.iter().map(|arc| **arc).collect::<Vec<_>>(), (0..20).collect::<Vec<_>>());
    assert_eq!((pool.len(), pool.misses()), (4, 20));
    // Nor what a weak reference may bring back.
    drop(held);
    let mut pool = ArcPool::new(1);
    let watched = Arc::downgrade(&pool.arc(1));
    assert_eq!((*pool.arc(2), watched.upgrade().as_deref()), (2, None));
    assert_eq!(pool.misses(), 2);
}

#[test]
fn events_that_are_kept_for_long_do_not_use_up_a_pool() {
    let mut pool = ArcPool::new(8);
    let kept: Vec<_> = (0..8).map(|n| pool.arc(n)).collect();
    // All are taken: eight more are made, and stand where the kept ones stood.
    for n in 100..1_000 {
        assert_eq!(*pool.arc(n), n);
    }
    assert!(pool.misses() <= 16, "{}", pool.misses());
    assert_eq!(kept.iter().map(|arc| **arc).collect::<Vec<_>>(), (0..8).collect::<Vec<_>>());
}

#[test]
fn old_values_are_dropped_when_their_arc_is_used_again_or_with_the_pool() {
    let dropped = AtomicU64::new(0);
    let mut pool = ArcPool::new(2);
    drop((pool.arc(Counted(&dropped)), pool.arc(Counted(&dropped))));
    assert_eq!(dropped.load(Relaxed), 0, "the pool has them still");
    drop(pool.arc(Counted(&dropped)));
    assert_eq!(dropped.load(Relaxed), 1);
    let held = pool.arc(Counted(&dropped));
    drop(pool);
    assert_eq!(dropped.load(Relaxed), 3);
    drop(held);
    assert_eq!(dropped.load(Relaxed), 4);
}

#[test]
fn a_pool_survives_a_value_whose_drop_panics() {
    struct Bad(bool);
    impl Drop for Bad {
        fn drop(&mut self) {
            assert!(!self.0, "as planned");
        }
    }
    let mut pool = ArcPool::new(1);
    drop(pool.arc(Bad(true)));
    assert!(catch_unwind(AssertUnwindSafe(|| pool.arc(Bad(false)))).is_err());
    for _ in 0..10 {
        assert!(!pool.arc(Bad(false)).0);
    }
    assert_eq!(pool.misses(), 1);
}

#[test]
fn a_pool_of_nothing_allocates_each_time() {
    let mut pool = ArcPool::new(0);
    assert!(pool.is_empty());
    assert_eq!((*pool.arc(1), *pool.arc(2), pool.misses(), pool.len()), (1, 2, 2, 0));
}

#[test]
fn pooled_events_that_another_thread_lets_go_are_whole() {
    let (to, from) = std::sync::mpsc::sync_channel::<Arc<[u64; 4]>>(16);
    let reader = std::thread::spawn(move || {
        for (n, event) in from.into_iter().enumerate() {
            assert_eq!(*event, [n as u64; 4]);
        }
    });
    let mut pool = ArcPool::new(32);
    for n in 0..100_000 {
        to.send(pool.arc([n; 4])).expect("the reader reads");
    }
    drop(to);
    reader.join().expect("all were whole");
    // At most 16 wait, one is read, one is being sent: there is always one that is free, and the oldest is.
    assert_eq!(pool.misses(), pool.len() as u64);
}
