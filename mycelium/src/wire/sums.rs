//! Checksums of frames in a stream, also where lengths lie: each byte is summed twice at most, and a constant number
//! for each header.
//!
//! ```text
//!  at                       first            STEP             last        at + len
//!  │ header, 28 bytes │ gap │ summed │ mark │ … │ mark │ … │ mark │ summed │
//! ```
//!
//! A good frame is summed as it stands, and nothing is kept of it. A wrong checksum puts the bytes that its frame
//! promised in doubt: others that begin among them may promise the same bytes again, each of them all. From there on
//! the running sum is marked every [`STEP`] bytes, and a long frame's checksum is put together from two marks and what
//! lies outside of them:
//!
//! ```text
//!  sum(AB) = shift(sum(A), |B|) ^ sum(B)      shift is linear, and `Hasher::combine` computes it
//!  frame   = sum(.. end) ^ shift(sum(.. first) ^ sum(header and what lies in front of first), end - first)
//! ```
//!
//! Marks take 4 bytes for [`STEP`] of the stream, at most a sixteenth of the longest frame, and none before the first
//! wrong checksum.

use crc32fast::Hasher;

use super::checksum::{CHECKSUM_AT, checksum};
use super::header::HEADER_LEN;

/// From one mark to the next, in bytes.
const STEP: usize = 256;
/// Up to here a frame is summed as it stands, also among bytes in doubt. Above it has a mark behind its header.
const SHORT_MAX: usize = 2 * STEP;

/// What is known of the sums of a stream's bytes.
#[derive(Debug)]
pub(super) struct Sums {
    /// Where the bytes end that frames with a wrong checksum have promised.
    doubted_until: u64,
    /// Where the first mark stands in the stream.
    start: u64,
    /// The sums from a place that they have in common up to `start`, `start + STEP`, and so on.
    marks: Vec<u32>,
    /// How many bytes were summed, to hold the module's promise against.
    #[cfg(test)]
    pub(super) summed: u64,
}

// === impl Sums ===

impl Sums {
    pub(super) const fn new() -> Self {
        Self {
            doubted_until: 0,
            start: 0,
            marks: Vec::new(),
            #[cfg(test)]
            summed: 0,
        }
    }

    /// The checksum of `frame`, which stands at `at` in the stream. Frames come in the stream's order.
    #[inline]
    pub(super) fn of_frame(&mut self, at: u64, frame: &[u8]) -> u32 {
        if at >= self.doubted_until || frame.len() <= SHORT_MAX {
            self.count(frame.len());
            return checksum(frame);
        }
        self.of_doubted(at, frame)
    }

    /// Says that the frame of `len` bytes at `at` has a wrong checksum.
    #[cold]
    pub(super) fn doubt(&mut self, at: u64, len: usize) {
        if at >= self.doubted_until {
            self.marks = Vec::new();
        }
        self.doubted_until = self.doubted_until.max(at + len as u64);
    }

    #[cold]
    fn of_doubted(&mut self, at: u64, frame: &[u8]) -> u32 {
        self.cover(at, frame);
        // Marks that both lie inside of the frame, behind its header: what stands in front of `at` may be gone.
        let behind_header = at + HEADER_LEN as u64;
        let first = (behind_header - self.start).div_ceil(STEP as u64) as usize;
        let last = self.index(at + frame.len() as u64);
        let [front, back] = [first, last].map(|mark| (self.place(mark) - at) as usize);
        let mut head = Hasher::new();
        head.update(&frame[..CHECKSUM_AT]);
        head.update(&frame[HEADER_LEN..front]);
        let mut tail = Hasher::new_with_initial(self.marks[last]);
        tail.update(&frame[back..]);
        self.count(CHECKSUM_AT + front - HEADER_LEN + frame.len() - back);
        let rest = (frame.len() - front) as u64;
        let mut sum = Hasher::new_with_initial_len(head.finalize() ^ self.marks[first], 0);
        sum.combine(&Hasher::new_with_initial_len(tail.finalize(), rest));
        sum.finalize()
    }

