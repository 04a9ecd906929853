//! The two ends of a relay edge: a sender's frames on their way to a relay, and an actor that a relay feeds.
//!
//! Both connect by themselves, whichever side starts first, and again when the relay was restarted. What is published
//! while there is no relay fails; what a relay drops is found by the sequence, counted and logged.

use std::fmt;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering::{AcqRel, Acquire, Release};
use std::sync::atomic::{AtomicBool, AtomicU64};
use std::time::{Duration, Instant};

use tokio::net::UnixStream;
use tokio::sync::watch;
use tokio::time::timeout;

use super::existing::{FRAME_BYTES_MAX, carry};
use super::{Received, RelaySubscriber};
use crate::actor::ActorRef;
use crate::bundle::RelayKind;
use crate::discovery::{ActorRegistry, Closing, FLUSH_MAX, First, Refusal, Retry, deliver, first};
use crate::domain_enum::DomainEnum;
use crate::log_limit::LogLimit;
use crate::metrics::Counter;
use crate::transport::{Outlet, OutletLoad, read_some};
use crate::wire::Domain;

/// One sender's road to the relay of one domain.
pub(crate) struct Publisher {
    path: PathBuf,
    kind: RelayKind,
    outlet: Arc<Outlet>,
    connect_timeout: Duration,
    registry: Arc<ActorRegistry>,
    is_claimed: AtomicBool,
}

/// To what an actor listens.
pub(crate) struct Subscribe {
    /// The relay's socket.
    pub(crate) path: PathBuf,
    pub(crate) domain: Domain,
    /// The senders whose messages are for the actor.
    pub(crate) sources: Arc<Sources>,
    pub(crate) connect_timeout: Duration,
    /// How many subscriptions of the process have never stood yet.
    pub(crate) pending: Arc<watch::Sender<usize>>,
}

/// The senders whose frames a subscription takes, and how far each has come. Senders come and go while it runs.
#[derive(Debug)]
pub(crate) struct Sources {
    /// Frames above this sequence number are taken; `NONE` if none are.
    after: [AtomicU64; SOURCES],
    /// The sequence number of the last frame that was delivered, or refused, of each sender.
    delivered: [AtomicU64; SOURCES],
    /// Frames of each sender that came.
    received: [Counter; SOURCES],
    /// Frames of each sender that never came.
    lost: [Counter; SOURCES],
    is_connected: AtomicBool,
}

/// How many source bytes there are.
const SOURCES: usize = 256;
/// No frame comes after it.
const NONE: u64 = u64::MAX;

/// An actor's subscription to the relay of its domain.
pub(crate) struct Subscription<M: DomainEnum> {
    relay: Subscribe,
    to: ActorRef<M>,
    registry: Arc<ActorRegistry>,
}

/// A road to a relay that is to be run, or runs. However it ends, also with its runtime, senders are told.
pub(crate) struct PublisherLife(Arc<Publisher>);

// === impl PublisherLife ===

impl PublisherLife {
    /// Keeps the connection up, until all is closing.
    pub(crate) async fn run(self, closing: Closing) {
        self.0.run(closing).await;
    }
}

impl Drop for PublisherLife {
    fn drop(&mut self) {
        self.0.outlet.close();
        self.0.registry.frames_unsent.add_shared(self.0.outlet.down());
    }
}

// === impl Publisher ===

impl Publisher {
    /// A road to the relay at `path`; nothing is connected before [`run`](Self::run).
    pub(crate) fn new(
        path: &Path,
        kind: RelayKind,
        buffer_bytes: usize,
        connect_timeout: Duration,
        registry: Arc<ActorRegistry>,
    ) -> Self {
        let outlet = match kind {
            RelayKind::Mycelium => Outlet::opening(buffer_bytes),
            RelayKind::Existing => Outlet::opening(buffer_bytes).with_frames_up_to(FRAME_BYTES_MAX),
        };
        let outlet = Arc::new(outlet);
        Self { path: path.to_owned(), kind, outlet, connect_timeout, registry, is_claimed: AtomicBool::new(false) }
    }

    /// The sequence number of the last frame that was taken in, and how many frames are not written yet.
    pub(crate) fn progress(&self) -> (u64, u64) {
        self.outlet.progress()
    }

    /// Whether the relay is connected.
    pub(crate) fn is_open(&self) -> bool {
        self.outlet.is_open()
    }

    /// How its outbound buffer stands.
    pub(crate) fn load(&self) -> OutletLoad {
        self.outlet.load()
    }

    /// Where its frames go in.
    pub(crate) fn outlet(&self) -> &Arc<Outlet> {
        &self.outlet
    }

