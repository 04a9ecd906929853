//! A refused item: given back as the user wrote it, with impls that do nothing, so that whoever names it (a
//! handler, an enum, a field) does not fail as well. One mistake, one error.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::{Generics, Ident, Item, ItemEnum, Type};

use super::ast::{DomainVariant, Road, StructMessage, Words};
use super::attr::{Args, take_field_attributes};
use super::check::domain_variant;
use super::expand::{call_kind, header_words, local_body};
use crate::diag::Errors;
use crate::krate::Krate;
use crate::names;

/// The item without our helper attributes, and harmless impls for it.
pub(super) fn item(args: &Args, tokens: TokenStream) -> TokenStream {
    let p = args.krate.private();
    match syn::parse2::<Item>(tokens.clone()) {
        Ok(Item::Struct(mut item)) => {
            for field in &mut item.fields {
                take_field_attributes(&mut field.attrs);
                own(&mut field.ty);
            }
            let reply = args.reply.as_ref().and_then(|(_, reply)| reply.as_ref());
            let reply = reply.filter(|_| item.generics.params.is_empty());
            let message = args.nested.is_none().then(|| message(&p, &item.ident, &item.generics, reply));
            let wire = args.local.is_none().then(|| wire(&p, &item.ident, &item.generics));
            quote!(#item #message #wire)
        }
        Ok(Item::Enum(mut item)) => {
            for variant in &mut item.variants {
                take_field_attributes(&mut variant.attrs);
            }
            if item.variants.is_empty() {
                // rustc would refuse it once more.
                item.attrs.retain(|attribute| !attribute.path().is_ident("repr"));
            }
            let impls = match args.nested {
                Some(_) => wire(&p, &item.ident, &item.generics),
                None if item.generics.params.is_empty() => domain_enum(&args.krate, &item),
                None => message(&p, &item.ident, &item.generics, None),
            };
            quote!(#item #impls)
        }
        _ => tokens,
    }
}

/// Harmless impls for a struct that was to be a message of its own.
pub(crate) fn whole_message(message: &StructMessage) -> TokenStream {
    let StructMessage { krate, item, road, reply, .. } = message;
    let p = krate.private();
    let wire = matches!(road, Road::Wire { .. }).then(|| wire(&p, &item.ident, &item.generics));
    let message = self::message(&p, &item.ident, &item.generics, reply.as_ref());
    quote!(#message #wire)
}

/// `&T` without a lifetime would be refused by rustc once more.
fn own(ty: &mut Type) {
    if let Type::Reference(reference) = ty {
        reference.lifetime.get_or_insert_with(|| syn::parse_quote!('static));
    }
}

/// Its number is one that nobody else has, so that two refused ones can be messages of one actor.
fn message(p: &TokenStream, ident: &Ident, generics: &Generics, reply: Option<&Type>) -> TokenStream {
    let name = names::plain(ident);
    let body = local_body(p, &name);
    let kind = call_kind(p, reply.is_some());
    let reply = reply.map_or_else(|| quote!(()), ToTokens::to_token_stream);
    let (header, arguments, _) = generics.split_for_impl();
    let bounds = (!generics.params.is_empty()).then(|| {
        let own = generics.where_clause.as_ref().map(|clause| clause.predicates.iter());
        let own = own.into_iter().flatten();
        quote!(where Self: ::core::marker::Send + 'static, #(#own),*)
    });
    // Not for a generic one: nothing but the errors at its generics would come of it.
    let payload = generics.params.is_empty().then(|| {
        quote! {
            #[automatically_derived]
            impl<__M> #p::Payload<__M> for #ident {
                type Message = Self;
                type Carried = Self;
            }
        }
    });
    quote! {
        #[automatically_derived]
        impl #header #p::Message for #ident #arguments #bounds {
            type Reply = #reply;
            type Call = #kind;
            type Carried = Self;

            const NAME: &'static ::core::primitive::str = #name;
            const DOMAIN: ::core::option::Option<#p::Domain> = ::core::option::Option::None;
            #body
        }
        #[automatically_derived]
        impl #header #p::Sendable for #ident #arguments #bounds {
            type Message = Self;
        }
        #payload
    }
}

fn wire(p: &TokenStream, ident: &Ident, generics: &Generics) -> TokenStream {
    let name = names::plain(ident);
    let (header, arguments, bounds) = generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #header #p::Wire for #ident #arguments #bounds {
            const LEN: ::core::option::Option<::core::primitive::usize> = ::core::option::Option::None;
            const MIN_LEN: ::core::primitive::usize = 1;
            const SCHEMA: ::core::primitive::u64 = 0;

            type View<'__a> = Self;

            fn encoded_len(&self) -> ::core::primitive::usize {
                1
            }

            fn encode(&self, _: &mut #p::Writer<'_>) {}

            fn decode(_: &mut #p::Reader<'_>) -> ::core::result::Result<Self, #p::WireError> {
                #p::local_only(#name)
            }

            fn view(_: &mut #p::Reader<'_>) -> ::core::result::Result<Self, #p::WireError> {
                #p::local_only(#name)
            }
        }
    }
}

/// The variants that are well-formed can still be sent; nothing is ever taken out again.
fn domain_enum(krate: &Krate, item: &ItemEnum) -> TokenStream {
    let p = krate.private();
    let ident = &item.ident;
    let name = names::plain(ident);
    let mut seen = Vec::new();
    let variants = item.variants.iter().filter_map(|variant| domain_variant(variant, &mut Errors::default()));
    let per_variant = variants.filter_map(|variant| {
        let text = variant.payload.text();
        if seen.contains(&text) {
            return None;
        }
        seen.push(text);
        let p = krate.private_at(variant.span);
        let Words { payload, message } = header_words(&p, ident, &variant);
        let DomainVariant { ident: variant, cfgs, span, .. } = variant;
        Some(quote_spanned! {span=>
            #(#cfgs)*
            #[automatically_derived]
            impl #p::Handles<#message> for #ident {
                type Carried = #payload;

                fn answer(_: <#message as #p::Message>::Reply) {}
            }
            #(#cfgs)*
            #[automatically_derived]
            impl ::core::convert::From<#payload> for #ident {
                fn from(__carried: #payload) -> Self {
                    Self::#variant(__carried)
                }
            }
        })
    });
    quote! {
        #[automatically_derived]
        impl #p::Sendable for #ident {
            type Message = Self;
        }
        #[automatically_derived]
        impl #p::DomainEnum for #ident {
            type Replies = ();

            const ENUM_NAME: &'static #p::str = #name;
            const VARIANTS: &'static [#p::Variant] = &[];
            const FORMS: #p::Forms = &[];

            fn visit<__V: #p::Visit<Self>>(&self, _: __V) -> __V::Out {
                #p::never_run()
            }

            fn find<__F: #p::Find<Self>>(_: &mut __F) -> #p::ControlFlow<__F::Found> {
                #p::ControlFlow::Continue(())
            }

            fn carried<__C: 'static>(self) -> #p::Option<__C> {
                #p::None
            }

            fn reply<__T: #p::Message>((): ()) -> #p::Option<#p::ReplyOf<__T>> {
                #p::None
            }

            fn encode((): &(), _: &mut #p::Bytes) -> #p::WireResult<()> {
                #p::local_only(#name)
            }

            fn share(&self) -> #p::Option<Self> {
                #p::None
            }
        }
        #(#per_variant)*
    }
}
