//! The receiver's side of a mailbox. See the module's promises.

use std::collections::VecDeque;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll, Waker};

use super::{HIGH_TURN, Mailbox, Waits};

/// Takes values out of a mailbox, a batch at a time: always the same mailbox, which its owner has beside it.
///
/// Where messages have priorities, those of the high lane go before the rest of a batch: after each message the loop
/// asks [`high_goes_first`](Self::high_goes_first), and if so [`take_high`](Self::take_high) puts them there. After
/// [`HIGH_TURN`] of them one of the normal lane has its turn, if one waits.
#[derive(Debug, Default)]
pub(crate) struct Receiver {
    /// Senders to wake after unlocking; kept for its storage.
    wake: Vec<Waker>,
    /// How many values at the front of the batch are of the high lane.
    ahead: u8,
    /// How many values of the high lane were taken since one of the normal lane.
    streak: u8,
    /// Whether senders were left waiting when values were last taken out, though there may be room for them.
    keeps_waiting: bool,
}

// === impl Receiver ===

impl Receiver {
    /// Moves the next values, oldest first, into `first`, which must be `None`, and `batch`, which must be empty.
    ///
    /// Ready with `true` when values came, with `false` when the mailbox is closed and empty. Before the receiver waits for
    /// anything, here or elsewhere, senders are to be [let in](Self::let_in).
    #[inline]
    pub(crate) fn poll_batch<T: Waits>(
        &mut self,
        mailbox: &Mailbox<T>,
        cx: &mut Context<'_>,
        first: &mut Option<T>,
        batch: &mut VecDeque<T>,
    ) -> Poll<bool> {
        debug_assert!(first.is_none() && batch.is_empty());
        let mut queue = mailbox.queue.lock();
        if !queue.is_empty() {
            self.ahead = queue.pop(first, batch, self.turn(), &mut self.wake) as u8;
            if usize::from(self.ahead) == 1 + batch.len() {
                self.streak = 0; // Nobody else waited for a turn.
            }
            self.keeps_waiting = queue.keeps_waiting();
            mailbox.note_high(&queue);
            drop(queue);
            self.wake_up();
            return Poll::Ready(true);
        }
        if queue.is_closed() {
            return Poll::Ready(false);
        }
        // A task has one waker all its life: it is kept, and neither cloned nor dropped each time.
        let waker = cx.waker();
        let other = if mailbox.is_usual(waker) { None } else { mailbox.other_waker(waker) };
        let before = queue.park(other);
        mailbox.note_idle(&queue);
        drop(queue);
        drop(before);
        Poll::Pending
    }

    /// Wakes the senders for whom there is room: the receiver is about to wait, and might wait for them.
    #[inline]
    pub(crate) fn let_in<T: Waits>(&mut self, mailbox: &Mailbox<T>) {
        if std::mem::take(&mut self.keeps_waiting) {
            self.call_up(mailbox);
        }
    }

    #[cold]
    fn call_up<T: Waits>(&mut self, mailbox: &Mailbox<T>) {
        mailbox.queue.lock().call_up(&mut self.wake);
        self.wake_up();
    }

    /// Wakes whom the lock gave out; mostly nobody.
    #[inline]
    fn wake_up(&mut self) {
        if !self.wake.is_empty() {
            self.wake.drain(..).for_each(Waker::wake);
        }
    }

    /// How many values of the high lane may come before one of the normal lane.
    #[inline]
    fn turn(&self) -> usize {
        HIGH_TURN.saturating_sub(usize::from(self.streak))
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
    pub(crate) fn high_goes_first<T: Waits>(&self, mailbox: &Mailbox<T>) -> bool {
        self.ahead == 0 && self.turn() > 0 && mailbox.is_high_waiting.load(Ordering::Relaxed)
    }

    /// Puts values of the high lane before the rest of the batch, if it is their turn.
    pub(crate) fn take_high<T: Waits>(&mut self, mailbox: &Mailbox<T>, batch: &mut VecDeque<T>) {
        if !self.high_goes_first(mailbox) {
            return;
        }
        let mut queue = mailbox.queue.lock();
        self.ahead = queue.pop_high(batch, self.turn(), &mut self.wake) as u8;
        self.keeps_waiting = queue.keeps_waiting();
        mailbox.note_high(&queue);
        drop(queue);
        self.wake_up();
    }

    /// Refuses everything from now on; what was accepted can still be received.
    pub(crate) fn close<T: Waits>(&mut self, mailbox: &Mailbox<T>) {
        mailbox.queue.lock().close(&mut self.wake);
        self.wake_up();
    }

    /// Closes, and takes all that still waits.
    pub(crate) fn close_and_take<T: Waits>(&mut self, mailbox: &Mailbox<T>) -> Vec<T> {
        self.close(mailbox);
        let mut left = Vec::new();
        let (mut first, mut batch) = (None, VecDeque::new());
        loop {
            mailbox.queue.lock().pop(&mut first, &mut batch, HIGH_TURN, &mut self.wake);
            let Some(first) = first.take() else { return left };
            left.push(first);
            left.extend(batch.drain(..));
        }
    }
}

// === impl Mailbox ===

impl<T: Waits> Mailbox<T> {
    /// Whether this is the waker that a task has all its life.
    #[inline]
    pub(crate) fn is_usual(&self, waker: &Waker) -> bool {
        self.usual.get().is_some_and(|usual| usual.will_wake(waker))
    }

    /// What is to wake the receiver, if its usual waker does not.
    #[cold]
    fn other_waker(&self, waker: &Waker) -> Option<Waker> {
        let usual = self.usual.get_or_init(|| waker.clone());
        (!usual.will_wake(waker)).then(|| waker.clone())
    }
}
