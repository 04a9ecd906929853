//! The sending end of a link: what senders and the link itself do with the outbound buffer.

use std::future::poll_fn;
use std::io;
use std::sync::Arc;
use std::task::{Context, Poll};

use tokio::net::UnixStream;

use super::outbox::Outbox;
use super::{OutletLoad, PushError, write_all};
use crate::line::Ticket;

/// The sending end of a link. Dropping it closes the link; what is inside still arrives.
#[derive(Debug)]
pub struct Outlet {
    outbox: Arc<Outbox>,
    frame_bytes_max: usize,
}

// === impl Outlet ===

impl Outlet {
    pub(super) fn new(outbox: Arc<Outbox>) -> Self {
        Self { outbox, frame_bytes_max: usize::MAX }
    }

    /// An end whose senders wait until there is a connection; up to `limit` bytes wait inside.
    pub(crate) fn opening(limit: usize) -> Self {
        Self::new(Arc::new(Outbox::opening(limit)))
    }

    /// Tells senders that the other end takes no longer frames; they hold to it.
    pub(crate) fn with_frames_up_to(mut self, frame_bytes_max: usize) -> Self {
        self.frame_bytes_max = frame_bytes_max;
        self
    }

    /// The longest frame that is to be put in.
    pub(crate) fn frame_bytes_max(&self) -> usize {
        self.frame_bytes_max
    }

    pub(crate) fn try_push<E>(
        &self,
        len: usize,
        encode: impl FnOnce(u64, &mut Vec<u8>) -> Result<(), E>,
    ) -> Result<(), PushError<E>> {
        self.outbox.try_push(len, encode)
    }

    pub(crate) fn poll_push<E>(
        &self,
        cx: &mut Context<'_>,
        ticket: &mut Option<Ticket>,
        len: usize,
        encode: impl FnOnce(u64, &mut Vec<u8>) -> Result<(), E>,
    ) -> Poll<Result<(), PushError<E>>> {
        self.outbox.poll_push(cx, ticket, len, encode)
    }

    /// Puts a frame in whatever room there is; for frames that others bound.
    pub(crate) fn push_beyond_limit<E>(
        &self,
        encode: impl FnOnce(u64, &mut Vec<u8>) -> Result<(), E>,
    ) -> Result<(), PushError<E>> {
        self.outbox.push_beyond_limit(encode)
    }

    pub(crate) fn cancel(&self, ticket: Ticket) {
        self.outbox.cancel(ticket);
    }

    /// Ready when no more waits inside than the limit allows.
    pub(crate) async fn relieved(&self) {
        poll_fn(|cx| self.outbox.poll_relief(cx)).await;
    }

    /// Whether more waits inside than the limit allows.
    pub(crate) fn is_over_limit(&self) -> bool {
        self.outbox.is_over_limit()
    }

    /// Takes frames in from now on, for `socket`.
    pub(crate) fn open(&self, socket: &Arc<UnixStream>) {
        self.outbox.open(Some(Arc::clone(socket)));
    }

    /// Takes frames in from now on, for a writer that writes each of them itself.
    pub(crate) fn open_for_the_writer(&self) {
        self.outbox.open(None);
    }

    /// Takes all that waits, as [`write_to`](Self::write_to) does; for a writer that then says what it has written.
    pub(crate) fn poll_take(&self, cx: &mut Context<'_>, chunk: &mut Vec<u8>) -> Poll<bool> {
        self.outbox.poll_take(cx, chunk)
    }

    /// One of the frames that were taken is not to be counted as unsent any more.
    pub(crate) fn one_written(&self) {
        self.outbox.one_written();
    }

    /// Refuses frames until it is opened again; returns how many were inside and are thrown away.
    pub(crate) fn down(&self) -> u64 {
        self.outbox.down()
    }

    /// Refuses frames for good; what is inside is still written.
    pub(crate) fn close(&self) {
        self.outbox.close();
    }

    /// Whether there is a connection.
    pub(crate) fn is_open(&self) -> bool {
        self.outbox.is_open()
    }

    /// Makes all who wait for room poll once more; they keep their places.
    pub(crate) fn rouse(&self) {
        self.outbox.rouse();
    }

    /// The sequence number of the last frame that was taken in, and how many frames are not written yet.
    pub(crate) fn progress(&self) -> (u64, u64) {
        self.outbox.progress()
    }

    /// How it stands.
    pub(crate) fn load(&self) -> OutletLoad {
        self.outbox.load()
    }

    /// Whether the link is closed for good: the other end was dropped.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.outbox.is_closed()
    }

    /// Writes what waits to `socket`, all of it at a time, until the end is down or closed.
    pub(crate) async fn write_to(&self, socket: &UnixStream) -> io::Result<()> {
        let mut chunk = Vec::new();
        while poll_fn(|cx| self.outbox.poll_take(cx, &mut chunk)).await {
            write_all(socket, &chunk).await?;
            // However much there is to write, other tasks have their turn.
            tokio::task::coop::consume_budget().await;
        }
        Ok(())
    }
}

impl Drop for Outlet {
    fn drop(&mut self) {
        self.outbox.close();
    }
}
