//! Actors: what they are ([`Actor`], [`ActorBehavior`]), how they are reached ([`ActorRef`], [`Recipient`]),
//! what they can do while they run ([`Context`]), and the loop that runs them.
//!
//! Layer L2: it stands on mailbox and transport, and knows other actors only by what a [`Directory`] finds.
//! Nothing here spawns a task.

mod actor_ref;
mod answer;
mod arc_pool;
mod ask;
mod asks;
mod behavior;
mod context;
mod control;
mod dispatch;
mod dispatch_mode;
mod door;
mod error;
mod inline;
mod lending;
mod life;
mod recipient;
mod recipients;
mod remote;
mod run;
mod schema;
mod send;
mod serve;
mod switch;
mod turn;

pub use crate::actor_id::ActorId;
pub use actor_ref::{ActorRef, ActorTransport};
pub use answer::{Answer, Envelope, ReplyTo};
pub use arc_pool::ArcPool;
pub use ask::{Asking, Call};
pub(crate) use asks::{Asked, Asks, Awaits};
pub use behavior::{Actor, ActorBehavior, Handle};
pub use context::{Context, LookupError};
pub(crate) use context::{Directory, Found, find};
pub use control::{ActorState, RestartError, StopReason};
pub(crate) use control::{Command, Controls};
pub use dispatch::{Outcome, Returned, Returns, later};
pub use dispatch_mode::Dispatch;
pub(crate) use door::Controlled;
pub use door::LocalDoor;
pub use error::{AskError, SendError, SendErrorKind};
pub(crate) use inline::{Cell, Instance, RunsInline, Trouble};
pub(crate) use life::{AfterPanic, Constructor, Ends, Life, Remake, Supervisor};
pub use recipient::{Recipient, SendingTo};
pub use recipients::{PublishError, Publishing, Recipients, Refusal};
pub use remote::RemoteDoor;
pub(crate) use remote::{Counted, Target, Way, unix_time_ns};
pub(crate) use run::{Runner, panic_said};
pub(crate) use schema::MessageThere;
pub use schema::{SchemaDifference, SchemaField, SchemaMismatch};
pub(crate) use send::Delivery;
pub use send::Sending;
pub(crate) use serve::Progress;
pub use switch::Switch;
pub(crate) use switch::Switching;
