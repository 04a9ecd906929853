//! What a message is: a plain struct with a number, or a domain enum of such structs.
//!
//! A message never holds its own `Arc`. How it is carried (by value, in an `Arc`, in a `Box`) is decided
//! outside of it, by the enum variant that takes it; [`Carry`] converts between the three, and [`Sendable`]
//! tells which message a carried value holds. Layer L0: types and bytes only.
//!
//! The traits here are written by `#[message]`. Implementing them by hand is possible, but nobody has to. What the attribute does
//! not write follows from `codec`.

mod codec;

#[doc(hidden)]
pub use codec::{MessageCodec, chain, check, check_length, check_lengths, check_reply};
use codec::{codec_of, unknown_number};

use std::any::{TypeId, type_name};
use std::fmt;
use std::sync::Arc;

use crate::wire::{Domain, FieldInfo, Frame, Tlv, TypeInfo, View, Wire, WireError, parse_one, schema, view_payload};

/// A value that actors can be sent: a struct with a TLV number, a `local` struct, or a domain enum of them.
///
/// Written by `#[message(tlv = ..)]`, `#[message(local)]` and, on an enum of messages, `#[message]`. By hand it takes every constant
/// but [`FORM`](Self::FORM), and the functions `tlv_len`, `encode_tlv`, `write_tlv`, `decode_tlv`, `encode_reply` and
/// `decode_reply`: where one of them is missing and needed, the compiler stops and says so.
///
/// # Examples
///
/// ```
/// use mycelium::prelude::*;
///
/// #[message(tlv = 0xC9, domain = market_data)]
/// #[derive(Debug, Clone, PartialEq)]
/// pub struct Trade {
///     pub price_q8: i64,
///     pub size_q8: i64,
/// }
///
/// let trade = Trade { price_q8: 1, size_q8: 2 };
/// let tlv = trade.to_tlv()?;
/// assert_eq!(tlv[..2], [0xC9, 16]); // type, length
/// assert_eq!(Trade::from_tlv(&tlv)?, trade);
/// assert_eq!(Trade::PAYLOAD_LEN, Some(16));
/// # Ok::<(), mycelium::wire::WireError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a message",
    label = "not a message",
    note = "put `#[message(tlv = ..)]` above the struct `{Self}`, or `#[message(local)]` if it never leaves its process; what is no struct of yours goes into one"
)]
pub trait Message: Sized + Send + 'static {
    /// What an ask of this message is answered with; `()` when none is declared. With a number, the message can be
    /// asked from another process: its reply has a wire form.
    type Reply: Send + 'static;
    /// [`Tell`] or [`Ask`]: whether a typed handle's method sends this message or asks it.
    type Call: CallKind;
    /// How a generated domain enum carries this message when its handler takes `&Self`: `Arc<Self>`, or
    /// `Self` when it declares a reply (an ask must not allocate) or is `local` (it need not be `Sync`).
    type Carried: Sendable<Message = Self>;

    /// The type's own name, for people.
    const NAME: &'static str;
    /// The TLV number (Protocol V2 §5), or, for a `local` message, a hash of its path above 2^63.
    const NUMBER: u64;
    /// The domain that the message declares; without one it takes that of the enum it is sent through.
    const DOMAIN: Option<Domain>;
    /// The payload's length in bytes when every value has the same; `None` for a message of varying length,
    /// a `local` message, and an enum.
    const PAYLOAD_LEN: Option<usize> = codec_of::<Self>().payload_len;
    /// The chain of schema hashes, one per version, oldest first; empty for `local` messages and enums.
    ///
    /// A schema covers the fields ([`Wire::SCHEMA`](crate::wire::Wire::SCHEMA)), the number and the reply. That of a
    /// version covers the fields which that version had, so it is the same when others have come behind them: two peers
    /// understand each other when one's chain is the beginning of the other's.
    const SCHEMA: &'static [u64] = match codec_of::<Self>().schema() {
        Some(schema) => &[schema],
        None => &[],
    };
    /// The same for people and tools: the fields and the reply by name; of an enum, its messages.
    const FORM: &'static MessageForm = match Self::CODEC {
        Some(codec) => &MessageForm::of::<Self>(codec.fields, codec.reply.info, &[]),
        None => &MessageForm::of::<Self>(&[], TypeInfo::new("()", <() as Wire>::SCHEMA), &[]),
    };

    /// The payload lengths that are read; empty for none but the message's own.
    #[doc(hidden)]
    const ACCEPT: &'static [usize] = &[];

    /// How it becomes bytes; `None` where that is written by hand.
    #[doc(hidden)]
    const CODEC: Option<MessageCodec<Self>> = None;

    /// The length of the encoded TLV in bytes, header included; 0 for a `local` message. Encodes nothing.
    #[inline]
    fn tlv_len(&self) -> usize {
        (const { codec_of::<Self>().tlv_len })(self)
    }

    /// Appends the message as one TLV (Protocol V2 §3) to `out`.
    ///
    /// # Errors
    ///
    /// [`WireError::TooLarge`] for a payload over 65,535 bytes, [`WireError::LocalOnly`] for a `local`
    /// message. `out` is then as it was.
    #[inline]
    fn encode_tlv(&self, out: &mut Vec<u8>) -> Result<(), WireError> {
        (const { codec_of::<Self>().encode })(self, out)
    }

    /// As [`encode_tlv`](Self::encode_tlv), for a reader that knows the first `version` of the versions in
    /// [`SCHEMA`](Self::SCHEMA): later fields are left out. With a `version` beyond the newest, or of a message that has
    /// one, just that; 0 is taken for 1.
    ///
    /// # Errors
    ///
    /// As [`encode_tlv`](Self::encode_tlv), of what is written.
    fn encode_tlv_as(&self, version: usize, out: &mut Vec<u8>) -> Result<(), WireError> {
        match const { Self::CODEC } {
            Some(codec) => (codec.encode_as)(self, version, out),
            None => self.encode_tlv(out),
        }
    }

    /// Writes the message as one TLV to the front of `out` and returns how many bytes it took.
    ///
    /// # Errors
    ///
    /// As [`encode_tlv`](Self::encode_tlv), and [`WireError::BufferTooSmall`], which names both sizes.
    #[inline]
    fn write_tlv(&self, out: &mut [u8]) -> Result<usize, WireError> {
        (const { codec_of::<Self>().write })(self, out)
    }

    /// Decodes the message from a TLV that was cut already.
    ///
    /// # Errors
    ///
    /// [`WireError::UnknownNumber`] when the TLV holds another message, [`WireError::SizeMismatch`] and the
    /// errors of the fields when the payload is not this message's. A message that may grow is read from the payload of any
    /// of its versions, and of later ones: only the fields' errors are left, where a payload ends inside of a version.
    #[inline]
    fn decode_tlv(tlv: Tlv<'_>) -> Result<Self, WireError> {
        (const { codec_of::<Self>().decode })(tlv)
    }

    /// Appends a reply's bare bytes to `out`: no header, at most 65,535 bytes. Not counted as an encode.
    ///
    /// # Errors
    ///
    /// [`WireError::TooLarge`] for more bytes than that, [`WireError::LocalOnly`] for the reply to a `local`
    /// message. `out` is then as it was.
    #[inline]
    fn encode_reply(reply: &Self::Reply, out: &mut Vec<u8>) -> Result<(), WireError> {
        const { codec_of::<Self>().reply }.encode(Self::NAME, reply, out)
    }

    /// Decodes the reply to the message with this [`NUMBER`](Self::NUMBER): of an enum one of its messages, else
    /// this one.
    ///
    /// # Errors
    ///
    /// [`WireError::UnknownNumber`] for another message's number, [`WireError::SizeMismatch`] and the errors of
    /// the fields when `payload` is not exactly one reply, [`WireError::LocalOnly`] for a `local` message.
    #[inline]
    fn decode_reply(number: u64, payload: &[u8]) -> Result<Self::Reply, WireError> {
        if number != Self::NUMBER {
            return unknown_number(number, Self::NAME);
        }
        const { codec_of::<Self>().reply }.decode(Self::NAME, payload)
    }

    /// The message as one TLV in a vector of its own.
    ///
    /// # Errors
    ///
    /// As [`encode_tlv`](Self::encode_tlv).
    fn to_tlv(&self) -> Result<Vec<u8>, WireError> {
        let mut out = Vec::with_capacity(self.tlv_len());
        self.encode_tlv(&mut out)?;
        Ok(out)
    }

    /// Decodes the message from bytes that are exactly one TLV.
    ///
    /// # Errors
    ///
    /// As [`decode_tlv`](Self::decode_tlv), and the errors of the TLV's own framing.
    fn from_tlv(bytes: &[u8]) -> Result<Self, WireError> {
        Self::decode_tlv(parse_one(bytes)?)
    }

    /// The message where it stands, to read single fields of it: the view has a method for each. Decodes and allocates
    /// nothing.
    ///
    /// A message of varying length ends where its last field does, which is not looked for: so fields in front can be read of
    /// a payload that is cut off, and what stands behind the last field is not found.
    ///
    /// # Errors
    ///
    /// [`WireError::UnknownNumber`] when the TLV holds another message, [`WireError::SizeMismatch`] when its payload has not
    /// the length that this message always has. What is wrong with a field is said by its method.
    ///
    /// # Examples
    ///
    /// ```
    /// use mycelium::prelude::*;
    /// use mycelium::wire::parse_one;
    ///
    /// #[message(tlv = 0xC9)]
    /// pub struct Trade {
    ///     pub price_q8: i64,
    ///     pub size_q8: i64,
    /// }
    ///
    /// let tlv = Trade { price_q8: 1, size_q8: 2 }.to_tlv()?;
    /// assert_eq!(Trade::view_tlv(parse_one(&tlv)?)?.size_q8()?, 2);
    /// # Ok::<(), mycelium::wire::WireError>(())
    /// ```
    #[inline]
    fn view_tlv(tlv: Tlv<'_>) -> Result<View<'_, Self>, WireError>
    where
        Self: Wire,
    {
        let found = tlv.number.get();
        if u64::from(found) != Self::NUMBER {
            return Err(WireError::UnknownNumber { found: u64::from(found), set: Self::NAME });
        }
        view_payload::<Self>(Self::NAME, found, tlv.payload, Self::ACCEPT)
    }

    /// The first message of this type in a frame, where it stands; `None` if there is none.
    ///
    /// # Errors
    ///
    /// [`WireError::SizeMismatch`], as [`view_tlv`](Self::view_tlv).
    ///
    /// # Examples
    ///
    /// ```
    /// use mycelium::prelude::*;
    /// use mycelium::wire::{Domain, Frame, FrameHead, FrameRules, encode_frame};
    ///
    /// #[message(tlv = 0xC9, domain = market_data)]
    /// pub struct Trade {
    ///     pub price_q8: i64,
    ///     pub size_q8: i64,
    /// }
    ///
    /// /// Whether a relay passes the frame on.
    /// fn passes(frame: &Frame<'_>) -> bool {
    ///     let price = Trade::view_in(frame).and_then(|trade| trade.map(|trade| trade.price_q8()).transpose());
    ///     matches!(price, Ok(Some(100..)))
    /// }
    ///
    /// let head = FrameHead { domain: Domain::MARKET_DATA, source: 1, flags: 0, sequence: 7, timestamp_ns: 0 };
    /// let mut bytes = Vec::new();
    /// encode_frame(&head, &mut bytes, |tlvs| Trade { price_q8: 101, size_q8: 2 }.encode_tlv(tlvs))?;
    /// assert!(passes(&Frame::parse(&bytes, &FrameRules::default())?));
    /// # Ok::<(), mycelium::wire::WireError>(())
    /// ```
    #[inline]
    fn view_in<'a>(frame: &Frame<'a>) -> Result<Option<View<'a, Self>>, WireError>
    where
        Self: Wire,
    {
        let tlv = frame.tlvs().find(|tlv| u64::from(tlv.number.get()) == Self::NUMBER);
        tlv.map(Self::view_tlv).transpose()
    }
}

