//! Domain enums: the set of messages that an actor takes.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Ident;

use super::domain_option;
use crate::diag;
use crate::krate::Krate;
use crate::message::ast::{DomainEnum, DomainVariant, Payload, Words};
use crate::names;

/// Everything that makes an enum the set of messages that an actor takes, without the enum itself.
///
/// That a whole value of it can be sent, too, is a blanket impl of the runtime's.
pub(crate) fn domain_enum(domain_enum: &DomainEnum) -> TokenStream {
    let DomainEnum { krate, ident, vis, domain, variants } = domain_enum;
    let p = krate.private();
    let name = names::plain(ident);
    let sum = names::reply_sum(ident);
    let domain = domain_option(&p, *domain);
    let parts: Vec<VariantParts> = variants.iter().map(|variant| VariantParts::new(krate, ident, variant)).collect();
    let replies = parts.iter().map(|part| part.reply());
    let tlv_lens = parts.iter().map(|part| part.delegate("tlv_len", &quote!()));
    let encodes = parts.iter().map(|part| part.delegate("encode_tlv", &quote!(, __out)));
    let writes = parts.iter().map(|part| part.delegate("write_tlv", &quote!(, __out)));
    let older_encodes = parts.iter().map(|part| part.delegate("encode_tlv_as", &quote!(, __version, __out)));
    let forms = parts.iter().map(|part| part.form());
    let decodes = parts.iter().map(|part| part.decode());
    let reply_encodes = parts.iter().map(|part| part.encode_reply(&sum));
    let reply_decodes = parts.iter().map(|part| part.decode_reply(&sum));
    let shares = parts.iter().map(|part| part.share());
    let descriptions = parts.iter().map(|part| part.description());
    let described = parts.iter().map(|part| part.described());
    let per_variant = parts.iter().map(|part| part.impls(ident, &sum));
    let about_sum = diag::about_reply_sum(&name);
    quote! {
        #[doc = #about_sum]
        #[doc(hidden)]
        #[allow(missing_debug_implementations, unreachable_pub, private_interfaces)]
        #[allow(clippy::large_enum_variant)]
        #vis enum #sum {
            #(#replies),*
        }
        #[automatically_derived]
        impl #p::Message for #ident {
            type Reply = #sum;
            type Call = #p::Ask;
            type Carried = Self;

            const NAME: &'static ::core::primitive::str = #name;
            const NUMBER: ::core::primitive::u64 = 0;
            const DOMAIN: ::core::option::Option<#p::Domain> = #domain;
            const PAYLOAD_LEN: ::core::option::Option<::core::primitive::usize> = ::core::option::Option::None;
            const SCHEMA: &'static [::core::primitive::u64] = &[];
            const FORM: &'static #p::MessageForm =
                &#p::MessageForm::of::<Self>(&[], #p::TypeInfo::new("()", 0), &[#(#forms),*]);

            fn tlv_len(&self) -> ::core::primitive::usize {
                match *self { #(#tlv_lens),* }
            }

            fn encode_tlv(
                &self,
                __out: &mut ::std::vec::Vec<::core::primitive::u8>,
            ) -> ::core::result::Result<(), #p::WireError> {
                match *self { #(#encodes),* }
            }

            fn write_tlv(
                &self,
                __out: &mut [::core::primitive::u8],
            ) -> ::core::result::Result<::core::primitive::usize, #p::WireError> {
                match *self { #(#writes),* }
            }

            fn encode_tlv_as(
                &self,
                __version: ::core::primitive::usize,
                __out: &mut ::std::vec::Vec<::core::primitive::u8>,
            ) -> ::core::result::Result<(), #p::WireError> {
                match *self { #(#older_encodes),* }
            }

            fn decode_tlv(__tlv: #p::Tlv<'_>) -> ::core::result::Result<Self, #p::WireError> {
                let __number = <::core::primitive::u64 as ::core::convert::From<::core::primitive::u8>>::from(__tlv.number.get());
                #(#decodes)*
                #p::unknown_number(__number, #name)
            }

            fn encode_reply(
                __reply: &#sum,
                __out: &mut ::std::vec::Vec<::core::primitive::u8>,
            ) -> ::core::result::Result<(), #p::WireError> {
                match *__reply { #(#reply_encodes),* }
            }

            fn decode_reply(
                __number: ::core::primitive::u64,
                __payload: &[::core::primitive::u8],
            ) -> ::core::result::Result<#sum, #p::WireError> {
                #(#reply_decodes)*
                #p::unknown_number(__number, #name)
            }
        }
        #[automatically_derived]
        impl #p::Sendable for #ident {
            type Message = Self;
        }
        #[automatically_derived]
        impl #p::DomainEnum for #ident {
            const VARIANTS: &'static [#p::Variant] = &[#(#descriptions),*];

            fn variant(&self) -> #p::Variant {
                match *self { #(#described),* }
            }

            fn share(&self) -> ::core::option::Option<Self> {
                match *self { #(#shares),* }
            }
        }
        #(#per_variant)*
    }
}

