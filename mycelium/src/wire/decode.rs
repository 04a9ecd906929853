//! Payloads into messages: the length is checked against the message's own, then the fields are read.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{Reader, Wire, WireError};

/// Decodes the payload of one TLV as `T`.
///
/// With `accept` empty, the payload must be exactly as long as the value. Otherwise its length must be one of
/// those in `accept`, and bytes behind the value are ignored.
///
/// # Errors
///
/// [`WireError::SizeMismatch`], which names `message`, and the errors of the fields.
#[inline]
pub fn decode_payload<T: Wire>(message: &'static str, payload: &[u8], accept: &[usize]) -> Result<T, WireError> {
    let found = payload.len();
    let taken = match T::LEN {
        _ if !accept.is_empty() => accept.contains(&found),
        Some(len) => found == len,
        None => true,
    };
    if !taken {
        let expected = T::LEN.or_else(|| accept.iter().min().copied()).unwrap_or(T::MIN_LEN);
        return mismatch(message, expected, found);
    }
    let mut from = Reader::new(match T::LEN {
        // Cut to a length that the compiler knows: the one comparison then stands for those of all fields.
        Some(len) => match payload.get(..len) {
            Some(exact) => exact,
            None => return mismatch(message, len, found),
        },
        None => payload,
    });
    let value = T::decode(&mut from)?;
    if accept.is_empty() && from.offset() < found {
        return mismatch(message, from.offset(), found);
    }
    Ok(value)
}

#[cold]
fn mismatch<T>(message: &'static str, expected: usize, found: usize) -> Result<T, WireError> {
    Err(WireError::SizeMismatch { message, expected, found })
}

/// Decodes what came from another process. A user's `Wire` may panic on it; that is this message's error, and nobody
/// else's.
pub(crate) fn decode_foreign<T>(
    message: &'static str,
    decode: impl FnOnce() -> Result<T, WireError>,
) -> Result<T, WireError> {
    catch_unwind(AssertUnwindSafe(decode)).unwrap_or(Err(WireError::Panicked { message }))
}
