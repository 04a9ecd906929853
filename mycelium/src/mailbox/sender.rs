//! The senders' side of a mailbox. See the module's four promises.

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::task::{Context, Poll};

use super::Shared;
pub(crate) use super::queue::Refused;
use crate::line::Ticket;
use crate::sync::lock;

/// Puts values into a mailbox; cheap to share, usable from any thread.
#[derive(Debug)]
pub(crate) struct Sender<T> {
    shared: Arc<Shared<T>>,
}

// === impl Sender ===

impl<T> Sender<T> {
    pub(super) fn new(shared: Arc<Shared<T>>) -> Self {
        Self { shared }
    }

    /// Puts `value` in, or hands it back at once.
    #[inline]
    pub(crate) fn try_send(&self, value: T) -> Result<(), (T, Refused)> {
        let mut queue = lock(&self.shared.queue);
        let parked = queue.push(value)?;
        self.shared.note_push(&queue);
        drop(queue);
        if let Some(receiver) = parked {
            receiver.wake();
        }
        Ok(())
    }

    /// Puts the value in, or waits in the line for room.
    ///
    /// `value` is taken when the mailbox accepted it, and is still there when the answer is `Closed` or
    /// `Pending`. `ticket` must start as `None` and be given to [`cancel`](Self::cancel) when the wait is
    /// given up. Polling again after `Ready(Ok)` without a new value does nothing.
    pub(crate) fn poll_send(
        &self,
        cx: &mut Context<'_>,
        value: &mut Option<T>,
        ticket: &mut Option<Ticket>,
    ) -> Poll<Result<(), Refused>> {
        let Some(taken) = value.take() else { return Poll::Ready(Ok(())) };
        let mut drop_later = None;
        let mut queue = lock(&self.shared.queue);
        let pushed = match *ticket {
            None => queue.push(taken),
            Some(ticket) => queue.push_waiting(taken, ticket, cx.waker(), &mut drop_later),
        };
        match pushed {
            Ok(parked) => {
                *ticket = None;
                self.shared.note_push(&queue);
                drop(queue);
                if let Some(receiver) = parked {
                    receiver.wake();
                }
                Poll::Ready(Ok(()))
            }
            Err((taken, Refused::Closed)) => {
                *ticket = None;
                drop(queue);
                *value = Some(taken);
                Poll::Ready(Err(Refused::Closed))
            }
            Err((taken, Refused::Full)) => {
                if ticket.is_none() {
                    *ticket = Some(queue.wait(cx.waker().clone()));
                }
                drop(queue);
                *value = Some(taken);
                Poll::Pending
            }
        }
    }

    /// Gives up a wait; whoever stood behind moves up.
    pub(crate) fn cancel(&self, ticket: Ticket) {
        let mut wake = Vec::new();
        let left = lock(&self.shared.queue).leave(ticket, &mut wake);
        drop(left);
        wake.into_iter().for_each(std::task::Waker::wake);
    }

    /// Makes a sleeping receiver poll once more, without a value.
    pub(crate) fn nudge(&self) {
        let mut queue = lock(&self.shared.queue);
        let parked = queue.unpark();
        self.shared.note_push(&queue);
        drop(queue);
        if let Some(receiver) = parked {
            receiver.wake();
        }
    }

    /// Makes all who wait for room poll once more; they keep their places.
    pub(crate) fn rouse(&self) {
        let mut wake = Vec::new();
        lock(&self.shared.queue).rouse(&mut wake);
        wake.into_iter().for_each(std::task::Waker::wake);
    }

    /// Whether it is empty and its receiver sleeps.
    #[inline]
    pub(crate) fn is_idle(&self) -> bool {
        self.shared.is_idle.load(Relaxed)
    }

    /// How many values were accepted since the start.
    pub(crate) fn accepted(&self) -> u64 {
        lock(&self.shared.queue).accepted()
    }

    /// How many values may wait.
    pub(crate) fn capacity(&self) -> usize {
        lock(&self.shared.queue).capacity()
    }

    /// How many values wait now.
    pub(crate) fn len(&self) -> usize {
        lock(&self.shared.queue).len()
    }
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        Self { shared: Arc::clone(&self.shared) }
    }
}
