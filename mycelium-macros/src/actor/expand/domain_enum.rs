//! The domain enum of an actor that names none: one variant for each handler.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Ident, Visibility, parse_quote};

use super::{handle, located};
use crate::actor::ast::{Actor, Handler, MessageParam, Messages};
use crate::message::ast::{Domain, DomainEnum, DomainVariant, Payload, Words};
use crate::message::expand;
use crate::{diag, names};

/// The enum, and its impls; when the user's own is named, short names for its messages.
pub(super) fn domain_enum(actor: &Actor) -> (TokenStream, TokenStream) {
    let handlers = actor.handlers.iter().filter(|handler| handler.has_variant);
    let Messages::Generated(domain) = &actor.messages else {
        let aliases = handlers.enumerate().map(|(index, handler)| alias(actor, index, handler));
        return (TokenStream::new(), named(actor).into_iter().chain(aliases).collect());
    };
    let ident = names::generated_enum(&actor.type_name);
    let about = diag::about_domain_enum(&names::plain(&actor.type_name));
    let variants = handlers.clone().map(|handler| {
        let Handler { variant, cfgs, docs, .. } = handler;
        let about = docs.is_empty().then(|| diag::about_variant(&names::plain(&handler.ident)));
        let about = about.map(|about| quote!(#[doc = #about]));
        let payload = outside(&actor.krate.private(), handler);
        quote!(#(#cfgs)* #(#docs)* #about #variant(#payload))
    });
    let item = quote! {
        #[doc = #about]
        #[allow(missing_debug_implementations, unreachable_pub, private_interfaces)]
        #[allow(clippy::large_enum_variant)]
        pub enum #ident {
            #(#variants),*
        }
    };
    let p = actor.krate.short();
    let carried = handlers.clone().enumerate().filter_map(|(index, handler)| carried(&p, &ident, index, handler));
    let carried = carried.collect();
    (item, expand::domain_enum_items(&model(actor, *domain, &ident, handlers.clone()), &carried))
}

fn model<'a>(
    actor: &Actor,
    domain: Option<Domain>,
    ident: &Ident,
    handlers: impl Iterator<Item = &'a Handler>,
) -> DomainEnum {
    let p = actor.krate.short();
    let vis: Visibility = parse_quote!(pub);
    let variants = handlers.enumerate().map(|(index, handler)| DomainVariant {
        ident: handler.variant.clone(),
        payload: payload(&p, index, handler),
        cfgs: handler.cfgs.clone(),
        span: names::at(handler.message.ty.span()),
    });
    DomainEnum { krate: actor.krate.clone(), ident: ident.clone(), vis, domain, variants: variants.collect() }
}

/// The payload of a handler's variant, where the enum is declared.
///
/// If the message is none, everything that names it would be an error of its own: the enum, each of its impls,
/// and whoever uses the actor. So the types outside of headers go through the message's number, which is one only for a
/// message. Where it is none rustc says so, once, and is silent about all types with it in them.
fn outside(p: &TokenStream, handler: &Handler) -> TokenStream {
    let MessageParam { borrowed, ty, inside } = &handler.message;
    match *borrowed && handler.declared.is_none() {
        true => located(quote!(#p::CarriedOf<#inside, { #p::number_of::<#inside>() }>), ty.span()),
        false => quote!(#ty),
    }
}

/// How the payload of a handler's variant and the message in it are written in the block of the impls.
fn payload(p: &TokenStream, index: usize, handler: &Handler) -> Payload {
    let MessageParam { borrowed, ty, inside } = &handler.message;
    if handler.declared.is_some() {
        let words = Words { payload: quote!(#ty), message: quote!(#ty) };
        return Payload::Known { header: words.clone(), elsewhere: words };
    }
    let words = |carried: TokenStream, message: TokenStream| {
        let payload = if *borrowed { carried } else { quote!(#ty) };
        Words { payload: located(payload, ty.span()), message: located(message, ty.span()) }
    };
    let at = names::at(ty.span());
    let (carried, alias) = (names::carried_alias(index, at), names::message_alias(index, at));
    let checked = quote!(#p::MessageIn<#inside, { #p::number_of::<#inside>() }>);
    let header = words(carried.into_token_stream(), quote!(#inside));
    Payload::Known { header, elsewhere: words(quote!(<#alias as #p::Message>::Carried), checked) }
}

/// `type __Carried0 = ..;`: what the variant of a handler holds that borrows its message.
///
/// The enum is among its words: so it can stand in the header of an impl of the enum, whoever's the message is.
fn carried(p: &TokenStream, domain_enum: &Ident, index: usize, handler: &Handler) -> Option<TokenStream> {
    let Handler { cfgs, message: MessageParam { borrowed, ty, inside }, declared, .. } = handler;
    (*borrowed && declared.is_none()).then(|| {
        let alias = names::carried_alias(index, names::at(ty.span()));
        let held = quote!(#p::Held<#domain_enum, #inside, { #p::number_of::<#inside>() }>);
        let held = located(held, ty.span());
        quote!(#(#cfgs)* type #alias = #held;)
    })
}

/// `type __Enum = MarketMessage;`, in words about which rustc is silent once it said that this is no enum of messages.
///
/// The handle outside says so as well. It does in the same words and at the same place, which rustc prints once.
fn named(actor: &Actor) -> Option<TokenStream> {
    let Messages::Named(path) = &actor.messages else { return None };
    let (p, alias) = (actor.krate.short(), names::enum_alias(Span::call_site()));
    let reference = handle::reference(&p, path);
    Some(quote!(type #alias = #p::EnumIf<#path, { #p::named::<#reference>() }>;))
}

/// `type __Message0 = Quote;`, in words about which rustc is silent once it said that the enum does not handle it, or in another
/// variant: the first at the message, the second where the handler says which.
fn alias(actor: &Actor, index: usize, handler: &Handler) -> TokenStream {
    let Handler { cfgs, variant, message: MessageParam { borrowed, ty, inside }, .. } = handler;
    let (at, held) = (names::at(ty.span()), if *borrowed { inside } else { ty });
    // Named by a token of the user's, or rustc would show the attribute as well.
    let (messages, name) = (names::enum_alias(ty.span()), names::plain(variant));
    let (p, asks, held) =
        (actor.krate.short_at(at), actor.krate.short_at(variant.span()), located(quote!(#held), ty.span()));
    let number = quote_spanned!(variant.span()=> #asks::held::<#messages, #held>(#name));
    let alias = names::message_alias(index, at);
    let message = quote_spanned!(at=> #p::MessageIn<#held, { #number }>);
    quote!(#(#cfgs)* type #alias = #message;)
}

/// `type __Whole = MarketMessage;`, in words about which rustc is silent once it said that a variant has no handler; and the name.
///
/// It is for the bodies of functions alone. Were it the actor's `Message`, the constant in it would look for the numbers of
/// messages that may name that, and go round in a circle.
pub(super) fn whole(actor: &Actor, p: &TokenStream) -> Option<(TokenStream, Ident)> {
    let Messages::Named(path) = &actor.messages else { return None };
    let (at, alias) = (handle::end(path), names::whole_alias());
    let (asks, messages) = (actor.krate.short_at(at), names::enum_alias(at));
    let handled = actor.handlers.iter().map(|Handler { cfgs, variant, .. }| {
        let name = names::plain(variant);
        quote!(#(#cfgs)* #name)
    });
    let number = quote_spanned!(at=> #asks::whole::<#messages>(&[#(#handled),*]));
    Some((quote!(type #alias = #p::EnumIf<#messages, { #number }>;), alias))
}
