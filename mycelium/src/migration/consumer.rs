//! Existing consumers, and the loop that feeds one from a relay.

use std::fmt;
use std::future::{Future, poll_fn};
use std::io;
use std::path::{Path, PathBuf};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use async_trait::async_trait;

use super::TlvMessage;
use crate::discovery::{First, Retry, first};
use crate::error::Result;
use crate::log_limit::LogLimit;
use crate::metrics::Counter;
use crate::relay::{Received, RelaySubscriber};
use crate::wire::{Domain, HEADER_LEN};

/// A service that processes what a relay brings, one TLV after the other.
///
/// It may be a trait object: `Box<dyn RelayConsumer>` is one, too.
#[async_trait]
pub trait RelayConsumer: Send {
    /// Processes one TLV. The next one is given when the future is ready.
    ///
    /// # Errors
    ///
    /// An error is counted and logged, and the next TLV is given all the same.
    async fn process_tlv(&mut self, message: TlvMessage) -> Result<()>;
}

#[async_trait]
impl<C: RelayConsumer + ?Sized> RelayConsumer for Box<C> {
    async fn process_tlv(&mut self, message: TlvMessage) -> Result<()> {
        (**self).process_tlv(message).await
    }
}

/// Feeds a consumer from the relay of one domain: connects, hands every TLV over in order, and connects again, with
/// pauses that grow to half a second, when the relay is gone or was never there.
#[derive(Debug)]
pub struct ConsumerLoop {
    path: PathBuf,
    domain: Domain,
    legacy_domains: bool,
    counters: Arc<Counters>,
}

/// Reads a loop's counts while it runs. Cheap to clone.
#[derive(Debug, Clone)]
pub struct ConsumerMonitor(Arc<Counters>);

/// What a loop has done since it was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct ConsumerCounts {
    /// Connections to the relay that were made, one after the other.
    pub connections: u64,
    /// TLVs that the consumer has processed, to its end or to an error.
    pub processed: u64,
    /// Of these, TLVs that ended in an error.
    pub failed: u64,
    /// Frames that never came, by the gaps in their sources' sequences. Not seen: what is missing before the first frame of
    /// a source, behind its last, or where it was started again.
    pub frames_lost: u64,
    /// Frames without a payload, such as heartbeats and introductions of old senders.
    pub frames_empty: u64,
    /// Frames of another domain, which a relay should not have forwarded; not handed over.
    pub frames_foreign: u64,
    /// Bytes that are no frame, or a damaged one, once for each place in a stream.
    pub frames_refused: u64,
}

#[derive(Debug, Default)]
struct Counters {
    connections: Counter,
    processed: Counter,
    failed: Counter,
    frames_lost: Counter,
    frames_empty: Counter,
    frames_foreign: Counter,
    frames_refused: Counter,
}

