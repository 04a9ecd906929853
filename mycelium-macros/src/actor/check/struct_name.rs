//! What a struct that a method declares may be called.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::{ReturnType, Signature, Type};

use super::method::extra;
use super::params;
use crate::diag::{self, Errors};
use crate::names;

/// Names that mean the same everywhere: Rust's prelude and ours. A struct of such a name would hide it in its module.
const EVERYWHERE: [&str; 65] = [
    "Actor",
    "ActorBehavior",
    "ActorRef",
    "ActorState",
    "ActorSystem",
    "ActorTypes",
    "AsMut",
    "AsRef",
    "AskError",
    "AsyncFn",
    "AsyncFnMut",
    "AsyncFnOnce",
    "Box",
    "Clone",
    "Context",
    "Copy",
    "Default",
    "Dispatch",
    "DomainEnum",
    "DoubleEndedIterator",
    "Drop",
    "Eq",
    "Err",
    "Error",
    "ExactSizeIterator",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Future",
    "Handle",
    "Into",
    "IntoFuture",
    "IntoIterator",
    "Iterator",
    "LookupError",
    "Message",
    "NoAnswer",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Recipient",
    "Recipients",
    "ReplyTo",
    "RestartPolicy",
    "Result",
    "Send",
    "SendError",
    "SendErrorKind",
    "Sized",
    "Some",
    "StopReason",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Unpin",
    "Vec",
];

/// Refuses a struct that would take the name of something that everybody knows, or of a type that the method itself names.
/// It has another one then.
pub(super) fn free_name(name: Ident, actor: Option<&Ident>, sig: &Signature, errors: &mut Errors) -> Ident {
    let text = names::plain(&name);
    let is = |other: Ident| names::plain(&other) == text;
    let what = match actor {
        Some(actor) if is(actor.clone()) => Some("the actor itself"),
        Some(actor) if is(names::handle(actor)) => Some("the actor's handle"),
        Some(actor) if is(names::generated_enum(actor)) => Some("the enum of the actor's messages"),
        _ if EVERYWHERE.contains(&text.as_str()) => Some("what everybody imports"),
        _ => None,
    };
    let mut types = params(sig).filter(|(_, ty)| extra(ty).is_none());
    if let Some(what) = what {
        errors.at(&name, diag::struct_named_like(&text, what));
    } else if let Some(word) = types.find_map(|(_, ty)| bare_word(ty, &name)) {
        errors.at(&word, diag::struct_named_like_field(&text));
    } else if let ReturnType::Type(_, ty) = &sig.output
        && let Some(word) = bare_word(ty, &name)
    {
        errors.at(&word, diag::struct_named_like(&text, "what it returns"));
    } else {
        return name;
    }
    names::refused_struct(&name)
}

/// Where a type names `wanted` as it stands in scope: without a path in front.
fn bare_word(ty: &Type, wanted: &Ident) -> Option<Ident> {
    fn find(tokens: TokenStream, wanted: &Ident) -> Option<Ident> {
        let mut is_behind_path = false;
        tokens.into_iter().find_map(|token| {
            let is_behind = std::mem::replace(&mut is_behind_path, false);
            match token {
                TokenTree::Ident(word) => Some(word).filter(|word| word == wanted && !is_behind),
                TokenTree::Group(group) => find(group.stream(), wanted),
                TokenTree::Punct(punct) => {
                    is_behind_path = punct.as_char() == ':';
                    None
                }
                TokenTree::Literal(_) => None,
            }
        })
    }
    find(ty.to_token_stream(), wanted)
}

#[cfg(test)]
mod tests {
    use super::EVERYWHERE;

    /// The file that says what everybody imports.
    const PRELUDE: &str = include_str!("../../../../mycelium/src/prelude.rs");

    #[test]
    fn no_name_of_the_prelude_is_free() {
        let code = PRELUDE.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<String>();
        let words = code.split(|letter: char| !letter.is_alphanumeric());
        let types: Vec<&str> = words.filter(|word| word.starts_with(char::is_uppercase)).collect();
        assert!(types.contains(&"ActorSystem"), "looked into the wrong file: {types:?}");
        let free: Vec<_> = types.iter().filter(|name| !EVERYWHERE.contains(name)).collect();
        assert!(free.is_empty(), "a method's message may be called so, and hide it: {free:?}");
    }
}
