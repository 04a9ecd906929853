//! How a message that `#[message]` wrote becomes bytes: said once here, for all of them. The attribute names what it is, and the
//! functions of [`Message`] find the rest in this table.

use super::Message;
use crate::wire::{
    self, FieldInfo, ReplyForm, Tlv, TlvType, Wire, WireError, message_schema, refuse, version_lens, version_schema,
};

/// What the functions of [`Message`] do for a struct that `#[message]` made one.
#[doc(hidden)]
#[derive(Debug)]
pub struct MessageCodec<T: Message> {
    /// [`Wire::SCHEMA`]; `None` of a `local` message.
    schema: Option<u64>,
    pub(super) payload_len: Option<usize>,
    pub(super) fields: &'static [FieldInfo],
    pub(super) reply: ReplyForm<T::Reply>,
    pub(super) tlv_len: fn(&T) -> usize,
    pub(super) encode: fn(&T, &mut Vec<u8>) -> Result<(), WireError>,
    pub(super) encode_as: fn(&T, usize, &mut Vec<u8>) -> Result<(), WireError>,
    pub(super) write: fn(&T, &mut [u8]) -> Result<usize, WireError>,
    pub(super) decode: fn(Tlv<'_>) -> Result<T, WireError>,
}

// === impl MessageCodec ===

impl<T: Message> MessageCodec<T> {
    /// Of a message that never leaves its process.
    #[must_use]
    pub const fn local() -> Self {
        Self {
            schema: None,
            payload_len: None,
            fields: &[],
            reply: ReplyForm::local(),
            tlv_len: |_| 0,
            encode: |_, _| local_only::<T, _>(),
            encode_as: |_, _, _| local_only::<T, _>(),
            write: |_, _| local_only::<T, _>(),
            decode: |_| local_only::<T, _>(),
        }
    }