/// What a message consists of, by name: for people, for tools, and for peers that have another version of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct MessageForm {
    /// [`Message::NAME`].
    pub name: &'static str,
    /// [`Message::NUMBER`]; 0 of an enum.
    pub number: u64,
    /// [`Message::DOMAIN`].
    pub domain: Option<Domain>,
    /// [`Message::SCHEMA`].
    pub schema: &'static [u64],
    /// The fields in their order; none of an enum or a `local` message.
    pub fields: &'static [FieldInfo],
    /// What answers it; `()` when none is declared.
    pub reply: TypeInfo,
    /// Of an enum, its messages.
    pub messages: &'static [&'static MessageForm],
    /// Which type it is in this program.
    pub rust_type: MessageType,
}

/// The type of a message, by which a program tells two apart that share a name or a number.
#[derive(Clone, Copy)]
pub struct MessageType {
    id: TypeId,
    path: fn() -> &'static str,
}

// === impl MessageType ===

impl MessageType {
    const fn of<T: Message>() -> Self {
        Self { id: TypeId::of::<T>(), path: type_name::<T> }
    }

    /// Its path, for people: `exchange::market::Quote`.
    #[must_use]
    pub fn path(&self) -> &'static str {
        (self.path)()
    }

    /// The crate that declares it.
    #[must_use]
    pub fn krate(&self) -> &'static str {
        self.path().split("::").next().unwrap_or_default()
    }
}