/// The payload of a variant and the message in it, as they can stand in the header of an impl.
///
/// Both go through `Payload<M>`: coherence does not look through a foreign trait (`Sendable`) of a foreign type
/// (`Arc<T>`, or a message of another crate), but it does where the user's own enum is among the parameters.
pub(crate) fn header_words(p: &TokenStream, domain_enum: &Ident, variant: &DomainVariant) -> Words {
    match &variant.payload {
        Payload::Known { header, .. } => header.clone(),
        Payload::Spelled(ty) => {
            let message = quote_spanned!(variant.span=> <#ty as #p::Payload<#domain_enum>>::Message);
            Words { payload: ty.clone(), message }
        }
    }
}

/// One variant with the tokens that all its parts need.
struct VariantParts<'a> {
    /// `__private`, with the variant's span.
    p: TokenStream,
    variant: &'a DomainVariant,
    /// The variant's name as a string.
    name: String,
    header: Words,
    /// The message, outside of headers.
    message: TokenStream,
    /// The type of the payload, outside of headers.
    payload: TokenStream,
    span: Span,
}

// === impl VariantParts ===

impl<'a> VariantParts<'a> {
    fn new(krate: &Krate, domain_enum: &Ident, variant: &'a DomainVariant) -> Self {
        let span = variant.span;
        let p = krate.private_at(span);
        let header = header_words(&p, domain_enum, variant);
        let Words { payload, message } = match &variant.payload {
            Payload::Spelled(_) => header.clone(),
            Payload::Known { elsewhere, .. } => elsewhere.clone(),
        };
        Self { p, variant, name: names::plain(&variant.ident), header, message, payload, span }
    }

