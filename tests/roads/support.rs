//! A topology on one of three roads: books there, and this process here, which sends to them.
//!
//! ```text
//!  bundle    here, books and warden: one process
//!  unix      here ──link──▶ there: books and warden          watch ──link──▶ there
//!  relay     here ──▶ relay ──▶ there: books and warden      watch ──link──▶ there
//! ```
//!
//! `watch` is a second node of the test's own process: by its link, which carries nothing else, a test asks what has come
//! and opens gates, whatever the road under test is doing.

use std::fmt::Debug;
use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use mycelium::bundle::{Part, Road, TopologyConfig};
use mycelium::prelude::*;
use tokio::time::timeout;

use crate::actors::{BookRef, Hold, IsHeld, Open, Tallied, Tally, WardenRef, types};
use crate::child::{Home, LIMIT, Node};

/// Makes of each scenario one test per road; on the bundle a second one, with inline dispatch.
macro_rules! on_every_road {
    ($($scenario:ident: $($(#[$attribute:meta])* $road:ident)+;)+) => {$(
        mod $scenario {
            $($crate::support::on_road!($scenario $(#[$attribute])* $road);)+
        }
    )+};
}
pub(crate) use on_every_road;

macro_rules! on_road {
    ($scenario:ident $(#[$attribute:meta])* bundle) => {
        $crate::support::on_road!($scenario $(#[$attribute])* bundle "bundle" false);
        $crate::support::on_road!($scenario $(#[$attribute])* bundle_inline "bundle" true);
    };
    ($scenario:ident $(#[$attribute:meta])* $road:ident) => {
        $crate::support::on_road!($scenario $(#[$attribute])* $road (stringify!($road)) false);
    };
    ($scenario:ident $(#[$attribute:meta])* $name:ident $road:tt $is_inline:literal) => {
        $(#[$attribute])*
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            $crate::support::IS_INLINE.set($is_inline);
            let road = $road.parse().expect("a road");
            $crate::support::within(stringify!($scenario), super::$scenario(road)).await;
        }
    };
}
pub(crate) use on_road;

thread_local! {
    /// Whether the bundles of this thread's test, which it lays out itself, dispatch inline.
    pub(crate) static IS_INLINE: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

/// Waits; what takes too long fails. What waits inside, for [`LIMIT`], says more, and comes first.
pub(crate) async fn within<F: Future>(what: &str, future: F) -> F::Output {
    let limit = LIMIT + LIMIT / 4;
    timeout(limit, future).await.unwrap_or_else(|_| panic!("{what}: still not done after {limit:?}"))
}

/// Asks again and again until there is an answer.
pub(crate) async fn eventually<T>(what: &str, mut answer: impl AsyncFnMut() -> Option<T>) -> T {
    let until = Instant::now() + LIMIT;
    loop {
        if let Some(answer) = answer().await {
            return answer;
        }
        assert!(Instant::now() < until, "{what}: not within {LIMIT:?}");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

/// Polls once and checks that the future is not ready.
pub(crate) async fn still_waits<F: Future + ?Sized>(what: &str, mut future: Pin<&mut F>) {
    let polled = std::future::poll_fn(|cx| std::task::Poll::Ready(future.as_mut().poll(cx).is_pending()));
    assert!(polled.await, "{what}: it was ready already");
}

#[track_caller]
pub(crate) fn no_answer<T: Debug, C>(answer: std::result::Result<T, AskError<C>>) -> NoAnswer {
    match answer {
        Err(AskError::NoAnswer(why)) => why,
        other => panic!("expected no answer, found {other:?}"),
    }
}

/// What is laid out before anything runs.
pub(crate) struct Plan {
    pub(crate) road: Road,
    pub(crate) books: &'static [&'static str],
    pub(crate) mailbox: usize,
    pub(crate) link_buffer_bytes: usize,
    pub(crate) connect_timeout_ms: u64,
    /// What the file says before its first table, besides.
    pub(crate) top: &'static str,
    pub(crate) is_fan_out: bool,
    /// Whether there is a book called `near`, here.
    pub(crate) has_near: bool,
    pub(crate) relay_queue_bytes: usize,
    /// What else the file says.
    pub(crate) rest: &'static str,
}

/// A directory with a topology in it.
pub(crate) struct Ground {
    pub(crate) road: Road,
    pub(crate) topology: TopologyConfig,
    pub(crate) toml: PathBuf,
    pub(crate) home: Home,
    relay_queue_bytes: usize,
}

/// A topology that runs. Fields are dropped in this order.
pub(crate) struct World {
    pub(crate) here: ActorSystem,
    /// Here, too, where the books are elsewhere.
    pub(crate) watch: Option<ActorSystem>,
    pub(crate) there: Option<Node>,
    pub(crate) relay: Option<Node>,
    pub(crate) ground: Ground,
}

// === impl Plan ===

impl Plan {
    pub(crate) fn on(road: Road) -> Self {
        Self {
            road,
            books: &["book"],
            mailbox: 1_024,
            link_buffer_bytes: 1 << 20,
            connect_timeout_ms: 30_000,
            top: "",
            is_fan_out: false,
            has_near: false,
            relay_queue_bytes: 16 << 20,
            rest: "",
        }
    }

    fn toml(&self, home: &Home) -> String {
        let (links, relay) = (home.path("links"), home.path("signal.sock"));
        let mut toml = format!(
            "link_directory = \"{}\"\nlink_buffer_bytes = {}\nconnect_timeout_ms = {}\n{}[relays]\nsignal = \"{}\"\n",
            links.display(),
            self.link_buffer_bytes,
            self.connect_timeout_ms,
            self.top,
            relay.display(),
        );
        for node in ["here", "watch", "there"] {
            let mut books: Vec<&str> = if self.has_near && node == "here" { vec!["near"] } else { vec![] };
            let mut has_warden = false;
            if node == if self.road == Road::Bundle { "here" } else { "there" } {
                books.extend(self.books);
                has_warden = true;
            }
            toml += &format!("[[bundles]]\nname = \"{node}\"\nmode = \"shared_memory\"\n");
            if IS_INLINE.get() && (has_warden || !books.is_empty()) {
                toml += "dispatch = \"inline\"\n";
            }
            if has_warden {
                toml += "[bundles.actors.warden]\ntype = \"Warden\"\n";
            } else if books.is_empty() {
                toml += "actors = []\n";
            }
            for book in books {
                toml += &format!("[bundles.actors.{book}]\ntype = \"Book\"\nmailbox = {}\n", self.mailbox);
            }
        }
        if self.is_fan_out {
            toml += &format!("[[edges]]\nfrom = \"here\"\nto = {:?}\nroad = \"{}\"\n", self.books, self.road);
        } else if self.road == Road::Relay {
            toml += &format!("[[edges]]\nfrom = \"here\"\nto = \"{}\"\nroad = \"relay\"\n", self.books[0]);
        }
        toml + self.rest
    }

    /// Writes the topology; nothing runs yet.
    pub(crate) fn lay(self) -> Ground {
        let home = Home::new();
        let toml = home.write("bundles.toml", &self.toml(&home));
        let topology = TopologyConfig::read(&toml).unwrap_or_else(|error| panic!("{error}"));
        Ground { road: self.road, topology, toml, home, relay_queue_bytes: self.relay_queue_bytes }
    }

    /// Starts all of it.
    pub(crate) fn launch(self) -> World {
        let ground = self.lay();
        let relay = (ground.road == Road::Relay).then(|| ground.relay().ready());
        let there = (ground.road != Road::Bundle).then(|| ground.there().ready());
        World::new(ground, there, relay)
    }
}

// === impl Ground ===

impl Ground {
    /// Starts the other process.
    pub(crate) fn there(&self) -> Node {
        Node::bundle(&self.toml, "there")
    }

    /// Starts the relay.
    pub(crate) fn relay(&self) -> Node {
        let (socket, bytes) = (self.relay_socket().display().to_string(), self.relay_queue_bytes.to_string());
        Node::start(&["relay", "--domain", "2", "--socket", &socket, "--queue-bytes", &bytes])
    }

    pub(crate) fn relay_socket(&self) -> PathBuf {
        self.home.path("signal.sock")
    }

    /// Starts a part of the topology in this process.
    pub(crate) fn launch(&self, bundle: &str) -> ActorSystem {
        let launched = ActorSystem::launch(&self.topology, &types(), &Part::Bundle(bundle.to_owned()));
        launched.unwrap_or_else(|error| panic!("{error}"))
    }
}

// === impl World ===

impl World {
    /// This process's part of `ground`, beside whatever runs there.
    pub(crate) fn new(ground: Ground, there: Option<Node>, relay: Option<Node>) -> Self {
        let watch = (ground.road != Road::Bundle).then(|| ground.launch("watch"));
        Self { here: ground.launch("here"), watch, there, relay, ground }
    }

    /// A book, over the road under test.
    pub(crate) fn book(&self, name: &str) -> BookRef {
        self.here.at("here").and_then(|here| here.handle(name)).expect("the topology has the book")
    }

    /// A book, past the road under test.
    pub(crate) fn watched(&self, name: &str) -> BookRef {
        let watched = match &self.watch {
            Some(watch) => watch.at("watch").and_then(|watch| watch.handle(name)),
            None => self.here.handle(name),
        };
        watched.expect("the topology has the book")
    }

    pub(crate) fn warden(&self) -> WardenRef {
        let warden = match &self.watch {
            Some(watch) => watch.handle("warden"),
            None => self.here.handle("warden"),
        };
        warden.expect("the topology has a warden")
    }

    /// Holds a book; returns the gate.
    pub(crate) async fn hold(&self, name: &str) -> u64 {
        static LAST: AtomicU64 = AtomicU64::new(0);
        let gate = LAST.fetch_add(1, Relaxed);
        self.watched(name).hold(Hold { gate }).await.expect("the book lives");
        let warden = self.warden();
        let is_held = async || warden.is_held(IsHeld { gate }).await.expect("the warden lives").then_some(());
        eventually("the book comes to the gate", is_held).await;
        gate
    }

    pub(crate) async fn open(&self, gate: u64) {
        self.warden().open(Open { gate }).await.expect("the warden lives");
    }

    /// Waits until a book has `count` messages.
    pub(crate) async fn tallied(&self, name: &str, count: u64) -> Tallied {
        let book = self.watched(name);
        let until = Instant::now() + LIMIT;
        loop {
            let tallied = book.tally(Tally {}).await.expect("the book lives");
            if tallied.count >= count {
                assert_eq!(tallied.count, count, "no message comes twice");
                return tallied;
            }
            assert!(Instant::now() < until, "{count} messages: only {tallied:?} within {LIMIT:?}");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    /// All came, in order, and none twice.
    pub(crate) async fn has_all(&self, name: &str, count: u64) {
        let expected = Tallied { count, disorder: 0, missing: 0 };
        assert_eq!(self.tallied(name, count).await, expected, "{name}");
    }

    /// Ends all of it, in order.
    pub(crate) async fn end(self) {
        let Self { here, watch, there, relay, ground } = self;
        within("the stop", here.stop()).await;
        if let Some(watch) = watch {
            within("the stop", watch.stop()).await;
        }
        for node in [there, relay].into_iter().flatten() {
            let status = node.end();
            assert!(status.success(), "another process ended with {status}");
        }
        drop(ground);
    }
}
