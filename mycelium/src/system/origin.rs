//! How a topology makes the actors of a registered type: from the `config` that its file gives them, or from nothing.
//!
//! The file is read again for each instance, so that a config need not be `Clone`: this happens once per start and
//! restart.

use std::fmt;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::actor::{Actor, ActorBehavior};
use crate::bundle::{ActorPlan, ConfigError};
use crate::error::{Error, Failure};

/// An actor that a topology can make by the name of its type: what [`ActorTypes::with`](crate::ActorTypes::with) and
/// [`register`](crate::ActorTypes::register) take.
///
/// `#[actor(config = ..)]` writes it, with the type's `new` as its constructor. `#[actor]` without that writes it for types
/// that are `Default`, and so does the trait for each [`ActorBehavior`](crate::ActorBehavior) that is. Of what none of them
/// can make, a closure makes instances: [`ActorTypes::configured`](crate::ActorTypes::configured) and
/// [`register_with`](crate::ActorTypes::register_with).
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be made by the name of its type: it has no `config`, and is not `Default`",
    label = "neither `#[actor(config = ..)]` nor `Default`",
    note = "write `#[actor(config = YourConfig)]` and `fn new(config: YourConfig) -> Self`, derive `Default`, or register it with a closure: `register_with(name, || ..)`"
)]
pub trait Spawnable: Actor {
    /// Where its instances come from.
    fn origin() -> Origin<Self>;
}

/// Where the instances of an actor's type come from. Cheap to clone.
///
/// # Examples
///
/// What `#[actor(config = CounterConfig)]` writes, by hand:
///
/// ```
/// use mycelium::prelude::*;
/// use mycelium::{Origin, Spawnable};
///
/// # #[message(tlv = 0xC8)] pub struct Add { pub n: u64 }
/// # #[message] pub enum CounterMessage { Add(Add) }
/// #[derive(serde::Deserialize)]
/// struct CounterConfig { first: u64 }
///
/// struct Counter { sum: u64 }
///
/// impl ActorBehavior for Counter {
///     type Message = CounterMessage;
///
///     async fn handle(&mut self, message: CounterMessage) -> Result<()> {
///         let CounterMessage::Add(add) = message;
///         self.sum += add.n;
///         Ok(())
///     }
/// }
///
/// impl Spawnable for Counter {
///     fn origin() -> Origin<Self> {
///         Origin::config(|config: CounterConfig| Counter { sum: config.first })
///     }
/// }
///
/// let types = ActorTypes::new().with::<Counter>();
/// ```
pub struct Origin<A> {
    check: fn(&ActorPlan) -> Result<(), ConfigError>,
    make: Arc<Make<A>>,
}

/// Reads an actor's `config`, and makes an instance of it.
type Make<A> = dyn Fn(&ActorPlan) -> Result<A, ConfigError> + Send + Sync;

/// What a constructor returns: an actor, or a `Result` with one.
///
/// An error is anything that can be shown. It stops the launch; of an actor that is restarted, it ends it with
/// [`StopReason::StartFailed`](crate::StopReason::StartFailed).
pub trait Constructed {
    /// The actor.
    type Actor: Actor;

    /// The actor, or what the error says of it.
    ///
    /// # Errors
    ///
    /// The error's sentence.
    fn constructed(self) -> Result<Self::Actor, Error>;
}

/// The `config` of an actor that has none.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NoConfig {}

// === impl Origin ===

impl<A: Actor> Origin<A> {
    /// Instances are made by `constructor` from a `C`, which is read from the actor's `config`. Keys that `C` does not
    /// know are refused.
    #[must_use]
    pub fn config<C, R>(constructor: impl Fn(C) -> R + Send + Sync + 'static) -> Self
    where
        C: DeserializeOwned + 'static,
        R: Constructed<Actor = A>,
    {
        Self::of(move |config: C| constructor(config).constructed())
    }

    /// Instances are made by `constructor`, and there is no `config`.
    #[must_use]
    pub fn constructor<R: Constructed<Actor = A>>(constructor: impl Fn() -> R + Send + Sync + 'static) -> Self {
        Self::config(move |NoConfig {}| constructor())
    }

    fn of<C: DeserializeOwned + 'static>(constructor: impl Fn(C) -> Result<A, Error> + Send + Sync + 'static) -> Self {
        let make =
            move |plan: &ActorPlan| constructor(plan.config::<C>()?).map_err(|error| plan.error_of_constructor(&error));
        Self { check: |plan| plan.config::<C>().map(drop), make: Arc::new(make) }
    }

    /// Whether an actor's `config` can be read.
    pub(super) fn check(&self, plan: &ActorPlan) -> Result<(), ConfigError> {
        (self.check)(plan)
    }

