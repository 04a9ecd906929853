//! The model: what `#[actor]` understood of an impl block.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::{Attribute, Ident, LitInt, Member, Path, Type};

use super::block::Block;
use crate::krate::Krate;
use crate::message::ast::{Domain, StructMessage};
use crate::names;

/// A block and what was found in it. Of a block with mistakes it holds what can still be used.
pub(super) struct Actor {
    pub(super) krate: Krate,
    /// The block without our helper attributes.
    pub(super) block: Block,
    /// The last segment of the type's path.
    pub(super) type_name: Ident,
    /// What ids and logs call it.
    pub(super) name: String,
    pub(super) messages: Messages,
    /// How many messages may wait, if it says so.
    pub(super) mailbox: Option<LitInt>,
    /// What happens without room, if it says so.
    pub(super) overflow: Option<Overflow>,
    /// What its instances are made from, if it says so.
    pub(super) config: Option<Config>,
    pub(super) handlers: Vec<Handler>,
    pub(super) hooks: Vec<Hook>,
}

/// `config = SignalConfig`, and what is known of the constructor.
pub(super) struct Config {
    pub(super) ty: Type,
    /// The constructor's name, if it stands in the block.
    pub(super) constructor: Option<Ident>,
    /// Whether what it takes is one type, spelled out.
    pub(super) is_exact: bool,
    /// Where errors about what the constructor takes point.
    pub(super) takes: Span,
    /// Where errors about what it returns point.
    pub(super) returns: Span,
}

/// Where the domain enum comes from.
pub(super) enum Messages {
    /// `message = MarketMessage`.
    Named(Path),
    /// Made from the handlers, in this domain.
    Generated(Option<Domain>),
}

/// A method with `#[handler]`, or with `#[message(..)]`.
pub(super) struct Handler {
    pub(super) ident: Ident,
    pub(super) variant: Ident,
    pub(super) message: MessageParam,
    /// The message, if the method's parameters are its fields.
    pub(super) declared: Option<Declared>,
    pub(super) priority: Priority,
    /// The field by whose value a newer message takes the place of a waiting one.
    pub(super) conflate: Option<Member>,
    /// What it takes behind the receiver, in order.
    pub(super) parameters: Vec<Parameter>,
    pub(super) is_async: bool,
    pub(super) cfgs: Vec<Attribute>,
    pub(super) docs: Vec<Attribute>,
    pub(super) deprecated: Option<Attribute>,
    /// Where errors about what it returns point.
    pub(super) returns: Span,
    /// Whether a generated enum has a variant for it; false only for a refused second handler of one message.
    pub(super) has_variant: bool,
    /// Whether the handle has a method for it; false only for a refused name.
    pub(super) has_method: bool,
}

/// What happens to a message that finds no room: a variant of the runtime's enum.
#[derive(Clone, Copy)]
pub(super) struct Overflow(pub(super) &'static str);

/// The words for it.
pub(super) const OVERFLOWS: [(&str, Overflow); 4] = [
    ("block", Overflow("Block")),
    ("reject", Overflow("Reject")),
    ("drop_newest", Overflow("DropNewest")),
    ("drop_oldest", Overflow("DropOldest")),
];

/// Which lane a message waits in.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Priority {
    #[default]
    Normal,
    High,
}

/// The words for it.
pub(super) const PRIORITIES: [(&str, Priority); 2] = [("normal", Priority::Normal), ("high", Priority::High)];

/// The parameter that is the message.
pub(super) struct MessageParam {
    /// Whether it is taken as `&T`.
    pub(super) borrowed: bool,
    /// The type as spelled, without the `&`: `T`, `Arc<T>` or `Box<T>`.
    pub(super) ty: Type,
    /// `T`, by the spelling, for the generated enum. An alias of a whole `Arc<T>` is not seen through.
    ///
    /// A trait tells it whatever the spelling, but only by an associated type, and rustc ignores those when it
    /// works out how visible an impl is: an actor with a private message would be refused, since its generated
    /// enum is `pub`.
    pub(super) inside: Type,
}

/// A message that a method declares.
pub(super) struct Declared {
    pub(super) message: StructMessage,
    /// Whether there was a mistake in it, so that it is a message in name only.
    pub(super) is_refused: bool,
}

/// A parameter of a handler.
#[allow(clippy::large_enum_variant, reason = "few live per expansion")]
pub(super) enum Parameter {
    /// The message, in one piece.
    Message,
    /// A field of the message that the method declares.
    Field(FieldParam),
    /// Something that comes with the message.
    Extra(Extra),
}

/// A parameter that is a field.
pub(super) struct FieldParam {
    pub(super) name: Ident,
    /// None of a refused one; then the struct has no such field.
    pub(super) ty: Option<Type>,
}

/// A parameter that is no part of the message.
pub(super) struct Extra {
    pub(super) kind: ExtraKind,
    /// Where errors about its type point.
    pub(super) span: Span,
}

/// What such a parameter is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ExtraKind {
    /// `&mut Context<Self>`.
    Context,
    /// `ReplyTo<T>`.
    ReplyTo,
}

/// A method with `#[on_start]`, `#[on_stop]` or `#[on_error]`.
pub(super) struct Hook {
    pub(super) kind: HookKind,
    pub(super) ident: Ident,
    pub(super) is_async: bool,
    /// Where errors about the type of the `error` parameter point.
    pub(super) error: Option<Span>,
    /// Where errors about the type of the context point, if it takes one.
    pub(super) context: Option<Span>,
    pub(super) cfgs: Vec<Attribute>,
    /// Where errors about what it returns point.
    pub(super) returns: Span,
}

/// When a hook is called.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum HookKind {
    Start,
    Stop,
    Error,
}

// === impl Actor ===

impl Actor {
    /// The path of the domain enum.
    pub(super) fn domain_enum(&self) -> TokenStream {
        match &self.messages {
            Messages::Named(path) => path.to_token_stream(),
            Messages::Generated(_) => names::generated_enum(&self.type_name).to_token_stream(),
        }
    }

    /// What it is called in the block of the impls.
    pub(super) fn domain_enum_inside(&self) -> TokenStream {
        match &self.messages {
            Messages::Named(_) => names::enum_alias(Span::call_site()).to_token_stream(),
            Messages::Generated(_) => self.domain_enum(),
        }
    }
}

// === impl Handler ===

impl Handler {
    /// Whether it answers by a `ReplyTo`.
    pub(super) fn answers_later(&self) -> bool {
        self.parameters.iter().any(|it| matches!(it, Parameter::Extra(extra) if extra.kind == ExtraKind::ReplyTo))
    }

    /// The parameters that are fields of the message which the method declares.
    pub(super) fn fields(&self) -> impl Iterator<Item = &FieldParam> {
        self.parameters.iter().filter_map(|parameter| match parameter {
            Parameter::Field(field) => Some(field),
            Parameter::Message | Parameter::Extra(_) => None,
        })
    }
}

// === impl HookKind ===

impl HookKind {
    pub(super) const ALL: [Self; 3] = [Self::Start, Self::Stop, Self::Error];

    /// The attribute, and the method of the runtime's trait.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Start => "on_start",
            Self::Stop => "on_stop",
            Self::Error => "on_error",
        }
    }
}
