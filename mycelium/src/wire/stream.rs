//! A stream of bytes into frames, whatever pieces it comes in, and into frames again after what is none.
//!
//! ```text
//!   push ──► │ gap: counted, not kept │ a frame, perhaps still incomplete │ … ──► next_frame
//!                                     ▲ a magic, or the beginning of one
//! ```
//!
//! Sans-IO: no sockets, no clock. Reports come in the order of the stream and depend on its bytes alone, never
//! on how they were cut into pieces. Memory stays below 5/4 of `max_len` plus one push, for a caller that takes all
//! frames after each push; what a header promises reserves nothing. A push copies its bytes in; what is still incomplete
//! is moved to the buffer's front when enough was taken, so that bytes are moved seven times on average at most.
//!
//! What is not a frame (Protocol V2 §9):
//!
//! | bytes | report | reading goes on |
//! | --- | --- | --- |
//! | a run that begins no frame | one `bad_magic`, when the run has ended | at the next magic |
//! | a version, a domain or a length that is refused, a wrong checksum | that | behind this frame's magic |
//! | a good checksum and a bad TLV | that | behind this frame |
//! | a bad TLV where there is no checksum | that | behind this frame's magic |
//! | a frame cut off by the end | `too_small` in the header, else `payload_size_mismatch` | behind this frame's magic |
//!
//! From there to the next whole magic, or to the end, nothing is reported again: those bytes belong to the bad
//! frame. So a length that lies swallows nothing behind it. Nor does it cost more than others: however many headers
//! promise the same bytes, those are summed twice at most, and less than a kilobyte for each header besides (`sums`).
//! Where no checksum is asked for, TLVs are walked for each header that promises them, as far as they are good; that a
//! frame without a checksum is short bounds this.

use std::{fmt, mem};

use super::WireError;
use super::frame::{Frame, size_mismatch};
use super::header::{HEADER_LEN, MAGIC_LEN, gap_len};
use super::rules::FrameRules;
use super::sums::Sums;

/// Cuts a stream into frames.
///
/// # Examples
///
/// ```
/// use mycelium::wire::{Domain, FrameHead, FrameReader, FrameRules, encode_frame};
///
/// let head = FrameHead { domain: Domain::SYSTEM, source: 1, flags: 0, sequence: 7, timestamp_ns: 0 };
/// let mut bytes = b"noise".to_vec();
/// encode_frame(&head, &mut bytes, |_| Ok(()))?;
///
/// let mut reader = FrameReader::new(FrameRules::default());
/// let mut seen = Vec::new();
/// for piece in bytes.chunks(9) {
///     reader.push(piece);
///     while let Some(frame) = reader.next_frame() {
///         seen.push(frame.map(|frame| frame.header().sequence).map_err(|error| error.kind()));
///     }
/// }
/// reader.finish();
/// assert!(reader.next_frame().is_none()); // Nothing was cut off.
/// assert_eq!(seen, [Err("bad_magic"), Ok(7)]);
/// # Ok::<(), mycelium::wire::WireError>(())
/// ```
pub struct FrameReader {
    rules: FrameRules,
    /// What has come and is not done with begins at `bytes[at]`.
    bytes: Vec<u8>,
    at: usize,
    /// Where `bytes[0]` stands in the stream.
    base: u64,
    /// The gap being passed, if it is to be reported.
    run: Run,
    /// Whether bytes up to the next magic belong to a bad frame that was reported.
    reported: bool,
    /// What frames with a wrong checksum have left behind.
    sums: Sums,
    finished: bool,
}

/// The buffer is moved forward when its part that is done with is one in so many bytes: however few bytes come at a time,
/// what is moved is no more than as often what came.
const MOVED_FOR_EACH: usize = 8;

/// Bytes that begin no frame; empty when there are none.
#[derive(Debug, Default)]
struct Run {
    offset: u64,
    found: [u8; MAGIC_LEN],
    skipped: u64,
}

// === impl FrameReader ===

impl FrameReader {
    /// A reader at the start of a stream.
    #[must_use]
    pub const fn new(rules: FrameRules) -> Self {
        let run = Run { offset: 0, found: [0; MAGIC_LEN], skipped: 0 };
        Self { rules, bytes: Vec::new(), at: 0, base: 0, run, reported: false, sums: Sums::new(), finished: false }
    }

