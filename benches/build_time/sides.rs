//! The sides with the attributes: as a user writes them, and with what they expand to in their place.

use quote::{ToTokens as _, quote};
use syn::{Attribute, File, Item};

use crate::shape::{ACTORS, HANDLERS, Shape, actor_name, common, shapes};

/// The library as a user writes it.
pub(crate) fn attributes() -> String {
    let shapes = shapes();
    let messages: String = shapes.iter().map(|shape| attribute(shape) + &shape.item()).collect();
    let actors: String = (0..ACTORS).map(|actor| block(actor, &shapes[actor * HANDLERS..][..HANDLERS])).collect();
    format!("use mycelium::{{actor, message}};\n{}{messages}{actors}", common())
}

fn attribute(shape: &Shape) -> String {
    let reply = shape.reply.map_or_else(String::new, |(ty, _)| format!(", reply = {ty}"));
    format!("#[message(tlv = {}, domain = {}{reply})]\n", shape.number(), shape.domain())
}

fn block(actor: usize, shapes: &[Shape]) -> String {
    let handlers: String = shapes.iter().map(|shape| format!("    #[handler]\n{}", shape.method())).collect();
    format!("#[actor]\nimpl {} {{\n{handlers}}}\n", actor_name(actor))
}

/// The library with the attributes replaced by what they expand to.
pub(crate) fn expanded() -> String {
    let file: File = syn::parse_str(&attributes()).expect("it is Rust");
    let items = file.items.into_iter().map(|item| match item {
        Item::Struct(mut item) => match take(&mut item.attrs, "message") {
            Some(arguments) => expansion::message(arguments, item.into_token_stream()),
            None => item.into_token_stream(),
        },
        Item::Impl(mut item) => match take(&mut item.attrs, "actor") {
            Some(arguments) => expansion::actor(arguments, item.into_token_stream()),
            None => item.into_token_stream(),
        },
        Item::Use(_) => quote!(),
        item => item.into_token_stream(),
    });
    quote!(#(#items)*).to_string()
}

/// Takes an attribute away and gives what stands in its parentheses.
fn take(attributes: &mut Vec<Attribute>, name: &str) -> Option<proc_macro2::TokenStream> {
    let at = attributes.iter().position(|attribute| attribute.path().is_ident(name))?;
    let attribute = attributes.remove(at);
    Some(attribute.meta.require_list().map(|list| list.tokens.clone()).unwrap_or_default())
}
