//! A program's connection to an existing relay: it publishes and listens, and its echo says what arrived.

use std::io;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use tokio::net::UnixStream;
use tokio::time::timeout_at;

use super::EchoCounts;
use super::inbox::Inbox;
use super::link::{Arrivals, EchoLink, FRAME_BYTES_MAX, rules};
use super::window::EchoWindow;
use crate::actor::unix_time_ns;
use crate::discovery::Retry;
use crate::message::Message;
use crate::relay::client::Sequences;
use crate::relay::{Received, checksum_rule};
use crate::wire::{ChecksumRule, Domain, Frame, FrameHead, WireError, encode_frame};

/// How long no echo may come while the window is full, unless it is told otherwise.
const ECHO_TIMEOUT: Duration = Duration::from_secs(1);
const RECONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const INBOX_BYTES: usize = 1 << 20;

/// A client of Torq's existing relay, which publishes and listens on one connection.
///
/// Messages go out one per write, and at most 65,536 bytes of them are on their way without having come back. The
/// existing relay loses nothing then on its way in, whatever the size of the messages, and each message that it has
/// forwarded is confirmed. What it drops for a listener that reads too slowly is that listener's loss, here as anywhere;
/// so is what it has sent back and not yet passed on when it is killed. Listeners count both as missing.
///
/// All progress is made inside of the methods: there is no task behind this, and a client that is not called
/// reads nothing. Publishing reads, too; what others publish meanwhile is held until it is [taken](Self::take), up to
/// a limit. A relay that was restarted is connected again.
///
/// # Without an echo
///
/// When no echo comes for [`echo_timeout`](EchoOptions::echo_timeout) while the window is full, messages go out
/// without waiting. So it is with our own relay, which forwards frames whole and needs no window. An existing relay
/// still cuts nothing then, as long as frames have [`FALLBACK_FRAME_BYTES`](super::FALLBACK_FRAME_BYTES) at most. What
/// arrived is not known: messages count as unconfirmed. The first echo ends this.
///
/// Before Linux 6.5 the kernel may tear frames of more than 36,544 bytes, so that the relay drops them; they count as
/// unconfirmed.
///
/// # Examples
///
/// ```no_run
/// # use mycelium::message;
/// # use mycelium::relay::{EchoClient, EchoOptions, Received};
/// # use mycelium::wire::Domain;
/// # #[message(tlv = 0xC8, domain = signal)]
/// # struct Note { n: u64 }
/// # async fn talk() -> Result<(), mycelium::relay::EchoError> {
/// let options = EchoOptions::new(Domain::SIGNAL, 21, "/tmp/torq/signals.sock");
/// let mut relay = EchoClient::connect(options).await?;
/// for n in 0..1_000 {
///     relay.publish(&Note { n }).await?;
/// }
/// if !relay.flush().await? {
///     println!("not known to have arrived: {:?}", relay.take_doubtful().collect::<Vec<u64>>());
/// }
/// while let Received::Frame { frame, lost } = relay.receive().await? {
///     println!("{lost} frames lost before one of {} TLVs", frame.tlvs().count());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct EchoClient {
    options: EchoOptions,
    link: Option<EchoLink>,
    traffic: Traffic,
    links_lost: u64,
    retry: Retry,
    outage: Option<Outage>,
    sequence: u64,
    frame: Vec<u8>,
}

/// How an [`EchoClient`] connects, and what it bounds.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct EchoOptions {
    /// The relay's domain; frames of others are passed over.
    pub domain: Domain,
    /// Stands in each frame's header. Own echoes are known by it, and listeners tell senders apart: no two publishers of
    /// a domain share one.
    pub source: u8,
    /// The relay's socket.
    pub socket: PathBuf,
    /// How long no echo may come while the window is full before messages go out without; 1 s by default.
    pub echo_timeout: Duration,
    /// How long a call waits for a relay that is gone before it fails; 5 s by default. It is tried again at growing
    /// intervals, up to 500 ms.
    pub reconnect_timeout: Duration,
    /// How many bytes of frames are held that nobody takes; 1 MiB by default. Of more, the oldest are dropped.
    pub inbox_bytes: usize,
    /// Which checksums are good; by default as [`checksum_rule`] says for the domain.
    pub checksum: ChecksumRule,
}

/// Why a client of an existing relay failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EchoError {
    /// The message's frame is longer than the relay reads at once. Nothing was written.
    #[error("a frame has {found} bytes, and an existing relay takes {limit} at most; send smaller messages")]
    TooLarge {
        /// The frame's length in bytes, header included.
        found: usize,
        /// The longest that passes.
        limit: usize,
    },
    /// The message cannot be encoded. Nothing was written.
    #[error(transparent)]
    Encode(#[from] WireError),
    /// Nobody serves at the socket. A message that was to be published was not.
    #[error("no relay at `{}`: {error}; start it, or correct the path", .socket.display())]
    NoRelay {
        /// The relay's socket.
        socket: PathBuf,
        /// What was found there.
        error: io::Error,
    },
}

