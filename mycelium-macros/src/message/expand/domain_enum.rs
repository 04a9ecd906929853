//! Domain enums: the set of messages that an actor takes.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Ident;

use crate::diag;
use crate::krate::Krate;
use crate::message::ast::{Domain, DomainEnum, DomainVariant, Payload, Words};
use crate::names;

/// Everything that makes an enum the set of messages that an actor takes, without the enum itself.
pub(crate) fn domain_enum(domain_enum: &DomainEnum) -> TokenStream {
    let items = items(domain_enum, &TokenStream::new());
    let (allow, import) = (allowed(), domain_enum.krate.import());
    // Neither the sum of the replies nor the aliases have a name outside of this.
    quote! {
        #allow
        const _: () = {
            #import
            #items
        };
    }
}

/// What lints say of generated code is no news to anybody.
pub(crate) fn allowed() -> TokenStream {
    quote! {
        #[allow(deprecated, missing_debug_implementations, clippy::all, clippy::pedantic)]
        #[allow(private_bounds, private_interfaces, unreachable_patterns, unreachable_pub)]
    }
}

/// The same as it stands in a block, behind the aliases that its words are in.
///
/// That it is a message itself, and that a whole value of it can be sent, too, are blanket impls of the runtime's.
pub(crate) fn items(domain_enum: &DomainEnum, aliases_before: &TokenStream) -> TokenStream {
    let DomainEnum { krate, ident, vis, domain, variants } = domain_enum;
    let (p, private) = (krate.short(), krate.private());
    let name = names::plain(ident);
    let sum = names::reply_sum(ident);
    let parts = variants.iter().enumerate().map(|(index, variant)| VariantParts::new(krate, ident, index, variant));
    let parts: Vec<VariantParts> = parts.collect();
    let aliases = parts.iter().map(|part| part.aliases());
    let replies = parts.iter().map(|part| part.reply());
    let visits = parts.iter().map(|part| part.visit());
    let finds = parts.iter().map(|part| part.find(&sum));
    let carried = parts.iter().map(|part| part.carried());
    let shares = parts.iter().map(|part| part.share());
    let replies_to = parts.iter().map(|part| part.reply_to(&sum));
    let encodes = parts.iter().map(|part| part.encode_answer(&sum));
    let descriptions = parts.iter().map(|part| part.description());
    let per_variant = parts.iter().map(|part| part.impls(ident));
    let about_sum = diag::about_reply_sum(&name);
    let domain = domain.map(|Domain(number)| quote!(const ENUM_DOMAIN: #p::Option<#p::Domain> = #p::domain(#number);));
    quote! {
        use #private::NoClone as _;
        #aliases_before
        #(#aliases)*
        #[doc = #about_sum]
        #[doc(hidden)]
        #vis enum #sum {
            #(#replies),*
        }
        impl #p::Sendable for #ident {
            type Message = Self;
        }
        impl #p::DomainEnum for #ident {
            type Replies = #sum;

            const ENUM_NAME: &'static #p::str = #name;
            #domain
            const VARIANTS: &'static [#p::Variant] = &[#(#descriptions),*];
            const FORMS: #p::Forms = &#p::forms_of::<{ Self::VARIANTS.len() }>(Self::VARIANTS);

            #[inline]
            fn visit<__V: #p::Visit<Self>>(&self, __to: __V) -> __V::Out {
                match *self { #(#visits),* }
            }

            #[inline]
            fn find<__F: #p::Find<Self>>(__find: &mut __F) -> #p::ControlFlow<__F::Found> {
                #(#finds)*
                #p::ControlFlow::Continue(())
            }

            fn carried<__C: 'static>(self) -> #p::Option<__C> {
                match self { #(#carried),* }
            }

            fn reply<__T: #p::Message>(__reply: #sum) -> #p::Option<#p::ReplyOf<__T>> {
                match __reply { #(#replies_to),* }
            }

            fn share(&self) -> #p::Option<Self> {
                match *self { #(#shares),* }
            }

            fn encode(__reply: &#sum, __out: &mut #p::Bytes) -> #p::WireResult<()> {
                match *__reply { #(#encodes),* }
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
    /// `__p`, with the variant's span.
    p: TokenStream,
    variant: &'a DomainVariant,
    /// The variant's name as a string.
    name: String,
    header: Words,
    /// What the message and the payload are outside of headers.
    elsewhere: Words,
    /// A short name for the message.
    message: Ident,
    span: Span,
}

// === impl VariantParts ===

impl<'a> VariantParts<'a> {
    fn new(krate: &Krate, domain_enum: &Ident, index: usize, variant: &'a DomainVariant) -> Self {
        let span = variant.span;
        let p = krate.short_at(span);
        let words = header_words(&p, domain_enum, variant);
        let message = names::message_alias(index, span);
        let (header, elsewhere) = match &variant.payload {
            Payload::Spelled(_) => {
                // Where the message is none, this number is no number: so rustc says it once, and is silent about the rest.
                let Words { payload, message } = &words;
                let checked = quote_spanned!(span=> #p::MessageIn<#payload, { #p::number_of::<#message>() }>);
                let elsewhere = Words { payload: payload.clone(), message: checked };
                (words, elsewhere)
            }
            Payload::Known { elsewhere, .. } => (words, elsewhere.clone()),
        };
        Self { p, variant, name: names::plain(&variant.ident), header, elsewhere, message, span }
    }

    fn aliases(&self) -> TokenStream {
        let (cfgs, Self { elsewhere: Words { message: of_message, .. }, message, .. }) = (&self.variant.cfgs, self);
        quote_spanned!(self.span=> #(#cfgs)* type #message = #of_message;)
    }

    /// The variant of the sum of replies.
    fn reply(&self) -> TokenStream {
        let (DomainVariant { ident, cfgs, .. }, Self { p, message, .. }) = (self.variant, self);
        quote_spanned!(self.span=> #(#cfgs)* #ident(#p::ReplyOf<#message>))
    }

    /// An arm that shows what the variant holds.
    fn visit(&self) -> TokenStream {
        let (DomainVariant { ident, cfgs, .. }, Self { message, name, .. }) = (self.variant, self);
        quote_spanned!(self.span=> #(#cfgs)* Self::#ident(ref __one) => __to.visit::<#message>(__one, #name))
    }

    fn find(&self, sum: &Ident) -> TokenStream {
        let (DomainVariant { ident, cfgs, .. }, Self { message, .. }) = (self.variant, self);
        quote_spanned!(self.span=> #(#cfgs)* __find.one::<#message>(#sum::#ident)?;)
    }

    fn carried(&self) -> TokenStream {
        let (DomainVariant { ident, cfgs, .. }, Self { p, .. }) = (self.variant, self);
        quote_spanned!(self.span=> #(#cfgs)* Self::#ident(__one) => #p::same(__one))
    }

    /// An arm that makes a second value. Whether what it holds is `Clone` is seen where its type is known: here.
    fn share(&self) -> TokenStream {
        let (DomainVariant { ident, cfgs, .. }, Self { p, .. }) = (self.variant, self);
        quote_spanned!(self.span=> #(#cfgs)* Self::#ident(ref __one) => #p::Clones(__one).__share())
    }

    fn reply_to(&self, sum: &Ident) -> TokenStream {
        let (DomainVariant { ident, cfgs, .. }, Self { p, message, .. }) = (self.variant, self);
        quote_spanned!(self.span=> #(#cfgs)* #sum::#ident(__one) => #p::same_reply::<#message, __T>(__one))
    }

    /// An arm that leaves the reply's bytes to the message that it answers.
    fn encode_answer(&self, sum: &Ident) -> TokenStream {
        let (DomainVariant { ident, cfgs, .. }, Self { p, message, .. }) = (self.variant, self);
        quote_spanned!(self.span=> #(#cfgs)* #sum::#ident(ref __one) => #p::encode::<#message>(__one, __out))
    }

    /// What `VARIANTS` says of it.
    fn description(&self) -> TokenStream {
        let (cfgs, Self { p, name, message, .. }) = (&self.variant.cfgs, self);
        quote_spanned!(self.span=> #(#cfgs)* #p::variant_of::<#message, Self>(#name))
    }

    /// What ties the message to the enum.
    fn impls(&self, domain_enum: &Ident) -> TokenStream {
        let (DomainVariant { ident, cfgs, .. }, Self { p, header, elsewhere, message, .. }) = (self.variant, self);
        let Words { payload: header_payload, message: header_message } = header;
        let carried = &elsewhere.payload;
        quote_spanned! {self.span=>
            #(#cfgs)*
            impl #p::TlvUsedOnce<{ #p::number_of::<#message>() }> for #domain_enum {}
            #(#cfgs)*
            impl #p::Handles<#header_message> for #domain_enum {
                type Carried = #carried;            }
            #(#cfgs)*
            impl #p::From<#header_payload> for #domain_enum {
                fn from(__carried: #header_payload) -> Self {
                    Self::#ident(__carried)
                }
            }
        }
    }
}
