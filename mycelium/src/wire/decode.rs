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
pub fn decode_payload<T: Wire>(message: &'static str, payload: &[u8], accept: &[usize]) -> Result<T, WireError> {
    check_len::<T>(message, payload, accept)?;
    let mut from = Reader::new(payload);
    let value = T::decode(&mut from)?;
    if accept.is_empty() && from.remaining() > 0 {
        let (expected, found) = (from.offset(), payload.len());
        return Err(WireError::SizeMismatch { message, expected, found });
    }
    Ok(value)
}

/// Decodes the payload of one TLV as `T`, of whatever version it is. Bytes behind the fields are a later version's.
///
/// # Errors
///
/// Those of the fields, also where the payload ends inside of a version's fields.
#[inline]
pub fn decode_growing<T: Wire>(payload: &[u8]) -> Result<T, WireError> {
    T::decode(&mut Reader::new(payload))
}

/// Whether a payload can be `T` by its length alone.
#[inline]
pub(super) fn check_len<T: Wire>(message: &'static str, payload: &[u8], accept: &[usize]) -> Result<(), WireError> {
    let found = payload.len();
    match T::LEN {
        _ if accept.contains(&found) => Ok(()),
        Some(len) if accept.is_empty() && found == len => Ok(()),
        None if accept.is_empty() => Ok(()),
        len => {
            let expected = len.or_else(|| accept.iter().min().copied()).unwrap_or(T::MIN_LEN);
            Err(WireError::SizeMismatch { message, expected, found })
        }
    }
}

/// Decodes what came from another process. A user's `Wire` may panic on it; that is this message's error, and nobody
/// else's.
pub(crate) fn decode_foreign<T>(
    message: &'static str,
    decode: impl FnOnce() -> Result<T, WireError>,
) -> Result<T, WireError> {
    catch_unwind(AssertUnwindSafe(decode)).unwrap_or(Err(WireError::Panicked { message }))
}
