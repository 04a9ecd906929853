//! Writes code from the model, and decides nothing.
//!
//! What is written is calls into the runtime's `__private`, which the block around it imports as `__p` (here `p`). Tokens about
//! a field carry the span of its type, tokens about a variant that of its payload: there rustc reports what only it can know.

mod domain_enum;
mod versions;
mod view;
mod wire;

pub(crate) use domain_enum::{allowed, domain_enum, header_words, items as domain_enum_items};

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Ident, Type};

use super::ast::{Domain, Field, Message, NestedStruct, Road, StructMessage};
use crate::krate::Krate;
use crate::{diag, names};

/// The item and everything that makes it a message.
pub(crate) fn message(message: &Message) -> TokenStream {
    match message {
        Message::Struct(message) => {
            let (item, impls) = (&message.item, struct_message(message));
            quote!(#item #impls)
        }
        Message::NestedStruct(NestedStruct { krate, item, fields }) => {
            let wire = wire::wire_struct(&krate.short(), item, fields, false);
            let block = block(krate, fields, &wire);
            quote!(#item #block)
        }
        Message::NestedEnum(message) => wire::nested_enum(message),
        Message::DomainEnum(item, message) => {
            let impls = domain_enum(message);
            quote!(#item #impls)
        }
    }
}

// === structs ===

/// Everything that makes a struct a message, without the struct itself.
pub(crate) fn struct_message(message: &StructMessage) -> TokenStream {
    let StructMessage { krate, item, road, domain, reply } = message;
    let p = krate.short();
    let discretion = krate.discretion();
    let ident = &item.ident;
    let name = names::plain(ident);
    let domain = domain_option(&p, *domain);
    let kind = call_kind(&p, reply.is_some());
    let carried = carried(&p, ident, road, reply.as_ref());
    let reply_type = reply.as_ref().map_or_else(|| quote!(()), ToTokens::to_token_stream);
    let no_fields = Vec::new();
    let (fields, wire, body) = match road {
        Road::Wire { number, accept, appendable, fields } => {
            let grows = *appendable || versions::count(fields) > 1;
            let wire = wire::wire_struct(&p, item, fields, grows);
            let checks = wire::length_checks(ident, accept);
            let reply_check = reply.as_ref().and_then(|reply| reply_check(ident, reply));
            let (accept, schema) = (wire::accept(&p, accept), versions::schema(&p, fields));
            let codec = codec(&p, &name, reply.as_ref());
            let number = Literal::u8_unsuffixed(*number);
            let body = quote! {
                const NUMBER: #p::u64 = #number;
                const DOMAIN: #p::Option<#p::Domain> = #domain;
                const CODEC: #p::Codec<Self> = #codec;
                #accept
                #schema
            };
            (fields, quote!(#wire #checks #reply_check), body)
        }
        Road::Local => {
            let path = format!("::{name}");
            let body = quote! {
                const NUMBER: #p::u64 = #p::local_number(#p::concat!(#p::module_path!(), #path));
                const DOMAIN: #p::Option<#p::Domain> = #domain;
                const CODEC: #p::Codec<Self> = #p::local();
            };
            (&no_fields, TokenStream::new(), body)
        }
    };
    let items = quote! {
        #wire
        #discretion
        impl #p::Message for #ident {
            type Reply = #reply_type;
            type Call = #kind;
            type Carried = #carried;

            const NAME: &'static #p::str = #name;
            #body
        }
        #discretion
        impl #p::Sendable for #ident {
            type Message = Self;
        }
        #discretion
        impl<__M> #p::Payload<__M> for #ident {
            type Message = Self;
            type Carried = #carried;
        }
    };
    block(krate, fields, &items)
}

/// A block that nothing of ours leaves, and in which the runtime has a short name.
fn block(krate: &Krate, fields: &[Field], items: &TokenStream) -> TokenStream {
    let (p, import) = (krate.short(), krate.import());
    let not_shown = fields.iter().any(|field| !names::is_known(&field.ty)).then(|| quote!(use #p::NotShown as _;));
    quote! {
        const _: () = {
            #import
            #not_shown
            #items
        };
    }
}

/// How a message becomes bytes. That its reply has no wire form is said there, and once.
fn codec(p: &TokenStream, name: &str, reply: Option<&Type>) -> TokenStream {
    let reply_name = diag::reply_to(name);
    match reply {
        Some(reply) => {
            let spelling = names::spelling(reply);
            quote_spanned!(names::at(reply.span())=> #p::asks(<#reply as #p::Wire>::REPLY.to(#reply_name, #spelling)))
        }
        None => quote!(#p::tells(#reply_name)),
    }
}

/// Refuses a reply that may grow. By way of the message: what is wrong with the type itself is said once, in its impl.
fn reply_check(ident: &Ident, reply: &Type) -> Option<TokenStream> {
    let is_needed = !names::is_known(reply);
    let p = names::short(reply.span());
    is_needed.then(|| quote_spanned!(reply.span()=> const _: () = #p::check_reply::<#ident>();))
}

/// How a generated enum carries the message when its handler takes it by reference.
fn carried(p: &TokenStream, ident: &Ident, road: &Road, reply: Option<&Type>) -> TokenStream {
    match (road, reply) {
        (Road::Wire { .. }, None) => quote_spanned!(ident.span()=> #p::Arc<Self>),
        _ => quote!(Self),
    }
}

pub(super) fn call_kind(p: &TokenStream, asks: bool) -> TokenStream {
    if asks { quote!(#p::Ask) } else { quote!(#p::Tell) }
}

fn domain_option(p: &TokenStream, domain: Option<Domain>) -> TokenStream {
    match domain {
        Some(Domain(number)) => quote!(#p::domain(#number)),
        None => quote!(#p::None),
    }
}

/// The rest of `Message` for what was refused.
pub(super) fn local_body(p: &TokenStream, name: &str) -> TokenStream {
    let path = format!("::{name}");
    let number = quote!(#p::local_number(::core::concat!(::core::module_path!(), #path)));
    no_bytes(p, &number, &quote!(#name))
}

/// The rest of `Message` for what has no bytes.
fn no_bytes(p: &TokenStream, number: &TokenStream, name: &TokenStream) -> TokenStream {
    quote! {
        const NUMBER: ::core::primitive::u64 = #number;
        const PAYLOAD_LEN: ::core::option::Option<::core::primitive::usize> = ::core::option::Option::None;
        const SCHEMA: &'static [::core::primitive::u64] = &[];

        fn tlv_len(&self) -> ::core::primitive::usize {
            0
        }

        fn encode_tlv(
            &self,
            _: &mut ::std::vec::Vec<::core::primitive::u8>,
        ) -> ::core::result::Result<(), #p::WireError> {
            #p::local_only(#name)
        }

        fn write_tlv(&self, _: &mut [::core::primitive::u8]) -> ::core::result::Result<::core::primitive::usize, #p::WireError> {
            #p::local_only(#name)
        }

        fn decode_tlv(_: #p::Tlv<'_>) -> ::core::result::Result<Self, #p::WireError> {
            #p::local_only(#name)
        }

        fn encode_reply(
            _: &<Self as #p::Message>::Reply,
            _: &mut ::std::vec::Vec<::core::primitive::u8>,
        ) -> ::core::result::Result<(), #p::WireError> {
            #p::local_only(#name)
        }

        fn decode_reply(
            _: ::core::primitive::u64,
            _: &[::core::primitive::u8],
        ) -> ::core::result::Result<<Self as #p::Message>::Reply, #p::WireError> {
            #p::local_only(#name)
        }
    }
}
