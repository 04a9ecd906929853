//! A refused block: given back as the user wrote it, with an actor made of its well-formed handlers that does
//! nothing, so that whoever spawns it or uses its handle does not fail as well. One mistake, one error.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};

use super::ast::Actor;
use super::expand;

/// The block without our helper attributes, and what can be made of it.
pub(super) fn item(actor: &Actor) -> TokenStream {
    let block = actor.block.to_token_stream();
    let usable = actor.type_name.is_some()
        && !actor.handlers.is_empty()
        && (actor.block.generics.params.is_empty() || matches!(actor.messages, super::ast::Messages::Named(_)));
    if !usable {
        return block;
    }
    let surroundings = expand::surroundings(actor);
    let nothing = expand::dispatch::nothing(actor);
    quote!(#block #surroundings #nothing)
}
