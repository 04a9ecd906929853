//! Judges an impl block: all mistakes are noted, what is well-formed goes into the model.

use quote::ToTokens;
use syn::spanned::Spanned as _;
use syn::{FnArg, Ident, Pat, ReturnType, Signature, Type};

use super::ast::{Actor, Extra, Handler, Hook, HookKind, MessageParam, Messages};
use super::attr::{Args, Helpers};
use super::block::{Block, Item, Method};
use crate::diag::{self, Errors};
use crate::names;

/// What the typed handle reaches through its reference, and what Rust calls by itself: a handler's method of
/// the same name would hide it.
const TAKEN: [&str; 20] = [
    "ask",
    "ask_timeout",
    "borrow",
    "clone",
    "deref",
    "drain",
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
];
const ALSO_TAKEN: [&str; 2] = ["try_send", "to_owned"];

/// Makes the model of a block.
pub(crate) fn check(args: Args, mut block: Block, errors: &mut Errors) -> Actor {
    let type_name = type_name(&block.self_ty);
    if type_name.is_none() {
        errors.at(&block.self_ty, diag::ACTOR_WITHOUT_NAME);
    }
    let messages = match args.message {
        Some(path) => Messages::Named(path),
        None => {
            if !block.generics.params.is_empty() {
                errors.at(&block.generics.params, diag::GENERIC_ACTOR);
            }
            Messages::Generated(args.domain.map(|(_, domain)| domain))
        }
    };
    let mut handlers: Vec<Handler> = Vec::new();
    let mut hooks: Vec<Hook> = Vec::new();
    let mut attempts = 0;
    for item in &mut block.items {
        let Item::Method(method) = item else { continue };
        let helpers = Helpers::take(&mut method.attrs, errors);
        if let Some(variant) = helpers.handler {
            attempts += 1;
            if let Some((_, hook)) = helpers.hooks.first() {
                errors.at(hook, diag::HANDLER_AND_HOOK);
            }
            if let Some(handler) = self::handler(method, variant, errors) {
                add_handler(handler, &mut handlers, errors);
            }
            continue;
        }
        for (kind, attr) in helpers.hooks {
            if let Some(before) = hooks.iter().find(|before| before.kind == kind) {
                errors.at(&attr, diag::hook_twice(kind.name(), &names::plain(&before.ident)));
            } else if let Some(hook) = hook(method, kind, errors) {
                hooks.push(hook);
            }
        }
    }
    if attempts == 0 {
        errors.at(&block.self_ty, diag::NO_HANDLER);
    }
    let name = args.name.map(|name| name.value()).or_else(|| type_name.as_ref().map(names::plain)).unwrap_or_default();
    Actor { krate: args.krate, block, type_name, name, messages, handlers, hooks }
}

/// The last segment of a path type.
fn type_name(ty: &Type) -> Option<Ident> {
    match ty {
        Type::Path(path) if path.qself.is_none() => path.path.segments.last().map(|segment| segment.ident.clone()),
        _ => None,
    }
}

/// Keeps a handler, unless it clashes with one before it. Of two with a `#[cfg(..)]` only rustc knows whether
/// both are there.
fn add_handler(handler: Handler, handlers: &mut Vec<Handler>, errors: &mut Errors) {
    let ident = names::plain(&handler.ident);
    let text = |handler: &Handler| handler.message.spelled().to_token_stream().to_string();
    let mut rivals = handlers.iter().filter(|before| before.cfgs.is_empty() && handler.cfgs.is_empty());
    if let Some(before) = rivals.clone().find(|before| text(before) == text(&handler)) {
        errors.at(handler.message.spelled(), diag::message_twice(&text(&handler), &names::plain(&before.ident)));
        errors.at(before.message.spelled(), diag::message_first(&text(before)));
    } else if let Some(before) = rivals.find(|before| before.variant == handler.variant) {
        let variant = handler.variant.to_string();
        errors.at(&handler.ident, diag::variant_twice(&ident, &names::plain(&before.ident), &variant));
    } else {
        handlers.push(handler);
    }
}

/// The model of a handler; `None` when it is not well-formed.
fn handler(method: &Method, variant: Option<Ident>, errors: &mut Errors) -> Option<Handler> {
    let sig = &method.sig;
    let plain = names::plain(&sig.ident);
    let mut good = plain_signature(sig, errors) & receiver(sig, diag::HANDLER_RECEIVER, errors);
    if TAKEN.contains(&plain.as_str()) || ALSO_TAKEN.contains(&plain.as_str()) {
        errors.at(&sig.ident, diag::name_taken(&plain));
        good = false;
    }
    let mut params = sig.inputs.iter().filter_map(typed);
    let message = match params.next() {
        Some((pat, ty)) => message_param(pat, ty, errors),
        None => {
            errors.at(&sig.ident, diag::handler_without_message(&plain));
            None
        }
    };
    let mut extras = Vec::new();
    for (_, ty) in params {
        let extra = match ty {
            Type::Reference(reference) if reference.mutability.is_some() => Extra::Context,
            Type::Reference(_) => {
                errors.at(ty, diag::WRONG_EXTRA);
                good = false;
                continue;
            }
            _ => Extra::ReplyTo,
        };
        if extras.contains(&extra) {
            errors.at(ty, diag::WRONG_EXTRA);
            good = false;
        }
        extras.push(extra);
    }
    let returns = match &sig.output {
        ReturnType::Type(_, ty) => {
            if extras.contains(&Extra::ReplyTo) && !is_unit(ty) {
                errors.at(ty, diag::REPLY_TO_AND_RETURN);
                good = false;
            }
            ty.span()
        }
        ReturnType::Default => sig.ident.span(),
    };
    let message = message.filter(|_| good)?;
    let of_kind = |kind: &str| method.attrs.iter().filter(|attr| attr.path().is_ident(kind)).cloned().collect();
    Some(Handler {
        ident: sig.ident.clone(),
        variant: variant.unwrap_or_else(|| names::variant(&sig.ident)),
        message,
        extras,
        is_async: sig.asyncness.is_some(),
        cfgs: of_kind("cfg"),
        docs: of_kind("doc"),
        returns,
    })
}