    /// The road's life, for the first who asks; it is to be run.
    pub(crate) fn claim(self: &Arc<Self>) -> Option<PublisherLife> {
        (!self.is_claimed.swap(true, AcqRel)).then(|| PublisherLife(Arc::clone(self)))
    }

    async fn run(&self, mut closing: Closing) {
        let mut retry = Retry::new(self.connect_timeout);
        let mut log = LogLimit::default();
        loop {
            let lost = match first(closing.wait(), UnixStream::connect(&self.path)).await {
                First::Left(()) => break,
                First::Right(Ok(socket)) => {
                    retry.stands();
                    match self.up(socket, &mut closing).await {
                        Some(lost) => lost,
                        None => break,
                    }
                }
                First::Right(Err(error)) => error.to_string(),
            };
            if let Some(left_out) = log.admit(Instant::now()) {
                tracing::warn!(relay = %self.path.display(), left_out, "no relay: {lost}; trying again");
            }
            if !retry.is_patient() {
                self.outlet.down();
            }
            if let First::Left(()) = first(closing.wait(), tokio::time::sleep(retry.pause())).await {
                break;
            }
        }
    }

    /// One connection. Returns why it was lost; `None` if all is closing.
    async fn up(&self, socket: UnixStream, closing: &mut Closing) -> Option<String> {
        let lost = match self.kind {
            RelayKind::Mycelium => self.pour(Arc::new(socket), closing).await,
            RelayKind::Existing => carry(&self.outlet, &self.registry, socket, closing).await,
        };
        self.registry.frames_unsent.add_shared(self.outlet.down());
        self.registry.links_lost.add_shared(u64::from(lost.is_some()));
        lost
    }

    /// Writes to our own relay, which cuts frames whatever the writes: all that waits at once.
    async fn pour(&self, socket: Arc<UnixStream>, closing: &mut Closing) -> Option<String> {
        self.outlet.open(&socket);
        let mut writing = pin!(self.outlet.write_to(&socket));
        let ended = first(closing.wait(), first(discard(&socket), writing.as_mut())).await;
        match ended {
            First::Left(()) => {
                self.outlet.close();
                drop(timeout(FLUSH_MAX, writing).await);
                None
            }
            First::Right(First::Left(Err(error)) | First::Right(Err(error))) => Some(error.to_string()),
            First::Right(_) => Some("it closed the connection".to_owned()),
        }
    }
}

impl fmt::Debug for Publisher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Publisher").field("path", &self.path).finish_non_exhaustive()
    }
}

/// Reads what others publish and this end does not want, so that the relay has nothing to drop.
async fn discard(socket: &UnixStream) -> std::io::Result<()> {
    let mut chunk = Vec::new();
    while read_some(socket, &mut chunk).await? {
        tokio::task::coop::consume_budget().await;
    }
    Ok(())
}

// === impl Sources ===

impl Sources {
    /// Nobody's frames.
    pub(crate) fn none() -> Arc<Self> {
        let after = std::array::from_fn(|_| AtomicU64::new(NONE));
        let delivered = std::array::from_fn(|_| AtomicU64::new(0));
        let counters = || std::array::from_fn(|_| Counter::default());
        Arc::new(Self {
            after,
            delivered,
            received: counters(),
            lost: counters(),
            is_connected: AtomicBool::new(false),
        })
    }

    /// Takes a sender's frames, those above a sequence number; does nothing if they are taken already.
    pub(crate) fn want(&self, source: u8, after: u64) {
        let after_now = &self.after[usize::from(source)];
        if after_now.load(Acquire) == NONE {
            self.delivered[usize::from(source)].fetch_max(after, AcqRel);
            after_now.store(after, Release);
        }
    }

    /// Takes a sender's frames no more.
    pub(crate) fn unwant(&self, source: u8) {
        self.after[usize::from(source)].store(NONE, Release);
    }

    /// Whether a sender's frames are taken.
    pub(crate) fn contains(&self, source: u8) -> bool {
        self.after[usize::from(source)].load(Acquire) != NONE
    }

    fn takes(&self, source: u8, sequence: u64) -> bool {
        // Whoever does not number frames, or counts from 0, is taken from the start.
        match self.after[usize::from(source)].load(Acquire) {
            NONE => false,
            0 => true,
            after => sequence > after,
        }
    }

    /// The sequence number of a sender's last frame that was delivered, or refused; 0 before its first.
    pub(crate) fn delivered(&self, source: u8) -> u64 {
        self.delivered[usize::from(source)].load(Acquire)
    }

    /// How many frames of a sender came, and how many never did.
    pub(crate) fn counts(&self, source: u8) -> (u64, u64) {
        (self.received[usize::from(source)].get(), self.lost[usize::from(source)].get())
    }

