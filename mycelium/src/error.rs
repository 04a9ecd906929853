//! The crate's general error: what a handler may return, and what every other error turns into with `?`.
//!
//! An [`Error`] is a sentence with its causes, nothing more: it is counted, logged, and crosses a link as a
//! string, so it holds no value of anybody's. Where a caller can do better than read (get a message back, try again),
//! there is a typed error: [`SendError`](crate::SendError), [`AskError`](crate::AskError),
//! [`LookupError`](crate::LookupError), [`SpawnError`](crate::SpawnError).

use std::fmt;

use crate::wire::{MAX_PAYLOAD, Reader, Wire, WireError, Writer, schema};

/// What handlers return; `Result` for short, as in `Result<()>`.
pub type Result<T = (), E = Error> = std::result::Result<T, E>;

/// A sentence that says what went wrong, followed by its causes.
///
/// Every `std::error::Error` becomes one with `?`. It does not implement `std::error::Error` itself; that is
/// what makes this conversion possible.
///
/// # Examples
///
/// ```
/// fn parse(text: &str) -> mycelium::Result<u16> {
///     Ok(text.parse()?)
/// }
/// assert_eq!(parse("x").unwrap_err().to_string(), "invalid digit found in string");
/// ```
pub struct Error {
    text: Box<str>,
}

// === impl Error ===

impl Error {
    /// An error that says `text`.
    pub fn msg(text: impl fmt::Display) -> Self {
        Self { text: text.to_string().into() }
    }

    /// As much of the sentence as crosses a link.
    fn crossing(&self) -> &str {
        &self.text[..self.text.floor_char_boundary(CROSSING_MAX)]
    }
}

/// Implemented for whatever is `Display`: what a handler or a constructor may fail with.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an error: it is not `Display`, so nothing could be logged of it",
    label = "`{Self}` is not `Display`",
    note = "implement `std::fmt::Display` for `{Self}`"
)]
pub trait Failure: fmt::Display {}

#[diagnostic::do_not_recommend]
impl<E: fmt::Display> Failure for E {}

/// The most bytes of a sentence that cross a link: what one reply holds, less the count of the bytes and the tag
/// of the `Result` that the error stands in.
const CROSSING_MAX: usize = MAX_PAYLOAD - 2 - 1;

/// Crosses as a `String`; the end of a sentence over 65,532 bytes is cut off, between two characters.
impl Wire for Error {
    const LEN: Option<usize> = None;
    const MIN_LEN: usize = String::MIN_LEN;
    const SCHEMA: u64 = schema("mycelium::Error");

    type View<'a> = &'a str;

    fn encoded_len(&self) -> usize {
        Self::MIN_LEN + self.crossing().len()
    }

    fn encode(&self, out: &mut Writer<'_>) {
        let text = self.crossing();
        // Never saturated: `CROSSING_MAX` fits a count.
        out.put(&u16::try_from(text.len()).unwrap_or(u16::MAX).to_le_bytes());
        out.put(text.as_bytes());
    }

    fn decode(from: &mut Reader<'_>) -> std::result::Result<Self, WireError> {
        String::decode(from).map(|text| Self { text: text.into() })
    }

    fn view<'a>(from: &mut Reader<'a>) -> std::result::Result<&'a str, WireError> {
        String::view(from)
    }
}

impl<E: std::error::Error> From<E> for Error {
    /// Takes the error's sentence and those of its sources, joined by colons.
    fn from(error: E) -> Self {
        let mut text = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            text.push_str(": ");
            text.push_str(&cause.to_string());
            source = cause.source();
        }
        Self { text: text.into() }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
