//! The arguments of `#[actor(..)]` and of its helper attributes.

use proc_macro2::{TokenStream, TokenTree};
use syn::{Attribute, Ident, LitStr, Meta, Path};

use super::ast::HookKind;
use crate::args::{self, after_eq};
use crate::diag::{self, Errors};
use crate::krate::Krate;
use crate::message::ast::Domain;
use crate::message::attr::domain_value;

/// The arguments of `#[actor(..)]`.
#[derive(Default)]
pub(super) struct Args {
    pub(super) krate: Krate,
    /// The path is missing when it was refused.
    pub(super) message: Option<Option<Path>>,
    pub(super) name: Option<LitStr>,
    pub(super) domain: Option<Domain>,
}

/// Which of our attributes a method has.
#[derive(Default)]
pub(super) struct Helpers {
    /// `#[handler]`, and the `variant` that it names.
    pub(super) handler: Option<Option<Ident>>,
    pub(super) hooks: Vec<(HookKind, Attribute)>,
    /// Whether it was meant to be a handler, in a way that was refused.
    pub(super) refused: bool,
}

const ARGUMENTS: [&str; 4] = ["message", "name", "domain", "crate"];
const HANDLER_ARGUMENTS: [&str; 1] = ["variant"];
const HANDLER: &str = "handler";
/// An attribute that users put on methods by mistake.
const MESSAGE: &str = "message";
/// An attribute that we cannot look through: which of its conditions hold is known only after us.
const CFG_ATTR: &str = "cfg_attr";

// === impl Args ===

impl Args {
    /// Parses what stands in the parentheses of `#[actor(..)]`.
    pub(super) fn parse(tokens: TokenStream, errors: &mut Errors) -> Self {
        let mut found = Self { message: misspelt_message(&tokens), ..Self::default() };
        let mut domain = None;
        args::parse("#[actor]", &ARGUMENTS, tokens, errors, |name, input, _| {
            match name.to_string().as_str() {
                "message" => {
                    found.message = Some(None);
                    let path = after_eq(name, "message = MarketMessage", input, Path::parse_mod_style)?;
                    found.message = Some(Some(path));
                }
                "name" => found.name = Some(after_eq(name, "name = \"market_data\"", input, |input| input.parse())?),
                "domain" => {
                    domain = Some(name.clone());
                    found.domain = Some(after_eq(name, "domain = market_data", input, domain_value)?);
                }
                _ => found.krate = after_eq(name, "crate = ::mycelium", input, Krate::parse)?,
            }
            Ok(())
        });
        if let (Some(_), Some(domain)) = (&found.message, domain) {
            errors.at(domain, diag::DOMAIN_OF_NAMED_ENUM);
        }
        found
    }
}

/// The path behind a misspelt `message`: so that the enum, which is there, is not generated as well.
fn misspelt_message(tokens: &TokenStream) -> Option<Option<Path>> {
    let mut tokens = tokens.clone().into_iter();
    tokens.find(|token| match token {
        TokenTree::Ident(ident) => diag::nearest(&ident.to_string(), &ARGUMENTS) == Some(MESSAGE),
        _ => false,
    })?;
    let is_punct = |token: &TokenTree, wanted: char| matches!(token, TokenTree::Punct(p) if p.as_char() == wanted);
    tokens.next().filter(|token| is_punct(token, '='))?;
    let path = tokens.take_while(|token| !is_punct(token, ',')).collect();
    Some(syn::parse2(path).ok())
}

// === impl Helpers ===

impl Helpers {
    /// Takes our helper attributes out of a method's attributes.
    pub(super) fn take(attrs: &mut Vec<Attribute>, errors: &mut Errors) -> Self {
        let mut found = Self::default();
        for attr in std::mem::take(attrs) {
            let path = attr.path();
            if path.is_ident(HANDLER) {
                if found.handler.is_some() {
                    errors.at(&attr, diag::HANDLER_TWICE);
                }
                found.handler = Some(handler_arguments(&attr, errors));
            } else if let Some(hook) = HookKind::ALL.into_iter().find(|hook| path.is_ident(hook.name())) {
                if !matches!(attr.meta, Meta::Path(_)) {
                    errors.at(&attr, diag::hook_takes_no_arguments(hook.name()));
                }
                found.hooks.push((hook, attr));
            } else if path.segments.last().is_some_and(|segment| segment.ident == MESSAGE) {
                errors.at(&attr, diag::MESSAGE_ON_METHOD);
                found.refused = true;
            } else if let Some(ours) = behind_cfg_attr(&attr) {
                errors.at(&ours, diag::behind_cfg_attr(&ours.to_string()));
                found.refused = true;
            } else {
                attrs.push(attr);
            }
        }
        found
    }
}

/// Whether an attribute of this name is one of ours.
pub(super) fn is_helper(name: &Ident) -> bool {
    name == HANDLER || HookKind::ALL.into_iter().any(|hook| name == hook.name())
}

/// The `variant` of `#[handler(variant = ..)]`.
fn handler_arguments(attr: &Attribute, errors: &mut Errors) -> Option<Ident> {
    let mut variant = None;
    match &attr.meta {
        Meta::Path(_) => {}
        Meta::List(list) => {
            args::parse("#[handler]", &HANDLER_ARGUMENTS, list.tokens.clone(), errors, |name, input, _| {
                variant = Some(after_eq(name, "variant = MEVBundle", input, |input| input.parse())?);
                Ok(())
            });
        }
        Meta::NameValue(_) => errors.at(attr, diag::HANDLER_IS_A_LIST),
    }
    variant
}

/// The helper in `#[cfg_attr(.., handler)]`.
fn behind_cfg_attr(attr: &Attribute) -> Option<Ident> {
    let Meta::List(list) = &attr.meta else { return None };
    if !attr.path().is_ident(CFG_ATTR) {
        return None;
    }
    list.tokens.clone().into_iter().find_map(|token| match token {
        TokenTree::Ident(ident) if is_helper(&ident) => Some(ident),
        _ => None,
    })
}
