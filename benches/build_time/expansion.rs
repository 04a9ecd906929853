//! What the attributes expand to, as functions: a crate of macros exports nothing else.
//!
//! The files are those of `mycelium-macros`, compiled once more.

use proc_macro2::TokenStream;

#[path = "../../mycelium-macros/src/actor/mod.rs"]
mod actor;
#[path = "../../mycelium-macros/src/args.rs"]
mod args;
#[path = "../../mycelium-macros/src/diag.rs"]
mod diag;
#[path = "../../mycelium-macros/src/krate.rs"]
mod krate;
#[path = "../../mycelium-macros/src/message/mod.rs"]
mod message;
#[path = "../../mycelium-macros/src/names.rs"]
mod names;

/// What `#[message(arguments)]` makes of an item.
#[must_use]
pub fn message(arguments: TokenStream, item: TokenStream) -> TokenStream {
    message::expand_attribute(arguments, item)
}

/// What `#[actor(arguments)]` makes of a block.
#[must_use]
pub fn actor(arguments: TokenStream, block: TokenStream) -> TokenStream {
    actor::expand_attribute(arguments, block)
}
