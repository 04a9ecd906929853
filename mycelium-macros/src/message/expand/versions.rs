//! What a message's versions are: which fields each of them has, how older ones are read, and what is said of the fields.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Ident, Type};

use super::view;
use super::wire::read_field;
use crate::message::ast::Field;
use crate::{diag, names};

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
        return quote!(::core::option::Option::Some(Self { #(#reads),* }));
    }
    let groups = groups(fields);
    let reads = (1u8..).zip(&groups).map(|(version, group)| {
        let locals: Vec<_> = group.iter().map(|(index, _)| names::field_local(*index)).collect();
        let reads: Vec<_> = group.iter().map(|(_, field)| read_field(p, field)).collect();
        if version == 1 {
            let cfgs = group.iter().map(|(_, Field { cfgs, .. })| quote!(#(#cfgs)*));
            return quote!(#(#cfgs let #locals = #reads;)*);
        }
        let defaults = group.iter().map(|(_, field)| default(ident, field));
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
        ::core::option::Option::Some(Self { #(#builds),* })
    }
}

/// What a field is in a message that is older than it.
fn default(ident: &Ident, field: &Field) -> TokenStream {
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
        None => quote_spanned!(field.ty.span()=> <#ty as ::core::default::Default>::default()),
    }
}

/// The hashes of all versions, oldest first.
pub(super) fn chain(p: &TokenStream, name: &str, fields: &[Field], number: u8, reply: &TokenStream) -> TokenStream {
    match count(fields) {
        1 => quote!(&[#p::schema_of_message::<Self>(#reply)]),
        newest => {
            let versions = (1..=newest).map(|version| {
                let version = u8::try_from(version).unwrap_or(u8::MAX);
                quote!(#p::version_schema(#name, <Self as #p::Wire>::FIELDS, #version, #number, #reply))
            });
            quote!(&[#(#versions),*])
        }
    }
}

/// How a message of several versions is written for a peer that knows fewer; nothing for a message of one.
pub(super) fn encode_as(p: &TokenStream, fields: &[Field]) -> Option<TokenStream> {
    if count(fields) == 1 {
        return None;
    }
    Some(quote! {
        fn encode_tlv_as(&self, __version: ::core::primitive::usize, __out: &mut #p::Bytes) -> #p::WireResult<()> {
            #p::encode_message_as(self, __version, __out)
        }
    })
}

/// Refuses a type inside of another that may grow: behind it nothing would say where it ends.
pub(super) fn inner_check(ty: &Type, grows: &TokenStream) -> TokenStream {
    let sentence = diag::grows_inside(&names::spelling(ty));
    quote_spanned!(ty.span()=> const _: () = ::core::assert!(!#grows, #sentence);)
}
