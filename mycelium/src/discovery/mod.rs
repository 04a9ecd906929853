//! Names to actors, and bytes to actors: the registry, and the links between nodes.
//!
//! Layer L3. A name belongs to one living actor of this process, and is free again when it has stopped; actors of
//! other nodes stand beside them. What stopped actors had counted stays in the registry's totals.
//!
//! - `link` calls another node, `serve` is called; `handshake` is what both say first.
//! - `entrance` is where a link's messages reach an actor's mailbox, and its answers the link.
//! - `inlet` delivers frames that carry no address to the one actor that they are for.

mod closing;
mod entrance;
mod handshake;
mod inlet;
mod link;
mod retry;
mod serve;

pub(crate) use closing::{Closer, Closing, First, first};
pub(crate) use handshake::Identity;
pub(crate) use inlet::{Refusal, deliver, receive};
pub(crate) use link::{FLUSH_MAX, Link, LinkTimes};
pub(crate) use retry::Retry;
pub(crate) use serve::serve;

use std::any::Any;
use std::borrow::Borrow;
use std::collections::{HashMap, HashSet};
use std::fmt::{self, Write};
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Weak};

use parking_lot::Mutex;

use self::entrance::Exported;
use self::handshake::{Announcement, announce, withdraw};
use crate::actor::{ActorId, ActorRef, Command, Controlled, Counted, Directory, Found, LocalDoor, RemoteDoor};
use crate::domain_enum::DomainEnum;
use crate::mailbox::DropFeed;
use crate::metrics::{Counter, TransportMetrics};
use crate::numbers::{NumberTwice, Numbers};
use crate::transport::Outlet;

/// The actors of one system, by name.
#[derive(Default)]
pub(crate) struct ActorRegistry {
    known: Mutex<Known>,
    /// Who listens to what its actors drop.
    drops: Arc<DropFeed>,
    pub(crate) frames_received: Counter,
    pub(crate) frames_refused: Counter,
    pub(crate) frames_lost: Counter,
    pub(crate) frames_unsent: Counter,
    pub(crate) frames_unconfirmed: Counter,
    pub(crate) links_lost: Counter,
    /// Answers whose askers had given up.
    pub(crate) answers_late: Counter,
}

#[derive(Default)]
struct Known {
    local: HashSet<LocalHandle>,
    remote: HashMap<ActorId, RemoteEndpoint>,
    /// Named actors of this process by the numbers under which links know them.
    exported: HashMap<u32, Arc<dyn Exported>>,
    /// Served links, which are told of every change.
    links: Vec<Weak<Outlet>>,
    /// Doors that no name leads to: those of single senders.
    doors: Vec<Arc<dyn Counted>>,
    /// What actors that stopped had counted.
    retired: TransportMetrics,
    /// What named actors take.
    numbers: Numbers,
    /// How many names were made up, and the last of them, for its storage.
    named: u64,
    name: String,
    handles: u32,
}

/// An actor of this process by its name.
pub(crate) type Named = (ActorId, Arc<dyn Controlled>);

/// An actor of this process, its messages' type erased. Equal to those of its name, by which the set finds it: each actor
/// has an entry, and the name is in the door already.
struct LocalHandle {
    door: Arc<dyn Controlled>,
    /// By what number links know it; 0 if they do not.
    handle: u32,
}

/// An actor behind a link, its messages' type erased.
struct RemoteEndpoint {
    found: FoundActor,
    door: Arc<dyn Counted>,
}

/// An `ActorRef` and what it takes.
#[derive(Clone)]
pub(crate) struct FoundActor {
    message: &'static str,
    actor: Arc<dyn Any + Send + Sync>,
}

/// The name is taken.
#[derive(Debug)]
pub(crate) struct NameTaken;

/// Why an actor was not entered.
#[derive(Debug)]
pub(crate) enum NotEntered {
    NameTaken,
    NumberTwice(NumberTwice),
}

// === impl ActorRegistry ===

impl ActorRegistry {
    /// An id for an actor without a name: its type's name and a number that was not used before. Somebody may have given
    /// this very name to an actor: then it is taken.
    pub(crate) fn make_up_id(&self, type_name: &str) -> ActorId {
        let mut known = self.known.lock();
        known.named += 1;
        let Known { name, named, .. } = &mut *known;
        name.clear();
        // Writing into a string does not fail.
        let _ = write!(name, "{type_name}-{named}");
        ActorId::new(name.as_str())
    }

