//! The typed handle: a reference with one method for each handler.
//!
//! The handle has the domain enum as a type parameter with itself as default, and is used without naming it:
//! so the handle is as visible as the enum, whatever that is, and rustc accepts it as the `Handle` of actors
//! of any visibility.

use proc_macro2::TokenStream;
use quote::quote;
use syn::spanned::Spanned as _;

use super::{located, message, method};
use crate::actor::ast::{Actor, Declared, Handler};
use crate::{diag, names};

/// The handle and its impls.
pub(super) fn handle(actor: &Actor) -> TokenStream {
    let p = actor.krate.private();
    let messages = actor.domain_enum();
    let handle = names::handle(&actor.type_name);
    let about = diag::about_handle(&names::plain(&actor.type_name));
    let handlers = actor.handlers.iter().filter(|handler| handler.has_method);
    let methods = handlers.map(|handler| method(actor, &p, &messages, handler));
    quote! {
        #[doc = #about]
        #[allow(unreachable_pub, private_interfaces, private_bounds)]
        pub struct #handle<__M: #p::DomainEnum = #messages>(#p::ActorRef<__M>);

        #[automatically_derived]
        #[allow(unreachable_pub, private_interfaces, private_bounds)]
        impl #handle<#messages> {
            #(#methods)*
        }

        #[automatically_derived]
        impl<__M: #p::DomainEnum> #p::Handle for #handle<__M> {
            type Message = __M;

            fn from_ref(__actor: #p::ActorRef<__M>) -> Self {
                Self(__actor)
            }
        }

        #[automatically_derived]
        impl<__M: #p::DomainEnum> ::core::convert::From<#p::ActorRef<__M>> for #handle<__M> {
            fn from(__actor: #p::ActorRef<__M>) -> Self {
                Self(__actor)
            }
        }

        #[automatically_derived]
        impl<__M: #p::DomainEnum> ::core::ops::Deref for #handle<__M> {
            type Target = #p::ActorRef<__M>;

            fn deref(&self) -> &#p::ActorRef<__M> {
                &self.0
            }
        }

        #[automatically_derived]
        impl<__M: #p::DomainEnum> ::core::clone::Clone for #handle<__M> {
            fn clone(&self) -> Self {
                Self(::core::clone::Clone::clone(&self.0))
            }
        }

        #[automatically_derived]
        impl<__M: #p::DomainEnum> ::core::fmt::Debug for #handle<__M> {
            fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Debug::fmt(&self.0, __f)
            }
        }
    }
}

/// `pub fn swap(&self, message: impl Carry<..>) -> ..`: sends or asks, as the message says. For a message that the method
/// declares it takes the fields.
///
/// Its name is the handler's own token, so that an IDE leads from the one to the other.
fn method(actor: &Actor, p: &TokenStream, messages: &TokenStream, handler: &Handler) -> TokenStream {
    let Handler { ident, cfgs, docs, deprecated, message: param, .. } = handler;
    let message = message(actor, p, param);
    let call = quote!(<<#message as #p::Message>::Call as #p::Call<#message>>);
    let returned = located(quote!(#p::Called<'_, #messages, #message>), param.ty.span());
    let (about, signature) = match &handler.declared {
        None => {
            let signature = quote! {
                (&self, __message: impl #p::Carry<#p::CarriedIn<#messages, #message>>) -> #returned {
                    #call::call(&self.0, #p::Carry::carry(__message))
                }
            };
            let about = diag::about_handle_method(docs.is_empty(), &names::plain(ident));
            (about, located(signature, param.ty.span()))
        }
        Some(Declared { message: declared, .. }) => {
            let (parameters, value) = (method::parameters(handler), method::value(handler));
            let body = located(quote!({ #call::call(&self.0, #p::Carry::carry(#value)) }), param.ty.span());
            let asks = declared.reply.is_some();
            let about = diag::about_declared_call(docs.is_empty(), asks, &names::plain(&handler.variant));
            (about, quote!((&self #(, #parameters)*) -> #returned #body))
        }
    };
    let many = handler.declared.as_ref().map(|_| quote!(#[allow(clippy::too_many_arguments)]));
    quote! {
        #(#cfgs)*
        #(#docs)*
        #(#[doc = #about])*
        #many
        #deprecated
        pub fn #ident #signature
    }
}
