//! Every identifier that the macros invent.
//!
//! Locals and hidden items begin with two underscores; visible items begin with the user's own name.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use quote::{ToTokens as _, format_ident};
use syn::ext::IdentExt as _;
use syn::{GenericArgument, Ident, Member, PathArguments};

/// The runtime crate, where `crate = ..` does not say otherwise.
pub(crate) const RUNTIME: &str = "mycelium";
/// The module of the runtime that generated code may name.
pub(crate) const PRIVATE: &str = "__private";
/// What that module is called in a block of generated code.
pub(crate) const SHORT: &str = "__p";

/// The same as a token of the user's, for what the compiler finds wrong while it evaluates: it then says nothing of the macro.
pub(crate) fn short(span: Span) -> Ident {
    Ident::new(SHORT, span)
}

/// The name as people read it: without `r#`.
pub(crate) fn plain(ident: &Ident) -> String {
    ident.unraw().to_string()
}

/// The type as people write it: `Vec<u8>`, `[u8; 20]`.
pub(crate) fn spelling(ty: &syn::Type) -> String {
    let mut out = String::new();
    spell(ty.to_token_stream(), &mut out);
    out
}

/// Whether the type is spelled like one that has a wire form, never grows, and can be shown: a number, a `bool`, a `String`, or an
/// array, a list or an option of them (unless somebody calls a type of their own so).
pub(crate) fn is_known(ty: &syn::Type) -> bool {
    const KNOWN: [&str; 14] =
        ["u8", "u16", "u32", "u64", "u128", "i8", "i16", "i32", "i64", "i128", "f32", "f64", "bool", "String"];
    let segment = match ty {
        syn::Type::Array(array) => return is_known(&array.elem),
        syn::Type::Path(path) if path.qself.is_none() && path.path.leading_colon.is_none() => {
            let mut segments = path.path.segments.iter();
            segments.next().filter(|_| segments.next().is_none())
        }
        _ => None,
    };
    match segment.map(|segment| (segment.ident.to_string(), &segment.arguments)) {
        Some((name, PathArguments::None)) => KNOWN.contains(&&*name),
        Some((name, PathArguments::AngleBracketed(arguments))) if name == "Vec" || name == "Option" => {
            arguments.args.iter().all(|argument| matches!(argument, GenericArgument::Type(ty) if is_known(ty)))
        }
        _ => false,
    }
}

fn spell(tokens: TokenStream, out: &mut String) {
    for token in tokens {
        // Two words in a row, or a word behind the end of something.
        let is_word = matches!(token, TokenTree::Ident(_) | TokenTree::Literal(_));
        if is_word && out.ends_with(|last: char| last.is_alphanumeric() || "_>)]".contains(last)) {
            out.push(' ');
        }
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::None => ("", ""),
                };
                out.push_str(open);
                spell(group.stream(), out);
                out.push_str(close);
            }
            TokenTree::Punct(punct) if matches!(punct.as_char(), ',' | ';') => {
                out.push(punct.as_char());
                out.push(' ');
            }
            token => out.push_str(&token.to_string()),
        }
    }
    // A comma at the end, as in `(u8,)`.
    out.truncate(out.trim_end().len());
}

// === message ===

/// The sum of the replies of a domain enum's messages. Seen in the block that it stands in only.
pub(crate) fn reply_sum(domain_enum: &Ident) -> Ident {
    Ident::new("__Reply", domain_enum.span())
}

/// What the message of the variant at `index` is called in the impls of its enum.
pub(crate) fn message_alias(index: usize, span: Span) -> Ident {
    format_ident!("__Message{index}", span = span)
}

/// What an enum that the user named is called in the impls of its actor.
pub(crate) fn enum_alias(span: Span) -> Ident {
    Ident::new("__Enum", span)
}

/// The same, if each of its variants has a handler.
pub(crate) fn whole_alias() -> Ident {
    Ident::new("__Whole", Span::call_site())
}

/// What the variant at `index` holds, where that is not spelled by the user.
pub(crate) fn carried_alias(index: usize, span: Span) -> Ident {
    format_ident!("__Carried{index}", span = span)
}

/// The local that holds the decoded field at `index`.
pub(crate) fn field_local(index: usize) -> Ident {
    format_ident!("__field{index}", span = Span::mixed_site())
}

/// The view of a struct: `Quote` -> `__QuoteView`. Seen in the block that it stands in only, where nothing of the
/// user's may be called so: the types of fields are named there, too.
pub(crate) fn view(message: &Ident) -> Ident {
    format_ident!("__{}View", message.unraw(), span = Span::call_site())
}

/// The method of a view that reads a field: `price`, or `_0` for what has no name.
pub(crate) fn getter(member: &Member) -> Ident {
    match member {
        Member::Named(name) => name.clone(),
        Member::Unnamed(index) => format_ident!("_{}", index.index, span = index.span),
    }
}

/// The constant that holds the discriminant of the variant at `index`.
pub(crate) fn discriminant(index: usize) -> Ident {
    format_ident!("__DISCRIMINANT{index}", span = Span::mixed_site())
}

// === actor ===

