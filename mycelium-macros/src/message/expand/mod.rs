//! Writes code from the model, and decides nothing.
//!
//! What is written is calls into the runtime's `__private` (here `p`), by absolute paths. Tokens about a field
//! carry the span of its type, tokens about a variant that of its payload: there rustc reports what only it
//! can know.

mod domain_enum;
mod versions;
mod view;
mod wire;

pub(crate) use domain_enum::{allowed, domain_enum, header_words, items as domain_enum_items};

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Ident, LitInt, Type};

use super::ast::{Domain, Field, Message, NestedStruct, Road, StructMessage};
use crate::{diag, names};

/// The item and everything that makes it a message.
pub(crate) fn message(message: &Message) -> TokenStream {
    match message {
        Message::Struct(message) => {
            let (item, impls) = (&message.item, struct_message(message));
            quote!(#item #impls)
        }
        Message::NestedStruct(NestedStruct { krate, item, fields }) => {
            let wire = wire::wire_struct(&krate.private(), item, fields, false);
            quote!(#item #wire)
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
    let p = krate.private();
    let discretion = krate.discretion();
    let ident = &item.ident;
    let name = names::plain(ident);
    let domain = domain_option(&p, *domain);
    let kind = call_kind(&p, reply.is_some());
    let carried = carried(ident, road, reply.as_ref());
    let reply_type = reply.as_ref();
    let reply_span = reply.as_ref().map_or_else(Span::call_site, |reply| names::at(reply.span()));
    let reply = reply.as_ref().map_or_else(|| quote!(()), ToTokens::to_token_stream);
    let wire = match road {
        Road::Wire { accept, appendable, fields, .. } => {
            let wire = wire::wire_struct(&p, item, fields, grows(*appendable, fields));
            let checks = wire::length_checks(&p, ident, accept);
            let reply = reply_type.map(|reply| {
                // By way of the message: what is wrong with the type itself is said once, in its impl.
                let grows = quote_spanned!(reply.span()=> <#ident as #p::Message>::REPLY_GROWS);
                versions::inner_check(reply, &grows)
            });
            quote!(#wire #checks #reply)
        }
        Road::Local => TokenStream::new(),
    };
    let body = match road {
        Road::Wire { number, accept, appendable, fields } => {
            let reading = if grows(*appendable, fields) { Reading::Growing } else { Reading::Exact(accept) };
            let body = wire_body(&p, *number, reading);
            let older = versions::encode_as(&p, fields);
            let spelling = reply_type.map_or_else(|| String::from("()"), names::spelling);
            let reply = Reply { ty: &reply, spelling, span: reply_span, declared: reply_type.is_some() };
            let replies = reply_body(&krate.private_at(reply_span), &name, *number, fields, &reply);
            quote!(#body #older #replies)
        }
        Road::Local => local_body(&p, &name),
    };
    quote! {
        #wire
        #discretion
        #[automatically_derived]
        impl #p::Message for #ident {
            type Reply = #reply;
            type Call = #kind;
            type Carried = #carried;

            const NAME: &'static ::core::primitive::str = #name;
            const DOMAIN: ::core::option::Option<#p::Domain> = #domain;
            #body
        }
        #discretion
        #[automatically_derived]
        impl #p::Sendable for #ident {
            type Message = Self;
        }
        #discretion
        #[automatically_derived]
        impl<__M> #p::Payload<__M> for #ident {
            type Message = Self;
            type Carried = #carried;
        }
    }
}

/// A number that the field adds to; 0 in builds that do not have the field.
fn if_there(field: &Field, number: TokenStream) -> TokenStream {
    let cfgs = &field.cfgs;
    if cfgs.is_empty() {
        return number;
    }
    let conditions = cfgs.iter().filter_map(|cfg| Some(&cfg.meta.require_list().ok()?.tokens));
    quote! {
        ({
            #(#cfgs)*
            let __added = #number;
            #[cfg(not(all(#(#conditions),*)))]
            let __added = 0;
            __added
        })
    }
}

/// Whether bytes behind the last field are those of a later version.
fn grows(appendable: bool, fields: &[Field]) -> bool {
    appendable || versions::count(fields) > 1
}

/// How a generated enum carries the message when its handler takes it by reference.
fn carried(ident: &Ident, road: &Road, reply: Option<&Type>) -> TokenStream {
    match (road, reply) {
        (Road::Wire { .. }, None) => quote_spanned!(ident.span()=> ::std::sync::Arc<Self>),
        _ => quote!(Self),
    }
}

pub(super) fn call_kind(p: &TokenStream, asks: bool) -> TokenStream {
    if asks { quote!(#p::Ask) } else { quote!(#p::Tell) }
}

fn domain_option(p: &TokenStream, domain: Option<Domain>) -> TokenStream {
    match domain {
        Some(Domain(number)) => quote!(#p::domain(#number)),
        None => quote!(::core::option::Option::None),
    }
}

/// Which payloads are a message.
enum Reading<'a> {
    /// Those of its own length, or of these.
    Exact(&'a [LitInt]),
    /// Those of any version.
    Growing,
}

/// The rest of `Message` for a struct with a number.
fn wire_body(p: &TokenStream, number: u8, reading: Reading<'_>) -> TokenStream {
    let number_u64 = u64::from(number);
    let accept = match reading {
        Reading::Exact(accept) => accept,
        Reading::Growing => &[],
    };
    let decode = match reading {
        Reading::Exact(_) => quote!(#p::decode_message(__tlv)),
        Reading::Growing => quote!(#p::decode_growing_message(__tlv)),
    };
    let accepted = accept.first().map(|_| {
        quote!(
            const ACCEPT: &'static [::core::primitive::usize] = &[#(#accept),*];
        )
    });
    quote! {
        const NUMBER: ::core::primitive::u64 = #number_u64;
        const PAYLOAD_LEN: ::core::option::Option<::core::primitive::usize> = <Self as #p::Wire>::LEN;
        #accepted

        #[inline]
        fn tlv_len(&self) -> ::core::primitive::usize {
            #p::tlv_len(self)
        }

        #[inline]
        fn encode_tlv(&self, __out: &mut #p::Bytes) -> #p::WireResult<()> {
            #p::encode_message(self, __out)
        }

        #[inline]
        fn write_tlv(&self, __out: &mut [::core::primitive::u8]) -> #p::WireResult<::core::primitive::usize> {
            #p::write_message(self, __out)
        }

        #[inline]
        fn decode_tlv(__tlv: #p::Tlv<'_>) -> #p::WireResult<Self> {
            #decode
        }
    }
}

/// What answers a message.
struct Reply<'a> {
    ty: &'a TokenStream,
    /// The type as people write it.
    spelling: String,
    span: Span,
    /// Whether it is declared, or `()`.
    declared: bool,
}

/// What a reply is on the wire, and with it what the message is.
///
/// Each item names a constant of the reply's first: without a wire form rustc then says that, at the reply, and
/// says it once.
fn reply_body(p: &TokenStream, name: &str, number: u8, fields: &[Field], reply: &Reply<'_>) -> TokenStream {
    let Reply { ty: reply, spelling, span, declared } = reply;
    let reply_name = diag::reply_to(name);
    let schema = quote_spanned!(*span=> <#reply as #p::Wire>::SCHEMA);
    let chain = versions::chain(p, name, fields, number, &schema);
    let (grows, has_schema) = match declared {
        true => (
            Some(quote! {
                const REPLY_GROWS: ::core::primitive::bool = {
                    let _ = #schema;
                    <#reply as #p::Wire>::GROWS
                };
            }),
            Some(quote!(let _ = #schema;)),
        ),
        // `()` has a wire form.
        false => (None, None),
    };
    quote! {
        const SCHEMA: &'static [::core::primitive::u64] = #chain;
        #grows
        const FORM: &'static #p::MessageForm = &#p::form_of::<Self>(#spelling, #schema);

        #[inline]
        fn encode_reply(
            __reply: &#reply,
            __out: &mut #p::Bytes) -> #p::WireResult<()> {
            #has_schema
            #p::encode_reply::<#reply>(__reply, __out)
        }

        #[inline]
        fn decode_reply(
            __number: ::core::primitive::u64,
            __payload: &[::core::primitive::u8],
        ) -> #p::WireResult<#reply> {
            #has_schema
            #p::decode_reply::<Self, #reply>(__number, #reply_name, __payload)
        }
    }
}

/// The rest of `Message` for a struct that stays in its process.
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
