//! Where a topology gets instances of the actor from: its constructor and the config, or `Default`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse_quote;

use super::located;
use crate::actor::ast::{Actor, Config};
use crate::names;

/// The impl that a registered type has.
pub(super) fn origin(actor: &Actor) -> TokenStream {
    let p = actor.krate.private();
    match &actor.config {
        Some(config) => origin_impl(actor, &from_config(&p, config), None),
        // Nobody needs to be `Default` who is not registered, hence the lifetime; see the trait.
        None => origin_impl(actor, &quote!(#p::by_default::<Self>()), Some(&quote!(for<'__a> Self: #p::ByDefault<'__a>))),
    }
}

/// An impl that makes nothing, for a block that was refused.
pub(in crate::actor) fn refused(actor: &Actor) -> TokenStream {
    let p = actor.krate.private();
    origin_impl(actor, &quote!(#p::refused()), None)
}

fn origin_impl(actor: &Actor, origin: &TokenStream, bound: Option<&TokenStream>) -> TokenStream {
    let p = actor.krate.private();
    let self_ty = &actor.block.self_ty;
    let mut generics = actor.block.generics.clone();
    if let Some(bound) = bound {
        generics.make_where_clause().predicates.push(parse_quote!(#bound));
    }
    let (header, _, bounds) = generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #header #p::Spawnable for #self_ty #bounds {
            fn origin() -> #p::Origin<Self> {
                #origin
            }
        }
    }
}

/// `from_config::<SignalConfig, Self>(Self::new)`.
///
/// Where the block has no `new`, another one of the type may. If none has, `new` is what the trait below gives every type,
/// and the runtime says what is missing; a type's own function goes before a trait's.
fn from_config(p: &TokenStream, config: &Config) -> TokenStream {
    let Config { ty, constructor, span } = config;
    let new = constructor.clone().unwrap_or_else(names::constructor);
    let call = located(quote!(Self::#new), *span);
    let fallback = constructor.is_none().then(|| {
        let about = names::constructor_fallback();
        quote! {
            #[allow(dead_code)]
            trait #about: ::core::marker::Sized {
                fn #new() -> #p::NoConstructor {
                    #p::NoConstructor
                }
            }
            impl<__T> #about for __T {}
        }
    });
    quote! {
        #fallback
        #p::from_config::<#ty, Self>(#call)
    }
}
