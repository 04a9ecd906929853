//! Bytes on their way between processes: outbound buffers, and the links that empty them.
//!
//! Layer L1. It knows frames as bytes, not messages and not actors.
//!
//! - [`Outlet`]: where senders put frames. Bounded in bytes; a full one refuses, or makes wait.
//! - [`Inlet`]: the other end, which takes all that waits in one piece.
//! - [`memory_link`]: both ends in one process, for two systems side by side.

mod memory;
mod outbox;
mod outlet;
mod socket;
mod stream;

pub use memory::{Inlet, memory_link};
pub(crate) use outbox::{OutletLoad, PushError};
pub use outlet::Outlet;
pub use socket::{BoundSocket, SocketError, private_directory};
pub(crate) use stream::{read_some, write_all};

/// How many bytes wait in a link's outbound buffer, at most, unless it is told otherwise: 1 MiB.
pub const LINK_BUFFER_BYTES: usize = 1_048_576;
