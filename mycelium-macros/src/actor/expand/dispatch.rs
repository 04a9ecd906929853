//! The `Actor` impl: one `match` from message to handler, and the hooks.
//!
//! Sync handlers stand in `receive_now`, which leaves alone what an async one takes; those stand in `receive`. So a message
//! for a sync handler never enters an async state machine, and its sender may run it then and there.
//!
//! Handlers are called by path, as `Self::name(self, ..)`, so that no trait's method of the same name is taken
//! for them. Each argument of a call is located at its parameter's type, and what becomes of the returned
//! value at the return type: there rustc points when one of them is not what the message wants.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens as _, quote};
use syn::spanned::Spanned as _;

use super::{domain_enum, handle, located, mailbox, message, method, variant};
use crate::actor::ast::{Actor, Extra, ExtraKind, Handler, Hook, HookKind, MessageParam, Messages, Parameter};
use crate::names;

/// The impl that calls the handlers.
pub(super) fn dispatch(actor: &Actor) -> TokenStream {
    let p = actor.krate.short();
    let messages = actor.domain_enum_inside();
    // Should rustc miss an arm in spite of `whole`, it says so here.
    let span = match &actor.messages {
        Messages::Named(path) => handle::end(path),
        Messages::Generated(_) => actor.type_name.span(),
    };
    let message = located(names::message_local().into_token_stream(), span);
    let arms = |is_async| {
        let handlers = actor.handlers.iter().filter(move |handler| handler.is_async == is_async);
        handlers.map(|handler| arm(actor, &p, &messages, handler))
    };
    let hooks = actor.hooks.iter().map(|hook| self::hook(&p, hook));
    let (whole, whole_alias) = domain_enum::whole(actor, &p).unzip();
    let mailbox = mailbox::options(actor, &p, &messages);
    let may_not = quote! {
        #[inline]
        fn may_receive_now(_: &#messages) -> #p::bool {
            false
        }
    };
    if actor.handlers.iter().all(|handler| handler.is_async) {
        let arms = arms(true);
        let of_whole = whole_alias.map(|whole| quote!(::<#whole>));
        let others = quote!(#mailbox #may_not #(#hooks)*);
        let actor_impl = actor_impl(actor, of_whole.as_ref(), &quote!(match #message { #(#arms)* }), &others);
        return quote!(#whole #actor_impl);
    }
    let (reply, ctx, local) = (names::reply_local(), names::context_local(), names::message_local());
    let now = receive_now(actor, whole_alias.as_ref(), &message, arms(false));
    let sync = quote!(#p::receive_sync(self, #local, #reply, #ctx));
    let later = match actor.handlers.iter().any(|handler| handler.is_async) {
        true => {
            let arms = arms(true);
            quote!(match #local { #(#arms)* #local => #sync })
        }
        false => sync,
    };
    let actor_impl = actor_impl(actor, None, &later, &quote!(#mailbox #now #(#hooks)*));
    quote!(#whole #actor_impl)
}

/// `receive_now`, whose `arms` are those of sync handlers, and which messages it leaves alone.
fn receive_now(
    actor: &Actor,
    whole: Option<&Ident>,
    message: &TokenStream,
    arms: impl Iterator<Item = TokenStream>,
) -> TokenStream {
    let (p, messages) = (actor.krate.short(), actor.domain_enum_inside());
    let (reply, ctx, local) = (names::reply_local(), names::context_local(), names::message_local());
    let waits = |end: &TokenStream| {
        let waiting = actor.handlers.iter().filter(|handler| handler.is_async);
        let arm = |handler: &Handler| {
            let (variant, cfgs) = (variant(actor, &p, handler), &handler.cfgs);
            quote!(#(#cfgs)* #variant(_) => #end,)
        };
        waiting.map(arm).collect::<TokenStream>()
    };
    let may = actor.handlers.iter().any(|handler| handler.is_async).then(|| {
        let no = waits(&quote!(false));
        quote! {
            #[inline]
            fn may_receive_now(#local: &#messages) -> #p::bool {
                match #local { #no _ => true }
            }
        }
    });
    let never = waits(&quote!(return #p::None));
    let returned = names::returned_local();
    let whole = whole.map(|whole| quote!(: (#whole, _)));
    quote! {
        #may

        #[inline]
        fn receive_now(
            &mut self,
            __envelope: &mut #p::Option<#p::Envelope<#messages>>,
            #ctx: &mut #p::Context<Self>,
        ) -> #p::Option<#p::Result<()>> {
            let (#local, #reply) #whole = #p::take_now::<Self>(__envelope)?;
            let #returned = match #message { #(#arms)* #never };
            #p::Some(#returned)
        }
    }
}

/// An impl that handles nothing, for a block that was refused.
pub(in crate::actor) fn idle(actor: &Actor) -> TokenStream {
    let (p, message) = (actor.krate.short(), names::message_local());
    let nothing = quote! {
        ::core::mem::drop(#message);
        #p::Ok(())
    };
    actor_impl(actor, None, &nothing, &TokenStream::new())
}

fn actor_impl(
    actor: &Actor,
    of_whole: Option<&TokenStream>,
    dispatch: &TokenStream,
    others: &TokenStream,
) -> TokenStream {
    let p = actor.krate.short();
    let messages = actor.domain_enum_inside();
    let self_ty = &actor.block.self_ty;
    let (header, _, bounds) = actor.block.generics.split_for_impl();
    let handle = names::handle(&actor.type_name);
    // What the default says is checked again wherever it stands for it.
    let of = matches!(actor.messages, Messages::Named(_)).then(|| quote!(<#p::ActorRef<#messages>>));
    let name = &actor.name;
    let (message, reply, ctx) = (names::message_local(), names::reply_local(), names::context_local());
    // rustc says here that the future of some handler is not `Send`, and shows where inside of it.
    let receive = quote! {
        async fn receive(
            &mut self,
            __envelope: #p::Envelope<#messages>,
            #ctx: &mut #p::Context<Self>,
        ) -> #p::Result<()>
    };
    let receive = located(receive, actor.type_name.span());
    quote! {
        impl #header #p::Actor for #self_ty #bounds {
            type Message = #messages;
            type Handle = #handle #of;

            const NAME: &'static #p::str = #name;

            #receive {
                let #p::Envelope #of_whole { message: #message, reply: #reply } = __envelope;
                #dispatch
            }
            #others
        }
    }
}

/// `Market::Swap(m) => { let returned = Self::swap(self, &m); finish(returned, reply) }`; a message that the method
/// declares is taken apart before.
fn arm(actor: &Actor, p: &TokenStream, messages: &TokenStream, handler: &Handler) -> TokenStream {
    let Handler { ident, message: MessageParam { borrowed, ty, .. }, cfgs, returns, .. } = handler;
    let variant = variant(actor, p, handler);
    let local = names::message_local();
    let whole = if *borrowed { quote!(&#local) } else { quote!(#p::Carry::carry(#local)) };
    let whole = located(whole, ty.span());
    let message = message(actor, handler);
    let mut fields = 0..;
    let arguments = handler.parameters.iter().map(|parameter| match parameter {
        Parameter::Message => whole.clone(),
        Parameter::Field(_) => fields.next().map(names::field_local).into_token_stream(),
        Parameter::Extra(extra) => self::extra(p, messages, &message, extra),
    });
    let call = call(ident, &quote!(#(#arguments),*), handler.is_async);
    let apart = handler.declared.is_some().then(|| method::taken_apart(handler, &whole));
    let (returned, reply) = (names::returned_local(), names::reply_local());
    let end = if handler.answers_later() {
        located(
            quote! {
                let () = #returned;
                #p::Ok(())
            },
            *returns,
        )
    } else {
        // The message stays where it is: that it is none is said there, and once.
        let finish = located(quote!(#p::Returned(#returned).finish), *returns);
        let reply = located(quote!((#reply)), *returns);
        let messages = located(messages.clone(), ty.span());
        quote!(#finish::<#message, #messages>#reply)
    };
    quote! {
        #(#cfgs)*
        #variant(#local) => {
            #apart
            let #returned = #call;
            #end
        }
    }
}

fn extra(p: &TokenStream, messages: &TokenStream, message: &TokenStream, extra: &Extra) -> TokenStream {
    let argument = match extra.kind {
        ExtraKind::Context => names::context_local().into_token_stream(),
        ExtraKind::ReplyTo => {
            let reply = names::reply_local();
            quote!(#p::later::<#message, #messages, _>(#reply))
        }
    };
    located(argument, extra.span)
}

/// `Self::name(self, ..)`, awaited if it is async.
fn call(ident: &Ident, arguments: &TokenStream, is_async: bool) -> TokenStream {
    let wait = is_async.then(|| quote!(.await));
    quote!(Self::#ident(self, #arguments) #wait)
}

fn hook(p: &TokenStream, hook: &Hook) -> TokenStream {
    let Hook { kind, ident, is_async, error, context, cfgs, returns } = hook;
    let method = Ident::new(kind.name(), Span::call_site());
    let (ctx, error_local, returned) = (names::context_local(), names::error_local(), names::returned_local());
    let error = error.map(|span| located(error_local.to_token_stream(), span));
    let context = context.map(|span| located(ctx.to_token_stream(), span));
    let arguments = error.iter().chain(&context);
    let call = call(ident, &quote!(#(#arguments),*), *is_async);
    if *kind == HookKind::Error {
        return quote! {
            #(#cfgs)*
            async fn #method(&mut self, #error_local: #p::Error, #ctx: &mut #p::Context<Self>) {
                #call
            }
        };
    }
    let outcome = located(quote!(#p::Outcome::outcome(#returned)), *returns);
    quote! {
        #(#cfgs)*
        async fn #method(&mut self, #ctx: &mut #p::Context<Self>) -> #p::Result<()> {
            let #returned = #call;
            #outcome
        }
    }
}