impl PartialEq for MessageType {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for MessageType {}

impl fmt::Debug for MessageType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.path())
    }
}

// === impl MessageForm ===

impl MessageForm {
    /// Describes `T`.
    #[doc(hidden)]
    #[must_use]
    pub const fn of<T: Message>(
        fields: &'static [FieldInfo],
        reply: TypeInfo,
        messages: &'static [&'static Self],
    ) -> Self {
        Self {
            name: T::NAME,
            number: T::NUMBER,
            domain: T::DOMAIN,
            schema: T::SCHEMA,
            fields,
            reply,
            messages,
            rust_type: MessageType::of::<T>(),
        }
    }
}

/// What may be given to `send` and `ask`: a message, its `Arc`, its `Box`, or a whole domain enum.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a message",
    label = "not a message",
    note = "put `#[message(tlv = ..)]` above the struct `{Self}`, or `#[message(local)]` if it never leaves its process; what is no struct of yours goes into one"
)]
pub trait Sendable: Send + 'static {
    /// The message inside.
    type Message: Message;
}

impl<T: Message + Sync> Sendable for Arc<T> {
    type Message = T;
}

impl<T: Message> Sendable for Box<T> {
    type Message = T;
}

/// Hands a message over in another carrier: into an enum's variant, and out of it into a handler.
///
/// `T` becomes `T`, `Arc<T>` or `Box<T>`; `Box<T>` becomes `T`; `Arc<T>` becomes `T` if `T: Clone` (moved,
/// not cloned, when it is the only reference).
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be handed over as `{Out}`",
    label = "cannot become `{Out}`",
    note = "what is handed over is `{Out}`, or the message itself where that is an `Arc` or a `Box` of it"
)]
pub trait Carry<Out> {
    /// Converts; allocates only where a new `Arc` or `Box` is asked for.
    fn carry(self) -> Out;
}

