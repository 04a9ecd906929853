//! Bundles: the one TOML file that says which actors share a process, and which road each message takes.
//!
//! Text in, plan or error out. Nothing here runs, connects or spawns; the only input is the file that
//! [`TopologyConfig::read`] reads (and the user's runtime directory, where the file names no `link_directory`).
//! Whatever the file does not mean exactly is refused, with its place and what to write instead.
//!
//! ```toml
//! # Where the sockets of links stand; by default $XDG_RUNTIME_DIR/mycelium, else /tmp/mycelium-<uid>.
//! link_directory = "/run/user/1000/mycelium"
//! link_buffer_bytes = 1048576                 # a link's outbound buffer, 4096 to 1 GiB; this is the default
//! handshake_timeout_ms = 2000                 # the default
//! connect_timeout_ms = 5000                   # how long sends wait for a peer that was never up; the default
//! ask_timeout_ms = 5000                       # how long asks wait for room and answer together; default: as long as it takes
//! status = true                               # each node says how it is, for `mycelium health`; by default none does
//!
//! [relays]                                    # a domain's name or number, and the socket of its relay
//! signal = "/run/trading/signal.sock"
//! execution = { socket = "/tmp/torq/execution.sock", kind = "existing" }   # Torq's own; by default "mycelium"
//!
//! [[bundles]]
//! name = "trading_core"
//! mode = "shared_memory"                      # one process; or "same_node": a process for each member
//! actors = ["market_processor"]               # names, which are also the names of their types; may be empty
//! executor = "dedicated"                      # a thread for its actors; or "grouped"; by default "shared", as tasks
//! cores = [0]                                 # that thread runs on these cores only; by default on any
//! wait = "spin"                               # that thread never sleeps; by default "park"
//! dispatch = "inline"                         # senders run the handlers of idle actors; by default "queued"
//!
//! [[bundles]]
//! name = "dashboard"
//! mode = "same_node"
//! [bundles.actors.web]                        # or a table for each actor
//! type = "WebServer"                          # the registered type
//! config = { port = 8080 }                    # decoded into the actor's own type
//! mailbox = 1024                              # how many messages wait
//! overflow = "drop_oldest"                    # without room: "block", "reject", "drop_newest" or "drop_oldest"
//! ask_timeout_ms = 500                        # how long asks of it wait, instead of what the file says for all
//!
//! [[edges]]
//! from = "market_processor"                   # an actor, or a shared_memory bundle: what its process sends
//! to = "web"                                  # an actor, or a list of them: each gets every message
//! road = "relay"                              # "bundle", "unix" or "relay"; a list may do without
//! source = 21                                 # the source byte of its frames to a relay; by default 128 and up
//! beside = "unix"                             # side by side: every message takes this road too, and both are compared
//! ```
//!
//! A **node** is what runs as one process: a `shared_memory` bundle, or one member of a `same_node` bundle. The
//! road from one actor to another is what an edge says about the two; else by value inside a node; else a unix
//! socket. It follows from the file alone.
//!
//! Reading order: `plan`, `executor` and `route` (what there is), `topology` (the questions), `parse` (the answers), `decode`
//! (an actor's own part).

mod decode;
mod error;
mod executor;
mod explain;
mod home;
mod moved;
mod parse;
mod part;
mod plan;
mod route;
mod table;
mod topology;
mod words;

pub(crate) use words::cores;

pub use error::ConfigError;
pub use executor::{ExecutorPlan, Wait};
pub use part::{Part, PartError};
pub use plan::{ActorBundle, ActorPlan, BundleId, DeploymentMode, NodePlan};
pub use route::{Consumer, Edge, Explanation, RelayKind, Road, Route, UnknownRoad};
pub use topology::TopologyConfig;
