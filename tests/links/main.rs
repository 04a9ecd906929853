//! Links, byte by byte: what a node does with callers that are none of ours, and a caller with nodes that are none.
//!
//! The other end is a plain socket here, which says whatever a test wants; the node is a real process (`called`), or this
//! one (`calling`). `sockets` is about the files.

#[path = "../node/actors.rs"]
#[allow(dead_code, reason = "the messages of all roads, of which links need some")]
mod actors;
#[path = "../roads/child.rs"]
mod child;
mod raw;

mod called;
mod calling;
mod sockets;
