//! The typed handle: a reference with one method for each handler.
//!
//! The handle has the reference as a type parameter with that to its own actors as default, and is used without naming it: so the
//! handle is as visible as the enum, whatever that is, and rustc accepts it as the `Handle` of actors of any visibility.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::Path;
use syn::spanned::Spanned as _;

use super::{located, message, method};
use crate::actor::ast::{Actor, Declared, Handler, Messages};
use crate::{diag, names};

/// The handle, and its impls.
pub(super) fn handle(actor: &Actor) -> (TokenStream, TokenStream) {
    let (p, short) = (actor.krate.private(), actor.krate.short());
    let messages = actor.domain_enum_inside();
    let handle = names::handle(&actor.type_name);
    let about = diag::about_handle(&names::plain(&actor.type_name));
    let handlers = actor.handlers.iter().filter(|handler| handler.has_method);
    let methods = handlers.map(|handler| method(actor, &short, &messages, handler));
    let (reference, of) = match &actor.messages {
        Messages::Generated(_) => (quote!(#p::ActorRef<#messages>), None),
        Messages::Named(path) => (reference(&p, path), Some(reference(&short, path))),
    };
    let of = of.map(|reference| quote!(<#reference>));
    let item = quote! {
        #[doc = #about]
        #[allow(unreachable_pub, private_interfaces, private_bounds)]
        #[derive(::core::clone::Clone)]
        pub struct #handle<__R = #reference>(__R);
    };
    let p = &short;
    let impls = quote! {
        impl #handle #of {
            #(#methods)*
        }
        impl<__M: #p::DomainEnum> #p::Handle for #handle<#p::ActorRef<__M>> {
            type Message = __M;
        }
        impl<__R> #p::From<__R> for #handle<__R> {
            fn from(__actor: __R) -> Self {
                Self(__actor)
            }
        }
        impl<__R> #p::Deref for #handle<__R> {
            type Target = __R;

            fn deref(&self) -> &__R {
                &self.0
            }
        }
        impl<__R: #p::fmt::Debug> #p::fmt::Debug for #handle<__R> {
            fn fmt(&self, __f: &mut #p::fmt::Formatter<'_>) -> #p::fmt::Result {
                self.0.fmt(__f)
            }
        }
    };
    (item, impls)
}

/// A reference to actors that take the enum at `path`.
///
/// All of it stands at the path: that this is no enum of messages rustc then says in the same words at the same place wherever
/// it finds it, and prints it once.
pub(super) fn reference(p: &TokenStream, path: &Path) -> TokenStream {
    let (reference, close) = (located(quote!(#p::ActorRef<), path.span()), located(quote!(>), end(path)));
    quote!(#reference #path #close)
}

/// The last word of a path.
pub(super) fn end(path: &Path) -> Span {
    path.segments.last().map_or(path.span(), |segment| segment.ident.span())
}

/// `pub fn swap(&self, message: impl Carry<..>) -> ..`: sends or asks, as the message says. For a message that the method
/// declares it takes the fields.
///
/// Its name is the handler's own token, so that an IDE leads from the one to the other.
fn method(actor: &Actor, p: &TokenStream, messages: &TokenStream, handler: &Handler) -> TokenStream {
    let Handler { ident, cfgs, docs, deprecated, message: param, .. } = handler;
    let message = message(actor, handler);
    let call = quote!(#p::call::<#message, #messages>);
    let returned = located(quote!(#p::Called<'_, #messages, #message>), param.ty.span());
    let (about, signature) = match &handler.declared {
        None => {
            let signature = quote! {
                (&self, __message: impl #p::Carry<#p::CarriedIn<#messages, #message>>) -> #returned {
                    #call(&self.0, __message)
                }
            };
            let about = diag::about_handle_method(docs.is_empty(), &names::plain(ident));
            (about, located(signature, param.ty.span()))
        }
        Some(Declared { message: declared, .. }) => {
            let (parameters, value) = (method::parameters(handler), method::value(handler));
            let body = located(quote!({ #call(&self.0, #value) }), param.ty.span());
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