    /// A new instance.
    pub(super) fn make(&self, plan: &ActorPlan) -> Result<A, ConfigError> {
        (self.make)(plan)
    }
}

impl<A> Clone for Origin<A> {
    fn clone(&self) -> Self {
        Self { check: self.check, make: Arc::clone(&self.make) }
    }
}

impl<A> fmt::Debug for Origin<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Origin").finish_non_exhaustive()
    }
}

// === impl Spawnable, Constructed ===

impl<B: ActorBehavior + Default> Spawnable for B {
    fn origin() -> Origin<Self> {
        Origin::constructor(Self::default)
    }
}

impl<A: Actor> Constructed for A {
    type Actor = A;

    fn constructed(self) -> Result<A, Error> {
        Ok(self)
    }
}

impl<A: Actor, E: fmt::Display> Constructed for Result<A, E> {
    type Actor = A;

    fn constructed(self) -> Result<A, Error> {
        self.map_err(Error::msg)
    }
}

// === what `#[actor]` writes ===

/// For `#[actor(config = C)]`: calls the constructor. `C` is a parameter, so that it may be less visible than the actor.
#[doc(hidden)]
pub trait FromConfig<C>: Actor {
    fn from_config(config: C) -> Result<Self, Error>;
}

/// A type that can be read from a file, in our words where it cannot.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from a file",
    label = "not `serde::Deserialize`",
    note = "write `#[derive(serde::Deserialize)]` above `{Self}`; it owns all that it holds: `String`, not `&str`"
)]
pub trait ReadFromFile: DeserializeOwned + 'static {}

#[diagnostic::do_not_recommend]
impl<C: DeserializeOwned + 'static> ReadFromFile for C {}

/// What `new` takes, in our words where that is not the config.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`new` takes `{T}`, but the actor has `config = {Self}`",
    label = "not `{Self}`",
    note = "let `new` take `{Self}`, or name the type that it takes: `#[actor(config = {T})]`"
)]
pub trait IsConfig<T> {
    fn config(self) -> T;
}

impl<C> IsConfig<C> for C {
    fn config(self) -> C {
        self
    }
}

/// With a single candidate rustc would infer that one, and report a type mismatch instead of the sentence above.
#[diagnostic::do_not_recommend]
impl<C> IsConfig<Other<C>> for C {
    fn config(self) -> Other<C> {
        Other(self)
    }
}

/// What nobody's constructor takes.
#[doc(hidden)]
#[derive(Debug)]
pub struct Other<C>(C);

/// What `new` returns, in our words where that is no actor.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`new` returns `{Self}`, which is neither `{A}` nor a `Result` with one",
    label = "returns `{Self}`",
    note = "return `Self`, or `Result<Self, E>` where `E: Display`"
)]
pub trait Makes<A> {
    fn made(self) -> Result<A, Error>;
}

impl<A: Actor> Makes<A> for A {
    fn made(self) -> Result<A, Error> {
        Ok(self)
    }
}

impl<A: Actor, E: Failure> Makes<A> for Result<A, E> {
    fn made(self) -> Result<A, Error> {
        self.map_err(Error::msg)
    }
}

/// What `new` returns that stands in for one which is not there.
#[doc(hidden)]
#[derive(Debug)]
pub struct NotMade<C>(pub C);

impl<A: Actor + HasConstructor<C>, C> Makes<A> for NotMade<C> {
    fn made(self) -> Result<A, Error> {
        A::construct(self.0)
    }
}

/// Of no type: what is missing where [`NotMade`] is to be an actor.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no function `new` that makes it from `{C}`",
    label = "no `new` takes this",
    note = "add `fn new(config: {C}) -> Self` to the block; it may return `Result<Self, E>` where `E: Display`"
)]
pub trait HasConstructor<C>: Sized {
    fn construct(config: C) -> Result<Self, Error>;
}

/// `Default`, but with a lifetime, which keeps rustc from judging the bound before somebody relies on it: an actor need not
/// be `Default` as long as nobody registers it.
#[doc(hidden)]
pub trait ByDefault<'a>: Default {}

impl<T: Default> ByDefault<'_> for T {}

/// For `#[actor(config = C)]`.
#[must_use]
pub fn from_config<C: ReadFromFile, A: FromConfig<C>>() -> Origin<A> {
    Origin::of(A::from_config)
}

/// For `#[actor]`.
#[must_use]
pub fn by_default<A: Actor + Default>() -> Origin<A> {
    Origin::constructor(A::default)
}

/// For a block that was refused: its program is not run.
#[must_use]
pub fn refused<A: Actor>() -> Origin<A> {
    Origin::of(|NoConfig {}| Err(Error::msg("its block was refused")))
}
