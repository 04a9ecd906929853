//! Frames: a header and the payload that it promises, read without a copy and written in one pass.
//!
//! ```text
//!   │ header, 32 bytes │ TLV │ TLV │ … │      payload_size counts the TLVs, headers included
//! ```
//!
//! Reading checks in this order, and the first fault wins: too small, bad magic, unsupported version, bad domain (if
//! [`TypeRule`] asks for it), too large (as declared), payload shorter or longer than declared, checksum, and then TLV by
//! TLV its framing and what [`TypeRule`] asks for. So whoever holds a [`Frame`] holds good TLVs. The limit is
//! [`FrameRules::max_len`]; nothing is allocated.
//!
//! Writing appends to a `Vec`: room for the header, the TLVs, and then the header over the room, once length
//! and checksum are known (always written, Protocol V2 §1). A frame that fails, by an error or by a panic of
//! the caller's, leaves nothing behind.

use super::checksum::{as_summed, checksum, checksum_of_draft};
use super::encode::appended;
use super::header::{HEADER_LEN, Header};
use super::rules::{FrameRules, TypeRule, check_tlvs};
use super::{Domain, MAX_PAYLOAD, Tlv, TlvType, Tlvs, WireError, Writer, tlv_len, write_header};

/// The longest frame in bytes, header included: the protocol's 1 MiB (Protocol V2 §4). What is written never
/// exceeds it; what is read has its own limit in [`FrameRules`].
pub const MAX_FRAME_LEN: usize = 1_048_576;

/// The longest frame in bytes that may go without a checksum in a stream: a TLV of any length (Protocol V2 §4). Existing
/// relays pass none that is longer, and a length that nothing vouches for costs whoever believes it.
pub const UNSUMMED_FRAME_LEN_MAX: usize = HEADER_LEN + tlv_len(MAX_PAYLOAD);

/// One frame: what its header says, and its checked payload.
///
/// # Examples
///
/// ```
/// use mycelium::wire::{Domain, Frame, FrameHead, FrameRules, TlvType, encode_frame, put_tlv};
///
/// let head = FrameHead { domain: Domain::SYSTEM, source: 1, flags: 0, sequence: 7, timestamp_ns: 0 };
/// let number = TlvType::new(200).expect("only 255 is none");
/// let mut bytes = Vec::new();
/// let len = encode_frame(&head, &mut bytes, |tlvs| put_tlv(tlvs, number, b"hi"))?;
/// assert_eq!(len, 32 + 2 + 2); // header, TLV header, payload
///
/// let frame = Frame::parse(&bytes, &FrameRules::default())?;
/// assert_eq!(frame.header().sequence, 7);
/// assert!(frame.tlvs().map(|tlv| tlv.payload).eq([b"hi"]));
/// # Ok::<(), mycelium::wire::WireError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame<'a> {
    header: Header,
    bytes: &'a [u8],
}

/// What the sender of a frame decides about its header; the rest follows from the payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrameHead {
    /// By what relays sort the frame.
    pub domain: Domain,
    /// Who sends it, opaque.
    pub source: u8,
    /// Opaque.
    pub flags: u8,
    /// Counts up per source.
    pub sequence: u64,
    /// Nanoseconds since the Unix epoch.
    pub timestamp_ns: u64,
}

/// Appends a frame to `out` whose payload is what `write_tlvs` appends, and returns the frame's length in
/// bytes.
///
/// `write_tlvs` only appends, and appends whole TLVs, as [`put_tlv`] and [`encode_tlv`](super::encode_tlv)
/// do; this is not checked again.
///
/// # Errors
///
/// The closure's own, and [`WireError::TooLarge`] for a frame over [`MAX_FRAME_LEN`] bytes. `out` is then as
/// it was, and also when the closure panics. [`WireError::BufferTooSmall`] if the closure took away what
/// stood there before it; that stays lost.
pub fn encode_frame(
    head: &FrameHead,
    out: &mut Vec<u8>,
    write_tlvs: impl FnOnce(&mut Vec<u8>) -> Result<(), WireError>,
) -> Result<usize, WireError> {
    let start = out.len();
    let draft = Draft { keep: start, out };
    let header = Header {
        domain: head.domain,
        source: head.source,
        flags: head.flags,
        sequence: head.sequence,
        timestamp_ns: head.timestamp_ns,
        payload_size: 0,
        checksum: 0,
    };
    draft.out.extend_from_slice(&as_summed(&header.write()));
    write_tlvs(draft.out)?;
    draft.seal(header)
}

