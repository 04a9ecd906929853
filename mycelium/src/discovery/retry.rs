//! When to try again what failed: pauses that grow, and patience that ends.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::time::{Duration, Instant};

/// The pause after the first failure; doubled for each further one.
const PAUSE_MIN: Duration = Duration::from_millis(10);
const PAUSE_MAX: Duration = Duration::from_millis(500);

/// See the module.
#[derive(Debug)]
pub(crate) struct Retry {
    pause: Duration,
    patient_until: Instant,
    /// Since when the connection stands that was made last.
    stands_since: Option<Instant>,
}

// === impl Retry ===

impl Retry {
    /// Patient for `patience` from now on.
    pub(crate) fn new(patience: Duration) -> Self {
        Self { pause: PAUSE_MIN, patient_until: Instant::now() + patience, stands_since: None }
    }

    /// There is a connection. If it stands for a while, the next failure is a first one; if not, somebody took it and let it
    /// go again, and is not asked more and more often.
    pub(crate) fn stands(&mut self) {
        self.stands_since = Some(Instant::now());
    }

    /// `limit`, but not longer than those who wait are patient.
    pub(crate) fn limit(&self, limit: Duration) -> Duration {
        match self.patient_until.saturating_duration_since(Instant::now()) {
            Duration::ZERO => limit,
            left => limit.min(left),
        }
    }

    /// Whether those who wait should go on waiting.
    pub(crate) fn is_patient(&self) -> bool {
        Instant::now() < self.patient_until
    }

    /// How long to wait before the next attempt: until the patience ends at most. Between half of the pause and all of
    /// it, so that many who lost the same peer do not return together.
    pub(crate) fn pause(&mut self) -> Duration {
        if self.stands_since.take().is_some_and(|since| since.elapsed() >= PAUSE_MAX) {
            self.pause = PAUSE_MIN;
        }
        let half = self.pause / 2;
        self.pause = (self.pause * 2).min(PAUSE_MAX);
        let spread = u64::try_from(half.as_nanos()).unwrap_or(u64::MAX).max(1);
        let pause = half + Duration::from_nanos(RandomState::new().hash_one(spread) % spread);
        self.limit(pause)
    }
}
