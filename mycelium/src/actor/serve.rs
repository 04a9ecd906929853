//! A batch of messages into the handlers of one instance.
//!
//! Messages of sync handlers are handled in [`serve_now`], a plain function; only what waits is awaited.
//!
//! Counting: a message is `handled` when its handler returned or panicked, and `dropped` when the loop ended
//! without handling it.

use std::collections::VecDeque;

use super::{Actor, Envelope, Instance, LocalDoor};
use crate::domain_enum::DomainEnum;
use crate::error::Error;
use crate::mailbox::Receiver;

/// How far the loop has come, known outside of the handlers because they may panic.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    /// Messages since other tasks had a turn.
    pub(super) since_yield: u32,
    /// Whether a message was taken and its handler has not returned.
    pub(super) in_handler: bool,
}

// === impl Progress ===

impl Progress {
    /// The handler returned.
    #[inline]
    fn finish<M: DomainEnum>(&mut self, door: &LocalDoor<M>) {
        door.counters.handled.add(1);
        self.in_handler = false;
    }
}

/// Handles the batch, until it is empty or something is requested.
pub(super) async fn serve<A: Actor>(
    instance: &mut Instance<A>,
    door: &LocalDoor<A::Message>,
    receiver: &mut Receiver<Envelope<A::Message>>,
    batch: &mut VecDeque<Envelope<A::Message>>,
    progress: &mut Progress,
) {
    loop {
        let error = match serve_now(instance, door, receiver, batch, progress) {
            Served::All => return,
            Served::Failed(error) => error,
            Served::UpTo(envelope) => match instance.actor.receive(envelope, &mut instance.ctx).await {
                Ok(()) => {
                    progress.finish(door);
                    if is_interrupted::<A>(door, receiver) {
                        return;
                    }
                    continue;
                }
                Err(error) => {
                    progress.finish(door);
                    error
                }
            },
        };
        door.counters.failed.add(1);
        instance.actor.on_error(error, &mut instance.ctx).await;
        if is_interrupted::<A>(door, receiver) {
            return;
        }
    }
}

/// Whether the loop has something to do before the rest of the batch.
#[inline]
fn is_interrupted<A: Actor>(door: &LocalDoor<A::Message>, receiver: &Receiver<Envelope<A::Message>>) -> bool {
    door.controls.is_requested() || A::MAILBOX.has_high_lane() && receiver.high_goes_first()
}

/// How far [`serve_now`] came.
enum Served<M: DomainEnum> {
    /// All, or something is requested.
    All,
    /// A handler returned this.
    Failed(Error),
    /// This one's handler waits.
    UpTo(Envelope<M>),
}

/// Handles the batch as long as no handler waits or fails, and nothing is requested.
#[inline]
fn serve_now<A: Actor>(
    instance: &mut Instance<A>,
    door: &LocalDoor<A::Message>,
    receiver: &mut Receiver<Envelope<A::Message>>,
    batch: &mut VecDeque<Envelope<A::Message>>,
    progress: &mut Progress,
) -> Served<A::Message> {
    loop {
        let mut next = batch.pop_front();
        let Some(envelope) = &next else { break };
        if A::MAILBOX.has_high_lane() {
            receiver.took();
        }
        progress.since_yield += 1;
        progress.in_handler = true;
        let (avoided_bytes, is_unanswered) = door.account_of(envelope);
        door.counters.avoided_bytes.add(avoided_bytes);
        door.counters.answers_dropped.add(u64::from(is_unanswered));
        match (instance.actor.receive_now(&mut next, &mut instance.ctx), next) {
            (None, Some(envelope)) => return Served::UpTo(envelope),
            (outcome, _) => {
                progress.finish(door);
                if let Some(Err(error)) = outcome {
                    return Served::Failed(error);
                }
            }
        }
        if is_interrupted::<A>(door, receiver) {
            break;
        }
    }
    Served::All
}
