//! The checksum of a frame: CRC-32/ISO-HDLC, as in zlib and Ethernet (Protocol V2 §1).
//!
//! ```text
//!   0                           28         32                     end
//!   │ covered                   │ skipped  │ covered              │
//!   │ header up to payload_size │ checksum │ payload              │
//! ```
//!
//! The four bytes of the checksum itself are left out, not taken as zeros: the two give different sums. The
//! frame is cut before it is summed, since one byte too many changes the sum.

use std::sync::LazyLock;

use crc32fast::Hasher;

use super::HEADER_LEN;

/// A sum of nothing. To begin another one asks what the processor can do, which a copy of this one knows.
static NOTHING: LazyLock<Hasher> = LazyLock::new(Hasher::new);

/// Where the checksum stands in a header.
pub(super) const CHECKSUM_AT: usize = 28;

/// The checksum of `frame`, which is a header and its payload and nothing behind it.
#[inline]
pub(super) fn checksum(frame: &[u8]) -> u32 {
    let mut sum = NOTHING.clone();
    sum.update(frame.get(..CHECKSUM_AT).unwrap_or_default());
    sum.update(frame.get(HEADER_LEN..).unwrap_or_default());
    sum.finalize()
}

/// A header as it stands in a draft: without its checksum it is four bytes shorter than its place, and is put right in
/// front of the payload.
///
/// A sum costs most where it begins and ends, so one over a single range is cheaper than one over two. And bytes that were
/// just written are read late: so all that is known is there before the payload is written.
#[inline]
pub(super) fn as_summed(header: &[u8; HEADER_LEN]) -> [u8; HEADER_LEN] {
    let mut draft = [0; HEADER_LEN];
    draft[HEADER_LEN - CHECKSUM_AT..].copy_from_slice(&header[..CHECKSUM_AT]);
    draft
}

/// The checksum of a frame that begins [`as_summed`] and has a payload of `payload_size` bytes.
#[inline]
pub(super) fn checksum_of_draft(payload_size: u32, frame: &mut [u8]) -> u32 {
    if let Some(size) = frame.get_mut(CHECKSUM_AT..HEADER_LEN) {
        size.copy_from_slice(&payload_size.to_le_bytes());
    }
    let mut sum = NOTHING.clone();
    sum.update(frame.get(HEADER_LEN - CHECKSUM_AT..).unwrap_or_default());
    sum.finalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_the_sum_of_the_catalogue() {
        // The check value of CRC-32/ISO-HDLC is that of the nine digits, here around the gap.
        let mut frame = [0; HEADER_LEN + 9];
        frame[HEADER_LEN..].copy_from_slice(b"123456789");
        let all_but_gap = [&[0; CHECKSUM_AT][..], b"123456789"].concat();
        assert_eq!(checksum(&frame), crc32fast::hash(&all_but_gap));
        frame[..HEADER_LEN].copy_from_slice(&as_summed(&[0; HEADER_LEN]));
        assert_eq!(checksum_of_draft(0, &mut frame), crc32fast::hash(&all_but_gap));
        assert_eq!(crc32fast::hash(b"123456789"), 0xCBF4_3926);
    }

    #[test]
    fn leaves_its_own_bytes_out() {
        let mut frame = [7; HEADER_LEN + 2];
        let before = checksum(&frame);
        frame[CHECKSUM_AT..HEADER_LEN].fill(9);
        assert_eq!(checksum(&frame), before);
        frame[HEADER_LEN] = 9;
        assert_ne!(checksum(&frame), before);
    }
}
