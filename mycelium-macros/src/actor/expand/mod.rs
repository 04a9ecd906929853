//! Writes code from the model, and decides nothing.

pub(super) mod dispatch;
mod domain_enum;
mod handle;
mod mailbox;
mod method;
pub(super) mod origin;

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::{ToTokens as _, quote};
use syn::spanned::Spanned as _;

use super::ast::{Actor, Handler, MessageParam, Messages};
use crate::message::expand;
use crate::names;

/// The block and everything that makes its type an actor.
pub(super) fn actor(actor: &Actor) -> TokenStream {
    let block = &actor.block;
    let surroundings = surroundings(actor, &dispatch::dispatch(actor), &origin::origin(actor));
    quote!(#block #surroundings)
}

/// The messages that methods declare, the domain enum, if it is generated, and the handle; then, in a block of its own, what makes
/// them what they are, and these impls.
pub(super) fn surroundings(actor: &Actor, dispatch: &TokenStream, origin: &TokenStream) -> TokenStream {
    let messages = actor.handlers.iter().filter_map(method::message);
    let (domain_enum, enum_impls) = domain_enum::domain_enum(actor);
    let (handle, handle_impls) = handle::handle(actor);
    let (allow, import) = (expand::allowed(), actor.krate.import());
    quote! {
        #(#messages)*
        #domain_enum
        #handle
        #allow
        const _: () = {
            #import
            #enum_impls
            #handle_impls
            #dispatch
            #origin
        };
    }
}

/// The message of a handler, by its short name.
fn message(actor: &Actor, handler: &Handler) -> TokenStream {
    let MessageParam { ty, inside, .. } = &handler.message;
    let mut known = actor.handlers.iter().filter(|known| known.has_variant);
    match known.position(|known| std::ptr::eq(known, handler)) {
        Some(index) => names::message_alias(index, names::at(ty.span())).into_token_stream(),
        // A second handler of one message, which is refused.
        None => located(quote!(#inside), ty.span()),
    }
}

/// The path of a handler's variant, for patterns.
///
/// Of an enum that the user named it is in words of the message: where that has no variant in it rustc said so, and is silent
/// about the pattern and what it binds.
fn variant(actor: &Actor, p: &TokenStream, handler: &Handler) -> TokenStream {
    let (messages, variant) = (actor.domain_enum_inside(), &handler.variant);
    match &actor.messages {
        Messages::Generated(_) => quote!(#messages::#variant),
        Messages::Named(_) => {
            let message = message(actor, handler);
            quote!(#p::EnumOf::<#messages, #message>::#variant)
        }
    }
}

/// The same tokens, about which rustc says that they stand at `span`; what they mean stays as it is.
///
/// They still are generated tokens to rustc, so it does not suggest to change them.
fn located(tokens: TokenStream, span: Span) -> TokenStream {
    let locate = |mut token: TokenTree| {
        if let TokenTree::Group(group) = token {
            token = TokenTree::Group(Group::new(group.delimiter(), located(group.stream(), span)));
        }
        token.set_span(token.span().located_at(span));
        token
    };
    tokens.into_iter().map(locate).collect()
}
