//! The list of arguments of an attribute: `name`, `name = value`, separated by commas.
//!
//! Values differ (a type, a number, a path, a list), so whoever calls [`parse`] parses them; what is common
//! stays here: unknown names, names given twice, and going on after a mistake to find the next one.

use proc_macro2::{TokenStream, TokenTree};
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Attribute, Ident, Token};

use crate::diag::{self, Errors};

/// How an error begins that syn worded.
const SYNS_OWN: &str = "expected ";

/// Parses `tokens`, calling `value` for each known argument with the stream right behind its name.
///
/// `value` is not called for a name given before. After a mistake, parsing goes on behind the next comma.
pub(crate) fn parse(
    attribute: &str,
    known: &[&str],
    tokens: TokenStream,
    errors: &mut Errors,
    mut value: impl FnMut(&Ident, ParseStream<'_>, &mut Errors) -> syn::Result<()>,
) {
    let mut seen: Vec<String> = Vec::new();
    let all = |input: ParseStream<'_>| {
        while !input.is_empty() {
            let before = errors.count();
            if let Err(error) = one(attribute, known, &mut seen, input, errors, &mut value) {
                errors.push(error);
            }
            if input.is_empty() {
                break;
            }
            if !input.peek(Token![,]) {
                // What a refused value left over is no mistake of its own.
                if errors.count() == before {
                    errors.at_span(input.span(), diag::COMMA_BETWEEN_ARGUMENTS);
                }
                skip_to_comma(input)?;
            }
            input.parse::<Option<Token![,]>>()?;
        }
        Ok(())
    };
    if let Err(error) = all.parse2(tokens) {
        errors.push(error);
    }
}

/// The value behind `name`, parsed after its `=`.
pub(crate) fn after_eq<T>(
    name: &Ident,
    example: &str,
    input: ParseStream<'_>,
    value: impl FnOnce(ParseStream<'_>) -> syn::Result<T>,
) -> syn::Result<T> {
    let missing = || syn::Error::new_spanned(name, diag::needs_value(&name.to_string(), example));
    if !input.peek(Token![=]) {
        return Err(missing());
    }
    input.parse::<Token![=]>()?;
    if input.is_empty() || input.peek(Token![,]) {
        return Err(missing());
    }
    let at = input.cursor();
    value(input).map_err(|error| match error.to_string().starts_with(SYNS_OWN) {
        // What syn finds it says in words about Rust; what is wanted is said here.
        true => syn::Error::new(at.span(), diag::wrong_value(&name.to_string(), example)),
        false => error,
    })
}

/// Refuses a value behind `name`.
pub(crate) fn alone(name: &Ident, input: ParseStream<'_>) -> syn::Result<()> {
    if input.peek(Token![=]) {
        return Err(input.error(diag::takes_no_value(&name.to_string())));
    }
    Ok(())
}

fn one(
    attribute: &str,
    known: &[&str],
    seen: &mut Vec<String>,
    input: ParseStream<'_>,
    errors: &mut Errors,
    value: &mut impl FnMut(&Ident, ParseStream<'_>, &mut Errors) -> syn::Result<()>,
) -> syn::Result<()> {
    if !input.peek(Ident::peek_any) {
        return Err(input.error(diag::not_an_argument(attribute, known)));
    }
    let name = input.call(Ident::parse_any)?;
    let text = name.to_string();
    if !known.contains(&text.as_str()) {
        return Err(syn::Error::new_spanned(&name, diag::unknown_argument(attribute, &text, known)));
    }
    if seen.contains(&text) {
        return Err(syn::Error::new_spanned(&name, diag::argument_twice(&text)));
    }
    seen.push(text);
    value(&name, input, errors)
}

/// The first name behind the condition of a `cfg_attr` that is `wanted`.
pub(crate) fn behind_condition(attribute: &Attribute, wanted: impl Fn(&Ident) -> bool) -> Option<Ident> {
    let arguments = attribute.meta.require_list().ok()?.tokens.clone().into_iter();
    let is_comma = |token: &TokenTree| matches!(token, TokenTree::Punct(comma) if comma.as_char() == ',');
    arguments.skip_while(|token| !is_comma(token)).find_map(|token| match token {
        TokenTree::Ident(ident) if wanted(&ident) => Some(ident),
        _ => None,
    })
}

/// Goes to the next comma that separates arguments; commas between `<` and `>` do not.
fn skip_to_comma(input: ParseStream<'_>) -> syn::Result<()> {
    let mut depth = 0_usize;
    while !input.is_empty() && (depth > 0 || !input.peek(Token![,])) {
        if input.peek(Token![<]) {
            depth += 1;
        } else if input.peek(Token![>]) {
            depth = depth.saturating_sub(1);
        }
        input.parse::<TokenTree>()?;
    }
    Ok(())
}
