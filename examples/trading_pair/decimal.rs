//! Decimal text to integers scaled by 10^18, without a float in between.
//!
//! Read are digits, a point, and an exponent: `12`, `0.5`, `.5`, `1.5e-7`, `2E+3`. Digits past the
//! 18th decimal are cut. Anything else is an error: signs, spaces, separators, `NaN`, `inf`, and
//! values of 2^128 x 10^-18 (about 3.4 x 10^20) or more.

use thiserror::Error;

/// What is wrong with a decimal number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum DecimalError {
    /// There is nothing where digits should be.
    #[error("no digits")]
    NoDigits,
    /// A character that no decimal number has at its place.
    #[error("the character {0:?} at position {1}")]
    Character(char, usize),
    /// The exponent has no digits.
    #[error("an exponent without digits")]
    NoExponent,
    /// The value does not fit in 128 bits once scaled.
    #[error("a number that is too large")]
    TooLarge,
}

/// The decimals that are kept.
const DECIMALS: i64 = 18;

/// The number that `text` stands for, scaled by 10^18 and cut, not rounded.
///
/// # Errors
///
/// [`DecimalError`]; positions in it are characters, from 1.
///
/// # Examples
///
/// ```
/// # use trading_pair::decimal::scaled_by_18;
/// assert_eq!(scaled_by_18("1.5e-7"), Ok(150_000_000_000));
/// ```
pub fn scaled_by_18(text: &str) -> Result<u128, DecimalError> {
    let (number, exponent) = match text.find(['e', 'E']) {
        Some(at) => (&text[..at], exponent(text, at + 1)?),
        None => (text, 0),
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits = || whole.bytes().chain(fraction.bytes());
    for (at, character) in number.char_indices() {
        let is_point = character == '.' && at == whole.len();
        if !character.is_ascii_digit() && !is_point {
            return Err(DecimalError::Character(character, position(text, at)));
        }
    }
    if digits().next().is_none() {
        return Err(DecimalError::NoDigits);
    }

    // The power of ten, in the scaled number, of the digit in front.
    let mut power = (whole.len() as i64 - 1).saturating_add(exponent).saturating_add(DECIMALS);
    let mut scaled = 0_u128;
    for digit in digits() {
        if power < 0 {
            break;
        }
        scaled = append(scaled, digit - b'0')?;
        power -= 1;
    }
    // What the exponent adds behind the last digit; ends by overflow at the latest.
    while power >= 0 && scaled > 0 {
        scaled = append(scaled, 0)?;
        power -= 1;
    }
    Ok(scaled)
}

fn append(number: u128, digit: u8) -> Result<u128, DecimalError> {
    number.checked_mul(10).and_then(|shifted| shifted.checked_add(digit.into())).ok_or(DecimalError::TooLarge)
}

/// The exponent whose sign or digits start at byte `from`; clamped, far past any that matters.
fn exponent(text: &str, from: usize) -> Result<i64, DecimalError> {
    let unsigned = text[from..].strip_prefix(['+', '-']);
    let digits = unsigned.unwrap_or(&text[from..]);
    let start = text.len() - digits.len();
    if digits.is_empty() {
        return Err(DecimalError::NoExponent);
    }
    let mut value = 0_i64;
    for (at, character) in digits.char_indices() {
        let digit =
            character.to_digit(10).ok_or_else(|| DecimalError::Character(character, position(text, start + at)))?;
        value = value.saturating_mul(10).saturating_add(digit.into());
    }
    Ok(if text[from..].starts_with('-') { -value } else { value })
}

/// The character position, from 1, of a byte offset.
fn position(text: &str, byte: usize) -> usize {
    text[..byte].chars().count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<u128, DecimalError>) {
        assert_eq!(scaled_by_18(text), expected, "{text}");
    }

    #[test]
    fn numbers_are_scaled_exactly() {
        const ONE: u128 = 10_u128.pow(18);
        check("1", Ok(ONE));
        check("0", Ok(0));
        check("15344.783411019742", Ok(15_344_783_411_019_742_000_000));
        check(".5", Ok(ONE / 2));
        check("5.", Ok(5 * ONE));
        check("1.5e-7", Ok(150_000_000_000));
        check("2E+3", Ok(2_000 * ONE));
        check("0.00012e4", Ok(1_200_000_000_000_000_000));
        check("0000000000000000000000000000000000000000000000001", Ok(ONE));
        check("340282366920938463463.374607431768211455", Ok(u128::MAX));
    }

    #[test]
    fn digits_past_the_18th_are_cut() {
        check("0.0000000000000000019", Ok(1));
        check("1.0000000000000000009", Ok(10_u128.pow(18)));
        check("1e-19", Ok(0));
        check("99e-19", Ok(9));
        check("1e-99999999999999999999", Ok(0));
        check("0e99999999999999999999", Ok(0));
    }

    #[test]
    fn junk_and_overflow_are_errors() {
        use DecimalError::{Character, NoDigits, NoExponent, TooLarge};
        check("", Err(NoDigits));
        check(".", Err(NoDigits));
        check("e5", Err(NoDigits));
        check("1e", Err(NoExponent));
        check("1e+", Err(NoExponent));
        check("1e5.5", Err(Character('.', 4)));
        check("1e+-5", Err(Character('-', 4)));
        check("-1", Err(Character('-', 1)));
        check("+1", Err(Character('+', 1)));
        check(" 1", Err(Character(' ', 1)));
        check("1.2.3", Err(Character('.', 4)));
        check("1,000", Err(Character(',', 2)));
        check("NaN", Err(Character('N', 1)));
        check("1é", Err(Character('é', 2)));
        check("١", Err(Character('١', 1)));
        check("340282366920938463463.374607431768211456", Err(TooLarge));
        check("1e99999999999999999999", Err(TooLarge));
        check("1e21", Err(TooLarge));
    }
}
