//! Links between nodes over real unix sockets: two systems of one topology, in one process.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use mycelium::bundle::{Part, TopologyConfig};
use mycelium::prelude::*;

#[message(tlv = 0xC8, domain = signal)]
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    pub n: u64,
}

#[message(tlv = 0xC9, domain = signal, reply = Vec<u64>)]
pub struct Notes {}

#[derive(Default)]
pub struct Book {
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
    ActorTypes::new().register::<Book>("book")
}

fn directory() -> PathBuf {
    static LAST: AtomicU64 = AtomicU64::new(0);
    let name = format!("mycelium-links-{}-{}", std::process::id(), LAST.fetch_add(1, Relaxed));
    std::env::temp_dir().join(name)
}

#[tokio::test]
async fn a_link_carries_sends_and_asks() {
    let directory = directory();
    let toml = format!(
        r#"
        link_directory = "{}"
        [[bundles]]
        name = "feed"
        mode = "shared_memory"
        actors = []
        [[bundles]]
        name = "library"
        mode = "shared_memory"
        actors = ["book"]
        "#,
        directory.display()
    );
    let topology = TopologyConfig::parse(&toml, "bundles.toml").unwrap();
    let feed = ActorSystem::launch(&topology, &types(), &Part::Bundle("feed".into())).unwrap();
    let book: BookRef = feed.at("feed").unwrap().handle("book").unwrap();
    assert!(!book.is_local());
    let early = tokio::spawn({
        let book = book.clone();
        async move { book.note(Note { n: 1 }).await }
    });
    tokio::task::yield_now().await;
    let library = ActorSystem::launch(&topology, &types(), &Part::Bundle("library".into())).unwrap();
    early.await.unwrap().unwrap();
    for n in 2..1_000 {
        book.note(Note { n }).await.unwrap();
    }
    let notes = tokio::time::timeout(Duration::from_secs(5), book.notes(Notes {})).await.unwrap().unwrap();
    assert_eq!(notes, (1..1_000).collect::<Vec<u64>>());
    library.stop().await;
    let error = book.notes(Notes {}).await.unwrap_err();
    println!("{error}");
    feed.stop().await;
    std::fs::remove_dir_all(directory).unwrap();
}
