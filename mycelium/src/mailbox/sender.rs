//! The senders' side of a mailbox. See the module's promises.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;
use std::task::{Context, Poll, Waker};

use super::feed::Drops;
use super::lane::Left;
use super::options::Mark;
pub(crate) use super::queue::Refused;
use super::queue::{Push, Queue, Wake};
use super::{DropReason, Dropped, Mailbox, Waits};
use crate::actor_id::ActorId;
use crate::line::Ticket;
use crate::metrics::Accepted;
use crate::sync::MutexGuard;

// === impl Mailbox ===

impl<T: Waits> Mailbox<T> {
    /// Puts the value in, or leaves it where it is, or does what the mailbox's policy says.
    ///
    /// It is moved once, and under the lock: whoever sends has just written it, field by field, and the processor has to wait
    /// for that where it is read as a whole.
    #[inline]
    pub(crate) fn try_send(&self, value: &mut Option<T>) -> Result<(), Refused> {
        if self.sorting.is_none() {
            let mut queue = self.queue.lock();
            if queue.is_open() {
                if queue.accept(value) {
                    self.unpark(queue);
                }
                return Ok(());
            }
        }
        self.try_send_slowly(value)
    }

    /// As [`try_send`](Self::try_send), for a value that has a mark, or finds no room.
    #[inline(never)]
    fn try_send_slowly(&self, waiting: &mut Option<T>) -> Result<(), Refused> {
        let Some(value) = waiting.take() else { return Ok(()) };
        let mark = self.sorting.as_ref().map(|sorting| sorting.mark(value.message()));
        let mut queue = self.queue.lock();
        let pushed = match mark {
            None => queue.push(value),
            Some(mark) => self.push_marked(&mut queue, value, &mark),
        };
        self.note_idle(&queue);
        drop(queue);
        self.settle(pushed).map_err(|(value, refused)| {
            *waiting = Some(value);
            refused
        })
    }

    /// Unlocks and wakes.
    #[inline(never)]
    fn unpark(&self, mut queue: MutexGuard<'_, Queue<T>>) {
        let wake = queue.unpark();
        self.note_idle(&queue);
        drop(queue);
        self.wake_by(wake);
    }

    /// Puts a value in whose mark was looked for. Whether the mailbox is idle is to be noted afterwards.
    fn push_marked(&self, queue: &mut MutexGuard<'_, Queue<T>>, value: T, mark: &Mark<T::Message>) -> Push<T> {
        let found = find(queue, &value, mark);
        let pushed = queue.push_marked(value, mark, found);
        self.note_high(queue);
        pushed
    }

    /// Does what is left to do after unlocking.
    fn settle(&self, pushed: Push<T>) -> Result<(), (T, Refused)> {
        match pushed {
            Push::Taken(wake) => {
                self.wake_by(wake);
                Ok(())
            }
            Push::Displaced(value, reason) => {
                self.let_go(value, reason);
                Ok(())
            }
            Push::Refused(value, refused) => Err((value, refused)),
        }
    }

    /// Puts the value in, or waits in the line for room where the mailbox's policy is to wait.
    ///
    /// `value` is taken when the mailbox accepted it, and is still there when the answer is an error or
    /// `Pending`. `ticket` must start as `None` and be given to [`cancel`](Self::cancel) when the wait is
    /// given up. Polling again after `Ready(Ok)` without a new value does nothing.
    #[inline]
    pub(crate) fn poll_send(
        &self,
        cx: &mut Context<'_>,
        value: &mut Option<T>,
        ticket: &mut Option<Ticket>,
    ) -> Poll<Result<(), Refused>> {
        if ticket.is_none() && self.sorting.is_none() {
            let mut queue = self.queue.lock();
            if queue.is_open() {
                if queue.accept(value) {
                    self.unpark(queue);
                }
                return Poll::Ready(Ok(()));
            }
        }
        self.poll_send_slowly(cx, value, ticket)
    }

