//! Writes code from the model, and decides nothing.

pub(super) mod dispatch;
mod domain_enum;
mod handle;
mod mailbox;
mod method;

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::quote;
use syn::spanned::Spanned as _;

use super::ast::{Actor, MessageParam, Messages};

/// The block and everything that makes its type an actor.
pub(super) fn actor(actor: &Actor) -> TokenStream {
    let block = &actor.block;
    let surroundings = surroundings(actor);
    let dispatch = dispatch::dispatch(actor);
    quote!(#block #surroundings #dispatch)
}

/// The messages that methods declare, the domain enum, if it is generated, and the handle.
pub(super) fn surroundings(actor: &Actor) -> TokenStream {
    let messages = actor.handlers.iter().filter_map(method::message);
    let domain_enum = domain_enum::domain_enum(actor);
    let handle = handle::handle(actor);
    quote!(#(#messages)* #domain_enum #handle)
}

/// The message of a handler.
///
/// An enum that the user wrote says it, whatever the parameter is called; where ours is being made, nothing does
/// yet, and the spelling must do.
fn message(actor: &Actor, p: &TokenStream, param: &MessageParam) -> TokenStream {
    let MessageParam { borrowed, ty, inside } = param;
    match actor.messages {
        Messages::Named(_) if !borrowed => located(quote!(<#ty as #p::Sendable>::Message), ty.span()),
        _ => quote!(#inside),
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
