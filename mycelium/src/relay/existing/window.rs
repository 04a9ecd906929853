//! The echo window: what is on its way to a relay, as far as its echo tells.
//!
//! ```text
//!                 │◀────────── pending, at most 65,536 bytes ──────────▶│
//!  …  confirmed   │ sent, not come back                                 │  waits for room
//!                 ▲ the next echo, or one behind it                     ▲ the next frame
//! ```
//!
//! Echoes come in the order of the frames. One that comes while older frames are pending says that those never will.
//! Sans-IO: no socket, and the time is handed in.

use std::collections::VecDeque;
use std::time::Instant;

/// How many bytes are on their way at most: what the existing relay reads at once.
pub(super) const WINDOW_BYTES: usize = 65_536;
/// How many doubtful frames are remembered; of more only the number is known.
const DOUBTFUL_MAX: usize = 4_096;

/// See the module.
#[derive(Debug, Default)]
pub(super) struct EchoWindow {
    pending: VecDeque<Pending>,
    bytes: usize,
    /// Source and sequence of the last frame sent.
    last: Option<(u8, u64)>,
    /// Whether frames are sent without waiting, because no echo came.
    is_blind: bool,
    /// Since when a frame waits for an echo to make room.
    stalled_since: Option<Instant>,
    /// Frames that have not come back and are not waited for, the oldest first.
    doubtful: VecDeque<u64>,
    counts: Fates,
}

/// What became of the frames sent; at every moment `sent` is the sum of the next three and of what is pending.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Fates {
    pub(super) sent: u64,
    pub(super) confirmed: u64,
    /// The echo did not come, though the connection stood.
    pub(super) unconfirmed: u64,
    /// The connection was lost first.
    pub(super) uncertain: u64,
    /// Echoes that came after all.
    pub(super) late: u64,
    pub(super) fallbacks: u64,
}

/// A frame that has not come back.
#[derive(Debug)]
struct Pending {
    sequence: u64,
    len: usize,
}

// === impl EchoWindow ===

impl EchoWindow {
    /// Whether a frame of `len` bytes may be sent now.
    pub(super) fn has_room(&self, len: usize) -> bool {
        self.is_blind || self.pending.is_empty() || self.bytes + len <= WINDOW_BYTES
    }

    /// Since when there is no room and nothing has come back: since now, if that is new.
    pub(super) fn stalled_since(&mut self, now: Instant) -> Instant {
        *self.stalled_since.get_or_insert(now)
    }

    /// Whether frames are sent without waiting for echoes.
    pub(super) fn is_blind(&self) -> bool {
        self.is_blind
    }

    pub(super) fn pending(&self) -> usize {
        self.pending.len()
    }

    pub(super) fn fates(&self) -> Fates {
        self.counts
    }

    /// A frame goes out. While echoes are not waited for, the oldest pending ones make room.
    pub(super) fn sent(&mut self, source: u8, sequence: u64, len: usize) {
        while !self.pending.is_empty() && self.bytes + len > WINDOW_BYTES {
            self.give_up_oldest();
        }
        self.pending.push_back(Pending { sequence, len });
        self.bytes += len;
        self.last = Some((source, sequence));
        self.counts.sent += 1;
    }

    /// A frame has come; whether it is one of those sent from here.
    pub(super) fn came_back(&mut self, source: u8, sequence: u64) -> bool {
        let is_own = self.last.is_some_and(|(own, last)| own == source && sequence <= last);
        if !is_own {
            return false;
        }
        while self.pending.front().is_some_and(|oldest| oldest.sequence < sequence) {
            self.give_up_oldest();
        }
        match self.pending.pop_front_if(|oldest| oldest.sequence == sequence) {
            Some(echoed) => {
                self.bytes -= echoed.len;
                self.counts.confirmed += 1;
            }
            None => self.counts.late += 1,
        }
        self.is_blind = false;
        self.stalled_since = None;
        true
    }

    /// No echo comes: frames are sent without waiting from now on, until one does.
    pub(super) fn fall_back(&mut self) {
        self.stalled_since = None;
        if !std::mem::replace(&mut self.is_blind, true) {
            self.counts.fallbacks += 1;
        }
    }

