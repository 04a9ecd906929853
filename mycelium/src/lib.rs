//! # mycelium
//!
//! An actor framework that is driven by two attributes. `#[message(tlv = ..)]` gives a plain struct a wire
//! form; `#[actor]` on an impl block turns a service into an actor with a typed handle. Inside one process a
//! message is a typed value or an `Arc`: nothing is serialized. Over a link the same message is a Protocol V2
//! TLV frame. The line that sends is the same.
//!
//! ```
//! use mycelium::prelude::*;
//!
//! #[message(tlv = 0xC8, domain = market_data)]
//! #[derive(Debug, Clone, PartialEq)]
//! pub struct Price { pub instrument: u64, pub price_q8: i64 }
//!
//! #[message(tlv = 0xC9, domain = market_data, reply = Option<i64>)]
//! pub struct LastPrice { pub instrument: u64 }
//!
//! #[derive(Default)]
//! pub struct PriceBook { last: std::collections::HashMap<u64, i64> }
//!
//! #[actor]
//! impl PriceBook {
//!     #[handler]
//!     fn price(&mut self, price: &Price) { self.last.insert(price.instrument, price.price_q8); }
//!
//!     #[handler]
//!     fn last_price(&self, question: &LastPrice) -> Option<i64> { self.last.get(&question.instrument).copied() }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<()> {
//! let system = ActorSystem::new();
//! let book = system.spawn(PriceBook::default());
//! book.price(Price { instrument: 7, price_q8: 42 }).await?;
//! assert_eq!(book.last_price(LastPrice { instrument: 7 }).await?, Some(42));
//! # Ok(())
//! # }
//! ```
//!
//! # The map
//!
//! An arrow of dependence points down; siblings never see each other.
//!
//! ```text
//!  L6  system                     owns actors, spawns their tasks
//!  L5  migration                  from relays to bundles: existing consumers, reports
//!  L4  relay                      hubs, and those who connect to them
//!  L3  discovery, bundle,         names to actors, frames to actors; the configuration file;
//!      supervision                what follows a panic
//!  L2  actor                      references, context, the run loop
//!  L1  mailbox │ transport        values waiting │ bytes moving
//!  L0  wire, message, protocol,   bytes, traits, the protocol's own messages,
//!      metrics                    counters
//! ```

#![warn(clippy::print_stdout, clippy::print_stderr)]

extern crate self as mycelium;

pub mod prelude;

mod error;
pub use error::{Error, Result};

mod message;
pub use message::{Ask, CallKind, Carry, Message, MessageForm, MessageType, Sendable, Tell};

mod domain_enum;
pub use domain_enum::{CarriedBy, DomainEnum, Handles, Variant};

mod numbers;
pub use numbers::NumberTwice;

pub mod schema_lock;

pub mod wire;

pub mod protocol;

mod actor_id;
mod log_limit;
mod metrics;
pub use metrics::TransportMetrics;

mod mailbox;
pub use mailbox::{
    AskStage, ConflateKey, DEFAULT_CAPACITY, DropReason, Dropped, Drops, IsNeverAnswered, KeyHasher, MailboxOptions,
    NoAnswer, Overflow,
};

pub mod transport;

mod actor;
pub use actor::{
    Actor, ActorBehavior, ActorId, ActorRef, ActorState, ActorTransport, Answer, ArcPool, AskError, Asking, Call,
    Context, Dispatch, Envelope, Handle, LocalDoor, LookupError, Outcome, PublishError, Publishing, Recipient,
    Recipients, Refusal, RemoteDoor, ReplyTo, RestartError, Returns, SchemaDifference, SchemaField, SchemaMismatch,
    SendError, SendErrorKind, Sending, SendingTo, StopReason, Switch,
};

mod supervision;
pub use supervision::RestartPolicy;

mod discovery;

pub mod bundle;
pub use bundle::Wait;
pub mod relay;

pub mod migration;

mod system;
pub use system::{
    ActorStatus, ActorSystem, ActorTypes, ComparisonReport, Constructed, DropStatus, EdgeStatus, Executor,
    ExecutorError, ExecutorStart, LaunchError, MovedEdge, Origin, ReloadError, STATUS_VERSION, Seat, SpawnError,
    Spawnable, Spawner, SubscriptionStatus, SystemStatus,
};

#[doc(inline)]
pub use mycelium_macros::{actor, message};

mod line;
mod sync;

#[doc(hidden)]
pub mod __private;

/// The README's program, which is compiled and run as a test.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
#[derive(Debug)]
pub struct Readme;

/// The guide's programs, which are compiled and run as tests.
#[cfg(doctest)]
#[doc = include_str!("../../docs/migration.md")]
#[derive(Debug)]
pub struct MigrationGuide;
