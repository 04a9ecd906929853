//! What the tests of roads send, and the two actors that take it: the same code in the tests and in `node`.
//!
//! `Book` takes notes and answers questions; it can be held at a gate, so that nothing behind is handled. `Warden` lives
//! beside it and opens gates, asked over a road of its own.

use std::collections::{HashMap, HashSet};
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::LazyLock;
use std::task::Poll;

use mycelium::prelude::*;
use tokio::sync::watch;

/// The `n`th of a sender.
#[message(tlv = 200)]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Note {
    pub(crate) sender: u32,
    pub(crate) n: u64,
}

/// What the book has so far?
#[message(tlv = 201, reply = Tallied)]
pub(crate) struct Tally {}

#[message(nested)]
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Tallied {
    /// Notes and blobs.
    pub(crate) count: u64,
    /// Notes and blobs that did not come behind the one before them, or came twice.
    pub(crate) disorder: u64,
    /// How many between two that came never did.
    pub(crate) missing: u64,
}

/// As a note, with something to carry.
#[message(tlv = 202)]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Blob {
    pub(crate) n: u64,
    pub(crate) bytes: Vec<u8>,
}

#[message(tlv = 203, reply = u64)]
#[derive(Debug, PartialEq)]
pub(crate) struct Double {
    pub(crate) n: u64,
}

#[message(nested)]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DividedByZero {
    pub(crate) dividend: u64,
}

#[message(tlv = 204, reply = std::result::Result<u64, DividedByZero>)]
pub(crate) struct Divide {
    pub(crate) dividend: u64,
    pub(crate) by: u64,
}

/// Fails.
#[message(tlv = 205)]
pub(crate) struct Fail {}

/// Panics.
#[message(tlv = 206)]
pub(crate) struct Boom {}

/// Answered later, or never.
#[message(tlv = 207, reply = String)]
pub(crate) struct Riddle {
    pub(crate) is_answered: bool,
}

/// Answered with so many bytes behind a count of two.
#[message(tlv = 208, reply = Vec<u8>)]
pub(crate) struct Fat {
    pub(crate) len: u32,
}

/// Keeps the book busy until a warden of its process opens the gate.
#[message(tlv = 209)]
pub(crate) struct Hold {
    pub(crate) gate: u64,
}

/// Stops the book.
#[message(tlv = 210)]
pub(crate) struct Quit {}

/// Never leaves its process.
#[message(local)]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Secret {
    pub(crate) n: u64,
}

#[derive(Default)]
pub(crate) struct Book {
    tallied: Tallied,
    last: HashMap<u32, u64>,
    pondering: Vec<ReplyTo<Ponder>>,
    /// What its handlers returned as errors.
    failures: Vec<String>,
}

impl Book {
    fn count(&mut self, sender: u32, n: u64) {
        self.tallied.count += 1;
        match self.last.insert(sender, n) {
            Some(last) if n > last => self.tallied.missing += n - last - 1,
            Some(_) => self.tallied.disorder += 1,
            None => {}
        }
    }
}

#[actor(domain = signal)]
impl Book {
    #[handler]
    fn note(&mut self, note: &Note) {
        self.count(note.sender, note.n);
    }

    #[handler]
    fn tally(&self, _question: &Tally) -> Tallied {
        self.tallied.clone()
    }

    #[handler]
    fn blob(&mut self, blob: &Blob) {
        self.count(u32::MAX, blob.n);
    }

    #[handler]
    fn double(&self, question: &Double) -> u64 {
        question.n * 2
    }

    #[handler]
    fn divide(&self, question: &Divide) -> std::result::Result<u64, DividedByZero> {
        question.dividend.checked_div(question.by).ok_or(DividedByZero { dividend: question.dividend })
    }

    #[handler]
    fn fail(&self, _fail: &Fail) -> Result<()> {
        Err(Error::msg("it cannot be done"))
    }

    #[handler]
    fn boom(&self, _boom: &Boom) {
        panic!("boom");
    }

    #[handler]
    fn riddle(&self, riddle: &Riddle, reply: ReplyTo<Riddle>) {
        if riddle.is_answered {
            drop(tokio::spawn(async move { reply.answer("a shadow".to_owned()) }));
        }
    }

    #[handler]
    fn fat(&self, question: &Fat) -> Vec<u8> {
        (0..question.len).map(|n| n as u8).collect()
    }

    #[handler]
    async fn hold(&mut self, hold: Hold) {
        ENTERED.send_if_modified(|gates| gates.insert(hold.gate));
        let mut open = OPEN.subscribe();
        open.wait_for(|gates| gates.contains(&hold.gate)).await.map(drop).expect("gates are there for good");
    }

