//! Spawning: from a value or a constructor to a running task.

use std::collections::VecDeque;
use std::sync::Arc;

use tokio::runtime::Handle as Runtime;

use super::directory;
use crate::actor::{Actor, ActorId, ActorRef, ActorState, Constructor, Context, Handle, LocalDoor, Runner, Supervisor};
use crate::discovery::ActorRegistry;
use crate::mailbox::{DEFAULT_CAPACITY, mailbox};
use crate::supervision::{RestartHistory, RestartPolicy};

/// An actor about to be spawned: its name, its mailbox, and what happens when it panics.
///
/// ```
/// # use mycelium::prelude::*;
/// # #[message(local)] pub struct Tick;
/// # struct Clock;
/// # #[actor] impl Clock { #[handler] fn tick(&mut self, _tick: Tick) {} }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<()> {
/// # let system = ActorSystem::new();
/// let policy = RestartPolicy::OnPanic { max: 3, within: std::time::Duration::from_secs(60) };
/// let clock = system.named("clock").capacity(64).restart(policy).spawn_with(|| Clock)?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use = "nothing is spawned before `spawn` or `spawn_with`"]
pub struct Spawner<'a> {
    runtime: &'a Runtime,
    registry: &'a Arc<ActorRegistry>,
    id: ActorId,
    capacity: usize,
    policy: RestartPolicy,
}

/// Why an actor was not spawned.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SpawnError {
    /// A living actor has this name.
    #[error("the name `{0}` is taken by a living actor; choose another, or stop that one first")]
    NameTaken(ActorId),
    /// A mailbox for no message.
    #[error("actor `{0}` was given a mailbox of capacity 0; it needs room for one message at least")]
    NoCapacity(ActorId),
    /// A restart policy without anything to make a new instance with.
    #[error("actor `{0}` has a restart policy but is spawned by value; use `spawn_with(|| ..)`")]
    NoConstructor(ActorId),
}

/// The name that an actor's type goes by.
pub(super) fn type_name<A: Actor>() -> &'static str {
    if A::NAME.is_empty() {
        let path = std::any::type_name::<A>();
        let path = path.split('<').next().unwrap_or(path);
        path.rsplit("::").next().unwrap_or(path)
    } else {
        A::NAME
    }
}

// === impl Spawner ===

impl<'a> Spawner<'a> {
    pub(super) fn new(runtime: &'a Runtime, registry: &'a Arc<ActorRegistry>, id: ActorId) -> Self {
        Self { runtime, registry, id, capacity: DEFAULT_CAPACITY, policy: RestartPolicy::default() }
    }

    /// How many messages may wait; 1,024 by default.
    pub fn capacity(mut self, messages: usize) -> Self {
        self.capacity = messages;
        self
    }

    /// What happens when the actor panics; by default it stops.
    pub fn restart(mut self, policy: RestartPolicy) -> Self {
        self.policy = policy;
        self
    }

    /// Spawns this value. It cannot be restarted.
    ///
    /// # Errors
    ///
    /// [`SpawnError`] when the name is taken, the capacity is 0, or a restart policy was given.
    pub fn spawn<A: Actor>(self, actor: A) -> Result<A::Handle, SpawnError> {
        if self.policy != RestartPolicy::Never {
            return Err(SpawnError::NoConstructor(self.id));
        }
        self.start(false, || (actor, None))
    }

    /// Spawns what `constructor` makes, now and for each restart.
    ///
    /// # Errors
    ///
    /// [`SpawnError`] when the name is taken or the capacity is 0; nothing was constructed then.
    pub fn spawn_with<A: Actor>(
        self,
        mut constructor: impl FnMut() -> A + Send + 'static,
    ) -> Result<A::Handle, SpawnError> {
        self.start(true, || {
            let first = constructor();
            (first, Some(Box::new(constructor) as Constructor<A>))
        })
    }

    /// Takes the name, makes the first instance, and starts its task.
    fn start<A: Actor>(
        self,
        restartable: bool,
        make: impl FnOnce() -> (A, Option<Constructor<A>>),
    ) -> Result<A::Handle, SpawnError> {
        if self.capacity == 0 {
            return Err(SpawnError::NoCapacity(self.id));
        }
        let (sender, receiver) = mailbox(self.capacity);
        let door = Arc::new(LocalDoor::new(self.id, sender, restartable));
        if self.registry.add_local(&door).is_err() {
            return Err(SpawnError::NameTaken(door.id.clone()));
        }
        let name = NameGuard { registry: self.registry, id: &door.id };
        let (first, constructor) = make();
        std::mem::forget(name);

        let myself = ActorRef::local(Arc::clone(&door));
        let runner = Runner {
            door: Arc::clone(&door),
            receiver,
            ctx: Context::new(myself.clone(), directory(self.registry)),
            constructor,
            supervisor: supervisor(self.policy),
            batch: VecDeque::new(),
        };
        let registry = Arc::clone(self.registry);
        self.runtime.spawn(async move {
            let reason = runner.run(first).await;
            registry.retire(&door.id);
            door.controls.set_state(ActorState::Stopped(reason));
        });
        Ok(A::Handle::from_ref(myself))
    }
}

/// Who decides after a panic; nobody where the actor just stops.
fn supervisor(policy: RestartPolicy) -> Option<Supervisor> {
    if policy == RestartPolicy::Never {
        return None;
    }
    let mut history = RestartHistory::default();
    Some(Box::new(move |now| history.decide(policy, now)))
}

/// Frees the name if the constructor panics.
struct NameGuard<'a> {
    registry: &'a ActorRegistry,
    id: &'a ActorId,
}

// === impl NameGuard ===

impl Drop for NameGuard<'_> {
    fn drop(&mut self) {
        self.registry.retire(self.id);
    }
}
