//! What the programs that measure the pair share: the pair on each road, running; children that are the program itself in
//! other roles; and three ways to load it.
//!
//! A program that includes this offers [`roles::Role`] as its hidden subcommands.

pub(crate) mod account;
pub(crate) mod baselines;
mod child;
mod control;
pub(crate) mod difference;
pub(crate) mod enqueue;
pub(crate) mod flood;
mod forwarder;
pub(crate) mod idle;
mod node;
pub(crate) mod open_load;
mod outcome;
pub(crate) mod output;
pub(crate) mod pair;
pub(crate) mod progress;
pub(crate) mod road;
pub(crate) mod roles;
pub(crate) mod usage;

/// The stand-in of Torq's relay engine, which the tests run as a process.
#[path = "../../tests/torq/engine.rs"]
mod torq_engine;

pub(crate) use outcome::Outcome;
