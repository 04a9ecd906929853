//! Relays over real sockets: actors at both ends of an edge, and programs without actors.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use mycelium::bundle::{Part, TopologyConfig};
use mycelium::prelude::*;
use mycelium::relay::{Received, RelayCounts, RelayOptions, RelayPublisher, RelayServer, RelaySubscriber};
use mycelium::wire::Domain;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

#[message(tlv = 0xC8, domain = signal)]
#[derive(Debug, Clone, PartialEq)]
struct Note {
    n: u64,
}

#[message(tlv = 0xC9, domain = signal, reply = Vec<u64>)]
struct Notes {}

#[derive(Default)]
struct Book {
    notes: Vec<u64>,
}

#[actor]
impl Book {
    #[handler]
    fn note(&mut self, note: &Note) {
        self.notes.push(note.n);
    }

    #[handler]
    fn notes(&self, _all: &Notes) -> Vec<u64> {
        self.notes.clone()
    }
}

fn types() -> ActorTypes {
    ActorTypes::new().register::<Book>("book").register::<Book>("copy")
}

/// A directory that is removed in the end.
struct Directory(PathBuf);

impl Directory {
    fn new() -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        let name = format!("mycelium-relay-{}-{}", std::process::id(), LAST.fetch_add(1, Relaxed));
        Self(std::env::temp_dir().join(name))
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

struct Relay {
    stop: oneshot::Sender<()>,
    running: JoinHandle<RelayCounts>,
}

impl Relay {
    fn start(socket: &Path) -> Self {
        let server = RelayServer::bind(RelayOptions::new(Domain::SIGNAL, socket)).expect("the socket is free");
        let (stop, stopped) = oneshot::channel();
        let running = tokio::spawn(server.run(async { drop(stopped.await) }));
        Self { stop, running }
    }

    async fn stop(self) -> RelayCounts {
        self.stop.send(()).expect("the relay runs");
        self.running.await.expect("the relay does not panic")
    }
}

async fn within<T>(what: &str, future: impl Future<Output = T>) -> T {
    let limit = Duration::from_secs(10);
    tokio::time::timeout(limit, future).await.unwrap_or_else(|_| panic!("{what} took longer than {limit:?}"))
}

async fn notes(book: &BookRef, count: usize) -> Vec<u64> {
    within("the notes' arrival", async {
        loop {
            let notes = book.notes(Notes {}).await.expect("the book runs");
            if notes.len() >= count {
                return notes;
            }
            tokio::task::yield_now().await;
        }
    })
    .await
}

#[tokio::test]
async fn an_edge_over_a_relay_reaches_all_its_receivers() {
    let directory = Directory::new();
    let toml = format!(
        r#"
        link_directory = "{0}"
        [relays]
        signal = "{0}/signal.sock"
        [[bundles]]
        name = "feed"
        mode = "shared_memory"
        actors = []
        [[bundles]]
        name = "library"
        mode = "shared_memory"
        actors = ["book", "copy"]
        [[edges]]
        from = "feed"
        to = ["book", "copy"]
        road = "relay"
        "#,
        directory.0.display()
    );
    let topology = TopologyConfig::parse(&toml, "bundles.toml").unwrap();
    let relay = Relay::start(&directory.0.join("signal.sock"));
    let library = ActorSystem::launch(&topology, &types(), &Part::Bundle("library".into())).unwrap();
    within("the subscription", library.subscribed()).await;
    let feed = ActorSystem::launch(&topology, &types(), &Part::Bundle("feed".into())).unwrap();
    let far: BookRef = feed.at("feed").unwrap().handle("book").unwrap();
    for n in 0..1_000 {
        far.note(Note { n }).await.unwrap();
    }
    for name in ["book", "copy"] {
        assert_eq!(notes(&library.handle(name).unwrap(), 1_000).await, (0..1_000).collect::<Vec<u64>>());
    }
    let AskError::NotSent(error) = far.notes(Notes {}).await.unwrap_err() else { panic!("the ask was sent") };
    assert_eq!(error.kind, SendErrorKind::OneWay);
    feed.stop().await;
    library.stop().await;
    let counts = relay.stop().await;
    assert_eq!((counts.frames_in, counts.frames_out, counts.frames_dropped), (1_000, 2_000, 0));
    assert_eq!(library.get_transport_metrics().frames_lost, 0);
}

#[tokio::test]
async fn programs_without_actors_publish_and_listen() {
    let directory = Directory::new();
    let socket = directory.0.join("signal.sock");
    let relay = Relay::start(&socket);
    let mut listener = RelaySubscriber::connect(&socket, Domain::SIGNAL).await.unwrap();
    let mut publisher = RelayPublisher::connect(&socket, Domain::SIGNAL, 7).await.unwrap();
    for n in 0..100 {
        publisher.publish(&Note { n }).await.unwrap();
    }
    let mut received = Vec::new();
    while received.len() < 100 {
        assert!(within("a read", listener.fill()).await.unwrap());
        while let Some(next) = listener.take() {
            let Received::Frame { frame, lost: 0 } = next else { panic!("{next:?}") };
            assert_eq!(frame.header().source, 7);
            received.extend(frame.tlvs().map(|tlv| Note::decode_tlv(tlv).expect("it is a note").n));
        }
    }
    assert_eq!(received, (0..100).collect::<Vec<u64>>());
    relay.stop().await;
}
