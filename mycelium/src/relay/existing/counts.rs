//! What a client of an existing relay counts.

/// What an [`EchoClient`](super::EchoClient) has done since it was made. All are counts since then, but `pending`
/// and `is_without_echo`, which are so now. `published = confirmed + unconfirmed + uncertain + pending`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct EchoCounts {
    /// Messages that were handed to the relay's socket, or are just being.
    pub published: u64,
    /// Of these, messages that came back: the relay has forwarded them.
    pub confirmed: u64,
    /// Of these, messages that did not come back though later ones did, or that were waited for in vain.
    pub unconfirmed: u64,
    /// Of these, messages that had not come back when the connection was lost.
    pub uncertain: u64,
    /// Of these, messages that may still come back.
    pub pending: u64,
    /// Echoes of messages that had been counted as unconfirmed or uncertain: those were forwarded after all.
    pub late: u64,
    /// How often no echo came, and messages were sent without waiting for any.
    pub fallbacks: u64,
    /// Whether they are now.
    pub is_without_echo: bool,
    /// How often the relay was lost.
    pub links_lost: u64,
    /// Frames of others that came whole.
    pub received: u64,
    /// Frames of others that never came: gaps in their sequences.
    pub missing: u64,
    /// Frames that came and were not taken in time, see `inbox_bytes` of [`EchoOptions`](super::EchoOptions).
    pub overflowed: u64,
    /// Frames of another domain.
    pub foreign: u64,
    /// Frames without a payload: heartbeats, and the identification of old senders.
    pub empty: u64,
    /// Bytes that are no frame, or a damaged one, once for each place in the stream.
    pub refused: u64,
}
