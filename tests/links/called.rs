//! A node that is called by sockets which say whatever they like.

use std::net::Shutdown;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::child::{Home, LIMIT, Node};
use crate::raw::{
    ANSWERED, Raw, STOPPED, UNREADABLE, ask_address, double, frame, hello, hello_payload, reply_address, tell_address,
};

/// How long a handshake may take.
const HANDSHAKE: Duration = Duration::from_millis(400);

/// A node called `there` that has a book.
struct Called {
    node: Node,
    socket: PathBuf,
    _home: Home,
}

impl Called {
    fn start() -> Self {
        Self::with_handshake(HANDSHAKE)
    }

    fn with_handshake(limit: Duration) -> Self {
        let home = Home::new();
        let text = format!(
            r#"
            link_directory = "{}"
            link_buffer_bytes = 65536
            handshake_timeout_ms = {}
            [[bundles]]
            name = "here"
            mode = "shared_memory"
            actors = []
            [[bundles]]
            name = "there"
            mode = "shared_memory"
            [bundles.actors.warden]
            type = "Warden"
            [bundles.actors.book]
            type = "Book"
            "#,
            home.path("links").display(),
            limit.as_millis(),
        );
        let node = Node::bundle(&home.write("bundles.toml", &text), "there").ready();
        Self { node, socket: home.path("links").join("there.sock"), _home: home }
    }

    fn call(&self) -> (Raw, u32) {
        Raw::call(&self.socket, "there")
    }

    /// It still serves others, and stops as it should.
    fn lives(self) {
        let errors = self.lives_on();
        assert!(!errors.contains("panicked"), "{errors}");
    }

    /// As [`lives`](Self::lives), where callers that just went may make it panic: see the test that is ignored.
    fn lives_on(self) -> String {
        let (mut other, book) = self.call();
        other.works(book);
        let (status, errors) = self.node.end_with_errors();
        assert!(status.success(), "{status}");
        errors
    }
}

/// Tells a book something.
fn note(book: u32, n: u64) -> Vec<u8> {
    let note = [&1_u32.to_le_bytes()[..], &n.to_le_bytes()].concat();
    frame(&[(250, &tell_address(book)), (200, &note)])
}

// === the handshake ===

#[test]
fn a_hello_may_come_byte_by_byte() {
    let called = Called::with_handshake(LIMIT);
    let mut raw = Raw::connect(&called.socket);
    for byte in hello("there") {
        raw.write(&[byte]);
    }
    let book = raw.welcome();
    raw.works(book);
    called.lives();
}

#[test]
fn asks_may_come_together_with_the_hello() {
    let called = Called::start();
    let (_first, book) = called.call();
    let mut raw = Raw::connect(&called.socket);
    raw.write(&[hello("there"), double(book, 1, 1), double(book, 2, 2)].concat());
    assert_eq!(raw.welcome(), book);
    assert_eq!(raw.reply(), (1, ANSWERED, 2_u64.to_le_bytes().to_vec()));
    assert_eq!(raw.reply(), (2, ANSWERED, 4_u64.to_le_bytes().to_vec()));
    called.lives();
}

#[test]
fn what_is_no_hello_is_refused() {
    let called = Called::start();
    let noise_first = [&b"GET / HTTP/1.1\r\n\r\n"[..], &hello("there")].concat();
    let mut damaged = hello("there");
    let last = damaged.len() - 1;
    damaged[last] ^= 1;
    let cut_short = frame(&[(252, &hello_payload(1, "here", "there", 0)[..7])]);
    for bytes in [noise_first, damaged, cut_short, frame(&[]), frame(&[(203, &[0; 8])]), frame(&[(254, &[0, 1])])] {
        let mut raw = Raw::connect(&called.socket);
        raw.write(&bytes);
        raw.is_refused(&["no handshake"]);
    }
    // A change, and a refusal, are no hellos, either.
    let mut raw = Raw::connect(&called.socket);
    raw.write(&frame(&[(254, &[0, 1, 0, 0, 0])]));
    raw.is_refused(&["expected a hello"]);
    let mut raw = Raw::connect(&called.socket);
    raw.write(&frame(&[(254, &[1, 1, 0, b'x'])]));
    assert_eq!(raw.frame(), None);
    called.lives();
}

