//! What an actor can do while it runs: find others by name, know itself, end itself.

use std::any::Any;
use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use super::door::Controlled;
use super::{Actor, ActorId, ActorRef, Command, Handle, LocalDoor};
use crate::domain_enum::DomainEnum;
use crate::error::Error;
use crate::message::Message;

/// An actor's surroundings, handed to its handlers and hooks.
pub struct Context<A: Actor> {
    door: Arc<LocalDoor<A::Message>>,
    directory: Arc<dyn Directory>,
}

/// Names to references. The system hands one to each actor.
pub(crate) trait Directory: Send + Sync {
    /// The actor with this name, or `None`.
    fn find(&self, name: &str) -> Option<Found>;
}

/// An actor that a [`Directory`] found.
pub(crate) struct Found {
    /// The name of the domain enum that it takes.
    pub(crate) message: &'static str,
    /// Its `LocalDoor`, or an `ActorRef` over another road: the one value in this crate that is downcast, once per lookup.
    pub(crate) actor: Arc<dyn Any + Send + Sync>,
}

/// Why no reference was found for a name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LookupError {
    /// Nobody has this name, or not any more.
    #[error("no actor has the name `{name}`")]
    Unknown {
        /// The name that was asked for.
        name: String,
    },
    /// The actor takes other messages.
    #[error("actor `{name}` takes `{found}`, not `{wanted}`")]
    WrongMessageType {
        /// The name that was asked for.
        name: String,
        /// The domain enum that the actor takes.
        found: &'static str,
        /// The domain enum that was asked for.
        wanted: &'static str,
    },
}

impl Found {
    /// The actor, if it takes `M`.
    pub(crate) fn actor<M: DomainEnum>(&self) -> Option<ActorRef<M>> {
        match Arc::clone(&self.actor).downcast::<LocalDoor<M>>() {
            Ok(door) => Some(ActorRef::local(door)),
            Err(other) => other.downcast_ref::<ActorRef<M>>().cloned(),
        }
    }
}

/// Finds an actor and checks what it takes.
pub(crate) fn find<M: DomainEnum>(directory: &dyn Directory, name: &str) -> Result<ActorRef<M>, LookupError> {
    let found = directory.find(name).ok_or_else(|| LookupError::Unknown { name: name.to_owned() })?;
    found.actor().ok_or_else(|| LookupError::WrongMessageType {
        name: name.to_owned(),
        found: found.message,
        wanted: <M as Message>::NAME,
    })
}

// === impl Context ===

impl<A: Actor> Context<A> {
    pub(crate) fn new(door: Arc<LocalDoor<A::Message>>, directory: Arc<dyn Directory>) -> Self {
        Self { door, directory }
    }

    /// This actor's own reference.
    #[must_use]
    pub fn myself(&self) -> ActorRef<A::Message> {
        ActorRef::local(Arc::clone(&self.door))
    }

    /// This actor's identity.
    #[must_use]
    pub fn id(&self) -> &ActorId {
        self.door.id()
    }

    /// The actor with this name, wherever it lives.
    ///
    /// # Errors
    ///
    /// [`LookupError`] when nobody has the name, or its actor takes other messages than `M`.
    pub fn actor<M: DomainEnum>(&self, name: &str) -> Result<ActorRef<M>, LookupError> {
        find(&*self.directory, name)
    }

    /// The actor with this name, as its typed handle.
    ///
    /// # Errors
    ///
    /// As [`actor`](Self::actor).
    pub fn handle<H: Handle>(&self, name: &str) -> Result<H, LookupError> {
        self.actor(name).map(H::from_ref)
    }

    /// Stops this actor after the handler that calls it: waiting messages are dropped and counted.
    pub fn stop(&self) {
        self.door.request(Command::Stop);
    }

    /// Logs a handler's error, at most once a second; what the default `on_error` does.
    pub fn log_error(&mut self, error: &Error) {
        if let Some(left_out) = self.door.counters.rare().log.lock().admit(Instant::now()) {
            tracing::warn!(actor = %self.door.id(), left_out, "a handler failed: {error}");
        }
    }
}

impl<A: Actor> fmt::Debug for Context<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context").field("id", self.door.id()).finish_non_exhaustive()
    }
}
