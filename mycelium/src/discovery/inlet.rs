//! Frames without an address, for one actor: what a memory link or a relay brings.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::task::{Poll, ready};
use std::time::Instant;

use super::ActorRegistry;
use crate::actor::{ActorRef, SendErrorKind};
use crate::domain_enum::DomainEnum;
use crate::log_limit::LogLimit;
use crate::transport::Inlet;
use crate::wire::{Frame, FrameReader, FrameRules, Tlv, decode_foreign};

/// Cuts a link's bytes into frames, decodes their messages and delivers them to `to`, in order, until the
/// link closes or the actor stops.
///
/// A full mailbox stops the reading, so the link fills, and its senders wait. What cannot be read is counted
/// and logged, and the frames behind it are delivered all the same. When the actor stops, the link is closed, so
/// that its senders learn of it, and what was on the way is counted as refused.
pub(crate) async fn receive<M: DomainEnum>(mut inlet: Inlet, to: ActorRef<M>, registry: Arc<ActorRegistry>) {
    let mut reader = FrameReader::new(FrameRules::default());
    let mut chunk = Vec::new();
    let mut log = LogLimit::default();
    let mut stopped = pin!(to.stopped());
    loop {
        let open = poll_fn(|cx| {
            if let Poll::Ready(open) = inlet.poll_take(cx, &mut chunk) {
                return Poll::Ready(open);
            }
            ready!(stopped.as_mut().poll(cx));
            inlet.close();
            inlet.poll_take(cx, &mut chunk)
        })
        .await;
        if open {
            reader.push(&chunk);
        } else {
            reader.finish();
        }
        while let Some(frame) = reader.next_frame() {
            // However fast frames come, other tasks have their turn.
            tokio::task::coop::consume_budget().await;
            let delivered = match frame {
                Ok(frame) => deliver_all(frame, &to).await,
                Err(error) => Err(Refusal::Unreadable(error.to_string())),
            };
            match delivered {
                Ok(()) => registry.frames_received.add_shared(1),
                Err(Refusal::Stopped) => {
                    // What is on the way already is counted; nothing more gets in.
                    registry.frames_refused.add_shared(1);
                    inlet.close();
                }
                Err(Refusal::Unreadable(error)) => {
                    registry.frames_refused.add_shared(1);
                    if let Some(left_out) = log.admit(Instant::now()) {
                        tracing::warn!(to = %to.id(), left_out, "a frame was refused: {error}");
                    }
                }
            }
        }
        if !open {
            return;
        }
    }
}

/// Why a frame was not delivered.
pub(crate) enum Refusal {
    Unreadable(String),
    Stopped,
}

async fn deliver_all<M: DomainEnum>(frame: Frame<'_>, to: &ActorRef<M>) -> Result<(), Refusal> {
    for tlv in frame.tlvs() {
        deliver(tlv, to).await?;
    }
    Ok(())
}

/// Decodes a message and delivers it, waiting while there is no room.
pub(crate) async fn deliver<M: DomainEnum>(tlv: Tlv<'_>, to: &ActorRef<M>) -> Result<(), Refusal> {
    let message =
        decode_foreign(M::NAME, || M::decode_tlv(tlv)).map_err(|error| Refusal::Unreadable(error.to_string()))?;
    match to.deliver_from_link(message).await {
        Ok(()) => Ok(()),
        Err((_, SendErrorKind::Stopped | SendErrorKind::Disconnected)) => Err(Refusal::Stopped),
        Err((_, kind)) => Err(Refusal::Unreadable(kind.to_string())),
    }
}
