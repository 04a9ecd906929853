//! Wire forms: of a struct, and of an enum that is a number.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Ident, ItemStruct, LitInt};

use super::{versions, view};
use crate::diag;
use crate::message::ast::{Field, NestedEnum, NestedForm, NestedVariant};
use crate::names;

/// A struct as its fields, one after the other.
pub(super) fn wire_struct(p: &TokenStream, item: &ItemStruct, fields: &[Field], grows: bool) -> TokenStream {
    let ident = &item.ident;
    let name = names::plain(ident);
    let (view, view_items) = view::view_struct(p, item, fields);
    let lens = fields.iter().map(|field| {
        let (Field { ty, cfgs, .. }, pad) = (field, pad(field));
        let pad = pad.map(|pad| quote!(, #(#cfgs)* ::core::option::Option::Some(#pad)));
        quote_spanned!(ty.span()=> #(#cfgs)* <#ty as #p::Wire>::LEN #pad)
    });
    let min_lens = fields.iter().map(|field| {
        let (ty, pad) = (&field.ty, plus_pad(field));
        super::if_there(field, quote_spanned!(ty.span()=> <#ty as #p::Wire>::MIN_LEN #pad))
    });
    let encoded_lens = fields.iter().map(|field| encoded_len(p, field));
    let encodes = fields.iter().map(|field| {
        let Field { ty, member, cfgs, .. } = field;
        let pad = pad(field).map(|pad| quote!(#(#cfgs)* __out.zeros(#pad);));
        let encode = quote_spanned!(names::at(ty.span())=> <#ty as #p::Wire>::encode(&self.#member, __out));
        quote!(#(#cfgs)* #encode; #pad)
    });
    let decodes = versions::decodes(p, ident, fields);
    let infos = versions::field_infos(p, fields);
    let inner = fields.iter().map(|field| {
        // Outside of the struct, where `Self` means nothing.
        let ty = view::without_self(ident, &field.ty);
        let grows = quote_spanned!(field.ty.span()=> <#ty as #p::Wire>::GROWS);
        let (cfgs, check) = (&field.cfgs, versions::inner_check(&field.ty, &grows));
        quote!(#(#cfgs)* #check)
    });
    let builds = fields.iter().enumerate().map(|(index, field)| {
        let (Field { member, cfgs, .. }, local) = (field, names::field_local(index));
        quote!(#(#cfgs)* #member: #local)
    });
    // A message that grows is read as far as it goes: by decoding.
    let read = (!grows).then(|| {
        let reads = fields.iter().enumerate().map(|(index, field)| {
            let (Field { ty, cfgs, .. }, local) = (field, names::field_local(index));
            let pad = pad(field).map(|pad| quote!(#(#cfgs)* __from.cut(#pad)?;));
            let read = quote_spanned!(names::at(ty.span())=> <#ty as #p::Wire>::read(__from)?);
            quote!(#(#cfgs)* let #local = #read; #pad)
        });
        let builds = builds.clone();
        quote! {
            #[inline(always)]
            fn read(__from: &mut #p::Reader<'_>) -> ::core::option::Option<Self> {
                #(#reads)*
                ::core::option::Option::Some(Self { #(#builds),* })
            }
        }
    });
    let grows = grows.then(|| {
        quote!(
            const GROWS: ::core::primitive::bool = true;
        )
    });
    let schemas = fields.iter().map(|field| {
        let Field { ty, name, pad, cfgs, .. } = field;
        let pad = usize::from(*pad);
        quote_spanned!(ty.span()=> #(#cfgs)* (#name, <#ty as #p::Wire>::SCHEMA, #pad))
    });
    let min_len = sum(min_lens);
    let encoded_len = sum(encoded_lens);
    let wire = quote! {
        #[automatically_derived]
        impl #p::Wire for #ident {
            const LEN: ::core::option::Option<::core::primitive::usize> = #p::sum_len(&[#(#lens),*]);
            const MIN_LEN: ::core::primitive::usize = #min_len;
            const SCHEMA: ::core::primitive::u64 = {
                // In a variable, or else rustc would point at the attribute for a type that contains itself.
                let __fields = [#(#schemas),*];
                #p::struct_schema(#name, &__fields)
            };
            const FIELDS: &'static [#p::FieldInfo] = #infos;
            #grows

            #[inline]
            fn encoded_len(&self) -> ::core::primitive::usize {
                if let ::core::option::Option::Some(__len) = <Self as #p::Wire>::LEN {
                    return __len;
                }
                #encoded_len
            }

            #[inline]
            fn encode(&self, __out: &mut #p::Writer<'_>) {
                #(#encodes)*
            }

            #[inline]
            fn decode(__from: &mut #p::Reader<'_>) -> ::core::result::Result<Self, #p::WireError> {
                #decodes
                ::core::result::Result::Ok(Self { #(#builds),* })
            }

            #read

            #view_items
        }
    };
    // The view has no name outside of this: it is `View<'_, #ident>`.
    quote! {
        const _: () = {
            #view
            #wire
        };
        #(#inner)*
    }
}

/// Reads one field into its local.
pub(super) fn decode_field(p: &TokenStream, message: &str, index: usize, field: &Field) -> TokenStream {
    let (Field { ty, name, cfgs, .. }, local) = (field, names::field_local(index));
    let pad = pad(field).map(|pad| quote!(#(#cfgs)* #p::skip(__from, #pad, #message, #name)?;));
    // The constant first: without a wire form rustc then says so once, not again in `field`'s own terms.
    let wire_form = quote_spanned!(ty.span()=> <#ty as #p::Wire>::MIN_LEN);
    quote!(#(#cfgs)* let _ = #wire_form; #(#cfgs)* let #local = #p::field::<#ty>(__from, #message, #name)?; #pad)
}

/// The length of one field and its pad.
pub(super) fn encoded_len(p: &TokenStream, field: &Field) -> TokenStream {
    let (ty, member, pad) = (&field.ty, &field.member, plus_pad(field));
    let len = quote_spanned!(names::at(ty.span())=> <#ty as #p::Wire>::encoded_len(&self.#member) #pad);
    super::if_there(field, len)
}

/// The zero bytes behind a field, if there are any.
fn pad(field: &Field) -> Option<usize> {
    (field.pad > 0).then(|| usize::from(field.pad))
}

fn plus_pad(field: &Field) -> Option<TokenStream> {
    pad(field).map(|pad| quote!(+ #pad))
}

pub(super) fn sum(parts: impl Iterator<Item = TokenStream>) -> TokenStream {
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return quote!(0);
    }
    quote!(#(#parts)+*)
}

/// What only the compiler can count: the length fits a TLV, and the accepted lengths fit the message.
pub(super) fn length_checks(p: &TokenStream, ident: &Ident, accept: &[LitInt]) -> TokenStream {
    let name = names::plain(ident);
    let too_large = diag::too_large(&name);
    let fits = quote_spanned! {ident.span()=>
        const _: () = ::core::assert!(::core::matches!(<#ident as #p::Wire>::MIN_LEN, 0..=65_535), #too_large);
    };
    let Some(first) = accept.first() else {
        return fits;
    };
    let (varies, shorter, missing) =
        (diag::accept_varies(&name), diag::accept_shorter(&name), diag::accept_without_own(&name));
    let fixed = quote_spanned! {ident.span()=>
        ::core::assert!(::core::option::Option::is_some(&<#ident as #p::Wire>::LEN), #varies);
    };
    // No comparison: clippy would find one with 0, the length of a message without fields, absurd.
    let lengths = accept.iter().map(|length| {
        let min = quote_spanned!(length.span()=> <#ident as #p::Wire>::MIN_LEN);
        quote_spanned!(length.span()=> ::core::assert!(::core::matches!(#min, 0..=#length), #shorter);)
    });
    let own = quote_spanned! {first.span()=>
        ::core::assert!(#(#accept == <#ident as #p::Wire>::MIN_LEN)||*, #missing);
    };
    quote! {
        #fits
        const _: () = { #fixed #(#lengths)* #own };
    }
}

// === nested enums ===

/// An enum as a number.
pub(super) fn nested_enum(message: &NestedEnum) -> TokenStream {
    let NestedEnum { krate, item, repr, variants } = message;
    let p = krate.private();
    let ident = &item.ident;
    let number = quote!(::core::primitive::#repr);
    let name = names::plain(ident);
    let discriminants = variants.iter().enumerate().map(|(index, variant)| {
        let (this, value) = (names::discriminant(index), discriminant(index, variant));
        quote!(const #this: #number = #value;)
    });
    let schemas = variants.iter().enumerate().map(|(index, NestedVariant { ident, form, .. })| {
        let (this, name) = (names::discriminant(index), names::plain(ident));
        let number = match form {
            NestedForm::OtherKept => quote!(::core::option::Option::None),
            NestedForm::Number | NestedForm::OtherUnit => {
                quote!(::core::option::Option::Some(#this as ::core::primitive::u64))
            }
        };
        quote!((#name, #number))
    });
    let encodes = variants.iter().enumerate().map(|(index, NestedVariant { ident, form, .. })| match form {
        NestedForm::OtherKept => quote!(Self::#ident(__kept) => __kept),
        NestedForm::Number | NestedForm::OtherUnit => {
            let this = names::discriminant(index);
            quote!(Self::#ident => #this)
        }
    });
    let decodes = variants.iter().enumerate().filter_map(|(index, NestedVariant { ident, form, .. })| {
        let this = names::discriminant(index);
        (*form == NestedForm::Number).then(|| quote!(#this => ::core::result::Result::Ok(Self::#ident)))
    });
    let other = variants.iter().find(|variant| variant.form != NestedForm::Number);
    let other = match other.map(|NestedVariant { ident, form, .. }| (ident, form)) {
        Some((ident, NestedForm::OtherKept)) => quote!(::core::result::Result::Ok(Self::#ident(__number))),
        Some((ident, _)) => quote!(::core::result::Result::Ok(Self::#ident)),
        None => quote!(#p::invalid_discriminant(
            __from,
            <Self as #p::Wire>::MIN_LEN,
            <::core::primitive::u64 as ::core::convert::From<#number>>::from(__number),
        )),
    };
    quote! {
        #item
        const _: () = {
            #(#discriminants)*

            #[automatically_derived]
            impl #p::Wire for #ident {
                const LEN: ::core::option::Option<::core::primitive::usize> = <#number as #p::Wire>::LEN;
                const MIN_LEN: ::core::primitive::usize = <#number as #p::Wire>::MIN_LEN;
                const SCHEMA: ::core::primitive::u64 =
                    #p::enum_schema(#name, <Self as #p::Wire>::MIN_LEN, &[#(#schemas),*]);

                type View<'__a> = Self;

                #[inline]
                fn encoded_len(&self) -> ::core::primitive::usize {
                    <Self as #p::Wire>::MIN_LEN
                }

                #[inline]
                fn encode(&self, __out: &mut #p::Writer<'_>) {
                    let __number: #number = match *self { #(#encodes),* };
                    <#number as #p::Wire>::encode(&__number, __out);
                }

                #[inline]
                fn decode(
                    __from: &mut #p::Reader<'_>,
                ) -> ::core::result::Result<Self, #p::WireError> {
                    let __number = <#number as #p::Wire>::decode(__from)?;
                    #[allow(unreachable_patterns)]
                    match __number { #(#decodes,)* _ => #other }
                }

                #[inline]
                fn view(
                    __from: &mut #p::Reader<'_>,
                ) -> ::core::result::Result<Self, #p::WireError> {
                    <Self as #p::Wire>::decode(__from)
                }
            }
        };
    }
}

/// The number of a variant, as rustc counts: what is written, or one more than the variant before.
fn discriminant(index: usize, variant: &NestedVariant) -> TokenStream {
    match (&variant.discriminant, index.checked_sub(1)) {
        (Some(written), _) => quote!(#written),
        (None, None) => quote!(0),
        (None, Some(before)) => {
            let before = names::discriminant(before);
            quote!(#before + 1)
        }
    }
}
