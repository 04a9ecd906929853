//! Spawning: from a value or a constructor to a running task.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Handle as Runtime;

use crate::actor::{
    Actor, ActorId, ActorRef, ActorState, Constructor, Context, Directory, Handle, LocalDoor, Progress, Runner,
    StopReason, Supervisor,
};
use crate::discovery::ActorRegistry;
use crate::domain_enum::DomainEnum;
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
#[must_use = "nothing is spawned before `spawn` or `spawn_with`"]
pub struct Spawner<'a> {
    runtime: &'a Runtime,
    registry: &'a Arc<ActorRegistry>,
    directory: &'a Arc<dyn Directory>,
    name: Name,
    capacity: usize,
    ask_limit: Option<Duration>,
    policy: RestartPolicy,
}

/// What an actor will be called.
#[derive(Debug)]
pub(super) enum Name {
    /// This, if it is free.
    Given(ActorId),
    /// As above, but links do not learn of it.
    Internal(ActorId),
    /// Something made up from the name of its type.
    OfType(&'static str),
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
    /// Spawns onto `runtime`, into `registry`; the actor finds others in `directory`.
    pub(super) fn new(
        runtime: &'a Runtime,
        registry: &'a Arc<ActorRegistry>,
        directory: &'a Arc<dyn Directory>,
        name: Name,
    ) -> Self {
        let policy = RestartPolicy::default();
        Self { runtime, registry, directory, name, capacity: DEFAULT_CAPACITY, ask_limit: None, policy }
    }

    /// How many messages may wait; 1,024 by default. The actor takes them out in batches of up to 64, so as many
    /// more may have been accepted and not handled.
    pub fn capacity(mut self, messages: usize) -> Self {
        self.capacity = messages;
        self
    }

    /// How long an ask of this actor waits for room and answer together, unless the asker says so itself
    /// ([`ActorRef::ask_timeout`]). By default what [`ActorSystem::with_ask_timeout`](crate::ActorSystem::with_ask_timeout)
    /// said, else as long as it takes.
    ///
    /// An asker that has to wait then needs a tokio runtime with its time driver, or panics.
    pub fn ask_timeout(self, limit: Duration) -> Self {
        self.ask_limit(Some(limit))
    }

    /// As [`ask_timeout`](Self::ask_timeout); `None` is as long as it takes.
    pub(super) fn ask_limit(mut self, limit: Option<Duration>) -> Self {
        self.ask_limit = limit;
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
            return Err(SpawnError::NoConstructor(match self.name {
                Name::Given(id) | Name::Internal(id) => id,
                Name::OfType(name) => ActorId::new(name),
            }));
        }
        Ok(self.prepare(false, || (actor, None))?.run())
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
        let make = || {
            let first = constructor();
            (first, Some(Box::new(constructor) as Constructor<A>))
        };
        Ok(self.prepare(true, make)?.run())
    }

    /// As [`spawn_with`](Self::spawn_with), but the actor does not run yet: others find it, and what is sent waits.
    pub(super) fn prepare_with<A: Actor>(self, mut constructor: Constructor<A>) -> Result<Prepared<A>, SpawnError> {
        self.prepare(true, || (constructor(), Some(constructor)))
    }

    /// Takes the name and makes the first instance.
    fn prepare<A: Actor>(
        self,
        restartable: bool,
        make: impl FnOnce() -> (A, Option<Constructor<A>>),
    ) -> Result<Prepared<A>, SpawnError> {
        let (sender, receiver) = mailbox(self.capacity);
        let door = self.take_name(|id| LocalDoor::new(id, sender.clone(), self.ask_limit, restartable))?;
        let myself = ActorRef::local(Arc::clone(&door));
        let mut life = Life {
            runner: Runner {
                door: Arc::clone(&door),
                receiver,
                ctx: Context::new(myself.clone(), Arc::clone(self.directory)),
                constructor: None,
                supervisor: supervisor(self.policy),
                batch: VecDeque::new(),
                progress: Progress::default(),
            },
            end: Ending { registry: Arc::clone(self.registry), door, reason: StopReason::RuntimeEnded },
        };
        // From here on the actor ends in order whatever happens, a panic of its constructor included.
        let (first, constructor) = make();
        life.runner.constructor = constructor;
        Ok(Prepared { runtime: self.runtime.clone(), life, first, myself })
    }

    /// Enters a door into the registry: under the given name, or under the next free one of its type.
    fn take_name<M: DomainEnum>(
        &self,
        door: impl Fn(ActorId) -> LocalDoor<M>,
    ) -> Result<Arc<LocalDoor<M>>, SpawnError> {
        loop {
            let id = match &self.name {
                Name::Given(id) | Name::Internal(id) => id.clone(),
                Name::OfType(name) => self.registry.make_up_id(name),
            };
            if self.capacity == 0 {
                return Err(SpawnError::NoCapacity(id));
            }
            let door = Arc::new(door(id));
            match (self.registry.add_local(&door, matches!(self.name, Name::Given(_))), &self.name) {
                (Ok(()), _) => return Ok(door),
                (Err(_), Name::Given(id) | Name::Internal(id)) => return Err(SpawnError::NameTaken(id.clone())),
                // Somebody gave this very name to an actor in between.
                (Err(_), Name::OfType(_)) => {}
            }
        }
    }
}

/// An actor with a name and a first instance, before its task.
pub(super) struct Prepared<A: Actor> {
    runtime: Runtime,
    life: Life<A>,
    first: A,
    myself: ActorRef<A::Message>,
}

// === impl Prepared ===

impl<A: Actor> Prepared<A> {
    /// Starts its task.
    pub(super) fn run(self) -> A::Handle {
        let Self { runtime, life, first, myself } = self;
        drop(runtime.spawn(async move {
            let mut life = life;
            life.end.reason = life.runner.run(first).await;
        }));
        A::Handle::from_ref(myself)
    }
}

/// An actor's life as its task holds it. The runner goes first: its mailbox is closed and its rest is counted
/// before the name is free.
struct Life<A: Actor> {
    runner: Runner<A>,
    end: Ending<A::Message>,
}

/// The last of an actor: its name is freed, then its state says so.
struct Ending<M: DomainEnum> {
    registry: Arc<ActorRegistry>,
    door: Arc<LocalDoor<M>>,
    reason: StopReason,
}

// === impl Ending ===

impl<M: DomainEnum> Drop for Ending<M> {
    fn drop(&mut self) {
        self.registry.retire(&self.door.id);
        let reason = match &self.reason {
            StopReason::RuntimeEnded if std::thread::panicking() => {
                StopReason::Panicked("its constructor panicked".into())
            }
            reason => reason.clone(),
        };
        self.door.controls.set_state(ActorState::Stopped(reason));
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

impl fmt::Debug for Spawner<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Spawner")
            .field("name", &self.name)
            .field("capacity", &self.capacity)
            .field("ask_timeout", &self.ask_limit)
            .field("restart", &self.policy)
            .finish_non_exhaustive()
    }
}
