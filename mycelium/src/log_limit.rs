//! How often the same thing is logged.

use std::time::{Duration, Instant};

/// Lets one line per second into a log, and counts those left out.
#[derive(Debug, Default)]
pub(crate) struct LogLimit {
    last: Option<Instant>,
    left_out: u64,
}

/// How often a line is logged, at most.
const LOG_PERIOD: Duration = Duration::from_secs(1);

// === impl LogLimit ===

impl LogLimit {
    /// `Some` with the number left out since the last one, when another line may be logged.
    pub(crate) fn admit(&mut self, now: Instant) -> Option<u64> {
        if self.last.is_some_and(|last| now.duration_since(last) < LOG_PERIOD) {
            self.left_out += 1;
            return None;
        }
        self.last = Some(now);
        Some(std::mem::take(&mut self.left_out))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_error_per_period_is_logged_and_the_others_are_counted() {
        let mut log = LogLimit::default();
        let start = Instant::now();
        assert_eq!(log.admit(start), Some(0));
        assert_eq!(log.admit(start), None);
        assert_eq!(log.admit(start + LOG_PERIOD / 2), None);
        assert_eq!(log.admit(start + LOG_PERIOD), Some(2));
    }
}