/// Feeds `consumer` from the relay at `path` until `stop` is ready; see [`ConsumerLoop::run`].
///
/// # Examples
///
/// ```
/// use mycelium::migration::{RelayConsumer, TlvMessage, async_trait, consume};
/// use mycelium::relay::{RelayOptions, RelayPublisher, RelayServer};
/// use mycelium::wire::Domain;
/// use mycelium::prelude::*;
///
/// #[message(tlv = 0xC8, domain = signal)]
/// pub struct Note { pub n: u64 }
///
/// /// Says when it has what it waited for.
/// struct Book { done: Option<tokio::sync::oneshot::Sender<u64>> }
///
/// #[async_trait]
/// impl RelayConsumer for Book {
///     async fn process_tlv(&mut self, message: TlvMessage) -> Result<()> {
///         let note: Note = message.decode()?;
///         drop(self.done.take().map(|done| done.send(note.n)));
///         Ok(())
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<()> {
/// # let path = std::env::temp_dir().join(format!("mycelium-consume-{}", std::process::id())).join("signal.sock");
/// let relay = RelayServer::bind(RelayOptions::new(Domain::SIGNAL, &path))?;
/// let monitor = relay.monitor();
/// let (done, heard) = tokio::sync::oneshot::channel();
/// let mut book = Book { done: Some(done) };
/// let consuming = consume(&path, Domain::SIGNAL, &mut book, async { drop(heard.await) });
/// let publishing = async {
///     let mut sender = RelayPublisher::connect(&path, Domain::SIGNAL, 20).await?;
///     while monitor.counts().connections < 2 { tokio::task::yield_now().await; }
///     sender.publish(&Note { n: 42 }).await
/// };
/// let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
/// let both = async {
///     let (counts, published) = tokio::join!(consuming, publishing);
///     drop(stop);
///     published.map(|()| counts)
/// };
/// let (counts, _) = tokio::join!(both, relay.run(async { drop(stopped.await) }));
/// assert_eq!(counts?.processed, 1);
/// # drop(std::fs::remove_dir_all(path.parent().unwrap()));
/// # Ok(())
/// # }
/// ```
pub async fn consume<C: RelayConsumer + ?Sized>(
    path: impl AsRef<Path>,
    domain: Domain,
    consumer: &mut C,
    stop: impl Future<Output = ()>,
) -> ConsumerCounts {
    ConsumerLoop::new(path.as_ref(), domain).run(consumer, stop).await
}

// === impl ConsumerLoop ===

impl ConsumerLoop {
    /// A loop for the relay of `domain` at `path`; nothing is connected before [`run`](Self::run).
    pub fn new(path: impl Into<PathBuf>, domain: Domain) -> Self {
        Self { path: path.into(), domain, legacy_domains: false, counters: Arc::default() }
    }

    /// Takes frames with the domain's old number, too, if the relay forwards them; they are handed over with that number.
    #[must_use]
    pub fn with_legacy_domains(mut self) -> Self {
        self.legacy_domains = true;
        self
    }

    /// Reads the counts while it runs.
    #[must_use]
    pub fn monitor(&self) -> ConsumerMonitor {
        ConsumerMonitor(Arc::clone(&self.counters))
    }

    /// Feeds `consumer` until `stop` is ready. A TLV that is being processed then is processed to its end; what has
    /// come behind it is not handed over.
    ///
    /// While the consumer works nothing is read: a relay drops, and the loop counts, what a slow consumer does not take.
    ///
    /// # Panics
    ///
    /// With the consumer; and outside of a tokio runtime with its I/O and time drivers enabled.
    ///
    /// # Cancel safety
    ///
    /// Dropped instead of stopped, it drops a `process_tlv` that is under way, too.
    pub async fn run<C: RelayConsumer + ?Sized>(
        self,
        consumer: &mut C,
        stop: impl Future<Output = ()>,
    ) -> ConsumerCounts {
        let mut stop = pin!(stop);
        let mut retry = Retry::new(Duration::ZERO);
        let mut log = LogLimit::default();
        let mut relay = None;
        loop {
            let lost = match first(stop.as_mut(), self.connect(&mut relay)).await {
                First::Left(()) => break,
                First::Right(Ok(relay)) => {
                    retry.stands();
                    self.counters.connections.add(1);
                    match self.listen(relay, consumer, stop.as_mut()).await {
                        Some(lost) => lost,
                        None => break,
                    }
                }
                First::Right(Err(error)) => error.to_string(),
            };
            if let Some(left_out) = log.admit(Instant::now()) {
                tracing::warn!(relay = %self.path.display(), left_out, "no relay: {lost}; trying again");
            }
            if let First::Left(()) = first(stop.as_mut(), tokio::time::sleep(retry.pause())).await {
                break;
            }
        }
        self.counters.snapshot()
    }

    /// Connects, for the first time or again: what was known of the sources' sequences stays known.
    async fn connect<'a>(&self, relay: &'a mut Option<RelaySubscriber>) -> io::Result<&'a mut RelaySubscriber> {
        match relay {
            Some(relay) => {
                relay.reconnect().await?;
                Ok(relay)
            }
            None => {
                let made = RelaySubscriber::connect(&self.path, self.domain).await?;
                Ok(relay.insert(if self.legacy_domains { made.with_legacy_domains() } else { made }))
            }
        }
    }

    /// One connection. Returns why it was lost; `None` if it is to stop.
    async fn listen<C: RelayConsumer + ?Sized>(
        &self,
        relay: &mut RelaySubscriber,
        consumer: &mut C,
        mut stop: Pin<&mut impl Future<Output = ()>>,
    ) -> Option<String> {
        let counters = &self.counters;
        let mut log = LogLimit::default();
        let mut tlvs = Vec::new();
        loop {
            while let Some(received) = relay.take() {
                tokio::task::coop::consume_budget().await;
                let mut trouble = None;
                match received {
                    Received::Frame { frame, lost } => {
                        counters.frames_lost.add(lost);
                        counters.frames_empty.add(u64::from(frame.bytes().len() == HEADER_LEN));
                        if lost > 0 {
                            trouble = Some(format!("{lost} frames of source {} never came", frame.header().source));
                        }
                        tlvs.extend(frame.tlvs().map(|tlv| TlvMessage::new(frame.header(), tlv)));
                    }
                    Received::Foreign(_) => counters.frames_foreign.add(1),
                    Received::Unreadable(error) => {
                        counters.frames_refused.add(1);
                        trouble = Some(format!("a frame was refused: {error}"));
                    }
                }
                for message in tlvs.drain(..) {
                    if is_ready(stop.as_mut()).await {
                        return None;
                    }
                    let number = message.number();
                    let processed = consumer.process_tlv(message).await;
                    counters.processed.add(1);
                    if let Err(error) = processed {
                        counters.failed.add(1);
                        trouble = Some(format!("TLV {number} was not processed: {error}"));
                    }
                }
                if let Some(trouble) = trouble
                    && let Some(left_out) = log.admit(Instant::now())
                {
                    tracing::warn!(relay = %self.path.display(), left_out, "{trouble}");
                }
            }
            match first(stop.as_mut(), relay.fill()).await {
                First::Left(()) => return None,
                First::Right(Ok(true)) => {}
                First::Right(Ok(false)) => return Some("it closed the connection".to_owned()),
                First::Right(Err(error)) => return Some(error.to_string()),
            }
        }
    }
}

