//! A method that declares its message: the struct, its value, and the value taken apart again.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::actor::ast::{Declared, FieldParam, Handler};
use crate::message::{expand, fallback};
use crate::names;

/// The struct of the message and its impls, all under the method's conditions.
pub(super) fn message(handler: &Handler) -> Option<TokenStream> {
    let Declared { message, is_refused } = handler.declared.as_ref()?;
    let item = &message.item;
    let impls = if *is_refused { fallback::whole_message(message) } else { expand::struct_message(message) };
    let cfgs = &handler.cfgs;
    Some(match cfgs.is_empty() {
        true => quote!(#item #impls),
        false => quote!(#item #(#cfgs)* const _: () = { #impls };),
    })
}

/// `let Rebalance { pool: field0, limit: field1 } = message;`
pub(super) fn taken_apart(handler: &Handler, message: &TokenStream) -> TokenStream {
    let name = &handler.variant;
    let fields = handler.fields().enumerate().map(|(index, FieldParam { name, .. })| {
        let local = names::field_local(index);
        quote!(#name: #local)
    });
    quote!(let #name { #(#fields),* } = #message;)
}

/// The parameters that a handle's method takes for the fields. One that was refused may be anything.
pub(super) fn parameters(handler: &Handler) -> impl Iterator<Item = TokenStream> {
    handler.fields().map(|FieldParam { name, ty }| match ty {
        Some(ty) => quote!(#name: #ty),
        None => {
            let name = Ident::new(&name.to_string(), Span::call_site());
            quote!(#name: impl ::core::marker::Sized)
        }
    })
}

/// `Rebalance { pool: pool, limit: limit }`
pub(super) fn value(handler: &Handler) -> TokenStream {
    let name = &handler.variant;
    let fields =
        handler.fields().filter(|field| field.ty.is_some()).map(|FieldParam { name, .. }| quote!(#name: #name));
    quote!(#name { #(#fields),* })
}