/// Appends one TLV of raw bytes to `out`.
///
/// # Errors
///
/// [`WireError::TooLarge`] for a payload over [`MAX_PAYLOAD`] bytes; `out` is then as it was.
pub fn put_tlv(out: &mut Vec<u8>, number: TlvType, payload: &[u8]) -> Result<(), WireError> {
    if payload.len() > MAX_PAYLOAD {
        return Err(WireError::TooLarge { what: "a TLV payload", found: payload.len(), limit: MAX_PAYLOAD });
    }
    let mut room = Writer::new(appended(out, tlv_len(payload.len())));
    write_header(&mut room, number, payload.len());
    room.put(payload);
    Ok(())
}

// === impl Frame ===

impl<'a> Frame<'a> {
    /// Reads `bytes` that were handed in as exactly one message.
    ///
    /// # Errors
    ///
    /// In this order: [`WireError::TooSmall`], [`WireError::BadMagic`], [`WireError::UnsupportedVersion`],
    /// [`WireError::BadDomain`], [`WireError::FrameTooLarge`], [`WireError::PayloadSizeMismatch`],
    /// [`WireError::ChecksumMismatch`], and that of the first bad TLV: [`WireError::TruncatedTlv`],
    /// [`WireError::InvalidExtended`], [`WireError::TypeSizeMismatch`] or [`WireError::DomainTypeMismatch`].
    #[inline(always)]
    pub fn parse(bytes: &'a [u8], rules: &FrameRules) -> Result<Self, WireError> {
        match rules.cut(bytes) {
            Some(header) if bytes.len() == header.frame_len() => Self::check(header, bytes, rules, checksum),
            _ => Err(Self::refuse(bytes, rules)),
        }
    }

    /// Checks `bytes`, which are as long as their `header` says, with their checksum as `sum` works it out.
    #[inline(always)]
    pub(super) fn check(
        header: Header,
        bytes: &'a [u8],
        rules: &FrameRules,
        sum: impl FnOnce(&[u8]) -> u32,
    ) -> Result<Self, WireError> {
        if rules.sums(&header) {
            let expected = sum(bytes);
            if header.checksum != expected {
                return Err(checksum_mismatch(header.checksum, expected));
            }
        }
        let payload = bytes.get(HEADER_LEN..).unwrap_or_default();
        match rules.types == TypeRule::Ignore && Tlvs::new(payload).are_cut() {
            true => Ok(Self { header, bytes }),
            false => {
                check_tlvs(payload, header.domain, rules.types)?;
                Ok(Self { header, bytes })
            }
        }
    }

    /// Why `bytes` are no frame, by their header or their length.
    #[cold]
    #[inline(never)]
    fn refuse(bytes: &[u8], rules: &FrameRules) -> WireError {
        match rules.header(bytes) {
            Ok(header) => size_mismatch(&header, bytes),
            Err(error) => error,
        }
    }

    /// What the header says.
    #[inline]
    #[must_use]
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// The frame as it came: header and TLVs.
    #[inline]
    #[must_use]
    pub const fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The TLVs' bytes, headers included.
    #[inline]
    #[must_use]
    pub fn payload(&self) -> &'a [u8] {
        self.bytes.get(HEADER_LEN..).unwrap_or_default()
    }

    /// The TLVs in order. All of them are good, since reading the frame has walked them.
    #[inline]
    pub fn tlvs(&self) -> impl Iterator<Item = Tlv<'a>> + Clone + use<'a> {
        let mut tlvs = Tlvs::new(self.payload());
        std::iter::from_fn(move || tlvs.good())
    }
}

#[cold]
fn checksum_mismatch(found: u32, expected: u32) -> WireError {
    WireError::ChecksumMismatch { offset: 0, found, expected }
}

/// The error of `bytes` that hold fewer or more than `header` says.
#[cold]
pub(super) fn size_mismatch(header: &Header, bytes: &[u8]) -> WireError {
    let found = bytes.len().saturating_sub(HEADER_LEN);
    WireError::PayloadSizeMismatch { offset: 0, expected: header.payload_size as usize, found }
}

