//! Where a topology gets instances of the actor from: its constructor and the config, or `Default`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse_quote;

use super::located;
use crate::actor::ast::{Actor, Config};
use crate::names;

/// The impl that a registered type has, and one that calls its constructor.
pub(super) fn origin(actor: &Actor) -> TokenStream {
    let p = actor.krate.short();
    match &actor.config {
        Some(config @ Config { ty, .. }) => {
            let origin = origin_impl(actor, &quote!(#p::from_config::<#ty, Self>()), None);
            let from_config = from_config(actor, &p, config);
            quote!(#origin #from_config)
        }
        None => {
            // Nobody needs to be `Default` who is not registered, hence the lifetime; see the trait.
            let bound = quote!(for<'__a> Self: #p::ByDefault<'__a>);
            origin_impl(actor, &quote!(#p::by_default::<Self>()), Some(&bound))
        }
    }
}

/// An impl that makes nothing, for a block that was refused.
pub(in crate::actor) fn refused(actor: &Actor) -> TokenStream {
    let p = actor.krate.short();
    origin_impl(actor, &quote!(#p::refused()), None)
}

fn origin_impl(actor: &Actor, origin: &TokenStream, bound: Option<&TokenStream>) -> TokenStream {
    let p = actor.krate.short();
    let self_ty = &actor.block.self_ty;
    let mut generics = actor.block.generics.clone();
    if let Some(bound) = bound {
        generics.make_where_clause().predicates.push(parse_quote!(#bound));
    }
    let (header, _, bounds) = generics.split_for_impl();
    quote! {
        impl #header #p::Spawnable for #self_ty #bounds {
            fn origin() -> #p::Origin<Self> {
                #origin
            }
        }
    }
}

/// The impl that calls `Self::new`.
///
/// Where the block has no `new`, another one of the type may. If none has, `new` is what the trait below gives every type,
/// and the runtime says what is missing; a type's own function goes before a trait's.
fn from_config(actor: &Actor, p: &TokenStream, config: &Config) -> TokenStream {
    let Config { ty, constructor, is_exact, takes, returns } = config;
    let self_ty = &actor.block.self_ty;
    let (header, _, bounds) = actor.block.generics.split_for_impl();
    let (local, returned) = (names::config_local(), names::returned_local());
    let new = constructor.clone().unwrap_or_else(names::constructor);
    let fallback = constructor.is_none().then(|| {
        let fallback = names::constructor_fallback();
        quote! {
            trait #fallback: ::core::marker::Sized {
                fn #new<__C>(#local: __C) -> #p::NotMade<__C> {
                    #p::NotMade(#local)
                }
            }
            impl<__T> #fallback for __T {}
        }
    });
    let config = if *is_exact { quote!(#p::IsConfig::config(#local)) } else { quote!(#local) };
    let config = located(config, *takes);
    let call = located(quote!(Self::#new), *takes);
    let made = located(quote!(#p::Makes::<Self>::made(#returned)), *returns);
    quote! {
        #[allow(dead_code)]
        impl #header #p::FromConfig<#ty> for #self_ty #bounds {
            fn from_config(#local: #ty) -> ::core::result::Result<Self, #p::Error> {
                #fallback
                let #returned = #call(#config);
                #made
            }
        }
    }
}
