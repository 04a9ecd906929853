//! A cursor over a buffer whose size was worked out before: values write themselves through it.

/// Fills a buffer front to back. Writing past the end writes nothing and is remembered.
#[derive(Debug)]
pub struct Writer<'a> {
    bytes: &'a mut [u8],
    at: usize,
}

// === impl Writer ===

impl<'a> Writer<'a> {
    /// A writer at the start of `bytes`.
    #[inline]
    #[must_use]
    pub const fn new(bytes: &'a mut [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Writes `part`.
    #[inline]
    pub fn put(&mut self, part: &[u8]) {
        let end = self.at.saturating_add(part.len());
        if let Some(room) = self.bytes.get_mut(self.at..end) {
            room.copy_from_slice(part);
        }
        self.at = end;
    }

    /// The next `len` bytes, to be written in place; none if there are fewer, which is remembered.
    #[inline]
    pub(super) fn room(&mut self, len: usize) -> &mut [u8] {
        let start = self.at;
        self.at = start.saturating_add(len);
        self.bytes.get_mut(start..self.at).unwrap_or_default()
    }

    /// Says that what was written in place took `len` bytes more than there was room for.
    #[inline]
    pub(super) const fn lengthen(&mut self, len: usize) {
        self.at = self.at.saturating_add(len);
    }

    /// Says that what was written in place took `len` bytes less than it had room.
    #[inline]
    pub(super) const fn shorten(&mut self, len: usize) {
        self.at = self.at.saturating_sub(len);
    }

    /// Writes `len` zeros.
    #[inline]
    pub fn zeros(&mut self, len: usize) {
        let end = self.at.saturating_add(len);
        if let Some(room) = self.bytes.get_mut(self.at..end) {
            room.fill(0);
        }
        self.at = end;
    }

    /// How many bytes were written, or would have been with more room.
    #[inline]
    #[must_use]
    pub const fn written(&self) -> usize {
        self.at
    }

    /// Whether more was written than there is room for.
    #[inline]
    #[must_use]
    pub const fn overrun(&self) -> bool {
        self.at > self.bytes.len()
    }
}
