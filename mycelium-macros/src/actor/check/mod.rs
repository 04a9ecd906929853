//! Judges an impl block: all mistakes are noted, what can be used goes into the model.

mod handler;
mod hook;
mod method;
mod struct_name;

use quote::ToTokens as _;
use syn::{Attribute, FnArg, GenericArgument, Pat, PathArguments, PathSegment, Receiver, ReceiverKind};
use syn::{Ident, LitStr, Signature, Type};

use super::ast::{Actor, Handler, Hook, Messages};
use super::attr::{Args, Helpers};
use super::block::{Block, Item, Method};
use crate::diag::{self, Errors};
use crate::krate::Krate;
use crate::names;

/// Makes the model of a block; gives the block back when not even a refused one can be made.
pub(super) fn check(args: Args, mut block: Block, errors: &mut Errors) -> Result<Actor, Box<Block>> {
    let type_name = segment(&block.self_ty).map(|segment| segment.ident.clone());
    if type_name.is_none() {
        errors.at(&block.self_ty, diag::ACTOR_WITHOUT_NAME);
    }
    let messages = match args.message {
        Some(path) => path.map(Messages::Named),
        None if block.generics.params.is_empty() => Some(Messages::Generated(args.domain)),
        None => {
            errors.at(&block.generics.params, diag::GENERIC_ACTOR);
            None
        }
    };
    let (handlers, hooks) = methods(&mut block, &args.krate, type_name.as_ref(), errors);
    let (Some(type_name), Some(messages)) = (type_name, messages) else { return Err(Box::new(block)) };
    let name = args.name.as_ref().map_or_else(|| names::plain(&type_name), LitStr::value);
    let Args { krate, mailbox, overflow, .. } = args;
    Ok(Actor { krate, block, type_name, name, messages, mailbox, overflow, handlers, hooks })
}

/// What the block's methods are; takes our helper attributes off them.
fn methods(block: &mut Block, krate: &Krate, actor: Option<&Ident>, errors: &mut Errors) -> (Vec<Handler>, Vec<Hook>) {
    let Block { generics, items, .. } = block;
    let around = method::Surroundings { krate, actor, generics };
    let (mut handlers, mut hooks) = (Vec::new(), Vec::new());
    let mut attempts = 0;
    for item in items {
        let Item::Method(method) = item else { continue };
        let helpers = Helpers::take(&mut method.attrs, errors);
        let is_handler = helpers.handler.is_some() || helpers.message.is_some();
        attempts += usize::from(helpers.refused || is_handler);
        if let (true, Some((_, hook))) = (is_handler, helpers.hooks.first()) {
            errors.at(hook, diag::HANDLER_AND_HOOK);
        }
        let handler = match (helpers.message, helpers.handler) {
            (Some(args), _) => method::handler(method, args, &around, errors),
            (None, Some(args)) => handler::handler(method, args, generics, errors),
            (None, None) => None,
        };
        if let Some(handler) = handler {
            handler::add(handler, &mut handlers, errors);
        }
        if is_handler {
            continue;
        }
        for (kind, attr) in helpers.hooks {
            if let Some(hook) = hook::hook(method, kind, errors) {
                hook::add(hook, &attr, &mut hooks, errors);
            }
        }
    }
    if attempts == 0 {
        errors.at(&block.self_ty, diag::NO_HANDLER);
    }
    (handlers, hooks)
}

// === what handlers and hooks have in common ===

/// `const`, `unsafe` and `extern`, which keep the run loop from calling a method.
fn qualifiers(sig: &Signature) -> impl Iterator<Item = (&dyn quote::ToTokens, &'static str)> {
    let unsafety = match &sig.safety {
        syn::Safety::Unsafe(token) => Some(token as &dyn quote::ToTokens),
        _ => None,
    };
    let constness = sig.constness.as_ref().map(|token| token as _);
    let abi = sig.abi.as_ref().map(|token| token as _);
    [(constness, "const"), (unsafety, "unsafe"), (abi, "extern")]
        .into_iter()
        .filter_map(|(token, word)| Some((token?, word)))
}

/// `&self`, `&mut self`, and the same with the type spelled out.
fn is_borrowed(receiver: &Receiver) -> bool {
    match &receiver.kind {
        ReceiverKind::Reference(..) => true,
        ReceiverKind::Typed(_, ty) => matches!(&**ty, Type::Reference(_)),
        _ => false,
    }
}

/// The parameters behind the receiver.
fn params(sig: &Signature) -> impl Iterator<Item = (&Pat, &Type)> {
    sig.inputs.iter().filter_map(|arg| match arg {
        FnArg::Typed(typed) => Some((&*typed.pat, peel(&typed.ty))),
        FnArg::Receiver(_) => None,
    })
}

fn cfgs(method: &Method) -> Vec<Attribute> {
    attributes(method, "cfg")
}

fn attributes(method: &Method, name: &str) -> Vec<Attribute> {
    method.attrs.iter().filter(|attr| attr.path().is_ident(name)).cloned().collect()
}

/// Whether both are there for certain. Of two with a `#[cfg(..)]` only rustc knows, and it tells.
fn both_certain(one: &[Attribute], other: &[Attribute]) -> bool {
    one.is_empty() && other.is_empty()
}

fn is_unit(ty: &Type) -> bool {
    matches!(peel(ty), Type::Tuple(tuple) if tuple.elems.is_empty())
}

fn is_mutable_borrow(ty: &Type) -> bool {
    matches!(ty, Type::Reference(reference) if reference.mutability.is_some())
}

/// The type inside of parentheses, and of the invisible ones that a `macro_rules!` leaves.
fn peel(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => peel(&group.elem),
        Type::Paren(paren) => peel(&paren.elem),
        ty => ty,
    }
}

/// The last segment of a type that is a path.
fn segment(ty: &Type) -> Option<&PathSegment> {
    match peel(ty) {
        Type::Path(path) if path.qself.is_none() => path.path.segments.last(),
        _ => None,
    }
}

/// The message in `Arc<T>`, `Box<T>`, or whatever else takes one type: a message is never generic, so what
/// looks like that holds one, by whatever name `Arc` was imported.
fn inside(ty: &Type) -> Option<&Type> {
    let PathArguments::AngleBracketed(arguments) = &segment(ty)?.arguments else { return None };
    match (arguments.args.first(), arguments.args.len()) {
        (Some(GenericArgument::Type(inside)), 1) => Some(inside),
        _ => None,
    }
}

/// A type as people read it.
fn text(ty: &Type) -> String {
    ty.to_token_stream().to_string()
}
