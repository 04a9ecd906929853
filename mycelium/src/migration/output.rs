//! An actor's output to a relay: what it is sent is published, for consumers that still listen there.

use std::fmt;
use std::future::Future;
use std::io;
use std::marker::PhantomData;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::net::UnixStream;
use tokio::time::timeout;

use crate::actor::{ActorBehavior, unix_time_ns};
use crate::discovery::{First, Retry, first};
use crate::domain_enum::DomainEnum;
use crate::error::Result;
use crate::metrics::Counter;
use crate::transport::{read_some, write_all};
use crate::wire::{Domain, FrameHead, WireError, encode_frame};

/// How long messages wait for a relay that was never there, if nothing else is said.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long one message waits for the relay to take it, if nothing else is said.
const WRITE_LIMIT: Duration = Duration::from_secs(5);

/// An actor that publishes every message that it is sent to a relay, each as a frame of its own, in one write.
///
/// It connects with the first message, and again after the relay was restarted. What waits, waits in its mailbox: a relay
/// that does not read pushes senders back. A message that cannot be published is an error of the handler: it is counted,
/// logged, and has no number in the sequence that listeners see. At most once: what the socket had taken when a relay died
/// may be lost, and shows as a gap to whoever heard the frame before.
///
/// # Examples
///
/// ```
/// use mycelium::migration::RelayOutput;
/// use mycelium::prelude::*;
/// use mycelium::relay::{Received, RelayOptions, RelayServer, RelaySubscriber};
/// use mycelium::wire::Domain;
///
/// #[message(tlv = 0xC8, domain = signal)]
/// pub struct Note { pub n: u64 }
///
/// #[message]
/// pub enum NoteMessage { Note(Note) }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<()> {
/// # let path = std::env::temp_dir().join(format!("mycelium-output-{}", std::process::id())).join("signal.sock");
/// let relay = RelayServer::bind(RelayOptions::new(Domain::SIGNAL, &path))?;
/// let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
/// let running = tokio::spawn(relay.run(async { drop(stopped.await) }));
/// let mut listener = RelaySubscriber::connect(&path, Domain::SIGNAL).await?;
///
/// let system = ActorSystem::new();
/// let output = RelayOutput::<NoteMessage>::new(&path, Domain::SIGNAL, 20);
/// let monitor = output.monitor();
/// let output = system.spawn(output);
/// output.send(Note { n: 42 }).await?;
///
/// listener.fill().await?;
/// let Some(Received::Frame { frame, .. }) = listener.take() else { panic!("it was published") };
/// assert_eq!((frame.header().source, frame.header().sequence), (20, 1));
/// output.drain().await;
/// assert_eq!(monitor.counts().published, 1);
/// # drop(stop);
/// # drop(running.await);
/// # drop(std::fs::remove_dir_all(path.parent().unwrap()));
/// # Ok(())
/// # }
/// ```
pub struct RelayOutput<M> {
    path: PathBuf,
    domain: Domain,
    source: u8,
    patience: Duration,
    write_limit: Duration,
    socket: Option<UnixStream>,
    /// From the first attempt to connect on.
    retry: Option<Retry>,
    /// The last attempt's error, and until when there is no other.
    no_relay: Option<(io::ErrorKind, Instant)>,
    sequence: u64,
    frame: Vec<u8>,
    /// What others publish, which nobody wants here.
    discarded: Vec<u8>,
    counters: Arc<Counters>,
    takes: PhantomData<fn(M)>,
}

/// Reads an output's counts while it runs. Cheap to clone.
#[derive(Debug, Clone)]
pub struct RelayOutputMonitor(Arc<Counters>);

/// What an output has done since it was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct RelayOutputCounts {
    /// Messages that the relay's socket took.
    pub published: u64,
    /// Messages that were not published because there was no relay, or it did not take them in time.
    pub unsent: u64,
    /// Messages that no relay would ever get: of another domain, or without a wire form.
    pub refused: u64,
    /// Connections to the relay that were made, one after the other.
    pub connections: u64,
}

