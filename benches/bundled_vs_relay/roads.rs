//! The roads, running: a receiving actor behind each.

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;
use std::thread::JoinHandle;

use mycelium::bundle::{Part, TopologyConfig};
use mycelium::prelude::*;
use mycelium::relay::{RelayOptions, RelayServer};
use mycelium::wire::Domain;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;
use trading_pair::PoolSwapEvent;

/// The roads, by the names of the report. One that the file declares as an edge can be moved while the system runs.
pub(crate) const ROADS: [&str; 4] = ["bundled", "bundled, an edge", "unix", "relay"];

/// How many different events are sent; one and the same would measure the cache.
const POOL: u64 = 1_024;

/// What the receiver takes.
#[message(domain = market_data)]
#[derive(Debug, Clone)]
pub(crate) enum SinkMessage {
    Swap(Arc<PoolSwapEvent>),
}

/// Counts what it is handed.
struct Sink {
    handled: Arc<AtomicU64>,
}

#[actor(message = SinkMessage)]
impl Sink {
    #[handler]
    fn swap(&mut self, swap: &PoolSwapEvent) {
        std::hint::black_box(swap.amount_in);
        self.handled.fetch_add(1, Ordering::Release);
    }
}

/// One road with its two ends.
pub(crate) struct Running {
    name: &'static str,
    sink: SinkRef,
    sent: Cell<u64>,
    handled: Arc<AtomicU64>,
    pool: Vec<Arc<PoolSwapEvent>>,
    /// Of the sending end.
    runtime: Runtime,
    sender: ActorSystem,
    workers: Vec<Worker>,
    directory: PathBuf,
}

/// A thread with a runtime of its own, until it is told to stop.
struct Worker {
    stop: oneshot::Sender<()>,
    thread: JoinHandle<()>,
}

// === impl Running ===

impl Running {
    /// Starts the relay if there is one, the receiver, and the sender.
    pub(crate) fn start(name: &'static str) -> Self {
        let directory =
            std::env::temp_dir().join(format!("mycelium-bench-{}-{name}", std::process::id()).replace(", ", "-"));
        let topology = TopologyConfig::parse(&toml(name, &directory), "bundles.toml").expect("the roads are good");
        let handled = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&handled);
        let types = ActorTypes::new().register_with("sink", move || Sink { handled: Arc::clone(&counter) });
        let mut workers = Vec::new();
        if name == "relay" {
            workers.push(Worker::relay(directory.join("market.sock")));
        }
        let (receiver, far) = Worker::receiver(topology.clone(), types.clone());
        workers.push(receiver);
        let runtime =
            Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime can be made");
        let (sender, sink) = runtime.block_on(async {
            let sender = ActorSystem::launch(&topology, &types, &Part::Bundle("sender".into())).expect("it can run");
            let sink: SinkRef = match name {
                "bundled" => far.handle("sink").expect("it runs"),
                "bundled, an edge" => far.at("receiver").and_then(|seat| seat.handle("sink")).expect("it runs"),
                _ => sender.at("sender").and_then(|seat| seat.handle("sink")).expect("the topology has it"),
            };
            // The first message opens the road.
            sink.swap(swap(0)).await.expect("the receiver runs");
            (sender, sink)
        });
        let pool = (0..POOL).map(|n| Arc::new(swap(n))).collect();
        let running = Self { name, sink, sent: Cell::new(1), handled, pool, runtime, sender, workers, directory };
        running.wait_until_all_is_handled();
        running
    }

    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    /// The next event of the pool.
    pub(crate) fn event(&self) -> Arc<PoolSwapEvent> {
        let next = usize::try_from(self.sent.get() % POOL).expect("the pool is small");
        Arc::clone(&self.pool[next])
    }

    /// Sends it; there is room, since the receiver keeps up.
    pub(crate) fn send(&self, event: Arc<PoolSwapEvent>) {
        self.sink.try_send(event).expect("the receiver keeps up");
        self.sent.set(self.sent.get() + 1);
    }

    /// Waits on the spot: the sender has a core of its own.
    pub(crate) fn wait_until_all_is_handled(&self) {
        while self.handled.load(Ordering::Acquire) < self.sent.get() {
            std::hint::spin_loop();
        }
    }

    /// Stops everything.
    pub(crate) fn finish(self) {
        self.runtime.block_on(self.sender.stop());
        for worker in self.workers.into_iter().rev() {
            worker.stop.send(()).expect("the worker runs");
            worker.thread.join().expect("the worker does not panic");
        }
        // It is not there where no socket was made.
        drop(std::fs::remove_dir_all(self.directory));
    }
}

// === impl Worker ===

impl Worker {
    fn relay(socket: PathBuf) -> Self {
        let (stop, stopped) = oneshot::channel();
        let (ready, is_ready) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            runtime().block_on(async {
                let relay =
                    RelayServer::bind(RelayOptions::new(Domain::MARKET_DATA, socket)).expect("the socket is free");
                ready.send(()).expect("the main thread waits");
                relay.run(async { drop(stopped.await) }).await;
            });
        });
        is_ready.recv().expect("the relay starts");
        Self { stop, thread }
    }

    fn receiver(topology: TopologyConfig, types: ActorTypes) -> (Self, ActorSystem) {
        let (stop, stopped) = oneshot::channel::<()>();
        let (ready, is_ready) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            runtime().block_on(async {
                let part = Part::Bundle("receiver".into());
                let system = ActorSystem::launch(&topology, &types, &part).expect("it can run");
                system.subscribed().await;
                ready.send(system.clone()).expect("the main thread waits");
                drop(stopped.await);
                system.stop().await;
            });
        });
        (Self { stop, thread }, is_ready.recv().expect("the receiver starts"))
    }
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().expect("a runtime can be made")
}

/// The one file of all; only the edge differs.
fn toml(road: &str, directory: &Path) -> String {
    let directory = directory.display();
    let edge = match road {
        "relay" => "[[edges]]\nfrom = \"sender\"\nto = \"sink\"\nroad = \"relay\"\n",
        "bundled, an edge" => "[[edges]]\nfrom = \"receiver\"\nto = \"sink\"\nroad = \"bundle\"\n",
        _ => "",
    };
    format!(
        r#"
        link_directory = "{directory}"
        [relays]
        market_data = "{directory}/market.sock"
        [[bundles]]
        name = "sender"
        mode = "shared_memory"
        actors = []
        [[bundles]]
        name = "receiver"
        mode = "shared_memory"
        actors = ["sink"]
        {edge}"#
    )
}

fn swap(n: u64) -> PoolSwapEvent {
    PoolSwapEvent {
        amount_in: u128::from(n) * 1_000_000_000_000_000_000,
        amount_out: u128::from(n) * 1_800_000_000,
        liquidity_after: 0,
        timestamp_ns: n,
        block: n / 10,
        tick_after: 0,
        venue: 301,
        in_decimals: 18,
        out_decimals: 18,
        pool: [0x45; 20],
        token_in: [0x46; 20],
        token_out: [0x47; 20],
        sqrt_price_x96_after: [0; 32],
    }
}
