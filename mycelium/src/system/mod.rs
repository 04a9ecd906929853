//! The system: it owns the actors of one process, spawns their tasks, and knows them by name.
//!
//! Layer L4, the only place that spawns. An actor lives until it is stopped, fails, or its system is dropped;
//! dropping references to it does not end it.

mod beside;
mod board;
mod check;
mod dedicated;
mod drain;
mod executor;
mod executors;
mod fan_out;
mod group;
mod inbound;
mod launch;
mod links;
mod origin;
mod pin;
mod reload;
mod routes;
mod seat;
mod spawn;
mod spin;
mod status;
mod telling;
mod types;

use std::collections::HashMap;
use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::runtime::Handle as Runtime;
use tokio::sync::watch;

pub use beside::ComparisonReport;
pub use dedicated::{ExecutorError, ExecutorStart};
pub use executor::Executor;
pub use launch::LaunchError;
pub use origin::{ByDefault, FromConfig, HasConstructor, IsConfig, Makes, NotMade, ReadFromFile};
pub use origin::{Constructed, Origin, Spawnable, by_default, from_config, refused};
pub use reload::{MovedEdge, ReloadError};
pub use seat::Seat;
use spawn::Name;
pub use spawn::{SpawnError, Spawner};
pub use status::{ActorStatus, DropStatus, EdgeStatus, STATUS_VERSION, SubscriptionStatus, SystemStatus};
pub use types::ActorTypes;

use crate::actor::{Actor, ActorId, ActorRef, Command, Directory, Handle, LookupError, RemoteDoor, Way, find};
use crate::discovery::{ActorRegistry, Closer, FLUSH_MAX, NotEntered, receive};
use crate::domain_enum::DomainEnum;
use crate::mailbox::Drops;
use crate::metrics::TransportMetrics;
use crate::transport::{Inlet, Outlet};

/// The actors of one process. Cheap to clone; all clones are the same system.
///
/// Dropping the last clone stops all actors: each finishes the message at hand. Links close at the same time, so what is
/// sent to other processes from then on fails; [`stop`](Self::stop) closes them afterwards. An actor that holds a clone keeps
/// its system alive.
///
/// # Examples
///
/// ```
/// use mycelium::prelude::*;
///
/// #[message(tlv = 0xC8, reply = u64)]
/// pub struct Add { pub n: u64 }
///
/// struct Counter { sum: u64 }
///
/// #[actor]
/// impl Counter {
///     #[handler]
///     fn add(&mut self, add: &Add) -> u64 {
///         self.sum += add.n;
///         self.sum
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<()> {
/// let system = ActorSystem::new();
/// let counter = system.named("counter").spawn(Counter { sum: 40 })?;
/// assert_eq!(counter.add(Add { n: 2 }).await?, 42);
/// assert_eq!(system.get_transport_metrics().handled, 1);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct ActorSystem {
    inner: Arc<Inner>,
}

struct Inner {
    runtime: Runtime,
    registry: Arc<ActorRegistry>,
    /// Whom this process reaches outside of its actors.
    directory: Arc<dyn Directory>,
    /// The senders that a topology started here.
    seats: HashMap<String, Seat>,
    closer: Arc<Closer>,
    /// How many subscriptions to relays have never stood yet.
    subscribed: watch::Receiver<usize>,
    /// The threads of a topology's bundles.
    executors: Arc<executors::Executors>,
    /// What a topology was launched with; moving edges goes on from there.
    launched: Option<tokio::sync::Mutex<launch::Launch>>,
    /// How long asks wait of actors that are spawned from now on.
    ask_limit: Mutex<Option<Duration>>,
    /// What a status is read from.
    board: Arc<board::Board>,
}

// === impl ActorSystem ===

impl ActorSystem {
    /// A system whose actors run on the current tokio runtime. Give it a name: its actors stop when its last clone is
    /// dropped, one that nobody keeps at the end of the line.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime; [`on`](Self::on) takes one.
    #[must_use]
    pub fn new() -> Self {
        Self::on(Runtime::current())
    }

    /// A system whose actors run on `runtime`.
    #[must_use]
    pub fn on(runtime: Runtime) -> Self {
        let registry = Arc::<ActorRegistry>::default();
        let directory = Arc::clone(&registry) as Arc<dyn Directory>;
        let (closer, subscribed) = (Arc::new(Closer::new()), watch::Sender::new(0).subscribe());
        let (seats, board) = (HashMap::new(), board::Board::new(Vec::new(), &registry));
        let (executors, ask_limit) = (Arc::default(), Mutex::default());
        let launched = None;
        let inner =
            Inner { runtime, registry, directory, seats, closer, subscribed, executors, launched, ask_limit, board };
        Self { inner: Arc::new(inner) }
    }

