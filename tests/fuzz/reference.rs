//! A stream reader that is slow and plain: the whole input at once, every frame summed from its start. What
//! `FrameReader` reports is compared with it.

use std::ops::Range;

use mycelium::wire::{ChecksumRule, Frame, FrameReader, FrameRules, HEADER_LEN, Header, MAGIC, WireError};

const MAGIC_BYTES: [u8; 4] = MAGIC.to_le_bytes();

/// Errors behind which reading goes on at the next magic, since the frame's length may be what is wrong.
const UNRELIABLE: [&str; 6] =
    ["too_small", "unsupported_version", "bad_domain", "too_large", "payload_size_mismatch", "checksum_mismatch"];

/// What a reader says of the next bytes.
#[derive(Debug, Clone, PartialEq)]
pub enum Report {
    Frame(Vec<u8>),
    Gap { offset: u64, found: [u8; 4], skipped: u64 },
    Bad(WireError),
}

/// The reports of `input`, each with the bytes that it accounts for: together all of them, in order.
pub fn read(input: &[u8], rules: &FrameRules) -> Vec<(Range<usize>, Report)> {
    let mut seen: Vec<(Range<usize>, Report)> = Vec::new();
    let mut at = 0;
    while at < input.len() {
        let rest = &input[at..];
        let of_bad_frame = matches!(seen.last(), Some((_, Report::Bad(..))));
        let begin = |at: &usize| rest[*at..].iter().zip(MAGIC_BYTES).all(|(found, expected)| *found == expected);
        let gap = (0..rest.len()).find(begin).unwrap_or(rest.len());
        if of_bad_frame && (gap > 0 || rest.len() < MAGIC_BYTES.len()) {
            let taken = if gap == 0 { rest.len() } else { gap };
            at += taken;
            if let Some((range, _)) = seen.last_mut() {
                range.end = at;
            }
            continue;
        }
        let (taken, report) = if gap > 0 {
            let mut found = [0; 4];
            found.iter_mut().zip(&rest[..gap]).for_each(|(slot, byte)| *slot = *byte);
            (gap, Report::Gap { offset: at as u64, found, skipped: gap as u64 })
        } else {
            frame(at as u64, rest, rules)
        };
        seen.push((at..at + taken, report));
        at += taken;
    }
    let mut accounted = 0;
    for (range, _) in &seen {
        assert_eq!(range.start, accounted, "every byte is accounted for once");
        accounted = range.end;
    }
    assert_eq!(accounted, input.len());
    seen
}

/// What is said of the magic that `rest` begins with, which stands at `at`, and how many bytes are done with.
fn frame(at: u64, rest: &[u8], rules: &FrameRules) -> (usize, Report) {
    let promised = rest.get(24..28).map_or(0, |size| u32::from_le_bytes([size[0], size[1], size[2], size[3]]));
    let len = rest.len().min(HEADER_LEN.saturating_add(promised as usize));
    match Frame::parse(&rest[..len], rules) {
        Ok(frame) => (len, Report::Frame(frame.bytes().to_vec())),
        Err(error) => {
            let reliable = !UNRELIABLE.contains(&error.kind()) && Header::read(rest).is_ok_and(|h| summed(&h, rules));
            (if reliable { len } else { rest.len().min(MAGIC_BYTES.len()) }, Report::Bad(moved(error, at)))
        }
    }
}

/// The error of a frame that stands at `by` in its stream.
fn moved(mut error: WireError, by: u64) -> WireError {
    match &mut error {
        WireError::TooSmall { offset, .. }
        | WireError::UnsupportedVersion { offset, .. }
        | WireError::BadDomain { offset, .. }
        | WireError::FrameTooLarge { offset, .. }
        | WireError::PayloadSizeMismatch { offset, .. }
        | WireError::ChecksumMismatch { offset, .. }
        | WireError::TruncatedTlv { offset, .. }
        | WireError::InvalidExtended { offset, .. }
        | WireError::TypeSizeMismatch { offset, .. }
        | WireError::DomainTypeMismatch { offset, .. } => *offset += by,
        other => panic!("no error of a frame: {other}"),
    }
    error
}

fn summed(header: &Header, rules: &FrameRules) -> bool {
    match rules.checksum {
        ChecksumRule::Require => true,
        ChecksumRule::RequireUnlessEmpty => header.checksum != 0 || header.payload_size != 0,
        ChecksumRule::AcceptZero => header.checksum != 0,
        ChecksumRule::Ignore => false,
    }
}

/// What `FrameReader` reports, in full. Its memory is held against its promise on the way.
pub fn reports<'a>(pieces: impl IntoIterator<Item = &'a [u8]>, rules: &FrameRules) -> Vec<Result<Vec<u8>, WireError>> {
    let mut reader = FrameReader::new(*rules);
    let (mut seen, mut longest) = (Vec::new(), 0);
    for piece in pieces {
        longest = longest.max(piece.len());
        reader.push(piece);
        drain(&mut reader, &mut seen);
        assert!(reader.capacity() <= rules.max_len * 5 / 4 + longest, "{} bytes held", reader.capacity());
    }
    reader.finish();
    drain(&mut reader, &mut seen);
    assert_eq!(reader.next_frame(), None, "the end is the end");
    seen
}

fn drain(reader: &mut FrameReader, seen: &mut Vec<Result<Vec<u8>, WireError>>) {
    while let Some(frame) = reader.next_frame() {
        seen.push(frame.map(|frame| frame.bytes().to_vec()));
    }
}

/// Asserts that `FrameReader` says of `input`, in these pieces, what the plain reader says; and returns it.
pub fn compare<'a>(
    input: &[u8],
    pieces: impl IntoIterator<Item = &'a [u8]>,
    rules: &FrameRules,
) -> Vec<(Range<usize>, Report)> {
    let expected = read(input, rules);
    let found = reports(pieces, rules);
    assert_eq!(reports([input], rules), found, "pieces change nothing: {rules:?}");
    let found: Vec<_> = found.into_iter().map(Report::from).collect();
    assert!(expected.iter().map(|(_, report)| report).eq(&found), "{rules:?}\n{expected:02X?}\n{found:02X?}");
    expected
}

impl From<Result<Vec<u8>, WireError>> for Report {
    fn from(report: Result<Vec<u8>, WireError>) -> Self {
        match report {
            Ok(frame) => Self::Frame(frame),
            Err(WireError::BadMagic { offset, found, skipped }) => Self::Gap { offset, found, skipped },
            Err(error) => {
                assert!(!error.to_string().is_empty());
                Self::Bad(error)
            }
        }
    }
}
