//! The model: what `#[message]` understood of an item, before anybody judged it or wrote code for it.

use proc_macro2::{Span, TokenStream};
use syn::{Attribute, Expr, Ident, ItemEnum, ItemStruct, LitInt, Member, Type, Visibility};

use crate::krate::Krate;

/// An accepted item.
#[allow(clippy::large_enum_variant, reason = "one lives per expansion")]
pub(crate) enum Message {
    /// A struct with a number, or a local one.
    Struct(StructMessage),
    /// A struct that is only ever a field.
    NestedStruct(NestedStruct),
    /// An enum that is only ever a field.
    NestedEnum(NestedEnum),
    /// An enum of messages, with the item as the user wrote it.
    DomainEnum(ItemEnum, DomainEnum),
}

/// `#[message(tlv = ..)]` and `#[message(local)]` on a struct.
pub(crate) struct StructMessage {
    pub(crate) krate: Krate,
    /// The user's struct, without our helper attributes.
    pub(crate) item: ItemStruct,
    pub(crate) road: Road,
    pub(crate) domain: Option<Domain>,
    pub(crate) reply: Option<Type>,
}

/// Whether a message may leave its process.
pub(crate) enum Road {
    /// It has a number and a wire form.
    Wire {
        number: u8,
        accept: Vec<LitInt>,
        /// Whether it says that later versions may append fields.
        appendable: bool,
        fields: Vec<Field>,
    },
    /// It never does.
    Local,
}

/// `#[message(nested)]` on a struct.
pub(crate) struct NestedStruct {
    pub(crate) krate: Krate,
    /// The user's struct, without our helper attributes.
    pub(crate) item: ItemStruct,
    pub(crate) fields: Vec<Field>,
}

/// One field of a wire form.
pub(crate) struct Field {
    pub(crate) member: Member,
    /// The name in errors: `price`, or `0` in a tuple struct.
    pub(crate) name: String,
    pub(crate) ty: Type,
    /// The zero bytes after it; 0 for none.
    pub(crate) pad: u16,
    /// The version of the message that brought it, from 1.
    pub(crate) since: u8,
    /// What it is in a message of an older version, if that is not its type's own default.
    pub(crate) default: Option<Expr>,
    /// Its `#[cfg(..)]`, copied to everything that is generated for it.
    pub(crate) cfgs: Vec<Attribute>,
}

/// `#[message(nested)]` on an enum.
pub(crate) struct NestedEnum {
    pub(crate) krate: Krate,
    /// The user's enum, without our helper attributes.
    pub(crate) item: ItemEnum,
    /// The integer of its `#[repr(..)]`, as the user wrote it.
    pub(crate) repr: Ident,
    pub(crate) variants: Vec<NestedVariant>,
}

/// One variant of a nested enum.
pub(crate) struct NestedVariant {
    pub(crate) ident: Ident,
    pub(crate) discriminant: Option<Expr>,
    pub(crate) form: NestedForm,
}

/// What a variant of a nested enum stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum NestedForm {
    /// Its own number.
    Number,
    /// Its own number, and every number that no other variant has.
    OtherUnit,
    /// Every number that no other variant has; it keeps that number.
    OtherKept,
}

/// An enum of messages: one variant for each. Written by the user, or by `#[actor]`.
pub(crate) struct DomainEnum {
    pub(crate) krate: Krate,
    pub(crate) ident: Ident,
    pub(crate) vis: Visibility,
    /// Given to the messages that declare none.
    pub(crate) domain: Option<Domain>,
    pub(crate) variants: Vec<DomainVariant>,
}

/// One variant of a domain enum: `Swap(Arc<PoolSwapEvent>)`.
pub(crate) struct DomainVariant {
    pub(crate) ident: Ident,
    pub(crate) payload: Payload,
    /// The `#[cfg(..)]` of the variant, copied to everything that is generated for it.
    pub(crate) cfgs: Vec<Attribute>,
    /// Where errors about the payload point.
    pub(crate) span: Span,
}

/// What stands in the parentheses of a variant.
pub(crate) enum Payload {
    /// This type: a message, its `Arc` or its `Box`. Its spelling is never inspected; a trait tells the message.
    Spelled(TokenStream),
    /// A type that is known to hold a certain message. Only `#[actor]` writes that.
    Known {
        /// As they can stand in the header of an impl.
        header: Words,
        /// The same for everywhere else: words about which rustc is silent once it said that the message is none.
        elsewhere: Words,
    },
}

/// How a payload and the message in it are written.
#[derive(Clone)]
pub(crate) struct Words {
    pub(crate) payload: TokenStream,
    pub(crate) message: TokenStream,
}

/// A domain of Protocol V2.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Domain(pub(crate) u8);

/// The domains that have a name.
pub(crate) const DOMAINS: [(&str, Domain); 4] =
    [("market_data", Domain(1)), ("signal", Domain(2)), ("execution", Domain(3)), ("system", Domain(4))];

// === impl Payload ===

impl Payload {
    /// The tokens as they were given.
    pub(crate) fn tokens(&self) -> &TokenStream {
        match self {
            Self::Spelled(tokens) | Self::Known { header: Words { payload: tokens, .. }, .. } => tokens,
        }
    }

    /// The tokens as text, to find two that are spelled alike.
    pub(crate) fn text(&self) -> String {
        self.tokens().to_string()
    }
}
