//! A cursor over a payload: it hands out bytes, or says how many are missing.

use super::WireError;

/// Reads a payload front to back. Offsets count from the payload's start.
#[derive(Debug, Clone)]
pub struct Reader<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
    /// The TLV that the payload is of, where known: errors name it.
    pub(super) number: Option<u8>,
    /// The message and the field that are viewed, if they are: lists keep them for the errors of their elements.
    pub(super) field: Option<&'static (&'static str, &'static str)>,
}

// === impl Reader ===

impl<'a> Reader<'a> {
    /// A reader at the start of `payload`.
    #[inline]
    #[must_use]
    pub const fn new(payload: &'a [u8]) -> Self {
        Self { bytes: payload, at: 0, number: None, field: None }
    }

    /// The next `len` bytes.
    ///
    /// # Errors
    ///
    /// [`WireError::TruncatedField`] if fewer are left; none is taken then.
    #[inline]
    pub fn take(&mut self, len: usize) -> Result<&'a [u8], WireError> {
        match self.cut(len) {
            Some(taken) => Ok(taken),
            None => Err(self.truncated(len)),
        }
    }

    /// The next `N` bytes as an array.
    ///
    /// # Errors
    ///
    /// As [`take`](Self::take).
    #[inline]
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], WireError> {
        match self.chunk() {
            Some(taken) => Ok(*taken),
            None => Err(self.truncated(N)),
        }
    }

    /// The next `len` bytes, if there are so many.
    #[doc(hidden)]
    #[inline]
    pub fn cut(&mut self, len: usize) -> Option<&'a [u8]> {
        let taken = self.bytes.get(self.at..)?.get(..len)?;
        self.at += len;
        Some(taken)
    }

    /// The next `N` bytes in place, if there are so many.
    #[inline]
    pub(super) fn chunk<const N: usize>(&mut self) -> Option<&'a [u8; N]> {
        let taken = self.bytes.get(self.at..)?.first_chunk::<N>()?;
        self.at += N;
        Some(taken)
    }

    /// Passes over `len` bytes, whatever they are.
    ///
    /// # Errors
    ///
    /// As [`take`](Self::take).
    #[inline]
    pub fn skip(&mut self, len: usize) -> Result<(), WireError> {
        self.take(len).map(|_| ())
    }

    /// How many bytes are left.
    #[inline]
    #[must_use]
    pub const fn remaining(&self) -> usize {
        self.bytes.len() - self.at
    }

    /// How many bytes were taken.
    #[inline]
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.at
    }

    #[cold]
    pub(super) fn truncated(&self, expected: usize) -> WireError {
        WireError::TruncatedField {
            number: self.number,
            message: None,
            field: None,
            offset: self.at,
            expected,
            found: self.remaining(),
        }
    }

    /// The error of a value that stands `back` bytes before the cursor.
    #[cold]
    pub(super) fn invalid(&self, back: usize, found: u64, expected: &'static str) -> WireError {
        WireError::InvalidValue {
            number: self.number,
            message: None,
            field: None,
            offset: self.at.saturating_sub(back),
            found,
            expected,
        }
    }

    /// The error of a discriminant of `width` bytes, just read, that its enum does not have.
    #[cold]
    pub(crate) fn unknown_discriminant(&self, width: usize, found: u64) -> WireError {
        self.invalid(width, found, "a discriminant of the enum")
    }
}
