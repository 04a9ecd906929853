//! Every sentence that a user of the macros can read, and the collector that reports all of them at once.
//!
//! A sentence says what is wrong, then what to write instead. It begins in lower case, as rustc's do, and
//! quotes code in backticks. The file is long because it is the only one of its kind: who looks for the words
//! of an error looks here.

use std::fmt::Display;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::Ident;

/// The mistakes found so far, in the order of the source.
#[derive(Default)]
pub(crate) struct Errors(Option<syn::Error>);

// === impl Errors ===

impl Errors {
    /// Notes a mistake at `tokens`: the smallest token that is wrong.
    pub(crate) fn at(&mut self, tokens: impl ToTokens, sentence: impl Display) {
        self.push(syn::Error::new_spanned(tokens, sentence));
    }

    /// Notes a mistake at a span.
    pub(crate) fn at_span(&mut self, span: Span, sentence: impl Display) {
        self.push(syn::Error::new(span, sentence));
    }

    /// Notes a mistake that somebody else found.
    pub(crate) fn push(&mut self, error: syn::Error) {
        match &mut self.0 {
            Some(first) => first.combine(error),
            none => *none = Some(error),
        }
    }

    /// Notes mistakes that were collected apart.
    pub(crate) fn append(&mut self, others: Self) {
        if let Some(others) = others.0 {
            self.push(others);
        }
    }

    /// Keeps the value, or notes the mistake.
    pub(crate) fn keep<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                self.push(error);
                None
            }
        }
    }

    /// How many were found.
    pub(crate) fn count(&self) -> usize {
        self.0.as_ref().map_or(0, |errors| errors.clone().into_iter().count())
    }

    /// Whether nothing was found.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// One `compile_error!` per mistake; nothing when there is none.
    pub(crate) fn into_tokens(self) -> TokenStream {
        self.0.map(syn::Error::into_compile_error).unwrap_or_default()
    }
}

// === both attributes ===

/// An argument that the attribute does not know; `near` is what was probably meant.
pub(crate) fn unknown_argument(attribute: &str, found: &str, known: &[&str]) -> String {
    match nearest(found, known) {
        Some(near) => format!("`{attribute}` has no argument `{found}`; did you mean `{near}`?"),
        None => format!("`{attribute}` has no argument `{found}`; it takes {}", list(known)),
    }
}

/// An argument given twice.
pub(crate) fn argument_twice(name: &str) -> String {
    format!("`{name}` is given twice; remove one of them")
}

/// An argument that needs `= value`; `example` is a whole argument.
pub(crate) fn needs_value(name: &str, example: &str) -> String {
    format!("`{name}` needs a value; write `{example}`")
}

/// An argument that stands alone.
pub(crate) fn takes_no_value(name: &str) -> String {
    format!("`{name}` takes no value; write `{name}` alone")
}

/// An argument with a value that is none of its kind.
pub(crate) fn wrong_value(name: &str, example: &str) -> String {
    format!("`{name}` has another kind of value; write it as in `{example}`")
}

/// Something else than an argument's name.
pub(crate) fn not_an_argument(attribute: &str, known: &[&str]) -> String {
    format!("`{attribute}` takes its arguments by name; there are {}", list(known))
}

/// Two arguments without a comma between them.
pub(crate) const COMMA_BETWEEN_ARGUMENTS: &str = "write `,` between two arguments";

// === message ===

/// `#[message]` on something that is no data.
pub(crate) fn wrong_item(keyword: &str) -> String {
    match keyword {
        "union" => String::from("a union has no wire form: nothing says which field is there; write an enum"),
        "fn" => String::from(
            "`#[message]` goes on a struct or an enum, or on a method of an impl block with `#[actor]`, which makes a message \
             of its parameters; write `#[actor]` above the block",
        ),
        other => format!("`#[message]` goes on a struct or an enum, not on `{other}`"),
    }
}

/// A struct without `tlv`, `local` or `nested`.
pub(crate) fn no_kind(name: &str) -> String {
    format!(
        "what kind of message is `{name}`? Add `tlv = 0x..` to give it a number and a wire form, \
         `local` if it never leaves its process, or `nested` if it is only a field of messages"
    )
}

/// Two of `tlv`, `local` and `nested`.
pub(crate) fn two_kinds(first: &str, second: &str) -> String {
    format!("`{first}` and `{second}` are two kinds of message; keep one of them")
}

