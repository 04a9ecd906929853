//! Which token of the user's a generated one stands for: that is where an IDE goes, and where rustc points.

use proc_macro2::{LineColumn, TokenStream};
use quote::ToTokens as _;
use syn::visit::Visit;
use syn::{ImplItemFn, Item, ItemEnum, ItemStruct, Variant};

use super::give_up;

/// The places of generated names, by kind.
#[derive(Default)]
struct Names(Vec<(&'static str, String, LineColumn)>);

impl<'ast> Visit<'ast> for Names {
    fn visit_impl_item_fn(&mut self, method: &'ast ImplItemFn) {
        self.note("fn", &method.sig.ident);
    }

    fn visit_item_enum(&mut self, item: &'ast ItemEnum) {
        self.note("enum", &item.ident);
        syn::visit::visit_item_enum(self, item);
    }

    fn visit_item_struct(&mut self, item: &'ast ItemStruct) {
        self.note("struct", &item.ident);
    }

    fn visit_variant(&mut self, variant: &'ast Variant) {
        self.note("variant", &variant.ident);
    }
}

impl Names {
    fn note(&mut self, kind: &'static str, ident: &syn::Ident) {
        self.0.push((kind, ident.to_string(), ident.span().start()));
    }
}

/// Whether the generated `kind` called `name` stands where `at` does in `source`, which is marked by `«`.
fn check(expand: fn(TokenStream, TokenStream) -> TokenStream, source: &str, kind: &str, name: &str) {
    let (before, after) = source.split_once('«').unwrap_or_else(|| give_up(format!("no mark in {source}")));
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or(before).chars().count();
    let tokens = format!("{before}{after}").parse().unwrap_or_else(|error| give_up(format!("{source}: {error}")));
    let expanded = expand(TokenStream::new(), tokens);
    let file: syn::File = syn::parse2(expanded).unwrap_or_else(|error| give_up(format!("no Rust: {error}")));
    let mut names = Names::default();
    let own = |item: &&Item| !matches!(item, Item::Impl(block) if block.trait_.is_none() && block.self_ty.to_token_stream().to_string() == "Book");
    let in_block = |item| match item {
        Item::Const(syn::ItemConst { expr, .. }) => match *expr {
            syn::Expr::Block(block) => block.block.stmts,
            _ => Vec::new(),
        },
        item => vec![syn::Stmt::Item(item)],
    };
    let items: Vec<Item> = (file.items.into_iter().flat_map(in_block))
        .filter_map(|item| if let syn::Stmt::Item(item) = item { Some(item) } else { None })
        .collect();
    items.iter().filter(own).for_each(|item| names.visit_item(item));
    let found: Vec<_> =
        names.0.iter().filter(|(its_kind, its_name, _)| *its_kind == kind && its_name == name).collect();
    let [(_, _, place)] = &*found else { give_up(format!("{} times {kind} {name}", found.len())) };
    assert_eq!((place.line, place.column), (line, column), "{kind} {name}");
}

#[test]
fn a_method_of_the_handle_stands_where_its_handler_does() {
    let actor = crate::actor::expand_attribute;
    check(actor, "impl Book {\n  #[handler]\n  async fn «quote(&mut self, quote: &Quote) {}\n}", "fn", "quote");
    check(actor, "impl Book { #[handler] fn «r#type(&self, asked: Type) -> u8 { 1 } }", "fn", "r#type");
}

#[test]
fn a_variant_stands_where_its_handler_or_its_name_does() {
    let actor = crate::actor::expand_attribute;
    let check = |source: &str, name: &str| {
        // The enum and the sum of its replies both have one.
        let source = source.to_owned();
        check(actor, &source, "enum", name);
    };
    check("impl «Book {\n #[handler] fn quote(&mut self, quote: &Quote) {}\n}", "BookMessage");
}

#[test]
fn handle_and_enum_stand_where_the_actor_is_named() {
    let actor = crate::actor::expand_attribute;
    check(
        actor,
        "#[doc = \"x\"]\nimpl «Book { #[handler] fn quote(&mut self, quote: &Quote) {} }",
        "struct",
        "BookRef",
    );
}

#[test]
fn a_getter_stands_where_its_field_does() {
    let message = |_: TokenStream, item: TokenStream| crate::message::expand_attribute(quote::quote!(tlv = 200), item);
    check(message, "struct Quote {\n  side: u8,\n  «price: u8,\n}", "fn", "price");
}
