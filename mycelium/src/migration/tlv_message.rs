//! What an existing consumer processes: one TLV, and what the header of its frame says.

use crate::message::Message;
use crate::wire::{Domain, Header, Tlv, TlvType, WireError, put_tlv};

/// One TLV of a frame that a relay brought, or would have brought. Owned: it may be kept or sent on.
///
/// # Examples
///
/// ```
/// use mycelium::migration::TlvMessage;
/// use mycelium::prelude::*;
/// use mycelium::wire::{Domain, Frame, FrameHead, FrameRules, encode_frame};
///
/// #[message(tlv = 0xC8, domain = signal)]
/// #[derive(Debug, PartialEq)]
/// pub struct Note { pub n: u64 }
///
/// let head = FrameHead { domain: Domain::SIGNAL, source: 20, flags: 0, sequence: 7, timestamp_ns: 1 };
/// let mut bytes = Vec::new();
/// encode_frame(&head, &mut bytes, |tlvs| Note { n: 42 }.encode_tlv(tlvs))?;
/// let frame = Frame::parse(&bytes, &FrameRules::default())?;
///
/// let received: Vec<_> = frame.tlvs().map(|tlv| TlvMessage::new(frame.header(), tlv)).collect();
/// assert_eq!((received[0].number(), received[0].source(), received[0].sequence()), (0xC8, 20, 7));
/// assert_eq!(received[0].payload(), 42_u64.to_le_bytes());
/// assert_eq!(received[0].decode::<Note>()?, Note { n: 42 });
/// # Ok::<(), mycelium::wire::WireError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlvMessage {
    pub(super) number: TlvType,
    pub(super) payload: Vec<u8>,
    pub(super) domain: Domain,
    pub(super) source: u8,
    pub(super) sequence: u64,
    pub(super) timestamp_ns: u64,
}

// === impl TlvMessage ===

impl TlvMessage {
    /// Copies a TLV out of the frame with this header.
    #[must_use]
    pub fn new(header: &Header, tlv: Tlv<'_>) -> Self {
        Self {
            number: tlv.number,
            payload: tlv.payload.to_vec(),
            domain: header.domain,
            source: header.source,
            sequence: header.sequence,
            timestamp_ns: header.timestamp_ns,
        }
    }

    /// The TLV's number, 0 to 254.
    #[inline]
    #[must_use]
    pub const fn number(&self) -> u8 {
        self.number.get()
    }

    /// The TLV's bytes without its header, 65,535 at most.
    #[inline]
    #[must_use]
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// The TLV's bytes without its header, to keep.
    #[must_use]
    pub fn into_payload(self) -> Vec<u8> {
        self.payload
    }

    /// The frame's domain.
    #[inline]
    #[must_use]
    pub const fn domain(&self) -> Domain {
        self.domain
    }

    /// Who sent the frame.
    #[inline]
    #[must_use]
    pub const fn source(&self) -> u8 {
        self.source
    }

    /// The frame's number in the sequence of its source. TLVs of one frame share it.
    #[inline]
    #[must_use]
    pub const fn sequence(&self) -> u64 {
        self.sequence
    }

    /// When the frame was made, in nanoseconds since the Unix epoch.
    #[inline]
    #[must_use]
    pub const fn timestamp_ns(&self) -> u64 {
        self.timestamp_ns
    }

    /// Decodes the message that the TLV holds.
    ///
    /// # Errors
    ///
    /// As [`Message::decode_tlv`].
    pub fn decode<T: Message>(&self) -> Result<T, WireError> {
        T::decode_tlv(Tlv { number: self.number, payload: &self.payload })
    }

    /// The TLV with its header, as [`Message::to_tlv`] would write it.
    ///
    /// # Errors
    ///
    /// [`WireError::TooLarge`] never for one that came from a frame.
    pub fn to_tlv(&self) -> Result<Vec<u8>, WireError> {
        let mut out = Vec::new();
        put_tlv(&mut out, self.number, &self.payload)?;
        Ok(out)
    }
}