#[test]
fn a_hello_for_another_node_is_refused() {
    let called = Called::start();
    let mut raw = Raw::connect(&called.socket);
    raw.write(&hello("elsewhere"));
    raw.is_refused(&["`there`", "`elsewhere`"]);
    called.lives();
}

#[test]
fn another_version_is_refused() {
    let called = Called::start();
    for version in [0, 2, u16::MAX] {
        let mut raw = Raw::connect(&called.socket);
        raw.write(&frame(&[(252, &hello_payload(version, "here", "there", 0))]));
        raw.is_refused(&["version", &version.to_string()]);
    }
    called.lives();
}

#[test]
fn a_later_version_may_say_more_in_a_hello() {
    let called = Called::start();
    let mut raw = Raw::connect(&called.socket);
    let longer = [&hello_payload(1, "here", "there", 0)[..], b"more"].concat();
    raw.write(&frame(&[(252, &longer), (199, b"and another")]));
    let book = raw.welcome();
    raw.works(book);
    called.lives();
}

#[test]
fn who_says_nothing_is_let_go_and_keeps_nobody_waiting() {
    let called = Called::start();
    let begun = Instant::now();
    let mut silent = Raw::connect(&called.socket);
    let mut slow = Raw::connect(&called.socket);
    slow.write(&hello("there")[..20]);
    let mut noisy = Raw::connect(&called.socket);
    noisy.write(&[b'x'; 1_000]);
    let mut promising = Raw::connect(&called.socket);
    promising.write(&frame(&[(252, &hello_payload(1, "here", "there", u32::MAX))]));
    let (mut other, book) = called.call();
    other.works(book);
    assert!(begun.elapsed() < LIMIT);
    for raw in [&mut silent, &mut slow, &mut noisy, &mut promising] {
        assert_eq!(raw.frame(), None, "it is let go");
    }
    assert!(begun.elapsed() >= HANDSHAKE, "it was given its time");
    other.works(book);
    called.lives();
}

#[test]
fn thousands_that_say_nothing_do_not_keep_others_out() {
    let called = Called::with_handshake(Duration::from_secs(1));
    let (mut before, book) = called.call();
    let silent: Vec<Node> =
        (0..4).map(|_| Node::start(&["silent", &called.socket.display().to_string(), "500"])).collect();
    before.works(book);
    let silent: Vec<Node> = silent.into_iter().map(Node::ready).collect();
    before.works(book);
    let (mut after, book) = called.call();
    after.works(book);
    for node in silent {
        assert!(node.end().success());
    }
    called.lives();
}

#[test]
fn callers_that_come_and_go_leave_nothing_behind() {
    let called = Called::start();
    let (mut first, book) = called.call();
    first.works(book);
    let before = called.node.memory();
    for n in 0..1_500 {
        // More than may stand at a time.
        match n % 3 {
            0 => drop(Raw::connect(&called.socket)),
            1 => Raw::connect(&called.socket).write(&hello("there")),
            _ => called.call().0.works(book),
        }
    }
    let grown = called.node.memory().saturating_sub(before);
    assert!(grown < 16 << 20, "{grown} bytes more");
    called.lives_on();
}

// === frames ===

#[test]
fn garbage_between_frames_is_passed_over() {
    let mut called = Called::start();
    let (mut raw, book) = called.call();
    for len in [1, 3, 31, 32, 33, 5_000] {
        let noise: Vec<u8> = (0..len).map(|n: u32| (n * 7 + 3) as u8).collect();
        raw.write(&noise);
        raw.works(book);
    }
    assert!(called.node.metrics()["refused"] >= 6);
    called.lives();
}

