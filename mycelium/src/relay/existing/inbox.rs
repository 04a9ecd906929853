//! Frames that came and were not taken yet: bounded in bytes, the oldest dropped first.

use std::collections::VecDeque;

/// See the module.
#[derive(Debug)]
pub(super) struct Inbox {
    limit: usize,
    bytes: Vec<u8>,
    /// Where the first frame begins.
    at: usize,
    frames: VecDeque<Held>,
    /// Frames that were dropped.
    pub(super) dropped: u64,
}

/// A frame inside.
#[derive(Debug)]
struct Held {
    len: usize,
    /// How many frames of its source are missing before it.
    lost: u64,
}

// === impl Inbox ===

impl Inbox {
    /// Holds up to `limit` bytes of frames; more only if it is a single frame.
    pub(super) fn new(limit: usize) -> Self {
        Self { limit, bytes: Vec::new(), at: 0, frames: VecDeque::new(), dropped: 0 }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.frames.is_empty()
    }

    pub(super) fn push(&mut self, frame: &[u8], lost: u64) {
        while !self.is_empty() && self.bytes.len() - self.at + frame.len() > self.limit {
            self.dropped += u64::from(self.pop().is_some());
        }
        // What was taken is in the way as soon as it is the larger part.
        if self.at >= self.bytes.len() - self.at {
            self.bytes.drain(..self.at);
            self.at = 0;
        }
        self.bytes.extend_from_slice(frame);
        self.frames.push_back(Held { len: frame.len(), lost });
    }

    /// The oldest frame, and how many are missing before it.
    pub(super) fn pop(&mut self) -> Option<(&[u8], u64)> {
        let Held { len, lost } = self.frames.pop_front()?;
        let start = self.at;
        self.at += len;
        self.bytes.get(start..self.at).map(|frame| (frame, lost))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_come_out_in_order_and_the_oldest_are_dropped() {
        let mut inbox = Inbox::new(10);
        for n in 0..102_u8 {
            inbox.push(&[n; 4], u64::from(n));
            if n % 3 == 0 {
                assert!(inbox.pop().is_some_and(|(frame, _)| frame.len() == 4));
            }
        }
        assert_eq!(inbox.pop(), Some((&[100; 4][..], 100)));
        assert_eq!(inbox.pop(), Some((&[101; 4][..], 101)));
        assert_eq!(inbox.pop(), None);
        assert_eq!(inbox.dropped, 102 - 34 - 2);
        assert!(inbox.bytes.len() <= 24, "{}", inbox.bytes.len());
        inbox.push(&[1; 50], 0);
        assert_eq!(inbox.pop(), Some((&[1; 50][..], 0)));
    }
}
