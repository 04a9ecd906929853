//! What mycelium puts around a message on a direct link: to whom it goes, and which ask it is or answers.
//!
//! Protocol V2 §10: the numbers 250 to 254 are ours. An address (250) is the *first* TLV of its frame; the message, or the
//! reply (251), is the second. 252 to 254 belong to the handshake. Bytes behind those named here are ignored, so
//! that later versions can add some.
//!
//! ```text
//!  tell    250 │ 0 │ target u32 │               then the message
//!  ask     250 │ 1 │ target u32 │ ask u64 │     then the message
//!  reply   250 │ 2 │ ask u64 │ status u8 │      then 251 with the reply, if the status is 0
//! ```
//!
//! An ask of target 0, which no actor has, comes alone and is answered with a status once everything before it was
//! delivered.

use super::{MAX_PAYLOAD, Reader, Tlv, TlvType, Wire, WireError, Writer, tlv_len, write_header};

/// To whom a frame goes.
pub(crate) const ADDRESS: TlvType = reserved(250);
/// A reply's encoding.
pub(crate) const REPLY: TlvType = reserved(251);
/// Who opens a link, or takes it.
pub(crate) const HELLO: TlvType = reserved(252);
/// An actor that a process has.
pub(crate) const ANNOUNCED: TlvType = reserved(253);
/// An actor that has stopped, or a link that is refused.
pub(crate) const NOTICE: TlvType = reserved(254);

const fn reserved(number: u8) -> TlvType {
    TlvType::new(number).expect("only 255 is none")
}

/// The first TLV of a frame on a direct link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Address {
    /// A message that nobody waits for, to the actor that its process announced as `target`.
    Tell { target: u32 },
    /// A message whose sender waits for the answer to `ask`.
    Ask { target: u32, ask: u64 },
    /// The answer to `ask`. Status 0 is a reply, all others say why there is none.
    Reply { ask: u64, status: u8 },
}

/// The target that no actor has: an ask to it is answered, without a reply, once all before it was delivered.
pub(crate) const NOBODY: u32 = 0;

const TELL: u8 = 0;
const ASK: u8 = 1;
const REPLIED: u8 = 2;
/// The longest address.
const LEN_MAX: usize = 13;

// === impl Address ===

impl Address {
    /// Appends the address as a TLV.
    pub(crate) fn put(self, out: &mut Vec<u8>) {
        let mut bytes = [0; LEN_MAX];
        let mut to = Writer::new(&mut bytes);
        match self {
            Self::Tell { target } => {
                TELL.encode(&mut to);
                target.encode(&mut to);
            }
            Self::Ask { target, ask } => {
                ASK.encode(&mut to);
                target.encode(&mut to);
                ask.encode(&mut to);
            }
            Self::Reply { ask, status } => {
                REPLIED.encode(&mut to);
                ask.encode(&mut to);
                status.encode(&mut to);
            }
        }
        let len = to.written();
        out.extend_from_slice(&[ADDRESS.get(), len as u8]); // At most LEN_MAX.
        out.extend_from_slice(&bytes[..len]);
    }

    /// The length of the address of a tell or an ask as a TLV.
    pub(crate) const fn message_tlv_len(is_ask: bool) -> usize {
        2 + if is_ask { LEN_MAX } else { 5 }
    }

    /// Reads an address.
    pub(crate) fn read(tlv: Tlv<'_>) -> Result<Self, WireError> {
        if tlv.number != ADDRESS {
            return Err(WireError::UnknownNumber { found: u64::from(tlv.number.get()), set: "an address" });
        }
        let mut from = Reader::new(tlv.payload);
        match u8::decode(&mut from)? {
            TELL => Ok(Self::Tell { target: Wire::decode(&mut from)? }),
            ASK => Ok(Self::Ask { target: Wire::decode(&mut from)?, ask: Wire::decode(&mut from)? }),
            REPLIED => Ok(Self::Reply { ask: Wire::decode(&mut from)?, status: Wire::decode(&mut from)? }),
            found => Err(WireError::InvalidValue {
                number: None,
                message: None,
                field: None,
                offset: 0,
                found: u64::from(found),
                expected: "0 for a tell, 1 for an ask, 2 for a reply",
            }),
        }
    }
}

/// Appends a TLV whose payload is what `write` appends, of a length that is known only afterwards.
///
/// # Errors
///
/// Those of `write`, and [`WireError::TooLarge`] over [`MAX_PAYLOAD`] bytes. `out` is then as it was.
pub(crate) fn put_tlv_with(
    out: &mut Vec<u8>,
    number: TlvType,
    write: impl FnOnce(&mut Vec<u8>) -> Result<(), WireError>,
) -> Result<(), WireError> {
    // Room for the longer of the two headers; a short payload is moved forward.
    const ROOM: usize = tlv_len(MAX_PAYLOAD) - MAX_PAYLOAD;
    let start = out.len();
    out.extend_from_slice(&[0; ROOM]);
    let written = write(out).and_then(|()| match out.len().saturating_sub(start + ROOM) {
        len @ ..=MAX_PAYLOAD => Ok(len),
        found => Err(WireError::TooLarge { what: "a TLV payload", found, limit: MAX_PAYLOAD }),
    });
    let len = match written {
        Ok(len) => len,
        Err(error) => {
            out.truncate(start);
            return Err(error);
        }
    };
    let header_len = tlv_len(len) - len;
    out.copy_within(start + ROOM.., start + header_len);
    out.truncate(start + header_len + len);
    write_header(&mut Writer::new(&mut out[start..start + header_len]), number, len);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{parse_one, put_tlv};

    #[test]
    fn a_tlv_of_unknown_length_is_written_as_one_of_known_length() {
        for len in [0, 1, 255, 256, 65_535] {
            let payload = vec![7; len];
            let (mut expected, mut found) = (vec![1, 2], vec![1, 2]);
            put_tlv(&mut expected, REPLY, &payload).expect("it fits");
            put_tlv_with(&mut found, REPLY, |out| {
                out.extend_from_slice(&payload);
                Ok(())
            })
            .expect("it fits");
            assert!(found == expected, "{len}");
        }
        let mut out = vec![1, 2];
        let too_long = put_tlv_with(&mut out, REPLY, |out| {
            out.resize(out.len() + 65_536, 0);
            Ok(())
        });
        assert_eq!(too_long.unwrap_err().kind(), "too_large");
        assert_eq!(out, [1, 2]);
    }

    #[test]
    fn addresses_come_back_as_they_were() {
        for address in [
            Address::Tell { target: 7 },
            Address::Ask { target: 8, ask: u64::MAX },
            Address::Reply { ask: 9, status: 3 },
        ] {
            let mut bytes = Vec::new();
            address.put(&mut bytes);
            let tlv = parse_one(&bytes).expect("one TLV");
            assert_eq!(Address::read(tlv), Ok(address));
            for len in 0..tlv.payload.len() {
                assert!(
                    Address::read(Tlv { payload: &tlv.payload[..len], ..tlv }).is_err(),
                    "{address:?} cut at {len}"
                );
            }
        }
        assert_eq!(Address::message_tlv_len(false), 7);
        assert_eq!(Address::message_tlv_len(true), 15);
    }
}
