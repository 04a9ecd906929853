//! Names to actors, and bytes to actors: the registry, and the door where a link's frames come in.
//!
//! Layer L3. A name belongs to one living actor, local or remote, and is free again when it has stopped. What
//! stopped actors had counted stays in the registry's totals.

use std::any::Any;
use std::collections::HashMap;
use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Poll, ready};
use std::time::Instant;

use crate::actor::{
    ActorId, ActorRef, Command, Controlled, Directory, Found, LocalDoor, LogLimit, RemoteDoor, SendErrorKind,
};
use crate::domain_enum::DomainEnum;
use crate::metrics::{Counter, TransportMetrics};
use crate::sync::lock;
use crate::transport::Inlet;
use crate::wire::{Frame, FrameReader, FrameRules, Tlv};

/// The actors of one system, by name.
#[derive(Default)]
pub(crate) struct ActorRegistry {
    known: Mutex<Known>,
    frames_received: Counter,
    frames_refused: Counter,
}

#[derive(Default)]
struct Known {
    actors: HashMap<ActorId, Entry>,
    /// What actors that stopped had counted.
    retired: TransportMetrics,
    named: u64,
}

/// How the registry knows an actor.
enum Entry {
    Local(LocalHandle),
    Remote(RemoteEndpoint),
}

/// An actor of this process, its messages' type erased.
pub(crate) struct LocalHandle {
    found: FoundActor,
    control: Arc<dyn Controlled>,
}

/// An actor behind a link, its messages' type erased.
pub(crate) struct RemoteEndpoint {
    found: FoundActor,
    door: Arc<RemoteDoor>,
}

/// An `ActorRef` and what it takes.
#[derive(Clone)]
struct FoundActor {
    message: &'static str,
    actor: Arc<dyn Any + Send + Sync>,
}

/// The name is taken.
#[derive(Debug)]
pub(crate) struct NameTaken;

// === impl ActorRegistry ===

impl ActorRegistry {
    /// An id for an actor without a name: its type's name and a number that was not used before.
    pub(crate) fn make_up_id(&self, type_name: &str) -> ActorId {
        let mut known = lock(&self.known);
        loop {
            known.named += 1;
            let id = ActorId::new(format!("{type_name}-{}", known.named));
            if !known.actors.contains_key(&id) {
                return id;
            }
        }
    }

    pub(crate) fn add_local<M: DomainEnum>(&self, door: &Arc<LocalDoor<M>>) -> Result<(), NameTaken> {
        let found = FoundActor::new(ActorRef::local(Arc::clone(door)));
        let control = Arc::clone(door) as Arc<dyn Controlled>;
        self.add(door.id.clone(), Entry::Local(LocalHandle { found, control }))
    }

    pub(crate) fn add_remote<M: DomainEnum>(&self, id: ActorId, door: &Arc<RemoteDoor>) -> Result<(), NameTaken> {
        let found = FoundActor::new(ActorRef::<M>::remote(Arc::clone(door)));
        self.add(id, Entry::Remote(RemoteEndpoint { found, door: Arc::clone(door) }))
    }

    fn add(&self, id: ActorId, entry: Entry) -> Result<(), NameTaken> {
        let mut known = lock(&self.known);
        match known.actors.get(&id) {
            Some(Entry::Remote(before)) if before.door.is_closed() => {
                let metrics = before.door.metrics();
                known.retired += metrics;
            }
            Some(_) => return Err(NameTaken),
            None => {}
        }
        let before = known.actors.insert(id, entry);
        drop(known);
        drop(before); // A reference may be the last holder of what a user put into it.
        Ok(())
    }

    /// Forgets an actor that has stopped, and keeps what it counted.
    pub(crate) fn retire(&self, id: &ActorId) {
        let mut known = lock(&self.known);
        let entry = known.actors.remove(id);
        if let Some(Entry::Local(actor)) = &entry {
            known.retired += actor.control.metrics();
        }
        drop(known);
        drop(entry); // A reference may be the last holder of what a user put into it.
    }

    /// The sum over all actors, those that stopped included.
    pub(crate) fn metrics(&self) -> TransportMetrics {
        let known = lock(&self.known);
        let mut sum = known.retired;
        for entry in known.actors.values() {
            sum += match entry {
                Entry::Local(actor) => actor.control.metrics(),
                Entry::Remote(actor) => actor.door.metrics(),
            };
        }
        sum.frames_received += self.frames_received.get();
        sum.frames_refused += self.frames_refused.get();
        sum
    }

    /// Asks every actor of this process for something.
    pub(crate) fn request_all(&self, command: Command) -> Vec<Arc<dyn Controlled>> {
        let known = lock(&self.known);
        let actors = known.actors.values().filter_map(|entry| match entry {
            Entry::Local(actor) => Some(Arc::clone(&actor.control)),
            Entry::Remote(_) => None,
        });
        let actors: Vec<_> = actors.collect();
        drop(known);
        actors.iter().for_each(|actor| actor.request(command));
        actors
    }
}

impl Directory for ActorRegistry {
    fn find(&self, name: &str) -> Option<Found> {
        let known = lock(&self.known);
        let found = match known.actors.get(name)? {
            Entry::Local(actor) => actor.found.clone(),
            Entry::Remote(actor) => actor.found.clone(),
        };
        Some(Found { message: found.message, actor: found.actor })
    }
}

impl fmt::Debug for ActorRegistry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(lock(&self.known).actors.keys()).finish()
    }
}

// === impl FoundActor ===

impl FoundActor {
    fn new<M: DomainEnum>(actor: ActorRef<M>) -> Self {
        Self { message: M::NAME, actor: Arc::new(actor) }
    }
}

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
                Ok(frame) => deliver(frame, &to).await,
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
enum Refusal {
    Unreadable(String),
    Stopped,
}

async fn deliver<M: DomainEnum>(frame: Frame<'_>, to: &ActorRef<M>) -> Result<(), Refusal> {
    for tlv in frame.tlvs() {
        deliver_one(tlv, to).await?;
    }
    Ok(())
}

async fn deliver_one<M: DomainEnum>(tlv: Tlv<'_>, to: &ActorRef<M>) -> Result<(), Refusal> {
    let message = M::decode_tlv(tlv).map_err(|error| Refusal::Unreadable(error.to_string()))?;
    match to.deliver_from_link(message).await {
        Ok(()) => Ok(()),
        Err((_, SendErrorKind::Stopped | SendErrorKind::Disconnected)) => Err(Refusal::Stopped),
        Err((_, kind)) => Err(Refusal::Unreadable(kind.to_string())),
    }
}
