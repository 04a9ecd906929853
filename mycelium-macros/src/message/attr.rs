//! The arguments of `#[message(..)]` and of the helper `#[field(..)]`, parsed and not yet judged.

use proc_macro2::{Group, TokenStream, TokenTree};
use syn::parse::{ParseStream, Parser as _};
use syn::{Attribute, Expr, Ident, Lit, LitInt, Meta, Token, Type};

use super::ast::{DOMAINS, Domain};
use crate::args::{self, after_eq, alone};
use crate::diag::{self, Errors};
use crate::krate::Krate;

/// The arguments of `#[message(..)]`. Each carries its name, where errors about it point.
#[derive(Default)]
pub(crate) struct Args {
    pub(crate) krate: Krate,
    /// The name is there even when the value was refused.
    pub(crate) tlv: Option<(Ident, Option<u8>)>,
    pub(crate) local: Option<Ident>,
    pub(crate) nested: Option<Ident>,
    pub(crate) domain: Option<(Ident, Option<Domain>)>,
    pub(crate) reply: Option<(Ident, Option<Type>)>,
    pub(crate) accept: Option<(Ident, Option<Accept>)>,
    pub(crate) appendable: Option<Ident>,
}

/// `[52, 56]`.
pub(crate) struct Accept {
    /// The whole list, for errors about it.
    pub(crate) list: Group,
    pub(crate) lengths: Vec<LitInt>,
}

/// What the `#[field(..)]` of one field or variant says.
#[derive(Default)]
pub(crate) struct FieldArgs {
    pub(crate) pad: Option<(Ident, LitInt)>,
    pub(crate) other: Option<Ident>,
    /// The name is there even when the value was refused.
    pub(crate) since: Option<(Ident, Option<LitInt>)>,
    /// The value is there when it is not the type's own default.
    pub(crate) default: Option<(Ident, Option<Expr>)>,
}

pub(crate) const ARGUMENTS: [&str; 8] = ["tlv", "local", "nested", "domain", "reply", "accept", "appendable", "crate"];
const FIELD_ARGUMENTS: [&str; 4] = ["pad", "other", "since", "default"];
const FIELD: &str = "field";
const CFG_ATTR: &str = "cfg_attr";

// === impl Args ===

impl Args {
    /// Parses what stands in the parentheses of `#[message(..)]`.
    pub(crate) fn parse(tokens: TokenStream, errors: &mut Errors) -> Self {
        let mut found = Self::default();
        args::parse("#[message]", &ARGUMENTS, tokens, errors, |name, input, errors| {
            found.argument(name, input, errors)
        });
        found
    }

    /// Parses what stands behind one of the [`ARGUMENTS`]. `#[message(..)]` on a method has more of them.
    pub(crate) fn argument(&mut self, name: &Ident, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<()> {
        let at = name.clone();
        match name.to_string().as_str() {
            "tlv" => {
                let value = after_eq(name, "tlv = 0xC9", input, tlv_value);
                self.tlv = Some((at, errors.keep(value)));
            }
            "domain" => {
                let value = after_eq(name, "domain = market_data", input, domain_value);
                self.domain = Some((at, errors.keep(value)));
            }
            "reply" => {
                let value = after_eq(name, "reply = u64", input, |input| input.parse());
                self.reply = Some((at, errors.keep(value)));
            }
            "accept" => {
                let value = after_eq(name, "accept = [52, 56]", input, lengths);
                self.accept = Some((at, errors.keep(value)));
            }
            "crate" => self.krate = after_eq(name, "crate = ::mycelium", input, Krate::parse)?,
            "appendable" => {
                self.appendable = Some(at);
                alone(name, input)?;
            }
            "local" => {
                self.local = Some(at);
                alone(name, input)?;
            }
            _ => {
                self.nested = Some(at);
                alone(name, input)?;
            }
        }
        Ok(())
    }
}

/// The value of `tlv = ..`.
fn tlv_value(input: ParseStream<'_>) -> syn::Result<u8> {
    let literal = number(input, diag::TLV_IS_A_LITERAL)?;
    let sentence = match literal.base10_parse::<u8>() {
        Ok(number @ ..=249) => return Ok(number),
        Ok(255) => String::from(diag::TLV_IS_MARKER),
        Ok(number) => diag::tlv_is_ours(number),
        Err(_) => diag::tlv_too_large(literal.base10_digits()),
    };
    Err(syn::Error::new_spanned(&literal, sentence))
}

/// The value of `domain = ..`: a name, or the number of a domain of the user's own.
///
/// `#[actor]` has the same argument.
pub(crate) fn domain_value(input: ParseStream<'_>) -> syn::Result<Domain> {
    if !input.peek(Ident) {
        let literal = number(input, &diag::not_a_domain(&domain_names()))?;
        return match literal.base10_parse::<u8>() {
            Ok(number @ (1..=4 | 16..)) => Ok(Domain(number)),
            Ok(number) => Err(syn::Error::new_spanned(&literal, diag::domain_reserved(number))),
            Err(_) => Err(syn::Error::new_spanned(&literal, diag::not_a_domain(&domain_names()))),
        };
    }
    let name: Ident = input.parse()?;
    match DOMAINS.iter().find(|(known, _)| name == known) {
        Some((_, domain)) => Ok(*domain),
        None => Err(syn::Error::new_spanned(&name, diag::unknown_domain(&name.to_string(), &domain_names()))),
    }
}

fn domain_names() -> [&'static str; 4] {
    DOMAINS.map(|(name, _)| name)
}

/// A whole number written as a literal; everything else up to the next comma is refused with `sentence`.
pub(crate) fn number(input: ParseStream<'_>, sentence: &str) -> syn::Result<LitInt> {
    let ahead = input.fork();
    if let Ok(Lit::Int(literal)) = ahead.parse::<Lit>()
        // Behind another name a comma is missing, which is said there.
        && (ahead.is_empty() || ahead.peek(Token![,]) || ahead.peek(Ident))
        && matches!(literal.suffix(), "" | "u8" | "u16" | "u32" | "u64" | "u128" | "usize")
    {
        input.parse::<Lit>()?;
        return Ok(literal);
    }
    let mut refused = TokenStream::new();
    while !input.is_empty() && !input.peek(Token![,]) {
        refused.extend([input.parse::<TokenTree>()?]);
    }
    Err(syn::Error::new_spanned(refused, sentence))
}

/// The value of `accept = [..]`.
///
/// Parsed as a group of its own: a mistake in it must not be reported again as "unexpected token".
fn lengths(input: ParseStream<'_>) -> syn::Result<Accept> {
    let TokenTree::Group(list) = input.parse::<TokenTree>()? else {
        return Err(input.error(diag::ACCEPT_IS_A_LIST));
    };
    let items = |input: ParseStream<'_>| {
        let mut lengths = Vec::new();
        while !input.is_empty() {
            lengths.push(number(input, diag::ACCEPT_IS_A_LIST)?);
            input.parse::<Option<Token![,]>>()?;
        }
        Ok(lengths)
    };
    let lengths = items.parse2(list.stream())?;
    Ok(Accept { list, lengths })
}

