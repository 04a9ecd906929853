//! A frame for people: one line, with names for numbers.

use std::fmt;
use std::io::{self, Write};

use mycelium::protocol::ProtocolMessage;
use mycelium::wire::{Frame, Tlv, WireError, source_name};

/// So many bytes of a payload without a layout are printed.
const BYTES_SHOWN: usize = 16;

pub(super) fn frame(out: &mut impl Write, offset: u64, frame: &Frame<'_>) -> io::Result<()> {
    let header = frame.header();
    write!(out, "{offset:>10}  {}", header.domain)?;
    match source_name(header.source) {
        Some(name) => write!(out, "  {name}")?,
        None => write!(out, "  source {}", header.source)?,
    }
    // A good frame's checksum is the right one, unless there is none.
    let checksum = if header.checksum == 0 { "absent" } else { "ok" };
    write!(
        out,
        "  sequence {}  {}  {} bytes  checksum {checksum}",
        header.sequence,
        Time(header.timestamp_ns),
        frame.bytes().len(),
    )?;
    for tlv in frame.tlvs() {
        write!(out, "  {}", Shown(tlv))?;
    }
    writeln!(out)
}

pub(super) fn bad(out: &mut impl Write, offset: u64, error: &WireError) -> io::Result<()> {
    writeln!(out, "{offset:>10}  BAD {}  {error}", error.kind())
}

/// A TLV: the fields of a message that the protocol defines, else the name and the first bytes.
struct Shown<'a>(Tlv<'a>);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(tlv) = self;
        // A payload of another length than the layout's is shown as it is.
        if let Ok(message) = ProtocolMessage::decode_tlv(*tlv) {
            return message.fmt(f);
        }
        match tlv.number.name() {
            Some(name) => f.write_str(name)?,
            None => write!(f, "TLV {}", tlv.number)?,
        }
        let len = tlv.payload.len();
        let shown = &tlv.payload[..len.min(BYTES_SHOWN)];
        match len {
            0 => f.write_str(" (0 bytes)"),
            1..=BYTES_SHOWN => write!(f, " ({len} bytes: {})", super::hex::digits(shown)),
            _ => write!(f, " ({len} bytes: {}..)", super::hex::digits(shown)),
        }
    }
}

/// Nanoseconds since the Unix epoch, as RFC 3339 writes them, in UTC.
struct Time(u64);

const NS_PER_S: u64 = 1_000_000_000;
const S_PER_DAY: u64 = 86_400;

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (seconds, ns) = (self.0 / NS_PER_S, self.0 % NS_PER_S);
        let (year, month, day) = date(seconds / S_PER_DAY);
        let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{ns:09}Z")
    }
}

/// Year, month and day of the day that comes `days` after 1970-01-01, in the Gregorian calendar.
///
/// Years begin in March here, so that the leap day is the last of one; 400 of them always have the same length.
const fn date(days: u64) -> (u64, u64, u64) {
    const DAYS_TO_1970: u64 = 719_468; // From 0000-03-01.
    const DAYS_IN_400_YEARS: u64 = 146_097;

    let days = days + DAYS_TO_1970;
    let (era, day) = (days / DAYS_IN_400_YEARS, days % DAYS_IN_400_YEARS);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153; // From March, 0.
    let day = day - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    (era * 400 + year + next, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_written_as_everybody_writes_it() {
        let check = |ns: u64, expected: &str| assert_eq!(Time(ns).to_string(), expected);
        check(0, "1970-01-01T00:00:00.000000000Z");
        check(1_700_000_000_000_000_001, "2023-11-14T22:13:20.000000001Z");
        check(951_782_399 * NS_PER_S, "2000-02-28T23:59:59.000000000Z");
        check(951_782_400 * NS_PER_S, "2000-02-29T00:00:00.000000000Z");
        check(951_868_800 * NS_PER_S, "2000-03-01T00:00:00.000000000Z");
        check(4_107_542_400 * NS_PER_S, "2100-03-01T00:00:00.000000000Z");
        check(u64::MAX, "2554-07-21T23:34:33.709551615Z");
    }
}
