//! One handler: what it takes, what it is called, and whom it clashes with.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::spanned::Spanned as _;
use syn::{FnArg, GenericParam, Generics, Pat, ReturnType, Signature, Type};

use super::{attributes, both_certain, cfgs, is_borrowed, is_mutable_borrow, is_unit, params, peel};
use super::{inside, qualifiers, text};
use crate::actor::ast::{Extra, ExtraKind, Handler, MessageParam, Parameter};
use crate::actor::attr::HandlerArgs;
use crate::actor::block::Method;
use crate::diag::{self, Errors};
use crate::names;

/// What the typed handle reaches through its reference, and what Rust calls by itself: a handler's method of
/// the same name would hide it.
const TAKEN: [&str; 28] = [
    "ask",
    "ask_limit",
    "ask_timeout",
    "borrow",
    "clone",
    "clone_from",
    "deref",
    "drain",
    "dropped",
    "drops",
    "fmt",
    "from",
    "from_ref",
    "id",
    "into",
    "is_local",
    "metrics",
    "recipient",
    "restart",
    "send",
    "send_timeout",
    "state",
    "stop",
    "stopped",
    "to_owned",
    "transport",
    "try_into",
    "try_send",
];

/// The model of a handler; `None` when nobody can tell which message it handles.
pub(super) fn handler(method: &Method, args: HandlerArgs, generics: &Generics, errors: &mut Errors) -> Option<Handler> {
    let sig = &method.sig;
    check_signature(sig, diag::HANDLER_GENERIC, errors);
    let has_method = check_name(&sig.ident, errors);
    let mut params = params(sig);
    let message = match params.next() {
        Some((pat, ty)) => message(pat, ty, generics, errors),
        None => {
            errors.at(&sig.ident, diag::handler_without_message(&names::plain(&sig.ident)));
            None
        }
    };
    let extras = extras(params.map(|(_, ty)| ty), errors);
    let returns = match &sig.output {
        ReturnType::Type(_, ty) => {
            if extras.iter().any(|extra| extra.kind == ExtraKind::ReplyTo) && !is_unit(ty) {
                errors.at(ty, diag::REPLY_TO_AND_RETURN);
            }
            ty.span()
        }
        ReturnType::Default => sig.ident.span(),
    };
    let parameters = std::iter::once(Parameter::Message).chain(extras.into_iter().map(Parameter::Extra)).collect();
    let HandlerArgs { variant, priority, conflate } = args;
    let variant = variant.or_else(|| names::variant(&sig.ident));
    if variant.is_none() {
        errors.at(&sig.ident, diag::no_variant(&names::plain(&sig.ident)));
    }
    Some(Handler {
        ident: sig.ident.clone(),
        variant: variant?,
        message: message?,
        declared: None,
        priority,
        conflate,
        parameters,
        is_async: sig.asyncness.is_some(),
        cfgs: cfgs(method),
        docs: attributes(method, "doc"),
        deprecated: attributes(method, "deprecated").pop(),
        returns,
        has_variant: true,
        has_method,
    })
}

/// Refuses what the run loop cannot call.
pub(super) fn check_signature(sig: &Signature, generic: &str, errors: &mut Errors) {
    for (token, word) in qualifiers(sig) {
        errors.at(token, diag::handler_qualifier(word));
    }
    if !sig.generics.params.is_empty() {
        errors.at(&sig.generics.params, generic);
    }
    match sig.inputs.first() {
        Some(FnArg::Receiver(receiver)) if is_borrowed(receiver) => {}
        Some(FnArg::Receiver(receiver)) => errors.at(receiver, diag::HANDLER_RECEIVER),
        _ => errors.at(&sig.ident, diag::HANDLER_RECEIVER),
    }
}

/// Whether the handle can have a method of this name.
pub(super) fn check_name(ident: &Ident, errors: &mut Errors) -> bool {
    let name = names::plain(ident);
    let taken = TAKEN.contains(&name.as_str());
    if taken {
        errors.at(ident, diag::name_taken(&name));
    }
    !taken
}

/// Understands the first parameter.
fn message(pat: &Pat, ty: &Type, generics: &Generics, errors: &mut Errors) -> Option<MessageParam> {
    if !matches!(pat, Pat::Ident(_) | Pat::Wild(_)) {
        errors.at(pat, diag::MESSAGE_PATTERN);
    }
    if is_mutable_borrow(ty) {
        errors.at(ty, diag::MESSAGE_MUT);
    }
    let (borrowed, ty) = match ty {
        Type::Reference(reference) => (true, peel(&reference.elem)),
        ty => (false, ty),
    };
    if matches!(ty, Type::ImplTrait(_) | Type::TraitObject(_) | Type::Infer(_)) {
        errors.at(ty, diag::MESSAGE_NOT_NAMED);
        return None;
    }
    if let Some(word) = local_word(ty, generics) {
        errors.at(&word, diag::message_of_the_block(&word.to_string()));
        return None;
    }
    let inside = inside(ty);
    if let (true, Some(inside)) = (borrowed, inside) {
        errors.at(ty, diag::message_borrowed_twice(&text(inside)));
    }
    let borrowed = borrowed && inside.is_none();
    Some(MessageParam { borrowed, ty: ty.clone(), inside: inside.unwrap_or(ty).clone() })
}