// === impl FieldArgs ===

impl FieldArgs {
    /// Takes every `#[field(..)]` out of `attrs` and parses it.
    pub(crate) fn take(attrs: &mut Vec<Attribute>, errors: &mut Errors) -> Self {
        let mut found = Self::default();
        let mut before = false;
        for attribute in take_field_attributes(attrs) {
            if let Some(ours) = behind_cfg_attr(&attribute) {
                errors.at(ours, diag::FIELD_BEHIND_CFG_ATTR);
                continue;
            }
            if before {
                errors.at(&attribute, diag::FIELD_TWICE);
                continue;
            }
            before = true;
            let Meta::List(list) = &attribute.meta else {
                errors.at(&attribute, diag::FIELD_NEEDS_ARGUMENTS);
                continue;
            };
            args::parse("#[field]", &FIELD_ARGUMENTS, list.tokens.clone(), errors, |name, input, errors| {
                let at = name.clone();
                match name.to_string().as_str() {
                    "pad" => {
                        let value = after_eq(name, "pad = 12", input, |input| number(input, diag::PAD_RANGE))?;
                        found.pad = Some((at, value));
                    }
                    "since" => {
                        let value = after_eq(name, "since = 2", input, |input| number(input, diag::SINCE_RANGE));
                        found.since = Some((at, errors.keep(value)));
                    }
                    "default" if input.peek(Token![=]) => {
                        let value = after_eq(name, "default = 1", input, |input| input.parse())?;
                        found.default = Some((at, Some(value)));
                    }
                    "default" => found.default = Some((at, None)),
                    _ => {
                        alone(name, input)?;
                        found.other = Some(at);
                    }
                }
                Ok(())
            });
        }
        found
    }

    /// The names of all that was given, where errors about it point.
    pub(crate) fn names(&self) -> impl Iterator<Item = &Ident> {
        let Self { pad, other, since, default } = self;
        let pad = pad.as_ref().map(|(name, _)| name);
        let since = since.as_ref().map(|(name, _)| name);
        let default = default.as_ref().map(|(name, _)| name);
        [pad, other.as_ref(), since, default].into_iter().flatten()
    }

    /// As [`names`](Self::names), of what tells versions apart.
    pub(crate) fn version_names(&self) -> impl Iterator<Item = &Ident> {
        let since = self.since.as_ref().map(|(name, _)| name);
        let default = self.default.as_ref().map(|(name, _)| name);
        since.into_iter().chain(default)
    }
}

/// Takes our helper attributes out of `attrs`.
pub(crate) fn take_field_attributes(attrs: &mut Vec<Attribute>) -> Vec<Attribute> {
    let is_ours = |attribute: &Attribute| attribute.path().is_ident(FIELD) || behind_cfg_attr(attribute).is_some();
    let (ours, theirs) = std::mem::take(attrs).into_iter().partition(is_ours);
    *attrs = theirs;
    ours
}

/// The helper in `#[cfg_attr(.., field(..))]`.
fn behind_cfg_attr(attribute: &Attribute) -> Option<Ident> {
    attribute.path().is_ident(CFG_ATTR).then(|| args::behind_condition(attribute, |name| name == FIELD)).flatten()
}
