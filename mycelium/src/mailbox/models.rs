//! Models of the mailbox: the real one, under loom, in all orders in which few threads with few messages can run, if they interrupt
//! each other no more often than each model says.
//!
//! Each thread is a task with a waker of its own. That a task sleeps over what it waits for shows as a deadlock, which loom
//! finds; the rest is asserted. CONTRIBUTING.md says how they are run. `passing` is about messages, `room` about senders that
//! wait for it, and about the end.

mod passing;
mod room;

use std::collections::VecDeque;
use std::sync::Arc;
use std::task::{Context, Poll};

use mycelium_macros::message;

use super::{CallUp, DropFeed, DropReason, Mailbox, MailboxOptions, Receiver, Refused, Waits};
use crate::actor_id::ActorId;
use crate::line::Ticket;
use crate::sync::Task;

/// Who said it, and which of its messages it is.
#[message(local, crate = crate)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Word(pub(crate) u8, pub(crate) u8);

#[message(crate = crate)]
pub(crate) enum Words {
    Word(Word),
}

/// What waits in the models.
pub(crate) struct Letter {
    words: Words,
    refused: Log,
}

/// Words, in the order in which they came. Not loom's: to look at it is no step of the model.
type Log = Arc<std::sync::Mutex<Vec<Word>>>;

/// A mailbox with its account.
pub(crate) struct Post {
    pub(crate) mailbox: Mailbox<Letter>,
    /// What was accepted and let go.
    refused: Log,
}

/// The one who receives.
pub(crate) struct Reader {
    post: Arc<Post>,
    task: Task,
    receiver: Receiver,
    first: Option<Letter>,
    batch: VecDeque<Letter>,
    received: Vec<Word>,
}

/// A message on its way, as the future of a send has it.
struct Sending {
    post: Arc<Post>,
    task: Task,
    letter: Option<Letter>,
    ticket: Option<Ticket>,
}

/// The first message, of nobody: it fills a mailbox.
const FIRST: Word = Word(0, 0);

// === impl Letter ===

impl Letter {
    pub(crate) fn word(&self) -> Word {
        let Words::Word(word) = self.words;
        word
    }
}

impl Waits for Letter {
    type Message = Words;

    fn message(&self) -> &Words {
        &self.words
    }

    fn has_no_way_back(&self) -> bool {
        false
    }

    fn refuse(self, _: DropReason) {
        self.refused.lock().expect("nobody panics with it").push(self.word());
    }
}

// === impl Post ===

impl Post {
    pub(crate) fn new(options: MailboxOptions<Words>, call_up: CallUp) -> Arc<Self> {
        let mailbox = Mailbox::new(&options, call_up, ActorId::new("reader"), Arc::new(DropFeed::default()));
        Arc::new(Self { mailbox, refused: Log::default() })
    }

    pub(crate) fn with_room(capacity: usize, call_up: CallUp) -> Arc<Self> {
        Self::new(MailboxOptions::new().capacity(capacity), call_up)
    }

    /// One place, which is taken.
    fn full(call_up: CallUp) -> Arc<Self> {
        let post = Self::with_room(1, call_up);
        assert_eq!(post.put(FIRST), Ok(()));
        post
    }

    pub(crate) fn letter(&self, word: Word) -> Letter {
        Letter { words: Words::Word(word), refused: Arc::clone(&self.refused) }
    }

    pub(crate) fn refused(&self) -> Vec<Word> {
        self.refused.lock().expect("nobody panics with it").clone()
    }

    /// Does not wait.
    pub(crate) fn put(&self, word: Word) -> Result<(), Refused> {
        let mut letter = Some(self.letter(word));
        let sent = self.mailbox.try_send(&mut letter);
        assert_eq!(letter.map(|letter| letter.word()), sent.err().map(|_| word), "what is refused is still there");
        sent
    }

    /// Waits for room.
    pub(crate) fn send(self: &Arc<Self>, word: Word) -> Result<(), Refused> {
        Sending::new(self, word).finish()
    }
}

// === impl Sending ===

impl Sending {
    fn new(post: &Arc<Post>, word: Word) -> Self {
        Self { post: Arc::clone(post), task: Task::new(), letter: Some(post.letter(word)), ticket: None }
    }

    /// One that found no room, and stands in the line.
    fn waiting(post: &Arc<Post>, word: Word) -> Self {
        let mut sending = Self::new(post, word);
        assert_eq!(sending.poll(), Poll::Pending);
        sending
    }

    fn poll(&mut self) -> Poll<Result<(), Refused>> {
        let Self { post, task, letter, ticket } = self;
        task.poll(|cx| post.mailbox.poll_send(cx, letter, ticket))
    }

    fn finish(&mut self) -> Result<(), Refused> {
        let Self { post, task, letter, ticket } = self;
        let result = task.run(|cx| post.mailbox.poll_send(cx, letter, ticket));
        assert!(letter.is_some() == result.is_err() && ticket.is_none(), "accepted, or handed back");
        result
    }

    /// Goes on in another task.
    fn moved(mut self) -> Self {
        self.task = Task::new();
        self
    }
}

impl Drop for Sending {
    fn drop(&mut self) {
        if let Some(ticket) = self.ticket.take() {
            self.post.mailbox.cancel(ticket);
        }
    }
}

// === impl Reader ===

impl Reader {
    pub(crate) fn new(post: &Arc<Post>) -> Self {
        let (task, receiver) = (Task::new(), Receiver::default());
        Self { post: Arc::clone(post), task, receiver, first: None, batch: VecDeque::new(), received: Vec::new() }
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<bool> {
        let poll = self.receiver.poll_batch(&self.post.mailbox, cx, &mut self.first, &mut self.batch);
        if poll.is_pending() {
            self.receiver.let_in(&self.post.mailbox);
        }
        poll
    }

    /// Receives a batch; false when the mailbox is closed and empty.
    fn read(&mut self) -> bool {
        let task = self.task.clone();
        let is_open = task.run(|cx| self.poll(cx));
        self.open();
        is_open
    }

    /// The words of what came out.
    fn words(&mut self) -> impl Iterator<Item = Word> {
        self.first.take().into_iter().chain(self.batch.drain(..)).map(|letter| letter.word())
    }

    fn open(&mut self) {
        let words: Vec<_> = self.words().collect();
        self.received.extend(words);
    }

    fn read_until(&mut self, count: usize) {
        while self.received.len() < count {
            assert!(self.read());
        }
    }

    /// Everything, once, and what each sender sent in its order.
    fn assert_received(&self, words: &[Word]) {
        assert_all(&self.received, words);
    }
}

/// The same words, those of each sender in the same order.
pub(crate) fn assert_all(found: &[Word], expected: &[Word]) {
    assert_eq!(found.len(), expected.len(), "{found:?} instead of {expected:?}");
    for sender in 0..=3 {
        let of = |words: &[Word]| words.iter().copied().filter(|word| word.0 == sender).collect::<Vec<_>>();
        assert_eq!(of(found), of(expected), "of {sender}");
    }
}

/// In a mailbox that has nothing to do any more, nobody stands in the line, and all room is to be had.
fn assert_clean(reader: &mut Reader, capacity: u8) {
    let post = Arc::clone(&reader.post);
    let task = reader.task.clone();
    assert_eq!(task.poll(|cx| reader.poll(cx)), Poll::Pending);
    assert!(post.mailbox.is_idle() && post.mailbox.len() == 0);
    (0..capacity).for_each(|number| assert_eq!(post.put(Word(0, number)), Ok(())));
    assert_eq!(post.put(Word(0, capacity)), Err(Refused::Full));
}
