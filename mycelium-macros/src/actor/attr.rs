//! The arguments of `#[actor(..)]` and of its helper attributes.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt as _;
use syn::parse::ParseStream;
use syn::{Attribute, Ident, LitInt, LitStr, Member, Meta, Path, Token};

use super::ast::{HookKind, OVERFLOWS, Overflow, PRIORITIES, Priority};
use crate::args::{self, after_eq};
use crate::diag::{self, Errors};
use crate::krate::Krate;
use crate::message::ast::Domain;
use crate::message::attr::{self as message, domain_value, number};

/// The arguments of `#[actor(..)]`.
#[derive(Default)]
pub(super) struct Args {
    pub(super) krate: Krate,
    /// The path is missing when it was refused.
    pub(super) message: Option<Option<Path>>,
    pub(super) name: Option<LitStr>,
    pub(super) domain: Option<Domain>,
    pub(super) mailbox: Option<LitInt>,
    pub(super) overflow: Option<Overflow>,
}

/// Which of our attributes a method has.
#[derive(Default)]
pub(super) struct Helpers {
    pub(super) handler: Option<HandlerArgs>,
    pub(super) message: Option<MessageArgs>,
    pub(super) hooks: Vec<(HookKind, Attribute)>,
    /// Whether it was meant to be a handler, in a way that was refused.
    pub(super) refused: bool,
}

/// The arguments of `#[message(..)]` on a method: those on a struct, and those of a handler.
pub(super) struct MessageArgs {
    pub(super) message: message::Args,
    pub(super) handler: HandlerArgs,
    /// The `#[derive(..)]` above the method: they are for the struct.
    pub(super) derives: Vec<Attribute>,
    /// Whether there was a mistake in it.
    pub(super) is_refused: bool,
}

/// The arguments of `#[handler(..)]`.
#[derive(Default)]
pub(super) struct HandlerArgs {
    pub(super) variant: Option<Ident>,
    pub(super) priority: Priority,
    pub(super) conflate: Option<Member>,
}

const ARGUMENTS: [&str; 6] = ["message", "name", "domain", "mailbox", "overflow", "crate"];
const HANDLER_ARGUMENTS: [&str; 3] = ["variant", "priority", "conflate"];
/// The largest mailbox, in messages; as in the TOML.
const MAILBOX_MAX: u64 = 1 << 24;
const HANDLER: &str = "handler";
pub(super) const MESSAGE: &str = "message";
const DERIVE: &str = "derive";
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
                "mailbox" => found.mailbox = Some(after_eq(name, "mailbox = 1024", input, mailbox_value)?),
                "overflow" => {
                    let value = |input: ParseStream<'_>| word("overflow policy", &OVERFLOWS, input);
                    found.overflow = Some(after_eq(name, "overflow = drop_oldest", input, value)?);
                }
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
        let is_message = attrs.iter().any(names_message);
        let mut derives = Vec::new();
        for attr in std::mem::take(attrs) {
            let path = attr.path();
            if path.is_ident(HANDLER) {
                if is_message {
                    errors.at(&attr, diag::HANDLER_AND_MESSAGE);
                } else if found.handler.is_some() {
                    errors.at(&attr, diag::HANDLER_TWICE);
                }
                found.handler = Some(handler_arguments(&attr, errors));
            } else if let Some(hook) = HookKind::ALL.into_iter().find(|hook| path.is_ident(hook.name())) {
                if !matches!(attr.meta, Meta::Path(_)) {
                    errors.at(&attr, diag::hook_takes_no_arguments(hook.name()));
                }
                found.hooks.push((hook, attr));
            } else if names_message(&attr) {
                if found.message.is_some() {
                    errors.at(&attr, diag::MESSAGE_TWICE);
                    continue;
                }
                found.message = Some(message_arguments(&attr, errors));
            } else if is_message && names_derive(&attr) {
                derives.push(attr);
            } else if let Some(ours) = behind_cfg_attr(&attr, |name| name == MESSAGE || is_helper(name)) {
                errors.at(&ours, diag::behind_cfg_attr(&ours.to_string()));
                found.refused = true;
            } else {
                attrs.push(attr);
            }
        }
        if let Some(message) = &mut found.message {
            message.derives = derives;
        }
        found
    }
}

/// Whether an attribute is `#[message]`, by whatever path.
fn names_message(attr: &Attribute) -> bool {
    attr.path().segments.last().is_some_and(|segment| segment.ident == MESSAGE)
}

/// Whether an attribute is `#[derive(..)]`, under a condition or not.
fn names_derive(attr: &Attribute) -> bool {
    attr.path().is_ident(DERIVE) || behind_cfg_attr(attr, |name| name == DERIVE).is_some()
}

/// Whether an attribute of this name is one of ours.
pub(super) fn is_helper(name: &Ident) -> bool {
    name == HANDLER || HookKind::ALL.into_iter().any(|hook| name == hook.name())
}

