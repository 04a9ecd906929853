//! A link as its called end sees it: messages for this process's actors, and the answers that go back.
//!
//! A frame's address says which actor it is for; its entrance decodes and delivers, in order. While an actor's
//! mailbox is full, or too many asks wait for answers, the link is not read: its senders wait, those who send to other
//! actors over the same link included. What cannot be read is counted and logged, and what comes behind it is
//! delivered.

use std::collections::HashMap;
use std::future::poll_fn;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Instant;

use tokio::net::UnixStream;
use tokio::time::timeout;

use super::ActorRegistry;
use super::closing::{Closing, First, first};
use super::entrance::{Entrance, ReturnRoad};
use super::handshake::{Greeted, Identity, LinkError, hello, listen};
use super::link::{FLUSH_MAX, LinkTimes};
use crate::actor::SendErrorKind;
use crate::log_limit::LogLimit;
use crate::mailbox::NoAnswer;
use crate::transport::{Outlet, read_some, write_all};
use crate::wire::{Address, Frame, FrameReader, NOBODY, WireError};

/// Serves one connection, from its handshake to its end.
pub(crate) async fn serve(
    socket: UnixStream,
    me: Arc<Identity>,
    registry: Arc<ActorRegistry>,
    buffer_bytes: usize,
    times: LinkTimes,
    mut closing: Closing,
) {
    let outlet = Arc::new(Outlet::opening(buffer_bytes));
    let _end = CloseAtEnd(Arc::clone(&outlet));
    let welcome = async {
        let greeted = listen(socket, &me).await?;
        // What changes from here on waits in the outlet, behind the hello.
        let actors = registry.subscribe(&outlet);
        let words =
            hello(&me, &greeted.hello.node, &actors).map_err(|error| LinkError::NoHandshake(error.to_string()))?;
        write_all(&greeted.socket, &words).await?;
        Ok::<_, LinkError>(greeted)
    };
    let greeted = match first(closing.wait(), timeout(times.handshake, welcome)).await {
        First::Left(()) => return,
        First::Right(Ok(Ok(greeted))) => greeted,
        First::Right(Ok(Err(error))) => {
            tracing::warn!(node = me.node, "a caller was turned away: {error}");
            return;
        }
        First::Right(Err(_)) => {
            tracing::warn!(node = me.node, "a caller was turned away: {}", LinkError::Silent(times.handshake));
            return;
        }
    };
    let Greeted { socket, frames, hello, .. } = greeted;
    tracing::info!(node = me.node, from = hello.node, incarnation = hello.incarnation, "a link came up");
    outlet.open(&socket);
    let mut writing = pin!(outlet.write_to(&socket));
    let reading = Reading {
        from: &hello.node,
        registry: &registry,
        road: ReturnRoad::new(Arc::clone(&outlet)),
        entrances: HashMap::new(),
        log: LogLimit::default(),
    };
    let mut reading = pin!(reading.read(&socket, frames));
    match first(closing.wait(), first(reading.as_mut(), writing.as_mut())).await {
        First::Left(()) => {
            outlet.close();
            drop(timeout(FLUSH_MAX, writing).await);
        }
        // A caller that reads no answers any more may still have sent messages: reading goes on to the end.
        First::Right(First::Right(Err(_))) => drop(first(closing.wait(), reading).await),
        First::Right(_) => {}
    }
    tracing::info!(node = me.node, from = hello.node, "a link ended");
}

/// Ends a served link however its task ends: answers that are still to come keep its outlet, and must not keep its socket.
struct CloseAtEnd(Arc<Outlet>);

impl Drop for CloseAtEnd {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// The reading half of a served link.
struct Reading<'a> {
    /// The caller's node.
    from: &'a str,
    registry: &'a ActorRegistry,
    road: Arc<ReturnRoad>,
    /// Ways in, by the handles under which actors were announced.
    entrances: HashMap<u32, Box<dyn Entrance>>,
    log: LogLimit,
}

/// Why a message was not delivered.
#[derive(Debug, thiserror::Error)]
enum Refusal {
    #[error("{0}")]
    Unreadable(#[from] WireError),
    #[error("no actor has handle {0}, or not any more")]
    NoActor(u32),
    #[error("{0}")]
    Undelivered(#[from] SendErrorKind),
}

// === impl Reading ===

impl Reading<'_> {
    async fn read(mut self, socket: &UnixStream, mut frames: FrameReader) -> io::Result<()> {
        let mut chunk = Vec::new();
        loop {
            while let Some(frame) = frames.next_frame() {
                // However fast frames come, other tasks have their turn.
                tokio::task::coop::consume_budget().await;
                let delivered = match frame {
                    Ok(frame) => self.deliver(&frame).await,
                    Err(error) => Err(Refusal::Unreadable(error)),
                };
                match delivered {
                    Ok(messages) => self.registry.frames_received.add_shared(messages),
                    Err(refusal) => {
                        self.registry.frames_refused.add_shared(1);
                        if let Some(left_out) = self.log.admit(Instant::now()) {
                            tracing::warn!(from = self.from, left_out, "a frame was refused: {refusal}");
                        }
                    }
                }
            }
            if !read_some(socket, &mut chunk).await? {
                return Ok(());
            }
            frames.push(&chunk);
        }
    }

    /// Delivers a frame; returns how many messages that were.
    async fn deliver(&mut self, frame: &Frame<'_>) -> Result<u64, Refusal> {
        let mut tlvs = frame.tlvs();
        let (target, ask) = match Address::read(tlvs.next().ok_or_else(WireError::missing_tlv)?)? {
            Address::Tell { target } => (target, None),
            Address::Ask { target, ask } => (target, Some(ask)),
            Address::Reply { .. } => return Err(WireError::UnknownNumber { found: 251, set: "messages" }.into()),
        };
        if ask.is_some() {
            self.road.ready().await;
        }
        if target == NOBODY && ask.is_some() {
            // All before it is in the mailboxes.
            self.refuse(ask, NoAnswer::Discarded);
            return Ok(0);
        }
        let Some(entrance) = self.entrance(target) else {
            self.refuse(ask, NoAnswer::Stopped);
            return Err(Refusal::NoActor(target));
        };
        let begun = match tlvs.next() {
            Some(message) => entrance.begin(message, ask),
            None => Err(WireError::missing_tlv()),
        };
        if let Err(error) = begun {
            self.refuse(ask, NoAnswer::Unreadable);
            return Err(error.into());
        }
        let delivered = poll_fn(|cx| entrance.poll_deliver(cx)).await;
        if delivered.is_err() {
            self.entrances.remove(&target);
        }
        delivered?;
        Ok(1)
    }

    fn entrance(&mut self, target: u32) -> Option<&mut Box<dyn Entrance>> {
        if !self.entrances.contains_key(&target) {
            let entrance = self.registry.exported(target)?.entrance(&self.road);
            // Actors that have stopped are let go of as others come.
            self.entrances.retain(|known, _| self.registry.exported(*known).is_some());
            self.entrances.insert(target, entrance);
        }
        self.entrances.get_mut(&target)
    }

    fn refuse(&self, ask: Option<u64>, why: NoAnswer) {
        if let Some(ask) = ask {
            self.road.refuse(ask, why);
        }
    }
}
