//! Messages into the handlers of one instance, as many as the loop took out at a time.
//!
//! Messages of sync handlers are handled in [`serve_now`], a plain function; only what waits is awaited.
//!
//! Counting: a message is `handled` when its handler returned or panicked, and `dropped` when the loop ended
//! without handling it. The loop counts for itself, and [tells](Progress::tell) the actor's counters before it waits for
//! anything: they stand beside what senders read, and each write would cost those a cache miss.

use std::future::{Future, poll_fn};
use std::pin::pin;

use super::turn::Turn;
use super::{Actor, Envelope, Runner};
use crate::error::Error;
use crate::metrics::ActorCounters;

/// How far the loop has come, known outside of the handlers because they may panic.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    pub(super) turn: Turn,
    /// Whether the loop waits for a handler, or one panicked and nobody has noted that yet.
    pub(super) in_handler: bool,
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

/// Handles `next`, and the batch behind it, as long as no handler waits or fails, and the loop has nothing else to do. A message
/// whose handler waits, or which was not handed over when something panicked, is left in `next`.
#[inline]
pub(super) fn serve_now<A: Actor>(runner: &mut Runner<A>, next: &mut Option<Envelope<A::Message>>) -> Served {
    loop {
        if next.is_none() {
            *next = runner.batch.pop_front();
        }
        let (Some(envelope), Some(instance)) = (&*next, runner.home.as_deref_mut()) else { return Served::All };
        if A::MAILBOX.has_high_lane() {
            runner.receiver.took();
        }
        runner.progress.turn.count();
        envelope.reply.begin();
        let (avoided_bytes, is_unanswered) = runner.door.account_of(envelope);
        runner.progress.avoided_bytes += avoided_bytes;
        if is_unanswered {
            runner.door.counters.rare().answers_dropped.add(1);
        }
        if !A::may_receive_now(&envelope.message) {
            return Served::UpToOneThatWaits;
        }
        let outcome = instance.actor.receive_now(next, &mut instance.ctx);
        if outcome.is_none() && next.is_some() {
            return Served::UpToOneThatWaits;
        }
        *next = None;
        runner.progress.handled += 1;
        if let Some(Err(error)) = outcome {
            runner.progress.failed(&runner.door.counters);
            return Served::Failed(error);
        }
        if runner.is_interrupted() {
            return Served::All;
        }
    }
}

/// Handles the first message of the batch, whose handler waits, and which was begun with. Returns the handler's error.
pub(super) async fn serve<A: Actor>(runner: &mut Runner<A>) -> Result<(), Error> {
    let Runner { home: Some(instance), batch, progress, door, receiver, .. } = runner else { return Ok(()) };
    let Some(envelope) = batch.pop_front() else { return Ok(()) };
    progress.in_handler = true;
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
    progress.in_handler = false;
    progress.handled += 1;
    match &outcome {
        Ok(()) => progress.tell(&door.counters),
        Err(_) => progress.failed(&door.counters),
    }
    outcome
}

// === impl Progress ===

impl Progress {
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
    /// Notes that a handler panicked, if one ran, or what comes before it: the message is not handled again.
    #[cold]
    pub(super) fn note_panic(&mut self) {
        let in_handler = std::mem::take(&mut self.progress.in_handler);
        self.progress.handled += u32::from(in_handler);
        self.progress.tell(&self.door.counters);
        if in_handler {
            self.door.counters.rare().panicked.add(1);
        }
    }

    /// Whether the loop has something to do before the rest of the batch.
    #[inline]
    fn is_interrupted(&self) -> bool {
        self.door.controls.is_requested()
            || A::MAILBOX.has_high_lane() && self.receiver.high_goes_first(&self.door.mailbox)
    }
}
