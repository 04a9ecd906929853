//! A case, and the rounds that callgrind counts.

/// How often a round is run while it is counted.
pub(crate) const ROUNDS: u64 = 1_000;

/// One line of the baseline.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    /// How often what is counted happens in a round.
    pub(crate) per_round: u64,
    pub(crate) run: fn(),
}

/// Runs a round; callgrind counts nothing else, whatever calls it, and however often.
#[inline(never)]
fn counted_rounds(count: u64, round: &mut dyn FnMut()) {
    for _ in 0..count {
        round();
    }
}

/// Counts whole rounds.
pub(crate) fn rounds(mut round: impl FnMut()) {
    // What happens only once is no part of it.
    round();
    counted_rounds(ROUNDS, &mut round);
}

/// Counts a part of a round; [`ROUNDS`] times, for a case.
pub(crate) fn counted(part: &mut dyn FnMut()) {
    counted_rounds(1, part);
}
