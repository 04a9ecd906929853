//! Roads: one set of scenarios, run on every road that carries them.
//!
//! The same sending code runs against actors of the same process, of another process over a unix socket, and of another
//! process through a relay. The other process is a real one, of the program `node`; see `support` for how a scenario is
//! laid out. A test is called `scenario::road`.

#[path = "../node/actors.rs"]
mod actors;
mod child;
mod support;

mod asking;
mod ends;
mod fan_out;
mod launching;
mod methods;
mod names;
mod peers;
mod publishing;
mod relayed;
mod sending;
