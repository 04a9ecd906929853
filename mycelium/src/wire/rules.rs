//! What a reader insists on: which checksums, which types, which domains, and how long a frame may be.
//!
//! Good frames are told from bad ones first; what is wrong with a bad one is found afterwards, out of line.

use super::header::{HEADER_LEN, Header};
use super::{Domain, MAX_FRAME_LEN, Tlv, Tlvs, UNSUMMED_FRAME_LEN_MAX, WireError};

/// What a reader insists on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrameRules {
    /// Which checksums are good.
    pub checksum: ChecksumRule,
    /// What the protocol's registry of types is asked about a frame.
    pub types: TypeRule,
    /// Whether frames come from older builders, which count domains from 0 (Protocol V2 §2): [`Frame::header`](super::Frame::header) then tells
    /// the numbers that are meant, see [`Domain::from_legacy`]. [`Frame::bytes`](super::Frame::bytes) stay as they came.
    pub legacy_domains: bool,
    /// The longest frame in bytes, header included.
    pub max_len: usize,
}

/// Which checksums are good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ChecksumRule {
    /// The right one only.
    #[default]
    Require,
    /// The right one; a frame without a payload may also have 0, for there is nothing that a checksum would protect.
    /// So old senders introduce themselves.
    RequireUnlessEmpty,
    /// The right one, or 0 for a sender that works none out. In a stream such a frame has [`UNSUMMED_FRAME_LEN_MAX`] bytes
    /// at most.
    AcceptZero,
    /// Any: none is looked at. Lengths are believed as they come.
    Ignore,
}

/// What the protocol's registry of types (Protocol V2 §5) is asked about a frame. Types that it does not know are good in
/// any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TypeRule {
    /// Nothing: numbers are whatever sender and receiver agree on.
    #[default]
    Ignore,
    /// Whether a type of one exact size has it.
    Sizes,
    /// Also whether the frame's domain is one, whether the type belongs to it, and whether a type of varying size keeps
    /// its bounds. Domains of users, from 16 on, take any type.
    Strict,
}

// === impl FrameRules ===

impl FrameRules {
    /// What [`Default`] gives, for constants.
    pub const DEFAULT: Self = Self {
        checksum: ChecksumRule::Require,
        types: TypeRule::Ignore,
        legacy_domains: false,
        max_len: MAX_FRAME_LEN,
    };

    /// The header that `bytes` begin with, and that does not promise too much.
    #[inline]
    pub(super) fn header(&self, bytes: &[u8]) -> Result<Header, WireError> {
        match self.cut(bytes) {
            Some(header) => Ok(header),
            None => Err(self.refuse(bytes)),
        }
    }

    /// As [`header`](Self::header), and as [`Header::cut`] without the reason.
    #[inline(always)]
    pub(super) fn cut(&self, bytes: &[u8]) -> Option<Header> {
        let mut header = Header::cut(bytes)?;
        if self.types == TypeRule::Strict && !self.has_domain(header.domain.get()) {
            return None;
        }
        if self.legacy_domains {
            header.domain = Domain::from_legacy(header.domain.get());
        }
        (header.frame_len() <= self.max_len).then_some(header)
    }

    /// Why `bytes` do not begin with a header that these rules take.
    #[cold]
    fn refuse(&self, bytes: &[u8]) -> WireError {
        let Some(header) = Header::cut(bytes) else { return Header::refuse(bytes) };
        match header.domain.get() {
            found if self.types == TypeRule::Strict && !self.has_domain(found) => {
                let expected = match self.legacy_domains {
                    false => "1 to 4, or 16 to 255",
                    true => "0 to 3 (counted from 0), or 16 to 255",
                };
                WireError::BadDomain { offset: 0, found, expected }
            }
            _ => WireError::FrameTooLarge { offset: 0, found: header.frame_len(), limit: self.max_len },
        }
    }

    /// Whether a header's domain byte is a domain: one of the protocol's four, or a user's.
    const fn has_domain(&self, found: u8) -> bool {
        let protocols = if self.legacy_domains { matches!(found, 0..=3) } else { matches!(found, 1..=4) };
        protocols || found >= Domain::USER_MIN
    }

    /// As [`header`](Self::header), in a stream: there whoever believes a length that nothing vouches for reads on at a cost.
    #[inline]
    pub(super) fn header_in_stream(&self, bytes: &[u8]) -> Result<Header, WireError> {
        let header = self.header(bytes)?;
        let found = header.frame_len();
        if found > UNSUMMED_FRAME_LEN_MAX && self.checksum == ChecksumRule::AcceptZero && header.checksum == 0 {
            return Err(WireError::FrameTooLarge { offset: 0, found, limit: UNSUMMED_FRAME_LEN_MAX });
        }
        Ok(header)
    }

    /// Whether a frame with this header is summed, so that its length can be relied on afterwards.
    #[inline]
    pub(super) fn sums(&self, header: &Header) -> bool {
        // Comparisons one after the other, not a jump through a table, which is hard to foresee.
        if self.checksum == ChecksumRule::Require {
            return true;
        }
        let is_needed =
            header.checksum != 0 || (self.checksum == ChecksumRule::RequireUnlessEmpty && header.payload_size != 0);
        is_needed && self.checksum != ChecksumRule::Ignore
    }
}

impl Default for FrameRules {
    /// The checksum is required, types are not looked at, domains count from 1, and a frame has [`MAX_FRAME_LEN`] bytes
    /// at most.
    fn default() -> Self {
        Self::DEFAULT
    }
}

// === types and domains ===

/// Asks the registry about each TLV, and finds the first bad one.
#[inline(never)]
pub(super) fn check_tlvs(payload: &[u8], domain: Domain, rule: TypeRule) -> Result<(), WireError> {
    let tlvs = Tlvs::new(payload);
    let good = match rule {
        TypeRule::Ignore => tlvs.check(|_, _| Ok(())),
        TypeRule::Sizes => tlvs.check(|offset, tlv| check_size(offset, tlv, false)),
        TypeRule::Strict => tlvs.check(|offset, tlv| {
            check_size(offset, tlv, true)?;
            check_domain(offset, tlv, domain)
        }),
    };
    good.map_err(|error| error.behind(HEADER_LEN as u64))
}

/// Whether a registered type has its size; one that varies is looked at only if `bounds` are.
fn check_size(offset: u64, tlv: Tlv<'_>, bounds: bool) -> Result<(), WireError> {
    let found = tlv.payload.len();
    let expected = tlv.number.size();
    if expected.takes(found) || !(bounds || expected.is_exact()) {
        return Ok(());
    }
    let (number, name) = (tlv.number.get(), tlv.number.name().unwrap_or_default());
    Err(WireError::TypeSizeMismatch { offset, number, name, expected, found })
}

/// Whether a registered type belongs to its frame's domain.
fn check_domain(offset: u64, tlv: Tlv<'_>, found: Domain) -> Result<(), WireError> {
    match tlv.number.domain() {
        Some(expected) if !tlv.number.belongs_to(found) => {
            Err(WireError::DomainTypeMismatch { offset, number: tlv.number.get(), found, expected })
        }
        _ => Ok(()),
    }
}
