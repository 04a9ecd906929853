//! A link inside one process: frames go in at one end and come out as bytes at the other.
//!
//! It joins two systems as a socket would, without one: everything is encoded, cut and decoded for real.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Context, Poll};

use super::outbox::Outbox;
use super::{LINK_BUFFER_BYTES, Outlet};

/// The receiving end of a link. Dropping it closes the link; senders learn of it.
#[derive(Debug)]
pub struct Inlet(Arc<Outbox>);

/// Makes a link. Up to `buffer_bytes` wait in its outbound buffer, 0 means [`LINK_BUFFER_BYTES`]; as much again
/// may be on its way in the chunk that the receiving end took last.
///
/// # Examples
///
/// ```
/// use mycelium::prelude::*;
/// use mycelium::transport::memory_link;
///
/// #[message(tlv = 0xC8)]
/// pub struct Tick { pub n: u64 }
///
/// struct Clock { sum: u64 }
///
/// #[actor]
/// impl Clock {
///     #[handler]
///     fn tick(&mut self, tick: &Tick) { self.sum += tick.n }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<()> {
/// let (outlet, inlet) = memory_link(0);
/// let here = ActorSystem::new();
/// let there = ActorSystem::new();
/// let clock = there.spawn(Clock { sum: 0 });
/// there.accept(inlet, &clock);
///
/// let far: ClockRef = here.connect("clock", outlet)?;
/// far.tick(Tick { n: 1 }).await?; // the same line as with a local actor
/// assert!(!far.is_local());
/// # Ok(())
/// # }
/// ```
#[must_use]
pub fn memory_link(buffer_bytes: usize) -> (Outlet, Inlet) {
    let limit = if buffer_bytes == 0 { LINK_BUFFER_BYTES } else { buffer_bytes };
    let outbox = Arc::new(Outbox::open_from_the_start(limit));
    (Outlet::new(Arc::clone(&outbox)), Inlet(outbox))
}

// === impl Inlet ===

impl Inlet {
    /// Waits for bytes and moves all that are there into `chunk`, whose old content is discarded. Returns
    /// `false` when the other end is closed and everything was taken. Cancel safe.
    pub async fn take(&mut self, chunk: &mut Vec<u8>) -> bool {
        poll_fn(|cx| self.poll_take(cx, chunk)).await
    }

    /// Lets nothing more in; what is inside can still be taken.
    pub(crate) fn close(&self) {
        self.0.close();
    }

    pub(crate) fn poll_take(&mut self, cx: &mut Context<'_>, chunk: &mut Vec<u8>) -> Poll<bool> {
        self.0.poll_take(cx, chunk)
    }
}

impl Drop for Inlet {
    fn drop(&mut self) {
        self.0.close();
    }
}
