//! The model: what `#[actor]` understood of an impl block.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Attribute, Ident, Path, Type};

use super::block::Block;
use crate::krate::Krate;
use crate::message::ast::Domain;

/// A block and what was found in it. Of a block with mistakes it holds what is well-formed.
pub(crate) struct Actor {
    pub(crate) krate: Krate,
    /// The block without our helper attributes.
    pub(crate) block: Block,
    /// The last segment of the type's path, where it has one.
    pub(crate) type_name: Option<Ident>,
    /// What ids and logs call it.
    pub(crate) name: String,
    pub(crate) messages: Messages,
    pub(crate) handlers: Vec<Handler>,
    pub(crate) hooks: Vec<Hook>,
}

/// Where the domain enum comes from.
pub(crate) enum Messages {
    /// `message = MarketMessage`.
    Named(Path),
    /// Made from the handlers, in this domain.
    Generated(Option<Domain>),
}

/// A method with `#[handler]`.
pub(crate) struct Handler {
    pub(crate) ident: Ident,
    pub(crate) variant: Ident,
    pub(crate) message: MessageParam,
    /// What follows the message, in order.
    pub(crate) extras: Vec<Extra>,
    pub(crate) is_async: bool,
    pub(crate) cfgs: Vec<Attribute>,
    pub(crate) docs: Vec<Attribute>,
    /// Where errors about what it returns point.
    pub(crate) returns: Span,
}

/// The parameter that is the message.
pub(crate) enum MessageParam {
    /// `&T`; holds `T`.
    Borrowed(Type),
    /// `T`, `Arc<T>` or `Box<T>`; holds it as spelled.
    Owned(Type),
}

/// A parameter behind the message.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extra {
    /// `&mut Context<Self>`.
    Context,
    /// `ReplyTo<T>`.
    ReplyTo,
}

/// A method with `#[on_start]`, `#[on_stop]` or `#[on_error]`.
pub(crate) struct Hook {
    pub(crate) kind: HookKind,
    pub(crate) ident: Ident,
    pub(crate) is_async: bool,
    pub(crate) takes_context: bool,
    pub(crate) cfgs: Vec<Attribute>,
    pub(crate) returns: Span,
}

/// When a hook is called.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum HookKind {
    Start,
    Stop,
    Error,
}

// === impl Handler ===

impl Handler {
    /// Whether it answers by a `ReplyTo`.
    pub(crate) fn answers_later(&self) -> bool {
        self.extras.contains(&Extra::ReplyTo)
    }
}

// === impl MessageParam ===

impl MessageParam {
    /// The type as the handler spells it, without the `&`.
    pub(crate) fn spelled(&self) -> &Type {
        match self {
            Self::Borrowed(ty) | Self::Owned(ty) => ty,
        }
    }

    /// The message's own type; `p` is the runtime's `__private`.
    pub(crate) fn message(&self, p: &TokenStream) -> TokenStream {
        match self {
            Self::Borrowed(ty) => ty.to_token_stream(),
            Self::Owned(ty) => quote_spanned!(ty.span()=> <#ty as #p::Sendable>::Message),
        }
    }
}

// === impl HookKind ===

impl HookKind {
    pub(crate) const ALL: [Self; 3] = [Self::Start, Self::Stop, Self::Error];

    /// The attribute, and the method of the runtime's trait.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Start => "on_start",
            Self::Stop => "on_stop",
            Self::Error => "on_error",
        }
    }
}

// === impl Actor ===

impl Actor {
    /// The path of the domain enum.
    pub(crate) fn domain_enum(&self) -> TokenStream {
        match (&self.messages, &self.type_name) {
            (Messages::Named(path), _) => path.to_token_stream(),
            (Messages::Generated(_), Some(name)) => crate::names::generated_enum(name).to_token_stream(),
            (Messages::Generated(_), None) => quote!(()),
        }
    }
}
