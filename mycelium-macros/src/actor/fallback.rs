//! A refused item: given back as the user wrote it, without our helper attributes. Where the model allows, an
//! actor is made of it that handles nothing, so that whoever spawns it or uses its handle does not fail as
//! well. One mistake, one error.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;

use super::ast::Actor;
use super::attr::{MESSAGE, is_helper};
use super::block::Block;
use super::expand;

/// The block, and an actor in name only.
pub(super) fn actor(actor: &Actor) -> TokenStream {
    let block = block(&actor.block);
    let (idle, refused) = (expand::dispatch::idle(actor), expand::origin::refused(actor));
    let surroundings = expand::surroundings(actor, &idle, &refused);
    quote!(#block #surroundings)
}

/// The block alone. Nobody calls its handlers now, which is no news.
pub(super) fn block(block: &Block) -> TokenStream {
    quote!(#[allow(dead_code)] #block)
}

/// Whatever is no block of ours; takes the helper attributes out of its body. In an impl that is also `#[message]`, which
/// elsewhere stands on structs.
pub(super) fn foreign_item(item: TokenStream) -> TokenStream {
    let mut in_impl = false;
    item.into_iter()
        .map(|token| match token {
            TokenTree::Group(body) if body.delimiter() == Delimiter::Brace => {
                let mut clean = Group::new(Delimiter::Brace, without_helpers(body.stream(), in_impl));
                clean.set_span(body.span());
                TokenTree::Group(clean)
            }
            other => {
                in_impl |= matches!(&other, TokenTree::Ident(word) if word == "impl");
                other
            }
        })
        .collect()
}

/// Leaves out every `#[handler ..]`, `#[on_start ..]` and so on.
fn without_helpers(body: TokenStream, in_impl: bool) -> TokenStream {
    let mut clean = Vec::new();
    for token in body {
        match &token {
            TokenTree::Group(group) if is_hash(clean.last()) && names_helper(group, in_impl) => {
                clean.pop();
            }
            _ => clean.push(token),
        }
    }
    clean.into_iter().collect()
}

fn is_hash(token: Option<&TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == '#')
}

fn names_helper(attribute: &Group, in_impl: bool) -> bool {
    match attribute.stream().into_iter().next() {
        Some(TokenTree::Ident(name)) => is_helper(&name) || (in_impl && name == MESSAGE),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn helper_attributes_are_taken_out_of_a_foreign_item() {
        let item = quote! {
            #[doc = "kept"]
            impl Trait for Service {
                #[handler]
                #[inline]
                fn swap(&mut self) { [on_start] }
                #[message(tlv = 1)]
                fn trade(&mut self) {}
                const ONE: [handler; 1] = [handler];
                #[on_start(late)]
                fn start(&mut self) {}
            }
        };
        let clean = quote! {
            #[doc = "kept"]
            impl Trait for Service {
                #[inline]
                fn swap(&mut self) { [on_start] }
                fn trade(&mut self) {}
                const ONE: [handler; 1] = [handler];
                fn start(&mut self) {}
            }
        };
        assert_eq!(foreign_item(item).to_string(), clean.to_string());
    }
}
