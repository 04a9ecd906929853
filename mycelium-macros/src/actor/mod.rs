//! `#[actor]`: on an impl block, the struct becomes an actor with a domain enum and a typed handle.

mod ast;
mod attr;
mod block;
mod check;
mod expand;
mod fallback;

use proc_macro2::TokenStream;
use quote::quote;

use crate::diag::Errors;

/// Expands the attribute: the block and what makes its type an actor, or the block and an error for every
/// mistake.
pub(crate) fn expand_attribute(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let args = attr::Args::parse(args, &mut errors);
    let block = match block::Block::parse(item.clone()) {
        Ok(block) => block,
        Err(error) => {
            errors.push(error);
            let errors = errors.into_tokens();
            return quote!(#item #errors);
        }
    };
    let actor = check::check(args, block, &mut errors);
    if errors.is_empty() {
        return expand::actor(&actor);
    }
    let item = fallback::item(&actor);
    let errors = errors.into_tokens();
    quote!(#item #errors)
}