    /// Takes the stream's next bytes, copying them.
    ///
    /// Call [`next_frame`](Self::next_frame) until `None` before the next push: frames that nobody takes are
    /// kept, whatever they add up to. Bytes that begin no frame are not kept in any case. After
    /// [`finish`](Self::finish) this does nothing.
    pub fn push(&mut self, bytes: &[u8]) {
        if self.finished {
            return;
        }
        if self.at >= self.bytes.len() / MOVED_FOR_EACH {
            self.bytes.drain(..self.at);
            self.base += mem::take(&mut self.at) as u64;
        }
        let needed = self.bytes.len() + bytes.len();
        if needed > self.bytes.capacity() {
            // Doubling, as `Vec` does, but not past the limit that the module promises.
            let limit = self.rules.max_len.saturating_add(self.rules.max_len / 4);
            let doubled = self.bytes.capacity().saturating_mul(2).min(limit);
            self.bytes.reserve_exact(needed.max(doubled) - self.bytes.len());
        }
        self.bytes.extend_from_slice(bytes);
        self.pass_gap();
    }

    /// Says that nothing follows: what is left is then reported by [`next_frame`](Self::next_frame).
    pub const fn finish(&mut self) {
        self.finished = true;
    }

    /// The next frame, or why the next bytes are none; `None` when more bytes are needed, and, once
    /// [`finish`](Self::finish) was called, when all is told. An error is no end: ask again.
    ///
    /// # Errors
    ///
    /// Those of [`Frame::parse`]; the module's table says which bytes each of them stands for. Offsets are
    /// counted from the start of the stream.
    pub fn next_frame(&mut self) -> Option<Result<Frame<'_>, WireError>> {
        self.next_frame_at().map(|(_, frame)| frame)
    }

    /// As [`next_frame`](Self::next_frame), with the place in the stream where the frame begins, or the bytes that
    /// are none.
    pub fn next_frame_at(&mut self) -> Option<(u64, Result<Frame<'_>, WireError>)> {
        self.pass_gap();
        let rest = &self.bytes[self.at..];
        if rest.len() < MAGIC_LEN && !self.finished {
            return None;
        }
        if self.reported && rest.len() < MAGIC_LEN {
            // The beginning of a magic that never came: still the bad frame's.
            self.at = self.bytes.len();
            return None;
        }
        if self.run.skipped > 0 {
            let run = mem::take(&mut self.run);
            return Some((run.offset, Err(run.into_error())));
        }
        let offset = self.base + self.at as u64;
        let (taken, frame) = cut(rest, offset, &self.rules, &mut self.sums, self.finished)?;
        self.at += taken;
        self.reported = frame.is_err();
        Some((offset, frame.map_err(|error| error.behind(offset))))
    }

    /// The bytes of memory held: at most 5/4 of `max_len` plus the largest push, for a caller that takes all frames
    /// after each push. After a wrong checksum up to a sixteenth of `max_len` more is held, which is not counted here.
    #[must_use]
    pub const fn capacity(&self) -> usize {
        self.bytes.capacity()
    }

    /// Moves to the next magic, or to the end. The beginning of a magic at the end stays, since the next push
    /// may complete it.
    fn pass_gap(&mut self) {
        let rest = &self.bytes[self.at..];
        let gap = &rest[..gap_len(rest)];
        if !self.reported {
            self.run.extend(self.base + self.at as u64, gap);
        }
        self.at += gap.len();
    }
}

impl fmt::Debug for FrameReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FrameReader")
            .field("rules", &self.rules)
            .field("offset", &(self.base + self.at as u64))
            .field("buffered", &(self.bytes.len() - self.at))
            .field("finished", &self.finished)
            .finish_non_exhaustive()
    }
}