    /// Sets marks up to the end of `frame`, each once, and forgets those in front of it.
    fn cover(&mut self, at: u64, frame: &[u8]) {
        let dead = self.index(at);
        if self.marks.is_empty() || self.place(self.marks.len() - 1) < at {
            // None yet, or the bytes behind the last one are gone.
            self.marks.clear();
            self.marks.push(0);
            self.start = at;
        } else if dead > self.marks.len() / 2 {
            self.start = self.place(dead);
            self.marks.drain(..dead);
        }
        let last = self.marks.len() - 1;
        let unmarked = &frame[((self.place(last) - at) as usize).min(frame.len())..];
        let mut sum = self.marks[last];
        for step in unmarked.chunks_exact(STEP) {
            let mut longer = Hasher::new_with_initial(sum);
            longer.update(step);
            sum = longer.finalize();
            self.marks.push(sum);
            self.count(STEP);
        }
    }

    /// The last mark at `at` or in front of it, once there are so many.
    fn index(&self, at: u64) -> usize {
        (at.saturating_sub(self.start) / STEP as u64) as usize
    }

    fn place(&self, mark: usize) -> u64 {
        self.start + (mark * STEP) as u64
    }

    #[inline]
    #[allow(clippy::unused_self, clippy::needless_pass_by_ref_mut, reason = "counts in tests only")]
    fn count(&mut self, _bytes: usize) {
        #[cfg(test)]
        {
            self.summed += _bytes as u64;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes that differ from each other.
    fn bytes(len: usize) -> Vec<u8> {
        (0..len).map(|at| (at.wrapping_mul(0x9E37_79B1) >> 13) as u8).collect()
    }

    #[test]
    fn a_sum_from_marks_is_the_sum() {
        let stream = bytes(5000);
        let mut sums = Sums::new();
        sums.doubt(0, stream.len());
        for at in (0..4400).step_by(if cfg!(miri) { 700 } else { 7 }) {
            // Of every length, also shorter than one before, and also behind the last mark.
            for len in [40, SHORT_MAX, SHORT_MAX + 1, 600, 513 + at % 1000, stream.len() - at] {
                let frame = stream[at..].get(..len).unwrap_or(&stream[at..]);
                assert_eq!(sums.of_frame(at as u64, frame), checksum(frame), "{len} bytes at {at}");
            }
        }
        assert!(sums.summed < 2 * 5000 + 4400 / 7 * 6 * 1024, "{} bytes summed", sums.summed);
    }

    #[test]
    fn what_has_no_doubt_has_no_marks() {
        let stream = bytes(2000);
        let mut sums = Sums::new();
        for at in [0, 2000, 4000] {
            assert_eq!(sums.of_frame(at, &stream), checksum(&stream));
        }
        assert_eq!((sums.summed, sums.marks.capacity()), (3 * 2000, 0));
        sums.doubt(4000, 2000);
        sums.of_frame(4010, &stream);
        assert_eq!(sums.marks.len(), 2000 / STEP + 1);
        sums.of_frame(6000, &stream);
        sums.doubt(6000, 2000);
        assert_eq!(sums.marks.capacity(), 0, "nothing is known of what comes behind the doubt");
    }

    #[test]
    fn marks_follow_the_stream() {
        // Miri takes its time for every byte.
        let (len, step) = if cfg!(miri) { (20_000, 500) } else { (200_000, 50) };
        let stream = bytes(len);
        let mut sums = Sums::new();
        for at in (0..len - 10_000).step_by(step) {
            let frame = &stream[at..at + 5000];
            assert_eq!(sums.of_frame(at as u64, frame), checksum(frame));
            sums.doubt(at as u64, frame.len());
            assert!(sums.marks.capacity() * 4 <= 5000 / 16 + 64, "{} marks", sums.marks.capacity());
        }
        // Short frames lead away from the last mark.
        let at = len - 5000;
        sums.doubt(at as u64, 5000);
        assert_eq!(sums.of_frame(at as u64 + 3000, &stream[at + 3000..]), checksum(&stream[at + 3000..]));
    }
}
