//! What can be wrong with a file of swaps, in sentences that say where, what, and what to do.

use std::io;

use thiserror::Error;

/// How much of a cell an error repeats, in characters.
const FOUND_CHARACTERS_MAX: usize = 80;

/// A file of swaps that was not read.
#[derive(Debug, Error)]
pub enum SwapFileError {
    /// The file could not be read at all.
    #[error("{file}: cannot be read: {source}; check the path and its permissions")]
    Unreadable {
        /// The file.
        file: String,
        /// What the system said.
        source: io::Error,
    },
    /// The file is longer than what is read at once.
    #[error("{file}: found {bytes} bytes, expected at most {bytes_max}; split the file")]
    TooLong {
        /// The file.
        file: String,
        /// Its length.
        bytes: u64,
        /// The limit.
        bytes_max: u64,
    },
    /// One place in the file is wrong.
    #[error(transparent)]
    Fault(#[from] Box<Fault>),
}

/// One wrong place in a file.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{file}:{line}:{column}: {}found {found}, expected {expected}; {remedy}", named(.header))]
pub struct Fault {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The character of the line at which the cell starts, from 1.
    pub column: usize,
    /// The name that the header gives the cell's column, where there is one.
    pub header: Option<String>,
    /// What stands there.
    pub found: String,
    /// What should.
    pub expected: String,
    /// What to do about it.
    pub remedy: String,
}

fn named(header: &Option<String>) -> String {
    header.as_ref().map_or_else(String::new, |name| format!("column `{name}`: "))
}

/// A cell's text for an error: quoted, escaped and cut.
pub(crate) fn quoted(text: &str) -> String {
    if text.is_empty() {
        return "nothing".to_owned();
    }
    match text.char_indices().nth(FOUND_CHARACTERS_MAX) {
        Some((end, _)) => format!("{:?}… ({} bytes)", &text[..end], text.len()),
        None => format!("{text:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_is_escaped_and_cut() {
        assert_eq!(quoted("1.2.3\t"), r#""1.2.3\t""#);
        assert_eq!(quoted(""), "nothing");
        assert!(quoted(&"é".repeat(1_000)).ends_with("é\"… (2000 bytes)"));
    }
}
