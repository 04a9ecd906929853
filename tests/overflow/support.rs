//! An actor that can be held while its mailbox fills, and that writes down what came.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use mycelium::prelude::*;
use mycelium::{DropReason, Dropped};
use tokio::sync::oneshot;

/// Waits; a hang fails instead of blocking.
pub(crate) async fn within<F: Future>(what: &str, future: F) -> F::Output {
    let limit = Duration::from_secs(60);
    tokio::time::timeout(limit, future).await.unwrap_or_else(|_| panic!("{what}: still not done after {limit:?}"))
}

/// How many messages were made and are not dropped yet, and how often one was dropped.
#[derive(Debug, Default)]
pub(crate) struct Alive {
    made: AtomicU64,
    dropped: AtomicU64,
}

impl Alive {
    pub(crate) fn token(self: &Arc<Self>) -> Token {
        self.made.fetch_add(1, Relaxed);
        Token(Arc::clone(self))
    }

    pub(crate) fn count(&self) -> u64 {
        self.made.load(Relaxed) - self.dropped.load(Relaxed)
    }
}

/// Counts as alive until it is dropped.
#[derive(Debug)]
pub(crate) struct Token(Arc<Alive>);

impl Token {
    /// Its message is alive.
    fn check(&self) {
        assert!(self.0.count() > 0);
    }
}

impl Drop for Token {
    fn drop(&mut self) {
        self.0.dropped.fetch_add(1, Relaxed);
    }
}

// === the messages ===

#[message(local)]
#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) n: u64,
    pub(crate) token: Token,
}

/// The latest of an asset counts.
#[message(local)]
#[derive(Debug)]
pub(crate) struct Quote {
    pub(crate) asset: u64,
    pub(crate) n: u64,
    pub(crate) token: Token,
}

/// Goes first.
#[message(local)]
#[derive(Debug)]
pub(crate) struct Alarm {
    pub(crate) n: u64,
    pub(crate) token: Token,
}

/// Is answered with its own number.
#[message(local, reply = u64)]
#[derive(Debug)]
pub(crate) struct Echo {
    pub(crate) n: u64,
}

/// Keeps the actor busy until it is let go.
#[message(local)]
#[derive(Debug)]
pub(crate) struct Hold {
    entered: oneshot::Sender<()>,
    release: oneshot::Receiver<()>,
}

// === the actor ===

/// What came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Came {
    Item(u64),
    Quote(u64, u64),
    Alarm(u64),
    Echo(u64),
}

/// Writes down what came, where a test can read it.
#[derive(Default)]
pub(crate) struct Scribe {
    pub(crate) came: Arc<std::sync::Mutex<Vec<Came>>>,
    /// After how many messages it lets others run; 0 is never.
    pub(crate) pause_after: usize,
}

impl Scribe {
    async fn note(&mut self, came: Came) {
        let count = {
            let mut all = self.came.lock().unwrap();
            all.push(came);
            all.len()
        };
        if self.pause_after > 0 && count.is_multiple_of(self.pause_after) {
            tokio::task::yield_now().await;
        }
    }
}

#[actor(mailbox = 4)]
impl Scribe {
    #[handler]
    async fn item(&mut self, item: &Item) {
        item.token.check();
        self.note(Came::Item(item.n)).await;
    }

    #[handler(conflate = asset)]
    async fn quote(&mut self, quote: Quote) {
        quote.token.check();
        self.note(Came::Quote(quote.asset, quote.n)).await;
    }

    #[handler(priority = high)]
    async fn alarm(&mut self, alarm: &Alarm) {
        alarm.token.check();
        self.note(Came::Alarm(alarm.n)).await;
    }

    #[handler]
    async fn echo(&mut self, echo: Echo) -> u64 {
        self.note(Came::Echo(echo.n)).await;
        echo.n
    }

    #[handler(priority = high)]
    async fn hold(&mut self, hold: Hold) {
        hold.entered.send(()).expect("the test waits for it");
        let _ = hold.release.await;
    }
}

pub(crate) fn new_hold() -> (Hold, oneshot::Receiver<()>, oneshot::Sender<()>) {
    let (entered, is_held) = oneshot::channel();
    let (let_go, release) = oneshot::channel();
    (Hold { entered, release }, is_held, let_go)
}

/// Keeps `scribe` in a handler until the returned sender is used or dropped.
pub(crate) async fn hold(scribe: &ActorRef<ScribeMessage>) -> oneshot::Sender<()> {
    let (hold, is_held, let_go) = new_hold();
    scribe.send(hold).await.expect("the scribe lives");
    within("the hold", is_held).await.expect("the scribe came to the hold");
    let_go
}

/// A scribe with what it wrote down.
pub(crate) struct Desk {
    pub(crate) scribe: ScribeRef,
    pub(crate) came: Arc<std::sync::Mutex<Vec<Came>>>,
    pub(crate) alive: Arc<Alive>,
}

impl Desk {
    pub(crate) fn new(
        system: &ActorSystem,
        options: impl FnOnce(mycelium::Spawner<'_>) -> mycelium::Spawner<'_>,
    ) -> Self {
        let scribe = Scribe::default();
        let came = Arc::clone(&scribe.came);
        let scribe = options(system.named("scribe")).spawn(scribe).expect("the name is free");
        Self { scribe, came, alive: Arc::default() }
    }

    pub(crate) fn item(&self, n: u64) -> Item {
        Item { n, token: self.alive.token() }
    }

    pub(crate) fn quote(&self, asset: u64, n: u64) -> Quote {
        Quote { asset, n, token: self.alive.token() }
    }

    pub(crate) fn alarm(&self, n: u64) -> Alarm {
        Alarm { n, token: self.alive.token() }
    }

    pub(crate) fn came(&self) -> Vec<Came> {
        self.came.lock().unwrap().clone()
    }

    /// Waits until all that was accepted is handled or dropped, and says what came.
    pub(crate) async fn all_that_came(&self) -> Vec<Came> {
        within("the account", async {
            while !self.is_at_rest() {
                tokio::task::yield_now().await;
            }
        })
        .await;
        self.check_account();
        self.came()
    }

    fn is_at_rest(&self) -> bool {
        let now = self.scribe.metrics();
        now.sent == now.handled + now.dropped
    }

    /// Sums up at rest: the account, and each message is gone once.
    #[track_caller]
    pub(crate) fn check_account(&self) {
        let now = self.scribe.metrics();
        assert_eq!(now.sent, now.handled + now.dropped, "{now:?}");
        let by_reason = |wanted: &[DropReason]| {
            let all = self.scribe.dropped();
            all.iter().filter(|dropped| wanted.contains(&dropped.reason)).map(|dropped| dropped.count).sum::<u64>()
        };
        assert_eq!(now.overflowed, by_reason(&[DropReason::Newest, DropReason::Oldest, DropReason::Rejected]));
        assert_eq!(now.conflated, by_reason(&[DropReason::Conflated]));
        assert_eq!(now.dropped, by_reason(&DropReason::ALL));
    }

    /// What was dropped, as message, reason and count.
    pub(crate) fn dropped(&self) -> Vec<(&'static str, DropReason, u64)> {
        let short = |Dropped { message, reason, count, .. }: Dropped| (message, reason, count);
        self.scribe.dropped().into_iter().map(short).collect()
    }
}

pub(crate) fn items(numbers: impl IntoIterator<Item = u64>) -> Vec<Came> {
    numbers.into_iter().map(Came::Item).collect()
}