/// A word in a message's type that only the block knows: `Self`, or a parameter of the impl.
pub(super) fn local_word(ty: &Type, generics: &Generics) -> Option<Ident> {
    fn find(tokens: TokenStream, is_local: &dyn Fn(&Ident) -> bool) -> Option<Ident> {
        tokens.into_iter().find_map(|token| match token {
            TokenTree::Ident(ident) => Some(ident).filter(|ident| is_local(ident)),
            TokenTree::Group(group) => find(group.stream(), is_local),
            _ => None,
        })
    }
    let is_param = |ident: &Ident| {
        generics.params.iter().any(|param| match param {
            GenericParam::Type(param) => param.ident == *ident,
            GenericParam::Const(param) => param.ident == *ident,
            GenericParam::Lifetime(param) => param.lifetime.ident == *ident,
        })
    };
    find(ty.to_token_stream(), &|ident| ident == "Self" || is_param(ident))
}

/// Understands the parameters behind the message.
fn extras<'a>(types: impl Iterator<Item = &'a Type>, errors: &mut Errors) -> Vec<Extra> {
    let mut extras: Vec<Extra> = Vec::new();
    for ty in types {
        let kind = if is_mutable_borrow(ty) { ExtraKind::Context } else { ExtraKind::ReplyTo };
        let is_shared_borrow = matches!(ty, Type::Reference(_)) && kind == ExtraKind::ReplyTo;
        if is_shared_borrow || extras.iter().any(|before| before.kind == kind) {
            errors.at(ty, diag::WRONG_EXTRA);
        } else {
            extras.push(Extra { kind, span: ty.span() });
        }
    }
    extras
}

/// Keeps a handler. Of two that clash the second is refused, and both are shown.
pub(super) fn add(mut handler: Handler, handlers: &mut Vec<Handler>, errors: &mut Errors) {
    let mut rivals = handlers.iter().filter(|before| both_certain(&before.cfgs, &handler.cfgs));
    let message = |handler: &Handler| text(&handler.message.inside);
    let wanted = message(&handler);
    let same = rivals.clone().find(|before| message(before) == wanted);
    if let Some(before) = same.filter(|before| before.declared.is_some() && handler.declared.is_some()) {
        errors.at(&before.variant, diag::struct_first(&wanted));
        let (second, first) = (names::plain(&handler.ident), names::plain(&before.ident));
        errors.at(&handler.variant, diag::struct_twice(&second, &first, &wanted));
        return;
    } else if let Some(before) = same {
        errors.at(&before.message.ty, diag::message_first(&wanted));
        let first = names::plain(&before.ident);
        errors.at(&handler.message.ty, diag::message_twice(&wanted, &first));
        handler.has_variant = false;
    } else if let Some(before) = rivals.find(|before| before.variant == handler.variant) {
        let variant = handler.variant.to_string();
        errors.at(&before.variant, diag::variant_first(&variant));
        let (second, first) = (names::plain(&handler.ident), names::plain(&before.ident));
        errors.at(&handler.variant, diag::variant_twice(&second, &first, &variant));
        return;
    }
    handlers.push(handler);
}

#[cfg(test)]
mod tests {
    use syn::{ImplItem, Item, Visibility};

    use super::TAKEN;

    /// The file that declares what a handle derefs to.
    const ACTOR_REF: &str = include_str!("../../../../mycelium/src/actor/actor_ref.rs");

    #[test]
    fn every_method_of_a_reference_is_taken() {
        let file = syn::parse_file(ACTOR_REF).unwrap_or_else(|error| unreachable!("rustc compiles it: {error}"));
        let mut methods = Vec::new();
        for item in file.items {
            let Item::Impl(block) = item else { continue };
            if super::super::segment(&block.self_ty).is_none_or(|segment| segment.ident != "ActorRef") {
                continue;
            }
            for item in block.items {
                match item {
                    ImplItem::Fn(method) if matches!(method.vis, Visibility::Public(_)) => {
                        methods.push(method.sig.ident.to_string());
                    }
                    _ => {}
                }
            }
        }
        assert!(methods.contains(&String::from("send")), "looked into the wrong file: {methods:?}");
        methods.retain(|method| !TAKEN.contains(&method.as_str()));
        assert!(methods.is_empty(), "a handler of this name would hide the method: {methods:?}");
    }
}
