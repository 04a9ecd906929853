//! A caller whose node says whatever it likes: this process calls, a plain socket answers.

use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixListener;
use std::time::{Duration, Instant};

use mycelium::DomainEnum;
use mycelium::bundle::{Part, TopologyConfig};
use mycelium::prelude::*;
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::timeout;

use crate::actors::{Blob, BookMessage, BookRef, Double, Note, types};
use crate::child::{Home, LIMIT};
use crate::raw::{ANSWERED, Raw, STOPPED, frame, hello_payload, reply_address, string};

/// A listener in the place of the node `there`, and a system that will call it.
struct Calling {
    listener: UnixListener,
    here: ActorSystem,
    book: BookRef,
    _home: Home,
}

impl Calling {
    fn start(connect: Duration) -> Self {
        let home = Home::new();
        let links = home.path("links");
        std::fs::create_dir(&links).expect("it is new");
        std::fs::set_permissions(&links, PermissionsExt::from_mode(0o700)).expect("it is ours");
        let text = format!(
            r#"
            link_directory = "{}"
            handshake_timeout_ms = 300
            connect_timeout_ms = {}
            [[bundles]]
            name = "here"
            mode = "shared_memory"
            actors = []
            [[bundles]]
            name = "there"
            mode = "shared_memory"
            actors.book.type = "Book"
            "#,
            links.display(),
            connect.as_millis(),
        );
        let topology = TopologyConfig::parse(&text, "bundles.toml").unwrap_or_else(|error| panic!("{error}"));
        let listener = UnixListener::bind(links.join("there.sock")).expect("it is free");
        let here = ActorSystem::launch(&topology, &types(), &Part::Bundle("here".to_owned())).expect("it is sound");
        let book = here.at("here").and_then(|here| here.handle("book")).expect("it is known");
        Self { listener, here, book, _home: home }
    }

    /// Plays the node in a thread of its own.
    fn play<T: Send + 'static>(&self, part: impl FnOnce(&UnixListener) -> T + Send + 'static) -> JoinHandle<T> {
        let listener = self.listener.try_clone().expect("it is a socket");
        spawn_blocking(move || part(&listener))
    }

    async fn double(&self, n: u64) -> std::result::Result<u64, AskError<Double>> {
        timeout(LIMIT, self.book.double(Double { n })).await.expect("nothing hangs")
    }
}

/// Takes the next call, and hears the caller's hello.
fn accept(listener: &UnixListener) -> Raw {
    let mut raw = Raw::new(listener.accept().expect("somebody calls").0);
    let hello = raw.frame().expect("the caller says hello first");
    assert_eq!((hello[0].0, &hello[0].1[..2]), (252, &[1, 0][..]));
    raw
}

/// What is said of a book with this handle.
fn announcement(handle: u32) -> Vec<u8> {
    let crossing: Vec<_> =
        <BookMessage as DomainEnum>::VARIANTS.iter().filter(|variant| variant.number < 256).collect();
    let count = |len: usize| (len as u16).to_le_bytes();
    let mut out = [&handle.to_le_bytes()[..], &string("book"), &string("BookMessage"), &count(crossing.len())].concat();
    for variant in crossing {
        out.push(variant.number as u8);
        out.extend(string(variant.message));
        out.extend(count(variant.schema.len()));
        variant.schema.iter().for_each(|hash| out.extend(hash.to_le_bytes()));
    }
    out
}

/// A hello, and a book with this handle.
fn greeting(protocol: u16, node: &str, handle: u32) -> Vec<u8> {
    let hello = frame(&[(252, &hello_payload(protocol, node, "here", 1))]);
    [hello, frame(&[(253, &announcement(handle))])].concat()
}

fn welcome(raw: &mut Raw, node: &str, handle: u32) {
    raw.write(&greeting(1, node, handle));
}

/// The next message: its handle, its ask (0 for none), its number.
fn message(raw: &mut Raw) -> (u32, u64, u8) {
    let tlvs = raw.frame().expect("a message comes");
    let (number, address) = &tlvs[0];
    assert_eq!(*number, 250);
    let handle = u32::from_le_bytes(address[1..5].try_into().expect("four bytes"));
    let ask = address.get(5..13).map_or(0, |ask| u64::from_le_bytes(ask.try_into().expect("eight bytes")));
    (handle, ask, tlvs[1].0)
}

fn reply(raw: &mut Raw, ask: u64, status: u8, payload: Option<&[u8]>) {
    let address = reply_address(ask, status);
    match payload {
        Some(payload) => raw.write(&frame(&[(250, &address), (251, payload)])),
        None => raw.write(&frame(&[(250, &address)])),
    }
}

