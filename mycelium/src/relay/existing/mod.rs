//! Torq's existing relay, and how to lose nothing there.
//!
//! Its reader takes one `read` of up to 65,536 bytes as one message, and looks at the first header only. So a write that
//! holds many frames is cut somewhere, and what follows the cut is dropped; and so are frames that came one by one, when
//! more than 65,536 bytes of them wait while the relay is busy. It answers nothing, but it sends everything back to its
//! sender, too. That echo is what is built on here:
//!
//! - `link`: one connection. One frame per write, of 65,536 bytes at most; an unfinished one is finished before the next.
//!   `pipe` keeps long ones in one piece.
//! - `window`: no more than 65,536 bytes are on their way without having come back; so no read cuts a frame.
//! - `client`: [`EchoClient`], for programs without actors. `inbox` is what waits until it is taken.
//! - `publisher`: the same for the frames of an edge.
//!
//! # Without an echo
//!
//! Our own relay returns nothing to a sender, and an old one returns nothing of another domain. When the window is full and
//! nothing comes back for a time, this end **falls back**: it goes on without waiting, through a send buffer so small that
//! still no more than 65,536 bytes wait for a relay's read, as long as frames have [`FALLBACK_FRAME_BYTES`] at most.
//! Nothing says what arrived: frames count as unconfirmed. The first echo ends the fallback.
//!
//! # Before Linux 6.5
//!
//! A frame of more than 36,544 bytes reaches the relay in two pieces there, because the kernel moves a write so; a relay that
//! reads in between forwards the first piece and drops the second. Its echo does not come then, and it counts as unconfirmed.
//! Without an echo, what holds there holds for frames of up to 21,000 bytes; longer ones go out with a pause of 1 ms before
//! each, and a relay that is busy for longer may cut them.

mod client;
mod counts;
mod inbox;
mod link;
mod pipe;
mod publisher;
mod window;

pub use client::{EchoClient, EchoError, EchoOptions};
pub use counts::EchoCounts;
pub use link::FALLBACK_FRAME_BYTES;
pub(crate) use link::FRAME_BYTES_MAX;
pub(super) use publisher::carry;
