//! The same policies over roads: through a switch, over a link, over a link without addresses; and from the TOML.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::{Arc, Mutex};

use mycelium::bundle::{Part, TopologyConfig};
use mycelium::prelude::*;
use mycelium::transport::memory_link;
use mycelium::{DropReason, Overflow};
use tokio::sync::Semaphore;

use super::support::within;

#[message(tlv = 0xC8)]
#[derive(Debug, Clone)]
struct Note {
    n: u64,
}

#[message(tlv = 0xC9, reply = u64)]
#[derive(Debug, Clone)]
struct Question {
    n: u64,
}

#[message(tlv = 0xCA)]
#[derive(Debug, Clone)]
struct Wait {}

/// Waits where a test says so.
struct Book {
    gate: Arc<Semaphore>,
    notes: Arc<Mutex<Vec<u64>>>,
}

#[actor(overflow = reject)]
impl Book {
    #[handler]
    fn note(&mut self, note: &Note) {
        self.notes.lock().unwrap().push(note.n);
    }

    #[handler]
    fn question(&self, question: &Question) -> u64 {
        question.n
    }

    #[handler]
    async fn wait(&mut self, _wait: &Wait) {
        self.gate.acquire().await.expect("it is not closed").forget();
    }
}

struct Place(PathBuf);

