//! A sender's road to an existing relay: what waits in its outbound buffer goes out frame by frame, as echoes come back.
//!
//! All frames pass the writer: whoever puts one in never writes it to the socket himself, since there might be no room in the
//! window. It costs each message a wake-up that the road to our own relay saves.

use std::future::poll_fn;
use std::io;
use std::pin::pin;
use std::time::{Duration, Instant};

use tokio::net::UnixStream;
use tokio::time::timeout;

use super::link::{Arrivals, EchoLink};
use super::window::EchoWindow;
use crate::discovery::{ActorRegistry, Closing, FLUSH_MAX, First, first};
use crate::log_limit::LogLimit;
use crate::transport::Outlet;
use crate::wire::{ChecksumRule, Frame, Header, WireError};

/// How long no echo may come while the window is full.
const ECHO_TIMEOUT: Duration = Duration::from_secs(1);

/// A connection, and what became of the frames that went over it.
struct Road<'a> {
    link: EchoLink,
    window: EchoWindow,
    registry: &'a ActorRegistry,
    log: LogLimit,
    /// Frames without an echo that are in the metrics already.
    reported: u64,
    fallbacks: u64,
}

/// Carries what is put into `outlet` over one connection. Returns why it was lost; `None` if all is closing.
pub(in crate::relay) async fn carry(
    outlet: &Outlet,
    registry: &ActorRegistry,
    socket: UnixStream,
    closing: &mut Closing,
) -> Option<String> {
    // What others publish is passed over, so it may be damaged or not.
    let link = match EchoLink::new(socket, ChecksumRule::AcceptZero) {
        Ok(link) => link,
        Err(error) => return Some(error.to_string()),
    };
    let window = EchoWindow::default();
    let mut road = Road { link, window, registry, log: LogLimit::default(), reported: 0, fallbacks: 0 };
    outlet.open_for_the_writer();
    let ended = {
        let mut writing = pin!(road.write(outlet));
        match first(closing.wait(), writing.as_mut()).await {
            First::Left(()) => {
                outlet.close();
                drop(timeout(FLUSH_MAX, writing).await);
                None
            }
            First::Right(Err(error)) => Some(error.to_string()),
            First::Right(Ok(())) => Some("nobody sends over it any more".to_owned()),
        }
    };
    road.window.lost();
    road.report();
    ended
}

// === impl Road ===

impl Road<'_> {
    async fn write(&mut self, outlet: &Outlet) -> io::Result<()> {
        let mut chunk = Vec::new();
        while self.link.read_during(poll_fn(|cx| outlet.poll_take(cx, &mut chunk)), &mut self.window).await? {
            let mut rest = &chunk[..];
            while let Ok(header) = Header::read(rest) {
                let (frame, behind) = rest.split_at(header.frame_len().min(rest.len()));
                self.link.room(frame.len(), &mut self.window, ECHO_TIMEOUT).await?;
                self.link.begin(frame, header.source, header.sequence, &mut self.window);
                // From here on the window accounts for it.
                outlet.one_written();
                self.link.finish(&mut self.window).await?;
                self.report();
                rest = behind;
            }
        }
        // Nothing more comes; what is on its way may still come back.
        let all_back = async {
            while self.window.pending() > 0 {
                self.link.read(&mut self.window).await?;
            }
            Ok(())
        };
        timeout(ECHO_TIMEOUT, all_back).await.unwrap_or(Ok(()))
    }

    fn report(&mut self) {
        let fates = self.window.fates();
        let lost = fates.unconfirmed + fates.uncertain;
        self.registry.frames_unconfirmed.add_shared(lost - std::mem::replace(&mut self.reported, lost));
        if std::mem::replace(&mut self.fallbacks, fates.fallbacks) < fates.fallbacks
            && let Some(left_out) = self.log.admit(Instant::now())
        {
            tracing::warn!(left_out, "no echo came from an existing relay for {ECHO_TIMEOUT:?}; sending without");
        }
    }
}

// === impl EchoWindow ===

impl Arrivals for EchoWindow {
    fn window(&mut self) -> &mut EchoWindow {
        self
    }

    /// Whatever is no echo is for others.
    fn arrived(&mut self, frame: Result<Frame<'_>, WireError>) {
        if let Ok(frame) = frame {
            self.came_back(frame.header().source, frame.header().sequence);
        }
    }
}