/// While a relay is lost.
#[derive(Debug)]
struct Outage {
    /// Until when it is tried again before whoever waits is told.
    patient_until: Instant,
    /// When it is tried next; kept when a wait is given up, so that short waits get there, too.
    again_at: Option<Instant>,
}

/// What has come and what is on its way, over all connections.
#[derive(Debug)]
struct Traffic {
    domain: Domain,
    window: EchoWindow,
    inbox: Inbox,
    sequences: Sequences,
    counts: EchoCounts,
}

// === impl EchoOptions ===

impl EchoOptions {
    /// The defaults, for the relay of `domain` at `socket`.
    pub fn new(domain: Domain, source: u8, socket: impl Into<PathBuf>) -> Self {
        Self {
            domain,
            source,
            socket: socket.into(),
            echo_timeout: ECHO_TIMEOUT,
            reconnect_timeout: RECONNECT_TIMEOUT,
            inbox_bytes: INBOX_BYTES,
            checksum: checksum_rule(domain),
        }
    }
}

// === impl EchoClient ===

impl EchoClient {
    /// Connects to a relay that is there.
    ///
    /// # Errors
    ///
    /// [`EchoError::NoRelay`], at once.
    pub async fn connect(options: EchoOptions) -> Result<Self, EchoError> {
        let link = open(&options).await.map_err(|error| no_relay(&options, error))?;
        let traffic = Traffic {
            domain: options.domain,
            window: EchoWindow::default(),
            inbox: Inbox::new(options.inbox_bytes),
            sequences: Sequences::default(),
            counts: EchoCounts::default(),
        };
        let mut retry = Retry::new(options.reconnect_timeout);
        retry.stands();
        Ok(Self {
            options,
            link: Some(link),
            traffic,
            links_lost: 0,
            retry,
            outage: None,
            sequence: 0,
            frame: Vec::new(),
        })
    }

    /// Sends one message as a frame with the next sequence number, counted from 1, and returns the number. Waits for room
    /// in the window, and reads meanwhile. Ready when the socket has taken the frame, or was lost with a part of it; what
    /// became of it, [`counts`](Self::counts) and [`take_doubtful`](Self::take_doubtful) say.
    ///
    /// # Errors
    ///
    /// [`EchoError`]; the message was not sent then, not even in part, and used up no number.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe: a message was either not begun, and used up no number, or what is left of it is written by the next
    /// call of any method that waits.
    pub async fn publish(&mut self, message: &impl Message) -> Result<u64, EchoError> {
        let (source, sequence) = (self.options.source, self.sequence + 1);
        let head = FrameHead { domain: self.options.domain, source, flags: 0, sequence, timestamp_ns: unix_time_ns() };
        self.frame.clear();
        let found = encode_frame(&head, &mut self.frame, |tlvs| message.encode_tlv(tlvs))?;
        if found > FRAME_BYTES_MAX {
            return Err(EchoError::TooLarge { found, limit: FRAME_BYTES_MAX });
        }
        loop {
            let link = connected(&self.options, &mut self.link, &mut self.retry, &mut self.outage).await?;
            match link.room(found, &mut self.traffic, self.options.echo_timeout).await {
                Ok(()) => {
                    link.begin(&self.frame, source, sequence, &mut self.traffic);
                    self.sequence = sequence;
                    if let Err(error) = link.finish(&mut self.traffic).await {
                        self.lost(&error);
                    }
                    return Ok(sequence);
                }
                Err(error) => self.lost(&error),
            }
        }
    }

    /// Waits until there is a connection; at once, if none was lost. Cancel safe.
    ///
    /// # Errors
    ///
    /// [`EchoError::NoRelay`] when the relay does not come back.
    pub async fn ready(&mut self) -> Result<(), EchoError> {
        connected(&self.options, &mut self.link, &mut self.retry, &mut self.outage).await.map(drop)
    }

    /// Waits until all that was published has come back, or no echo comes for
    /// [`echo_timeout`](EchoOptions::echo_timeout), or the relay is lost. `true` if all that was pending is confirmed;
    /// else what is not has become unconfirmed or uncertain. Cancel safe.
    ///
    /// # Errors
    ///
    /// [`EchoError::NoRelay`] when the relay is lost and does not come back; what was pending is uncertain then.
    pub async fn flush(&mut self) -> Result<bool, EchoError> {
        let wanted = self.traffic.window.fates().confirmed + self.traffic.window.pending() as u64;
        let mut confirmed = self.traffic.window.fates().confirmed;
        let mut until = Instant::now() + self.options.echo_timeout;
        while self.traffic.window.pending() > 0 {
            match timeout_at(until.into(), self.fill()).await {
                Ok(filled) => filled?,
                Err(_elapsed) => {}
            }
            let now = Instant::now();
            let before = std::mem::replace(&mut confirmed, self.traffic.window.fates().confirmed);
            if confirmed > before {
                until = now + self.options.echo_timeout;
            } else if now >= until {
                self.traffic.window.give_up();
            }
        }
        Ok(self.traffic.window.fates().confirmed == wanted)
    }

