//! A system in the test's own process, and the command that looks at it.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use mycelium::bundle::{Part, TopologyConfig};
use mycelium::prelude::*;
use mycelium::relay::{RelayOptions, RelayServer};
use mycelium::wire::Domain;
use tokio::runtime::Runtime;

/// How long anything may take.
pub(crate) const LIMIT: Duration = Duration::from_secs(30);

#[message(tlv = 0xC8, domain = signal)]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Note {
    pub(crate) n: u64,
}

#[derive(Default)]
pub(crate) struct Book;

#[actor]
impl Book {
    #[handler]
    fn note(&mut self, _note: &Note) {}
}

/// Keeps its first note for ever.
#[derive(Default)]
pub(crate) struct Stuck;

#[actor]
impl Stuck {
    #[handler]
    async fn note(&mut self, _note: Note) {
        std::future::pending::<()>().await;
    }
}

/// A directory with a topology in it; removed in the end.
pub(crate) struct Home(pub(crate) PathBuf);

impl Home {
    pub(crate) fn new() -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        let name = format!("mycelium-look-{}-{}", std::process::id(), LAST.fetch_add(1, Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path).expect("nobody else uses this name");
        Self(path)
    }

    /// Writes a topology: a feed, a library that it reaches over a relay and a link, and two actors in one process.
    pub(crate) fn file(&self, top: &str) -> String {
        let home = self.0.display();
        let text = format!(
            r#"link_directory = "{home}/links"
{top}
[relays]
signal = "{home}/signal.sock"

[[bundles]]
name = "feed"
mode = "shared_memory"
actors = []

[[bundles]]
name = "library"
mode = "shared_memory"
[bundles.actors.book]
type = "Book"
[bundles.actors.shelf]
type = "Book"
[bundles.actors.archive]
type = "Stuck"
mailbox = 256

[[bundles]]
name = "lonely"
mode = "same_node"
[bundles.actors.reader]
type = "Book"
[bundles.actors.writer]
type = "Book"

[[edges]]
from = "feed"
to = "book"
road = "relay"

[[edges]]
from = "feed"
to = "shelf"
road = "unix"

[[edges]]
from = "book"
to = "archive"
road = "bundle"

[[edges]]
from = "library"
to = "reader"
road = "unix"
"#
        );
        let path = self.0.join("bundles.toml");
        std::fs::write(&path, text).expect("the directory is ours");
        path.display().to_string()
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// All of the topology and its relay, on threads of their own. Dropping it ends all.
pub(crate) struct Running {
    pub(crate) runtime: Runtime,
    pub(crate) systems: Vec<(&'static str, ActorSystem)>,
    relay: Option<tokio::sync::oneshot::Sender<()>>,
}

impl Running {
    pub(crate) fn start(home: &Home, file: &str) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let topology = TopologyConfig::read(file).unwrap_or_else(|error| panic!("{error}"));
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let systems = runtime.block_on(async {
            let relay = RelayServer::bind(RelayOptions::new(Domain::SIGNAL, home.0.join("signal.sock"))).unwrap();
            drop(tokio::spawn(relay.run(async { drop(stopped.await) })));
            let types = ActorTypes::new().register::<Book>("Book").register::<Stuck>("Stuck");
            let mut systems = Vec::new();
            for bundle in ["feed", "library", "lonely"] {
                let part = Part::Bundle(bundle.to_owned());
                let system = ActorSystem::launch(&topology, &types, &part).unwrap_or_else(|error| panic!("{error}"));
                system.subscribed().await;
                systems.push((bundle, system));
            }
            systems
        });
        Self { runtime, systems, relay: Some(stop) }
    }

    pub(crate) fn system(&self, bundle: &str) -> &ActorSystem {
        &self.systems.iter().find(|(name, _)| *name == bundle).expect("it runs").1
    }

    pub(crate) fn book(&self, from: &str, name: &str) -> BookRef {
        let bundle = if from == "feed" { "feed" } else { "library" };
        self.system(bundle).at(from).and_then(|seat| seat.handle(name)).expect("the topology has it")
    }

    /// Sends notes.
    pub(crate) fn send(&self, book: &BookRef, count: u64) {
        self.runtime.block_on(async {
            for n in 0..count {
                book.note(Note { n }).await.expect("it lives");
            }
        });
    }

    pub(crate) fn stop(&mut self, bundle: &str) {
        let at = self.systems.iter().position(|(name, _)| *name == bundle).expect("it runs");
        let (_, system) = self.systems.remove(at);
        self.runtime.block_on(async {
            // A stuck actor does not end; its system goes all the same.
            drop(tokio::time::timeout(Duration::from_secs(3), system.stop()).await);
        });
    }

    pub(crate) fn stop_relay(&mut self, home: &Home) {
        drop(self.relay.take());
        let end = Instant::now() + LIMIT;
        while home.0.join("signal.sock").exists() {
            assert!(Instant::now() < end, "the relay still runs");
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

/// The command, while it runs.
pub(crate) struct Process {
    pub(crate) child: Child,
    lines: mpsc::Receiver<String>,
}

impl Process {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let mut child = command(arguments).stdout(Stdio::piped()).spawn().expect("the command is built");
        let output = BufReader::new(child.stdout.take().expect("it is piped"));
        let (say, lines) = mpsc::channel();
        std::thread::spawn(move || {
            output.lines().map_while(std::result::Result::ok).try_for_each(|line| say.send(line))
        });
        Self { child, lines }
    }

    pub(crate) fn line(&self) -> String {
        self.lines.recv_timeout(LIMIT).expect("it prints a line")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mycelium"));
    command.args(arguments).stdin(Stdio::null());
    command
}

/// Runs the command to its end: exit code, output, errors.
pub(crate) fn output(arguments: &[&str]) -> (Option<i32>, String, String) {
    let ended = command(arguments).output().expect("the command is built");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it is text");
    (ended.status.code(), text(ended.stdout), text(ended.stderr))
}

/// One HTTP request as it is written here; the whole answer.
pub(crate) fn http(address: &str, request: &str) -> String {
    let mut stream = std::net::TcpStream::connect(address).expect("the dashboard listens");
    stream.set_read_timeout(Some(LIMIT)).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    // Whoever is refused early may find the connection reset behind the answer.
    drop(stream.read_to_end(&mut answer));
    String::from_utf8(answer).expect("it is text")
}

pub(crate) fn path(home: &Home, name: &str) -> PathBuf {
    Path::new(&home.0).join(name)
}
