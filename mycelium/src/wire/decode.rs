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
    match read_payload(payload, accept) {
        Some(value) => Ok(value),
        None => refuse(message, payload, accept),
    }
}

/// As [`decode_payload`]; `None` for what it refuses.
#[doc(hidden)]
#[inline(always)]
pub fn read_payload<T: Wire>(payload: &[u8], accept: &[usize]) -> Option<T> {
    if !is_len::<T>(payload.len(), accept) {
        return None;
    }
    let mut from = Reader::new(match T::LEN {
        // Cut to a length that the compiler knows: the one comparison then stands for those of all fields.
        Some(len) => payload.get(..len)?,
        None => payload,
    });
    let value = T::read(&mut from)?;
    (!accept.is_empty() || from.remaining() == 0).then_some(value)
}

/// What is wrong with a payload.
#[cold]
#[inline(never)]
fn refuse<T: Wire>(message: &'static str, payload: &[u8], accept: &[usize]) -> Result<T, WireError> {
    check_len::<T>(message, payload, accept)?;
    let mut from = Reader::new(payload);
    T::check_bytes(&mut from)?;
    match accept.is_empty() && from.remaining() > 0 {
        true => mismatch(message, from.offset(), payload.len()),
        false => T::decode(&mut Reader::new(payload)),
    }
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
    match is_len::<T>(payload.len(), accept) {
        true => Ok(()),
        false => mismatch(message, expected_len::<T>(accept), payload.len()),
    }
}

/// Whether a payload of this length can be `T`.
#[inline]
fn is_len<T: Wire>(len: usize, accept: &[usize]) -> bool {
    match T::LEN {
        _ if !accept.is_empty() => accept.contains(&len),
        Some(own) => len == own,
        None => true,
    }
}

#[cold]
fn expected_len<T: Wire>(accept: &[usize]) -> usize {
    T::LEN.or_else(|| accept.iter().min().copied()).unwrap_or(T::MIN_LEN)
}

#[cold]
#[inline(never)]
fn mismatch<T>(message: &'static str, expected: usize, found: usize) -> Result<T, WireError> {
    Err(WireError::SizeMismatch { number: None, message, expected, found })
}

/// Decodes what came from another process. A user's `Wire` may panic on it; that is this message's error, and nobody
/// else's.
pub(crate) fn decode_foreign<T>(
    message: &'static str,
    decode: impl FnOnce() -> Result<T, WireError>,
) -> Result<T, WireError> {
    catch_unwind(AssertUnwindSafe(decode)).unwrap_or(Err(WireError::Panicked { message }))
}
