//! What a struct that a method declares may be called.

use proc_macro2::Ident;

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

/// Refuses a struct that would take the name of something that everybody knows. It has another one then.
pub(super) fn free_name(name: Ident, actor: Option<&Ident>, errors: &mut Errors) -> Ident {
    let text = names::plain(&name);
    let is = |other: Ident| names::plain(&other) == text;
    let what = match actor {
        Some(actor) if is(actor.clone()) => "the actor itself",
        Some(actor) if is(names::handle(actor)) => "the actor's handle",
        Some(actor) if is(names::generated_enum(actor)) => "the enum of the actor's messages",
        _ if EVERYWHERE.contains(&text.as_str()) => "what everybody imports",
        _ => return name,
    };
    errors.at(&name, diag::struct_named_like(&text, what));
    names::refused_struct(&name)
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
