//! A batch of messages into the handlers of one instance.
//!
//! Messages of sync handlers are handled in [`serve_now`], a plain function; only what waits is awaited.
//!
//! Counting: a message is `handled` when its handler returned or panicked, and `dropped` when the loop ended
//! without handling it.

use std::future::Future;

use super::{Actor, Instance, Runner};
use crate::error::{Error, Result};

/// How far the loop has come, known outside of the handlers because they may panic.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    /// Messages since other tasks had a turn.
    pub(super) since_yield: u32,
    /// Whether a message was taken and its handler has not returned.
    pub(super) in_handler: bool,
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
        let mut next = runner.batch.pop_front();
        let (Some(envelope), Some(instance)) = (&next, runner.home.as_deref_mut()) else { return Served::All };
        if A::MAILBOX.has_high_lane() {
            runner.receiver.took();
        }
        runner.progress.since_yield += 1;
        runner.progress.in_handler = true;
        envelope.reply.begin();
        let (avoided_bytes, is_unanswered) = runner.door.account_of(envelope);
        runner.door.counters.avoided_bytes.add(avoided_bytes);
        if is_unanswered {
            runner.door.counters.rare().answers_dropped.add(1);
        }
        match (instance.actor.receive_now(&mut next, &mut instance.ctx), next) {
            (None, Some(envelope)) => {
                runner.batch.push_front(envelope);
                return Served::UpToOneThatWaits;
            }
            (outcome, _) => {
                runner.finish();
                if let Some(Err(error)) = outcome {
                    runner.door.counters.rare().failed.add(1);
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
    loop {
        let Some(handler) = begin_next(runner) else { return };
        let outcome = handler.await;
        runner.finish();
        if let Err(error) = outcome {
            runner.door.counters.rare().failed.add(1);
            runner.complain(error).await;
        }
        if runner.is_interrupted() {
            return;
        }
        match serve_now(runner) {
            Served::UpToOneThatWaits => {}
            Served::All => return,
            Served::Failed(error) => return runner.complain(error).await,
        }
    }
}

/// Begins to handle the next message, which was accounted for. Not in `serve` itself, whose future would hold the
/// message a second time.
fn begin_next<A: Actor>(runner: &mut Runner<A>) -> Option<impl Future<Output = Result<()>> + Send + '_> {
    let Instance { actor, ctx, .. } = runner.home.as_deref_mut()?;
    Some(actor.receive(runner.batch.pop_front()?, ctx))
}

// === impl Runner ===

impl<A: Actor> Runner<A> {
    /// The handler returned.
    #[inline]
    fn finish(&mut self) {
        self.door.counters.handled.add(1);
        self.progress.in_handler = false;
    }

    /// Tells the actor of a handler's error.
    async fn complain(&mut self, error: Error) {
        if let Some(Instance { actor, ctx, .. }) = self.home.as_deref_mut() {
            actor.on_error(error, ctx).await;
        }
    }

    /// Whether the loop has something to do before the rest of the batch.
    #[inline]
    fn is_interrupted(&self) -> bool {
        self.door.controls.is_requested() || A::MAILBOX.has_high_lane() && self.receiver.high_goes_first()
    }
}