#[test]
fn a_length_that_lies_swallows_nothing() {
    let called = Called::start();
    let (mut raw, book) = called.call();
    let good = double(book, 1, 1);
    let longest = (1 << 20) - 32;
    for lie in [good.len() as u32 - 32 + 500, 0, 1, longest, longest + 1, u32::MAX] {
        let mut lying = good.clone();
        lying[24..28].copy_from_slice(&lie.to_le_bytes());
        raw.write(&lying);
        (100..120).for_each(|ask| raw.write(&double(book, ask, ask)));
        // What a lie promises has to come before it is found out.
        let promised = if lie <= longest { lie as usize } else { 0 };
        let note = note(book, 1);
        let notes = note.repeat(promised / note.len() + 1);
        raw.write(&notes);
        for ask in 100..120_u64 {
            assert_eq!(raw.reply(), (ask, ANSWERED, (2 * ask).to_le_bytes().to_vec()), "after {lie}");
        }
    }
    raw.works(book);
    called.lives();
}

#[test]
fn frames_may_be_cut_anywhere() {
    let called = Called::start();
    let (mut raw, book) = called.call();
    let ask = double(book, 1, 21);
    for at in 1..ask.len() {
        raw.write(&ask[..at]);
        // The node has come to the first piece: another link's ask was answered behind it, or not; both are right.
        std::thread::yield_now();
        raw.write(&ask[at..]);
        assert_eq!(raw.reply(), (1, ANSWERED, 42_u64.to_le_bytes().to_vec()), "cut at {at}");
    }
    let mut bytes = Vec::new();
    (0..3_000).for_each(|n| bytes.extend(double(book, n, n)));
    let mut writing = Raw::new(raw.socket.try_clone().expect("it is a socket"));
    let writer = std::thread::spawn(move || bytes.chunks(997).for_each(|chunk| writing.write(chunk)));
    for n in 0..3_000_u64 {
        assert_eq!(raw.reply(), (n, ANSWERED, (2 * n).to_le_bytes().to_vec()));
    }
    writer.join().expect("all is written");
    called.lives();
}

#[test]
fn frames_without_a_good_address_are_refused_alone() {
    let mut called = Called::start();
    let (mut raw, book) = called.call();
    let double_payload: &[u8] = &[0; 8];
    let tell = tell_address(book);
    let bad: [&[(u8, &[u8])]; 9] = [
        &[],
        &[(203, double_payload)],
        &[(250, &[]), (203, double_payload)],
        &[(250, &[3, 0, 0, 0, 0]), (203, double_payload)],
        &[(250, &tell[..3]), (203, double_payload)],
        &[(250, &tell_address(9_999)), (203, double_payload)],
        &[(250, &tell)],
        &[(250, &reply_address(1, ANSWERED)), (251, double_payload)],
        &[(252, &hello_payload(1, "here", "there", 0))],
    ];
    for (done, tlvs) in bad.iter().enumerate() {
        raw.write(&frame(tlvs));
        raw.works(book);
        assert_eq!(called.node.metrics()["refused"], done as u64 + 1, "{tlvs:?}");
    }
    // Bytes behind an address are a later version's.
    let longer = [&ask_address(book, 5)[..], b"more"].concat();
    raw.write(&frame(&[(250, &longer), (203, &4_u64.to_le_bytes())]));
    assert_eq!(raw.reply(), (5, ANSWERED, 8_u64.to_le_bytes().to_vec()));
    called.lives();
}

