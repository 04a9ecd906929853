//! The receiver's side of a mailbox. See the module's four promises.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::task::{Context, Poll, Waker};

use super::{BATCH, Shared};
use crate::sync::lock;

/// Takes values out of a mailbox, a batch at a time. Dropping it closes the mailbox.
#[derive(Debug)]
pub(crate) struct Receiver<T> {
    shared: Arc<Shared<T>>,
    /// Senders to wake after unlocking; kept for its storage.
    wake: Vec<Waker>,
}

// === impl Receiver ===

impl<T> Receiver<T> {
    pub(super) fn new(shared: Arc<Shared<T>>) -> Self {
        Self { shared, wake: Vec::new() }
    }

    /// Moves the next values, oldest first, into `batch`, which must be empty.
    ///
    /// Ready with `true` when values came, with `false` when the mailbox is closed and empty.
    #[inline]
    pub(crate) fn poll_batch(&mut self, cx: &mut Context<'_>, batch: &mut VecDeque<T>) -> Poll<bool> {
        debug_assert!(batch.is_empty());
        let mut queue = lock(&self.shared.queue);
        if queue.pop(batch, BATCH, &mut self.wake) > 0 {
            drop(queue);
            self.wake.drain(..).for_each(Waker::wake);
            return Poll::Ready(true);
        }
        if queue.is_closed() {
            return Poll::Ready(false);
        }
        let before = queue.park(cx.waker());
        self.shared.is_idle.store(true, Relaxed);
        drop(queue);
        drop(before);
        Poll::Pending
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
        while lock(&self.shared.queue).pop(&mut batch, BATCH, &mut self.wake) > 0 {
            left.extend(batch.drain(..));
        }
        left
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        // The values are dropped here, outside the lock: a value may hold whatever its owner put into it.
        drop(self.close_and_take());
    }
}