/// `tlv = ..` with something else than an integer literal.
pub(crate) const TLV_IS_A_LITERAL: &str =
    "`tlv` is a number from 0 to 249, written as a literal: a macro cannot look into a constant";

/// `tlv = 255`.
pub(crate) const TLV_IS_MARKER: &str =
    "255 announces an extended header and is no message's number; choose one from 0 to 249";

/// `tlv = 250` to `254`.
pub(crate) fn tlv_is_ours(number: u8) -> String {
    format!("250 to 254 are mycelium's own, so {number} is taken; 200 to 249 are free for your messages")
}

/// A number that is no byte.
pub(crate) fn tlv_too_large(digits: &str) -> String {
    format!("a TLV number is one byte, and {digits} does not fit; choose one from 0 to 249")
}

/// `domain = ..` with something else than a name or a number in range.
pub(crate) fn not_a_domain(names: &[&str]) -> String {
    format!("a domain is one of {}, or a number from 16 to 255", list(names))
}

/// A domain's name that does not exist.
pub(crate) fn unknown_domain(found: &str, names: &[&str]) -> String {
    match nearest(found, names) {
        Some(near) => format!("there is no domain `{found}`; did you mean `{near}`?"),
        None => format!("there is no domain `{found}`; write one of {}, or a number from 16 to 255", list(names)),
    }
}

/// `domain = 7`.
pub(crate) fn domain_reserved(number: u8) -> String {
    format!("domain {number} is reserved by the protocol; 16 to 255 are free for your messages")
}

/// `accept = ..` with something else than a list of numbers.
pub(crate) const ACCEPT_IS_A_LIST: &str = "`accept` lists payload lengths in bytes, such as `accept = [52, 56]`";

/// `accept = []`.
pub(crate) const ACCEPT_EMPTY: &str =
    "an empty `accept` would refuse every message; list the lengths to accept, or remove it";

/// `accept = [70000]`.
pub(crate) const ACCEPT_RANGE: &str = "a payload has at most 65,535 bytes; list lengths up to that, or remove this one";

/// `accept = [52, 52]`.
pub(crate) fn accept_twice(length: u16) -> String {
    format!("{length} is listed twice in `accept`; remove one of them")
}

/// `local, accept = ..`.
pub(crate) const ACCEPT_ON_LOCAL: &str =
    "a `local` message is never read from bytes, so there is no length to accept; remove `accept`";

/// `local, appendable`.
pub(crate) const APPENDABLE_ON_LOCAL: &str =
    "a `local` message is never read from bytes, so nothing can be appended to it; remove `appendable`";

/// `accept` on a message that says by `since` or `appendable` what it reads.
pub(crate) const ACCEPT_AND_VERSIONS: &str =
    "`since` and `appendable` say already which lengths are read; remove `accept`";

/// `nested` with an argument of whole messages.
pub(crate) fn not_with_nested(argument: &str) -> String {
    format!("a `nested` type is only a field of messages; `{argument}` belongs on the message that has the field")
}

/// `struct Quote<T>`.
pub(crate) const GENERIC: &str = "a message has one layout and one number, so it cannot be generic; write one struct for each type, and own the data";

/// `&str`.
pub(crate) const BORROWED: &str =
    "a message owns its data, since it outlives its sender; write `String`, `Vec<u8>` or an array instead of a borrow";

/// `usize`.
pub(crate) fn machine_sized(name: &str) -> String {
    let instead = if name == "usize" { "u64" } else { "i64" };
    format!("`{name}` differs between machines, so it has no wire form; write `{instead}`")
}

/// `struct Node { next: Vec<Node> }`.
pub(crate) fn contains_itself(name: &str) -> String {
    format!(
        "`{name}` contains itself, and bytes from outside could nest it without end; \
         write the tree as a list whose entries name each other by index"
    )
}

/// `#[cfg(..)]` on a variant of a nested enum.
pub(crate) const CFG_ON_VARIANT: &str =
    "every build knows the same numbers of a `nested` enum; put the `#[cfg(..)]` on the whole type";

/// `struct Quote(#[cfg(..)] u8, u16)`.
pub(crate) const CFG_IN_TUPLE: &str =
    "where this field is missing, those behind it have other numbers; give the fields of this struct names";

