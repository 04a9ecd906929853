//! Ways in which a link ends that nobody asked for: code of the user's that panics, a runtime that ends, a process that
//! does not answer. Whoever waits is told, and what was not written is counted.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use mycelium::NoAnswer;
use mycelium::bundle::{Part, TopologyConfig};
use mycelium::prelude::*;
use mycelium::wire::{Reader, Wire, WireError, Writer};
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;

/// A reply with a wire form by hand, which panics when it is written or read with certain values.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Odd(u64);

const NOT_WRITTEN: u64 = 13;
const NOT_READ: u64 = 14;

impl Wire for Odd {
    const LEN: Option<usize> = Some(8);
    const MIN_LEN: usize = 8;
    const SCHEMA: u64 = 77;

    type View<'a> = Self;

    fn encoded_len(&self) -> usize {
        8
    }

    fn encode(&self, out: &mut Writer<'_>) {
        assert!(self.0 != NOT_WRITTEN, "not to be written");
        self.0.encode(out);
    }

    fn decode(from: &mut Reader<'_>) -> std::result::Result<Self, WireError> {
        let value = u64::decode(from)?;
        assert!(value != NOT_READ, "not to be read");
        Ok(Self(value))
    }

    fn view(from: &mut Reader<'_>) -> std::result::Result<Self, WireError> {
        Self::decode(from)
    }
}

#[message(tlv = 0xC8, reply = Odd)]
struct Give {
    n: u64,
}

#[message(tlv = 0xC9)]
#[derive(Clone)]
struct Text {
    text: String,
}

/// Asks for an answer that never comes.
#[message(tlv = 0xCA, reply = u64)]
struct Hang {}

/// As a message: reading it panics.
#[message(tlv = 0xCC)]
#[derive(Clone)]
struct Carried {
    odd: Odd,
}

#[message(tlv = 0xCB)]
struct Pump {}

#[derive(Default)]
struct Book;

#[actor]
impl Book {
    #[handler]
    fn give(&mut self, give: &Give) -> Odd {
        Odd(give.n)
    }

    #[handler]
    fn text(&mut self, text: &Text) {
        assert!(!text.text.is_empty());
    }

    #[handler]
    fn carried(&mut self, carried: &Carried) {
        assert!(carried.odd.0 > 0);
    }

    #[handler]
    async fn hang(&mut self, _hang: &Hang) -> u64 {
        std::future::pending().await
    }
}

/// Sends to the book for as long as it is taken.
#[derive(Default)]
struct Feeder;

#[actor]
impl Feeder {
    #[handler]
    async fn pump(&mut self, _pump: &Pump, ctx: &mut Context<Self>) -> Result<()> {
        let book: BookRef = ctx.handle("book")?;
        loop {
            book.text(long_text()).await?;
        }
    }
}

fn long_text() -> Text {
    Text { text: "x".repeat(10_000) }
}

/// Two nodes, and a directory that goes with them.
struct Ground {
    topology: TopologyConfig,
    types: ActorTypes,
    directory: PathBuf,
}

impl Ground {
    fn new() -> Self {
        static LAST: AtomicU32 = AtomicU32::new(0);
        let name = format!("link_ends-{}-{}", std::process::id(), LAST.fetch_add(1, Relaxed));
        let directory = std::env::temp_dir().join(name);
        let toml = format!(
            r#"
            link_directory = "{}"
            link_buffer_bytes = 65536
            [[bundles]]
            name = "here"
            mode = "shared_memory"
            actors = ["feeder"]
            [[bundles]]
            name = "there"
            mode = "shared_memory"
            actors = ["book"]
            "#,
            directory.display()
        );
        let topology = TopologyConfig::parse(&toml, "bundles.toml").expect("the roads are good");
        let types = ActorTypes::new().register::<Book>("book").register::<Feeder>("feeder");
        Self { topology, types, directory }
    }

    fn launch(&self, node: &str) -> ActorSystem {
        ActorSystem::launch(&self.topology, &self.types, &Part::Bundle(node.to_owned())).expect("it can run")
    }
}

impl Drop for Ground {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.directory));
    }
}

async fn within<T>(what: &str, future: impl Future<Output = T>) -> T {
    let limit = Duration::from_secs(10);
    tokio::time::timeout(limit, future).await.unwrap_or_else(|_| panic!("{what} took longer than {limit:?}"))
}

async fn until(what: &str, mut happened: impl FnMut() -> bool) {
    within(what, async {
        while !happened() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    })
    .await;
}

fn why<T: std::fmt::Debug, C>(asked: std::result::Result<T, AskError<C>>) -> NoAnswer {
    match asked {
        Err(AskError::NoAnswer(why)) => why,
        other => panic!("{other:?}"),
    }
}

