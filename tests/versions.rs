//! Messages of different versions over links and relays: each end is a system of its own, as another process would be,
//! with the definitions of its own build.

#[path = "roads/child.rs"]
#[allow(dead_code, reason = "no other process is needed, only a directory")]
mod child;

use std::time::Duration;

use mycelium::bundle::{Part, TopologyConfig};
use mycelium::prelude::*;
use mycelium::relay::{RelayCounts, RelayOptions, RelayServer};
use mycelium::wire::Domain;
use mycelium::{SchemaDifference, SchemaMismatch};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::child::{Home, LIMIT};

/// One build: its messages, and a book that keeps what came, as text.
macro_rules! build {
    ($(#[$fixed:meta])* Fixed $fixed_fields:tt $(#[$varying:meta])* Varying $varying_fields:tt $(#[$odd:meta])* Odd $odd_fields:tt) => {
        use super::*;

        $(#[$fixed])*
        #[derive(Debug, Clone, PartialEq, Default)]
        pub(super) struct Fixed $fixed_fields

        $(#[$varying])*
        #[derive(Debug, Clone, PartialEq, Default)]
        pub(super) struct Varying $varying_fields

        $(#[$odd])*
        #[derive(Debug, Clone, PartialEq, Default)]
        pub(super) struct Odd $odd_fields

        /// What has come so far?
        #[message(tlv = 210, reply = Vec<String>)]
        pub(super) struct Seen;

        #[derive(Default)]
        pub(super) struct Book {
            seen: Vec<String>,
        }

        #[actor(domain = signal)]
        impl Book {
            #[handler]
            fn fixed(&mut self, fixed: &Fixed) {
                self.seen.push(format!("{fixed:?}"));
            }

            #[handler]
            fn varying(&mut self, varying: &Varying) {
                self.seen.push(format!("{varying:?}"));
            }

            #[handler]
            fn odd(&mut self, odd: &Odd) -> u64 {
                self.seen.push(format!("{odd:?}"));
                0
            }

            #[handler]
            fn seen(&self, _question: &Seen) -> Vec<String> {
                self.seen.clone()
            }
        }

        pub(super) fn types() -> ActorTypes {
            ActorTypes::new().register::<Book>("Book")
        }
    };
}

/// The first build did not think of later ones.
mod v1 {
    build! {
        #[message(tlv = 200)]
        Fixed { pub(super) price: i64 }
        #[message(tlv = 201)]
        Varying { pub(super) name: String }
        #[message(tlv = 202, reply = u64)]
        Odd { pub(super) a: u8, pub(super) b: u16 }
    }
}

mod v2 {
    build! {
        #[message(tlv = 200)]
        Fixed { pub(super) price: i64, #[field(since = 2, default = 7)] pub(super) venue: u16 }
        #[message(tlv = 201)]
        Varying { pub(super) name: String, #[field(since = 2, default)] pub(super) path: Vec<u8> }
        #[message(tlv = 202, reply = u64)]
        Odd { pub(super) a: u8, pub(super) b: u32 }
    }
}

mod v3 {
    build! {
        #[message(tlv = 200)]
        Fixed {
            pub(super) price: i64,
            #[field(since = 2, default = 7)] pub(super) venue: u16,
            #[field(since = 3, default)] pub(super) side: Option<u8>,
        }
        #[message(tlv = 201)]
        Varying {
            pub(super) name: String,
            #[field(since = 2, default)] pub(super) path: Vec<u8>,
            #[field(since = 3, default)] pub(super) memo: String,
        }
        #[message(tlv = 202, reply = u64)]
        Odd { pub(super) a: u8, #[field(since = 2, default)] pub(super) b: u16 }
    }
}

/// A first build that says that its messages may grow.
mod appendable {
    build! {
        #[message(tlv = 200, appendable)]
        Fixed { pub(super) price: i64 }
        #[message(tlv = 201, appendable)]
        Varying { pub(super) name: String }
        #[message(tlv = 202, reply = u64, appendable)]
        Odd { pub(super) a: u8, pub(super) b: u16 }
    }
}

/// Two nodes: `here` sends to the book of `there`.
struct World {
    here: ActorSystem,
    there: ActorSystem,
    relay: Option<(oneshot::Sender<()>, JoinHandle<RelayCounts>)>,
    _home: Home,
}

impl World {
    fn over_a_link(here: &ActorTypes, there: &ActorTypes) -> Self {
        Self::launch(Home::new(), "", here, there)
    }

    async fn over_a_relay(here: &ActorTypes, there: &ActorTypes) -> Self {
        let home = Home::new();
        let socket = home.path("signal.sock");
        let relay = RelayServer::bind(RelayOptions::new(Domain::SIGNAL, &socket)).expect("the socket is free");
        let (stop, stopped) = oneshot::channel::<()>();
        let running = tokio::spawn(relay.run(async { drop(stopped.await) }));
        let more = format!(
            "relays.signal = \"{}\"\n[[edges]]\nfrom = \"here\"\nto = \"book\"\nroad = \"relay\"\n",
            socket.display()
        );
        let mut world = Self::launch(home, &more, here, there);
        world.relay = Some((stop, running));
        timeout(LIMIT, world.there.subscribed()).await.expect("the relay is there");
        world
    }

    fn launch(home: Home, more: &str, here: &ActorTypes, there: &ActorTypes) -> Self {
        let text = format!(
            r#"
            link_directory = "{}"
            {more}
            [[bundles]]
            name = "here"
            mode = "shared_memory"
            actors = []
            [[bundles]]
            name = "there"
            mode = "shared_memory"
            actors.book.type = "Book"
            "#,
            home.path("links").display(),
        );
        let topology = TopologyConfig::parse(&text, "bundles.toml").unwrap_or_else(|error| panic!("{error}"));
        let launch = |types, bundle: &str| ActorSystem::launch(&topology, types, &Part::Bundle(bundle.to_owned()));
        let there = launch(there, "there").unwrap_or_else(|error| panic!("{error}"));
        let here = launch(here, "here").unwrap_or_else(|error| panic!("{error}"));
        Self { here, there, relay: None, _home: home }
    }

    fn book<H: Handle>(&self) -> H {
        self.here.at("here").and_then(|here| here.handle("book")).unwrap_or_else(|error| panic!("{error}"))
    }

    async fn end(self) {
        timeout(LIMIT, self.here.stop()).await.expect("nothing hangs");
        timeout(LIMIT, self.there.stop()).await.expect("nothing hangs");
        if let Some((stop, running)) = self.relay {
            drop(stop);
            timeout(LIMIT, running).await.expect("nothing hangs").expect("no panic");
        }
    }
}

/// What the other end has seen, asked over the same link.
macro_rules! seen {
    ($book:expr, $build:ident) => {
        timeout(LIMIT, $book.seen($build::Seen)).await.expect("nothing hangs").expect("the link lives")
    };
}

fn mismatch<T>(error: SendError<T>) -> SchemaMismatch {
    match error.kind {
        SendErrorKind::Schema(mismatch) => *mismatch,
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn an_older_sender_reaches_a_newer_receiver() {
    let world = World::over_a_link(&v1::types(), &v3::types());
    let book: v1::BookRef = world.book();
    book.fixed(v1::Fixed { price: 1 }).await.expect("it is understood");
    book.varying(v1::Varying { name: "x".into() }).await.expect("it is understood");
    let expected = [
        v3::Fixed { price: 1, venue: 7, side: None }.debugged(),
        v3::Varying { name: "x".into(), path: vec![], memo: String::new() }.debugged(),
    ];
    assert_eq!(seen!(book, v1), expected);
    world.end().await;
}

#[tokio::test]
async fn a_newer_sender_reaches_an_older_receiver_that_never_said_it_would_grow() {
    let world = World::over_a_link(&v3::types(), &v1::types());
    let book: v3::BookRef = world.book();
    for n in 0..50 {
        book.fixed(v3::Fixed { price: n, venue: 9, side: Some(1) }).await.expect("it is understood");
        let varying = v3::Varying { name: n.to_string(), path: vec![1, 2, 3], memo: "m".repeat(300) };
        book.varying(varying).await.expect("it is understood");
    }
    let seen = seen!(book, v3);
    assert_eq!(seen.len(), 100);
    assert_eq!(seen[98..], [v1::Fixed { price: 49 }.debugged(), v1::Varying { name: "49".into() }.debugged()]);
    assert_eq!(world.there.get_transport_metrics().frames_refused, 0);
    world.end().await;
}

#[tokio::test]
async fn versions_between_the_first_and_the_newest_meet_in_what_both_have() {
    for (price, is_newer_here) in [(1, true), (2, false)] {
        if is_newer_here {
            let world = World::over_a_link(&v3::types(), &v2::types());
            let book: v3::BookRef = world.book();
            book.fixed(v3::Fixed { price, venue: 9, side: Some(1) }).await.expect("it is understood");
            assert_eq!(seen!(book, v3), [v2::Fixed { price, venue: 9 }.debugged()]);
            world.end().await;
        } else {
            let world = World::over_a_link(&v2::types(), &v3::types());
            let book: v2::BookRef = world.book();
            book.fixed(v2::Fixed { price, venue: 9 }).await.expect("it is understood");
            assert_eq!(seen!(book, v2), [v3::Fixed { price, venue: 9, side: None }.debugged()]);
            world.end().await;
        }
    }
}

#[tokio::test]
async fn a_difference_is_refused_by_the_fields_name_and_the_link_goes_on() {
    let world = World::over_a_link(&v1::types(), &v2::types());
    let book: v1::BookRef = world.book();
    let refused = timeout(LIMIT, book.odd(v1::Odd { a: 1, b: 2 })).await.expect("nothing hangs");
    let Err(AskError::NotSent(refused)) = refused else { panic!("{refused:?}") };
    assert_eq!(refused.message, v1::Odd { a: 1, b: 2 }, "it comes back");
    let shown = refused.to_string();
    let mismatch = mismatch(refused);
    assert_eq!((mismatch.message, mismatch.here.len(), mismatch.there.len()), ("Odd", 1, 1));
    let Some(SchemaDifference::Field { place: 1, here: Some(here), there: Some(there) }) = mismatch.difference else {
        panic!("{:?}", mismatch.difference)
    };
    assert_eq!((&*here.name, &*here.ty, &*there.name, &*there.ty), ("b", "u16", "b", "u32"));
    assert!(shown.contains("field 1 is `b: u16` here, and `b: u32` there"), "{shown}");
    book.fixed(v1::Fixed { price: 1 }).await.expect("the link lives");
    assert_eq!(seen!(book, v1).len(), 1);
    world.end().await;
}

#[tokio::test]
async fn a_field_that_was_there_from_the_start_cannot_have_come_later() {
    let world = World::over_a_link(&v1::types(), &v3::types());
    let book: v1::BookRef = world.book();
    let refused = timeout(LIMIT, book.odd(v1::Odd { a: 1, b: 2 })).await.expect("nothing hangs");
    let Err(AskError::NotSent(refused)) = refused else { panic!("{refused:?}") };
    let shown = refused.to_string();
    assert!(shown.contains("field 1 is `b: u16` here, and `b: u16` (since = 2) there"), "{shown}");
    world.end().await;
}

/// Two messages of one actor may have one name, if they come from different modules.
#[tokio::test]
async fn what_is_refused_is_told_by_its_number() {
    /// A book of two notes, of which the second is as the build says.
    macro_rules! book {
        ($build:ident, $field:ident) => {
            mod $build {
                use mycelium::prelude::*;
                pub(super) mod first {
                    #[mycelium::message(tlv = 220, reply = u64)]
                    pub(in super::super) struct Note {
                        pub(in super::super) n: u64,
                    }
                }
                pub(super) mod second {
                    #[mycelium::message(tlv = 221, reply = u64)]
                    pub(in super::super) struct Note {
                        pub(in super::super) $field: u64,
                    }
                }
                #[derive(Default)]
                pub(super) struct Book;
                #[actor(domain = signal)]
                impl Book {
                    #[handler]
                    fn first(&mut self, note: &first::Note) -> u64 {
                        note.n
                    }
                    #[handler]
                    fn second(&mut self, note: &second::Note) -> u64 {
                        note.$field
                    }
                }
            }
        };
    }
    book!(here, n);
    book!(there, m);
    let world = World::over_a_link(
        &ActorTypes::new().register::<here::Book>("Book"),
        &ActorTypes::new().register::<there::Book>("Book"),
    );
    let book: here::BookRef = world.book();
    let answer = timeout(LIMIT, book.first(here::first::Note { n: 7 })).await.expect("nothing hangs");
    assert_eq!(answer.expect("it is the same"), 7);
    let answer = timeout(LIMIT, book.second(here::second::Note { n: 7 })).await.expect("nothing hangs");
    let Err(AskError::NotSent(refused)) = answer else { panic!("{answer:?}") };
    assert!(refused.to_string().contains("field 0 is `n: u64` here, and `m: u64` there"), "{refused}");
    world.end().await;
}

/// Each way in which two definitions can part, in words.
#[tokio::test]
async fn every_difference_has_its_words() {
    /// Two builds of one message, and what is said of them.
    macro_rules! check {
        ($expected:expr, [$($here:tt)*] [$($there:tt)*]) => {{
            mod here {
                #![allow(dead_code, reason = "nothing is ever delivered")]
                use mycelium::prelude::*;
                $($here)*
                #[derive(Default)]
                pub(super) struct Book;
                #[actor(domain = signal)]
                impl Book {
                    #[handler]
                    fn it(&mut self, _it: It) -> <It as Message>::Reply { Default::default() }
                }
            }
            mod there {
                #![allow(dead_code, reason = "nothing is ever delivered")]
                use mycelium::prelude::*;
                $($there)*
                #[derive(Default)]
                pub(super) struct Book;
                #[actor(domain = signal)]
                impl Book {
                    #[handler]
                    fn it(&mut self, _it: It) -> <It as Message>::Reply { Default::default() }
                }
            }
            let types = |types: ActorTypes| types;
            let world = World::over_a_link(
                &types(ActorTypes::new().register::<here::Book>("Book")),
                &types(ActorTypes::new().register::<there::Book>("Book")),
            );
            let book: here::BookRef = world.book();
            let refused = timeout(LIMIT, book.send(here::It::default())).await.expect("nothing hangs");
            let shown = mismatch(refused.expect_err("they differ")).to_string();
            assert!(shown.contains($expected), "{shown}");
            world.end().await;
        }};
    }
    check!("field 1 is missing here, and `b: u8` there",
        [#[message(tlv = 220)] #[derive(Debug, Clone, Default)] pub(super) struct It { a: u8 }]
        [#[message(tlv = 220)] #[derive(Debug, Clone, Default)] pub(super) struct It { a: u8, b: u8 }]);
    check!("field 1 is `b: u8` here, and missing there",
        [#[message(tlv = 220)] #[derive(Debug, Clone, Default)] pub(super) struct It { a: u8, b: u8 }]
        [#[message(tlv = 220)] #[derive(Debug, Clone, Default)] pub(super) struct It { a: u8 }]);
    check!("field 0 is `a: u8` here, and `z: u8` there",
        [#[message(tlv = 220)] #[derive(Debug, Clone, Default)] pub(super) struct It { a: u8 }]
        [#[message(tlv = 220)] #[derive(Debug, Clone, Default)] pub(super) struct It { z: u8 }]);
    check!("field 0 is `a: u8` here, and `a: u8` (pad = 3) there",
        [#[message(tlv = 220)] #[derive(Debug, Clone, Default)] pub(super) struct It { a: u8 }]
        [#[message(tlv = 220)] #[derive(Debug, Clone, Default)] pub(super) struct It { #[field(pad = 3)] a: u8 }]);
    check!("field 0 is `id: Id` at both ends, but the form of that type differs",
        [#[message(tlv = 220)] #[derive(Debug, Clone, Default)] pub(super) struct It { id: Id }
            #[message(nested)] #[derive(Debug, Clone, Default)] pub(super) struct Id { a: u8 }]
        [#[message(tlv = 220)] #[derive(Debug, Clone, Default)] pub(super) struct It { id: Id }
            #[message(nested)] #[derive(Debug, Clone, Default)] pub(super) struct Id { a: u16 }]);
    check!("it is answered with `u8` here, and with `Vec<u8>` there",
        [#[message(tlv = 220, reply = u8)] #[derive(Debug, Clone, Default)] pub(super) struct It { a: u8 }]
        [#[message(tlv = 220, reply = Vec<u8>)] #[derive(Debug, Clone, Default)] pub(super) struct It { a: u8 }]);
    check!("its number is that of `Other` there",
        [#[message(tlv = 220)] #[derive(Debug, Clone, Default)] pub(super) struct It { a: u8 }]
        [#[message(tlv = 220)] #[derive(Debug, Clone, Default)] pub(super) struct Other { a: u8 }
            pub(super) type It = Other;]);
    // What came later there is not what they part in.
    check!("field 0 is `a: u8` here, and `a: u16` there",
        [#[message(tlv = 220)] #[derive(Debug, Clone, Default)] pub(super) struct It { a: u8 }]
        [#[message(tlv = 220)] #[derive(Debug, Clone, Default)]
            pub(super) struct It { a: u16, #[field(since = 2, default)] b: u8 }]);
    check!("field 1 is `b: u8` (since = 2) here, and `c: u8` (since = 2) there",
        [#[message(tlv = 220)] #[derive(Debug, Clone, Default)]
            pub(super) struct It { a: u8, #[field(since = 2, default)] b: u8 }]
        [#[message(tlv = 220)] #[derive(Debug, Clone, Default)]
            pub(super) struct It { a: u8, #[field(since = 2, default)] c: u8, #[field(since = 3, default)] d: u8 }]);
}

// === relays, on which nobody says which versions there are ===

/// Waits until the book's system has handled or refused so many frames.
async fn arrived(world: &World, count: u64) -> (u64, u64) {
    let all = async {
        loop {
            let now = world.there.get_transport_metrics();
            if now.handled + now.frames_refused >= count {
                return (now.handled, now.frames_refused);
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    timeout(LIMIT, all).await.expect("all arrive")
}

#[tokio::test]
async fn over_a_relay_a_newer_receiver_reads_older_messages() {
    let world = World::over_a_relay(&v1::types(), &v3::types()).await;
    let book: v1::BookRef = world.book();
    book.fixed(v1::Fixed { price: 1 }).await.expect("the relay is there");
    book.varying(v1::Varying { name: "x".into() }).await.expect("the relay is there");
    assert_eq!(arrived(&world, 2).await, (2, 0));
    let near: v3::BookRef = world.there.at("there").and_then(|there| there.handle("book")).expect("it is there");
    let seen = seen!(near, v3);
    assert_eq!(seen[0], v3::Fixed { price: 1, venue: 7, side: None }.debugged());
    world.end().await;
}

#[tokio::test]
async fn over_a_relay_an_older_receiver_reads_newer_messages_if_it_said_that_they_may_grow() {
    let world = World::over_a_relay(&v3::types(), &appendable::types()).await;
    let book: v3::BookRef = world.book();
    book.fixed(v3::Fixed { price: 1, venue: 9, side: Some(1) }).await.expect("the relay is there");
    book.varying(v3::Varying { name: "x".into(), path: vec![1], memo: "m".into() }).await.expect("the relay is there");
    assert_eq!(arrived(&world, 2).await, (2, 0));
    let near: appendable::BookRef =
        world.there.at("there").and_then(|there| there.handle("book")).expect("it is there");
    let expected = [appendable::Fixed { price: 1 }.debugged(), appendable::Varying { name: "x".into() }.debugged()];
    assert_eq!(seen!(near, appendable), expected);
    world.end().await;

    // One that did not refuses them, and counts.
    let world = World::over_a_relay(&v3::types(), &v1::types()).await;
    let book: v3::BookRef = world.book();
    book.fixed(v3::Fixed { price: 1, venue: 9, side: Some(1) }).await.expect("the relay is there");
    assert_eq!(arrived(&world, 1).await, (0, 1));
    world.end().await;
}

/// A value as its book keeps it.
trait Debugged {
    fn debugged(&self) -> String;
}

impl<T: std::fmt::Debug> Debugged for T {
    fn debugged(&self) -> String {
        format!("{self:?}")
    }
}
