//! One hook: whether it has the shape of its kind.

use quote::ToTokens;
use syn::spanned::Spanned as _;
use syn::{Attribute, FnArg, ReturnType, Signature, Type};

use super::{both_certain, cfgs, is_borrowed, is_mutable_borrow, is_unit, params, qualifiers};
use crate::actor::ast::{Hook, HookKind};
use crate::actor::block::Method;
use crate::diag::{self, Errors};
use crate::names;

/// The model of a hook; `None` when it is not well-formed.
pub(super) fn hook(method: &Method, kind: HookKind, errors: &mut Errors) -> Option<Hook> {
    let sig = &method.sig;
    if let Some(wrong) = first_wrong(sig, kind) {
        errors.at(wrong, diag::hook_shape(kind.name()));
        return None;
    }
    let mut types = params(sig).map(|(_, ty)| ty.span());
    Some(Hook {
        kind,
        ident: sig.ident.clone(),
        is_async: sig.asyncness.is_some(),
        error: if kind == HookKind::Error { types.next() } else { None },
        context: types.next(),
        cfgs: cfgs(method),
        returns: match &sig.output {
            ReturnType::Type(_, ty) => ty.span(),
            ReturnType::Default => sig.ident.span(),
        },
    })
}

/// The first token that a hook of this kind cannot have, or its name where something is missing.
fn first_wrong(sig: &Signature, kind: HookKind) -> Option<&dyn ToTokens> {
    if let Some((token, _)) = qualifiers(sig).next() {
        return Some(token);
    }
    if !sig.generics.params.is_empty() {
        return Some(&sig.generics.params);
    }
    match sig.inputs.first() {
        Some(FnArg::Receiver(receiver)) if is_borrowed(receiver) => {}
        Some(FnArg::Receiver(receiver)) => return Some(receiver),
        _ => return Some(&sig.ident),
    }
    let mut types = params(sig).map(|(_, ty)| ty);
    if kind == HookKind::Error {
        match types.next() {
            Some(ty @ Type::Reference(_)) => return Some(ty),
            Some(_) => {}
            None => return Some(&sig.ident),
        }
    }
    if let Some(ty) = types.next()
        && !is_mutable_borrow(ty)
    {
        return Some(ty);
    }
    if let Some(ty) = types.next() {
        return Some(ty);
    }
    match &sig.output {
        ReturnType::Type(_, ty) if kind == HookKind::Error && !is_unit(ty) => Some(ty),
        _ => None,
    }
}

/// Keeps a hook. Of two of one kind the second is refused, and both are shown.
pub(super) fn add(hook: Hook, attr: &Attribute, hooks: &mut Vec<Hook>, errors: &mut Errors) {
    let rival = hooks.iter().find(|before| before.kind == hook.kind && both_certain(&before.cfgs, &hook.cfgs));
    match rival {
        Some(before) => {
            errors.at(&before.ident, diag::hook_first(hook.kind.name()));
            errors.at(attr, diag::hook_twice(hook.kind.name(), &names::plain(&before.ident)));
        }
        None => hooks.push(hook),
    }
}
