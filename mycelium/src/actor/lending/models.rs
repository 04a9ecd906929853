//! Models of inline dispatch: the real mailbox and the real lending, between a loop and senders that do what those of
//! actors do, under loom: in all orders in which they interrupt each other no more often than each model says.
//!
//! `Owner::poll` is what `Runner::poll_next` does, without requests beyond one, `Sender::offer` what `Cell::offer` and the door
//! do. The instance counts in loom how often it was used: so a thread can be interrupted in the middle of a handler.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize as Plain, Ordering::SeqCst};
use std::task::{Context, Poll};

use loom::sync::atomic::{AtomicUsize, Ordering};
use loom::thread;

use super::Lending;
use crate::line::Ticket;
use crate::mailbox::models::{Letter, Post, Word, assert_all};
use crate::mailbox::{CallUp, DropReason, Receiver, Refused};
use crate::sync::{AtomicBool, Task, explore};

/// The word whose handler fails.
const BAD: Word = Word(3, 2);

/// More than there are: the owner is asked to stop, or dropped.
const NEVER: (usize, usize) = (usize::MAX, 0);

/// In place of an actor and its surroundings.
struct Instance {
    world: Arc<World>,
    uses: AtomicUsize,
    has_trouble: bool,
}

/// What outlives the instance.
struct World {
    post: Arc<Post>,
    lending: Lending<Instance>,
    is_stop_requested: AtomicBool,
    /// Not loom's: to look at these is no step of the model.
    handled: std::sync::Mutex<Vec<Word>>,
    troubles_seen: Plain,
    drops: Plain,
    /// After so many messages and troubles the owner stops.
    expected: (usize, usize),
}

/// In place of an actor's loop.
struct Owner {
    world: Arc<World>,
    task: Task,
    receiver: Receiver,
    first: Option<Letter>,
    batch: VecDeque<Letter>,
    home: Option<Instance>,
}

/// One that sends, with its own way back.
#[derive(Clone)]
struct Sender(Arc<World>);

// === impl World ===

impl World {
    /// With an owner that has the instance, and stops after so many messages and troubles.
    fn new(capacity: usize, expected: (usize, usize)) -> (Arc<Self>, Owner) {
        let world = Arc::new(Self {
            post: Post::with_room(capacity, CallUp::WhenItWaits),
            lending: Lending::new(),
            is_stop_requested: AtomicBool::new(false),
            handled: std::sync::Mutex::default(),
            troubles_seen: Plain::new(0),
            drops: Plain::new(0),
            expected,
        });
        let home = Some(Instance { world: Arc::clone(&world), uses: AtomicUsize::new(0), has_trouble: false });
        let (task, receiver, batch) = (Task::new(), Receiver::default(), VecDeque::new());
        let owner = Owner { world: Arc::clone(&world), task, receiver, first: None, batch, home };
        (world, owner)
    }

    fn handled(&self) -> Vec<Word> {
        self.handled.lock().expect("nobody panics with it").clone()
    }

    /// Whether nothing will happen any more.
    fn is_over(&self) -> bool {
        (self.handled().len(), self.troubles_seen.load(SeqCst)) == self.expected
    }

    fn is_stop_requested(&self) -> bool {
        self.is_over() || self.is_stop_requested.load(Ordering::Acquire)
    }

    /// Asks the owner to stop.
    fn stop(&self) {
        self.is_stop_requested.store(true, Ordering::Release);
        self.post.mailbox.nudge();
    }

    /// Everything that was accepted was handled or let go, once; the instance is gone, once.
    fn assert_over(&self, accepted: &[Word]) {
        let mut all = self.handled();
        all.extend(self.post.refused());
        assert_all(&all, accepted);
        assert_eq!(self.drops.load(SeqCst), 1, "the instance");
    }
}

// === impl Instance ===

impl Instance {
    fn handle(&mut self, word: Word) {
        assert!(!self.has_trouble, "the loop comes first");
        self.uses.fetch_add(1, Ordering::Relaxed);
        self.world.handled.lock().expect("nobody panics with it").push(word);
        self.has_trouble = word == BAD;
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        self.world.drops.fetch_add(1, SeqCst);
    }
}

