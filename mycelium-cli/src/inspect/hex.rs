//! Hexadecimal digits into bytes, chunk by chunk, and bytes into digits.

use std::fmt::{self, Write as _};

/// Digits that come in chunks: two make a byte. White space, commas, and `0x` in front of digits mean nothing.
#[derive(Debug)]
pub(super) struct HexDigits {
    /// The first digit of a byte whose second has not come.
    half: Option<u8>,
    /// Whether an `x` would now follow a 0 that begins a word.
    zero_begins: bool,
    /// Whether nothing stands between here and what means nothing.
    at_word: bool,
    line: u64,
    column: u64,
}

/// Something that is no digit, or half a byte.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NotHex {
    /// Another character.
    Character { line: u64, column: u64, found: u8 },
    /// One digit that is left at the end.
    Half { line: u64, column: u64 },
}

/// The digits of `bytes`, two for each.
pub(super) fn digits(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

// === impl HexDigits ===

impl Default for HexDigits {
    fn default() -> Self {
        Self { half: None, zero_begins: false, at_word: true, line: 1, column: 0 }
    }
}

impl HexDigits {
    /// Turns the digits in `chunk` into bytes, in its front; up to something that is none.
    pub(super) fn decode<'a>(&mut self, chunk: &'a mut [u8]) -> (&'a [u8], Option<NotHex>) {
        let mut len = 0;
        for at in 0..chunk.len() {
            let found = chunk[at];
            self.column += 1;
            match (char::from(found).to_digit(16), found) {
                (Some(digit), _) => {
                    let digit = digit as u8; // Below 16.
                    self.zero_begins = self.at_word && digit == 0 && self.half.is_none();
                    self.at_word = false;
                    match self.half.take() {
                        None => self.half = Some(digit),
                        Some(high) => {
                            // Two digits came for each byte, so this is behind none that is still to be read.
                            chunk[len] = high << 4 | digit;
                            len += 1;
                        }
                    }
                }
                (None, b'x' | b'X') if self.zero_begins => {
                    self.half = None;
                    self.zero_begins = false;
                }
                (None, b',') => self.pass(),
                (None, found) if found.is_ascii_whitespace() => {
                    self.pass();
                    if found == b'\n' {
                        self.line += 1;
                        self.column = 0;
                    }
                }
                (None, found) => {
                    let (line, column) = (self.line, self.column);
                    return (&chunk[..len], Some(NotHex::Character { line, column, found }));
                }
            }
        }
        (&chunk[..len], None)
    }

    const fn pass(&mut self) {
        self.at_word = true;
        self.zero_begins = false;
    }

    /// Says that nothing follows.
    pub(super) fn finish(&self) -> Result<(), NotHex> {
        match self.half {
            None => Ok(()),
            Some(_) => Err(NotHex::Half { line: self.line, column: self.column }),
        }
    }
}

impl fmt::Display for NotHex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Character { line, column, found } => write!(
                f,
                "line {line}, column {column}: `{}` is no hexadecimal digit; leave out --hex for bytes, and turn a dump \
                 with offsets into bytes first, with `xxd -r`",
                found.escape_ascii()
            ),
            Self::Half { line, column } => {
                write!(f, "line {line}, column {column}: the last byte has one digit only; each has two")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// However the text is cut into chunks, the bytes are the same; `Err` for a fault behind them.
    fn check(text: &str, expected: Result<&[u8], NotHex>) {
        for chunk_len in 1..=text.len().max(1) {
            let mut digits = HexDigits::default();
            let mut bytes = Vec::new();
            let mut decode = || {
                for chunk in text.as_bytes().chunks(chunk_len) {
                    let mut chunk = chunk.to_vec();
                    let (decoded, not_hex) = digits.decode(&mut chunk);
                    bytes.extend_from_slice(decoded);
                    not_hex.map_or(Ok(()), Err)?;
                }
                digits.finish()
            };
            let found = decode().map(|()| &bytes[..]);
            assert_eq!(found, expected, "{text:?} in chunks of {chunk_len}");
        }
    }

    #[test]
    fn digits_are_bytes_whatever_stands_between_them() {
        check("", Ok(&[]));
        check(" \n\t", Ok(&[]));
        check("efBE", Ok(&[0xEF, 0xBE]));
        check("e f\r\nb\te\n", Ok(&[0xEF, 0xBE]));
        check("0xefbe0000", Ok(&[0xEF, 0xBE, 0, 0]));
        check("0xef, 0xBE,\n0X00", Ok(&[0xEF, 0xBE, 0]));
        check("00 0", Err(NotHex::Half { line: 1, column: 4 }));
    }

    #[test]
    fn what_is_no_digit_has_its_place() {
        let character = |line, column, found| Err(NotHex::Character { line, column, found });
        check("ef\nbg", character(2, 2, b'g'));
        check("x", character(1, 1, b'x'));
        check("000x", character(1, 4, b'x'));
        check("10x", character(1, 3, b'x'));
        check("0xx", character(1, 3, b'x'));
        check("0 x", character(1, 3, b'x'));
        check("00000000: ef", character(1, 9, b':'));
    }
}
