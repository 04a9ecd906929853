//! The crate's general error: what a handler may return, and what every other error turns into with `?`.
//!
//! An [`Error`] is a sentence with its causes, nothing more: it is counted, logged, and later crosses a link,
//! so it holds no value of anybody's. Where a caller can do better than read (get a message back, try again),
//! there is a typed error: [`SendError`](crate::SendError), [`AskError`](crate::AskError),
//! [`LookupError`](crate::LookupError), [`SpawnError`](crate::SpawnError).

use std::fmt;

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