    #[handler]
    fn quit(&self, _quit: &Quit, ctx: &mut Context<Self>) {
        ctx.stop();
    }

    #[handler]
    fn secret(&mut self, secret: &Secret) {
        self.count(0, secret.n);
    }

    /// As a note.
    #[message(tlv = 211)]
    #[derive(Debug, Clone, PartialEq)]
    pub(crate) async fn jot(&mut self, sender: u32, n: u64) {
        self.count(sender, n);
    }

    /// Divides, by two if nothing else is said.
    #[message(tlv = 212)]
    #[derive(Debug, PartialEq)]
    pub(crate) fn share(&self, n: u64, by: Option<u64>) -> std::result::Result<u64, DividedByZero> {
        n.checked_div(by.unwrap_or(2)).ok_or(DividedByZero { dividend: n })
    }

    /// Fails with a sentence.
    #[message(tlv = 213)]
    pub(crate) async fn explain(&mut self, why: String, ctx: &mut Context<Self>) -> Result<u64> {
        Err(Error::msg(format!("{}: {why}", ctx.id())))
    }

    /// Answered when the answer is revealed.
    #[message(tlv = 214, reply = String)]
    pub(crate) fn ponder(&mut self, reply: ReplyTo<Ponder>) {
        self.pondering.push(reply);
    }

    /// Answers whoever ponders, and says how many they were.
    #[message(tlv = 215)]
    pub(crate) fn reveal(&mut self, answer: String) -> u32 {
        let asked = std::mem::take(&mut self.pondering);
        let count = asked.len() as u32;
        asked.into_iter().for_each(|asker| asker.answer(answer.clone()));
        count
    }

    /// What its handlers returned as errors, for nobody who asked.
    #[message(tlv = 216)]
    pub(crate) fn failures(&self) -> Vec<String> {
        self.failures.clone()
    }

    #[on_error]
    fn failed(&mut self, error: Error) {
        self.failures.push(error.to_string());
    }
}

/// The gates of this process: those that were opened, and those at which somebody came.
static OPEN: LazyLock<watch::Sender<HashSet<u64>>> = LazyLock::new(watch::Sender::default);
static ENTERED: LazyLock<watch::Sender<HashSet<u64>>> = LazyLock::new(watch::Sender::default);

#[message(tlv = 220, reply = ())]
pub(crate) struct Open {
    pub(crate) gate: u64,
}

/// Whether a book came to the gate.
#[message(tlv = 221, reply = bool)]
pub(crate) struct IsHeld {
    pub(crate) gate: u64,
}

/// Restarts the book with this name, and opens the gate at which it is held; says whether that went well.
#[message(tlv = 222, reply = bool)]
pub(crate) struct StartAgain {
    pub(crate) name: String,
    pub(crate) gate: Option<u64>,
}

/// The warden asks the book with this name to double.
#[message(tlv = 223, reply = Option<u64>)]
pub(crate) struct PassOn {
    pub(crate) name: String,
    pub(crate) n: u64,
}

#[derive(Default)]
pub(crate) struct Warden;

#[actor]
impl Warden {
    #[handler]
    fn open(&self, open: &Open) {
        OPEN.send_if_modified(|gates| gates.insert(open.gate));
    }

    #[handler]
    fn is_held(&self, question: &IsHeld) -> bool {
        ENTERED.borrow().contains(&question.gate)
    }

    #[handler]
    async fn start_again(&mut self, restart: &StartAgain, ctx: &mut Context<Self>) -> bool {
        let Ok(book) = ctx.handle::<BookRef>(&restart.name) else { return false };
        let mut restarting = pin!(book.restart());
        // The request is made by the first poll, before the gate is open.
        let first = poll_fn(|cx| Poll::Ready(restarting.as_mut().poll(cx))).await;
        OPEN.send_if_modified(|gates| restart.gate.is_some_and(|gate| gates.insert(gate)));
        match first {
            Poll::Ready(done) => done.is_ok(),
            Poll::Pending => restarting.await.is_ok(),
        }
    }

    #[handler]
    async fn pass_on(&mut self, question: &PassOn, ctx: &mut Context<Self>) -> Option<u64> {
        let book = ctx.handle::<BookRef>(&question.name).ok()?;
        book.double(Double { n: question.n }).await.ok()
    }
}

/// What topologies of the tests may name.
pub(crate) fn types() -> ActorTypes {
    ActorTypes::new().register::<Book>("Book").register::<Warden>("Warden")
}
