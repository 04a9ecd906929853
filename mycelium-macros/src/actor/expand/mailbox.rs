//! How the actor's messages wait, where its attributes say something of it.
//!
//! Each function that looks into messages is one `match`. What concerns a key is located at the field: there rustc
//! points when the message has no such field, when it is no key, and when the message declares a reply.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens as _, quote};

use super::{located, message};
use crate::actor::ast::{Actor, Handler, Overflow, Priority};

/// The constant of the runtime's trait; nothing where the default will do.
pub(super) fn options(actor: &Actor, p: &TokenStream, messages: &TokenStream) -> TokenStream {
    let capacity = actor.mailbox.as_ref().map(|capacity| quote!(.capacity(#capacity)));
    let overflow = actor.overflow.map(|Overflow(policy)| {
        let policy = Ident::new(policy, Span::call_site());
        quote!(.overflow(#p::Overflow::#policy))
    });
    let calls = [capacity, overflow, priorities(actor, messages), keys(actor, messages)];
    let calls: Vec<TokenStream> = calls.into_iter().flatten().collect();
    if calls.is_empty() {
        return TokenStream::new();
    }
    quote! {
        const MAILBOX: #p::MailboxOptions<#messages> = #p::MailboxOptions::new() #(#calls)*;
    }
}

/// Which messages wait in the high lane.
fn priorities(actor: &Actor, messages: &TokenStream) -> Option<TokenStream> {
    let high = actor.handlers.iter().filter(|handler| handler.priority == Priority::High);
    let arms: Vec<TokenStream> =
        high.map(|Handler { variant, cfgs, .. }| quote!(#(#cfgs)* #messages::#variant(_) => true,)).collect();
    (!arms.is_empty()).then(|| quote!(.high_priority(|__one| match *__one { #(#arms)* _ => false })))
}

/// Which messages take the place of others, and by what.
fn keys(actor: &Actor, messages: &TokenStream) -> Option<TokenStream> {
    let conflated = actor.handlers.iter().filter_map(|handler| Some((handler, handler.conflate.as_ref()?)));
    let (mut hashes, mut comparisons) = (Vec::new(), Vec::new());
    for (handler, field) in conflated {
        let Handler { variant, cfgs, .. } = handler;
        let message = message(actor, handler);
        let at = match field {
            syn::Member::Named(name) => name.span(),
            syn::Member::Unnamed(index) => index.span,
        };
        let (one, other) = (located(quote!(__one.#field), at), located(quote!(__other.#field), at));
        let hash = located(quote!(__hasher.key::<#message, _>(&#one)), at);
        let is_same = located(quote!(#one == #other), at);
        hashes.push(quote! {
            #(#cfgs)*
            #messages::#variant(ref __one) => {
                let __one: &#message = __one;
                #hash
            }
        });
        comparisons.push(quote! {
            #(#cfgs)*
            (#messages::#variant(__one), #messages::#variant(__other)) => {
                let __one: &#message = __one;
                let __other: &#message = __other;
                #is_same
            }
        });
    }
    let hash = quote!(|__one, __hasher| match *__one { #(#hashes)* _ => false });
    let is_same = quote!(|__one, __other| match (__one, __other) { #(#comparisons)* _ => false });
    (!hashes.is_empty()).then(|| quote!(.conflate(#hash, #is_same)).into_token_stream())
}
