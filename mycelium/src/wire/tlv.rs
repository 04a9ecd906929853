//! TLVs: type, length, payload, one after the other without alignment or padding (Protocol V2 §3).
//!
//! ```text
//!  standard   │ type u8 │ len u8 │ payload, 0 to 255 bytes │
//!  extended   │ 255 │ 0 │ type u8 │ len u16, little-endian │ payload, 0 to 65,535 bytes │
//! ```
//!
//! Written standard up to 255 bytes of payload, extended above; read in either form at any length. A reserved
//! byte other than 0, or the type 255 inside an extended header, is an error.

use std::fmt;

use super::{WireError, Writer};

/// The most bytes that one TLV can hold: the length of an extended one is a `u16`.
pub const MAX_PAYLOAD: usize = 65_535;

/// The type byte that announces an extended header.
const EXTENDED: u8 = 255;
const STANDARD_HEADER_LEN: usize = 2;
const EXTENDED_HEADER_LEN: usize = 5;
const STANDARD_PAYLOAD_MAX: usize = 255;

/// A TLV's number: 0 to 254. Below 200 they mean what the protocol's registry says (Protocol V2 §5), 200 to
/// 249 are the user's, 250 to 254 mycelium's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TlvType(u8);

/// One TLV, cut and not copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tlv<'a> {
    /// What it is.
    pub number: TlvType,
    /// Its bytes, without the header.
    pub payload: &'a [u8],
}

/// The TLVs of a payload, in order. Ends after the first error, since nothing behind it can be found.
#[derive(Debug, Clone)]
pub struct Tlvs<'a> {
    payload: &'a [u8],
    at: usize,
}

/// The length of a TLV with `payload_len` bytes of payload, header included.
#[inline]
#[must_use]
pub const fn tlv_len(payload_len: usize) -> usize {
    if payload_len <= STANDARD_PAYLOAD_MAX {
        STANDARD_HEADER_LEN + payload_len
    } else {
        EXTENDED_HEADER_LEN + payload_len
    }
}

/// Writes the header of a TLV with `payload_len` bytes of payload, which must not be over [`MAX_PAYLOAD`].
#[inline]
pub fn write_header(out: &mut Writer<'_>, number: TlvType, payload_len: usize) {
    match u8::try_from(payload_len) {
        Ok(len) => out.put(&[number.0, len]),
        Err(_) => {
            debug_assert!(payload_len <= MAX_PAYLOAD);
            let [low, high, ..] = payload_len.to_le_bytes();
            out.put(&[EXTENDED, 0, number.0, low, high]);
        }
    }
}

/// Cuts bytes that are exactly one TLV.
///
/// # Errors
///
/// [`WireError::TruncatedTlv`], [`WireError::InvalidExtended`], and [`WireError::TrailingBytes`] when
/// something follows.
pub fn parse_one(bytes: &[u8]) -> Result<Tlv<'_>, WireError> {
    let mut tlvs = Tlvs::new(bytes);
    let Some(tlv) = tlvs.next() else {
        return Err(WireError::missing_tlv());
    };
    let tlv = tlv?;
    if tlvs.at < bytes.len() {
        return Err(WireError::TrailingBytes { offset: tlvs.at as u64, found: bytes.len() - tlvs.at });
    }
    Ok(tlv)
}

// === impl TlvType ===

impl TlvType {
    /// The type with this number; `None` for 255, which announces an extended header.
    #[must_use]
    pub const fn new(number: u8) -> Option<Self> {
        if number == EXTENDED { None } else { Some(Self(number)) }
    }

    /// The number.
    #[inline]
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl fmt::Display for TlvType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

// === impl Tlvs ===

impl<'a> Tlvs<'a> {
    /// Walks `payload`.
    #[must_use]
    pub const fn new(payload: &'a [u8]) -> Self {
        Self { payload, at: 0 }
    }

    /// Whether the next TLV has an extended header, which a short payload may have as well.
    #[must_use]
    pub fn next_is_extended(&self) -> bool {
        self.payload.get(self.at) == Some(&EXTENDED)
    }

    /// Cuts all TLVs, and asks `good` of each, which begins at an offset in the payload.
    #[inline]
    pub(super) fn check(mut self, good: impl Fn(u64, Tlv<'a>) -> Result<(), WireError>) -> Result<(), WireError> {
        while self.at < self.payload.len() {
            let offset = self.at as u64;
            let Some(tlv) = self.cut() else { return Err(self.fault()) };
            good(offset, tlv)?;
        }
        Ok(())
    }

    /// Whether all TLVs can be cut.
    #[inline]
    pub(super) fn are_cut(mut self) -> bool {
        while self.good().is_some() {}
        self.at == self.payload.len()
    }

    /// Passes the next TLV on if it is good; for those who have asked [`check`](Self::check) about all of them.
    #[inline]
    pub(super) fn good(&mut self) -> Option<Tlv<'a>> {
        if self.at == self.payload.len() { None } else { self.cut() }
    }

