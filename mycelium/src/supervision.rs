//! What happens after a panic: a pure decision from the policy and the history of restarts.
//!
//! No clock of its own and no task: the run loop says what happened and when, and does what is decided.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::actor::AfterPanic;

/// What is done when an actor's handler panics. An error that a handler returns is not a panic.
///
/// The message that panicked is lost, and its asker learns of it; messages that wait are kept over a restart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum RestartPolicy {
    /// The actor stops; others are not touched. The default.
    #[default]
    Never,
    /// The actor is made anew with its constructor, but not more than `max` times `within` a period; after
    /// that it stops.
    OnPanic {
        /// How many restarts one period may hold.
        max: u32,
        /// The period, looking back from each panic.
        within: Duration,
    },
}

/// When an actor was restarted; holds no more instants than its policy allows restarts.
#[derive(Debug, Default)]
pub(crate) struct RestartHistory {
    restarts: VecDeque<Instant>,
}

// === impl RestartHistory ===

impl RestartHistory {
    /// Decides about a panic at `now`, and remembers the restart if there is one.
    pub(crate) fn decide(&mut self, policy: RestartPolicy, now: Instant) -> AfterPanic {
        let RestartPolicy::OnPanic { max, within } = policy else { return AfterPanic::Stop };
        while self.restarts.front().is_some_and(|&restart| now.duration_since(restart) >= within) {
            self.restarts.pop_front();
        }
        if self.restarts.len() >= max as usize {
            return AfterPanic::Stop;
        }
        self.restarts.push_back(now);
        AfterPanic::Restart
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(policy: RestartPolicy, panics_at_ms: &[u64], expected: &[AfterPanic]) {
        let start = Instant::now();
        let mut history = RestartHistory::default();
        let decided: Vec<AfterPanic> =
            panics_at_ms.iter().map(|&ms| history.decide(policy, start + Duration::from_millis(ms))).collect();
        assert_eq!(decided, expected);
    }

    #[test]
    fn the_default_stops() {
        check(RestartPolicy::default(), &[0], &[AfterPanic::Stop]);
    }

    #[test]
    fn restarts_are_counted_within_the_period() {
        use AfterPanic::{Restart, Stop};
        let policy = RestartPolicy::OnPanic { max: 2, within: Duration::from_secs(1) };
        check(policy, &[0, 500, 900], &[Restart, Restart, Stop]);
        check(policy, &[0, 500, 1_000, 1_499], &[Restart, Restart, Restart, Stop]);
    }
}