    /// As [`poll_send`](Self::poll_send), for a value that has a mark, or finds no room, or waits.
    #[inline(never)]
    fn poll_send_slowly(
        &self,
        cx: &mut Context<'_>,
        value: &mut Option<T>,
        ticket: &mut Option<Ticket>,
    ) -> Poll<Result<(), Refused>> {
        let Some(taken) = value.take() else { return Poll::Ready(Ok(())) };
        let mark = self.sorting.as_ref().map(|sorting| sorting.mark(taken.message()));
        let mut left = Left::default();
        let mut queue = self.queue.lock();
        let pushed = match (&mark, *ticket) {
            (None, None) => queue.push(taken),
            (None, Some(ticket)) => queue.push_waiting(taken, (false, None), ticket, cx.waker(), &mut left),
            (Some(mark), None) => self.push_marked(&mut queue, taken, mark),
            (Some(mark), Some(ticket)) => {
                // A message of its key may have come meanwhile: then it needs no room.
                if let found @ Some(_) = find(&mut queue, &taken, mark) {
                    left = queue.leave(ticket);
                    queue.push_marked(taken, mark, found)
                } else {
                    let hash = mark.key.as_ref().map(|key| key.hash);
                    let pushed = queue.push_waiting(taken, (mark.is_high, hash), ticket, cx.waker(), &mut left);
                    self.note_high(&queue);
                    pushed
                }
            }
        };
        if let Push::Refused(_, Refused::Full) = pushed
            && queue.makes_wait()
        {
            if ticket.is_none() {
                *ticket = Some(queue.wait(mark.is_some_and(|mark| mark.is_high), cx.waker().clone()));
            }
        } else {
            *ticket = None;
        }
        self.note_idle(&queue);
        drop(queue);
        left.settle();
        match self.settle(pushed) {
            Ok(()) => Poll::Ready(Ok(())),
            Err((taken, refused)) => {
                *value = Some(taken);
                if ticket.is_some() { Poll::Pending } else { Poll::Ready(Err(refused)) }
            }
        }
    }

    /// Gives up a wait; whoever stood behind moves up.
    pub(crate) fn cancel(&self, ticket: Ticket) {
        let mut queue = self.queue.lock();
        let left = queue.leave(ticket);
        self.note_idle(&queue);
        drop(queue);
        left.settle();
    }

    /// Makes a sleeping receiver poll once more, without a value.
    pub(crate) fn nudge(&self) {
        self.unpark(self.queue.lock());
    }

    /// Makes a receiver with its usual waker poll once more, though it does not sleep in the mailbox.
    pub(crate) fn wake(&self) {
        self.wake_by(Wake::Usual);
    }

    /// Makes all who wait for room poll once more; they keep their places.
    pub(crate) fn rouse(&self) {
        let mut wake = Vec::new();
        self.queue.lock().rouse(&mut wake);
        wake.into_iter().for_each(Waker::wake);
    }

    /// Ends a value that was accepted and is not handled: it is counted by its name, whoever waits for its answer is
    /// told, and it is dropped. It is the user's, so that may panic, which is nobody's fault who sends.
    #[cold]
    pub(crate) fn let_go(&self, value: T, reason: DropReason) {
        self.drops.count(Some(value.message()), reason);
        if catch_unwind(AssertUnwindSafe(|| value.refuse(reason))).is_err() {
            tracing::error!(actor = %self.drops.actor(), "dropping a message panicked");
        }
    }

    /// Whose mailbox it is.
    pub(crate) fn actor(&self) -> &ActorId {
        self.drops.actor()
    }

    /// Counts a value that was cut off while it was handled.
    pub(crate) fn count_cut_off(&self) {
        self.drops.count::<T::Message>(None, DropReason::Stopped);
    }

    /// What was dropped so far, by message and reason.
    pub(crate) fn dropped(&self) -> Vec<Dropped> {
        self.drops.so_far::<T::Message>()
    }

    /// Subscribes to what is dropped from now on.
    pub(crate) fn subscribe(&self) -> Drops {
        self.drops.feed().subscribe(Some(self.drops.actor().shared()))
    }

    /// Whether it is empty, its receiver sleeps, and all who wait for room stand behind the ticket.
    pub(crate) fn is_next(&self, ticket: Ticket) -> bool {
        self.queue.lock().is_next(ticket)
    }

    /// Whether it is empty, its receiver sleeps, and nobody waits for room.
    #[inline]
    pub(crate) fn is_idle(&self) -> bool {
        self.is_idle.load(Ordering::Relaxed)
    }

    /// How many values were accepted since the start, and how many of these the mailbox dropped.
    pub(crate) fn accepted(&self) -> Accepted {
        self.queue.lock().accepted()
    }

    /// How many values may wait, in each lane.
    pub(crate) fn capacity(&self) -> usize {
        self.queue.lock().capacity()
    }

    /// How many values wait now.
    pub(crate) fn len(&self) -> usize {
        self.queue.lock().len()
    }
}

/// Where a value waits whose place this one takes. The comparison of keys is the user's: one that panics finds nothing,
/// since no value may be dropped under the lock.
fn find<T: Waits>(queue: &mut Queue<T>, value: &T, mark: &Mark<T::Message>) -> Option<usize> {
    catch_unwind(AssertUnwindSafe(|| queue.find(value.message(), mark))).unwrap_or_else(|panic| {
        std::mem::forget(panic);
        tracing::error!("comparing the keys of two messages panicked; they are not conflated");
        None
    })
}
