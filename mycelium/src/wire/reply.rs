//! Replies: what `#[message]` says of the type that answers a message, and how it goes over the wire.

use super::form::stands_inside;
use super::{TypeInfo, Wire, WireError, decode_payload, encode_reply};

/// What is known of the `R` that answers a message.
#[doc(hidden)]
#[derive(Debug)]
pub struct ReplyForm<R> {
    pub(crate) info: TypeInfo,
    grows: bool,
    /// What it is called in errors: `reply to Quote`.
    name: &'static str,
    codec: Option<Codec<R>>,
}

/// Appends a reply.
type Encode<R> = fn(&R, &mut Vec<u8>) -> Result<(), WireError>;
/// Decodes what is called so.
type Decode<R> = fn(&'static str, &[u8]) -> Result<R, WireError>;

/// Appends a reply, and decodes it.
type Codec<R> = (Encode<R>, Decode<R>);

// === impl ReplyForm ===

impl<R: Wire> ReplyForm<R> {
    pub(super) const fn of_wire() -> Self {
        Self {
            info: TypeInfo::new("", R::SCHEMA),
            grows: R::GROWS,
            name: "",
            codec: Some((encode_reply::<R>, |name, payload| decode_payload::<R>(name, payload, &[]))),
        }
    }
}

impl<R> ReplyForm<R> {
    /// Of a type that never crosses a process.
    #[must_use]
    pub const fn local() -> Self {
        Self { info: TypeInfo::new("()", <() as Wire>::SCHEMA), grows: false, name: "", codec: None }
    }

    /// Appends the reply to `message`.
    pub(crate) fn encode(&self, message: &'static str, reply: &R, out: &mut Vec<u8>) -> Result<(), WireError> {
        match self.codec {
            Some((encode, _)) => encode(reply, out),
            None => Err(WireError::LocalOnly { message }),
        }
    }

    /// Decodes the reply to `message`.
    #[inline]
    pub(crate) fn decode(&self, message: &'static str, payload: &[u8]) -> Result<R, WireError> {
        match self.codec {
            Some((_, decode)) => decode(self.name, payload).map_err(|error| error.within(message, "reply")),
            None => Err(WireError::LocalOnly { message }),
        }
    }

    /// The same for a type that is spelled so, and for errors in which it is called `name`.
    #[must_use]
    pub const fn to(self, name: &'static str, spelling: &'static str) -> Self {
        Self { info: TypeInfo::new(spelling, self.info.schema), name, ..self }
    }

    /// Refuses a type that may grow.
    #[track_caller]
    pub(crate) const fn check(&self) {
        stands_inside(self.grows, self.info.name);
    }
}