    /// The next frame of another sender. Waits for it, also over a restart of the relay.
    ///
    /// # Errors
    ///
    /// [`EchoError::NoRelay`] when the relay is lost and does not come back.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe.
    pub async fn receive(&mut self) -> Result<Received<'_>, EchoError> {
        while self.traffic.inbox.is_empty() {
            self.fill().await?;
        }
        Ok(self.take().expect("what is held was checked when it came"))
    }

    /// Waits for bytes, which may be no frame of another's. Cancel safe.
    ///
    /// # Errors
    ///
    /// [`EchoError::NoRelay`] when the relay is lost and does not come back.
    pub async fn fill(&mut self) -> Result<(), EchoError> {
        let link = connected(&self.options, &mut self.link, &mut self.retry, &mut self.outage).await?;
        let done = match link.is_unfinished() {
            true => link.finish(&mut self.traffic).await,
            false => link.read(&mut self.traffic).await,
        };
        if let Err(error) = done {
            self.lost(&error);
        }
        // However much there is to read, other tasks have their turn.
        tokio::task::coop::consume_budget().await;
        Ok(())
    }

    /// The oldest frame held of another sender, always a [`Received::Frame`]; `None` when there is none. Own echoes,
    /// other domains, frames without a payload and what is no frame are counted and passed over.
    pub fn take(&mut self) -> Option<Received<'_>> {
        let (bytes, lost) = self.traffic.inbox.pop()?;
        let frame = Frame::parse(bytes, &rules(self.options.checksum)).ok()?;
        Some(Received::Frame { frame, lost })
    }

    /// The sequence numbers of messages that became unconfirmed or uncertain, the oldest first; each is handed out
    /// once. The last 4,096 are remembered.
    pub fn take_doubtful(&mut self) -> impl Iterator<Item = u64> {
        self.traffic.window.take_doubtful()
    }

    /// The counts as they stand.
    #[must_use]
    pub fn counts(&self) -> EchoCounts {
        let window = &self.traffic.window;
        let fates = window.fates();
        EchoCounts {
            published: fates.sent,
            confirmed: fates.confirmed,
            unconfirmed: fates.unconfirmed,
            uncertain: fates.uncertain,
            pending: window.pending() as u64,
            late: fates.late,
            fallbacks: fates.fallbacks,
            is_without_echo: window.is_blind(),
            links_lost: self.links_lost,
            overflowed: self.traffic.inbox.dropped,
            ..self.traffic.counts
        }
    }

    fn lost(&mut self, error: &io::Error) {
        tracing::warn!(relay = %self.options.socket.display(), "the relay is lost: {error}; trying again");
        self.link = None;
        self.links_lost += 1;
        self.traffic.window.lost();
    }
}

async fn open(options: &EchoOptions) -> io::Result<EchoLink> {
    EchoLink::new(UnixStream::connect(&options.socket).await?, options.checksum)
}

fn no_relay(options: &EchoOptions, error: io::Error) -> EchoError {
    EchoError::NoRelay { socket: options.socket.clone(), error }
}

/// The connection, made again if it was lost. Cancel safe.
async fn connected<'a>(
    options: &EchoOptions,
    link: &'a mut Option<EchoLink>,
    retry: &mut Retry,
    outage: &mut Option<Outage>,
) -> Result<&'a mut EchoLink, EchoError> {
    let made = match link.take() {
        Some(link) => link,
        None => {
            let new = || Outage { patient_until: Instant::now() + options.reconnect_timeout, again_at: None };
            let outage = outage.get_or_insert_with(new);
            loop {
                // Also before the first attempt: a relay that lets go whoever comes is not asked more and more often.
                let again_at = *outage.again_at.get_or_insert_with(|| Instant::now() + retry.pause());
                tokio::time::sleep_until(again_at.into()).await;
                let opened = open(options).await;
                outage.again_at = None;
                match opened {
                    Ok(link) => break link,
                    Err(error) if Instant::now() >= outage.patient_until => return Err(no_relay(options, error)),
                    Err(_) => {}
                }
            }
        }
    };
    if outage.take().is_some() {
        retry.stands();
    }
    Ok(link.insert(made))
}

// === impl Traffic ===

impl Arrivals for Traffic {
    fn window(&mut self) -> &mut EchoWindow {
        &mut self.window
    }

    fn arrived(&mut self, frame: Result<Frame<'_>, WireError>) {
        let Ok(frame) = frame else {
            self.counts.refused += 1;
            return;
        };
        let header = frame.header();
        if header.domain != self.domain {
            self.counts.foreign += 1;
        } else if frame.payload().is_empty() {
            self.counts.empty += 1;
        } else if !self.window.came_back(header.source, header.sequence) {
            let lost = self.sequences.gap_before(header.source, header.sequence);
            self.counts.received += 1;
            self.counts.missing += lost;
            self.inbox.push(frame.bytes(), lost);
        }
    }
}