    /// How long an ask waits for room and answer together, unless its actor or its asker says otherwise: for the actors
    /// that this system spawns from now on, through all of its clones. Without it, as long as it takes.
    ///
    /// The file of a [launched](Self::launch) system says so with `ask_timeout_ms`.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use mycelium::prelude::*;
    ///
    /// # #[message(local)] pub struct Tick;
    /// # struct Clock;
    /// # #[actor] impl Clock { #[handler] fn tick(&mut self, _tick: Tick) {} }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<()> {
    /// let system = ActorSystem::new().with_ask_timeout(Duration::from_secs(5));
    /// let clock = system.spawn(Clock);
    /// assert_eq!(clock.ask_limit(), Some(Duration::from_secs(5)));
    /// let patient = system.named("patient").ask_timeout(Duration::from_secs(60)).spawn(Clock)?;
    /// assert_eq!(patient.ask_limit(), Some(Duration::from_secs(60)));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with_ask_timeout(self, limit: Duration) -> Self {
        *self.inner.ask_limit.lock() = Some(limit);
        self
    }

    /// Spawns an actor with the defaults of [`Spawner`] and an id made up from its type.
    ///
    /// The handle does not keep the actor running, the system does:
    ///
    /// ```
    /// use mycelium::StopReason;
    /// use mycelium::prelude::*;
    ///
    /// # #[message(local)] pub struct Tick;
    /// # struct Clock;
    /// # #[actor] impl Clock { #[handler] fn tick(&mut self, _tick: Tick) {} }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<()> {
    /// let system = ActorSystem::new();
    /// let clock = system.spawn(Clock);
    /// clock.tick(Tick).await?;
    ///
    /// // This system is gone behind the semicolon, and its actor stops.
    /// let stopped = ActorSystem::new().spawn(Clock);
    /// assert_eq!(stopped.stopped().await, StopReason::Requested);
    /// # Ok(())
    /// # }
    /// ```
    pub fn spawn<A: Actor>(&self, actor: A) -> A::Handle {
        self.unnamed().spawn(actor).expect("a made-up name is free, and the defaults are good")
    }

    /// Spawns an actor that can be restarted: `constructor` makes its first instance now, and one more for
    /// each restart.
    pub fn spawn_with<A: Actor>(&self, constructor: impl FnMut() -> A + Send + 'static) -> A::Handle {
        self.unnamed().spawn_with(constructor).expect("a made-up name is free, and the defaults are good")
    }

    /// Begins to spawn an actor that needs no name, as [`spawn`](Self::spawn) does, but with options. In metrics, logs and
    /// reports of drops it goes by one made up from its type, such as `Counter-17`; links do not lead to it.
    ///
    /// ```
    /// # use mycelium::prelude::*;
    /// # #[message(local)] pub struct Tick;
    /// # struct Clock;
    /// # #[actor] impl Clock { #[handler] fn tick(&mut self, _tick: Tick) {} }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<()> {
    /// # let system = ActorSystem::new();
    /// let clock = system.unnamed().capacity(64).dispatch(Dispatch::Inline).spawn(Clock)?;
    /// # assert!(clock.id().as_str().starts_with("Clock-"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn unnamed(&self) -> Spawner<'_> {
        self.spawner(Name::MadeUp)
    }

    /// Begins to spawn an actor under a name, by which others find it.
    pub fn named(&self, name: &str) -> Spawner<'_> {
        self.spawner(Name::Given(ActorId::new(name)))
    }

    fn spawner(&self, name: Name) -> Spawner<'_> {
        Spawner::new(&self.inner.runtime, &self.inner.registry, &self.inner.directory, name)
            .ask_limit(*self.inner.ask_limit.lock())
    }

    /// The living actor with this name, wherever it lives.
    ///
    /// # Errors
    ///
    /// [`LookupError`] when nobody has the name, or its actor takes other messages than `M`.
    pub fn actor<M: DomainEnum>(&self, name: &str) -> Result<ActorRef<M>, LookupError> {
        find(&*self.inner.directory, name)
    }

    /// The living actor with this name, as its typed handle.
    ///
    /// # Errors
    ///
    /// As [`actor`](Self::actor).
    pub fn handle<H: Handle>(&self, name: &str) -> Result<H, LookupError> {
        self.actor(name).map(H::from_ref)
    }

    /// The roads of one sender of this process: an actor that [`launch`](Self::launch) started, or a `shared_memory`
    /// bundle, for what its process sends outside of its actors. Edges apply to it.
    ///
    /// [`actor`](Self::actor) and [`handle`](Self::handle) know no sender: they find actors of this process directly,
    /// others over a link.
    ///
    /// # Errors
    ///
    /// [`LookupError::Unknown`] when no such sender was launched here.
    pub fn at(&self, sender: &str) -> Result<Seat, LookupError> {
        let seat = self.inner.seats.get(sender).cloned();
        seat.ok_or_else(|| LookupError::Unknown { name: sender.to_owned() })
    }

    /// Waits until every relay that feeds an actor of this process has been connected to once. What is published from
    /// then on is received.
    pub async fn subscribed(&self) {
        let mut subscribed = self.inner.subscribed.clone();
        // An error says that nobody counts down any more: there are none left.
        drop(subscribed.wait_for(|pending| *pending == 0).await);
    }

    /// Makes an actor on the other side of a link known here under a name, and returns its handle.
    ///
    /// The road is one way: messages are sent as Protocol V2 frames, asks are refused.
    ///
    /// # Errors
    ///
    /// [`SpawnError::NameTaken`] when a living actor has the name, or a link that is still open;
    /// [`SpawnError::NumberTwice`] when a message has another type's number.
    pub fn connect<H: Handle>(&self, name: &str, outlet: Outlet) -> Result<H, SpawnError> {
        let id = ActorId::new(name);
        let door = Arc::new(RemoteDoor::new(id.clone(), Arc::new(outlet), Way::Unaddressed { source: 0 }, None));
        match self.inner.registry.add_remote::<H::Message>(id.clone(), &door) {
            Ok(()) => Ok(H::from_ref(ActorRef::remote(door))),
            Err(NotEntered::NameTaken) => Err(SpawnError::NameTaken(id)),
            Err(NotEntered::NumberTwice(twice)) => Err(SpawnError::NumberTwice(id, twice)),
        }
    }

    /// Delivers what comes over a link to `actor`, in order, until the link closes or the actor stops.
    ///
    /// While the actor's mailbox is full the link is not read, so that its senders wait. What cannot be decoded is
    /// counted and logged; the messages behind it in the same frame are not looked at. When the actor stops, the
    /// link is closed: what was on the way is counted as refused, and senders learn of it.
    pub fn accept<M: DomainEnum>(&self, inlet: Inlet, actor: &ActorRef<M>) {
        let registry = Arc::clone(&self.inner.registry);
        self.inner.runtime.spawn(receive(inlet, actor.clone(), registry));
    }

    /// Stops all actors that this system has now, and waits until they have stopped. Each finishes the message at hand;
    /// what waits is dropped and counted. Then links and relays are let go: what they hold is written, for a second at
    /// most. An actor that after a second still waits for another process, in a send or an ask, is told that the link is
    /// gone. At last the threads of `dedicated` bundles end, and with them what handlers spawned there. Not from inside of
    /// an actor or of such a thread, which would wait for itself.
    pub async fn stop(&self) {
        let actors = self.inner.registry.request_all(Command::Stop);
        let mut stopped = pin!(async {
            for actor in actors {
                actor.controls().stopped().await;
            }
        });
        // An actor may wait for a process that does not answer: then its links go first, and its sends and asks fail.
        if tokio::time::timeout(FLUSH_MAX, stopped.as_mut()).await.is_err() {
            self.inner.closer.close();
            stopped.await;
        }
        self.inner.closer.close();
        self.inner.closer.done().await;
        self.inner.executors.end().await;
    }

    /// What all actors of this system have counted so far, those that stopped included.
    #[must_use]
    pub fn get_transport_metrics(&self) -> TransportMetrics {
        self.inner.registry.metrics()
    }

    /// Subscribes to the messages that actors of this system drop from now on: because a mailbox is full, because a
    /// newer message takes the place of one, because an actor stops.
    ///
    /// ```
    /// # use mycelium::prelude::*;
    /// # use mycelium::{DropReason, Overflow};
    /// # #[message(local)] pub struct Tick;
    /// # struct Clock;
    /// # #[actor] impl Clock { #[handler] fn tick(&mut self, _tick: Tick) {} }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<()> {
    /// # let system = ActorSystem::new();
    /// let mut drops = system.drops();
    /// let clock = system.named("clock").capacity(1).overflow(Overflow::DropNewest).spawn(Clock)?;
    /// clock.tick(Tick).await?; // waits in the mailbox
    /// clock.tick(Tick).await?; // is dropped
    /// let dropped = drops.recv().await.expect("the system is there");
    /// assert_eq!((&*dropped.actor, dropped.message, dropped.count), ("clock", "Tick", 1));
    /// assert_eq!(dropped.reason, DropReason::Newest);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn drops(&self) -> Drops {
        self.inner.registry.drop_feed().subscribe(None)
    }
}

impl Default for ActorSystem {
    /// As [`new`](Self::new), with its panic.
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.registry.request_all(Command::Stop);
        self.closer.close();
    }
}

impl fmt::Debug for ActorSystem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ActorSystem").field("actors", &self.inner.registry).finish_non_exhaustive()
    }
}