impl<T> Carry<T> for T {
    #[inline]
    fn carry(self) -> T {
        self
    }
}

impl<T> Carry<Arc<T>> for T {
    #[inline]
    fn carry(self) -> Arc<T> {
        Arc::new(self)
    }
}

impl<T> Carry<Box<T>> for T {
    #[inline]
    fn carry(self) -> Box<T> {
        Box::new(self)
    }
}

impl<T: ClonedOut> Carry<T> for Arc<T> {
    #[inline]
    fn carry(self) -> T {
        Arc::unwrap_or_clone(self)
    }
}

impl<T> Carry<T> for Box<T> {
    #[inline]
    fn carry(self) -> T {
        *self
    }
}

/// Implemented for whatever is `Clone`: what comes out of an `Arc` by value.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` waits in an `Arc`, and is taken by value, but is not `Clone`",
    label = "`{Self}` is not `Clone`",
    note = "derive `Clone` for `{Self}`, take `&{Self}` or `Arc<{Self}>`, or let the variant hold `{Self}` without the `Arc`"
)]
pub trait ClonedOut: Clone {}

#[diagnostic::do_not_recommend]
impl<T: Clone> ClonedOut for T {}

/// [`Tell`] or [`Ask`].
pub trait CallKind {
    /// Whether the message declares a reply.
    const ASKS: bool;
}

/// Marks a message without a declared reply: a handle's method sends it.
#[derive(Debug, Clone, Copy)]
pub struct Tell;

/// Marks a message with `reply = ..`: a handle's method asks it.
#[derive(Debug, Clone, Copy)]
pub struct Ask;

impl CallKind for Tell {
    const ASKS: bool = false;
}

impl CallKind for Ask {
    const ASKS: bool = true;
}

/// The number of a `local` message: an FNV-1a hash of its path, with the top bit set so that it can never be
/// taken for a TLV number.
#[doc(hidden)]
pub const fn local_number(path: &str) -> u64 {
    schema(path) | 1 << 63
}