    /// Where its actors tell what they drop.
    pub(crate) fn drop_feed(&self) -> Arc<DropFeed> {
        Arc::clone(&self.drops)
    }

    /// Enters an actor of this process. One that `is_named` can be reached over links, so its messages have numbers of
    /// their own.
    pub(crate) fn add_local<M: DomainEnum>(&self, door: &Arc<LocalDoor<M>>, is_named: bool) -> Result<(), NotEntered> {
        let mut known = self.known.lock();
        let handle = if is_named { known.handles + 1 } else { 0 };
        let entry = LocalHandle { door: Arc::clone(door) as Arc<dyn Controlled>, handle };
        if known.has_open_remote(door.id()) || known.local.contains(door.id().as_str()) {
            return Err(NotEntered::NameTaken);
        }
        if is_named {
            let taken = known.numbers.take(door.id().as_str(), <M as DomainEnum>::VARIANTS);
            taken.map_err(NotEntered::NumberTwice)?;
        }
        known.local.insert(entry);
        if is_named {
            known.handles = handle;
            known.exported.insert(handle, Arc::clone(door) as Arc<dyn Exported>);
            if !known.links.is_empty() {
                let announced = door.announced(handle);
                known.tell_links(|sequence, out| announce(sequence, out, &announced));
            }
        }
        Ok(())
    }

    /// Enters an actor behind a link of its own.
    pub(crate) fn add_remote<M: DomainEnum>(&self, id: ActorId, door: &Arc<RemoteDoor<M>>) -> Result<(), NotEntered> {
        let mut known = self.known.lock();
        if known.local.contains(id.as_str()) || known.has_open_remote(&id) {
            return Err(NotEntered::NameTaken);
        }
        let taken = known.numbers.take(id.as_str(), <M as DomainEnum>::VARIANTS);
        drop(known);
        taken.map_err(NotEntered::NumberTwice)?;
        self.add_endpoint(id, door).map_err(|NameTaken| NotEntered::NameTaken)
    }

    /// Enters an actor of another node, which may run in this process, too.
    pub(crate) fn add_endpoint<M: DomainEnum>(&self, id: ActorId, door: &Arc<RemoteDoor<M>>) -> Result<(), NameTaken> {
        let endpoint = RemoteEndpoint {
            found: FoundActor::new(ActorRef::<M>::remote(Arc::clone(door))),
            door: Arc::clone(door) as Arc<dyn Counted>,
        };
        let mut known = self.known.lock();
        if known.has_open_remote(&id) {
            return Err(NameTaken);
        }
        let before = known.remote.insert(id, endpoint);
        if let Some(before) = &before {
            let metrics = before.door.metrics();
            known.retired += metrics;
        }
        drop(known);
        drop(before); // A reference may be the last holder of what a user put into it.
        Ok(())
    }

    /// Counts a door that no name leads to.
    pub(crate) fn count_door(&self, door: Arc<dyn Counted>) {
        self.known.lock().doors.push(door);
    }

    /// Forgets an actor that has stopped, and keeps what it counted.
    pub(crate) fn retire(&self, id: &ActorId) {
        let mut known = self.known.lock();
        let entry = known.local.take(id.as_str());
        let mut export = None;
        if let Some(actor) = &entry {
            let metrics = actor.door.metrics();
            known.retired += metrics;
            export = known.exported.remove(&actor.handle);
            if export.is_some() {
                known.tell_links(|sequence, out| withdraw(sequence, out, actor.handle));
            }
        }
        drop(known);
        drop((entry, export)); // A reference may be the last holder of what a user put into it.
    }

    /// Whom links can reach, and from now on each change to it, into `outlet`.
    pub(crate) fn subscribe(&self, outlet: &Arc<Outlet>) -> Vec<Announcement> {
        let mut known = self.known.lock();
        known.links.retain(|link| link.strong_count() > 0);
        known.links.push(Arc::downgrade(outlet));
        known.exported.iter().map(|(handle, export)| export.announced(*handle)).collect()
    }

    /// The actor that links know by this number.
    fn exported(&self, handle: u32) -> Option<Arc<dyn Exported>> {
        self.known.lock().exported.get(&handle).cloned()
    }