/// A frame on its way into `out`. Dropped unsealed, it cuts `out` back.
struct Draft<'a> {
    out: &'a mut Vec<u8>,
    /// How much of `out` survives a drop: what was there before, or all of it.
    keep: usize,
}

// === impl Draft ===

impl Draft<'_> {
    /// Puts the header in front of the payload, where [`as_summed`] has put most of it already.
    #[inline(always)]
    fn seal(mut self, mut header: Header) -> Result<usize, WireError> {
        let (start, end) = (self.keep, self.out.len());
        let frame = self.out.get_mut(start..).unwrap_or_default();
        let len = frame.len();
        if len < HEADER_LEN {
            return Err(WireError::BufferTooSmall { expected: start + HEADER_LEN, found: end });
        }
        if len > MAX_FRAME_LEN {
            return Err(WireError::TooLarge { what: "a frame", found: len, limit: MAX_FRAME_LEN });
        }
        header.payload_size = (len - HEADER_LEN) as u32; // Below MAX_FRAME_LEN.
        header.checksum = checksum_of_draft(header.payload_size, frame);
        frame[..HEADER_LEN].copy_from_slice(&header.write());
        self.keep = end;
        Ok(len)
    }
}

impl Drop for Draft<'_> {
    fn drop(&mut self) {
        self.out.truncate(self.keep);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: FrameHead = FrameHead { domain: Domain::SYSTEM, source: 1, flags: 2, sequence: 3, timestamp_ns: 4 };
    const NUMBER: TlvType = TlvType::new(200).expect("not 255");

    /// Encodes behind bytes that must survive, and expects `Ok(len)` or the error's kind.
    fn check(expected: Result<usize, &str>, write_tlvs: impl FnOnce(&mut Vec<u8>) -> Result<(), WireError>) {
        let mut out = b"before".to_vec();
        let found = encode_frame(&HEAD, &mut out, write_tlvs);
        assert_eq!(found.as_ref().map_err(WireError::kind), expected.as_ref().map_err(|kind| *kind));
        assert_eq!(out.len(), 6 + found.unwrap_or(0));
        assert!(out.starts_with(b"before"));
    }

    #[test]
    fn a_frame_is_appended_or_nothing_is() {
        const FULL_TLV: usize = tlv_len(MAX_PAYLOAD);
        let fill = |out: &mut Vec<u8>, len: usize| (0..len).try_for_each(|_| put_tlv(out, NUMBER, &[0; MAX_PAYLOAD]));
        check(Ok(HEADER_LEN), |_| Ok(()));
        check(Ok(HEADER_LEN + 15 * FULL_TLV), |out| fill(out, 15));
        check(Err("too_large"), |out| fill(out, 16));
        check(Err("too_large"), |out| put_tlv(out, NUMBER, &[0; MAX_PAYLOAD + 1]));
        check(Err("local_only"), |out| {
            put_tlv(out, NUMBER, &[1])?;
            Err(WireError::LocalOnly { message: "Secret" })
        });
        check(Err("buffer_too_small"), |out| {
            out.truncate(6);
            Ok(())
        });
    }

    #[test]
    fn a_panic_leaves_nothing_behind() {
        let mut out = b"before".to_vec();
        let panicking = std::panic::AssertUnwindSafe(|| {
            let _never = encode_frame(&HEAD, &mut out, |tlvs| {
                tlvs.push(1);
                std::panic::resume_unwind(Box::new(())) // Without a message on the test's output.
            });
        });
        assert!(std::panic::catch_unwind(panicking).is_err());
        assert_eq!(out, b"before");
    }

    #[test]
    fn a_limit_is_checked_before_the_length_and_the_length_before_the_sum() {
        let mut bytes = Vec::new();
        encode_frame(&HEAD, &mut bytes, |out| put_tlv(out, NUMBER, &[0; 8])).expect("it is short");
        bytes[40] ^= 1;
        let check = |bytes: &[u8], max_len, expected| {
            let rules = FrameRules { max_len, ..FrameRules::default() };
            assert_eq!(Frame::parse(bytes, &rules).map_err(|error| error.kind()), Err(expected));
        };
        check(&bytes[..41], 41, "too_large");
        check(&bytes[..41], 42, "payload_size_mismatch");
        check(&[&bytes[..], &[0]].concat(), 42, "payload_size_mismatch");
        check(&bytes, 42, "checksum_mismatch");
    }
}