/// `#[cfg(..)] #[field(since = 2, default)]`.
pub(crate) const CFG_AND_SINCE: &str =
    "every build counts the same versions; remove the `#[cfg(..)]` from this field, or its `since`";

/// Two `#[field(..)]` on one field.
pub(crate) const FIELD_TWICE: &str = "a second `#[field(..)]`; write everything into the first one";

/// `#[field]`.
pub(crate) const FIELD_NEEDS_ARGUMENTS: &str = "`#[field]` needs an argument, such as `#[field(pad = 12)]`";

/// `#[cfg_attr(.., field(..))]`.
pub(crate) const FIELD_BEHIND_CFG_ATTR: &str = "`#[message]` cannot see whether this condition holds; write `#[field(..)]` without one, or `#[cfg(..)]` on the field";

/// `#[field(pad = 0)]`.
pub(crate) const PAD_RANGE: &str = "`pad` is the number of zero bytes behind the field, from 1 to 65,535";

/// `#[field(other)]` on a struct's field.
pub(crate) const OTHER_ON_FIELD: &str = "`other` belongs on the variant of a `nested` enum that takes unknown numbers";

/// `#[field(since = 1)]`.
pub(crate) const SINCE_RANGE: &str = "`since` is the version of the message that brought the field, a literal from 2 to 255; those of version 1 have none";

/// `#[field(since = 2)]`.
pub(crate) const SINCE_NEEDS_DEFAULT: &str =
    "what is this field in a message of an older version? Write `#[field(since = .., default)]`, or `default = VALUE`";

/// `#[field(default)]`.
pub(crate) const DEFAULT_NEEDS_SINCE: &str =
    "since which version is this field there? Write `#[field(since = 2, default)]`, or remove `default`";

/// A field of an older version behind one of a newer.
pub(crate) fn since_falls(field: &str, before: &str, last: u8) -> String {
    format!(
        "`{field}` stands behind `{before}`, which came with version {last}: an older version would look for it where \
         `{before}` is; add new fields at the end, with `#[field(since = .., default)]`"
    )
}

/// `since = 4` behind version 2.
pub(crate) fn since_leaps(last: u8) -> String {
    let next = u16::from(last) + 1;
    format!("the fields before are of version {last}, so the next version is {next}; write `since = {next}`")
}

/// `since` or `default` in a nested struct.
pub(crate) fn version_on_nested(name: &str) -> String {
    format!(
        "`{name}` belongs on a field of a message with `tlv = ..`: nothing says where a nested value of another \
         version ends; add the new field to the message itself"
    )
}

/// `since` or `default` on a variant.
pub(crate) fn version_on_variant(name: &str) -> String {
    format!("`{name}` belongs on a field of a message; mark a variant `other` to read numbers of later versions")
}

/// `#[field(..)]` in a local message.
pub(crate) const FIELD_ON_LOCAL: &str = "a `local` message has no bytes to describe; remove `#[field(..)]`";

/// `#[field(..)]` in an enum of messages.
pub(crate) const FIELD_ON_DOMAIN_ENUM: &str = "the variants of this enum are messages; `#[field(..)]` belongs on the fields of the message, or in a `nested` enum";

/// `#[field(pad = 4)]` on a variant.
pub(crate) const PAD_ON_VARIANT: &str = "`pad` belongs on a field of a struct, behind which the zeros stand";

/// A nested enum whose width is not said.
pub(crate) const NO_REPR: &str =
    "how wide is this enum on the wire? Add `#[repr(u8)]`, `#[repr(u16)]` or `#[repr(u32)]`";

/// `#[repr(i64)]`.
pub(crate) const WRONG_REPR: &str = "a `nested` enum is `u8`, `u16` or `u32` wide; write `#[repr(u8)]`";

/// `enum Side {}`.
pub(crate) const NESTED_ENUM_EMPTY: &str = "an enum without variants has no value to send; add a variant";

/// `Other(String)`.
pub(crate) fn other_holds(variant: &str, repr: Option<&Ident>) -> String {
    let repr = repr.map_or_else(|| String::from("u8"), ToString::to_string);
    format!("the `other` variant keeps the unknown number and nothing else; write `{variant}({repr})` or `{variant}`")
}

