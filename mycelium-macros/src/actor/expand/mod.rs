//! Writes code from the model, and decides nothing.

pub(super) mod dispatch;
mod domain_enum;
mod handle;

use proc_macro2::TokenStream;
use quote::quote;

use super::ast::Actor;

/// The block and everything that makes its type an actor.
pub(super) fn actor(actor: &Actor) -> TokenStream {
    let block = &actor.block;
    let surroundings = surroundings(actor);
    let dispatch = dispatch::dispatch(actor);
    quote!(#block #surroundings #dispatch)
}

/// The domain enum, if it is generated, and the handle.
pub(super) fn surroundings(actor: &Actor) -> TokenStream {
    let domain_enum = domain_enum::domain_enum(actor);
    let handle = handle::handle(actor);
    quote!(#domain_enum #handle)
}
