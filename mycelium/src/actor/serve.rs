//! A batch of messages into the handlers of one instance.
//!
//! Messages of sync handlers are handled in [`serve_now`], a plain function; only what waits is awaited.
//!
//! Counting: a message is `handled` when its handler returned or panicked, and `dropped` when the loop ended
//! without handling it. The loop counts for itself, and [tells](Progress::tell) the actor's counters before it waits for
//! anything: they stand beside what senders read, and each write would cost those a cache miss.

use std::future::{Future, poll_fn};
use std::pin::pin;

use super::turn::Turn;
use super::{Actor, Cell, Instance, Runner};
use crate::error::Error;
use crate::metrics::ActorCounters;

/// How far the loop has come, known outside of the handlers because they may panic.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    pub(super) turn: Turn,
    /// Whether a message was taken and its handler has not returned.
    pub(super) in_handler: bool,
    /// Whether that message is still the first of the batch.
    in_batch: bool,
    /// Messages handled, and bytes that nobody had to encode, which the counters do not know of yet.
    handled: u32,
    avoided_bytes: u64,
}

/// How far [`serve_now`] came.
pub(super) enum Served {
    /// All, or the loop has something to do first.
    All,
    /// A handler returned this.
    Failed(Error),
    /// The handler of the next message waits.
    UpToOneThatWaits,
}

/// Handles the batch as long as no handler waits or fails, and the loop has nothing else to do.
#[inline]
pub(super) fn serve_now<A: Actor>(runner: &mut Runner<A>) -> Served {
    loop {
        let (Some(envelope), Some(instance)) = (runner.batch.front(), runner.home.as_deref_mut()) else {
            return Served::All;
        };
        if A::MAILBOX.has_high_lane() {
            runner.receiver.took();
        }
        runner.progress.turn.count();
        (runner.progress.in_handler, runner.progress.in_batch) = (true, true);
        envelope.reply.begin();
        let (avoided_bytes, is_unanswered) = runner.door.account_of(envelope);
        runner.progress.avoided_bytes += avoided_bytes;
        if is_unanswered {
            runner.door.counters.rare().answers_dropped.add(1);
        }
        let may_receive_now = A::may_receive_now(&envelope.message);
        runner.progress.in_batch = false;
        if !may_receive_now {
            return Served::UpToOneThatWaits;
        }
        let mut next = runner.batch.pop_front();
        match (instance.actor.receive_now(&mut next, &mut instance.ctx), next) {
            (None, Some(envelope)) => {
                runner.batch.push_front(envelope);
                return Served::UpToOneThatWaits;
            }
            (outcome, _) => {
                runner.progress.finish();
                if let Some(Err(error)) = outcome {
                    runner.progress.failed(&runner.door.counters);
                    return Served::Failed(error);
                }
            }
        }
        if runner.is_interrupted() {
            return Served::All;
        }
    }
}

/// Handles the batch from a message on whose handler waits, until it is empty, or a handler that does not wait fails, or
/// the loop has something to do first.
pub(super) async fn serve<A: Actor>(runner: &mut Runner<A>) {
    let end = loop {
        let Runner { home: Some(instance), batch, progress, door, receiver, .. } = runner else { break Ok(()) };
        let Some(envelope) = batch.pop_front() else { break Ok(()) };
        let outcome = {
            let mut handler = pin!(instance.actor.receive(envelope, &mut instance.ctx));
            poll_fn(|cx| {
                let polled = handler.as_mut().poll(cx);
                if polled.is_pending() {
                    progress.turn = Turn::default();
                    progress.tell(&door.counters);
                    receiver.let_in(&door.mailbox);
                }
                polled
            })
            .await
        };
        runner.progress.finish();
        if let Err(error) = outcome {
            runner.progress.failed(&runner.door.counters);
            runner.complain(error).await;
        }
        if runner.is_interrupted() {
            break Ok(());
        }
        match serve_now(runner) {
            Served::UpToOneThatWaits => {}
            Served::All => break Ok(()),
            Served::Failed(error) => break Err(error),
        }
    };
    match end {
        Ok(()) => runner.progress.tell(&runner.door.counters),
        Err(error) => runner.complain(error).await,
    }
}

// === impl Progress ===

impl Progress {
    /// The handler returned.
    #[inline]
    fn finish(&mut self) {
        self.handled += 1;
        self.in_handler = false;
    }

    /// Notes that the message at hand failed, after all that was handled: a part is never seen larger than the whole.
    #[cold]
    fn failed(&mut self, counters: &ActorCounters) {
        self.tell(counters);
        counters.rare().failed.add(1);
    }

    /// Adds what was counted since to the actor's counters.
    #[inline]
    pub(super) fn tell(&mut self, counters: &ActorCounters) {
        if self.handled > 0 {
            counters.handled.add(u64::from(std::mem::take(&mut self.handled)));
        }
        if self.avoided_bytes > 0 {
            counters.avoided_bytes.add(std::mem::take(&mut self.avoided_bytes));
        }
    }
}

// === impl Runner ===

impl<A: Actor> Runner<A> {
    /// Tells the actor of a handler's error.
    async fn complain(&mut self, error: Error) {
        self.progress.tell(&self.door.counters);
        self.receiver.let_in(&self.door.mailbox);
        if let Some(Instance { actor, ctx, .. }) = self.home.as_deref_mut() {
            actor.on_error(error, ctx).await;
        }
    }

    /// Notes that a handler panicked, if one ran, or what comes before it: the message is not handled again.
    #[cold]
    pub(super) fn note_panic(&mut self) {
        let in_handler = self.progress.in_handler;
        if in_handler {
            self.progress.finish();
        }
        self.progress.tell(&self.door.counters);
        if in_handler {
            self.door.counters.rare().panicked.add(1);
        }
        if std::mem::take(&mut self.progress.in_batch) {
            self.batch.pop_front().into_iter().for_each(|left| Cell::<A>::clear(left, true));
        }
    }

    /// Whether the loop has something to do before the rest of the batch.
    #[inline]
    fn is_interrupted(&self) -> bool {
        self.door.controls.is_requested()
            || A::MAILBOX.has_high_lane() && self.receiver.high_goes_first(&self.door.mailbox)
    }
}
