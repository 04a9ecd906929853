//! The domain enum of an actor that names none: one variant for each handler.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};
use syn::spanned::Spanned as _;
use syn::{GenericArgument, PathArguments, Type, Visibility, parse_quote};

use crate::actor::ast::{Actor, Handler, MessageParam, Messages};
use crate::message::ast::{Domain, DomainEnum, DomainVariant, Payload};
use crate::message::expand;
use crate::{diag, names};

/// The enum and its impls; nothing when the user's own is named.
pub(super) fn domain_enum(actor: &Actor) -> TokenStream {
    let (Messages::Generated(domain), Some(name)) = (&actor.messages, &actor.type_name) else {
        return TokenStream::new();
    };
    let p = actor.krate.private();
    let ident = names::generated_enum(name);
    let about = diag::about_domain_enum(&names::plain(name));
    let variants = actor.handlers.iter().map(|handler| {
        let Handler { variant, cfgs, docs, message, .. } = handler;
        let about = docs.is_empty().then(|| diag::about_variant(&names::plain(&handler.ident)));
        let about = about.map(|about| quote!(#[doc = #about]));
        let payload = match message {
            MessageParam::Borrowed(ty) => quote!(<#ty as #p::Payload<#ident>>::Carried),
            MessageParam::Owned(ty) => ty.to_token_stream(),
        };
        quote!(#(#cfgs)* #(#docs)* #about #variant(#payload))
    });
    let impls = expand::domain_enum(&model(actor, *domain, &ident));
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

fn model(actor: &Actor, domain: Option<Domain>, ident: &syn::Ident) -> DomainEnum {
    let vis: Visibility = parse_quote!(pub);
    let variants = actor.handlers.iter().map(|handler| {
        let tokens = handler.message.spelled().to_token_stream();
        DomainVariant {
            ident: handler.variant.clone(),
            payload: match &handler.message {
                MessageParam::Borrowed(_) => Payload::OfMessage(tokens),
                MessageParam::Owned(ty) => Payload::Known { message: unwrapped(ty), payload: tokens },
            },
            cfgs: handler.cfgs.clone(),
            span: handler.message.spelled().span(),
        }
    });
    DomainEnum { krate: actor.krate.clone(), ident: ident.clone(), vis, domain, variants: variants.collect() }
}

/// The message in `T`, `Arc<T>` or `Box<T>`, by its spelling.
///
/// A trait could tell it whatever the spelling, but only by an associated type, and rustc ignores those when it
/// works out how visible an impl is: an actor with a private message would be refused, since its generated enum
/// is `pub`.
fn unwrapped(ty: &Type) -> TokenStream {
    if let Type::Path(path) = ty
        && let Some(last) = path.path.segments.last()
        && (last.ident == "Arc" || last.ident == "Box")
        && let PathArguments::AngleBracketed(arguments) = &last.arguments
        && let (Some(GenericArgument::Type(message)), 1) = (arguments.args.first(), arguments.args.len())
    {
        return message.to_token_stream();
    }
    ty.to_token_stream()
}
