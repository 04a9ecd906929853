//! The road through a relay: what it promises less, and says so; what it looks like to old listeners.

use std::io::Read;
use std::os::unix::net::{UnixListener, UnixStream};
use std::time::{Duration, Instant};

use mycelium::bundle::Road;
use mycelium::prelude::*;
use mycelium::relay::{Received, RelayPublisher, RelaySubscriber};
use mycelium::wire::{Domain, FrameHead, FrameReader, FrameRules, encode_frame};
use nix::sys::signal::Signal;
use tokio::time::timeout;

use crate::actors::{Blob, BookRef, Note, Tally};
use crate::child::LIMIT;
use crate::support::{Plan, eventually, within};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_relay_that_is_restarted_costs_what_is_counted() {
    let mut world = Plan::on(Road::Relay).launch();
    let book = world.book("book");
    for n in 0..100 {
        book.note(Note { sender: 1, n }).await.expect("the relay is there");
    }
    world.has_all("book", 100).await;
    let mut n = 100;
    for round in 1..=3_u64 {
        world.relay.take().expect("it runs").kill();
        // What was accepted and lost has a number; what is refused has none.
        let gone = async || match book.note(Note { sender: 1, n }).await {
            Ok(()) => {
                n += 1;
                None
            }
            Err(error) => {
                assert_eq!(error.kind, SendErrorKind::Disconnected);
                Some(())
            }
        };
        within("the relay's end", eventually("the relay's end is noticed", gone)).await;
        world.relay = Some(world.ground.relay().ready());
        let watched = world.watched("book");
        let before = watched.tally(Tally {}).await.expect("the book lives").count;
        let flows = async || {
            n += u64::from(book.note(Note { sender: 1, n }).await.is_ok());
            let now = watched.tally(Tally {}).await.expect("the book lives");
            (now.count > before).then_some(())
        };
        within("messages", eventually("messages flow again", flows)).await;
        // From here on nothing is lost.
        for _ in 0..100 {
            book.note(Note { sender: 1, n }).await.expect("the relay is there");
            n += 1;
        }
        let sum = async || {
            let now = watched.tally(Tally {}).await.expect("the book lives");
            (now.count + now.missing == n).then_some(now)
        };
        let tallied = within("the sum", eventually("what came and what is lost is all", sum)).await;
        assert_eq!(tallied.disorder, 0);
        let metrics = world.there.as_mut().expect("it runs").metrics();
        assert_eq!(metrics["lost"], tallied.missing, "round {round}");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_slow_receiver_loses_is_counted_at_both_ends() {
    const ALL: u64 = 3_000;
    let mut world = Plan { mailbox: 16, relay_queue_bytes: 65_536, ..Plan::on(Road::Relay) }.launch();
    let book = world.book("book");
    let blob = |n| Blob { n, bytes: vec![7; 1_000] };
    book.blob(blob(0)).await.expect("the relay is there");
    world.has_all("book", 1).await;
    let gate = world.hold("book").await;
    // Nobody pushes back.
    for n in 1..ALL {
        book.blob(blob(n)).await.expect("the relay is there");
    }
    let relay = world.relay.as_mut().expect("it runs");
    let all_in = async || Some(relay.metrics()).filter(|counts| counts["in"] == ALL && counts["dropped"] > 0);
    within("the relay", eventually("all has come to the relay, and some is dropped", all_in)).await;
    world.open(gate).await;
    let watched = world.watched("book");
    let sum = async || {
        let now = watched.tally(Tally {}).await.expect("the book lives");
        (now.count + now.missing == ALL).then_some(now)
    };
    let tallied = within("the sum", eventually("what came and what is lost is all", sum)).await;
    let dropped = world.relay.as_mut().expect("it runs").metrics()["dropped"];
    assert_eq!((tallied.disorder, tallied.missing), (0, dropped));
    let metrics = world.there.as_mut().expect("it runs").metrics();
    assert_eq!(metrics["lost"], tallied.missing);
    // It goes on.
    for n in 0..100 {
        book.note(Note { sender: 1, n }).await.expect("the relay is there");
    }
    let more = tallied.count + 100;
    assert_eq!(world.tallied("book", more).await.missing, tallied.missing);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn frames_to_a_relay_carry_a_message_and_nothing_else() {
    let world = Plan::on(Road::Relay).launch();
    let mut listener = UnixStream::connect(world.ground.relay_socket()).expect("the relay is there");
    listener.set_read_timeout(Some(LIMIT)).expect("it is a socket");
    let book = world.book("book");
    // The relay has taken the listener's connection when it forwards to it.
    let mut frames = FrameReader::new(FrameRules::default());
    let mut sequence = 0;
    for n in 0..10 {
        book.note(Note { sender: 3, n }).await.expect("the relay is there");
        loop {
            if let Some(frame) = frames.next_frame() {
                let frame = frame.expect("a relay forwards whole frames");
                let header = frame.header();
                assert_eq!((header.domain, header.source), (Domain::SIGNAL, 128));
                assert!(header.sequence == sequence + 1 || sequence == 0);
                sequence = header.sequence;
                let [tlv] = frame.tlvs().collect::<Vec<_>>()[..] else { panic!("one TLV per message") };
                assert_eq!(tlv.number.get(), 200);
                assert_eq!(tlv.payload.len(), 12);
                break;
            }
            let mut chunk = [0; 4_096];
            let read = listener.read(&mut chunk).expect("the message comes");
            frames.push(&chunk[..read]);
        }
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_senders_do_not_mix() {
    const OTHER: &str = r#"
        [[bundles]]
        name = "other"
        mode = "shared_memory"
        actors = []
        [[edges]]
        from = "other"
        to = "copy"
        road = "relay"
    "#;
    let world = Plan { books: &["book", "copy"], rest: OTHER, ..Plan::on(Road::Relay) }.launch();
    let other = world.ground.launch("other");
    let book = world.book("book");
    let copy: BookRef = other.at("other").and_then(|other| other.handle("copy")).expect("it is known");
    for n in 0..1_000 {
        book.note(Note { sender: 1, n }).await.expect("the relay is there");
        copy.note(Note { sender: 2, n }).await.expect("the relay is there");
        copy.note(Note { sender: 3, n }).await.expect("the relay is there");
    }
    world.has_all("book", 1_000).await;
    world.has_all("copy", 2_000).await;
    // Somebody without an edge is heard by neither.
    let socket = world.ground.relay_socket();
    let mut stranger = RelayPublisher::connect(&socket, Domain::SIGNAL, 77).await.expect("the relay is there");
    stranger.publish(&Note { sender: 4, n: 0 }).await.expect("the relay is there");
    book.note(Note { sender: 1, n: 1_000 }).await.expect("the relay is there");
    copy.note(Note { sender: 2, n: 1_000 }).await.expect("the relay is there");
    world.has_all("book", 1_001).await;
    world.has_all("copy", 2_001).await;
    within("the stop", other.stop()).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn garbage_at_the_relay_disturbs_nobody() {
    let world = Plan::on(Road::Relay).launch();
    let book = world.book("book");
    for n in 0..50 {
        let mut noise = UnixStream::connect(world.ground.relay_socket()).expect("the relay is there");
        let bytes: Vec<u8> = (0..1_000_u32).map(|byte| (byte * (n as u32 + 7)) as u8).collect();
        std::io::Write::write_all(&mut noise, &bytes).expect("the relay reads");
        book.note(Note { sender: 1, n }).await.expect("the relay is there");
    }
    world.has_all("book", 50).await;
    world.end().await;
}

/// Frames whose bytes were changed on the way: each is refused and counted, and the good ones between them arrive.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn corrupted_frames_are_counted_and_the_others_arrive() {
    const BAD: u64 = 200;
    let mut world = Plan::on(Road::Relay).launch();
    let book = world.book("book");
    let mut noise = UnixStream::connect(world.ground.relay_socket()).expect("the relay is there");
    for n in 0..BAD {
        let head = FrameHead { domain: Domain::SIGNAL, source: 128, flags: 0, sequence: n + 1, timestamp_ns: 1 };
        let mut frame = Vec::new();
        encode_frame(&head, &mut frame, |tlvs| Note { sender: 1, n: 1_000_000 }.encode_tlv(tlvs)).expect("it is short");
        let last = frame.len() - 1;
        frame[last] ^= 0x55;
        std::io::Write::write_all(&mut noise, &frame).expect("the relay reads");
        book.note(Note { sender: 1, n }).await.expect("the relay is there");
    }
    let tallied = world.tallied("book", BAD).await;
    assert_eq!((tallied.count, tallied.missing, tallied.disorder), (BAD, 0, 0));
    let relay = world.relay.as_mut().expect("it runs");
    let all_in = async || Some(relay.metrics()).filter(|counts| counts["refused"] == BAD);
    let counts = within("the relay", eventually("each bad frame is counted", all_in)).await;
    assert_eq!((counts["in"], counts["dropped"]), (BAD, 0));
    world.end().await;
}

/// A receiver whose process stands still for five seconds, while its sender goes on: what came, and what it is told to be
/// missing, is all that was sent.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receiver_that_stands_still_for_five_seconds_accounts_for_all() {
    let mut world = Plan { relay_queue_bytes: 65_536, ..Plan::on(Road::Relay) }.launch();
    let book = world.book("book");
    let blob = |n| Blob { n, bytes: vec![7; 1_000] };
    book.blob(blob(0)).await.expect("the relay is there");
    world.has_all("book", 1).await;
    world.there.as_ref().expect("it runs").signal(Signal::SIGSTOP);
    let until = Instant::now() + Duration::from_secs(5);
    let mut sent = 1;
    // The fault lasts so long; and it is more than all buffers take.
    while Instant::now() < until || sent < 3_000 {
        book.blob(blob(sent)).await.expect("a relay pushes nobody back");
        sent += 1;
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    world.there.as_ref().expect("it runs").signal(Signal::SIGCONT);
    let watched = world.watched("book");
    // A gap shows when something comes behind it.
    let sum = async || {
        book.blob(blob(sent)).await.expect("the relay is there");
        sent += 1;
        let now = watched.tally(Tally {}).await.expect("the book lives");
        (now.missing > 0).then_some(())
    };
    within("the gap", eventually("what is missing is noticed", sum)).await;
    let sum = async || {
        let now = watched.tally(Tally {}).await.expect("the book lives");
        (now.count + now.missing == sent).then_some(now)
    };
    let tallied = within("the sum", eventually("what came and what is lost is all", sum)).await;
    let dropped = world.relay.as_mut().expect("it runs").metrics()["dropped"];
    assert_eq!((tallied.disorder, tallied.missing), (0, dropped));
    assert_eq!(world.there.as_mut().expect("it runs").metrics()["lost"], dropped);
    world.end().await;
}

/// A relay reads all the time. One that does not is seen by its senders.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_relay_that_does_not_read_pushes_back() {
    let ground = Plan { link_buffer_bytes: 4_096, ..Plan::on(Road::Relay) }.lay();
    let relay = UnixListener::bind(ground.relay_socket()).expect("it is free");
    let here = ground.launch("here");
    let book: BookRef = here.at("here").and_then(|here| here.handle("book")).expect("it is known");
    let blob = |n| Blob { n, bytes: vec![7; 1_000] };
    let mut sent = 0;
    let full = async || match book.send_timeout(blob(sent), Duration::from_millis(50)).await {
        Ok(()) => {
            sent += 1;
            assert!(sent < 2_000, "nobody pushes back");
            None
        }
        Err(error) => book.try_send(error.message).err().map(|error| error.kind),
    };
    let kind = within("no room", eventually("there is no room", full)).await;
    assert_eq!(kind, SendErrorKind::Full);
    let waiting = tokio::spawn({
        let (book, blob) = (book.clone(), blob(sent));
        async move { book.blob(blob).await }
    });
    drop(relay);
    let refused = within("the wait", waiting).await.expect("no panic").expect_err("the relay is gone");
    assert_eq!((refused.kind, refused.message.n), (SendErrorKind::Disconnected, sent));
    assert!(here.get_transport_metrics().frames_unsent > 0);
    within("the stop", here.stop()).await;
}

/// As `RelaySubscriber::connect` and `ActorSystem::subscribed` promise.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_published_once_a_subscription_stands_arrives() {
    let ground = Plan::on(Road::Relay).lay();
    let relay = ground.relay().ready();
    let socket = ground.relay_socket();
    let mut publisher = RelayPublisher::connect(&socket, Domain::SIGNAL, 1).await.expect("the relay is there");
    for n in 0..300 {
        // The relay has this publisher's connection, and is busy with it.
        publisher.publish(&Note { sender: 0, n }).await.expect("the relay is there");
        let mut subscriber = RelaySubscriber::connect(&socket, Domain::SIGNAL).await.expect("the relay is there");
        publisher.publish(&Note { sender: 1, n }).await.expect("the relay is there");
        publisher.publish(&Note { sender: 2, n }).await.expect("the relay is there");
        let first = loop {
            let came = match subscriber.take() {
                Some(Received::Frame { frame, .. }) => {
                    let tlv = frame.tlvs().next().expect("a message");
                    Some(Note::decode_tlv(tlv).expect("a note"))
                }
                Some(other) => panic!("{other:?}"),
                None => None,
            };
            // Frames that were published before the connection may come, too.
            match came {
                Some(note) if note.n < n || note.sender == 0 => {}
                Some(note) => break note.sender,
                None => match timeout(LIMIT / 4, subscriber.fill()).await {
                    Ok(filled) => assert!(filled.expect("the relay is there")),
                    Err(_) => panic!("subscription {n}: neither of two messages published after it stood ever came"),
                },
            }
        };
        assert_eq!(first, 1, "subscription {n}: the first of two messages published after it stood never came");
    }
    assert!(relay.end().success());
}
