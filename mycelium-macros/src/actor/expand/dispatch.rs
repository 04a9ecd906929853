//! The `Actor` impl: one `match` from message to handler, and the hooks.
//!
//! Handlers are called by path, as `Self::name(self, ..)`, so that no trait's method of the same name is taken
//! for them. The call carries the span of what the handler returns: there rustc points when the return type
//! is not the one that the message wants.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;

use crate::actor::ast::{Actor, Extra, Handler, Hook, HookKind, MessageParam, Messages};
use crate::names;

/// The impl that calls the handlers.
pub(super) fn dispatch(actor: &Actor) -> TokenStream {
    let p = actor.krate.private();
    let messages = actor.domain_enum();
    let arms = actor.handlers.iter().map(|handler| arm(&p, &messages, handler));
    let arms = quote!({ #(#arms)* });
    let message = names::message_local();
    // rustc names a missing variant here.
    let span = match &actor.messages {
        Messages::Named(path) => path.span(),
        Messages::Generated(_) => actor.block.self_ty.span(),
    };
    let dispatch = quote_spanned!(span=> match #message #arms);
    let hooks = actor.hooks.iter().map(|hook| self::hook(&p, hook));
    let hooks = quote!(#(#hooks)*);
    actor_impl(actor, &dispatch, &hooks)
}

/// An impl that handles nothing, for a block that was refused.
pub(in crate::actor) fn nothing(actor: &Actor) -> TokenStream {
    let message = names::message_local();
    let nothing = quote!({
        ::core::mem::drop(#message);
        ::core::result::Result::Ok(())
    });
    actor_impl(actor, &nothing, &TokenStream::new())
}

fn actor_impl(actor: &Actor, dispatch: &TokenStream, hooks: &TokenStream) -> TokenStream {
    let p = actor.krate.private();
    let messages = actor.domain_enum();
    let self_ty = &actor.block.self_ty;
    let (header, _, bounds) = actor.block.generics.split_for_impl();
    let handle = actor.type_name.as_ref().map(names::handle);
    let (name, message, reply, ctx) =
        (&actor.name, names::message_local(), names::reply_local(), names::context_local());
    quote! {
        #[automatically_derived]
        #[allow(clippy::unused_async, clippy::let_unit_value, clippy::needless_borrow)]
        impl #header #p::Actor for #self_ty #bounds {
            type Message = #messages;
            type Handle = #handle;

            const NAME: &'static str = #name;

            async fn receive(
                &mut self,
                __envelope: #p::Envelope<#messages>,
                #ctx: &mut #p::Context<Self>,
            ) -> #p::Result<()> {
                let #p::Envelope { message: #message, reply: #reply } = __envelope;
                #dispatch
            }
            #hooks
        }
    }
}

/// `Market::Swap(m) => finish(Self::swap(self, &m), reply),`
fn arm(p: &TokenStream, messages: &TokenStream, handler: &Handler) -> TokenStream {
    let Handler { ident, variant, message, cfgs, returns, .. } = handler;
    let (local, reply, ctx) = (names::message_local(), names::reply_local(), names::context_local());
    let ty = message.spelled();
    let argument = match message {
        MessageParam::Borrowed(_) => quote_spanned!(ty.span()=> &#local),
        MessageParam::Owned(_) => quote_spanned!(ty.span()=> #p::Carry::<#ty>::carry(#local)),
    };
    let message = message.message(p);
    let extras = handler.extras.iter().map(|extra| match extra {
        Extra::Context => quote!(#ctx),
        Extra::ReplyTo => quote!(#p::later::<#message, #messages>(#reply)),
    });
    let this = names::this();
    let wait = handler.is_async.then(|| quote!(.await));
    let arguments = quote!((#this, #argument #(, #extras)*));
    let call = quote_spanned!(*returns=> Self::#ident #arguments #wait);
    if handler.answers_later() {
        return quote! {
            #(#cfgs)*
            #messages::#variant(#local) => {
                let () = #call;
                ::core::result::Result::Ok(())
            }
        };
    }
    let finish = quote_spanned!(*returns=> #p::finish::<#message, #messages, _>(#call, #reply));
    quote!(#(#cfgs)* #messages::#variant(#local) => #finish,)
}

fn hook(p: &TokenStream, hook: &Hook) -> TokenStream {
    let Hook { kind, ident, is_async, takes_context, cfgs, returns } = hook;
    let (this, ctx) = (names::this(), names::context_local());
    let wait = is_async.then(|| quote!(.await));
    let context = takes_context.then(|| quote!(, #ctx));
    let name = proc_macro2::Ident::new(kind.name(), proc_macro2::Span::call_site());
    if *kind == HookKind::Error {
        let arguments = quote!((#this, __error #context));
        return quote! {
            #(#cfgs)*
            async fn #name(&mut self, __error: #p::Error, #ctx: &mut #p::Context<Self>) {
                Self::#ident #arguments #wait
            }
        };
    }
    let arguments = quote!((#this #context));
    let call = quote_spanned!(*returns=> #p::Outcome::outcome(Self::#ident #arguments #wait));
    quote! {
        #(#cfgs)*
        async fn #name(&mut self, #ctx: &mut #p::Context<Self>) -> #p::Result<()> {
            #call
        }
    }
}
