//! What a message's versions are: which fields each of them has, how older ones are read, and what is said of the fields.

use proc_macro2::{Literal, TokenStream};
use quote::{quote, quote_spanned};
use syn::Ident;
use syn::spanned::Spanned as _;

use super::view;
use super::wire::read_field;
use crate::message::ast::Field;
use crate::names;

/// The fields by the versions that brought them, oldest first; each with its place. There is a first version even
/// without fields.
fn groups(fields: &[Field]) -> Vec<Vec<(usize, &Field)>> {
    let newest = fields.last().map_or(1, |field| field.since);
    let of = |version| fields.iter().enumerate().filter(move |(_, field)| field.since == version).collect();
    (1..=newest).map(of).collect()
}

/// How many versions there are.
pub(super) fn count(fields: &[Field]) -> usize {
    fields.last().map_or(1, |field| usize::from(field.since))
}

/// Reads the fields, and makes a struct of them. Those of a later version take their defaults where the bytes end before it.
pub(super) fn read(p: &TokenStream, ident: &Ident, fields: &[Field]) -> TokenStream {
    if count(fields) == 1 {
        let reads = fields.iter().map(|field| {
            let (Field { member, cfgs, .. }, read) = (field, read_field(p, field));
            quote!(#(#cfgs)* #member: #read)
        });
        return quote!(#p::Some(Self { #(#reads),* }));
    }
    let groups = groups(fields);
    let reads = (1u8..).zip(&groups).map(|(version, group)| {
        let locals: Vec<_> = group.iter().map(|(index, _)| names::field_local(*index)).collect();
        let reads: Vec<_> = group.iter().map(|(_, field)| read_field(p, field)).collect();
        if version == 1 {
            let cfgs = group.iter().map(|(_, Field { cfgs, .. })| quote!(#(#cfgs)*));
            return quote!(#(#cfgs let #locals = #reads;)*);
        }
        let defaults = group.iter().map(|(_, field)| default(p, ident, field));
        quote! {
            let (#(#locals,)*) = if __from.remaining() == 0 {
                (#(#defaults,)*)
            } else {
                (#(#reads,)*)
            };
        }
    });
    let builds = fields.iter().enumerate().map(|(index, Field { member, cfgs, .. })| {
        let local = names::field_local(index);
        quote!(#(#cfgs)* #member: #local)
    });
    quote! {
        #(#reads)*
        #p::Some(Self { #(#builds),* })
    }
}

/// What a field is in a message that is older than it.
fn default(p: &TokenStream, ident: &Ident, field: &Field) -> TokenStream {
    let ty = view::without_self(ident, &field.ty);
    match &field.default {
        // In a function of its own, so that it sees nothing of ours, and cannot return from it.
        Some(value) => {
            let value = view::without_self(ident, value);
            quote!({
                fn __default() -> #ty {
                    #value
                }
                __default()
            })
        }
        None => quote_spanned!(field.ty.span()=> <#ty as #p::Default>::default()),
    }
}

/// The hashes of all versions, oldest first, where there are several.
pub(super) fn schema(p: &TokenStream, fields: &[Field]) -> Option<TokenStream> {
    let newest = count(fields);
    let newest_literal = Literal::usize_unsuffixed(newest);
    (newest > 1).then(|| quote!(const SCHEMA: &'static [#p::u64] = &#p::chain::<Self, #newest_literal>();))
}