/// Lets the book's handler hang.
async fn hold(there: &ActorSystem) -> JoinHandle<()> {
    let book: BookRef = there.handle("book").expect("it runs");
    let handled = book.metrics().handled;
    let held = tokio::spawn({
        let book = book.clone();
        async move { drop(book.hang(Hang {}).await) }
    });
    until("the book's hold", || book.metrics().sent > handled).await;
    held
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reply_that_panics_is_its_askers_error_alone() {
    let ground = Ground::new();
    let (here, there) = (ground.launch("here"), ground.launch("there"));
    let book: BookRef = here.handle("book").expect("the topology has it");
    let give = |n| within("the ask", book.give(Give { n }));
    assert_eq!(give(1).await.expect("it answers"), Odd(1));
    assert_eq!(why(give(NOT_READ).await), NoAnswer::Unreadable);
    assert_eq!(give(2).await.expect("the link lives"), Odd(2));
    // The book itself panics here, and stops.
    assert_eq!(why(give(NOT_WRITTEN).await), NoAnswer::Panicked);
    here.stop().await;
    there.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_whose_reading_panics_is_refused_alone() {
    let ground = Ground::new();
    let (here, there) = (ground.launch("here"), ground.launch("there"));
    let book: BookRef = here.handle("book").expect("the topology has it");
    book.carried(Carried { odd: Odd(NOT_READ) }).await.expect("the link takes it");
    assert_eq!(within("the ask", book.give(Give { n: 1 })).await.expect("the link lives"), Odd(1));
    let metrics = there.get_transport_metrics();
    assert_eq!((metrics.frames_refused, metrics.frames_received), (1, 1));
    here.stop().await;
    there.stop().await;
}

#[test]
fn a_runtime_that_ends_keeps_nobody_waiting() {
    let ground = Ground::new();
    let runtime = || Runtime::new().expect("a runtime can be made");
    let (near, far, main) = (runtime(), runtime(), runtime());
    let there = far.block_on(async { ground.launch("there") });
    let here = near.block_on(async { ground.launch("here") });
    main.block_on(async {
        let book: BookRef = here.handle("book").expect("the topology has it");
        assert_eq!(within("the ask", book.give(Give { n: 1 })).await.expect("it answers"), Odd(1));
        let waiting = tokio::spawn({
            let book = book.clone();
            async move { book.hang(Hang {}).await }
        });
        let local: BookRef = there.handle("book").expect("it runs");
        until("the ask's arrival", || local.metrics().sent == 2).await;
        near.shutdown_background();
        assert_eq!(why(within("the end of the ask", waiting).await.expect("no panic")), NoAnswer::PeerLost);
        let later = within("a later send", book.text(long_text())).await.expect_err("there is no link");
        assert_eq!(later.kind, SendErrorKind::Disconnected);
        assert!(within("a later ask", book.give(Give { n: 1 })).await.is_err());
    });
    far.shutdown_background();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_does_not_wait_for_a_process_that_does_not_answer() {
    let ground = Ground::new();
    let (here, there) = (ground.launch("here"), ground.launch("there"));
    let _held = hold(&there).await;
    let feeder: FeederRef = here.handle("feeder").expect("it runs");
    feeder.pump(Pump {}).await.expect("it runs");
    // All that fits is under way when nothing more gets in for a while.
    let mut sent = (0, 0);
    until("the wait for room", || {
        let now = here.get_transport_metrics().frames_sent;
        sent = if now == sent.0 && now > 0 { (now, sent.1 + 1) } else { (now, 0) };
        sent.1 > 100
    })
    .await;
    within("the stop", here.stop()).await;
    assert_eq!(feeder.state(), Some(ActorState::Stopped(StopReason::Requested)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_stop_leaves_unwritten_is_counted() {
    let ground = Ground::new();
    let (here, there) = (ground.launch("here"), ground.launch("there"));
    let _held = hold(&there).await;
    let book: BookRef = here.handle("book").expect("the topology has it");
    let mut sent: u64 = 0;
    while book.send_timeout(long_text(), Duration::from_millis(300)).await.is_ok() {
        sent += 1;
    }
    within("the stop", here.stop()).await;
    let unsent = here.get_transport_metrics().frames_unsent;
    assert!(unsent > 0 && unsent < sent, "{unsent} of {sent}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_node_of_several_can_be_called() {
    let ground = Ground::new();
    let toml = format!(
        r#"
        link_directory = "{0}"
        [relays]
        system = "{0}/system.sock"
        [[bundles]]
        name = "spread"
        mode = "same_node"
        actors = ["feeder", "book"]
        [[edges]]
        from = "feeder"
        to = "book"
        road = "relay"
        "#,
        ground.directory.display()
    );
    let topology = TopologyConfig::parse(&toml, "bundles.toml").expect("the roads are good");
    let launch = |actor: &str| {
        ActorSystem::launch(&topology, &ground.types, &Part::Actor(actor.to_owned())).expect("it can run")
    };
    let (there, here) = (launch("book"), launch("feeder"));
    // From outside of actors no edge applies, and there is a link.
    let book: BookRef = here.handle("book").expect("the topology has it");
    assert_eq!(within("the ask", book.give(Give { n: 1 })).await.expect("it answers"), Odd(1));
    here.stop().await;
    there.stop().await;
}
