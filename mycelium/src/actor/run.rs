//! The loop that runs one actor: batches out of the mailbox, one message at a time into the handler.
//!
//! The loop owns the actor's value; with inline dispatch it lends it to senders while it sleeps. It never spawns, never
//! encodes, and allocates nothing per message but for an error. A panic is caught here and goes no further. Requests (stop, drain,
//! restart) are looked for before every message. After a turn of some 100 µs without a pause (see `turn`) the loop lets other
//! tasks of its thread run.
//!
//! Messages are given to handlers in `serve`.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::task::{self, Poll};

use super::inline::Lent;
use super::serve::{Progress, Served, serve_now};
use super::turn::Turn;
use super::{Actor, Cell, Command, Envelope, Instance, LocalDoor, Remake, Trouble};
use crate::mailbox::{DropReason, Receiver};

/// All that one actor's loop needs.
// In this order: what each message needs stands close together.
#[repr(C)]
pub(crate) struct Runner<A: Actor> {
    /// Messages that left the mailbox and were not handled yet.
    pub(crate) batch: VecDeque<Envelope<A::Message>>,
    pub(crate) receiver: Receiver,
    pub(crate) progress: Progress,
    pub(crate) door: Arc<LocalDoor<A::Message>>,
    /// The actor; not here between two lives, nor while it is in the cell.
    pub(crate) home: Option<Box<Instance<A>>>,
    /// Where the instance is while the loop sleeps; without one, senders cannot run handlers.
    pub(crate) cell: Option<Arc<Cell<A>>>,
    pub(crate) remake: Option<Box<Remake<A>>>,
}

/// What the loop does next.
pub(super) enum Next {
    /// The next message's handler waits.
    Serve,
    /// A handler did not end well. Boxed, for each task has room for it.
    Trouble(Box<Trouble>),
    /// Other tasks have waited long enough.
    Yield,
    Restart,
    /// It was asked to stop, or has drained its mailbox.
    Stop,
}

// === impl Runner ===

impl<A: Actor> Runner<A> {
    /// Handles messages and waits for more, until something is to be awaited or requested. The instance is at home again
    /// when this is ready.
    pub(super) fn poll_next(&mut self, cx: &mut task::Context<'_>) -> Poll<Next> {
        if let (None, Some(cell)) = (&self.home, &self.cell) {
            let Some(Lent { instance, trouble }) = cell.take_or_await() else {
                // A sender runs a handler at this moment. The loop has its turn afterwards, and others before it.
                if !self.door.mailbox.is_usual(cx.waker()) {
                    cx.waker().wake_by_ref();
                }
                return Poll::Pending;
            };
            self.home = Some(instance);
            if let Some(trouble) = trouble {
                return Poll::Ready(Next::Trouble(trouble));
            }
        }
        loop {
            // Requests go before messages.
            match self.door.controls.take() {
                Some(Command::Stop) => return Poll::Ready(Next::Stop),
                Some(Command::Restart) => return Poll::Ready(Next::Restart),
                // From here on the mailbox only empties, and never makes this wait.
                Some(Command::Drain) => self.receiver.close(&self.door.mailbox),
                None => {}
            }
            let mut next = None;
            if !self.batch.is_empty() {
                if A::MAILBOX.has_high_lane() {
                    self.receiver.take_high(&self.door.mailbox, &mut self.batch);
                }
            } else {
                match self.receiver.poll_batch(&self.door.mailbox, cx, &mut next, &mut self.batch) {
                    Poll::Ready(true) => {}
                    Poll::Ready(false) => return Poll::Ready(Next::Stop),
                    // A request may have come between the look above and the parking just now.
                    Poll::Pending if self.door.controls.is_requested() => {
                        self.receiver.let_in(&self.door.mailbox);
                        continue;
                    }
                    Poll::Pending => {
                        if let Some(cell) = &self.cell {
                            cell.leave(self.home.take());
                            self.receiver.let_in(&self.door.mailbox);
                        }
                        self.progress.turn = Turn::default();
                        return Poll::Pending;
                    }
                }
            }
            let served = catch_unwind(AssertUnwindSafe(|| serve_now(self, &mut next)));
            self.progress.tell(&self.door.counters);
            if let Some(left) = next {
                match &served {
                    Ok(_) => self.batch.push_front(left),
                    Err(_) => Cell::<A>::clear(left, true),
                }
            }
            match served {
                Ok(Served::All) if self.progress.turn.is_over() => return Poll::Ready(Next::Yield),
                Ok(Served::All) => {}
                Ok(Served::UpToOneThatWaits) => return Poll::Ready(Next::Serve),
                Ok(Served::Failed(error)) => return Poll::Ready(Next::Trouble(Box::new(Trouble::Failed(error)))),
                Err(panic) => {
                    self.progress.in_handler = true;
                    return Poll::Ready(Next::Trouble(Box::new(Trouble::Panicked(panic_said(panic)))));
                }
            }
        }
    }
}

/// However the runner ends, its runtime's shutdown included: the mailbox is closed, and what was accepted and
/// not handled is dropped and counted, and its askers are told.
impl<A: Actor> Drop for Runner<A> {
    fn drop(&mut self) {
        let left = self.cell.as_ref().and_then(|cell| cell.abandon());
        if catch_unwind(AssertUnwindSafe(|| drop(left))).is_err() {
            tracing::error!(actor = %self.door.id(), "dropping the actor panicked");
        }
        self.progress.tell(&self.door.counters);
        self.batch.extend(self.receiver.close_and_take(&self.door.mailbox));
        let dropped = self.batch.len() + usize::from(self.progress.in_handler);
        if dropped > 0 {
            self.door.counters.rare().dropped.add(dropped as u64);
            tracing::warn!(actor = %self.door.id(), dropped, "the actor stopped before it handled all messages");
        }
        if self.progress.in_handler {
            self.door.mailbox.count_cut_off();
        }
        self.batch.drain(..).for_each(|envelope| self.door.mailbox.let_go(envelope, DropReason::Stopped));
    }
}

/// What a panic said; it is dropped, which may panic again.
pub(crate) fn panic_said(panic: Box<dyn std::any::Any + Send>) -> Arc<str> {
    let text = panic_text(&*panic);
    if let Err(again) = catch_unwind(AssertUnwindSafe(|| drop(panic))) {
        std::mem::forget(again);
    }
    text
}

/// What a panic said.
pub(super) fn panic_text(panic: &(dyn std::any::Any + Send)) -> Arc<str> {
    match (panic.downcast_ref::<&str>(), panic.downcast_ref::<String>()) {
        (Some(text), _) => Arc::from(*text),
        (_, Some(text)) => Arc::from(text.as_str()),
        _ => Arc::from("a panic without a message"),
    }
}
