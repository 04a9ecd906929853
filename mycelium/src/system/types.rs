//! The types of actors that a topology may name.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde::de::DeserializeOwned;

use super::beside::{Both, Comparison, Side, Which};
use super::fan_out::FanOut;
use super::launch::LaunchError;
use super::origin::{Constructed, Origin, Spawnable};
use super::spawn::{SpawnError, Spawner, type_name};
use crate::actor::{Actor, ActorId, ActorRef, Counted, Found, Handle, RemoteDoor, Switch, Switching, Way};
use crate::bundle::{ActorPlan, ConfigError};
use crate::discovery::{ActorRegistry, FoundActor, Link};
use crate::domain_enum::{DomainEnum, Variant};
use crate::error::Error;
use crate::message::Message;
use crate::relay::{Publisher, Subscribe, Subscription};

/// The types of actors that a topology may name, each with what makes its instances, now and for each restart.
///
/// All processes of a system register the same types, whichever part each of them runs: the types of the others say what
/// can be sent to them.
///
/// # Examples
///
/// ```
/// use mycelium::bundle::{Part, TopologyConfig};
/// use mycelium::prelude::*;
///
/// #[message(tlv = 0xC8, reply = u64)]
/// pub struct Add { pub n: u64 }
///
/// #[derive(serde::Deserialize)]
/// pub struct CounterConfig { first: u64 }
///
/// pub struct Counter { sum: u64 }
///
/// #[actor(config = CounterConfig)]
/// impl Counter {
///     fn new(config: CounterConfig) -> Self {
///         Self { sum: config.first }
///     }
///
///     #[handler]
///     fn add(&mut self, add: &Add) -> u64 {
///         self.sum += add.n;
///         self.sum
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<()> {
/// let types = ActorTypes::new().with::<Counter>();
/// let topology = TopologyConfig::parse(
///     r#"
///     [[bundles]]
///     name = "counting"
///     mode = "shared_memory"
///     [bundles.actors.counter]
///     type = "Counter"
///     config = { first = 40 }
///     "#,
///     "bundles.toml",
/// )?;
/// let system = ActorSystem::launch(&topology, &types, &Part::All)?;
/// let counter: CounterRef = system.handle("counter")?;
/// assert_eq!(counter.add(Add { n: 2 }).await?, 42);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default)]
pub struct ActorTypes {
    by_name: BTreeMap<String, Arc<dyn ActorType>>,
    /// A name that was registered twice.
    pub(super) twice: Option<String>,
}

/// An actor that a topology starts, its type erased.
pub(super) trait ActorType: Send + Sync {
    /// The name of the domain enum that it takes, and the messages in it.
    fn takes(&self) -> (&'static str, &'static [Variant]);
    /// Decodes the actor's `config`.
    fn check(&self, plan: &ActorPlan) -> Result<(), ConfigError>;
    /// Takes the actor's name and makes its first instance. It runs when the result is called.
    fn prepare(&self, plan: &ActorPlan, spawner: Spawner<'_>) -> Result<Box<dyn FnOnce() + Send>, LaunchError>;
    /// A door over a link.
    fn link_door(&self, id: ActorId, link: &Link, ask_limit: Option<Duration>) -> (FoundActor, Arc<dyn Counted>);
    /// A door to a relay.
    fn relay_door(&self, id: ActorId, relay: &Publisher, source: u8) -> (FoundActor, Arc<dyn Counted>);
    /// An actor that hands each message to all of `receivers`; `None` if one of them takes other messages.
    fn fan_out(&self, receivers: &[Found], spawner: Spawner<'_>) -> Option<Result<FoundActor, SpawnError>>;
    /// A switch that leads to `to`, where no answers may come back; `None` if that takes other messages.
    fn switch(
        &self,
        id: ActorId,
        to: &Found,
        is_one_way: bool,
        ask_limit: Option<Duration>,
    ) -> Option<(FoundActor, Arc<dyn Switching>)>;
    /// An actor that sends each message over two roads; `None` if one of them takes other messages.
    fn both(&self, road: &Found, beside: &Found, spawner: Spawner<'_>) -> Option<Result<FoundActor, SpawnError>>;
    /// One end of two roads side by side; `None` if `to` takes other messages.
    fn side(
        &self,
        comparison: &Arc<Comparison>,
        which: Which,
        to: &Found,
        spawner: Spawner<'_>,
    ) -> Option<Result<FoundActor, SpawnError>>;
    /// Makes the actor of this process listen to a relay; `None` if it is not there.
    fn subscription(&self, name: &str, registry: &Arc<ActorRegistry>, to: Subscribe) -> Option<Box<dyn Listens>>;
}

/// A subscription whose actor's messages are erased. It is spawned, not awaited, so that no future is boxed.
pub(super) trait Listens: Send {
    fn spawn(self: Box<Self>, runtime: &tokio::runtime::Handle, closing: crate::discovery::Closing);
}

impl<M: DomainEnum> Listens for Subscription<M> {
    fn spawn(self: Box<Self>, runtime: &tokio::runtime::Handle, closing: crate::discovery::Closing) {
        drop(runtime.spawn(self.run(closing)));
    }
}

/// A registered type, by what makes its instances.
struct Registered<A>(Origin<A>);

// === impl ActorTypes ===

impl ActorTypes {
    /// No types.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Registers a type under its own name: that of the Rust type, or what `#[actor(name = "..")]` says.
    #[must_use]
    pub fn with<A: Spawnable>(self) -> Self {
        self.register::<A>(type_name::<A>())
    }

    /// Registers a type under another name. A type may have several.
    #[must_use]
    pub fn register<A: Spawnable>(self, name: &str) -> Self {
        self.originating(name, A::origin())
    }

    /// Registers a type that has no `config`; `constructor` returns an actor, or a `Result` with one.
    #[must_use]
    pub fn register_with<R: Constructed>(
        self,
        name: &str,
        constructor: impl Fn() -> R + Send + Sync + 'static,
    ) -> Self {
        self.originating(name, Origin::constructor(constructor))
    }

    /// Registers a type whose `config` is a `C`, with a closure: for what `#[actor(config = C)]` cannot say, such as what
    /// the program has and the file does not. Keys that `C` does not know are refused. `constructor` returns an actor, or
    /// a `Result` with one.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::sync::Arc;
    /// use std::sync::atomic::{AtomicU64, Ordering};
    ///
    /// use mycelium::prelude::*;
    ///
    /// # #[message(tlv = 0xC8)] pub struct Add { pub n: u64 }
    /// #[derive(serde::Deserialize)]
    /// struct CounterConfig { step: u64 }
    ///
    /// struct Counter { step: u64, sum: Arc<AtomicU64> }
    ///
    /// #[actor]
    /// impl Counter {
    ///     #[handler]
    ///     fn add(&mut self, add: &Add) {
    ///         self.sum.fetch_add(self.step * add.n, Ordering::Relaxed);
    ///     }
    /// }
    ///
    /// let sum = Arc::<AtomicU64>::default();
    /// let types = ActorTypes::new().configured("Counter", {
    ///     let sum = Arc::clone(&sum);
    ///     move |config: CounterConfig| Counter { step: config.step, sum: Arc::clone(&sum) }
    /// });
    /// ```
    #[must_use]
    pub fn configured<C, R: Constructed>(self, name: &str, constructor: impl Fn(C) -> R + Send + Sync + 'static) -> Self
    where
        C: DeserializeOwned + 'static,
    {
        self.originating(name, Origin::config(constructor))
    }

    fn originating<A: Actor>(mut self, name: &str, origin: Origin<A>) -> Self {
        if self.by_name.insert(name.to_owned(), Arc::new(Registered(origin))).is_some() {
            self.twice = Some(name.to_owned());
        }
        self
    }

    pub(super) fn get(&self, name: &str) -> Option<&dyn ActorType> {
        self.by_name.get(name).map(|known| &**known)
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(String::as_str)
    }
}

impl fmt::Debug for ActorTypes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.by_name.keys()).finish()
    }
}

// === impl ActorType for Registered ===

impl<A: Actor> ActorType for Registered<A> {
    fn takes(&self) -> (&'static str, &'static [Variant]) {
        (<A::Message as Message>::NAME, <A::Message as DomainEnum>::VARIANTS)
    }

    fn check(&self, plan: &ActorPlan) -> Result<(), ConfigError> {
        self.0.check(plan)
    }

    fn prepare(&self, plan: &ActorPlan, spawner: Spawner<'_>) -> Result<Box<dyn FnOnce() + Send>, LaunchError> {
        let again = (self.0.clone(), plan.clone());
        let constructor = move || again.0.make(&again.1).map_err(|error| Error::msg(error.message()));
        let first = || self.0.make(plan).map_err(LaunchError::Config);
        let prepared = spawner.prepare_with(first, Box::new(constructor))?;
        Ok(Box::new(move || drop(prepared.run())))
    }

    fn link_door(&self, id: ActorId, link: &Link, ask_limit: Option<Duration>) -> (FoundActor, Arc<dyn Counted>) {
        erased::<A::Message>(link.door(&id, ask_limit))
    }

    fn relay_door(&self, id: ActorId, relay: &Publisher, source: u8) -> (FoundActor, Arc<dyn Counted>) {
        let way = Way::Unaddressed { source };
        erased::<A::Message>(Arc::new(RemoteDoor::new(id, Arc::clone(relay.outlet()), way, None)))
    }

    fn fan_out(&self, receivers: &[Found], spawner: Spawner<'_>) -> Option<Result<FoundActor, SpawnError>> {
        let receivers: Option<Vec<ActorRef<A::Message>>> = receivers.iter().map(Found::actor).collect();
        Some(spawner.spawn(FanOut::new(receivers?)).map(FoundActor::new))
    }

    fn switch(
        &self,
        id: ActorId,
        to: &Found,
        is_one_way: bool,
        ask_limit: Option<Duration>,
    ) -> Option<(FoundActor, Arc<dyn Switching>)> {
        let (leading, switch) = Switch::<A::Message>::leading(id, to.actor()?, is_one_way, ask_limit);
        Some((FoundActor::new(leading), switch))
    }

    fn both(&self, road: &Found, beside: &Found, spawner: Spawner<'_>) -> Option<Result<FoundActor, SpawnError>> {
        let both = Both::<A::Message>::new(road.actor()?, beside.actor()?);
        Some(spawner.spawn(both).map(FoundActor::new))
    }

    fn side(
        &self,
        comparison: &Arc<Comparison>,
        which: Which,
        to: &Found,
        spawner: Spawner<'_>,
    ) -> Option<Result<FoundActor, SpawnError>> {
        let to: ActorRef<A::Message> = to.actor()?;
        let to = (which == Which::Road).then_some(to);
        Some(spawner.spawn(Side::new(Arc::clone(comparison), which, to)).map(FoundActor::new))
    }

    fn subscription(&self, name: &str, registry: &Arc<ActorRegistry>, to: Subscribe) -> Option<Box<dyn Listens>> {
        let actor: ActorRef<A::Message> = registry.find_local(name)?.actor()?;
        Some(Box::new(Subscription::new(to, actor, Arc::clone(registry))))
    }
}

fn erased<M: DomainEnum>(door: Arc<RemoteDoor<M>>) -> (FoundActor, Arc<dyn Counted>) {
    let found = FoundActor::new(ActorRef::<M>::from_ref(ActorRef::remote(Arc::clone(&door))));
    (found, door)
}
