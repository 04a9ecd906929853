//! Many values as quantiles and buckets, few as themselves.

use serde::{Deserialize, Serialize};

/// The quantiles that a [`Distribution`] keeps; 1 is the largest value.
pub const QUANTILES: [f64; 9] = [0.5, 0.75, 0.9, 0.95, 0.99, 0.995, 0.999, 0.9999, 1.0];
/// Buckets for each doubling of the value.
const BUCKETS_PER_DOUBLING: f64 = 4.0;

/// How values are distributed: exact quantiles, and counts in buckets that grow by a fourth root of two, 19 % each.
///
/// It holds a few kilobytes however many values it was made of. The unit is the caller's: in
/// [`RoadMetrics`](super::RoadMetrics) it is nanoseconds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Distribution {
    /// How many values.
    pub count: u64,
    /// Their mean; 0 if there are none.
    pub mean: f64,
    /// The smallest; 0 if there are none.
    pub min: f64,
    /// One for each of [`QUANTILES`], in that order; empty if there are no values.
    pub quantiles: Vec<Quantile>,
    /// The buckets that are not empty, smallest values first.
    pub buckets: Vec<Bucket>,
}

/// The value that a part of all values do not exceed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Quantile {
    /// The part, from 0 to 1.
    pub quantile: f64,
    /// The value.
    pub value: f64,
}

/// How many values lie above the bucket below and not above `upto`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Bucket {
    /// The largest value that belongs into it.
    pub upto: f64,
    /// How many values.
    pub count: u64,
}

/// One figure of several runs, each as it was found.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Samples(pub Vec<f64>);

// === impl Distribution ===

impl Distribution {
    /// Makes it of values and how often each occurred, in any order, as a histogram gives them.
    ///
    /// Values that are negative or not finite, and counts of 0, are left out.
    ///
    /// # Examples
    ///
    /// ```
    /// use mycelium::migration::Distribution;
    ///
    /// let times = Distribution::from_counts([(40.0, 98), (900.0, 2)]);
    /// assert_eq!((times.quantile(0.5), times.quantile(0.99)), (Some(40.0), Some(900.0)));
    /// assert_eq!(times.count, 100);
    /// ```
    pub fn from_counts(counts: impl IntoIterator<Item = (f64, u64)>) -> Self {
        let sound = |(value, count): &(f64, u64)| value.is_finite() && *value >= 0.0 && *count > 0;
        let mut counts: Vec<(f64, u64)> = counts.into_iter().filter(sound).collect();
        counts.sort_by(|one, other| one.0.total_cmp(&other.0));
        let Some((min, _)) = counts.first().copied() else { return Self::default() };
        let count = counts.iter().fold(0_u64, |sum, (_, count)| sum.saturating_add(*count));
        let mean = counts.iter().map(|(value, times)| value * (*times as f64 / count as f64)).sum();
        let quantiles = QUANTILES.iter().map(|&quantile| Quantile { quantile, value: nth(&counts, quantile, count) });
        Self { count, mean, min, quantiles: quantiles.collect(), buckets: buckets(&counts) }
    }

    /// One of the kept [`QUANTILES`]; `None` for any other, and if there are no values.
    #[must_use]
    pub fn quantile(&self, quantile: f64) -> Option<f64> {
        let kept = self.quantiles.iter().find(|kept| (kept.quantile - quantile).abs() < 1e-9);
        kept.map(|kept| kept.value)
    }
}

/// The smallest value that `quantile` of all `count` values do not exceed.
fn nth(counts: &[(f64, u64)], quantile: f64, count: u64) -> f64 {
    let wanted = (quantile * count as f64).ceil();
    let mut seen = 0_u64;
    for (value, times) in counts {
        seen = seen.saturating_add(*times);
        if seen as f64 >= wanted {
            return *value;
        }
    }
    counts.last().map_or(0.0, |(value, _)| *value)
}

fn buckets(counts: &[(f64, u64)]) -> Vec<Bucket> {
    let mut buckets: Vec<Bucket> = Vec::new();
    for (value, times) in counts {
        // Below 1 all is one bucket.
        let upto = ((value.max(1.0).log2() * BUCKETS_PER_DOUBLING).ceil() / BUCKETS_PER_DOUBLING).exp2();
        match buckets.last_mut() {
            Some(last) if last.upto >= upto => last.count = last.count.saturating_add(*times),
            _ => buckets.push(Bucket { upto, count: *times }),
        }
    }
    buckets
}

// === impl Samples ===

impl Samples {
    /// The median: of an even number of runs the mean of the two in the middle. `None` if there are no runs, or if a figure
    /// is not finite.
    #[must_use]
    pub fn median(&self) -> Option<f64> {
        let sorted = self.sorted()?;
        let middle = sorted.len() / 2;
        let upper = *sorted.get(middle)?;
        if sorted.len() % 2 == 1 { Some(upper) } else { Some(f64::midpoint(sorted[middle - 1], upper)) }
    }

    /// The smallest and the largest; `None` as for the median.
    #[must_use]
    pub fn spread(&self) -> Option<(f64, f64)> {
        let sorted = self.sorted()?;
        Some((*sorted.first()?, *sorted.last()?))
    }

    fn sorted(&self) -> Option<Vec<f64>> {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        sorted.iter().all(|value| value.is_finite()).then_some(sorted)
    }
}

impl FromIterator<f64> for Samples {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        Self(values.into_iter().collect())
    }
}