/// `Limit(i64)`.
pub(crate) fn variant_with_fields(variant: &str, repr: Option<&Ident>) -> String {
    let repr = repr.map_or_else(|| String::from("u8"), ToString::to_string);
    format!(
        "a variant of a `nested` enum is a number and holds nothing; write `{variant}`, \
         or `#[field(other)] {variant}({repr})` to take unknown numbers"
    )
}

/// `#[field(other)] Other(u8) = 9`.
pub(crate) const OTHER_HAS_NO_NUMBER: &str = "this variant keeps the number that arrived, so it has none of its own";

/// Two variants marked `other`.
pub(crate) fn two_others(first: &str) -> String {
    format!("`{first}` takes the unknown numbers already; only one variant can be `other`")
}

/// `#[message] enum M {}`.
pub(crate) const DOMAIN_ENUM_EMPTY: &str =
    "an enum of messages needs at least one; add a variant such as `Swap(Arc<PoolSwapEvent>)`";

/// `Swap`, `Swap { .. }` or `Swap(A, B)`.
pub(crate) fn one_message(variant: &str) -> String {
    format!("a variant holds exactly one message; write `{variant}(SomeMessage)` or `{variant}(Arc<SomeMessage>)`")
}

/// Two variants of one type.
pub(crate) fn payload_twice(first: &str) -> String {
    format!("`{first}` holds this message already; an enum has one variant for each message")
}

/// `#[message(tlv = ..)]` on an enum.
pub(crate) const TLV_ON_ENUM: &str = "an enum of messages has no number of its own; give each message in it its `tlv`, or write `nested` for an enum of numbers";

/// `#[message(local)]` on an enum.
pub(crate) const LOCAL_ON_ENUM: &str =
    "`local` belongs on a message; an enum may hold local messages beside others without saying so";

/// `reply` or `accept` on an enum.
pub(crate) fn not_on_enum(argument: &str) -> String {
    format!("`{argument}` belongs on a message, and this is an enum of messages; move it to the struct")
}

// --- read in errors at run time ---

/// What stands where an error about a message's bytes names the message, for those of its reply.
pub(crate) fn reply_to(name: &str) -> String {
    format!("reply to {name}")
}

// --- read in generated docs ---

/// Above the view of a struct.
pub(crate) fn about_view(name: &str) -> String {
    format!("A `{name}` that stays in its bytes.")
}

/// Above the method of a view whose field has no docs.
pub(crate) fn about_getter(field: &str) -> String {
    format!("Reads the field `{field}` where it stands.")
}

/// Above the hidden sum of replies.
pub(crate) fn about_reply_sum(name: &str) -> String {
    format!("The replies to the messages of `{name}`.")
}

// === actor ===

/// `#[actor]` on something that is no impl block.
pub(crate) fn actor_on_wrong_item(keyword: &str) -> String {
    format!(
        "`#[actor]` goes on the impl block with the handlers, not on `{keyword}`; write `#[actor] impl YourType {{ .. }}`"
    )
}

/// `#[actor] impl Trait for Type`.
pub(crate) const ACTOR_ON_TRAIT_IMPL: &str =
    "`#[actor]` goes on an inherent impl block, `impl YourType { .. }`; a trait's methods cannot be handlers";

/// `#[actor] impl (A, B)`.
pub(crate) const ACTOR_WITHOUT_NAME: &str =
    "an actor is a struct or an enum with a name, from which the names of its handle and messages are made";

/// `#[actor] impl<T> Service<T>` without a named enum.
pub(crate) const GENERIC_ACTOR: &str =
    "the messages of a generic actor cannot be generated; name an enum: `#[actor(message = YourMessage)]`";

/// `#[actor(message = M, domain = ..)]`.
pub(crate) const DOMAIN_OF_NAMED_ENUM: &str =
    "the named enum has its own domain; write `#[message(domain = ..)]` above the enum instead";

/// `#[actor]` on a block without `#[handler]`.
pub(crate) const NO_HANDLER: &str =
    "an actor needs at least one handler; write `#[handler]` above a method that takes a message";

/// `#[handler] const LIMIT: u8 = 1;`, and a method of which too little is there.
pub(crate) fn stray_helper(helper: &str) -> String {
    format!("`#[{helper}]` goes on a method; write one behind it, such as `fn name(&mut self, ..) {{ .. }}`")
}