#[track_caller]
fn no_answer(answer: std::result::Result<u64, AskError<Double>>) -> NoAnswer {
    match answer {
        Err(AskError::NoAnswer(why)) => why,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn whatever_the_reply_says_the_asker_is_told_something() {
    let calling = Calling::start(LIMIT);
    let node = calling.play(|listener| {
        let mut raw = accept(listener);
        welcome(&mut raw, "there", 5);
        let answers: [(u8, Option<&[u8]>); 8] = [
            (ANSWERED, Some(&[42, 0, 0, 0, 0, 0, 0, 0])),
            (ANSWERED, Some(&[42])),
            (ANSWERED, Some(&[42, 0, 0, 0, 0, 0, 0, 0, 0])),
            (ANSWERED, None),
            (1, None),
            (STOPPED, Some(b"why not")),
            (5, None),
            (200, None),
        ];
        for (status, payload) in answers {
            let (handle, ask, number) = message(&mut raw);
            assert_eq!((handle, number), (5, 203));
            // Nobody asked this.
            reply(&mut raw, ask + 1_000, ANSWERED, Some(&[0; 8]));
            reply(&mut raw, 0, 2, None);
            raw.write(b"noise");
            reply(&mut raw, ask, status, payload);
            // Once is enough.
            reply(&mut raw, ask, 2, None);
        }
        raw
    });
    assert_eq!(calling.double(1).await.expect("an answer"), 42);
    assert_eq!(no_answer(calling.double(2).await), NoAnswer::Unreadable);
    assert_eq!(no_answer(calling.double(3).await), NoAnswer::Unreadable);
    assert_eq!(no_answer(calling.double(4).await), NoAnswer::Unreadable);
    assert_eq!(no_answer(calling.double(5).await), NoAnswer::Failed);
    assert_eq!(no_answer(calling.double(6).await), NoAnswer::Stopped);
    assert_eq!(no_answer(calling.double(7).await), NoAnswer::ReplyTooLarge);
    assert_eq!(no_answer(calling.double(8).await), NoAnswer::Discarded, "a status of a later version");
    drop(node.await.expect("no panic"));
}

/// As a node counts what its callers send.
#[tokio::test]
async fn what_cannot_be_read_is_counted() {
    let calling = Calling::start(LIMIT);
    let node = calling.play(|listener| {
        let mut raw = accept(listener);
        welcome(&mut raw, "there", 5);
        let ask = message(&mut raw).1;
        raw.write(b"noise");
        raw.write(&frame(&[(250, &[9])]));
        reply(&mut raw, ask, ANSWERED, Some(&[0; 8]));
        raw
    });
    calling.double(1).await.expect("an answer");
    assert_eq!(calling.here.get_transport_metrics().frames_refused, 2);
    drop(node.await.expect("no panic"));
}

#[tokio::test]
async fn replies_may_come_in_any_order() {
    let calling = Calling::start(LIMIT);
    let node = calling.play(|listener| {
        let mut raw = accept(listener);
        welcome(&mut raw, "there", 5);
        let mut asks: Vec<u64> = (0..50).map(|_| message(&mut raw).1).collect();
        asks.reverse();
        for ask in asks {
            reply(&mut raw, ask, ANSWERED, Some(&ask.to_le_bytes()));
        }
        raw
    });
    let asking: Vec<_> = (0..50)
        .map(|n| {
            let book = calling.book.clone();
            tokio::spawn(async move { timeout(LIMIT, book.double(Double { n })).await })
        })
        .collect();
    let mut answers = Vec::new();
    for asked in asking {
        answers.push(asked.await.expect("no panic").expect("nothing hangs").expect("an answer"));
    }
    let numbers: std::collections::HashSet<u64> = answers.iter().copied().collect();
    assert_eq!(numbers.len(), 50, "each asker has an answer of its own: {answers:?}");
    drop(node.await.expect("no panic"));
}

#[tokio::test]
async fn an_actor_may_stop_and_come_back_under_another_number() {
    let calling = Calling::start(LIMIT);
    let book = calling.book.clone();
    let node = calling.play(|listener| {
        let mut raw = accept(listener);
        welcome(&mut raw, "there", 5);
        let (handle, ask, _) = message(&mut raw);
        assert_eq!(handle, 5);
        // Somebody else's end is none of ours.
        raw.write(&frame(&[(254, &[0, 6, 0, 0, 0])]));
        raw.write(&frame(&[(254, &[0, 5, 0, 0, 0])]));
        reply(&mut raw, ask, ANSWERED, Some(&[1; 8]));
        raw
    });
    calling.double(1).await.expect("an answer");
    let mut raw = node.await.expect("no panic");
    for n in 0..10 {
        let refused = book.note(Note { sender: 1, n }).await.expect_err("it stopped");
        assert_eq!(refused.kind, SendErrorKind::Stopped);
    }
    // What is said last holds.
    let again: Vec<_> = (1..=9).map(announcement).collect();
    let again: Vec<(u8, &[u8])> = again.iter().map(|said| (253, &said[..])).collect();
    raw.write(&frame(&again));
    let until = Instant::now() + LIMIT;
    while let Err(error) = book.try_send(Note { sender: 1, n: 1 }) {
        assert_eq!(error.kind, SendErrorKind::Stopped);
        assert!(Instant::now() < until, "it came back");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let handle = calling.play(move |_| message(&mut raw).0).await.expect("no panic");
    assert_eq!(handle, 9);
}

#[tokio::test]
async fn a_node_that_is_none_is_not_waited_for_and_a_good_one_found() {
    let calling = Calling::start(Duration::from_secs(1));
    let bad = calling.play(|listener| {
        // Noise, another node, another version, no hello, an end, silence.
        let mut raw = accept(listener);
        raw.write(&[b'x'; 100]);
        raw.write(&frame(&[]));
        welcome(&mut accept(listener), "elsewhere", 5);
        accept(listener).write(&greeting(2, "there", 5));
        accept(listener).write(&frame(&[(253, &announcement(5))]));
        accept(listener).write(&frame(&[(254, &[&[1][..], &string("go away")].concat())]));
        drop(accept(listener));
        let mut silent = accept(listener);
        assert_eq!(silent.frame(), None, "the caller gives up");
    });
    let refused = timeout(LIMIT, calling.book.note(Note { sender: 1, n: 7 })).await.expect("nothing hangs");
    let refused = refused.expect_err("nobody is there");
    assert_eq!((refused.kind, refused.message.n), (SendErrorKind::Disconnected, 7));
    timeout(LIMIT, bad).await.expect("the caller tries again and again").expect("no panic");
    let good = calling.play(|listener| {
        loop {
            // Calls that were given up may still stand in the line.
            let mut raw = accept(listener);
            if raw.socket.write_all(&greeting(1, "there", 5)).is_err() {
                continue;
            }
            let Some(tlvs) = raw.frame() else { continue };
            let ask = u64::from_le_bytes(tlvs[0].1[5..].try_into().expect("eight bytes"));
            reply(&mut raw, ask, ANSWERED, Some(&42_u64.to_le_bytes()));
            return raw;
        }
    });
    let until = Instant::now() + LIMIT;
    let answer = loop {
        match calling.double(21).await {
            Ok(answer) => break answer,
            Err(AskError::NotSent(error)) => assert_eq!(error.kind, SendErrorKind::Disconnected),
            Err(error) => panic!("{error}"),
        }
        assert!(Instant::now() < until, "the good one is found");
        tokio::time::sleep(Duration::from_millis(1)).await;
    };
    assert_eq!(answer, 42);
    drop(good.await.expect("no panic"));
    timeout(LIMIT, calling.here.stop()).await.expect("nothing hangs");
}

#[tokio::test]
async fn actors_may_be_announced_in_pieces() {
    let calling = Calling::start(LIMIT);
    let node = calling.play(|listener| {
        let mut raw = accept(listener);
        let other = |handle: u32| [&handle.to_le_bytes()[..], &string("other"), &string("Other"), &[0, 0]].concat();
        raw.write(&frame(&[(252, &hello_payload(1, "there", "here", 4))]));
        raw.write(&frame(&[(253, &other(1)), (253, &other(2))]));
        raw.write(&frame(&[(253, &other(3))]));
        for byte in frame(&[(253, &announcement(5))]) {
            raw.write(&[byte]);
        }
        assert_eq!(message(&mut raw).0, 5);
        raw
    });
    let sent = timeout(LIMIT, calling.book.note(Note { sender: 1, n: 7 })).await.expect("nothing hangs");
    sent.expect("the book is there");
    drop(node.await.expect("no panic"));
}

/// A node of an earlier release says hashes and no fields; one of a later release says more behind them.
#[tokio::test]
async fn an_announcement_may_say_less_or_more() {
    let one_form = [&[1, 0][..], &[0, 0], &string("()"), &[0; 8]].concat();
    for more in [vec![], [one_form, vec![0xFF; 40]].concat()] {
        let calling = Calling::start(LIMIT);
        let node = calling.play(move |listener| {
            let mut raw = accept(listener);
            let mut payload = announcement(5);
            // Another hash of the first message.
            let note = payload.windows(4).position(|bytes| bytes == *b"Note").expect("it is announced");
            payload[note + 6] ^= 1;
            payload.extend(more);
            raw.write(&frame(&[(252, &hello_payload(1, "there", "here", 1))]));
            raw.write(&frame(&[(253, &payload)]));
            let ask = message(&mut raw).1;
            reply(&mut raw, ask, ANSWERED, Some(&[7; 8]));
            raw
        });
        calling.double(1).await.expect("the others go on");
        let refused = timeout(LIMIT, calling.book.note(Note { sender: 1, n: 7 })).await.expect("nothing hangs");
        let refused = refused.expect_err("the hashes differ");
        let shown = refused.to_string();
        let SendErrorKind::Schema(mismatch) = refused.kind else { panic!("{shown}") };
        assert_eq!((mismatch.message, mismatch.here.len(), mismatch.there.len()), ("Note", 1, 1));
        match mismatch.difference {
            // Nobody said it, so the hashes have to do.
            None => assert!(shown.contains(&format!("{:016x}", mismatch.there[0])), "{shown}"),
            Some(difference) => {
                let expected = "field 0 is `sender: u32` here, and missing there";
                assert!(difference.to_string() == expected && shown.contains(expected), "{shown}");
            }
        }
        drop(node.await.expect("no panic"));
    }
}

#[tokio::test]
async fn an_actor_without_an_announcement_is_absent() {
    let calling = Calling::start(LIMIT);
    let node = calling.play(|listener| {
        let mut raw = accept(listener);
        raw.write(&frame(&[(252, &hello_payload(1, "there", "here", 0))]));
        raw
    });
    let refused = timeout(LIMIT, calling.book.note(Note { sender: 1, n: 7 })).await.expect("nothing hangs");
    assert_eq!(refused.expect_err("it is not there").kind, SendErrorKind::Absent);
    drop(node.await.expect("no panic"));
}

#[tokio::test]
async fn a_link_that_ends_with_asks_under_way_fails_them_all() {
    let calling = Calling::start(LIMIT);
    let node = calling.play(|listener| {
        let mut raw = accept(listener);
        welcome(&mut raw, "there", 5);
        for _ in 0..100 {
            message(&mut raw);
        }
    });
    let asking: Vec<_> = (0..100)
        .map(|n| {
            let book = calling.book.clone();
            tokio::spawn(async move { timeout(LIMIT, book.double(Double { n })).await })
        })
        .collect();
    for asked in asking {
        let answer = asked.await.expect("no panic").expect("nothing hangs");
        assert_eq!(no_answer(answer), NoAnswer::PeerLost);
    }
    node.await.expect("no panic");
}

/// What the writer had taken out of the buffer is not written, either.
#[tokio::test]
async fn what_was_never_written_is_counted_when_the_link_is_lost() {
    const BYTES: usize = 1_000;
    let calling = Calling::start(LIMIT);
    let node = calling.play(|listener| {
        let mut raw = accept(listener);
        welcome(&mut raw, "there", 5);
        raw
    });
    let raw = node.await.expect("no panic");
    let blob = |n| Blob { n, bytes: vec![7; BYTES] };
    // Nobody reads: what is accepted is in the socket, in the writer's hands, or in the buffer.
    while calling.book.send_timeout(blob(1), Duration::from_millis(200)).await.is_ok() {}
    let sent = calling.here.get_transport_metrics().frames_sent;
    drop(raw);
    let until = Instant::now() + LIMIT;
    while calling.book.try_send(blob(1)).expect_err("nobody reads").kind != SendErrorKind::Disconnected {
        assert!(Instant::now() < until, "the end is noticed");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let unsent = async || {
        loop {
            match calling.here.get_transport_metrics().frames_unsent {
                0 => tokio::time::sleep(Duration::from_millis(1)).await,
                unsent => return unsent,
            }
        }
    };
    let unsent = timeout(LIMIT, unsent()).await.expect("it is counted");
    // A unix socket holds `net.core.wmem_default` bytes, its own overhead included.
    let socket = std::fs::read_to_string("/proc/sys/net/core/wmem_default").expect("Linux says so");
    let written_max = socket.trim().parse::<u64>().expect("a number") / BYTES as u64 + 2;
    let silent = sent - unsent;
    assert!(
        silent <= written_max,
        "{sent} were accepted, {unsent} counted as unsent, {written_max} fit into the socket"
    );
}
