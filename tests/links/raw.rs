//! The bytes of a link, written and read by hand.
//!
//! ```text
//!  250  address    0 target u32  │  1 target u32, ask u64  │  2 ask u64, status u8
//!  251  reply      the reply's encoding
//!  252  hello      protocol u16, node String, to String, incarnation u64, how many actors follow u32
//!  253  announced  handle u32, name String, takes String, messages: count u16, each number u8, name String, schema;
//!                  then what they consist of: count u16, each fields: count u16, reply String, its hash u64
//!  254  notice     0 handle u32: it stopped  │  1 reason String: refused
//! ```

use std::io::{ErrorKind, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use mycelium::wire::{Domain, FrameHead, FrameReader, FrameRules, TlvType, encode_frame, put_tlv};

use crate::child::LIMIT;

/// The TLVs of a frame: numbers and payloads.
pub(crate) type Tlvs = Vec<(u8, Vec<u8>)>;

pub(crate) const ANSWERED: u8 = 0;
pub(crate) const STOPPED: u8 = 3;
pub(crate) const UNREADABLE: u8 = 6;

/// A connection whose other end is a node.
pub(crate) struct Raw {
    pub(crate) socket: UnixStream,
    frames: FrameReader,
}

pub(crate) fn frame(tlvs: &[(u8, &[u8])]) -> Vec<u8> {
    let head = FrameHead { domain: Domain::SYSTEM, source: 0, flags: 0, sequence: 1, timestamp_ns: 0 };
    let mut out = Vec::new();
    let put_all = |out: &mut Vec<u8>| {
        tlvs.iter()
            .try_for_each(|(number, payload)| put_tlv(out, TlvType::new(*number).expect("only 255 is none"), payload))
    };
    encode_frame(&head, &mut out, put_all).expect("it fits");
    out
}

pub(crate) fn string(text: &str) -> Vec<u8> {
    let len = u16::try_from(text.len()).expect("a short text");
    [&len.to_le_bytes(), text.as_bytes()].concat()
}

pub(crate) fn hello_payload(protocol: u16, node: &str, to: &str, actors: u32) -> Vec<u8> {
    [&protocol.to_le_bytes()[..], &string(node), &string(to), &7_u64.to_le_bytes(), &actors.to_le_bytes()].concat()
}

pub(crate) fn hello(to: &str) -> Vec<u8> {
    frame(&[(252, &hello_payload(1, "here", to, 0))])
}

pub(crate) fn tell_address(target: u32) -> Vec<u8> {
    [&[0][..], &target.to_le_bytes()].concat()
}

pub(crate) fn ask_address(target: u32, ask: u64) -> Vec<u8> {
    [&[1][..], &target.to_le_bytes(), &ask.to_le_bytes()].concat()
}

pub(crate) fn reply_address(ask: u64, status: u8) -> Vec<u8> {
    [&[2][..], &ask.to_le_bytes(), &[status]].concat()
}

/// Asks a book to double.
pub(crate) fn double(target: u32, ask: u64, n: u64) -> Vec<u8> {
    frame(&[(250, &ask_address(target, ask)), (203, &n.to_le_bytes())])
}

/// A handle and the name behind it.
pub(crate) fn announced(payload: &[u8]) -> (u32, String) {
    let handle = u32::from_le_bytes(payload[..4].try_into().expect("four bytes"));
    let len = usize::from(u16::from_le_bytes(payload[4..6].try_into().expect("two bytes")));
    (handle, String::from_utf8(payload[6..6 + len].to_vec()).expect("a name"))
}

// === impl Raw ===

impl Raw {
    pub(crate) fn new(socket: UnixStream) -> Self {
        socket.set_read_timeout(Some(LIMIT)).expect("it is a socket");
        socket.set_write_timeout(Some(LIMIT)).expect("it is a socket");
        Self { socket, frames: FrameReader::new(FrameRules::default()) }
    }

    pub(crate) fn connect(path: &Path) -> Self {
        Self::new(UnixStream::connect(path).expect("somebody listens"))
    }

    /// Calls a node, and returns the handle of its book.
    pub(crate) fn call(path: &Path, to: &str) -> (Self, u32) {
        let mut raw = Self::connect(path);
        raw.write(&hello(to));
        let book = raw.welcome();
        (raw, book)
    }

    /// Reads the node's hello; returns the handle of its book.
    pub(crate) fn welcome(&mut self) -> u32 {
        let hello = self.frame().expect("the node says hello");
        let [(252, payload)] = &hello[..] else { panic!("{hello:?}") };
        assert_eq!(payload[..2], [1, 0], "the version");
        let count = payload[payload.len() - 4..].try_into().map(u32::from_le_bytes).expect("four bytes");
        let mut actors = Vec::new();
        while actors.len() < count as usize {
            let tlvs = self.frame().expect("the node says who is there");
            assert!(tlvs.iter().all(|(number, _)| *number == 253), "{tlvs:?}");
            actors.extend(tlvs.iter().map(|(_, payload)| announced(payload)));
        }
        actors.iter().find(|(_, name)| name == "book").expect("the node has a book").0
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) {
        self.socket.write_all(bytes).expect("the node reads");
    }

    /// The next frame; `None` at the end.
    pub(crate) fn frame(&mut self) -> Option<Tlvs> {
        loop {
            if let Some(frame) = self.frames.next_frame() {
                let tlvs = frame.expect("the node writes good frames").tlvs();
                return Some(tlvs.map(|tlv| (tlv.number.get(), tlv.payload.to_vec())).collect());
            }
            let mut chunk = [0; 65_536];
            match self.socket.read(&mut chunk) {
                Ok(0) => return None,
                Ok(read) => self.frames.push(&chunk[..read]),
                Err(error) if error.kind() == ErrorKind::ConnectionReset => return None,
                Err(error) => panic!("{error}"),
            }
        }
    }

    /// The next reply: to which ask, its status, and what it says.
    pub(crate) fn reply(&mut self) -> (u64, u8, Vec<u8>) {
        let tlvs = self.frame().expect("the link is up");
        let (number, address) = &tlvs[0];
        assert_eq!((*number, address[0], address.len()), (250, 2, 10), "{tlvs:?}");
        let ask = u64::from_le_bytes(address[1..9].try_into().expect("eight bytes"));
        let reply = tlvs.get(1).map(|(number, payload)| {
            assert_eq!(*number, 251);
            payload.clone()
        });
        (ask, address[9], reply.unwrap_or_default())
    }

    /// The link works: one more ask is answered.
    #[track_caller]
    pub(crate) fn works(&mut self, book: u32) {
        self.write(&double(book, 4_711, 21));
        assert_eq!(self.reply(), (4_711, ANSWERED, 42_u64.to_le_bytes().to_vec()));
    }

    /// The link is refused, for a reason with these words.
    #[track_caller]
    pub(crate) fn is_refused(&mut self, words: &[&str]) {
        let tlvs = self.frame().expect("a reason");
        let (number, payload) = &tlvs[0];
        assert_eq!((*number, payload[0]), (254, 1), "{tlvs:?}");
        let reason = String::from_utf8_lossy(&payload[3..]);
        for word in words {
            assert!(reason.contains(word), "expected {word:?}: {reason}");
        }
        assert_eq!(self.frame(), None, "and then the end");
    }

    /// Writes until the other end takes nothing for `pause`, or all is written; returns how many bytes that were.
    pub(crate) fn flood(&mut self, bytes: &[u8], pause: Duration) -> usize {
        self.socket.set_write_timeout(Some(pause)).expect("it is a socket");
        let mut written = 0;
        while written < bytes.len() {
            match self.socket.write(&bytes[written..]) {
                Ok(more) => written += more,
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => break,
                Err(error) => panic!("{error}"),
            }
        }
        written
    }
}
