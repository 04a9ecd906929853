//! How long an actor's loop goes on before other tasks of its thread have their turn: by the clock, whatever its messages take.
//!
//! A look at the clock costs as much as a message, and most turns are short. So the loop looks every [`LOOK_AFTER`] messages, and
//! times a turn from its first look on.

use std::num::NonZeroU32;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use crate::mailbox::BATCH;

/// So many messages are handled between two looks at the clock.
const LOOK_AFTER: u32 = BATCH as u32;

/// A turn takes no longer, but for what is handled until the next look. To end one costs a message or two, and some 5 µs where
/// another worker is woken for it.
const LIMIT: Duration = Duration::from_micros(100);

/// What turns are timed by.
static CLOCK: LazyLock<Instant> = LazyLock::new(Instant::now);

/// The loop's present turn; the default one has just begun.
#[derive(Debug, Default)]
pub(super) struct Turn {
    /// Messages since the last look.
    since_look: u32,
    /// When the first look was; see [`now`].
    began: Option<NonZeroU32>,
}

/// Microseconds, of which the last bit is always set. Only differences of it are of use: it wraps.
fn now() -> NonZeroU32 {
    NonZeroU32::MIN | CLOCK.elapsed().as_micros() as u32
}

// === impl Turn ===

impl Turn {
    /// Counts a message.
    #[inline]
    pub(super) fn count(&mut self) {
        self.since_look += 1;
    }

    /// Whether the others are to have theirs.
    #[inline]
    pub(super) fn is_over(&mut self) -> bool {
        self.since_look >= LOOK_AFTER && self.look()
    }

    fn look(&mut self) -> bool {
        let now = now();
        let began = *self.began.get_or_insert(now);
        let is_over = now.get().wrapping_sub(began.get()) >= LIMIT.as_micros() as u32;
        if !is_over {
            self.since_look = 0;
        }
        is_over
    }
}