/// The enum made from an actor's handlers: `Execution` -> `ExecutionMessage`.
pub(crate) fn generated_enum(actor: &Ident) -> Ident {
    format_ident!("{}Message", actor.unraw(), span = actor.span())
}

/// An actor's typed handle: `Execution` -> `ExecutionRef`.
pub(crate) fn handle(actor: &Ident) -> Ident {
    format_ident!("{}Ref", actor.unraw(), span = actor.span())
}

/// The variant of a handler's message: `order_book` -> `OrderBook`. None for a name that makes no identifier,
/// such as `self_` or `__`.
pub(crate) fn variant(handler: &Ident) -> Option<Ident> {
    let mut name = String::new();
    for word in plain(handler).split('_') {
        let mut letters = word.chars();
        name.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        name.extend(letters);
    }
    let mut variant: Ident = syn::parse_str(&name).ok()?;
    variant.set_span(handler.span());
    Some(variant)
}

/// The field that a parameter makes: its name without the underscores in front, which say only that a body does not read
/// it. None where nothing is left that makes an identifier.
pub(crate) fn field(parameter: &Ident) -> Option<Ident> {
    let name = plain(parameter);
    let bare = name.trim_start_matches('_');
    if bare == name {
        return Some(parameter.clone());
    }
    let mut field: Ident = syn::parse_str(bare).or_else(|_| syn::parse_str(&format!("r#{bare}"))).ok()?;
    field.set_span(parameter.span());
    Some(field)
}

/// The struct of a method's message whose own name was refused.
pub(crate) fn refused_struct(name: &Ident) -> Ident {
    format_ident!("__{}", name.unraw(), span = name.span())
}

/// The parameter of a handle's method that stands for a refused one.
pub(crate) fn refused_parameter(index: usize) -> Ident {
    format_ident!("__refused{index}", span = Span::call_site())
}

/// The function that makes an actor from its config.
pub(crate) const CONSTRUCTOR: &str = "new";

/// That function where the block does not have it: as generated code calls it.
pub(crate) fn constructor() -> Ident {
    Ident::new(CONSTRUCTOR, Span::call_site())
}

/// The trait that gives a type without a constructor one that nobody may call.
pub(crate) fn constructor_fallback() -> Ident {
    Ident::new("__NoConstructor", Span::call_site())
}

/// The local that holds the message that was received.
pub(crate) fn message_local() -> Ident {
    Ident::new("__message", Span::call_site())
}

/// The local that holds the means to answer.
pub(crate) fn reply_local() -> Ident {
    Ident::new("__reply", Span::call_site())
}

/// The local that holds the context.
pub(crate) fn context_local() -> Ident {
    Ident::new("__ctx", Span::call_site())
}

/// The local that holds the error of a handler.
pub(crate) fn error_local() -> Ident {
    Ident::new("__error", Span::call_site())
}

/// The local that holds the config.
pub(crate) fn config_local() -> Ident {
    Ident::new("__config", Span::call_site())
}

/// The local that holds what a handler returned.
pub(crate) fn returned_local() -> Ident {
    Ident::new("__returned", Span::call_site())
}

/// The span of generated code that rustc shows at `span`. Its locals are those of the expansion, whichever
/// `macro_rules!` the tokens at `span` came from.
pub(crate) fn at(span: Span) -> Span {
    Span::call_site().located_at(span)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_spelled_as_people_write_it() {
        let check = |ty: &str| {
            let parsed: syn::Type = syn::parse_str(ty).unwrap_or_else(|error| unreachable!("{ty}: {error}"));
            assert_eq!(spelling(&parsed), ty);
        };
        check("u128");
        check("Vec<Option<InstrumentId>>");
        check("[[u8; 20]; N]");
        check("(u8, std::string::String)");
        check("(u8,)");
        check("::std::result::Result<Vec<u8>, Error>");
        check("<Order as Priced>::Price");
        check("()");
    }

    #[test]
    fn a_field_is_its_parameter_without_underscores_in_front() {
        let check = |parameter: &str, expected: Option<&str>| {
            let parameter = syn::parse_str(parameter).unwrap_or_else(|error| unreachable!("{parameter}: {error}"));
            assert_eq!(field(&parameter).map(|field| field.to_string()).as_deref(), expected, "{parameter}");
        };
        check("pool", Some("pool"));
        check("_pool", Some("pool"));
        check("__pool_", Some("pool_"));
        check("r#type", Some("r#type"));
        check("_type", Some("r#type"));
        check("_self", None);
        check("_2", None);
    }

    #[test]
    fn a_variant_is_the_handler_in_camel_case() {
        let check = |handler: &str, expected: Option<&str>| {
            let handler = syn::parse_str(handler).unwrap_or_else(|error| unreachable!("{handler}: {error}"));
            let found = variant(&handler).map(|variant| variant.to_string());
            assert_eq!(found.as_deref(), expected, "{handler}");
        };
        check("swap", Some("Swap"));
        check("order_book", Some("OrderBook"));
        check("mev_bundle", Some("MevBundle"));
        check("r#type", Some("Type"));
        check("_tick", Some("Tick"));
        check("level_2", Some("Level2"));
        check("self_", None);
        check("_2nd", None);
        check("__", None);
    }
}