/// The parameters behind the receiver.
fn typed(arg: &FnArg) -> Option<(&Pat, &Type)> {
    match arg {
        FnArg::Typed(typed) => Some((&typed.pat, &typed.ty)),
        FnArg::Receiver(_) => None,
    }
}

fn is_unit(ty: &Type) -> bool {
    matches!(ty, Type::Tuple(tuple) if tuple.elems.is_empty())
}

fn message_param(pat: &Pat, ty: &Type, errors: &mut Errors) -> Option<MessageParam> {
    if !matches!(pat, Pat::Ident(_) | Pat::Wild(_)) {
        errors.at(pat, diag::MESSAGE_PATTERN);
        return None;
    }
    match ty {
        Type::Reference(reference) if reference.mutability.is_some() => {
            errors.at(ty, diag::MESSAGE_MUT);
            None
        }
        Type::Reference(reference) => Some(MessageParam::Borrowed((*reference.elem).clone())),
        Type::ImplTrait(_) | Type::Infer(_) => {
            errors.at(ty, diag::MESSAGE_IMPL_TRAIT);
            None
        }
        _ => Some(MessageParam::Owned(ty.clone())),
    }
}

/// Refuses what a handler or hook cannot be: generic, unsafe, const, extern.
fn plain_signature(sig: &Signature, errors: &mut Errors) -> bool {
    let mut good = true;
    let mut refuse = |tokens: &dyn ToTokens, sentence: &str| {
        errors.at(tokens, sentence);
        good = false;
    };
    if !sig.generics.params.is_empty() {
        refuse(&sig.generics.params, diag::HANDLER_GENERIC);
    }
    let qualifiers: [(Option<&dyn ToTokens>, &str); 3] = [
        (sig.constness.as_ref().map(|token| token as _), "const"),
        (unsafety(sig), "unsafe"),
        (sig.abi.as_ref().map(|token| token as _), "extern"),
    ];
    for (token, word) in qualifiers {
        if let Some(token) = token {
            refuse(token, &diag::handler_qualifier(word));
        }
    }
    good
}

fn unsafety(sig: &Signature) -> Option<&dyn ToTokens> {
    match &sig.safety {
        syn::Safety::Unsafe(token) => Some(token),
        _ => None,
    }
}

/// Refuses everything but `&self` and `&mut self`.
fn receiver(sig: &Signature, sentence: &str, errors: &mut Errors) -> bool {
    match sig.inputs.first() {
        Some(FnArg::Receiver(receiver)) if receiver_is_borrowed(receiver) => true,
        Some(FnArg::Receiver(receiver)) => {
            errors.at(receiver, sentence);
            false
        }
        _ => {
            errors.at(&sig.ident, sentence);
            false
        }
    }
}

fn receiver_is_borrowed(receiver: &syn::Receiver) -> bool {
    matches!(receiver.kind, syn::ReceiverKind::Reference(..))
}

/// The model of a hook; `None` when it is not well-formed.
fn hook(method: &Method, kind: HookKind, errors: &mut Errors) -> Option<Hook> {
    let sig = &method.sig;
    let shape = diag::hook_shape(kind.name());
    let mut good = plain_signature(sig, errors) & receiver(sig, &shape, errors);
    let mut params = sig.inputs.iter().filter_map(typed).map(|(_, ty)| ty);
    if kind == HookKind::Error {
        match params.next() {
            Some(Type::Reference(_)) | None => {
                errors.at(&sig.ident, &shape);
                good = false;
            }
            Some(_) => {}
        }
    }
    let takes_context = match params.next() {
        None => false,
        Some(Type::Reference(reference)) if reference.mutability.is_some() => true,
        Some(ty) => {
            errors.at(ty, &shape);
            good = false;
            false
        }
    };
    if let Some(ty) = params.next() {
        errors.at(ty, &shape);
        good = false;
    }
    let returns = match &sig.output {
        ReturnType::Type(_, ty) => {
            if kind == HookKind::Error && !is_unit(ty) {
                errors.at(ty, &shape);
                good = false;
            }
            ty.span()
        }
        ReturnType::Default => sig.ident.span(),
    };
    good.then(|| Hook {
        kind,
        ident: sig.ident.clone(),
        is_async: sig.asyncness.is_some(),
        takes_context,
        cfgs: method.attrs.iter().filter(|attr| attr.path().is_ident("cfg")).cloned().collect(),
        returns,
    })
}
