//! How the actor's messages wait, where its attributes say something of it.
//!
//! Each function that looks into messages is one `match`, and stands in the constant that names it: messages are not generic,
//! so it needs no parameter of the actor's. What concerns a key is located at the field: there rustc points when the message has
//! no such field, when it is no key, and when the message declares a reply.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::{located, message, variant};
use crate::actor::ast::{Actor, Handler, Overflow, Priority};

/// What the constant is made of: the functions that it names, and the calls that put everything together.
#[derive(Default)]
struct Parts {
    functions: Vec<TokenStream>,
    calls: Vec<TokenStream>,
}

/// The constant of the runtime's trait; nothing where the default will do.
pub(super) fn options(actor: &Actor, p: &TokenStream, messages: &TokenStream) -> TokenStream {
    let mut parts = Parts::default();
    parts.calls.extend(actor.mailbox.as_ref().map(|capacity| quote!(.capacity(#capacity))));
    parts.calls.extend(actor.overflow.map(|Overflow(policy)| {
        let policy = Ident::new(policy, Span::call_site());
        quote!(.overflow(#p::Overflow::#policy))
    }));
    priorities(actor, p, messages, &mut parts);
    keys(actor, p, messages, &mut parts);
    let Parts { functions, calls } = parts;
    if calls.is_empty() {
        return TokenStream::new();
    }
    let options = quote!(#p::MailboxOptions::new() #(#calls)*);
    let value = if functions.is_empty() { options } else { quote!({ #(#functions)* #options }) };
    quote!(const MAILBOX: #p::MailboxOptions<#messages> = #value;)
}

/// Which messages wait in the high lane.
fn priorities(actor: &Actor, p: &TokenStream, messages: &TokenStream, to: &mut Parts) {
    let high = actor.handlers.iter().filter(|handler| handler.priority == Priority::High);
    let arm = |handler: &Handler| {
        let (variant, cfgs) = (variant(actor, p, handler), &handler.cfgs);
        quote!(#(#cfgs)* #variant(_) => true,)
    };
    let arms: Vec<TokenStream> = high.map(arm).collect();
    if arms.is_empty() {
        return;
    }
    to.functions.push(quote! {
        fn __is_high(__one: &#messages) -> #p::bool {
            match *__one { #(#arms)* _ => false }
        }
    });
    to.calls.push(quote!(.high_priority(__is_high)));
}

/// Which messages take the place of others, and by what.
fn keys(actor: &Actor, p: &TokenStream, messages: &TokenStream, to: &mut Parts) {
    let conflated = actor.handlers.iter().filter_map(|handler| Some((handler, handler.conflate.as_ref()?)));
    let (mut hashes, mut comparisons) = (Vec::new(), Vec::new());
    for (handler, field) in conflated {
        let (variant, cfgs) = (variant(actor, p, handler), &handler.cfgs);
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
            #variant(ref __one) => {
                let __one: &#message = __one;
                #hash
            }
        });
        comparisons.push(quote! {
            #(#cfgs)*
            (#variant(__one), #variant(__other)) => {
                let __one: &#message = __one;
                let __other: &#message = __other;
                #is_same
            }
        });
    }
    if hashes.is_empty() {
        return;
    }
    to.functions.push(quote! {
        fn __hash_key(__one: &#messages, __hasher: &mut #p::KeyHasher) -> #p::bool {
            match *__one { #(#hashes)* _ => false }
        }
    });
    to.functions.push(quote! {
        fn __is_same_key(__one: &#messages, __other: &#messages) -> #p::bool {
            match (__one, __other) { #(#comparisons)* _ => false }
        }
    });
    to.calls.push(quote!(.conflate(__hash_key, __is_same_key)));
}