/// Why a message was not published.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RelayOutputError {
    /// Nobody serves there, or the connection was lost twice.
    #[error("{}: no relay takes the message: {error}; start one there, the output connects by itself", path.display())]
    NoRelay {
        /// The relay's socket.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// The relay did not read in time. The connection was given up, for a part of the frame may be in it.
    #[error("{}: the relay did not take the message within {limit:?}; see what keeps it from reading", path.display())]
    Stalled {
        /// The relay's socket.
        path: PathBuf,
        /// How long was waited.
        limit: Duration,
    },
    /// The message declares another domain, so a relay of this one would not forward it.
    #[error(
        "`{message}` is of domain {found}, and this output publishes to a relay of {expected}; send it to one of {found}"
    )]
    WrongDomain {
        /// The message's name.
        message: &'static str,
        /// Its domain.
        found: Domain,
        /// The output's.
        expected: Domain,
    },
    /// The message cannot be encoded.
    #[error("`{message}` cannot be published: {error}")]
    Unencodable {
        /// The message's name.
        message: &'static str,
        /// Why.
        error: WireError,
    },
}

#[derive(Debug, Default)]
struct Counters {
    published: Counter,
    unsent: Counter,
    refused: Counter,
    connections: Counter,
}

// === impl RelayOutput ===

impl<M: DomainEnum> RelayOutput<M> {
    /// An output to the relay of `domain` at `path`. `source` stands in each frame's header: by it listeners tell senders
    /// apart and find gaps, so no two senders of a domain share one.
    pub fn new(path: impl Into<PathBuf>, domain: Domain, source: u8) -> Self {
        Self {
            path: path.into(),
            domain,
            source,
            patience: PATIENCE,
            write_limit: WRITE_LIMIT,
            socket: None,
            retry: None,
            no_relay: None,
            sequence: 0,
            frame: Vec::new(),
            discarded: Vec::new(),
            counters: Arc::default(),
            takes: PhantomData,
        }
    }

    /// For how long messages wait for a relay that was never there, counted from the first one; 5 seconds by default.
    /// After that they fail at once while there is none.
    #[must_use]
    pub fn with_patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// For how long one message waits for the relay to take it; 5 seconds by default.
    #[must_use]
    pub fn with_write_limit(mut self, limit: Duration) -> Self {
        self.write_limit = limit;
        self
    }

    /// Reads the counts while it runs.
    #[must_use]
    pub fn monitor(&self) -> RelayOutputMonitor {
        RelayOutputMonitor(Arc::clone(&self.counters))
    }