/// `#[handler] #[handler]`.
pub(crate) const HANDLER_TWICE: &str = "`#[handler]` is given twice; remove one of them";

/// `#[actor(config = "SignalConfig")]`.
pub(crate) const CONFIG_IS_A_TYPE: &str =
    "`config` is the type that the actor's `config` in the TOML is read into; write it as `config = YourConfig`";

/// What a constructor looks like.
pub(crate) fn constructor_shape(config: &str) -> String {
    format!("the topology makes the actor from its config: `fn new(config: {config}) -> Self`, or `-> Result<Self, E>`")
}

/// `async fn new(..)`.
pub(crate) const CONSTRUCTOR_ASYNC: &str =
    "a constructor cannot wait, for nothing runs yet when it is called; wait in an `#[on_start]` hook";

/// `#[actor(mailbox = CAPACITY)]`.
pub(crate) const MAILBOX_IS_A_LITERAL: &str =
    "`mailbox` is how many messages may wait, written as a literal: a macro cannot look into a constant";

/// `#[actor(mailbox = 0)]`.
pub(crate) fn mailbox_size(found: &str, most: u64) -> String {
    format!("a mailbox has room for 1 to {most} messages, not for {found}")
}

/// `#[actor(overflow = drop_old)]`, `#[handler(priority = hi)]`.
pub(crate) fn unknown_word(what: &str, found: &str, known: &[&str]) -> String {
    match nearest(found, known) {
        Some(near) if near == found => format!("write the {what} without quotes: `{near}`"),
        Some(near) => format!("there is no {what} `{found}`; did you mean `{near}`?"),
        None => format!("there is no {what} `{found}`; there are {}", list(known)),
    }
}

/// `#[handler(conflate = quote.instrument)]`.
pub(crate) const CONFLATE_IS_A_FIELD: &str = "`conflate` takes the name of one field of the message, such as `conflate = instrument`; a key of several \
     values is a field with a struct of them";

/// `#[handler = ..]`.
pub(crate) const HANDLER_IS_A_LIST: &str =
    "`#[handler]` takes its arguments in parentheses; write `#[handler]` alone, or as in `#[handler(priority = high)]`";

/// `#[handler] #[on_start]`.
pub(crate) const HANDLER_AND_HOOK: &str = "a handler takes messages and a hook does not; make them two methods";

/// `#[on_start(..)]`.
pub(crate) fn hook_takes_no_arguments(hook: &str) -> String {
    format!("`#[{hook}]` takes no arguments; write it alone")
}

/// `#[cfg_attr(.., handler)]`.
pub(crate) fn behind_cfg_attr(helper: &str) -> String {
    format!("`#[actor]` cannot see whether this condition holds; write `#[{helper}]`, and `#[cfg(..)]` on the method")
}

/// The first of two hooks of one kind.
pub(crate) fn hook_first(hook: &str) -> String {
    format!("the first `{hook}` hook is here")
}

/// The second one.
pub(crate) fn hook_twice(hook: &str, first: &str) -> String {
    format!("`{first}` is the `{hook}` hook already; call one from the other")
}

/// What a hook looks like.
pub(crate) fn hook_shape(hook: &str) -> String {
    match hook {
        "on_error" => String::from(
            "an `on_error` hook is `fn name(&mut self, error: Error)`, with `ctx: &mut Context<Self>` behind if needed, and returns nothing",
        ),
        other => format!(
            "an `{other}` hook is `fn name(&mut self)`, with `ctx: &mut Context<Self>` behind if needed, and returns nothing or a `Result<()>`"
        ),
    }
}

/// `#[handler] fn f(self, ..)` or `fn f(m: T)`.
pub(crate) const HANDLER_RECEIVER: &str =
    "a handler borrows its actor: write `&mut self` (or `&self`) as the first parameter";

/// `#[handler] fn f(&mut self)`.
pub(crate) fn handler_without_message(handler: &str) -> String {
    format!(
        "which message does `{handler}` handle? Add it as a parameter: `fn {handler}(&mut self, message: &YourMessage)`"
    )
}

/// `#[handler] fn f<T>(..)`.
pub(crate) const HANDLER_GENERIC: &str =
    "a handler takes one message type, so it cannot be generic; write one handler for each";

