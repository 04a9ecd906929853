//! One message for several actors: what stands behind an edge with a list of receivers.
//!
//! A small actor of its own between sender and receivers: the sender's send is accepted by its mailbox, and it hands the
//! message to each receiver in the order of the edge, waiting for room at each. A receiver that has stopped, or whose
//! process is gone, does not keep the others from getting the message; the message counts as failed, and the log says so
//! once a second.
//!
//! What is carried in an `Arc` is shared, what is `Clone` is cloned, and anything else is encoded and decoded; only a
//! `local` message that is none of the first two reaches nobody, and counts as failed.

use crate::actor::{Actor, ActorRef, Context, Envelope};
use crate::domain_enum::DomainEnum;
use crate::error::{Error, Result};

/// See the module.
pub(super) struct FanOut<M: DomainEnum> {
    receivers: Vec<ActorRef<M>>,
}

/// Another value of a message: shared, cloned, or made from its bytes.
pub(super) fn copy<M: DomainEnum>(message: &M) -> Result<M> {
    match message.share() {
        Some(copy) => Ok(copy),
        None => Ok(M::from_tlv(&message.to_tlv()?)?),
    }
}

// === impl FanOut ===

impl<M: DomainEnum> FanOut<M> {
    pub(super) fn new(receivers: Vec<ActorRef<M>>) -> Self {
        Self { receivers }
    }
}

impl<M: DomainEnum> Actor for FanOut<M> {
    type Message = M;
    type Handle = ActorRef<M>;

    async fn receive(&mut self, envelope: Envelope<M>, _ctx: &mut Context<Self>) -> Result<()> {
        // Nobody answers for several: an asker is told when the slot is dropped.
        let Envelope { message, .. } = envelope;
        let Some((last, others)) = self.receivers.split_last() else { return Ok(()) };
        let mut refused = None;
        for receiver in others {
            if let Err((_, kind)) = receiver.deliver(copy(&message)?).await {
                refused = Some((receiver.id(), kind));
            }
        }
        if let Err((_, kind)) = last.deliver(message).await {
            refused = Some((last.id(), kind));
        }
        // All others have it; this one counts as failed.
        if let Some((receiver, kind)) = refused {
            return Err(Error::msg(format_args!("{receiver} did not get a message: {kind}")));
        }
        Ok(())
    }
}
