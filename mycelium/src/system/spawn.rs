//! Spawning: from a value or a constructor to a running task.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::{Handle as Runtime, RuntimeFlavor};

use super::executor::Executor;
use crate::actor::{
    Actor, ActorId, ActorRef, ActorState, Cell, Constructor, Context, Directory, Dispatch, Ends, Handle, Instance,
    Life, LocalDoor, Progress, Remake, Runner, RunsInline, StopReason, Supervisor,
};
use crate::bundle::ActorPlan;
use crate::discovery::{ActorRegistry, NotEntered};
use crate::domain_enum::DomainEnum;
use crate::mailbox::{CallUp, Mailbox, MailboxOptions, Overflow, Receiver};
use crate::numbers::NumberTwice;
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
    capacity: Option<usize>,
    overflow: Option<Overflow>,
    ask_limit: Option<Duration>,
    policy: RestartPolicy,
    dispatch: Dispatch,
    executor: Option<Executor>,
}

/// What an actor will be called.
#[derive(Debug)]
pub(super) enum Name {
    /// This, if it is free.
    Given(ActorId),
    /// As above, but links do not learn of it.
    Internal(ActorId),
    /// Something made up from the name of its type. Links do not learn of it either.
    MadeUp,
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
    /// One of its messages has a number that another type has in the same domain, of which this system has an actor.
    #[error("actor `{0}` cannot have a name here: {1}")]
    NumberTwice(ActorId, NumberTwice),
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
        Self {
            runtime,
            registry,
            directory,
            name,
            capacity: None,
            overflow: None,
            ask_limit: None,
            policy: RestartPolicy::default(),
            dispatch: Dispatch::default(),
            executor: None,
        }
    }

    /// How many messages may wait, instead of what the actor's type says (`#[actor(mailbox = ..)]`; 1,024 by default).
    /// The actor takes them out in batches of up to 64, so as many more may have been accepted and not handled. Where
    /// messages have priorities, as many may wait in the high lane.
    pub fn capacity(mut self, messages: usize) -> Self {
        self.capacity = Some(messages);
        self
    }

    /// What happens to a message that finds no room, instead of what the actor's type says
    /// (`#[actor(overflow = ..)]`; by default its sender waits).
    pub fn overflow(mut self, overflow: Overflow) -> Self {
        self.overflow = Some(overflow);
        self
    }

    /// What a topology says of the actor's mailbox.
    pub(super) fn planned(self, plan: &ActorPlan) -> Self {
        Self { capacity: plan.mailbox.or(self.capacity), overflow: plan.overflow.or(self.overflow), ..self }
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

    /// How messages come to the actor's handlers; by default through its mailbox.
    pub fn dispatch(mut self, dispatch: Dispatch) -> Self {
        self.dispatch = dispatch;
        self
    }

    /// What runs the actor, in all its lives; by default it is a task of the system's own runtime. A thread of its own lives
    /// as long as the actor at least.
    pub fn executor(mut self, executor: &Executor) -> Self {
        self.executor = Some(executor.clone());
        self
    }

    /// Spawns this value. It cannot be restarted.
    ///
    /// # Errors
    ///
    /// [`SpawnError`] when the name is taken, the capacity is 0, a restart policy was given, or a message has another
    /// type's number.
    pub fn spawn<A: Actor>(self, actor: A) -> Result<A::Handle, SpawnError> {
        if self.policy != RestartPolicy::Never {
            return Err(SpawnError::NoConstructor(match self.name {
                Name::Given(id) | Name::Internal(id) => id,
                Name::MadeUp => ActorId::new(type_name::<A>()),
            }));
        }
        Ok(self.prepare(false, || Ok::<_, SpawnError>((actor, None)))?.run())
    }

    /// Spawns what `constructor` makes, now and for each restart.
    ///
    /// # Errors
    ///
    /// [`SpawnError`] when the name is taken, the capacity is 0, or a message has another type's number; nothing was
    /// constructed then.
    pub fn spawn_with<A: Actor>(
        self,
        mut constructor: impl FnMut() -> A + Send + 'static,
    ) -> Result<A::Handle, SpawnError> {
        let make = || {
            let first = constructor();
            Ok::<_, SpawnError>((first, Some(Box::new(move || Ok(constructor())) as Constructor<A>)))
        };
        Ok(self.prepare(true, make)?.run())
    }

    /// As [`spawn_with`](Self::spawn_with), but the actor does not run yet: others find it, and what is sent waits.
    pub(super) fn prepare_with<A: Actor, E: From<SpawnError>>(
        self,
        first: impl FnOnce() -> Result<A, E>,
        constructor: Constructor<A>,
    ) -> Result<Prepared<A>, E> {
        self.prepare(true, || Ok((first()?, Some(constructor))))
    }

    /// Takes the name and makes the first instance. Where that fails the name is free again.
    fn prepare<A: Actor, E: From<SpawnError>>(
        self,
        restartable: bool,
        make: impl FnOnce() -> Result<(A, Option<Constructor<A>>), E>,
    ) -> Result<Prepared<A>, E> {
        let cell = (self.dispatch == Dispatch::Inline).then(|| {
            let runtime = self.executor.as_ref().map_or(self.runtime, Executor::runtime);
            Cell::<A>::new(runtime.id(), runtime.runtime_flavor() == RuntimeFlavor::CurrentThread)
        });
        let inline = cell.clone().map(|cell| cell as Arc<dyn RunsInline<A::Message>>);
        let door = self.take_name(type_name::<A>(), A::MAILBOX, restartable, inline)?;
        let myself = ActorRef::local(Arc::clone(&door));
        let mut life = Life {
            runner: Runner {
                door: Arc::clone(&door),
                receiver: Receiver::default(),
                home: None,
                cell,
                remake: None,
                batch: VecDeque::new(),
                progress: Progress::default(),
            },
            end: Ending { registry: Arc::clone(self.registry), door, reason: None },
        };
        // From here on the actor ends in order whatever happens, a panic of its constructor included.
        let (first, constructor) = make()?;
        let supervisor = supervisor(self.policy);
        life.runner.remake = constructor.map(|constructor| Box::new(Remake { constructor, supervisor }));
        let ctx = Context::new(Arc::clone(&life.runner.door), Arc::clone(self.directory));
        life.runner.home = Some(Instance::new(first, ctx));
        let Self { runtime, executor, .. } = self;
        Ok(Prepared { runtime: runtime.clone(), executor, life, myself })
    }

    /// Makes a door, and enters it into the registry: under the given name, or under the next free one of its type.
    fn take_name<M: DomainEnum>(
        &self,
        type_name: &str,
        mut options: MailboxOptions<M>,
        restartable: bool,
        inline: Option<Arc<dyn RunsInline<M>>>,
    ) -> Result<Arc<LocalDoor<M>>, SpawnError> {
        // An actor that is kept awake by its high lane would never let anybody into the normal one.
        let sleeps = inline.is_some() && !options.has_high_lane();
        let call_up = if sleeps { CallUp::WhenItWaits } else { CallUp::WithEachBatch };
        options = self.overflow.map_or(options, |overflow| options.overflow(overflow));
        loop {
            let id = match &self.name {
                Name::Given(id) | Name::Internal(id) => id.clone(),
                Name::MadeUp => self.registry.make_up_id(type_name),
            };
            if self.capacity == Some(0) {
                return Err(SpawnError::NoCapacity(id));
            }
            options = self.capacity.map_or(options, |messages| options.capacity(messages));
            let mailbox = Mailbox::new(&options, call_up, id, self.registry.drop_feed());
            let door = Arc::new(LocalDoor::new(mailbox, self.ask_limit, restartable, inline.clone()));
            match (self.registry.add_local(&door, matches!(self.name, Name::Given(_))), &self.name) {
                (Ok(()), _) => return Ok(door),
                (Err(NotEntered::NumberTwice(twice)), _) => {
                    return Err(SpawnError::NumberTwice(door.id().clone(), twice));
                }
                (Err(NotEntered::NameTaken), Name::Given(id) | Name::Internal(id)) => {
                    return Err(SpawnError::NameTaken(id.clone()));
                }
                // Somebody gave this very name to an actor; the next one is free, or the one after.
                (Err(NotEntered::NameTaken), Name::MadeUp) => {}
            }
        }
    }
}