// === impl Owner ===

impl Owner {
    /// Ready when it is asked to stop, with the instance at home.
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let mailbox = &self.world.post.mailbox;
        if self.home.is_none() {
            let Some(instance) = self.world.lending.take_or_await() else {
                assert!(mailbox.is_usual(cx.waker()));
                return Poll::Pending;
            };
            self.home = Some(instance);
        }
        let instance = self.home.as_mut().expect("it is at home");
        loop {
            if std::mem::take(&mut instance.has_trouble) {
                self.world.troubles_seen.fetch_add(1, SeqCst);
            }
            if self.world.is_stop_requested() {
                return Poll::Ready(());
            }
            if let Some(letter) = self.first.take().or_else(|| self.batch.pop_front()) {
                self.receiver.took();
                instance.handle(letter.word());
                continue;
            }
            match self.receiver.poll_batch(mailbox, cx, &mut self.first, &mut self.batch) {
                Poll::Ready(is_open) => assert!(is_open),
                Poll::Pending if self.world.is_stop_requested() => self.receiver.let_in(mailbox),
                Poll::Pending => {
                    self.world.lending.leave(self.home.take());
                    self.receiver.let_in(mailbox);
                    return Poll::Pending;
                }
            }
        }
    }

    fn poll_once(&mut self) -> Poll<()> {
        self.task.clone().poll(|cx| self.poll(cx))
    }

    fn run(&mut self) {
        self.task.clone().run(|cx| self.poll(cx));
        assert!(self.home.is_some());
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        let mailbox = &self.world.post.mailbox;
        drop(self.world.lending.abandon());
        self.batch.extend(self.receiver.close_and_take(mailbox));
        self.first
            .take()
            .into_iter()
            .chain(self.batch.drain(..))
            .for_each(|letter| mailbox.let_go(letter, DropReason::Stopped));
    }
}

// === impl Sender ===

impl Sender {
    fn offer(&self, word: Word) -> bool {
        let Some(mut lent) = self.0.lending.borrow() else { return false };
        let (is_handled, is_well) = match &mut *lent {
            Some(instance) if !instance.has_trouble => {
                instance.handle(word);
                (true, !instance.has_trouble)
            }
            _ => (false, true),
        };
        drop(lent);
        if !is_well || self.0.lending.is_asked() {
            drop(self.0.lending.hand_over(&self.0.post.mailbox));
        }
        if is_handled && self.0.is_over() {
            self.0.post.mailbox.nudge(); // The owner learns of it only by this.
        }
        is_handled
    }

    /// Does not wait for room.
    fn deliver(&self, word: Word) -> Result<(), Refused> {
        if self.0.post.mailbox.is_idle() && self.offer(word) { Ok(()) } else { self.0.post.put(word) }
    }

    /// Waits for room.
    fn send(&self, task: &Task, word: Word) {
        let mailbox = &self.0.post.mailbox;
        let (mut letter, mut ticket) = (Some(self.0.post.letter(word)), None::<Ticket>);
        let sent = task.run(|cx| {
            let is_next = ticket.map_or_else(|| mailbox.is_idle(), |ticket| mailbox.is_next(ticket));
            if is_next && self.offer(word) {
                ticket.take().into_iter().for_each(|ticket| mailbox.cancel(ticket));
                return Poll::Ready(Ok(()));
            }
            mailbox.poll_send(cx, &mut letter, &mut ticket)
        });
        assert_eq!(sent, Ok(()));
    }
}

/// What a thread does, and the words of which it was told that they were accepted.
fn spawn(
    world: &Arc<World>,
    act: impl FnOnce(Sender) -> Vec<Word> + Send + 'static,
) -> loom::thread::JoinHandle<Vec<Word>> {
    let sender = Sender(Arc::clone(world));
    thread::spawn(move || act(sender))
}

fn deliver_all(sender: &Sender, words: &[Word]) -> Vec<Word> {
    words.iter().copied().filter(|word| sender.deliver(*word).is_ok()).collect()
}