/// Whether the future is ready at this moment; it must not be polled again then.
async fn is_ready(mut future: Pin<&mut impl Future<Output = ()>>) -> bool {
    poll_fn(|cx| Poll::Ready(future.as_mut().poll(cx).is_ready())).await
}

// === impl ConsumerMonitor ===

impl ConsumerMonitor {
    /// The counts as they stand.
    #[must_use]
    pub fn counts(&self) -> ConsumerCounts {
        self.0.snapshot()
    }
}

// === impl Counters ===

impl Counters {
    fn snapshot(&self) -> ConsumerCounts {
        // A part before its whole: it is never seen larger.
        let failed = self.failed.get();
        ConsumerCounts {
            connections: self.connections.get(),
            processed: self.processed.get(),
            failed,
            frames_lost: self.frames_lost.get(),
            frames_empty: self.frames_empty.get(),
            frames_foreign: self.frames_foreign.get(),
            frames_refused: self.frames_refused.get(),
        }
    }
}

// === impl ConsumerCounts ===

impl fmt::Display for ConsumerCounts {
    /// One line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} TLVs processed, {} failed; {} frames lost, {} empty, {} of other domains, {} refused; {} connections",
            self.processed,
            self.failed,
            self.frames_lost,
            self.frames_empty,
            self.frames_foreign,
            self.frames_refused,
            self.connections
        )
    }
}