/// An actor with a name and a first instance, before its task.
pub(super) struct Prepared<A: Actor> {
    runtime: Runtime,
    executor: Option<Executor>,
    life: Life<A, Ending<A::Message>>,
    myself: ActorRef<A::Message>,
}

// === impl Prepared ===

impl<A: Actor> Prepared<A> {
    /// Starts its task.
    pub(super) fn run(self) -> A::Handle {
        let Self { runtime, executor, life, myself } = self;
        let task = life.run();
        match executor {
            None => drop(runtime.spawn(task)),
            Some(executor) => executor.run(task),
        }
        A::Handle::from_ref(myself)
    }
}

/// The last of an actor: its name is freed, then its state says so.
struct Ending<M: DomainEnum> {
    registry: Arc<ActorRegistry>,
    door: Arc<LocalDoor<M>>,
    /// None if its task never came to an end. Boxed, for each task has room for it.
    reason: Option<Box<StopReason>>,
}

// === impl Ending ===

impl<M: DomainEnum> Ends for Ending<M> {
    fn because(&mut self, reason: StopReason) {
        self.reason = Some(Box::new(reason));
    }
}

impl<M: DomainEnum> Drop for Ending<M> {
    fn drop(&mut self) {
        self.registry.retire(self.door.id());
        let reason = match self.reason.take() {
            Some(reason) => *reason,
            None if std::thread::panicking() => StopReason::Panicked("its constructor panicked".into()),
            None => StopReason::RuntimeEnded,
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
            .field("overflow", &self.overflow)
            .field("ask_timeout", &self.ask_limit)
            .field("restart", &self.policy)
            .field("dispatch", &self.dispatch)
            .field("executor", &self.executor)
            .finish_non_exhaustive()
    }
}