/// What stands in the parentheses of `#[handler(..)]`.
fn handler_arguments(attr: &Attribute, errors: &mut Errors) -> HandlerArgs {
    let mut found = HandlerArgs::default();
    match &attr.meta {
        Meta::Path(_) => {}
        Meta::List(list) => {
            args::parse("#[handler]", &HANDLER_ARGUMENTS, list.tokens.clone(), errors, |name, input, _| {
                found.argument(name, input)
            });
        }
        Meta::NameValue(_) => errors.at(attr, diag::HANDLER_IS_A_LIST),
    }
    found
}

/// What stands in the parentheses of `#[message(..)]` on a method.
fn message_arguments(attr: &Attribute, errors: &mut Errors) -> MessageArgs {
    let mut own = Errors::default();
    let (mut message, mut handler) = (message::Args::default(), HandlerArgs::default());
    // Those of structs that make no sense here are known, too: they are refused with a reason.
    let known: Vec<&str> = message::ARGUMENTS.into_iter().chain(HANDLER_ARGUMENTS).collect();
    match &attr.meta {
        Meta::Path(_) => {}
        Meta::List(list) => {
            args::parse("#[message]", &known, list.tokens.clone(), &mut own, |name, input, errors| {
                let text = name.to_string();
                match text.as_str() {
                    "crate" => errors.at(name, diag::CRATE_ON_METHOD),
                    "nested" => errors.at(name, diag::NESTED_ON_METHOD),
                    text if HANDLER_ARGUMENTS.contains(&text) => return handler.argument(name, input),
                    _ => {}
                }
                message.argument(name, input, errors)
            });
        }
        Meta::NameValue(_) => own.at(attr, diag::MESSAGE_IS_A_LIST),
    }
    message.nested = None;
    let is_refused = !own.is_empty();
    errors.append(own);
    MessageArgs { message, handler, derives: Vec::new(), is_refused }
}

// === impl HandlerArgs ===

impl HandlerArgs {
    /// Parses what stands behind one of the arguments.
    fn argument(&mut self, name: &Ident, input: ParseStream<'_>) -> syn::Result<()> {
        match name.to_string().as_str() {
            "variant" => self.variant = Some(after_eq(name, "variant = MEVBundle", input, |input| input.parse())?),
            "priority" => {
                let value = |input: ParseStream<'_>| word("priority", &PRIORITIES, input);
                self.priority = after_eq(name, "priority = high", input, value)?;
            }
            _ => self.conflate = Some(after_eq(name, "conflate = instrument", input, field)?),
        }
        Ok(())
    }
}

/// The value of `mailbox = ..`.
fn mailbox_value(input: ParseStream<'_>) -> syn::Result<LitInt> {
    let literal = number(input, diag::MAILBOX_IS_A_LITERAL)?;
    match literal.base10_parse::<u64>() {
        Ok(1..=MAILBOX_MAX) => Ok(LitInt::new(literal.base10_digits(), literal.span())),
        _ => Err(syn::Error::new_spanned(&literal, diag::mailbox_size(literal.base10_digits(), MAILBOX_MAX))),
    }
}

/// One of some words; `what` is what they are.
fn word<T: Copy>(what: &str, known: &[(&str, T)], input: ParseStream<'_>) -> syn::Result<T> {
    let words: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
    let refuse = |found: &dyn ToTokens| {
        let text = found.to_token_stream().to_string();
        syn::Error::new_spanned(found, diag::unknown_word(what, text.trim_matches('"'), &words))
    };
    if !input.peek(Ident::peek_any) {
        return Err(refuse(&input.parse::<TokenTree>()?));
    }
    let found = input.call(Ident::parse_any)?;
    let value = known.iter().find(|(word, _)| found == word).map(|(_, value)| *value);
    value.ok_or_else(|| refuse(&found))
}

/// The value of `conflate = ..`.
fn field(input: ParseStream<'_>) -> syn::Result<Member> {
    let ahead = input.fork();
    let is_member = ahead.parse::<Member>().is_ok() && (ahead.is_empty() || ahead.peek(Token![,]));
    if !is_member {
        return Err(input.error(diag::CONFLATE_IS_A_FIELD));
    }
    input.parse()
}

/// The name in `#[cfg_attr(.., handler)]` that is one of those asked for.
fn behind_cfg_attr(attr: &Attribute, is_wanted: impl Fn(&Ident) -> bool) -> Option<Ident> {
    let Meta::List(list) = &attr.meta else { return None };
    if !attr.path().is_ident(CFG_ATTR) {
        return None;
    }
    list.tokens.clone().into_iter().find_map(|token| match token {
        TokenTree::Ident(ident) if is_wanted(&ident) => Some(ident),
        _ => None,
    })
}