    /// [`Message::SCHEMA`] of a message that has one version.
    pub(super) const fn schema(&self) -> Option<u64> {
        match self.schema {
            Some(fields) => Some(message_schema(fields, number_of::<T>().get(), self.reply.info.schema)),
            None => None,
        }
    }
}

impl<T: Message + Wire> MessageCodec<T> {
    /// Of a message that has a number, and this reply.
    #[must_use]
    pub const fn tlv(reply: ReplyForm<T::Reply>) -> Self {
        Self {
            schema: Some(<T as Wire>::SCHEMA),
            payload_len: T::LEN,
            fields: T::FIELDS,
            reply,
            tlv_len: tlv_len::<T>,
            encode: encode::<T>,
            encode_as: encode_as::<T>,
            write: write::<T>,
            decode: decode::<T>,
        }
    }
}

/// That of `T`, whose functions are asked for.
pub(super) const fn codec_of<T: Message>() -> MessageCodec<T> {
    match T::CODEC {
        Some(codec) => codec,
        None => panic!(
            "`Message` is implemented by hand: that takes `PAYLOAD_LEN`, `SCHEMA`, `tlv_len`, `encode_tlv`, `write_tlv`, \
             `decode_tlv`, `encode_reply` and `decode_reply`"
        ),
    }
}

/// The answer of a `local` message to everything that would encode it.
#[cold]
fn local_only<T: Message, R>() -> Result<R, WireError> {
    Err(WireError::LocalOnly { message: T::NAME })
}

#[inline]
fn tlv_len<T: Wire>(message: &T) -> usize {
    wire::tlv_len(match T::LEN {
        Some(len) => len,
        None => message.encoded_len(),
    })
}

#[inline]
fn encode<T: Message + Wire>(message: &T, out: &mut Vec<u8>) -> Result<(), WireError> {
    wire::encode_tlv(const { number_of::<T>() }, message, out)
}

fn encode_as<T: Message + Wire>(message: &T, version: usize, out: &mut Vec<u8>) -> Result<(), WireError> {
    match <T as Message>::SCHEMA {
        [_] => encode(message, out),
        _ => wire::encode_tlv_as(const { number_of::<T>() }, message, 1, &version_lens(message, version), out),
    }
}

#[inline]
fn write<T: Message + Wire>(message: &T, out: &mut [u8]) -> Result<usize, WireError> {
    wire::write_tlv(const { number_of::<T>() }, message, out)
}

#[inline(always)]
fn decode<T: Message + Wire>(tlv: Tlv<'_>) -> Result<T, WireError> {
    let number = const { number_of::<T>() };
    match T::GROWS {
        true => decode_growing_tlv(tlv, number, T::NAME),
        false => decode_tlv(tlv, number, T::NAME, T::ACCEPT),
    }
}

/// The type of `T`'s TLV.
const fn number_of<T: Message>() -> TlvType {
    assert!(T::NUMBER < 255, "255 announces an extended header and is nobody's number");
    match TlvType::new(T::NUMBER as u8) {
        Some(number) => number,
        None => panic!("no number of a TLV"),
    }
}

/// The schemas of all `N` versions of a message, oldest first.
#[doc(hidden)]
#[must_use]
pub const fn chain<T: Message + Wire, const N: usize>() -> [u64; N] {
    let (mut chain, reply) = ([0; N], codec_of::<T>().reply.info);
    let mut at = 0;
    while at < N {
        let version = (at + 1) as u8;
        chain[at] = version_schema(T::NAME, T::FIELDS, version, number_of::<T>().get(), reply.schema);
        at += 1;
    }
    chain
}

/// Decodes a TLV that must be message `number`.
#[inline(always)]
fn decode_tlv<T: Wire>(tlv: Tlv<'_>, number: TlvType, message: &'static str, accept: &[usize]) -> Result<T, WireError> {
    if tlv.number == number
        && let Some(value) = wire::read_payload(tlv.payload, accept)
    {
        return Ok(value);
    }
    // In a place of its own. A function that wrote the error into the result would have to know the result's place, and
    // the compiler then builds the value there and copies it to where the caller wants it.
    let mut why = None;
    refuse_tlv::<T>(tlv.number, tlv.payload, number, message, accept, &mut why);
    Err(why.unwrap_or(WireError::UnknownNumber { found: u64::from(tlv.number.get()), set: message }))
}

/// Why a TLV is not message `number`; nothing if it has another number.
#[cold]
#[inline(never)]
fn refuse_tlv<T: Wire>(
    found: TlvType,
    payload: &[u8],
    number: TlvType,
    message: &'static str,
    accept: &[usize],
    why: &mut Option<WireError>,
) {
    if found != number {
        return;
    }
    *why = Some(match wire::decode_payload::<T>(message, payload, accept) {
        Err(error) => error.of_tlv(number.get()),
        // Read and decoded differently, by a `Wire` that was written by hand.
        Ok(_) => WireError::Miscounted { expected: payload.len(), found: 0 },
    });
}

/// Decodes a TLV that must be message `number`, of whatever version.
#[inline]
fn decode_growing_tlv<T: Wire>(tlv: Tlv<'_>, number: TlvType, message: &'static str) -> Result<T, WireError> {
    if tlv.number != number {
        return unknown_number(u64::from(tlv.number.get()), message);
    }
    match wire::decode_growing(tlv.payload) {
        Ok(value) => Ok(value),
        Err(error) => Err(error.of_tlv(number.get())),
    }
}

/// The error for a number that is no message of `set`.
#[cold]
#[inline(never)]
pub(super) fn unknown_number<T>(found: u64, set: &'static str) -> Result<T, WireError> {
    Err(WireError::UnknownNumber { found, set })
}

// === what only the compiler can count ===

/// Refuses a message that no TLV can hold, or that lists lengths to accept and has none.
#[track_caller]
pub const fn check<T: Message + Wire>() {
    if T::MIN_LEN > wire::MAX_PAYLOAD {
        refuse(&["`", T::NAME, "` needs more than the 65,535 bytes that a TLV can hold; split it, or send parts"]);
    }
    if T::LEN.is_none() && !T::ACCEPT.is_empty() {
        refuse(&["`", T::NAME, "` has a field of varying length, so it accepts every length already; remove `accept`"]);
    }
}

/// Refuses a length to accept that cannot hold the fields.
#[track_caller]
pub const fn check_length<T: Message + Wire>(length: usize) {
    if T::LEN.is_some() && length < T::MIN_LEN {
        refuse(&["this is shorter than the fields of `", T::NAME, "`; list lengths that hold all of them"]);
    }
}

/// Refuses longer lengths without the message's own. Of shorter ones something was said already.
#[track_caller]
pub const fn check_lengths<T: Message + Wire>() {
    let (mut at, mut is_longer) = (0, T::LEN.is_some());
    while at < T::ACCEPT.len() {
        is_longer = is_longer && T::ACCEPT[at] > T::MIN_LEN;
        at += 1;
    }
    if is_longer {
        refuse(&["the length that `", T::NAME, "` itself is written with is not among those accepted; add it"]);
    }
}

/// Refuses the reply of a message if it may grow.
#[track_caller]
pub const fn check_reply<T: Message>() {
    codec_of::<T>().reply.check();
}
