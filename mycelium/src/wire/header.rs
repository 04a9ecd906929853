//! The 32 bytes in front of every payload (Protocol V2 §1), little-endian and without padding.
//!
//! ```text
//!   0        4        5         6        7       8          16             24             28         32
//!   │ magic  │ domain │ version │ source │ flags │ sequence │ timestamp_ns │ payload_size │ checksum │
//!   │ u32    │ u8     │ u8      │ u8     │ u8    │ u64      │ u64          │ u32          │ u32      │
//! ```
//!
//! Read in this order, the first fault wins: 32 bytes are there, the magic is right, the version is spoken
//! here. Source and flags are never refused. Whether `payload_size` and `checksum` tell the truth takes the payload, and
//! whether a domain is one takes a reader's rules, so [`Frame`](super::Frame) judges them.

use super::{Domain, WireError};

/// The length of a header in bytes.
pub const HEADER_LEN: usize = 32;

/// What every frame begins with; on the wire `EF BE AD DE`.
pub const MAGIC: u32 = 0xDEAD_BEEF;

/// The version byte. "V2" is the protocol's name, not this number.
pub const VERSION: u8 = 1;

/// The magic's bytes. No two are equal, so a magic never begins inside another one.
const MAGIC_BYTES: [u8; MAGIC_LEN] = MAGIC.to_le_bytes();
pub(super) const MAGIC_LEN: usize = 4;

/// What a header says besides magic and version, which are the same in all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// By what relays sort the frame; any number.
    pub domain: Domain,
    /// Who sent it, opaque (Protocol V2 §2).
    pub source: u8,
    /// Opaque; the protocol assigns no bits.
    pub flags: u8,
    /// Counts up per source.
    pub sequence: u64,
    /// Nanoseconds since the Unix epoch.
    pub timestamp_ns: u64,
    /// The payload's length in bytes: all TLVs with their headers.
    pub payload_size: u32,
    /// CRC-32 of header and payload without these four bytes; 0 may stand for "none", see
    /// [`ChecksumRule`](super::ChecksumRule).
    pub checksum: u32,
}

// === impl Header ===

impl Header {
    /// Reads the header that `bytes` begin with; what follows it is not looked at.
    ///
    /// # Errors
    ///
    /// In this order: [`WireError::TooSmall`], [`WireError::BadMagic`], [`WireError::UnsupportedVersion`].
    #[inline]
    pub fn read(bytes: &[u8]) -> Result<Self, WireError> {
        match Self::cut(bytes) {
            Some(header) => Ok(header),
            None => Err(Self::refuse(bytes)),
        }
    }

    /// The header, if there is one. What is wrong with it is another question, asked [out of line](Self::refuse): so good
    /// bytes are read without an error ever taking shape.
    #[inline(always)]
    pub(super) fn cut(bytes: &[u8]) -> Option<Self> {
        let head = bytes.first_chunk::<HEADER_LEN>()?;
        // 32 bytes are there, so none of these splits fails.
        let (magic, rest) = head.split_first_chunk()?;
        let ([domain, version, source, flags], rest) = rest.split_first_chunk()?;
        let (sequence, rest) = rest.split_first_chunk()?;
        let (timestamp_ns, rest) = rest.split_first_chunk()?;
        let (payload_size, checksum) = rest.split_first_chunk()?;
        if *magic != MAGIC_BYTES || *version != VERSION {
            return None;
        }
        Some(Self {
            domain: Domain::new(*domain),
            source: *source,
            flags: *flags,
            sequence: u64::from_le_bytes(*sequence),
            timestamp_ns: u64::from_le_bytes(*timestamp_ns),
            payload_size: u32::from_le_bytes(*payload_size),
            checksum: u32::from_le_bytes(*checksum.first_chunk()?),
        })
    }

    /// Why `bytes` do not begin with a header.
    #[cold]
    pub(super) fn refuse(bytes: &[u8]) -> WireError {
        let Some(head) = bytes.first_chunk::<HEADER_LEN>() else {
            return WireError::TooSmall { offset: 0, expected: HEADER_LEN, found: bytes.len() };
        };
        match *head {
            [_, _, _, _, _, found, ..] if head.starts_with(&MAGIC_BYTES) => {
                WireError::UnsupportedVersion { offset: 0, found, expected: VERSION }
            }
            _ => bad_magic(bytes),
        }
    }

    /// The header's bytes, magic and version included.
    #[inline]
    #[must_use]
    pub fn write(&self) -> [u8; HEADER_LEN] {
        let mut head = [0; HEADER_LEN];
        head[..4].copy_from_slice(&MAGIC_BYTES);
        // As one number: the compiler would write one byte after the other.
        let small = u32::from_le_bytes([self.domain.get(), VERSION, self.source, self.flags]);
        head[4..8].copy_from_slice(&small.to_le_bytes());
        head[8..16].copy_from_slice(&self.sequence.to_le_bytes());
        head[16..24].copy_from_slice(&self.timestamp_ns.to_le_bytes());
        head[24..28].copy_from_slice(&self.payload_size.to_le_bytes());
        head[28..].copy_from_slice(&self.checksum.to_le_bytes());
        head
    }

    /// The whole frame's length in bytes, as far as `payload_size` is to be believed.
    #[inline]
    #[must_use]
    pub const fn frame_len(&self) -> usize {
        HEADER_LEN.saturating_add(self.payload_size as usize)
    }
}

/// How many bytes stand in front of the next magic. A magic that is cut off by the end counts as one: more
/// bytes may complete it.
#[inline]
pub(super) fn gap_len(bytes: &[u8]) -> usize {
    let begins = |at: &usize| bytes[*at..].iter().zip(MAGIC_BYTES).all(|(found, expected)| *found == expected);
    (0..bytes.len()).find(begins).unwrap_or(bytes.len())
}

#[cold]
fn bad_magic(bytes: &[u8]) -> WireError {
    let gap = &bytes[..gap_len(bytes)];
    let mut found = [0; MAGIC_LEN];
    found.iter_mut().zip(gap).for_each(|(slot, byte)| *slot = *byte);
    WireError::BadMagic { offset: 0, found, skipped: gap.len() as u64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: Header = Header {
        domain: Domain::SIGNAL,
        source: 3,
        flags: 4,
        sequence: 0x0C0B_0A09_0807_0605,
        timestamp_ns: 0x1413_1211_100F_0E0D,
        payload_size: 0x1817_1615,
        checksum: 0x1C1B_1A19,
    };

    #[test]
    fn every_field_has_its_place() {
        let mut expected = [0xEF, 0xBE, 0xAD, 0xDE, 2, 1, 3, 4].to_vec();
        expected.extend(0x05..=0x1C);
        assert_eq!(HEADER.write().as_slice(), expected);
        assert_eq!(Header::read(&expected), Ok(HEADER));
    }

    #[test]
    fn a_gap_ends_at_a_magic_or_its_beginning() {
        let check = |bytes: &[u8], expected| assert_eq!(gap_len(bytes), expected, "{bytes:02X?}");
        check(&[], 0);
        check(&[0, 1], 2);
        check(&[0xEF, 0xBE, 0xAD, 0xDE, 9], 0);
        check(&[0xEF, 0xEF, 0xBE, 0xAD, 0xDE], 1);
        check(&[0xEF, 0xBE, 0xAD, 0, 0xEF], 4);
        check(&[0, 0xEF, 0xBE, 0xAD], 1);
    }
}