/// `unsafe`, `const` or `extern`.
pub(crate) fn handler_qualifier(word: &str) -> String {
    format!("the run loop calls this method, so it cannot be `{word}`")
}

/// A handler's name that the handle needs itself.
pub(crate) fn name_taken(name: &str) -> String {
    format!(
        "the handle's method `{name}` would hide that of `ActorRef` or of a trait; choose another name, such as `on_{name}`"
    )
}

/// `#[handler] fn f(&mut self, (a, b): T)`.
pub(crate) const MESSAGE_PATTERN: &str =
    "a handler's message has a name; write `message: &YourMessage`, and take it apart inside of the handler";

/// `#[handler] fn f(&mut self, m: &mut T)`.
pub(crate) const MESSAGE_MUT: &str =
    "a message may be shared, so a handler cannot change it in place; take `&T`, or `T` to own it";

/// `#[handler] fn f(&mut self, m: impl Trait)`.
pub(crate) const MESSAGE_NOT_NAMED: &str =
    "a handler takes one message type, and this stands for many; name one, such as `message: &YourMessage`";

/// `#[handler] fn f(&mut self, m: &Arc<T>)`.
pub(crate) fn message_borrowed_twice(message: &str) -> String {
    format!("a message is borrowed or shared, not both; take `&{message}`, or `Arc<{message}>` to keep it")
}

/// `#[handler] fn f(&mut self, m: &Self)`.
pub(crate) fn message_of_the_block(word: &str) -> String {
    format!(
        "the enum and the handle are outside of this impl block and do not know `{word}`; name the message's own type"
    )
}

/// A third parameter that is neither.
pub(crate) const WRONG_EXTRA: &str =
    "behind the message a handler may take `ctx: &mut Context<Self>` and `reply: ReplyTo<YourMessage>`, each once";

/// A handler with `ReplyTo` that returns something.
pub(crate) const REPLY_TO_AND_RETURN: &str =
    "this handler answers through its `ReplyTo`, so it returns nothing; remove one of the two";

/// The first of two handlers for one message.
pub(crate) fn message_first(message: &str) -> String {
    format!("the first handler of `{message}` is here")
}

/// The second one.
pub(crate) fn message_twice(message: &str, first: &str) -> String {
    format!("`{first}` handles `{message}` already; an actor has one handler for each message")
}

/// The first of two handlers whose names make one variant.
pub(crate) fn variant_first(variant: &str) -> String {
    format!("the first handler that makes `{variant}` is here")
}

/// The second one.
pub(crate) fn variant_twice(handler: &str, first: &str, variant: &str) -> String {
    format!(
        "`{handler}` and `{first}` both make the variant `{variant}`; rename one, or write `#[handler(variant = ..)]`"
    )
}

/// `#[handler] fn __(..)`.
pub(crate) fn no_variant(handler: &str) -> String {
    format!("no variant can be named after `{handler}`; rename it, or write `#[handler(variant = Name)]`")
}

// --- `#[message(..)]` on a method ---

/// `#[message(..)] #[message(..)]`.
pub(crate) const MESSAGE_TWICE: &str = "`#[message]` is given twice; remove one of them";

/// `#[message = ..]`.
pub(crate) const MESSAGE_IS_A_LIST: &str = "write `#[message(tlv = 0x..)]`, or `#[message(local)]`";

/// `#[message(..)] #[handler]`.
pub(crate) const HANDLER_AND_MESSAGE: &str = "`#[message]` makes this method a handler already; remove `#[handler]`, and write `variant`, `priority` and \
     `conflate` into `#[message(..)]`";

/// `#[message(.., crate = ..)]`.
pub(crate) const CRATE_ON_METHOD: &str =
    "`#[actor(crate = ..)]` says for the whole block where the runtime is; remove it here";

/// `#[message(nested)]`.
pub(crate) const NESTED_ON_METHOD: &str =
    "a `nested` type is only a field of messages, so no method handles it; write `tlv = 0x..` or `local` here";

/// Neither `tlv` nor `local`.
pub(crate) fn method_without_kind(message: &str) -> String {
    format!(
        "what kind of message is `{message}`? Write `#[message(tlv = 0x..)]` to give it a number and a wire form, \
         or `#[message(local)]` if it never leaves its process"
    )
}

