//! Wire forms: of a struct, and of an enum that is a number.

use proc_macro2::{Literal, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Ident, ItemStruct, LitInt};

use super::{versions, view};
use crate::message::ast::{Field, NestedEnum, NestedForm, NestedVariant};
use crate::names;

/// A struct as its fields, one after the other.
pub(super) fn wire_struct(p: &TokenStream, item: &ItemStruct, fields: &[Field], grows: bool) -> TokenStream {
    let ident = &item.ident;
    let (name, view_name) = (names::plain(ident), names::view(ident));
    let view = view::view_struct(p, item, fields);
    let forms = fields.iter().map(|field| {
        let Field { ty, name, since, cfgs, .. } = field;
        let spelling = names::spelling(ty);
        let shown = (!names::is_known(ty)).then(|| quote!(.shown(#p::Shown::<#ty>::HOW)));
        let pad = pad(field).map(|pad| quote!(.pad(#pad)));
        let since = (*since > 1).then(|| number(u16::from(*since))).map(|since| quote!(.since(#since)));
        quote_spanned!(ty.span()=> #(#cfgs)* <#ty as #p::Wire>::WIRE.field(#name, #spelling) #shown #pad #since)
    });
    let puts = fields.iter().map(|field| {
        let Field { ty, member, cfgs, .. } = field;
        let pad = pad(field).map(|pad| quote!(#(#cfgs)* __to.zeros(#pad);));
        let put = quote_spanned!(names::at(ty.span())=> <#ty as #p::Wire>::put_field(&self.#member, __to));
        quote!(#(#cfgs)* #put; #pad)
    });
    let count = view::count(p, fields);
    let read = versions::read(p, ident, fields);
    let grows = grows.then(|| quote!(const GROWS: #p::bool = true;));
    let inner = inner_checks(ident, fields);
    // The view has no name outside of this: it is `View<'_, #ident>`.
    quote! {
        #view
        #[automatically_derived]
        impl #p::Wire for #ident {
            const FORMS: #p::Fields = {
                // First, and in a variable, or else rustc would point at the attribute for a type that contains itself.
                let __fields = [#(#forms),*];
                #p::Some(&#p::fields_of(#name, __fields))
            };
            const FIELDS: &'static [#p::FieldInfo] = &#p::infos::<Self, #count>();
            #grows

            type View<'__a> = #view_name<'__a>;

            fn view_at(__place: #p::Place<'_>) -> #view_name<'_> {
                #view_name(__place)
            }

            #[inline(always)]
            fn put_fields<__P: #p::Put>(&self, __to: &mut __P) {
                #(#puts)*
            }

            #[inline(always)]
            fn read(__from: &mut #p::Reader<'_>) -> #p::Option<Self> {
                #read
            }
        }
        #inner
    }
}

/// Reads one field.
pub(super) fn read_field(p: &TokenStream, field: &Field) -> TokenStream {
    let ty = &field.ty;
    match pad(field) {
        None => quote_spanned!(names::at(ty.span())=> <#ty as #p::Wire>::read(__from)?),
        Some(pad) => quote_spanned!(names::at(ty.span())=> <#ty as #p::Wire>::read_padded(__from, #pad)?),
    }
}

/// The zero bytes behind a field, if there are any.
fn pad(field: &Field) -> Option<Literal> {
    (field.pad > 0).then(|| number(field.pad))
}

/// A number without its type.
fn number(number: u16) -> Literal {
    Literal::u16_unsuffixed(number)
}

/// What only the compiler can count: the length fits a TLV, and the accepted lengths fit the message. What is wrong with one of
/// them is said there.
pub(super) fn length_checks(ident: &Ident, accept: &[LitInt]) -> TokenStream {
    let p = names::short(ident.span());
    let fits = quote_spanned!(ident.span()=> const _: () = #p::check::<#ident>(););
    let there = |length: &LitInt| {
        let mut ident = ident.clone();
        ident.set_span(length.span());
        (names::short(length.span()), ident)
    };
    let lengths = accept.iter().map(|length| {
        let (p, ident) = there(length);
        quote_spanned!(length.span()=> const _: () = #p::check_length::<#ident>(#length);)
    });
    let own = accept.first().map(|first| {
        let (p, ident) = there(first);
        quote_spanned!(first.span()=> const _: () = #p::check_lengths::<#ident>();)
    });
    quote!(#fits #(#lengths)* #own)
}

/// The payload lengths that a message accepts.
pub(super) fn accept(p: &TokenStream, accept: &[LitInt]) -> Option<TokenStream> {
    accept.first().map(|_| quote!(const ACCEPT: &'static [#p::usize] = &[#(#accept),*];))
}

/// Refuses fields that may grow. Numbers never do.
fn inner_checks(ident: &Ident, fields: &[Field]) -> TokenStream {
    // Of one type once, if it is always there.
    let mut seen = Vec::new();
    let check = |field: &Field| {
        let spelling = names::spelling(&field.ty);
        if names::is_known(&field.ty) || seen.contains(&spelling) {
            return None;
        }
        let (p, ty, cfgs) = (names::short(field.ty.span()), view::without_self(ident, &field.ty), &field.cfgs);
        let check = quote_spanned! {field.ty.span()=>
            #(#cfgs)*
            const _: () = #p::stands_inside(<#ty as #p::Wire>::GROWS, #spelling);
        };
        if cfgs.is_empty() {
            seen.push(spelling);
        }
        Some(check)
    };
    fields.iter().filter_map(check).collect()
}

// === nested enums ===

/// An enum as a number.
pub(super) fn nested_enum(message: &NestedEnum) -> TokenStream {
    let NestedEnum { krate, item, repr, variants } = message;
    let (p, import) = (krate.short(), krate.import());
    let ident = &item.ident;
    let number = quote!(#p::#repr);
    let name = names::plain(ident);
    let discriminants = variants.iter().enumerate().map(|(index, variant)| {
        let (this, value) = (names::discriminant(index), discriminant(index, variant));
        quote!(const #this: #number = #value;)
    });
    let schemas = variants.iter().enumerate().map(|(index, NestedVariant { ident, form, .. })| {
        let (this, name) = (names::discriminant(index), names::plain(ident));
        let number = match form {
            NestedForm::OtherKept => quote!(#p::None),
            NestedForm::Number | NestedForm::OtherUnit => quote!(#p::Some(#this as #p::u64)),
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
        (*form == NestedForm::Number).then(|| quote!(#this => #p::Ok(Self::#ident)))
    });
    let other = variants.iter().find(|variant| variant.form != NestedForm::Number);
    let other = match other.map(|NestedVariant { ident, form, .. }| (ident, form)) {
        Some((ident, NestedForm::OtherKept)) => quote!(#p::Ok(Self::#ident(__number))),
        Some((ident, _)) => quote!(#p::Ok(Self::#ident)),
        None => quote!(#p::invalid_discriminant(__from, __number as #p::u64)),
    };
    quote! {
        #item
        const _: () = {
            #import
            #(#discriminants)*

            #[automatically_derived]
            impl #p::Wire for #ident {
                const LEN: #p::Option<#p::usize> = <#number as #p::Wire>::LEN;
                const MIN_LEN: #p::usize = <#number as #p::Wire>::MIN_LEN;
                const SCHEMA: #p::u64 = #p::enum_schema(#name, <Self as #p::Wire>::MIN_LEN, &[#(#schemas),*]);

                type View<'__a> = Self;

                #[inline]
                fn encode(&self, __out: &mut #p::Writer<'_>) {
                    let __number = match *self { #(#encodes),* };
                    <#number as #p::Wire>::encode(&__number, __out);
                }

                #[inline]
                fn decode(__from: &mut #p::Reader<'_>) -> #p::WireResult<Self> {
                    let __number = <#number as #p::Wire>::decode(__from)?;
                    #[allow(unreachable_patterns)]
                    match __number { #(#decodes,)* _ => #other }
                }

                #[inline]
                fn view(__from: &mut #p::Reader<'_>) -> #p::WireResult<Self> {
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
