//! Clients of a relay: one that publishes, one that listens.
//!
//! A relay knows no handshake and no addresses: a client connects, and every frame of the relay's domain that it
//! writes goes to all others who are connected. What a relay drops shows as a gap in the sender's sequence.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};

use tokio::net::UnixStream;

use crate::actor::unix_time_ns;
use crate::message::Message;
use crate::transport::{read_some, write_all};
use crate::wire::{ChecksumRule, Domain, Frame, FrameHead, FrameReader, FrameRules, WireError, encode_frame};

/// Publishes messages through a relay of ours. Torq's existing relay loses what comes too fast: there, use an
/// [`EchoClient`](super::EchoClient).
///
/// It reads nothing: what others publish waits in its connection and is dropped by the relay, which counts it. A
/// program that publishes and listens uses one connection for each.
#[derive(Debug)]
pub struct RelayPublisher {
    socket: UnixStream,
    domain: Domain,
    source: u8,
    sequence: u64,
    frame: Vec<u8>,
}

/// Listens to a relay.
///
/// # Examples
///
/// ```no_run
/// # use mycelium::relay::{Received, RelaySubscriber};
/// # use mycelium::wire::Domain;
/// # async fn listen() -> std::io::Result<()> {
/// let mut relay = RelaySubscriber::connect("/tmp/torq/signals.sock", Domain::SIGNAL).await?;
/// while relay.fill().await? {
///     while let Some(received) = relay.take() {
///         match received {
///             Received::Frame { frame, lost: 0 } => println!("{} TLVs", frame.tlvs().count()),
///             Received::Frame { lost, .. } => println!("{lost} frames before this one never came"),
///             other => println!("{other:?}"),
///         }
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct RelaySubscriber {
    path: PathBuf,
    domain: Domain,
    legacy: Option<Domain>,
    socket: UnixStream,
    frames: FrameReader,
    chunk: Vec<u8>,
    sequences: Sequences,
}

/// What came from a relay.
#[derive(Debug)]
#[non_exhaustive]
pub enum Received<'a> {
    /// A frame of the relay's domain.
    Frame {
        /// The frame.
        frame: Frame<'a>,
        /// How many frames of its source are missing since the last one that came; 0 for the first.
        lost: u64,
    },
    /// A frame of another domain, which a relay should not have forwarded.
    Foreign(Domain),
    /// Bytes that are no frame.
    Unreadable(WireError),
}

/// The last sequence number of each source.
#[derive(Debug, Default)]
pub(super) struct Sequences(HashMap<u8, u64>);

/// How bytes of a domain are checked: prices and signals of old senders may come without a checksum.
#[must_use]
pub fn checksum_rule(domain: Domain) -> ChecksumRule {
    match domain {
        Domain::MARKET_DATA | Domain::SIGNAL => ChecksumRule::AcceptZero,
        _ => ChecksumRule::Require,
    }
}

// === impl RelayPublisher ===

impl RelayPublisher {
    /// Connects to the relay of `domain`. `source` stands in each frame's header: by it listeners tell senders apart
    /// and find gaps, so no two publishers of a domain share one.
    ///
    /// # Errors
    ///
    /// When nobody serves at `path`.
    pub async fn connect(path: impl AsRef<Path>, domain: Domain, source: u8) -> io::Result<Self> {
        let socket = UnixStream::connect(path).await?;
        Ok(Self { socket, domain, source, sequence: 0, frame: Vec::new() })
    }

    /// Sends one message as a frame with the next sequence number, counted from 1. Ready when the socket has taken it.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::InvalidInput`] with a [`WireError`] when the message cannot be encoded; all others say that the
    /// relay is gone. A frame that was cut short by a dropped future makes the relay pass over the next one.
    pub async fn publish(&mut self, message: &impl Message) -> io::Result<()> {
        let head = FrameHead {
            domain: self.domain,
            source: self.source,
            flags: 0,
            sequence: self.sequence + 1,
            timestamp_ns: unix_time_ns(),
        };
        self.frame.clear();
        encode_frame(&head, &mut self.frame, |tlvs| message.encode_tlv(tlvs))
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
        self.sequence += 1;
        write_all(&self.socket, &self.frame).await
    }
}

// === impl RelaySubscriber ===

impl RelaySubscriber {
    /// Connects to the relay of `domain`. What is published once this is ready arrives, unless it is dropped on the way.
    ///
    /// # Errors
    ///
    /// When nobody serves at `path`.
    pub async fn connect(path: impl AsRef<Path>, domain: Domain) -> io::Result<Self> {
        let path = path.as_ref().to_owned();
        let socket = UnixStream::connect(&path).await?;
        let frames = FrameReader::new(rules(domain));
        Ok(Self { path, domain, legacy: None, socket, frames, chunk: Vec::new(), sequences: Sequences::default() })
    }

    /// Takes frames with the domain's old number, the one below, as its own, too: senders that count from 0.
    #[must_use]
    pub fn with_legacy_domains(mut self) -> Self {
        self.legacy = self.domain.get().checked_sub(1).map(Domain::new);
        self
    }

    /// Connects again, to a relay that was restarted; what was missed in between counts as lost.
    ///
    /// # Errors
    ///
    /// As [`connect`](Self::connect); the old connection is kept then.
    pub async fn reconnect(&mut self) -> io::Result<()> {
        self.socket = UnixStream::connect(&self.path).await?;
        self.frames = FrameReader::new(rules(self.domain));
        Ok(())
    }

    /// Waits for bytes; `false` when the relay is gone. Cancel safe.
    ///
    /// # Errors
    ///
    /// Those of the socket.
    pub async fn fill(&mut self) -> io::Result<bool> {
        let open = read_some(&self.socket, &mut self.chunk).await?;
        self.frames.push(&self.chunk);
        Ok(open)
    }

    /// The next of what came, or `None` when more bytes are needed.
    pub fn take(&mut self) -> Option<Received<'_>> {
        Some(match self.frames.next_frame()? {
            Err(error) => Received::Unreadable(error),
            Ok(frame) if ![Some(self.domain), self.legacy].contains(&Some(frame.header().domain)) => {
                Received::Foreign(frame.header().domain)
            }
            // How an old sender introduces itself: no part of its sequence.
            Ok(frame) if frame.payload().is_empty() && frame.header().sequence == 0 => {
                Received::Frame { frame, lost: 0 }
            }
            Ok(frame) => {
                let lost = self.sequences.gap_before(frame.header().source, frame.header().sequence);
                Received::Frame { frame, lost }
            }
        })
    }
}

fn rules(domain: Domain) -> FrameRules {
    FrameRules { checksum: checksum_rule(domain), ..FrameRules::default() }
}

// === impl Sequences ===

impl Sequences {
    /// How many numbers are missing between the last one of this source and `sequence`. A number that is not above the
    /// last one is a source that was started again.
    pub(super) fn gap_before(&mut self, source: u8, sequence: u64) -> u64 {
        match self.0.insert(source, sequence) {
            Some(last) if sequence > last => sequence - last - 1,
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_is_counted_per_source_and_a_restart_is_none() {
        let mut sequences = Sequences::default();
        let mut gap = |source, sequence| sequences.gap_before(source, sequence);
        assert_eq!(
            [gap(1, 5), gap(1, 6), gap(2, 1), gap(1, 9), gap(2, 2), gap(1, 1), gap(1, 2)],
            [0, 0, 0, 2, 0, 0, 0]
        );
    }
}