/// `fn f<T>(..)`.
pub(crate) const METHOD_GENERIC: &str =
    "the parameters are the fields of one message, so the method cannot be generic; name their types";

/// `(a, b): (u8, u8)`.
pub(crate) const FIELD_PARAM_PATTERN: &str =
    "the parameters are the fields of the message, so each has a name; take it apart inside of the method";

/// `pool: &[u8]`.
pub(crate) const FIELD_PARAM_BORROWED: &str = "the parameters are the fields of a message, which owns its data; write `String`, `Vec<u8>` or an array instead of a \
     borrow. To handle a message that is declared elsewhere, write `#[handler]` instead of `#[message]`";

/// `pool: impl Trait`.
pub(crate) const FIELD_PARAM_NOT_NAMED: &str =
    "the parameters are the fields of a message, and a field has one type; name it";

/// `#[cfg(..)] pool: u8`.
pub(crate) const CFG_ON_FIELD_PARAM: &str = "the fields of a message cannot depend on `cfg`: whoever sends it has to know them; put the `cfg` on the whole method";

/// `limit: i64, _limit: i64`.
pub(crate) fn field_param_twice(field: &str) -> String {
    format!(
        "another parameter makes the field `{field}` already: a field is called like its parameter without underscores in \
         front; rename one"
    )
}

/// `pool: S::Pool`.
pub(crate) fn field_of_the_block(message: &str, word: &str) -> String {
    format!(
        "the message `{message}` is outside of this impl block and does not know `{word}`; name a type that needs nothing of it"
    )
}

/// A second context, or a second `ReplyTo`.
pub(crate) const EXTRA_TWICE: &str =
    "besides the fields a method may take `ctx: &mut Context<Self>` and `reply: ReplyTo<..>`, each once";

/// `#[message(.., reply = u32)] fn f(..)`.
pub(crate) fn reply_is_returned(message: &str, reply: Option<&str>) -> String {
    let reply = reply.unwrap_or("u64");
    format!(
        "the reply is what the method returns: write `-> {reply}` and remove `reply`, or take a \
         `ReplyTo<{message}>` to answer later"
    )
}

/// `#[message(..)] fn f(.., reply: ReplyTo<F>)`.
pub(crate) fn reply_to_what(message: &str) -> String {
    format!(
        "what answers `{message}`? The method returns nothing, so the attribute says it: `#[message(.., reply = u64)]`"
    )
}

/// `-> impl Trait`.
pub(crate) const REPLY_NOT_NAMED: &str =
    "what the method returns answers the message, and an answer has one type; name it";

/// `-> &[u8]`.
pub(crate) const REPLY_BORROWED: &str = "what the method returns answers the message, and leaves the actor; return `String`, `Vec<u8>` or an array instead of a borrow";

/// `fn self_(..)`.
pub(crate) fn no_struct(method: &str) -> String {
    format!("no struct can be named after `{method}`; rename it, or write `#[message(.., variant = Name)]`")
}

/// `fn result(..)`.
pub(crate) fn struct_named_like(name: &str, what: &str) -> String {
    format!(
        "the message of this method would be called `{name}`, like {what}; rename the method, or write \
         `#[message(.., variant = Name)]`"
    )
}

/// `fn order(&mut self, order: Order)`.
pub(crate) fn struct_named_like_field(name: &str) -> String {
    format!(
        "the message of this method would be called `{name}`, too; rename the method, or write \
         `#[message(.., variant = Name)]`. To handle the `{name}` that is declared elsewhere, write `#[handler]` instead of \
         `#[message]`"
    )
}

/// The first of two methods whose names make one struct.
pub(crate) fn struct_first(name: &str) -> String {
    format!("the first method that makes the message `{name}` is here")
}

/// The second one.
pub(crate) fn struct_twice(method: &str, first: &str, name: &str) -> String {
    format!(
        "`{method}` and `{first}` both make the message `{name}`; rename one, or write `#[message(.., variant = Name)]`"
    )
}

/// `#[message(.., conflate = pol)]`.
pub(crate) fn no_such_field(found: &str, known: &[&str]) -> String {
    match nearest(found, known) {
        Some(near) => format!("no parameter makes a field `{found}`; did you mean `{near}`?"),
        None if known.is_empty() => format!("no parameter makes a field `{found}`: there are none"),
        None => format!("no parameter makes a field `{found}`; there are {}", list(known)),
    }
}