    /// Publishes one message: what the actor does with each that it is sent. Ready when the socket has taken it.
    ///
    /// # Errors
    ///
    /// [`RelayOutputError`]; the message has no number in the sequence then.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime with its I/O and time drivers enabled.
    ///
    /// # Cancel safety
    ///
    /// Dropped before it is ready, the message was not published, and counts nowhere; the connection is made anew.
    pub fn publish<'a>(
        &'a mut self,
        message: &M,
    ) -> impl Future<Output = Result<(), RelayOutputError>> + Send + use<'a, M> {
        // Encoded at once: the message need not be `Sync`.
        let encoded = self.encode(message);
        self.send(encoded)
    }

    async fn send(&mut self, encoded: Result<(), RelayOutputError>) -> Result<(), RelayOutputError> {
        let outcome = match encoded {
            Ok(()) => self.deliver().await,
            Err(error) => Err(error),
        };
        let count = match &outcome {
            Ok(()) => &self.counters.published,
            Err(RelayOutputError::NoRelay { .. } | RelayOutputError::Stalled { .. }) => &self.counters.unsent,
            Err(_) => &self.counters.refused,
        };
        count.add(1);
        self.sequence += u64::from(outcome.is_ok());
        outcome
    }

    fn encode(&mut self, message: &M) -> Result<(), RelayOutputError> {
        let variant = message.variant();
        if let Some(found) = variant.domain.filter(|found| *found != self.domain) {
            let expected = self.domain;
            return Err(RelayOutputError::WrongDomain { message: variant.message, found, expected });
        }
        let head = FrameHead {
            domain: self.domain,
            source: self.source,
            flags: 0,
            sequence: self.sequence + 1,
            timestamp_ns: unix_time_ns(),
        };
        self.frame.clear();
        encode_frame(&head, &mut self.frame, |tlvs| message.encode_tlv(tlvs))
            .map(drop)
            .map_err(|error| RelayOutputError::Unencodable { message: variant.message, error })
    }

    /// Writes the frame; over another connection when the one that stands is lost, for what was cut off there goes nowhere.
    async fn deliver(&mut self) -> Result<(), RelayOutputError> {
        let mut is_new = false;
        loop {
            // Taken out: however this ends, a connection with a part of a frame in it is not used again.
            let socket = match self.socket.take() {
                Some(socket) => socket,
                None => {
                    is_new = true;
                    self.connect().await?
                }
            };
            let writing = first(discard(&socket, &mut self.discarded), write_all(&socket, &self.frame));
            let error = match timeout(self.write_limit, writing).await {
                Ok(First::Right(Ok(()))) => {
                    self.socket = Some(socket);
                    return Ok(());
                }
                Ok(First::Left(error) | First::Right(Err(error))) => error,
                Err(_) => return Err(RelayOutputError::Stalled { path: self.path.clone(), limit: self.write_limit }),
            };
            if is_new {
                return Err(self.no_relay(error));
            }
        }
    }

    async fn connect(&mut self) -> Result<UnixStream, RelayOutputError> {
        if let Some((kind, until)) = self.no_relay
            && Instant::now() < until
        {
            return Err(self.no_relay(kind.into()));
        }
        let retry = self.retry.get_or_insert_with(|| Retry::new(self.patience));
        loop {
            let error = match UnixStream::connect(&self.path).await {
                Ok(socket) => {
                    retry.stands();
                    self.no_relay = None;
                    self.counters.connections.add(1);
                    return Ok(socket);
                }
                Err(error) => error,
            };
            let is_patient = retry.is_patient();
            let pause = retry.pause();
            if !is_patient {
                self.no_relay = Some((error.kind(), Instant::now() + pause));
                return Err(self.no_relay(error));
            }
            tokio::time::sleep(pause).await;
        }
    }

    fn no_relay(&self, error: io::Error) -> RelayOutputError {
        RelayOutputError::NoRelay { path: self.path.clone(), error }
    }
}

/// Reads what others publish, so that the relay has nothing to drop or to wait for; ready when the relay is gone.
async fn discard(socket: &UnixStream, discarded: &mut Vec<u8>) -> io::Error {
    loop {
        match read_some(socket, discarded).await {
            Ok(true) => tokio::task::coop::consume_budget().await,
            Ok(false) => return io::ErrorKind::UnexpectedEof.into(),
            Err(error) => return error,
        }
    }
}

impl<M: DomainEnum> ActorBehavior for RelayOutput<M> {
    type Message = M;

    async fn handle(&mut self, message: M) -> Result<()> {
        let encoded = self.encode(&message);
        drop(message);
        Ok(self.send(encoded).await?)
    }
}

impl<M> fmt::Debug for RelayOutput<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RelayOutput").field("path", &self.path).field("domain", &self.domain).finish_non_exhaustive()
    }
}

// === impl RelayOutputMonitor ===

impl RelayOutputMonitor {
    /// The counts as they stand.
    #[must_use]
    pub fn counts(&self) -> RelayOutputCounts {
        let Counters { published, unsent, refused, connections } = &*self.0;
        RelayOutputCounts {
            published: published.get(),
            unsent: unsent.get(),
            refused: refused.get(),
            connections: connections.get(),
        }
    }
}
