//! What is refused in the versions of a message: fields that stand where an older version would not look for its own.

use proc_macro2::TokenStream;
use quote::ToTokens as _;
use syn::{Ident, LitInt};

use crate::diag::{self, Errors};
use crate::message::attr::{Args, FieldArgs};

/// Walks over the fields of a struct, and counts its versions.
pub(super) struct Versions<'a> {
    /// Whether the struct may have more than one.
    is_message: bool,
    /// The argument with which no field may come later, until it was reported.
    accept: Option<&'a Ident>,
    /// The version of the last field, and the name of that field.
    last: (u8, String),
    has_later: bool,
}

// === impl Versions ===

impl<'a> Versions<'a> {
    pub(super) fn of_nested() -> Self {
        Self { is_message: false, accept: None, last: (1, String::new()), has_later: false }
    }

    pub(super) fn of_message(args: &'a Args) -> Self {
        let accept = args.accept.as_ref().map(|(name, _)| name);
        Self { is_message: true, accept, last: (1, String::new()), has_later: args.appendable.is_some() }
    }

    /// The version that brought `field`.
    pub(super) fn check(&mut self, args: &FieldArgs, name: &str, field: &syn::Field, errors: &mut Errors) -> u8 {
        if !self.is_message {
            for name in args.version_names() {
                errors.at(name, diag::version_on_nested(&name.to_string()));
            }
            return 1;
        }
        match (&args.since, &args.default) {
            (Some((since, _)), None) => errors.at(since, diag::SINCE_NEEDS_DEFAULT),
            (None, Some((default, _))) => errors.at(default, diag::DEFAULT_NEEDS_SINCE),
            _ => {}
        }
        self.has_later |= args.since.is_some();
        let literal = match &args.since {
            Some((_, None)) => return 1,
            Some((_, literal)) => literal.as_ref(),
            None => None,
        };
        let since = match literal.map(LitInt::base10_parse::<u8>) {
            None => 1,
            Some(Ok(since @ 2..)) => since,
            Some(_) => {
                errors.at(literal, diag::SINCE_RANGE);
                return 1;
            }
        };
        let (last, last_name) = &self.last;
        if since < *last {
            let at: TokenStream = match (literal, &field.ident) {
                (Some(literal), _) => literal.to_token_stream(),
                (None, Some(ident)) => ident.to_token_stream(),
                (None, None) => field.ty.to_token_stream(),
            };
            errors.at(at, diag::since_falls(name, last_name, *last));
            return since;
        }
        if since > last.saturating_add(1) {
            errors.at(literal, diag::since_leaps(*last));
        }
        self.last = (since, name.to_owned());
        since
    }

    /// Reports what can only be said of all fields together.
    pub(super) fn check_end(self, errors: &mut Errors) {
        if let (Some(accept), true) = (self.accept, self.has_later) {
            errors.at(accept, diag::ACCEPT_AND_VERSIONS);
        }
    }
}
