//! `#[actor]`: on an impl block, the struct becomes an actor with a domain enum and a typed handle.

mod ast;
mod attr;
mod block;
mod check;
mod expand;
mod fallback;
#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
use quote::quote;

use crate::diag::Errors;

/// Expands the attribute: the block and what makes its type an actor, or the block and an error for every
/// mistake.
pub(crate) fn expand_attribute(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let args = attr::Args::parse(args, &mut errors);
    let item = match block::Block::parse(item.clone()) {
        Err(error) => {
            errors.push(error);
            fallback::foreign_item(item)
        }
        Ok(block) => match check::check(args, block, &mut errors) {
            Ok(actor) if errors.is_empty() => return expand::actor(&actor),
            Ok(actor) => fallback::actor(&actor),
            Err(block) => fallback::block(&block),
        },
    };
    let errors = errors.into_tokens();
    quote!(#item #errors)
}
