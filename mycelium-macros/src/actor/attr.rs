//! The arguments of `#[actor(..)]` and of its helper attributes.

use proc_macro2::TokenStream;
use syn::{Attribute, Ident, LitStr, Meta, Path};

use super::ast::HookKind;
use crate::args::{self, after_eq};
use crate::diag::{self, Errors};
use crate::krate::Krate;
use crate::message::ast::Domain;
use crate::message::attr::domain_value;

/// The arguments of `#[actor(..)]`.
#[derive(Default)]
pub(crate) struct Args {
    pub(crate) krate: Krate,
    pub(crate) message: Option<Path>,
    pub(crate) name: Option<LitStr>,
    /// With its name, where errors about it point.
    pub(crate) domain: Option<(Ident, Domain)>,
}

/// Which of our attributes a method has.
#[derive(Default)]
pub(crate) struct Helpers {
    /// `#[handler]`, and the `variant` that it names.
    pub(crate) handler: Option<Option<Ident>>,
    pub(crate) hooks: Vec<(HookKind, Attribute)>,
}

const ARGUMENTS: [&str; 4] = ["message", "name", "domain", "crate"];
const HANDLER_ARGUMENTS: [&str; 1] = ["variant"];
const HANDLER: &str = "handler";
/// An attribute that users put on methods by mistake.
const MESSAGE: &str = "message";

// === impl Args ===

impl Args {
    /// Parses what stands in the parentheses of `#[actor(..)]`.
    pub(crate) fn parse(tokens: TokenStream, errors: &mut Errors) -> Self {
        let mut found = Self::default();
        args::parse("#[actor]", &ARGUMENTS, tokens, errors, |name, input, _| {
            match name.to_string().as_str() {
                "message" => found.message = Some(after_eq(name, "message = MarketMessage", input, |i| i.parse())?),
                "name" => found.name = Some(after_eq(name, "name = \"market_data\"", input, |i| i.parse())?),
                "domain" => {
                    let domain = after_eq(name, "domain = market_data", input, domain_value)?;
                    found.domain = Some((name.clone(), domain));
                }
                _ => found.krate = after_eq(name, "crate = ::mycelium", input, Krate::parse)?,
            }
            Ok(())
        });
        if let (Some(_), Some((domain, _))) = (&found.message, &found.domain) {
            errors.at(domain, diag::DOMAIN_OF_NAMED_ENUM);
        }
        found
    }
}

// === impl Helpers ===

impl Helpers {
    /// Takes our helper attributes out of a method's attributes.
    pub(crate) fn take(attrs: &mut Vec<Attribute>, errors: &mut Errors) -> Self {
        let mut found = Self::default();
        for attr in std::mem::take(attrs) {
            let path = attr.path();
            let hook = HookKind::ALL.into_iter().find(|hook| path.is_ident(hook.name()));
            if path.is_ident(HANDLER) {
                if found.handler.is_some() {
                    errors.at(&attr, diag::HANDLER_TWICE);
                }
                found.handler = Some(handler_arguments(&attr, errors));
            } else if let Some(hook) = hook {
                if !matches!(attr.meta, Meta::Path(_)) {
                    errors.at(&attr, diag::hook_takes_no_arguments(hook.name()));
                }
                found.hooks.push((hook, attr));
            } else if path.is_ident(MESSAGE) {
                errors.at(&attr, diag::MESSAGE_ON_METHOD);
            } else {
                attrs.push(attr);
            }
        }
        found
    }
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