    /// The error of what is left, which should be a TLV of `expected` bytes.
    #[cold]
    fn truncated(&self, expected: usize) -> WireError {
        let rest = &self.payload[self.at..];
        let number = match *rest {
            [EXTENDED, _, number, ..] => Some(number),
            [EXTENDED, ..] => None,
            _ => rest.first().copied(),
        };
        WireError::TruncatedTlv { offset: self.at as u64, number, expected, found: rest.len() }
    }

    /// Number, header length and payload length of the TLV that `rest` begins with, if its header is one.
    #[inline(always)]
    fn header(rest: &[u8]) -> Option<(TlvType, usize, usize)> {
        match *rest {
            [EXTENDED, ..] => Self::extended(rest),
            [number, len, ..] => Some((TlvType(number), STANDARD_HEADER_LEN, usize::from(len))),
            _ => None,
        }
    }

    /// As [`header`](Self::header), of an extended one.
    fn extended(rest: &[u8]) -> Option<(TlvType, usize, usize)> {
        match *rest {
            [EXTENDED, 0, number, low, high, ..] => {
                Some((TlvType::new(number)?, EXTENDED_HEADER_LEN, usize::from(u16::from_le_bytes([low, high]))))
            }
            _ => None,
        }
    }

    /// The next TLV, if it is a good one; why it is not, [`fault`](Self::fault) finds out.
    #[inline(always)]
    fn cut(&mut self) -> Option<Tlv<'a>> {
        let rest = self.payload.get(self.at..)?;
        let (number, header_len, payload_len) = Self::header(rest)?;
        let end = header_len + payload_len;
        let payload = rest.get(header_len..end)?;
        self.at += end;
        Some(Tlv { number, payload })
    }

    /// What is wrong with the next TLV.
    #[cold]
    fn fault(&self) -> WireError {
        let rest = self.payload.get(self.at..).unwrap_or_default();
        if let Some((_, header_len, payload_len)) = Self::header(rest) {
            return self.truncated(header_len + payload_len);
        }
        match *rest {
            [EXTENDED, reserved, number, _, _, ..] => {
                WireError::InvalidExtended { offset: self.at as u64, reserved, number }
            }
            [EXTENDED, ..] => self.truncated(EXTENDED_HEADER_LEN),
            _ => self.truncated(STANDARD_HEADER_LEN),
        }
    }
}

impl<'a> Iterator for Tlvs<'a> {
    type Item = Result<Tlv<'a>, WireError>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if self.at == self.payload.len() {
            return None;
        }
        let Some(tlv) = self.cut() else {
            let fault = self.fault();
            self.at = self.payload.len();
            return Some(Err(fault));
        };
        Some(Ok(tlv))
    }
}

impl std::iter::FusedIterator for Tlvs<'_> {}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expected: &[Result<(u8, usize), &str>]) {
        let found: Vec<_> = Tlvs::new(bytes)
            .map(|tlv| match &tlv {
                Ok(tlv) => Ok((tlv.number.get(), tlv.payload.len())),
                Err(error) => Err(error.kind()),
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn walks_both_forms() {
        check(&[], &[]);
        check(&[7, 0], &[Ok((7, 0))]);
        check(&[7, 1, 9, 255, 0, 8, 2, 0, 1, 2, 7, 0], &[Ok((7, 1)), Ok((8, 2)), Ok((7, 0))]);
    }

    #[test]
    fn ends_at_the_first_error() {
        check(&[7], &[Err("truncated_tlv")]);
        check(&[7, 0, 7, 2, 1], &[Ok((7, 0)), Err("truncated_tlv")]);
        check(&[255, 0, 3], &[Err("truncated_tlv")]);
        check(&[255, 1, 3, 0, 0, 7, 0], &[Err("invalid_extended")]);
        check(&[255, 0, 255, 0, 0], &[Err("invalid_extended")]);
    }

    #[test]
    fn an_extended_header_is_seen_before_it_is_read() {
        let mut tlvs = Tlvs::new(&[255, 0, 7, 1, 0, 9, 7, 1, 255]);
        let seen = [(); 3].map(|()| (tlvs.next_is_extended(), tlvs.next().is_some()));
        assert_eq!(seen, [(true, true), (false, true), (false, false)]);
    }

    #[test]
    fn one_is_exactly_one() {
        assert_eq!(parse_one(&[7, 1, 9]).map(|tlv| tlv.payload), Ok(&[9][..]));
        assert_eq!(parse_one(&[]).unwrap_err().kind(), "truncated_tlv");
        assert_eq!(parse_one(&[7, 0, 7, 0]), Err(WireError::TrailingBytes { offset: 2, found: 2 }));
    }
}
