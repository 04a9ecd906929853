//! The domain enum of an actor that names none: one variant for each handler.

use proc_macro2::TokenStream;
use quote::quote;
use syn::spanned::Spanned as _;
use syn::{Ident, Visibility, parse_quote};

use super::located;
use crate::actor::ast::{Actor, Handler, MessageParam, Messages};
use crate::message::ast::{Domain, DomainEnum, DomainVariant, Payload, Words};
use crate::message::expand;
use crate::{diag, names};

/// The enum and its impls; nothing when the user's own is named.
pub(super) fn domain_enum(actor: &Actor) -> TokenStream {
    let Messages::Generated(domain) = &actor.messages else { return TokenStream::new() };
    let p = actor.krate.private();
    let ident = names::generated_enum(&actor.type_name);
    let about = diag::about_domain_enum(&names::plain(&actor.type_name));
    let handlers = actor.handlers.iter().filter(|handler| handler.has_variant);
    let variants = handlers.clone().map(|handler| {
        let Handler { variant, cfgs, docs, .. } = handler;
        let about = docs.is_empty().then(|| diag::about_variant(&names::plain(&handler.ident)));
        let about = about.map(|about| quote!(#[doc = #about]));
        let payload = match payload(&p, &ident, handler) {
            Payload::Known { elsewhere, .. } => elsewhere.payload,
            Payload::Spelled(payload) => payload,
        };
        quote!(#(#cfgs)* #(#docs)* #about #variant(#payload))
    });
    let impls = expand::domain_enum(&model(actor, *domain, &ident, handlers));
    quote! {
        #[doc = #about]
        #[allow(missing_debug_implementations, unreachable_pub, private_interfaces)]
        #[allow(clippy::large_enum_variant)]
        pub enum #ident {
            #(#variants),*
        }
        #impls
    }
}

fn model<'a>(
    actor: &Actor,
    domain: Option<Domain>,
    ident: &Ident,
    handlers: impl Iterator<Item = &'a Handler>,
) -> DomainEnum {
    let p = actor.krate.private();
    let vis: Visibility = parse_quote!(pub);
    let variants = handlers.map(|handler| {
        let message = &handler.message;
        DomainVariant {
            ident: handler.variant.clone(),
            payload: payload(&p, ident, handler),
            cfgs: handler.cfgs.clone(),
            span: names::at(message.ty.span()),
        }
    });
    DomainEnum { krate: actor.krate.clone(), ident: ident.clone(), vis, domain, variants: variants.collect() }
}

/// How the payload of a handler's variant and the message in it are written.
///
/// If the message is none, everything that names it would be an error of its own: the enum, each of its impls,
/// and whoever uses the actor. So the types outside of headers go through a length that compiles only for a
/// message. Where it does not compile rustc says so, once, and is silent about all types with it in them.
fn payload(p: &TokenStream, domain_enum: &Ident, handler: &Handler) -> Payload {
    let MessageParam { borrowed, ty, inside } = &handler.message;
    if handler.declared.is_some() {
        let words = Words { payload: quote!(#ty), message: quote!(#ty) };
        return Payload::Known { header: words.clone(), elsewhere: words };
    }
    let words = |of: TokenStream, message: TokenStream| {
        let payload = if *borrowed { quote!(<#inside as #p::Payload<#of>>::Carried) } else { quote!(#ty) };
        Words { payload: located(payload, ty.span()), message: located(message, ty.span()) }
    };
    let checked = quote! {
        [(); {
            let _ = <#inside as #p::Message>::NUMBER;
            0
        }]
    };
    let message = quote!(<#inside as #p::Payload<#checked>>::Message);
    Payload::Known { header: words(quote!(#domain_enum), quote!(#inside)), elsewhere: words(checked, message) }
}