/// Cuts the frame that `rest` begins with, which stands at `offset`, and says how many bytes are done with: all of the
/// frame's if its length can be relied on, else its magic's. `None` when more bytes are needed, or none are left.
fn cut<'a>(
    rest: &'a [u8],
    offset: u64,
    rules: &FrameRules,
    sums: &mut Sums,
    finished: bool,
) -> Option<(usize, Result<Frame<'a>, WireError>)> {
    if rest.is_empty() || (rest.len() < HEADER_LEN && !finished) {
        return None;
    }
    let magic = MAGIC_LEN.min(rest.len());
    let header = match rules.header_in_stream(rest) {
        Ok(header) => header,
        Err(error) => return Some((magic, Err(error))),
    };
    let Some(bytes) = rest.get(..header.frame_len()) else {
        return finished.then(|| (magic, Err(size_mismatch(&header, rest))));
    };
    let frame = Frame::check(header, bytes, rules, |frame| sums.of_frame(offset, frame));
    let reliable = match &frame {
        Ok(_) => true,
        Err(WireError::ChecksumMismatch { .. }) => {
            sums.doubt(offset, bytes.len());
            false
        }
        // A bad TLV. Without a checksum the length may be what is wrong.
        Err(_) => rules.sums(&header),
    };
    Some((if reliable { bytes.len() } else { magic }, frame))
}

// === impl Run ===

impl Run {
    /// Adds `bytes`, which stand at `offset` and follow those added before.
    fn extend(&mut self, offset: u64, bytes: &[u8]) {
        if self.skipped == 0 {
            self.offset = offset;
        }
        let known = usize::try_from(self.skipped).unwrap_or(MAGIC_LEN);
        self.found.iter_mut().skip(known).zip(bytes).for_each(|(slot, byte)| *slot = *byte);
        self.skipped += bytes.len() as u64;
    }

    const fn into_error(self) -> WireError {
        WireError::BadMagic { offset: self.offset, found: self.found, skipped: self.skipped }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{Domain, FrameHead, Header, MAX_FRAME_LEN, TlvType, encode_frame, put_tlv};

    /// How many bytes are summed for `input` in pieces of `size`, and how many reports there are.
    fn summed(input: &[u8], size: usize) -> (usize, usize) {
        let mut reader = FrameReader::new(FrameRules::default());
        let mut reports = 0;
        for piece in input.chunks(size) {
            reader.push(piece);
            while reader.next_frame().is_some() {
                reports += 1;
            }
        }
        (reader.sums.summed as usize, reports)
    }

    fn promising(payload_size: usize) -> [u8; HEADER_LEN] {
        let header = Header {
            domain: Domain::SYSTEM,
            source: 1,
            flags: 0,
            sequence: 7,
            timestamp_ns: 0,
            payload_size: payload_size as u32,
            checksum: 1,
        };
        header.write()
    }

    #[test]
    fn good_frames_are_summed_once() {
        let head = FrameHead { domain: Domain::SYSTEM, source: 1, flags: 0, sequence: 7, timestamp_ns: 0 };
        let number = TlvType::new(200).expect("not 255");
        let mut input = Vec::new();
        for len in [0, 100, 10_000] {
            encode_frame(&head, &mut input, |tlvs| put_tlv(tlvs, number, &vec![7; len])).expect("it is short");
        }
        assert_eq!(summed(&input, 4096), (input.len(), 3));
    }

    #[test]
    fn promises_of_the_same_bytes_do_not_add_up() {
        // Miri takes its time for every byte.
        let longest = if cfg!(miri) { 4096 } else { MAX_FRAME_LEN };
        for promised in [1000, 60_000, longest / 4, longest / 2, longest - HEADER_LEN] {
            // Each as far as it can be kept, or each up to the same place.
            let same = promising(promised).repeat(longest / HEADER_LEN);
            let until = |at: usize| promising(promised.saturating_sub(at * HEADER_LEN));
            let nested: Vec<u8> = (0..longest / HEADER_LEN).flat_map(until).collect();
            for (input, size) in [(same, 65_536), (nested, 65_536)] {
                let (summed, reports) = summed(&[&input[..], &input].concat(), size);
                let linear = 4 * input.len() + reports * 1024;
                assert!(summed <= linear, "{summed} bytes summed of {} for {promised}", 2 * input.len());
                assert!(reports > 1 || promised > longest, "{reports} reports");
            }
        }
    }
}
