//! `mycelium inspect`: what is in a capture of Protocol V2 frames.
//!
//! Read in chunks and told frame by frame, so a capture may be longer than the memory.

mod hex;
mod json;
mod text;

use std::fs::File;
use std::io::{self, BufWriter, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use mycelium::wire::{ChecksumRule, Frame, FrameReader, FrameRules, TypeRule, WireError};

use hex::HexDigits;

/// Says what is in a capture: a line per frame, with its types' names, and the fields of messages that the protocol
/// defines.
///
/// Bytes that are no frame are told too, and reading goes on behind them. A type of one exact size must have it; a
/// summary follows on standard error. Exit code 0: all frames are good. 1: some are bad. 2: there is no input to read.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The capture; `-` is standard input.
    #[arg(value_name = "FILE", default_value = "-")]
    file: PathBuf,

    /// The input is hexadecimal digits instead of bytes: with white space and commas anywhere, and `0x` in front.
    #[arg(long)]
    hex: bool,

    /// Prints each frame as one line of JSON, without a summary.
    #[arg(long)]
    json: bool,

    /// Which checksums are good: the right one only, or also 0, for a sender that works none out.
    #[arg(long, value_name = "RULE", default_value = "require")]
    checksum: Checksum,

    /// Refuses also numbers that are no domain, types in another domain than theirs, and sizes out of a type's bounds.
    #[arg(long)]
    strict: bool,

    /// Domains are counted from 0, as older builders do; those from 1 on are printed.
    #[arg(long)]
    legacy_domains: bool,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Checksum {
    Require,
    AcceptZero,
}

/// How much is read at once.
const CHUNK_LEN: usize = 64 * 1024;

/// Tells what is in the input.
///
/// # Errors
///
/// When the input cannot be opened or read, is empty, or is not hexadecimal although `--hex` says so; when standard
/// output cannot be written. That its reader has closed it is none.
pub(crate) fn run(args: Args) -> Result<ExitCode, Box<dyn std::error::Error>> {
    let mut input = open(&args.file)?;
    let name = if is_stdin(&args.file) { "standard input".to_owned() } else { format!("`{}`", args.file.display()) };
    let mut report = Report { json: args.json, out: BufWriter::new(io::stdout().lock()), good: 0, bad: 0, good_len: 0 };
    let mut frames = FrameReader::new(args.rules());
    let mut digits = args.hex.then(HexDigits::default);
    let mut chunk = vec![0; CHUNK_LEN];
    let mut total: u64 = 0;
    loop {
        let read = match input.read(&mut chunk) {
            Ok(read) => read,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) if total == 0 => return Err(format!("no input to read: {name}: {error}").into()),
            Err(error) => return Err(format!("{name} cannot be read any further: {error}").into()),
        };
        let (bytes, not_hex) = match &mut digits {
            None => (&chunk[..read], None),
            Some(digits) if read == 0 => (&chunk[..0], digits.finish().err()),
            Some(digits) => digits.decode(&mut chunk[..read]),
        };
        total += bytes.len() as u64;
        frames.push(bytes);
        if read == 0 && not_hex.is_none() {
            frames.finish();
        }
        if !report.tell(&mut frames)? {
            return Ok(report.code());
        }
        match not_hex {
            Some(error) => return Err(format!("{name}: {error}").into()),
            None if read == 0 => break,
            None => {}
        }
    }
    if total == 0 {
        return Err(format!("no input to read: {name} is empty").into());
    }
    if !args.json {
        let (good, bad, skipped) = (report.good, report.bad, total - report.good_len);
        // With nobody to read the summary, the exit code still says how it was.
        let _ = writeln!(io::stderr(), "frames: {good} good, {bad} bad; {skipped} bytes skipped");
    }
    Ok(report.code())
}

fn is_stdin(file: &Path) -> bool {
    file.as_os_str() == "-"
}

fn open(file: &Path) -> Result<Box<dyn Read>, String> {
    if is_stdin(file) {
        return Ok(Box::new(io::stdin().lock()));
    }
    let opened = File::open(file).map_err(|error| format!("no input to read: `{}`: {error}", file.display()))?;
    Ok(Box::new(opened))
}

// === impl Args ===

impl Args {
    fn rules(&self) -> FrameRules {
        FrameRules {
            checksum: match self.checksum {
                Checksum::Require => ChecksumRule::Require,
                Checksum::AcceptZero => ChecksumRule::AcceptZero,
            },
            types: if self.strict { TypeRule::Strict } else { TypeRule::Sizes },
            legacy_domains: self.legacy_domains,
            ..FrameRules::default()
        }
    }
}

/// What was found so far, and where it is told.
struct Report<W: Write> {
    json: bool,
    out: W,
    good: u64,
    bad: u64,
    /// The bytes of good frames.
    good_len: u64,
}

// === impl Report ===

impl<W: Write> Report<W> {
    /// Tells all frames that are there. False when nobody listens any more.
    ///
    /// # Errors
    ///
    /// When the output cannot be written for another reason.
    fn tell(&mut self, frames: &mut FrameReader) -> io::Result<bool> {
        match self.tell_all(frames) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
            told => told.map(|()| true),
        }
    }

    fn tell_all(&mut self, frames: &mut FrameReader) -> io::Result<()> {
        while let Some((offset, frame)) = frames.next_frame_at() {
            match frame {
                Ok(frame) => self.good(offset, &frame)?,
                Err(error) => self.bad(offset, &error)?,
            }
        }
        self.out.flush()
    }

    fn good(&mut self, offset: u64, frame: &Frame<'_>) -> io::Result<()> {
        self.good += 1;
        self.good_len += frame.bytes().len() as u64;
        if self.json { json::frame(&mut self.out, offset, frame) } else { text::frame(&mut self.out, offset, frame) }
    }

    fn bad(&mut self, offset: u64, error: &WireError) -> io::Result<()> {
        self.bad += 1;
        if self.json { json::bad(&mut self.out, offset, error) } else { text::bad(&mut self.out, offset, error) }
    }

    fn code(&self) -> ExitCode {
        ExitCode::from(u8::from(self.bad > 0))
    }
}