    /// The variant of the sum of replies.
    fn reply(&self) -> TokenStream {
        let (DomainVariant { ident, cfgs, .. }, Self { p, message, .. }) = (self.variant, self);
        quote_spanned!(self.span=> #(#cfgs)* #ident(<#message as #p::Message>::Reply))
    }

    /// An arm that calls the message's own method. `__message` is a reference to `T`, `Arc<T>` or `Box<T>`.
    fn delegate(&self, method: &str, arguments: &TokenStream) -> TokenStream {
        let (DomainVariant { ident, cfgs, .. }, Self { p, message, .. }) = (self.variant, self);
        let method = Ident::new(method, self.span);
        quote_spanned! {self.span=>
            #(#cfgs)* Self::#ident(ref __message) => <#message as #p::Message>::#method(__message #arguments)
        }
    }

    fn decode(&self) -> TokenStream {
        let (DomainVariant { ident, cfgs, .. }, Self { p, message, .. }) = (self.variant, self);
        quote_spanned! {self.span=>
            #(#cfgs)*
            if __number == <#message as #p::Message>::NUMBER {
                return ::core::result::Result::Ok(Self::#ident(#p::Carry::carry(
                    <#message as #p::Message>::decode_tlv(__tlv)?,
                )));
            }
        }
    }

    /// An arm that leaves the reply's bytes to the message that it answers.
    fn encode_reply(&self, sum: &Ident) -> TokenStream {
        let (DomainVariant { ident, cfgs, .. }, Self { p, message, .. }) = (self.variant, self);
        quote_spanned! {self.span=>
            #(#cfgs)* #sum::#ident(ref __reply) => <#message as #p::Message>::encode_reply(__reply, __out)
        }
    }

    fn decode_reply(&self, sum: &Ident) -> TokenStream {
        let (DomainVariant { ident, cfgs, .. }, Self { p, message, .. }) = (self.variant, self);
        quote_spanned! {self.span=>
            #(#cfgs)*
            if __number == <#message as #p::Message>::NUMBER {
                return ::core::result::Result::map(
                    <#message as #p::Message>::decode_reply(__number, __payload),
                    #sum::#ident,
                );
            }
        }
    }

    /// An arm that makes a second value. Whether the payload is `Clone` is seen where its type is known: here.
    fn share(&self) -> TokenStream {
        let (DomainVariant { ident, cfgs, .. }, Self { p, payload, .. }) = (self.variant, self);
        quote_spanned! {self.span=>
            #(#cfgs)* Self::#ident(ref __message) => {
                ::core::option::Option::map(#p::Shared::<#payload>::new(__message).__share(), Self::#ident)
            }
        }
    }

    /// What the message's own form is.
    fn form(&self) -> TokenStream {
        let (cfgs, Self { p, message, .. }) = (&self.variant.cfgs, self);
        quote_spanned!(self.span=> #(#cfgs)* <#message as #p::Message>::FORM)
    }

    /// What `VARIANTS` says of it.
    fn description(&self) -> TokenStream {
        let (cfgs, describe) = (&self.variant.cfgs, self.describe());
        quote_spanned!(self.span=> #(#cfgs)* #describe)
    }

    fn described(&self) -> TokenStream {
        let (DomainVariant { ident, cfgs, .. }, describe) = (self.variant, self.describe());
        quote_spanned!(self.span=> #(#cfgs)* Self::#ident(_) => #describe)
    }

    fn describe(&self) -> TokenStream {
        let Self { p, name, message, .. } = self;
        quote_spanned! {self.span=>
            #p::Variant::of::<#message>(#name).or_domain(<Self as #p::Message>::DOMAIN)
        }
    }

    /// What ties the message to the enum.
    fn impls(&self, domain_enum: &Ident, sum: &Ident) -> TokenStream {
        let (DomainVariant { ident, cfgs, .. }, Self { p, header, message, payload, .. }) = (self.variant, self);
        let Words { payload: header_payload, message: header_message } = header;
        let sum = Ident::new(&sum.to_string(), self.span);
        quote_spanned! {self.span=>
            #(#cfgs)*
            #[automatically_derived]
            impl #p::TlvUsedOnce<{ <#header_message as #p::Message>::NUMBER }> for #domain_enum {}
            #(#cfgs)*
            #[automatically_derived]
            impl #p::Handles<#header_message> for #domain_enum {
                type Carried = #payload;

                fn wrap(__carried: #payload) -> Self {
                    Self::#ident(__carried)
                }

                #[allow(unreachable_patterns)]
                fn unwrap(self) -> ::core::option::Option<#payload> {
                    match self {
                        Self::#ident(__carried) => ::core::option::Option::Some(__carried),
                        _ => ::core::option::Option::None,
                    }
                }

                fn answer(__reply: <#message as #p::Message>::Reply) -> #sum {
                    #sum::#ident(__reply)
                }

                #[allow(unreachable_patterns)]
                fn answered(__reply: #sum) -> ::core::option::Option<<#message as #p::Message>::Reply> {
                    match __reply {
                        #sum::#ident(__reply) => ::core::option::Option::Some(__reply),
                        _ => ::core::option::Option::None,
                    }
                }
            }
            #(#cfgs)*
            #[automatically_derived]
            #[allow(private_interfaces)]
            impl ::core::convert::From<#header_payload> for #domain_enum {
                fn from(__carried: #header_payload) -> Self {
                    Self::#ident(__carried)
                }
            }
        }
    }
}
