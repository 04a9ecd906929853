//! `#[message]`: on a struct, a wire form and the `Message` trait; on an enum, the set of messages that an
//! actor takes.

pub(crate) mod ast;
pub(crate) mod attr;
pub(crate) mod check;
pub(crate) mod expand;
pub(crate) mod fallback;

use proc_macro2::TokenStream;
use quote::quote;

use crate::diag::Errors;

/// Expands the attribute: the item and its impls, or the item and an error for every mistake.
pub(crate) fn expand_attribute(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let args = attr::Args::parse(args, &mut errors);
    match check::check(&args, item.clone(), &mut errors) {
        Some(message) if errors.is_empty() => expand::message(&message),
        _ => {
            let item = fallback::item(&args, item);
            let errors = errors.into_tokens();
            quote!(#item #errors)
        }
    }
}