/// `#[message(.., conflate = pool)] fn f(..) -> R`.
pub(crate) const CONFLATE_AND_REPLY: &str =
    "every asker waits for an answer of its own, so none may take another's place; remove `conflate`, or the reply";

// --- read in generated docs ---

/// Above or below the docs that a struct has from the method that declares it.
pub(crate) fn about_declared(alone: bool, actor: &str, method: &str) -> Vec<String> {
    below(alone, format!("The message of `{actor}::{method}`."))
}

/// Above a field whose parameter has no docs.
pub(crate) fn about_field(field: &str, method: &str) -> String {
    format!("The parameter `{field}` of `{method}`.")
}

/// Below the docs that a handle's method has from the method that declares its message.
pub(crate) fn about_declared_call(alone: bool, asks: bool, message: &str) -> Vec<String> {
    let sentence = match asks {
        true => format!("Asks the actor with a `{message}` of these values, and waits for the answer."),
        false => format!("Sends the actor a `{message}` of these values."),
    };
    below(alone, sentence)
}

/// A sentence of ours, with room between it and the user's own above it.
fn below(alone: bool, sentence: String) -> Vec<String> {
    if alone { vec![sentence] } else { vec![String::new(), sentence] }
}

/// Above a generated enum.
pub(crate) fn about_domain_enum(actor: &str) -> String {
    format!("The messages that `{actor}` takes.")
}

/// Above a variant whose handler has no docs.
pub(crate) fn about_variant(handler: &str) -> String {
    format!("Handled by `{handler}`.")
}

/// Above a handle.
pub(crate) fn about_handle(actor: &str) -> String {
    format!("A typed reference to a running `{actor}`: one method for each of its handlers.")
}

/// Below the docs that a handle's method has from its handler.
pub(crate) fn about_handle_method(alone: bool, handler: &str) -> Vec<String> {
    let sentence = format!(
        "Hands the message to the actor's `{handler}`: asks and waits for the answer if the message declares a reply, else sends."
    );
    below(alone, sentence)
}

// === helpers ===

/// The known word that `found` was probably meant to be.
pub(crate) fn nearest<'a>(found: &str, known: &[&'a str]) -> Option<&'a str> {
    let limit = found.chars().count().max(3) / 3;
    known.iter().map(|word| (distance(found, word), *word)).filter(|(d, _)| *d <= limit).min().map(|(_, word)| word)
}

/// Words for people: "`a`, `b` and `c`".
pub(crate) fn list(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => format!("`{one}`"),
        [first @ .., last] => {
            let first: Vec<_> = first.iter().map(|word| format!("`{word}`")).collect();
            format!("{} and `{last}`", first.join(", "))
        }
    }
}

/// How many letters have to be added, removed, changed, or swapped with their neighbour.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let mut left_before = None;
    for (row, left) in a.chars().enumerate() {
        let mut current = vec![row + 1];
        for (column, right) in b.iter().enumerate() {
            let at = |line: &[usize], index: usize| line.get(index).copied().unwrap_or(usize::MAX - 1);
            let mut best = (at(&current, column) + 1).min(at(&last, column + 1) + 1);
            best = best.min(at(&last, column) + usize::from(left != *right));
            let swapped = column > 0 && left_before == Some(*right) && b.get(column - 1) == Some(&left);
            if swapped {
                best = best.min(at(&before_last, column - 1) + 1);
            }
            current.push(best);
        }
        before_last = std::mem::replace(&mut last, current);
        left_before = Some(left);
    }
    last.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    #[test]
    fn distance_counts_a_swap_once() {
        let check = |a, b, expected| assert_eq!(distance(a, b), expected, "{a} -> {b}");
        check("tlv", "tlv", 0);
        check("tvl", "tlv", 1);
        check("mesage", "message", 1);
        check("", "abc", 3);
        check("marketdata", "market_data", 1);
    }

    #[test]
    fn nearest_suggests_only_what_is_near() {
        let known = ["tlv", "domain", "reply", "accept", "nested", "local", "crate"];
        let check = |found, expected| assert_eq!(nearest(found, &known), expected, "{found}");
        check("tvl", Some("tlv"));
        check("domian", Some("domain"));
        check("acept", Some("accept"));
        check("serde", None);
        check("x", None);
    }
}
