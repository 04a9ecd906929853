//! The constructor of an actor with a config: whether it has the shape of one, if it stands in the block.
//!
//! It may stand in another block of the same type. Then rustc alone knows it.

use quote::ToTokens;
use syn::spanned::Spanned as _;
use syn::{FnArg, ReturnType, Signature, Type};

use super::{is_unit, params};
use crate::actor::ast::Config;
use crate::actor::block::{Block, Item};
use crate::diag::{self, Errors};
use crate::names;

/// The model of `config = ..`.
pub(super) fn config(ty: Type, block: &Block, errors: &mut Errors) -> Config {
    let found = block.items.iter().find_map(|item| match item {
        Item::Method(method) if method.sig.ident == names::CONSTRUCTOR => Some(&method.sig),
        _ => None,
    });
    if let Some(sig) = found {
        if let Some(token) = &sig.asyncness {
            errors.at(token, diag::CONSTRUCTOR_ASYNC);
        }
        if let Some(wrong) = first_wrong(sig) {
            errors.at(wrong, diag::constructor_shape(&names::spelling(&ty)));
        }
    }
    let parameter = found.and_then(|sig| params(sig).next()).map(|(_, ty)| ty);
    let is_generic = found.is_some_and(|sig| !sig.generics.params.is_empty());
    let returned = found.and_then(|sig| match &sig.output {
        ReturnType::Type(_, ty) => Some(ty.span()),
        ReturnType::Default => None,
    });
    Config {
        is_exact: !is_generic && parameter.is_some_and(|ty| !matches!(ty, Type::ImplTrait(_))),
        takes: parameter.map_or_else(|| ty.span(), |ty| ty.span()),
        returns: returned.unwrap_or_else(|| ty.span()),
        constructor: found.map(|sig| sig.ident.clone()),
        ty,
    }
}

/// The first token that a constructor cannot have, or its name where something is missing.
fn first_wrong(sig: &Signature) -> Option<&dyn ToTokens> {
    match sig.inputs.first() {
        Some(FnArg::Receiver(receiver)) => return Some(receiver),
        Some(FnArg::Typed(_)) => {}
        None => return Some(&sig.ident),
    }
    if let Some((_, second)) = params(sig).nth(1) {
        return Some(second);
    }
    match &sig.output {
        ReturnType::Type(_, ty) if is_unit(ty) => Some(ty),
        ReturnType::Type(..) => None,
        ReturnType::Default => Some(&sig.ident),
    }
}
