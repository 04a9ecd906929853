//! Messages into bytes: the only functions that encode a message, so that encodes can be counted. Replies,
//! which are no messages and are not counted, take a third.
//!
//! The length is worked out first, the room is made once, and the value is written through a [`Writer`] that
//! cannot leave it. On an error nothing was written.

use super::encodes::count_encode;
use super::{MAX_PAYLOAD, TlvType, Wire, WireError, Writer, tlv_len, write_header};

/// Appends `value` to `out` as one TLV (Protocol V2 §3).
///
/// # Errors
///
/// [`WireError::TooLarge`] for a payload over [`MAX_PAYLOAD`] bytes. `out` is then as it was.
#[inline]
pub fn encode_tlv<T: Wire>(number: TlvType, value: &T, out: &mut Vec<u8>) -> Result<(), WireError> {
    let payload_len = limited("a TLV payload", value)?;
    let start = out.len();
    let written = write(number, value, payload_len, appended(out, tlv_len(payload_len)));
    if written.is_err() {
        out.truncate(start);
    }
    written
}

/// Appends `value` to `out` as one TLV of an older version. `lens` says how many payload bytes each version of it brought,
/// oldest first; the first `version` of them are written (at least one), and the rest of the value is left out.
///
/// # Errors
///
/// As [`encode_tlv`], of what is written.
pub fn encode_tlv_as<T: Wire>(
    number: TlvType,
    value: &T,
    version: usize,
    lens: &[usize],
    out: &mut Vec<u8>,
) -> Result<(), WireError> {
    let found: usize = lens.iter().take(version.max(1)).sum();
    if found > MAX_PAYLOAD {
        return Err(WireError::TooLarge { what: "a TLV payload", found, limit: MAX_PAYLOAD });
    }
    let start = out.len();
    let mut room = Writer::new(appended(out, tlv_len(found)));
    write_header(&mut room, number, found);
    let left_out = lens.iter().sum::<usize>() - found;
    // Newer fields stand at the end, so what has no room is just what the older version does not have.
    value.encode(&mut room);
    let (expected, found) = (tlv_len(found) + left_out, room.written());
    if found != expected {
        out.truncate(start);
        return Err(WireError::Miscounted { expected, found });
    }
    count_encode();
    Ok(())
}

/// Writes `value` to the front of `out` as one TLV, and returns how many bytes it took.
///
/// # Errors
///
/// As [`encode_tlv`], and [`WireError::BufferTooSmall`], before anything is written.
#[inline]
pub fn write_tlv<T: Wire>(number: TlvType, value: &T, out: &mut [u8]) -> Result<usize, WireError> {
    let payload_len = limited("a TLV payload", value)?;
    let expected = tlv_len(payload_len);
    let found = out.len();
    let room = out.get_mut(..expected).ok_or(WireError::BufferTooSmall { expected, found })?;
    write(number, value, payload_len, room)?;
    Ok(expected)
}

/// Appends `reply` to `out`: its bare bytes, without a header, since what carries a reply says which it is.
/// Not counted among the [`encodes`](super::encodes()), which are of messages.
///
/// # Errors
///
/// [`WireError::TooLarge`] for more than [`MAX_PAYLOAD`] bytes. `out` is then as it was.
pub fn encode_reply<T: Wire>(reply: &T, out: &mut Vec<u8>) -> Result<(), WireError> {
    let expected = limited("a reply", reply)?;
    let start = out.len();
    let mut room = Writer::new(appended(out, expected));
    reply.encode(&mut room);
    let found = room.written();
    if found != expected {
        out.truncate(start);
        return Err(WireError::Miscounted { expected, found });
    }
    Ok(())
}

/// `len` bytes more at the end of `out`.
#[inline(always)]
pub(super) fn appended(out: &mut Vec<u8>, len: usize) -> &mut [u8] {
    // Asked again after it has grown, so that the compiler knows on the way on that there is room: it then grows it nowhere
    // else, and does not fill with zeros what a message of fixed length is about to overwrite.
    while out.capacity() - out.len() < len {
        grow(out, len);
    }
    let start = out.len();
    out.resize(start + len, 0);
    &mut out[start..start + len]
}

#[cold]
#[inline(never)]
fn grow(out: &mut Vec<u8>, len: usize) {
    out.reserve(len);
}

/// The value's length, if one TLV can hold it.
#[inline]
fn limited<T: Wire>(what: &'static str, value: &T) -> Result<usize, WireError> {
    match value.encoded_len() {
        found @ ..=MAX_PAYLOAD => Ok(found),
        found => Err(WireError::TooLarge { what, found, limit: MAX_PAYLOAD }),
    }
}

/// Fills `room`, which is exactly as long as the TLV.
#[inline]
fn write<T: Wire>(number: TlvType, value: &T, payload_len: usize, room: &mut [u8]) -> Result<(), WireError> {
    let expected = room.len();
    let mut out = Writer::new(room);
    write_header(&mut out, number, payload_len);
    value.encode(&mut out);
    let found = out.written();
    if found != expected {
        return Err(WireError::Miscounted { expected, found });
    }
    count_encode();
    Ok(())
}