    /// Whether there is a connection to the relay.
    pub(crate) fn is_connected(&self) -> bool {
        self.is_connected.load(Acquire)
    }

    fn count(&self, source: u8, lost: u64) {
        self.received[usize::from(source)].add(1);
        self.lost[usize::from(source)].add(lost);
    }

    fn note(&self, source: u8, sequence: u64) {
        self.delivered[usize::from(source)].store(sequence, Release);
    }
}

// === impl Subscription ===

impl<M: DomainEnum> Subscription<M> {
    pub(crate) fn new(relay: Subscribe, to: ActorRef<M>, registry: Arc<ActorRegistry>) -> Self {
        Self { relay, to, registry }
    }

    /// Delivers what the relay forwards, until all is closing or the actor has stopped.
    pub(crate) async fn run(self, mut closing: Closing) {
        first(closing.wait(), self.keep()).await;
    }

    async fn keep(&self) {
        let mut retry = Retry::new(self.relay.connect_timeout);
        let mut log = LogLimit::default();
        let mut relay = None;
        let mut is_pending = true;
        loop {
            let lost = match self.connect(&mut relay).await {
                Ok(relay) => {
                    retry.stands();
                    if std::mem::take(&mut is_pending) {
                        self.relay.pending.send_modify(|pending| *pending -= 1);
                    }
                    self.relay.sources.is_connected.store(true, Release);
                    let ended = self.listen(relay).await;
                    self.relay.sources.is_connected.store(false, Release);
                    match ended {
                        Some(lost) => lost,
                        None => return,
                    }
                }
                Err(error) => error.to_string(),
            };
            if let Some(left_out) = log.admit(Instant::now()) {
                tracing::warn!(relay = %self.relay.path.display(), to = %self.to.id(), left_out, "no relay: {lost}; trying again");
            }
            tokio::time::sleep(retry.pause()).await;
        }
    }

    /// Connects, for the first time or again: what was known of the senders' sequences stays known.
    async fn connect<'a>(&self, relay: &'a mut Option<RelaySubscriber>) -> std::io::Result<&'a mut RelaySubscriber> {
        match relay {
            Some(relay) => {
                relay.reconnect().await?;
                Ok(relay)
            }
            None => Ok(relay.insert(RelaySubscriber::connect(&self.relay.path, self.relay.domain).await?)),
        }
    }

    /// One connection. Returns why it was lost; `None` if the actor has stopped.
    async fn listen(&self, relay: &mut RelaySubscriber) -> Option<String> {
        let mut log = LogLimit::default();
        loop {
            while let Some(received) = relay.take() {
                tokio::task::coop::consume_budget().await;
                let trouble = match received {
                    Received::Frame { frame, lost }
                        if self.relay.sources.takes(frame.header().source, frame.header().sequence) =>
                    {
                        self.registry.frames_lost.add_shared(lost);
                        self.relay.sources.count(frame.header().source, lost);
                        let delivered = self.deliver(&frame).await;
                        self.relay.sources.note(frame.header().source, frame.header().sequence);
                        match delivered {
                            Ok(()) if lost == 0 => None,
                            Ok(()) => Some(format!("{lost} frames of source {} never came", frame.header().source)),
                            Err(Refusal::Stopped) => return None,
                            Err(Refusal::Unreadable(error)) => {
                                self.registry.frames_refused.add_shared(1);
                                Some(format!("a frame was refused: {error}"))
                            }
                        }
                    }
                    // Another sender's, for others.
                    Received::Frame { .. } | Received::Foreign(_) => None,
                    Received::Unreadable(error) => {
                        self.registry.frames_refused.add_shared(1);
                        Some(format!("a frame was refused: {error}"))
                    }
                };
                if let Some(trouble) = trouble
                    && let Some(left_out) = log.admit(Instant::now())
                {
                    tracing::warn!(relay = %self.relay.path.display(), to = %self.to.id(), left_out, "{trouble}");
                }
            }
            match relay.fill().await {
                Ok(true) => {}
                Ok(false) => return Some("it closed the connection".to_owned()),
                Err(error) => return Some(error.to_string()),
            }
        }
    }

    /// Delivers the messages that the actor knows; others are for others.
    async fn deliver(&self, frame: &crate::wire::Frame<'_>) -> Result<(), Refusal> {
        let is_known = |number: u8| <M as DomainEnum>::VARIANTS.iter().any(|known| known.number == u64::from(number));
        for tlv in frame.tlvs().filter(|tlv| is_known(tlv.number.get())) {
            deliver(tlv, &self.to).await?;
            self.registry.frames_received.add_shared(1);
        }
        Ok(())
    }
}
