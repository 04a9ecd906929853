//! A frame for programs: one object per line, its keys in a fixed order.

use std::io::{self, Write};

use mycelium::wire::{Frame, Header, Tlvs, VERSION, WireError};
use serde::Serialize;

#[derive(Serialize)]
struct FrameLine {
    /// Where the frame begins in the input.
    offset: u64,
    /// The whole frame's, in bytes.
    length: usize,
    header: HeaderLine,
    tlvs: Vec<TlvLine>,
}

/// The fields in the order in which they stand in the header.
#[derive(Serialize)]
struct HeaderLine {
    domain: u8,
    version: u8,
    source: u8,
    flags: u8,
    sequence: u64,
    timestamp_ns: u64,
    payload_size: u32,
    checksum: u32,
}

#[derive(Serialize)]
struct TlvLine {
    #[serde(rename = "type")]
    number: u8,
    /// Whether it has the long header, of five bytes.
    extended: bool,
    /// The payload's, in bytes.
    length: usize,
    /// What the protocol calls the type; `null` for what it does not name.
    name: Option<&'static str>,
    /// In hexadecimal digits.
    payload: String,
}

#[derive(Serialize)]
struct BadLine<'a> {
    /// Where the frame begins, or what should be one.
    offset: u64,
    error: &'a str,
    detail: String,
}

pub(super) fn frame(out: &mut impl Write, offset: u64, frame: &Frame<'_>) -> io::Result<()> {
    let mut tlvs = Vec::new();
    let mut rest = Tlvs::new(frame.payload());
    loop {
        let extended = rest.next_is_extended();
        // A frame's TLVs are good.
        let Some(Ok(tlv)) = rest.next() else { break };
        tlvs.push(TlvLine {
            number: tlv.number.get(),
            extended,
            length: tlv.payload.len(),
            name: tlv.number.name(),
            payload: super::hex::digits(tlv.payload),
        });
    }
    write_line(out, &FrameLine { offset, length: frame.bytes().len(), header: header(frame.header()), tlvs })
}

pub(super) fn bad(out: &mut impl Write, offset: u64, error: &WireError) -> io::Result<()> {
    write_line(out, &BadLine { offset, error: error.kind(), detail: error.to_string() })
}

fn header(header: &Header) -> HeaderLine {
    let Header { domain, source, flags, sequence, timestamp_ns, payload_size, checksum } = *header;
    // A frame of another version is a bad one.
    HeaderLine { domain: domain.get(), version: VERSION, source, flags, sequence, timestamp_ns, payload_size, checksum }
}

fn write_line(out: &mut impl Write, line: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}
