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

/// A header of payload size 0 as it stands in a draft: without its checksum it is four bytes shorter than its place, and is
/// put right in front of the payload.
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
pub(super) fn checksum_of_draft(payload_size: u32, frame: &[u8]) -> u32 {
    let mut sum = Hasher::new_with_initial(ahead_of_size(payload_size));
    sum.update(frame.get(HEADER_LEN - CHECKSUM_AT..).unwrap_or_default());
    sum.finalize()
}

/// The sum to begin with so that a draft's payload size, which is 0, counts as `payload_size`. It is known last, and written
/// where it belongs it would be the last of the bytes that the sum has to wait for.
///
/// A sum takes its next bytes by exclusive or, and is linear: what is to change at byte 24 can be changed 24 bytes before.
#[inline]
fn ahead_of_size(payload_size: u32) -> u32 {
    AHEAD.iter().enumerate().fold(0, |sum, (digit, ahead)| sum ^ ahead[(payload_size >> (4 * digit)) as usize & 15])
}

/// For each hexadecimal digit of a payload size, from the lowest, and each value of it: the sum ahead of it.
const AHEAD: [[u32; 16]; 8] = {
    let mut ahead = [[0; 16]; 8];
    let mut at = 0;
    while at < 8 * 16 {
        let (digit, value) = (at / 16, at % 16);
        ahead[digit][value] = unread((value as u32) << (4 * digit), 24);
        at += 1;
    }
    ahead
};

/// What a sum was `len` zero bytes before it was `sum`.
const fn unread(mut sum: u32, len: usize) -> u32 {
    /// The polynomial of CRC-32/ISO-HDLC, its lowest bit first.
    const POLYNOMIAL: u32 = 0xEDB8_8320;
    let mut bits = 8 * len;
    while bits > 0 {
        sum = if sum >> 31 == 1 { ((sum ^ POLYNOMIAL) << 1) | 1 } else { sum << 1 };
        bits -= 1;
    }
    sum
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
        assert_eq!(checksum_of_draft(0, &frame), crc32fast::hash(&all_but_gap));
        assert_eq!(crc32fast::hash(b"123456789"), 0xCBF4_3926);
    }

    #[test]
    fn a_draft_has_the_sum_of_its_frame() {
        let sizes = (0..32).flat_map(|bit| [1 << bit, (1_u32 << bit).wrapping_sub(1), 0x9E37_79B1 >> bit]);
        for size in sizes {
            let mut header: [u8; HEADER_LEN] = std::array::from_fn(|at| at as u8);
            header[24..CHECKSUM_AT].fill(0);
            let draft = [&as_summed(&header)[..], b"payload"].concat();
            header[24..CHECKSUM_AT].copy_from_slice(&size.to_le_bytes());
            assert_eq!(checksum_of_draft(size, &draft), checksum(&[&header[..], b"payload"].concat()), "{size}");
        }
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
