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
    let parts = variants.iter().enumerate().map(|(index, variant)| VariantParts::new(krate, ident, index, variant));
    let parts: Vec<VariantParts> = parts.collect();
    let aliases = parts.iter().map(|part| part.aliases());
    let replies = parts.iter().map(|part| part.reply());
    let visits = parts.iter().map(|part| part.visit());
    let forms = parts.iter().map(|part| part.form());
    let decodes = parts.iter().map(|part| part.decode());
    let reply_encodes = parts.iter().map(|part| part.encode_reply(&sum));
    let reply_decodes = parts.iter().map(|part| part.decode_reply(&sum));
    let shares = parts.iter().map(|part| part.share());
    let descriptions = parts.iter().map(|part| part.description());
    let per_variant = parts.iter().map(|part| part.impls(ident, &sum));
    let about_sum = diag::about_reply_sum(&name);
    let items = quote! {
        #(#aliases)*
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
                #p::visit_len(self)
            }

            fn encode_tlv(&self, __out: &mut #p::Bytes) -> #p::WireResult<()> {
                #p::visit_encode(self, __out)
            }

            fn write_tlv(&self, __out: &mut [::core::primitive::u8]) -> #p::WireResult<::core::primitive::usize> {
                #p::visit_write(self, __out)
            }

            fn encode_tlv_as(&self, __version: ::core::primitive::usize, __out: &mut #p::Bytes) -> #p::WireResult<()> {
                #p::visit_encode_as(self, __version, __out)
            }

            fn decode_tlv(__tlv: #p::Tlv<'_>) -> #p::WireResult<Self> {
                let __from = #p::Decoding(__tlv);
                #(#decodes)*
                __from.none(#name)
            }

            fn encode_reply(__reply: &#sum, __out: &mut #p::Bytes) -> #p::WireResult<()> {
                let __to = #p::EncodingReply(__out);
                match *__reply { #(#reply_encodes),* }
            }

            fn decode_reply(__number: ::core::primitive::u64, __payload: &[::core::primitive::u8]) -> #p::WireResult<#sum> {
                let __from = #p::DecodingReply(__number, __payload);
                #(#reply_decodes)*
                __from.none(#name)
            }
        }
        #[automatically_derived]
        impl #p::Visited for #ident {
            #[inline]
            fn visited<__V: #p::Visit>(&self, __to: __V) -> __V::Out {
                match *self { #(#visits),* }
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
                #p::visit_variant(self)
            }

            fn share(&self) -> ::core::option::Option<Self> {
                match *self { #(#shares),* }
            }
        }
        #(#per_variant)*
    };
    // Neither the sum nor the aliases have a name outside of this.
    quote!(const _: () = { #items };)
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
    /// What the message and the payload are outside of headers.
    elsewhere: Words,
    /// Short names for these two.
    message: Ident,
    payload: Ident,
    span: Span,
}

// === impl VariantParts ===

impl<'a> VariantParts<'a> {
    fn new(krate: &Krate, domain_enum: &Ident, index: usize, variant: &'a DomainVariant) -> Self {
        let span = variant.span;
        let p = krate.private_at(span);
        let words = header_words(&p, domain_enum, variant);
        let (message, payload) = names::variant_aliases(index, span);
        let (header, elsewhere) = match &variant.payload {
            Payload::Spelled(_) => {
                // Where the message is none, this length is no length: so rustc says it once, and is silent about the rest.
                let Words { payload, message } = &words;
                let checked = quote_spanned!(span=> [(); #p::zero(<#message as #p::Message>::NUMBER)]);
                let checked = quote_spanned!(span=> <#payload as #p::Payload<#checked>>::Message);
                let elsewhere = Words { payload: payload.clone(), message: checked };
                (words, elsewhere)
            }
            Payload::Known { elsewhere, .. } => (words, elsewhere.clone()),
        };
        Self { p, variant, name: names::plain(&variant.ident), header, elsewhere, message, payload, span }
    }

    fn aliases(&self) -> TokenStream {
        let (cfgs, Self { elsewhere: Words { payload: of_payload, message: of_message }, message, payload, .. }) =
            (&self.variant.cfgs, self);
        quote_spanned! {self.span=>
            #(#cfgs)*
            type #message = #of_message;
            #(#cfgs)*
            type #payload = #of_payload;
        }
    }

    /// The variant of the sum of replies.
    fn reply(&self) -> TokenStream {
        let (DomainVariant { ident, cfgs, .. }, Self { p, message, .. }) = (self.variant, self);
        quote_spanned!(self.span=> #(#cfgs)* #ident(<#message as #p::Message>::Reply))
    }

    /// An arm that shows the message. `__message` is a reference to `T`, `Arc<T>` or `Box<T>`.
    fn visit(&self) -> TokenStream {
        let (DomainVariant { ident, cfgs, .. }, Self { message, name, .. }) = (self.variant, self);
        quote_spanned!(self.span=> #(#cfgs)* Self::#ident(ref __message) => __to.visit::<#message>(__message, #name))
    }

    fn decode(&self) -> TokenStream {
        let (DomainVariant { ident, cfgs, .. }, Self { message, .. }) = (self.variant, self);
        quote_spanned! {self.span=>
            #(#cfgs)*
            if let ::core::option::Option::Some(__found) = __from.one::<#message, _, _>(Self::#ident) {
                return __found;
            }
        }
    }

    /// An arm that leaves the reply's bytes to the message that it answers.
    fn encode_reply(&self, sum: &Ident) -> TokenStream {
        let (DomainVariant { ident, cfgs, .. }, Self { message, .. }) = (self.variant, self);
        quote_spanned!(self.span=> #(#cfgs)* #sum::#ident(ref __reply) => __to.one::<#message>(__reply))
    }

    fn decode_reply(&self, sum: &Ident) -> TokenStream {
        let (DomainVariant { ident, cfgs, .. }, Self { message, .. }) = (self.variant, self);
        quote_spanned! {self.span=>
            #(#cfgs)*
            if let ::core::option::Option::Some(__found) = __from.one::<#message, _>(#sum::#ident) {
                return __found;
            }
        }
    }

    /// An arm that makes a second value. Whether the payload is `Clone` is seen where its type is known: here.
    fn share(&self) -> TokenStream {
        let (DomainVariant { ident, cfgs, .. }, Self { p, payload, .. }) = (self.variant, self);
        quote_spanned! {self.span=>
            #(#cfgs)*
            Self::#ident(ref __message) => #p::Shared::<#payload>::new(__message).__share().map(Self::#ident)
        }
    }

    /// What the message's own form is.
    fn form(&self) -> TokenStream {
        let (cfgs, Self { p, message, .. }) = (&self.variant.cfgs, self);
        quote_spanned!(self.span=> #(#cfgs)* <#message as #p::Message>::FORM)
    }

    /// What `VARIANTS` says of it.
    fn description(&self) -> TokenStream {
        let (cfgs, Self { p, name, message, .. }) = (&self.variant.cfgs, self);
        quote_spanned!(self.span=> #(#cfgs)* #p::variant_of::<#message, Self>(#name))
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