    /// The sum over all actors, those that stopped included.
    pub(crate) fn metrics(&self) -> TransportMetrics {
        let known = self.known.lock();
        let mut sum = known.retired;
        known.local.iter().for_each(|actor| sum += actor.door.metrics());
        known.remote.values().for_each(|actor| sum += actor.door.metrics());
        known.doors.iter().for_each(|door| sum += door.metrics());
        sum.frames_received += self.frames_received.get();
        sum.frames_refused += self.frames_refused.get();
        sum.frames_lost += self.frames_lost.get();
        sum.frames_unsent += self.frames_unsent.get();
        sum.frames_unconfirmed += self.frames_unconfirmed.get();
        sum.links_lost += self.links_lost.get();
        sum.answers_late += self.answers_late.get();
        sum
    }

    /// Asks every actor of this process for something.
    pub(crate) fn request_all(&self, command: Command) -> Vec<Arc<dyn Controlled>> {
        let actors: Vec<_> = self.known.lock().local.iter().map(|actor| Arc::clone(&actor.door)).collect();
        actors.iter().for_each(|actor| actor.request(command));
        actors
    }

    /// Up to `limit` actors of this process, and how many there are.
    pub(crate) fn actors(&self, limit: usize) -> (Vec<Named>, usize) {
        let known = self.known.lock();
        let actors = known.local.iter().take(limit).map(|actor| (actor.door.id().clone(), Arc::clone(&actor.door)));
        (actors.collect(), known.local.len())
    }

    /// How an actor of this process is controlled.
    pub(crate) fn control(&self, name: &str) -> Option<Arc<dyn Controlled>> {
        self.known.lock().local.get(name).map(|actor| Arc::clone(&actor.door))
    }

    /// The actor of this process with this name.
    pub(crate) fn find_local(&self, name: &str) -> Option<Found> {
        self.known.lock().local.get(name).map(LocalHandle::as_found)
    }

    /// The actor of another node with this name.
    pub(crate) fn find_remote(&self, name: &str) -> Option<Found> {
        self.known.lock().remote.get(name).map(|actor| actor.found.as_found())
    }
}

impl Directory for ActorRegistry {
    fn find(&self, name: &str) -> Option<Found> {
        self.find_local(name).or_else(|| self.find_remote(name))
    }
}

impl fmt::Debug for ActorRegistry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = self.known.lock();
        f.debug_set().entries(known.local.iter().map(|actor| actor.door.id())).entries(known.remote.keys()).finish()
    }
}

// === impl Known ===

impl Known {
    fn has_open_remote(&self, id: &ActorId) -> bool {
        self.remote.get(id).is_some_and(|remote| !remote.door.is_closed())
    }

    /// Puts a frame into every served link.
    fn tell_links(&self, write: impl Fn(u64, &mut Vec<u8>) -> Result<(), crate::wire::WireError>) {
        for link in self.links.iter().filter_map(Weak::upgrade) {
            if link.is_over_limit() {
                // Its other end does not read. When it calls again, it is told everything anew.
                link.close();
            }
            // A link that ends right now needs to know nothing.
            drop(link.push_beyond_limit(&write));
        }
    }
}

// === impl LocalHandle ===

impl LocalHandle {
    fn as_found(&self) -> Found {
        Found { message: self.door.message(), actor: Arc::clone(&self.door) as Arc<dyn Any + Send + Sync> }
    }
}

impl Borrow<str> for LocalHandle {
    fn borrow(&self) -> &str {
        self.door.id().as_str()
    }
}

impl Hash for LocalHandle {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.door.id().as_str().hash(state);
    }
}

impl PartialEq for LocalHandle {
    fn eq(&self, other: &Self) -> bool {
        self.door.id() == other.door.id()
    }
}

impl Eq for LocalHandle {}

// === impl FoundActor ===

impl FoundActor {
    pub(crate) fn new<M: DomainEnum>(actor: ActorRef<M>) -> Self {
        Self { message: M::NAME, actor: Arc::new(actor) }
    }

    pub(crate) fn of(found: &Found) -> Self {
        Self { message: found.message, actor: Arc::clone(&found.actor) }
    }

    pub(crate) fn as_found(&self) -> Found {
        Found { message: self.message, actor: Arc::clone(&self.actor) }
    }
}