impl Place {
    fn new() -> Self {
        static LAST: AtomicU32 = AtomicU32::new(0);
        let name = format!("mycelium-overflow-{}-{}", std::process::id(), LAST.fetch_add(1, Relaxed));
        Self(std::env::temp_dir().join(name))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// One process in which `core` sends to `book` over an edge; the book is in front of a closed gate.
struct Launched {
    system: ActorSystem,
    book: BookRef,
    gate: Arc<Semaphore>,
    notes: Arc<Mutex<Vec<u64>>>,
    _place: Place,
}

impl Launched {
    async fn new(road: &str, overflow: &str) -> Self {
        let place = Place::new();
        let text = format!(
            r#"
            link_directory = "{}"
            [[bundles]]
            name = "core"
            mode = "shared_memory"
            [bundles.actors.book]
            type = "Book"
            mailbox = 2
            {overflow}
            [[edges]]
            from = "core"
            to = "book"
            road = "{road}"
            "#,
            place.0.display()
        );
        let topology = TopologyConfig::parse(&text, "bundles.toml").unwrap_or_else(|error| panic!("{error}"));
        let (gate, notes) = (Arc::new(Semaphore::new(0)), Arc::new(Mutex::default()));
        let types = {
            let (gate, notes) = (Arc::clone(&gate), Arc::clone(&notes));
            let book = move || Book { gate: Arc::clone(&gate), notes: Arc::clone(&notes) };
            ActorTypes::new().register_with("Book", book)
        };
        let system = ActorSystem::launch(&topology, &types, &Part::All).unwrap_or_else(|error| panic!("{error}"));
        let book = system.at("core").expect("it is here").handle("book").expect("it is there");
        let launched = Self { system, book, gate, notes, _place: place };
        launched.book.wait(Wait {}).await.expect("there is room");
        within("the gate", async {
            while launched.accepted() < 1 || launched.waiting() > 0 {
                tokio::task::yield_now().await;
            }
        })
        .await;
        launched
    }

    /// The actor itself.
    fn here(&self) -> BookRef {
        self.system.handle("book").expect("it is here")
    }

    fn accepted(&self) -> u64 {
        self.here().metrics().sent
    }

    /// How many messages wait in the mailbox.
    fn waiting(&self) -> usize {
        let shown = format!("{:?}", self.here().transport());
        let digits = shown.split("waiting: ").nth(1).expect("a local door shows it");
        digits.split(|c: char| !c.is_ascii_digit()).next().and_then(|digits| digits.parse().ok()).expect("a number")
    }

    async fn until(&self, accepted: u64) {
        within("what was sent", async {
            while self.accepted() < accepted {
                tokio::task::yield_now().await;
            }
        })
        .await;
    }

    /// Opens the gate, and says what came.
    async fn notes(&self) -> Vec<u64> {
        self.gate.add_permits(1);
        let here = self.here();
        within("the account", async {
            while here.metrics().sent != here.metrics().handled + here.metrics().dropped {
                tokio::task::yield_now().await;
            }
        })
        .await;
        self.notes.lock().unwrap().clone()
    }

    fn dropped(&self) -> Vec<(&'static str, DropReason, u64)> {
        self.here().dropped().into_iter().map(|one| (one.message, one.reason, one.count)).collect()
    }
}

#[tokio::test]
async fn the_file_goes_before_the_attribute_and_a_switch_keeps_the_policy() {
    let launched = Launched::new("bundle", "overflow = \"drop_oldest\"").await;
    for n in 0..6 {
        launched.book.note(Note { n }).await.expect("it is accepted");
        launched.book.try_send(Note { n: n + 10 }).expect("it is accepted");
    }
    launched.book.recipient::<Note>().send(Note { n: 20 }).await.expect("it is accepted");
    assert_eq!(launched.notes().await, [15, 20]);
    assert_eq!(launched.dropped(), [("Note", DropReason::Oldest, 11)]);
    let status = launched.system.status();
    let book = status.actors.iter().find(|actor| actor.name == "book").expect("it is listed");
    let told: Vec<_> = book.drops.iter().map(|one| (&*one.message, &*one.reason, one.count)).collect();
    assert_eq!((told, book.dropped, book.lost()), (vec![("Note", "oldest", 11)], 11, 11));
    launched.system.stop().await;
}

#[tokio::test]
async fn a_switch_hands_back_what_is_rejected() {
    let launched = Launched::new("bundle", "").await;
    launched.book.note(Note { n: 1 }).await.expect("there is room");
    launched.book.note(Note { n: 2 }).await.expect("there is room");
    let refused = launched.book.note(Note { n: 3 }).await.expect_err("there is no room");
    assert_eq!((refused.kind, refused.message.n), (SendErrorKind::Full, 3));
    let refused = launched.book.question(Question { n: 4 }).await.expect_err("there is no room");
    assert!(matches!(refused, AskError::NotSent(SendError { kind: SendErrorKind::Full, .. })), "{refused:?}");
    assert_eq!(launched.notes().await, [1, 2]);
    launched.system.stop().await;
}

async fn check_link(overflow: &str, reason: DropReason, expected: &[u64]) {
    let launched = Launched::new("unix", overflow).await;
    for n in 1..=4 {
        launched.book.note(Note { n }).await.expect("the link has room");
    }
    launched.until(5).await;
    // Whoever asks over the link is told.
    let asked = within("the ask", launched.book.question(Question { n: 5 }));
    let asked = if reason == DropReason::Oldest {
        // It is the newest; others come, and it gives way.
        let book = launched.book.clone();
        let asking = tokio::spawn(async move { book.question(Question { n: 5 }).await });
        launched.until(6).await;
        for n in 6..=8 {
            launched.book.note(Note { n }).await.expect("the link has room");
        }
        within("the ask", asking).await.expect("it asks")
    } else {
        asked.await
    };
    let asked = asked.expect_err("it is dropped");
    assert!(matches!(&asked, AskError::NoAnswer(NoAnswer::Dropped { reason: why }) if *why == reason), "{asked:?}");
    if reason == DropReason::Oldest {
        launched.until(9).await;
    }
    assert_eq!(launched.notes().await, expected, "{overflow}");
    let dropped = launched.dropped();
    assert!(dropped.iter().all(|one| one.1 == reason), "{dropped:?}");
    assert_eq!(dropped.iter().map(|one| one.2).sum::<u64>(), launched.here().metrics().overflowed);
    // The link lives, whatever was dropped.
    assert_eq!(within("the ask", launched.book.question(Question { n: 7 })).await.ok(), Some(7));
    assert_eq!(launched.system.get_transport_metrics().frames_refused, 0);
    launched.system.stop().await;
}

#[tokio::test]
async fn what_comes_over_a_link_obeys_the_policy_of_the_actor() {
    check_link("", DropReason::Rejected, &[1, 2]).await;
    check_link("overflow = \"drop_newest\"", DropReason::Newest, &[1, 2]).await;
    check_link("overflow = \"drop_oldest\"", DropReason::Oldest, &[7, 8]).await;
}

#[tokio::test]
async fn what_comes_without_an_address_obeys_it_too() {
    for (overflow, expected) in
        [(Overflow::Reject, [0, 1]), (Overflow::DropNewest, [0, 1]), (Overflow::DropOldest, [8, 9])]
    {
        let system = ActorSystem::new();
        let (gate, notes) = (Arc::new(Semaphore::new(0)), Arc::new(Mutex::default()));
        let book = Book { gate: Arc::clone(&gate), notes: Arc::clone(&notes) };
        let book = system.named("book").capacity(2).overflow(overflow).spawn(book).expect("the name is free");
        let (outlet, inlet) = memory_link(1 << 16);
        system.accept(inlet, &book);
        let remote: BookRef = system.connect("far", outlet).expect("the name is free");
        let until = async |sent: u64, handled_or_waiting: u64| {
            within("what was sent", async {
                while book.metrics().sent < sent || book.metrics().handled < handled_or_waiting {
                    tokio::task::yield_now().await;
                }
            })
            .await;
        };
        remote.wait(Wait {}).await.expect("the link has room");
        until(1, 0).await;
        for _ in 0..10 {
            tokio::task::yield_now().await; // The actor takes it, on this one thread.
        }
        for n in 0..10 {
            remote.note(Note { n }).await.expect("the link has room");
        }
        until(11, 0).await;
        gate.add_permits(1);
        until(11, 3).await;
        assert_eq!(*notes.lock().unwrap(), expected, "{overflow}");
        assert_eq!(book.metrics().overflowed, 8, "{overflow}");
    }
}