    /// Nobody waits for what is pending any more.
    pub(super) fn give_up(&mut self) {
        while !self.pending.is_empty() {
            self.give_up_oldest();
        }
    }

    /// The connection is gone, and with it all knowledge of what is pending.
    pub(super) fn lost(&mut self) {
        self.counts.uncertain += self.pending.len() as u64;
        self.bytes = 0;
        while let Some(frame) = self.pending.pop_front() {
            self.doubt(frame.sequence);
        }
        self.is_blind = false;
        self.stalled_since = None;
    }

    /// The frames that nothing is known about, the oldest first; each is handed out once.
    pub(super) fn take_doubtful(&mut self) -> impl Iterator<Item = u64> {
        self.doubtful.drain(..)
    }

    fn give_up_oldest(&mut self) {
        let Some(frame) = self.pending.pop_front() else { return };
        self.bytes -= frame.len;
        self.counts.unconfirmed += 1;
        self.doubt(frame.sequence);
    }

    fn doubt(&mut self, sequence: u64) {
        if self.doubtful.len() == DOUBTFUL_MAX {
            self.doubtful.pop_front();
        }
        self.doubtful.push_back(sequence);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A window after `frames` of 20,000 bytes, numbered from 1.
    fn window(frames: u64) -> EchoWindow {
        let mut window = EchoWindow::default();
        (1..=frames).for_each(|sequence| window.sent(7, sequence, 20_000));
        window
    }

    fn check(window: &mut EchoWindow, pending: usize, fates: [u64; 4], doubtful: &[u64]) {
        let Fates { sent, confirmed, unconfirmed, uncertain, .. } = window.counts;
        assert_eq!((window.pending.len(), [sent, confirmed, unconfirmed, uncertain]), (pending, fates));
        assert_eq!(window.bytes, pending * 20_000);
        assert!(window.take_doubtful().eq(doubtful.iter().copied()));
    }

    #[test]
    fn echoes_make_room_and_what_they_pass_over_is_unconfirmed() {
        let mut window = window(3);
        assert!(window.has_room(5_536) && !window.has_room(5_537));
        assert!(window.came_back(7, 1));
        assert!(window.has_room(20_000));
        check(&mut window, 2, [3, 1, 0, 0], &[]);
        assert!(window.came_back(7, 3));
        check(&mut window, 0, [3, 2, 1, 0], &[2]);
        assert!(window.came_back(7, 2));
        assert_eq!(window.counts.late, 1);
    }

    #[test]
    fn a_frame_of_another_sender_is_no_echo() {
        let mut window = window(2);
        assert!(!window.came_back(8, 1));
        assert!(!window.came_back(7, 3));
        check(&mut window, 2, [2, 0, 0, 0], &[]);
    }

    #[test]
    fn a_frame_longer_than_the_window_passes_alone() {
        let mut window = EchoWindow::default();
        assert!(window.has_room(WINDOW_BYTES + 1));
        window.sent(7, 1, WINDOW_BYTES);
        assert!(!window.has_room(1));
    }

    #[test]
    fn without_echoes_the_oldest_make_room_until_one_comes() {
        let mut window = window(3);
        window.fall_back();
        window.fall_back();
        assert!(window.has_room(20_000));
        window.sent(7, 4, 20_000);
        check(&mut window, 3, [4, 0, 1, 0], &[1]);
        assert!(window.came_back(7, 3) && !window.is_blind());
        check(&mut window, 1, [4, 1, 2, 0], &[2]);
        assert_eq!(window.counts.fallbacks, 1);
    }

    #[test]
    fn a_lost_connection_leaves_all_that_is_pending_uncertain() {
        let mut window = window(3);
        window.fall_back();
        window.lost();
        assert!(!window.is_blind());
        check(&mut window, 0, [3, 0, 0, 3], &[1, 2, 3]);
        window.sent(7, 4, 20_000);
        window.give_up();
        check(&mut window, 0, [4, 0, 1, 3], &[4]);
    }

    #[test]
    fn so_many_doubtful_frames_are_remembered() {
        let mut window = EchoWindow::default();
        let all = DOUBTFUL_MAX as u64 + 10;
        for sequence in 1..=all {
            window.sent(7, sequence, 32);
            window.give_up();
        }
        assert!(window.take_doubtful().eq(11..=all));
    }
}
