//! Roads as one sender sees them: which door leads to each name.
//!
//! Every actor that a topology starts has a seat of its own, because edges belong to senders; so has each process, for
//! what it sends outside of its actors. A road that leads out of the process is opened when somebody first looks for
//! its other end.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

use tokio::runtime::Handle as Runtime;

use crate::actor::{ActorRef, Directory, Found, Handle, LookupError, find};
use crate::discovery::{ActorRegistry, Closer, FoundActor, Link};
use crate::domain_enum::DomainEnum;
use crate::relay::Publisher;

/// A sender of this process, by whose roads names are looked up: made by [`ActorSystem::at`](crate::ActorSystem::at).
#[derive(Clone)]
pub struct Seat(pub(super) Arc<Roads>);

/// The roads of one sender.
pub(super) struct Roads {
    pub(super) registry: Arc<ActorRegistry>,
    pub(super) runtime: Runtime,
    pub(super) closer: Arc<Closer>,
    /// Whom the registry alone does not lead to.
    pub(super) routes: OnceLock<HashMap<String, Routed>>,
}

/// A road, and what has to run for it.
#[derive(Clone)]
pub(super) struct Routed {
    pub(super) found: FoundActor,
    pub(super) needs: Vec<Carrier>,
}

/// What carries frames out of the process. It runs from when it is first needed.
#[derive(Clone)]
pub(super) enum Carrier {
    Link(Arc<Link>),
    Publisher(Arc<Publisher>),
}

// === impl Seat ===

impl Seat {
    /// The actor with this name, over this sender's road to it.
    ///
    /// # Errors
    ///
    /// [`LookupError`] when nobody has the name, or its actor takes other messages than `M`.
    pub fn actor<M: DomainEnum>(&self, name: &str) -> Result<ActorRef<M>, LookupError> {
        find(&*self.0, name)
    }

    /// The actor with this name, as its typed handle.
    ///
    /// # Errors
    ///
    /// As [`actor`](Self::actor).
    pub fn handle<H: Handle>(&self, name: &str) -> Result<H, LookupError> {
        self.actor(name).map(H::from_ref)
    }
}

impl fmt::Debug for Seat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.routes.get().into_iter().flat_map(HashMap::keys)).finish()
    }
}

// === impl Roads ===

impl Directory for Roads {
    fn find(&self, name: &str) -> Option<Found> {
        let Some(routed) = self.routes.get().and_then(|routes| routes.get(name)) else {
            return self.registry.find(name);
        };
        routed.needs.iter().for_each(|carrier| carrier.start(&self.runtime, &self.closer));
        Some(routed.found.as_found())
    }
}

// === impl Carrier ===

impl Carrier {
    /// Whether it is connected.
    pub(super) fn is_open(&self) -> bool {
        match self {
            Self::Link(link) => link.is_open(),
            Self::Publisher(relay) => relay.is_open(),
        }
    }

    /// How many frames it has thrown away since the start.
    pub(super) fn frames_unsent(&self) -> u64 {
        match self {
            Self::Link(link) => link.load().frames_unsent,
            Self::Publisher(relay) => relay.load().frames_unsent,
        }
    }

    /// Runs it, unless it runs.
    pub(super) fn start(&self, runtime: &Runtime, closer: &Closer) {
        match self {
            Self::Link(link) => {
                link.claim().into_iter().for_each(|life| drop(runtime.spawn(life.run(closer.closing()))));
            }
            Self::Publisher(relay) => {
                relay.claim().into_iter().for_each(|life| drop(runtime.spawn(life.run(closer.closing()))));
            }
        }
    }
}