#[test]
fn an_ask_that_cannot_be_delivered_is_answered() {
    let called = Called::start();
    let (mut raw, book) = called.call();
    let ask = ask_address(book, 9);
    let unreadable: [&[(u8, &[u8])]; 5] = [
        &[(250, &ask), (203, &[1, 2, 3])],
        &[(250, &ask), (203, &[0; 9])],
        &[(250, &ask), (77, &[0; 8])],
        &[(250, &ask), (250, &ask)],
        &[(250, &ask)],
    ];
    for tlvs in unreadable {
        raw.write(&frame(tlvs));
        assert_eq!(raw.reply(), (9, UNREADABLE, vec![]), "{tlvs:?}");
    }
    raw.write(&frame(&[(250, &ask_address(9_999, 9)), (203, &[0; 8])]));
    assert_eq!(raw.reply(), (9, STOPPED, vec![]), "nobody has this handle");
    raw.works(book);
    called.lives();
}

#[test]
fn one_number_may_be_asked_again_and_by_others() {
    let called = Called::start();
    let (mut one, book) = called.call();
    let (mut other, _) = called.call();
    for n in 0..100_u64 {
        one.write(&double(book, 0, n));
        other.write(&double(book, 0, n + 1));
        assert_eq!(other.reply(), (0, ANSWERED, (2 * n + 2).to_le_bytes().to_vec()));
        assert_eq!(one.reply(), (0, ANSWERED, (2 * n).to_le_bytes().to_vec()));
    }
    called.lives();
}

#[test]
fn who_asks_and_never_reads_is_not_read_any_more() {
    const ASKS: u64 = 100_000;
    let called = Called::start();
    let (mut other, book) = called.call();
    other.works(book);
    let (mut raw, _) = called.call();
    let before = called.node.memory();
    let mut bytes = Vec::new();
    (0..ASKS).for_each(|ask| bytes.extend(double(book, ask, ask)));
    let written = raw.flood(&bytes, Duration::from_millis(300));
    assert!(written < bytes.len(), "all {written} bytes were read");
    other.works(book);
    let grown = called.node.memory().saturating_sub(before);
    assert!(grown < 16 << 20, "{grown} bytes more");
    // Once it reads, the rest is answered, in order.
    raw.socket.set_write_timeout(Some(LIMIT)).expect("it is a socket");
    let mut writing = Raw::new(raw.socket.try_clone().expect("it is a socket"));
    let writer = std::thread::spawn(move || writing.write(&bytes[written..]));
    for ask in 0..ASKS {
        let (answered, status, _) = raw.reply();
        assert_eq!((answered, status), (ask, ANSWERED));
    }
    writer.join().expect("all is written");
    called.lives();
}

#[test]
fn large_replies_that_nobody_reads_are_bounded() {
    const READERS: u64 = 2;
    let called = Called::start();
    let (mut other, book) = called.call();
    other.works(book);
    let before = called.node.memory();
    let mut readers = Vec::new();
    for _ in 0..READERS {
        let (mut raw, _) = called.call();
        let mut bytes = Vec::new();
        let fat = 65_533_u32.to_le_bytes();
        (0..5_000).for_each(|ask| bytes.extend(frame(&[(250, &ask_address(book, ask)), (208, &fat)])));
        let written = raw.flood(&bytes, Duration::from_millis(300));
        readers.push(raw);
        assert!(written <= bytes.len());
        other.works(book);
    }
    // 5,000 replies of one reader are 328 MB; those to 1,024 asks under way may wait.
    let grown = called.node.memory().saturating_sub(before);
    assert!(grown < READERS * 80_000_000, "{grown} bytes more");
    drop(readers);
    called.lives_on();
}

#[test]
fn a_caller_that_does_not_listen_does_not_disturb_the_stop() {
    let mut called = Called::start();
    let (mut raw, book) = called.call();
    raw.socket.shutdown(Shutdown::Read).expect("it is a socket");
    // The answer cannot be written; the messages behind are still delivered.
    raw.write(&double(book, 1, 1));
    let until = Instant::now() + LIMIT;
    let mut sent = 0_u64;
    while called.node.metrics()["received"] < 100 {
        raw.write(&note(book, sent));
        sent += 1;
        assert!(Instant::now() < until, "{sent} were sent, and 100 did not come");
    }
    called.lives();
}
