//! The time of a block as text, `2023-08-08 00:00:11.000 UTC`, to milliseconds since the Unix epoch.
//!
//! Always UTC; the milliseconds may be missing. Limits: the years 1970 to 2261, so that the time
//! fits in signed nanoseconds as well. Leap seconds are not read.

const DAY_MS: u64 = 86_400_000;

/// Milliseconds since the Unix epoch; `None` for text of another form and for days that no calendar
/// has.
#[must_use]
pub fn milliseconds(text: &str) -> Option<u64> {
    let (date, time) = text.strip_suffix(" UTC")?.split_once(' ')?;
    let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
    let (time, millisecond) = match time.split_once('.') {
        Some((time, fraction)) => (time, number(fraction, 3)?),
        None => (time, 0),
    };
    let [hour, minute, second] = numbers(time, ':', [2, 2, 2])?;
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let seconds = (hour * 60 + minute) * 60 + second;
    Some(days(year, month, day)? * DAY_MS + seconds * 1_000 + millisecond)
}

/// Three numbers of fixed widths with a separator in between.
fn numbers(text: &str, separator: char, widths: [usize; 3]) -> Option<[u64; 3]> {
    let mut parts = text.split(separator);
    let mut numbers = [0; 3];
    for (slot, width) in numbers.iter_mut().zip(widths) {
        *slot = number(parts.next()?, width)?;
    }
    parts.next().is_none().then_some(numbers)
}

fn number(text: &str, width: usize) -> Option<u64> {
    let digits = text.len() == width && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// Days since 1970-01-01.
fn days(year: u64, month: u64, day: u64) -> Option<u64> {
    if !(1970..=2261).contains(&year) {
        return None;
    }
    let february = if is_leap(year) { 29 } else { 28 };
    let months = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let month = usize::try_from(month.checked_sub(1)?).ok()?;
    if day == 0 || day > *months.get(month)? {
        return None;
    }
    let years: u64 = (1970..year).map(|year| if is_leap(year) { 366 } else { 365 }).sum();
    Some(years + months[..month].iter().sum::<u64>() + day - 1)
}

fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_count_from_the_epoch() {
        assert_eq!(milliseconds("1970-01-01 00:00:00.000 UTC"), Some(0));
        assert_eq!(milliseconds("1970-01-02 00:00:01.234 UTC"), Some(DAY_MS + 1_234));
        assert_eq!(milliseconds("2000-02-29 00:00:00 UTC"), Some(951_782_400_000));
        assert_eq!(milliseconds("2023-08-08 00:00:11.000 UTC"), Some(1_691_452_811_000));
    }

    #[test]
    fn other_forms_and_days_are_refused() {
        for junk in [
            "",
            "2023-08-08",
            "2023-08-08 00:00:11.000",
            "2023-08-08T00:00:11.000Z",
            "2023-02-29 00:00:00 UTC",
            "2023-00-01 00:00:00 UTC",
            "2023-13-01 00:00:00 UTC",
            "2023-01-00 00:00:00 UTC",
            "2023-01-01 24:00:00 UTC",
            "2023-01-01 00:00:60 UTC",
            "2023-01-01 00:00:00.1 UTC",
            "2023-01-01 +1:00:00 UTC",
            "1969-12-31 23:59:59 UTC",
            "2023-1-1 00:00:00 UTC",
        ] {
            assert_eq!(milliseconds(junk), None, "{junk}");
        }
    }
}