fn accepted_by<const N: usize>(threads: [loom::thread::JoinHandle<Vec<Word>>; N]) -> Vec<Word> {
    threads.into_iter().flat_map(|thread| thread.join().expect("it ends well")).collect()
}

#[test]
fn nobody_sleeps_over_a_message() {
    explore("inline, two senders", 2, || {
        let (world, mut owner) = World::new(4, (3, 0));
        let one = spawn(&world, |sender| deliver_all(&sender, &[Word(1, 1), Word(1, 2)]));
        let other = spawn(&world, |sender| deliver_all(&sender, &[Word(2, 1)]));
        owner.run();
        let accepted = accepted_by([one, other]);
        assert_all(&world.handled(), &[Word(1, 1), Word(1, 2), Word(2, 1)]);
        drop(owner);
        world.assert_over(&accepted);
    });
}

#[test]
fn a_handler_that_fails_wakes_the_loop_and_nobody_comes_before_it() {
    explore("inline, trouble", 2, || {
        let (world, mut owner) = World::new(4, (3, 1));
        assert!(owner.poll_once().is_pending());
        let one = spawn(&world, |sender| deliver_all(&sender, &[Word(3, 1), BAD]));
        let other = spawn(&world, |sender| deliver_all(&sender, &[Word(2, 1)]));
        owner.run();
        let accepted = accepted_by([one, other]);
        drop(owner);
        world.assert_over(&accepted);
        assert_eq!(accepted.len(), 3);
    });
}

#[test]
fn senders_that_wait_for_room_are_let_in_and_keep_their_order() {
    explore("inline, room for one", 2, || {
        let (world, mut owner) = World::new(1, (3, 0));
        let one = spawn(&world, |sender| {
            let task = Task::new();
            [Word(1, 1), Word(1, 2)].into_iter().for_each(|word| sender.send(&task, word));
            Vec::new()
        });
        let other = spawn(&world, |sender| {
            sender.send(&Task::new(), Word(2, 1));
            Vec::new()
        });
        owner.run();
        accepted_by([one, other]);
        drop(owner);
        world.assert_over(&[Word(1, 1), Word(1, 2), Word(2, 1)]);
        assert_eq!(world.post.refused(), []);
    });
}

#[test]
fn a_request_during_handlers_is_never_slept_over() {
    explore("inline, stop", 2, || {
        let (world, mut owner) = World::new(4, NEVER);
        assert!(owner.poll_once().is_pending());
        let one = spawn(&world, |sender| deliver_all(&sender, &[Word(1, 1), Word(1, 2)]));
        let other = spawn(&world, |sender| {
            let accepted = deliver_all(&sender, &[Word(2, 1)]);
            sender.0.stop();
            accepted
        });
        owner.run();
        drop(owner);
        world.assert_over(&accepted_by([one, other]));
    });
}

#[test]
fn an_instance_whose_loop_is_gone_is_dropped_once() {
    explore("inline, abandoned", 2, || {
        let (world, mut owner) = World::new(4, NEVER);
        assert!(owner.poll_once().is_pending());
        let one = spawn(&world, |sender| deliver_all(&sender, &[Word(1, 1), Word(1, 2)]));
        let other = spawn(&world, |sender| deliver_all(&sender, &[Word(2, 1)]));
        drop(owner);
        world.assert_over(&accepted_by([one, other]));
    });
}

#[test]
fn an_instance_whose_loop_is_gone_while_it_waits_for_it_is_dropped_once() {
    explore("inline, abandoned while awaited", 2, || {
        let (world, mut owner) = World::new(4, NEVER);
        assert!(owner.poll_once().is_pending());
        let one = spawn(&world, |sender| deliver_all(&sender, &[Word(1, 1)]));
        let other = spawn(&world, |sender| deliver_all(&sender, &[Word(2, 1)]));
        assert!(owner.poll_once().is_pending());
        drop(owner);
        world.assert_over(&accepted_by([one, other]));
    });
}
