//! The receiver's side of a mailbox. See the module's promises.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll, Waker};

use super::{HIGH_TURN, Shared, Waits};
use crate::sync::lock;

/// Takes values out of a mailbox, a batch at a time. Dropping it closes the mailbox.
///
/// Where messages have priorities, those of the high lane go before the rest of a batch: after each message the loop
/// asks [`high_goes_first`](Self::high_goes_first), and if so [`take_high`](Self::take_high) puts them there. After
/// [`HIGH_TURN`] of them one of the normal lane has its turn, if one waits.
#[derive(Debug)]
pub(crate) struct Receiver<T: Waits> {
    shared: Arc<Shared<T>>,
    /// Senders to wake after unlocking; kept for its storage.
    wake: Vec<Waker>,
    /// How many values at the front of the batch are of the high lane.
    ahead: usize,
    /// How many values of the high lane were taken since one of the normal lane.
    streak: usize,
    /// Whether senders were left waiting when values were last taken out, though there may be room for them.
    keeps_waiting: bool,
}

// === impl Receiver ===

impl<T: Waits> Receiver<T> {
    pub(super) fn new(shared: Arc<Shared<T>>) -> Self {
        Self { shared, wake: Vec::new(), ahead: 0, streak: 0, keeps_waiting: false }
    }

    /// Moves the next values, oldest first, into `batch`, which must be empty.
    ///
    /// Ready with `true` when values came, with `false` when the mailbox is closed and empty. Before the receiver waits for
    /// anything, here or elsewhere, senders are to be [let in](Self::let_in).
    #[inline]
    pub(crate) fn poll_batch(&mut self, cx: &mut Context<'_>, batch: &mut VecDeque<T>) -> Poll<bool> {
        debug_assert!(batch.is_empty());
        let mut queue = lock(&self.shared.queue);
        if !queue.is_empty() {
            self.ahead = queue.pop(batch, HIGH_TURN.saturating_sub(self.streak), &mut self.wake);
            if self.ahead == batch.len() {
                self.streak = 0; // Nobody else waited for a turn.
            }
            self.keeps_waiting = queue.keeps_waiting();
            self.shared.note_high(&queue);
            drop(queue);
            self.wake.drain(..).for_each(Waker::wake);
            return Poll::Ready(true);
        }
        if queue.is_closed() {
            return Poll::Ready(false);
        }
        // A task has one waker all its life: it is kept, and neither cloned nor dropped each time.
        let waker = cx.waker();
        let other = if self.is_usual(waker) { None } else { self.other_waker(waker) };
        let before = queue.park(other);
        self.shared.note_idle(&queue);
        drop(queue);
        drop(before);
        Poll::Pending
    }

    /// Wakes the senders for whom there is room: the receiver is about to wait, and might wait for them.
    #[inline]
    pub(crate) fn let_in(&mut self) {
        if std::mem::take(&mut self.keeps_waiting) {
            self.call_up();
        }
    }

    #[cold]
    fn call_up(&mut self) {
        lock(&self.shared.queue).call_up(&mut self.wake);
        self.wake.drain(..).for_each(Waker::wake);
    }

    /// Whether this is the waker that a task has all its life.
    #[inline]
    pub(crate) fn is_usual(&self, waker: &Waker) -> bool {
        self.shared.usual.get().is_some_and(|usual| usual.will_wake(waker))
    }

    /// What is to wake the receiver, if its usual waker does not.
    #[cold]
    fn other_waker(&self, waker: &Waker) -> Option<Box<Waker>> {
        let usual = self.shared.usual.get_or_init(|| waker.clone());
        (!usual.will_wake(waker)).then(|| Box::new(waker.clone()))
    }

    /// Notes that a value was taken from the front of the batch.
    #[inline]
    pub(crate) fn took(&mut self) {
        if self.ahead > 0 {
            self.ahead -= 1;
            self.streak += 1;
        } else {
            self.streak = 0;
        }
    }

    /// Whether the high lane goes before the rest of the batch.
    #[inline]
    pub(crate) fn high_goes_first(&self) -> bool {
        self.ahead == 0 && self.streak < HIGH_TURN && self.shared.is_high_waiting.load(Ordering::Relaxed)
    }

    /// Puts values of the high lane before the rest of the batch, if it is their turn.
    pub(crate) fn take_high(&mut self, batch: &mut VecDeque<T>) {
        if !self.high_goes_first() {
            return;
        }
        let mut queue = lock(&self.shared.queue);
        self.ahead = queue.pop_high(batch, HIGH_TURN.saturating_sub(self.streak), &mut self.wake);
        self.keeps_waiting = queue.keeps_waiting();
        self.shared.note_high(&queue);
        drop(queue);
        self.wake.drain(..).for_each(Waker::wake);
    }

    /// Refuses everything from now on; what was accepted can still be received.
    pub(crate) fn close(&mut self) {
        lock(&self.shared.queue).close(&mut self.wake);
        self.wake.drain(..).for_each(Waker::wake);
    }

    /// Closes, and takes all that still waits.
    pub(crate) fn close_and_take(&mut self) -> Vec<T> {
        self.close();
        let mut left = Vec::new();
        let mut batch = VecDeque::new();
        loop {
            lock(&self.shared.queue).pop(&mut batch, HIGH_TURN, &mut self.wake);
            if batch.is_empty() {
                return left;
            }
            left.extend(batch.drain(..));
        }
    }
}

impl<T: Waits> Drop for Receiver<T> {
    fn drop(&mut self) {
        // The values are dropped here, outside the lock: a value may hold whatever its owner put into it.
        drop(self.close_and_take());
    }
}
